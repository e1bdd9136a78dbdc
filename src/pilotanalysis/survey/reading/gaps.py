"""Blocks of a repeat that are not where they should be: nobody fills in a second one and leaves the first empty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pandas as pd

from ...problems import Problem, quoted
from ..questionnaire import Questionnaire
from .columns import ColumnMatch
from .decode import ticked
from .tools import Part

#: As many respondents leave a needed question of a block empty, and answer it in a later one, by chance.
_BY_CHANCE = 2
#: A row in which so large a part of so many heads stands again is no answer.
_HEADS, _HEADS_AGAIN = 3, 0.5
_REMEDY = "Export it again with all columns of the block, or look whether its answers stand in another column."


def empty_blocks(part: Part, match: ColumnMatch, questionnaire: Questionnaire, name: str) -> Iterator[Problem]:
    """Find blocks in columns of which everybody left empty what was answered in a later one.

    Parameters
    ----------
    part : Part
    match : ColumnMatch
    questionnaire : Questionnaire
    name : str
        What the analyst calls the file.
    """
    answered = _answered(part, match)
    for repeat in questionnaire.repeats:
        needed = [one.name for one in questionnaire.of(repeat) if one.needed]
        numbers = range(1, max((number for question, number in answered if question in needed), default=0))
        for number in numbers:
            lost = {one: _later(answered, one, number) for one in needed if not answered.get((one, number), 0)}
            if len(lost) == len(needed) and any(lost.values()):
                said = f"Block {number} of {repeat} is empty in every response, but a later one is not."
                yield Problem(name, said, _REMEDY, part.sheet or None, part.head_row)
                continue
            for one, later in lost.items():
                if later > _BY_CHANCE:
                    said = (
                        f"Nobody answered {one} in block {number} of {repeat}, but {later} answers are in later ones."
                    )
                    yield Problem(name, said, _REMEDY, part.sheet or None, part.head_row)


def lost_columns(part: Part, match: ColumnMatch, questionnaire: Questionnaire, name: str) -> Iterator[Problem]:
    """Find blocks in columns that lack the column of a needed question which other blocks have.

    Parameters
    ----------
    part : Part
    match : ColumnMatch
    questionnaire : Questionnaire
    name : str
        What the analyst calls the file.
    """
    answered = _answered(part, match)
    for repeat in questionnaire.repeats:
        needed = [one.name for one in questionnaire.of(repeat) if one.needed]
        there = [question for question in needed if any(question == other for other, _number in answered)]
        for number in sorted({number for question, number in answered if question in needed and number}):
            lost = [question for question in there if (question, number) not in answered]
            if lost and any(answered.get((question, number), 0) for question in there):
                said = f"Block {number} of {repeat} has no column of {quoted(lost)}, which other blocks have."
                yield Problem(name, said, _REMEDY, part.sheet or None, part.head_row)


def repeated_heads(part: Part, name: str) -> Iterator[Problem]:
    """Find rows in which the heads of the columns stand again, as where two exports were put below one another.

    Parameters
    ----------
    part : Part
    name : str
        What the analyst calls the file.
    """
    heads = pd.Series(part.heads)
    if len(heads) < _HEADS:
        return
    alike = part.cells[heads.index].eq(heads, axis="columns").mean(axis=1)
    for row in part.cells.index[alike > _HEADS_AGAIN]:
        said = "The heads of the columns stand there again: it is no response."
        yield Problem(name, said, "Take the row out.", part.sheet or None, int(row))


def _answered(part: Part, match: ColumnMatch) -> dict[tuple[str, int], int]:
    """How many rows answer each question in each block that stands in columns."""
    rows: dict[tuple[str, int], pd.Series] = defaultdict(lambda: pd.Series(False, index=part.cells.index))
    for column, one in match.fields.items():
        if one.number:
            texts = part.cells[column]
            yes, _answered, unclear = ticked(texts)
            said = yes | unclear if one.option else texts.fillna("").str.strip() != ""
            rows[one.question.name, one.number] = rows[one.question.name, one.number] | said
    return {key: int(said.sum()) for key, said in rows.items()}


def _later(answered: dict[tuple[str, int], int], question: str, number: int) -> int:
    return sum(count for (name, other), count in answered.items() if name == question and other > number)
