"""Letters that some program read in the wrong encoding and saved so: UTF-8 taken for that of one country."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ...files.cells import Grid
from ...files.refusals import place_of
from ...problems import Problem

#: Letters and signs of Romanian and Italian that plain ASCII has not.
_LETTERS = "ăâîșțşţĂÂÎȘȚŞŢàèéìòùÀÈÉÌÒÙ„”“’–…"
_TAKEN_FOR = {"cp1250": "Windows-1250", "cp1252": "Windows-1252"}
#: So many texts that read like that are no slip, nor anybody's own signs.
_FEWEST = 4
#: The whole of a file went the same way: its first rows tell.
_FIRST_ROWS = 200
_REMEDY = (
    "Export it again, as CSV in UTF-8 or as XLSX, and do not open a CSV by a double click: bring it into a spreadsheet "
    "by Data, From Text/CSV, with the encoding 65001: Unicode (UTF-8)."
)


def _taken_for(text: str, encoding: str) -> str:
    """A text in UTF-8 as it shows in another encoding; bytes that stand for nothing there become control characters."""
    return "".join(bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in text.encode("utf-8"))


def _signs(encoding: str, times: int) -> dict[str, str]:
    """What letters look like after some times, with the letter."""
    shown = {letter: letter for letter in _LETTERS}
    for _time in range(times):
        shown = {letter: _taken_for(text, encoding) for letter, text in shown.items()}
    return {text: letter for letter, text in shown.items()}


_ONCE, _TWICE = ({encoding: _signs(encoding, times) for encoding in _TAKEN_FOR} for times in (1, 2))
#: What went wrong twice holds what went wrong once.
_EITHER = {encoding: {**_TWICE[encoding], **_ONCE[encoding]} for encoding in _TAKEN_FOR}


def misread(grids: Sequence[Grid], name: str, twice: bool = False) -> Problem | None:
    """Say that most texts with letters beyond ASCII were read in a wrong encoding, with one of them; None where not.

    What was read so once can be undone, cell by cell; what was read so twice lost letters on the way.

    Parameters
    ----------
    grids : sequence of Grid
    name : str
        What the analyst calls the file.
    twice : bool
        Whether only what was read so twice is told.
    """
    signs = _TWICE if twice else _EITHER
    any_sign = {encoding: _any(own) for encoding, own in signs.items()}
    texts = {text for grid in grids for text in grid.cells.iloc[:_FIRST_ROWS].to_numpy(dtype=object).ravel().tolist()}
    beyond = [text for text in texts if isinstance(text, str) and not text.isascii()]
    spoilt = {encoding: {text for text in beyond if sign.search(text)} for encoding, sign in any_sign.items()}
    encoding = max(spoilt, key=lambda one: len(spoilt[one]))
    if len(spoilt[encoding]) < max(_FEWEST, len(beyond) / 2):
        return None
    sheet, row, column, text = _first(grids, spoilt[encoding])
    sign = any_sign[encoding].search(text)
    assert sign is not None  # it is one of those that have one
    said = (
        f"Letters were read as {_TAKEN_FOR[encoding]} where they are UTF-8, and saved so: cell {place_of(row, column)} "
        f"has {sign[0]!r} in place of {signs[encoding][sign[0]]!r}, and so have {len(spoilt[encoding])} of "
        f"{len(beyond)} texts with such letters."
    )
    return Problem(name, said, _REMEDY, sheet or None, row)


def _any(signs: Mapping[str, str]) -> re.Pattern[str]:
    """Find any of some signs, the longest first."""
    return re.compile("|".join(map(re.escape, sorted(signs, key=len, reverse=True))))


def _first(grids: Sequence[Grid], texts: set[str]) -> tuple[str, int, int, str]:
    """Where the first of some texts stands: sheet, row and column, counted from 1, and the text."""
    return next(
        (grid.sheet, int(row), int(column) + 1, text)
        for grid in grids
        for row, cells in zip(
            grid.cells.index[:_FIRST_ROWS], grid.cells.iloc[:_FIRST_ROWS].to_numpy(dtype=object), strict=True
        )
        for column, text in zip(grid.cells.columns, cells, strict=True)
        if text in texts
    )
