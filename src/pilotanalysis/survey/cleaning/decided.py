"""Corrections that somebody decided, put in the place of what cleaning read, or could not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd
from pandera.typing import DataFrame

from ...problems import Problem, quoted
from ...study import Study
from ..decisions import CORRECTIONS, NO_ANSWER, Corrections, Decisions, path_of
from ..questionnaire import Question
from ..reading import Block
from ..rules import Reading
from ..texts import hide_personal_codes
from .cells import ANSWERED, EMPTY, Reader
from .notes import COLUMNS, written

if TYPE_CHECKING:
    from .answers import AnswerBlock


def meaning_of(question: Question, value: str, reader: Reader) -> Reading:
    """Read what somebody decided, as an answer to the question would be read; without a value where it is none."""
    if value == NO_ANSWER:
        return Reading(None, missing="empty")
    column = reader.column(question, pd.Series([value], dtype="str"))
    taken = column.values.iloc[0]
    if pd.isna(taken) or column.readings[0].unit is not None:
        # A sum is decided in the unit that is asked for.
        return Reading(None, ("not_allowed",), "review")
    return Reading(taken)


def not_allowed(study: Study, decisions: Decisions, reader: Reader) -> Iterator[Problem]:
    """Find corrections whose value is no answer to their question."""
    name = study.relative(path_of(study, CORRECTIONS))
    for one in decisions.corrections.to_dict("records"):
        question = reader.questionnaire.by_name.get(one["question"])
        if question is not None and meaning_of(question, one["value"], reader).severity == "review":
            options = quoted(option.name for option in reader.questionnaire.options_of(question))
            remedy = f"Allowed: {options or 'what the question takes'}, or {NO_ANSWER}."
            row = int(one["decision"].rpartition("!")[2])
            yield Problem(name, f"{one['value']!r} is no answer to {question.name}.", remedy, row=row, column="value")


def apply_corrections(
    block: AnswerBlock, raw: Block, noted: pd.DataFrame, corrections: DataFrame[Corrections], reader: Reader
) -> tuple[pd.DataFrame, list[str]]:
    """Put what was decided in the place of what was read; changes the values of the block.

    Parameters
    ----------
    block : AnswerBlock
    raw : Block
        Its cells as they were read.
    noted : DataFrame
        Notes up to here, of all blocks.
    corrections : Corrections
        Of the cluster and wave.
    reader : Reader

    Returns
    -------
    DataFrame
        The notes: those of corrected cells give way to what was decided.
    list of str
        Ids of the decisions that found their cell.
    """
    used: list[str] = []
    for name, own in corrections.groupby("question", sort=False):
        question = reader.questionnaire.by_name.get(str(name))
        if question is None or str(name) not in block.values:
            continue
        cells = _cells(block, raw, noted, str(name))
        found = cells.merge(own, on=["respondent", "number", "raw"])
        for place, text, why in zip(found["place"], found["value"], _why(found), strict=True):
            told = meaning_of(question, text, reader)
            block.values[str(name)].loc[place] = told.value
            block.states[str(name)][block.head.index.get_loc(place)] = EMPTY if told.missing else ANSWERED
            block.decided.setdefault(str(name), []).append(place)
            if str(name) in block.units:
                block.units[str(name)].loc[place] = None
            noted = _decided(noted, block, str(name), place, why)
        used += found["decision"].tolist()
    return noted, used


def _cells(block: AnswerBlock, raw: Block, noted: pd.DataFrame, name: str) -> pd.DataFrame:
    """Cells of a question with the text that the ledger shows of them."""
    own = noted[(noted["repeat"] == block.repeat) & (noted["question"] == name)].drop_duplicates("place")
    shown = own.set_index("place")["raw"].reindex(block.head.index)
    texts = shown.where(shown.notna(), raw.frame[name]).fillna("")
    plain = texts.map(hide_personal_codes)
    return pd.DataFrame(
        {
            "place": block.head.index,
            "respondent": block.head["respondent"].astype("str"),
            "number": block.head["number"].astype("int64"),
            "raw": plain.astype("str"),
        }
    )


def _why(found: pd.DataFrame) -> list[str]:
    return [
        f"{who}, {when}{': ' if why else ''}{why}"
        for who, when, why in zip(found["who"], found["when"], found["why"], strict=True)
    ]


def _decided(noted: pd.DataFrame, block: AnswerBlock, name: str, place: int, why: str) -> pd.DataFrame:
    mine = (noted["repeat"] == block.repeat) & (noted["question"] == name) & (noted["place"] == place)
    raw = noted.loc[mine, "raw"].iloc[0] if mine.any() else ""
    value = written(block.values[name].loc[[place]]).iloc[0]
    row = {
        "repeat": block.repeat, "place": place, "question": name, "raw": raw, "value": value, "rule": "decided",
        "severity": "info", "evidence": why, "proposals": "",
    }  # fmt: skip
    return pd.concat([noted[~mine], pd.DataFrame([row])[list(COLUMNS)]], ignore_index=True)
