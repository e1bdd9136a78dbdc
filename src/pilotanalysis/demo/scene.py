"""When and where a fictitious study takes place.

The lists beside the code tell of a pilot action in the North-East of Romania in the first half of 2014. Of another
study days, years, places, languages and money are those of its ``study.yml`` and its reference tables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np
import pandas as pd
from pandas.tseries.offsets import Easter

from .. import reference
from ..partners.register.table import CSV
from ..partners.register.turnover import one_euro
from ..study import Study
from ..survey import questionnaire
from ..tables import SEPARATOR
from .lists import weights

ROMANIA = "RO"
#: The pilot action of which the lists tell: its first and last day, and what it could cost.
_START, _END, _BUDGET = date(2014, 1, 1), date(2014, 6, 30), 10_000.0
#: Lei for one euro where the reference tables do not say: the average of 2013.
_LEI = 4.4190
_UNIT_OF_LEI = re.compile(r"lei$")
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b")
#: Of the units that turnover is given in: how many make a thousand, and the decimals that are written.
_SIZES = {"": (1000.0, 0), "thousand_": (1.0, 1), "million_": (0.001, 3)}
_BY_ORTHODOX_EASTER = (ROMANIA, "BG", "CY", "EL")
#: Ways in which Easter is reckoned, as pandas numbers them.
_ORTHODOX, _WESTERN = 2, 3
#: What a firm of another country is, by what it would be in Romania: the first that the questionnaire offers.
_FORMS = {
    "srl": ("srl", "private_limited"), "sa": ("spa", "public_limited"), "snc": ("snc", "partnership"),
    "pfa": ("sole_trader",), "ii": ("sole_trader",), "other": ("cooperative", "other"),
}  # fmt: skip
#: Languages in which organisations have names.
_NAMED = ("it", "en")


@dataclass(frozen=True)
class Scene:
    """Where and when a fictitious study takes place.

    Attributes
    ----------
    start, end : date
        First and last day of the action.
    budget : float
        What it may cost, in euro.
    country : str
    zone : str
        Time zone of its clocks.
    languages : tuple of str
        Of the study, the main one first.
    seats : tuple of str
        Chief towns of the counties of the region.
    units : mapping of str to float
        How many of a currency one euro is, by its code in the questionnaire, as ``lei``.
    forms : tuple of str
        Legal forms that the questionnaire offers.
    """

    start: date
    end: date
    budget: float
    country: str
    zone: str
    languages: tuple[str, ...]
    seats: tuple[str, ...]
    units: Mapping[str, float]
    forms: tuple[str, ...]

    @property
    def year(self) -> int:
        """Year in which the action begins."""
        return self.start.year

    @property
    def later(self) -> int:
        """By how many years it is later than the action of which the lists tell."""
        return self.year - _START.year

    @property
    def is_home(self) -> bool:
        """Whether it takes place in the country of which the lists tell."""
        return self.country == ROMANIA

    @property
    def language(self) -> str:
        """Language in which its organisations have their names."""
        if self.is_home:
            return "ro"
        return self.languages[0] if self.languages[0] in _NAMED else "en"

    def day(self, told: str) -> str:
        """Give the day of this action that a day of the lists, as ``2014-03-04``, stands for; empty stays empty.

        What lies within the action stays so, in the same order, and what lies after its end is as many days after it.
        """
        if not told:
            return ""
        day = date.fromisoformat(told)
        if day <= _END:
            length = (self.end - self.start) / (_END - _START)
            found = self.start + timedelta(days=round((day - _START).days * length))
        else:
            found = self.end + (day - _END)
        # Nobody works on a Saturday; what is put off would lie behind the end.
        back = max(0, found.weekday() - 4) if day.weekday() < 5 and found > self.start + timedelta(days=1) else 0
        return (found - timedelta(days=back)).isoformat()

    def days(self, told: str) -> str:
        """Give several days, joined by ;."""
        return SEPARATOR.join(self.day(each) for each in told.split(SEPARATOR))

    def first_month(self, told: str) -> str:
        """Give the month of this action in which a month of the lists, as ``2014-03``, begins."""
        return self.day(f"{told}-01")[:7]

    def last_month(self, told: str) -> str:
        """Give the month of this action in which a month of the lists ends."""
        return self.day(str(pd.Period(told).end_time.date()))[:7]

    def in_years(self, text: str) -> str:
        """Give a text of the lists with the years of this study."""
        return _YEAR.sub(lambda found: str(int(found[0]) + self.later), text) if self.later else text

    def amount(self, told: str) -> str:
        """Give an amount of the lists as part of this budget, with the same decimals; empty stays empty."""
        decimals = len(told.partition(".")[2])
        return f"{float(told) * self.budget / _BUDGET:.{decimals}f}" if told and self.budget != _BUDGET else told

    def place(self, told: str, number: int) -> str:
        """Give the place of an event: that of the lists, if it is a chief town of the region."""
        return told if told in self.seats or not self.seats else self.seats[number % len(self.seats)]

    def form(self, told: str) -> str:
        """Give a legal form of the country; none where the questionnaire offers none."""
        return told if self.is_home else next((form for form in _FORMS.get(told, ()) if form in self.forms), "")

    @cached_property
    def holidays(self) -> list[str]:
        """Give Mondays of Easter and Pentecost and the first of May, in the years of the action."""
        easter = Easter(method=_ORTHODOX if self.country in _BY_ORTHODOX_EASTER else _WESTERN)
        found = []
        for year in range(self.start.year, self.end.year + 1):
            sunday = pd.Timestamp(year, 1, 1) + easter
            found += [sunday + pd.Timedelta(days=1), pd.Timestamp(year, 5, 1), sunday + pd.Timedelta(days=50)]
        return [day.strftime("%Y-%m-%d") for day in found]

    def unit(self, told: str) -> str:
        """Give the unit of turnover of this study that one of the lists stands for."""
        own = next((code for code in self.units if code != "eur"), "")
        if own == "lei" or not told.endswith("lei"):
            return told
        # Nobody counts in millions of euro.
        return _UNIT_OF_LEI.sub(own, told) if own else _UNIT_OF_LEI.sub("eur", told).replace("million", "thousand")

    def thousand_euros(self) -> dict[str, tuple[float, int]]:
        """Say of each unit of turnover how many of it a thousand euro are, and with how many decimals it is given."""
        return {
            f"{size}{code}": (factor * rate, decimals)
            for code, rate in self.units.items()
            for size, (factor, decimals) in _SIZES.items()
        }

    def spoken(self, languages: Sequence[str]) -> dict[str, float]:
        """How many answer in each language of a form: most of them in that of the country."""
        told = weights("language")
        if self.is_home:
            return {name: rate for name, rate in told.items() if name in languages} or {languages[0]: 1.0}
        most, *rest = told.values()
        return dict(zip(languages, [most, *np.resize(rest, len(languages) - 1).tolist()], strict=True))


def scene_of(study: Study) -> Scene:
    """Take the scene of a study from its settings, its reference tables and its questionnaire."""
    settings, asked = study.settings, questionnaire.load(study)
    counties = reference.load(study, reference.Counties)
    units = {"eur": 1.0}
    if settings.country == ROMANIA:
        rate = one_euro(study, CSV, pd.Series([settings.period.start.year - 1], dtype="Int64")).iloc[0]
        units["lei"] = _LEI if pd.isna(rate) else float(rate)
    elif settings.currency:
        units[settings.currency.code.lower()] = settings.currency.rate
    return Scene(
        settings.period.start,
        settings.period.end,
        settings.budget.amount,
        settings.country,
        settings.zone,
        study.languages,
        tuple(counties.loc[counties["region"] == settings.region, "seat"]),
        units,
        tuple(option.name for option in asked.options.get("legal_form", ())),
    )
