"""What an export does not hold that another of the questionnaire would: told, for it may have been taken out."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from ..problems import quoted
from .questionnaire import OTHER, Question, Questionnaire


def lacking(asked: Questionnaire, columns: pd.DataFrame) -> Iterator[str]:
    """Say which questions, options and parts of blocks an export has no column of.

    Parameters
    ----------
    asked : Questionnaire
    columns : DataFrame
        Columns of one export.
    """
    found = columns[columns["status"] == "question"]
    there = set(found["question"])
    lost = [one.name for one in asked.questions if one.name not in there and not one.name.endswith(f"_{OTHER}")]
    if lost:
        yield f"it has no column of {quoted(lost)}; nothing is known of that"
    for named, own in found.groupby("question", sort=False):
        name = str(named)
        question = asked.by_name[name]
        if question.repeat:
            blocks = set(found.loc[found["question"].map(_repeats(asked)) == question.repeat, "number"])
            for number in sorted(blocks - set(own["number"])):
                yield f"block {number} of {question.repeat} has no column of {name}, which other blocks have"
        for number in own["number"].unique().tolist():
            block = own[own["number"] == number]
            if options := _options_lost(asked, question, set(block["option"])):
                where = f" in block {number} of {question.repeat}" if number else ""
                yield f"it has no column of the options {quoted(options)} of {name}{where}, and columns of the others"


def _repeats(asked: Questionnaire) -> dict[str, str]:
    return {one.name: one.repeat for one in asked.questions}


def _options_lost(asked: Questionnaire, question: Question, held: set[str]) -> list[str]:
    """Options without a column, of a question that has a column for each and none that holds the whole answer."""
    offered = asked.options_of(question)
    if question.kind != "select_multiple" or "" in held or any(option.filters for option in offered):
        return []
    return [option.name for option in offered if option.name not in held | {OTHER}]
