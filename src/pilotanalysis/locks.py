"""One command at a time writes to a study; the next is told who is at work, and since when."""

from __future__ import annotations

import getpass
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from .problems import Problem, StudyError, reason

#: Folder of the study for what concerns only the command that runs.
FOLDER = ".pilotanalysis"
#: Places that a command writes to, below the study.
_WRITTEN = ("reports", "data/processed", "data")


@contextmanager
def at_work(root: Path, command: str) -> Iterator[None]:
    """Keep other commands from writing to a study, and clear away what a killed one left.

    The system gives the lock back when a process ends, however it ends.

    Parameters
    ----------
    root : Path
        Folder of the study.
    command : str
        What is to be told to others.

    Raises
    ------
    StudyError
        If another command is at work, or the study folder cannot be written to.
    """
    # What is refused before never needs it.
    from . import swap

    folder = root / FOLDER
    try:
        folder.mkdir(exist_ok=True)
        swap.ignore(folder)
        file = (folder / "lock").open("a")
    except OSError as error:
        raise _unwritable(root, error) from None
    with file:
        if not _locked(file):
            raise StudyError(_told(folder / "holder.json"))
        try:
            _tell(folder / "holder.json", command)
            for place in _WRITTEN:
                swap.clear(root, place)
        except OSError as error:
            raise _unwritable(root, error) from None
        yield


def _unwritable(root: Path, error: OSError) -> StudyError:
    said, remedy = f"Cannot be written to ({reason(error)}).", "Give yourself the right to write there, or free space."
    return StudyError(Problem(str(error.filename or root), said, remedy))


def _locked(file: IO[str]) -> bool:
    """Lock a file until it is closed; False where another has it locked."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _tell(path: Path, command: str) -> None:
    who = {"who": _user(), "process": os.getpid(), "since": datetime.now().isoformat(" ", "seconds"), "does": command}
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(who, ensure_ascii=False), "utf-8")
    partial.replace(path)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "somebody"


def _told(path: Path) -> Problem:
    """Say who is at work."""
    try:
        who = json.loads(path.read_text("utf-8"))
        said = f"{who['does']} runs since {who['since']}: {who['who']}, process {who['process']}."
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        said = "Another command is at work."
    return Problem("study", said, "Wait until it has ended.")
