"""Files that are not what they should be: told in the analyst's words, and nothing half-written."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Command
from openpyxl import Workbook, load_workbook

DATA = Path(__file__).parent / "data"
ANSWERS = "data/raw/survey/euronest.xlsx"
ROSTER = "data/raw/roster/euronest.xlsx"


def _edit(name: str, change: Callable[[Workbook], None]) -> Callable[[Path], None]:
    def spoil(root: Path) -> None:
        book = load_workbook(root / name)
        change(book)
        book.save(root / name)

    return spoil


def _set(name: str, sheet: str, row: int, column: str, value: object) -> Callable[[Path], None]:
    def change(book: Workbook) -> None:
        heads = [cell.value for cell in book[sheet][1]]
        book[sheet].cell(row, heads.index(column) + 1).value = value

    return _edit(name, change)


def _rename_sheet(book: Workbook) -> None:
    book["needs"].title = "Sheet1"


def _rename_column(book: Workbook) -> None:
    next(cell for cell in book["inputs"][1] if cell.value == "satisfaction").value = "satisfacton"


def _no_answers(book: Workbook) -> None:
    for name in ("answers", "inputs", "needs", "offers"):
        book[name].delete_rows(2, book[name].max_row)


def _no_members(book: Workbook) -> None:
    book["members"].delete_rows(2, book["members"].max_row)


def _member_twice(book: Workbook) -> None:
    sheet = book["members"]
    sheet.append([cell.value for cell in sheet[5]])


CASES: dict[str, tuple[Callable[[Path], None], tuple[str, ...]]] = {
    "missing": (lambda root: (root / ANSWERS).unlink(), (ANSWERS, "The file is missing")),
    "no bytes": (lambda root: (root / ANSWERS).write_bytes(b""), (ANSWERS, "empty (0 bytes)")),
    "no workbook": (lambda root: (root / ANSWERS).write_bytes(b"a;b\n1;2\n"), (ANSWERS, "save it as .xlsx")),
    "truncated": (
        lambda root: (root / ANSWERS).write_bytes((root / ANSWERS).read_bytes()[:4000]),
        (ANSWERS, "cannot be read as a workbook"),
    ),
    "a folder": (lambda root: ((root / ROSTER).unlink(), (root / ROSTER).mkdir()), (ROSTER, "The file is missing")),
    "password": (
        lambda root: shutil.copyfile(DATA / "protected.xlsx", root / ANSWERS),
        (ANSWERS, "protected by a password", "Save it without a password"),
    ),
    "another sheet": (_edit(ANSWERS, _rename_sheet), (ANSWERS, "Sheet needs is missing", "Sheet1")),
    "another column": (
        _edit(ANSWERS, _rename_column),
        (ANSWERS, "sheet inputs, row 1", "Column satisfaction is missing", "Did you mean satisfacton?"),
    ),
    "no answers": (_edit(ANSWERS, _no_answers), (ANSWERS, "The cluster euronest has no answers", "follow_up")),
    "no members": (_edit(ROSTER, _no_members), (ROSTER, "sheet members", "No member is listed")),
    "member twice": (_edit(ROSTER, _member_twice), (ROSTER, "is listed in rows 5, ", "List each member once")),
    "unknown stage": (
        _set(ANSWERS, "needs", 4, "stage", "hostign_operations"),
        (ANSWERS, "sheet needs, row 4, column stage", "hostign_operations", "Did you mean hosting_operations?"),
    ),
    "unknown stage on the roster": (
        _set(ROSTER, "members", 7, "stages", "software_development;weaving_loom"),
        (ROSTER, "sheet members, row 7, column stages", "weaving_loom is not a stage of the catalogue"),
    ),
    "unknown county": (
        _set(ROSTER, "members", 3, "county", "XX"),
        (ROSTER, "sheet members, row 3, column county", "'XX' is not allowed", "IS"),
    ),
    "a number in words": (
        _set(ANSWERS, "needs", 2, "criticality", "very"),
        (ANSWERS, "sheet needs, row 2, column criticality", "'very' is not allowed", "from 1 to 5"),
    ),
    "origins that do not add up": (
        _set(ANSWERS, "inputs", 2, "share_county", 100),
        (ANSWERS, "sheet inputs, row 2", "add up to", "must add up to 100"),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_wrong_file_is_told_and_nothing_is_written(spoilt: Path, command: Command, case: str) -> None:
    spoil, words = CASES[case]
    spoil(spoilt)
    done = command("clean", "--study", spoilt)
    assert done.returncode == 1
    for word in words:
        assert word in done.stderr, done.stderr
    assert "nothing was written" in done.stderr
    assert "Traceback" not in done.stderr
    assert str(spoilt) not in done.stderr
    assert not (spoilt / "data" / "processed").exists()


def test_every_wrong_cell_is_told_at_once(spoilt: Path, command: Command) -> None:
    _set(ANSWERS, "needs", 2, "criticality", 9)(spoilt)
    _set(ANSWERS, "offers", 3, "capacity", "all")(spoilt)
    _set(ROSTER, "statements", 2, "any_member", "perhaps")(spoilt)
    done = command("check", "--study", spoilt)
    assert done.returncode == 1
    for word in ("row 2, column criticality", "row 3, column capacity", "row 2, column any_member", "3 problems"):
        assert word in done.stderr, done.stderr


def test_an_old_result_survives_a_wrong_file(spoilt: Path, command: Command) -> None:
    assert command("clean", "--study", spoilt).returncode == 0
    before = {path.name: path.read_bytes() for path in (spoilt / "data" / "processed").iterdir()}
    _set(ANSWERS, "needs", 2, "criticality", "very")(spoilt)
    assert command("run", "--study", spoilt).returncode == 1
    assert {path.name: path.read_bytes() for path in (spoilt / "data" / "processed").iterdir()} == before
    assert not (spoilt / "reports").exists()


@pytest.mark.parametrize("name", ["data/processed", "reports"])
def test_a_folder_that_cannot_be_written_to_is_told(spoilt: Path, command: Command, name: str) -> None:
    # A file in the folder's place: a folder without rights would not stop an administrator.
    (spoilt / name).write_text("in the way", "utf-8")
    done = command("run", "--study", spoilt, "--notebook", "01")
    assert done.returncode == 1
    assert f"{name}: Cannot be written to" in done.stderr
    assert "Traceback" not in done.stderr
    assert (spoilt / name).read_text("utf-8") == "in the way"
    assert not list(spoilt.rglob(".partial-*"))


def test_a_stranger_and_a_second_answer_are_accounted_for(spoilt: Path, command: Command) -> None:
    def change(book: Workbook) -> None:
        sheet = book["answers"]
        heads = [cell.value for cell in sheet[1]]
        first = [cell.value for cell in sheet[2]]
        again = dict(zip(heads, first, strict=True)) | {"respondent": "again"}
        stranger = again | {"respondent": "stranger", "name": "Exemplu Străin SRL", "fiscal_code": None}
        for row in (again, stranger):
            sheet.append([row[head] for head in heads])

    _edit(ANSWERS, change)(spoilt)
    done = command("clean", "--study", spoilt)
    assert done.returncode == 0, done.stderr
    import pandas as pd

    rows = pd.read_parquet(spoilt / "data" / "processed" / "accounting.parquet")
    own = rows[(rows["cluster"] == "euronest") & (rows["sheet"] == "answers") & (rows["outcome"] != "kept")]
    assert dict(zip(own["reason"], own["rows"], strict=True)) == {"answered again later": 1, "not on the roster": 1}
    answers = load_workbook(spoilt / ANSWERS)["answers"].max_row - 1
    all_rows = rows[(rows["cluster"] == "euronest") & (rows["sheet"] == "answers")]
    assert all_rows["rows"].sum() == answers
