"""Ways to tamper with what is delivered of a study; each gives the file that `verify` must name."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib import image
from openpyxl import load_workbook
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, TextStringObject

CLUSTER = "euronest"
PDF = f"reports/cluster-{CLUSTER}.en.pdf"
PROFILE = f"02_cluster_profile.{CLUSTER}"
RESULT, EXECUTED = f"reports/results/{PROFILE}.json", f"reports/notebooks/{PROFILE}.ipynb"
EXPECTED = f"reports/expected/{PROFILE}.json"
MANIFEST = "reports/manifest.json"

Action = Callable[[Path], object]


@dataclass(frozen=True)
class Tampering:
    """What is done to a delivery, and the file that must be named."""

    name: str
    named: str
    change: Action


def put_right(root: Path) -> None:
    """Bring the digests in the manifest up to the files that are there; what is gone is listed no more."""
    path = root / MANIFEST
    content = json.loads(path.read_text("utf-8"))
    made = [(root / "reports", content["outputs"]), (root / "data" / "processed", content["processed"])]
    for folder, files in [*made, (root, content["inputs"])]:
        for name in list(files):
            if (folder / name).is_file():
                files[name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
            else:
                del files[name]
    for unit in content["notebooks"].values():
        unit["files"] = [name for name in unit["files"] if name in content["outputs"]]
    path.write_text(json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")


def text(old: str, new: str) -> Action:
    """Put one text in place of another, once."""

    def change(path: Path) -> None:
        before = path.read_text("utf-8")
        assert old in before, f"{old} is not in {path}"
        path.write_text(before.replace(old, new, 1), "utf-8")

    return change


def pattern(old: str, new: str) -> Action:
    """Put a text in place of what a pattern finds, once."""

    def change(path: Path) -> None:
        after, number = re.subn(old, new, path.read_text("utf-8"), count=1, flags=re.DOTALL)
        assert number, f"{old} is not in {path}"
        path.write_text(after, "utf-8")

    return change


def content(value: bytes) -> Action:
    return lambda path: path.write_bytes(value)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def gone(path: Path) -> None:
    path.unlink()


def folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()


def with_json(change: Callable[[Any], object]) -> Action:
    """Action what a file of JSON says, and nothing of how it is set."""

    def changed(path: Path) -> None:
        said = json.loads(path.read_text("utf-8"))
        given = change(said)
        indent, ordered = 1, path.suffix == ".ipynb" or path.name == "manifest.json"
        written = json.dumps(said if given is None else given, indent=indent, sort_keys=ordered, ensure_ascii=False)
        path.write_text(written + "\n", "utf-8")

    return changed


def lines(change: Callable[[list[str]], object]) -> Action:
    def changed(path: Path) -> None:
        said = path.read_text("utf-8").splitlines(keepends=True)
        change(said)
        path.write_text("".join(said), "utf-8")

    return changed


def document(change: Callable[[PdfWriter], object]) -> Action:
    def changed(path: Path) -> None:
        writer = PdfWriter(clone_from=PdfReader(io.BytesIO(path.read_bytes())))
        change(writer)
        writer.write(path)

    return changed


def _alt_text(writer: PdfWriter) -> None:
    found = [part for part in writer._objects if isinstance(part, dict) and "/Alt" in part]
    assert found
    found[0][NameObject("/Alt")] = TextStringObject("No gap was found.")


def book(change: Callable[[Any], object]) -> Action:
    def changed(path: Path) -> None:
        opened = load_workbook(path)
        change(opened)
        opened.save(path)

    return changed


def _formula(opened: Any) -> None:
    opened.worksheets[0]["C3"] = "=1+1"


def _cell(opened: Any) -> None:
    opened.worksheets[0]["B3"] = "forged"


def _one_sheet_less(opened: Any) -> None:
    del opened[opened.sheetnames[-1]]


def _title(opened: Any) -> None:
    opened.properties.title = "Forged"


def drawn(path: Path) -> None:
    """Paint a bar into a picture."""
    pixels = image.imread(path).copy()
    pixels[40:90, 40:240, :3] = 0.1
    image.imsave(path, pixels)


def _painted(encoded: str) -> str:
    pixels = image.imread(io.BytesIO(base64.b64decode(encoded)), format="png").copy()
    pixels[40:90, 40:240, :3] = 0.1
    out = io.BytesIO()
    image.imsave(out, pixels, format="png")
    return base64.b64encode(out.getvalue()).decode()


def _outputs(notebook: Any, kind: str) -> list[dict[str, Any]]:
    found = [output for cell in notebook["cells"] for output in cell.get("outputs", []) if kind in output["data"]]
    assert found, kind
    return found


def picture_in_output(notebook: Any) -> None:
    output = _outputs(notebook, "image/png")[0]
    output["data"]["image/png"] = _painted("".join(output["data"]["image/png"]))


def _alt_of_output(notebook: Any) -> None:
    _outputs(notebook, "image/png")[0]["metadata"]["image/png"]["alt"] = "All members answered."


def _stored_prose(notebook: Any) -> None:
    output = _outputs(notebook, "text/html")[0]
    said = "".join(output["data"]["text/html"])
    output["data"]["text/html"] = re.sub(r">([^<>]{4,})<", ">Nothing is missing.<", said, count=1)
    assert output["data"]["text/html"] != said


def _source(notebook: Any) -> None:
    notebook["cells"][-1]["source"] = "report.close()  # checked"


def _prose(notebook: Any) -> None:
    cell = next(cell for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    cell["source"] = "".join(cell["source"]) + "\n\nEverybody answered."


def _tag(notebook: Any) -> None:
    notebook["cells"][-1]["metadata"]["tags"] = ["NBVAL_SKIP"]


def _last_cell_gone(notebook: Any) -> None:
    notebook["cells"].pop()


def _item(kind: str, change: Callable[[dict[str, Any]], object]) -> Action:
    def changed(register: Any) -> None:
        change(next(item for item in register["items"] if item["kind"] == kind))

    return with_json(changed)


def _more(item: dict[str, Any]) -> None:
    item["value"] += 1


def _lineage(item: dict[str, Any]) -> None:
    item["rows"] = item["rows"][:-1]


def _cell_of_table(item: dict[str, Any]) -> None:
    item["records"][0][0] = "forged"


def _finding(item: dict[str, Any]) -> None:
    item["text"]["it"] = "Niente."


def _items_but_last(register: Any) -> None:
    register["items"].pop()


def _first_number(expected: dict[str, Any]) -> None:
    expected[next(id for id, value in expected.items() if isinstance(value, int))] += 1


def _one_result_less(expected: dict[str, Any]) -> None:
    expected.popitem()


def parquet(change: Callable[[pd.DataFrame], pd.DataFrame]) -> Action:
    return lambda path: change(pd.read_parquet(path)).to_parquet(path, index=False)


def _one_row_less(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.iloc[:-1]


def _forged_cell(frame: pd.DataFrame) -> pd.DataFrame:
    column = next(name for name in frame if pd.api.types.is_string_dtype(frame[name]))
    frame.loc[0, column] = "forged"
    return frame


def _csv_cell(rows: list[str]) -> None:
    rows[1] = "forged" + rows[1]


def _csv_row_twice(rows: list[str]) -> None:
    rows.insert(2, rows[1])


def _csv_row_gone(rows: list[str]) -> None:
    del rows[1]


def _csv_rows_moved(rows: list[str]) -> None:
    rows[1], rows[2] = rows[2], rows[1]


def _column(rows: list[str]) -> None:
    rows[:] = [row.partition(",")[2] for row in rows]


def on(name: str, file: str, change: Action) -> Tampering:
    """Tamper with one file, which must be named."""
    return Tampering(f"{file}: {name}", file, lambda root: change(root / file))


def added(file: str, value: bytes = b"%PDF-1.4") -> Tampering:
    """Lay a file where reports lie."""

    def change(root: Path) -> None:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_bytes(value)

    return Tampering(f"{file}: added", file, change)


def _results_gone(root: Path) -> None:
    for path in (root / "reports" / "results").iterdir():
        path.unlink()


def _forged(root: Path) -> None:
    """Table, document, page and an extra document, as one who means it does."""
    (root / PDF).write_bytes(b"%PDF-1.4 forged")
    text(",", ", forged,")(root / "reports" / "tables" / "member_profile.csv")
    text("</h1>", "</h1><p>99 gaps</p>")(root / "reports" / "index.html")
    (root / "reports" / "cluster-x.en.pdf").write_bytes(b"%PDF-1.4")


def _chapter_dropped(root: Path) -> None:
    """Take a chapter out of results, expected results and manifest."""
    said = json.loads((root / MANIFEST).read_text("utf-8"))
    for name in said["notebooks"].pop(PROFILE)["files"]:
        (root / "reports" / name).unlink()
    (root / EXPECTED).unlink()
    with_json(lambda _said: said)(root / MANIFEST)


def _expected_gone(root: Path) -> None:
    shutil.rmtree(root / "reports" / "expected")


def _expected_emptied(root: Path) -> None:
    for path in (root / "reports" / "expected").iterdir():
        path.unlink()


def _expected_with_results(root: Path) -> None:
    _item("number", _more)(root / RESULT)
    with_json(_first_number)(root / EXPECTED)


def _linked(root: Path) -> None:
    (root / "reports" / "minutes.docx").write_text("mine", "utf-8")
    text("</h1>", '</h1><a href="minutes.docx">Minutes</a>')(root / "reports" / "index.html")


def _both_forms(root: Path) -> None:
    parquet(_one_row_less)(root / "data" / "processed" / "roles.parquet")
    lines(lambda rows: rows.pop())(root / "data" / "processed" / "roles.csv")


def _copied_over(root: Path) -> None:
    shutil.copy(root / PDF.replace(".en.", ".it."), root / PDF)


def _page(name: str) -> str:
    return f"reports/{name}.html"


CRATE = "reports/ro-crate-metadata.json"
TABLE = "reports/tables/member_profile"
CATALOGUE = "reports/catalogue.en"
FIGURE = "reports/figures/response_by_type"
TIDY = "data/processed/"

#: Of what was made: tried with the manifest as it was, and with its digests put right.
OF_OUTPUTS: tuple[Tampering, ...] = (
    on("forged", PDF, content(b"%PDF-1.4 forged")),
    on("cut", PDF, cut),
    on("gone", PDF, gone),
    on("a folder in its place", PDF, folder_instead),
    on("a page more", PDF, document(lambda writer: writer.add_blank_page())),
    on("its author", PDF, document(lambda writer: writer.add_metadata({"/Author": "ADR"}))),
    on("an alt text", PDF, document(_alt_text)),
    Tampering("the Italian document in place of the English", PDF, _copied_over),
    on("a sentence", _page("index"), text("</h1>", "</h1><p>99 gaps</p>")),
    on("a script", _page("index.it"), text("</body>", "<script>alert(1)</script></body>")),
    on("a link", _page("index"), text('href="numbers.html"', 'href="https://example.org"')),
    on("an alt text", _page("index.it"), pattern(r'alt="[^"]+"', 'alt="Tutto bene"')),
    on("a picture", _page("index"), pattern(r"base64,[A-Za-z0-9+/=]+", "base64,AAAA")),
    on("style", _page("index"), text("<style>", "<style>.mark { display: none }")),
    on("gone", _page("index.it"), gone),
    on("where a number comes from", _page("numbers"), pattern(r"members: \d+", "members: 999")),
    on("prose", _page(f"notebooks/{PROFILE}"), text("</h1>", "</h1><p>Everybody answered.</p>")),
    on("emptied", _page("notebooks/01_survey_intake"), content(b"")),
    on("a cell", f"{TABLE}.csv", lines(_csv_cell)),
    on("a row twice", f"{TABLE}.csv", lines(_csv_row_twice)),
    on("a column less", f"{TABLE}.csv", lines(_column)),
    on("other bytes", f"{TABLE}.csv", content(b"\xff\xfe\x00")),
    on("a cell", f"{TABLE}.xlsx", book(_cell)),
    on("a formula", f"{TABLE}.xlsx", book(_formula)),
    on("a sheet less", f"{TABLE}.xlsx", book(_one_sheet_less)),
    on("its title", f"{TABLE}.xlsx", book(_title)),
    on("cut", f"{TABLE}.xlsx", cut),
    on("its script", f"{CATALOGUE}.html", text("row.hidden = !(", "row.hidden = (")),
    on("a name", f"{CATALOGUE}.html", pattern("<bdi>Exemplu[^<]*</bdi>", "<bdi>Exemplu Fals SRL</bdi>")),
    on("what a choice goes by", f"{CATALOGUE}.html", pattern('data-origin="[a-z_]+"', 'data-origin="added"')),
    on("a cell", f"{CATALOGUE}.xlsx", book(_cell)),
    on("a page less", f"{CATALOGUE}.pdf", document(lambda writer: writer.remove_page(1))),
    on("gone", "reports/catalogue.it.pdf", gone),
    on("a licence", CRATE, text("the study states none", "the study states CC0")),
    on("an input less", CRATE, with_json(lambda said: said["@graph"][-1]["object"].pop())),
    on("its data gone", f"{FIGURE}.csv", gone),
    on("its data", f"{FIGURE}.csv", lines(_csv_row_gone)),
    on("drawn otherwise", f"{FIGURE}.en.png", drawn),
    on("no picture", f"{FIGURE}.it.png", content(b"GIF89a")),
    on("a path", f"{FIGURE}.en.svg", text("<path ", '<path transform="scale(2)" ')),
    on("gone", f"{FIGURE}.it.svg", gone),
    on("a picture in an output", EXECUTED, with_json(picture_in_output)),
    on("an alt text", EXECUTED, with_json(_alt_of_output)),
    on("stored prose", EXECUTED, with_json(_stored_prose)),
    on("its source", EXECUTED, with_json(_source)),
    on("its prose", EXECUTED, with_json(_prose)),
    on("a tag that nbval heeds", EXECUTED, with_json(_tag)),
    on("a cell less", EXECUTED, with_json(_last_cell_gone)),
    on("cut", EXECUTED, cut),
    on("no notebook", EXECUTED, content(b"[]")),
    on("a number", RESULT, _item("number", _more)),
    on("rows of a number", RESULT, _item("number", _lineage)),
    on("a cell of a table", RESULT, _item("table", _cell_of_table)),
    on("a finding in one language", RESULT, _item("finding", _finding)),
    on("a result less", RESULT, with_json(_items_but_last)),
    on("cut", RESULT, content(b'{"a": ')),
    on("another shape", RESULT, content(b"[1, 2]")),
    on("a folder in its place", RESULT, folder_instead),
    Tampering("all results gone", RESULT, _results_gone),
    on("CSV alone", f"{TIDY}organisations.csv", lines(_csv_cell)),
    on("rows in another order", f"{TIDY}organisations.csv", lines(_csv_rows_moved)),
    on("Parquet alone", f"{TIDY}organisations.parquet", parquet(_forged_cell)),
    on("a row less", f"{TIDY}ledger.parquet", parquet(_one_row_less)),
    on("a row less", f"{TIDY}ledger.csv", lines(lambda rows: rows.pop())),
    Tampering("a tidy table in both its forms", f"{TIDY}roles.parquet", _both_forms),
    on("a description", f"{TIDY}datapackage.json", text('"title": "', '"title": "Real answers. ')),
    on("a sentence", f"{TIDY}codebook.md", text("\n", "\nChecked.\n")),
    on("gone", f"{TIDY}review.csv", gone),
    Tampering("a table, a document and a page forged", PDF, _forged),
    Tampering("a chapter dropped everywhere", RESULT, _chapter_dropped),
    Tampering("expected results changed together with results", EXPECTED, _expected_with_results),
    Tampering("a page that leads to a file of one's own", "reports/minutes.docx", _linked),
)

#: Of what no digest in the manifest covers.
OF_THE_REST: tuple[Tampering, ...] = (
    on("a value", EXPECTED, with_json(_first_number)),
    on("a result less", EXPECTED, with_json(_one_result_less)),
    on("gone", EXPECTED, gone),
    on("cut", EXPECTED, cut),
    on("another shape", EXPECTED, content(b"null")),
    on("a folder in its place", EXPECTED, folder_instead),
    Tampering("expected results: the folder gone", EXPECTED, _expected_gone),
    Tampering("expected results: the folder empty", EXPECTED, _expected_emptied),
    added("reports/expected/04_partner_pool.json", b"{}"),
    added("reports/cluster-x.en.pdf"),
    added("reports/index.fr.html", b"<h1>x</h1>"),
    added("reports/catalogue.fr.html", b"<h1>x</h1>"),
    added("reports/agendas/c2c-9/001.ics", b"BEGIN:VCALENDAR"),
    added("reports/figures/extra.png"),
    added("reports/tables/extra.csv", b"a,b\n"),
    added("reports/notebooks/04_partner_pool.html", b"<h1>x</h1>"),
    added("reports/results/04_partner_pool.json", b"{}"),
    added("reports/sheets/gaps.euronest.en.html", b"<h1>x</h1>"),
    on("cut", MANIFEST, cut),
    on("no JSON", MANIFEST, content(b"\x00")),
    on("another shape", MANIFEST, content(b"[]")),
    on("gone", MANIFEST, gone),
    on("a folder in its place", MANIFEST, folder_instead),
    on("parameters", MANIFEST, text('"language": "en"', '"language": "it"')),
    on("set otherwise", MANIFEST, lambda path: path.write_text(json.dumps(json.loads(path.read_text("utf-8"))))),
    on("a path out of the study", MANIFEST, text('"outputs": {', '"outputs": {"../../study.yml": "0",')),
    on("a unit that is out of date", MANIFEST, with_json(lambda said: said["stale"].update({PROFILE: "older"}))),
    on("a note", "study.yml", text("\n", "\n# changed\n")),
    on("a package more", "environment.yml", text("dependencies:", "dependencies:\n- forged")),
    on("a hash", "requirements.lock", pattern(r"sha256:[0-9a-f]{64}", "sha256:" + "0" * 64)),
    on("gone", "requirements.lock", gone),
    on("prose", "notebooks/01_survey_intake.ipynb", text("# Who answered", "# Who did not answer")),
    on("prose", "notebooks/explore.ipynb", text('"# ', '"# Please ')),
    on("a value", "data/raw/reference/persons_employed.csv", lines(_csv_cell)),
    on("gone", "data/raw/pilot/events.csv", gone),
    added("data/decisions/corrections.csv", b"wave,cluster,respondent\n"),
    added("data/raw/survey/more.csv", b"a,b\n"),
)
