"""Dossier and brief: what all notebooks of a study registered, for evaluators to doubt and a director to take home.

Both are made of a whole study that is up to date, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from ..results import Given, Message, _, say
from ..results.display import heading, table_rows
from ..results.register import SECTIONS
from ..study import Study
from .demands import demands
from .documents import AROUND, Document, as_set, pages_of, pictures_of, set_document
from .pages import SECTION_TITLES
from .prose import UntoldError, method
from .references import Shown, anchor_of, elsewhere, id_of, places, refers
from .registers import Entry, Register, files
from .whole import GAPS, TITLES, WORDS, Whole, common, demand_of, plain, quote

#: Documents of the whole study, in the order in which they are offered.
NAMES = ("brief", "dossier")

#: What the chapters of notebooks about all clusters are called.
_CHAPTERS: Mapping[str, Message] = {
    "05_b2b_meetings": _("Bilateral meetings"),
    "06_cluster_to_cluster": _("Cluster to cluster"),
    "07_technical_assistance": _("Technical assistance"),
    "08_monitoring": _("Monitoring"),
    "09_evaluation": _("Evaluation"),
}

#: Inches that a page has for its items, and that what is said, the head of a table and a row of it take.
_PAGE, _SAID, _HEAD, _ROW = 7.0, 0.35, 0.8, 0.22
#: How small a figure may be set.
_SMALLEST = 0.75
#: Tables of all clusters of which each chapter of a cluster tells its own rows.
_BY_CLUSTER = ("event_steps_reached", "catalogue_dissemination", "assistance_by_cluster")

#: Findings that say what to do next.
_NEXT = (
    (GAPS, "verdicts"),
    ("04_partner_pool", "joining"),
    ("06_cluster_to_cluster", "best_pair"),
    ("07_technical_assistance", "assistance_money"),
)

#: Of these, what the brief has room for.
_NEXT_BRIEFLY = _NEXT[2:]

#: Pictures of the brief.
_PICTURES = ((GAPS, "stages_by_cluster"), ("05_b2b_meetings", "event_funnel"))


def set_whole(name: str, whole: Whole, reports: Path) -> bytes:
    """Set the dossier or the brief.

    Raises
    ------
    UntoldError
        If a sentence names a number that is not registered or not up to date.
    DocumentError
        If it is not what PDF/UA-1 asks for.
    """
    shown = {"brief": _brief, "dossier": _dossier}[name](whole)
    pictures = pictures_of((item for _register, item in shown.items), whole.language)
    return set_document(Document(f"{name}.typ", shown.data, tuple(dict.fromkeys(pictures))), reports)


def write_whole(
    study: Study, made: list[Register], called: Mapping[str, str], left_out: Iterable[str], folders: tuple[Path, Path]
) -> str:
    """Write dossier and brief in every language, if all of the study is there and up to date.

    Parameters
    ----------
    study : Study
    made : list of Register
    called : mapping
        Names of the clusters by id.
    left_out : iterable of str
        Units of which there is nothing to show.
    folders : tuple of Path
        Where the pictures are, and where the documents go.

    Returns
    -------
    str
        Why there are none; blank where they were written.

    Raises
    ------
    DocumentError
        If one is not what PDF/UA-1 asks for.
    """
    if list(left_out) or any(register.stale for register in made):
        return "they tell of a whole study, so they wait until every notebook is made and up to date"
    reports, target = folders
    try:
        whole = {
            file_of(name, language): set_whole(name, Whole(study, made, called, language), reports)
            for name in NAMES
            for language in study.languages
        }
    except UntoldError as error:
        return str(error)
    for file, content in whole.items():
        (target / file).write_bytes(content)
    return ""


def file_of(name: str, language: str) -> str:
    """File of a document of the whole study, in a language."""
    return f"{name}.{language}.pdf"


def offered(language: str) -> list[tuple[str, str]]:
    """File and title of each document of the whole study."""
    return [(file_of(name, language), say(TITLES[name], language)) for name in NAMES]


@dataclass(frozen=True)
class _Content:
    """Words of a document, and the registered items among them."""

    data: dict[str, Any]
    items: list[Shown]


def _brief(whole: Whole) -> _Content:
    found = [
        (register, item)
        for notebook, id in _PICTURES
        for register in whole.of(notebook)[:1]
        for item in register.of_kind("figure")
        if item["id"] == id
    ]
    pictures = [as_set(item, whole.language) for _register, item in found]
    return _Content(common(whole, "brief", _NEXT_BRIEFLY) | {"pictures": pictures}, found)


def _dossier(whole: Whole) -> _Content:
    chapters = [*(_of_cluster(whole, cluster) for cluster in whole.called), *_of_all(whole)]
    compared = _compared(whole)
    annex = [one for register in whole.registers if not register.cluster for one in _annex(register)]
    items = [*compared, *(one for _title, pages in chapters for page in pages for one in page)]
    items += annex
    there = places(items)
    data = common(whole, "dossier", _NEXT) | {
        "summary": list(_summary(whole)),
        "method": [{"head": whole.say(head), "text": whole.prose(text)} for head, text in method(whole.study.settings)],
        "compared": [_set(whole, one, there) for one in compared],
        "chapters": [
            {"title": title, "pages": [_page(whole, page, there, page is _of_facts(pages)) for page in pages]}
            for title, pages in chapters
        ],
        "demands": [
            {**said, "asked": [demand_of(whole, asked) for asked in group]}
            for said, group in groupby(demands(whole.study), lambda asked: quote(asked, whole.language))
        ],
        "listed": [_listed(whole, one) for one in items if one[1]["kind"] != "finding"],
        "elsewhere": elsewhere(whole, items, there),
        "appendix": [whole.say(text) for text in _of_data(whole)],
        "annex": [[_set(whole, one, there) for one in page] for page in _packed(list(_blocks(annex)))],
    }
    return _Content(data, items)


def _summary(whole: Whole) -> Iterator[dict[str, Any]]:
    """Put together what each notebook says on the first page of its part."""
    titles = [*whole.called.values(), *(_title(whole, register) for register in whole.registers)]
    for title in dict.fromkeys(titles):
        texts = [
            plain(whole, item)
            for register in whole.registers
            if _title(whole, register) == title
            for item in register.on_pages()
            if item["kind"] == "finding" and item["page"] == 1 and (item["section"] != "annex" or register.cluster)
        ]
        if texts:
            yield {"head": title, "texts": texts}


def _title(whole: Whole, register: Register) -> str:
    chapter = _CHAPTERS.get(register.notebook)
    return whole.who(register) or (whole.say(chapter) if chapter else register.notebook)


def _of_cluster(whole: Whole, cluster: str) -> tuple[str, list[list[Shown]]]:
    """Chapter of a cluster: the pages of its own document but those that compare the clusters."""
    own = [register for register in whole.registers if register.cluster == cluster]
    by_id = {item["id"]: register for register in own for item in register.on_pages()}
    pages = [
        [(by_id[item["id"]], item) for item in items] for section, items in pages_of(own) if section != "comparison"
    ]
    return whole.called[cluster], pages


def _of_all(whole: Whole) -> Iterator[tuple[str, list[list[Shown]]]]:
    """Chapters of the notebooks about all clusters."""
    for register in whole.registers:
        pages = [] if register.cluster else packed_pages(register)
        if pages:
            yield _title(whole, register), pages


def packed_pages(register: Register) -> list[list[Shown]]:
    """Items of a notebook about all clusters page by page, in its order; what is said stands with what shows it.

    A figure shares a page only with what leaves it large enough to read.
    """
    shown = [(register, item) for item in register.items if item.get("page") and item["section"] != "annex"]
    return _packed(list(_blocks(shown)))


def _annex(register: Register) -> list[Shown]:
    return [(register, item) for item in register.on_pages() if item["section"] == "annex"]


def _blocks(items: list[Shown]) -> Iterator[list[Shown]]:
    """What is said, each time with the figure or table that follows it."""
    block: list[Shown] = []
    for one in items:
        block.append(one)
        if one[1]["kind"] != "finding":
            yield block
            block = []
    if block:
        yield block


def _packed(blocks: list[list[Shown]]) -> list[list[Shown]]:
    """Fill page after page; a short table that fits beside the figure behind it waits for that."""
    pages: list[list[Shown]] = []
    none: list[Shown] = []
    for block, after in zip(blocks, [*blocks[1:], none], strict=False):
        waits = _has_figure(after) and not _has_figure(block) and _room(block, after)
        if pages and _room(pages[-1], block) and not waits:
            pages[-1] = [*pages[-1], *block]
        else:
            pages.append(block)
    return pages


def _has_figure(page: list[Shown]) -> bool:
    return any(item["kind"] == "figure" for _register, item in page)


def _room(page: list[Shown], block: list[Shown]) -> bool:
    """Tell whether what comes next fits beside what a page has; what has no figure goes on to the next page."""
    both = [*page, *block]
    return not _has_figure(both) or sum(_height(item) for _register, item in both) <= _PAGE


def _height(item: Entry) -> float:
    if item["kind"] == "figure":
        return _SMALLEST * (float(item["size"][1]) + AROUND)
    return _HEAD + _ROW * len(item["records"]) if item["kind"] == "table" else _SAID


def _compared(whole: Whole) -> list[Shown]:
    """Items that compare the clusters, which are the same in each."""
    found = {
        item["id"]: (register, item)
        for register in reversed(whole.registers)
        for item in register.on_pages()
        if item["section"] == "comparison"
    }
    return list(found.values())


def _of_facts(pages: list[list[Shown]]) -> list[Shown]:
    """Take the page on which a chapter has room for more: the last without a figure."""
    return next((page for page in reversed(pages[1:]) if not _has_figure(page)), pages[-1])


def _page(whole: Whole, page: list[Shown], there: Mapping[str, list[str]], with_facts: bool) -> dict[str, Any]:
    """Set a page; one of a cluster tells of it what tables of all clusters say."""
    register, first = page[0]
    words = not _has_figure(page)
    return {
        # Sections are those of a cluster's document; chapters of all clusters have none.
        "section": whole.say(SECTION_TITLES[first["section"]]) if register.cluster else "",
        "large": words and first["section"] == SECTIONS[0],
        "words": words,
        "items": [_set(whole, one, there) for one in page],
        "facts": list(_facts(whole, register.cluster)) if with_facts and register.cluster else [],
    }


def _facts(whole: Whole, cluster: str) -> Iterator[dict[str, str]]:
    """Tell of a cluster its rows of the tables of all clusters, each value behind the words of its column."""
    tables = {item["id"]: item for register in whole.registers for item in register.of_kind("table")}
    for entry in (tables[id] for id in _BY_CLUSTER if id in tables):
        names = [column["name"] for column in entry["columns"]]
        place = next(names.index(name) for name in ("cluster", "clusters") if name in names)
        texts = table_rows(entry, whole.language)
        named = [str(record[place] or "").split(";") for record in entry["records"]]
        own = {row: clusters for row, clusters in enumerate(named) if cluster in clusters}
        for head, part in _grouped(entry, own, texts, whole.language):
            yield {"head": head, "text": part}


def _grouped(
    entry: Entry, rows: Mapping[int, list[str]], texts: list[list[str]], language: str
) -> Iterator[tuple[str, str]]:
    """Tell rows, each with its clusters, in a line each; those of a table of steps, in one for all steps of an event.

    Numbers of an event of several clusters are those of all of them, and so it is said.
    """
    columns = entry["columns"]
    named = entry["name"][language]
    steps = [place for place, column in enumerate(columns) if column["name"] == "step"]
    if not steps:
        for row in rows:
            parts = [
                f"{heading(column, language)} {texts[row][place]}"
                for place, column in enumerate(columns)
                if column["name"] != "cluster" and texts[row][place]
            ]
            yield named, " · ".join(parts)
        return
    number = [column["name"] for column in columns].index("number")
    clusters = {texts[row][0]: len(of) for row, of in rows.items()}
    for event, several in clusters.items():
        parts = [f"{texts[row][steps[0]]} {texts[row][number]}" for row in rows if texts[row][0] == event]
        head = f"{named}, {event}"
        if several > 1:
            head = say(_("{event} (the whole event, of all its clusters)", event=head), language)
        yield head, " · ".join(parts)


def _set(whole: Whole, one: Shown, there: Mapping[str, list[str]]) -> dict[str, Any]:
    """Set an item with its label, and with the places of what it refers to."""
    register, item = one
    return as_set(item, whole.language) | {"anchor": anchor_of(register, item)} | refers(item, there, whole)


def _listed(whole: Whole, one: Shown) -> dict[str, str]:
    register, item = one
    return {
        "kind": whole.say(WORDS[item["kind"]]),
        "title": item["title"][whole.language],
        "id": id_of(register, item),
        "anchor": anchor_of(register, item),
    }


def _of_data(whole: Whole) -> Iterator[Message]:
    """Say what is fictitious, what is real, and what the release suppresses."""
    study = whole.study
    used = files(whole.registers)
    fictitious = [file for file in used if file in study.synthetic_files]
    official = [file for file in used if study.resources.get(file, {}).get("official")]
    if fictitious:
        yield _("Demonstration data, invented: {files}.", files=", ".join(fictitious))
    if official:
        yield _("Official statistics, real and cited in data/raw/datapackage.json: {files}.", files=", ".join(official))
    minimum = Given(study.settings.thresholds.disclosure_minimum)
    if whole.registers[0].release == "public":
        yield _(
            "This is the public release. Counts of members below {minimum} are suppressed (:c), and as many others as "
            "it takes so that nobody can work them out. A count of nought is shown.",
            minimum=minimum,
        )
    else:
        yield _(
            "This is the working release, for use inside the agency: it suppresses nothing. The public release "
            "suppresses counts of members below {minimum}.",
            minimum=minimum,
        )
