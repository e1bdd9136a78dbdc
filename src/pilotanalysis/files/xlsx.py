"""Workbooks written: same inputs, same bytes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from math import ceil
from pathlib import Path
from types import TracebackType
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

#: Date of creation in every workbook.
CREATED = datetime(2014, 1, 1)
#: Text stays text, whatever it begins with.
_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd hh:mm:ss",
}
#: Paper, as spreadsheets number it; characters that a page on its side holds so that they can be read.
_A4, _PAGE = 9, 210
#: Letters of a foot that spreadsheets take, beside the page's number.
_LONGEST_FOOT = 200
#: Letters of a cell that spreadsheets take, and what a cut text ends in.
_LONGEST_TEXT, _CUT = 32_767, " […]"
#: Looks of cells.
TEXT = {"text_wrap": True, "valign": "top"}
HEAD = {"bold": True, **TEXT, "bottom": 1}


class _Sheet(Worksheet):  # type: ignore[misc]  # xlsxwriter has no types
    """A sheet whose cells hold the longest text that spreadsheets take: what is longer is cut, and says so."""

    def _write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> int:
        cut = string if len(string) <= _LONGEST_TEXT else string[: _LONGEST_TEXT - len(_CUT)] + _CUT
        return int(super()._write_string(row, col, cut, cell_format))


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
        self._path, self._content = path, BytesIO()
        self._book = xlsxwriter.Workbook(self._content, {**_OPTIONS, "constant_memory": by_row})
        self._book.set_properties({"created": CREATED, **({"title": title} if title else {})})
        self._looks: dict[tuple[tuple[str, Any], ...], Any] = {}

    def __enter__(self) -> Book:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            self._book.close()
        except FileCreateError as failed:  # of its own temporary files
            raise failed.args[0] from None
        # Not by xlsxwriter, which leaves the file open where a device is full.
        self._path.write_bytes(self._content.getvalue())

    def look(self, look: Mapping[str, Any]) -> Any:
        """Give the format of cells that look so, as xlsxwriter names it; each look is made once."""
        key = tuple(look.items())
        if key not in self._looks:
            self._looks[key] = self._book.add_format(dict(look))
        return self._looks[key]

    def sheet(self, name: str) -> Any:
        """Add a sheet of xlsxwriter."""
        return self._book.add_worksheet(name, worksheet_class=_Sheet)

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

    @staticmethod
    def set_print(sheet: Any, head: int, widths: Sequence[float], frozen: int = 0, foot: str = "") -> None:
        """Set widths of columns, and how a sheet is printed: on its side, its heads and the foot on every page.

        It is as wide as one page where it can be read so; else the frozen columns stand on each of several pages.

        Parameters
        ----------
        sheet : worksheet of xlsxwriter
        head : int
            Row of the headers.
        widths : sequence of float
            Of the columns, in characters.
        frozen : int
            Columns that stay in sight.
        foot : str
            Stands to the left of the page's number.
        """
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        sheet.repeat_rows(head)
        pages = ceil(sum(widths) / _PAGE)
        sheet.fit_to_pages(pages, 0)
        if pages > 1 and frozen:
            sheet.repeat_columns(0, frozen - 1)
        sheet.set_footer(f"&L&8{foot.replace('&', '&&')[:_LONGEST_FOOT]}&R&8&P / &N")
