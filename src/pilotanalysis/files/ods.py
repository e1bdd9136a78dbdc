"""OpenDocument sheets (.ods), looked into before they are read, so that no stray cell fills the memory."""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError, iterparse

from ..problems import StudyError
from .kinds import DAMAGED
from .refusals import Extent, Flaw, SheetCheck, damaged, protected

_NAMESPACES = {
    "table": "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}",
    "office": "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}",
    "text": "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}",
    "calcext": "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}",
}
_TABLE, _ROW = f"{_NAMESPACES['table']}table", f"{_NAMESPACES['table']}table-row"
_CELLS = (f"{_NAMESPACES['table']}table-cell", f"{_NAMESPACES['table']}covered-table-cell")
_TEXT = f"{_NAMESPACES['text']}p"


def look_into_ods(path: Path, name: str, wanted: Collection[str] | None) -> Mapping[str, SheetCheck]:
    """Look at each sheet of an OpenDocument file, or at those that are wanted.

    Raises
    ------
    StudyError
        If it is damaged or protected.
    """
    looked: dict[str, SheetCheck] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise StudyError(protected(name))
            with archive.open("content.xml") as source:
                sheet = _Sheet("")
                for event, element in iterparse(source, ("start", "end")):
                    if event == "start" and element.tag == _TABLE:
                        sheet = _Sheet(_attribute(element, "table", "name"))
                    elif event == "end" and element.tag == _ROW:
                        sheet.take(element)
                        # Rows that were looked at are not kept.
                        element.clear()
                    elif event == "end" and element.tag == _TABLE:
                        looked[sheet.name] = SheetCheck(sheet.extent, tuple(sheet.flaws))
    except (*DAMAGED, ParseError) as error:
        raise StudyError(damaged(name, error)) from None
    return {sheet: look for sheet, look in looked.items() if wanted is None or sheet in wanted}


class _Sheet:
    """How far the cells of a sheet reach, and those that hold formulas or errors."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.extent = Extent()
        self.flaws: list[Flaw] = []
        self._row = 0

    def take(self, row: Element) -> None:
        """Reckon with a row, and as many others like it as it stands for."""
        times, column, last = _times(row, "rows"), 0, 0
        for cell in row:
            if cell.tag not in _CELLS:
                continue
            column += _times(cell, "columns")
            kind = _attribute(cell, "office", "value-type")
            shown = cell.find(_TEXT)
            if not kind and shown is None:
                continue
            last = column
            if _attribute(cell, "calcext", "value-type") == "error":
                error = "" if shown is None else "".join(shown.itertext())
                self.flaws.append(Flaw(self._row + 1, column, error or "of a formula"))
            elif _attribute(cell, "table", "formula"):
                self.flaws.append(Flaw(self._row + 1, column, stored=bool(kind)))
        self._row += times
        if last:
            self.extent.take(self._row, last)


def _times(element: Element, what: str) -> int:
    return int(_attribute(element, "table", f"number-{what}-repeated") or 1)


def _attribute(element: Element, space: str, name: str) -> str:
    return element.get(_NAMESPACES[space] + name, "")
