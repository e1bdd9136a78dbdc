"""Bands such as 10-49 and 250+: what spreadsheets make of their labels, and people."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from ..word_lists import words
from .dates import DAY_ZERO, MONTHS

#: How people say a band that is open above.
_OPEN_BAND = words("open band")
#: What spreadsheets set between the parts of a day.
_JOINTS = ("-", ".", " ", ".-", "/")


def spoilt_bands(labels: Iterable[str]) -> dict[str, str]:
    """Give labels of bands by what became of them, folded: a spreadsheet takes 10-49 for a month, people say peste 250.

    What could be two of the labels is none.

    Examples
    --------
    >>> spoilt = spoilt_bands(["1-9", "10-49", "50-249", "250+"])
    >>> spoilt["oct.49"], spoilt["01.10.1949"], spoilt["01-sep"], spoilt["peste 250"], "feb.49" in spoilt
    ('10-49', '10-49', '1-9', '250+', False)
    """
    meant: dict[str, set[str]] = defaultdict(set)
    for label in dict.fromkeys(label.strip() for label in labels):
        for form in _forms_of(label):
            meant[form].add(label)
    return {form: next(iter(own)) for form, own in meant.items() if len(own) == 1}


def _forms_of(label: str) -> set[str]:
    if opened := re.fullmatch(r"(\d+)\s*\+", label):
        return {form.format(opened[1]) for form in _OPEN_BAND}
    found = re.fullmatch(r"(\d{1,2})\s*[-–]\s*(\d{1,2})", label)
    if not found or not 1 <= int(found[1]) <= 12:
        return set()
    first, second = int(found[1]), int(found[2])
    if 1 <= second <= 12:
        # A day and a month of the year in which the file was opened: day first or month first.
        return _forms_of_day(first, second) | _forms_of_day(second, first)
    # A month and a year: 49 is 1949, and below 30 this century.
    return _forms_of_month((1900 if second >= 30 else 2000) + second, first)


def _words(month: int) -> list[str]:
    return [word for word, number in MONTHS.items() if number == month]


def _forms_of_day(day: int, month: int) -> set[str]:
    named = {
        form
        for word in _words(month)
        for number in (f"{day}", f"{day:02d}")
        for joint in _JOINTS
        for form in (f"{number}{joint}{word}", f"{word}{joint}{number}", f"{number}{joint}{word}.")
    }
    return named | {f"{day:02d}.{month:02d}", f"{day}.{month}", f"{day:02d}/{month:02d}"}


def _forms_of_month(year: int, month: int) -> set[str]:
    start = date(year, month, 1)
    named = {
        form
        for word in _words(month)
        for joint in _JOINTS
        for form in (
            f"{word}{joint}{year}", f"{word}{joint}{year % 100:02d}", f"{word}{joint}{year % 100}",
            f"1{joint}{word}{joint}{year}", f"01{joint}{word}{joint}{year}",
        )
    }  # fmt: skip
    return named | {
        start.isoformat(), f"{start.isoformat()} 00:00:00", f"01.{month:02d}.{year}", f"1.{month}.{year}",
        f"01/{month:02d}/{year}", f"{month}/1/{year}", f"{month:02d}/01/{year}", f"1/{month}/{year}",
        str((start - DAY_ZERO).days),
    }  # fmt: skip
