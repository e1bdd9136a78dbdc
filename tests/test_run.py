"""A whole study: run, read, altered, run again elsewhere, verified."""

from __future__ import annotations

import csv
import html
import io
import json
import random
import re
import shutil
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT, Command, copy_study
from openpyxl import load_workbook
from pypdf import PdfReader
from test_machine import spoil_machine

from pilotanalysis.publish import manifest
from pilotanalysis.publish.render import View, render_shared
from pilotanalysis.study import Study

pytestmark = pytest.mark.long


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _registers(reports: Path) -> list[dict]:
    return [json.loads(path.read_text("utf-8")) for path in sorted((reports / "results").glob("*.json"))]


def test_everything_the_plan_names_is_there(finished: Study) -> None:
    reports = finished.reports
    for cluster in finished.analysed:
        for notebook in ("02_cluster_profile", "03_value_chain_gaps", "04_partner_pool"):
            assert (reports / "notebooks" / f"{notebook}.{cluster}.html").is_file()
        for language in finished.languages:
            assert (reports / f"cluster-{cluster}.{language}.pdf").is_file()
            assert (reports / "figures" / f"value_chain_map.{cluster}.{language}.svg").is_file()
    for name in (
        "index.html",
        "manifest.json",
        "ro-crate-metadata.json",
        "notebooks/06_cluster_to_cluster.html",
        "tables/gaps.xlsx",
        "tables/gaps.csv",
        "numbers.html",
        "numbers.ro.html",
        "notebooks/05_b2b_meetings.html",
        "brief.ro.pdf",
        "dossier.it.pdf",
        "agendas/b2b-1.ro.pdf",
        "monitoring-agency.ro.pdf",
        "monitoring-euronest.it.pdf",
        "agendas/b2b-1/001.ics",
    ):
        assert (reports / name).is_file()
    assert not list(reports.rglob(".partial-*"))


def test_a_run_elsewhere_gives_the_same_bytes(
    finished: Study, tmp_path: Path, process: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A notebook, on a machine with habits; of all of them `verify` says so, which `.ci/run` calls elsewhere."""
    other = copy_study(tmp_path / "a study in another folder, šț")
    habits = spoil_machine(tmp_path / "home")
    monkeypatch.setenv("PYTHONPATH", f"{ROOT / 'src'}:{tmp_path / 'home' / 'modules'}")
    monkeypatch.chdir(tmp_path / "home" / "mpl")
    done = process("run", "--study", other, "--notebook", "03", "--cluster", "astrico-ne", **habits)
    assert done.returncode == 0, done.stderr
    one, two = _bytes(finished.reports), _bytes(other / "reports")
    own = [name for name in two if name.startswith(("figures/", "notebooks/", "results/"))]
    assert len(own) > 50
    assert [name for name in own if one[name] != two[name]] == []
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
        pd.read_excel(finished.raw / f"roster/{cluster}.xlsx", sheet_name="members", engine="calamine")
        for cluster in finished.analysed
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
        # Each place once: pages lead to some of them thousands of times.
        for address in sorted(set(re.findall(r'(?:href|src)="([^"]+)"', text))):
            if address.startswith("data:"):
                continue
            file, _sign, anchor = address.partition("#")
            target = (page.parent / file).resolve() if file else page
            assert target.exists(), f"{page.name}: {address}"
            if anchor:
                there = known.setdefault(target, set(re.findall(r'\bid="([^"]+)"', target.read_text("utf-8"))))
                assert anchor in there, f"{page.name}: {address}"


class _Heads(HTMLParser):
    """Headings of a page in order, with level and words, and the words of its links."""

    def __init__(self) -> None:
        super().__init__()
        self.heads: list[tuple[str, str]] = []
        self.links: dict[str, str] = {}
        self._into: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if re.fullmatch(r"h[1-6]|title|a", tag):
            self._into.append("")
            self._address = dict(attrs).get("href") or ""

    def handle_data(self, data: str) -> None:
        self._into = [text + data for text in self._into]

    def handle_endtag(self, tag: str) -> None:
        if re.fullmatch(r"h[1-6]|title|a", tag):
            text = self._into.pop().strip()
            if tag == "a":
                self.links[self._address] = text
            else:
                self.heads.append((tag, text))


def _heads(page: Path) -> _Heads:
    heads = _Heads()
    heads.feed(page.read_text("utf-8"))
    return heads


def _worst(study: Study, language: str) -> dict[str, list[dict[str, str]]]:
    """The three worst gaps of each cluster by the processed table: names of stages, and keys."""
    gaps = pd.read_parquet(study.processed / "gaps.parquet")
    names = pd.read_csv(study.raw / "reference" / "stages.csv").set_index("stage")[f"name_{language}"]
    worst = gaps[gaps["rank"].le(3) & gaps["at_face"]].sort_values("rank")
    return {
        cluster: [{"name": names[row.stage], "key": f"{row.stage}-{row.kind}"} for row in own.itertuples()]
        for cluster, own in worst.groupby("cluster")
    }


@pytest.mark.parametrize("language", ["en", "ro", "it"])
def test_the_index_begins_with_the_answer(finished: Study, language: str) -> None:
    page = finished.reports / ("index.html" if language == "en" else f"index.{language}.html")
    text, found = page.read_text("utf-8"), _heads(page)
    names = {register["cluster"] for register in _registers(finished.reports)} - {None}
    parts = ("answer", "comparison", "together", "done", *finished.analysed, "annex", "files")
    places = [text.index(f'id="{part}"') for part in parts]
    assert places == sorted(places)
    answer, rest = text[places[0] : places[1]], text[places[1] :]
    # The worst gaps of each cluster, and who could close them.
    assert answer.count("<table>") == 2 * len(names)
    for cluster, gaps in _worst(finished, language).items():
        assert len(gaps) == 3
        for gap in gaps:
            assert gap["name"] in answer
            address = f"sheets/gaps.{cluster}.{language}.html#{gap['key']}"
            assert f'href="{address}"' in answer
            assert f'id="{gap["key"]}"' in (page.parent / address.partition("#")[0]).read_text("utf-8")
    # How the data came in is told at the end, and the clusters side by side once.
    assert "response_by_type" not in answer
    assert len(re.findall(r"<figure>", rest[: places[2] - places[1]])) == 1
    # Links say in words where they lead.
    files = {address: words for address, words in found.links.items() if "." in address and ".html#" not in address}
    files = {address: words for address, words in files.items() if not address.startswith("index")}
    assert len(files) > 30
    assert all(" " in words for words in files.values()), files
    assert not [words for words in files.values() if set(words.split()) & names]


def test_every_page_names_its_cluster_and_has_a_way_back(finished: Study) -> None:
    named = {
        row.cluster: row.name
        for row in pd.read_csv(finished.raw / "reference" / "clusters.csv").itertuples(index=False)
    }
    for page in sorted(finished.reports.rglob("*.html")):
        heads = _heads(page)
        (_tag, title), *rest = heads.heads
        levels = [int(tag[1]) for tag, _text in rest]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels)), page.name
        own = [name for cluster, name in named.items() if f".{cluster}." in page.name]
        assert all(name in title and name in rest[0][1] for name in own), page.name
        if page.parent.name == "sheets":
            assert own
            language = page.name.split(".")[-2]
            assert f"../index{'' if language == 'en' else f'.{language}'}.html" in heads.links
        elif not page.name.startswith("index"):
            assert any(Path(link).name.startswith("index.") for link in heads.links), page.name


def test_every_figure_says_how_to_read_it(finished: Study) -> None:
    figures = 0
    index = html.unescape((finished.reports / "index.it.html").read_text("utf-8"))
    for register in _registers(finished.reports):
        notebook = register["notebook"] + (f".{register['cluster']}" if register["cluster"] else "")
        page = html.unescape((finished.reports / "notebooks" / f"{notebook}.html").read_text("utf-8"))
        for item in register["items"]:
            if item["kind"] != "figure":
                continue
            figures += 1
            assert all(item["reading"][language].strip() for language in finished.languages)
            assert len(set(item["reading"].values())) == 3
            assert item["reading"]["en"] in page
            if item["page"]:
                assert item["reading"]["it"] in index
    assert figures >= 40


@pytest.mark.parametrize("language", ["en", "ro", "it"])
def test_documents_begin_with_the_answer_and_end_with_the_annex(finished: Study, language: str) -> None:
    for cluster, gaps in _worst(finished, language).items():
        pages = PdfReader(finished.reports / f"cluster-{cluster}.{language}.pdf").pages
        first, last = (" ".join(pages[place].extract_text().split()) for place in (0, -1))
        for gap in gaps:
            assert all(word in first for word in gap["name"].split())
        assert {"en": "Whom to turn to", "ro": "Cui vă adresați", "it": "A chi rivolgersi"}[language] in first
        assert {"en": "Annex:", "ro": "Anexă:", "it": "Allegato:"}[language] in last
        assert {"en": "How to read it:", "ro": "Cum se citește:", "it": "Come si legge:"}[language] in last


@pytest.mark.parametrize("language", ["en", "ro", "it"])
def test_documents_have_their_pages_tags_language_and_alt_texts(finished: Study, language: str) -> None:
    mark = {"en": "Demonstration data", "ro": "Date demonstrative", "it": "Dati dimostrativi"}[language]
    registers = _registers(finished.reports)
    for cluster in finished.analysed:
        reader = PdfReader(finished.reports / f"cluster-{cluster}.{language}.pdf")
        root = reader.trailer["/Root"]
        # What a notebook puts on a page stands there, the answers of all together, and no page runs over.
        own = [register for register in registers if register["cluster"] == cluster]
        places = {
            (register["notebook"] * (item["section"] != "answer"), item["section"], item["page"])
            for register in own
            for item in register["items"]
            if item["page"]
        }
        assert len(reader.pages) == len(places) == 10
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
    assert f"1 notebook run, {whole - 1} NOT UP TO DATE" in done.stdout
    assert len(_registers(root / "reports")) == whole
    document = "".join(page.extract_text() for page in PdfReader(root / "reports" / "cluster-iconic.ro.pdf").pages[:1])
    assert "Nu este la zi: 02_cluster_profile.iconic" in " ".join(document.split())
    first = load_workbook(root / "reports" / "tables" / "gaps.xlsx").worksheets[0]
    assert str(first["A2"].value).startswith("Not up to date: 03_value_chain_gaps.astrico-ne")


def test_a_notebook_that_fails_leaves_its_last_result_and_its_log(
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
    # Brief and dossier tell of a whole study that is up to date, and so does the crate.
    whole = {name for name in before if name.startswith(("brief.", "dossier.", "ro-crate"))}
    assert len(whole) == 7
    assert set(after) == {*before, "failed/01_survey_intake.ipynb", "failed/01_survey_intake.log"} - whole
    assert all(after[name] == before[name] for name in before if name.startswith(("figures", "results")))
    assert "Not up to date: 01_survey_intake (it failed" in after["index.html"].decode()


def test_a_document_that_cannot_be_set_is_told_and_stops_no_other(finished: Study, tmp_path: Path) -> None:
    listed = manifest.read(finished.reports)
    assert listed is not None
    made, out = tmp_path / "made", tmp_path / "out"
    for file in listed.notebooks["02_cluster_profile.iconic"].files:
        (made / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(finished.reports / file, made / file)
    for picture in (made / "figures").glob("*.ro.svg"):
        picture.write_text("<svg", "utf-8")
    rendered = render_shared(View(finished, made), out)
    assert list(rendered.unset) == ["reports/cluster-iconic.ro.pdf"]
    assert "It cannot be set" in rendered.unset["reports/cluster-iconic.ro.pdf"]
    assert {path.name for path in out.glob("cluster-*")} == {"cluster-iconic.en.pdf", "cluster-iconic.it.pdf"}
    index = (out / "index.html").read_text("utf-8")
    assert "cluster-iconic.en.pdf" in index
    assert "cluster-iconic.ro.pdf" not in index


def test_a_public_release_shows_no_small_count(published: Study) -> None:
    gaps = pd.read_csv(published.reports / "tables" / "gaps.csv", dtype=str)
    assert not gaps["needed_by"].isin(["1", "2"]).any()


def test_the_picture_of_the_readme_is_that_of_the_study(finished: Study) -> None:
    import matplotlib.image as image

    shown = image.imread(ROOT / "docs" / "value_chain_map.png")
    made = image.imread(finished.reports / "figures" / "value_chain_map.astrico-ne.en.png")
    assert shown.shape == made.shape
    assert abs(shown - made).mean() < 0.002, "copy the figure of a run to docs/"
