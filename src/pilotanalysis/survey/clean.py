"""From rosters and exports of all clusters to tidy tables."""

from __future__ import annotations

import pandas as pd

from .. import reference
from ..problems import Problem, StudyError
from ..study import Study
from ..tables import Table, TableSet, conform
from . import questionnaire
from .answers import tidy
from .cleaning import Rules, clean_answers
from .cleaning.identifiers import Activities
from .cleaning.places import Places
from .exports import Incoming, read_exports, remarks_on
from .questionnaire import Questionnaire
from .roster import read_roster
from .tables import TABLES, Organisations, Responses, Statements
from .trace import fates_of


def clean(study: Study) -> TableSet:
    """Read rosters and exports of all analysed clusters into tidy tables.

    Raises
    ------
    StudyError
        With the problems of every file, not of the first alone.
    """
    problems: list[Problem] = []
    rules, incoming = None, list[Incoming]()
    try:
        rules = rules_of(study, questionnaire.load(study))
        incoming = read_exports(study, rules.questionnaire, rules.recognisers)
    except StudyError as error:
        problems += error.problems
    parts: dict[type[Table], list[pd.DataFrame]] = {model: [] for model in TABLES}
    stages, counties = reference.load(study, reference.Stages), reference.load(study, reference.Counties)
    for cluster in study.analysed:
        try:  # even beside exports that are wrong: all problems are told in the same breath
            organisations, statements = read_roster(study, cluster, stages, counties)
            parts[Organisations].append(organisations)
            parts[Statements].append(statements)
        except StudyError as error:
            problems += error.problems
    if problems or rules is None:
        raise StudyError(problems)
    roster = conform(pd.concat(parts[Organisations], ignore_index=True), Organisations)
    for cluster in study.analysed:
        own = [(one, clean_answers(one.export, rules)) for one in incoming if one.cluster == cluster]
        for (one, answers), fates in zip(own, fates_of(own, roster[roster["cluster"] == cluster]), strict=True):
            for model, frame in tidy(one, answers, fates, rules.questionnaire, roster, rules.rate).items():
                parts[model].append(frame)
    tables = TableSet({model: conform(pd.concat(part, ignore_index=True), model) for model, part in parts.items()})
    responses = tables.of(Responses)
    heard = pd.MultiIndex.from_frame(responses[["cluster", "organisation"]])
    answered = pd.MultiIndex.from_frame(roster[["cluster", "organisation"]]).isin(heard)
    tables[Organisations] = conform(roster.assign(answered=answered), Organisations)
    return tables


def rules_of(study: Study, asked: Questionnaire) -> Rules:
    """Put together what the cleaning of a study goes by."""
    places = Places(reference.load(study, reference.Counties), reference.load(study, reference.Localities))
    activities = Activities(reference.load(study, reference.ActivityClasses))
    return Rules(asked, places, activities, _rate(study))


def _rate(study: Study) -> float:
    """Lei for one euro on average in the year before the pilot action, which the questionnaire asks about."""
    rates = reference.load(study, reference.ExchangeRates)
    year = str(study.settings.period.start.year - 1)
    found = rates[(rates["period"] == year) & (rates["kind"] == "average")]
    if found.empty:
        file = "data/raw/reference/exchange_rates.csv"
        raise StudyError(Problem(file, f"There is no average of {year}.", "Add it: answers in lei are set in euro."))
    return float(found["eur_ron"].iloc[0])


def remarks(study: Study) -> list[str]:
    """Say what an analyst should know of exports that can be read: columns not used, readers untried."""
    rules = rules_of(study, questionnaire.load(study))
    return list(remarks_on(read_exports(study, rules.questionnaire, rules.recognisers)))


def check(study: Study) -> list[Problem]:
    """Find what does not fit together between the questionnaire, the catalogue of stages and XLSForm itself."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    asked = questionnaire.load(study)
    catalogue = reference.load(study, reference.Stages)
    file = study.relative(study.raw / questionnaire.FILE)
    offered = {option.name for option in asked.options.get("stage", ())}
    problems = [
        Problem(file, f"The stage {stage} of the catalogue is no option.", "Add it to the list stage.", "choices")
        for stage in catalogue["stage"]
        if stage not in offered
    ]
    try:
        convert(str(study.raw / questionnaire.FILE))
    except PyXFormError as error:
        problems.append(Problem(file, f"XLSForm refuses it: {error}", "Mend that, and the survey tools accept it."))
    return problems
