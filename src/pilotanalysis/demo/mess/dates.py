"""Days as people type them, and what spreadsheets make of what they take for one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from .kinds import Cell, Dice, Kind

MONTHS = {
    "ro": (
        "ianuarie", "februarie", "martie", "aprilie", "mai", "iunie", "iulie", "august", "septembrie", "octombrie",
        "noiembrie", "decembrie",
    ),
    "it": (
        "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre",
        "novembre", "dicembre",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
}  # fmt: skip
#: As spreadsheets shorten them.
SHORT = {
    "ro": ("ian", "feb", "mar", "apr", "mai", "iun", "iul", "aug", "sept", "oct", "nov", "dec"),
    "it": ("gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
#: Day 0 of spreadsheets.
_FIRST = date(1899, 12, 30)
#: A day that a month has not; others have no 32nd.
_NO_SUCH = {2: 31, 4: 31, 6: 31, 9: 31, 11: 31}
_SEASONS = {
    "ro": ("iarna", "primăvara", "vara", "toamna"),
    "it": ("inverno", "primavera", "estate", "autunno"),
    "en": ("winter", "spring", "summer", "autumn"),
}


def serial_day(number: int) -> date:
    """The day that a spreadsheet shows for a number; it thinks that 1900 had a 29 February."""
    return _FIRST + timedelta(days=number + (number < 60))


def _with_points(day: date, cell: Cell) -> str:
    return f"{day:%d.%m.%Y}"


def _with_strokes(day: date, cell: Cell) -> str:
    mark = cell.dice.one_of(("/", "/", "-"))
    return mark.join((str(day.day), str(day.month), str(day.year)))


def _without_noughts(day: date, cell: Cell) -> str:
    return f"{day.day}.{day.month}.{day.year}"


def _year_first(day: date, cell: Cell) -> str:
    return day.strftime(cell.dice.one_of(("%Y.%m.%d", "%Y/%m/%d")))


def _month_first(day: date, cell: Cell) -> str | None:
    """As in America: what is meant is clear only where no month has that number."""
    return f"{day.month}/{day.day}/{day.year}" if day.day > 12 else None


def _in_words(day: date, cell: Cell) -> str:
    month = MONTHS[cell.tongue][day.month - 1]
    before = cell.dice.one_of(("", "", "", "din " if cell.tongue == "ro" else ""))
    return f"{before}{day.day} {month} {day.year}"


def _short_month(day: date, cell: Cell) -> str:
    month = SHORT[cell.tongue][day.month - 1]
    return cell.dice.one_of((f"{day.day}-{month}-{day.year}", f"{day.day} {month}. {day.year}"))


def _roman_month(day: date, cell: Cell) -> str:
    return f"{day.day}.{ROMAN[day.month - 1]}.{day.year}"


def _serial(day: date, cell: Cell) -> str:
    return f"{(day - _FIRST).days}{cell.dice.one_of(('', '', '.0'))}"


def _with_time(day: date, cell: Cell) -> str:
    return f"{day:%d.%m.%Y}{cell.dice.one_of((' 00:00:00', ' 00:00', ', ora 12'))}"


def _with_word(day: date, cell: Cell) -> str:
    before = cell.said({"ro": ("din ", "de la ", "data: ", "la "), "it": ("dal ", "dal giorno "), "en": ("since ",)})
    after = cell.dice.one_of(("", "", " (adeziune)")) if cell.tongue == "ro" else ""
    return f"{before}{day:%d.%m.%Y}{after}"


def _month_only(day: date, cell: Cell) -> str:
    words = MONTHS[cell.tongue][day.month - 1], f"{SHORT[cell.tongue][day.month - 1]}."
    return cell.dice.one_of((f"{cell.dice.one_of(words)} {day.year}", f"{day:%m.%Y}", f"{day:%m/%Y}"))


def _year_only(day: date, cell: Cell) -> str:
    return cell.dice.one_of((f"{day.year}", f"{_SEASONS[cell.tongue][day.month % 12 // 3]} {day.year}"))


def _no_such_day(day: date, cell: Cell) -> str:
    return f"{_NO_SUCH.get(day.month, 32)}.{day:%m.%Y}"


def _two_digits(day: date, cell: Cell) -> str:
    return day.strftime(cell.dice.one_of(("%d.%m.%y", "%y/%m/%d", "%m/%d/%y")))


def _of_day(name: str, say: Callable[[date, Cell], str | None], weight: float, decidable: bool = True) -> Kind:
    def write(cell: Cell) -> str | None:
        return say(date.fromisoformat(cell.truth), cell) if _DAY.fullmatch(cell.truth) else None

    return Kind(name, write, weight, decidable)


KINDS = (
    _of_day("day with points", _with_points, 5),
    _of_day("day with strokes", _with_strokes, 3),
    _of_day("day without noughts", _without_noughts, 2),
    _of_day("year first", _year_first, 1),
    _of_day("month first", _month_first, 0.5),
    _of_day("month in words", _in_words, 3),
    _of_day("month shortened", _short_month, 1.5),
    _of_day("month in Roman figures", _roman_month, 0.7),
    _of_day("serial number of a day", _serial, 1.5),
    _of_day("day with time", _with_time, 0.7),
    _of_day("day with a word", _with_word, 1),
    _of_day("month only", _month_only, 2, False),
    _of_day("year only", _year_only, 2, False),
    _of_day("no such day", _no_such_day, 1, False),
    _of_day("year of two digits", _two_digits, 1, False),
)


def taken_for_a_day(low: int, high: int, dice: Dice) -> str | None:
    """What a spreadsheet makes of ``1-9`` or ``10-49``; none where it sees no day or month in it."""
    forms = []
    if 1 <= low <= 31 and 1 <= high <= 12:
        month = SHORT["ro"][high - 1].replace("sept", "sep")
        forms += [f"{low:02d}-{month}", f"{low:02d}.{month}", f"{month}.-{low:02d}"]
    if 1 <= low <= 12 and 1 <= high <= 31:
        forms.append(f"{high}-{SHORT['en'][low - 1]}")
    if 1 <= low <= 12 and 12 < high <= 99:
        year = 2000 + high if high < 30 else 1900 + high
        month = SHORT["ro"][low - 1].replace("sept", "sep")
        forms += [f"{month}.{high:02d}", f"{SHORT['en'][low - 1]}-{high:02d}", f"01.{low:02d}.{year}"]
    return dice.one_of(forms) if forms else None
