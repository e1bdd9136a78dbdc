"""Read workbooks as their makers wrote them: sheets of text, each row with its number."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from ..problems import Problem, StudyError, nearest, quoted

#: Name of the column with the row number; no question can bear it.
ROW = "#row"


def read_sheets(
    path: Path, name: str, wanted: Mapping[str, Sequence[str]], others: bool = False
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

    Returns
    -------
    dict of DataFrame
        Text, missing where a cell is blank, one frame a sheet; ``#row`` counts as the spreadsheet does.
        Rows without any content are left out.

    Raises
    ------
    StudyError
        If the file cannot be opened, or a sheet or column is missing.
    """
    workbook = _open(path, name)
    missing = [sheet for sheet in wanted if sheet not in workbook.sheet_names]
    if missing:
        raise StudyError(
            Problem(
                name,
                f"Sheet {sheet} is missing; the file has {quoted(workbook.sheet_names)}.",
                f"Name the sheets {quoted(wanted)}.{nearest(sheet, workbook.sheet_names)}",
            )
            for sheet in missing
        )
    return {sheet: _frame(workbook, name, sheet, columns, others) for sheet, columns in wanted.items()}


def _open(path: Path, name: str) -> CalamineWorkbook:
    if not path.is_file():
        raise StudyError(Problem(name, "The file is missing.", "Put the workbook there, under this name."))
    if path.stat().st_size == 0:
        raise StudyError(Problem(name, "The file is empty (0 bytes).", "Export or copy it again."))
    try:
        return CalamineWorkbook.from_path(str(path))
    except PasswordError:
        raise StudyError(
            Problem(name, "The file is protected by a password.", "Save it without a password and try again.")
        ) from None
    except (CalamineError, zipfile.BadZipFile, OSError, ValueError) as error:
        if path.read_bytes()[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
            said = "The file is protected by a password, or is an old .xls under another name."
            raise StudyError(Problem(name, said, "Save it as .xlsx without a password.")) from None
        said = f"The file cannot be read as a workbook ({error})."
        raise StudyError(Problem(name, said, "Open it in a spreadsheet and save it as .xlsx.")) from None


def _frame(workbook: CalamineWorkbook, name: str, sheet: str, columns: Sequence[str], others: bool) -> pd.DataFrame:
    opened = workbook.get_sheet_by_name(sheet)
    first = opened.start[0] if opened.start else 0
    cells = opened.to_python(skip_empty_area=True)
    heads = [str(cell).strip() for cell in cells[0]] if cells else []
    missing = [column for column in columns if column not in heads]
    if missing:
        raise StudyError(
            Problem(
                name,
                f"Column {column} is missing." if heads else "The sheet is empty.",
                f"The first row names the columns: {quoted(columns)}.{nearest(column, heads)}",
                sheet=sheet,
                row=first + 1,
            )
            for column in missing[: None if heads else 1]
        )
    twice = [column for column in columns if heads.count(column) > 1]
    if twice:
        said = f"Column {quoted(twice)} stands twice."
        raise StudyError(Problem(name, said, "Keep one of them.", sheet=sheet, row=first + 1))
    if others:
        columns = [*columns, *(head for head in dict.fromkeys(heads) if head and head not in columns)]
    places = [heads.index(column) for column in columns]
    rows = {first + 1 + number: [_text(cells[number][place]) for place in places] for number in range(1, len(cells))}
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=list(columns), dtype="str")
    frame.insert(0, ROW, frame.index.astype("int64"))
    return frame.dropna(subset=list(columns), how="all").reset_index(drop=True)


def _text(cell: object) -> str | None:
    """Set a cell as text: whole numbers without ``.0``, blank as missing."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell).strip()
    return text or None
