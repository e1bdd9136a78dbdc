"""Text files: decoded, and taken apart into cells."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, AnyStr

import numpy as np
import pandas as pd

from ..outlets import disarmed
from ..problems import Problem, StudyError
from .cells import Grid, frame_of, without_blank_rows
from .kinds import BYTE_ORDER
from .refusals import AGAIN, MOST_BYTES, MOST_CELLS

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
#: The line that tells a spreadsheet what separates the cells: it is no row of theirs.
_SAYS_SEPARATOR = re.compile(r'"?sep=([,;\t|])"?[,;\t|]*\r?\n', re.IGNORECASE)
_LONGEST_CELL = 10_000_000
_PIECE = 1 << 20
_ASCII = bytes(range(0x80))
#: Lines, spread over the file, that tell its encoding.
_TELLING = 1000
_LEGACY = ("cp1250", "cp1252", "iso8859_2", "iso8859_16", "mac_latin2")


def read_text(
    content: bytes, name: str, encoding: str | None = None, separator: str | None = None, *, blanks_alike: bool = False
) -> Grid:
    """Take a text file apart.

    Parameters
    ----------
    content : bytes
    name : str
        What the analyst calls the file.
    encoding, separator : str, optional
        Told from the content where not given.
    blanks_alike : bool
        Whether an empty text in quotation marks is the same as nothing.

    Raises
    ------
    StudyError
        If it cannot be decoded, or its cells cannot be told apart.
    """
    if not content.startswith(BYTE_ORDER):
        content = _without_bare_rows(content, b";,\t| \r\n", b"\n")
    text, encoding = _decoded(content, name, encoding)
    text = _without_bare_rows(text.removeprefix("\ufeff"), ";,\t| \r\n", "\n")
    said = _SAYS_SEPARATOR.match(text)
    if said:
        text = text[said.end() :]
    mark = SEPARATORS[separator] if separator else said[1] if said else _separator(text)
    named = next(key for key, value in SEPARATORS.items() if value == mark)
    widths = _widths(text, mark, name)
    cells = parsed(text, mark, name, widths, blanks_alike=blanks_alike)
    cells.index += bool(said)
    lengths = dict(zip(cells.index.tolist(), widths, strict=True)) if len(set(widths)) > 1 else {}
    # What passed through a spreadsheet no longer tells an empty text from nothing.
    tells_blanks = '""' in text and any((cells[column] == "").any() for column in cells)
    return Grid("", without_blank_rows(cells), tells_blanks, encoding, named, lengths=lengths)


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
    if content.startswith(BYTE_ORDER):
        try:
            return content.decode("utf-16"), "utf-16"
        except UnicodeDecodeError as error:
            raise StudyError(Problem(name, f"The file is damaged or cut off ({error.reason}).", AGAIN)) from None
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as error:
        # What is plain ASCII tells nothing; the lines that are not do, and a thousand of them all there is to tell.
        telling = [line for line in content.splitlines() if not line.isascii()]
        sample = b"\n".join(telling[:: len(telling) // _TELLING + 1])
        multibyte = len(re.findall(rb"[\xc3-\xc8][\x80-\xbf]|\xe2\x80[\x80-\xbf]", sample))
        single = len(sample.translate(None, _ASCII)) - 2 * multibyte
        if multibyte * 5 > max(single, 1) or content.startswith(b"\xef\xbb\xbf"):
            raise StudyError(_mixed(content, name, error)) from None
    encoding = _legacy(b"\n".join(telling)[:200_000])
    return content.decode(encoding, errors="replace"), encoding


def _mixed(content: bytes, name: str, error: UnicodeDecodeError) -> Problem:
    line = content[: error.start].count(b"\n") + 1
    said = "The file mixes two encodings: most of it is UTF-8, this line is not."
    return Problem(name, said, "Export it again, or state its encoding in study.yml.", row=line)


def _legacy(telling: bytes) -> str:
    from charset_normalizer import from_bytes

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
            rows = [row for number_of, row in zip(range(30), rows_of(sample, mark), strict=False)]
        except csv.Error:
            return False, 0
        if len(rows) < 30 and len(sample) < len(text):
            rows.pop()
        widths = Counter(map(len, filter(None, rows)))
        # A comma in each line of a long answer parts those lines alike, but not the headers above them.
        return len(widths) == 1 and 1 not in widths, max((n * (width - 1) for width, n in widths.items()), default=0)

    return max(SEPARATORS.values(), key=parted)


def rows_of(text: str, mark: str, strict: bool = False) -> Iterator[list[str]]:
    """Take the cells of each row apart; `strict` refuses, with :class:`csv.Error`, what leniency would make one of."""
    csv.field_size_limit(_LONGEST_CELL)
    return csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=strict)


def parsed(text: str, mark: str, name: str, widths: Sequence[int], *, blanks_alike: bool = False) -> pd.DataFrame:
    """Take the cells apart; ``""`` is an empty text, nothing is nothing, unless blanks are alike."""
    # What reads faster, and tells blanks apart, opens threads: a process that is to be forked must not have any.
    if blanks_alike or len(set(widths)) != 1:
        return _parsed_unevenly(text, mark, name, widths)
    import pyarrow as pa
    from pyarrow import csv as arrow

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
        widths.extend(map(len, rows_of(text, mark, strict=True)))
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
    return frame_of([[*row, *[""] * (width - len(row))] for row in rows_of(text, mark)])


def write_rows(path: Path, rows: Iterable[Iterable[object]]) -> None:
    """Write rows as CSV; see :func:`as_csv`."""
    path.write_bytes(as_csv(rows))


def as_csv(rows: Iterable[Iterable[object]]) -> bytes:
    """Set rows as CSV: UTF-8, comma-separated, each line with its end, and no text a formula."""
    text = io.StringIO(newline="")
    # A cell that holds either end of a line is quoted only where both are ends of lines.
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([disarmed(cell) if isinstance(cell, str) else cell for cell in row])
        text.seek(text.tell() - 2)
        text.write("\n")
        text.truncate()
    return text.getvalue().encode("utf-8")


def unpacked(path: Path) -> str:
    """Text of a UTF-8 file, packed with gzip or not.

    Raises
    ------
    ValueError
        If it is none, is damaged, or unpacks to more than any file of a study has.
    """
    try:
        with path.open("rb") as source:
            packed = source.read(2) == b"\x1f\x8b"
        with gzip.open(path) if packed else path.open("rb") as text:
            content = bytearray()
            # Piece by piece: to ask for as much as may be would take as much memory at once.
            while piece := text.read(_PIECE):
                content += piece
                if len(content) > MOST_BYTES:
                    raise ValueError("it is too large")
        return content.decode("utf-8-sig")
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(str(error)) from None
