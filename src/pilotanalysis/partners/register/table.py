"""The register that a study holds: one table of firms, however the country publishes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ...files.checked import columns_of
from ...files.grids import read_grids
from ...files.refusals import MOST_TOLD
from ...outlets import restored
from ...problems import Problem, StudyError, counted, nearest, quoted
from ...study import Study
from ...swap import digest
from . import database
from .statuses import STATUSES
from .turnover import check_currency

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FOLDER = "register"
#: Files that the table may stand in, of which a study has one at most.
CSV, PARQUET = f"{FOLDER}/register.csv", f"{FOLDER}/register.parquet"
#: Columns of the table. Name, id and status stand in each row, the rest where it is known: the id is the fiscal code
#: or the register's own number; the activity is a class of four digits, of the revision of NACE that `revision`
#: names, 2 where it names none; the turnover is in one currency (see
#: :mod:`.turnover`), as it was published for the year.
COLUMNS = ("name", "id", "activity", "revision", "county", "place", "employees", "turnover", "status", "year")
#: The column that a table may lack.
SPARED = "revision"
#: The revision of the classification that stages are described in.
OURS = "2"
#: What a column allows, as a pattern of the whole cell, and in words.
_ALLOWED = {
    "name": (r"(?s).*\S.*", "a name"),
    "id": (r"\s*\S+.*", "the fiscal code, or the register's number"),
    "activity": (r"\d{4}|", "a class of four digits, or nothing"),
    "employees": (r"\d+(\.\d+)?|", "a number with a decimal point, from 0, or nothing"),
    "turnover": (r"\d+(\.\d+)?|", "a number with a decimal point, from 0, or nothing"),
    "status": ("|".join(STATUSES), quoted(STATUSES)),
    "year": (r"(19|20)\d\d|", "a year, or nothing"),
}
#: How the data package begins the digest of a register that was brought in.
HASH = "sha256:"


def place_of(study: Study) -> Path | None:
    """Give the file that holds the register of a study; None where it has none."""
    return next((path for name in (PARQUET, CSV) if (path := study.raw / name).is_file()), None)


def check(study: Study) -> list[Problem]:
    """Find what is wrong with the register of a study; a study without one is fine."""
    both = [name for name in (CSV, PARQUET) if (study.raw / name).is_file()]
    if len(both) > 1:
        said = f"There is {both[0].rpartition('/')[2]} beside it."
        return [Problem(study.relative(study.raw / both[1]), said, "Keep one of the two.")]
    path = place_of(study)
    if path is None:
        return []
    wrong = list(check_currency(study, path.relative_to(study.raw).as_posix()))
    if is_brought(study):
        return wrong
    with database.opened() as connection:
        try:
            above = show(connection, path, study.relative(path))
        except StudyError as error:
            return [*wrong, *error.problems]
        found = list(_refused(connection, study.relative(path)))
    return [*wrong, *(replace(problem, row=problem.row and problem.row + above) for problem in found)]


def is_brought(study: Study) -> bool:
    """Whether the register is as it was brought in, with every cell read and accounted for."""
    written = str(study.resources.get(PARQUET, {}).get("hash", ""))
    path = study.raw / PARQUET
    return written.startswith(HASH) and path.is_file() and HASH + digest(path) == written


def show(connection: DuckDBPyConnection, path: Path, name: str) -> int:
    """Give a connection the view `register`: the columns of the table, and the `row` of each firm.

    Returns
    -------
    int
        What is to be added to `row`: within a parquet file it is the place, by which rows are found quickly.

    Raises
    ------
    StudyError
        If the file is damaged, or lacks a column.
    """
    if path.suffix == ".parquet":
        read = database.parquet_of(path)
        held, row, above = database.columns_of(connection, read, name), "file_row_number", 2
    else:
        # A register of millions is brought in as parquet; what is kept by hand is read as all such tables are.
        (grid,) = read_grids(path, name)
        cells = columns_of(grid, name, [column for column in COLUMNS if column != SPARED], others=True)
        cells = cells.map(restored, na_action="ignore").astype("object")
        cells["id"] = cells["id"].str.replace(r"^RO ?(?=\d{2,10}$)", "", regex=True)
        connection.register("cells", cells.where(cells.notna() & (cells != ""), None).assign(row=cells.index))
        held, row, above, read = list(cells.columns), "row", 0, "cells"
    missing = [column for column in COLUMNS if column not in held and column != SPARED]
    if missing:
        raise StudyError(
            Problem(name, f"Column {column} is missing.", f"Needed: {quoted(COLUMNS)}.{nearest(column, held)}", row=1)
            for column in missing
        )
    columns = [column if column in held else f"NULL::VARCHAR AS {column}" for column in COLUMNS]
    connection.execute(f"CREATE VIEW register AS SELECT {', '.join(columns)}, {row} AS row FROM {read}")
    return above


def _refused(connection: DuckDBPyConnection, name: str) -> Iterator[Problem]:
    """Find cells that a column does not allow, and ids that stand twice."""
    try:
        for column, (pattern, allowed) in _ALLOWED.items():
            where = f"NOT regexp_full_match(coalesce(CAST({column} AS VARCHAR), ''), $pattern)"
            yield from _told(connection, name, column, where, "{!r} is not allowed.", f"Allowed: {allowed}.", pattern)
        twice = "id IN (SELECT id FROM register GROUP BY id HAVING count(*) > 1)"
        yield from _told(connection, name, "id", twice, "{} stands twice.", "Keep one row of the firm.")
    except database.error() as error:
        yield database.damaged(name, error)


def _told(
    connection: DuckDBPyConnection, name: str, column: str, where: str, said: str, remedy: str, pattern: str = ""
) -> Iterator[Problem]:
    given = {"pattern": pattern} if pattern else {}
    cells = f"SELECT row, coalesce(CAST({column} AS VARCHAR), ''), count(*) OVER () FROM register"
    rows = f"{cells} WHERE {where} ORDER BY row LIMIT {MOST_TOLD}"
    found = connection.execute(rows, given).fetchall()
    for row, cell, _all in found:
        yield Problem(name, said.format(cell), remedy, row=row, column=column)
    if found and (more := found[0][2] - len(found)):
        yield Problem(name, f"So do {counted(more, 'more cell')}.", "Mend them likewise.", column=column)
