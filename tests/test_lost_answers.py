"""Damaged copies of what Google Forms and EUSurvey write: whatever is lost of what the analysis needs is told."""

from __future__ import annotations

import csv
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import openpyxl
import pandas as pd
import pytest
from conftest import copy_study, keep_only
from test_own_exports import Desk

from pilotanalysis import reference
from pilotanalysis.problems import Problem, StudyError
from pilotanalysis.study import Study
from pilotanalysis.survey import questionnaire as forms
from pilotanalysis.survey import roster, tables
from pilotanalysis.survey.cleaning import context_of
from pilotanalysis.survey.coding import Coder
from pilotanalysis.survey.usable import unusable

FILES = ("euronest.google-us-times.csv", "iconic.eusurvey-shortnames.xlsx")
Rows = list[list[object]]


@dataclass(frozen=True)
class Whole:
    """A true export, with where the columns of needed questions stand."""

    study: Study
    desk: Desk
    sheets: Mapping[str, Rows]
    columns: pd.DataFrame
    ending: str

    def copy(self) -> dict[str, Rows]:
        return {name: [list(row) for row in rows] for name, rows in self.sheets.items()}

    def told(self, sheets: Mapping[str, Rows], folder: Path) -> list[Problem]:
        """What is told of a damaged copy."""
        path = folder / f"{self.desk.cluster}{self.ending}"
        _write(path, sheets)
        try:
            made = self.desk.tables(path)
        except StudyError as error:
            return error.problems
        asked = self.desk.context.questionnaire
        return list(unusable(self.study, asked, made[tables.Completeness], made[tables.Columns]))


def _cells(path: Path) -> dict[str, Rows]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return {"": [list(row) for row in csv.reader(file)]}
    return {sheet.title: [list(row) for row in sheet.values] for sheet in openpyxl.load_workbook(path)}


def _write(path: Path, sheets: Mapping[str, Rows]) -> None:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(sheets[""])
        return
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)


@pytest.fixture(scope="module")
def coder(study: Study) -> Coder:
    """Learns once what texts mean."""
    return Coder(reference.load(study, reference.Catalogue), reference.load(study, reference.Glossary), {})


@pytest.fixture(scope="module", params=FILES)
def whole(
    request: pytest.FixtureRequest, shared: Path, tmp_path_factory: pytest.TempPathFactory, coder: Coder
) -> Whole:
    source = shared / "exports" / "odd" / request.param
    cluster = source.name.partition(".")[0]
    root = keep_only(cluster, copy_study(tmp_path_factory.mktemp("lost") / "study"))
    study = Study(root)
    stages, counties = reference.load(study, reference.Catalogue), reference.load(study, reference.Counties)
    nobody, _statements = roster.read_roster(study, "2014", cluster, stages, counties)
    desk = Desk(context_of(study, forms.load(study)), nobody, coder, cluster)
    read = desk.read(source)
    # Those who answer are the members.
    about = read.blocks[""].dropna(subset="fiscal_code").drop_duplicates("fiscal_code").to_dict("records")
    columns = roster.COLUMNS["members"]
    members = [list(columns), *([*(row[column] for column in columns[:4]), "1-9"] for row in about)]
    lists = {"members": members, "statements": [list(roster.COLUMNS["statements"])]}
    _write(root / "data" / "raw" / "roster" / f"{cluster}.xlsx", lists)
    listed, _statements = roster.read_roster(study, "2014", cluster, stages, counties)
    asked = desk.context.questionnaire
    needed = [name for name, question in asked.by_name.items() if question.needed]
    found = read.columns[(read.columns["status"] == "question") & read.columns["question"].isin(needed)]
    heads = found["sheet"].map(read.head_rows).fillna(1).astype("int64")
    return Whole(study, replace(desk, roster=listed), _cells(source), found.assign(head=heads), source.suffix)


def _of_a_question(whole: Whole, chance: Random, with_options: bool = False) -> pd.DataFrame:
    asked = whole.desk.context.questionnaire
    names = sorted(set(whole.columns["question"]))
    # Of who answered nothing hangs on an option, and by name and code alone nobody is known.
    names = [name for name in names if name not in ("cluster", "name", "fiscal_code")]
    names = [name for name in names if not with_options or asked.options_of(asked.by_name[name])]
    return whole.columns[whole.columns["question"] == chance.choice(names)]


def _filled(whole: Whole, columns: pd.DataFrame, cell: Callable[[object, int], object]) -> dict[str, Rows]:
    """Put other cells below the heads of columns."""
    sheets = whole.copy()
    for sheet, position, head in columns[["sheet", "position", "head"]].itertuples(index=False):
        for number, row in enumerate(sheets[sheet][head:]):
            if position <= len(row):
                row[position - 1] = cell(row[position - 1], number)
    return sheets


def _without(whole: Whole, columns: pd.DataFrame) -> dict[str, Rows]:
    gone = {(sheet, position - 1) for sheet, position in columns[["sheet", "position"]].itertuples(index=False)}
    return {
        name: [[cell for place, cell in enumerate(row) if (name, place) not in gone] for row in rows]
        for name, rows in whole.copy().items()
    }


def _question_lost(whole: Whole, chance: Random) -> dict[str, Rows]:
    return _without(whole, _of_a_question(whole, chance))


def _block_loses_a_question(whole: Whole, chance: Random) -> dict[str, Rows]:
    first = whole.columns[whole.columns["number"] == 1]
    one = first[first["question"] == chance.choice(sorted(set(first["question"])))]
    return _without(whole, one)


def _nobody_answered(whole: Whole, chance: Random) -> dict[str, Rows]:
    return _filled(whole, _of_a_question(whole, chance), lambda _cell, _number: "")


def _unknown_codes(whole: Whole, chance: Random) -> dict[str, Rows]:
    columns = _of_a_question(whole, chance, with_options=True)
    return _filled(whole, columns, lambda cell, number: f"zz{number}" if cell else cell)


def _heads_again(whole: Whole, _chance: Random) -> dict[str, Rows]:
    sheets = whole.copy()
    for name, head in whole.columns[["sheet", "head"]].drop_duplicates().itertuples(index=False):
        sheets[name].insert(head, list(sheets[name][head - 1]))
    return sheets


def _cut_in_the_middle(whole: Whole, chance: Random) -> dict[str, Rows]:
    width = chance.randrange(whole.columns["position"].max() // 3, whole.columns["position"].max() - 10)
    return {name: [row[:width] for row in rows] for name, rows in whole.copy().items()}


KINDS = (_question_lost, _block_loses_a_question, _nobody_answered, _unknown_codes, _cut_in_the_middle)


def test_nothing_is_told_of_the_whole_file(whole: Whole, tmp_path: Path) -> None:
    assert whole.told(whole.sheets, tmp_path) == []


@pytest.mark.parametrize("damage", KINDS)
def test_what_is_lost_is_told(whole: Whole, damage: Callable[[Whole, Random], dict[str, Rows]], tmp_path: Path) -> None:
    chance = Random(zlib.crc32(damage.__name__.encode()))
    assert whole.told(damage(whole, chance), tmp_path)


def test_heads_that_stand_twice_change_no_answer(whole: Whole, tmp_path: Path) -> None:
    again, once = _heads_again(whole, Random(1)), whole.copy()
    assert whole.told(again, tmp_path) == []
    path = tmp_path / f"{whole.desk.cluster}{whole.ending}"
    tables_again = whole.desk.tables(path)
    _write(path, once)
    for model, frame in whole.desk.tables(path).items():
        where = [name for name in frame if name in ("row_id", "row", "made_from", "respondent")]
        pd.testing.assert_frame_equal(tables_again[model].drop(columns=where), frame.drop(columns=where))
