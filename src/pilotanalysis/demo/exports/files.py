"""Files that come out the same each time: text, workbooks and SPSS."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from ...files.xlsx import Book
from ...survey.questionnaire import Question
from .flat import NUMBERS, FileColumn

#: The form's title, which the questionnaire does not hold.
TITLE = "Missing links in the value chain"
#: Most letters of the name of a sheet, and of a cell.
SHEET_LETTERS, CELL_LETTERS = 31, 32_767
#: Where the header of an SPSS file says when it was written, and what it says here.
_SAV_TIME, _SAV_CREATED = 92, b"01 Jan 1400:00:00"


def rows_of(columns: Sequence[FileColumn]) -> Iterator[tuple[Any, ...]]:
    """Rows of a table, with nothing for what is missing or empty."""
    lists = [
        column.cells.astype(object).where(column.cells.notna() & (column.cells != ""), None).to_list()
        for column in columns
    ]
    return zip(*lists, strict=True)


def quoted_text(columns: Sequence[FileColumn], separator: str, end: str) -> str:
    """CSV in which every cell that is not missing is quoted, the headers too."""
    quoted = [('"' + column.cells.str.replace('"', '""', regex=False) + '"').fillna("").to_list() for column in columns]
    heads = ['"' + column.head.replace('"', '""') + '"' for column in columns]
    lines = [separator.join(heads), *(separator.join(cells) for cells in zip(*quoted, strict=True))]
    return end.join(lines) + end


def sparing_text(columns: Sequence[FileColumn], separator: str, end: str) -> str:
    """CSV in which only the cells are quoted that need it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator=end)
    writer.writerow([column.head for column in columns])
    writer.writerows(zip(*(column.cells.fillna("").to_list() for column in columns), strict=True))
    return text.getvalue()


def new_book(path: Path) -> Book:
    """Start a workbook as tools write it; used as a context it is written when left."""
    return Book(path, by_row=True)


def fill(sheet: Any, rows: Iterable[Sequence[Any]], first: int = 0) -> None:
    """Write rows of text, numbers and dates below each other."""
    for row, cells in enumerate(rows, start=first):
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(row, column, cell[:CELL_LETTERS])
            elif isinstance(cell, date):
                sheet.write_datetime(row, column, cell)
            elif cell is not None:
                sheet.write_number(row, column, cell)


def write_book(path: Path, sheets: Mapping[str, Sequence[FileColumn]]) -> None:
    """Write a workbook of sheets with the headers in their first row."""
    with new_book(path) as book:
        for name, columns in sheets.items():
            sheet = book.sheet(name[:SHEET_LETTERS])
            fill(sheet, [[column.head for column in columns]])
            fill(sheet, rows_of(columns), first=1)


def with_offset(times: pd.Series, pattern: str, zone: str) -> pd.Series:
    """Times as the clocks of a zone say them, with their offset."""
    local = pd.to_datetime(times).dt.tz_localize(zone, ambiguous=True, nonexistent="shift_forward")
    return local.dt.strftime(pattern).astype("str")


def as_numbers(cells: pd.Series, pattern: re.Pattern[str]) -> pd.Series:
    """Set numbers for text of that pattern; other text stays."""
    known = {text: float(text) if pattern.fullmatch(text) else text for text in cells.dropna().unique()}
    return cells.astype(object).map(known)


def typed(question: Question, cells: pd.Series) -> pd.Series:
    """Set numbers for text where a question asks for numbers; other text stays."""
    return as_numbers(cells, NUMBERS[question.kind]) if question.kind in NUMBERS else cells


def as_dates(cells: pd.Series) -> pd.Series:
    """Set dates for ISO text; other text stays."""
    known = {text: _date(text) for text in cells.dropna().unique()}
    return pd.Series([known.get(cell, cell) for cell in cells], index=cells.index, dtype=object)


def _date(text: str) -> datetime | str:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return text


@dataclass(frozen=True)
class Variable:
    """A variable of an SPSS file: text, numbers or times, labels of values, and the value of an answer not given."""

    name: str
    label: str
    cells: pd.Series
    labels: Mapping[Any, str] = field(default_factory=dict)
    missing: float | None = None


def write_variables(path: Path, variables: Sequence[Variable]) -> None:
    """Write an SPSS file."""
    import pyreadstat

    cells = {
        one.name: one.cells.fillna("") if isinstance(one.cells.dtype, pd.StringDtype) else one.cells
        for one in variables
    }
    pyreadstat.write_sav(
        pd.DataFrame(cells),
        str(path),
        column_labels={one.name: one.label for one in variables},
        variable_value_labels={one.name: dict(one.labels) for one in variables if one.labels},
        missing_ranges={one.name: [one.missing] for one in variables if one.missing is not None},
    )
    with path.open("r+b") as file:
        file.seek(_SAV_TIME)
        file.write(_SAV_CREATED)
