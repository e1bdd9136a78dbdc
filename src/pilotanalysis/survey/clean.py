"""From rosters and exports of all clusters to tidy tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import pandas as pd
from pandera.typing import DataFrame

from .. import reference
from ..problems import Problem, StudyError
from ..study import Study
from ..tables import Table, TableSet, conform
from . import questionnaire
from .answers import tidy
from .cleaning import Rules, clean_answers
from .cleaning.decided import not_allowed
from .cleaning.identifiers import Activities
from .cleaning.places import Places
from .coding import LANGUAGES, Coder
from .decisions import Decisions
from .decisions import load as load_decisions
from .exports import Incoming, read_exports, remarks_on
from .members import fates_of
from .questionnaire import Questionnaire
from .roster import read_roster
from .tables import TABLES, Decided, Ledger, Organisations, Panel, Responses, Statements
from .trace import decided_of
from .waves import linked, panel_of


def build(study: Study, _below: TableSet) -> TableSet:
    """Read rosters and exports of all waves into tidy tables; there is no chapter below.

    Raises
    ------
    StudyError
        With the problems of every file, not of the first alone.
    """
    problems: list[Problem] = []
    stages, counties = reference.load(study, reference.Stages), reference.load(study, reference.Counties)
    rules, incoming, decisions = None, list[Incoming](), None
    try:
        asked = questionnaire.load(study)
        rules = rules_of(study, asked)
        decisions = load_decisions(study, asked, stages["stage"])
        problems += not_allowed(study, decisions, rules.reader)
        incoming = read_exports(study, asked, rules.recognisers)
    except StudyError as error:
        problems += error.problems
    rosters: list[pd.DataFrame] = []
    statements: list[pd.DataFrame] = []
    for wave in study.settings.waves:
        for cluster in study.analysed:
            try:  # even beside exports that are wrong: all problems are told in the same breath
                listed, said = read_roster(study, wave, cluster, stages, counties)
                rosters.append(listed)
                statements.append(said)
            except StudyError as error:
                problems += error.problems
    if problems or rules is None or decisions is None:
        raise StudyError(problems)
    roster = conform(linked(pd.concat(rosters, ignore_index=True)), Organisations)
    coder = Coder(stages, reference.load(study, reference.Glossary), decisions.known)
    parts, used = _answers(study, rules, incoming, roster, decisions, coder)
    tables = TableSet({model: conform(pd.concat(part, ignore_index=True), model) for model, part in parts.items()})
    tables[Statements] = conform(pd.concat(statements, ignore_index=True), Statements)
    keys = ["wave", "cluster", "organisation"]
    heard = pd.MultiIndex.from_frame(tables[Responses][keys])
    tables[Organisations] = conform(
        roster.assign(answered=pd.MultiIndex.from_frame(roster[keys]).isin(heard)), Organisations
    )
    tables[Panel] = panel_of(tables.of(Responses))
    tables[Decided] = decided_of(decisions, used, tables.of(Ledger))
    return TableSet({model: tables[model] for model in TABLES})


def _answers(
    study: Study,
    rules: Rules,
    incoming: Sequence[Incoming],
    roster: DataFrame[Organisations],
    decisions: Decisions,
    coder: Coder,
) -> tuple[dict[type[Table], list[pd.DataFrame]], set[str]]:
    """Tables of all exports, and the decisions that found what they are about."""
    parts: dict[type[Table], list[pd.DataFrame]] = defaultdict(list)
    used: set[str] = set()
    for wave in study.settings.waves:
        for cluster in study.analysed:
            corrections = decisions.of(wave, cluster)
            members = conform(roster[(roster["wave"] == wave) & (roster["cluster"] == cluster)], Organisations)
            own = [
                (one, clean_answers(one.export, rules, corrections))
                for one in incoming
                if (one.wave, one.cluster) == (wave, cluster)
            ]
            if not own:
                continue
            everybody = conform(roster[roster["wave"] == wave], Organisations)
            for (one, answers), fates in zip(own, fates_of(own, members, corrections), strict=True):
                used |= {*answers.used, *fates["decision"]}
                tidied = tidy(one, answers, fates, rules.questionnaire, everybody, rules.rate, coder)
                for model, frame in tidied.items():
                    parts[model].append(frame)
    return parts, used


def rules_of(study: Study, asked: Questionnaire) -> Rules:
    """Put together what the cleaning of a study goes by."""
    places = Places(reference.load(study, reference.Counties), reference.load(study, reference.Localities))
    activities = Activities(reference.load(study, reference.ActivityClasses))
    glossary = reference.load(study, reference.Glossary)
    terms = tuple(term for language in LANGUAGES for term in glossary[language])
    return Rules(asked, places, activities, _rate(study), terms)


def _rate(study: Study) -> float:
    """Lei for one euro on average in the year before the pilot action, which the questionnaire asks about."""
    rates = reference.load(study, reference.ExchangeRates)
    year = str(study.settings.period.start.year - 1)
    found = rates[(rates["period"] == year) & (rates["kind"] == "average")]
    if found.empty:
        file = "data/raw/reference/exchange_rates.csv"
        raise StudyError(Problem(file, f"There is no average of {year}.", "Add it: answers in lei are set in euro."))
    return float(found["eur_ron"].iloc[0])


def remarks(study: Study, tables: TableSet) -> list[str]:
    """Say what an analyst should know: columns not used, readers untried, decisions that fit nothing any more."""
    rules = rules_of(study, questionnaire.load(study))
    decided = tables.of(Decided)
    lost = decided[decided["status"] == "unmatched"].to_dict("records")
    return [
        *remarks_on(read_exports(study, rules.questionnaire, rules.recognisers)),
        *(
            "data/decisions/{}, row {}: what is decided on {} fits nothing any more.".format(
                *one["decision"].split("!"), one["about"]
            )
            for one in lost
        ),
    ]


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
