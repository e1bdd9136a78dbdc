"""Numbers, shares and times out of what was typed; each rule names itself for the ledger."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from .distinct import of_distinct
from .reading.missing import kind_of

#: Rules that give no value: somebody has to look.
NOT_A_NUMBER, NOT_WHOLE, OUT_OF_RANGE, NOT_HUNDRED, THOUSANDS_OR_DECIMALS = (
    "not_a_number",
    "not_whole",
    "out_of_range",
    "shares_do_not_add_up",
    "thousands_or_decimals",
)
#: Fractions of seconds and zones behind a time of day: the clock of the tool is taken as it is.
_ZONE = re.compile(r"(?:\s*(?:GMT|EET|EEST|CET|CEST|UTC).*|(?<=:\d\d)(?:\.\d+)?(?:[+-]\d\d:?\d\d|Z)?)$")
_BLANKS = re.compile(r"[\s\u00a0\u202f]")
_SPACED = re.compile(r"[+-]?\d{1,3}(?:[\s\u00a0\u202f]\d{3})+(?:[.,]\d+)?\s*%?")
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
#: Forms that mean one number only, with the rule that reads them.
_FORMS: tuple[tuple[str, re.Pattern[str], Callable[[str], str]], ...] = (
    ("decimal_comma", re.compile(r"[+-]?\d+,\d+"), lambda text: text.replace(",", ".")),
    ("thousands_point", re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+"), lambda t: t.replace(".", "").replace(",", ".")),
    ("thousands_point", re.compile(r"[+-]?\d{1,3}(?:\.\d{3}){2,}"), lambda text: text.replace(".", "")),
    ("thousands_comma", re.compile(r"[+-]?\d{1,3}(?:,\d{3})+\.\d+"), lambda text: text.replace(",", "")),
    ("thousands_comma", re.compile(r"[+-]?\d{1,3}(?:,\d{3}){2,}"), lambda text: text.replace(",", "")),
)
#: A comma or point before just three digits: thousands or decimals, as the rest of the column does.
_UNSURE = re.compile(r"[+-]?\d{1,3}[.,]\d{3}")


def numbers(
    texts: pd.Series, low: float = -np.inf, high: float = np.inf, whole: bool = False
) -> tuple[pd.Series, pd.Series]:
    """Read a column of numbers.

    Parameters
    ----------
    texts : Series of str
    low, high : float
        What the questionnaire allows.
    whole : bool
        Whether it asks for a whole number: then ``1.234`` is a thousand and more, and 12.5 is no answer.

    Returns
    -------
    Series of float
        Missing where nothing was said or it could not be read.
    Series of str
        The rule that read it; empty where the number was taken at its face, missing where nothing was said.

    Examples
    --------
    >>> values, rules = numbers(pd.Series(["12", "1.234,5", "12,5 %", "about 10", None]), 0, 10000)
    >>> values.tolist(), rules.tolist()
    ([12.0, 1234.5, 12.5, nan, nan], ['', 'thousands_point', 'percent_sign', 'not_a_number', nan])
    """
    decimal = "none" if whole else _decimal_mark(texts)
    read = {text: _number(text, decimal) for text in texts.dropna().unique()}
    read = {
        text: (np.nan, OUT_OF_RANGE) if value is not None and not low <= value <= high else (value, rule)
        for text, (value, rule) in read.items()
    }
    if whole:
        read = {
            text: (np.nan, NOT_WHOLE) if value is not None and value % 1 > 0 else (value, rule)
            for text, (value, rule) in read.items()
        }
    values = of_distinct(texts, lambda text: read[text][0], "float64", missing=np.nan)
    return values, of_distinct(texts, lambda text: read[text][1], "str")


def _decimal_mark(texts: pd.Series) -> str:
    """What the column uses before decimals, where a cell shows it beyond doubt; empty where none does."""
    marks = {
        found[1]
        for text in texts.dropna().unique()
        if (found := re.fullmatch(r"\s*[+-]?\d+([.,])(?:\d{1,2}|\d{4,})\s*%?\s*", text))
    }
    return marks.pop() if len(marks) == 1 else ""


def _number(text: str, decimal: str) -> tuple[float | None, str | None]:
    bare = _BLANKS.sub("", text)
    if not bare or kind_of(text):
        return None, None
    if _PLAIN.fullmatch(text.strip()) and not _UNSURE.fullmatch(bare):
        return float(bare), ""
    spaced = "thousands_space" if re.search(r"\d[\s\u00a0\u202f]+\d", text) else ""
    if spaced and not _SPACED.fullmatch(text.strip()):
        # Two numbers, or a range: not one.
        return None, NOT_A_NUMBER
    rule = "percent_sign" if bare.endswith("%") else spaced
    bare = bare.removesuffix("%")
    if _UNSURE.fullmatch(bare):
        if not decimal:
            return None, THOUSANDS_OR_DECIMALS
        grouped = bare[-4] != decimal
        value = bare.replace(".", "").replace(",", "") if grouped else bare.replace(",", ".")
        return float(value), "as_the_column"
    if _PLAIN.fullmatch(bare):
        return float(bare), rule
    for name, form, plain in _FORMS:
        if form.fullmatch(bare):
            return float(plain(bare)), rule or name
    return None, NOT_A_NUMBER


def shares(parts: Sequence[pd.Series], tolerance: float = 1.0) -> tuple[list[pd.Series], pd.Series]:
    """Bring shares that must add up to 100 to it; blanks beside filled ones are 0.

    A block that adds up to 1 was given in fractions, one between 95 and 105 is scaled; any other is
    no answer.

    Parameters
    ----------
    parts : sequence of Series of float
        Percent.
    tolerance : float
        By how much the sum may differ and the shares still stand as they are, in percentage points.

    Returns
    -------
    list of Series of float
    Series of str
        The rule; empty where the block was taken at its face, missing where nothing was said.

    Examples
    --------
    >>> fixed, rules = shares([pd.Series([60.0, 0.6, 70.0]), pd.Series([40.0, 0.4, 70.0])])
    >>> fixed[0].tolist(), rules.tolist()
    ([60.0, 60.0, nan], ['', 'shares_in_fractions', 'shares_do_not_add_up'])
    """
    frame = pd.concat(parts, axis=1, keys=range(len(parts)))
    said = frame.notna().any(axis=1)
    total = frame.sum(axis=1)
    as_is = (total - 100).abs() <= tolerance
    fractions = (total - 1).abs() <= tolerance / 100
    near = total.between(95, 105) & ~as_is
    factor = np.select([as_is, fractions, near], [1.0, 100.0, 100 / total.where(near)], np.nan)
    rule = np.select([as_is, fractions, near], ["", "shares_in_fractions", "shares_scaled"], NOT_HUNDRED)
    fixed = frame.fillna(0.0).mul(pd.Series(factor, index=frame.index).where(said), axis=0)
    return [fixed[number] for number in range(len(parts))], pd.Series(rule, index=frame.index, dtype="str").where(said)


def times(texts: pd.Series) -> pd.Series:
    """Bring times of submission to ``YYYY-MM-DD HH:MM:SS``, as the clock of the tool showed them.

    Examples
    --------
    >>> times(pd.Series(["2014-03-11T09:11:05.000+02:00", "2014/03/11 9:01:00 PM GMT+2", "soon"])).tolist()
    ['2014-03-11 09:11:05', '2014-03-11 21:01:00', nan]
    """
    bare = texts.str.strip().str.replace(_ZONE, "", regex=True)
    iso = bare.where(bare.str.match(r"\d{4}-\d\d-\d\d").fillna(False).astype(bool))
    moments = pd.to_datetime(iso, format="ISO8601", errors="coerce")
    others = bare[moments.isna() & bare.notna()]
    if len(others):
        moments = moments.fillna(of_distinct(others, _moment, "datetime64[us]", missing=pd.NaT))
    return moments.dt.strftime("%Y-%m-%d %H:%M:%S").astype("str")


def dates(texts: pd.Series) -> pd.Series:
    """Bring dates to ``YYYY-MM-DD``, with the time of day where it is not midnight.

    Examples
    --------
    >>> dates(pd.Series(["1998-05-17 00:00:00", "17.05.1998", "1998-05-17 10:30"])).tolist()
    ['1998-05-17', '1998-05-17', '1998-05-17 10:30:00']
    """
    return times(texts).str.removesuffix(" 00:00:00")


#: Forms of a moment besides ISO's: day first, as in Romania and Italy, unless the year comes first.
_MOMENTS = (
    "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%Y/%m/%d", "%d.%m.%Y %H:%M", "%d/%m/%Y %H:%M", "%d.%m.%Y %H:%M:%S",
    "%d/%m/%Y %H:%M:%S", "%Y/%m/%d %I:%M:%S %p", "%Y/%m/%d %H:%M:%S",
)  # fmt: skip


def _moment(text: str) -> Any:
    """A moment in one of the forms that mean one moment only."""
    for form in _MOMENTS:
        try:
            return pd.Timestamp(datetime.strptime(text.strip(), form))
        except ValueError:
            continue
    return pd.NaT
