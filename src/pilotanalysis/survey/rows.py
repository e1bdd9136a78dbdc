"""Rows of answers with their lineage, on their way into tables."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ..tables import row_ids
from .cleaning import AnswerBlock
from .cleaning.cells import ANSWERED
from .exports import Incoming

NO_SUCH_RESPONDENT = "no such respondent"


@dataclass
class Rows:
    """Rows of one block, with what became of the responses that they belong to.

    Parameters
    ----------
    incoming : Incoming
    block : AnswerBlock
    fates : DataFrame
        As :func:`trace.fates_of` says.
    """

    incoming: Incoming
    block: AnswerBlock
    fates: pd.DataFrame
    #: Questions whose answers a table took.
    taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        frame = self.block.head
        fates = self.fates.drop_duplicates("respondent").set_index("respondent")
        self.reason = frame["respondent"].map(fates["reason"]).fillna(NO_SUCH_RESPONDENT).astype("str")
        file = self.incoming.export.file
        parts = [
            pd.Series(row_ids(file, str(sheet), rows), index=rows.index, dtype="str")
            for sheet, rows in frame["row"].groupby(frame["sheet"])
        ]
        ids = pd.concat(parts) if parts else pd.Series(dtype="str")
        self.head = pd.DataFrame(
            {
                "row_id": ids.reindex(frame.index),
                "wave": self.incoming.wave,
                "file": self.incoming.export.file,
                "sheet": frame["sheet"].astype("str"),
                "row": frame["row"].astype("int64"),
                "cluster": self.incoming.cluster,
                "respondent": frame["respondent"].astype("str"),
                "organisation": frame["respondent"].map(fates["organisation"]).fillna("").astype("str"),
            }
        )

    @property
    def kept(self) -> pd.Series:
        return self.reason == ""

    def text(self, name: str) -> pd.Series:
        """Answers as text, or as codes of options; a question that the export lacks was not answered."""
        return self._values(name, "str")

    def number(self, name: str) -> pd.Series:
        """Answers as numbers."""
        return self._values(name, "float64")

    def answered(self, name: str) -> pd.Series:
        """Whether anything was answered, understood or not."""
        states = self.block.states.get(name)
        return pd.Series(False if states is None else states == ANSWERED, index=self.block.head.index)

    def _values(self, name: str, dtype: str) -> pd.Series:
        self.taken.add(name)
        if name in self.block.values:
            return self.block.values[name]
        return pd.Series(None if dtype == "str" else np.nan, index=self.block.head.index, dtype=dtype)
