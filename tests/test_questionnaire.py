"""The questionnaire: accepted by XLSForm, whole in three languages, and told where it is wrong."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT, Command
from openpyxl import Workbook, load_workbook
from pyxform.xls2xform import convert

from pilotanalysis import reference
from pilotanalysis.files.sheets import read_sheets
from pilotanalysis.problems import StudyError
from pilotanalysis.study import Study
from pilotanalysis.survey.questionnaire import ADDS_UP, FILE, Questionnaire, filled, load
from pilotanalysis.survey.reading.headers import Headers
from pilotanalysis.survey.skip_logic import parse


@pytest.fixture(scope="session")
def questionnaire(study: Study) -> Questionnaire:
    return load(study)


def test_xlsform_accepts_it_without_warning(study: Study) -> None:
    result = convert(filled(study), file_type=".xlsx")
    assert result.warnings == []


def test_years_follow_the_settings_of_the_study(spoilt: Path, tmp_path: Path, command: Command) -> None:
    settings = spoilt / "study.yml"
    text = settings.read_text("utf-8").replace("start: 2014-01-01", "start: 2021-03-01")
    settings.write_text(text.replace("end: 2014-06-30", "end: 2021-08-31"), "utf-8")
    later = load(Study(spoilt))
    assert later.by_name["employees"].labels["ro"] == "Număr de angajați în 2020"
    assert later.by_name["year_founded"].high == 2021
    groups = {section.labels["it"] for question in later.questions for section in question.sections}
    assert "Innovazione nel 2018-2020" in groups
    assert [field.question.name for field in Headers(later).find("Addetti nel 2020")] == ["employees"]
    assert command("questionnaire", "xlsform", tmp_path / "out", "--study", spoilt).returncode == 0
    form = convert((tmp_path / "out" / "questionnaire.xlsx").read_bytes(), file_type=".xlsx")
    assert form.warnings == []
    assert ". &lt;= 2021" in form.xform and "{year" not in form.xform and "2013" not in form.xform


def test_members_can_be_asked_in_a_language_that_reports_do_not_have(
    spoilt: Path, questionnaire: Questionnaire
) -> None:
    path = spoilt / "data" / "raw" / FILE
    book = load_workbook(path)
    for name in ("survey", "choices"):
        sheet = book[name]
        heads = [cell.value for cell in sheet[1]]
        sheet.cell(1, len(heads) + 1).value = "label::Polski (pl)"
        for row in range(2, sheet.max_row + 1):
            said = sheet.cell(row, heads.index("label::English (en)") + 1).value
            sheet.cell(row, len(heads) + 1).value = f"{said} (pl)" if said else None
    book.save(path)
    asked = load(Study(spoilt))
    assert [question.labels for question in asked.questions] == [one.labels for one in questionnaire.questions]
    form = convert(filled(Study(spoilt)), file_type=".xlsx")
    assert "Persons employed in 2013 (pl)" in form.xform


def test_it_asks_what_the_study_needs(questionnaire: Questionnaire) -> None:
    assert questionnaire.repeats == ("inputs", "needs", "offers", "links")
    needed = {question.name for question in questionnaire.questions if question.needed}
    assert {"name", "fiscal_code", "stages", "input_stage", "need_stage", "offer_stage", "link_partner"} <= needed
    assert {"meet_clusters", "assistance", "sales_eu"} <= needed
    kinds = {question.kind for question in questionnaire.questions}
    assert kinds == {"text", "integer", "decimal", "date", "select_one", "select_multiple", "rank"}
    for question in questionnaire.questions:
        assert set(question.labels) == {"en", "ro", "it"}
        assert not set("".join(question.labels.values())) & set("şţŞŢ")


def _holds(expression: str, given: dict[str, float | None], own: float | None) -> bool:
    """Work out an expression of the form as its engine does: what is blank is an empty text."""
    said = re.sub(r"\$\{(\w+)\}", r"given['\1']", expression)
    said = re.sub(r"(?<![\w.])\.(?!\d)", "own", said)
    functions = {
        "coalesce": lambda value, other: other if value is None else value,
        "concat": lambda *values: "".join("" if value is None else str(value) for value in values),
    }
    return bool(eval(said, {**functions, "given": given, "own": own}))


def test_shares_that_do_not_come_to_100_are_told_whatever_is_blank(study: Study) -> None:
    rows = read_sheets(study.raw / FILE, FILE, {"survey": ("type", "name")}, others=True)["survey"].fillna("")
    rows = rows.set_index("name")
    of = {block: [] for block in rows.index[rows["unit"] == ADDS_UP]}
    for question in load(study).questions:
        for section in question.sections:
            if section.adds_up:
                of[section.name].append(question.name)
    assert set(of) == {"input_origin", "sales", "customers"}
    # Other tools take it as it was: an answer that is asked for, and not demanded.
    assert not any(load(study).by_name[last].required for *_others, last in of.values())
    for *others, last in of.values():
        for shares in product((None, 0.0, 30.0, 70.0, 100.0), repeat=len(others) + 1):
            given, own = dict(zip(others, shares, strict=False)), shares[-1]
            refused = own is not None and not _holds(rows.at[last, "constraint"], given, own)
            missed = own is None and _holds(rows.at[last, "required"], given, own)
            told = any(share is not None for share in shares) and sum(share or 0 for share in shares) != 100
            assert (refused or missed) == told, (last, shares)
        assert all(rows.at[last, f"required_message::{language}"] for language in ("English (en)", "Română (ro)"))


@pytest.mark.skipif(not shutil.which("java"), reason="ODK Validate is a program of Java")
def test_odk_validate_accepts_it(study: Study) -> None:
    assert convert(filled(study), file_type=".xlsx", validate=True).warnings == []


def test_its_stages_and_counties_are_those_of_the_catalogues(study: Study, questionnaire: Questionnaire) -> None:
    stages = reference.load(study, reference.Catalogue).set_index("stage")
    options = {option.name: option for option in questionnaire.options["stage"]}
    assert set(options) == {*stages.index, "none"}
    for stage, row in stages.iterrows():
        assert options[stage].labels == {language: row[f"name_{language}"] for language in ("en", "ro", "it")}
        assert options[stage].filters == {"cluster": row["cluster"]}
    counties = reference.load(study, reference.Counties)
    assert [option.name for option in questionnaire.options["county"]] == list(counties["county"])


def test_every_header_that_it_gives_rise_to_tells_one_question(questionnaire: Questionnaire) -> None:
    headers = Headers(questionnaire)
    for question in questionnaire.questions:
        groups = [section for section in question.sections if not section.repeats]
        for language, label in question.labels.items():
            texts = [question.name, label, *(f"{group.labels[language]}: {label}" for group in groups[-1:])]
            for text in texts:
                found = {field.question.name for field in headers.find(text, question.repeat)}
                assert found == {question.name}, text
        if question.repeat:
            repeat = next(section for section in question.sections if section.repeats)
            for language, label in question.labels.items():
                (field,) = headers.find(f"{repeat.labels[language]} 3: {label}")
                assert (field.question.name, field.number) == (question.name, 3)
            (field,) = headers.find(f"{question.name.replace('_', '')}2")
            assert (field.question.name, field.number) == (question.name, 2)


def _cell(sheet: str, row: int, column: str, value: object) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        heads = [cell.value for cell in book[sheet][1]]
        book[sheet].cell(row, heads.index(column) + 1).value = value

    return change


def _row_of(sheet: str, name: str) -> int:
    book = load_workbook(ROOT / "data" / "raw" / FILE)
    return next(row for row in range(2, book[sheet].max_row + 1) if book[sheet].cell(row, 2).value == name)


RO = "label::Română (ro)"
WRONG: dict[str, tuple[Callable[[Workbook], None], tuple[str, ...]]] = {
    "a doubled name": (
        _cell("survey", _row_of("survey", "locality"), "name", "county"),
        ("sheet survey, row", "column name", "county stands in row"),
    ),
    "an unknown type": (
        _cell("survey", _row_of("survey", "employees"), "type", "intger"),
        ("column type", "'intger' is not known", "Did you mean integer?"),
    ),
    "a list that is not there": (
        _cell("survey", _row_of("survey", "county"), "type", "select_one counties"),
        ("There is no list counties", "Did you mean county?"),
    ),
    "a missing translation": (
        _cell("survey", _row_of("survey", "locality"), RO, None),
        (f"column {RO}", "The question locality has no label in ro", "Translate it"),
    ),
    "an option without translation": (
        _cell("choices", _row_of("choices", "own_brand"), RO, None),
        ("sheet choices", "The option own_brand has no label in ro"),
    ),
    "a language that is not there": (
        _cell("survey", 1, RO, "label::Deutsch (de)"),
        ("There is no column of labels in ro",),
    ),
    "an option twice": (
        _cell("choices", _row_of("choices", "sell"), "name", "buy"),
        ("buy stands twice in the list link_type",),
    ),
    "a condition that is not understood": (
        _cell("survey", _row_of("survey", "position"), "relevant", "pulldata('x', 'y')"),
        ("column relevant", "pulldata", "count-selected"),
    ),
    "a group that is not closed": (
        lambda book: book["survey"].delete_rows(book["survey"].max_row - 1),
        ("is not closed", "end_group"),
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_questionnaire_is_told_by_sheet_row_and_column(small: Path, command: Command, case: str) -> None:
    spoil, words = WRONG[case]
    path = small / "data" / "raw" / FILE
    book = load_workbook(path)
    spoil(book)
    book.save(path)
    done = command("clean", "--study", small)
    assert done.returncode == 1
    for word in (FILE, *words):
        assert word in done.stderr, done.stderr
    assert "Traceback" not in done.stderr
    assert not (small / "data" / "processed").exists()


def test_a_stage_that_the_questionnaire_does_not_offer_is_told_by_check(spoilt: Path, command: Command) -> None:
    path = spoilt / "data" / "raw" / "reference" / "stages.csv"
    path.write_text(path.read_text("utf-8").replace("astrico-ne,spinning,", "astrico-ne,ring_spinning,"), "utf-8")
    done = command("check", "--study", spoilt)
    assert done.returncode == 1
    assert "The stage ring_spinning of the catalogue is no option" in done.stderr


ANSWERS = {
    "kind": pd.Series(["firm", "other", None]),
    "stages": pd.Series(["spinning;weaving", "none", ""]),
    "share": pd.Series(["40", "100", None]),
}


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("${kind} = 'firm'", [True, False, False]),
        ("${kind} != 'firm'", [False, True, True]),
        ("selected(${stages}, 'weaving')", [True, False, False]),
        ("not(selected(${stages}, 'none')) and count-selected(${stages}) > 0", [True, False, False]),
        ("${share} < 100", [True, False, False]),
        ("${share} >= 40 or ${kind} = ''", [True, True, True]),
        ("(${kind} = 'firm' or ${kind} = 'other') and ${share} = 100", [False, True, False]),
        ("${nobody_asked} = 'x'", [False, False, False]),
    ],
)
def test_conditions_hold_for_whom_they_should(condition: str, holds: list[bool]) -> None:
    assert parse(condition).holds(ANSWERS, pd.RangeIndex(3)).tolist() == holds


@pytest.mark.parametrize(
    "condition", ["${a} =", "= 'x'", "selected(${a}", "${a} ~ 'x'", "once(${a})", "${a} = 'x' 'y'"]
)
def test_a_condition_that_is_none_is_refused(condition: str) -> None:
    with pytest.raises(ValueError):
        parse(condition)


def test_a_questionnaire_in_one_language_serves_a_study_in_one(tmp_path: Path, spoilt: Path) -> None:
    settings = spoilt / "study.yml"
    settings.write_text(settings.read_text("utf-8").replace("languages: [en, ro, it]", "languages: [ro]"), "utf-8")
    loaded = load(Study(spoilt))
    assert loaded.languages == ("ro",)
    with pytest.raises(StudyError, match="no column of labels in it"):
        book = load_workbook(spoilt / "data" / "raw" / FILE)
        for sheet in ("survey", "choices"):
            book[sheet].delete_cols(5)
        book.save(spoilt / "data" / "raw" / FILE)
        settings.write_text(settings.read_text("utf-8").replace("languages: [ro]", "languages: [ro, it]"), "utf-8")
        load(Study(spoilt))


def _take_out(path: Path, *names: str) -> None:
    book = load_workbook(path)
    sheet = book["survey"]
    for row in range(sheet.max_row, 1, -1):
        if sheet.cell(row, 2).value in names:
            sheet.delete_rows(row)
    book.save(path)


def test_questions_that_the_analysis_needs_cannot_be_taken_out(small: Path, command: Command) -> None:
    # The question that tells of which unit a sum is goes with it, and so does a question that nobody needs.
    _take_out(small / "data" / "raw" / FILE, "turnover", "turnover_unit", "partner_university", "need_type")
    told = command("check", "--study", small).stderr
    for name in ("turnover", "turnover_unit", "need_type"):
        assert f"The question {name} is missing" in told
    assert "The question partner_university" not in told


@pytest.mark.parametrize("kind", ["acknowledge", "audio", "geotrace", "select_one_from_file towns.csv"])
def test_a_question_of_any_type_can_be_added(spoilt: Path, kind: str) -> None:
    path = spoilt / "data" / "raw" / FILE
    book = load_workbook(path)
    book["survey"].append([kind, "added", "Added", "Adăugată", "Aggiunta"])
    book.save(path)
    assert load(Study(spoilt)).by_name["added"].kind == "text"
    assert convert(str(path)).warnings == []
