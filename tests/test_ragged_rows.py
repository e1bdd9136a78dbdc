"""Rows of a text file with more or fewer cells than heads: refused or told, never read as if they were whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from pilotanalysis.problems import Problem, StudyError
from pilotanalysis.study import Study
from pilotanalysis.survey import questionnaire as forms
from pilotanalysis.survey.build import _of_rows_cut_short
from pilotanalysis.survey.questionnaire import Questionnaire
from pilotanalysis.survey.reading import Export, read_export
from pilotanalysis.survey.reading.headers import Headers

NAMES = ("name", "fiscal_code", "employees", "county", "comments")
HEADS = ";".join(("respondent", *NAMES))
WHOLE = "1;Exemplu Unu;9900001;7;IS;bine"


@pytest.fixture(scope="module")
def asked(study: Study) -> Questionnaire:
    every = forms.load(study)
    return Questionnaire(tuple(every.by_name[name] for name in NAMES), every.options, every.languages)


def _read(asked: Questionnaire, folder: Path, *rows: str, mark: str = ";") -> Export:
    path = folder / "euronest.csv"
    path.write_text("\n".join((HEADS, *rows, "")).replace(";", mark), "utf-8")
    return read_export(path, path.name, "survey/euronest.csv", asked, Headers(asked))


@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
def test_what_separates_the_cells_is_told_from_the_file(asked: Questionnaire, tmp_path: Path, mark: str) -> None:
    export = _read(asked, tmp_path, WHOLE, "2;Exemplu Doi;9900002;8;NT;", mark=mark)
    assert export.blocks[""]["county"].tolist() == ["IS", "NT"]
    assert export.notes.empty


def test_a_row_with_more_answers_than_columns_is_refused_by_its_number(asked: Questionnaire, tmp_path: Path) -> None:
    with pytest.raises(StudyError) as told:
        _read(asked, tmp_path, WHOLE, "2;Exemplu; Doi;9900002;8;NT;rău", WHOLE.replace("1;", "3;", 1) + ";;")
    (problem,) = told.value.problems
    assert (problem.file, problem.row) == ("euronest.csv", 3)
    assert "It has 7 cells, and there are 6 columns" in problem.found
    assert "without quotation marks" in problem.remedy


def test_a_file_of_which_every_row_is_shifted_is_told_once(asked: Questionnaire, tmp_path: Path) -> None:
    with pytest.raises(StudyError) as told:
        _read(asked, tmp_path, *(f"{number};a;Exemplu {number};9;7;IS;bine" for number in range(30)))
    (problem,) = told.value.problems
    assert "30 of 30 rows have up to 7 cells, and there are 6 columns" in problem.found


def test_of_many_shifted_rows_among_more_the_first_are_told(asked: Questionnaire, tmp_path: Path) -> None:
    shifted = [f"{number};a;Exemplu {number};9;7;IS;bine" for number in range(30)]
    with pytest.raises(StudyError) as told:
        _read(asked, tmp_path, *shifted, *(WHOLE.replace("1;", f"{number};", 1) for number in range(30, 61)))
    assert len(told.value.problems) == 21
    assert "10 more rows" in told.value.problems[-1].found


def test_surplus_blanks_are_nothing(asked: Questionnaire, tmp_path: Path) -> None:
    export = _read(asked, tmp_path, WHOLE + ";; ", "2;Exemplu Doi;9900002;8;NT;bine")
    assert export.blocks[""]["comments"].tolist() == ["bine", "bine"]
    assert export.notes.empty


def test_a_row_that_is_cut_short_is_read_and_noted(asked: Questionnaire, tmp_path: Path) -> None:
    export = _read(asked, tmp_path, WHOLE, "2;Exemplu Doi;9900002", "3;Exemplu Trei;9900003;8;NT;")
    assert export.blocks[""]["name"].tolist() == ["Exemplu Unu", "Exemplu Doi", "Exemplu Trei"]
    (note,) = export.notes.to_dict("records")
    assert (note["place"], note["question"], note["rule"], note["severity"]) == (
        1,
        "employees",
        "row_cut_short",
        "flag",
    )
    assert note["evidence"] == "it stops after 3 of 6 cells"


def test_rows_cut_short_are_remarked_on_by_file(study: Study, asked: Questionnaire, tmp_path: Path) -> None:
    short = [f"{number};Exemplu {number};99000{number}" for number in range(10, 22)]
    ledger = _read(asked, tmp_path, WHOLE, *short).notes
    ledger = ledger.assign(file="survey/euronest.csv", sheet="", row=ledger["place"] + 2)
    (said,) = _of_rows_cut_short(study, ledger)
    assert said.startswith("data/raw/survey/euronest.csv: cut short before the last column are 12 rows (3, 4, ")
    assert "and 2 more" in said


CLOSED = ("name", "organisation_type", "legal_form", "county", "position", "main_stage", "employees", "consent")
FIRM = ("Exemplu Unu", "Firmă", "SRL", "Iași", "Marcă proprie", "Filatură", "7", "Da")


def _closed(study: Study, folder: Path, *rows: tuple[str, ...], heads: tuple[str, ...] = CLOSED) -> list[Problem]:
    every = forms.load(study)
    asked = Questionnaire(tuple(every.by_name[name] for name in CLOSED), every.options, every.languages)
    path = folder / "euronest.csv"
    numbered = [(str(number), *row) for number, row in enumerate(rows, start=1)]
    path.write_text("\n".join(";".join(row) for row in (("respondent", *heads), *numbered)), "utf-8")
    try:
        read_export(path, path.name, "survey/euronest.csv", asked, Headers(asked))
    except StudyError as error:
        return error.problems
    return []


def test_a_row_that_slipped_to_the_side_is_told_by_the_head_from_which_on(study: Study, tmp_path: Path) -> None:
    slipped = (FIRM[0], "", *FIRM[1:-1])
    (problem,) = _closed(study, tmp_path, FIRM, slipped, FIRM)
    assert (problem.row, problem.column) == (3, "'legal_form'")
    assert "stand in the wrong columns" in problem.found


def test_a_column_that_slipped_to_the_side_is_told_once(study: Study, tmp_path: Path) -> None:
    slipped = (*FIRM[:5], FIRM[6], FIRM[5], FIRM[7])
    (problem,) = _closed(study, tmp_path, *[slipped] * 6)
    assert problem.found == "6 answers to main_stage stand there, not to employees."


def test_a_few_words_in_the_wrong_place_are_left_to_cleaning(study: Study, tmp_path: Path) -> None:
    odd = (*FIRM[:2], "Firmă", *FIRM[3:])
    assert _closed(study, tmp_path, FIRM, odd, FIRM) == []


def test_heads_that_stand_again_in_another_order_are_told(study: Study, tmp_path: Path) -> None:
    (problem,) = _closed(study, tmp_path, FIRM, CLOSED[::-1], FIRM[::-1])
    assert (problem.row, "in another order" in problem.found) == (3, True)


SCALE = "What hinders you, 1 not at all to 5 very much"


@pytest.mark.parametrize(
    ("over", "refused"),
    [
        (SCALE, False),
        ("What hinders you: 1 not at all - 5 very much", False),
        ("What hinders you, 1 very much to 5 not at all", True),
        ("What hinders you, 1 not at all to 10 very much", True),
    ],
)
def test_a_scale_over_columns_that_is_another_is_refused(
    study: Study, tmp_path: Path, over: str, refused: bool
) -> None:
    every = forms.load(study)
    asked = Questionnaire(
        tuple(every.by_name[name] for name in ("name", "barrier_price", "barrier_quality")), every.options, ("en",)
    )
    path = tmp_path / "euronest.csv"
    rows = (f"respondent;;'{over}';", "respondent;Name of the organisation;Price;Quality and certification", "1;A;2;3")
    path.write_text("\n".join(rows).replace("'", '"'), "utf-8")
    try:
        export = read_export(path, path.name, "survey/euronest.csv", asked, Headers(asked))
    except StudyError as error:
        (problem,) = error.problems
        assert refused and problem.found.startswith(f"The head {over!r} is {SCALE!r} in the questionnaire")
    else:
        assert not refused and export.blocks[""]["barrier_price"].tolist() == ["2"]
