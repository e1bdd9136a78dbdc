"""Dossier and brief: each demand of the brief is answered by evidence or not at all, and no number is typed."""

from __future__ import annotations

import ast
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from pypdf import PdfReader

from pilotanalysis.problems import StudyError
from pilotanalysis.publish import dossier, prose, registers
from pilotanalysis.publish.demands import NOT_KNOWN, Asked, demands, objectives, reply
from pilotanalysis.publish.dossier import NAMES, file_of, packed_pages, set_whole, write_whole
from pilotanalysis.publish.registers import Entry, Register
from pilotanalysis.publish.whole import Whole, common
from pilotanalysis.reference import Clusters, Demands, check, load
from pilotanalysis.reference import file_of as file_of_table
from pilotanalysis.results import Message, _, say
from pilotanalysis.results.messages import parts_of
from pilotanalysis.study import Study

LANGUAGES = ("en", "ro", "it")
#: Notebooks that run for each cluster.
OF_CLUSTERS = ("02", "03", "04")
#: What may be typed: the norm, and the year of the pilot action.
ALLOWED = ("9001", "2014")


def _words(text: str) -> dict[str, str]:
    return dict.fromkeys(LANGUAGES, text)


def _number(id: str, value: float | None = 7, suppressed: bool = False) -> Entry:
    return {
        "kind": "number", "id": id, "label": _words(id), "value": None if suppressed else value, "unit": "number",
        "suppressed": suppressed, "n": 7, "source": _words("survey"), "rows": [], "of": [], "page": None,
        "section": "evidence",
    }  # fmt: skip


def _finding(id: str, *numbers: str) -> Entry:
    return {
        "kind": "finding", "id": id, "text": _words(f"**So** says {id}."), "numbers": list(numbers), "page": 1,
        "section": "evidence",
    }  # fmt: skip


def _made(study: Study, wanted: Sequence[Asked] = (), **number: Any) -> list[Register]:
    """Registers with a finding and its number for everything that documents name, without pictures."""
    items: dict[str, dict[str, Entry]] = {}
    for asked in wanted or demands(study):
        for notebook, id in asked.evidence:
            own = items.setdefault(notebook, {})
            own |= {f"{id}_n": _number(f"{id}_n", **number), id: _finding(id, f"{id}_n")}
    for cited in _cited(study):
        notebook = cited.unit.partition(".")[0]
        items.setdefault(notebook, {})[cited.id] = _number(cited.id)
    return [
        Register(notebook, cluster, "working", [], list(own.values()))
        for notebook, own in sorted(items.items())
        for cluster in (study.analysed if notebook.startswith(OF_CLUSTERS) else (None,))
    ]


def _prose(study: Study) -> Iterator[Message]:
    yield from (text for pair in prose.method(study.settings) for text in pair)
    yield from prose.not_known(dict.fromkeys(study.analysed, ""))


def _cited(study: Study) -> Iterator[prose.Cited]:
    for text in _prose(study):
        yield from (part for part in parts_of(text) if isinstance(part, prose.Cited))


def _called(study: Study) -> dict[str, str]:
    names = load(study, Clusters).set_index("cluster")["name"]
    return {cluster: str(names[cluster]) for cluster in study.analysed}


@pytest.mark.parametrize("asked", demands(Study(ROOT)), ids=lambda asked: asked.demand)
def test_a_demand_whose_evidence_is_taken_away_is_not_known(asked: Asked, study: Study) -> None:
    made = _made(study)
    before = reply(asked, made, "en")
    assert all(text.startswith("So says") for _cluster, text in before.told)
    assert {notebook for notebook, _id in before.numbers} == {notebook for notebook, _id in asked.evidence}
    ids = {id for _notebook, id in asked.evidence}
    gone = [replace(one, items=[item for item in one.items if item["id"] not in ids]) for one in made]
    numbers = {f"{id}_n" for id in ids}
    emptied = [
        replace(one, items=[_number(item["id"], None) if item["id"] in numbers else item for item in one.items])
        for one in made
    ]
    hidden = [
        replace(one, items=[_number(item["id"], 7, True) if item["id"] in numbers else item for item in one.items])
        for one in made
    ]
    silent = [
        replace(one, items=[{**item, "numbers": []} if item["id"] in ids else item for item in one.items])
        for one in made
    ]
    for without in (gone, emptied, hidden, silent):
        after = reply(asked, without, "en")
        assert {text for _cluster, text in after.told} == {say(NOT_KNOWN, "en")}
        assert not after.numbers


def test_the_brief_asks_what_is_quoted(study: Study, shared: Path) -> None:
    brief = shared.parent / "brief-ro.txt"
    if not brief.is_file():
        pytest.skip("the brief is not here")
    text = brief.read_text("utf-8")
    assert all(asked.sentence in text for asked in demands(study))
    assert {asked.objective for asked in demands(study)} == {"", "1", "2", "3"}


def test_without_a_brief_the_pack_s_own_objectives_are_told_and_nothing_is_quoted(small: Path, tmp_path: Path) -> None:
    study = Study(small)
    of_the_brief, own = objectives(study), study.raw / file_of_table(Demands)
    own.write_text(own.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    assert demands(study) == []
    kept = [(asked.demand, asked.objective, asked.question, asked.evidence) for asked in objectives(study)]
    assert kept == [(asked.demand, asked.objective, asked.question, asked.evidence) for asked in of_the_brief]
    whole = Whole(study, _made(study, objectives(study)), _called(study), "en")
    for name in NAMES:
        text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(set_whole(name, whole, tmp_path))).pages)
        assert "Who could supply what is missing?" in " ".join(text.split())
        assert "brief" not in text
        assert "Obținerea" not in text
    own.unlink()
    assert demands(Study(small)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_brief_is_told_in_its_own_words_and_in_those_of_the_reader(
    language: str, study: Study, tmp_path: Path
) -> None:
    asked = objectives(study)[0]
    content = set_whole("dossier", Whole(study, _made(study), _called(study), language), tmp_path)
    first, *others = (" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages)
    read = asked.translated.get(language, asked.sentence)[:40]
    assert read in first
    assert all(each[:40] in " ".join(others) for each in (asked.sentence, read))
    assert all(set(one.translated) == set(LANGUAGES) - {one.language} for one in demands(study))


def test_a_brief_without_translations_is_quoted_as_it_is(spoilt: Path, tmp_path: Path) -> None:
    own = spoilt / "data" / "raw" / file_of_table(Demands)
    with own.open(encoding="utf-8", newline="") as file:
        heads, *rows = csv.reader(file)
    kept = [place for place, head in enumerate(heads) if not head.startswith("sentence_")]
    with own.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([row[place] for place in kept] for row in (heads, *rows))
    study = Study(spoilt)
    assert not any(one.translated for one in demands(study))
    content = set_whole("dossier", Whole(study, _made(study), _called(study), "en"), tmp_path)
    assert "Obținerea" in PdfReader(io.BytesIO(content)).pages[0].extract_text()


def _table(cell: str) -> Entry:
    column = {"name": "where", "label": _words("where"), "unit": None, "words": None, "share": False, "decimals": None}
    return {
        "kind": "table", "id": "matrix", "name": _words("matrix"), "title": _words("The matrix"), "note": None,
        "source": _words("survey"), "mark": None, "n": 7, "units": None, "key": [], "keys": [], "columns": [column],
        "records": [[cell]], "suppressed": [], "page": 1, "section": "evidence",
    }  # fmt: skip


def test_what_a_table_refers_to_is_told_with_its_pages_or_its_notebook(study: Study, tmp_path: Path) -> None:
    aside = {**_finding("aside"), "page": None}
    partners = {"kind": "catalogue", "id": "partners", "title": _words("Partners"), "page": None}
    matrix = _table("03:markets, 03:aside, 09:30, 04:partners")
    added = {"03_value_chain_gaps": [aside], "04_partner_pool": [partners], "09_evaluation": [matrix]}
    made = [replace(one, items=[*one.items, *added.get(one.notebook, [])]) for one in _made(study)]
    content = set_whole("dossier", Whole(study, made, _called(study), "en"), tmp_path)
    pages = [
        " ".join(page.extract_text().replace("\u200b", "").split()) for page in PdfReader(io.BytesIO(content)).pages
    ]
    cell = next(re.search(r"03:markets \(([\d, ]+)\), 03:aside, 09:30", page) for page in pages if "The matrix" in page)
    assert cell is not None
    assert len(cell[1].split(", ")) == len(study.analysed)
    assert all("says markets" in pages[int(number) - 1] for number in cell[1].split(", "))
    assert any("Text 03:aside 03_value_chain_gaps" in page for page in pages)
    assert any("Catalogue of partners 04:partners 04_partner_pool" in page for page in pages)


def test_a_cluster_s_chapter_tells_every_event_it_took_part_in_and_which_are_of_several(
    study: Study, tmp_path: Path
) -> None:
    names = ("event", "clusters", "step", "number", "doubtful")
    (column,) = _table("")["columns"]
    events = {
        **_table(""), "id": "event_steps_reached", "name": _words("Steps"), "page": None,
        "columns": [{**column, "name": name} for name in names],
        "records": [
            [event, clusters, step, number, 0]
            for event, clusters, start in (
                ("one", "euronest", 10), ("two", "euronest;iconic", 20), ("three", "astrico-ne", 30), ("all", None, 60),
            )
            for step, number in (("invited", start), ("held", start + 1))
        ],
    }  # fmt: skip
    made = [
        replace(one, items=[*one.items, events]) if one.notebook == "05_b2b_meetings" else one for one in _made(study)
    ]
    whole = Whole(study, made, _called(study), "en")
    text = " ".join(
        " ".join(page.extract_text().split())
        for page in PdfReader(io.BytesIO(set_whole("dossier", whole, tmp_path))).pages
    )
    alone, several = "Steps, one: invited 10 · held 11", "Steps, two (the whole event, of all its clusters): invited 20"
    assert text.count(alone) == 1, "of Euronest"
    assert text.count(several) == 2, "of Euronest, though it has an event of its own, and of ICONIC"
    assert text.count("Steps, three: invited 30 · held 31") == 1
    assert "Steps, all" not in text


def test_evidence_of_no_notebook_is_told(spoilt: Path) -> None:
    own = spoilt / "data" / "raw" / file_of_table(Demands)
    own.write_text(own.read_text("utf-8").replace("03_value_chain_gaps:markets", "03_gaps:markets"), "utf-8")
    with pytest.raises(StudyError, match=r"demands\.csv, row 3, column evidence: 03_gaps is no notebook"):
        raise StudyError(check(Study(spoilt)))


def test_a_figure_shares_a_page_only_with_what_leaves_it_large() -> None:
    def item(id: str, kind: str, rows: int = 0, height: float = 4.2) -> Entry:
        own = {"id": id, "kind": kind, "page": 1, "section": "evidence", "records": [[1]] * rows}
        return {**own, "size": [10.0, height]}

    items = [
        item("said", "finding"), item("first", "figure"), item("short", "table", 4), item("told", "finding"),
        item("second", "figure", height=5.8), item("few", "table", 4), item("long", "table", 60),
        item("after", "table", 5), item("beside", "table", 3), item("third", "figure"), item("last", "finding"),
        {**item("off", "figure"), "page": None},
        {**item("intake", "figure"), "section": "annex"},
    ]  # fmt: skip
    pages = packed_pages(Register("05_b2b_meetings", None, "working", [], items))
    assert [[one["id"] for _register, one in page] for page in pages] == [
        ["said", "first", "short"], ["told", "second"], ["few", "long", "after"], ["beside", "third", "last"],
    ]  # fmt: skip


def test_a_cluster_without_evidence_says_so_beside_the_others(study: Study) -> None:
    asked = next(one for one in demands(study) if one.demand == "markets")
    made = _made(study)
    told = [(one.cluster, _finding("markets", "markets_n")) for one in made]
    items = {cluster: {**item, "text": _words(f"{cluster} waits.")} for cluster, item in told}
    own = [
        replace(one, items=[items[one.cluster] if item["id"] == "markets" else item for item in one.items])
        for one in made
    ]
    own = [
        replace(one, items=[item for item in one.items if item["id"] != "markets_n"])
        if one.cluster == "iconic" and one.notebook.startswith("03")
        else one
        for one in own
    ]
    told = dict(reply(asked, own, "en").told)
    assert told["euronest"] == "euronest waits."
    assert told["iconic"] == say(NOT_KNOWN, "en")
    assert list(told) == [*(cluster for cluster in study.analysed if cluster != "iconic"), "iconic"]


def _worst(**cells: object) -> Entry:
    columns = [{"name": name, "words": None, "share": False, "decimals": None} for name in cells]
    return {"kind": "table", "id": "worst_gaps", "columns": columns, "records": [list(cells.values())],
            "suppressed": [], "n": 40, "page": None, "section": "answer"}  # fmt: skip


@pytest.mark.parametrize(
    ("status", "answer", "to_do", "demand", "about", "said"),
    [
        ("open", "none", "ask", 7, ["7 of 40 concerned", "open"], "which?"),
        ("open", "accepted", "recruit", 7, ["7 of 40 concerned", "the management accepts it"], "recruit"),
        ("found", "none", "recruit", 8, ["8 of 40 concerned", "found"], "recruit"),
        ("found", "none", "recruit", None, ["", "found"], "recruit"),
    ],
)
def test_the_first_page_says_whom_a_gap_concerns_and_what_comes_before_money_is_spent(
    status: str, answer: str, to_do: str, demand: int | None, about: list[str], said: str, study: Study
) -> None:
    gap = _worst(
        rank=4, stage="yarn", kind="absent", status=status, demand=demand, answer=answer, to_do=to_do,
        first_step="which?",
    )  # fmt: skip
    assert _first_page_of(study, gap) == [{"stage": "yarn", "about": ["rank 4", "absent", *about], "do": said}]


def test_what_a_management_rejects_is_not_on_the_first_page(study: Study) -> None:
    cells = {"kind": "absent", "status": "open", "demand": 7, "answer": "rejected", "first_step": "which?"}
    assert _first_page_of(study, _worst(rank=4, stage="yarn", to_do="leave", **cells)) == []


def _first_page_of(study: Study, gaps: Entry) -> list[dict[str, Any]]:
    """Gaps that stand there of each cluster, where all have the same."""
    made = [replace(one, items=[*one.items, gaps]) if one.notebook.startswith("03") else one for one in _made(study)]
    first, *others = (one["gaps"] for one in common(Whole(study, made, _called(study), "en"), "brief", ())["clusters"])
    assert all(other == first for other in others)
    return list(first)


def test_the_first_page_has_confirmed_gaps_before_the_worst_that_is_uncertain(study: Study) -> None:
    cells = {"kind": "absent", "demand": 7, "answer": "none", "to_do": "recruit", "first_step": "ask"}
    rows = [("open", "a"), ("found", "b"), ("open", "c"), ("found", "d"), ("found", "e")]
    records = [[rank, stage, status, *cells.values()] for rank, (status, stage) in enumerate(rows, start=1)]
    gap = _worst(rank=1, stage="a", status="open", **cells) | {"records": records}
    made = [replace(one, items=[*one.items, gap]) if one.notebook.startswith("03") else one for one in _made(study)]
    told = common(Whole(study, made, _called(study), "en"), "brief", ())
    assert all([one["stage"] for one in cluster["gaps"]] == ["b", "d", "a"] for cluster in told["clusters"])
    assert "Confirmed gaps first" in told["objectives"][0]["asked"][0]["told"][-1]["text"]


def test_prose_has_the_number_that_it_names_in_the_habits_of_the_language(study: Study) -> None:
    text = _("Members on the rosters: {members}", members=prose.cited("01_survey_intake", "members"))
    made = [Register("01_survey_intake", None, "working", [], [_number("members", 1234)])]
    assert say(prose.settled(text, made), "en").endswith("1,234")
    assert say(prose.settled(text, made), "it").endswith("1.234")
    assert say(prose.settled(text, [replace(made[0], items=[_number("members", 5, True)])]), "en").endswith(":c")


def test_a_missing_or_stale_number_fails_with_its_name(study: Study) -> None:
    text = _("Members on the rosters: {members}", members=prose.cited("01_survey_intake", "members"))
    old = Register("01_survey_intake", None, "working", [], [_number("members")], stale=_("Summary"))
    for made in ([], [replace(old, items=[])], [old]):
        with pytest.raises(prose.UntoldError, match="members of 01_survey_intake"):
            prose.settled(text, made)


def _typed(text: str) -> list[str]:
    """Digits in words for readers."""
    return [digits for digits in re.findall(r"\d+", text) if digits not in ALLOWED]


def _said_in(template: str) -> Iterator[str]:
    """What a template says in its own words: strings and text between brackets, without code, names and lengths."""
    code = re.sub(r"//.*", "", template)
    code = re.sub(r'#import ".*?".*|json\(".*?"\)|rgb\(".*?"\)|"1 / 1"|paper: "a4"', "", code)
    yield from re.findall(r'"([^"]*)"', code)
    code, before = re.sub(r'"[^"]*"', "", code), ""
    while code != before:
        before, code = code, re.sub(r"\([^()\[\]]*\)|\{[^{}\[\]]*\}", "", code)
    yield from re.findall(r"\[([^\[\]]*)\]", code)


def test_no_number_is_typed_in_a_template_or_in_prose() -> None:
    templates = [ROOT / "src" / "pilotanalysis" / "publish" / "templates" / name
                 for name in ("brief.typ", "dossier.typ", "items.typ", "house.typ")]  # fmt: skip
    for path in templates:
        assert not [said for said in _said_in(path.read_text("utf-8")) if _typed(said)], path.name
    for module in ("prose", "whole", "dossier", "demands"):
        tree = ast.parse(Path(dossier.__file__).with_name(f"{module}.py").read_text("utf-8"))
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
        marked = [node.args[0] for node in calls if isinstance(node.func, ast.Name) and node.func.id == "_"]
        texts = [node.value for node in marked if isinstance(node, ast.Constant)]
        for text in texts:
            values = dict.fromkeys(re.findall(r"\{(\w+)", text), "")
            for language in LANGUAGES:
                assert not _typed(say(Message(text, values), language)), text


@pytest.mark.parametrize(
    "template", ["= Summary\n[Members: 520]", '#par("520 members")', "#text(size: 8pt)[of #strong(it.n) 65]"]
)
def test_a_typed_number_is_found(template: str) -> None:
    assert any(_typed(said) for said in _said_in(template))


def test_layout_and_what_is_allowed_are_no_typed_numbers() -> None:
    template = "#set text(size: 8pt)\n#block(above: 1.4em)[ISO 9001 #text(size: 0.8em, it.x)]\n#heading(level: 2, it.y)"
    assert not any(_typed(said) for said in _said_in(template))


def _bookmarks(reader: PdfReader) -> list[str]:
    return [one.title for one in reader.outline if not isinstance(one, list)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_documents_have_title_language_tags_and_bookmarks(language: str, study: Study, tmp_path: Path) -> None:
    whole = Whole(study, _made(study), _called(study), language)
    for name in NAMES:
        content = set_whole(name, whole, tmp_path)
        assert content == set_whole(name, whole, tmp_path)
        _holds(PdfReader(io.BytesIO(content)), language)
    assert set(_called(study).values()) <= set(_bookmarks(PdfReader(io.BytesIO(set_whole("dossier", whole, tmp_path)))))


def _holds(reader: PdfReader, language: str) -> None:
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert str(root["/Lang"]).startswith(language)
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert reader.metadata is not None
    assert reader.metadata.title
    assert reader.metadata.title in reader.pages[0].extract_text().replace("\n", " ")
    mark = {"en": "Demonstration data", "ro": "Date demonstrative", "it": "Dati dimostrativi"}[language]
    assert all(mark in page.extract_text() for page in reader.pages)


def test_documents_are_of_a_whole_study_or_there_are_none(study: Study, tmp_path: Path) -> None:
    made, called, folders = _made(study), _called(study), (tmp_path, tmp_path)
    old = [replace(made[0], stale=_("Summary")), *made[1:]]
    assert "whole study" in write_whole(study, old, called, [], folders)
    assert "whole study" in write_whole(study, made, called, ["05_b2b_meetings"], folders)
    without = [replace(one, items=[item for item in one.items if item["id"] != "gaps_open"]) for one in made]
    assert "gaps_open of 03_value_chain_gaps" in write_whole(study, without, called, [], folders)
    assert not list(tmp_path.iterdir())
    assert write_whole(study, made, called, [], folders) == ""
    assert {path.name for path in tmp_path.iterdir()} == {file_of(n, code) for n in NAMES for code in LANGUAGES}


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_run_writes_documents_that_answer_what_the_brief_asks(finished: Study, language: str) -> None:
    made = registers.load(finished.reports)
    whole = Whole(finished, made, _called(finished), language)
    known = {one.notebook for one in made}
    for asked in demands(finished):
        wanted = {notebook for notebook, _id in asked.evidence}
        found = reply(asked, made, language)
        assert bool(found.numbers) == (wanted <= known), asked.demand
    for name in NAMES:
        path = finished.reports / file_of(name, language)
        assert path.read_bytes() == set_whole(name, whole, finished.reports)
        reader = PdfReader(path)
        _holds(reader, language)
        first = " ".join(reader.pages[0].extract_text().split())
        assert all(say(one.question, language) in first for one in objectives(finished))
        assert name in (finished.reports / registers.page_of("index", finished, language)).read_text("utf-8")
    assert len(PdfReader(finished.reports / file_of("brief", language)).pages) == 2
