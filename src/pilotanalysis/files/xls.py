"""Old Excel workbooks (.xls), looked into before they are read.

The reader would follow a damaged one round in circles, or fill the memory: the file system inside and
the records of its sheets are checked first.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterator, Mapping, Sequence

from ..problems import StudyError
from .refusals import MOST_CELLS, Extent, Flaw, SheetCheck, damaged

#: Records of an old workbook that hold a cell, a formula, an error or a truth, and several cells of a row.
_CELLS, _FORMULA, _ERROR, _RUNS = (0x203, 0x204, 0x27E, 0xD6, 0xFD), 0x06, 0x205, (0xBD, 0xBE)
_START, _SHEET, _EXTENT, _STRINGS = 0x809, 0x85, 0x200, 0xFC
#: Errors by their number in a file.
_SHOWN = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
#: From here on the numbers of sectors are no numbers.
_NO_SECTOR = 0xFFFFFFF0
#: Kinds of entries in its list of parts, and below which length a part is kept in short sectors.
_PART, _ROOT, _SHORT = 2, 5, 4096

#: Place, kind and content.
_Record = tuple[int, int, bytes]


def look_into_old(content: bytes, name: str, wanted: Collection[str] | None) -> Mapping[str, SheetCheck]:
    """Look at each sheet of an old workbook, or at those that are wanted.

    Raises
    ------
    StudyError
        If it is damaged: the reader would follow it round in circles, or fill the memory.
    """
    try:
        records = list(_records(_Container(content).part("Workbook", "Book")))
        _check_records(records)
        return {
            sheet: _look_at(cells) for sheet, cells in _sheets(records).items() if wanted is None or sheet in wanted
        }
    except (ValueError, struct.error, IndexError) as error:
        raise StudyError(damaged(name, error)) from None


class _Container:
    """The file system in an old workbook: sectors of one size, and a table that names the one after each.

    Everything raises ValueError, struct.error or IndexError where it does not hang together.

    Parameters
    ----------
    content : bytes
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        # Numbers of sectors of each kind, and the first of those; then the table, as far as the head holds it.
        head = struct.unpack_from("<30xH8xIII8xIIII109I", content)
        self._shift, entries, tables, self._first, short, shorts, more, mores, *listed = head
        self._size = 1 << self._shift
        if self._shift not in (9, 12) or max(entries, tables, shorts, mores) > len(content) // self._size:
            raise ValueError("its head is wrong")
        while more < _NO_SECTOR:
            *own, more = self._numbers([more])
            listed += own
            if len(listed) > len(content):
                raise ValueError("its sectors go round in circles")
        self._following = self._numbers([one for one in listed if one < _NO_SECTOR])
        self._short_following = self._numbers(_chain(short, self._following))

    def part(self, *names: str) -> bytes:
        """Content of the first part that there is; all others are looked at too, as the reader follows them."""
        found: dict[str, bytes] = {}
        root = b""
        entries = self._joined(_chain(self._first, self._following))
        for place in range(0, len(entries) - 127, 128):
            called, letters, kind, start, length = struct.unpack_from("<64sHB49xIQ", entries, place)
            length = length & 0xFFFFFFFF if self._shift == 9 else length
            if length > len(self._content):
                raise ValueError("a part is longer than the file")
            if kind == _ROOT:
                # It holds the short parts.
                root = self._joined(_chain(start, self._following))
            elif kind == _PART and length < _SHORT:
                sectors = _chain(start, self._short_following) if length else []
                data = b"".join(root[one * 64 : one * 64 + 64] for one in sectors)
                found[called[: max(letters - 2, 0)].decode("utf-16-le")] = data[:length]
            elif kind == _PART:
                data = self._joined(_chain(start, self._following))
                found[called[: max(letters - 2, 0)].decode("utf-16-le")] = data[:length]
        return next((found[name] for name in names if name in found), b"")

    def _joined(self, sectors: Sequence[int]) -> bytes:
        if any((number + 1) * self._size >= len(self._content) for number in sectors):
            raise ValueError("a sector is missing")
        return b"".join(self._content[(one + 1) * self._size : (one + 2) * self._size] for one in sectors)

    def _numbers(self, sectors: Sequence[int]) -> list[int]:
        data = self._joined(sectors)
        return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))


def _chain(number: int, following: Sequence[int]) -> list[int]:
    """Sectors that follow each other."""
    chain: list[int] = []
    while number < _NO_SECTOR:
        chain.append(number)
        if number >= len(following):
            raise ValueError("a sector is missing")
        if len(chain) > len(following):
            raise ValueError("its sectors go round in circles")
        number = following[number]
    return chain


def _records(stream: bytes) -> Iterator[_Record]:
    """Place, kind and content of each record."""
    place = 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        if place + 4 + length > len(stream):
            raise ValueError("a record is cut off")
        if not kind and not length:
            return
        yield place, kind, stream[place + 4 : place + 4 + length]
        place += 4 + length


def _check_records(records: Sequence[_Record]) -> None:
    """Check the places and sizes for which a reader makes room before it looks."""
    starts = {place for place, kind, _data in records if kind == _START}
    if not starts:
        raise ValueError("it holds no workbook")
    for _place, kind, data in records:
        if kind == _SHEET and struct.unpack_from("<I", data)[0] not in starts:
            raise ValueError("a sheet is not where it should be")
        if kind == _STRINGS and struct.unpack_from("<4xI", data)[0] > sum(len(own) for *_head, own in records):
            raise ValueError("texts are missing")
        if kind == _EXTENT:
            top, below, left, beside = struct.unpack_from("<IIHH" if len(data) >= 14 else "<HHHH", data)
            if top > below or left > beside or below * beside > MOST_CELLS:
                raise ValueError("the size of a sheet is wrong")


def _sheets(records: Sequence[_Record]) -> dict[str, list[_Record]]:
    """Records of cells by the name of their sheet."""
    starts = {struct.unpack_from("<I", data)[0]: _sheet_name(data) for _place, kind, data in records if kind == _SHEET}
    sheets: dict[str, list[_Record]] = {name: [] for name in starts.values()}
    current = ""
    for record in records:
        place, kind, _data = record
        current = starts.get(place, current) if kind == _START else current
        if current and kind in (*_CELLS, *_RUNS, _FORMULA, _ERROR):
            sheets[current].append(record)
    return sheets


def _sheet_name(data: bytes) -> str:
    """Name of a sheet: its length, whether each letter takes two bytes, and the letters."""
    length, wide = data[6], data[7] & 1
    return data[8 : 8 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1")


def _look_at(cells: Sequence[_Record]) -> SheetCheck:
    extent, flaws = Extent(), []
    for _place, kind, data in cells:
        row, column = (number + 1 for number in struct.unpack_from("<HH", data))
        extent.take(row, struct.unpack("<H", data[-2:])[0] + 1 if kind in _RUNS else column)
        if kind == _FORMULA:
            # Where two bytes are full there is no number: the first of them says what else there is.
            error = data[12:14] == b"\xff\xff" and data[6] == 2
            flaws.append(Flaw(row, column, _SHOWN.get(data[8], "of a formula") if error else ""))
        elif kind == _ERROR and data[7]:
            flaws.append(Flaw(row, column, _SHOWN.get(data[6], "of a formula")))
    return SheetCheck(extent, tuple(flaws))
