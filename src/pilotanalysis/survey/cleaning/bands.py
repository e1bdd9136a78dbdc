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
#: How spreadsheets and people write a day of a year, and the first day of a month.
_DAY = (
    "{day}{joint}{word}", "{day:02d}{joint}{word}", "{word}{joint}{day}", "{word}{joint}{day:02d}",
    "{day}{joint}{word}.", "{day:02d}{joint}{word}.", "{day:02d}.{month:02d}", "{day}.{month}", "{day:02d}/{month:02d}",
)  # fmt: skip
_MONTH = (
    "{word}{joint}{year}", "{word}{joint}{short:02d}", "{word}{joint}{short}", "1{joint}{word}{joint}{year}",
    "01{joint}{word}{joint}{year}", "{year}-{month:02d}-01", "{year}-{month:02d}-01 00:00:00", "01.{month:02d}.{year}",
    "1.{month}.{year}", "01/{month:02d}/{year}", "{month}/1/{year}", "{month:02d}/01/{year}", "1/{month}/{year}",
    "{serial}",
)  # fmt: skip
#: What spreadsheets set between the parts of a day.
_JOINTS = ("-", ".", " ", ".-", "/")


def spoilt_bands(labels: Iterable[str]) -> dict[str, str]:
    """List what becomes of the labels of bands: a spreadsheet takes 10-49 for a month, people say 250+ in words.

    Returns
    -------
    dict
        Labels, by what became of them, folded. What could be two of them is none.

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
        return _written(_DAY, second, day=first) | _written(_DAY, first, day=second)
    # A month and a year: 49 is 1949, and below 30 this century.
    year = (1900 if second >= 30 else 2000) + second
    return _written(_MONTH, first, year=year, short=second, serial=(date(year, first, 1) - DAY_ZERO).days)


def _written(forms: Iterable[str], month: int, **parts: int) -> set[str]:
    words = [word for word, number in MONTHS.items() if number == month]
    return {
        form.format(month=month, word=word, joint=joint, **parts)
        for form in forms
        for word in words
        for joint in _JOINTS
    }
