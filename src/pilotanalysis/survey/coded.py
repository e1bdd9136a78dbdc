"""Stages of what was written in a block: the one that was chosen, else the one that the words mean."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from .cleaning.notes import Notes
from .coding import NO_STAGE, Coder
from .rows import Rows


@dataclass
class Coded:
    """Coding of the open answers of one block.

    Parameters
    ----------
    rows : Rows
    coder : Coder
    """

    rows: Rows
    coder: Coder
    #: Takes the notes on the answers that were coded, or could not be.
    notes: Notes

    def stages(self, chosen: str, written: str) -> pd.Series:
        """Stage of each row; missing where none is meant, or somebody has to decide.

        Parameters
        ----------
        chosen : str
            Question that asks for the stage; empty where none does.
        written : str
            Question that asks what it is.
        """
        stages = self.rows.text(chosen) if chosen else pd.Series(None, index=self.rows.head.index, dtype="str")
        texts = self.rows.text(written)
        # Rows that are dropped need no decision; a stage that was answered, and not understood, awaits one.
        answered = self.rows.answered(chosen) if chosen else False
        uncoded = texts.where(stages.isna() & self.rows.kept & ~answered)
        if uncoded.notna().any():
            codes, distinct = pd.factorize(uncoded)
            told = self.coder.code(uncoded, self.rows.incoming.cluster)
            readings = [told[text] for text in distinct]
            values = pd.Series([*(one.value for one in readings), None], dtype="str").take(codes)
            values = values.set_axis(uncoded.index)
            self.notes.of(self.rows.block.repeat, written, uncoded, codes, readings)
            stages = stages.fillna(values)
        return stages.where(stages != NO_STAGE)
