"""Sheets that somebody sorted, printed, pasted or opened otherwise: read as before, or told with what to do."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from pilotanalysis.files import kinds
from pilotanalysis.files.cells import Grid
from pilotanalysis.files.grids import read_grids
from pilotanalysis.personal import hide
from pilotanalysis.problems import Problem, StudyError
from pilotanalysis.study import Study
from pilotanalysis.survey import questionnaire as forms
from pilotanalysis.survey.reading import Export, read_export
from pilotanalysis.survey.reading.below import answers_first
from pilotanalysis.survey.reading.headers import Headers
from pilotanalysis.survey.tables import Columns, Completeness
from pilotanalysis.survey.usable import mostly_waiting
from pilotanalysis.tables import TableSet

Rows = list[list[str]]
Read = Callable[[Rows], Export | Problem]


@pytest.fixture(scope="module")
def rows(study: Study) -> Rows:
    (grid,) = read_grids(study.root / "data/raw/survey/iconic.csv", "iconic.csv")
    return [[str(cell) for cell in row] for row in grid.cells.fillna("").to_numpy(dtype=object)][:60]


@pytest.fixture(scope="module")
def headers(study: Study) -> Headers:
    return Headers(forms.load(study))


@pytest.fixture
def read(study: Study, headers: Headers, tmp_path: Path) -> Read:
    asked = forms.load(study)

    def of(rows: Rows) -> Export | Problem:
        path = tmp_path / "iconic.csv"
        pd.DataFrame(rows).to_csv(path, header=False, index=False)
        try:
            return read_export(path, path.name, "survey/iconic.csv", asked, headers)
        except StudyError as error:
            (problem,) = error.problems
            return problem

    return of


@pytest.mark.parametrize("place", [12, 45])
def test_heads_sorted_among_the_responses_are_told(read: Read, rows: Rows, place: int) -> None:
    told = read([*rows[1 : place + 1], rows[0], *rows[place + 1 :]])
    assert isinstance(told, Problem) and told.row == place + 1
    assert f"below {place} responses" in told.found and "Move the row of the heads to the top" in told.remedy


def test_titles_above_the_heads_are_no_responses(read: Read, rows: Rows) -> None:
    titled = read([["Răspunsuri ICONIC, descărcat 12.05.2014", *[""] * (len(rows[0]) - 1)], *rows])
    assert isinstance(titled, Export) and len(titled.responses) == len(rows) - 1


def test_heads_that_stand_again_below_are_no_responses(read: Read, rows: Rows, study: Study) -> None:
    labels = {one.labels["ro"]: one.labels["en"] for one in forms.load(study).questions}
    translated = [labels.get(head, head) for head in rows[0]]
    again = read([rows[0], translated, *rows[1:20], rows[0], *rows[20:]])
    assert isinstance(again, Export) and len(again.responses) == len(rows) - 1


def test_all_columns_in_one_are_told_with_the_separator(read: Read, rows: Rows) -> None:
    lines = pd.DataFrame(rows).to_csv(header=False, index=False, sep=";").splitlines()
    told = read([[line] for line in lines])
    assert isinstance(told, Problem)
    assert f"cell A1 holds {len(rows[0])} heads, with a semicolon between them" in told.found


def test_heads_of_county_and_locality_that_changed_places_are_told(read: Read, rows: Rows) -> None:
    county, locality = rows[0].index("Județ"), rows[0].index("Localitate")
    heads = list(rows[0])
    heads[county], heads[locality] = heads[locality], heads[county]
    told = read([heads, *rows[1:]])
    assert isinstance(told, Problem) and told.column == "'Localitate'"
    assert "Answers to county stand there, not to locality." in told.found


def test_rows_that_are_the_same_are_told_so(read: Read, rows: Rows) -> None:
    numbered = [["Nr. crt.", *rows[0][1:]], *([str(number), *row[1:]] for number, row in enumerate(rows[1:], 1))]
    told = read([*numbered, numbered[5]])
    assert isinstance(told, Problem) and told.remedy == "Take out all but one of them."
    told = read([*numbered, [*numbered[5][:-1], "another"]])
    assert isinstance(told, Problem) and told.remedy == "Give each response an id of its own."


def test_a_summary_in_front_stands_behind_the_answers(headers: Headers) -> None:
    front = Grid("Export Summary", pd.DataFrame([["This document was exported from Numbers."]], index=[1]))
    answers = Grid("Answers", pd.DataFrame([["name", "county"], ["Exemplu Nor 4 SRL", "IS"]], index=[1, 2]))
    assert [grid.sheet for grid in answers_first([front, answers], headers)] == ["Answers", "Export Summary"]
    assert [grid.sheet for grid in answers_first([front], headers)] == ["Export Summary"]


def test_a_column_of_which_most_answers_wait_is_told(study: Study, built: TableSet) -> None:
    completeness, columns = built.of(Completeness), built.of(Columns)
    asked = forms.load(study)
    assert not list(mostly_waiting(study, asked, completeness, columns))
    spoilt = completeness.copy()
    own = spoilt["question"].eq("year_founded") & spoilt["cluster"].eq("iconic")
    spoilt.loc[own, "not_understood"] = spoilt.loc[own, "answered"]
    (told,) = mostly_waiting(study, asked, spoilt, columns)
    assert told.startswith("data/raw/survey/iconic.csv: most answers wait for a decision of year_founded (")


@pytest.mark.parametrize(
    ("name", "held", "said"),
    [
        ("iconic.numbers", "Index/Document.iwa", "Apple Numbers"),
        ("iconic.docx", "word/document.xml", "Word"),
        ("iconic.pdf", b"%PDF-1.7\n", "PDF"),
        ("iconic.gsheet", b'{"doc_id":"1AbC","email":""}', "link to a sheet of Google"),
    ],
)
def test_a_document_of_another_program_is_told_with_the_way_out_of_it(
    tmp_path: Path, name: str, held: str | bytes, said: str
) -> None:
    path = tmp_path / name
    if isinstance(held, bytes):
        path.write_bytes(held)
    else:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(held, "x")
    with pytest.raises(StudyError, match=said):
        kinds.kind_of(path, name)


@pytest.mark.parametrize("text", ["03.02.2012 00:00", "07.03.2012 10:31:05", "din 02.03.2012 00:00"])
def test_a_day_with_its_time_is_no_telephone_number(text: str) -> None:
    assert hide(text) == text


@pytest.mark.parametrize("text", ["0744 123 456:1", "sunați la 0232.123.456:12", "07.44.123456 00:00"])
def test_a_telephone_number_before_a_colon_is_hidden(text: str) -> None:
    assert "(telephone number, not kept)" in hide(text)
