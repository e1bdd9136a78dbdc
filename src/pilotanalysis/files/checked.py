"""Tables that people keep: columns of known names, each cell held to what its column allows."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pandas as pd
from pandera.typing import DataFrame

from ..characters import only_text
from ..outlets import restored
from ..problems import Problem, StudyError, nearest, quoted
from ..settings import LANGUAGES
from ..tables import StudyTable, TableModel, conform, row_ids
from .cells import Grid
from .kinds import called_otherwise, kind_of
from .refusals import ERROR_VALUE
from .text import read_text

_AS_CSV = "Save it as CSV: UTF-8, comma-separated."
#: Checks that a number lies within a limit: how it is said, and what lies beyond it.
_LIMITS: Mapping[str, tuple[str, Callable[[pd.Series, float], pd.Series]]] = {
    "greater_than_or_equal_to": ("from", pd.Series.lt),
    "less_than_or_equal_to": ("to", pd.Series.gt),
    "greater_than": ("above", pd.Series.le),
    "less_than": ("below", pd.Series.ge),
}
#: Types of columns that hold numbers, and from where on a number is none of anything that is counted.
_NUMBERS, _MOST = ("int64", "Int64", "float64"), 1e15
#: Pattern of a column that holds something in every row.
FILLED = r"\s*\S"
_ENGLISH = "en"
#: What is said of a cell that its column refuses, and what to do; the first may show the cell.
Words = tuple[str, str]


def read_table(
    path: Path,
    name: str,
    file: str,
    model: type[TableModel],
    words: Mapping[str, Words] | None = None,
    verbatim: Collection[str] = (),
    languages: Collection[str] = LANGUAGES,
) -> DataFrame[TableModel]:
    """Read a table from CSV.

    Parameters
    ----------
    path : Path
    name : str
        What the analyst calls the file, for messages.
    file : str
        What the ids of its rows begin with.
    model : type of StudyTable
        Its first column takes the id of each row, as ``file!row``; the file has the others.
    words : mapping of str to Words, optional
        What is said of cells that a column refuses.
    verbatim : collection of str
        Columns that quote what others wrote, an error of a spreadsheet too.
    languages : collection of str
        Languages of the study, as :func:`taken` has them.

    Raises
    ------
    StudyError
        If it is no such table; with every cell that its column does not allow.
    """
    kind = kind_of(path, name, "Restore it from the pack.")
    if kind != "csv":
        raise StudyError(called_otherwise(path, name, kind, _AS_CSV))
    _key, *columns = model.to_schema().columns
    content = path.read_bytes()
    strange = list(_strange(content, name))
    if strange:
        raise StudyError(strange)
    grid = _grid(content, name)
    cells = taken(grid, name, model, columns, languages).map(restored)
    return checked(cells, name, file, model, words, verbatim)


def taken(
    grid: Grid, name: str, model: type[StudyTable], columns: Sequence[str], languages: Collection[str]
) -> pd.DataFrame:
    """Take columns of a table, blank where the file lacks one that it may lack.

    A study may be without words in languages that are none of its `languages`: the English ones stand there, too.
    """
    heads = {str(cell).strip() for cell in grid.cells.iloc[:1].to_numpy().ravel()}
    known = model.to_schema().columns
    spared = {column: english for column, english in _unspoken(columns, languages).items() if column not in heads}
    there = [
        each
        for each in columns
        if each in heads or not (each in spared or (known[each].metadata or {}).get("may_lack"))
    ]
    cells = columns_of(grid, name, there).fillna("").reindex(columns=list(columns), fill_value="")
    for column, english in spared.items():
        cells[column] = cells[english]
    return cells


def _unspoken(columns: Sequence[str], languages: Collection[str]) -> dict[str, str]:
    """Columns of words in languages that a study does not speak, each with that of the same words in English."""
    others = [language for language in LANGUAGES if language not in (*languages, _ENGLISH)]
    pairs = ((column, re.sub(rf"(^|_){other}$", rf"\1{_ENGLISH}", column)) for column in columns for other in others)
    return {column: english for column, english in pairs if english != column and english in columns}


def _strange(content: bytes, name: str) -> Iterator[Problem]:
    """Find cells with signs that are no text: in answers they are taken out, in a catalogue they are told."""
    text = content.decode("utf-8-sig", errors="replace")
    if only_text(text) == text:
        return
    rows = csv.reader(io.StringIO(text, newline=""))
    heads = next(rows, [])
    for number, cells in enumerate(rows, start=2):
        for head, cell in zip_longest(heads[: len(cells)], cells, fillvalue=""):
            if only_text(cell) != cell:
                said = "A control character or a sign that is no text stands there."
                yield Problem(name, said, "Delete it, or write the cell anew.", row=number, column=head)


def checked(
    cells: pd.DataFrame,
    name: str,
    file: str,
    model: type[TableModel],
    words: Mapping[str, Words] | None = None,
    verbatim: Collection[str] = (),
) -> DataFrame[TableModel]:
    """Check the cells of a table, by the number of their row; see :func:`read_table`."""
    key = next(iter(model.to_schema().columns))
    problems = list(refused(name, cells, model, words or {}, verbatim))
    if problems:
        raise StudyError(problems)
    ids = pd.Series(row_ids(file, "", cells.index), index=cells.index, dtype="str")
    return conform(with_numbers(cells.assign(**{key: ids}), model), model)


def with_numbers(cells: pd.DataFrame, model: type[StudyTable]) -> pd.DataFrame:
    """Make numbers of the cells of columns that hold numbers; what is blank or missing there stays missing."""
    numbers = {
        column: pd.to_numeric(cells[column])
        for column, schema in model.to_schema().columns.items()
        if str(schema.dtype) in _NUMBERS and column in cells
    }
    return cells.assign(**numbers)


def columns_of(grid: Grid, name: str, columns: Sequence[str], others: bool = False) -> pd.DataFrame:
    """Cells below the first row, which names the columns; each row keeps its number.

    Parameters
    ----------
    grid : Grid
    name : str
        What the analyst calls the file.
    columns : sequence of str
        Columns that there must be.
    others : bool
        Whether to take the other columns too.

    Raises
    ------
    StudyError
        If a column is missing or stands twice; with every cell of the columns that holds no value: an error,
        or a formula whose result is not stored.
    """
    sheet = grid.sheet or None
    if grid.cells.empty:
        raise StudyError(Problem(name, "The sheet is empty.", f"Needed in the first row: {quoted(columns)}.", sheet, 1))
    first = int(grid.cells.index[0])
    heads = {str(cell).strip(): place for place, cell in reversed(list(grid.cells.iloc[0].dropna().items()))}
    held = [str(cell).strip() for cell in grid.cells.iloc[0].dropna()]
    taken = [*columns, *(head for head in dict.fromkeys(held) if others and head and head not in columns)]
    places = [heads[column] for column in taken if column in heads]
    problems = [
        flaw.problem(name, grid.sheet)
        for flaw in grid.flaws
        if flaw.empty and (flaw.row == first or flaw.column - 1 in places)
    ]
    for column in columns:
        if column not in heads:
            remedy = f"Needed in the first row: {quoted(columns)}.{nearest(column, held)}"
            problems.append(Problem(name, f"Column {column} is missing.", remedy, sheet, first))
        elif held.count(column) > 1:
            problems.append(Problem(name, f"Column {column} stands twice.", "Keep one of them.", sheet, first))
    if problems:
        raise StudyError(problems)
    return grid.cells.iloc[1:][places].set_axis(taken, axis=1)


def _grid(content: bytes, name: str) -> Grid:
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise StudyError(Problem(name, f"Not readable as a table ({error}).", _AS_CSV, row=row)) from None
    grid = read_text(content, name, "utf-8-sig", "comma", blanks_alike=True)
    for place in grid.cells.columns[grid.cells.iloc[:1].isna().any()]:
        beside = grid.cells[place].dropna()
        if len(beside):
            said = f"Not readable as a table (row {beside.index[0]} has a cell more than there are columns)."
            raise StudyError(Problem(name, said, _AS_CSV))
    return grid


def refused(
    name: str, cells: pd.DataFrame, model: type[StudyTable], words: Mapping[str, Words], verbatim: Collection[str] = ()
) -> Iterator[Problem]:
    """Find what a column does not allow, row by row, before types are forced; one that may be missing allows a blank.

    Parameters
    ----------
    name : str
        What the analyst calls the file.
    cells : DataFrame of str
        By the number of the row; a blank is an empty text.
    model : type of StudyTable
    words, verbatim
        As in :func:`read_table`.
    """

    def told(column: str, where: pd.Series, said: Words) -> Iterator[Problem]:
        for row, value in cells.loc[where, column].items():
            yield Problem(name, said[0].format(value), said[1], row=row, column=column)

    for column, schema in model.to_schema().columns.items():
        if column not in cells:
            continue
        values = cells[column]
        failed = values.str.fullmatch(ERROR_VALUE.pattern, case=False) & (column not in verbatim)
        yield from told(column, failed, ("It holds the error {}.", "Put the right value there."))
        wrong, allowed = _wrong(values, schema)
        wrong &= (values != "") | (not schema.nullable)
        yield from told(column, wrong & ~failed, words.get(column, ("{!r} is not allowed.", f"Allowed: {allowed}.")))
        if schema.unique:
            blank = values.str.strip() == ""
            yield from told(column, blank, ("It is empty.", "Give it a code of its own."))
            yield from told(column, values.duplicated() & ~failed, ("{} stands twice.", "Name it once."))


def _wrong(values: pd.Series, schema: Any) -> tuple[pd.Series, str]:
    """Cells that a column refuses, and what it allows."""
    kind = str(schema.dtype)
    stated: dict[str, Any] = {}
    for check in schema.checks:
        stated |= check.statistics
    if kind in _NUMBERS:
        numbers = pd.to_numeric(values, errors="coerce")
        wrong = ~(numbers.abs() < _MOST) | ((numbers % 1 != 0) if kind != "float64" else False)
        allowed = "a whole number" if kind != "float64" else "a number with a decimal point"
        for check in schema.checks:
            if check.name in _LIMITS:
                word, beyond = _LIMITS[check.name]
                (limit,) = (check.statistics[one] for one in ("min_value", "max_value") if one in check.statistics)
                wrong, allowed = wrong | beyond(numbers, limit), f"{allowed}, {word} {limit:g}"
        if "allowed_values" in stated:
            return wrong | ~numbers.isin(list(stated["allowed_values"])), quoted(stated["allowed_values"])
        return wrong, allowed
    if "allowed_values" in stated:
        return ~values.isin(list(stated["allowed_values"])), quoted(stated["allowed_values"])
    if "pattern" in stated:
        return ~values.str.match(stated["pattern"]), str(schema.description)
    return pd.Series(False, index=values.index), ""
