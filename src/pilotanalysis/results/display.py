"""How registered things look in JupyterLab and in executed notebooks."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from .calendar import on_calendar
from .messages import SUPPRESSED, Decimal, Message, Share, Translatable, _, say

#: What a suppressed value means, wherever one is shown.
SUPPRESSION = _(":c: suppressed, so that nobody can tell who answered.")
#: JupyterLab, which has no style of ours, sets cells of tables to the right, but to the left in a widget.
_LEFT, _RIGHT = 'style="text-align: left"', 'style="text-align: right"'
_ALIGNED = {"words": f'class="words" {_LEFT}', "number": f'class="number" {_RIGHT}'}


@dataclass(frozen=True)
class Display:
    """What Jupyter shows, in its formats; ``metadata`` carries the alt text of a picture."""

    data: dict[str, Any]
    metadata: dict[str, Any] = field(default_factory=dict)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        return self.data, self.metadata


def scrolling(html: str, label: str) -> str:
    """Put what may be wider than the page into an area of its own, named and reached by the keyboard."""
    style = "overflow-x: auto"  # in JupyterLab too, which has no style of ours
    return f'<div role="region" aria-label="{escape(label)}" tabindex="0" style="{style}">{html}</div>'


def text_html(text: str) -> str:
    """Set a text as HTML that is that text everywhere: JupyterLab takes what dollar signs embrace for mathematics."""
    return re.sub(r"\$|\\(?=[(\[]|begin)", r"<span>\g<0></span>", escape(text))


def as_said(text: str) -> str:
    r"""Set what somebody wrote within a sentence, so that no mark in it is one.

    Examples
    --------
    >>> print(as_said("**a** `b`"))
    \*\*a\*\* \`b\`
    """
    return re.sub(r"[\\*`]", r"\\\g<0>", text)


def finding_html(text: str) -> str:
    """Set a sentence as HTML: ``**strong**`` and code in backticks; all else is text, whoever wrote it."""
    # What :func:`as_said` took the meaning of stands between pieces of text.
    pieces = re.split(r"\\([\\*`])", text)
    whole = "".join(f"<span>&#{ord(one)};</span>" if place % 2 else text_html(one) for place, one in enumerate(pieces))
    strong = re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", whole)
    coded = re.sub(r"`([^`]+)`", r"<code>\1</code>", strong)
    return f"<p>{coded}</p>"


def finding_plain(text: str) -> str:
    """Set a sentence as plain text, without its marks."""
    return re.sub(r"\\([\\*`])|\*\*|`", lambda mark: mark[1] or "", text)


def finding_display(text: str) -> Display:
    """Show a sentence as prose."""
    return Display({"text/html": finding_html(text), "text/plain": finding_plain(text)})


def methods_display(parts: list[dict[str, Any]], language: str) -> Display:
    """Show how numbers are computed: title, formulas, what they mean, and an example."""
    lines = []
    for part in parts:
        example = [part["example"][language]] if part["example"] else []
        formulas = [f"`{formula}`" for formula in part["formulas"]]
        lines += [f"**{part['title'][language]}**", *formulas, part["text"][language], *example]
    return Display({"text/html": "".join(map(finding_html, lines)), "text/plain": "\n".join(map(finding_plain, lines))})


def is_share(column: dict[str, Any], row: int) -> bool:
    """Tell whether a cell of a registered table holds a share between 0 and 1."""
    chosen = column["share"]
    return bool(chosen[row] if isinstance(chosen, list) else chosen)


def cell_text(value: object, column: dict[str, Any], suppressed: bool, language: str, row: int = 0) -> str:
    """Set one cell of a registered table in a language; missing is blank, suppressed is ``:c``."""
    if suppressed:
        return SUPPRESSED
    if value is None:
        return ""
    if column["words"] is not None and str(value) in column["words"]:
        return str(column["words"][str(value)][language])
    if column["words"] is not None and isinstance(value, str):
        return _several(value, column["words"], language)
    if column.get("calendar"):
        return on_calendar(str(value), language)
    if isinstance(value, bool):
        return "✓" if value else ""
    if is_number(value) and is_share(column, row):
        return say(Share(float(str(value)), column["decimals"] or 0), language)
    if isinstance(value, int):
        return say(value, language)
    if isinstance(value, float):
        whole = column["decimals"] is None and value.is_integer()
        decimals = 2 if column["decimals"] is None else column["decimals"]
        return say(int(value), language) if whole else say(Decimal(value, decimals), language)
    return str(value)


def _several(cell: str, words: dict[str, Any], language: str) -> str:
    """Set codes joined by ;, each with its number where it has one: ``price:5;skills`` is ``price (5), skills``.

    What has a comma of its own is told apart by semicolons.
    """
    parts = [part.partition(":") for part in cell.split(";") if part]
    said = [(words[code][language] if code in words else code, number) for code, _sign, number in parts]
    told = [f"{name} ({_in_habits(number, language)})" if number else str(name) for name, number in said]
    return ("; " if any("," in one for one in told) else ", ").join(told)


def _in_habits(number: str, language: str) -> str:
    """Set the decimals of a number, or of several, as the language has them."""
    return re.sub(r"\d+\.(\d+)", lambda found: say(Decimal(float(found[0]), len(found[1])), language), number)


def is_number(value: object) -> bool:
    """Tell whether a cell holds a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def table_rows(entry: dict[str, Any], language: str) -> list[list[str]]:
    """Set all cells of a registered table in a language."""
    hidden = {(row, name) for row, name in entry["suppressed"]}
    return [
        [
            cell_text(value, column, (row, column["name"]) in hidden, language, row)
            for value, column in zip(record, entry["columns"], strict=True)
        ]
        for row, record in enumerate(entry["records"])
    ]


def spans(rows: list[list[str]], grouped: int) -> list[list[int]]:
    """Tell of each cell over how many rows it reaches; 0 where one above it does.

    In each of the first `grouped` columns a cell reaches over the rows that say the same in it and before it.

    Examples
    --------
    >>> spans([["a", "x"], ["a", "x"], ["a", "y"]], 2)
    [[3, 2], [0, 0], [0, 1]]
    """
    found = [[1] * len(row) for row in rows]
    for place in range(grouped):
        top = 0
        for number in range(1, len(rows)):
            if rows[number][: place + 1] == rows[top][: place + 1]:
                found[top][place] += 1
                found[number][place] = 0
            else:
                top = number
    return found


def filled(rows: list[list[str]], columns: int) -> list[int]:
    """Places of the columns in which something stands; of all, where there is no row."""
    return [place for place in range(columns) if not rows or any(row[place] for row in rows)]


def told(rows: list[list[str]], columns: int) -> list[int]:
    """Places of the columns that tell something: neither empty nor suppressed in every row."""
    kept = [place for place in filled(rows, columns) if not _all_suppressed(rows, place)]
    return kept or filled(rows, columns)


def _all_suppressed(rows: list[list[str]], place: int) -> bool:
    return bool(rows) and {row[place] for row in rows} <= {"", SUPPRESSED}


def heading(column: dict[str, Any], language: str) -> str:
    """Label of a column with its unit in brackets."""
    unit = column["unit"]
    return f"{column['label'][language]} ({unit[language]})" if unit else str(column["label"][language])


def source_line(entry: dict[str, Any], language: str) -> str:
    """Say who says so, and on how many units it rests."""
    units = entry["units"][language] if entry["units"] else None
    return say(sourced(entry["source"][language], entry["n"], units), language)


def sourced(source: Translatable | str, n: int | None, units: Translatable | str | None) -> Message:
    """Say who says so, on how many units it rests, and what these are; no number where the release does not tell."""
    shown = SUPPRESSED if n is None else n
    if units is None:
        return _("Source: {source}. n = {n}.", source=source, n=shown)
    return _("Source: {source}. n = {n} ({units}).", source=source, n=shown, units=units)


def table_display(entry: dict[str, Any], language: str, links: Mapping[str, str] | None = None) -> Display:
    """Show a registered table with caption, scopes, source and n.

    A column in which nothing stands, or nothing but what is suppressed, is left out. Rows whose key is in `links` lead
    to the address given there, from the first column of the key that is shown.
    """
    every = table_rows(entry, language)
    kept = told(every, len(entry["columns"]))
    columns, rows = [entry["columns"][place] for place in kept], [[row[place] for place in kept] for row in every]
    names = [column["name"] for column in columns]
    linked = next((names.index(name) for name in entry["key"] if name in names), None)
    addresses = [(links or {}).get(key) for key in entry["keys"]] or [None] * len(rows)

    def cell(place: int, text: str, address: str | None) -> str:
        return f'<a href="{escape(address)}">{text_html(text)}</a>' if address and place == linked else text_html(text)

    def look(place: int, over: int) -> str:
        # What is said once for several rows stands beside the first of them.
        top = 'class="words" style="text-align: left; vertical-align: top"'
        return f'{top} rowspan="{over}"' if over > 1 else _ALIGNED[align[place]]

    numeric = [any(is_number(record[place]) for record in entry["records"]) for place in kept]
    align = ["number" if flag else "words" for flag in numeric]
    head = "".join(
        f'<th scope="col" {_ALIGNED[kind]}>{text_html(heading(column, language))}</th>'
        for column, kind in zip(columns, align, strict=True)
    )
    said_once = len([place for place in kept if place < entry.get("grouped", 0)])
    body = "".join(
        "<tr>"
        + (f'<th scope="row" {look(0, over[0])}>{cell(0, row[0], address)}</th>' if over[0] else "")
        + "".join(
            f"<td {look(place, over[place])}>{cell(place, row[place], address)}</td>"
            for place in range(1, len(columns))
            if over[place]
        )
        + "</tr>"
        for row, over, address in zip(rows, spans(rows, said_once), addresses, strict=True)
    )
    table = (
        f"<table><caption>{text_html(entry['title'][language])}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )
    html = scrolling(table, entry["title"][language]) + f"<p class='source'>{text_html(foot_of(entry, language))}</p>"
    plain = f"{entry['title'][language]}: {len(entry['records'])} rows"
    return Display({"text/html": html, "text/plain": plain})


def catalogue_display(entry: dict[str, Any], language: str) -> Display:
    """Say how many candidates were registered, and for how many gaps: who they are stands in the catalogue alone."""
    place = {column["name"]: number for number, column in enumerate(entry["columns"])}
    candidates = [record for record in entry["records"] if record[place["named"]] is not None]
    text = _(
        "Registered for the catalogue of partners: gaps {gaps}, candidates {candidates}, of these by name {named}.",
        gaps=len({record[place["stage"]] for record in entry["records"]}),
        candidates=len(candidates),
        named=sum(record[place["named"]] != "no" for record in candidates),
    )
    return finding_display(say(text, language))


def agendas_display(entry: dict[str, Any], language: str) -> Display:
    """Say for how many participants of how many events agendas were registered: they stand in files of their own."""
    people = entry["parts"]["people"]
    place = [column["name"] for column in people["columns"]].index("meetings")
    text = _(
        "Registered for `reports/agendas`: events {events}, participants with an agenda {participants}, meetings "
        "{meetings}.",
        events=len(entry["parts"]["events"]["records"]),
        participants=sum(record[place] > 0 for record in people["records"]),
        meetings=len(entry["parts"]["meetings"]["records"]),
    )
    return finding_display(say(text, language))


def handout_display(entry: dict[str, Any], language: str) -> Display:
    """Name the pages that were registered: they stand in files of their own."""
    names = ", ".join(f"`reports/{entry['id']}-{reader}.{language}.pdf`" for reader in entry["titles"])
    return finding_display(say(_("Registered as pages of their own: {names}.", names=names), language))


def sheets(entry: dict[str, Any], language: str) -> list[dict[str, Any]]:
    """Set each row of a registered table as a sheet: its title, and its columns under their headings.

    The first three columns make the title; what is blank is left out.
    """
    columns = entry["columns"]
    found = []
    for key, row in zip(entry["keys"] or itertools.repeat(""), table_rows(entry, language), strict=False):
        parts: list[dict[str, Any]] = [{"heading": "", "lines": []}]
        for column, text in zip(columns[3:], row[3:], strict=True):
            if column["heading"]:
                parts.append({"heading": column["heading"][language], "lines": []})
            if text:
                parts[-1]["lines"].append((heading(column, language), text))
        title = " · ".join(text for text in row[:3] if text)
        found.append({"key": key, "title": title, "parts": [part for part in parts if part["lines"]]})
    return found


def notes_of(entry: dict[str, Any], language: str) -> str:
    """Source and note of a registered table, what a suppressed cell means, and which columns have no other."""
    notes = [entry["note"][language]] if entry["note"] else []
    if entry["suppressed"]:
        rows, columns = table_rows(entry, language), entry["columns"]
        kept = told(rows, len(columns))
        left_out = [columns[place] for place in filled(rows, len(columns)) if place not in kept]
        shown = any(SUPPRESSED in (row[place] for place in kept) for row in rows)
        notes += [say(SUPPRESSION, language)] if shown else []
        if left_out:
            names = "; ".join(heading(column, language) for column in left_out)
            notes.append(say(_("Left out, since every value is suppressed: {columns}.", columns=names), language))
    return " ".join([source_line(entry, language), *notes])


def foot_of(entry: dict[str, Any], language: str) -> str:
    """Source, notes and mark of a registered table."""
    return " ".join([notes_of(entry, language), *([entry["mark"][language]] if entry["mark"] else [])])


def sheets_display(entry: dict[str, Any], language: str) -> Display:
    """Show each row of a registered table as a sheet that opens."""
    parts = [f"<p class='sheets-title'>{text_html(entry['title'][language])}</p>"]
    for sheet in sheets(entry, language):
        content = "".join(
            (f"<h3>{text_html(part['heading'])}</h3>" if part["heading"] else "")
            + "<table class='lines'>"
            + "".join(
                f'<tr><th scope="row" style="text-align: left; width: 16rem">{text_html(label)}</th>'
                f"<td {_LEFT}>{text_html(text)}</td></tr>"
                for label, text in part["lines"]
            )
            + "</table>"
            for part in sheet["parts"]
        )
        parts.append(f"<details class='sheet'><summary>{text_html(sheet['title'])}</summary>{content}</details>")
    html = f"<div class='sheets'>{''.join(parts)}<p class='source'>{text_html(foot_of(entry, language))}</p></div>"
    plain = f"{entry['title'][language]}: {len(entry['records'])} sheets"
    return Display({"text/html": html, "text/plain": plain})
