"""What the public release may not show.

A count of respondents that is small tells who they are. In the public release it is suppressed,
and with it what would give it back: its complement in a known total along the row, and enough
of its column where the rows add up to a total that is known. A 0 stays (nobody is shown by it).
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd


def suppress(
    frame: pd.DataFrame,
    counts: Sequence[str],
    minimum: int,
    complements: Sequence[tuple[str, str]] = (),
    additive: bool = False,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Suppress small counts, and what would give them back.

    Parameters
    ----------
    frame : DataFrame
    counts : sequence of str
        Columns that count respondents.
    minimum : int
        Counts above 0 and below this are suppressed.
    complements : sequence of (str, str)
        Pairs of columns that add up, row by row, to a known total.
    additive : bool
        Whether the rows of each column add up to a known total.

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
    return frame.astype(dict.fromkeys(cells.columns[cells.any()], "Int64")).mask(cells), cells


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
