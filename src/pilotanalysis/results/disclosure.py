"""What the public release may not show.

A count of respondents that is small tells who they are. In the public release it is suppressed,
and with it what would give it back: its complement in a known total along the row, and enough
of its column where the rows add up to a total that is known. A 0 stays (nobody is shown by it).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd


def suppress(
    frame: pd.DataFrame,
    counts: Sequence[str],
    minimum: int,
    complements: Sequence[tuple[str, str]] = (),
    additive: bool = False,
    hides: Mapping[str, Sequence[str]] | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Suppress small counts, and what would give them back.

    Parameters
    ----------
    frame : DataFrame
    counts : sequence of str
        Columns that count respondents, or name codes with how many respondents name each (``price:5;skills:2``):
        there small numbers are taken off their codes.
    minimum : int
        Counts above 0 and below this are suppressed.
    complements : sequence of (str, str)
        Pairs of columns that add up, row by row, to a known total.
    additive : bool
        Whether the rows of each column add up to a known total.
    hides : mapping, optional
        By counting column, others that would give its count away: suppressed with it.

    Returns
    -------
    DataFrame
        The frame with suppressed cells missing.
    DataFrame of bool
        Which cells are suppressed; the shape and labels of `frame`.

    Examples
    --------
    >>> frame = pd.DataFrame({"answered": [2, 8, 0], "silent": [7, 5, 9]})
    >>> hidden, cells = suppress(frame, ["answered"], 3, complements=[("answered", "silent")])
    >>> cells["silent"].tolist()
    [True, False, False]
    """
    cells = pd.DataFrame(False, index=frame.index, columns=frame.columns)
    named = [column for column in counts if not pd.api.types.is_numeric_dtype(frame[column])]
    frame = frame.assign(**{column: frame[column].map(lambda cell: _without(cell, minimum)) for column in named})
    counts = [column for column in counts if column not in named]
    for column in counts:
        cells[column] = frame[column].between(1, minimum - 1).fillna(False).astype(bool)
    before = -1
    while cells.to_numpy().sum() > before:
        before = cells.to_numpy().sum()
        for part, other in complements:
            cells[part] = cells[other] = cells[part] | cells[other]
        if additive:
            for column in counts:
                cells[column] = _cover(frame[column], cells[column], minimum)
    whole = [column for column in cells.columns[cells.any()] if column in counts]
    for column, others in (hides or {}).items():
        for other in others:
            cells[other] = cells[other] | cells[column]
    return frame.astype(dict.fromkeys(whole, "Int64")).mask(cells), cells


def _without(cell: object, minimum: int) -> object:
    """Take small numbers off their codes: ``price:5;skills:2`` is ``price:5;skills`` for a minimum of 3."""
    if not isinstance(cell, str):
        return cell
    return re.sub(r":(\d+)", lambda found: found[0] if int(found[1]) >= minimum else "", cell)


def _cover(values: pd.Series, hidden: pd.Series, minimum: int) -> pd.Series:
    """Hide further cells, smallest first, until the sum of the hidden ones tells none of them.

    One hidden cell is the total less the rest; several are known where their sum leaves them one
    way to be small only: all 1, or all just below the minimum.
    """
    while hidden.any():
        number, total = int(hidden.sum()), int(values[hidden].sum())
        left = values[~hidden & (values > 0)]
        if left.empty or (number > 1 and total not in (number, number * (minimum - 1))):
            break
        hidden = hidden | (hidden.index == left.idxmin())
    return hidden
