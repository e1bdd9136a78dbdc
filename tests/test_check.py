"""What check promises: "No problem found" is said only of a study that clean and run take to their end."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from conftest import Command

from pilotanalysis import meetings, partners, pilot, raw_files, reference
from pilotanalysis.files.kinds import kind_of
from pilotanalysis.problems import Problem, StudyError
from pilotanalysis.publish.contract import broken_cells, read_contract
from pilotanalysis.study import Study
from pilotanalysis.survey import questionnaire
from pilotanalysis.survey.exports import _cluster_of, _of_no_wave, _stated_of_no_file
from pilotanalysis.survey.matching import NOT_ON_ROSTER
from pilotanalysis.survey.roster import strange_rosters
from pilotanalysis.survey.tables import Accounting, Columns, Completeness, Ledger
from pilotanalysis.survey.usable import of_strangers, slipped, unreadable, unusable
from pilotanalysis.tables import TableSet

PACKAGE = "data/raw/datapackage.json"
REFERENCE = "data/raw/reference"
Spoil = Callable[[Path], object]


def _settings(old: str, new: str) -> Spoil:
    def spoil(root: Path) -> None:
        text = (root / "study.yml").read_text("utf-8")
        assert old in text
        (root / "study.yml").write_text(text.replace(old, new, 1), "utf-8")

    return spoil


def _table(name: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Spoil:
    def spoil(root: Path) -> None:
        path = root / REFERENCE / f"{name}.csv"
        change(pd.read_csv(path, dtype=str, keep_default_na=False)).to_csv(path, index=False)

    return spoil


def _cell(name: str, row: int, column: str, value: str) -> Spoil:
    """Set a cell; rows count as a spreadsheet does."""

    def change(frame: pd.DataFrame) -> pd.DataFrame:
        frame.loc[row - 2, column] = value
        return frame

    return _table(name, change)


def _package(change: Callable[[list[dict[str, object]]], object]) -> Spoil:
    def spoil(root: Path) -> None:
        content = json.loads((root / PACKAGE).read_text("utf-8"))
        change(content["resources"])
        (root / PACKAGE).write_text(json.dumps(content), "utf-8")

    return spoil


def _entry(resources: list[dict[str, object]], path: str) -> dict[str, object]:
    return next(one for one in resources if one["path"] == path)


def _told(root: Path) -> list[str]:
    """What is told of a study before its answers are read."""
    found: list[Problem] = []
    try:
        study = Study(root)
        for step in (reference.check, raw_files.check, strange_rosters, _stated_of_no_file, _of_no_wave):
            try:
                found += step(study)
            except StudyError as error:
                found += error.problems
    except StudyError as error:
        found += error.problems
    return [str(problem) for problem in found]


ANSWERS = "survey/euronest.xlsx"
#: How a study is spoilt, and what is told of it.
CASES: dict[str, tuple[Spoil, str]] = {
    "a region of no table": (_settings("region: RO21", "region: RO99"), "study.yml, row 8: region RO99 is not in"),
    "a region without statistics": (_settings("region: RO21", "region: RO11"), "region RO11 has no sections in"),
    "a country without statistics": (_settings("country: RO", "country: IT"), "country IT has no sections in"),
    "a region elsewhere": (_settings("country: RO", "country: IT"), "region RO21 does not lie in country IT"),
    "a cluster of no register": (_settings("id: apt", "id: apx"), "study.yml, row 28: Cluster apx is not in"),
    "an export that is stated and not there": (
        _settings("exports: []", "exports: [{file: euronst.xlsx, tool: kobo}]"),
        "study.yml, row 29: exports: there is no file euronst.xlsx",
    ),
    "a wave without export": (_settings("['2014']", "['2013', '2014', '2015']"), "waves: 2014 has no export"),
    "no data package": (lambda root: (root / PACKAGE).unlink(), f"{PACKAGE}: The file is missing"),
    "a package that is a list": (lambda root: (root / PACKAGE).write_text("[]"), f"{PACKAGE}: Not a data package"),
    "a package too deep": (lambda root: (root / PACKAGE).write_text("[" * 9999), f"{PACKAGE}: Not a data package"),
    "answers not said to be fictitious": (
        _package(lambda resources: _entry(resources, ANSWERS).pop("synthetic")),
        f"It does not say whether {ANSWERS} is fictitious",
    ),
    "answers said to be fictitious in words": (
        _package(lambda resources: _entry(resources, ANSWERS).update(synthetic="no")),
        f"synthetic of {ANSWERS} is 'no'. Write true or false.",
    ),
    "answers that nobody describes": (
        _package(lambda resources: resources.remove(_entry(resources, ANSWERS))),
        f"It does not describe {ANSWERS}",
    ),
    "a roster misspelt": (
        lambda root: shutil.copy(root / "data/raw/roster/iconic.xlsx", root / "data/raw/roster/iconik.xlsx"),
        "data/raw/roster/iconik.xlsx: It is the roster of no cluster",
    ),
    "a roster of no wave": (
        lambda root: shutil.copytree(root / "data/raw/roster", root / "data/raw/roster/2013"),
        "data/raw/roster/2013: The folder is no wave",
    ),
    "no table": (lambda root: (root / REFERENCE / "edges.csv").unlink(), "edges.csv: The file is missing"),
    "an empty table": (_table("activity_classes", lambda frame: frame[:0]), "activity_classes.csv: It has no row"),
    "a table without column": (_table("regions", lambda frame: frame.drop(columns="name_ro")), "Column name_ro is"),
    "a blank name": (_cell("clusters", 3, "name", " "), "clusters.csv, row 3, column name: It is empty"),
    "a control character": (_cell("stages", 4, "name_ro", "a\x07"), "stages.csv, row 4, column name_ro: A control"),
    "a number beyond all": (_cell("persons_employed", 5, "persons_employed", "9" * 30), "row 5, column persons_emp"),
    "an endless rate": (_cell("exchange_rates", 3, "eur_ron", "inf"), "exchange_rates.csv, row 3, column eur_ron"),
    "a number as 1e3": (_cell("persons_employed", 5, "persons_employed", "1e3"), ""),
    "a term of one stage twice": (_cell("glossary", 3, "en", " Rolling  Bearings"), ""),
    "a term of another stage": (
        _table("glossary", lambda frame: pd.concat([frame, frame[:1].assign(stage="weaving")])),
        "rolling bearings is a term of machine_components and of weaving",
    ),
    "a term of no stage": (
        _table("glossary", lambda frame: pd.concat([frame, frame[:1].assign(stage="no_such", en="zzq")])),
        "column stage: no_such is no stage",
    ),
    "a row twice": (_table("persons_employed", lambda frame: pd.concat([frame, frame[2:3]])), "stands twice"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_a_study_cannot_stand_on_is_told(spoilt: Path, case: str) -> None:
    spoil, words = CASES[case]
    spoil(spoilt)
    told = _told(spoilt)
    if words:
        assert any(words in line for line in told), told
    else:
        assert told == []


def test_check_and_clean_tell_the_same(small: Path, command: Command) -> None:
    for spoil in (_settings("region: RO21", "region: RO99"), CASES["a roster misspelt"][0]):
        shutil.copy(small / "data/raw/roster/euronest.xlsx", small / "data/raw/roster/iconic.xlsx")
        spoil(small)
    (small / "data/raw/survey/gone.csv").symlink_to("nowhere")
    (small / "reports").symlink_to("nowhere")
    checked, cleaned = (command(name, "--study", small) for name in ("check", "clean"))
    assert checked.returncode == cleaned.returncode == 1
    assert checked.stderr == cleaned.stderr
    for words in (
        "region RO99 is not in",
        "iconik.xlsx: It is the roster of no cluster",
        "a link to nowhere",
        "reports: Cannot be",
    ):
        assert words in checked.stderr


def test_a_cell_of_any_log_is_told_whatever_else_is_wrong(spoilt: Path) -> None:
    for log, column in (("sessions", "slots"), ("measures", "hours")):
        path = spoilt / "data" / "raw" / "pilot" / f"{log}.csv"
        frame = pd.read_csv(path, dtype=str, keep_default_na=False)
        frame.loc[0, column] = "zzq"
        frame.to_csv(path, index=False)
    path = spoilt / "data" / "raw" / "roster" / "apt.xlsx"
    book = openpyxl.load_workbook(path)
    heads = [cell.value for cell in book["offers"][1]]
    book["offers"].cell(2, heads.index("consent") + 1).value = "maybe"
    book.save(path)
    study = Study(spoilt)
    told = [str(problem) for chapter in (partners, meetings, pilot) for problem in chapter.check(study)]
    for words in (
        "apt.xlsx, sheet offers, row 2, column consent: 'maybe'",
        "sessions.csv, row 2, column slots: 'zzq'",
        "measures.csv, row 2, column hours: 'zzq'",
    ):
        assert sum(words in line for line in told) == 1, told


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").symlink_to("a.csv")
    with pytest.raises(StudyError, match="link to nowhere"):
        kind_of(tmp_path / "a.csv", "a.csv")
    (tmp_path / "b.csv").mkdir()
    with pytest.raises(StudyError, match="missing"):
        kind_of(tmp_path / "b.csv", "b.csv")


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="rights are given up, which takes an administrator")
def test_a_file_without_rights_is_told(tmp_path: Path) -> None:
    """In a process of its own, for an administrator may read everything."""
    path = tmp_path / "a.csv"
    path.write_text("a,b\n")
    path.chmod(0)
    if (child := os.fork()) == 0:
        os.setuid(65534)
        said = 1
        try:
            kind_of(path, "a.csv")
        except (StudyError, OSError) as error:
            said = 0 if isinstance(error, StudyError) else 2
        os._exit(said)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_longer_word_is_another_cluster(study: Study) -> None:
    names = ("iconic.csv", "iconic-april.csv", "iconic2.csv", "iconical.csv", "ICONIC.CSV", "bio-rone_1.xlsx")
    assert [_cluster_of(study, Path(name)) for name in names] == ["iconic"] * 3 + ["", "iconic", "bio-rone"]


NOTEBOOKS = {
    "no JSON": "{",
    "nested": "[" * 9999,
    "a list": "[]",
    "no cells": '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
    "cells of numbers": '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [1]}',
    "an old format": '{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": []}',
    "a number": "9" * 5000,
}


@pytest.mark.parametrize("case", NOTEBOOKS)
def test_what_is_no_notebook_is_told(tmp_path: Path, case: str) -> None:
    (tmp_path / "01_x.ipynb").write_text(NOTEBOOKS[case], "utf-8")
    with pytest.raises(StudyError, match=r"[Nn]ot(?:ebook| a notebook)"):
        read_contract(tmp_path / "01_x.ipynb")


def _notebook(path: Path, cell: str, *tags: str) -> Path:
    cells = [{"cell_type": "code", "metadata": {"tags": tags}, "source": cell, "outputs": [], "execution_count": None}]
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}), "utf-8")
    return path


@pytest.mark.parametrize(
    "cell",
    ["cluster: Cluster = (\n", "a: int = '", "a: Literal = 1", "a: int = 1\na: int = 2", "a.b: int = 1",
     "a: int[2] = 1", "\x00", "a: int = " + "(" * 400, "if", "  a: int = 1", "a: Literal[[]] = 1"],
)  # fmt: skip
def test_a_broken_parameters_cell_is_told(tmp_path: Path, cell: str) -> None:
    with pytest.raises(StudyError, match="name: Type = value"):
        read_contract(_notebook(tmp_path / "01_x.ipynb", cell, "parameters"))


def test_a_cell_that_is_no_python_is_told(tmp_path: Path) -> None:
    (problem,) = broken_cells(_notebook(tmp_path / "01_x.ipynb", "report.add("))
    assert "Cell 1 is no Python" in problem.found
    assert broken_cells(_notebook(tmp_path / "01_x.ipynb", "%matplotlib inline\nx = !ls\nawait x")) == []


def test_a_column_that_tells_nothing_is_refused(study: Study, built: TableSet) -> None:
    asked, columns = questionnaire.load(study), built.of(Columns)
    whole = built.of(Completeness)
    assert list(unusable(study, asked, whole, columns)) == []
    spoilt = whole.copy()
    needed = spoilt["question"].eq("need_stage") & spoilt["cluster"].eq("euronest")
    said = ["answered", "dont_know", "refused", "not_applicable", "not_understood"]
    spoilt.loc[needed, said] = 0
    spoilt.loc[needed, "unanswered"] = 9
    unknown = spoilt["question"].eq("organisation_type") & spoilt["cluster"].eq("astrico-ne")
    spoilt.loc[unknown, "not_understood"] = spoilt.loc[unknown, "answered"]
    spoilt.loc[unknown, "distribution"] = ""
    nobody, none = unusable(study, asked, spoilt, columns)
    assert (nobody.file, none.file) == ("data/raw/survey/euronest.xlsx", "data/raw/survey/astrico-ne.xlsx")
    assert "Nobody answered the question need_stage" in nobody.found
    assert "is an option of the questionnaire" in none.found


def test_ticks_that_are_none_and_repeats_that_nobody_filled_in_are_refused(study: Study, built: TableSet) -> None:
    asked, columns, whole = questionnaire.load(study), built.of(Columns), built.of(Completeness)
    links = whole["repeat"].eq("links") & whole["cluster"].eq("euronest")
    needed = {question.name for question in asked.of("links") if question.needed}
    told = " ".join(problem.found for problem in unusable(study, asked, whole[~links], columns))
    assert needed and all(f"Nobody answered the question {name}," in told for name in needed)
    ticks = whole["question"].eq("certificates") & whole["cluster"].eq("euronest")
    spoilt = whole.copy()
    # Ticks that are none are no answers; what was written beside *other* is one.
    spoilt.loc[ticks, ["answered", "not_understood"]] = [6, 9]
    spoilt.loc[ticks, "distribution"] = "other 6"
    (problem,) = unusable(study, asked, spoilt, columns)
    assert "None of the 9 answers to certificates is an option" in problem.found
    spoilt.loc[ticks, ["answered", "not_understood"]] = [6, 1]
    assert list(unusable(study, asked, spoilt, columns)) == []


def test_a_needed_column_of_which_nothing_can_be_read_is_refused_unless_somebody_may_choose(
    study: Study, built: TableSet
) -> None:
    asked, columns, ledger = questionnaire.load(study), built.of(Columns), built.of(Ledger)
    whole = built.of(Completeness)
    assert list(unreadable(study, asked, whole, columns, ledger)) == []
    spoilt = whole.copy()
    column = spoilt["question"].eq("caen") & spoilt["cluster"].eq("euronest")
    spoilt.loc[column, "not_understood"] = spoilt.loc[column, "answered"]
    spoilt.loc[column, "distribution"] = ""
    lost = ledger[:1].assign(cluster="euronest", question="caen", rule="not_a_class", proposals="")
    (problem,) = unreadable(study, asked, spoilt, columns, lost)
    assert "answers to caen can be read" in problem.found
    assert list(unreadable(study, asked, spoilt, columns, lost.assign(proposals="6201;6202"))) == []


def test_a_column_of_whose_words_all_were_taken_for_other_is_refused(study: Study, built: TableSet) -> None:
    asked, columns, ledger = questionnaire.load(study), built.of(Columns), built.of(Ledger)
    spoilt = built.of(Completeness).copy()
    column = spoilt["question"].eq("certificates") & spoilt["cluster"].eq("euronest")
    spoilt.loc[column, ["answered", "distribution"]] = [5, "other 5"]
    taken = pd.concat([ledger[:1]] * 5).assign(
        cluster="euronest", question="certificates", rule="taken_for_other", raw="Zzq", proposals=""
    )
    (problem,) = unreadable(study, asked, spoilt, columns, taken)
    assert "None of the 5 answers to certificates is an option" in problem.found
    # Words that stand beside an empty list are an answer, and so are those led by *other*.
    assert list(unreadable(study, asked, spoilt, columns, taken.assign(raw="-"))) == []
    assert list(unreadable(study, asked, spoilt, columns, taken[:4])) == []


def test_heads_of_stages_that_slipped_to_the_side_are_refused(study: Study, built: TableSet) -> None:
    columns, whole, ledger = built.of(Columns), built.of(Completeness), built.of(Ledger)
    assert list(slipped(study, whole, columns, ledger)) == []
    row = whole["question"].eq("main_stage") & whole["cluster"].eq("euronest")
    told = whole.assign(answered=whole["answered"].mask(row, 12), not_understood=whole["not_understood"].mask(row, 6))
    outside = pd.concat([ledger[:1]] * 6).assign(
        cluster="euronest", question="main_stage", rule="main_not_among_stages", wave=whole.loc[row, "wave"].iloc[0]
    )
    (problem,) = slipped(study, told, columns, outside)
    assert problem.file == "data/raw/survey/euronest.xlsx"
    assert "6 respondents name a main stage that they did not tick" in problem.found
    assert list(slipped(study, told, columns, outside[:5])) == []


def test_an_export_of_whose_responses_none_is_of_a_member_is_refused(study: Study, built: TableSet) -> None:
    accounting = built.of(Accounting)
    assert list(of_strangers(study, accounting)) == []
    strange = accounting.copy()
    strange.loc[strange["cluster"] == "iconic", ["outcome", "reason"]] = ["dropped", NOT_ON_ROSTER]
    (problem,) = of_strangers(study, strange)
    assert "is of a member on the roster of iconic" in problem.found
