"""What people filled in in the review, row by row: from the workbook, from a sheet saved as CSV, from JupyterLab."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from ...files.cells import Grid, frame_of, text_of
from ...files.kinds import called_otherwise, is_called, kind_of
from ...files.refusals import place_of
from ...files.text import read_text
from ...files.workbooks import read_workbook
from ...problems import Problem, StudyError, nearest, quoted
from .workbook import ABOUT, DECISION, KEYS, NOTHING_WAITS, SHEETS


@dataclass(frozen=True)
class FilledRow:
    """A row in which somebody decided.

    Attributes
    ----------
    file : str
        What the analyst calls the file.
    sheet : str
        One of :data:`SHEETS`.
    row : int
        As a spreadsheet counts.
    cells : Mapping[str, str]
        By column, without blanks around them; empty where nothing stands.
    """

    file: str
    sheet: str
    row: int
    cells: Mapping[str, str]

    def problem(self, said: str, remedy: str, column: str = "decision") -> Problem:
        """Say what is wrong with a cell of the row."""
        return Problem(self.file, said, remedy, self.sheet, self.row, column)


@dataclass
class Filled:
    """What was filled in, and what of it nobody can take: neither holds up the other."""

    rows: list[FilledRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_filled(path: Path, name: str) -> Filled:
    """Read what was filled in in a workbook, or in a sheet of it that was saved as CSV.

    Parameters
    ----------
    path : Path
    name : str
        What the analyst calls the file, for messages.

    Raises
    ------
    StudyError
        If it cannot be opened.
    """
    filled = Filled()
    for sheet, grid in _sheets(path, name, filled.problems):
        _take(filled, name, sheet, grid)
    return filled


def frames_filled(frames: Mapping[str, pd.DataFrame], name: str) -> Filled:
    """Take what was filled in in the sheets of the workbook that stands there, as ``read_review`` gives them."""
    filled = Filled()
    for sheet, frame in frames.items():
        cells = [[None if pd.isna(cell) else text_of(cell) for cell in row] for row in frame.to_numpy().tolist()]
        grid = Grid(sheet, frame_of([list(map(str, frame.columns)), *cells]))
        if sheet in SHEETS:
            _take(filled, name, sheet, grid)
        else:
            filled.problems.append(_unknown(name, sheet))
    return filled


def frames_of(path: Path, name: str) -> dict[str, pd.DataFrame]:
    """Give the sheets of the workbook, all rows of them.

    Raises
    ------
    StudyError
        If a sheet or column is missing, or a sheet is none of the review's.
    """
    problems: list[Problem] = []
    frames = {}
    for sheet, grid in _sheets(path, name, problems):
        frame = _frame(name, sheet, grid, problems)
        frames[sheet] = frame.reindex(columns=list(SHEETS[sheet]), fill_value="").reset_index(drop=True)
    problems += [Problem(name, f"Sheet {sheet} is missing.", "Restore it.") for sheet in SHEETS if sheet not in frames]
    if problems:
        raise StudyError(problems)
    return frames


def _sheets(path: Path, name: str, problems: list[Problem]) -> Iterator[tuple[str, Grid]]:
    """Sheets that people fill in; what else there is, is told."""
    kind = kind_of(path, name)
    if kind == "csv" and is_called(path, kind):
        grid = read_text(path.read_bytes(), name)
        yield _sheet_of(path.stem, grid), grid
        return
    if kind not in ("xlsx", "xls") or not is_called(path, kind):
        remedy = "Save it as .xlsx, or each sheet as CSV."
        raise StudyError(called_otherwise(path, name, kind, remedy))
    for grid in read_workbook(path, name, kind)[0]:
        sheet = grid.sheet.strip().lower()
        if sheet in SHEETS:
            yield sheet, grid
        elif sheet != ABOUT and len(grid.cells):
            problems.append(_unknown(name, grid.sheet))


def _unknown(name: str, sheet: str) -> Problem:
    remedy = (
        f"Sheets are {quoted(SHEETS)}: name it as it was, or keep it in a file of your own.{nearest(sheet, SHEETS)}"
    )
    return Problem(name, "It is no sheet of the review; nothing of it is brought in.", remedy, sheet)


def _sheet_of(stem: str, grid: Grid) -> str:
    """Tell which sheet a CSV holds, by the most of the columns that tell its rows apart, then by the file's name."""
    heads = {*_heads(grid).values()}

    def likeness(sheet: str) -> tuple[bool, float, bool]:
        keys = KEYS[sheet]
        return heads >= {*keys}, len(heads.intersection(SHEETS[sheet])) / len(SHEETS[sheet]), sheet in stem.lower()

    return max(SHEETS, key=likeness)


def _head(cell: object) -> str:
    return " ".join(str(cell).split()).lower()


def _frame(name: str, sheet: str, grid: Grid, problems: list[Problem]) -> pd.DataFrame:
    """Cells of a sheet by the number of their row; no row where a column is missing that one needs."""
    columns, needed = SHEETS[sheet], (*KEYS[sheet], *DECISION)
    heads = _heads(grid)
    cells = grid.cells.iloc[1:].fillna("").apply(lambda column: column.str.strip())
    first = int(grid.cells.index[0]) if len(grid.cells) else 1
    for place, head in heads.items():
        if head not in columns and (cells[place] != "").any():
            shown = head or place_of(first, place + 1)
            said = f"Column {shown} is no part of the review; what it holds is not brought in, and not kept."
            remedy = f"Move it to why, or to a file of your own.{nearest(head, needed)}"
            problems.append(Problem(name, said, remedy, sheet, first))
    held = list(heads.values())
    wrong = [column for column in needed if held.count(column) != 1]
    for column in wrong:
        said = "stands twice" if column in held else "is missing"
        remedy = f"Name each column once: {quoted(columns)}.{nearest(column, set(held) - set(columns))}"
        problems.append(Problem(name, f"Column {column} {said}; no row is brought in.", remedy, sheet, first))
    if wrong:
        return pd.DataFrame(columns=list(columns), dtype="str")
    places = {head: place for place, head in heads.items() if head in columns}
    frame: pd.DataFrame = cells[list(places.values())].set_axis(list(places), axis=1)
    there: pd.Series = (frame != "").any(axis=1) & ~(cells == NOTHING_WAITS).any(axis=1)
    return frame.loc[there]


def _heads(grid: Grid) -> dict[int, str]:
    """Headers by the place of their column; empty where a column has none."""
    if grid.cells.empty:
        return {}
    cells = zip(grid.cells.columns.tolist(), grid.cells.iloc[0].tolist(), strict=True)
    return {int(place): _head(cell) if pd.notna(cell) else "" for place, cell in cells}


def _take(filled: Filled, name: str, sheet: str, grid: Grid) -> None:
    """Take the rows of a sheet in which somebody decided."""
    frame = _frame(name, sheet, grid, filled.problems)
    needed = {place + 1: head for place, head in _heads(grid).items() if head in (*KEYS[sheet], *DECISION)}
    flawed = {flaw.row: flaw for flaw in reversed(grid.flaws) if flaw.column in needed}
    for row, cells in zip(frame.index.tolist(), frame.to_dict("records"), strict=True):
        one = FilledRow(name, sheet, int(row), {str(column): str(cell) for column, cell in cells.items()})
        flaw = flawed.get(one.row)
        if flaw and (one.cells["decision"] or needed[flaw.column] == "decision"):
            told = flaw.problem(name, sheet)
            filled.problems.append(one.problem(told.found, told.remedy, needed[flaw.column]))
        elif one.cells["decision"]:
            filled.rows.append(one)
        elif one.cells["why"]:
            filled.problems.append(one.problem("There is a reason and no decision.", "Decide, or clear it.", "why"))
