"""The ledger as it is written: every cell of an export that was not taken as written, and what was made of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..characters import without_controls
from ..personal import hide
from ..tables import SEPARATOR
from .interpretation import Reading, as_text
from .texts import of_distinct

#: Columns of an entry: where (``place`` is the label of the row in its block), and what.
LAYOUT = ("repeat", "place", "question", "raw", "value", "rule", "severity", "evidence", "proposals")
_TYPES = {name: "int64" if name == "place" else "str" for name in LAYOUT}
#: Columns in which what tells of a person could stand, once a cell was mended or joined to another.
_SAID = ("raw", "value", "evidence", "proposals")


class LedgerWriter:
    """Takes the entries on the cells of one export. What tells of a person is hidden here, whoever enters a cell."""

    def __init__(self) -> None:
        self._entries = pd.DataFrame(columns=list(LAYOUT)).astype(_TYPES)
        #: By column, the cells of each group of entries: one frame is made of all of them.
        self._fresh: dict[str, list[np.ndarray]] = {name: [] for name in LAYOUT}

    def enter(self, repeat: str, question: str, raw: pd.Series, **columns: object) -> None:
        """Enter cells of a question.

        Parameters
        ----------
        repeat, question : str
        raw : Series of str
            Texts of the cells, by their place in the block.
        **columns : str or sequence of str
            The other columns of :data:`LAYOUT`, one value for all cells or one for each; empty where not given.
        """
        if len(raw):
            texts = raw.to_numpy(object, na_value="")
            cells = {"repeat": repeat, "place": raw.index, "question": question, "raw": texts}
            for name, one in {**dict.fromkeys(LAYOUT, ""), **columns, **cells}.items():
                told = np.full(len(raw), one, dtype=object) if isinstance(one, str) else np.asarray(one, dtype=object)
                self._fresh[name].append(told)

    def enter_readings(
        self,
        repeat: str,
        question: str,
        texts: pd.Series,
        codes: np.ndarray,
        readings: Sequence[Reading],
        evidence: str = "",
    ) -> None:
        """Enter the cells of a column that a rule was needed for.

        Parameters
        ----------
        codes : array of int
            Place of each cell's text among the readings; -1 where there is none.
        readings : sequence of Reading
            Of the distinct texts.
        evidence : str
            What the column told, where a rule went by it.
        """
        # Cells with the same text share one entry: only distinct texts are looked at.
        ruled = [place for place, one in enumerate(readings) if one.rules]
        order = np.full(len(readings) + 1, -1)
        order[ruled] = np.arange(len(ruled))
        entry = order[codes]
        told = [readings[place] for place in ruled]
        entries = {
            "value": [as_text(one.value) for one in told],
            "rule": [SEPARATOR.join(one.rules) for one in told],
            "severity": [one.severity for one in told],
            "evidence": [evidence if "as_the_column" in one.rules else "" for one in told],
            "proposals": [SEPARATOR.join(one.proposals) for one in told],
        }
        if ruled:
            own = entry[entry >= 0]
            columns = {name: np.array(column, dtype=object)[own] for name, column in entries.items()}
            self.enter(repeat, question, texts[entry >= 0], **columns)

    def enter_frame(self, notes: pd.DataFrame) -> None:
        """Enter what was noted when the file was read: columns of :data:`LAYOUT`, question by question."""
        for (repeat, question), own in notes.groupby(["repeat", "question"], sort=False):
            columns = {name: own[name] for name in LAYOUT[4:] if name in own}
            self.enter(str(repeat), str(question), own.set_index("place")["raw"], **columns)

    def replace(self, repeat: str, question: str, raw: pd.Series, **columns: object) -> None:
        """Enter cells, and take back what was entered on them before; see :meth:`enter`."""
        entries = self.entries()
        of_question = (entries["repeat"] == repeat) & (entries["question"] == question)
        self._entries = entries[~(of_question & entries["place"].isin(raw.index))]
        self.enter(repeat, question, raw, **columns)

    def shown(self, repeat: str, question: str, texts: pd.Series) -> pd.Series:
        """Give the text of each cell of a question as the ledger shows it: what a correction expects there."""
        entries = self.entries()
        own = entries[(entries["repeat"] == repeat) & (entries["question"] == question)].drop_duplicates("place")
        hidden = of_distinct(texts.fillna("").astype("str"), _shown, "str")
        return own.set_index("place")["raw"].reindex(texts.index).fillna(hidden).astype("str")

    def entries(self) -> pd.DataFrame:
        """Give all entries, in the order in which they were made, with the columns of :data:`LAYOUT`."""
        if self._fresh["raw"]:
            # One column after the other: of all cells at once they would be the most that cleaning holds.
            columns = {name: pd.Series(np.concatenate(self._fresh.pop(name)), dtype=_TYPES[name]) for name in LAYOUT}
            hidden = {name: of_distinct(columns[name], _shown, "str") for name in _SAID}
            fresh = pd.DataFrame({**columns, **hidden})
            # Nothing is taken until somebody has decided.
            fresh["value"] = fresh["value"].mask(fresh["severity"] == "review", "")
            self._entries = pd.concat([self._entries, fresh], ignore_index=True) if len(self._entries) else fresh
            self._fresh = {name: [] for name in LAYOUT}
        return self._entries


def _shown(text: str) -> str:
    return hide(without_controls(text))
