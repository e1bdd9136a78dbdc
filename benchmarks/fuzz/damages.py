"""Damages that know the shape of what they damage: cells, sheets, keys, parts of an archive, bytes."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import IllegalCharacterError

#: What is put where something else belongs.
HOSTILE: Sequence[Any] = (
    "", " ", "\t", "x", "0", "-1", "1e308", "-9999999999999999999999", "9" * 400, "NaN", "inf", "-inf", "None", "null",
    "TRUE", "1,5", "1.5", "12:00", "2014-02-30", "31/31/2014", "=1+1", "=HYPERLINK(\"http://x\")", "#REF!", "@x", "+x",
    "a;b;;c", ";", "\"", "'", "\\", "../../etc/passwd", "<script>x</script>", "$x^2$", "{{x}}", "%s%n", "\x00", "\x07",
    "\u202e\u2066", "\ud7ff\uffff", "ă" * 3000, "line\nline", "\r", "\ufeff", "🎉", "none", "other", "no answer",
)  # fmt: skip
#: What stands for a value in a file that tells kinds of values apart.
VALUES: Sequence[Any] = (
    None, True, False, 0, -1, 10**30, 1e308, float("nan"), float("inf"), "", "x", [], {}, [[]], {"": None}, "\x07",
)  # fmt: skip
ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "cp1250", "cp1252", "utf-7", "mac_latin2")
_OF_YAML = (
    ".inf", "-.inf", ".nan", "0x" + "f" * 300, "2014-13-45", "0o7", "!!binary x", "[1, 2]", "{a: 1}", "yes", "~", "-0",
)  # fmt: skip
_DEEP = 3000
#: Cells of a sheet that rows and columns are still moved in.
_MOVABLE = 10_000_000
Damage = Callable[[bytes, Random], bytes]


def _cut(content: bytes, chance: Random) -> bytes:
    return content[: chance.randrange(len(content))]


def _flip(content: bytes, chance: Random) -> bytes:
    spoilt = bytearray(content)
    for _time in range(chance.choice((1, 4, 40))):
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def _insert(content: bytes, chance: Random) -> bytes:
    place = chance.randrange(len(content))
    return content[:place] + chance.randbytes(chance.randint(1, 60)) + content[place:]


def _remove(content: bytes, chance: Random) -> bytes:
    place = chance.randrange(len(content))
    return content[:place] + content[place + chance.randint(1, 500) :]


def _repeat(content: bytes, chance: Random) -> bytes:
    place = chance.randrange(len(content))
    return content[:place] + content[place : place + 300] * chance.choice((2, 20)) + content[place:]


def _nothing(_content: bytes, chance: Random) -> bytes:
    return chance.choice(
        (b"", b"\n", b"\x00" * 64, b"\xff\xfe", b"\xef\xbb\xbf", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" * 9)
    )


def _other_kind(_content: bytes, chance: Random) -> bytes:
    pages = (
        b"<html><body>x</body></html>",
        b"%PDF-1.4\n",
        b"{}",
        b"[]",
        b"$FL2@(#)",
        b"PAR1PAR1",
        b"\x89PNG\r\n\x1a\n",
    )
    return chance.choice(pages)


BYTES: tuple[Damage, ...] = (_cut, _flip, _insert, _remove, _repeat, _nothing, _other_kind)


def of_bytes(content: bytes, chance: Random) -> bytes:
    """Damage a file without knowing its shape."""
    return chance.choice(BYTES)(content, chance) if content else b"\x00"


def of_text(content: bytes, chance: Random) -> bytes:
    """Write a text in another encoding, or with other line ends."""
    text = content.decode("utf-8", "replace")
    if chance.random() < 0.3:
        return text.replace("\n", chance.choice(("\r", "\r\n", "\n\n", "\x0b", "\u2028"))).encode()
    return text.encode(chance.choice(ENCODINGS), "replace")


Rows = list[list[Any]]


def _hostile_cells(rows: Rows, chance: Random) -> Rows:
    for _time in range(chance.choice((1, 1, 3, 10))):
        row = chance.choice(rows)
        if row:
            row[chance.randrange(len(row))] = chance.choice(HOSTILE)
    return rows


def _swapped_rows(rows: Rows, chance: Random) -> Rows:
    one, other = (chance.randrange(len(rows)) for _time in range(2))
    rows[one], rows[other] = rows[other], rows[one]
    return rows


def _doubled_row(rows: Rows, chance: Random) -> Rows:
    return [*rows, list(chance.choice(rows))]


def _blank_row(rows: Rows, chance: Random) -> Rows:
    rows.insert(chance.randrange(len(rows)), [])
    return rows


def _fewer_rows(rows: Rows, chance: Random) -> Rows:
    if chance.random() < 0.5:
        return rows[: chance.choice((0, 1, 2))]
    del rows[chance.randrange(len(rows))]
    return rows


def _without_column(rows: Rows, chance: Random) -> Rows:
    column = chance.randrange(max(map(len, rows)) or 1)
    return [[*row[:column], *row[column + 1 :]] for row in rows]


def _doubled_column(rows: Rows, chance: Random) -> Rows:
    width = max(map(len, rows)) or 1
    column, beside = chance.randrange(width), chance.randrange(width)
    return [[*row[:column], *row[beside : beside + 1], *row[column:]] for row in rows]


def _hostile_column(rows: Rows, chance: Random) -> Rows:
    column, value = chance.randrange(max(map(len, rows)) or 1), chance.choice(HOSTILE)
    return [rows[0], *([*row[:column], value, *row[column + 1 :]] for row in rows[1:])]


ROWS: tuple[Callable[[Rows, Random], Rows], ...] = (
    _hostile_cells, _hostile_cells, _hostile_cells, _swapped_rows, _doubled_row, _blank_row, _fewer_rows,
    _without_column, _doubled_column, _hostile_column,
)  # fmt: skip


def of_csv(content: bytes, chance: Random) -> bytes:
    """Damage a file of comma-separated values."""
    way = chance.random()
    if way < 0.25:
        return of_bytes(content, chance)
    if way < 0.35:
        return of_text(content, chance)
    text = content.decode("utf-8-sig", "replace")
    mark = max(",;\t", key=text[:2000].count)
    rows = list(csv.reader(io.StringIO(text.replace("\0", "")), delimiter=mark))
    for _time in range(chance.choice((1, 1, 2, 4))):
        rows = chance.choice(ROWS)(rows, chance) if rows else rows
    written = io.StringIO()
    quoting = chance.choice((csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
    csv.writer(written, delimiter=mark, lineterminator="\n", quoting=quoting).writerows(rows)
    return written.getvalue().encode("utf-8", "replace")


def of_workbook(content: bytes, chance: Random) -> bytes:
    """Damage a workbook: its bytes, the parts of its archive, or its sheets."""
    way = chance.random()
    if way < 0.2:
        return of_bytes(content, chance)
    if way < 0.45:
        return _of_parts(content, chance)
    book = load_workbook(io.BytesIO(content))
    for _time in range(chance.choice((1, 1, 2, 3))):
        _of_sheet(book, chance)
    written = io.BytesIO()
    if not any(sheet.sheet_state == "visible" for sheet in book):
        book.create_sheet("empty")
    book.save(written)
    return written.getvalue()


def _of_sheet(book: Workbook, chance: Random) -> None:
    sheet = chance.choice(book.worksheets)
    rows, columns = max(sheet.max_row, 1), max(sheet.max_column, 1)
    if rows * columns > _MOVABLE:
        # A cell was set far away: what writes workbooks would take hours to move what lies before it.
        return
    row, column = chance.randint(1, rows), chance.randint(1, columns)
    last = [cell.value for cell in sheet[row]]
    values = (*HOSTILE, 0, -1, 1e300, True, 45000.5)
    ways: Sequence[Callable[[], object]] = (
        *[lambda: [_set(sheet, chance.randint(1, rows), column, chance.choice(values)) for _ in range(3)]] * 4,
        lambda: _set(sheet, chance.choice((row, 1048576)), chance.choice((column, 16384)), "x"),
        lambda: sheet.delete_rows(row, chance.choice((1, 3, rows))),
        lambda: sheet.delete_cols(column, chance.choice((1, columns))),
        lambda: sheet.insert_rows(row, chance.choice((1, 3))),
        lambda: sheet.merge_cells(start_row=row, start_column=column, end_row=row + 2, end_column=column + 2),
        lambda: setattr(sheet, "title", chance.choice(("x", "Sheet", f" {sheet.title}"[:31], sheet.title.upper()))),
        lambda: setattr(sheet, "sheet_state", chance.choice(("hidden", "veryHidden"))),
        lambda: book.remove(sheet),
        lambda: [_set(sheet, rows + 1, place, value) for place, value in enumerate(last, start=1)],
    )
    chance.choice(ways)()


def _set(sheet: Any, row: int, column: int, value: Any) -> None:
    """Set a cell, where the library that writes takes it."""
    try:
        sheet.cell(row, column).value = value
    except (ValueError, AttributeError, TypeError, IllegalCharacterError):
        return


def _of_parts(content: bytes, chance: Random) -> bytes:
    """Damage the archive of a workbook: one of its parts is missing, spoilt, swollen or declares entities."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    chosen, way = chance.choice(list(parts)), chance.randrange(7)
    sheets = [name for name in parts if "worksheets/sheet" in name] or [chosen]
    if way == 0:
        del parts[chosen]
    elif way == 1:
        parts[chosen] = of_bytes(parts[chosen], chance)
    elif way == 2:
        declared = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        name = chance.choice(sheets)
        parts[name] = parts[name].replace(b"?>", b"?>" + declared, 1).replace(b"<v>", b"<v>&b;", 3)
    elif way == 3:
        name = chance.choice(sheets)
        parts[name] = parts[name].replace(b"</row>", b"</row>" + b" " * 20_000_000, 1)
    elif way == 4:
        parts[f"../{chosen}"] = parts.pop(chosen)
    elif way == 5:
        name = chance.choice(sheets)
        parts[name] = parts[name].replace(b' r="A', b' r="' + chance.choice((b"ZZZZ", b"", b"A-", b"A99999999")), 3)
    else:
        name = chance.choice(sheets)
        parts[name] = parts[name].replace(b"<v>", b"<v>" + chance.choice((b"99999999", b"-", b"x", b"1e999")), 5)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return written.getvalue()


def of_values(value: Any, chance: Random) -> Any:
    """Damage one of the values in lists and dictionaries."""
    if isinstance(value, dict) and value and chance.random() < 0.85:
        key = chance.choice(list(value))
        way = chance.randrange(8)
        if way == 0:
            return {name: own for name, own in value.items() if name != key}
        if way == 1:
            return {f"{name}x" if name == key else name: own for name, own in value.items()}
        return {name: of_values(own, chance) if name == key else own for name, own in value.items()}
    if isinstance(value, list) and value and chance.random() < 0.85:
        place, way = chance.randrange(len(value)), chance.randrange(6)
        if way == 0:
            return [*value[:place], *value[place + 1 :]]
        if way == 1:
            return [*value, value[place]]
        return [*value[:place], of_values(value[place], chance), *value[place + 1 :]]
    if isinstance(value, str) and value and chance.random() < 0.5:
        return of_bytes(value.encode(), chance).decode("utf-8", "replace")
    return chance.choice((*VALUES, *HOSTILE))


def of_json(content: bytes, chance: Random) -> bytes:
    """Damage a file of JSON."""
    way = chance.random()
    if way < 0.2:
        return of_bytes(content, chance)
    if way < 0.25:
        return of_text(content, chance)
    if way < 0.28:
        return chance.choice((b"[" * _DEEP, b'{"a":' * _DEEP, b"1" * 5000, b"null", b'"x"', b"[1]", b"{}"))
    value = json.loads(content)
    for _time in range(chance.choice((1, 1, 2, 4))):
        value = of_values(value, chance)
    return json.dumps(value, ensure_ascii=chance.random() < 0.5).encode("utf-8", "replace")


def of_yaml(content: bytes, chance: Random) -> bytes:
    """Damage a file of YAML: its lines, or its values."""
    way = chance.random()
    if way < 0.3:
        return of_bytes(content, chance)
    if way < 0.35:
        return of_text(content, chance)
    if way < 0.4:
        strange = (b"x: &a [*a]", b"? [a]\n: b", b"!!python/none x", b"x: " + b"[" * _DEEP)
        return content + b"\n" + chance.choice(strange) + b"\n"
    lines = content.decode().splitlines()
    for _time in range(chance.choice((1, 1, 2, 4))):
        place = chance.randrange(len(lines))
        key, colon, _value = lines[place].partition(":")
        value = chance.choice((*HOSTILE, *_OF_YAML))
        ways = (f"{key}{colon} {value}", f"\t{lines[place]}", f" {lines[place]}", "", lines[place] * 2)
        lines[place] = chance.choice(ways)
    return "\n".join(lines).encode("utf-8", "replace")
