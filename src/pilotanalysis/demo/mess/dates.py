"""Days as people type them, and what spreadsheets make of what they take for one."""

from __future__ import annotations

import re
from datetime import date, timedelta

from .kinds import Cell, Dice, kinds_for_answers, words_of

ROMAN = words_of("Roman")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
#: Day 0 of spreadsheets.
_FIRST = date(1899, 12, 30)
#: A day that a month has not; others have no 32nd.
_NO_SUCH = {2: 31, 4: 31, 6: 31, 9: 31, 11: 31}
_TWO_DIGITS = ("%d.%m.%y", "%y/%m/%d", "%m/%d/%y")
_TIMES = (" 00:00:00", " 00:00", ", ora 12")


def serial_day(number: int) -> date:
    """The day that a spreadsheet shows for a number; it thinks that 1900 had a 29 February."""
    return _FIRST + timedelta(days=number + (number < 60))


def month_of(number: int, cell: Cell) -> str:
    """A month in words."""
    return cell.words("month")[number - 1]


def short_month_of(number: int, cell: Cell) -> str:
    """A month as spreadsheets shorten it."""
    return cell.words("short month")[number - 1]


def _parts(day: date) -> tuple[str, str, str]:
    return str(day.day), str(day.month), str(day.year)


def _in_words(day: date, cell: Cell) -> str:
    month = month_of(day.month, cell)
    before = cell.dice.one_of(("", "", "", "din " if cell.tongue == "ro" else ""))
    return f"{before}{day.day} {month} {day.year}"


def _short_month(day: date, cell: Cell) -> str:
    month = short_month_of(day.month, cell)
    return cell.dice.one_of((f"{day.day}-{month}-{day.year}", f"{day.day} {month}. {day.year}"))


def _with_word(day: date, cell: Cell) -> str:
    said = cell.said("day with a word", f"{day:%d.%m.%Y}")
    return said + (cell.dice.one_of(("", "", " (adeziune)")) if cell.tongue == "ro" else "")


def _month_only(day: date, cell: Cell) -> str:
    words = month_of(day.month, cell), f"{short_month_of(day.month, cell)}."
    return cell.dice.one_of((f"{cell.dice.one_of(words)} {day.year}", f"{day:%m.%Y}", f"{day:%m/%Y}"))


def _year_only(day: date, cell: Cell) -> str:
    return cell.dice.one_of((f"{day.year}", f"{cell.words('season')[day.month % 12 // 3]} {day.year}"))


_kind = kinds_for_answers(lambda text: date.fromisoformat(text) if _DAY.fullmatch(text) else None)
KINDS = (
    _kind("day with points", lambda day, cell: f"{day:%d.%m.%Y}", 5),
    _kind(
        "day with strokes",
        lambda day, cell: f"{day.day}/{day.month}/{day.year}".replace("/", cell.dice.one_of("//-")),
        3,
    ),
    _kind("day without noughts", lambda day, cell: ".".join(_parts(day)), 2),
    _kind("year first", lambda day, cell: day.strftime(cell.dice.one_of(("%Y.%m.%d", "%Y/%m/%d"))), 1),
    # As in America: what is meant is clear only where no month has that number.
    _kind("month first", lambda day, cell: f"{day.month}/{day.day}/{day.year}" if day.day > 12 else None, 0.5),
    _kind("month in words", _in_words, 3),
    _kind("month shortened", _short_month, 1.5),
    _kind("month in Roman figures", lambda day, cell: f"{day.day}.{ROMAN[day.month - 1]}.{day.year}", 0.7),
    _kind("serial number of a day", lambda day, cell: f"{(day - _FIRST).days}{cell.dice.one_of(('', '', '.0'))}", 1.5),
    _kind("day with time", lambda day, cell: f"{day:%d.%m.%Y}{cell.dice.one_of(_TIMES)}", 0.7),
    _kind("day with a word", _with_word, 1),
    _kind("month only", _month_only, 2, False),
    _kind("year only", _year_only, 2, False),
    _kind("no such day", lambda day, cell: f"{_NO_SUCH.get(day.month, 32)}.{day:%m.%Y}", 1, False),
    _kind("year of two digits", lambda day, cell: day.strftime(cell.dice.one_of(_TWO_DIGITS)), 1, False),
)


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
