"""Tables that people keep and commands add to: no row or cell of them is lost, whatever a spreadsheet made of them."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from ..outlets import restored
from ..personal import admitted
from ..problems import Problem, StudyError, counted, nearest, quoted
from .kinds import called_otherwise, kind_of
from .text import SEPARATORS, rows_of

_MEND = "Mend it, or restore the file as it was."
_AS_CSV = "Save it as CSV: UTF-8, comma-separated."


def read_kept(path: Path, name: str, columns: Sequence[str], besides: Sequence[str] = ()) -> pd.DataFrame:
    """Read a table as text, with exactly the columns that it is to have, by the number of the row.

    It may be separated by commas, semicolons or tabs, begin with a byte order mark and end its lines in any way.

    Parameters
    ----------
    path : Path
    name : str
        What the analyst calls the file, for messages.
    columns : sequence of str
        Columns of the table, in any order in the file.
    besides : sequence of str, optional
        Columns that it may have, too; blank where it has not.

    Raises
    ------
    StudyError
        If it cannot be read; with every column that is missing, unknown or there twice, and every row that has more or
        fewer cells than there are columns.
    """
    rows = [(number, cells) for number, cells in _rows(path, name, columns) if any(cell.strip() for cell in cells)]
    if not rows:
        raise StudyError(Problem(name, "There is nothing in the file.", f"Needed in the first row: {quoted(columns)}."))
    (first, heads), *below = rows
    # Behind the table a spreadsheet may write cells that hold nothing.
    heads = _without_blank_end([cell.strip() for cell in heads])
    there = [*columns, *(column for column in besides if column in heads)]
    problems = list(_wrong_heads(name, first, heads, there))
    if not problems:
        below = [(number, [*cells[: len(heads)], *_without_blank_end(cells[len(heads) :])]) for number, cells in below]
        problems = [
            Problem(
                name,
                f"It has {counted(len(cells), 'cell')}, and there are {len(heads)} columns.",
                f"A row is cut off, runs into another, or has a comma too many: {_MEND[0].lower()}{_MEND[1:]}",
                row=number,
            )
            for number, cells in below
            if len(cells) != len(heads)
        ]
    if problems:
        raise StudyError(problems)
    frame = pd.DataFrame([cells for _number, cells in below], columns=heads, dtype="str")
    whole = frame.reindex(columns=[*columns, *besides], fill_value="")
    return whole.set_axis([number for number, _cells in below]).map(lambda cell: admitted(restored(cell)))


def _without_blank_end(cells: list[str]) -> list[str]:
    kept = len(cells)
    while kept and not cells[kept - 1].strip():
        kept -= 1
    return cells[:kept]


def _rows(path: Path, name: str, columns: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """Rows of the file with their numbers."""
    try:
        kind = kind_of(path, name, "Restore it.")
        content = path.read_bytes()
    except OSError as error:
        raise StudyError(Problem(name, f"Cannot be read ({error.strerror}).", "Give yourself the right to.")) from None
    if kind != "csv":
        raise StudyError(called_otherwise(path, name, kind, _AS_CSV))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise StudyError(Problem(name, "A letter is not UTF-8.", _AS_CSV, row=row)) from None
    mark = _separator(text, columns)
    number = 0
    try:
        for number, cells in enumerate(rows_of(text, mark, strict=True), start=1):
            yield number, cells
    except csv.Error as error:
        said = f"The cells cannot be told apart from here on ({error}): a quotation mark may be missing or too many."
        raise StudyError(Problem(name, said, _MEND, row=number + 1)) from None


def _separator(text: str, columns: Sequence[str]) -> str:
    """Tell what separates the cells: what makes the first row name the most columns."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    return max(SEPARATORS.values(), key=lambda mark: len({part.strip(' "') for part in head.split(mark)} & {*columns}))


def _wrong_heads(name: str, row: int, heads: Sequence[str], columns: Sequence[str]) -> Iterator[Problem]:
    needed = f"Needed in the first row: {quoted(columns)}."
    others = [head for head in heads if head not in columns]
    for column in columns:
        if column not in heads:
            yield Problem(name, f"Column {column} is missing.", f"{needed}{nearest(column, others)}", row=row)
        elif heads.count(column) > 1:
            yield Problem(name, f"Column {column} stands twice.", "Keep one of them.", row=row)
    for place, head in enumerate(heads, start=1):
        if head not in columns:
            said = f"Column {head} is none of this table." if head else f"Column {place} has no name."
            yield Problem(name, said, f"{needed} Move what it holds, or delete it.", row=row)
