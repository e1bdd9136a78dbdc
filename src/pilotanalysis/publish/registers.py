"""What the notebooks of a batch registered, read back."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..results import Message
from ..results.register import SECTIONS
from ..study import Study
from ..tables import file_of

Entry = dict[str, Any]
#: Folder of the reports with the results that a rerun is compared with.
EXPECTED = "expected"
#: Kinds of files of the catalogue of partners: to search, to work with, to print.
CATALOGUE_KINDS = ("html", "xlsx", "pdf")

#: Folder of the reports with the agendas of events.
AGENDAS = "agendas"


def expected_folder(reports: Path, release: str) -> Path:
    """Folder of the expected results of a release: those of the public one stand apart."""
    return reports / EXPECTED if release == "working" else reports / EXPECTED / release


@dataclass(frozen=True)
class Register:
    """Results of one notebook, for one cluster where it has one; `stale` says why they are not up to date."""

    notebook: str
    cluster: str | None
    release: str
    sources: list[str]
    items: list[Entry]
    stale: Message | None = None

    @property
    def name(self) -> str:
        """Name of what the notebook made: with the cluster, where it has one."""
        return f"{self.notebook}.{self.cluster}" if self.cluster else self.notebook

    def of_kind(self, kind: str) -> list[Entry]:
        """Items of one kind, in the order of the notebook."""
        return [item for item in self.items if item["kind"] == kind]

    def on_pages(self) -> list[Entry]:
        """Items that stand in pages and documents, by section and page, in the order of the notebook."""
        shown = [item for item in self.items if item.get("page")]
        return sorted(shown, key=lambda item: (SECTIONS.index(item["section"]), int(item["page"])))

    def sheets_of(self, entry: Entry) -> Entry | None:
        """Table with sheets to which the rows of another table lead: its key begins with the key of that table."""
        own = entry["key"]
        alike = (other for other in self.of_kind("table") if other["sheets"] and other["key"][: len(own)] == own)
        return next(alike, None) if own else None


def on_sheets_of(entry: Entry, register: Register, registers: Iterable[Register]) -> list[tuple[Register, Entry]]:
    """Tables about the same cluster whose rows stand on the sheets of a table: theirs is the beginning of its key."""
    return [
        (other, table)
        for other in registers
        if other.cluster == register.cluster
        for table in other.of_kind("table")
        if table.get("on_sheets") and table["key"] == entry["key"][: len(table["key"])]
    ]


def sheet_by_key(entry: Entry, sheets: Entry) -> dict[str, str]:
    """Sheet that each row of a table leads to: that of the same key, or the first whose key begins with its own."""
    found: dict[str, str] = {}
    for key in sheets["keys"]:
        for own in entry["keys"]:
            if key == own or key.startswith(f"{own}-"):
                found.setdefault(own, key)
    return found


def load(
    folder: Path, stale: Mapping[str, Message] | None = None, names: Collection[str] | None = None
) -> list[Register]:
    """Read all registers of a batch, in the order of notebooks and clusters.

    Parameters
    ----------
    folder : Path
    stale : mapping of str to Message, optional
        Units that are not up to date, and why.
    names : collection of str, optional
        Units to read; all that is there if not given, files of others among it.
    """
    contents = [
        (path.stem, json.loads(path.read_text("utf-8")))
        for path in sorted((folder / "results").glob("*.json"))
        if names is None or path.stem in names
    ]
    return [
        Register(
            content["notebook"],
            content["cluster"],
            content["release"],
            content["sources"],
            content["items"],
            (stale or {}).get(name),
        )
        for name, content in contents
    ]


def page_of(stem: str, study: Study, language: str) -> str:
    """File of a page that there is in each language: that of the first, or of one that the study lacks, names none."""
    return f"{stem}.{language}.html" if language in study.languages[1:] else f"{stem}.html"


def catalogue_file(language: str, kind: str) -> str:
    """File of the catalogue of partners."""
    return f"catalogue.{language}.{kind}"


def agenda_file(event: str, language: str, kind: str) -> str:
    """File of the lists of an event; the agendas of its participants lie in a folder beside it."""
    return f"{AGENDAS}/{event}.{language}.{kind}"


def events_with_agendas(registers: Iterable[Register]) -> list[str]:
    """Ids of the events of which agendas were registered."""
    return [
        str(record[0])
        for register in registers
        for entry in register.of_kind("agendas")
        for record in entry["parts"]["events"]["records"]
    ]


def handout_file(id: str, reader: str, language: str) -> str:
    """File of the page of a reader."""
    return f"{id}-{reader}.{language}.pdf"


def handouts_for(registers: Iterable[Register], language: str) -> list[tuple[str, str, str]]:
    """Reader, file and title of each page for a single reader."""
    return [
        (reader, handout_file(entry["id"], reader, language), title[language])
        for register in registers
        for entry in register.of_kind("handout")
        for reader, title in entry["titles"].items()
    ]


def places(register: Register, numbers: Iterable[int]) -> str:
    """Say where rows stand, briefly: ``survey/x.xlsx, answers: 2-9, 12``."""
    rows: dict[str, list[int]] = defaultdict(list)
    for number in numbers:
        source = register.sources[number]
        head, _sign, row = source.partition("!")
        if not row:  # the public release names the sheet alone
            rows[head.replace("#", ", ")] += []
            continue
        first, _dash, last = row.partition("-")
        rows[head.replace("#", ", ")] += range(int(first), int(last or first) + 1)
    return "; ".join(
        f"{head}: {', '.join(_ranges(sorted(set(found))))}" if found else head for head, found in sorted(rows.items())
    )


def _ranges(rows: list[int]) -> Iterator[str]:
    start = 0
    for end in range(1, len(rows) + 1):
        if end == len(rows) or rows[end] != rows[end - 1] + 1:
            yield str(rows[start]) if end - start == 1 else f"{rows[start]}-{rows[end - 1]}"
            start = end


def files(registers: Iterable[Register]) -> list[str]:
    """Raw files from which results were made."""
    return sorted({file_of(source) for register in registers for source in register.sources})
