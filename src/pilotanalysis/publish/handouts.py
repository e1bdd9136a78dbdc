"""Pages for single readers, a page each, set from the rows of registered tables that are theirs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from ..results import _, say
from ..results.display import filled, heading, is_number, table_rows
from ..results.handout import rows_for
from ..results.style import ink_on
from ..study import Study
from .documents import Document, set_document
from .pages import demonstration, not_up_to_date
from .registers import Entry, Register, handout_file
from .workbook import notes_of

_SOURCES = _("Every number is traced to its rows in reports/numbers.html.")
#: Letters of a column whose texts break, of the narrowest column, and between two.
_WIDEST, _NARROWEST, _GAP = 36, 5, 4
#: Letters that a column whose texts break has room for at least.
_READABLE = 18
#: Width of a letter, in em.
_LETTER = 0.6


def write_handouts(study: Study, registers: list[Register], folder: Path) -> None:
    """Write the page of each reader in each language of the study; none were registered, none are written.

    Parameters
    ----------
    study : Study
    registers : list of Register
    folder : Path
        Of the reports.

    Raises
    ------
    DocumentError
        If a page cannot be set.
    """
    for register in registers:
        for entry in register.of_kind("handout"):
            for reader in entry["titles"]:
                for language in study.languages:
                    content = set_document(_page(study, register, entry, (reader, language)), folder)
                    (folder / handout_file(entry["id"], reader, language)).write_bytes(content)


def _page(study: Study, register: Register, entry: Entry, whose: tuple[str, str]) -> Document:
    reader, language = whose
    tables = {table["id"]: table for table in register.of_kind("table")}
    parts = [_part(part, tables[part["table"]], reader, language) for part in entry["parts"]]
    notes = notes_of([tables[part["table"]] for part in entry["parts"]], language)
    data = {
        "title": entry["titles"][reader][language],
        "author": "pilotanalysis",
        "language": language,
        "study": study.settings.title.render(language),
        "mark": demonstration(study, language, reader if reader in study.analysed else None),
        "stale": not_up_to_date([register], language),
        "lead": entry["lead"][language],
        "footer": say(_SOURCES, language),
        "notes": " ".join(notes),
        "rows": _in_columns(parts),
    }
    return Document("handout.typ", data)


def _in_columns(parts: list[dict[str, Any]]) -> list[list[list[dict[str, Any]]]]:
    """Give rows of columns of parts: of parts of half the width that follow one another every other one to the left."""
    rows = []
    for half, own in groupby(parts, key=lambda part: bool(part["half"])):
        found = list(own)
        rows += [[found[::2], found[1::2]]] if half else [[[part]] for part in found]
    return rows


def _part(part: Entry, table: Entry, reader: str, language: str) -> dict[str, Any]:
    rows = rows_for(table, reader)
    texts = table_rows(table, language)
    own = [texts[row][1:] for row in rows]
    heads = [heading(column, language) for column in table["columns"][1:]]
    found = {
        "form": part["form"] if rows else "none",
        "title": table["name"][language],
        "none": part["none"][language],
        "half": part["half"],
    }
    records = [table["records"][row][1:] for row in rows]
    return found | _FORMS[part["form"]](heads, own, records, part["marks"]) | {"numeric": _numeric(table)}


def _numeric(table: Entry) -> list[bool]:
    """Tell which columns hold numbers, after that of the reader; for whomever, since some may be suppressed."""
    return [any(is_number(record[place]) for record in table["records"]) for place in range(1, len(table["columns"]))]


Marks = Mapping[str, tuple[str, str]]


def _as_grid(heads: list[str], rows: list[list[str]], records: list[list[Any]], marks: Marks) -> dict[str, Any]:
    """Give a row for each first text, a column for each second one, by its value, and cells of the next two."""
    across = [text for _value, text in sorted({(record[1], row[1]) for record, row in zip(records, rows, strict=True)})]
    lines: dict[str, dict[str, dict[str, str]]] = {}
    for row, record in zip(rows, records, strict=True):
        colour, sign = marks.get(record[-1], ("#ffffff", ""))
        text = f"{sign}{row[2] or '–'} / {row[3] or '–'}"
        lines.setdefault(row[0], {})[row[1]] = {"text": text, "fill": colour, "ink": ink_on(colour)}
    return {
        "heads": [heads[0], *across],
        "lines": [{"name": name, "cells": [cells.get(one) for one in across]} for name, cells in lines.items()],
    }


def _as_table(heads: list[str], rows: list[list[str]], _records: list[list[Any]], _marks: Marks) -> dict[str, Any]:
    """Give head and rows without the columns in which nothing stands, with how wide each is."""
    kept = filled(rows, len(heads))
    texts = [[row[place] for place in kept] for row in rows]
    widths: list[dict[str, float]] = []
    for number, place in enumerate(kept):
        cells = [row[number] for row in texts]
        # Words do not break, nor do days; those of the head are bold.
        words = [len(word) for cell in cells for word in cell.split(" ")]
        words += [round(1.1 * len(word)) for word in heads[place].split(" ")]
        longest = max([min(len(cell), _WIDEST) for cell in cells] + words + [_NARROWEST])
        # What cannot break has the width that it needs, however long the texts beside it are.
        breaks = any(" " in cell for cell in cells)
        widths.append({"share": longest + _GAP, "em": 0} if breaks else {"share": 0, "em": _LETTER * longest + 1.0})
    needs = sum(one["em"] or _LETTER * min(one["share"], _READABLE) for one in widths)
    return {"heads": [heads[place] for place in kept], "kept": kept, "lines": texts, "widths": widths, "needs": needs}


_FORMS: Mapping[str, Callable[[list[str], list[list[str]], list[list[Any]], Marks], dict[str, Any]]] = {
    "grid": _as_grid,
    "table": _as_table,
}
