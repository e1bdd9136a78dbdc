"""Files that went wrong on their way from the survey tool: one problem that says what happened and what to do."""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from conftest import keep_only

from pilotanalysis.files.grids import read_grids
from pilotanalysis.problems import Problem, StudyError
from pilotanalysis.study import Study
from pilotanalysis.survey import questionnaire as forms
from pilotanalysis.survey.exports import Incoming, read_exports
from pilotanalysis.survey.questionnaire import Questionnaire
from pilotanalysis.survey.reading import Export, read_export
from pilotanalysis.survey.reading.headers import Headers
from pilotanalysis.survey.tables import Completeness
from pilotanalysis.survey.texts import repaired
from pilotanalysis.survey.whose import of_another_cluster
from pilotanalysis.tables import TableSet

#: A true export in which all 40 responses are of euronest.
OF_EURONEST = "exports/own/limesurvey/literal_api_code_code.csv"


def _read(root: Path) -> list[Incoming]:
    study = Study(root)
    return read_exports(study, forms.load(study), {})


@pytest.fixture
def named_wrongly(spoilt: Path, shared: Path) -> Path:
    """A study whose only export is named after another cluster than its responses."""
    keep_only("astrico-ne", spoilt)
    (spoilt / "data/raw/survey/astrico-ne.xlsx").unlink()
    shutil.copyfile(shared / OF_EURONEST, spoilt / "data/raw/survey/astrico-ne.csv")
    return spoilt


def test_a_file_whose_responses_are_of_another_cluster_is_told_with_their_number(named_wrongly: Path) -> None:
    with pytest.raises(StudyError) as told:
        _read(named_wrongly)
    (problem,) = told.value.problems
    assert (problem.file, problem.row, problem.column) == ("data/raw/survey/astrico-ne.csv", 1, "'cluster'")
    assert "of its 40 responses 40 say that they are of another cluster: euronest 40" in problem.found
    assert "name the file euronest.csv" in problem.remedy
    assert "exports: [{file: astrico-ne.csv, cluster: astrico-ne}]" in problem.remedy


def test_a_file_of_which_the_study_states_the_cluster_is_taken_at_that(named_wrongly: Path) -> None:
    settings = named_wrongly / "study.yml"
    stated = "exports: [{file: astrico-ne.csv, cluster: astrico-ne}]"
    settings.write_text(settings.read_text("utf-8").replace("exports: []", stated), "utf-8")
    (read,) = _read(named_wrongly)
    assert read.cluster == "astrico-ne"


def test_a_few_responses_of_another_cluster_are_remarked_on(built: TableSet) -> None:
    completeness = built.of(Completeness)
    assert not list(of_another_cluster(completeness))
    own = completeness["question"].eq("cluster") & completeness["cluster"].eq("iconic")
    spoilt = completeness.copy()
    spoilt.loc[own, "distribution"] = "euronest 2, iconic 80, apt 1"
    (remark,) = of_another_cluster(spoilt)
    assert "iconic, wave 2014: of 83 responses 3 say that they are of another cluster: euronest 2, apt 1" in remark


Rows = list[list[str]]
#: Exports headed by labels and by codes, of the pack and of a true tool.
LABELS, CODES = "data/raw/survey/iconic.csv", OF_EURONEST


@pytest.fixture(scope="module")
def asked(study: Study) -> Questionnaire:
    return forms.load(study)


@pytest.fixture(scope="module")
def headers(asked: Questionnaire) -> Headers:
    return Headers(asked)


@pytest.fixture(params=[LABELS, CODES])
def rows(request: pytest.FixtureRequest, study: Study) -> Rows:
    """The cells of an export, row by row."""
    own = request.param == LABELS
    path = study.root / LABELS if own else request.getfixturevalue("shared") / CODES
    (grid,) = read_grids(path, path.name)
    return [[str(cell) for cell in row] for row in grid.cells.fillna("").to_numpy(dtype=object)]


@pytest.fixture
def of_labels(study: Study) -> Rows:
    (grid,) = read_grids(study.root / LABELS, LABELS)
    return [[str(cell) for cell in row] for row in grid.cells.fillna("").to_numpy(dtype=object)]


def _export(asked: Questionnaire, headers: Headers, path: Path) -> Export:
    return read_export(path, path.name, f"survey/{path.name}", asked, headers)


def _told(asked: Questionnaire, headers: Headers, path: Path, text: str) -> list[Problem]:
    """What is told of a text file."""
    path = path / "iconic.csv"
    path.write_text(text, "utf-8")
    try:
        _export(asked, headers, path)
    except StudyError as error:
        return error.problems
    return []


def _quoted(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _bare(rows: Sequence[Sequence[str]], mark: str = ";") -> str:
    """Rows of a text file in which nothing is quoted."""
    return "".join(mark.join(cell.replace("\n", " ") for cell in row) + "\n" for row in rows)


@pytest.mark.parametrize(("old", "new"), [(";", ","), (",", ";")])
def test_a_separator_replaced_in_the_text_is_told_once(
    asked: Questionnaire, headers: Headers, tmp_path: Path, rows: Rows, old: str, new: str
) -> None:
    (problem,) = _told(asked, headers, tmp_path, _bare(rows, old).replace(old, new))
    if "came apart" in problem.found:
        assert (problem.row, problem.column) == (1, "S")
        assert f"'Exporturi{new} procente din cifra de afaceri' came apart into 2 cells" in problem.found
    else:
        assert "35 of 40 rows have up to 352 cells, and there are 343 columns" in problem.found
    assert "from the original as XLSX" in problem.remedy


def test_a_transposed_table_is_told_with_how_to_put_it_right(
    asked: Questionnaire, headers: Headers, tmp_path: Path, rows: Rows
) -> None:
    (problem,) = _told(asked, headers, tmp_path, _quoted(list(zip(*rows, strict=True))))
    assert problem.column == "A"
    assert "The table is transposed" in problem.found
    assert "Paste Special, Transpose" in problem.remedy


def test_a_list_of_questions_is_no_transposed_table(
    asked: Questionnaire, headers: Headers, tmp_path: Path, study: Study
) -> None:
    for listed in (
        [(one.name, one.labels["en"], one.labels["ro"]) for one in asked.questions],
        [(one.name, one.kind) for one in asked.questions],
        [("1", one.name, "x") for _time in range(9) for one in asked.questions],
    ):
        told = _told(asked, headers, tmp_path, _quoted(listed))
        assert told and not any("transposed" in problem.found for problem in told)
    with pytest.raises(StudyError, match="export of another survey"):
        _export(asked, headers, study.root / "data/raw/survey/questionnaire.xlsx")


def _taken_for(text: str, encoding: str) -> str:
    """A text in UTF-8 as it shows in another encoding."""
    return "".join(bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in text.encode("utf-8"))


@pytest.mark.parametrize("encoding", ["cp1250", "cp1252"])
def test_letters_read_in_a_wrong_encoding_come_back(
    asked: Questionnaire, headers: Headers, tmp_path: Path, rows: Rows, encoding: str
) -> None:
    read = []
    for number, text in enumerate((_quoted(rows), _taken_for(_quoted(rows), encoding))):
        path = tmp_path / f"{number}.csv"
        path.write_text(text, "utf-8")
        read.append(_export(asked, headers, path).blocks)
    for repeat, block in read[0].items():
        for column in block.select_dtypes("str"):
            meant, told = (one[repeat][column].dropna().map(lambda text: repaired(text)[0]).tolist() for one in read)
            assert told == meant, column


@pytest.mark.parametrize(("encoding", "called"), [("cp1250", "Windows-1250"), ("cp1252", "Windows-1252")])
def test_letters_read_twice_in_a_wrong_encoding_are_told_with_the_right_one(
    asked: Questionnaire, headers: Headers, tmp_path: Path, rows: Rows, encoding: str, called: str
) -> None:
    (problem,) = _told(asked, headers, tmp_path, _taken_for(_taken_for(_quoted(rows), encoding), encoding))
    assert f"Letters were read as {called} where they are UTF-8" in problem.found
    assert "in place of 'ț'" in problem.found
    assert "Export it again, as CSV in UTF-8" in problem.remedy


def test_letters_that_were_lost_on_the_way_do_not_hide_the_wrong_encoding(
    asked: Questionnaire, headers: Headers, tmp_path: Path, of_labels: Rows
) -> None:
    text = _quoted(of_labels).encode("utf-8").decode("cp1250", "replace")
    (problem,) = _told(asked, headers, tmp_path, text)
    assert "Windows-1250" in problem.found


def test_a_few_answers_with_odd_signs_are_no_wrong_encoding(
    asked: Questionnaire, headers: Headers, tmp_path: Path, of_labels: Rows
) -> None:
    place = of_labels[0].index("Denumirea organizației")
    for row in of_labels[1:9]:
        row[place] = row[place] + " Č›"
    assert _told(asked, headers, tmp_path, _quoted(of_labels)) == []


def _column(rows: Rows, head: str) -> int:
    return rows[0].index(head)


def test_a_column_copied_with_its_answers_is_read_once(
    asked: Questionnaire, headers: Headers, tmp_path: Path, of_labels: Rows, study: Study
) -> None:
    place = _column(of_labels, "Clustere pe care doriți să le întâlniți")
    path = tmp_path / "iconic.csv"
    path.write_text(_quoted([[*row, row[place]] for row in of_labels]), "utf-8")
    read, whole = _export(asked, headers, path), _export(asked, headers, study.root / LABELS)
    assert read.blocks[""]["meet_clusters"].equals(whole.blocks[""]["meet_clusters"])
    (copy,) = read.columns[read.columns["status"] == "ambiguous"].to_dict("records")
    assert copy["position"] == len(of_labels[0]) + 1
    assert copy["nearest"].startswith("meet_clusters, which column ")
    assert copy["nearest"].endswith(" holds already")


@pytest.mark.parametrize(
    ("head", "question"),
    [("Clustere pe care doriți să le întâlniți", "meet_clusters"), ("Nevoie 1: Felul nevoii", "need_type")],
)
def test_a_column_that_stands_twice_with_other_answers_is_told_with_where_they_differ(
    asked: Questionnaire, headers: Headers, tmp_path: Path, of_labels: Rows, head: str, question: str
) -> None:
    place = _column(of_labels, head)
    twice = [[*row, "altceva" if number == 5 else row[place]] for number, row in enumerate(of_labels)]
    (problem,) = _told(asked, headers, tmp_path, _quoted(twice))
    assert (problem.row, problem.column) == (1, repr(head))
    assert f"The question {question} stands in columns " in problem.found
    assert "differ in 1 row, the first of them row 6" in problem.found
    assert "take the other out" in problem.remedy


def _broken(rows: Rows, row: int, text: str, new: str) -> str:
    """Rows without quotation marks in which a text of one stands in several lines."""
    lines = _bare(rows, "|").splitlines()
    assert text in lines[row - 1]
    lines[row - 1] = lines[row - 1].replace(text, new, 1)
    return "\n".join(lines) + "\n"


def test_a_response_that_a_line_break_parts_is_told_by_its_rows(
    asked: Questionnaire, headers: Headers, tmp_path: Path, of_labels: Rows
) -> None:
    of_labels[6][_column(of_labels, "Temele întâlnirilor")] = "servicii noi, proiecte"
    of_labels[9][-1] = "prima parte a doua"
    (problem,) = _told(asked, headers, tmp_path, _broken(of_labels, 7, "servicii noi", "servicii\nnoi"))
    assert (problem.row, problem.column) == (7, "'Temele întâlnirilor'")
    assert "Rows 7 to 8 are one response" in problem.found
    assert "in the answer to meet_topics" in problem.found
    (problem,) = _told(asked, headers, tmp_path, _broken(of_labels, 7, "servicii noi", "servicii\n\nalte\nnoi"))
    assert "Rows 7 to 10 are one response" in problem.found
    (problem,) = _told(asked, headers, tmp_path, _broken(of_labels, 10, "parte a doua", "parte\na\ndoua"))
    assert "Rows 10 to 12 are one response" in problem.found


def test_heads_that_a_line_break_parts_are_told(
    asked: Questionnaire, headers: Headers, tmp_path: Path, of_labels: Rows
) -> None:
    (problem,) = _told(asked, headers, tmp_path, _broken(of_labels, 1, "Temele întâlnirilor", "Temele\nîntâlnirilor"))
    assert (problem.row, "broken into rows 1 and 2, within 'Temele întâlnirilor'" in problem.found) == (1, True)


@pytest.mark.parametrize("each", [1, 2, 3])
def test_rows_whose_blank_ends_were_left_out_are_no_broken_ones(
    asked: Questionnaire, headers: Headers, tmp_path: Path, rows: Rows, each: int
) -> None:
    lines = _bare([[cell.replace("|", "") for cell in row] for row in rows], "|").splitlines()
    cut = [line if number % each else line.rstrip("|") for number, line in enumerate(lines)]
    assert _told(asked, headers, tmp_path, "\n".join(cut) + "\n") == []


def _two_years_later(root: Path) -> str:
    """The export of iconic with heads that ask about later years, and other respondents."""
    head, rest = (root / LABELS).read_text("utf-8").split("\n", 1)
    later = re.sub(r"20\d\d", lambda found: str(int(found[0]) + 2), head)
    assert later != head
    return later + "\n" + rest.replace("Exemplu", "Altul")


def test_heads_with_the_years_of_a_later_wave_are_read_in_its_folder(spoilt: Path) -> None:
    keep_only("iconic", spoilt)
    settings = spoilt / "study.yml"
    settings.write_text(settings.read_text("utf-8").replace("waves: ['2014']", "waves: ['2014', '2016']"), "utf-8")
    later = spoilt / "data/raw/survey/2016/iconic.csv"
    later.parent.mkdir()
    later.write_text(_two_years_later(spoilt), "utf-8")
    first, second = _read(spoilt)
    assert (first.wave, second.wave) == ("2014", "2016")
    assert first.export.columns["question"].tolist() == second.export.columns["question"].tolist()
    study = Study(spoilt)
    asked = [forms.load(study, wave).by_name["year_founded"].high for wave in ("2014", "2016")]
    assert asked == [2014, 2016]


def test_heads_with_the_years_of_no_wave_are_told_with_what_to_set(
    asked: Questionnaire, headers: Headers, tmp_path: Path, study: Study
) -> None:
    (problem,) = _told(asked, headers, tmp_path, _two_years_later(study.root))
    assert "'Număr de angajați în 2015', where that has 'Număr de angajați în 2013'" in problem.found
    assert "put it into data/raw/survey/2016 and 2016 behind the other keys in waves" in problem.remedy


def test_one_head_of_another_year_is_told_as_that_question(
    asked: Questionnaire, headers: Headers, tmp_path: Path, of_labels: Rows
) -> None:
    of_labels[0][_column(of_labels, "Număr de angajați în 2013")] = "Număr de angajați în 2014"
    (problem,) = _told(asked, headers, tmp_path, _quoted(of_labels))
    assert "The question employees" in problem.found
