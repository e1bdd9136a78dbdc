"""What several commands need: their options, exit codes, and what they have written when they end early."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..problems import ParameterError, Problem
from ..stops import NOTHING

if TYPE_CHECKING:
    from ..study import Study

Folder = Annotated[Path, typer.Option("--study", metavar="DIR", help="Folder of the study.")]
HERE = Path()
#: Exit codes: 1, the study has problems or a notebook failed; 2, something was asked for that does not exist.
FAILED, REFUSED = 1, 2


def note(said: str) -> None:
    """Tell what is no problem, and worth knowing."""
    print(f"Note: {said}")


def written_since(study: Study) -> Callable[[], str]:
    """Give what tells, whenever a command ends early, what it has written by then.

    Each folder has a list of what it holds, which is replaced together with it.
    """
    lists = {folder: folder / "manifest.json" for folder in (study.processed, study.reports)}

    def state() -> dict[Path, tuple[int, int]]:
        found = {folder: path.stat() for folder, path in lists.items() if path.is_file()}
        return {folder: (stat.st_ino, stat.st_mtime_ns) for folder, stat in found.items()}

    def said() -> str:
        now = state()
        if now.get(study.reports) != before.get(study.reports):
            return "the reports are new as far as it came, each notebook with all that it made; run again for the rest"
        if now.get(study.processed) != before.get(study.processed):
            return "data/processed was made anew; the reports stay as they were"
        return NOTHING

    before = state()
    return said


def written_to(study: Study, folder: str) -> Callable[[], str]:
    """Give what tells whether a command that writes a folder as a whole has done so."""

    def state() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in (study.root / folder).rglob("*") if path.is_file()}

    before = state()
    return lambda: NOTHING if state() == before else f"{folder} was written by then, as a whole"


def written_whole(folder: Path) -> Callable[[], str]:
    """Give what tells whether a command that writes another study has done so."""
    from ..settings import FILE

    settings = folder / FILE
    there = settings.exists()
    return lambda: f"the study is in {folder}, whole" if settings.exists() and not there else NOTHING


def pairs(given: list[str], option: str, form: str) -> dict[str, str]:
    """Take apart what was given as ``NAME=VALUE``.

    Raises
    ------
    ParameterError
    """
    wrong = [text for text in given if "=" not in text]
    if wrong:
        raise ParameterError(Problem(option, f"{wrong[0]!r} is not allowed.", f"Write {form}."))
    return {name: value for name, _sign, value in (text.partition("=") for text in given)}
