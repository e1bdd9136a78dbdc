"""EUSurvey: sheets of 254 columns behind a preamble; what does not fit a cell stands in a row below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd

from .files import CELL_LETTERS, as_dates, fill, new_book, rows_of, typed
from .flat import AnswerSet, FileColumn, QuestionCells, ToolExport, flatten

_WIDTH = 254


class EuSurvey(ToolExport):
    """The workbook of contributions."""

    forms: ClassVar = {".xlsx": ("", "shortnames")}

    def _write(self, path: Path, answers: AnswerSet) -> None:
        columns = [self._column(one) for one in flatten(self.words.questionnaire, answers)]
        columns += _own(answers.responses)
        rows = [[column.head for column in columns], *_continued(rows_of(columns))]
        above = _preamble(answers.responses["submitted"])
        with new_book(path) as book:
            for number, start in enumerate(range(0, len(columns), _WIDTH)):
                sheet = book.sheet(f"Content{number or ''}")
                fill(sheet, [*above, *(row[start : start + _WIDTH] for row in rows)])

    def _column(self, asked: QuestionCells) -> FileColumn:
        question, matrix = asked.question, self.words.matrix(asked.question)
        head, cells = self.words.label(question), self.cells(asked)
        if question.repeat:
            head = f"{self.words.block(asked)}: {head}"
        elif matrix:
            head = f"{self.words.label(matrix)}: {head}"
        # With short names, numbers and dates come out as text.
        if self.form == "shortnames":
            return FileColumn(f"{head} ({asked.name})", cells)
        return FileColumn(head, as_dates(cells) if question.kind == "date" else typed(question, cells))


def _preamble(submitted: pd.Series) -> list[tuple[Any, ...]]:
    """What stands above the heads: the survey, and when it was exported: on a day of the year of the last answer."""
    year = max((int(moment[:4]) for moment in submitted.dropna()), default=2014)
    return [("Alias", f"MissingLinks{year}"), ("Export Date", datetime(year, 4, 1, 12, 0)), ()]


def _own(responses: pd.DataFrame) -> list[FileColumn]:
    nothing = pd.Series(None, index=responses.index, dtype="str")
    submitted = as_dates(responses["submitted"])
    return [
        FileColumn("Invitation Number", nothing),
        FileColumn("Contribution Id", responses["respondent"]),
        FileColumn("User Name", nothing),
        FileColumn("Creation Date", submitted),
        FileColumn("Last Update", submitted),
        FileColumn("Languages", responses["language"].str.upper()),
    ]


def _continued(rows: Iterator[tuple[Any, ...]]) -> Iterator[Sequence[Any]]:
    """Each row, and below it what its cells cannot hold."""
    for row in rows:
        yield row
        longest = max((len(cell) for cell in row if isinstance(cell, str)), default=0)
        for start in range(CELL_LETTERS, longest, CELL_LETTERS):
            yield [cell[start:] or None if isinstance(cell, str) else None for cell in row]
