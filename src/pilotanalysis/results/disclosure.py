"""What the public release may not show.

A small count of members tells who they are. What a table or figure is made of says, in one
declaration, which of its columns count members, what adds up to what, and what else would give a
count away (:class:`Disclosure`). In the public release small counts are suppressed, with as many
others as it takes so that nobody can work them out again. A 0 is shown: it tells of nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import pandas as pd

from ..statistics import Equation, group_equations, protect
from ..tables import SEPARATOR, split_ids


@dataclass(frozen=True)
class Disclosure:
    """What the columns of a frame tell about members, and what follows from what.

    Attributes
    ----------
    counts : tuple of str
        Columns that count members or respondents; or name codes with how many name each, as ``price:5;skills:2``:
        there small numbers are taken off their codes, which then stand last, by name.
    adds_up : tuple of tuple of str
        Groupings: rows alike in these columns add up, in each count, to a total that is shown. ``()`` is all rows.
    totals : tuple of (str, tuple of str)
        Rows that are the total of others, in each count that is known of all of them: each and its parts are named as
        in the column ``key`` of the frame. They may stand in several tables.
    parts : mapping
        By column, others that add up to it in each row where all are known; the whole may be known to everyone, from
        the roster.
    shares : mapping
        By column of shares, the column of what they are shares of: a share tells its count where the whole is shown.
    hides : mapping
        By counting column, others that would give its count away: they are blanked where it is suppressed.
    internal : tuple of str
        Columns with the words of respondents, who could be told by them: blanked wherever anything stands.
    """

    counts: tuple[str, ...] = ()
    adds_up: tuple[tuple[str, ...], ...] = ()
    totals: tuple[tuple[str, tuple[str, ...]], ...] = ()
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shares: Mapping[str, str] = field(default_factory=dict)
    hides: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    internal: tuple[str, ...] = ()


def suppress(frame: pd.DataFrame, disclosure: Disclosure, minimum: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Suppress small counts, and what would give them back.

    Parameters
    ----------
    frame : DataFrame
        With an index from 0.
    disclosure : Disclosure
    minimum : int
        Counts above 0 and below this are suppressed.

    Returns
    -------
    DataFrame
        The frame with suppressed cells missing.
    DataFrame of bool
        Which cells are suppressed; the shape and labels of `frame`.

    Examples
    --------
    >>> frame = pd.DataFrame({"members": [9, 13, 9], "answered": [2, 8, 0], "not": [7, 5, 9]})
    >>> shown, cells = suppress(frame, Disclosure(("answered", "not"), parts={"members": ("answered", "not")}), 3)
    >>> cells["not"].tolist()
    [True, False, False]
    """
    cells = pd.DataFrame(False, index=frame.index, columns=frame.columns)
    named = [column for column in disclosure.counts if not pd.api.types.is_numeric_dtype(frame[column])]
    frame = frame.assign(**{column: frame[column].map(lambda cell: _without(cell, minimum)) for column in named})
    counts = [column for column in disclosure.counts if column not in named]
    if counts and len(frame):
        values = frame[counts].fillna(0).to_numpy(dtype=np.int64)
        small = (values > 0) & (values < minimum)
        equations = tuple(_equations(frame, counts, values, disclosure, minimum))
        hidden = _protected(tuple(values.ravel().tolist()), tuple(small.ravel().tolist()), equations, minimum)
        cells[counts] = np.array(hidden).reshape(small.shape)
    for column, whole in disclosure.shares.items():
        # A share may rest on weights and not be that of whole members; then it is close to a small count all the same.
        part = frame[column] * frame[whole]
        few = ((part > 0) & (part < minimum)) | ((part < frame[whole]) & (part > frame[whole] - minimum))
        cells[column] = few.fillna(False).astype(bool)
    for column, others in disclosure.hides.items():
        for other in others:
            cells[other] = cells[other] | cells[column]
    for column in disclosure.internal:
        cells[column] = frame[column].fillna("") != ""
    whole_numbers = [column for column in counts if cells[column].any()]
    return frame.astype(dict.fromkeys(whole_numbers, "Int64")).mask(cells), cells


@lru_cache(maxsize=64)
def _protected(
    counts: tuple[int, ...], hidden: tuple[bool, ...], equations: tuple[Equation, ...], minimum: int
) -> tuple[bool, ...]:
    """Protect counts; the same tabulation is released for each table, figure and sentence that shows a part of it."""
    mask = protect(np.array(counts, dtype=np.int64), np.array(hidden), equations, minimum)
    return tuple(mask.tolist())


def _equations(
    frame: pd.DataFrame, counts: list[str], values: np.ndarray, disclosure: Disclosure, minimum: int
) -> Iterator[Equation]:
    """What is known to add up, as equations of the cells numbered row by row."""
    wide = len(counts)
    for grouping in disclosure.adds_up:
        groups = frame.groupby(list(grouping), sort=False).indices.values() if grouping else [range(len(frame))]
        for place in range(wide):
            yield from group_equations(
                ([int(row) * wide + place for row in rows] for rows in groups), values.ravel(), minimum
            )
    rows_of = {key: row for row, key in enumerate(frame["key"])} if disclosure.totals else {}
    known = frame[counts].notna().to_numpy()
    for total, names in disclosure.totals:
        rows = [rows_of[key] for key in (total, *names)]
        for place in range(wide):
            # What does not quite add up, since two sources tell it, tells nothing exactly.
            if known[rows, place].all() and 2 * values[rows[0], place] == values[rows, place].sum():
                yield Equation(tuple(row * wide + place for row in rows), (1, *(-1,) * len(names)), 0)
    for whole, parts in disclosure.parts.items():
        for row in frame[[whole, *parts]].notna().all(axis=1).to_numpy().nonzero()[0].tolist():
            own = tuple(row * wide + counts.index(part) for part in parts)
            if whole in counts:
                yield Equation((row * wide + counts.index(whole), *own), (1, *(-1,) * len(own)), 0)
            else:
                yield Equation(own, (1,) * len(own), int(frame[whole].iloc[row]))


def _without(cell: object, minimum: int) -> object:
    """Take small numbers off their codes: ``price:5;skills:2`` is ``price:5;skills`` for a minimum of 3."""
    if not isinstance(cell, str):
        return cell
    parts = [part.partition(":") for part in split_ids(cell)]
    small = [code for code, _sign, number in parts if number and int(number) < minimum]
    # Their order, by number, would tell which of them is the larger.
    return SEPARATOR.join(["".join(part) for part in parts if part[0] not in small] + sorted(small))
