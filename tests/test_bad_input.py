"""Files that are not what they should be: told in the analyst's words, and nothing half-written."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from conftest import SURVEY, Command, copy_study, keep_only
from openpyxl import Workbook, load_workbook

from pilotanalysis import pipeline
from pilotanalysis.problems import Problem
from pilotanalysis.study import Study
from pilotanalysis.survey.tables import Accounting, Completeness, OtherAnswers, Responses
from pilotanalysis.tables import TableSet

DATA = Path(__file__).parent / "data"
ANSWERS = "data/raw/survey/euronest.xlsx"
ROSTER = "data/raw/roster/euronest.xlsx"


MAIN = "Missing links in the value chai"


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
    next(cell for cell in book["inputs"][1] if cell.value == SATISFACTION).value = "Satisfacton, poor to good"


def _no_rows(*sheets: str) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        for name in sheets:
            book[name].delete_rows(2, book[name].max_row)

    return change


def _member_twice(book: Workbook) -> None:
    sheet = book["members"]
    sheet.append([cell.value for cell in sheet[5]])


def _copy_export(root: Path) -> None:
    shutil.copyfile(root / ANSWERS, root / "data/raw/survey/euronest-2.xlsx")


def _export_again(root: Path) -> None:
    """The same responses in another export, with a few more."""
    book = load_workbook(root / ANSWERS)
    book[MAIN].append([None if cell.value is None else "x" for cell in book[MAIN][2]])
    book.save(root / "data/raw/survey/euronest-april.xlsx")


def _stray(root: Path) -> None:
    (root / ANSWERS).rename(root / "data/raw/survey/answers-final.xlsx")
    _edit("data/raw/survey/answers-final.xlsx", lambda book: book[MAIN].delete_cols(_place(book, CLUSTER)))(root)


def _place(book: Workbook, head: str) -> int:
    return [cell.value for cell in book[MAIN][1]].index(head) + 1


CLUSTER = "Cluster you are a member of"
SATISFACTION = "Satisfaction, 1 poor to 5 very good"
CASES: dict[str, tuple[Callable[[Path], None], tuple[str, ...]]] = {
    "missing": (lambda root: (root / ANSWERS).unlink(), ("The cluster euronest has no answers", "euronest.csv")),
    "no bytes": (lambda root: (root / ANSWERS).write_bytes(b""), (ANSWERS, "empty (0 bytes)")),
    "no workbook": (
        lambda root: (root / ANSWERS).write_bytes(b"a;b\n1;2\n"),
        (ANSWERS, "is text, not what .xlsx says", "Rename it to euronest.csv"),
    ),
    "truncated": (
        lambda root: (root / ANSWERS).write_bytes((root / ANSWERS).read_bytes()[:4000]),
        (ANSWERS, "damaged or cut off", "Export or copy it again"),
    ),
    "a folder": (lambda root: ((root / ROSTER).unlink(), (root / ROSTER).mkdir()), (ROSTER, "The file is missing")),
    "password": (
        lambda root: shutil.copyfile(DATA / "protected.xlsx", root / ANSWERS),
        (ANSWERS, "password"),
    ),
    "another sheet": (
        _edit(ANSWERS, _rename_sheet),
        (ANSWERS, "There is no sheet needs; the analysis needs it.", "the analysis needs it"),
    ),
    "another column": (
        _edit(ANSWERS, _rename_column),
        (ANSWERS, "input_satisfaction", "is missing", "Is it the column 'Satisfacton, poor to good'?"),
    ),
    "no answers": (
        _edit(ANSWERS, _no_rows(MAIN, "inputs", "needs", "offers", "links")),
        (ANSWERS, "It has heads and no response", "Export it again, with all responses", "follow_up"),
    ),
    "the same export twice": (_copy_export, ("euronest.xlsx: The file is the same as", "Keep one of the two")),
    "an export and a later one": (_export_again, ("Of its", "responses", "too", "Keep the export that holds more")),
    "an export of nobody": (_stray, ("answers-final.xlsx", "not told which cluster's answers", "ind-agro-pol")),
    "no members": (_edit(ROSTER, _no_rows("members")), (ROSTER, "sheet members", "No member is listed")),
    "member twice": (_edit(ROSTER, _member_twice), (ROSTER, "is listed in rows 5, ", "List each member once")),
    "unknown stage on the roster": (
        _set(ROSTER, "members", 7, "stages", "software_development;weaving_loom"),
        (ROSTER, "sheet members, row 7, column stages", "weaving_loom is not a stage of the catalogue"),
    ),
    "unknown stage stated": (
        _set(ROSTER, "statements", 3, "stage", "hostign_operations"),
        (ROSTER, "sheet statements, row 3, column stage", "Did you mean hosting_operations?"),
    ),
    "unknown county": (
        _set(ROSTER, "members", 3, "county", "XX"),
        (ROSTER, "sheet members, row 3, column county", "'XX' is not allowed", "IS"),
    ),
}


#: These hang on answers of other clusters; for the rest one cluster is enough, and a quarter of the answers is read.
OF_ALL = ("missing", "an export of nobody")


@pytest.mark.parametrize("case", CASES)
@pytest.mark.long
def test_a_wrong_file_is_told_and_nothing_is_written(spoilt: Path, command: Command, case: str) -> None:
    spoil, words = CASES[case]
    if case not in OF_ALL:
        keep_only("euronest", spoilt)
    spoil(spoilt)
    done = command("clean", "--study", spoilt)
    assert done.returncode == 1
    for word in words:
        assert word in done.stderr, done.stderr
    assert "nothing was written" in done.stderr
    assert "Traceback" not in done.stderr
    assert str(spoilt) not in done.stderr
    assert not (spoilt / "data" / "processed").exists()


def test_every_wrong_file_is_told_at_once(spoilt: Path, command: Command) -> None:
    (spoilt / ANSWERS).write_bytes(b"")
    (spoilt / "data/raw/survey/iconic.csv").write_bytes(b"PK\x03\x04")
    _set(ROSTER, "statements", 2, "any_member", "perhaps")(spoilt)
    done = command("check", "--study", spoilt)
    assert done.returncode == 1
    for word in ("euronest.xlsx: The file is empty", "iconic.csv", "row 2, column any_member", "3 problems"):
        assert word in done.stderr, done.stderr


REVIEWED = {
    "an option that is none": ("needs", 4, "Stage that would supply it", "Hosting of guests", "unknown_option"),
    "a number in words": ("needs", 2, "Importance, 1 convenient to 5 vital", "very", "not_a_number"),
    "a number out of range": ("inputs", 5, SATISFACTION, "9", "out_of_range"),
    "origins that do not add up": (
        "inputs", 4, "Where it comes from, percent/Own county", "90", "shares_do_not_add_up"
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def unread(tmp_path_factory: pytest.TempPathFactory, command: Command) -> Path:
    """A study with cells that nobody can read: they do not stop it."""
    root = keep_only("euronest", copy_study(tmp_path_factory.mktemp("unread") / "study"))
    for sheet, row, column, value, _rule in REVIEWED.values():
        book = load_workbook(root / ANSWERS)
        column = column if column in [cell.value for cell in book[sheet][1]] else column.rpartition("/")[2]
        _set(ANSWERS, sheet, row, column, value)(root)
    done = command("clean", "--study", root)
    assert done.returncode == 0, done.stderr
    return root


@pytest.mark.parametrize("case", REVIEWED)
def test_a_cell_that_nobody_can_read_waits_for_review(unread: Path, case: str) -> None:
    """A cell does not stop a study: it is told of, with where it stands, and not guessed at."""
    sheet, row, _column, value, rule = REVIEWED[case]
    review = pd.read_parquet(unread / "data" / "processed" / "review.parquet")
    found = review[(review["rule"] == rule) & (review["raw"] == value)]
    assert found[["file", "sheet", "row"]].drop_duplicates().values.tolist() == [["survey/euronest.xlsx", sheet, row]]
    table = pd.read_parquet(unread / "data" / "processed" / f"{sheet}.parquet")
    (read,) = table[table["row_id"] == found["row_id"].iloc[0]].to_dict("records")
    gone = {"unknown_option": "stage", "not_a_number": "criticality", "out_of_range": "satisfaction"}
    assert pd.isna(read[gone.get(rule, "share_county")])


def test_an_old_result_survives_a_wrong_file(small: Path, command: Command) -> None:
    assert command("clean", "--study", small).returncode == 0
    before = {path.name: path.read_bytes() for path in (small / "data" / "processed").iterdir()}
    (small / ANSWERS).write_bytes(b"")
    assert command("run", "--study", small).returncode == 1
    assert {path.name: path.read_bytes() for path in (small / "data" / "processed").iterdir()} == before
    assert not (small / "reports").exists()


@pytest.mark.parametrize("name", ["data/processed", "reports"])
@pytest.mark.long
def test_a_folder_that_cannot_be_written_to_is_told(small: Path, command: Command, name: str) -> None:
    # A file in the folder's place: a folder without rights would not stop an administrator.
    (small / name).write_text("in the way", "utf-8")
    done = command("run", "--study", small, "--notebook", "01")
    assert done.returncode == 1
    assert f"{name}: Cannot be written to" in done.stderr
    assert "Traceback" not in done.stderr
    assert (small / name).read_text("utf-8") == "in the way"
    assert not list(small.rglob(".partial-*"))


def test_strangers_second_answers_and_test_rows_are_accounted_for(small: Path, built: TableSet) -> None:
    before = built.of(Accounting)

    def change(book: Workbook) -> None:
        sheet = book[MAIN]
        heads = [cell.value for cell in sheet[1]]
        last = dict(zip(heads, [cell.value for cell in sheet[sheet.max_row]], strict=True))
        again = last | {"_id": 900001, "_index": 900001, "_submission_time": "2014-06-01T10:00:00"}
        stranger = again | {"_id": 900002, "Name of the organisation": "Exemplu Străin SRL", "Fiscal code": None}
        test = again | {"_id": 900003, "Name of the organisation": "TEST", "Fiscal code": None}
        for row in (again, stranger, test):
            sheet.append([row[head] for head in heads])

    _edit(ANSWERS, change)(small)
    after = pipeline.build(Study(small), SURVEY).of(Accounting)
    more = _by_reason(after).sub(_by_reason(before), fill_value=0)
    assert more[more != 0].to_dict() == {"answered again later": 1, "not on the roster": 1, "test row": 1}
    rows = load_workbook(small / ANSWERS)[MAIN].max_row - 1
    main = after[(after["cluster"] == "euronest") & ~after["repeats"]]
    assert main["rows"].sum() == rows


def _by_reason(accounting: pd.DataFrame) -> pd.Series:
    own = accounting[(accounting["cluster"] == "euronest") & ~accounting["repeats"]]
    return own.groupby("reason")["rows"].sum()


@pytest.mark.long
def test_one_export_serves_several_clusters(spoilt: Path, built: TableSet) -> None:
    """A file that is not named after a cluster belongs to those that its answers name."""
    before = built.of(Responses)
    (spoilt / ANSWERS).rename(spoilt / "data" / "raw" / "survey" / "all-clusters.xlsx")
    after = pipeline.build(Study(spoilt), SURVEY).of(Responses)
    own = [rows[rows["cluster"] == "euronest"].set_index("organisation")["employees"] for rows in (before, after)]
    pd.testing.assert_series_equal(*own)


@pytest.mark.long
def test_what_the_study_states_of_an_export_is_taken(spoilt: Path, command: Command) -> None:
    keep_only("ind-agro-pol", spoilt)
    settings = spoilt / "study.yml"
    text = settings.read_text("utf-8")
    line = "exports: [{file: ind-agro-pol.csv, tool: limesurvey, encoding: cp1250, separator: semicolon}]"
    settings.write_text(text.replace("exports: []", line), "utf-8")
    assert command("clean", "--study", spoilt).returncode == 0
    settings.write_text(text.replace("exports: []", line.replace("cp1250", "ascii")), "utf-8")
    done = command("clean", "--study", spoilt)
    assert done.returncode == 1
    assert "A character is not ascii, which study.yml states" in done.stderr


def test_a_question_that_an_agency_adds_is_read_and_tabulated(small: Path) -> None:
    """A row in the questionnaire and a column in the export are all it takes."""

    def ask(book: Workbook) -> None:
        sheet = book["survey"]
        heads = [cell.value for cell in sheet[1]]
        labels = dict(zip(heads[2:5], ("Electric vehicles", "Vehicule electrice", "Veicoli elettrici"), strict=True))
        row = {"type": "decimal", "name": "electric_vehicles", "constraint": ". >= 0", **labels}
        sheet.append([row.get(head) for head in heads])

    def answer(book: Workbook) -> None:
        sheet = book[MAIN]
        column = sheet.max_column + 1
        sheet.cell(1, column).value = "Electric vehicles"
        for row in range(2, sheet.max_row + 1):
            sheet.cell(row, column).value = "2,5" if row == 4 else row

    _edit("data/raw/survey/questionnaire.xlsx", ask)(small)
    _edit(ANSWERS, answer)(small)
    tables = pipeline.build(Study(small), SURVEY)
    answers = tables.of(OtherAnswers)
    answers = answers[answers["question"] == "electric_vehicles"]
    kept = tables.of(Responses)
    assert len(answers) == (kept["cluster"] == "euronest").sum()
    numbers = answers.set_index("row")["value_number"]
    assert {row: number for row, number in numbers.items() if number != row} == {4: 2.5}
    asked = tables.of(Completeness)
    assert asked.loc[asked["question"] == "electric_vehicles", "answered"].tolist() == [len(answers)]


def test_a_long_cell_that_is_quoted_is_cut_in_the_middle() -> None:
    told = str(Problem("a.csv", f"Column {'ă' * 5000} is none of this table.", "Delete it."))
    assert len(told) < 1_100
    assert told.startswith("a.csv: Column ăă")
    assert told.endswith("ăă is none of this table. Delete it.")
