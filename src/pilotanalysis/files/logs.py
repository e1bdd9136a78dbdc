"""Logs that people keep, one table a file: CSV or a workbook, as their office has it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
from pandera.typing import DataFrame

from ..problems import Problem, StudyError, nearest, quoted
from ..study import Study
from ..tables import Lineage, TableModel, TableSet, conform, empty, row_ids
from .cells import Grid
from .checked import refused, taken, with_numbers
from .grids import read_grids

#: Endings of the file of a log, and of files that hold tables.
ENDINGS = (".csv", ".xlsx")
_OF_TABLES = (*ENDINGS, ".xls", ".ods", ".tsv", ".txt")
#: So similar is a mistyped name to the right one; names of two logs are less alike.
_MISTYPED = 0.8
_HEAD = tuple(Lineage.to_schema().columns)


def read_log(path: Path, names: tuple[str, str], study: Study, model: type[TableModel]) -> DataFrame[TableModel]:
    """Read a log, every cell held to what its column allows; without a file it has no rows.

    Parameters
    ----------
    path : Path
        The file without its ending.
    names : (str, str)
        The same as the analyst knows it, for messages; and below ``data/raw``, for lineage.
    study : Study
        Gives the wave, and the languages whose words the file has to have.
    model : type of StudyTable
        Derives from ``Lineage``; the file has all other columns, but for those that it may lack, and may have more.

    Raises
    ------
    StudyError
        If there are two files, or one that cannot be read; with every cell that its column does not allow.
    """
    there = [ending for ending in ENDINGS if path.with_name(path.name + ending).is_file()]
    if len(there) > 1:
        raise StudyError(Problem(names[0] + there[0], f"There is {path.name}{there[1]} too.", "Keep one of them."))
    if not there:
        return empty(model)
    name, file = (known + there[0] for known in names)
    grid = _only(read_grids(path.with_name(path.name + there[0]), name), name, path.name)
    columns = [name for name in model.to_schema().columns if name not in _HEAD]
    cells = _bare(taken(grid, name, model, columns, study.languages))
    problems = [replace(problem, sheet=grid.sheet or None) for problem in refused(name, cells, model, {})]
    if problems:
        raise StudyError(problems)
    ids, wave = row_ids(file, grid.sheet, cells.index), study.settings.wave
    head = {"row_id": ids, "wave": wave, "file": file, "sheet": grid.sheet}
    frame = with_numbers(cells.mask(cells == ""), model).assign(**head, row=cells.index)
    return conform(frame, model)


def read_folder(study: Study, folder: str, logs: Mapping[type[TableModel], str]) -> TableSet:
    """Read all logs of a folder, every cell held to what its column allows.

    Parameters
    ----------
    study : Study
    folder : str
        Below ``data/raw``.
    logs : mapping of type to str
        Name of the log of each table, without ending.

    Raises
    ------
    StudyError
        With every cell of every log that its column does not allow.
    """
    tables, problems = TableSet(), list[Problem]()
    for model, log in logs.items():
        file = f"{folder}/{log}"
        path = study.raw / file
        try:
            tables[model] = read_log(path, (study.relative(path), file), study, model)
        except StudyError as error:
            problems += error.problems
    if problems:
        raise StudyError(problems)
    return tables


def spoilt_cells(study: Study, folder: str, logs: Mapping[type[TableModel], str]) -> list[Problem]:
    """Find every cell of the logs of a folder that its column does not allow, whatever else is wrong with the study.

    Parameters
    ----------
    study : Study
    folder : str
    logs : mapping of type to str
        As of :func:`read_folder`.
    """
    try:
        read_folder(study, folder, logs)
    except StudyError as error:
        return error.problems
    return []


def unread(study: Study, folder: Path, logs: Sequence[str]) -> list[Problem]:
    """Find files of a folder that would be taken for a log, but for their name or ending.

    Parameters
    ----------
    study : Study
    folder : Path
    logs : sequence of str
        Names of the logs, without ending.
    """
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        name, ending = path.stem.lower(), path.suffix
        if name in logs and (path.stem != name or ending not in ENDINGS) and path.is_file():
            remedy = f"Save it as {name}.csv or {name}.xlsx, in small letters."
            found.append(Problem(study.relative(path), "It is not read under this name.", remedy))
        elif name not in logs and (alike := nearest(name, logs, _MISTYPED)) and ending.lower() in _OF_TABLES:
            found.append(Problem(study.relative(path), f"No log is called {path.stem}.", f"Rename it.{alike}"))
    return found


def _only(grids: list[Grid], name: str, wanted: str) -> Grid:
    """Take the sheet that bears the name of the log, or the only one."""
    own = [grid for grid in grids if grid.sheet == wanted] or grids
    if len(own) > 1:
        said = f"It has several sheets: {quoted([grid.sheet for grid in own])}."
        raise StudyError(Problem(name, said, f"Name the one with the table {wanted}."))
    return own[0]


def _bare(cells: pd.DataFrame) -> pd.DataFrame:
    """Cells without blanks around them, days and times as people write them; rows without content are left out."""
    text = pd.DataFrame({column: cells[column].fillna("").str.strip() for column in cells})
    # A spreadsheet keeps a day with the hour 0, and a time with its seconds.
    whole_day, to_the_second = r"^(\d{4}-\d\d-\d\d)[ T]00:00:00$", r"^(\d\d:\d\d):00$"
    text = text.replace([whole_day, to_the_second], r"\1", regex=True)
    return text.loc[(text != "").any(axis=1)]
