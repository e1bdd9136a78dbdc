"""Rows of a text file that have other than as many cells as there are heads: shifted, run together, or cut short."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from ...files.cells import Grid
from ...files.refusals import letters_of
from ...problems import Problem, counted
from ..ledger import LedgerWriter
from .columns import ColumnMatch
from .tools import Part

CUT_SHORT = "row_cut_short"
_MOST_TOLD = 20
_REMEDY = (
    "What separates the cells stands in an answer without quotation marks, or two rows run into each other: "
    "mend the row, or export it again."
)
#: Where more than half of the rows are too long, and as many, it is told once.
_FEWEST = 3
_REMEDY_OF_BREAK = (
    "Put both lines into one, or export it again: an answer of several lines has to stand in quotation marks."
)
_REMEDY_OF_ALL = (
    "What separates the cells stands in answers without quotation marks, as where it was replaced by another in the "
    "text, or a head is lacking: export it again, or save it from the original as XLSX."
)


def too_long(part: Part, grid: Grid, name: str) -> Iterator[Problem]:
    """Find rows with more cells than the row of the heads, where the surplus holds anything.

    Parameters
    ----------
    part : Part
    grid : Grid
        The sheet that it stands in.
    name : str
        What the analyst calls the file.
    """
    width = grid.lengths.get(part.head_row, 0)
    rows = [row for row in part.cells.index.tolist() if width and grid.lengths[row] > width]
    beyond = part.cells.loc[rows].iloc[:, width:]
    shifted = beyond.index[(beyond.fillna("").apply(lambda texts: texts.str.strip()) != "").any(axis=1)].tolist()
    if len(shifted) >= _FEWEST and len(shifted) > len(part.cells) / 2:
        longest = max(grid.lengths[row] for row in shifted)
        many = f"{len(shifted)} of {len(part.cells)} rows have up to {longest} cells"
        said = f"{many}, and there are {width} columns: answers stand in the wrong ones."
        yield Problem(name, said, _REMEDY_OF_ALL, part.sheet or None, shifted[0])
        return
    for row in shifted[:_MOST_TOLD]:
        said = f"It has {grid.lengths[row]} cells, and there are {width} columns: answers stand in the wrong ones."
        yield Problem(name, said, _REMEDY, part.sheet or None, row)
    if len(shifted) > _MOST_TOLD:
        said = f"More cells than columns are in {counted(len(shifted) - _MOST_TOLD, 'more row')}."
        yield Problem(name, said, _REMEDY, part.sheet or None)


def broken(part: Part, match: ColumnMatch, grid: Grid, name: str) -> Iterator[Problem]:
    """Find responses that a line break in an answer, without quotation marks, made two rows of.

    Parameters
    ----------
    part : Part
    match : ColumnMatch
    grid : Grid
        The sheet that it stands in.
    name : str
        What the analyst calls the file.
    """
    width = grid.lengths.get(part.head_row)
    if width is None:
        return
    whole = part.cells[[grid.lengths[row] == width for row in part.cells.index]]
    if whole.empty:
        return
    told, end = 0, 0
    for row in part.cells.index.tolist():
        last = _last_line(row, grid.lengths, width) if row > end else row
        if last == row or last not in part.cells.index:
            continue
        if not _goes_on(list(part.cells.loc[last]), whole, grid.lengths[last]):
            continue
        at, end, told = grid.lengths[row] - 1, last, told + 1
        if told <= _MOST_TOLD:
            asked = match.fields.get(at)
            where = f"the answer to {asked.question.name}" if asked else "a cell"
            said = f"Rows {row} to {last} are one response: a line break stands in {where} without quotation marks."
            head = repr(part.heads.get(at, letters_of(at)))
            yield Problem(name, said, _REMEDY_OF_BREAK, part.sheet or None, row, head)
    if told > _MOST_TOLD:
        said = f"Line breaks part {counted(told - _MOST_TOLD, 'more response')}."
        yield Problem(name, said, _REMEDY_OF_BREAK, part.sheet or None)


def _last_line(row: int, lengths: Mapping[int, int], width: int) -> int:
    """The line with which a row is as long as the heads, if that is another; behind a whole one, of single cells."""
    total, last = lengths[row], row
    while total < width and last + 1 in lengths:
        last += 1
        total += max(lengths[last], 1) - 1
    while total == width and lengths.get(last + 1) == 1:
        last += 1
    return last if total == width else row


def _goes_on(cells: Sequence[object], whole: pd.DataFrame, length: int) -> bool:
    """Whether the cells of a line are like those at the end of whole rows rather than those at their beginning."""
    said = [(place, text) for place, text in enumerate(cells[:length]) if isinstance(text, str) and text.strip()]
    here = sum(_is_like(text, whole.iloc[:, place]) for place, text in said)
    there = sum(_is_like(text, whole.iloc[:, place - length]) for place, text in said)
    # What is left of the last cell stands alone, where others have a number or a time.
    alone = length == 1 and here == 0 and not any(re.search(r"\d", text) for _place, text in said)
    return there > here or (alone and bool(whole.iloc[:, 0].dropna().str.contains(r"\d").all()))


def _is_like(text: str, others: pd.Series) -> bool:
    """Whether a cell is like those of a column: the same as one of them, or without letters as all are."""
    others = others.dropna()
    return bool((others == text).any()) or (_is_number(text) and len(others) > 0 and bool(others.map(_is_number).all()))


def _is_number(text: str) -> bool:
    return not re.search(r"[^\W\d_]", text)


def merged(part: Part, match: ColumnMatch, grid: Grid, name: str) -> Iterator[Problem]:
    """Find answers of several rows in a cell that is merged: all but the first of the rows have none.

    Parameters
    ----------
    part : Part
    match : ColumnMatch
    grid : Grid
        The sheet that it stands in.
    name : str
        What the analyst calls the file.
    """
    rows = set(part.cells.index.tolist())
    for top, left, bottom, right in sorted(grid.merged):
        first = next((column for column in range(left, right + 1) if column in match.fields), None)
        within = [row for row in range(top, bottom + 1) if row in rows]
        if first is None or len(within) < 2 or not any(part.cells.loc[within, first].fillna("") != ""):
            continue
        said = f"Its cell is merged with those down to row {bottom}: the others have no answer of their own."
        remedy = "Undo the merging, and write into each row what it answered."
        yield Problem(name, said, remedy, part.sheet or None, within[0], repr(part.heads[first]))


def note_cut_short(part: Part, match: ColumnMatch, grid: Grid, block: pd.DataFrame, ledger: LedgerWriter) -> None:
    """Enter rows that stop before the last head: at the first answer that they lack.

    Parameters
    ----------
    part : Part
    match : ColumnMatch
    grid : Grid
        The sheet that it stands in.
    block : DataFrame
        Answers of the part.
    ledger : LedgerWriter
    """
    width = max((*part.heads, *part.own), default=-1) + 1
    places = block.index[block["sheet"] == part.sheet]
    asked = [(column, one.question) for column, one in sorted(match.fields.items()) if one.question.name in block]
    for place, row in zip(places, block.loc[places, "row"].tolist(), strict=True):
        there = grid.lengths.get(row, width)
        if there < width and asked:
            # Where answers of a repeat alone are lacking, it is told at the last that is not.
            question = next((question for column, question in asked if column >= there), asked[-1][1])
            raw, told = pd.Series([""], index=[place]), f"it stops after {there} of {width} cells"
            ledger.enter(question.repeat, question.name, raw, rule=CUT_SHORT, severity="flag", evidence=told)
