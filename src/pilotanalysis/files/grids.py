"""Files as their makers wrote them: sheets of text, where a blank may say more than nothing."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path, PurePosixPath

from ..problems import Problem, StudyError
from .cells import Grid
from .kinds import DAMAGED, ENDINGS, called_otherwise, is_called, kind_of
from .refusals import MOST_COLUMNS, damaged, flawed
from .spss import read_spss
from .text import read_text
from .workbooks import read_workbook


def read_grids(path: Path, name: str, encoding: str | None = None, separator: str | None = None) -> list[Grid]:
    """Read all sheets of a file that hold anything.

    Parameters
    ----------
    path : Path
    name : str
        What the analyst calls the file.
    encoding, separator : str, optional
        Of a text file, where the study states them; a separator is ``comma``, ``semicolon``, ``tab`` or ``pipe``.

    Raises
    ------
    StudyError
        If it cannot be read or is not what its name says; with every cell that holds a formula or an error.
    """
    kind = kind_of(path, name)
    if not is_called(path, kind):
        raise StudyError(called_otherwise(path, name, kind, f"Rename it to {path.stem}{ENDINGS[kind][0]}."))
    if kind == "csv":
        grids = [read_text(path.read_bytes(), name, encoding, separator)]
    elif kind == "zip":
        grids = _tables_of(path, name)
    elif kind == "sav":
        grids = [read_spss(path, name)]
    else:
        grids, _names = read_workbook(path, name, kind)
    problems = [problem for grid in grids for problem in flawed(name, grid.sheet, grid.flaws)]
    filled = [grid for grid in grids if len(grid.cells)]
    for grid in filled:
        if grid.cells.shape[1] > MOST_COLUMNS:
            said, remedy = f"There are {grid.cells.shape[1]:,} columns.", f"No export has more than {MOST_COLUMNS:,}"
            problems.append(Problem(name, said, f"{remedy}: export it again.", grid.sheet or None))
    if not problems and not filled:
        problems = [Problem(name, "There is nothing in the file.", "Export it again.")]
    if problems:
        raise StudyError(problems)
    return filled


def _tables_of(path: Path, name: str) -> list[Grid]:
    """Read the tables of an archive, the one with the shortest name first: the others are called after it."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = sorted(archive.namelist(), key=lambda part: (len(part), part))
            content = {PurePosixPath(part).stem: archive.read(part) for part in parts}
    except DAMAGED as error:
        raise StudyError(damaged(name, error)) from None
    return [replace(read_text(one, name, "utf-8-sig"), sheet=sheet) for sheet, one in content.items()]
