"""Workbooks that people fill in: sheets of known names, their cells taken as written or refused where they stand."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import pandas as pd

from ..problems import Problem, StudyError, nearest, quoted
from ..tables import NONE, SEPARATOR, row_ids
from .cells import Agreed
from .checked import columns_of
from .kinds import called_otherwise, is_called, kind_of
from .workbooks import read_workbook

#: Name of the column with the row number; no question can bear it.
ROW = "#row"


def read_sheets(
    path: Path, name: str, wanted: Mapping[str, Sequence[str]], others: bool = False, agreed: Agreed | None = None
) -> dict[str, pd.DataFrame]:
    """Read sheets of a workbook as text.

    Parameters
    ----------
    path : Path
    name : str
        What the analyst calls the file.
    wanted : mapping
        For each sheet, the columns it must have.
    others : bool
        Whether to read the other columns too.
    agreed : callable, optional
        Tells whose contacts may come in, where a sheet has a column for them; see ``cells.Grid``.

    Returns
    -------
    dict of DataFrame
        Text, missing where a cell is blank, one frame a sheet; ``#row`` counts as the spreadsheet does.
        Rows without any content are left out.

    Raises
    ------
    StudyError
        If the file cannot be opened, or a sheet or column is missing; with every cell of every sheet that holds
        an error, or a formula whose result is not stored.
    """
    grids, there = read_workbook(path, name, _kind(path, name), wanted, agreed)
    by_name = {grid.sheet: grid for grid in grids}
    frames: dict[str, pd.DataFrame] = {}
    problems: list[Problem] = []
    for sheet, columns in wanted.items():
        if sheet not in by_name:
            said = f"Sheet {sheet} is missing; the file has {quoted(there)}."
            remedy = f"Name the sheets {quoted(wanted)}.{nearest(sheet, there)}"
            problems.append(Problem(name, said, remedy))
            continue
        try:
            frames[sheet] = _frame(columns_of(by_name[sheet], name, columns, others))
        except StudyError as error:
            problems += error.problems
    if problems:
        raise StudyError(problems)
    return frames


def sheets_of(path: Path, name: str) -> list[str]:
    """Name the sheets of a workbook.

    Raises
    ------
    StudyError
        If the file cannot be opened.
    """
    return read_workbook(path, name, _kind(path, name), ())[1]


def _kind(path: Path, name: str) -> str:
    kind = kind_of(path, name)
    if kind not in ("xlsx", "xls") or not is_called(path, kind):
        raise StudyError(called_otherwise(path, name, kind, "Open it in a spreadsheet and save it as .xlsx."))
    return kind


def _frame(cells: pd.DataFrame) -> pd.DataFrame:
    """Cells without blanks around them, with the number of each row in a column of its own."""
    bare = pd.DataFrame({column: cells[column].str.strip() for column in cells}, index=cells.index)
    bare = bare.mask(bare == "").dropna(how="all")
    bare.insert(0, ROW, bare.index.astype("int64"))
    return bare.reset_index(drop=True)


class Sheet:
    """Text cells of one sheet, with what is wrong in them.

    Parameters
    ----------
    path : str
        What the analyst calls the file, for messages.
    file : str
        The file below ``data/raw``, for lineage.
    name : str
        Name of the sheet.
    frame : DataFrame
        Text cells and ``#row``, as :func:`read_sheets` gives them.
    """

    def __init__(self, path: str, file: str, name: str, frame: pd.DataFrame) -> None:
        self.path = path
        self.file = file
        self.name = name
        self.frame = frame
        self.problems: list[Problem] = []

    def lineage(self, wave: str) -> pd.DataFrame:
        """Head columns of the table: where each row stands."""
        rows = self.frame[ROW]
        return pd.DataFrame(
            {
                "row_id": row_ids(self.file, self.name, rows),
                "wave": wave,
                "file": self.file,
                "sheet": self.name,
                "row": rows,
            }
        )

    def text(self, column: str) -> pd.Series:
        """Text as it stands; a blank is refused."""
        values = self.frame[column]
        self._refuse(column, values.isna(), "The cell is empty.", "Fill it in.")
        return values.fillna("")

    def choice(self, column: str, allowed: Collection[str], optional: bool = False) -> pd.Series:
        """One of the allowed codes; a blank only where `optional`."""
        values = self.frame[column]
        if not optional:
            self._refuse(column, values.isna(), "The cell is empty.", f"Allowed: {quoted(allowed)}.")
        for value in values.dropna().unique():
            if value not in allowed:
                remedy = f"Allowed: {quoted(allowed)}.{nearest(value, allowed)}"
                self._refuse(column, values.eq(value), f"{value!r} is not allowed.", remedy)
        return values

    def codes(self, column: str, allowed: Collection[str], what: str) -> pd.Series:
        """Codes joined by ``;``, each once, in their order; ``none`` where no code applies, a blank stays missing.

        Parameters
        ----------
        column : str
        allowed : collection of str
        what : str
            What each of the codes is, with its article, for messages.
        """
        values = self.frame[column]
        split = {
            value: list(dict.fromkeys(part.strip() for part in value.split(SEPARATOR)))
            for value in values.dropna().unique()
        }
        for value, parts in split.items():
            for part in parts if parts != [NONE] else ():
                if part not in allowed:
                    remedy = f"Known: {quoted(allowed)}.{nearest(part, allowed)}"
                    self._refuse(column, values.eq(value), f"{part} is not {what}.", remedy)
        return values.map({value: SEPARATOR.join(parts) for value, parts in split.items()})

    def refuse(self, row: int, found: str, remedy: str, column: str | None = None) -> None:
        """Note what is wrong in a row."""
        self.problems.append(Problem(self.path, found, remedy, self.name, row, column))

    def _refuse(self, column: str, wrong: pd.Series, found: str, remedy: str) -> None:
        for row in self.frame.loc[wrong[wrong].index, ROW]:
            self.refuse(int(row), found, remedy, column)
