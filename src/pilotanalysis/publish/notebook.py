"""Execute a notebook with papermill, and bring what comes out to a form that a rerun gives again."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..problems import counted
from .environment import kernel_folder
from .plan import Job

#: Seconds without an answer from a cell after which a notebook counts as hung.
TIMEOUT = 600
#: Kernels report what matters as outputs of cells; their own log would only litter the terminal.
_KERNEL_LOG, _NO_HISTORY = "--log-level=50", "--HistoryManager.enabled=False"
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


class NotebookError(Exception):
    """A notebook did not come to its end; the message says in which cell and why."""


def execute(job: Job, output: Path) -> None:
    """Execute a notebook and write it to `output`, also when it fails, for whoever looks into it.

    Raises
    ------
    NotebookError
        If a cell raised, the kernel died or hung, or a cell was left out.
    """
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    output.parent.mkdir(parents=True, exist_ok=True)
    try:
        papermill.execute_notebook(
            str(job.path),
            str(output),
            parameters=dict(job.values),
            kernel_name="python3",
            progress_bar=False,
            request_save_on_cell_execute=False,
            execution_timeout=TIMEOUT,
            extra_arguments=[_KERNEL_LOG, _NO_HISTORY],
            # Not papermill's cwd, which changes the folder of this process under what runs beside it.
            resources={"metadata": {"path": kernel_folder()}},
        )
    except PapermillExecutionError as error:
        said = _ANSI.sub("", str(error.evalue)).strip()
        raise NotebookError(f"cell {error.exec_count}: {error.ename}: {said}") from None
    except CellTimeoutError:
        raise NotebookError(f"a cell gave no answer for {TIMEOUT} seconds") from None
    except DeadKernelError:
        raise NotebookError("the kernel died; out of memory?") from None
    written = canonical(json.loads(output.read_text("utf-8")))
    left_out = [cell for cell in written["cells"] if cell["cell_type"] == "code" and not cell["execution_count"]]
    if left_out:
        raise NotebookError(f"{counted(len(left_out), 'cell')} not run")
    output.write_text(json.dumps(written, indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")


def canonical(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """Take off what differs between two runs of the same: times, ids, paths, versions.

    Cells keep source, tags and outputs; execution counts run from 1; ids follow the order.
    """
    cells = []
    count = 0
    for number, cell in enumerate(notebook["cells"], start=1):
        tags = cell["metadata"].get("tags", [])
        kept: dict[str, Any] = {
            "cell_type": cell["cell_type"],
            "id": f"cell-{number:02d}",
            "metadata": {"tags": tags} if tags else {},
            "source": cell["source"],
        }
        if cell["cell_type"] == "code":
            count += cell["execution_count"] is not None
            kept["execution_count"] = count if cell["execution_count"] is not None else None
            kept["outputs"] = [_canonical_output(output, count) for output in cell["outputs"]]
        cells.append(kept)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _canonical_output(output: Mapping[str, Any], count: int) -> dict[str, Any]:
    kept = dict(output)
    if "execution_count" in kept:
        kept["execution_count"] = count
    for part in ("text", "traceback"):
        if part in kept:
            text = kept[part]
            kept[part] = [_ANSI.sub("", line) for line in text] if isinstance(text, list) else _ANSI.sub("", text)
    return kept
