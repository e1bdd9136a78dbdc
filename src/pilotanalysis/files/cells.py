"""Grids of text: what every kind of file becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ..personal import admitted, admitted_contact
from .refusals import Flaw

#: Column in which it is said how somebody can be reached.
CONTACT = "contact"
#: Tells of rows, by the columns that their heads name, whether those they are about agreed to be reached.
Agreed = Callable[[pd.DataFrame], pd.Series]


@dataclass(frozen=True)
class Grid:
    """One sheet: of its name and cells what may come in (:func:`personal.admitted`).

    Attributes
    ----------
    sheet : str
        Its name; empty where the file has no sheets.
    cells : DataFrame of str
        Columns counted from 0, rows by their number in the file, from 1. Missing: nothing is there.
    tells_blanks : bool
        Whether an empty text is another thing than nothing.
    encoding, separator : str
        Of a text file.
    flaws : tuple of Flaw
        Cells that hold a formula or an error.
    agreed : callable, optional
        Where contacts are asked for, tells of the rows below the heads whose may come in. Of all others nothing is left
        in the column :data:`CONTACT`; without it, no address and no telephone number comes in at all.
    from_1904 : bool
        Whether days are counted from 1904 in it.
    lengths : mapping of int to int
        How many cells each row of a text file has, where they are not equally many: shorter ones are filled up.
    merged : tuple of (int, int, int, int)
        Cells of a workbook that are one: first row and column, last row and column, numbered as those of `cells`. What
        they hold stands in the first of them.
    """

    sheet: str
    cells: pd.DataFrame
    tells_blanks: bool = False
    encoding: str = ""
    separator: str = ""
    flaws: tuple[Flaw, ...] = ()
    agreed: Agreed | None = None
    from_1904: bool = False
    lengths: Mapping[int, int] = field(default_factory=dict)
    merged: tuple[tuple[int, int, int, int], ...] = ()

    def __post_init__(self) -> None:
        """Let in what is text and tells of no person, whatever kind of file it stands in."""
        object.__setattr__(self, "sheet", admitted(self.sheet))
        seen = _admitted(self.cells)
        object.__setattr__(self, "cells", _with_contacts(seen, self.cells, self.agreed) if self.agreed else seen)


def _admitted(cells: pd.DataFrame) -> pd.DataFrame:
    """Look at each distinct text once."""
    # What is iterated is an array of Python's own texts: others make each anew.
    distinct = {column: np.asarray(cells[column].unique(), dtype=object) for column in cells}
    texts = {text for own in distinct.values() for text in own if isinstance(text, str)}
    told = {text: fit for text in texts if (fit := admitted(text)) != text}
    kept = cells.copy() if told else cells
    for column, own in distinct.items():
        if found := told.keys() & set(own):
            kept[column] = cells[column].replace({text: told[text] for text in found})
    return kept


def _with_contacts(seen: pd.DataFrame, raw: pd.DataFrame, agreed: Agreed) -> pd.DataFrame:
    """Put the contacts of those who agreed into cells, and take out all others."""
    heads = seen.iloc[0].str.strip() if len(seen) else pd.Series(dtype="str")
    places = list(heads.index[heads == CONTACT])
    # Of two columns of that name none is taken: the reader refuses them.
    if len(places) != 1:
        return seen
    rows = seen.iloc[1:].set_axis(list(heads), axis=1)
    who = agreed(rows)
    contacts = raw.loc[who.index[who], places[0]].map(admitted_contact, na_action="ignore")
    cells = seen.copy()
    cells.loc[rows.index, places[0]] = contacts.reindex(rows.index).astype("str")
    return cells


def frame_of(rows: Sequence[Sequence[object]], start: tuple[int, int] = (0, 0)) -> pd.DataFrame:
    """Cells as text, below and beside where the first of them stands, counted from 0."""
    columns = {
        place + start[1]: pd.array([text_of(cell) for cell in column], dtype="str")
        for place, column in enumerate(zip(*rows, strict=True))
    }
    return pd.DataFrame(columns, index=range(start[0] + 1, start[0] + 1 + len(rows)))


def text_of(cell: object) -> str | None:
    """Set a cell as text: whole numbers without ``.0``, dates as ISO, blank as nothing."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(float(cell))
    return str(cell)


def without_blank_rows(cells: pd.DataFrame) -> pd.DataFrame:
    """Leave out rows in which nothing but blanks stands."""
    something = pd.Series(False, index=cells.index)
    for column in cells:
        something |= cells[column].str.strip().fillna("") != ""
        if something.all():
            return cells
    return cells[something]
