"""A sheet on its way into a table: cells taken at their face, or refused where they stand."""

from __future__ import annotations

from collections.abc import Callable, Collection

import pandas as pd

from ..problems import Problem, nearest, quoted
from ..tables import SEPARATOR, row_ids
from .workbook import ROW

#: What one writes to say that no stage applies; a blank means that nothing was said.
NONE = "none"


class Sheet:
    """Text cells of one sheet, with what is wrong in them.

    Parameters
    ----------
    path : str
        What the analyst calls the file, for messages.
    file : str
        The file below ``data/raw``, for lineage.
    name : str
        Name of the sheet.
    frame : DataFrame
        Text cells and ``#row``, as :func:`workbook.read_sheets` gives them.
    """

    def __init__(self, path: str, file: str, name: str, frame: pd.DataFrame) -> None:
        self.path = path
        self.file = file
        self.name = name
        self.frame = frame
        self.problems: list[Problem] = []

    def lineage(self, wave: str) -> pd.DataFrame:
        """Head columns of the table: where each row stands."""
        rows = self.frame[ROW]
        return pd.DataFrame(
            {
                "row_id": row_ids(self.file, self.name, rows),
                "wave": wave,
                "file": self.file,
                "sheet": self.name,
                "row": rows,
            }
        )

    def text(self, column: str) -> pd.Series:
        """Text as it stands; a blank is refused."""
        values = self.frame[column]
        self._refuse(column, values.isna(), "The cell is empty.", "Fill it in.")
        return values.fillna("")

    def choice(self, column: str, allowed: Collection[str], optional: bool = False) -> pd.Series:
        """One of the allowed codes; a blank only where `optional`."""
        values = self.frame[column]
        if not optional:
            self._refuse(column, values.isna(), "The cell is empty.", f"Allowed: {quoted(allowed)}.")
        self._refuse_each(column, values, lambda value: value in allowed, allowed)
        return values

    def yes_no(self, column: str) -> pd.Series:
        """Yes or no, as a truth value; a blank is no mark, so no."""
        return self.choice(column, ("yes", "no"), optional=True).eq("yes")

    def codes(self, column: str, allowed: Collection[str]) -> pd.Series:
        """Codes joined by ``;``, each once, in their order; ``none`` becomes an empty text, a blank stays missing."""
        values = self.frame[column]
        split = {
            value: [] if value == NONE else list(dict.fromkeys(part.strip() for part in value.split(SEPARATOR)))
            for value in values.dropna().unique()
        }
        for value, parts in split.items():
            for part in parts:
                if part not in allowed:
                    said = f"{part} is not a stage of the catalogue."
                    remedy = f"Known: {quoted(allowed)}.{nearest(part, allowed)}"
                    self._refuse(column, values.eq(value), said, remedy)
        return values.map({value: SEPARATOR.join(parts) for value, parts in split.items()})

    def number(self, column: str, low: float, high: float, unit: str) -> pd.Series:
        """A number between two limits; a blank is missing, not 0."""
        values = self.frame[column]
        numbers = pd.to_numeric(values, errors="coerce")
        wrong = (numbers.isna() & values.notna()) | ~numbers.fillna(low).between(low, high)
        limits = f"from {low:g} to {high:g}" if high < float("inf") else f"of at least {low:g}"
        self._refuse_each(column, values[wrong], lambda value: False, f"a number {limits} ({unit})")
        return numbers.astype("float64")

    def _refuse_each(
        self, column: str, values: pd.Series, holds: Callable[[str], bool], allowed: Collection[str] | str
    ) -> None:
        for value in values.dropna().unique():
            if not holds(value):
                words = allowed if isinstance(allowed, str) else quoted(allowed)
                close = "" if isinstance(allowed, str) else nearest(value, allowed)
                self._refuse(column, values.eq(value), f"{value!r} is not allowed.", f"Allowed: {words}.{close}")

    def _refuse(self, column: str, wrong: pd.Series, found: str, remedy: str) -> None:
        rows = self.frame.loc[wrong[wrong].index, ROW]
        self.problems += [Problem(self.path, found, remedy, self.name, int(row), column) for row in rows]
