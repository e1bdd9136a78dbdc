"""Tables of the study: one definition each, and from it the checks, the files and the codebook.

A table is a pandera model that derives from :class:`StudyTable`. Its columns (``columns``) carry a description
and, where they measure something, a unit; its keys are declared beside it (``keys``). Tables are parsed
first and validated second: a failed validation is a defect of the pack, not of somebody's answer.

Rows that were read from a raw file carry their lineage (:class:`Lineage`); rows that were
computed carry, in ``made_from``, the ids of the rows that made them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from functools import cache
from typing import Any, TypeVar, cast

import pandas as pd
import pandera.pandas as pa
from pandera.typing import DataFrame, Series, get_dataframe_types, get_series_types

from ..problems import Problem, StudyError
from ..study import Study
from . import columns
from .columns import described

#: Joins ids of rows in one cell, and codes of several answers.
SEPARATOR = ";"
#: What a cell of codes says where none applies; a missing one is not known.
NONE = "none"


def _know_pandas_alone() -> None:
    """Keep pandera from loading the frames of dask, which are of no use here and take longer than pandas itself."""
    if "dask.dataframe" in sys.modules:
        return
    # What stands there as None cannot be imported; both keep what they found.
    sys.modules["dask.dataframe"] = None  # type: ignore[assignment]
    try:
        get_dataframe_types()
        get_series_types()
    finally:
        del sys.modules["dask.dataframe"]


_know_pandas_alone()


class StudyTable(pa.DataFrameModel):
    """Base of every table: no other columns than those declared, in that order."""

    class Config:
        """How pandera holds a frame to it."""

        strict = True
        ordered = True

    @classmethod
    def told(cls, frame: pd.DataFrame) -> pd.Series:
        """Tell the rows whose names and words may leave the house: those of the public catalogue, and no others."""
        return pd.Series(False, index=frame.index)


class Lineage(StudyTable):
    """Where a row was read: the head columns of every table that comes from raw files."""

    row_id: Series[str] = described("where the row was read, as file#sheet!row below data/raw", holds="rows")
    wave: Series[str] = columns.wave()
    file: Series[str] = columns.file()
    sheet: Series[str] = columns.sheet()
    row: Series[int] = described("row of the sheet, counted from 1 as a spreadsheet does", ge=1)


class Computed(StudyTable):
    """A row computed from other rows."""

    made_from: Series[str] = columns.made_from()


TableModel = TypeVar("TableModel", bound=StudyTable)


class TableSet(dict[type[StudyTable], pd.DataFrame]):
    """Tables by their definition."""

    def of(self, model: type[TableModel]) -> DataFrame[TableModel]:
        """Take one of them out, with its type."""
        return cast("DataFrame[TableModel]", self[model])


def row_ids(file: str, sheet: str, rows: Iterable[int]) -> list[str]:
    """Ids of rows of a raw file: ``survey/x.xlsx#answers!7``, or ``reference/y.csv!7`` without sheet."""
    head = f"{file}#{sheet}!" if sheet else f"{file}!"
    return [f"{head}{row}" for row in rows]


def row_spans(file: str, sheet: str, rows: Iterable[int]) -> list[str]:
    """Ids of many rows of a raw file, those that follow one another as one: ``survey/x.csv!2-41``.

    Examples
    --------
    >>> row_spans("survey/x.xlsx", "answers", [2, 3, 4, 7])
    ['survey/x.xlsx#answers!2-4', 'survey/x.xlsx#answers!7']
    """
    ordered = sorted(set(map(int, rows)))
    head = row_ids(file, sheet, [0])[0].removesuffix("0")
    starts = [place for place, row in enumerate(ordered) if not place or row != ordered[place - 1] + 1]
    ends = [*(start - 1 for start in starts[1:]), len(ordered) - 1] if ordered else []
    return [
        f"{head}{ordered[a]}-{ordered[b]}" if b > a else f"{head}{ordered[a]}"
        for a, b in zip(starts, ends, strict=True)
    ]


def join_ids(ids: Iterable[str]) -> str:
    """Join row ids, or cells of them, into one cell: each id once, in their order; blank cells add nothing."""
    return SEPARATOR.join(dict.fromkeys(part for cell in ids for part in split_ids(cell)))


def join_as_spans(ids: Iterable[str]) -> str:
    """Join ids of single rows, or cells of them, those that follow one another as one.

    Examples
    --------
    >>> join_as_spans(["survey/x.csv!3;survey/y.xlsx#members!4", "survey/x.csv!2"])
    'survey/x.csv!2-3;survey/y.xlsx#members!4'
    """
    rows: dict[str, list[int]] = {}
    for one in split_ids(join_ids(ids)):
        rows.setdefault(sheet_of(one), []).append(row_of(one))
    return SEPARATOR.join(span for sheet in sorted(rows) for span in row_spans(*_file_and_sheet(sheet), rows[sheet]))


def _file_and_sheet(sheet: str) -> tuple[str, str]:
    file, _sign, name = sheet.partition("#")
    return file, name


def split_ids(cell: str) -> list[str]:
    """Take the row ids of a cell apart again."""
    return cell.split(SEPARATOR) if cell else []


def single_rows(ids: Iterable[str]) -> list[str]:
    """Take ids of several rows apart, each row once.

    Examples
    --------
    >>> single_rows(["survey/x.csv!2-4", "survey/x.csv!4"])
    ['survey/x.csv!2', 'survey/x.csv!3', 'survey/x.csv!4']
    """
    found: dict[str, None] = {}
    for id in ids:
        head, sign, rows = id.rpartition("!")
        first, dash, last = rows.partition("-")
        found |= dict.fromkeys(
            [f"{head}{sign}{row}" for row in range(int(first), int(last) + 1)] if sign and dash else [id]
        )
    return list(found)


def sheet_of(row_id: str) -> str:
    """Sheet of a row id: of ``survey/x.xlsx#answers!7``, ``survey/x.xlsx#answers``."""
    return row_id.split("!")[0]


def file_of(row_id: str) -> str:
    """File of a row id: of ``survey/x.xlsx#answers!7``, ``survey/x.xlsx``."""
    return row_id.split("#")[0].split("!")[0]


def row_of(row_id: str) -> int:
    """Row of a row id: of ``survey/x.xlsx#answers!7``, 7."""
    return int(row_id.rpartition("!")[2])


def files_of(frame: pd.DataFrame) -> set[str]:
    """Raw files from which the rows of a table come."""
    column = "row_id" if "row_id" in frame.columns else "made_from"
    return {file_of(row) for cell in frame[column].unique() for row in split_ids(cell)}


def conform(frame: pd.DataFrame, model: type[TableModel]) -> DataFrame[TableModel]:
    """Give a frame the columns, order and types of its table, and validate it.

    Raises
    ------
    pandera.errors.SchemaErrors
        If the frame is not what the table says; a defect of the code that made it.
    """
    own = typed(frame, model)
    if all(_is_allowed(own[name], column) for name, column in model.to_schema().columns.items()):
        return cast("DataFrame[TableModel]", own)
    # Only what does not hold need be told in full, which takes its time.
    return cast("DataFrame[TableModel]", _untyped(model).validate(own, lazy=True))


def _is_allowed(values: pd.Series, column: pa.Column) -> bool:
    """Tell whether a column of the right type has only what is allowed; False, too, where that is not for sure."""
    said = values.dropna()
    return (column.nullable or len(said) == len(values)) and all(
        check.name in _HOLDS and _HOLDS[check.name](said, *check.statistics.values()) for check in column.checks
    )


#: Whether values other than missing ones are as a check of pandera wants them.
_HOLDS: Mapping[str, Callable[[pd.Series, Any], bool]] = {
    "greater_than": lambda said, least: bool((said > least).all()),
    "greater_than_or_equal_to": lambda said, least: bool((said >= least).all()),
    "less_than_or_equal_to": lambda said, most: bool((said <= most).all()),
    "isin": lambda said, allowed: set(said.unique()) <= set(allowed),
    "str_matches": lambda said, pattern: bool(said.drop_duplicates().str.match(pattern).all()),
}


def typed(frame: pd.DataFrame, model: type[StudyTable]) -> pd.DataFrame:
    """Give a frame the columns, order and types of its table; parts of a table are validated once put together."""
    types = _types(model)
    # Nothing was found: there are no rows, and so perhaps no columns.
    frame = frame if len(frame) else pd.DataFrame(columns=list(types))
    own = frame if list(frame) == list(types) else frame.loc[:, list(types)]
    own = own.reset_index(drop=True)
    others = {name: kind for name, kind in types.items() if own[name].dtype != kind}
    return own.astype(others) if others else own


@cache
def _types(model: type[StudyTable]) -> dict[str, Any]:
    return {name: column.dtype.type for name, column in model.to_schema().columns.items()}


@cache
def _untyped(model: type[StudyTable]) -> pa.DataFrameSchema:
    """Give what holds of a table beside its types: a frame that was brought to them need not be asked cell by cell."""
    schema = copy(model.to_schema())
    schema.columns = {name: copy(column) for name, column in schema.columns.items()}
    for column in schema.columns.values():
        column.dtype = None
    return schema


def empty(model: type[TableModel]) -> DataFrame[TableModel]:
    """Give the table without rows."""
    return conform(pd.DataFrame(), model)


def name_of(model: type[StudyTable]) -> str:
    """Name of a table's files: ``RegionalCapacity`` is ``regional_capacity``, unless its Config names another."""
    name = model.to_schema().name or model.__name__
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).removeprefix("_")


def read(study: Study, model: type[TableModel]) -> DataFrame[TableModel]:
    """Read a processed table of the study: of the wave that is analysed, where it tells waves apart.

    Raises
    ------
    StudyError
        If ``data/processed`` does not hold it yet, or it is damaged.
    """
    return of_wave(read_all(study, model), study.settings.wave)


def read_all(study: Study, model: type[TableModel]) -> DataFrame[TableModel]:
    """Read a processed table of the study, of all waves; see :func:`read`."""
    path = study.processed / f"{name_of(model)}.parquet"
    if not path.is_file():
        raise StudyError(Problem(study.relative(path), "Not there yet.", "Run: pilotanalysis clean"))
    try:
        frame = pd.read_parquet(path)
        whole = list(frame.columns) == list(model.to_schema().columns)
    except (OSError, ValueError):
        whole = False
    if not whole:
        raise StudyError(Problem(study.relative(path), "The file is damaged.", "Run: pilotanalysis clean"))
    return cast("DataFrame[TableModel]", frame)


def of_wave(frame: DataFrame[TableModel], wave: str) -> DataFrame[TableModel]:
    """Take the rows of one wave; a table that knows no waves is taken whole."""
    if "wave" not in frame:
        return frame
    return frame[frame["wave"] == wave].reset_index(drop=True)
