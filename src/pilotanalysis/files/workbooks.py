"""Workbooks of Excel and OpenDocument: looked into first, then read, so that no stray cell fills the memory."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from html import unescape
from pathlib import Path
from posixpath import join, normpath
from typing import IO

import pandas as pd
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from ..problems import Problem, StudyError
from .cells import Agreed, Grid, frame_of, without_blank_rows
from .kinds import DAMAGED
from .ods import look_into_ods
from .refusals import AGAIN, MOST_CELLS, MOST_COLUMNS, Extent, Flaw, SheetCheck, column_of, damaged, protected
from .xls import look_into_old

#: The beginning of a cell that holds anything: its attributes, and what it holds, a value, text or a formula.
_FULL_CELL = re.compile(rb"<(?:\w+:)?c ([^>]*)>\s*<(?:\w+:)?(v|is|f)[ />]([^<]{0,40})")
_PLACE, _ERROR, _TEXT = re.compile(rb'\br="([A-Z]+)([0-9]+)"'), re.compile(rb'\bt="e"'), re.compile(rb'\bt="str"')
#: What follows the name of a formula's element where its value is stored, and the value.
_STORED = re.compile(rb"[^<]*(?:</(?:\w+:)?f>)?\s*<(?:\w+:)?v(?: [^>]*)?>([^<]{1,40})")
#: How much of a sheet is looked at at once, and more than a cell with a formula takes.
_CHUNK, _LONGEST_CELL = 1 << 20, 1 << 16
_FROM_1904 = re.compile(rb"""<(?:\w+:)?workbookPr\b[^>]*\bdate1904\s*=\s*["'](?:1|true)["']""")
_TO_COMPUTE = re.compile(rb"""<(?:\w+:)?calcPr\b[^>]*\bfullCalcOnLoad\s*=\s*["'](?:1|true)["']""")
_ELEMENT = re.compile(rb"<(?:\w+:)?(?:sheet|Relationship)\s([^>]*)>")
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def read_workbook(
    path: Path, name: str, kind: str, wanted: Collection[str] | None = None, agreed: Agreed | None = None
) -> tuple[list[Grid], list[str]]:
    """Read sheets of a workbook, with their formulas and errors.

    Parameters
    ----------
    path : Path
    name : str
        What the analyst calls the file.
    kind : str
        xlsx, xls or ods.
    wanted : collection of str, optional
        Sheets to read; those that are not there are left out. All where not given.
    agreed : callable, optional
        Tells whose contacts may come in; see :class:`Grid`.

    Returns
    -------
    list of Grid
    list of str
        Names of all sheets that there are.

    Raises
    ------
    StudyError
        If the file is damaged or protected; with the sheet and cell of everything that stands far off.
    """
    if kind == "xls":
        looked = look_into_old(path.read_bytes(), name, wanted)
    else:
        looked = (_look_into if kind == "xlsx" else look_into_ods)(path, name, wanted)
    far = [problem for sheet, look in looked.items() if (problem := look.extent.problem(name, sheet))]
    if far:
        raise StudyError(far)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        sheets = [one for one in workbook.sheet_names if wanted is None or one in wanted]
        if not looked.keys() >= set(sheets):
            raise ValueError("its sheets are not where they should be")
        from_1904 = kind == "xlsx" and _counts_from_1904(path)
        grids = [_grid(workbook.get_sheet_by_name(one), name, looked[one], agreed) for one in sheets]
        return [replace(grid, from_1904=from_1904) for grid in grids] if from_1904 else grids, workbook.sheet_names
    except PasswordError:
        raise StudyError(protected(name)) from None
    except (CalamineError, OSError, ValueError) as error:
        said = f"The file cannot be read as a workbook ({error}); it may be damaged."
        raise StudyError(Problem(name, said, AGAIN)) from None
    except BaseException as error:
        # What Rust raises where it gives up is no Exception, and has no name to import.
        if type(error).__module__ != "pyo3_runtime":
            raise
        raise StudyError(Problem(name, "The file cannot be read as a workbook; it is damaged.", AGAIN)) from None


def _grid(sheet: CalamineSheet, name: str, look: SheetCheck, agreed: Agreed | None) -> Grid:
    if not sheet.start or not sheet.end:
        return Grid(sheet.name, pd.DataFrame(), flaws=look.flaws)
    if sheet.width * sheet.height > MOST_CELLS or sheet.width > MOST_COLUMNS:
        said = f"The sheet reaches down to row {sheet.end[0] + 1:,} and is {sheet.width:,} columns wide."
        remedy = "Delete the rows and columns beside the data and save again."
        raise StudyError(Problem(name, said, remedy, sheet.name))
    cells = without_blank_rows(frame_of(sheet.to_python(skip_empty_area=True), sheet.start))
    for flaw in look.flaws:
        if flaw.typed:
            cells.loc[flaw.row, flaw.column - 1] = flaw.typed
    flaws = tuple(flaw for flaw in look.flaws if not flaw.typed)
    ranges = sheet.merged_cell_ranges or ()
    merged = tuple((top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in ranges)
    return Grid(sheet.name, cells, flaws=flaws, agreed=agreed, merged=merged)


def _look_into(path: Path, name: str, wanted: Collection[str] | None) -> Mapping[str, SheetCheck]:
    """Look at each sheet before a reader makes room for all of its cells."""
    looked = {}
    try:
        with zipfile.ZipFile(path) as archive:
            computed = _was_computed(archive)
            for sheet, part in _parts_of(archive).items():
                if wanted is None or sheet in wanted:
                    with archive.open(part) as source:
                        looked[sheet] = _look_at(source, computed)
    except DAMAGED as error:
        raise StudyError(damaged(name, error)) from None
    return looked


def _was_computed(archive: zipfile.ZipFile) -> bool:
    """Whether a spreadsheet has computed the formulas of a workbook since a program wrote it."""
    return "xl/calcChain.xml" in archive.namelist() or not _TO_COMPUTE.search(archive.read("xl/workbook.xml"))


def _counts_from_1904(path: Path) -> bool:
    """Whether a workbook says that it counts days from 1904, as those of old Macs do."""
    with zipfile.ZipFile(path) as archive:
        return bool(_FROM_1904.search(archive.read("xl/workbook.xml")))


def _parts_of(archive: zipfile.ZipFile) -> dict[str, str]:
    """Name of the part in which each sheet is, by the name of the sheet."""
    there = {part.lower(): part for part in archive.namelist()}
    targets = {one["Id"]: one["Target"] for one in _elements(archive.read("xl/_rels/workbook.xml.rels"))}
    parts = {}
    for one in _elements(archive.read("xl/workbook.xml")):
        # A damaged file names a sheet without its part, or a part that is not there.
        place = next((value for key, value in one.items() if key.endswith(":id")), "")
        parts[one["name"]] = there[normpath(join("/xl", targets[place])).strip("/").lower()]
    return parts


def _elements(xml: bytes) -> Iterator[dict[str, str]]:
    """Attributes of each sheet, or of each relationship between parts."""
    for element in _ELEMENT.finditer(xml):
        found = _ATTRIBUTE.findall(element[1])
        yield {key.decode(): unescape((double or single).decode()) for key, double, single in found}


def _look_at(sheet: IO[bytes], computed: bool) -> SheetCheck:
    """Find how far the cells reach, and those that hold formulas or errors.

    A survey tool that writes an answer which begins with an equals sign makes a formula of it, which gives 0 until a
    spreadsheet computes it.
    """
    extent, flaws = Extent(), []
    for cell in _full_cells(sheet):
        about, held, beginning = cell.groups()
        place = _PLACE.search(about)
        if not place:
            continue
        row, column = int(place[2]), column_of(place[1].decode())
        extent.take(row, column)
        value = _STORED.match(cell.string, cell.end(2)) if held == b"f" else None
        if _ERROR.search(about):
            shown = (value[1] if value else beginning).decode(errors="replace")
            flaws.append(Flaw(row, column, unescape(shown) or "of a formula"))
        elif held == b"f":
            typed = "" if computed or not value or value[1] != b"0" else _formula(cell)
            # A formula that gives an empty text is marked as one that gives text.
            flaws.append(Flaw(row, column, stored=bool(value or _TEXT.search(about)), typed=typed))
    return SheetCheck(extent, tuple(flaws))


def _formula(cell: re.Match[bytes]) -> str:
    """Text of a formula, with its equals sign."""
    start = cell.start(3)
    return "=" + unescape(cell.string[start : cell.string.index(b"<", start)].decode(errors="replace"))


def _full_cells(sheet: IO[bytes]) -> Iterator[re.Match[bytes]]:
    """Cells that hold anything, each seen whole."""
    buffer = b""
    while chunk := sheet.read(_CHUNK):
        buffer += chunk
        end = len(buffer) - _LONGEST_CELL
        for cell in _FULL_CELL.finditer(buffer):
            if cell.start() >= end:
                break
            yield cell
        buffer = buffer[max(end, 0) :]
    yield from _FULL_CELL.finditer(buffer)
