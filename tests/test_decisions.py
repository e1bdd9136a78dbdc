"""What people decide: filled in in the workbook, brought in, applied, and told of where it fits nothing any more."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from conftest import SURVEY, Command, made_once
from openpyxl import load_workbook

from pilotanalysis import pipeline, survey
from pilotanalysis.demo.write import Wish, write_study
from pilotanalysis.problems import StudyError
from pilotanalysis.results import Report
from pilotanalysis.store import open_store
from pilotanalysis.study import Study
from pilotanalysis.survey.tables import Decided, Inputs, Ledger, Organisations, Panel, Products, Responses, Review
from pilotanalysis.tables import read

KOBO = "data/raw/survey/euronest.xlsx"
REVIEW = "data/processed/review.xlsx"

#: What waits for a decision is known once the survey is cleaned.
pytestmark = pytest.mark.usefixtures("survey_alone")


@pytest.fixture(scope="module")
def shipped(survey_alone: None, study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small study in which two cells of one export cannot be read, and one response's owner is unsure."""

    def make(folder: Path) -> None:
        root = folder / "study"
        write_study(study, root, Wish(11, respondents=15))
        kept = pipeline.build(Study(root), SURVEY).of(Inputs).query("cluster == 'euronest'")
        row = int(kept["row"].iloc[0])
        book = load_workbook(root / KOBO)
        main, inputs = book.worksheets[0], book["inputs"]
        asked = {str(cell.value).rpartition("/")[2]: cell.column for cell in main[1]}
        for place in range(2, main.max_row + 1):
            main.cell(place, asked["Main products or services"]).value = "qwertz"
        heads = {str(cell.value).rpartition("/")[2]: cell.column for cell in inputs[1]}
        inputs.cell(row, heads["Satisfaction, 1 poor to 5 very good"]).value = "2 or 3"
        inputs.cell(row, heads["Stage that supplies it"]).value = "some stage or other"
        book.save(root / KOBO)
        pipeline.clean(Study(root))

    return made_once(tmp_path_factory, "decided", make) / "study"


@pytest.fixture
def root(shipped: Path, tmp_path: Path) -> Path:
    shutil.copytree(shipped, tmp_path / "study")
    return tmp_path / "study"


Row = dict[str, object]


def _fill(root: Path, sheet: str, chosen: Callable[[Row], bool], decision: str, who: str = "A. Nalyst") -> int:
    """Write a decision beside each row of the workbook that is chosen."""
    book = load_workbook(root / REVIEW)
    heads = [cell.value for cell in book[sheet][1]]
    rows = [
        row
        for row in range(2, book[sheet].max_row + 1)
        if chosen({str(head): book[sheet].cell(row, place).value for place, head in enumerate(heads, start=1)})
    ]
    for row in rows:
        for column, value in (("decision", decision), ("who", who), ("why", "asked by telephone")):
            book[sheet].cell(row, heads.index(column) + 1).value = value
    book.save(root / REVIEW)
    return len(rows)


def _is(question: str) -> Callable[[Row], bool]:
    return lambda row: row["question"] == question


def _any(row: Row) -> bool:
    return True


@pytest.mark.long
def test_the_workbook_gives_what_one_needs_to_decide(root: Path) -> None:
    answers = survey.read_review(Study(root))["answers"]
    (row,) = answers[answers["question"] == "input_satisfaction"].to_dict("records")
    assert row["raw"] == "2 or 3"
    assert row["proposals"] == "2;3"
    assert row["allowed"] == "a whole number from 1 to 5"
    assert "input_text" in row["beside it"]
    assert (row["decision"], row["who"], row["why"]) == ("", "", "")


def test_a_decision_is_brought_in_and_applied(root: Path, command: Command) -> None:
    assert _fill(root, "answers", _is("input_satisfaction"), "3") == 1
    assert _fill(root, "answers", _is("input_stage"), "Software development") == 1
    done = command("decide", "--study", root)
    assert done.returncode == 0, done.stderr
    assert "2 new decisions" in done.stdout
    stored = pd.read_csv(root / "data/decisions/corrections.csv", dtype=str)
    assert stored["value"].tolist() == ["3", "software_development"] or set(stored["value"]) == {
        "3",
        "software_development",
    }
    assert stored["who"].eq("A. Nalyst").all()
    assert stored["when"].str.fullmatch(r"\d{4}-\d\d-\d\d").all()

    tables = pipeline.build(Study(root), SURVEY)
    ledger, inputs = tables.of(Ledger), tables.of(Inputs)
    decided = ledger[ledger["rule"] == "decided"]
    assert sorted(decided["value"]) == ["3", "software_development"]
    assert decided["evidence"].str.contains("A. Nalyst").all()
    (row,) = inputs[inputs["row_id"] == decided["row_id"].iloc[0]].to_dict("records")
    assert (row["satisfaction"], row["stage"]) == (3.0, "software_development")
    assert not set(tables.of(Review)["question"]) & {"input_satisfaction", "input_stage"}
    assert tables.of(Decided)["status"].tolist() == ["applied", "applied"]
    assert command("decide", "--study", root).stdout.startswith("0 new decisions")


@pytest.mark.long
def test_a_text_is_coded_in_every_answer_and_the_next_time(root: Path) -> None:
    opened = Study(root)
    frames = survey.read_review(opened)
    texts = frames["texts"]
    assert len(texts)
    text = texts["text"].iloc[0]
    frames["texts"] = texts.assign(decision=texts["decision"].mask(texts["text"] == text, "farming: Farming"))
    assert survey.decide(opened, frames, who="A. Nalyst") == 1
    tables = pipeline.build(opened, SURVEY)
    products = tables.of(Products)
    assert (products.loc[products["text"] == text, "stage"] == "farming").all()
    assert text not in set(tables.of(Review)["raw"])
    assert tables.of(Decided)["status"].tolist() == ["applied"]


@pytest.mark.long
def test_what_was_filled_in_is_not_written_over(root: Path, command: Command) -> None:
    _fill(root, "answers", _is("input_satisfaction"), "3")
    filled = (root / REVIEW).read_bytes()
    done = command("clean", "--study", root)
    assert done.returncode == 1
    assert "a decision that was not brought in" in done.stderr
    assert "pilotanalysis decide" in done.stderr
    assert (root / REVIEW).read_bytes() == filled


@pytest.mark.parametrize(
    ("decision", "who", "words"),
    [
        ("7", "A. Nalyst", ("'7' is no answer to input_satisfaction", "row 2", "from 1 to 5")),
        ("3", "", ("not said who decided", "--who NAME")),
    ],
)
def test_a_decision_that_is_none_is_refused_and_nothing_brought_in(
    root: Path, command: Command, decision: str, who: str, words: tuple[str, ...]
) -> None:
    _fill(root, "answers", _is("input_satisfaction"), decision, who)
    done = command("decide", "--study", root)
    assert done.returncode == 1
    for word in words:
        assert word.replace("row 2", "row ") in done.stderr, done.stderr
    assert not (root / "data/decisions/corrections.csv").exists()


@pytest.mark.long
def test_a_decision_that_fits_nothing_any_more_is_listed(root: Path, command: Command) -> None:
    _fill(root, "answers", _is("input_satisfaction"), "3")
    assert command("decide", "--study", root).returncode == 0
    row = int(read(Study(root), Inputs).query("cluster == 'euronest'")["row"].iloc[0])
    book = load_workbook(root / KOBO)
    heads = {str(cell.value).rpartition("/")[2]: cell.column for cell in book["inputs"][1]}
    book["inputs"].cell(row, heads["Satisfaction, 1 poor to 5 very good"]).value = "4"
    book.save(root / KOBO)
    tables = pipeline.build(Study(root), SURVEY)
    assert tables.of(Decided)["status"].tolist() == ["unmatched"]
    assert "decided" not in set(tables.of(Ledger)["rule"])
    done = command("check", "--study", root)
    assert done.returncode == 0, done.stderr
    assert "corrections.csv, row 2" in done.stdout
    assert "fits nothing" in done.stdout


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("corrections.csv", "wave,cluster\n2014,iconic\n", ("Column respondent", "Needed")),
        (
            "corrections.csv",
            "wave,cluster,respondent,question,number,raw,value,who,when,why\n2014,iconic,1,employes,0,x,3,A,2014-05-01,\n",
            ("row 2, column question", "'employes' does not exist", "Did you mean employees?"),
        ),
        (
            "corrections.csv",
            "wave,cluster,respondent,question,number,raw,value,who,when,why\n2014,iconic,1,employees,0,x,many,A,2014-05-01,\n",
            ("row 2, column value", "'many' is no answer to employees"),
        ),
        ("coding.csv", "text,code,who,when,why\nfire,spining,A,2014-05-01,\n", ("Did you mean spinning?",)),
        ("coding.csv", "text,code,who,when,why\nfire,spinning,A,1 May,\n", ("row 2, column when", "YYYY-MM-DD")),
    ],
)
def test_decisions_that_cannot_be_are_told(
    root: Path, command: Command, file: str, text: str, words: tuple[str, ...]
) -> None:
    (root / "data" / "decisions" / file).write_text(text, "utf-8")
    done = command("clean", "--study", root)
    assert done.returncode == 1
    for word in words:
        assert word in done.stderr, done.stderr


# --- Whose a response is ---


def _rename(root: Path, name: str, code: str | None, county: str | None) -> str:
    """Give the first kept response of the Kobo export another name, code and county."""
    own = read(Study(root), Responses)
    respondent = own.loc[own["cluster"] == "euronest", "respondent"].iloc[0]
    book = load_workbook(root / KOBO)
    sheet = book.worksheets[0]
    heads = {str(cell.value).rpartition("/")[2]: cell.column for cell in sheet[1]}
    row = next(row for row in range(2, sheet.max_row + 1) if str(sheet.cell(row, heads["_id"]).value) == respondent)
    for head, value in (("Name of the organisation", name), ("Fiscal code", code), ("County", county)):
        sheet.cell(row, heads[head]).value = value
    book.save(root / KOBO)
    return str(respondent)


@pytest.mark.long
def test_a_name_alone_is_not_enough_until_somebody_decides(root: Path, command: Command) -> None:
    members = read(Study(root), Organisations)
    own = read(Study(root), Responses)
    first = own[own["cluster"] == "euronest"].iloc[0]
    member = members[members["organisation"] == first["organisation"]].iloc[0]
    respondent = _rename(root, str(member["name"]), None, None)
    tables = pipeline.clean(Study(root))
    review = tables.of(Review)
    (row,) = review[review["question"] == "organisation"].to_dict("records")
    assert (row["respondent"], row["rule"]) == (respondent, "member_unsure")
    assert member["organisation"] in row["proposals"].split(";")
    assert respondent not in set(tables.of(Responses).query("cluster == 'euronest'")["respondent"])

    assert _fill(root, "members", _any, str(member["organisation"])) == 1
    assert command("decide", "--study", root).returncode == 0
    tables = pipeline.build(Study(root), SURVEY)
    kept = tables.of(Responses).query("cluster == 'euronest'").set_index("respondent")
    assert kept.loc[respondent, "organisation"] == member["organisation"]
    assert tables.of(Decided)["status"].tolist() == ["applied"]


@pytest.mark.long
def test_a_code_with_the_wrong_check_digit_is_flagged_and_the_name_with_county_tells(root: Path) -> None:
    own = read(Study(root), Responses)
    first = own[own["cluster"] == "euronest"].iloc[0]
    members = read(Study(root), Organisations)
    member = members[members["organisation"] == first["organisation"]].iloc[0]
    wrong = str(member["fiscal_code"])[:-1] + str((int(str(member["fiscal_code"])[-1]) + 1) % 10)
    _rename(root, f"s.c. {str(member['name']).lower()}", wrong, str(member["county"]))
    tables = pipeline.build(Study(root), SURVEY)
    kept = tables.of(Responses).query("cluster == 'euronest'").set_index("respondent")
    assert kept.loc[first["respondent"], "organisation"] == member["organisation"]
    rules = tables.of(Ledger).query("respondent == @first.respondent and cluster == 'euronest'")
    assert {"checksum", "code_not_as_on_roster"} <= {one for cell in rules["rule"] for one in cell.split(";")}


# --- Waves ---


def _year_before(year: re.Match[bytes]) -> bytes:
    return b"20%b%d-" % (year[1], int(year[2]) - 1)


def _second_wave(root: Path) -> Study:
    folder = root / "data" / "raw" / "survey"
    (folder / "2016").mkdir()
    for path in folder.glob("*.*"):
        if path.stem in ("astrico-ne", "ind-agro-pol", "euronest", "iconic"):
            shutil.copyfile(path, folder / "2016" / path.name)
    # Members joined a year earlier: the same answers again would be told.
    for name in ("iconic.csv", "ind-agro-pol.csv"):
        path = folder / "2016" / name
        path.write_bytes(re.sub(rb"20(\d)([1-9])-(?=\d\d-\d\d)", _year_before, path.read_bytes()))
    for name in ("astrico-ne.xlsx", "euronest.xlsx"):
        book = load_workbook(folder / "2016" / name)
        for cell in (cell for row in book.worksheets[0] for cell in row if isinstance(cell.value, str)):
            cell.value = re.sub(rb"20(\d)([1-9])-(?=\d\d-\d\d)", _year_before, cell.value.encode()).decode()
        book.save(folder / "2016" / name)
    settings = (root / "study.yml").read_text("utf-8")
    (root / "study.yml").write_text(settings.replace("waves: ['2014']", "waves: ['2014', '2016']"), "utf-8")
    return Study(root)


@pytest.mark.long
def test_a_second_wave_stands_beside_the_first(root: Path) -> None:
    before = pipeline.build(Study(root))
    study = _second_wave(root)
    after = pipeline.clean(study)
    for model in (Responses, Inputs, Organisations):
        first = after[model][after[model]["wave"] == "2014"].reset_index(drop=True)
        pd.testing.assert_frame_equal(first, before[model])
        assert (after[model]["wave"] == "2016").sum() == len(before[model])
    assert set(read(study, Responses)["wave"]) == {"2016"}, "notebooks see the wave that is analysed"
    assert (after.of(Panel)["waves"] == "2014;2016").all()
    # Lei of 2015 are set in euro at the rate of 2015, where the first wave asks of 2013.
    turnover = [own["turnover"].to_numpy() for _wave, own in after[Responses].groupby("wave")]
    large = turnover[0] > 10
    assert set((turnover[1] / turnover[0])[large].round(3)) == {1.0, round(4.4190 / 4.4454, 3)}


@pytest.mark.long
def test_members_are_the_same_over_waves_by_code_then_by_name_with_county(root: Path) -> None:
    study = _second_wave(root)
    folder = root / "data" / "raw" / "roster"
    (folder / "2016").mkdir()
    book = load_workbook(folder / "euronest.xlsx")
    sheet = book["members"]
    heads = [cell.value for cell in sheet[1]]
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, heads.index("fiscal_code") + 1).value = None
        name = sheet.cell(row, heads.index("name") + 1)
        name.value = f"S.C. {name.value}".replace(" SRL", " S.R.L.")
    book.save(folder / "2016" / "euronest.xlsx")
    tables = pipeline.build(study, SURVEY)
    members = tables.of(Organisations).query("cluster == 'euronest'")
    keys = [set(own["organisation"]) for _wave, own in members.groupby("wave")]
    assert keys[0] == keys[1]


def test_a_folder_that_is_no_wave_is_told(root: Path, command: Command) -> None:
    (root / "data" / "raw" / "survey" / "2015").mkdir()
    done = command("check", "--study", root)
    assert done.returncode == 1
    assert "2015: The folder is no wave of the study. Add 2015 to waves in study.yml" in done.stderr


def test_settings_of_the_study_name_each_wave_once(root: Path) -> None:
    settings = (root / "study.yml").read_text("utf-8")
    (root / "study.yml").write_text(settings.replace("waves: ['2014']", "waves: ['2014', '2014']"), "utf-8")
    with pytest.raises(StudyError, match="named twice"):
        Study(root)


# --- Where nothing waits ---


def test_no_row_is_offered_where_nothing_waits(root: Path) -> None:
    frames, waiting = survey.read_review(Study(root)), read(Study(root), Review)
    assert len(frames["members"]) == (waiting["question"] == "organisation").sum() == 0
    assert len(waiting) > 0
    for sheet, subject in (("answers", "respondent"), ("texts", "text"), ("members", "respondent")):
        assert (frames[sheet][subject] != "").all()


def test_a_workbook_with_nothing_filled_in_brings_nothing(root: Path, command: Command) -> None:
    done = command("decide", "--study", root)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("0 new decisions")


@pytest.mark.long
def test_all_that_waits_can_be_decided_and_nothing_waits_any_more(root: Path) -> None:
    opened = Study(root)
    frames = survey.read_review(opened)
    frames["answers"]["decision"] = "no answer"
    frames["texts"]["decision"] = [cell.split(":")[0] or "none" for cell in frames["texts"]["proposals"]]
    waiting = sum(map(len, frames.values()))
    assert survey.decide(opened, frames, who="A. Nalyst") == waiting > 0
    tables = pipeline.clean(opened)
    assert tables.of(Review).empty
    assert (tables.of(Decided)["status"] == "applied").all()
    assert all(frame.empty for frame in survey.read_review(opened).values())
    assert survey.decide(opened, who="A. Nalyst") == 0
    report, data = Report(opened, "01_survey_intake"), open_store(opened)
    for item in (survey.cleaning_finding, survey.cells_by_rule, survey.coding_finding, survey.decisions_finding):
        report.add(item(data))
    report.add(survey.waiting_table(data))


@pytest.mark.long
def test_no_answer_is_decided_for_numbers(root: Path) -> None:
    opened = Study(root)
    frames = survey.read_review(opened)
    answers = frames["answers"]
    frames["answers"] = answers.assign(
        decision=["no answer" if one == "input_satisfaction" else "" for one in answers["question"]]
    )
    assert survey.decide(opened, frames, who="A. Nalyst") == 1
    tables = pipeline.build(opened, SURVEY)
    assert "input_satisfaction" not in set(tables.of(Review)["question"])


def test_the_review_is_set_for_printing(root: Path) -> None:
    book = load_workbook(root / REVIEW)
    for name in ("answers", "texts", "members"):
        sheet = book[name]
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.freeze_panes == "A2"
        assert "emonstration" in str(sheet.oddFooter.left.text)


@pytest.mark.long
def test_answers_of_an_earlier_wave_are_no_later_wave(root: Path, command: Command) -> None:
    study = _second_wave(root)
    folder = study.raw / "survey"
    path = folder / "2016" / "iconic.csv"
    path.write_bytes((folder / "iconic.csv").read_bytes() + b"\n")
    done = command("check", "--study", root)
    assert done.returncode == 1 and "2016/iconic.csv: Of its " in done.stderr
    assert "answer for answer. Put the answers of the wave 2016 there: these are of 2014." in done.stderr
