"""Tables in which the cells of a column stand side by side: the same cells as one below another, as released there."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ..tables import join_as_spans, join_ids, single_rows, split_ids
from .outputs import Released, Tabulation

#: What the name of a column is followed by where it holds the ids of the rows that made its cells.
MADE_FROM = ".made_from"


@dataclass(frozen=True)
class SideBySide(Tabulation):
    """A tabulation of which the cells of one column are set side by side, by the codes of another.

    What is suppressed is settled before, on the rows one below another: so it is the same cells in both forms.

    Attributes
    ----------
    by : tuple of str
        Columns that name a row of the wide form, the same in all rows that it is made of.
    across : str
        Column of codes.
    codes : tuple of str
        Those that become columns, in order, each with one more behind :data:`MADE_FROM`.
    value : str
        Column of the cells.
    """

    by: tuple[str, ...] = ()
    across: str = ""
    codes: tuple[str, ...] = ()
    value: str = ""

    def release(self, minimum: int | None) -> Released:
        """Give it as released, side by side."""
        return self._side_by_side(super().release(minimum))

    def _side_by_side(self, released: Released) -> Released:
        frame, hidden = released.frame, released.hidden
        groups = list(frame.groupby(list(self.by), sort=False, dropna=False).indices.values())
        wide = frame.iloc[[int(rows[0]) for rows in groups]][list(self.by)].reset_index(drop=True)
        wide["made_from"] = [
            join_as_spans(single_rows(split_ids(join_ids(frame["made_from"].iloc[rows])))) for rows in groups
        ]
        told = pd.DataFrame(False, index=wide.index, columns=wide.columns)
        for code in self.codes:
            places = [[row for row in rows if frame[self.across].iloc[row] == code] for rows in groups]
            cells = [frame[self.value].iloc[rows[0]] if rows else pd.NA for rows in places]
            wide[code] = pd.Series(cells, dtype=frame[self.value].dtype)
            wide[f"{code}{MADE_FROM}"] = [frame["made_from"].iloc[rows[0]] if rows else "" for rows in places]
            told[code] = [bool(rows) and bool(hidden[self.value].iloc[rows[0]]) for rows in places]
            told[f"{code}{MADE_FROM}"] = False
        return Released(wide, told, released)
