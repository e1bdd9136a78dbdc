"""Rows below the heads of a sheet that are responses, or repetitions, and such above them, where none belongs."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from ...files.cells import Grid
from ...problems import Problem, counted
from .headers import Headers

#: Rows in which heads are looked for.
_FIRST_ROWS = 30
#: Heads by which it is told that a row says them again: no response answers so many questions with their own heads.
_FIRST_HEADS = 4
#: As many cells that are answers of others in their columns make a row a response: titles have none.
_FEWEST_ALIKE = 5


def answers_first(grids: Sequence[Grid], headers: Headers) -> Sequence[Grid]:
    """Set sheets behind the others that stand in front and name no question, as a summary or an instruction does.

    Parameters
    ----------
    grids : sequence of Grid
    headers : Headers
    """
    for place, grid in enumerate(grids):
        rows = (_said(grid.cells.iloc[row]) for row in range(min(_FIRST_ROWS, len(grid.cells))))
        if any(headers.find(text) for texts in rows for text in texts):
            return [*grids[place:], *grids[:place]]
    return grids


def rows_below(grid: Grid, place: int, headers: Headers) -> pd.DataFrame:
    """Give the rows below the heads, without tags of HXL and without rows that say the heads again, or translate them.

    Parameters
    ----------
    grid : Grid
    place : int
        Row of the heads, counted from 0.
    headers : Headers
    """
    cells = grid.cells.iloc[place + 1 :]
    if len(cells):
        below = _said(cells.iloc[0]).tolist()
        tags = sum(text.startswith("#") for text in below)
        named = sum(bool(headers.find(text)) for text in below)
        is_named = named >= max(_FIRST_HEADS, len(below) / 2)
        cells = cells.iloc[1:] if tags > len(below) / 2 or is_named else cells
    # Heads may stand over two rows.
    for row in range(max(place - 1, 0), place + 1):
        heads = _said(grid.cells.iloc[row]).head(_FIRST_HEADS)
        if len(heads) == _FIRST_HEADS:
            again = pd.concat([cells[column] == head for column, head in heads.items()], axis=1).all(axis=1)
            # Printed on each page, or pasted with the rows below.
            cells = cells[~again]
    return cells


def answers_above(grid: Grid, place: int) -> list[int]:
    """Give the rows above the heads that are responses: somebody sorted the heads with them.

    Parameters
    ----------
    grid : Grid
    place : int
        Row of the heads, counted from 0.
    """
    above, below = grid.cells.iloc[:place], grid.cells.iloc[place + 1 :]
    if above.empty:
        return []
    alike = pd.concat([above[column].isin(below[column].dropna().unique()) for column in above], axis=1)
    alike &= above.notna() & (above != "")
    return [int(row) for row in above.index[alike.sum(axis=1) >= _FEWEST_ALIKE]]


def heads_among_answers(grid: Grid, place: int, name: str, above: int) -> Problem:
    """Say that the heads stand below responses.

    Parameters
    ----------
    grid : Grid
    place : int
        Row of the heads, counted from 0.
    name : str
        What the analyst calls the file.
    above : int
        How many responses stand above them.
    """
    row = int(grid.cells.index[place])
    said = f"The heads stand in row {row}, below {counted(above, 'response')}: they were sorted with the rows."
    return Problem(name, said, "Move the row of the heads to the top, or export it again.", grid.sheet or None, row)


def _said(row: pd.Series) -> pd.Series:
    """Cells of a row that hold anything."""
    return row[[isinstance(cell, str) and bool(cell.strip()) for cell in row]]
