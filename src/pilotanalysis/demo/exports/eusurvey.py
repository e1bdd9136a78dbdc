"""EUSurvey: sheets of 254 columns behind a preamble; what does not fit a cell stands in a row below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from .files import CELL_LETTERS, as_dates, fill, new_book, rows_of, typed
from .flat import AnswerSet, FileColumn, FormWords, QuestionCells, flatten, labels_of_choice

_WIDTH = 254
_JOINT = "; "
_PREAMBLE = (("Alias", "MissingLinks2014"), ("Export Date", datetime(2014, 4, 1, 12, 0)), ())


def write_xlsx(path: Path, words: FormWords, answers: AnswerSet, form: str) -> None:
    """Write the workbook of contributions."""
    columns = [_column(one, words, form == "shortnames") for one in flatten(words.questionnaire, answers)]
    columns += _own(answers.responses)
    heads = [column.head for column in columns]
    rows = [*_PREAMBLE, heads, *_continued(rows_of(columns))]
    with new_book(path) as book:
        for number, start in enumerate(range(0, len(columns), _WIDTH)):
            sheet = book.sheet(f"Content{number or ''}")
            fill(sheet, _PREAMBLE)
            fill(sheet, (row[start : start + _WIDTH] for row in rows[len(_PREAMBLE) :]), first=len(_PREAMBLE))


def _column(asked: QuestionCells, words: FormWords, short_names: bool) -> FileColumn:
    question = asked.question
    matrix = words.matrix(question)
    head = words.label(question)
    if question.repeat:
        head = f"{words.block(asked)}: {head}"
    elif matrix:
        head = f"{words.label(matrix)}: {head}"
    if short_names:
        head += f" ({question.name}_{asked.number})" if asked.number else f" ({question.name})"
    cells = labels_of_choice(asked, words, _JOINT)
    # With short names, numbers and dates come out as text.
    if not short_names:
        cells = as_dates(cells) if question.kind == "date" else typed(question, cells)
    return FileColumn(head, cells)


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
