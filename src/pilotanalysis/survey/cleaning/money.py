"""Amounts of money: what one of them is, and what it is in the unit that is asked for."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from ...problems import Problem
from ..interpretation import Reading, to_review
from ..questionnaire import Questionnaire
from .number_words import NO_LOCAL_WORDS, LocalWords
from .numbers import NumberLimits, number, within

#: The euro and the leu in codes of units, and the question that asks for the unit of turnover.
EURO, LEI, UNIT = "eur", "lei", "turnover_unit"
#: Code of a unit of money.
_CODE = re.compile(r"(?:(?:thousand|million)_)?([a-z]{3})")
#: What no organisation turns over, buys or spends in a year, in thousand EUR: more than the largest of the world.
MOST = 500_000_000.0
_NOUGHTS = re.compile(r"^['’]?000\s*")


@dataclass(frozen=True)
class Money:
    """In what amounts of a study are given: euro, and one other currency.

    Attributes
    ----------
    rate : float, optional
        How many of the other one euro is; none where no answers are taken in it.
    currency : str
        The other currency, as the codes of units name it.
    local : LocalWords
        What people call it, beside words that are known anyway.
    """

    rate: float | None = None
    currency: str = LEI
    local: LocalWords = NO_LOCAL_WORDS

    @cached_property
    def units(self) -> Mapping[str, tuple[float, str]]:
        """Units of turnover in the questionnaire: how many of which currency one is."""
        own = self.currency
        return {
            own: (1.0, own), f"thousand_{own}": (1e3, own), f"million_{own}": (1e6, own),
            EURO: (1.0, EURO), f"thousand_{EURO}": (1e3, EURO),
        }  # fmt: skip

    @cached_property
    def fixed_units(self) -> Mapping[str, tuple[float, str]]:
        """Units that the questionnaire itself gives behind a number."""
        names = {EURO: "EUR", self.currency: self.currency if self.currency == LEI else self.currency.upper()}
        said = {name: (1.0, currency) for currency, name in names.items()}
        return {**said, **{f"thousand {name}": (1e3, currency) for currency, name in names.items()}}

    def most(self, unit: tuple[float, str]) -> float:
        """How many of a unit make :data:`MOST`.

        Examples
        --------
        >>> Money(4.4).most((1e3, "eur")), Money(4.4).most((1.0, "lei"))
        (500000000.0, 2200000000000.0)
        """
        factor, currency = unit
        return MOST * 1000 / factor * (1.0 if currency == EURO else self.rate or math.inf)

    def unit(self, text: str, allowed: Collection[str]) -> Reading:
        """Read the unit of an amount, in words or signs of its own; what is not among those `allowed` is not known.

        Examples
        --------
        >>> money, codes = Money(), Money().units
        >>> money.unit("mii RON", codes).value, money.unit("€", codes).value, money.unit("mln lei", codes).value
        ('thousand_lei', 'eur', 'million_lei')
        """
        # People write three noughts for thousands.
        words = "1 " + _NOUGHTS.sub("mii ", re.sub(r"[()\[\]]", " ", text).strip())
        said = number(words, NumberLimits(local=self.local)).unit
        found = next((code for code, unit in self.units.items() if unit == said and code in allowed), None)
        return Reading(found, ("money_unit_spelt_otherwise",)) if found else to_review("unknown_option")


def unknown_units(asked: Questionnaire, money: Money, file: str) -> Iterator[Problem]:
    """Find units of money that the form offers, and in whose currency a study takes no amounts."""
    question = asked.by_name.get(UNIT)
    for option in asked.options_of(question) if question else ():
        found = _CODE.fullmatch(option.name)
        if found and option.name not in money.units:
            code = "RON" if found[1] == LEI else found[1].upper()
            said = f"{option.name} of {UNIT} is in {code}, and study.yml names no such currency."
            remedy = f"Add there the currency with code: {code} and its rate, or take the option out."
            if code == "RON":
                remedy = "Take the option out, or the other currency out of study.yml."
            yield Problem(file, said, remedy, "choices")


def in_unit(reading: Reading, wanted: tuple[float, str], limits: NumberLimits, money: Money) -> Reading:
    """Bring an amount that may say its own unit to the unit that was asked for.

    Parameters
    ----------
    reading : Reading
        Of :func:`numbers.number`.
    wanted : tuple of (float, str)
        How many of which currency are asked for.
    limits : NumberLimits
    money : Money

    Examples
    --------
    >>> in_unit(number("45 mii euro"), (1e3, "eur"), NumberLimits(), Money()).value
    45.0
    >>> in_unit(number("12500 EUR"), (1e3, "eur"), NumberLimits(), Money()).value
    12.5
    >>> in_unit(number("45 EUR"), (1e3, "eur"), NumberLimits(), Money()).rules
    ('unit_unclear',)
    """
    if reading.unit is None or not isinstance(reading.value, float):
        return within(reading, limits)
    factor, currency = reading.unit
    wanted_factor, wanted_currency = wanted
    value = reading.value * factor / wanted_factor
    if currency and currency != wanted_currency:
        if money.rate is None or currency not in (EURO, money.currency):
            return to_review("units_disagree", reading.value)
        value = value / money.rate if wanted_currency == EURO else value * money.rate
        return within(Reading(value, (*reading.rules, "converted"), "flag"), limits)
    if currency and factor == 1.0 and wanted_factor > 1.0 and reading.value < wanted_factor:
        # The sign of the currency alone may have been set behind thousands.
        return to_review("unit_unclear", reading.value, value)
    return within(Reading(value, reading.rules, reading.severity), limits)


def in_thousand_euros(amounts: pd.Series, units: pd.Series, money: Money) -> pd.Series:
    """Set amounts in thousand euro.

    Parameters
    ----------
    amounts : Series of float
    units : Series of str
        Of each amount, one of the units of `money`.
    money : Money
    """
    thousands = {code: factor / 1000 for code, (factor, _currency) in money.units.items()}
    rates = {
        code: 1.0 if currency == EURO else (math.nan if money.rate is None else money.rate)
        for code, (_factor, currency) in money.units.items()
    }
    return amounts * units.map(thousands).astype("float64") / units.map(rates).astype("float64")
