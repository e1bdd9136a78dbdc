"""Years in a questionnaire: ``{year}`` is that in which the pilot action begins, ``{year-1}`` the one before.

The form that is kept says them so, and takes them from ``study.yml`` wherever it is read or handed to a tool. A wave
whose key begins with a year may have been asked with its own.
"""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

_YEAR = re.compile(r"\{year(?:-(\d{1,2}))?\}")


def with_years(text: str, year: int) -> str:
    """Set the years that a text leaves open.

    Examples
    --------
    >>> with_years("Innovation in {year-3}-{year-1}", 2014)
    'Innovation in 2011-2013'
    """
    return _YEAR.sub(lambda found: str(year - int(found[1] or 0)), text)


def year_of_wave(wave: str, otherwise: int) -> int:
    """Give the year that the key of a wave begins with, else the other one.

    Examples
    --------
    >>> year_of_wave("2016-spring", 2014), year_of_wave("follow-up", 2014), year_of_wave("20140", 2014)
    (2016, 2014, 2014)
    """
    found = re.match(r"(20\d\d)(?!\d)", wave)
    return int(found[1]) if found else otherwise


def form_with_years(content: bytes, year: int) -> bytes:
    """Set the years that a workbook leaves open, in its cells; all else of it stays as it is."""
    written = BytesIO()
    with ZipFile(BytesIO(content)) as kept, ZipFile(written, "w") as filled:
        for part in kept.infolist():
            own = kept.read(part)
            if part.filename.startswith("xl/") and part.filename.endswith(".xml"):
                own = with_years(own.decode("utf-8"), year).encode("utf-8")
            filled.writestr(part, own)
    return written.getvalue()
