"""Amounts of money: what one of them is, and what it is in the unit that is asked for."""

from __future__ import annotations

import math
import re
from collections.abc import Collection

import pandas as pd

from ..interpretation import Reading, to_review
from .numbers import NumberLimits, number, within

#: Units of turnover in the questionnaire: how many of which currency one is.
MONEY_UNITS = {
    "lei": (1.0, "lei"),
    "thousand_lei": (1e3, "lei"),
    "million_lei": (1e6, "lei"),
    "eur": (1.0, "eur"),
    "thousand_eur": (1e3, "eur"),
}
#: Units that the questionnaire itself gives behind a number.
FIXED_UNITS = {"thousand EUR": (1e3, "eur"), "EUR": (1.0, "eur"), "lei": (1.0, "lei"), "thousand lei": (1e3, "lei")}
_NOUGHTS = re.compile(r"^['’]?000\s*")


def money_unit(text: str, allowed: Collection[str] = tuple(MONEY_UNITS)) -> Reading:
    """Read the unit of an amount, in words or signs of its own; one that is not among those `allowed` is not known.

    Examples
    --------
    >>> money_unit("mii RON").value, money_unit("€").value, money_unit("mln lei").value
    ('thousand_lei', 'eur', 'million_lei')
    """
    # People write three noughts for thousands.
    said = number("1 " + _NOUGHTS.sub("mii ", re.sub(r"[()\[\]]", " ", text).strip())).unit
    found = next((code for code, unit in MONEY_UNITS.items() if unit == said and code in allowed), None)
    return Reading(found, ("money_unit_spelt_otherwise",)) if found else to_review("unknown_option")


def in_unit(reading: Reading, wanted: tuple[float, str], limits: NumberLimits, rate: float | None) -> Reading:
    """Bring an amount that may say its own unit to the unit that was asked for.

    Parameters
    ----------
    reading : Reading
        Of :func:`numbers.number`.
    wanted : tuple of (float, str)
        How many of which currency are asked for.
    limits : NumberLimits
    rate : float, optional
        Lei for one euro, where another currency may be set in the one that is asked for.

    Examples
    --------
    >>> in_unit(number("45 mii euro"), (1e3, "eur"), NumberLimits(), None).value
    45.0
    >>> in_unit(number("12500 EUR"), (1e3, "eur"), NumberLimits(), None).value
    12.5
    >>> in_unit(number("45 EUR"), (1e3, "eur"), NumberLimits(), None).rules
    ('unit_unclear',)
    """
    if reading.unit is None or not isinstance(reading.value, float):
        return within(reading, limits)
    factor, currency = reading.unit
    wanted_factor, wanted_currency = wanted
    value = reading.value * factor / wanted_factor
    if currency and currency != wanted_currency:
        if rate is None:
            return to_review("units_disagree", reading.value)
        value = value / rate if wanted_currency == "eur" else value * rate
        return within(Reading(value, (*reading.rules, "converted"), "flag"), limits)
    if currency and factor == 1.0 and wanted_factor > 1.0 and reading.value < wanted_factor:
        # The sign of the currency alone may have been set behind thousands.
        return to_review("unit_unclear", reading.value, value)
    return within(Reading(value, reading.rules, reading.severity), limits)


def in_thousand_euros(amounts: pd.Series, units: pd.Series, rate: float | None) -> pd.Series:
    """Set amounts in thousand euro.

    Parameters
    ----------
    amounts : Series of float
    units : Series of str
        Of each amount, one of :data:`MONEY_UNITS`.
    rate : float, optional
        Lei for one euro, where amounts may be in lei.
    """
    thousands = {code: factor / 1000 for code, (factor, _currency) in MONEY_UNITS.items()}
    rates = {
        code: (math.nan if rate is None else rate) if currency == "lei" else 1.0
        for code, (_factor, currency) in MONEY_UNITS.items()
    }
    return amounts * units.map(thousands).astype("float64") / units.map(rates).astype("float64")
