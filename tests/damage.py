"""Files spoilt on purpose, the same way each time: cut, flipped, filled with what does not belong there."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

import xlwt
from openpyxl import load_workbook

ENDINGS = (".csv", ".xlsx", ".xls", ".sav", ".txt", ".xlsm", ".ods", "")
_PAGE = b"<html><body><table><tr><td>%s</td></tr></table></body></html>"
_LONGEST = 2_000


def as_old_workbook(book: Path, path: Path) -> Path:
    """Set the cells of a workbook into one of the old kind."""
    old = xlwt.Workbook(encoding="utf-8")
    for sheet in load_workbook(book, read_only=True):
        copy = old.add_sheet(sheet.title)
        for row, cells in enumerate(sheet.iter_rows(values_only=True)):
            for column, cell in enumerate(cells):
                if cell is not None:
                    copy.write(row, column, cell)
    old.save(str(path))
    return path


def zipped(content: bytes, name: str) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
    return archive.getvalue()


def _slice(content: bytes, chance: Random) -> tuple[int, int]:
    start = chance.randrange(len(content))
    return start, min(len(content), start + chance.randint(1, _LONGEST))


def _truncate(content: bytes, chance: Random) -> bytes:
    return content[: chance.randrange(len(content))]


def _flip(content: bytes, chance: Random) -> bytes:
    spoilt = bytearray(content)
    for _time in range(chance.choice((1, 1, 4, 20, 200))):
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def _flip_the_head(content: bytes, chance: Random) -> bytes:
    """Where formats say how much of what is to follow."""
    return _flip(content[:512], chance) + content[512:]


def _insert(content: bytes, chance: Random) -> bytes:
    place = chance.randrange(len(content))
    return content[:place] + chance.randbytes(chance.randint(1, 300)) + content[place:]


def _delete(content: bytes, chance: Random) -> bytes:
    start, end = _slice(content, chance)
    return content[:start] + content[end:]


def _swap(content: bytes, chance: Random) -> bytes:
    one, two, three, four = sorted(chance.randrange(len(content)) for _time in range(4))
    return content[:one] + content[three:four] + content[two:three] + content[one:two] + content[four:]


def _duplicate(content: bytes, chance: Random) -> bytes:
    start, end = _slice(content, chance)
    return content[:end] + content[start:end] * chance.choice((1, 2, 50)) + content[end:]


def _zero(content: bytes, chance: Random) -> bytes:
    start, end = _slice(content, chance)
    return content[:start] + bytes(end - start) + content[end:]


def _prepend(content: bytes, chance: Random) -> bytes:
    return chance.choice((chance.randbytes(50), b"\n\n\n", b"\xef\xbb\xbf", b"sep=;\n", b'"')) + content


def _quote(content: bytes, chance: Random) -> bytes:
    place = chance.randrange(len(content))
    return content[:place] + b'"' + content[place:]


SPOIL: tuple[Callable[[bytes, Random], bytes], ...] = (
    _truncate, _flip, _flip_the_head, _insert, _delete, _swap, _duplicate, _zero, _prepend, _quote,
)  # fmt: skip


def spoil_inside(content: bytes, chance: Random) -> bytes:
    """Spoil one of the files in a workbook, and pack it again."""
    spoilt = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(spoilt, "w", zipfile.ZIP_DEFLATED) as new:
        chosen = chance.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, chance.choice(SPOIL)(part, chance) if name == chosen and part else part)
    return spoilt.getvalue()


def spoilt(content: bytes, ending: str, others: Sequence[bytes], chance: Random) -> tuple[bytes, str]:
    """Damage a file; the ending may be another one then.

    Parameters
    ----------
    content : bytes
    ending : str
    others : sequence of bytes
        Whole files to set behind it.
    chance : random.Random
    """
    way = chance.randrange(20)
    if way == 0:
        return content, chance.choice([other for other in ENDINGS if other != ending])
    if way == 1:
        return zipped(content, f"export{ending}"), chance.choice((ending, ".xlsx"))
    if way == 2:
        return content + chance.choice(others), ending
    if way == 3:
        return _PAGE % content[:1000], chance.choice((".xls", ending))
    if way < 8 and ending == ".xlsx":
        return spoil_inside(content, chance), ending
    for _time in range(chance.choice((1, 1, 1, 2, 3))):
        content = chance.choice(SPOIL)(content, chance) or b"\n"
    return content, ending
