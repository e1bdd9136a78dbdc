"""The catalogue of partners: what notebooks registered of candidates, of all clusters, in one file a language and kind.

It is for people outside the study: a page to search, a workbook, and a document to print.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any
from unicodedata import normalize

from markupsafe import Markup

from ..files.xlsx import TEXT, Book
from ..results import Message, _, _n, say
from ..results.catalogue import CRITERIA
from ..results.display import heading, table_rows
from ..study import Study
from .documents import Document, set_document
from .pages import demonstration, language_name, not_up_to_date, render, sheets_file
from .registers import CATALOGUE_KINDS, Entry, Register, catalogue_file, page_of, sheet_by_key
from .workbook import alike, notes_of, write_sheet

Part = tuple[Register, Entry]
SCRIPT = Path(__file__).parent / "templates" / "catalogue.js"

#: Candidates of a gap that are printed: as many as fit a page.
_PRINTED = 8

TITLE = _("Catalogue of partners")
_TIED = _("works already with all who lack it")
_HOW = _("For each gap in the value chain of a cluster: who could close it, the most suitable first, and why.")
_NAMED = _(
    "An organisation is named here if it agreed, or if it is in the public trade register; of any other, name, offer, "
    "county, languages and contact are not shown. Contacts are shown only of organisations that agreed to be in the "
    "catalogue."
)
_NAMED_ALONE = _(
    "Only organisations that agreed to be in the catalogue, or that are in the public trade register, are shown here. "
    "Contacts are shown only of organisations that agreed."
)
_SCORED = _(
    "The score is a weighted mean of six criteria, each from 0 to 1. A criterion that is not known never counts as 0: "
    "the score is then the middle of its possible range."
)
#: What the columns of the workbook say.
_ABOUT: Mapping[str, Message] = {
    "cluster": _("Cluster that has the gap."),
    "stage": _("What the value chain of the cluster lacks, or has too little of."),
    "name": _("Organisation that could close the gap; where it has not agreed to be named, only its cluster."),
    "rank": _("Place among the candidates for the gap; 1 is the most suitable."),
    "offer": _("What it offers, in its own words."),
    "home": _("Cluster that it is a member of; blank where it is a member of none."),
    "organisation_type": _("Firm, research or education, public authority, catalyst organisation, or other."),
    "county": _("County of its seat; blank where it is not known or may not be told."),
    "origin": _(
        "Whether it is a member of the cluster, of another analysed cluster or of a follow-up cluster, a firm of the "
        "register, or was added by a manager."
    ),
    "basis": _("What shows that it could close the gap."),
    "languages": _("Languages in which one can talk to it; blank where they are not known."),
    "contact": _("How to reach it; only of organisations that agreed to that."),
    "decision": _("What the management decided; candidates that it rejected are left out."),
    "tied": _("Ticked where everybody who lacks it works with this organisation already."),
    "score": _(
        "Weighted mean of the criteria, 0 to 1; where criteria are not known, the middle of the possible range."
    ),
    "score_least": _("The score if every criterion that is not known were 0."),
    "score_most": _("The score if every criterion that is not known were 1."),
    "top3": _(
        "Share of the sets of weights tried, and of values for what is not known, under which it is in the top three; "
        "blank where three candidates or fewer are compared."
    ),
    "capability": _("How well what it does fits what is lacking, 0 to 1; blank: not known."),
    "capacity": _("Part of its capacity that is free, 0 to 1; blank: not known."),
    "proximity": _("How close it is to those who lack it, 0 to 1; blank: not known."),
    "size": _("How large it is, from 0.25 for up to 9 persons to 1 for 250 and more; blank: not known."),
    "certificates": _("1 with a certificate, 0 without; blank: not known."),
    "willingness": _("Whether it wants to meet others, 0 to 1; blank: not known."),
    "named": _("Why its name may be shown, or a note that it may not."),
    "kinds": _("In what way the cluster lacks it."),
    "verdict": _("What the gap calls for where no candidate was found."),
}


def parts_of(registers: Iterable[Register]) -> list[Part]:
    """Candidates that notebooks registered, each with its register, in the order of the clusters."""
    return [(register, entry) for register in registers for entry in register.of_kind("catalogue")]


def write_catalogue(
    study: Study,
    registers: list[Register],
    left_out: Mapping[str, Message | None],
    folder: Path,
    called: Mapping[str, str],
) -> None:
    """Write the catalogue in every language of the study, if any notebook registered candidates for it.

    Parameters
    ----------
    study : Study
    registers : list of Register
    left_out : mapping of str to Message
        Units of which there is nothing to show.
    folder : Path
        Of the reports.
    called : mapping
        Names of the clusters by id.

    Raises
    ------
    DocumentError
        If the document to print cannot be set.
    """
    parts = alike(parts_of(registers))
    for language in study.languages if parts else ():
        about = _about(study, parts, left_out, language)
        clusters = [_cluster(study, registers, part, called, language) for part in parts]
        page, book, document = (folder / catalogue_file(language, kind) for kind in CATALOGUE_KINDS)
        page.write_text(_page(study, about, clusters, language), "utf-8")
        named = [(register, _with_names(entry, about["words"]["none"], language)) for register, entry in parts]
        _write_workbook(study, book, named, called, language)
        printed = [{**one, "gaps": [_printed(gap, language) for gap in one["gaps"]]} for one in clusters]
        document.write_bytes(set_document(Document("catalogue.typ", {**about, "clusters": printed}), folder))


def _about(study: Study, parts: list[Part], left_out: Mapping[str, Message | None], language: str) -> dict[str, Any]:
    """What stands above the candidates in every kind of file."""
    registers = [register for register, _entry in parts]
    scored = any(column["name"] == "score" for _register, entry in parts for column in entry["columns"])
    notebooks = {register.notebook for register in registers}
    missing = [name for name in left_out if name.partition(".")[0] in notebooks]
    lacking = _("Left out because they were not made: {units}.", units=", ".join(missing))
    return {
        "title": say(TITLE, language),
        "study": study.settings.title.render(language),
        "language": language,
        "author": "pilotanalysis",
        "mark": demonstration(study, language),
        "stale": " ".join(
            filter(None, [not_up_to_date(registers, language), say(lacking, language) if missing else ""])
        ),
        "how": [
            say(said, language)
            for said in (_HOW, _NAMED_ALONE if _is_public(parts) else _NAMED, *([_SCORED] if scored else []))
        ],
        "footer": say(TITLE, language),
        "words": _words(parts, language),
        "notes": notes_of([entry for _register, entry in parts], language),
    }


def _is_public(parts: list[Part]) -> bool:
    """Whether it is the public release, which leaves out whoever may not be named."""
    return parts[0][0].release == "public"


def _words(parts: list[Part], language: str) -> dict[str, str]:
    """Words that stand with each candidate, or around all of them."""
    public = _is_public(parts)
    said: dict[str, Message] = {
        "gaps": _("Gaps and their candidates"),
        "nobody": _("No candidate that may be named was found for these gaps:")
        if public
        else _("No candidate was found for these gaps:"),
        "none": _("no candidate that may be named was found") if public else _("no candidate was found"),
        "unknown": _("not known"),
        "score": _("Score"),
        "contact": _("Contact"),
        "empty": _("No gap has candidates yet."),
    }
    return {name: say(message, language) for name, message in said.items()}


def _cluster(
    study: Study, registers: list[Register], part: Part, called: Mapping[str, str], language: str
) -> dict[str, Any]:
    """Set the gaps of one cluster with their candidates."""
    register, entry = part
    names = [column["name"] for column in entry["columns"]]
    rows = [
        (dict(zip(names, record, strict=True)), dict(zip(names, texts, strict=True)))
        for record, texts in zip(entry["records"], table_rows(entry, language), strict=True)
    ]
    cluster, links = register.cluster or "", _links(registers, part, language)
    gaps = [
        _gap(links.get(stage, ""), list(found), language)
        for stage, found in groupby(rows, key=lambda row: str(row[0]["stage"]))
    ]
    return {"id": cluster, "name": called.get(cluster, study.settings.title.render(language)), "gaps": gaps}


def _gap(link: str, rows: list[tuple[dict[str, Any], dict[str, str]]], language: str) -> dict[str, Any]:
    raw, text = rows[0]
    return {
        "id": str(raw["stage"]),
        "title": text["stage"],
        "kinds": text["kinds"],
        # The first candidate is the most suitable, wherever it comes from.
        "first": text["verdict"] or say(_("to ask first: {origin}", origin=text["origin"]), language),
        "link": link,
        "candidates": [_candidate(own, told, language) for own, told in rows if own["named"] is not None],
    }


def _printed(gap: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Give a gap with its first candidates, and say how many more there are."""
    first, more = gap["candidates"][:_PRINTED], len(gap["candidates"][_PRINTED:])
    said = _n(
        "{count} more candidate is on the page and in the workbook of this catalogue.",
        "{count} more candidates are on the page and in the workbook of this catalogue.",
        more,
    )
    return {**gap, "candidates": first, "more": say(said, language) if more else ""}


def _candidate(raw: Mapping[str, Any], text: Mapping[str, str], language: str) -> dict[str, Any]:
    told = ("rank", "offer", "home", "organisation_type", "county", "origin", "basis", "languages", "contact")
    scored = raw.get("score") is not None
    return {
        **{name: text[name] for name in told},
        "name": _name(raw, text, language),
        "by_name": raw["name"] is not None,
        "decision": text.get("decision", ""),
        "tied": say(_TIED, language) if raw.get("tied") else "",
        "codes": {name: raw[name] or "" for name in ("county", "origin")},
        "score": {"value": raw["score"], "text": text["score"], "range": f"{text['score_least']}–{text['score_most']}"}
        if scored
        else None,
        "criteria": [
            {"label": say(criterion.label, language), "value": raw[criterion.name], "text": text[criterion.name]}
            for criterion in CRITERIA
            if scored
        ],
    }


def _name(raw: Mapping[str, Any], text: Mapping[str, str], language: str) -> str:
    """Name of a candidate; of one that may not be named, the cluster."""
    if raw["name"] is not None:
        return str(raw["name"])
    if text["home"]:
        return say(_("a member of {cluster} (name not released)", cluster=text["home"]), language)
    return say(_("an organisation (name not released)"), language)


def _links(registers: Iterable[Register], part: Part, language: str) -> dict[str, str]:
    """Where the sheet of each gap is, that of its worst kind, by the code of the stage."""
    register, entry = part
    own = (other.sheets_of(entry) for other in registers if other.cluster == register.cluster)
    pages = next((found for found in own if found), None)
    if pages is None:
        return {}
    file = sheets_file(pages, register.cluster, language)
    return {stage: f"{file}#{sheet}" for stage, sheet in sheet_by_key(entry, pages).items()}


def _page(study: Study, about: dict[str, Any], clusters: list[dict[str, Any]], language: str) -> str:
    script = _script()
    return render(
        "catalogue.html.j2",
        **{**about, "mark": " ".join(filter(None, [about["mark"], about["stale"]]))},
        back=page_of("index", study, language),
        languages=[(code, catalogue_file(code, "html"), language_name(code, code)) for code in study.languages],
        files=[(catalogue_file(language, kind), kind.upper()) for kind in CATALOGUE_KINDS if kind != "html"],
        clusters=clusters,
        counties=_choices(clusters, "county"),
        origins=_choices(clusters, "origin"),
        rows=sum(max(len(gap["candidates"]), 1) for cluster in clusters for gap in cluster["gaps"]),
        script=Markup(script),
        digest=b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii"),
    )


@cache
def _script() -> str:
    return SCRIPT.read_text("utf-8")


def _choices(clusters: Iterable[Mapping[str, Any]], name: str) -> list[tuple[str, str]]:
    """Codes that stand with candidates, each with its words, in the order of the words."""
    found = {
        candidate["codes"][name]: candidate[name]
        for cluster in clusters
        for gap in cluster["gaps"]
        for candidate in gap["candidates"]
        if candidate["codes"][name]
    }
    return sorted(found.items(), key=lambda choice: normalize("NFD", choice[1]).casefold())


def _write_workbook(study: Study, path: Path, parts: list[Part], called: Mapping[str, str], language: str) -> None:
    """A sheet of all candidates, and one that says what its columns are."""
    with Book(path, f"{say(TITLE, language)}: {study.settings.title.render(language)}") as book:
        write_sheet(book, parts, called, language, say(_("Partners"), language))
        heads = [say(_("Column"), language), say(_("What it says"), language)]
        sheet = book.table(say(_("Columns"), language), heads)
        for row, cells in enumerate(_explained(parts[0][1], language), start=1):
            for place, cell in enumerate(cells):
                sheet.write_string(row, place, cell, book.look(TEXT))
        book.set_print(sheet, 0, (34, 100), foot=demonstration(study, language))


def _explained(entry: Entry, language: str) -> Iterator[tuple[str, str]]:
    yield say(_("Cluster"), language), say(_ABOUT["cluster"], language)
    for column in entry["columns"]:
        yield heading(column, language), say(_ABOUT[column["name"]], language)


def _with_names(entry: Entry, nobody: str, language: str) -> Entry:
    """Say in place of a name that may not be told whose member the candidate is, and where nobody is, that."""
    names = [column["name"] for column in entry["columns"]]
    place = names.index("name")
    records = []
    for record, texts in zip(entry["records"], table_rows(entry, language), strict=True):
        raw, text = dict(zip(names, record, strict=True)), dict(zip(names, texts, strict=True))
        name = nobody if raw["named"] is None else _name(raw, text, language)
        records.append([*record[:place], name, *record[place + 1 :]])
    return {**entry, "records": records}
