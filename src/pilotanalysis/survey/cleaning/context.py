"""What cleaning goes by: the questionnaire, and the reference tables of the study."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from ... import reference
from ...problems import Problem, StudyError
from ...study import Study
from ..coding import LANGUAGES
from ..interpretation import Rule
from ..questionnaire import Questionnaire
from .identifiers import ActivityCodes
from .places import Places
from .recognisers import recognisers
from .truncation import words_of


@dataclass(frozen=True)
class CleaningContext:
    """What cleaning goes by."""

    questionnaire: Questionnaire
    places: Places
    activities: ActivityCodes
    #: Lei for one euro in the year that the questionnaire asks about.
    rate: float
    #: Words of the glossary, in all languages, folded.
    words: frozenset[str]

    @cached_property
    def recognisers(self) -> Mapping[str, Rule]:
        """What reads other words for the options of a list, by its name."""
        return recognisers(self.questionnaire, self.places)


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
        _rate(study),
        words_of(term for language in LANGUAGES for term in glossary[language]),
    )


def _rate(study: Study) -> float:
    """Lei for one euro on average in the year before the pilot action, which the questionnaire asks about."""
    rates = reference.load(study, reference.ExchangeRates)
    year = str(study.settings.period.start.year - 1)
    found = rates[(rates["period"] == year) & (rates["kind"] == "average")]
    if found.empty:
        file = "data/raw/reference/exchange_rates.csv"
        raise StudyError(Problem(file, f"There is no average of {year}.", "Add it: answers in lei are set in euro."))
    return float(found["eur_ron"].iloc[0])
