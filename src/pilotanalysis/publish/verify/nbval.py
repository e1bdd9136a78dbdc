"""nbval: a delivered notebook run once more, cell by cell, against the outputs that are stored in it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from ...study import OUTPUT_VARIABLE, Study
from ..environment import of_kernels
from .differences import Difference

#: Lets a picture in an output fail a cell, which nbval alone does not look at.
PLUGIN = "pilotanalysis.publish.verify.nbval_pictures"
_FAILED = re.compile(r"^(?:FAILED|ERROR) .*?::(?:Cell (\d+))?", re.MULTILINE)


def runs_the_same(delivered: Path, rerun: Path) -> bool:
    """Tell whether a delivered notebook runs the code of the rerun; any other is not executed."""
    try:
        own, other = (_sources(json.loads(path.read_text("utf-8"))) for path in (delivered, rerun))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return False
    return own == other


def _sources(notebook: dict[str, Any]) -> list[str]:
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]


def run(study: Study, notebook: Path, exactly: bool) -> list[Difference]:
    """Run a notebook with nbval.

    Parameters
    ----------
    study : Study
        Whose tables it reads.
    notebook : Path
    exactly : bool
        Whether pictures must be the same byte for byte, or look the same.

    Returns
    -------
    list of Difference
        The cells that do not give what is stored in them.
    """
    options = ["--nbval", "-q", "--no-header", "-p", "no:cacheprovider", "-c", os.devnull, "-p", PLUGIN]
    options += [] if exactly else ["--pictures-alike"]
    with tempfile.TemporaryDirectory(prefix="pilotanalysis-") as folder, of_kernels(study, Path(folder)):
        # Nothing is registered: what a cell shows is compared, as whoever explores sees it.
        environment = {name: value for name, value in os.environ.items() if name != OUTPUT_VARIABLE}
        # Away from whatever lies beside it, which pytest would read.
        shutil.copy(notebook, folder)
        command = [sys.executable, "-m", "pytest", *options, "--rootdir", folder, str(Path(folder) / notebook.name)]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False)
    if not done.returncode:
        return []
    cells = [cell for cell in _FAILED.findall(done.stdout) if cell]
    if not cells:
        return [Difference(f"nbval did not run: {(done.stdout + done.stderr).strip()[-300:]}")]
    return [Difference(f"nbval: code cell {int(cell) + 1} does not give the output that is stored") for cell in cells]
