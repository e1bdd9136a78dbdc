"""What tells of a person is found in any writing, enters nowhere and leaves nowhere; hostile text stays text."""

from __future__ import annotations

import csv
import io
import re
import shutil
import sys
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import persons
import pytest
from conftest import Command, copy_study, keep_only, made_once
from hypothesis import example, given
from hypothesis import strategies as st
from stdnum.it import codicefiscale
from stdnum.ro import cnp

from pilotanalysis import reference
from pilotanalysis.characters import only_text
from pilotanalysis.files.checked import columns_of
from pilotanalysis.files.grids import read_grids
from pilotanalysis.files.text import read_text, write_rows
from pilotanalysis.files.xlsx import Book
from pilotanalysis.outlets import as_markdown, disarmed, disarmed_frame, restored
from pilotanalysis.personal import _FEW_DIGITS, _HARMLESS, NO_ADDRESS, NO_NUMBER, NOT_KEPT, hide
from pilotanalysis.personal.signs import _AS_IT_STANDS, _sign, without_all
from pilotanalysis.problems import Problem, StudyError
from pilotanalysis.results.display import finding_display
from pilotanalysis.results.style import width_of
from pilotanalysis.study import Study
from pilotanalysis.survey.matching import link_waves
from pilotanalysis.survey.questionnaire import load
from pilotanalysis.survey.reading import read_export
from pilotanalysis.survey.reading.headers import Headers
from pilotanalysis.survey.roster import read_roster

SEPARATORS = [
    "",
    " ",
    ".",
    "/",
    "-",
    "\n",
    "\t",
    "\r\n",
    "\u00a0",
    "\u2009",
    "\u202f",
    "\u200b",
    "\ufeff",
    " - ",
    "<br>",
    "&nbsp;",
    "_",
    "Â\u00a0",
]
AROUND = ["", " ", "CNP:", "C.N.P. ", "cnp", "(", "x ", "Iași, ", "0744123456 ", "\n", "'"]
DIGITS = st.sampled_from([0, 0xFEE0, 0x0660 - 0x30, 0x1D7CE - 0x30])


@st.composite
def valid_codes(draw: st.DrawFn) -> str:
    day = draw(st.dates(date(1910, 1, 1), date(1999, 12, 31)))
    county, number = draw(st.sampled_from(["01", "22", "40", "52"])), draw(st.integers(0, 999))
    head = f"{draw(st.sampled_from('12'))}{day:%y%m%d}{county}{number:03d}"
    return head + cnp.calc_check_digit(head)


@given(
    valid_codes(),
    st.lists(st.sampled_from(SEPARATORS), min_size=12, max_size=12),
    st.sampled_from(AROUND),
    DIGITS,
    st.sampled_from(["", " ", ")", ", Iași", "\n"]),
)
def test_any_writing_of_a_code_is_found(code: str, between: list[str], before: str, script: int, behind: str) -> None:
    signs = [chr(ord(digit) + script) for digit in code]
    text = before + signs[0] + "".join(gap + sign for gap, sign in zip(between, signs[1:], strict=True)) + behind
    hidden = hide(text)
    assert NOT_KEPT in hidden
    assert hidden.endswith(behind)
    assert hide(hidden) == hidden


@given(st.integers(10**12, 10**13 - 1).map(str).filter(lambda digits: not cnp.is_valid(digits)))
@example("5901234123457")
@example("1800101221145")
def test_thirteen_digits_that_do_not_check_are_no_code(digits: str) -> None:
    assert hide(digits) == digits
    assert NOT_KEPT not in hide(f"comanda {digits}, EAN {digits[:6]} {digits[6:]}")


@given(valid_codes(), st.sampled_from(["{0}.{1}E+12", "{0},{1}E12", "{0}.{1}e+12", "{0}{1}.0", "{0}{1},00"]))
def test_a_code_that_became_a_number_is_found(code: str, written: str) -> None:
    assert hide(written.format(code[0], code[1:])) == NOT_KEPT
    assert hide(f"{code[0]}.{code[1:9]}E+12") == NOT_KEPT


@pytest.mark.parametrize(
    "text", ["RSSMRA85T10A562S", "rss mra 85t10 a562s", "C.F.:RSS-MRA-85T10-A562S", "ＲＳＳＭＲＡ８５Ｔ１０Ａ５６２Ｓ"]
)
def test_italian_codes_are_found(text: str) -> None:
    assert codicefiscale.is_valid("RSSMRA85T10A562S")
    assert hide(text).endswith(NOT_KEPT)
    assert hide("RSSMRA85T10A562T") == "RSSMRA85T10A562T"


@pytest.mark.parametrize(
    "text",
    [
        "ana@example.ro",
        "Ana <ana.pop@example.co.uk>",
        "ana (at) example (dot) com",
        "ana＠example.com",
        "ana\u200b@example.ro",
        "ana @ example.ro",
    ],
)
def test_addresses_are_marked(text: str) -> None:
    assert NO_ADDRESS in hide(text)
    assert "example" not in hide(text)


@pytest.mark.parametrize(
    "text",
    [
        "0744123456",
        "+40 744 123 456",
        "0040-744-123-456",
        "(0232) 123 456",
        "0232/123.456",
        "tel. 123456",
        "347 1234567",
        "+39 06 12345678",
        "06/1234567",
        "Telefon: 744 123 456",
    ],
)
def test_telephone_numbers_are_marked(text: str) -> None:
    assert NO_NUMBER in hide(f"sunați la {text}, vă rog")


@pytest.mark.parametrize(
    "text",
    [
        "2014-03-12T10:30:15.123+02:00",
        "2014-3-12 10:30:15",
        "1 200 000 lei",
        "RO 9900000029",
        "0018547290",
        "J07/1234/1998",
        "2011, 2012, 2013, 2014",
        "347.123.456",
        "0111, 0112, 0113",
        "3 lei @ kg",
        "04/12345/2011",
        "12/03/2014 - 15/06/2014",
        "+12.5%",
        "ISO 9001:2008, ISO 14001:2004",
        "0.3333333333333333",
        "8.234.567.890,12",
        "0.1E29",
        "1.5E+99",
    ],
)
def test_other_numbers_stay(text: str) -> None:
    assert hide(text) == text


@given(st.from_regex(_HARMLESS, fullmatch=True))
def test_nothing_is_looked_for_in_forms_that_tell_of_nobody_alone(text: str) -> None:
    assert hide(text) == text
    # The digits of a day and a time can check by chance: they are none.
    assert ":" in text or without_all(text) == text


@given(st.text("0123456789 .,-/+():@telfaxmobEAGSM", max_size=15))
@example("tel. 12345")
@example("1.8E+12")
def test_nothing_is_looked_for_in_short_texts_with_few_digits(text: str) -> None:
    assert not _FEW_DIGITS.fullmatch(text) or without_all(text) == text


def test_what_is_taken_as_it_stands_is_seen_so_sign_by_sign() -> None:
    taken = [sign for sign in map(chr, range(sys.maxunicode)) if _AS_IT_STANDS.fullmatch(sign)]
    assert [sign for sign in taken if _sign(sign) != sign.upper() or len(sign.upper()) != 1] == []
    assert {"ș", "Ț", "à", "–", "9", "@"} <= set(taken)
    assert not {"&", "<", "ﬁ", "９", "\u200b", "ß"} & set(taken)


def test_no_answer_of_the_pack_is_taken_for_what_it_is_not(study: Study) -> None:
    for path in sorted((study.raw / "survey").glob("*.*")):
        for grid in read_grids(path, path.name):
            assert not any(grid.cells[column].str.contains("not kept", regex=False).any() for column in grid.cells)


@given(st.text())
@example("a\u202eb\ud800\x00\ufffe")
def test_only_text_comes_in(text: str) -> None:
    bare = only_text(text)
    assert not re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]", bare)
    bare.encode("utf-8")
    assert only_text("👩\u200d🔬 می\u200cخواهم\n\tȘ") == "👩\u200d🔬 می\u200cخواهم\n\tȘ"


@given(st.text(st.sampled_from("'=+-@\t\r\n1a,. ＝"), max_size=6))
def test_text_is_no_formula_and_comes_back_as_it_was(text: str) -> None:
    out = disarmed(text)
    assert restored(out) == text
    assert not re.match(r"[=@\t\r＝]", out)
    assert not re.match(r"[-+].*[^-+\d.,\s\u00a0%]", out, re.DOTALL)


def test_csv_and_workbooks_hold_text_as_text(tmp_path: Path) -> None:
    cells = [*persons.HOSTILE[:10], "x" * 40_000]
    write_rows(tmp_path / "a.csv", [["text", "n"], *([cell, -5] for cell in cells)])
    rows = list(csv.reader(io.StringIO((tmp_path / "a.csv").read_text("utf-8"))))
    assert not any(row[0].startswith(("=", "@", "+1", "-2")) for row in rows)
    assert {row[1] for row in rows[1:]} == {"-5"}
    back = columns_of(read_text((tmp_path / "a.csv").read_bytes(), "a"), "a", ["text"])["text"].map(restored)
    assert back.tolist() == cells
    frame = pd.DataFrame({"text": ["=1", None], "number": [-1.5, 2.0], "several": ["-", "-5"]})
    told = disarmed_frame(frame)
    assert told["number"].equals(frame["number"])
    assert (told["text"][0], told["several"].tolist()) == ("'=1", ["-", "-5"])
    with Book(tmp_path / "a.xlsx") as book:
        sheet = book.table("s", cells[:2])
        for place, cell in enumerate(cells):
            sheet.write_string(1 + place, 0, cell)
    written = [row[0] for row in openpyxl.load_workbook(tmp_path / "a.xlsx")["s"].iter_rows(min_row=2)]
    assert {cell.data_type for cell in written} == {"s"}
    assert len(str(written[-1].value)) == 32_767
    assert as_markdown("<script>a</script>\n[b](javascript:c)") == "\\<script>a\\</script> \\[b](javascript:c)"


@pytest.mark.parametrize("text", persons.HOSTILE)
def test_the_width_of_any_text_can_be_measured(text: str) -> None:
    assert width_of(text.replace("\n", " "), 9) > 0


def test_no_message_quotes_what_tells_of_a_person() -> None:
    problem = Problem(
        "a 1800101221144.csv", "'CNP 1800101/221144' is not allowed.", "Ask ana@example.ro.\x1b[31m", "0744 123 456"
    )
    assert not re.search(r"1800101|example|0744|\x1b", str(problem))


def test_a_sole_trader_has_another_key(spoilt: Path) -> None:
    path = spoilt / "data/raw/roster/euronest.xlsx"
    book = openpyxl.load_workbook(path)
    for row, code in ((6, "1800101221144"), (7, 1800101221144.0)):
        book["members"][f"A{row}"], book["members"][f"B{row}"] = f"Exemplu {row} PFA 1800101221144", code
    book.save(path)
    study = Study(spoilt)
    catalogues = [reference.load(study, model) for model in (reference.Catalogue, reference.Counties)]
    members, _statements = read_roster(study, "2014", "euronest", *catalogues)
    traders = members.set_index("row").loc[[6, 7]]
    assert traders["name"].tolist() == ["Exemplu 6 PFA", "Exemplu 7 PFA"]
    assert traders["organisation"].tolist() == [f"exemplu {row}|{traders['county'][row]}" for row in (6, 7)]
    assert traders["fiscal_code"].isna().all()
    assert persons.held(members.to_csv(), ["1800101221144"]) == []


def test_a_member_of_the_same_name_beside_one_with_a_code_is_another() -> None:
    one = {"wave": "2014", "cluster": "c", "county": "IS", "name": "Exemplu"}
    rosters = pd.DataFrame(
        [{**one, "organisation": "99", "fiscal_code": "99"}, {**one, "organisation": "exemplu|IS", "fiscal_code": None}]
    )
    assert link_waves(rosters)["organisation"].tolist() == ["99", "exemplu|IS"]


def test_a_code_is_no_id_of_a_response(study: Study, tmp_path: Path) -> None:
    asked = load(study)
    path = tmp_path / "ind-agro-pol.csv"
    text = (study.raw / "survey" / path.name).read_text("cp1250")
    codes = iter(persons.codes(200))
    given = re.sub(r"^\d+(?=;(?:20|;))", lambda _found: next(codes), text, flags=re.MULTILINE)
    path.write_text(given, "cp1250")
    export = read_export(path, path.name, path.name, asked, Headers(asked))
    assert export.responses["respondent"].tolist() == [f"row {row}" for row in export.responses["row"]]
    book = openpyxl.load_workbook(study.raw / "survey/euronest.xlsx")
    column = next(cell.column for cell in book.worksheets[0][1] if cell.value == "_id")
    book.worksheets[0].cell(2, column).value = next(codes)
    book.save(tmp_path / "euronest.xlsx")
    with pytest.raises(StudyError, match="Number the responses"):
        read_export(tmp_path / "euronest.xlsx", "euronest.xlsx", "euronest.xlsx", asked, Headers(asked))


def test_a_page_of_jupyter_shows_no_mathematics() -> None:
    shown = str(finding_display("**a** $x_{ $ \\(b\\) <script>").data["text/html"])
    assert shown == "<p><strong>a</strong> <span>$</span>x_{ <span>$</span> <span>\\</span>(b\\) &lt;script&gt;</p>"


def test_a_file_named_after_a_code_is_refused(small: Path, command: Command) -> None:
    path = small / "data/raw/survey/euronest.xlsx"
    path.rename(path.with_stem("euronest-1800101221144"))
    done = command("clean", "--study", small)
    assert done.returncode == 1
    assert "Rename it." in done.stderr
    assert "1800101" not in done.stdout + done.stderr


@pytest.fixture(scope="module", params=["working", "public"])
def planted(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, process: Command
) -> tuple[Study, list[str]]:
    """A study full of personal data and hostile texts, run in one of the releases."""
    release = request.param

    def make(folder: Path) -> None:
        root = keep_only("euronest", copy_study(folder / "study"))
        codes = persons.plant(root)
        (folder / "codes").write_text("\n".join(codes), "utf-8")
        done = process("run", "--study", root, "--release", release)
        (folder / "said").write_text(done.stdout + done.stderr, "utf-8")
        assert done.returncode == 0, done.stderr

    folder = made_once(tmp_path_factory, f"planted-{release}", make)
    assert persons.held((folder / "said").read_text("utf-8"), []) == []
    return Study(folder / "study"), (folder / "codes").read_text("utf-8").split()


@pytest.mark.long
def test_nothing_of_a_person_is_in_any_file(planted: tuple[Study, list[str]]) -> None:
    study, codes = planted
    assert len(codes) > 50
    # The search finds them where they were planted.
    shutil.copytree(study.raw / "roster", study.root / "searched", dirs_exist_ok=True)
    assert persons.found_in(study.root / "searched", codes)
    assert persons.found_in(study.reports, codes) == []
    assert persons.found_in(study.processed, codes) == []


@pytest.mark.long
def test_contacts_of_those_who_agreed_alone_stand_in_catalogue_and_agendas_alone(
    planted: tuple[Study, list[str]],
) -> None:
    study, _codes = planted
    agreed, others = persons.contacts_told(study)
    assert len(agreed) > 10
    assert len(others) > 10
    # The search finds them where they were planted.
    assert persons.files_with(study.raw / "roster", others).keys() >= {"euronest.xlsx", "imago-mol.xlsx"}
    assert persons.files_with(study.reports, others) == {}
    assert persons.files_with(study.processed, others) == {}
    told = persons.files_with(study.reports, agreed)
    handed_out = {name for name in told if name.startswith("agendas/") or name == "results/05_b2b_meetings.json"}
    told = {name: contacts for name, contacts in told.items() if name not in handed_out}
    catalogue = {f"catalogue.en.{kind}" for kind in ("html", "xlsx", "pdf")}
    assert told.keys() == catalogue | {"results/04_partner_pool.euronest.json"}
    # The document has the first candidates of each gap alone.
    printed = told.pop("catalogue.en.pdf")
    assert len({frozenset(contacts) for contacts in told.values()}) == 1
    assert printed <= told["catalogue.en.html"]
    # Of the tidy tables it is those that catalogue and agendas are made of.
    tables = {
        f"{table}.{kind}" for table in ("candidates", "contacts", "follow_up_offers") for kind in ("csv", "parquet")
    }
    assert persons.files_with(study.processed, agreed).keys() <= tables


@pytest.mark.long
def test_no_text_is_a_formula_or_steers_a_reader(planted: tuple[Study, list[str]]) -> None:
    study, _codes = planted
    for path in (*study.reports.rglob("*.csv"), *study.processed.glob("*.csv")):
        cells = [cell for row in csv.reader(io.StringIO(path.read_text("utf-8"))) for cell in row]
        assert [cell for cell in cells if re.match(r"[=@\t\r]|[-+]\S*[A-Za-z(]", cell)] == [], path
    for path in (*study.reports.rglob("*.*"), *study.processed.glob("*.*")):
        if path.suffix in (".html", ".csv", ".json", ".ipynb", ".svg", ".md"):
            found = re.findall(
                r"[\x00-\x08\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]|\\u0007|\\u202e", path.read_text("utf-8")
            )
            assert found == [], path


@pytest.mark.long
@pytest.mark.skipif(shutil.which("chromium") is None, reason="there is no chromium; .ci/run installs Debian's")
def test_no_script_runs_in_a_page(planted: tuple[Study, list[str]]) -> None:
    driver = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    study, _codes = planted
    pages = [*study.reports.glob("*.html"), *study.reports.glob("*/*.html")]
    assert len(pages) > 5
    with driver.sync_playwright() as playwright:
        browser: Any = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page()
        for path in pages:
            page.goto(path.as_uri())
            assert page.title() != "overrun", path
            # The catalogue has a script of its own, and lets no other run.
            own = int(path.name.startswith("catalogue."))
            assert page.evaluate("document.scripts.length") == own, path
            assert page.evaluate("document.querySelectorAll('[onerror], [onload], a[href^=javascript]').length") == 0, (
                path
            )
        browser.close()
