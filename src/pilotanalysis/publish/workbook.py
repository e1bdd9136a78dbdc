"""Registered tables as workbooks and CSV, those of all clusters in one file."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from pathlib import Path
from typing import Any

from babel import Locale

from ..files.text import write_rows
from ..files.xlsx import TEXT, Book
from ..results import _, say
from ..results.calendar import first_day, is_moment
from ..results.display import SUPPRESSION, heading, is_number, is_share, table_rows
from ..results.messages import SUPPRESSED, share_pattern
from ..study import Study
from .pages import not_up_to_date
from .registers import Entry, Register

#: How a spreadsheet sets a day and a month, with the names of months in its own language.
_DAY, _MONTH = "d mmm yyyy", "mmm yyyy"
_MARK = {"bold": True, "font_color": "#a3123a"}
_SUPPRESSED = {**TEXT, "align": "right"}
#: Characters that the widest column and a line of the notes hold, and points of a line.
_WIDEST, _NOTE, _LINE = 42, 130, 15


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
    for table, made in parts.items():
        found = alike(made)
        _write_csv(folder / "tables" / f"{table}.csv", found)
        _write_workbook(study, folder / "tables" / f"{table}.xlsx", found, names)
    return sorted(parts)


def alike(parts: list[tuple[Register, Entry]]) -> list[tuple[Register, Entry]]:
    """Give all parts of a table the columns of the first that is up to date; older code may have made others."""
    latest = min(parts, key=lambda part: part[0].stale is not None, default=None)
    return [(register, _with_columns(entry, latest[1]["columns"])) for register, entry in parts if latest]


def _with_columns(entry: Entry, columns: list[dict[str, Any]]) -> Entry:
    """Give a part these columns, under their heads; blank where it has none of the name."""
    own = {column["name"]: place for place, column in enumerate(entry["columns"])}
    places = [own.get(column["name"]) for column in columns]
    return {
        **entry,
        "columns": [
            column if at is None else {**entry["columns"][at], "label": column["label"]}
            for column, at in zip(columns, places, strict=True)
        ],
        "records": [[None if at is None else record[at] for at in places] for record in entry["records"]],
    }


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
            write_sheet(book, found, names, language, _tab(language))


def write_sheet(
    book: Book, found: list[tuple[Register, Entry]], names: Mapping[str, str], language: str, tab: str
) -> None:
    """Write a table, that of all clusters, to a sheet of its own named `tab`, with filters, and notes below it."""
    first_register, first = found[0]
    by_cluster = first_register.cluster is not None
    mark = first["mark"][language] if first["mark"] else ""
    stale = not_up_to_date((register for register, _entry in found), language)
    top = [line for line in (mark, stale) if line]
    heads = [say(_("Cluster"), language)] if by_cluster else []
    heads += [heading(column, language) for column in first["columns"]]
    frozen = 2 if by_cluster else 1
    sheet = book.table(tab, heads, top=len(top), frozen=frozen)
    sheet.write_column(0, 0, top, book.look(_MARK))
    row = start = len(top)
    widths = [_width_of_head(head) for head in heads]
    for register, entry in found:
        own = [names.get(register.cluster or "", "")] if by_cluster else []
        for number, (record, texts) in enumerate(zip(entry["records"], table_rows(entry, language), strict=True)):
            row += 1
            columns = [None] * len(own) + entry["columns"]
            values = zip(columns, [*own, *record], [*own, *texts], strict=True)
            for place, (column, value, text) in enumerate(values):
                widths[place] = max(widths[place], min(len(text) + 2, _WIDEST))
                if column and is_number(value) and text != SUPPRESSED and not column["words"]:
                    look = {**TEXT, "num_format": _number_format(column, value, number, language)}
                    sheet.write_number(row, place, value, book.look(look))
                elif column and column.get("calendar") and is_moment(value) and text != SUPPRESSED:
                    look = {**TEXT, "num_format": _DAY if len(value) > len("2014-06") else _MONTH}
                    sheet.write_datetime(row, place, first_day(value), book.look(look))
                else:
                    sheet.write_string(row, place, text, book.look(_SUPPRESSED if text == SUPPRESSED else TEXT))
    sheet.autofilter(start, 0, max(row, start), len(heads) - 1)
    book.set_print(sheet, start, widths, frozen, mark)
    _write_notes(book, sheet, row + 2, _notes(found, names, language), widths)


def _tab(language: str) -> str:
    """Name a sheet after its language, in that language."""
    return str(Locale(language).get_display_name(language)).capitalize()


def _width_of_head(head: str) -> int:
    """Give a header the width of its longest word, beside the arrow of the filter, in four lines at most."""
    return min(max(9, *(len(word) + 4 for word in head.split()), ceil(len(head) / 4) + 4), _WIDEST)


def _number_format(column: dict[str, Any], value: float, row: int, language: str) -> str:
    """How a spreadsheet sets a number, so that it looks as it does on the pages."""
    if is_share(column, row):
        return share_pattern(language, column["decimals"] or 0)
    whole = column["decimals"] == 0 or (column["decimals"] is None and float(value).is_integer())
    return "#,##0" if whole else "#,##0." + "0" * (column["decimals"] or 2)


def _notes(found: list[tuple[Register, Entry]], names: Mapping[str, str], language: str) -> list[str]:
    """Say what each cluster's rows are, who says so, and what must be known to read them; each once."""
    notes: list[str] = []
    for register, entry in found:
        name, title = names.get(register.cluster or "", ""), entry["title"][language]
        notes.append(title if name in title else f"{name}: {title}")
    return list(dict.fromkeys([*notes, *notes_of([entry for _register, entry in found], language)]))


def notes_of(entries: list[Entry], language: str) -> list[str]:
    """Say what must be known to read the parts of a table, and who says so; each once."""
    notes = [entry["note"][language] for entry in entries if entry["note"]]
    sources = dict.fromkeys(entry["source"][language] for entry in entries)
    notes += [say(_("Source: {source}.", source="; ".join(sources)), language)] if sources else []
    notes += [say(SUPPRESSION, language) for entry in entries if entry["suppressed"]]
    return list(dict.fromkeys(notes))


def _write_notes(book: Book, sheet: Any, row: int, notes: list[str], widths: list[int]) -> None:
    """Write notes below a table, wrapped to the width of its first columns."""
    last, width = 0, widths[0]
    while last + 1 < len(widths) and width + widths[last + 1] <= _NOTE:
        last, width = last + 1, width + widths[last + 1]
    for number, note in enumerate(notes, start=row):
        if last:
            sheet.merge_range(number, 0, number, last, note, book.look(TEXT))
        else:
            sheet.write_string(number, 0, note, book.look(TEXT))
        sheet.set_row(number, _LINE * ceil(len(note) * 1.1 / width))
