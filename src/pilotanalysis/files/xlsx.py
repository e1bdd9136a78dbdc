"""Workbooks written: same inputs, same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import xlsxwriter

#: Date of creation in every workbook.
CREATED = datetime(2014, 1, 1)
#: Text stays text, whatever it begins with.
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd hh:mm:ss",
}
#: Looks of cells.
TEXT = {"text_wrap": True, "valign": "top"}
HEAD = {"bold": True, **TEXT, "bottom": 1}


class Book:
    """A workbook that is written when its context is left.

    Parameters
    ----------
    path : Path
    title : str
    by_row : bool
        Whether rows leave the memory as they are written, and text stands in the cells, as tools set it.
    """

    def __init__(self, path: Path, title: str = "", by_row: bool = False) -> None:
        self._book = xlsxwriter.Workbook(str(path), {**_OPTIONS, "constant_memory": by_row})
        self._book.set_properties({"created": CREATED, **({"title": title} if title else {})})
        self._looks: dict[tuple[tuple[str, Any], ...], Any] = {}

    def __enter__(self) -> Book:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._book.close()

    def look(self, look: Mapping[str, Any]) -> Any:
        """Give the format of cells that look so, as xlsxwriter names it; each look is made once."""
        key = tuple(look.items())
        if key not in self._looks:
            self._looks[key] = self._book.add_format(dict(look))
        return self._looks[key]

    def sheet(self, name: str) -> Any:
        """Add a sheet of xlsxwriter."""
        return self._book.add_worksheet(name)

    def table(
        self, name: str, heads: Sequence[str], top: int = 0, frozen: int = 0, look: Mapping[str, Any] = HEAD
    ) -> Any:
        """Add a sheet with a row of headers that stays in sight.

        Parameters
        ----------
        name : str
        heads : sequence of str
        top : int
            Rows above the headers.
        frozen : int
            Columns that stay in sight too.
        look : mapping
            Of the headers.
        """
        sheet = self.sheet(name)
        sheet.write_row(top, 0, list(heads), self.look(look))
        sheet.freeze_panes(top + 1, frozen)
        return sheet
