"""The catalogue of partners: who stands in it by name, and the page, workbook and document that it is made of."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import cataloguing
import pandas as pd
import pytest
from cataloguing import CALLED, item, many, publish
from conftest import made_once
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdf import PdfReader

from pilotanalysis.chain.tables import Gaps
from pilotanalysis.partners import partner_catalogue
from pilotanalysis.partners.tables import Candidates
from pilotanalysis.publish import lineage, registers
from pilotanalysis.publish.verify import kinds
from pilotanalysis.publish.verify.delivery import taken_for_a_report
from pilotanalysis.publish.verify.expected import essence
from pilotanalysis.results import Report, _
from pilotanalysis.results.catalogue import told
from pilotanalysis.store import Store
from pilotanalysis.study import Study
from pilotanalysis.tables import TableSet, conform

LANGUAGES = ("en", "ro", "it")
NAMED = ["consent", "public", "no", None]
SECOND = [
    {"stage": "design", "name": "Exemplu Unu", "named": "consent", "origin": "member", "home": "astrico-ne"},
    {"stage": "design", "named": "no", "origin": "member", "home": "astrico-ne", "offer": "secret words"},
]


@pytest.fixture(scope="module")
def made(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of reports with the catalogue of two clusters and some sixty candidates."""
    parts = {"astrico-ne": item(SECOND, "One"), "euronest": item(many(), "Two")}
    return made_once(tmp_path_factory, "catalogue", lambda folder: publish(study, folder, parts))


class _Table(HTMLParser):
    """Rows of the table of a page, and its elements."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._in: list[str] = []
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._in.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("th", "td"):
            self.rows[-1].append("")

    def handle_data(self, data: str) -> None:
        if self.rows and self.rows[-1] and "tr" in self._in:
            self.rows[-1][-1] += data

    def handle_endtag(self, tag: str) -> None:
        while tag in self._in and self._in.pop() != tag:
            pass

    def body(self) -> list[list[str]]:
        return [[" ".join(cell.split()) for cell in row] for row in self.rows[1:]]


def _pdf(path: Path) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(path).pages)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from(["consent", "public", "no", None]), st.sampled_from(["a", "b"])),
        min_size=1,
        max_size=6,
    ),
    st.booleans(),
)
def test_nothing_is_told_of_who_did_not_agree(said: list[tuple[str | None, str]], public: bool) -> None:
    rows = pd.DataFrame(
        [
            {
                "stage": stage, "kinds": "absent", "verdict": "recruit", "made_from": "x!2", "gap_from": "x!1",
                "rank": place, "basis": "activity",
                "name": f"name {place}", "offer": f"words {place}, office@exemplu.example", "county": "IS",
                "languages": "ro", "contact": f"contact {place}", "named": named,
            }
            for place, (named, stage) in enumerate(said, start=1)
        ]
    )  # fmt: skip
    shown = told(rows, public)
    own = shown["named"].isin(["consent", "public"])
    assert shown.loc[~own, ["name", "offer", "county", "languages", "contact"]].isna().all(axis=None)
    assert shown.loc[shown["named"] != "consent", "contact"].isna().all()
    assert shown.loc[shown["named"] == "consent", "contact"].notna().all()
    assert "@" not in shown["offer"].to_csv()
    # What the statistics advise is told only where nobody is there to ask.
    assert (shown["verdict"].isna() == shown["named"].notna()).all()
    assert set(shown["stage"]) == {stage for _named, stage in said}
    assert (~shown["named"].eq("no")).all() or not public
    if public:
        ranks = shown.dropna(subset=["rank"]).groupby("stage")["rank"].agg(list)
        assert all(sorted(own) == list(range(1, len(own) + 1)) for own in ranks)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_a_plain_table_of_text(made: Path, language: str) -> None:
    page = _Table(made / f"catalogue.{language}.html")
    rows = page.body()
    assert len(rows) == len(SECOND) + len(many())
    assert all(len(row) == len(page.rows[0]) for row in rows)
    names = [row[3] for row in rows]
    expected = [" ".join(str(row["name"]).split()) for row in many() if row.get("name") and row["named"] != "no"]
    for name in expected:
        assert any(shown.startswith(name) for shown in names), name
    assert "secret words" not in (made / f"catalogue.{language}.html").read_text("utf-8")
    tags = [tag for tag, _attributes in page.tags]
    assert tags.count("script") == 1
    assert not {"img", "svg", "iframe", "object"} & set(tags)
    assert not [name for _tag, attributes in page.tags for name in attributes if name.startswith("on")]
    addresses = [own[name] for _tag, own in page.tags for name in ("href", "src", "action") if name in own]
    assert not [one for one in addresses if one and re.match(r"\w+:|//", one)]


def test_what_is_not_known_is_said_and_is_never_a_zero(study: Study, tmp_path: Path) -> None:
    rows = [{"stage": "design", "name": "Exemplu", "capability": 0.0, "capacity": None, "score": 0.0}]
    publish(study, tmp_path, {"euronest": item(rows)})
    cell = _Table(tmp_path / "catalogue.en.html").body()[0][-1]
    assert cell.startswith("0.00 (0.25–0.75)")
    assert "Fit0.00Free capacitynot known" in cell.replace(" 0.00", "0.00")
    sheet = load_workbook(tmp_path / "catalogue.en.xlsx").worksheets[0]
    heads = [cell.value for cell in next(row for row in sheet.iter_rows() if row[0].value == "Cluster")]
    row = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "Euronest")
    assert row[heads.index("Fit")] == 0
    assert row[heads.index("Free capacity")] in (None, "")
    assert "not known" in _pdf(tmp_path / "catalogue.en.pdf")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_holds_text_and_numbers_and_explains_its_columns(made: Path, language: str) -> None:
    book = load_workbook(made / f"catalogue.{language}.xlsx")
    sheet, about = book.worksheets
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)
    assert sheet.freeze_panes
    assert sheet.auto_filter.ref
    top = int(re.sub(r"\D", "", sheet.freeze_panes)) - 1
    heads = [cell.value for cell in sheet[top]]
    assert [row[0] for row in about.iter_rows(min_row=2, values_only=True)] == heads
    assert all(row[1] for row in about.iter_rows(min_row=2, values_only=True))
    rows = [row for row in sheet.iter_rows(min_row=top + 1, values_only=True) if row[0] in CALLED.values()]
    assert len(rows) == len(SECOND) + len(many())
    assert "secret words" not in {cell.value for cell in cells}
    assert "Iași" in {cell.value for cell in cells}
    assert "IS" not in {cell.value for cell in cells}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_document_has_each_gap_with_its_candidates(made: Path, language: str) -> None:
    reader = PdfReader(made / f"catalogue.{language}.pdf")
    assert reader.trailer["/Root"]["/Lang"].startswith(language)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    marks = _titles(reader.outline)
    gaps = [str(row["stage"]).replace("_", " ").capitalize() for row in many() if len(row) > 1]
    assert [mark for mark in marks if mark.startswith("Gap")] == list(dict.fromkeys(gaps))
    assert {"Astrico NE", "Euronest"} <= set(marks)
    text = _pdf(made / f"catalogue.{language}.pdf")
    assert all(str(row["contact"]) in text for row in many() if row.get("contact"))
    assert "secret words" not in text
    # Gaps of nobody stand together.
    assert text.index("Gap 98") < text.index("Gap 99")


def _titles(outline: Any) -> list[str]:
    return [title for one in outline for title in (_titles(one) if isinstance(one, list) else [one.title])]


def test_the_document_has_the_first_candidates_of_a_gap_and_tells_how_many_more_there_are(
    study: Study, tmp_path: Path
) -> None:
    rows = [{"stage": "design", "name": f"Exemplu {place:02d}"} for place in range(1, 13)]
    publish(study, tmp_path, {"euronest": item([*rows, {"stage": "testing", "name": "Exemplu 99"}])})
    text = _pdf(tmp_path / "catalogue.en.pdf")
    printed = [row["name"] for row in rows if str(row["name"]) in text]
    assert printed == [row["name"] for row in rows][: len(printed)]
    assert f"{len(rows) - len(printed)} more candidates are on the page and in the workbook" in text
    # Title page, the gap with its own page, and another where the next does not fit.
    assert len(PdfReader(tmp_path / "catalogue.en.pdf").pages) == 3
    assert len(_Table(tmp_path / "catalogue.en.html").body()) == 13


@pytest.mark.parametrize("rows", [[], [{"stage": "design"}]], ids=["no gap", "nobody"])
def test_without_candidates_the_catalogue_says_so(study: Study, tmp_path: Path, rows: list[dict[str, object]]) -> None:
    publish(study, tmp_path, {"euronest": item(rows)})
    said = "no candidate was found" if rows else "No gap has candidates yet."
    assert said in (tmp_path / "catalogue.en.html").read_text("utf-8")
    assert (said if not rows else "No candidate was found for these gaps: • Design") in _pdf(
        tmp_path / "catalogue.en.pdf"
    )
    assert load_workbook(tmp_path / "catalogue.en.xlsx").sheetnames == ["Partners", "Columns"]


def test_the_catalogue_says_which_part_is_old_or_missing(study: Study, tmp_path: Path) -> None:
    unit = f"{cataloguing.NOTEBOOK}.euronest"
    parts = {"astrico-ne": item(SECOND), "euronest": item(many(3))}
    missing = {f"{cataloguing.NOTEBOOK}.iconic": None, "01_survey_intake": None}
    publish(study, tmp_path, parts, stale={unit: _("it failed when it was last run")}, left_out=missing)
    said = f"Not up to date: {unit} (it failed when it was last run)."
    lacking = f"Left out because they were not made: {cataloguing.NOTEBOOK}.iconic."
    assert f"{said} {lacking}" in (tmp_path / "catalogue.en.html").read_text("utf-8")
    assert f"{said} {lacking}" in _pdf(tmp_path / "catalogue.en.pdf")
    first = [row[0] for row in load_workbook(tmp_path / "catalogue.en.xlsx").worksheets[0].iter_rows(values_only=True)]
    assert said in first[:3]


def test_where_nothing_is_registered_there_is_no_catalogue(study: Study, tmp_path: Path) -> None:
    assert publish(study, tmp_path, {}) == []
    assert list(tmp_path.glob("catalogue*")) == []


def test_the_public_release_tells_of_nobody_who_did_not_agree(study: Study, tmp_path: Path) -> None:
    rows = [
        {"stage": "design", "named": "no", "home": "euronest", "origin": "member"},
        {"stage": "design", "name": "Exemplu Unu", "named": "consent", "home": "euronest", "decision": "shortlisted"},
        {"stage": "testing", "named": "no", "home": "euronest", "origin": "member"},
        {"stage": "testing", "name": "Exemplu Doi", "named": "consent", "basis": "named", "origin": "added"},
    ]
    (register,) = publish(study, tmp_path, {"euronest": item(rows)}, "public")
    (entry,) = register.of_kind("catalogue")
    names = [column["name"] for column in entry["columns"]]
    assert not {"score", "capacity", "willingness", "decision", "tied"} & set(names)
    place = {name: names.index(name) for name in ("stage", "name", "rank", "named")}
    told_of = [tuple(record[place[name]] for name in place) for record in entry["records"]]
    assert told_of == [("design", "Exemplu Unu", 1, "consent"), ("testing", None, None, None)]
    html = (tmp_path / "catalogue.en.html").read_text("utf-8")
    assert "name not released" not in html + _pdf(tmp_path / "catalogue.en.pdf")
    assert "shortlisted" not in html
    assert "Exemplu Doi" not in html
    nobody = "no candidate that may be named was found"
    cells = load_workbook(tmp_path / "catalogue.en.xlsx").worksheets[0].iter_rows(values_only=True)
    assert nobody in html and nobody in {row[2] for row in cells}
    assert "No candidate that may be named was found for these gaps: • Testing" in _pdf(tmp_path / "catalogue.en.pdf")
    assert "Only organisations that agreed" in html and "of any other" not in html


def test_contacts_stand_in_the_catalogue_and_its_results_alone(made: Path, study: Study) -> None:
    """What is expected of a rerun, the page of numbers and the notebook do without them."""
    contact = next(str(row["contact"]) for row in many() if row.get("contact"))
    assert contact in (made / "results" / f"{cataloguing.NOTEBOOK}.euronest.json").read_text("utf-8")
    assert "@exemplu" not in json.dumps(essence(made))
    assert "@exemplu" not in json.dumps(lineage.content(registers.load(made), CALLED, "en"))
    shown = Report(study, cataloguing.NOTEBOOK, "euronest").add(item(many()))
    assert shown.data["text/plain"] == (
        "Registered for the catalogue of partners: gaps 13, candidates 60, of these by name "
        f"{sum(row.get('named') in ('consent', 'public') for row in many())}."
    )


Change = Callable[[Path], object]


def _swapped(old: str, new: str) -> Change:
    def change(path: Path) -> None:
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    return change


def _cell(path: Path) -> None:
    book = load_workbook(path)
    sheet = book.worksheets[0]
    next(cell for row in sheet.iter_rows() for cell in row if cell.value == "Exemplu Unu").value = "Exemplu Doi"
    book.save(path)


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("html", _swapped("Exemplu Unu", "Exemplu Doi")),
        ("html", _swapped('data-county="IS"', 'data-county="SV"')),
        ("html", _swapped('<data value="1">', '<data value="9">')),
        ("html", _swapped("row.hidden = !(", "row.hidden = (")),
        ("html", _swapped("<tr role", "<tr hidden role")),
        ("html", _swapped("default-src 'none'", "default-src *")),
        ("html", _swapped('option value="SV"', 'option value="IS"')),
        ("xlsx", _cell),
    ],
)
def test_a_forged_catalogue_is_found_on_any_machine(made: Path, tmp_path: Path, kind: str, change: Change) -> None:
    genuine, forged = made / f"catalogue.en.{kind}", tmp_path / f"catalogue.en.{kind}"
    forged.write_bytes(genuine.read_bytes())
    elsewhere = kinds.Rule(exactly=False, drawn=False)
    assert list(kinds.compared(forged, genuine, elsewhere)) == []
    change(forged)
    assert list(kinds.compared(forged, genuine, elsewhere))


def test_a_file_beside_it_could_be_taken_for_it() -> None:
    assert taken_for_a_report("reports/catalogue.de.html")
    assert taken_for_a_report("reports/Catalogue.en.pdf")


def test_the_chapter_hands_over_gaps_and_candidates_that_nobody_rejected(cleaned: Study) -> None:
    data = Store(cleaned, "euronest")
    gaps = data.of(Gaps)
    assert (gaps["advice"] == "leave").any()
    wanted = gaps[gaps["at_face"] & (gaps["verdict"] != "sell") & (gaps["advice"] != "leave")]
    first, second = list(dict.fromkeys(wanted["stage"]))[:2]
    plain = {name: cataloguing.PLAIN.get(name) for name in Candidates.to_schema().columns} | {"cluster": "euronest"}
    rows = [
        {"stage": first, "candidate": "2", "name": "Exemplu Doi", "rank": 2},
        {"stage": first, "candidate": "1", "name": "Exemplu Unu", "rank": 1},
        {"stage": first, "candidate": "3", "name": "Exemplu Trei", "rank": None, "decision": "rejected"},
        {"stage": second, "candidate": "9", "name": "Exemplu Zece", "rank": 1, "named": "no", "home": "euronest"},
    ]
    found = conform(pd.DataFrame([plain | row for row in rows]), Candidates)
    report = Report(cleaned, cataloguing.NOTEBOOK, "euronest")
    report.add(partner_catalogue(Store(cleaned, "euronest", instead=TableSet({Candidates: found}))))
    entry = report.entry("partner_catalogue")
    names = [column["name"] for column in entry["columns"]]
    told_of = [[record[names.index(name)] for name in ("stage", "name", "rank")] for record in entry["records"]]
    assert told_of[:3] == [[first, "Exemplu Unu", 1], [first, "Exemplu Doi", 2], [second, None, 1]]
    assert [one[0] for one in told_of[3:]] == list(dict.fromkeys(wanted["stage"]))[2:]
    assert all(one[1:] == [None, None] for one in told_of[3:])
    assert all(entry["lineage"])
    assert "Zece" not in json.dumps(entry)
