"""From rosters and answers of all clusters to tidy tables."""

from __future__ import annotations

import pandas as pd

from .. import reference
from ..problems import StudyError
from ..study import Study
from ..tables import Table, TableSet, conform, empty
from .answers import read_answers
from .roster import read_roster
from .tables import TABLES, Organisations, Responses, Statements


def clean(study: Study) -> TableSet:
    """Read rosters and answers of all analysed clusters into tidy tables.

    Raises
    ------
    StudyError
        With the problems of every cluster's files, not the first alone.
    """
    stages, counties = reference.load(study, reference.Stages), reference.load(study, reference.Counties)
    parts: dict[type[Table], list[pd.DataFrame]] = {model: [] for model in TABLES}
    problems = []
    for cluster in study.analysed:
        organisations, statements = empty(Organisations), empty(Statements)
        answers: dict[type[Table], pd.DataFrame] = {Responses: empty(Responses)}
        try:
            organisations, statements = read_roster(study, cluster, stages, counties)
        except StudyError as error:
            problems += error.problems
        try:  # even beside a roster that is wrong: its problems are told in the same breath
            answers = read_answers(study, cluster, organisations, stages, counties)
        except StudyError as error:
            problems += error.problems
        answered = organisations["organisation"].isin(answers[Responses]["organisation"])
        parts[Organisations].append(organisations.assign(answered=answered))
        parts[Statements].append(statements)
        for model, frame in answers.items():
            parts[model].append(frame)
    if problems:
        raise StudyError(problems)
    return TableSet({model: conform(pd.concat(part, ignore_index=True), model) for model, part in parts.items()})
