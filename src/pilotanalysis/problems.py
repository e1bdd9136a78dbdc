"""What is wrong with an input, in the words of the person who has to mend it."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass, fields

from .personal import admitted

#: Letters up to which a part of a message is told whole.
_READ = 1_000


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, where it stands, and what to do about it.

    Attributes
    ----------
    file : str
        Path of the file, relative to the study folder.
    found : str
        What is there.
    remedy : str
        What is allowed, and what to do.
    sheet, column, row : optional
        Where in the file; ``row`` counts as a spreadsheet does, from 1.
    """

    file: str
    found: str
    remedy: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None

    def __post_init__(self) -> None:
        """Keep out of every message what a quoted cell may hold of a person, what is no text, and what nobody reads."""
        for field in fields(self):
            said = getattr(self, field.name)
            if isinstance(said, str):
                object.__setattr__(self, field.name, _shortened(admitted(said)))

    def __str__(self) -> str:
        place = [self.file]
        if self.sheet:
            place.append(f"sheet {self.sheet}")
        if self.row is not None:
            place.append(f"row {self.row}")
        if self.column:
            place.append(f"column {self.column}")
        return f"{', '.join(place)}: {self.found} {self.remedy}"


def _shortened(said: str) -> str:
    """Leave out the middle of what nobody reads to its end: a cell of thousands of letters was quoted."""
    return said if len(said) <= _READ else f"{said[: _READ // 2]} ... {said[-_READ // 2 :]}"


class StudyError(Exception):
    """The study cannot go on; carries every problem that was found.

    Parameters
    ----------
    problems : Problem or iterable of Problem
    """

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ParameterError(StudyError):
    """A notebook, parameter, cluster or language that was asked for does not exist."""


def quoted(values: Iterable[object]) -> str:
    """Join values for a message: ``a, b, c``."""
    return ", ".join(str(value) for value in values)


def nearest(value: str, allowed: Iterable[str], cutoff: float = 0.6) -> str:
    """Say which allowed value is meant, if one is at least so similar: `` Did you mean a?`` or nothing."""
    from difflib import get_close_matches

    close = get_close_matches(value, list(allowed), n=1, cutoff=cutoff)
    return f" Did you mean {close[0]}?" if close else ""


def reason(error: OSError) -> str:
    """Say in the system's words why something could not be read or written."""
    if isinstance(error, shutil.Error) and isinstance(error.args[0], list):
        # A folder is copied as far as it can be, and this tells of each file that could not be.
        return str(error.args[0][0][-1])
    return error.strerror or str(error)


def counted(number: int, noun: str) -> str:
    """Name so many of something: ``1 file``, ``2 files``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
