"""Whether answers can carry what is said of them: a column that tells nothing is refused like one that is missing."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from pandera.typing import DataFrame

from ..problems import Problem, counted, quoted
from ..study import Study
from .cleaning import Answers
from .exports import Incoming
from .interpretation import names_code
from .matching import NO_RESPONSE, NOT_ON_ROSTER, TEST
from .questionnaire import Questionnaire
from .reading.missing import says_nothing
from .tables import Accounting, Columns, Completeness, Ledger
from .texts import of_distinct

#: With fewer rows it may be chance that nobody said anything, or nothing that is understood.
FEWEST = 5
#: Of the options of a question, *other* and no more.
_OTHER_ALONE = r"^other \d+$"
_NO_OPTION = "Export it with codes or labels of this questionnaire, or write its words in the column also of choices."
#: Questions whose answers are texts of one form.
_OF_ONE_FORM = ("fiscal_code", "registration_number", "caen")
_LOOK = (
    "Look whether answers to another question stand there, something was written over them, or the cells are set to "
    "show days, before you decide on them one by one."
)


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
        yield _problem(study, columns, pd.Series(row), said, _NO_OPTION)


def unreadable(
    study: Study,
    asked: Questionnaire,
    completeness: DataFrame[Completeness],
    columns: DataFrame[Columns],
    ledger: DataFrame[Ledger],
) -> Iterator[Problem]:
    """Find columns that hold something else: needed numbers of which none can be read, options that are all *other*.

    Parameters
    ----------
    study : Study
    asked : Questionnaire
    completeness, columns, ledger : DataFrame
        Of all clusters and waves.
    """
    keys = ["wave", "cluster", "question"]
    enough = completeness["answered"] >= FEWEST
    of_all = pd.MultiIndex.from_frame(completeness[keys])
    with_options = {question.name for question in asked.questions if asked.options_of(question)}
    # What has a meaning that somebody may choose is only waiting.
    proposed = pd.MultiIndex.from_frame(ledger.loc[ledger["proposals"].notna() & (ledger["proposals"] != ""), keys])
    none = completeness["needed"] & enough & (completeness["distribution"] == "")
    none &= (completeness["not_understood"] >= completeness["answered"]) & ~of_all.isin(proposed)
    for row in completeness[none & ~completeness["question"].isin(with_options)].to_dict("records"):
        said = f"None of the {row['answered']} answers to {row['question']} can be read, and the analysis needs it."
        remedy = "Look whether the answers to another question stand in its column, and export it again."
        yield _problem(study, columns, pd.Series(row), said, remedy)
    told = ~of_distinct(ledger["raw"], says_nothing, "bool", True)
    words = ledger[names_code(ledger["rule"], "taken_for_other") & told]
    taken = pd.Series(of_all.map(words.groupby(keys).size().to_dict()), index=completeness.index).fillna(0)
    others = enough & completeness["distribution"].str.fullmatch(_OTHER_ALONE) & (taken >= completeness["answered"])
    for row in completeness[others].to_dict("records"):
        said = f"None of the {row['answered']} answers to {row['question']} is an option of the questionnaire."
        yield _problem(study, columns, pd.Series(row), said, _NO_OPTION)


def mostly_waiting(
    study: Study, asked: Questionnaire, completeness: DataFrame[Completeness], columns: DataFrame[Columns]
) -> Iterator[str]:
    """Say of which columns most answers wait for a decision: more than respondents alone would have made of them.

    Parameters
    ----------
    study : Study
    asked : Questionnaire
    completeness, columns : DataFrame
        Of all clusters and waves.
    """
    # Open answers are coded one by one; of a part of shares the whole block waits.
    told = [one.name for one in asked.questions if one.kind != "text" or one.name in _OF_ONE_FORM]
    tried = completeness[["answered", "not_understood"]].max(axis=1)
    most = (completeness["not_understood"] >= FEWEST) & (completeness["not_understood"] > tried / 2)
    found = completeness[most & completeness["question"].isin(told)].assign(tried=tried)
    for (wave, cluster), own in found.groupby(["wave", "cluster"], sort=False):
        files = columns[(columns["wave"] == wave) & columns["cluster"].isin([cluster, ""])]
        where = quoted(study.relative(study.raw / file) for file in files["file"].unique())
        counts = own[["question", "not_understood", "tried"]].itertuples(index=False, name=None)
        named = quoted(f"{name} ({number} of {of})" for name, number, of in counts)
        yield f"{where}: most answers wait for a decision of {named}. {_LOOK}"


def slipped(
    study: Study, completeness: DataFrame[Completeness], columns: DataFrame[Columns], ledger: DataFrame[Ledger]
) -> Iterator[Problem]:
    """Find exports in which most main stages are not among those that were ticked: their heads slipped to the side.

    Parameters
    ----------
    study : Study
    completeness, columns, ledger : DataFrame
        Of all clusters and waves.
    """
    keys = ["wave", "cluster"]
    outside = ledger[names_code(ledger["rule"], "main_not_among_stages")]
    number = outside.groupby([*keys, "question"]).size().rename("outside").reset_index()
    found = completeness.merge(number, on=[*keys, "question"])
    tried = found[["answered", "not_understood"]].max(axis=1)
    for row in found[(found["outside"] >= FEWEST) & (found["outside"] >= tried / 2)].to_dict("records"):
        said = f"{row['outside']} respondents name a main stage that they did not tick among their stages."
        remedy = "Look whether the heads of the stages' columns stand above the right ones, and export it again."
        yield _problem(study, columns, pd.Series(row), said, remedy)


def of_unknown_blocks(asked: Questionnaire, one: Incoming, answers: Answers) -> Iterator[Problem]:
    """Find columns of one block of whose answers none is an option, though those of other blocks are.

    Parameters
    ----------
    asked : Questionnaire
    one : Incoming
    answers : Answers
        Those of the export, cleaned.
    """
    noted = answers.noted
    waiting = noted[(noted["severity"] == "review") & names_code(noted["rule"], "unknown_option")]
    columns = one.export.columns
    for question, own in waiting.groupby("question", sort=False):
        block = answers.blocks[asked.by_name[str(question)].repeat]
        told = block.head["number"][block.values[str(question)].notna()]
        for number, unknown in block.head["number"][own["place"].unique()].value_counts().sort_index().items():
            column = columns[(columns["question"] == question) & (columns["number"] == number)]
            if unknown < FEWEST or told.empty or (told == number).any() or column.empty or not number:
                continue
            first = column.iloc[0]
            said = f"None of the {unknown} answers to {question} in block {number} is an option of the questionnaire."
            row = one.export.head_rows.get(str(first["sheet"]), 1)
            yield Problem(one.name, said, _NO_OPTION, str(first["sheet"]) or None, row, repr(first["header"]))


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
