"""Files as their makers wrote them: sheets of text, where a blank may say more than nothing.

A file is opened by what it is, never by what it is called: a name that says something else is told.
"""

from __future__ import annotations

import csv
import io
import lzma
import pickle
import re
import subprocess
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, AnyStr

import numpy as np
import pandas as pd
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from ...problems import Problem, StudyError, quoted
from .old_workbook import look_into_old
from .refusals import (
    AGAIN,
    MOST_BYTES,
    MOST_CELLS,
    MOST_COLUMNS,
    damaged,
    error_cell,
    far_off,
    formula,
    number_of,
    protected,
)

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}
_ENDINGS = {"xlsx": (".xlsx", ".xlsm"), "xls": (".xls",), "sav": (".sav",), "csv": (".csv", ".txt", ".tsv")}
_CALLED = {"xlsx": "an Excel workbook", "xls": "an old Excel workbook", "sav": "an SPSS file", "csv": "text"}
#: What a value stands for that SPSS declares missing without saying why.
_NO_ANSWER = "no answer"
#: What is raised over an archive that is damaged, by the module or by what unpacks its parts.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, NotImplementedError, ValueError, RuntimeError,
    KeyError,
)  # fmt: skip
#: Where an old container names what a password protects.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
#: The beginning of a cell that holds anything, and what it holds: a value, text or a formula.
_FULL_CELL = re.compile(rb'<(?:\w+:)?c (?:[^>]*? )?r="([A-Z]+)([0-9]+)"([^>]*)>\s*<(?:\w+:)?(v|is|f)[ />]([^<]{0,40})')
#: How much of a sheet is looked at at once, and more than the beginning of a cell takes.
_CHUNK, _OVERLAP = 1 << 20, 1 << 10
_LONGEST_CELL = 10_000_000
#: Reads an SPSS file and writes what it holds, or what is wrong with it; and how many seconds it may take.
_SPSS_READER = """
import pickle, sys
import pyreadstat
try:
    values, about = pyreadstat.read_sav(sys.argv[1], user_missing=True, output_format="dict")
    said = values, about.variable_value_labels, about.missing_ranges or {}
except Exception as error:
    said = str(error)
pickle.dump(said, sys.stdout.buffer)
"""
_PATIENCE = 300
_BYTE_ORDER = (b"\xff\xfe", b"\xfe\xff")
_LEGACY = ("cp1250", "cp1252", "iso8859_2", "iso8859_16", "mac_latin2")


@dataclass(frozen=True)
class Grid:
    """One sheet.

    Attributes
    ----------
    sheet : str
        Its name; empty where the file has no sheets.
    cells : DataFrame of str
        Columns counted from 0, rows by their number in the file, from 1. Missing: nothing is there.
    tells_blanks : bool
        Whether an empty text is another thing than nothing.
    encoding, separator : str
        Of a text file.
    """

    sheet: str
    cells: pd.DataFrame
    tells_blanks: bool = False
    encoding: str = ""
    separator: str = ""


def read_grids(path: Path, name: str, encoding: str | None = None, separator: str | None = None) -> list[Grid]:
    """Read all sheets of a file that hold anything.

    Parameters
    ----------
    path : Path
    name : str
        What the analyst calls the file.
    encoding, separator : str, optional
        Of a text file, where the study states them; a separator is ``comma``, ``semicolon`` or ``tab``.

    Raises
    ------
    StudyError
        If it cannot be read, is not what its name says, or holds formulas.
    """
    kind = _kind(path, name)
    if path.suffix.lower() not in _ENDINGS[kind]:
        said = f"The file is {_CALLED[kind]}, not what {path.suffix or 'a name without ending'} says."
        raise StudyError(Problem(name, said, f"Rename it to {path.stem}{_ENDINGS[kind][0]}."))
    if kind == "csv":
        grids = [_read_text(path.read_bytes(), name, encoding, separator)]
    elif kind == "sav":
        grids = [_read_spss(path, name)]
    else:
        grids = _read_workbook(path, name, kind)
    filled = [grid for grid in grids if len(grid.cells)]
    if not filled:
        raise StudyError(Problem(name, "There is nothing in the file.", "Export it again."))
    for grid in filled:
        if grid.cells.shape[1] > MOST_COLUMNS:
            said = f"There are {grid.cells.shape[1]:,} columns."
            raise StudyError(
                Problem(name, said, f"No export has more than {MOST_COLUMNS:,}: export it again.", grid.sheet or None)
            )
    return filled


def _kind(path: Path, name: str) -> str:
    if not path.is_file():
        raise StudyError(Problem(name, "The file is missing.", "Put the export there, under this name."))
    size = path.stat().st_size
    if size == 0:
        raise StudyError(Problem(name, "The file is empty (0 bytes).", AGAIN))
    if size > MOST_BYTES:
        raise StudyError(Problem(name, f"The file has {size:,} bytes.", "No export is that large: export it again."))
    with path.open("rb") as source:
        head = source.read(4096)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        _refuse_other_archives(path, name)
        return "xlsx"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if _ENCRYPTED in path.read_bytes():
            raise StudyError(protected(name))
        return "xls"
    if head.startswith((b"$FL2", b"$FL3")):
        return "sav"
    if re.match(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|table|\?xml|meta)", head, re.IGNORECASE):
        said = "The file is a web page or XML under another name."
        raise StudyError(Problem(name, said, "Open it in a spreadsheet and save it as .xlsx."))
    if b"\0" in head and not head.startswith(_BYTE_ORDER):
        said = "The file is neither a workbook, nor SPSS, nor text."
        raise StudyError(Problem(name, said, "Export it again as CSV or XLSX."))
    return "csv"


def _refuse_other_archives(path: Path, name: str) -> None:
    """Refuse a zip that is no Excel workbook, or one that would burst the memory."""
    try:
        with zipfile.ZipFile(path) as archive:
            inside = archive.infolist()
    except _DAMAGED as error:
        raise StudyError(damaged(name, error)) from None
    held = [part.filename for part in inside]
    if "content.xml" in held and "mimetype" in held:
        said = "The file is an OpenDocument sheet."
        raise StudyError(Problem(name, said, "Open it in a spreadsheet and save it as .xlsx."))
    if "xl/workbook.bin" in held:
        said = "The file is a binary Excel workbook (.xlsb)."
        raise StudyError(Problem(name, said, "Open it in Excel and save it as .xlsx."))
    if not any(part.startswith("xl/") for part in held):
        said = f"The file is an archive that holds {quoted(held[:3]) or 'nothing'}."
        raise StudyError(Problem(name, said, "Unpack it, and put the export itself there."))
    if sum(part.file_size for part in inside) > MOST_BYTES:
        raise StudyError(Problem(name, "The workbook unpacks to more than 2 GB.", "Export it again."))


def _read_workbook(path: Path, name: str, kind: str) -> list[Grid]:
    if kind == "xlsx":
        _look_into(path, name)
    else:
        look_into_old(path.read_bytes(), name)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        return [_grid(workbook.get_sheet_by_name(sheet), name) for sheet in workbook.sheet_names]
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


def _grid(sheet: CalamineSheet, name: str) -> Grid:
    if not sheet.start or not sheet.end:
        return Grid(sheet.name, pd.DataFrame())
    if sheet.width * sheet.height > MOST_CELLS or sheet.width > MOST_COLUMNS:
        said = f"The sheet reaches down to row {sheet.end[0] + 1:,} and is {sheet.width:,} columns wide."
        remedy = "Delete the rows and columns beside the data and save again."
        raise StudyError(Problem(name, said, remedy, sheet.name))
    return Grid(sheet.name, _without_blank_rows(_frame(sheet.to_python(skip_empty_area=True), sheet.start)))


def _look_into(path: Path, name: str) -> None:
    """Refuse sheets that hold what cannot be taken, before a reader makes room for all of their cells."""
    try:
        with zipfile.ZipFile(path) as archive:
            for part in archive.namelist():
                if part.startswith("xl/worksheets/") and part.endswith(".xml"):
                    with archive.open(part) as sheet:
                        _refuse_cells(sheet, name)
    except _DAMAGED as error:
        raise StudyError(damaged(name, error)) from None


def _refuse_cells(sheet: IO[bytes], name: str) -> None:
    """Refuse formulas, whose results may be stale, errors, and a cell that stands far off from the others."""
    bottom, right = (0, ""), 0
    for cell in _full_cells(sheet):
        column, row, about, held, beginning = cell.groups()
        place = f"{column.decode()}{row.decode()}"
        if held == b"f":
            raise StudyError(formula(name, place))
        if b't="e"' in about:
            raise StudyError(error_cell(name, place, beginning.decode(errors="replace")))
        bottom, right = max(bottom, (int(row), place)), max(right, number_of(column.decode()))
    if bottom[0] * right > MOST_CELLS:
        raise StudyError(far_off(name, *bottom))


def _full_cells(sheet: IO[bytes]) -> Iterator[re.Match[bytes]]:
    """Cells that hold anything; some come twice, where two chunks overlap."""
    rest = b""
    while chunk := sheet.read(_CHUNK):
        yield from _FULL_CELL.finditer(rest + chunk)
        rest = (rest + chunk)[-_OVERLAP:]


def _frame(rows: Sequence[Sequence[object]], start: tuple[int, int]) -> pd.DataFrame:
    columns = {
        place + start[1]: pd.array([_cell(cell) for cell in column], dtype="str")
        for place, column in enumerate(zip(*rows, strict=True))
    }
    return pd.DataFrame(columns, index=range(start[0] + 1, start[0] + 1 + len(rows)))


def _cell(cell: object) -> str | None:
    """Set a cell as text: whole numbers without ``.0``, dates as ISO, blank as nothing."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(float(cell))
    return str(cell)


def _without_blank_rows(cells: pd.DataFrame) -> pd.DataFrame:
    """Leave out rows in which nothing but blanks stands."""
    something = pd.Series(False, index=cells.index)
    for column in cells:
        something |= cells[column].str.strip().fillna("") != ""
        if something.all():
            return cells
    return cells[something]


def _read_spss(path: Path, name: str) -> Grid:
    values, labels, ranges = _spss(path, name)
    columns = {
        place: pd.array([column, *_spss_texts(cells, _named(column, labels, ranges))], dtype="str")
        for place, (column, cells) in enumerate(values.items())
    }
    return Grid("", pd.DataFrame(columns, index=range(1, len(next(iter(values.values()), ())) + 2)))


def _spss(path: Path, name: str) -> tuple[dict[str, list[Any]], Mapping[str, Any], Mapping[str, Any]]:
    """Values by variable, labels of values, and ranges declared missing; read in a process of its own.

    What reads SPSS is C that a damaged file can make fall, and everything around it.
    """
    line = [sys.executable, "-P", "-c", _SPSS_READER, str(path)]
    try:
        done = subprocess.run(line, capture_output=True, check=False, timeout=_PATIENCE)
        said = pickle.loads(done.stdout) if done.returncode == 0 else "it is damaged"
    except subprocess.TimeoutExpired:
        said = "it comes to no end"
    if isinstance(said, str):
        raise StudyError(Problem(name, f"The file cannot be read as SPSS ({said}).", AGAIN))
    values, labels, ranges = said
    return values, labels, ranges


def _named(column: str, labels: Mapping[str, Any], ranges: Mapping[str, Any]) -> dict[Any, str]:
    """Words for the values of a variable; those declared missing without a label are *no answer*."""
    missing = {part["lo"]: _NO_ANSWER for part in ranges.get(column, ()) if part["lo"] == part["hi"]}
    return {**missing, **labels.get(column, {})}


def _spss_texts(values: Sequence[Any], labels: Mapping[Any, str]) -> list[str | None]:
    """Set values as text: numbers that stand for something as their label, dates as ISO."""
    return [
        None if pd.isna(value) else labels[value] if isinstance(value, float) and value in labels else _cell(value)
        for value in values
    ]


def _read_text(content: bytes, name: str, encoding: str | None, separator: str | None) -> Grid:
    if not content.startswith(_BYTE_ORDER):
        content = _without_bare_rows(content, b";,\t \r\n", b"\n")
    text, encoding = _decoded(content, name, encoding)
    text = _without_bare_rows(text.removeprefix("\ufeff"), ";,\t \r\n", "\n")
    mark = SEPARATORS[separator] if separator else _separator(text)
    named = next(key for key, value in SEPARATORS.items() if value == mark)
    cells = _parsed(text, mark, name)
    # What passed through a spreadsheet no longer tells an empty text from nothing.
    tells_blanks = any((cells[column] == "").any() for column in cells)
    return Grid("", _without_blank_rows(cells), tells_blanks, encoding, named)


def _without_bare_rows(text: AnyStr, blanks: AnyStr, end: AnyStr) -> AnyStr:
    """Leave out the rows of nothing but separators below the data: a spreadsheet may write a million of them."""
    after = text.find(end, len(text.rstrip(blanks)))
    return text if after < 0 else text[: after + 1]


def _decoded(content: bytes, name: str, stated: str | None) -> tuple[str, str]:
    """Decode a text file: as stated, by its byte order mark, as UTF-8, else as an encoding of Central Europe."""
    if stated:
        try:
            return content.decode(stated), stated
        except (UnicodeError, LookupError) as error:
            line = content[: error.start].count(b"\n") + 1 if isinstance(error, UnicodeDecodeError) else None
            said = f"A character is not {stated}, which study.yml states."
            raise StudyError(Problem(name, said, "Take the encoding out of study.yml, or mend it.", row=line)) from None
    if content.startswith(_BYTE_ORDER):
        try:
            return content.decode("utf-16"), "utf-16"
        except UnicodeDecodeError as error:
            raise StudyError(Problem(name, f"The file is damaged or cut off ({error.reason}).", AGAIN)) from None
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as error:
        multibyte = len(re.findall(rb"[\xc3-\xc8][\x80-\xbf]|\xe2\x80[\x80-\xbf]", content))
        single = len(re.findall(rb"[\x80-\xff]", content)) - 2 * multibyte
        if multibyte * 5 > max(single, 1) or content.startswith(b"\xef\xbb\xbf"):
            raise StudyError(_mixed(content, name, error)) from None
    encoding = _legacy(content)
    return content.decode(encoding, errors="replace"), encoding


def _mixed(content: bytes, name: str, error: UnicodeDecodeError) -> Problem:
    line = content[: error.start].count(b"\n") + 1
    said = "The file mixes two encodings: most of it is UTF-8, this line is not."
    return Problem(name, said, "Export it again, or state its encoding in study.yml.", row=line)


def _legacy(content: bytes) -> str:
    from charset_normalizer import from_bytes

    # What is plain ASCII tells nothing; the lines that are not do.
    telling = b"\n".join(line for line in content.splitlines() if re.search(rb"[\x80-\xff]", line))[:200_000]
    best = from_bytes(telling, cp_isolation=list(_LEGACY)).best()
    found = best.encoding if best else "cp1250"
    romanian = len(re.findall(rb"[\xba\xfe\xaa\xde\xe3]", telling))
    italian = len(re.findall(rb"[\xe0\xe8\xec\xf2\xf9]", telling))
    # Where cp1250 and its neighbours differ little, the letters that Romanian or Italian needs decide.
    return "cp1250" if romanian > italian else "cp1252" if italian else found


def _separator(text: str) -> str:
    """Tell what separates the cells: what parts all rows alike, else what parts the most cells of rows of one width."""
    sample = text[:200_000]

    def parted(mark: str) -> tuple[bool, int]:
        try:
            rows = [row for number_of, row in zip(range(30), _rows(sample, mark), strict=False)]
        except csv.Error:
            return False, 0
        if len(rows) < 30 and len(sample) < len(text):
            rows.pop()
        widths = Counter(map(len, filter(None, rows)))
        # A comma in each line of a long answer parts those lines alike, but not the headers above them.
        return len(widths) == 1 and 1 not in widths, max((n * (width - 1) for width, n in widths.items()), default=0)

    return max(SEPARATORS.values(), key=parted)


def _rows(text: str, mark: str, strict: bool = False) -> Iterator[list[str]]:
    csv.field_size_limit(_LONGEST_CELL)
    return csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=strict)


def _parsed(text: str, mark: str, name: str) -> pd.DataFrame:
    """Take the cells apart; ``""`` is an empty text, nothing is nothing."""
    import pyarrow as pa
    from pyarrow import csv as arrow

    widths = _widths(text, mark, name)
    if len(set(widths)) != 1:
        return _parsed_unevenly(text, mark, name, widths)
    content = text.encode("utf-8")
    names = [str(place) for place in range(widths[0])]
    try:
        table = arrow.read_csv(
            pa.BufferReader(content),
            arrow.ReadOptions(column_names=names, block_size=max(len(content) + 1, 1 << 16), use_threads=False),
            arrow.ParseOptions(delimiter=mark, newlines_in_values=True, ignore_empty_lines=False),
            arrow.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=True,
                null_values=[""],
                quoted_strings_can_be_null=False,
            ),
        )
    except (pa.ArrowException, OverflowError):
        return _parsed_unevenly(text, mark, name, widths)
    columns = {place: table.column(place).to_pandas(types_mapper=_as_text) for place in range(len(names))}
    return pd.DataFrame(columns).set_axis(range(1, table.num_rows + 1))


def _widths(text: str, mark: str, name: str) -> list[int]:
    """Count the cells of each row, and refuse what a lenient reader would take for one long cell."""
    widths: list[int] = []
    try:
        widths.extend(map(len, _rows(text, mark, strict=True)))
    except csv.Error as error:
        said = f"The cells cannot be told apart from here on ({error}): a quotation mark may be missing."
        raise StudyError(Problem(name, said, AGAIN, row=len(widths) + 1)) from None
    return widths


def _as_text(_kind: object) -> Any:
    return pd.StringDtype("pyarrow", na_value=np.nan)


def _parsed_unevenly(text: str, mark: str, name: str, widths: Sequence[int]) -> pd.DataFrame:
    """Take the cells of a file apart whose rows are not equally long, as one kept by hand; blank is nothing there."""
    width = max(widths, default=0)
    if width * len(widths) > MOST_CELLS:
        said = f"A row has {width:,} cells and there are {len(widths):,} rows."
        raise StudyError(Problem(name, said, "Export it again."))
    if len(set(widths[:-1])) == 1 and widths[-1] < width and not text.endswith(("\n", "\r")):
        said = f"The last row stops after {widths[-1]} of {width} cells: the file is cut off."
        raise StudyError(Problem(name, said, AGAIN, row=len(widths)))
    return _frame([[*row, *[""] * (width - len(row))] for row in _rows(text, mark)], (0, 0))
