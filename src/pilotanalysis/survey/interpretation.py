"""What a rule makes of a text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

import pandas as pd

from ..tables import SEPARATOR

#: ``info``: it has one meaning only. ``flag``: it is taken, and somebody may want to know. ``review``: nothing is
#: taken until somebody has decided.
Severity = Literal["info", "flag", "review"]


class Reading(NamedTuple):
    """What a text means, and how it was told.

    Attributes
    ----------
    value : str | float | None
        None where nothing was said, or where somebody has to decide.
    rules : tuple[str, ...]
        Ids of the rules that were needed; none where the text was taken as written.
    proposals : tuple[str, ...]
        What it could mean, where somebody has to decide.
    missing : str
        Kind of missing that the text stands for; empty where it is an answer.
    unit : tuple[float, str] | None
        How many of which currency one is, where the text says so: ``(1000.0, "lei")``.
    """

    value: str | float | None
    rules: tuple[str, ...] = ()
    severity: Severity = "info"
    proposals: tuple[str, ...] = ()
    missing: str = ""
    unit: tuple[float, str] | None = None


Rule = Callable[[str], Reading]
NOTHING = Reading(None)


def to_review(rule: str, *proposals: object) -> Reading:
    """Leave a text to somebody, with what it could mean."""
    return Reading(None, (rule,), "review", tuple(dict.fromkeys(map(as_text, proposals))))


def as_text(value: object) -> str:
    """Give a value as text; empty where there is none.

    Examples
    --------
    >>> as_text(2.50), as_text("2,50"), as_text(float("nan"))
    ('2.5', '2,50', '')
    """
    if isinstance(value, float):
        return "" if value != value else f"{value:.15g}"
    return "" if value is None else str(value)


def as_texts(values: pd.Series) -> pd.Series:
    """Give values as text; empty where there is none."""
    return values.map(as_text).astype("str")


def names_code(texts: pd.Series, code: str) -> pd.Series:
    """Tell which texts name a code among those that they join by ``;``."""
    return (SEPARATOR + texts + SEPARATOR).str.contains(SEPARATOR + code + SEPARATOR, regex=False)
