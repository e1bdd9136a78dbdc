"""Registered tables as workbooks and CSV, those of all clusters in one file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..files.text import write_rows
from ..files.xlsx import TEXT, Book
from ..results import _, say
from ..results.display import SUPPRESSION, heading, table_rows
from ..study import Study
from .registers import Entry, Register

_MARK = {"bold": True, "font_color": "#a3123a"}


def write_tables(study: Study, registers: list[Register], folder: Path, names: Mapping[str, str]) -> list[str]:
    """Write each registered table to ``tables/<id>.xlsx`` and ``.csv``.

    Parameters
    ----------
    study : Study
    registers : list of Register
    folder : Path
        Of the reports.
    names : mapping
        Names of the clusters by id.

    Returns
    -------
    list of str
        Ids of the tables.
    """
    (folder / "tables").mkdir(exist_ok=True)
    parts: dict[str, list[tuple[Register, Entry]]] = {}
    for register in registers:
        for entry in register.of_kind("table"):
            parts.setdefault(entry["id"], []).append((register, entry))
    for table, found in parts.items():
        _write_csv(folder / "tables" / f"{table}.csv", found)
        _write_workbook(study, folder / "tables" / f"{table}.xlsx", found, names)
    return sorted(parts)


def _write_csv(path: Path, found: list[tuple[Register, Entry]]) -> None:
    """Write codes and numbers as they are; a suppressed cell is ``:c``, a missing one blank."""
    columns = [column["name"] for column in found[0][1]["columns"]]
    rows = [[*(["cluster"] if found[0][0].cluster else []), *columns]]
    for register, entry in found:
        hidden = {(row, name) for row, name in entry["suppressed"]}
        for row, record in enumerate(entry["records"]):
            cells = [":c" if (row, name) in hidden else value for name, value in zip(columns, record, strict=True)]
            rows.append([*([register.cluster] if register.cluster else []), *cells])
    write_rows(path, rows)


def _write_workbook(study: Study, path: Path, found: list[tuple[Register, Entry]], names: Mapping[str, str]) -> None:
    """One sheet a language, and one that says what the table is."""
    with Book(path, found[0][1]["title"][study.languages[0]]) as book:
        for language in study.languages:
            _write_sheet(book, found, names, language)


def _write_sheet(book: Book, found: list[tuple[Register, Entry]], names: Mapping[str, str], language: str) -> None:
    first_register, first = found[0]
    by_cluster = first_register.cluster is not None
    top = [first["mark"][language]] if first["mark"] else []
    heads = [say(_("Cluster"), language)] if by_cluster else []
    heads += [heading(column, language) for column in first["columns"]]
    sheet = book.table(language, heads, top=len(top), frozen=2 if by_cluster else 1)
    sheet.write_column(0, 0, top, book.look(_MARK))
    row = len(top)
    widths = [len(head) for head in heads]
    start = row
    for register, entry in found:
        for record, texts in zip(entry["records"], table_rows(entry, language), strict=True):
            row += 1
            cells: list[object] = [names.get(register.cluster or "", "")] if by_cluster else []
            cells += [
                value if isinstance(value, int | float) and not isinstance(value, bool) and text != ":c" else text
                for value, text in zip(record, texts, strict=True)
            ]
            for place, cell in enumerate(cells):
                sheet.write(row, place, cell, book.look(TEXT))
                widths[place] = max(widths[place], len(str(cell)))
    sheet.autofilter(start, 0, max(row, start), len(heads) - 1)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, min(max(width * 0.9, 9), 34))
    notes = [f"{names.get(register.cluster or '', '')}: {entry['title'][language]}" for register, entry in found]
    notes += [first["source"][language], *([first["note"][language]] if first["note"] else [])]
    if any(entry["suppressed"] for _register, entry in found):
        notes.append(say(SUPPRESSION, language))
    for number, note in enumerate(notes, start=2):
        sheet.write_string(row + number, 0, note)
