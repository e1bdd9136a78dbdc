"""Corrections that somebody decided, put in the place of what cleaning read, or could not."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd
from pandera.typing import DataFrame

from ...problems import Problem, quoted
from ...study import Study
from ..decisions import CORRECTIONS, NO_ANSWER, Corrections, Decisions, path_of
from ..interpretation import Reading, as_texts, to_review
from ..ledger import LedgerWriter
from ..questionnaire import Question
from ..texts import as_shown, of_distinct
from .block import ANSWERED, EMPTY, AnswerBlock
from .columns import clean_column
from .context import CleaningContext

#: A number as the tables have it.
_PLAIN_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?", re.ASCII)


def meaning_of(question: Question, value: str, context: CleaningContext) -> Reading:
    """Read what somebody decided; for review where it is no answer to the question.

    A number as the tables have it is what it is: 3.873 is no thousands. All else is read as an answer would be.
    """
    if question.is_number and _PLAIN_NUMBER.fullmatch(value):
        number = float(value)
        whole = question.kind != "integer" or number.is_integer()
        return Reading(number) if whole and question.low <= number <= question.high else to_review("not_allowed")
    return meaning_as_typed(question, value, context)


def meaning_as_typed(question: Question, value: str, context: CleaningContext) -> Reading:
    """Read what somebody typed as an answer to the question would be read; for review where it is none, or two."""
    if value == NO_ANSWER:
        return Reading(None, missing="empty")
    column = clean_column(question, pd.Series([value], dtype="str"), context)
    taken = column.values.iloc[0]
    # A sum is decided in the unit that is asked for.
    return to_review("not_allowed") if pd.isna(taken) or column.readings[0].unit is not None else Reading(taken)


def not_allowed(study: Study, decisions: Decisions, context: CleaningContext) -> Iterator[Problem]:
    """Find corrections whose value is no answer to their question."""
    name = study.relative(path_of(study, CORRECTIONS))
    for one in decisions.corrections.to_dict("records"):
        question = context.questionnaire.by_name.get(one["question"])
        if question is not None and meaning_of(question, one["value"], context).severity == "review":
            options = quoted(option.name for option in context.questionnaire.options_of(question))
            remedy = f"Allowed: {options or 'what the question takes'}, or {NO_ANSWER}."
            row = int(one["decision"].rpartition("!")[2])
            yield Problem(name, f"{one['value']!r} is no answer to {question.name}.", remedy, row=row, column="value")


def apply_corrections(
    block: AnswerBlock, ledger: LedgerWriter, corrections: DataFrame[Corrections], context: CleaningContext
) -> list[str]:
    """Put what was decided in the place of what was read, in the values of the block and in the ledger.

    A correction names the text that the ledger shows.

    Returns
    -------
    list of str
        Ids of the decisions that found their cell.
    """
    used: list[str] = []
    for question, own in corrections.groupby("question", sort=False):
        name = str(question)
        if name not in block.values:
            continue
        cells = block.head[["respondent", "number"]].astype({"respondent": "str", "number": "int64"})
        cells = cells.assign(place=cells.index, raw=ledger.shown(block.repeat, name, block.texts[name]))
        read = block.texts[name].fillna("").astype("str")
        # What was mended as it was read is known by both texts. Blanks do not survive every spreadsheet.
        both = [cells.assign(seen=of_distinct(raw, as_shown, "str")) for raw in (cells["raw"], read)]
        expected = own.assign(seen=own["raw"].map(as_shown)).drop(columns="raw")
        found = pd.concat(both).merge(expected, on=["respondent", "number", "seen"])
        found = found.drop_duplicates("place", keep="last").set_index("place")
        if found.empty:
            continue
        places = found.index.tolist()
        told = [meaning_of(context.questionnaire.by_name[name], value, context) for value in found["value"]]
        values = block.values[name]
        # Where no answer was decided for all of them, only the column knows what it holds.
        values.loc[places] = pd.Series([one.value for one in told], index=places, dtype=values.dtype)
        states = [EMPTY if one.missing else ANSWERED for one in told]
        block.states[name][block.texts.index.get_indexer(found.index)] = states
        if name in block.units:
            block.units[name].loc[places] = None
        block.decided[name] = places
        evidence = found["who"] + ", " + found["when"] + (": " + found["why"]).where(found["why"] != "", "")
        decided = as_texts(values.loc[found.index])
        ledger.replace(
            block.repeat, name, found["raw"], value=decided, rule="decided", severity="info", evidence=evidence
        )
        used += found["decision"].tolist()
    return used
