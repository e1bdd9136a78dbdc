"""A whole study: run, read, altered, run again elsewhere, verified."""

from __future__ import annotations

import csv
import io
import json
import random
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT, Command, copy_study
from openpyxl import load_workbook
from pypdf import PdfReader

from pilotanalysis.study import Study

pytestmark = pytest.mark.long


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _registers(reports: Path) -> list[dict]:
    return [json.loads(path.read_text("utf-8")) for path in sorted((reports / "results").glob("*.json"))]


def test_everything_the_plan_names_is_there(finished: Study) -> None:
    reports = finished.reports
    for cluster in finished.analysed:
        for notebook in ("02_cluster_profile", "03_value_chain_gaps"):
            assert (reports / "notebooks" / f"{notebook}.{cluster}.html").is_file()
        for language in finished.languages:
            assert (reports / f"cluster-{cluster}.{language}.pdf").is_file()
            assert (reports / "figures" / f"value_chain_map.{cluster}.{language}.svg").is_file()
    for name in (
        "index.html",
        "manifest.json",
        "tables/gaps.xlsx",
        "tables/gaps.csv",
        "numbers.html",
        "numbers.ro.html",
    ):
        assert (reports / name).is_file()
    assert not list(reports.rglob(".partial-*"))


def test_two_runs_elsewhere_give_the_same_bytes(finished: Study, tmp_path: Path, process: Command) -> None:
    other = copy_study(tmp_path / "a study in another folder, šț")
    done = process("run", "--study", other, TZ="Pacific/Auckland", LC_ALL="C", LANG="C", HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    one, two = _bytes(finished.reports), _bytes(other / "reports")
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []
    assert _bytes(finished.processed) == _bytes(other / "data" / "processed")


def test_nothing_of_the_machine_is_in_the_results(finished: Study) -> None:
    for name, content in _bytes(finished.reports).items():
        for trace in (str(finished.root), str(Path.home()) + "/", "/tmp/"):
            assert trace.encode() not in content, name


def test_random_numbers_walk_back_to_raw_cells(finished: Study) -> None:
    """30 registered counts and shares, drawn at random, are counted anew from the raw files they name."""
    numbers = [
        (item, register["sources"])
        for register in _registers(finished.reports)
        for item in register["items"]
        if item["kind"] == "number" and item["unit"] in ("count", "share")
    ]
    assert len(numbers) >= 30
    books: dict[str, dict[str, list[tuple]]] = {}
    for item, sources in random.Random(7).sample(numbers, 30):
        rows, among = ([sources[place] for place in item[key]] for key in ("rows", "of"))
        for row in {*rows, *among}:
            assert _raw_cells(finished, row, books), f"{item['id']}: {row} is blank or not there"
        assert item["value"] == (len(rows) if item["unit"] == "count" else len(rows) / len(among)), item["id"]
        assert item["n"] == len(among)
        assert set(rows) <= set(among) or item["id"].startswith("location_quotient")


def _raw_cells(study: Study, row_id: str, books: dict[str, dict[str, list[tuple]]]) -> list[object]:
    file, sheet, row = re.fullmatch(r"([^#!]+)(?:#([^!]+))?!(\d+)", row_id).groups()
    if file not in books:
        if file.endswith(".csv"):
            books[file] = {"": _csv_rows(study.raw / file)}
        else:
            book = load_workbook(study.raw / file, read_only=True)
            books[file] = {part.title: list(part.iter_rows(values_only=True)) for part in book}
    rows = books[file][sheet or ""]
    return [cell for cell in rows[int(row) - 1] if cell not in (None, "")] if int(row) <= len(rows) else []


def _csv_rows(path: Path) -> list[tuple[str, ...]]:
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1250")
    head = text.splitlines()[0]
    mark = ";" if head.count(";") > head.count(",") else ","
    return [tuple(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark)]


def test_counts_of_members_are_those_of_the_raw_files(finished: Study) -> None:
    """Three numbers recomputed from the workbooks by another way than the package's."""
    found = {item["id"]: item["value"] for register in _registers(finished.reports) if register["cluster"] is None
             for item in register["items"] if item["kind"] == "number"}  # fmt: skip
    rosters = [
        pd.read_excel(path, sheet_name="members", engine="calamine") for path in (finished.raw / "roster").iterdir()
    ]
    survey = finished.raw / "survey"
    read = sum(len(_csv_rows(survey / name)) - 1 for name in ("ind-agro-pol.csv", "iconic.csv"))
    read += load_workbook(survey / "euronest.xlsx").worksheets[0].max_row - 1
    office = load_workbook(survey / "astrico-ne.xlsx").worksheets[0]
    read += sum(str(row[0] or "").isdigit() for row in office.iter_rows(values_only=True))
    assert found["members"] == sum(map(len, rosters))
    assert found["responses_read"] == read
    assert found["responses_kept"] + found["responses_merged"] + found["responses_dropped"] == read
    assert found["answered"] == found["responses_kept"]
    assert found["response_rate"] == found["answered"] / found["members"]


class _Images(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.without: list[str] = []
        self.number = 0
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "img":
            self.number += 1
            if not (given.get("alt") or "").strip():
                self.without.append(str(given)[:80])
        for key in ("src", "href"):
            if (given.get(key) or "").startswith(("http:", "https:", "//")):
                self.addresses.append(str(given[key]))


def test_pages_need_no_network_and_every_picture_has_words(finished: Study) -> None:
    pages = sorted(finished.reports.rglob("*.html"))
    assert len(pages) >= 9
    pictures = 0
    for page in pages:
        text = page.read_text("utf-8")
        seen = _Images()
        seen.feed(text)
        pictures += seen.number
        assert seen.without == [], page.name
        assert seen.addresses == [], page.name
        assert re.search(r'<html[^>]* lang="(en|ro|it)"', text), page.name
    assert pictures >= 20


def test_links_of_the_pages_lead_somewhere(finished: Study) -> None:
    known: dict[Path, set[str]] = {}
    for page in sorted(finished.reports.rglob("*.html")):
        text = page.read_text("utf-8")
        for address in re.findall(r'(?:href|src)="([^"]+)"', text):
            if address.startswith("data:"):
                continue
            file, _sign, anchor = address.partition("#")
            target = (page.parent / file).resolve() if file else page
            assert target.exists(), f"{page.name}: {address}"
            if anchor:
                there = known.setdefault(target, set(re.findall(r'\bid="([^"]+)"', target.read_text("utf-8"))))
                assert anchor in there, f"{page.name}: {address}"


@pytest.mark.parametrize("language", ["en", "ro", "it"])
def test_documents_have_their_pages_tags_language_and_alt_texts(finished: Study, language: str) -> None:
    mark = {"en": "Demonstration data", "ro": "Date demonstrative", "it": "Dati dimostrativi"}[language]
    for cluster in finished.analysed:
        reader = PdfReader(finished.reports / f"cluster-{cluster}.{language}.pdf")
        root = reader.trailer["/Root"]
        # What a notebook puts on a page of the document stands on that page, and no page runs over.
        assert len(reader.pages) == 6
        assert root["/MarkInfo"]["/Marked"]
        assert str(root["/Lang"]).startswith(language)
        assert b"pdfuaid" in root["/Metadata"].get_data()
        assert reader.metadata.title
        for page in reader.pages:
            assert mark in page.extract_text()
        figures = _figures_of(root["/StructTreeRoot"])
        assert figures
        assert all(alt.strip() for alt in figures)


def _figures_of(node) -> list[str]:
    """Alt texts of the figures in a structure tree."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if not isinstance(node, dict):
        return []
    own = [str(node.get("/Alt", ""))] if node.get("/S") == "/Figure" else []
    children = node.get("/K", [])
    children = children.get_object() if hasattr(children, "get_object") else children
    children = children if isinstance(children, list) else [children]
    return own + [alt for child in children for alt in _figures_of(child)]


def test_tables_open_as_workbooks_that_say_what_they_are(finished: Study) -> None:
    book = load_workbook(finished.reports / "tables" / "gaps.xlsx")
    cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell]
    assert any("emonstration data" in cell for cell in cells)
    gaps = pd.read_csv(finished.reports / "tables" / "gaps.csv")
    processed = pd.read_parquet(finished.processed / "gaps.parquet")
    # A sheet for each gap that holds; the table of all that was judged stays in data/processed.
    assert len(gaps) == processed["at_face"].sum() > 0
    for name in finished.analysed:
        sheets = (finished.reports / "sheets" / f"gaps.{name}.en.html").read_text("utf-8")
        assert sheets.count('class="sheet"') == (gaps["cluster"] == name).sum()


def test_a_second_run_finds_all_up_to_date_and_a_change_runs_it_again(
    finished: Study, tmp_path: Path, process: Command
) -> None:
    root = tmp_path / "again"
    shutil.copytree(finished.root, root)
    before = _bytes(root / "reports")
    whole = len(_registers(root / "reports"))
    done = process("run", "--study", root)
    assert f"0 notebooks run, {whole} up to date" in done.stdout
    assert _bytes(root / "reports") == before
    settings = root / "study.yml"
    settings.write_text(settings.read_text("utf-8").replace("confidence: 0.95", "confidence: 0.9"), "utf-8")
    done = process("run", "--study", root, "--notebook", "03", "--cluster", "iconic")
    assert f"1 notebook run, {whole - 1} not made" in done.stdout


def test_a_notebook_that_fails_leaves_the_reports_as_they_were(
    finished: Study, tmp_path: Path, process: Command
) -> None:
    root = tmp_path / "broken"
    shutil.copytree(finished.root, root)
    before = _bytes(root / "reports")
    path = root / "notebooks" / "01_survey_intake.ipynb"
    path.write_text(path.read_text("utf-8").replace("survey.response_table(", "survey.no_such("), "utf-8")
    done = process("run", "--study", root)
    assert done.returncode == 1
    assert "1 FAILED" in done.stdout
    assert "01_survey_intake: cell" in done.stderr
    after = _bytes(root / "reports")
    assert {name for name in after if not name.startswith("failed/")} == set(before)
    assert all(after[name] == before[name] for name in before)
    assert "failed/01_survey_intake.ipynb" in after


def test_a_public_release_shows_no_small_count(finished: Study, tmp_path: Path, process: Command) -> None:
    root = copy_study(tmp_path / "public")
    done = process("run", "--study", root, "--release", "public")
    assert done.returncode == 0, done.stderr
    gaps = pd.read_csv(root / "reports" / "tables" / "gaps.csv", dtype=str)
    counts = gaps["needed_by"]
    assert not counts.isin(["1", "2"]).any()
    assert process("verify", "--study", root).returncode == 0


def test_verify_grades_full_and_finds_what_was_altered(finished: Study, tmp_path: Path, process: Command) -> None:
    root = tmp_path / "verified"
    shutil.copytree(finished.root, root)
    assert process("verify", "--study", root, "--accept").returncode == 0
    done = process("verify", "--study", root)
    assert done.returncode == 0, done.stdout
    assert "Grade: full\n" in done.stdout

    register = root / "reports" / "results" / "01_survey_intake.json"
    content = json.loads(register.read_text("utf-8"))
    number = next(item for item in content["items"] if item["kind"] == "number")
    number["value"] += 1
    register.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", "utf-8")
    done = process("verify", "--study", root)
    assert done.returncode == 1
    assert "Grade: partial" in done.stdout
    assert f"01_survey_intake: {number['id']} is not as delivered" in done.stdout
    assert "reports/results/01_survey_intake.json was changed" in done.stdout


def test_the_picture_of_the_readme_is_that_of_the_study(finished: Study) -> None:
    import matplotlib.image as image

    shown = image.imread(ROOT / "docs" / "value_chain_map.png")
    made = image.imread(finished.reports / "figures" / "value_chain_map.astrico-ne.en.png")
    assert shown.shape == made.shape
    assert abs(shown - made).mean() < 0.002, "copy the figure of a run to docs/"
