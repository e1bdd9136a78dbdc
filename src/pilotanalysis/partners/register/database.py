"""The database that reads registers: in memory, within bounds, and without a network."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ...files.refusals import AGAIN
from ...problems import Problem, StudyError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

#: What the database may take of the memory; beyond that it writes to the folder that it is given.
_MEMORY = "1200MB"
_MOST_THREADS = 4


@contextmanager
def opened(spill: Path | None = None) -> Iterator[DuckDBPyConnection]:
    """Open a database in memory.

    Parameters
    ----------
    spill : Path, optional
        Folder for what does not fit into memory.
    """
    import duckdb

    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": min(os.cpu_count() or 1, _MOST_THREADS),
        "memory_limit": _MEMORY,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "temp_directory": str(spill) if spill else "",
    }
    with duckdb.connect(config=config) as connection:
        yield connection


def error() -> type[Exception]:
    """Give the class of what the database raises."""
    import duckdb

    return duckdb.Error


def damaged(name: str, problem: Exception) -> Problem:
    """The database cannot read a file."""
    return Problem(name, f"The file is damaged or cut off ({str(problem).splitlines()[0]}).", AGAIN)


def text_of(value: object) -> str:
    """Set a value as a text of SQL."""
    return "'" + str(value).replace("'", "''") + "'"


def parquet_of(path: Path) -> str:
    """Say in SQL how a parquet file is read."""
    return f"read_parquet({text_of(path)}, file_row_number = true)"


def csv_of(path: Path, separator: str, quoting: bool, width: int) -> str:
    """Say in SQL how a text file is read: columns c0, c1 and on as text; lines of another width are put aside.

    Parameters
    ----------
    path : Path
    separator : str
    quoting : bool
        Whether quotation marks stand around cells; else they are part of the text, as in trade registers.
    width : int
        Number of its columns.
    """
    mark = text_of('"' if quoting else "")
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(width))
    options = (
        f"delim = {text_of(separator)}, quote = {mark}, escape = {mark}, comment = '', columns = {{{columns}}}",
        "header = true, all_varchar = true, auto_detect = false",
        "ignore_errors = true, store_rejects = true, rejects_limit = 0",
    )
    return f"read_csv({text_of(path)}, {', '.join(options)})"


def columns_of(connection: DuckDBPyConnection, read: str, name: str) -> list[str]:
    """Name the columns of a file.

    Raises
    ------
    StudyError
        If it cannot be read.
    """
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {read}").fetchall()
    except error() as problem:
        raise StudyError(damaged(name, problem)) from None
    return [str(row[0]) for row in described]
