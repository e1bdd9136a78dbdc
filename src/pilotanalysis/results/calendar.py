"""Days and months as each language writes them; tables and files hold them as ``2014-06-30`` and ``2014-06``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

#: English is that of Europe: 30 June 2014.
_LOCALES = {"en": "en_GB"}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MONTH = re.compile(r"\d{4}-\d{2}")


@dataclass(frozen=True)
class Day:
    """A day, as ``2014-06-30``, said as the language writes one.

    Attributes
    ----------
    day : str
    length : {"long", "medium"}
        With the whole name of the month, as in a sentence, or with a short one, as in a table.
    """

    day: str
    length: Literal["long", "medium"] = "long"

    def render(self, language: str) -> str:
        """Say it in a language."""
        from babel.dates import format_date

        return str(format_date(date.fromisoformat(self.day), self.length, locale=locale_of(language)))

    def missing(self, languages: tuple[str, ...]) -> list[str]:
        """None: a day can be said in every language."""
        return []


@dataclass(frozen=True)
class Month:
    """A month, as ``2014-06``, said as the language writes one.

    Attributes
    ----------
    month : str
    pattern : str
        Of its parts, in the letters of Unicode: ``LLLL`` is the whole name, ``LLL`` a short one, ``LLLLL`` its first
        letter, ``y`` the year.
    """

    month: str
    pattern: str = "LLLL y"

    def render(self, language: str) -> str:
        """Say it in a language."""
        from babel.dates import format_date

        return str(format_date(first_day(self.month), self.pattern, locale=locale_of(language)))

    def missing(self, languages: tuple[str, ...]) -> list[str]:
        """None: a month can be said in every language."""
        return []


def locale_of(language: str) -> str:
    """Name of the locale whose calendar a language of the study follows."""
    return _LOCALES.get(language, language)


def first_day(when: str) -> date:
    """Give a day, or the first of a month, as a date.

    Examples
    --------
    >>> first_day("2014-06")
    datetime.date(2014, 6, 1)
    """
    return date.fromisoformat(when if _DAY.fullmatch(when) else f"{when}-01")


def is_moment(when: object) -> bool:
    """Tell whether a cell holds one day or one month."""
    return isinstance(when, str) and bool(_DAY.fullmatch(when) or _MONTH.fullmatch(when))


def on_calendar(cell: str, language: str) -> str:
    """Set the days and months of a cell, several of them joined by ;, as the language writes and joins them.

    A day or month does not break at the end of a line.
    """
    from babel.lists import format_list

    said = [_moment(part, language) for part in cell.split(";") if part]
    return str(format_list(said, locale=language)) if said else ""


def _moment(when: str, language: str) -> str:
    if not is_moment(when):
        return when
    said = (Day(when, "medium") if _DAY.fullmatch(when) else Month(when, "LLL y")).render(language)
    return said.replace(" ", "\N{NO-BREAK SPACE}")
