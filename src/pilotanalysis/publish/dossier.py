"""Dossier and brief: what all notebooks of a study registered, for evaluators to doubt and a director to take home.

Both are made of a whole study that is up to date, or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ..results import Given, Message, _, say
from ..results.display import finding_plain, heading, table_rows
from ..results.register import SECTIONS
from ..study import Study
from .demands import Asked, demands, reply, unanswered
from .documents import Document, as_set, pages_of, pictures_of, set_document
from .pages import READING, SECTION_TITLES, demonstration
from .prose import UntoldError, method, not_known, settled
from .registers import Entry, Register, files

#: Documents of the whole study, in the order in which they are offered.
NAMES = ("brief", "dossier")
_TITLES = {
    "brief": _("The pilot action in two pages"),
    "dossier": _("Evaluation dossier of the pilot action"),
}
#: What the chapters of notebooks about all clusters are called.
_CHAPTERS: Mapping[str, Message] = {
    "05_b2b_meetings": _("Bilateral meetings"),
    "06_cluster_to_cluster": _("Cluster to cluster"),
    "07_technical_assistance": _("Technical assistance"),
    "08_monitoring": _("Monitoring"),
    "09_evaluation": _("Evaluation"),
}
_ANSWERS = "03_value_chain_gaps"
#: Table of what is missing most in a cluster; so many of its rows stand on the first page.
_WORST, _FIRST = "worst_gaps", 3
_SAYS_ALL = "value_chain_map"
#: Rows of tables that a page has room for: beside a figure, and without one.
_BESIDE, _LONGEST = 8, 24
#: Tables of all clusters of which each chapter of a cluster tells its own rows.
_BY_CLUSTER = ("event_steps_reached", "catalogue_dissemination", "assistance_by_cluster")
_NEXT = (
    (_ANSWERS, "verdicts"),
    ("04_partner_pool", "joining"),
    ("06_cluster_to_cluster", "best_pair"),
    ("07_technical_assistance", "assistance_money"),
)
#: Of these, what the brief has room for.
_NEXT_BRIEFLY = _NEXT[2:]
#: Pictures of the brief, a page each.
_PICTURES = ((_ANSWERS, "stages_by_cluster"), ("05_b2b_meetings", "event_funnel"))
_FOOTER = _("Wave {wave}. Every number is traced to its rows in reports/numbers.html.")
_WORDS: Mapping[str, Message] = {
    "contents": _("Contents"),
    "objectives": _("What the pilot action was to do, and what came of it"),
    "summary": _("Summary"),
    "next": _("What to do next"),
    "not_known": _("What is not known"),
    "method": _("How it was done"),
    "comparison": SECTION_TITLES["comparison"],
    "facts": _("Meetings, catalogue of partners and assistance"),
    "demands": _("What the brief asked for, and the answers"),
    "demands_note": _(
        "Each sentence of the brief that asks for something, in its own words, with what it asks, what the study "
        "answers, and the registered numbers that the answer rests on."
    ),
    "rests_on": _("Rests on:"),
    "listed": _("Figures and tables, and the notebook each comes from"),
    "figure": _("Figure"),
    "table": _("Table"),
    "title": _("Title"),
    "notebook": _("Notebook"),
    "page": _("Page"),
    "appendix": _("Data appendix"),
    "nothing": _("Not known."),
}


@dataclass(frozen=True)
class Whole:
    """What documents of the whole study are made of.

    Attributes
    ----------
    study : Study
    made : list of Register
        Of all its notebooks.
    called : mapping
        Names of the clusters by id.
    language : str
    """

    study: Study
    made: list[Register]
    called: Mapping[str, str]
    language: str

    @cached_property
    def registers(self) -> list[Register]:
        """Registers in the order of notebooks, and in that of the study's clusters."""
        place = {cluster: number for number, cluster in enumerate(self.called)}
        return sorted(self.made, key=lambda register: (register.notebook, place.get(register.cluster or "", -1)))

    def say(self, text: object) -> str:
        """Say something in the language of the document."""
        return say(text, self.language)

    def of(self, notebook: str) -> list[Register]:
        """Registers of one notebook: one, or one for each cluster."""
        return [register for register in self.registers if register.notebook == notebook]

    def prose(self, text: Message) -> str:
        """Say a sentence with the numbers that it names."""
        return self.say(settled(text, self.registers))

    def who(self, register: Register) -> str:
        """Name the cluster that a register is about; blank if it is about all."""
        return self.called.get(register.cluster or "", "")


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


def why_not(registers: Iterable[Register], left_out: Iterable[str]) -> Message | None:
    """Say why documents of the whole study cannot be made; None if they can."""
    stale = [register.name for register in registers if register.stale]
    lacking = [*stale, *left_out]
    return _("not made or not up to date: {units}", units=", ".join(lacking)) if lacking else None


Shown = tuple[Register, Entry]


@dataclass(frozen=True)
class _Content:
    """Words of a document, and the registered items among them."""

    data: dict[str, Any]
    items: list[Shown]


def _common(whole: Whole, name: str, following: Iterable[tuple[str, str]]) -> dict[str, Any]:
    study = whole.study
    return {
        "title": whole.say(_TITLES[name]),
        "author": "pilotanalysis",
        "language": whole.language,
        "study": study.settings.title.render(whole.language),
        "mark": demonstration(study, whole.language),
        "footer": whole.say(Message(_FOOTER.text, {"wave": study.settings.wave})),
        "reading": whole.say(READING),
        "words": {key: whole.say(words) for key, words in _WORDS.items()},
        "objectives": [_objective(whole, number) for number in _objectives()],
        "clusters": [_cluster_answer(whole, cluster) for cluster in whole.called],
        "next": list(_told(whole, following)),
        "not_known": _open(whole),
    }


def _brief(whole: Whole) -> _Content:
    found = [
        (register, item)
        for notebook, id in _PICTURES
        for register in whole.of(notebook)[:1]
        for item in register.of_kind("figure")
        if item["id"] == id
    ]
    return _Content(_common(whole, "brief", _NEXT_BRIEFLY) | {"pictures": [_set(whole, one) for one in found]}, found)


def _dossier(whole: Whole) -> _Content:
    chapters = [*(_of_cluster(whole, cluster) for cluster in whole.called), *_of_all(whole)]
    compared = _compared(whole)
    annex = [one for register in whole.registers if not register.cluster for one in _annex(register)]
    items = [*compared, *(one for _title, pages in chapters for page in pages for one in page)]
    items += [one for one in annex if one[1]["kind"] != "finding"]
    data = _common(whole, "dossier", _NEXT) | {
        "summary": list(_summary(whole)),
        "method": [{"head": whole.say(head), "text": whole.prose(text)} for head, text in method(whole.study.settings)],
        "compared": [_set(whole, one) for one in compared],
        "chapters": [
            {"title": title, "pages": [_page(whole, page, page is pages[-1]) for page in pages]}
            for title, pages in chapters
        ],
        "demands": [_demand(whole, asked) for asked in demands()],
        "listed": [_listed(whole, one) for one in items if one[1]["kind"] != "finding"],
        "appendix": [
            *(whole.say(text) for text in _of_data(whole)),
            *(_plain(whole, item) for _register, item in annex if item["kind"] == "finding"),
        ],
        "annex": [_set(whole, one) for one in annex if one[1]["kind"] != "finding"],
    }
    return _Content(data, items)


def _objectives() -> list[str]:
    return sorted({asked.objective for asked in demands() if asked.objective})


def _objective(whole: Whole, number: str) -> dict[str, Any]:
    own = [asked for asked in demands() if asked.objective == number]
    return {"number": number, "sentence": own[0].sentence, "asked": [_demand(whole, asked) for asked in own]}


def _demand(whole: Whole, asked: Asked) -> dict[str, Any]:
    found = reply(asked, whole.registers, whole.language)
    numbers: dict[str, list[str]] = {}
    for notebook, id in found.numbers:
        numbers.setdefault(notebook, []).append(id)
    return {
        "sentence": asked.sentence,
        "question": asked.question[whole.language],
        "told": [{"who": whole.called.get(cluster, ""), "text": text} for cluster, text in found.told],
        "numbers": [{"notebook": notebook, "ids": ids} for notebook, ids in numbers.items()],
    }


def _cluster_answer(whole: Whole, cluster: str) -> dict[str, Any]:
    """Name what a cluster lacks most, with the kind of each gap, how sure it is, and what to do."""
    own = [register for register in whole.of(_ANSWERS) if register.cluster == cluster]
    said = [item["title"][whole.language] for register in own for item in register.of_kind("figure")
            if item["id"] == _SAYS_ALL]  # fmt: skip
    tables = [item for register in own for item in register.of_kind("table") if item["id"] == _WORST]
    gaps = [
        dict(zip((column["name"] for column in table["columns"]), row, strict=True))
        for table in tables
        for row in table_rows(table, whole.language)[:_FIRST]
    ]
    return {
        "name": whole.called[cluster],
        "said": said[0].removeprefix(f"{whole.called[cluster]}: ") if said else whole.say(_WORDS["nothing"]),
        "gaps": [{"stage": gap["stage"], "about": [gap["kind"], gap["status"], gap["verdict"]]} for gap in gaps],
    }


def _told(whole: Whole, wanted: Iterable[tuple[str, str]]) -> Iterator[dict[str, str]]:
    for notebook, id in wanted:
        for register in whole.of(notebook):
            for item in register.of_kind("finding"):
                if item["id"] == id:
                    yield {"who": whole.who(register), "text": _plain(whole, item)}


def _plain(whole: Whole, finding: Entry) -> str:
    return finding_plain(finding["text"][whole.language])


def _open(whole: Whole) -> list[str]:
    """Say what is not known: what the data leave open, and what they do not answer at all."""
    questions = [asked.question[whole.language] for asked in unanswered(whole.registers)]
    said = [whole.prose(text) for text in not_known(whole.called)]
    if questions:
        said.append(whole.say(_("What the study has no evidence for: {questions}", questions=" ".join(questions))))
    return said


def _summary(whole: Whole) -> Iterator[dict[str, Any]]:
    """Put together what each notebook says on the first page of its part."""
    titles = [*whole.called.values(), *(_title(whole, register) for register in whole.registers)]
    for title in dict.fromkeys(titles):
        texts = [
            _plain(whole, item)
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
        pages = [] if register.cluster else _pages(register)
        if pages:
            yield _title(whole, register), pages


def _pages(register: Register) -> list[list[Shown]]:
    """Items of a notebook about all clusters page by page, in its order; what is said stands with what shows it.

    A page has one figure at most, and no long table beside it.
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
    pages: list[list[Shown]] = []
    for block in blocks:
        if pages and _room(pages[-1], block):
            pages[-1] = [*pages[-1], *block]
        else:
            pages.append(block)
    return pages


def _room(page: list[Shown], block: list[Shown]) -> bool:
    """Tell whether what comes next fits beside what a page has already."""
    items = [item for _register, item in (*page, *block)]
    figures = [item for item in items if item["kind"] == "figure"]
    rows = sum(len(item["records"]) for item in items if item["kind"] == "table")
    return len(figures) + (rows > _BESIDE) <= 1 and rows <= _LONGEST


def _compared(whole: Whole) -> list[Shown]:
    """Items that compare the clusters, which are the same in each."""
    found = {
        item["id"]: (register, item)
        for register in reversed(whole.registers)
        for item in register.on_pages()
        if item["section"] == "comparison"
    }
    return list(found.values())


def _page(whole: Whole, page: list[Shown], last: bool) -> dict[str, Any]:
    """Set a page; the last of a cluster tells of it what tables of all clusters say."""
    register, first = page[0]
    large = first["section"] == SECTIONS[0] and all(item["kind"] != "figure" for _register, item in page)
    return {
        "section": whole.say(SECTION_TITLES[first["section"]]),
        "large": large,
        "items": [_set(whole, one) for one in page],
        "facts": list(_facts(whole, register.cluster)) if last and register.cluster else [],
    }


def _facts(whole: Whole, cluster: str) -> Iterator[dict[str, str]]:
    """Tell of a cluster its rows of the tables of all clusters, each value behind the words of its column."""
    tables = {item["id"]: item for register in whole.registers for item in register.of_kind("table")}
    for entry in (tables[id] for id in _BY_CLUSTER if id in tables):
        names = [column["name"] for column in entry["columns"]]
        place = next(names.index(name) for name in ("cluster", "clusters") if name in names)
        texts = table_rows(entry, whole.language)
        rows = [row for row, record in enumerate(entry["records"]) if cluster in str(record[place] or "").split(";")]
        for head, part in _grouped(entry, rows, texts, whole.language):
            yield {"head": head, "text": part}


def _grouped(entry: Entry, rows: list[int], texts: list[list[str]], language: str) -> Iterator[tuple[str, str]]:
    """Tell rows in a line each; those of a table whose rows are steps, in one line for all steps of one event."""
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
    for event in dict.fromkeys(texts[row][0] for row in rows):
        parts = [f"{texts[row][steps[0]]} {texts[row][number]}" for row in rows if texts[row][0] == event]
        yield f"{named}, {event}", " · ".join(parts)


def _set(whole: Whole, one: Shown) -> dict[str, Any]:
    register, item = one
    return as_set(item, whole.language) | {"anchor": _anchor(register, item)}


def _anchor(register: Register, item: Entry) -> str:
    return f"{register.name}.{item['id']}"


def _listed(whole: Whole, one: Shown) -> dict[str, str]:
    register, item = one
    return {
        "kind": whole.say(_WORDS[item["kind"]]),
        "title": item["title"][whole.language],
        "notebook": register.name,
        "anchor": _anchor(register, item),
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


__all__ = ["NAMES", "UntoldError", "Whole", "set_whole", "why_not"]
