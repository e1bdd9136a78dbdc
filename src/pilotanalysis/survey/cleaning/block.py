"""Answers of one block of an export, while they are cleaned."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ..reading.blocks import HEAD

#: What a cell turned out to be, by number.
STATES = ("nothing", "empty", "answered", "dont_know", "refused", "not_applicable")
NOTHING, EMPTY, ANSWERED = range(3)


@dataclass
class AnswerBlock:
    """Answers to the questions asked once, or to those of one repeat.

    Attributes
    ----------
    repeat : str
        Empty for the questions asked once.
    texts : pd.DataFrame
        Cells as they were read: :data:`HEAD`, and a column for each question.
    values : dict[str, pd.Series]
        By question: numbers, or text; codes of options, several joined by ``;``. Missing where nothing was said, or
        somebody has to decide.
    states : dict[str, np.ndarray]
        By question: what each cell is, as a place in :data:`STATES`.
    units : dict[str, pd.Series]
        By sum: the unit that the cell itself says.
    decided : dict[str, list[int]]
        By question: places of the cells that somebody decided.
    """

    repeat: str
    texts: pd.DataFrame
    values: dict[str, pd.Series] = field(default_factory=dict)
    states: dict[str, np.ndarray] = field(default_factory=dict)
    units: dict[str, pd.Series] = field(default_factory=dict)
    decided: dict[str, list[int]] = field(default_factory=dict)

    @property
    def head(self) -> pd.DataFrame:
        """Respondent, sheet, row and number of each row."""
        return self.texts[list(HEAD)]

    def answered(self, question: str) -> pd.Series:
        """Tell where anything was answered, understood or not; nowhere, where the export lacks the question."""
        states = self.states.get(question)
        return pd.Series(False if states is None else states == ANSWERED, index=self.texts.index)
