"""The one door: what is no sheet and no text is told, with every cell that nobody can take, in little memory."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from openpyxl import Workbook
from pandera.typing import Series

from pilotanalysis.files.checked import FILLED, read_table
from pilotanalysis.files.grids import read_grids
from pilotanalysis.files.sheets import ROW, Sheet, read_sheets
from pilotanalysis.files.text import unpacked
from pilotanalysis.files.xlsx import Book
from pilotanalysis.problems import StudyError
from pilotanalysis.tables import StudyTable
from pilotanalysis.tables.columns import described


def _zipped(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("export.csv", "name,fiscal_code\n")


def _web_page(path: Path) -> None:
    path.write_text("<html><table><tr><td>name</td></tr></table></html>", "utf-8")


def _mixed_encodings(path: Path) -> None:
    lines = ["name,county", *["Exemplu Țesătură,Iași"] * 5]
    path.write_bytes("\n".join(lines).encode("utf-8") + "\nExemplu Făină,Bacău\n".encode("cp1250"))


def _many_columns(path: Path) -> None:
    path.write_text(",".join(f"c{number}" for number in range(10_000)) + "\n" + "," * 9_999 + "\n", "utf-8")


def _formula(path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["name", "employees"])
        sheet.write_row(1, 0, ["Exemplu 1"])
        sheet.write_formula(1, 1, "=6*7", None, 42)


def _error(path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["name", "employees"])
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
    # As a value: what a spreadsheet leaves of the formula where it is pasted without it.
    _rewritten(path, b"<f>1/0</f>", b"")


def _rewritten(path: Path, old: bytes, new: bytes) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).replace(old, new) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)


def _old_formula(path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("answers")
    sheet.write(0, 0, "name")
    sheet.write(2, 27, xlwt.Formula("6*7"))
    book.save(str(path))


def _cut(path: Path) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet().write_row(0, 0, ["name", "employees"])
    path.write_bytes(path.read_bytes()[:2000])


def _workbook(path: Path) -> None:
    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as book:
        book.add_worksheet().write_row(0, 0, ["name", "employees"])


def _text(path: Path) -> None:
    path.write_text("name,employees\nExemplu 1,7\n", "utf-8")


def _open_document(path: Path, rows: str = "", manifest: str = "<manifest/>") -> None:
    """A sheet of OpenDocument below its heads, as LibreOffice writes it."""
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (("office", "office"), ("table", "table"), ("text", "text"))
    )
    calc = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    heads = "".join(_ods_cell(head) for head in ("name", "employees"))
    sheet = f'<table:table table:name="answers"><table:table-row>{heads}</table:table-row>{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", f"<office:document-content {spaces} {calc}>{body}</office:document-content>")


def _ods_cell(text: str, attributes: str = "") -> str:
    inside = f"<text:p>{text}</text:p>"
    return f'<table:table-cell office:value-type="string" {attributes}>{inside}</table:table-cell>'


def _ods_row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def _ods_formula(path: Path) -> None:
    _open_document(path, _ods_row(_ods_cell("Exemplu 1"), _ods_cell("42", 'table:formula="of:=6*7"')))


def _ods_error(path: Path) -> None:
    _open_document(path, _ods_row(_ods_cell("Exemplu 1"), _ods_cell("#DIV/0!", 'calcext:value-type="error"')))


def _ods_far_cell(path: Path) -> None:
    blank = _ods_row("<table:table-cell/>", attributes='table:number-rows-repeated="1048573"')
    far = _ods_row('<table:table-cell table:number-columns-repeated="60"/>', _ods_cell("x"))
    _open_document(path, _ods_row(_ods_cell("Exemplu 1"), _ods_cell("7")) + blank + far)


def _ods_protected(path: Path) -> None:
    _open_document(path, manifest="<manifest><encryption-data/></manifest>")


def _ods_cut(path: Path) -> None:
    _open_document(path)
    _rewritten(path, b"</table:table>", b"")


def _protected(path: Path) -> None:
    shutil.copyfile(Path(__file__).parent / "data" / "protected.xlsx", path)


def _cut_text(path: Path) -> None:
    path.write_text("name,county,comments\nExemplu 1,IS,da\nExemplu 2,N", "utf-8")


def _open_quote(path: Path) -> None:
    path.write_text('name,comments\nExemplu 1,"da\nExemplu 2,nu\nExemplu 3,nu\n', "utf-8")


def _far_cell(path: Path) -> None:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["name", "employees", *(f"c{number}" for number in range(60))])
        sheet.write(1_048_575, 30, " ")


NOT_WHAT_THEY_SHOULD_BE: Mapping[str, tuple[str, Callable[[Path], None], str]] = {
    "zipped": (".xlsx", _zipped, "an archive that holds export.csv.*Unpack it"),
    "zipped, called csv": (".csv", _zipped, "an archive that holds export.csv.*Unpack it"),
    "a web page called xls": (".xls", _web_page, "a web page or XML under another name.*save it as .xlsx"),
    "cut off": (".xlsx", _cut, "damaged or cut off.*Export or copy it again"),
    "a workbook called csv": (".csv", _workbook, r"an Excel workbook, not what \.csv says. Rename it to export.xlsx"),
    "text called xlsx": (".xlsx", _text, r"text, not what \.xlsx says. Rename it to export.csv"),
    "OpenDocument called xlsx": (".xlsx", _open_document, r"an OpenDocument sheet, not what \.xlsx says. Rename it"),
    "a formula in OpenDocument": (".ods", _ods_formula, "Cell B2 holds a formula.*paste them as values"),
    "an error in OpenDocument": (".ods", _ods_error, "Cell B2 holds the error #DIV/0!.*Put the right value there"),
    "a cell far below in OpenDocument": (
        ".ods",
        _ods_far_cell,
        "down to row 1,048,576.*Delete the rows below the data",
    ),
    "OpenDocument with a password": (".ods", _ods_protected, "protected by a password. Save it without a password"),
    "OpenDocument cut off": (".ods", _ods_cut, "damaged or cut off.*Export or copy it again"),
    "a password": (".xlsx", _protected, "protected by a password. Save it without a password"),
    "text cut off": (".csv", _cut_text, "row 3: The last row stops after 2 of 3 cells: the file is cut off"),
    "a quotation mark left open": (".csv", _open_quote, "row 2: .*a quotation mark may be missing"),
    "an error in a cell": (".xlsx", _error, "Cell B2 holds the error #DIV/0!.*Put the right value there"),
    "a formula in an old workbook": (".xls", _old_formula, "Cell AB3 holds a formula.*paste them as values"),
    "two encodings": (".csv", _mixed_encodings, "row 7: The file mixes two encodings"),
    "ten thousand columns": (".csv", _many_columns, "10,000 columns.*export it again"),
    "a formula": (".xlsx", _formula, "Cell B2 holds a formula.*paste them as values"),
    "a cell far below": (".xlsx", _far_cell, "reaches down to row 1,048,576.*Delete the rows below the data"),
}


@pytest.mark.parametrize("case", NOT_WHAT_THEY_SHOULD_BE)
def test_a_file_that_is_not_what_it_should_be_is_told(tmp_path: Path, case: str) -> None:
    ending, make, words = NOT_WHAT_THEY_SHOULD_BE[case]
    path = tmp_path / f"export{ending}"
    make(path)
    with pytest.raises(StudyError, match=words) as refused:
        read_grids(path, path.name)
    assert all(str(problem).startswith(path.name) for problem in refused.value.problems)


def test_a_sheet_of_opendocument_is_read_as_an_excel_workbook_is(tmp_path: Path) -> None:
    path = tmp_path / "export.ods"
    number = '<table:table-cell office:value-type="float" office:value="7"><text:p>7,0</text:p></table:table-cell>'
    _open_document(path, _ods_row(_ods_cell("Exemplu Țesătură"), number))
    (grid,) = read_grids(path, path.name)
    assert grid.sheet == "answers"
    assert grid.cells.to_numpy().tolist() == [["name", "employees"], ["Exemplu Țesătură", "7"]]


def test_an_answer_that_begins_with_an_equals_sign_is_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["name", "comments"])
        # What a survey tool makes of an answer: xlsxwriter takes it for a formula, and stores a 0.
        sheet.write(1, 0, "Exemplu 1")
        sheet.write(1, 1, "=2+2 nu e o formulă & <gata>")
    (grid,) = read_grids(path, path.name)
    assert grid.cells.loc[2].tolist() == ["Exemplu 1", "=2+2 nu e o formulă & <gata>"]


#: A process begins with the most memory that its parent had; the kernel tells its own.
LEAST_MEMORY = """
import resource, sys
from pathlib import Path
from pilotanalysis.files.grids import read_grids
(grid,) = read_grids(Path(sys.argv[1]), "export")
status = Path("/proc/self/status")
own = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")] if status.exists() else []
kilobytes = int(own[0].split()[1]) if own else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(len(grid.cells), kilobytes // 1024)
"""


@pytest.mark.long
@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_millions_of_empty_rows_below_the_data_take_no_memory(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"export{ending}"
    if ending == ".csv":
        path.write_text("name;employees" + ";" * 60 + "\nExemplu 1;7" + ";" * 60 + "\n" + (";" * 61 + "\n") * 2_000_000)
    else:
        with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
            sheet, grey = book.add_worksheet(), book.add_format({"bg_color": "#eeeeee"})
            sheet.write_row(0, 0, ["name", "employees"])
            sheet.write_row(1, 0, ["Exemplu 1", 7])
            for row in range(2, 1_000_000):
                sheet.write_blank(row, 0, None, grey)
    done = subprocess.run([sys.executable, "-c", LEAST_MEMORY, str(path)], capture_output=True, text=True, check=True)
    rows, megabytes = map(int, done.stdout.split())
    assert rows == 2
    assert megabytes < 700


# --- Cells that nobody can take: each is told, of every sheet at once ---

COLUMNS = {"members": ("name", "county"), "statements": ("stage",)}


def _book(path: Path, cells: Mapping[tuple[str, str], object]) -> Path:
    """A workbook of two sheets and one that nobody reads, with some cells changed."""
    book = Workbook()
    book.remove(book.active)
    for sheet, heads in {**COLUMNS, "notes": ("note",)}.items():
        made = book.create_sheet(sheet)
        for row in (heads, *([f"{head} {row}" for head in heads] for row in range(2, 7))):
            made.append(row)
    for (sheet, place), value in cells.items():
        book[sheet][place] = value
        if str(value).startswith("#"):
            book[sheet][place].data_type = "e"
    book.save(path)
    return path


def _told(read: Callable[[], object]) -> list[str]:
    with pytest.raises(StudyError) as refused:
        read()
    return [str(problem) for problem in refused.value.problems]


FAULTS = {
    ("members", "A3"): "#N/A",
    ("members", "B4"): "=6*7",
    ("members", "B5"): "#REF!",
    ("statements", "A2"): "=A3",
}


def test_every_spoilt_cell_of_every_sheet_is_told_at_once(tmp_path: Path) -> None:
    path = _book(tmp_path / "roster.xlsx", FAULTS)
    said = (
        ("members", "Cell A3 holds the error #N/A."),
        ("members", "Cell B4 holds a formula without a stored value."),
        ("members", "Cell B5 holds the error #REF!."),
        ("statements", "Cell A2 holds a formula without a stored value."),
    )
    for told in (
        _told(lambda: read_sheets(path, path.name, COLUMNS)),
        _told(lambda: read_grids(path, path.name)),
    ):
        assert len(told) == len(said)
        for problem, (sheet, words) in zip(told, said, strict=True):
            assert problem.startswith(f"roster.xlsx, sheet {sheet}: {words}")


def test_what_stands_beside_the_columns_that_are_read_is_nobodys_business(tmp_path: Path) -> None:
    path = _book(tmp_path / "roster.xlsx", {("members", "D4"): "#N/A", ("notes", "A2"): "=1", ("notes", "XFD9"): 1})
    frames = read_sheets(path, path.name, COLUMNS)
    assert frames["members"][ROW].tolist() == [2, 3, 4, 5, 6]
    assert frames["statements"]["stage"].tolist() == [f"stage {row}" for row in range(2, 7)]


def test_a_formula_with_its_value_is_taken_from_a_roster_and_not_from_an_export(tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name, heads in COLUMNS.items():
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, heads)
            sheet.write_row(1, 0, heads)
        sheet.write_formula("A2", '="a"&"b"', None, "ab")
        sheet.write_formula("A3", '=IF(1,"","")', None, "")
    # As a spreadsheet marks a formula that gives an empty text.
    _rewritten(path, b'<c r="A3">', b'<c r="A3" t="str">')
    assert read_sheets(path, path.name, COLUMNS)["statements"]["stage"].tolist() == ["ab"]
    told = _told(lambda: read_grids(path, path.name))
    assert [problem.partition(";")[0] for problem in told] == [
        f"roster.xlsx, sheet statements: Cell {place} holds a formula" for place in ("A2", "A3")
    ]


def test_an_old_workbook_names_sheet_and_cell(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    for name in ("members", "Județe"):
        sheet = book.add_sheet(name)
        sheet.write(0, 0, "name")
        sheet.write(2, 27, xlwt.Formula("6*7"))
    book.save(str(tmp_path / "old.xls"))
    told = _told(lambda: read_grids(tmp_path / "old.xls", "old.xls"))
    assert [problem.partition(" holds")[0] for problem in told] == [
        "old.xls, sheet members: Cell AB3",
        "old.xls, sheet Județe: Cell AB3",
    ]


def test_thousands_of_spoilt_cells_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("answers")
        for row in range(60_000):
            sheet.write_formula(row, 0, "=ROW()", None, row + 1)
    told = _told(lambda: read_grids(path, path.name))
    assert "Cell A100 holds" in told[99]
    assert told[100].startswith("export.xlsx, sheet answers: There are formulas or errors in 59,900 more cells.")


FAR = """
import resource, sys, time
from pathlib import Path
from pilotanalysis.files.sheets import read_sheets
from pilotanalysis.problems import StudyError
resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
started = time.perf_counter()
try:
    read_sheets(Path(sys.argv[1]), "roster.xlsx", {"members": ("name",), "statements": ("stage",)})
except StudyError as error:
    print(*error.problems, sep="\\n")
print(time.perf_counter() - started)
"""


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("XFD300000", "The sheet is 16,384 columns wide (cell XFD300000). Delete the columns beside the data"),
        ("XFD3", "The sheet is 16,384 columns wide (cell XFD3). Delete the columns beside the data"),
        ("AZ1048576", "The sheet reaches down to row 1,048,576 (cell AZ1048576). Delete the rows below the data"),
    ],
)
def test_a_far_cell_is_told_by_sheet_and_cell_at_once_and_in_little_memory(
    tmp_path: Path, place: str, words: str
) -> None:
    path = _book(tmp_path / "roster.xlsx", {("statements", place): "x", ("members", place): "x"})
    done = subprocess.run([sys.executable, "-c", FAR, str(path)], capture_output=True, text=True, check=True)
    *told, seconds = done.stdout.splitlines()
    assert [one.partition(" and save")[0] for one in told] == [
        f"roster.xlsx, sheet {sheet}: {words}" for sheet in COLUMNS
    ]
    assert float(seconds) < 5


def test_a_workbook_that_is_none_is_told_as_one_that_is_to_be_saved_anew(tmp_path: Path) -> None:
    path = tmp_path / "roster.xlsx"
    path.write_text("name,county\n", "utf-8")
    (told,) = _told(lambda: read_sheets(path, path.name, COLUMNS))
    assert told == (
        "roster.xlsx: The file is text, not what .xlsx says. Open it in a spreadsheet and save it as .xlsx."
    )


def test_missing_sheets_and_columns_are_told_together(tmp_path: Path) -> None:
    path = _book(tmp_path / "roster.xlsx", {("members", "B1"): "country"})
    wanted = {**COLUMNS, "statement": ("stage",)}
    told = _told(lambda: read_sheets(path, path.name, wanted))
    assert len(told) == 2
    assert "sheet members, row 1: Column county is missing." in told[0]
    assert "Sheet statement is missing; the file has members, statements, notes." in told[1]


def test_a_sheet_tells_blanks_and_codes_that_are_none(tmp_path: Path) -> None:
    path = _book(tmp_path / "roster.xlsx", {("members", "A3"): None, ("members", "B2"): "IS; IS ;BC"})
    sheet = Sheet(path.name, "roster/x.xlsx", "members", read_sheets(path, path.name, COLUMNS)["members"])
    assert sheet.text("name").tolist() == ["name 2", "", "name 4", "name 5", "name 6"]
    assert sheet.codes("county", ("IS", "BC", "county 3"), "a county").iloc[0] == "IS;BC"
    # Read back from CSV, "none" is none and a blank is not known.
    sheet.frame["county"] = ["none", None, "IS", "IS", "IS"]
    assert sheet.codes("county", ("IS",), "a county").to_list()[:1] == ["none"]
    assert sheet.codes("county", ("IS",), "a county").isna().to_list() == [False, True, False, False, False]
    assert [(problem.row, problem.column) for problem in sheet.problems] == [
        (3, "name"), (4, "county"), (5, "county"), (6, "county"),
    ]  # fmt: skip


# --- Tables as CSV ---


class Places(StudyTable):
    """A table to read."""

    row_id: Series[str] = described("its id")
    place: Series[str] = described("what it is called", unique=True)
    people: Series[int] = described("who lives there", ge=0)
    label: Series[str] = described("a word", str_matches=FILLED)
    quote: Series[str] = described("what somebody wrote", blank=True)


def _places(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(["place,people,label,quote", *rows]) + "\n", "utf-8")
    return path


def test_blank_lines_shift_no_row(tmp_path: Path) -> None:
    path = _places(
        tmp_path / "places.csv", "Iași,1,a,", "", ",,,", '"Piatra\nNeamț",2,b,"#N/A, =1"', "", "Bacău,3,c,=1", ""
    )
    table = read_table(path, path.name, "reference/places.csv", Places, verbatim=("quote",))
    assert table["row_id"].tolist() == [f"reference/places.csv!{row}" for row in (2, 5, 7)]
    assert table["people"].tolist() == [1, 2, 3]
    assert table["quote"].tolist() == ["", "#N/A, =1", "=1"]


def test_every_cell_that_a_column_refuses_is_told(tmp_path: Path) -> None:
    path = _places(tmp_path / "places.csv", "#N/A,1,a,", "", "Iași,-1,,#REF!", "Iași,#VALUE!,c,#REF!")
    told = _told(
        lambda: read_table(path, path.name, "p.csv", Places, {"label": ("No {!r}.", "Write one.")}, verbatim=("quote",))
    )
    assert told == [
        "places.csv, row 2, column place: It holds the error #N/A. Put the right value there.",
        "places.csv, row 5, column place: Iași stands twice. Name it once.",
        "places.csv, row 5, column people: It holds the error #VALUE!. Put the right value there.",
        "places.csv, row 4, column people: '-1' is not allowed. Allowed: a whole number, from 0.",
        "places.csv, row 4, column label: No ''. Write one.",
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"place,people,label,quote\nIa\xba,1,a,b\n", "row 2: Not readable as a table"),
        (b"place,people,label,quote\nA,1,a,b,c\n", "places.csv: Not readable as a table \\(row 2 has a cell more"),
        (b"place,people,label\nA,1,a\n", "row 1: Column quote is missing. Needed in the first row: place, people"),
        (b"place,people,label,quote,place\n", "row 1: Column place stands twice"),
        (b"place,people,label,quote\nA,1,a,b\nB,2", "row 3: The last row stops after 2 of 4 cells"),
        (b"PK\x03\x04", "damaged or cut off"),
        (b"", "empty \\(0 bytes\\)"),
    ],
)
def test_what_is_no_table_is_told(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "places.csv"
    path.write_bytes(content)
    with pytest.raises(StudyError, match=words):
        read_table(path, path.name, "places.csv", Places)


def test_a_workbook_called_csv_is_to_be_saved_as_csv(tmp_path: Path) -> None:
    path = _book(tmp_path / "places.xlsx", {}).rename(tmp_path / "places.csv")
    with pytest.raises(StudyError, match=r"an Excel workbook, not what \.csv says\. Save it as CSV"):
        read_table(path, path.name, "places.csv", Places)


# --- What is written ---


def test_a_workbook_has_the_same_bytes_each_time_and_text_stays_text(tmp_path: Path) -> None:
    for name in ("one.xlsx", "other.xlsx"):
        with Book(tmp_path / name, "A title") as book:
            sheet = book.table("answers", ["name", "=1+1"], top=1)
            sheet.write(2, 0, "http://example.org")
            sheet.write(2, 1, "=6*7")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "other.xlsx").read_bytes()
    (grid,) = read_grids(tmp_path / "one.xlsx", "one.xlsx")
    assert grid.cells.loc[3].tolist() == ["http://example.org", "=6*7"]


def test_text_that_is_damaged_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "x.gz").write_bytes(b"\x1f\x8b" + bytes(40))
    with pytest.raises(ValueError):
        unpacked(tmp_path / "x.gz")
