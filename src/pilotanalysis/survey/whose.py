"""Whether the responses of a file say that they are of the cluster after which it is named."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ..problems import Problem, counted, quoted
from ..study import Study
from .reading import Export

#: The question that a response answers with its cluster.
QUESTION = "cluster"
#: As many rows are named in a problem.
_MOST_ROWS = 10


def named_otherwise(study: Study, export: Export, name: str, cluster: str) -> Iterator[Problem]:
    """Find that most responses of a file which is named after one cluster say that they are of others.

    A few that do are remarked on by :func:`of_another_cluster`: members of two clusters, or a slip.

    Parameters
    ----------
    study : Study
    export : Export
    name : str
        What the analyst calls the file.
    cluster : str
        After which it is named.
    """
    answers = export.blocks[""].get(QUESTION)
    if answers is None:
        return
    ids = [entry.id for entry in study.settings.clusters]
    told = answers[answers.isin(ids)]
    others = told[told != cluster]
    if len(others) <= max(1, len(told) - len(others)):
        return
    counts = others.value_counts()
    rows = export.responses.loc[others.index, "row"].tolist()
    more = f" and {len(rows) - _MOST_ROWS} more" if len(rows) > _MOST_ROWS else ""
    of_them = f"of its {counted(len(answers), 'response')} {len(others)} say that they are of another cluster"
    where = f"rows {quoted(rows[:_MOST_ROWS])}{more}"
    said = f"The file is named after {cluster}, but {of_them}: {_listed(counts)} ({where})."
    new = str(counts.index[0]) if len(others) == len(told) and len(counts) == 1 else "all-clusters"
    remedy = (
        f"If they are right, name the file {new}{_ending(name)}; if the name is right, state it in study.yml, "
        f"exports: [{{file: {export.file.partition('/')[2]}, cluster: {cluster}}}]."
    )
    column = export.columns[export.columns["question"] == QUESTION].iloc[0]
    sheet = str(column["sheet"])
    yield Problem(name, said, remedy, sheet or None, export.head_rows.get(sheet), repr(column["header"]))


def of_another_cluster(completeness: pd.DataFrame) -> Iterator[str]:
    """Say of each wave and cluster how many of its responses say that they are of another one.

    Parameters
    ----------
    completeness : DataFrame
        Of all clusters and waves.
    """
    own = completeness[completeness["question"] == QUESTION]
    columns = ["wave", "cluster", "rows", "distribution"]
    for wave, cluster, rows, told in own[columns].itertuples(index=False, name=None):
        said = (part.rpartition(" ")[::2] for part in told.split(", ") if part)
        counts = pd.Series({code: int(times) for code, times in said if code != cluster}, dtype="int64")
        if len(counts):
            yield (
                f"{cluster}, wave {wave}: of {counted(rows, 'response')} {counts.sum()} say that they are of another "
                f"cluster: {_listed(counts)}. They count for {cluster}: look whether their rows belong in its file."
            )


def _listed(counts: pd.Series) -> str:
    return quoted(f"{code} {times}" for code, times in counts.items())


def _ending(name: str) -> str:
    return f".{name.rpartition('.')[2]}"
