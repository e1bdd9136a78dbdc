"""When responses were sent off, as the clock of the tool showed it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pandas as pd

from .distinct import of_distinct

#: Fractions of seconds and zones behind a time of day: the clock of the tool is taken as it is.
_ZONE = re.compile(r"(?:\s*(?:GMT|EET|EEST|CET|CEST|UTC).*|(?<=:\d\d)(?:\.\d+)?(?:[+-]\d\d:?\d\d|Z)?)$")
#: Forms of a moment besides ISO's: day first, as in Romania and Italy, unless the year comes first.
_MOMENTS = (
    "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%Y/%m/%d", "%d.%m.%Y %H:%M", "%d/%m/%Y %H:%M", "%d.%m.%Y %H:%M:%S",
    "%d/%m/%Y %H:%M:%S", "%Y/%m/%d %I:%M:%S %p", "%Y/%m/%d %H:%M:%S",
)  # fmt: skip


def moments(texts: pd.Series) -> pd.Series:
    """Bring times of submission to ``YYYY-MM-DD HH:MM:SS``, as the clock of the tool showed them.

    Examples
    --------
    >>> moments(pd.Series(["2014-03-11T09:11:05.000+02:00", "2014/03/11 9:01:00 PM GMT+2", "soon"])).tolist()
    ['2014-03-11 09:11:05', '2014-03-11 21:01:00', nan]
    """
    bare = texts.str.strip().str.replace(_ZONE, "", regex=True)
    iso = bare.where(bare.str.match(r"\d{4}-\d\d-\d\d").fillna(False).astype(bool))
    moments = pd.to_datetime(iso, format="ISO8601", errors="coerce")
    others = bare[moments.isna() & bare.notna()]
    if len(others):
        moments = moments.fillna(of_distinct(others, _moment, "datetime64[us]", missing=pd.NaT))
    return moments.dt.strftime("%Y-%m-%d %H:%M:%S").astype("str")


def _moment(text: str) -> Any:
    """A moment in one of the forms that mean one moment only."""
    for form in _MOMENTS:
        try:
            return pd.Timestamp(datetime.strptime(text.strip(), form))
        except ValueError:
            continue
    return pd.NaT
