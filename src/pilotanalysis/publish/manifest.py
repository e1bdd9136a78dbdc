"""What a batch was made from and what it made: ``reports/manifest.json``, without times or paths."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .. import __version__
from ..study import Study

FILE = "manifest.json"
_PARTS = ("matplotlib", "numpy", "pandas", "papermill", "typst")


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def write(study: Study, folder: Path, inputs: str, jobs: Mapping[str, dict[str, Any]]) -> None:
    """Write the manifest of the reports in `folder`.

    Parameters
    ----------
    study : Study
    folder : Path
    inputs : str
        Digest of all that results depend on besides the notebooks.
    jobs : mapping
        For each notebook and cluster, its digest and values.
    """
    raw = sorted(path for path in study.raw.rglob("*") if path.is_file())
    made = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != FILE)
    content = {
        "pilotanalysis": __version__,
        "parts": {name: version(name) for name in _PARTS},
        "inputs_digest": inputs,
        "inputs": {study.relative(path): {"sha256": digest(path), "bytes": path.stat().st_size} for path in raw},
        "notebooks": dict(jobs),
        "outputs": {path.relative_to(folder).as_posix(): digest(path) for path in made},
    }
    (folder / FILE).write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")


def read(folder: Path) -> dict[str, Any]:
    """Read the manifest of reports made earlier; empty where there is none or it is damaged."""
    try:
        content: dict[str, Any] = json.loads((folder / FILE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return content
