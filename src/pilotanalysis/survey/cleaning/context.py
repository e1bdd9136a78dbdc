"""What cleaning goes by: the questionnaire, the reference tables of the study, and what else is said for options."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial

from ... import reference
from ...problems import Problem, StudyError
from ...settings import LANGUAGES
from ...study import Study
from ..interpretation import Reading, Rule, to_review
from ..questionnaire import FILE, Option, Questionnaire
from ..reading.headers import key
from ..texts import fold
from ..word_lists import LISTED, meanings
from .bands import spoilt_bands
from .identifiers import ROMANIA, ActivityCodes, fiscal_code, foreign_code
from .money import LEI, Money, unknown_units
from .number_words import local_words
from .places import Places
from .truncation import words_of

#: Words for a company before its form.
_COMPANY = re.compile(r"^(?:o )?(?:societatea? comerciala|societatea?|firma|companie|s\.?c\.?|company|societa|tip)\b")
#: What legal forms are called besides their labels, in letters alone.
_FORM_OF = meanings("legal form", str)


@dataclass(frozen=True)
class CellSource:
    """What is known of the file that cells stand in.

    Attributes
    ----------
    by_tool : bool
        Whether a survey tool wrote it, which sets numbers its own way.
    from_1904 : bool
        Whether its spreadsheet counts days from 1904.
    last_day : date | None
        On which, at the latest, its answers were given, where that is known.
    """

    by_tool: bool = False
    from_1904: bool = False
    last_day: date | None = None


#: Of cells that stand in no file: what somebody decided.
OF_NO_FILE = CellSource()


@dataclass(frozen=True)
class CleaningContext:
    """What cleaning goes by.

    Attributes
    ----------
    money : Money
        In what amounts are given, with its rate in the year that the questionnaire asks about.
    words : frozenset[str]
        Words of the glossary, in all languages, folded.
    end : date
        Of the pilot action that the survey is part of.
    country : str
        Of the study: its fiscal codes are known.
    """

    questionnaire: Questionnaire
    places: Places
    activities: ActivityCodes
    money: Money
    words: frozenset[str]
    end: date
    country: str = ROMANIA

    def fiscal_code(self, text: str) -> Reading:
        """Read a fiscal code of the country."""
        return fiscal_code(text) if self.country == ROMANIA else foreign_code(text, self.country)

    @cached_property
    def recognisers(self) -> Mapping[str, Rule]:
        """What reads other words for the options of a list, by its name, where there is anything."""
        counties = set(self.places.counties["county"])
        found: dict[str, Rule] = {}
        for name, options in self.questionnaire.options.items():
            codes = {option.name for option in options}
            if len(codes & counties) >= max(2, len(codes) / 2):
                found[name] = self.places.county
            elif codes & set(self.money.units) and codes <= {*self.money.units, "other"}:
                found[name] = partial(self.money.unit, allowed=codes)
            elif len(codes & set(LISTED["legal form"])) >= 3:
                found[name] = legal_form
            elif spoilt := _codes_of_bands(options):
                found[name] = _band_rule(spoilt)
        return found


def context_of(study: Study, questionnaire: Questionnaire) -> CleaningContext:
    """Put together what the cleaning of a study goes by.

    Raises
    ------
    StudyError
        If a reference table is not there, or has no exchange rate of the year.
    """
    glossary = reference.load(study, reference.Glossary)
    return CleaningContext(
        questionnaire,
        Places(reference.load(study, reference.Counties), reference.load(study, reference.Localities)),
        ActivityCodes(reference.load(study, reference.ActivityClasses)),
        money_of(study, questionnaire),
        words_of(term for language in LANGUAGES for term in glossary[language]),
        study.settings.period.end,
        study.settings.country,
    )


def money_of(study: Study, questionnaire: Questionnaire) -> Money:
    """Give in what amounts of a study are given.

    Raises
    ------
    StudyError
        If the form offers units of another currency, or there is no exchange rate of the year.
    """
    own = study.settings.currency
    if own:
        words = local_words(own.code, study.settings.country, study.languages)
        money = Money(own.rate, own.code.lower(), words)
    else:
        money = Money(_rate(study, questionnaire.year - 1) if _asks_in_lei(questionnaire) else None)
    problems = list(unknown_units(questionnaire, money, study.relative(study.raw / FILE)))
    if problems:
        raise StudyError(problems)
    return money


def _asks_in_lei(questionnaire: Questionnaire) -> bool:
    """Whether an amount may be given in lei: by an option, or because it is asked for so."""
    units = {option.name for options in questionnaire.options.values() for option in options}
    asked = [Money().units.get(unit) for unit in units]
    asked += [Money().fixed_units.get(question.unit) for question in questionnaire.questions]
    return any(unit is not None and unit[1] == LEI for unit in asked)


def _rate(study: Study, year: int) -> float:
    """Lei for one euro on average in the year that a questionnaire asks about."""
    rates = reference.load(study, reference.ExchangeRates)
    found = rates[(rates["period"] == str(year)) & (rates["kind"] == "average")]
    if found.empty:
        file = "data/raw/reference/exchange_rates.csv"
        raise StudyError(Problem(file, f"There is no average of {year}.", "Add it: answers in lei are set in euro."))
    return float(found["eur_ron"].iloc[0])


def legal_form(text: str) -> Reading:
    """Read a legal form.

    Examples
    --------
    >>> legal_form("S.R.L.-D").value, legal_form("Pers. fiz. aut.").value
    ('srl', 'pfa')
    """
    text = re.sub(r"^soc\.\s*", "societate ", text, flags=re.IGNORECASE)
    code = _FORM_OF.get(key(text)) or _FORM_OF.get(key(_COMPANY.sub("", fold(text))))
    return Reading(code, ("form_spelt_otherwise",)) if code else to_review("unknown_option")


def _codes_of_bands(options: Sequence[Option]) -> dict[str, str]:
    named = {label.strip(): option.name for option in options for label in (option.name, *option.labels.values())}
    return {form: named[label] for form, label in spoilt_bands(named).items()}


def _band_rule(spoilt: Mapping[str, str]) -> Rule:
    def band(text: str) -> Reading:
        code = spoilt.get(fold(text).strip(" ."))
        return Reading(code, ("band_spoilt",)) if code else to_review("unknown_option")

    return band
