"""Execute a notebook with papermill, and bring what comes out to a form that a rerun gives again."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, Literal

from ..problems import counted
from ..study import Study
from .environment import kernel_folder, of_kernels
from .kernels import Engine, Kernels, kernels
from .plan import Job, Limits

_PNG = "image/png"
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
#: Folder, among what a batch makes, with how each notebook went.
LOGS = "logs"
#: How a notebook ended that did not come to its end.
State = Literal["failed", "timed out", "killed"]


class NotebookError(Exception):
    """A notebook did not come to its end; the message says in which cell and why."""

    def __init__(self, said: str, state: State = "failed") -> None:
        self.state = state
        super().__init__(said)


@dataclass(frozen=True)
class Outcome:
    """How a notebook ended: ``ok``, or another state with the reason."""

    state: Literal["ok"] | State
    said: str = ""


@contextmanager
def executing(
    study: Study, made: Path, notebooks: Sequence[Path], engine: Engine, limits: Limits
) -> Iterator[Callable[[Job], Outcome]]:
    """Have kernels ready for notebooks.

    Parameters
    ----------
    study : Study
    made : Path
        Folder for all that the notebooks make.
    notebooks : sequence of Path
    engine : {"warm", "papermill"}
    limits : Limits

    Yields
    ------
    callable
        Executes one notebook and tells how it ended; several may run at a time.
    """
    with of_kernels(study, made) as folder, kernels(engine, folder, notebooks) as ready:
        yield lambda job: _execute_one(job, made, ready, limits)


def _execute_one(job: Job, made: Path, ready: Kernels, limits: Limits) -> Outcome:
    executed = made / "notebooks" / f"{job.name}.ipynb"
    try:
        execute(job, executed, ready, limits, made / LOGS / f"{job.name}.log")
        if number := wordless_picture(executed):
            raise NotebookError(f"cell {number}: a picture without alt text; give it to report.add, or hide it")
        if not (made / "results" / f"{job.name}.json").is_file():
            raise NotebookError("it registered nothing; its last cell must be report.close()")
    except NotebookError as error:
        return Outcome(error.state, str(error))
    return Outcome("ok")


def execute(job: Job, output: Path, kernels: Kernels, limits: Limits, log: Path) -> None:
    """Execute a notebook and write it to `output`, also when it fails, for whoever looks into it.

    Parameters
    ----------
    job : Job
    output : Path
    kernels : Kernels
    limits : Limits
    log : Path
        File for how it ended and how long each cell took.

    Raises
    ------
    NotebookError
        If a cell raised, the kernel died or took longer than it may, or a cell was left out.
    """
    output.parent.mkdir(parents=True, exist_ok=True)
    watch = _Watch(limits)
    ended: NotebookError | None = None
    try:
        _papermill(job, output, kernels, watch)
    except NotebookError as error:
        ended = error
        if error.state != "failed":
            _write_as_left(output, watch, error)
    if output.is_file():
        written = canonical(json.loads(output.read_text("utf-8")))
        output.write_text(json.dumps(written, indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")
        left_out = [cell for cell in written["cells"] if cell["cell_type"] == "code" and not cell["execution_count"]]
        if left_out and not ended:
            ended = NotebookError(f"{counted(len(left_out), 'cell')} not run")
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text(watch.told(job.name, ended), "utf-8")
    if ended:
        raise ended


def _papermill(job: Job, output: Path, kernels: Kernels, watch: _Watch) -> None:
    import papermill
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    try:
        papermill.execute_notebook(
            str(job.path),
            str(output),
            parameters=dict(job.values),
            kernel_name=kernels.name,
            progress_bar=False,
            request_save_on_cell_execute=False,
            # Not papermill's cwd, which changes the folder of this process under what runs beside it.
            resources={"metadata": {"path": kernel_folder()}},
            timeout_func=watch.left,
            on_notebook_start=watch.notebook_starts,
            on_cell_execute=watch.cell_starts,
            on_cell_executed=watch.cell_ends,
            **kernels.options,
        )
    except PapermillExecutionError as error:
        said = _ANSI.sub("", str(error.evalue)).strip()
        raise NotebookError(f"cell {error.exec_count}: {error.ename}: {said}") from None
    except CellTimeoutError:
        raise NotebookError(f"cell {watch.number}: {watch.too_long()}", "timed out") from None
    except DeadKernelError:
        raise NotebookError(f"cell {watch.number}: the kernel died; out of memory?", "killed") from None
    except RuntimeError as error:
        raise NotebookError(f"no kernel could be started: {error}", "killed") from None


@dataclass
class _Watch:
    """Looks on while a notebook is executed: which cell of code runs, since when, and how long those before took."""

    limits: Limits
    begun: float = field(default_factory=time.monotonic)
    notebook: Any = None
    cell: Any = None
    number: int = 0
    since: float = 0.0
    took: list[float] = field(default_factory=list)

    def notebook_starts(self, notebook: Any) -> None:
        """Keep hold of the notebook: papermill writes none that was cut short."""
        self.notebook = notebook

    def cell_starts(self, cell: Any, cell_index: int) -> None:
        """Take note of the cell that runs."""
        self.cell, self.since, self.number = cell, time.monotonic(), self.number + 1

    def cell_ends(self, cell: Any, cell_index: int, execute_reply: Any) -> None:
        """Take note of how long it took."""
        self.took.append(time.monotonic() - self.since)

    def left(self, _cell: Any) -> float:
        """Seconds that the next cell may take; never none at all, which would mean no limit."""
        return min(self.limits.cell, max(self.begun + self.limits.notebook - time.monotonic(), 0.001))

    def too_long(self) -> str:
        """Say which limit was passed."""
        whole = time.monotonic() - self.begun >= self.limits.notebook
        return f"the notebook took over {self.limits.notebook:g} s" if whole else f"it took over {self.limits.cell:g} s"

    def told(self, name: str, ended: NotebookError | None) -> str:
        """Tell how the notebook ended, and how long each cell took."""
        lines = [f"{name}: {ended.state if ended else 'ok'}, {time.monotonic() - self.begun:.1f} s"]
        lines += [f"cell {number}: {seconds:.2f} s" for number, seconds in enumerate(self.took, start=1)]
        return "\n".join([*lines, *([str(ended)] if ended else [])]) + "\n"


def _write_as_left(output: Path, watch: _Watch, error: NotebookError) -> None:
    """Write a notebook that was cut short as far as it came: the cell in which that was says so."""
    nbformat: Any = import_module("nbformat")
    if watch.notebook is None:
        return
    if watch.cell is not None:
        said = {"ename": error.state, "evalue": str(error), "traceback": [f"{error.state}: {error}"]}
        watch.cell.outputs.append(nbformat.v4.new_output("error", **said))
    nbformat.write(watch.notebook, output)


def wordless_picture(executed: Path) -> int | None:
    """Number of the first cell of code that shows a picture without words, since nobody registered it; None if none."""
    code = [cell for cell in json.loads(executed.read_text("utf-8"))["cells"] if cell["cell_type"] == "code"]
    for number, cell in enumerate(code, start=1):
        shown = [output for output in cell["outputs"] if _PNG in output.get("data", ())]
        if any("alt" not in output["metadata"].get(_PNG, ()) for output in shown):
            return number
    return None


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
