"""Notes on cells that were not taken at their face, gathered column by column into one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from ...tables import SEPARATOR
from ..rules import Reading
from ..texts import hide_personal_codes

#: Columns of a note: where, and what.
COLUMNS = ("repeat", "place", "question", "raw", "value", "rule", "severity", "evidence", "proposals")


@dataclass
class Notes:
    """Notes on the cells of one export.

    Attributes
    ----------
    parts : list of dict of str to array
        Columns of each lot, one array or one value for all.
    """

    parts: list[dict[str, Any]] = field(default_factory=list)

    def add(self, repeat: str, question: str, place: np.ndarray, **columns: np.ndarray | str) -> None:
        """Add notes on cells of a question: raw, value, rule, severity, and evidence and proposals if there are any."""
        if len(place):
            self.parts.append(
                {"evidence": "", "proposals": "", **columns, "repeat": repeat, "question": question, "place": place}
            )

    def of(
        self,
        repeat: str,
        question: str,
        texts: pd.Series,
        codes: np.ndarray,
        readings: Sequence[Reading],
        evidence: str = "",
    ) -> None:
        """Note the cells of a column whose text was not taken at its face.

        Parameters
        ----------
        repeat, question : str
        texts : Series of str
        codes : array of int
            Place of each cell's text among the readings; -1 where there is none.
        readings : sequence of Reading
        evidence : str
            What the column told, where a rule went by it.
        """
        unusual = np.array([*(bool(one.rules) for one in readings), False])
        where = unusual[codes]
        if not where.any():
            return
        # Only distinct texts are looked at; their cells share what is made of them.
        own = [place for place, one in enumerate(readings) if one.rules]
        order = np.zeros(len(readings) + 1, dtype="int64")
        order[own] = np.arange(len(own))
        which = order[codes[where]]
        told = [readings[place] for place in own]
        first = pd.Series(codes[where]).drop_duplicates()
        raw = np.empty(len(own), dtype=object)
        cells = texts.to_numpy(dtype=object)[where]
        raw[order[first.to_numpy()]] = [hide_personal_codes(cells[place]) for place in first.index]
        columns = {
            "raw": raw,
            "value": [_written(one.value) for one in told],
            "rule": [SEPARATOR.join(one.rules) for one in told],
            "severity": [one.severity for one in told],
            "evidence": [evidence if "as_the_column" in one.rules else "" for one in told],
            "proposals": [SEPARATOR.join(one.proposals) for one in told],
        }
        taken = {name: np.array(values, dtype=object)[which] for name, values in columns.items()}
        self.add(repeat, question, texts.index.to_numpy()[where], **taken)

    def frame(self) -> pd.DataFrame:
        """All notes, in the order in which they were made."""
        sizes = [len(part["place"]) for part in self.parts]

        def column(name: str) -> np.ndarray:
            parts = [
                part[name] if isinstance(part[name], np.ndarray) else np.full(size, part[name], dtype=object)
                for part, size in zip(self.parts, sizes, strict=True)
            ]
            return np.concatenate(parts) if parts else np.array([], dtype=object)

        return pd.DataFrame({name: pd.Series(column(name), dtype=_DTYPES.get(name, "str")) for name in COLUMNS})


_DTYPES = {"place": "int64"}


def _written(value: str | float | None) -> str:
    return "" if value is None else value if isinstance(value, str) else f"{value:.15g}"


def written(values: pd.Series) -> pd.Series:
    """Values as text; empty where there is none."""
    if values.dtype == "float64":
        return values.map("{:.15g}".format, na_action="ignore").astype("str").fillna("")
    return values.fillna("").astype("str")
