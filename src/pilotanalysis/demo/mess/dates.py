"""Days as people type them, and what spreadsheets make of what they take for one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from .kinds import AnswerSort, Cell, words_of
from .letters import Dice

ROMAN = words_of("Roman")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
#: Day 0 of spreadsheets.
_FIRST = date(1899, 12, 30)
#: A day that a month has not; others have no 32nd.
_NO_SUCH = {2: 31, 4: 31, 6: 31, 9: 31, 11: 31}


def serial_day(number: int) -> date:
    """The day that a spreadsheet shows for a number; it thinks that 1900 had a 29 February."""
    return _FIRST + timedelta(days=number + (number < 60))


@dataclass(frozen=True)
class WrittenMonth:
    """A month, in the words in which a cell is typed."""

    number: int
    cell: Cell

    @property
    def full(self) -> str:
        """In words."""
        return self.cell.words("month")[self.number - 1]

    @property
    def short(self) -> str:
        """As spreadsheets shorten it."""
        return self.cell.words("short month")[self.number - 1]

    @property
    def roman(self) -> str:
        """In Roman figures."""
        return ROMAN[self.number - 1]


def _read(cell: Cell) -> tuple[date, WrittenMonth] | None:
    day = date.fromisoformat(cell.truth) if _DAY.fullmatch(cell.truth) else None
    return (day, WrittenMonth(day.month, cell)) if day else None


def _with_word(cell: Cell, day: date, month: WrittenMonth) -> str:
    said = cell.said("day with a word", day)
    return said + (cell.dice.one_of(("", "", " (adeziune)")) if cell.tongue == "ro" else "")


def _month_only(cell: Cell, day: date, month: WrittenMonth) -> str:
    words = cell.dice.one_of((month.full, f"{month.short}."))
    return cell.dice.one_of((f"{words} {day.year}", f"{day:%m.%Y}", f"{day:%m/%Y}"))


KINDS = AnswerSort(
    {
        "serial number of a day": lambda cell, day, month: cell.said("serial number of a day", (day - _FIRST).days),
        "day with a word": _with_word,
        "month only": _month_only,
        "year only": lambda cell, day, month: cell.said(
            "year only", day.year, cell.words("season")[day.month % 12 // 3]
        ),
        "no such day": lambda cell, day, month: f"{_NO_SUCH.get(day.month, 32)}.{day:%m.%Y}",
    },
    _read,
).kinds("date")


def taken_for_a_day(low: int, high: int, dice: Dice) -> str | None:
    """What a spreadsheet makes of ``1-9`` or ``10-49``; none where it sees no day or month in it."""
    romanian = [month.replace("sept", "sep") for month in words_of("short month", "ro")]
    english = words_of("short month", "en")
    forms = []
    if 1 <= low <= 31 and 1 <= high <= 12:
        month = romanian[high - 1]
        forms += [f"{low:02d}-{month}", f"{low:02d}.{month}", f"{month}.-{low:02d}"]
    if 1 <= low <= 12 and 1 <= high <= 31:
        forms.append(f"{high}-{english[low - 1]}")
    if 1 <= low <= 12 and 12 < high <= 99:
        year = 2000 + high if high < 30 else 1900 + high
        forms += [f"{romanian[low - 1]}.{high:02d}", f"{english[low - 1]}-{high:02d}", f"01.{low:02d}.{year}"]
    return dice.one_of(forms) if forms else None
