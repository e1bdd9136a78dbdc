"""Documents as PDF/UA, set by typst from data; that of a cluster, from what its notebooks registered."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..results import Message, _, say
from ..results.display import finding_plain, heading, is_number, notes_of, spans, table_rows, told
from ..results.register import SECTIONS
from ..study import Study
from .pages import READING, SECTION_TITLES, demonstration, not_up_to_date
from .registers import Entry, Register

TEMPLATES = Path(__file__).parent / "templates"
#: Letters of the widest column of a table: longer texts break, and leave room for the others.
_WIDEST = 46
#: Letters of a cell that reaches over several rows, and so has room for lines.
_SPANNED = 24
#: Letters of a whole line, and of texts such as days, which do not break; width of a letter, in em.
_LINE, _NARROW, _LETTER = 170, 12, 0.64
#: Letters of a line that one in a head takes, which is bold and may stand alone on its line; its width, in em.
_IN_HEAD, _BOLD = 1.6, 0.76
#: Behind these, words of a table break: an id at its strokes, a file at its points.
_BREAKS = re.compile(r"(?<=[\s_.])")
#: Inches that title, source and notes add to the height of a figure.
AROUND = 1.5
#: What the releases are called.
RELEASES: Mapping[str, Message] = {"working": _("working release"), "public": _("public release")}
#: What the templates share.
_SHARED = ("house.typ", "items.typ")


class DocumentError(Exception):
    """Typst refused a document; its message says why (a picture without alt text is a refusal)."""


@dataclass(frozen=True)
class Document:
    """What a document is set from.

    Attributes
    ----------
    template : str
        File of the template.
    data : dict
        All words and numbers that stand in it.
    pictures : tuple of str
        Files that it shows, below the folder of the reports.
    """

    template: str
    data: dict[str, Any]
    pictures: tuple[str, ...] = ()


def set_document(document: Document, reports: Path) -> bytes:
    """Set a document; nothing of the study stands in the template, and what it is given is text, whoever wrote it.

    Raises
    ------
    DocumentError
        If it is not what PDF/UA-1 asks for.
    """
    import matplotlib
    import typst

    files = {
        "main.typ": (TEMPLATES / document.template).read_bytes(),
        **{name: (TEMPLATES / name).read_bytes() for name in _SHARED},
        "data.json": json.dumps(document.data, ensure_ascii=False).encode("utf-8"),
        **{picture: (reports / picture).read_bytes() for picture in document.pictures},
    }
    fonts = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    try:
        content: bytes = typst.compile(
            files,  # type: ignore[call-overload]  # a dict of files is allowed and not in its stub
            font_paths=[str(fonts)],
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["ua-1"],
        )
        return content
    except (typst.TypstError, RuntimeError) as error:
        raise DocumentError(str(error)) from None


def cluster_document(
    study: Study, registers: list[Register], reports: Path, cluster: str, name: str, language: str
) -> bytes:
    """Set the document of one cluster in one language.

    Raises
    ------
    DocumentError
        If it is not what PDF/UA-1 asks for.
    """
    own = [register for register in registers if register.cluster == cluster]
    data, pictures = _data(study, own, name, language)
    data["mark"] = demonstration(study, language, cluster)
    data["stale"] = not_up_to_date(own, language)
    return set_document(Document("cluster.typ", data, tuple(pictures)), reports)


def footer(study: Study, release: str, language: str) -> str:
    """Say at the foot of each page which wave and release it is of, and where its numbers are traced."""
    said = _("Wave {wave}, {release}. Every number is traced to its rows in reports/numbers.html.")
    return say(Message(said.text, {"wave": study.settings.wave, "release": RELEASES[release]}), language)


def pages_of(registers: list[Register]) -> list[tuple[str, list[Entry]]]:
    """Items page by page, each with its section: sections in their order, in them the notebooks, in these the pages.

    What the notebooks answer stands together, on the first page.
    """
    pages: dict[tuple[int, int, int], list[Entry]] = {}
    for number, register in enumerate(registers):
        for item in register.on_pages():
            notebook = 0 if item["section"] == SECTIONS[0] else number
            place = (SECTIONS.index(item["section"]), notebook, item["page"])
            pages.setdefault(place, []).append(item)
    return [(SECTIONS[place[0]], pages[place]) for place in sorted(pages)]


def _data(study: Study, own: list[Register], name: str, language: str) -> tuple[dict[str, Any], list[str]]:
    """Everything the template needs, as plain data, and the pictures it shows."""
    pages = pages_of(own)
    pictures = pictures_of([item for _section, items in pages for item in items], language)
    data = {
        "title": say(_("{cluster}: missing links in the value chain", cluster=name), language),
        "author": "pilotanalysis",
        "language": language,
        "study": study.settings.title.render(language),
        "footer": footer(study, own[0].release, language),
        "reading": say(READING, language),
        "pages": [
            {
                "section": say(SECTION_TITLES[section], language),
                "large": section == SECTIONS[0] and all(item["kind"] != "figure" for item in items),
                "words": all(item["kind"] != "figure" for item in items),
                "items": [as_set(item, language) for item in items],
            }
            for section, items in pages
        ],
    }
    return data, pictures


def pictures_of(items: Iterable[Entry], language: str) -> list[str]:
    """Files of the figures among items, below the folder of the reports."""
    return [item["files"][language] for item in items if item["kind"] == "figure"]


def as_set(item: Entry, language: str) -> dict[str, Any]:
    """Give a figure, finding or table as templates set it."""
    return _ITEMS[item["kind"]](item, language)


def _figure(item: Entry, language: str) -> dict[str, Any]:
    words = {name: item[name][language] for name in ("alt", "reading")}
    return {"kind": "figure", "file": item["files"][language], "tall": item["size"][1] + AROUND, **words}


def _finding(item: Entry, language: str) -> dict[str, Any]:
    return {"kind": "finding", "text": finding_plain(item["text"][language])}


def _table(item: Entry, language: str) -> dict[str, Any]:
    """Set a table; a column in which nothing stands, or nothing but what is suppressed, is left out."""
    rows = table_rows(item, language)
    names = [column["name"] for column in item["columns"]]
    room = [place for place, name in enumerate(names) if name in item.get("room", [])]
    kept = sorted({*told(rows, len(names)), *room})
    heads = [heading(item["columns"][place], language) for place in kept]
    rows = [[row[place] for place in kept] for row in rows]
    numeric = [any(is_number(record[place]) for record in item["records"]) for place in kept]
    # Letters of the longest text, and of the longest word of the head, which does not break.
    words = [max((len(word) for word in head.split()), default=0) for head in heads]
    longest = [max([len(row[number]) for row in rows] + [_IN_HEAD * word]) for number, word in enumerate(words)]
    longest = [_WIDEST if kept[number] in room else one for number, one in enumerate(longest)]
    whole = [max((len(part) for row in rows for part in _BREAKS.split(row[at])), default=0) for at in range(len(kept))]
    said_once = len([place for place in kept if place < item.get("grouped", 0)])
    over = spans(rows, said_once)
    # What is said once for several rows may take as many lines.
    longest = [min(one, _SPANNED) if any(row[place] > 1 for row in over) else one for place, one in enumerate(longest)]
    return {
        "kind": "table",
        "roomy": bool(room),
        "title": item["title"][language],
        "heads": heads,
        "rows": [
            [
                {"text": text, "over": count} if count > 1 else text
                for text, count in zip(row, reaches, strict=True)
                if count
            ]
            for row, reaches in zip(rows, over, strict=True)
        ],
        "align": ["number" if flag else "words" for flag in numeric],
        "widths": _widths(longest, whole, [word if flag else 0 for word, flag in zip(words, numeric, strict=True)]),
        "foot": notes_of(item, language),
    }


def _widths(longest: list[float], whole: list[int], heads: list[int]) -> list[dict[str, float]]:
    """Share a line among columns by their longest texts; where texts fill it, what cannot break has what it needs.

    Those are short texts, and numbers, of which `heads` has the longest word above them: none in a column of texts.
    `whole` has the longest part of a text of each column that does not break.
    """
    # With room between one column and the next, however short their words are.
    widths = [min(max(length, 6), _WIDEST) + 3 for length in longest]
    crowding = sum(widths) / _LINE
    widths = [max(width, (part + 3) * crowding) for width, part in zip(widths, whole, strict=True)]
    full = sum(widths) > _LINE
    needed = [
        max(_BOLD * head, _LETTER * _NARROW / 2) + 1.1 if head else _LETTER * length + 1.1 if length <= _NARROW else 0
        for length, head in zip(longest, heads, strict=True)
    ]
    if all(needed):
        # Nothing would give way where the line is too short.
        return [{"share": need, "em": 0} for need in needed]
    return [
        {"share": 0, "em": need} if full and need else {"share": width, "em": 0}
        for need, width in zip(needed, widths, strict=True)
    ]


_ITEMS = {"figure": _figure, "finding": _finding, "table": _table}
