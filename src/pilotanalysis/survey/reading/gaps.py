"""Blocks of a repeat that are not where they should be: nobody fills in a second one and leaves the first empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from ...problems import Problem, quoted
from ..questionnaire import Questionnaire
from ..texts import of_distinct
from .columns import ColumnMatch
from .decode import is_told
from .tools import Part

#: As many respondents leave a needed question of a block empty, and answer it in a later one, by chance.
_BY_CHANCE = 2
#: Where it is less likely that all who filled in the rest of a block left a question empty, they did not.
_UNLIKELY = 0.01
#: A row in which so large a part of so many heads stands again is no answer.
_HEADS, _HEADS_AGAIN = 3, 0.5
#: Columns, spread over all, by which rows that repeat the heads are looked for.
_LOOKED_AT = 40
_REMEDY = "Export it again with all columns of the block, or look whether its answers stand in another column."

#: How many rows answer a question in a block, by its name and the block's number.
Answered = Mapping[tuple[str, int], int]


def gaps(part: Part, match: ColumnMatch, questionnaire: Questionnaire, name: str) -> Iterator[Problem]:
    """Find rows that repeat the heads, and blocks in columns that lost a needed question, or all of their answers.

    Parameters
    ----------
    part : Part
    match : ColumnMatch
    questionnaire : Questionnaire
    name : str
        What the analyst calls the file.
    """
    for row, in_order in _repeated_heads(part).items():
        said = "The heads of the columns stand there again: it is no response."
        remedy = "Take the row out."
        if not in_order:
            said = "The heads of the columns stand there again, in another order: answers below stand under wrong ones."
            remedy = "Bring the rows below into the order of the first row, or put them into a file of their own."
        yield Problem(name, said, remedy, part.sheet or None, row)
    answered = _answered(part, match)
    for repeat in questionnaire.repeats:
        needed = [one.name for one in questionnaire.of(repeat) if one.needed]
        own = {key: rows for key, rows in answered.items() if key[0] in needed}
        for said in (*_empty_blocks(repeat, needed, own), *_lost_columns(repeat, needed, own)):
            yield Problem(name, said, _REMEDY, part.sheet or None, part.head_row)


def _empty_blocks(repeat: str, needed: Sequence[str], answered: Answered) -> Iterator[str]:
    """Say which blocks everybody left empty and answered in a later one, and of which questions that holds."""
    last = max((number for _question, number in answered), default=0)
    for number in range(1, last + 1):
        lost = {one: _later(answered, one, number) for one in needed if not answered.get((one, number), 0)}
        if len(lost) == len(needed) and any(lost.values()):
            yield f"Block {number} of {repeat} is empty in every response, but a later one is not."
            continue
        for one, later in lost.items():
            beside = max(answered.get((other, number), 0) for other in needed)
            if later > _BY_CHANCE:
                yield f"Nobody answered {one} in block {number} of {repeat}, but {later} answers are in later ones."
            elif (one, number) in answered and _chance(answered, one, number) ** beside < _UNLIKELY:
                yield f"Nobody answered {one} in block {number} of {repeat}, and {beside} answered the rest of it."


def _chance(answered: Answered, question: str, number: int) -> float:
    """How likely a question stays empty in a block that somebody filled in, by the other blocks; 1 where none tells."""
    elsewhere = {other for _question, other in answered if other != number}
    filled = sum(max(rows for (_one, other), rows in answered.items() if other == block) for block in elsewhere)
    return 1 - sum(answered.get((question, block), 0) for block in elsewhere) / (filled + 1)


def _lost_columns(repeat: str, needed: Sequence[str], answered: Answered) -> Iterator[str]:
    """Say which blocks lack the column of a question that other blocks have."""
    there = [question for question in needed if any(question == other for other, _number in answered)]
    for number in sorted({number for _question, number in answered}):
        lost = [question for question in there if (question, number) not in answered]
        if lost and any(answered.get((question, number), 0) for question in there):
            yield f"Block {number} of {repeat} has no column of {quoted(lost)}, which other blocks have."


def _repeated_heads(part: Part) -> dict[int, bool]:
    """Rows in which the heads of the columns stand again, as where two exports were put below one another.

    By row, whether each head stands in its own column.
    """
    if len(part.heads) < _HEADS:
        return {}
    columns, heads = list(part.heads), np.array(list(part.heads.values()), dtype=object)
    known = set(heads)
    # Whoever repeats half of the heads repeats some of any few dozen: the other rows need no closer look.
    maybe = np.zeros(len(part.cells), dtype=np.bool_)
    for column in columns[:: max(len(columns) // _LOOKED_AT, 1)]:
        maybe |= of_distinct(part.cells[column], known.__contains__, "bool", False).to_numpy()
    found = {}
    for row, texts in zip(part.cells.index[maybe], part.cells.loc[maybe, columns].to_numpy(dtype=object), strict=True):
        if sum(text in known for text in texts) > _HEADS_AGAIN * len(heads):
            found[int(row)] = bool((texts == heads).mean() > _HEADS_AGAIN)
    return found


def _answered(part: Part, match: ColumnMatch) -> Answered:
    """How many rows answer each question in each block that stands in columns."""
    told: dict[tuple[str, int], npt.NDArray[np.bool_]] = {}
    for column, one in match.fields.items():
        if one.number:
            says = is_told if one.option else _is_written
            rows = of_distinct(part.cells[column], says, "bool", False).to_numpy()
            key = one.question.name, one.number
            told[key] = told[key] | rows if key in told else rows
    return {key: int(rows.sum()) for key, rows in told.items()}


def _is_written(text: str) -> bool:
    return text.strip() != ""


def _later(answered: Answered, question: str, number: int) -> int:
    return sum(count for (name, other), count in answered.items() if name == question and other > number)
