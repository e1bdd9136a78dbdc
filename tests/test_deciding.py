"""Decisions on their way: each row is matched with what waits, and nothing that a person typed is lost or held up."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from conftest import SURVEY, Command, keep_only
from openpyxl import Workbook, load_workbook

from pilotanalysis import pipeline, survey
from pilotanalysis.demo.write import Wish, write_study
from pilotanalysis.problems import StudyError
from pilotanalysis.study import Study
from pilotanalysis.survey.decisions import recorded
from pilotanalysis.survey.tables import Decided, Review

KEINE = 5
REVIEW, CORRECTIONS = "data/processed/review.xlsx", "data/decisions/corrections.csv"
HEADS = "wave,cluster,respondent,question,number,raw,value,who,when,why"
#: A decision on a cell that no export has: it fits nothing, and is told as such, but harms nothing.
ONE = "2014,euronest,zz,employees,0,3 sau 4,4,A. Nalyst,2014-05-05,because"


#: What waits for a decision is known once the survey is cleaned.
pytestmark = pytest.mark.usefixtures("survey_alone")


@pytest.fixture(scope="module")
def messy(survey_alone: None, study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small study of one cluster of which a sixth of the answers are messed, cleaned."""
    root = tmp_path_factory.mktemp("messy") / "study"
    write_study(study, root, Wish(5, respondents=16, mess=0.17))
    # "None" in a language that the pack has no words of.
    _changed(_say_keine, root / "data/raw/survey/euronest.xlsx")
    pipeline.clean(Study(keep_only("euronest", root)))
    return root


@pytest.fixture
def root(messy: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(messy, tmp_path / "study"))


Cells = dict[str, Any]


def _spoil(root: Path, spoils: Mapping[int, Callable[[Cells], object]]) -> None:
    """Decide rows of the sheet answers, each spoilt in its own way."""
    book = load_workbook(root / REVIEW)
    sheet = book["answers"]
    heads = {str(cell.value): cell.column for cell in sheet[1]}
    for row, spoil in spoils.items():
        cells = {head: sheet.cell(row, column) for head, column in heads.items()}
        cells["decision"].value, cells["who"].value, cells["why"].value = "no answer", "A. Nalyst", "by telephone"
        spoil(cells)
    book.save(root / REVIEW)


def _good(_cells: Cells) -> None:
    """Nothing is wrong."""


def _to(column: str, value: object) -> Callable[[Cells], None]:
    def spoil(cells: Cells) -> None:
        cells[column].value = value

    return spoil


def _changed(change: Callable[[Workbook], object], path: Path) -> None:
    book = load_workbook(path)
    change(book)
    book.save(path)


def _say_keine(book: Workbook) -> None:
    sheet = book["inputs"]
    heads = [cell.value for cell in sheet[1]]
    for row in range(2, 2 + KEINE):
        sheet.cell(row, heads.index("Would you buy it from a member?") + 1).value = "keine"


# --- Rows and what waits ---

WRONG: dict[str, tuple[Callable[[Cells], None], tuple[str, ...]]] = {
    "raw": (_to("raw", "as I think it was"), ("column raw", "'as I think it was'", "what waits has")),
    "cluster": (_to("cluster", "iconic"), ("column cluster", "'iconic'", "'euronest'")),
    "respondent": (_to("respondent", "9999"), ("column respondent", "'9999'")),
    "question": (_to("question", "employes"), ("column question", "'employes'")),
    "number": (_to("number", "0.5"), ("column number", "'0.5'")),
    "wave": (_to("wave", 2013), ("column wave", "'2013'", "'2014'")),
    "formula": (_to("decision", "=1+2"), ("column decision", "formula")),
    "formula in what it is about": (_to("raw", '="3"&"4"'), ("column raw", "formula")),
    "no one": (_to("who", None), ("column who", "not said who")),
    "reason alone": (_to("decision", None), ("column why", "reason and no decision")),
    "nonsense": (_to("decision", "qwertz"), ("column decision", "'qwertz' is no answer")),
    "code": (_to("why", "says 1800101221144"), ("column why", "personal numeric code")),
}


def _number_rows(root: Path) -> pd.DataFrame:
    """Rows that wait for a percentage, each with its number."""
    answers = survey.read_review(Study(root))["answers"].assign(row=lambda frame: frame.index + 2)
    return answers[answers["allowed"] == "a number from 0 to 100"]


def test_rows_that_fit_nothing_are_told_and_all_others_brought_in(root: Path, command: Command) -> None:
    spoils = [*(spoil for spoil, _words in WRONG.values()), _good, _good]
    rows = _number_rows(root)["row"].tolist()[: len(spoils)]
    _spoil(root, dict(zip(rows, spoils, strict=True)))
    done = command("decide", "--study", root)
    assert done.returncode == 1
    for row, (_spoil_it, words) in zip(rows, WRONG.values(), strict=False):
        (line,) = [line for line in done.stderr.splitlines() if f"sheet answers, row {row}, " in line]
        assert all(word in line for word in words), line
    assert f"{len(WRONG)} problems; 2 new decisions brought in all the same" in done.stderr
    assert "nothing was written" not in done.stderr
    corrections, _codings = recorded(Study(root))
    assert len(corrections) == 2
    # They stay where they are, and the study goes on without them once they are cleared.
    held = (root / REVIEW).read_bytes()
    again = command("clean", "--study", root)
    assert again.returncode == 1
    assert f"{len(WRONG)} decisions that were not brought in" in again.stderr
    assert "To go on without them" in again.stderr
    assert (root / REVIEW).read_bytes() == held
    _changed(lambda book: [book["answers"].delete_rows(row) for row in sorted(rows, reverse=True)], root / REVIEW)
    assert command("clean", "--study", root).returncode == 0


@pytest.mark.long
def test_what_was_brought_in_before_is_known_and_a_change_of_mind_is_told(root: Path, command: Command) -> None:
    row = int(_number_rows(root)["row"].iloc[0])
    _spoil(root, {row: _good})
    assert command("decide", "--study", root).stdout.startswith("1 new decision ")
    before = (root / CORRECTIONS).read_bytes()
    assert command("decide", "--study", root).stdout.startswith("0 new decisions")
    shutil.copyfile(root / REVIEW, root / "mine.xlsx")
    pipeline.clean(Study(root))
    # What it is about waits no longer, since it was decided: that is no row about nothing.
    done = command("decide", root / "mine.xlsx", "--study", root)
    assert (done.returncode, done.stdout[:16]) == (0, "0 new decisions "), done.stderr
    _changed(lambda book: book["answers"].cell(row, _column(book, "decision"), "1"), root / "mine.xlsx")
    done = command("decide", root / "mine.xlsx", "--study", root)
    assert done.returncode == 1
    assert f"row {row}" in done.stderr
    assert (
        "To change it, change row 2 of data/decisions/corrections.csv" in done.stderr or "is no answer" in done.stderr
    )
    assert (root / CORRECTIONS).read_bytes() == before


def _column(book: Workbook, head: str) -> int:
    return int(next(cell.column for cell in book["answers"][1] if cell.value == head))


def test_a_row_twice_counts_once_and_two_that_differ_not_at_all(root: Path) -> None:
    frame = _number_rows(root).iloc[[0, 0, 1, 1, 2]].drop(columns="row").assign(who="A. Nalyst")
    frame["decision"] = ["no answer", "no answer", "no answer", "1", "no answer"]
    notes: list[str] = []
    with pytest.raises(survey.NotAllBroughtIn) as told:
        survey.decide(Study(root), {"answers": frame}, tell=notes.append)
    assert told.value.brought == 2
    assert {problem.row for problem in told.value.problems} == {4, 5}
    assert "rows 2, 3 say the same" in notes[0]


def test_cells_alike_are_decided_once_and_one_that_was_decided_by_itself_keeps_that(root: Path) -> None:
    study = Study(root)
    frames = survey.read_review(study)
    (row,) = frames["alike"].query("raw == 'keine'").to_dict("records")
    single = frames["answers"].query("raw == 'keine'")
    assert row["times"] == str(len(single)) and len(single) > 2
    assert all(place in row["would change"] for place in single["where"])
    frames["alike"].loc[frames["alike"]["raw"] == "keine", ["decision", "who"]] = "no", "A. Nalyst"
    frames["answers"].loc[single.index[0], ["decision", "who"]] = "conditional", "B. Nalyst"
    assert survey.decide(study, frames) == len(single)
    corrections, _codings = recorded(study)
    assert corrections["value"].value_counts().to_dict() == {"no": len(single) - 1, "conditional": 1}
    assert survey.decide(study, frames) == 0


def test_a_decision_on_cells_alike_is_not_lost(root: Path, command: Command) -> None:
    def decided(book: Workbook) -> None:
        heads = {str(cell.value): cell.column for cell in book["alike"][1]}
        for row in range(2, book["alike"].max_row + 1):
            if book["alike"].cell(row, heads["raw"]).value == "keine":
                for head, said in (("decision", "no"), ("who", "A. Nalyst")):
                    book["alike"].cell(row, heads[head]).value = said

    _changed(decided, root / REVIEW)
    again = command("clean", "--study", root)
    assert again.returncode == 1 and "sheet alike, row" in again.stderr
    _changed(lambda book: book["alike"].cell(2, 2, "keiner"), root / REVIEW)
    done = command("decide", "--study", root)
    assert done.returncode == 1 and "Nothing waits that is of" in done.stderr


def test_numbers_and_days_are_taken_as_they_are_typed(root: Path) -> None:
    typed = _number_rows(root).iloc[:1].drop(columns="row").assign(who="A. Nalyst", decision=7.0, wave=2014)
    assert survey.decide(Study(root), {"answers": typed}) == 1
    assert recorded(Study(root))[0]["value"].tolist() == ["7"]
    book = load_workbook(root / REVIEW)
    looks = {book["answers"].cell(2, _column(book, head)).number_format for head in ("decision", "number", "raw")}
    assert looks == {"@"}, "a spreadsheet would make a day of 3-4"


def _add_sheet(book: Workbook) -> None:
    book.create_sheet("answrs").append(["decision"])


def _own_column(book: Workbook) -> None:
    sheet = book["answers"]
    sheet.cell(1, sheet.max_column + 1, "my notes")
    sheet.cell(3, sheet.max_column, "ask again")


def _renamed(book: Workbook) -> None:
    book["answers"].cell(1, _column(book, "respondent"), "respondents")


@pytest.mark.parametrize(
    ("change", "words", "brought"),
    [
        (_add_sheet, ("sheet answrs", "Did you mean answers?"), 1),
        (_own_column, ("sheet answers, row 1", "Column my notes", "not kept"), 1),
        (_renamed, ("sheet answers, row 1", "Column respondent is missing", "Did you mean respondents?"), 0),
    ],
)
@pytest.mark.long
def test_columns_and_sheets_of_ones_own_are_told(
    root: Path, command: Command, change: Callable[[Workbook], None], words: tuple[str, ...], brought: int
) -> None:
    _spoil(root, {2: _good})
    _changed(change, root / REVIEW)
    done = command("decide", "--study", root)
    assert done.returncode == 1
    assert all(word in done.stderr for word in words), done.stderr
    assert f"{brought} new decision" in done.stderr
    assert len(recorded(Study(root))[0]) == brought
    assert command("clean", "--study", root).returncode == 1, "what is not brought in is not written over"


def test_a_workbook_that_cannot_be_opened_does_not_stop_the_study_for_ever(root: Path, command: Command) -> None:
    (root / REVIEW).write_bytes(b"PK\x03\x04 cut off")
    for line in (("decide",), ("clean",)):
        done = command(*line, "--study", root)
        assert (done.returncode, "Traceback" in done.stderr) == (1, False)
        assert "damaged" in done.stderr
    assert "delete it: it is written anew" in done.stderr


@pytest.mark.parametrize("separator", [",", ";"])
def test_a_sheet_saved_as_csv_is_brought_in(root: Path, separator: str, command: Command) -> None:
    for sheet, decision in (("answers", "no answer"), ("texts", "none")):
        own = survey.read_review(Study(root))[sheet].iloc[:2].assign(decision=decision, who="A. Nalyst")
        own.to_csv(root / "colleague.csv", index=False, sep=separator, encoding="utf-8-sig")
        done = command("decide", root / "colleague.csv", "--study", root)
        assert (done.returncode, done.stdout.startswith(f"{len(own)} new decision")) == (0, True), done.stderr


# --- Files of decisions ---


@pytest.mark.parametrize(
    "text",
    [
        f"{HEADS}\n{ONE}",
        f"\ufeff{HEADS}\r\n{ONE}\r\n",
        f"{HEADS};;\n{ONE};;".replace(",", ";"),
        f"{HEADS}\r{ONE}",
        f"why,{HEADS.removesuffix(',why')}\nbecause,{ONE.removesuffix(',because')}",
    ],
    ids=["no end of line", "byte order mark", "semicolons", "old Mac", "another order"],
)
def test_what_a_spreadsheet_made_of_the_file_costs_no_decision(root: Path, text: str) -> None:
    path = root / CORRECTIONS
    path.write_text(text, "utf-8", newline="")
    frame = survey.read_review(Study(root))["answers"].iloc[:1].assign(decision="no answer", who="A. Nalyst")
    assert survey.decide(Study(root), {"answers": frame}, today="2014-05-06") == 1
    lines = path.read_text("utf-8").split("\n")
    assert lines[:2] == [HEADS, ONE]
    assert (len(lines), lines[-1]) == (4, ""), lines
    assert recorded(Study(root))[0]["when"].tolist() == ["2014-05-05", "2014-05-06"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{HEADS}\n{ONE}{ONE}\n", ("row 2", "19 cells", "10 columns")),
        (f"{HEADS}\n{ONE}\n2014,euronest\n", ("row 3", "2 cells")),
        (f"{HEADS},note\n{ONE},x\n", ("row 1", "Column note is none of this table")),
        (f"{HEADS},raw\n{ONE},x\n", ("row 1", "Column raw stands twice")),
        (f"{HEADS}\n{ONE}\n{ONE}\n", ("row 3", "decided twice, likewise, in row 2")),
        (f"{HEADS}\n{ONE}\n{ONE.replace(',4,', ',3,')}\n", ("row 3", "'4' and '3', in row 2")),
        (f"{HEADS}\n{ONE.replace('05-05', '13-45')}\n", ("row 2, column when", "no day")),
        (f"{HEADS}\n{ONE.replace(',0,', ',99999999999999999999,')}\n", ("row 2, column number", "no number")),
        (f'{HEADS}\n{ONE}\n"{ONE}\n', ("row 3", "quotation mark")),
        ("", ("empty",)),
    ],
)
def test_a_damaged_file_of_decisions_is_told_by_row_and_stays(root: Path, text: str, words: tuple[str, ...]) -> None:
    path = root / CORRECTIONS
    path.write_text(text, "utf-8")
    frame = survey.read_review(Study(root))["answers"].iloc[:1].assign(decision="no answer", who="A. Nalyst")
    for call in (lambda: survey.decide(Study(root), {"answers": frame}), lambda: pipeline.build(Study(root), SURVEY)):
        with pytest.raises(StudyError) as told:
            call()
        assert all(word in str(told.value) for word in ("data/decisions/corrections.csv", *words)), told.value
    assert path.read_text("utf-8") == text


def test_where_one_file_cannot_be_written_none_is(
    root: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = survey.read_review(Study(root))
    for sheet, decision in (("answers", "no answer"), ("texts", "none")):
        frames[sheet] = frames[sheet].iloc[:1].assign(decision=decision, who="A. Nalyst")
    replace = Path.replace

    def held(fresh: Path, path: Path) -> Path:
        if path.name == "coding.csv":
            raise PermissionError(13, "Permission denied", str(path))
        return replace(fresh, path)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", held)
        with pytest.raises(StudyError, match=r"Cannot be written to .*Close it elsewhere"):
            survey.decide(Study(root), frames)
    assert sorted(path.name for path in (root / "data" / "decisions").iterdir()) == [".gitkeep", "gaps.csv"]
    for name in (".gitkeep", "gaps.csv"):
        (root / "data" / "decisions" / name).unlink()
    (root / "data" / "decisions").rmdir()
    (root / "data" / "decisions").write_text("in the way", "utf-8")
    _spoil(root, {2: _good})
    done = command("decide", "--study", root)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert "data/decisions" in done.stderr
    assert "Cannot be written to" in done.stderr


# --- Over and over ---


@pytest.mark.long
def test_deciding_comes_to_an_end(root: Path) -> None:
    """What is decided is applied; what that leads to is asked anew, and may be decided otherwise than before."""
    study = Study(root)
    for again in range(4):
        tables = pipeline.clean(study) if again else pipeline.build(study, SURVEY)
        if tables.of(Review).empty:
            break
        assert tables.of(Decided)["status"].eq("applied").all()
        frames = survey.read_review(study)
        if again:
            assert frames["answers"]["why it waits"].str.contains("with what was decided").any()
        # Cells that were decided by themselves keep that: nothing is left of their blocks of shares to decide.
        decided = {sheet: _decided(frame, not again) for sheet, frame in frames.items() if sheet != "shares"}
        assert survey.decide(study, decided, who="A. Nalyst", tell=lambda _note: None) > 0
    assert again > 1, "nothing was asked again: the study is too tame to show it"
    assert tables.of(Review).empty
    assert all(frame.empty for frame in survey.read_review(study).values())
    book = load_workbook(root / REVIEW)
    assert {book[sheet]["A2"].value for sheet in ("answers", "shares", "texts", "members")} == {"Nothing waits here."}
    assert survey.decide(study, who="A. Nalyst") == 0


def _decided(frame: pd.DataFrame, guessing: bool) -> pd.DataFrame:
    """Decide each row: as is proposed first, or guess a share, else that it is nothing."""
    first = frame["proposals"].str.split(";").str[0].str.split(":").str[0]
    told = first.where(first != "", "none" if "text" in frame else "no answer")
    if guessing and "allowed" in frame:
        told = told.mask((first == "") & (frame["allowed"] == "a number from 0 to 100"), "30")
    return frame.assign(decision=told)
