"""What is wrong with rows of tables that were read, told by file, sheet, row and column."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date

import pandas as pd

from ..problems import Problem, nearest, quoted
from ..study import Study
from ..tables import SEPARATOR, row_of, sheet_of


class Teller:
    """Tells what is wrong with rows below ``data/raw``, whose ids say where they are.

    Parameters
    ----------
    study : Study
    """

    def __init__(self, study: Study) -> None:
        self.study = study

    def problem(self, row_id: str, found: str, remedy: str, column: str) -> Problem:
        """Give a problem of a row."""
        file, _sign, sheet = sheet_of(row_id).partition("#")
        return Problem(self.study.relative(self.study.raw / file), found, remedy, sheet or None, row_of(row_id), column)

    def days(self, frame: pd.DataFrame, columns: Sequence[str]) -> Iterator[Problem]:
        """Find texts of the form of a day that are none."""
        for column in columns:
            for row_id, said in frame[["row_id", column]].dropna().itertuples(index=False):
                try:
                    date.fromisoformat(said)
                except ValueError:
                    yield self.problem(row_id, f"{said} is no day.", "Write YYYY-MM-DD.", column)

    def ordered(self, frame: pd.DataFrame, pairs: Sequence[tuple[str, str]]) -> Iterator[Problem]:
        """Find ends before their beginnings."""
        for first, last in pairs:
            for row_id, begin, end in frame[["row_id", first, last]].dropna().itertuples(index=False):
                if end < begin:
                    yield self.problem(row_id, f"{end} is before {begin}, its {first}.", "Mend one of the two.", last)

    def codes(self, frame: pd.DataFrame, column: str, known: Collection[str]) -> Iterator[Problem]:
        """Find codes that are none of those known; several are joined by ;."""
        for row_id, said in frame[["row_id", column]].dropna().itertuples(index=False):
            for one in said.split(SEPARATOR):
                if one not in known:
                    remedy = f"Known: {quoted(sorted(known))}.{nearest(one, known)}"
                    yield self.problem(row_id, f"{one} is not known.", remedy, column)
