"""Whether answers can carry what is said of them: a column that tells nothing is refused like one that is missing."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from pandera.typing import DataFrame

from ..problems import Problem, counted
from ..study import Study
from .matching import NO_RESPONSE, NOT_ON_ROSTER, TEST
from .questionnaire import Questionnaire
from .tables import Accounting, Columns, Completeness

#: With fewer rows it may be chance that nobody said anything, or nothing that is understood.
FEWEST = 5
#: Of the options of a question, *other* and no more.
_OTHER_ALONE = r"^other \d+$"


def unusable(
    study: Study, asked: Questionnaire, completeness: DataFrame[Completeness], columns: DataFrame[Columns]
) -> Iterator[Problem]:
    """Find needed questions that nobody answered, and questions of whose answers none is an option.

    Parameters
    ----------
    study : Study
    asked : Questionnaire
    completeness, columns : DataFrame
        Of all clusters and waves.
    """
    heard = completeness[["answered", "dont_know", "refused", "not_applicable"]].sum(axis=1)
    said_nothing = completeness["needed"] & (completeness["unanswered"] >= FEWEST) & (heard == 0)
    silent = pd.concat([completeness[said_nothing], _never_filled(asked, completeness, columns)])
    for row in silent.to_dict("records"):
        said = f"Nobody answered the question {row['question']}, and the analysis needs it."
        remedy = "Export it again with its answers, or look whether they stand in another column."
        yield _problem(study, columns, pd.Series(row), said, remedy)
    with_options = {question.name for question in asked.questions if asked.options_of(question)}
    tried = completeness[["answered", "not_understood"]].max(axis=1)
    told = completeness["distribution"].str.replace(_OTHER_ALONE, "", regex=True)
    # Of ticks that are no ticks, the words beside them may be all that was understood.
    unknown = completeness["question"].isin(with_options) & (tried >= FEWEST) & (told == "")
    for row in completeness[unknown & (completeness["not_understood"] >= tried / 2)].to_dict("records"):
        tried_here = max(row["answered"], row["not_understood"])
        said = f"None of the {tried_here} answers to {row['question']} is an option of the questionnaire."
        remedy = (
            "Export it with codes or labels of this questionnaire, or write its words in the column also of choices."
        )
        yield _problem(study, columns, pd.Series(row), said, remedy)


def of_strangers(study: Study, accounting: DataFrame[Accounting]) -> Iterator[Problem]:
    """Find exports of whose responses none is of a member on the roster."""
    responses = accounting[~accounting["repeats"]]
    for keys, own in responses.groupby(["cluster", "file"], sort=False):
        cluster, file = map(str, keys)
        own = own[~own["reason"].isin([TEST, NO_RESPONSE])]
        if set(own["reason"]) == {NOT_ON_ROSTER}:
            said = (
                f"None of its {counted(int(own['rows'].sum()), 'response')} is of a member on the roster of {cluster}."
            )
            remedy = (
                "Look whether names and fiscal codes stand in their columns, whether the export is of this cluster, "
                "and whether its roster is whole."
            )
            yield Problem(study.relative(study.raw / file), said, remedy)


def _never_filled(
    asked: Questionnaire, completeness: DataFrame[Completeness], columns: DataFrame[Columns]
) -> pd.DataFrame:
    """Find needed questions of repeats, in exports that have their columns, of which nobody filled in any."""
    keys = ["wave", "cluster"]
    repeated = [question.name for question in asked.questions if question.needed and question.repeat]
    there = columns.loc[columns["question"].isin(repeated), [*keys, "question"]].drop_duplicates()
    responses = completeness[completeness["repeat"] == ""].groupby(keys, as_index=False)["rows"].max()
    pairs = there.merge(responses[responses["rows"] >= FEWEST], on=keys)
    filled = pd.MultiIndex.from_frame(completeness[[*keys, "question"]])
    return pairs[~pd.MultiIndex.from_frame(pairs[[*keys, "question"]]).isin(filled)]


def _problem(study: Study, columns: DataFrame[Columns], row: pd.Series, said: str, remedy: str) -> Problem:
    """Say where the question stands in the export of the cluster."""
    own = columns[
        (columns["wave"] == row["wave"])
        & columns["cluster"].isin([row["cluster"], ""])
        & (columns["question"] == row["question"])
    ]
    if own.empty:
        return Problem(f"data/raw/survey, cluster {row['cluster']}", said, remedy)
    first = own.iloc[0]
    head = int(str(first["row_id"]).rpartition("!")[2])
    name = study.relative(study.raw / str(first["file"]))
    return Problem(name, said, remedy, str(first["sheet"]) or None, head, repr(first["header"]))
