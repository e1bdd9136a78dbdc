"""A study run again from a clean copy, as a stranger would, with the values that it was delivered with."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ...settings import FILE
from ...study import OUTPUT_VARIABLE, STUDY_VARIABLE, Study
from .. import manifest
from ..manifest import Unit

_COPIED = (FILE, "environment.yml", "requirements.lock", "notebooks", "data/raw", "data/decisions")
#: Values that all notebooks of a batch share; each has an option of its own.
_SHARED = ("release", "language")


def copy(study: Study, target: Path, litter: Iterable[str] = ()) -> Path:
    """Copy what a study is made from, and nothing that was made, nor what other programs left behind."""
    for name in _COPIED:
        source = study.root / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
        elif source.is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target / name)
    for name in litter:
        (target / name).unlink()
    return target


def rerun(target: Path, units: Mapping[str, Unit], notebook: str | None = None) -> str:
    """Run a copy.

    Parameters
    ----------
    target : Path
        The copy.
    units : mapping
        What the manifest says of each notebook that was delivered, its values among it.
    notebook : str, optional
        Run only this one.

    Returns
    -------
    str
        Why it failed; empty if it did not.
    """
    values = [unit.parameters for unit in units.values()]
    common = {name: Counter(str(entry[name]) for entry in values if name in entry).most_common(1) for name in _SHARED}
    options = [f"--{name}={found[0][0]}" for name, found in common.items() if found]
    options += ["--notebook", notebook] if notebook else []
    if failure := _run(target, options):
        return failure
    for other in _others(target, units):
        if failure := _run(target, other):
            return failure
    return ""


def _others(target: Path, units: Mapping[str, Unit]) -> Iterator[list[str]]:
    """Options for each notebook that was delivered with other values than the rerun gave it."""
    made = manifest.read(target / "reports")
    for name, unit in units.items():
        values = unit.parameters
        if made is None or name not in made.notebooks or made.notebooks[name].parameters == values:
            continue
        stem, _dot, cluster = name.partition(".")
        options = ["--notebook", stem, *(["--cluster", cluster] if cluster else [])]
        options += [f"--{key}={values[key]}" for key in _SHARED if key in values]
        for key, value in values.items():
            if key not in (*_SHARED, "cluster"):
                options += ["-p", f"{key}={value}"]
        yield options


def _run(target: Path, options: list[str]) -> str:
    command = [sys.executable, "-m", "pilotanalysis", "run", "--study", str(target), *options]
    environment = {name: value for name, value in os.environ.items() if name not in (STUDY_VARIABLE, OUTPUT_VARIABLE)}
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False)
    return "" if done.returncode == 0 else f"the rerun failed: {done.stderr.strip() or done.stdout.strip()}"
