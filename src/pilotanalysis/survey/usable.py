"""Whether answers can carry what is said of them: a column that tells nothing is refused like one that is missing."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from pandera.typing import DataFrame

from ..problems import Problem
from ..study import Study
from .questionnaire import Questionnaire
from .tables import Columns, Completeness

#: With fewer rows it may be chance that nobody said anything, or nothing that is understood.
FEWEST = 5


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
    said_nothing = (
        completeness["needed"]
        & (completeness["unanswered"] >= FEWEST)
        & (completeness[["answered", "dont_know", "refused", "not_applicable"]].sum(axis=1) == 0)
    )
    for row in completeness[said_nothing].to_dict("records"):
        said = f"Nobody answered the question {row['question']}, and the analysis needs it."
        remedy = "Export it again with its answers, or look whether they stand in another column."
        yield _problem(study, columns, pd.Series(row), said, remedy)
    has_options = completeness["question"].map(lambda name: bool(asked.options_of(asked.by_name[name])))
    unknown = has_options & (completeness["answered"] >= FEWEST) & (completeness["distribution"] == "")
    for row in completeness[unknown & (completeness["not_understood"] > 0)].to_dict("records"):
        said = f"None of the {row['answered']} answers to {row['question']} is an option of the questionnaire."
        remedy = (
            "Export it with codes or labels of this questionnaire, or write its words in the column also of choices."
        )
        yield _problem(study, columns, pd.Series(row), said, remedy)


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
