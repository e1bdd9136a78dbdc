"""Google Forms: when, then a column a question; the download from the form, or the sheet it fills."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pandas as pd

from .files import sparing_text, typed, with_offset, write_book
from .flat import AnswerSet, FileColumn, QuestionCells, ToolExport, flatten


class GoogleForms(ToolExport):
    """What the form gives to download as CSV, or the sheet that it fills."""

    forms: ClassVar = {".csv": ("",), ".xlsx": ("",)}

    @property
    def joint(self) -> str:
        """What joins several answers in one cell."""
        return ";" if self.ending == ".csv" else ", "

    def _write(self, path: Path, answers: AnswerSet) -> None:
        asked = flatten(self.words.questionnaire, answers)
        head, times = self.words.own("google_forms", "timestamp"), answers.responses["submitted"]
        if self.ending == ".csv":
            columns = [FileColumn(head, said_as_google(times, answers.zone))]
            columns += [FileColumn(self._head(one), self.cells(one)) for one in asked]
            path.write_bytes(sparing_text(columns, ",", "\r\n").encode("utf-8"))
        else:
            columns = [FileColumn(head, times)]
            columns += [FileColumn(self._head(one), typed(one.question, self.cells(one))) for one in asked]
            write_book(path, {self.words.own("google_forms", "sheet"): columns})

    def _head(self, asked: QuestionCells) -> str:
        label, matrix = self.words.label(asked.question), self.words.matrix(asked.question)
        if asked.number:
            return f"{self.words.block(asked)}: {label}"
        return f"{self.words.label(matrix)} [{label}]" if matrix else label


def said_as_google(times: pd.Series, zone: str) -> pd.Series:
    """Times as the download says them.

    Examples
    --------
    >>> times = pd.Series(["2014-03-11 09:01:00", "2014-04-01 15:30:00", None])
    >>> said_as_google(times, "Europe/Bucharest").tolist()
    ['2014/03/11 9:01:00 AM GMT+2', '2014/04/01 3:30:00 PM GMT+3', nan]
    """
    text = with_offset(times, "%Y/%m/%d %I:%M:%S %p GMT%z", zone)
    return text.str.replace(r" 0(?=\d:)", " ", regex=True).str.replace(r"\+0(\d)00$", r"+\1", regex=True)
