"""Blocks of shares that wait: one decision for all parts, which add up to 100 then, or nothing is taken."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from conftest import SURVEY, Command, keep_only
from openpyxl import load_workbook

from pilotanalysis import pipeline, survey
from pilotanalysis.demo.write import Wish, write_study
from pilotanalysis.study import Study
from pilotanalysis.survey.decisions import recorded
from pilotanalysis.survey.tables import Inputs, Review

pytestmark = pytest.mark.usefixtures("survey_alone")

PARTS = ("county", "region", "country", "eu", "beyond")
NAMES = tuple(f"input_{part}" for part in PARTS)
#: Shares as they stand in the sheet inputs, from this row on.
FIRST = 11
TYPED = [
    ("40", "40", None, None, None),
    ("30", "câteva", "30", None, "-"),
    ("60", "60", None, None, None),
    ("50", "20", None, None, None),
    ("45", "puțin", "nu știu", None, None),
]
SHORT, UNREAD, LONG, TO_SPLIT, TWO_UNREAD = range(5)


@pytest.fixture(scope="module")
def waits(survey_alone: None, study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small study of one cluster in which five blocks of shares wait, cleaned."""
    root = tmp_path_factory.mktemp("shares") / "study"
    write_study(study, root, Wish(5, respondents=8, mess=0.0))
    path = root / "data/raw/survey/euronest.xlsx"
    book = load_workbook(path)
    sheet = book["inputs"]
    heads = [str(cell.value) for cell in sheet[1]]
    first = next(place for place, head in enumerate(heads) if "Own county" in head)
    for row, shares in enumerate(TYPED, start=FIRST):
        for place, share in enumerate(shares, start=first + 1):
            sheet.cell(row, place).value = share
    book.save(path)
    pipeline.clean(Study(keep_only("euronest", root)))
    return root


@pytest.fixture
def root(waits: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(waits, tmp_path / "study"))


def _frames(root: Path, **decisions: str) -> dict[str, pd.DataFrame]:
    """Sheets of the review, with decisions on the blocks that stand in :data:`TYPED`."""
    frames = survey.read_review(Study(root))
    shares = frames["shares"]
    for name, said in decisions.items():
        row = shares.index[shares["where"].str.endswith(f"!{globals()[name] + FIRST}")][0]
        shares.loc[row, ["decision", "who"]] = said, "A. Nalyst"
    return frames


def _corrected(root: Path) -> dict[tuple[int, str], str]:
    """What is decided, by the row of the sheet inputs and the part."""
    corrections, _codings = recorded(Study(root))
    where = survey.read_review(Study(root))["answers"].set_index(["respondent", "number"])["where"]
    rows = {key: int(str(place).rpartition("!")[2]) - FIRST for key, place in where.items()}
    return {
        (rows[one["respondent"], str(one["number"])], one["question"].removeprefix("input_")): one["value"]
        for one in corrections.to_dict("records")
    }


def test_a_block_waits_in_one_row_that_shows_what_each_choice_makes_of_it(root: Path) -> None:
    shares = _frames(root)["shares"]
    assert len(shares) == len(TYPED)
    short, unread, long, _split, two = shares.to_dict("records")
    assert short["as typed"] == "input_county: 40; input_region: 40; input_country:; input_eu:; input_beyond:"
    assert (short["adds up to"], short["block"]) == ("80", "input_origin")
    assert short["proposals"].split(";") == ["scale to 100", *(f"rest in {name}" for name in NAMES[2:]), "no answer"]
    assert "scale to 100: 50; 50; 0; 0; 0 | rest in input_country: 40; 40; 20; 0; 0 | " in short["would change"]
    assert (unread["adds up to"], unread["proposals"]) == ("60, without input_region", "rest in input_region;no answer")
    assert long["proposals"] == "scale to 100;no answer"
    assert two["adds up to"] == "45, without input_region, input_country"
    assert two["proposals"] == "no answer"
    assert shares["organisation"].ne("").all()


def test_what_is_decided_on_a_block_is_written_cell_by_cell_and_waits_no_longer(root: Path) -> None:
    frames = _frames(
        root, SHORT="rest in input_country", UNREAD="Rest in input_region", LONG="scale to 100",
        TO_SPLIT="50 %; 20; ; 29,5; 0", TWO_UNREAD="no answer",
    )  # fmt: skip
    study = Study(root)
    number = survey.decide(study, frames)
    told = _corrected(root)
    assert number == len(told)
    assert {part: told[SHORT, part] for part in PARTS[:3]} == {"county": "40", "region": "40", "country": "20"}
    assert told[UNREAD, "region"] == "40" and (UNREAD, "beyond") not in told
    assert [told[LONG, part] for part in PARTS[:2]] == ["50", "50"]
    assert [told[TO_SPLIT, part] for part in ("county", "region", "eu")] == ["50", "20", "29.5"]
    assert {told[TWO_UNREAD, part] for part in PARTS[:3]} == {"no answer"}
    assert survey.decide(study, frames) == 0, "the same again"
    tables = pipeline.build(study, SURVEY)
    inputs = tables.of(Inputs).set_index("row")
    shares = (
        inputs.loc[[FIRST + place for place in (SHORT, UNREAD, LONG, TO_SPLIT)], [f"share_{part}" for part in PARTS]]
        .to_numpy()
        .tolist()
    )
    assert shares == [[40, 40, 20, 0, 0], [30, 40, 30, 0, 0], [50, 50, 0, 0, 0], [50, 20, 0, 29.5, 0]]
    assert inputs.loc[FIRST + TWO_UNREAD, [f"share_{part}" for part in PARTS]].isna().all()
    assert not set(tables.of(Review)["question"]) & {*NAMES}


@pytest.mark.parametrize(
    ("name", "said", "words"),
    [
        ("SHORT", "40; 40; 10; 0; 0", ("add up to 90, not to 100", "input_county; input_region; ", "rest in input_eu")),
        ("SHORT", "40; 60", ("'40; 60' is no decision on these shares", "scale to 100")),
        ("SHORT", "qwertz; 40; 60; 0; 0", ("is no decision",)),
        ("SHORT", "rest in input_county", ("is no decision",)),
        ("LONG", "rest in input_eu", ("is no decision", "scale to 100")),
        ("TWO_UNREAD", "scale to 100", ("is no decision", "no answer")),
    ],
)
def test_shares_that_still_do_not_add_up_are_told_and_nothing_of_the_block_is_taken(
    root: Path, name: str, said: str, words: tuple[str, ...]
) -> None:
    frames = _frames(root, **{"TO_SPLIT": "50; 20; 30; 0; 0", name: said})
    with pytest.raises(survey.NotAllBroughtIn) as told:
        survey.decide(Study(root), frames)
    (problem,) = told.value.problems
    assert (problem.sheet, problem.row, problem.column) == ("shares", globals()[name] + 2, "decision")
    assert problem.file == "data/processed/review.xlsx"
    assert all(word in str(problem) for word in words), problem
    assert {row for row, _part in _corrected(root)} == {TO_SPLIT}


def test_a_cell_that_was_decided_by_itself_keeps_its_decision(root: Path) -> None:
    study = Study(root)
    frames = _frames(root, SHORT="rest in input_country", LONG="scale to 100")
    answers = frames["answers"]
    own = answers["where"].str.endswith(f"!{FIRST + SHORT}") & (answers["question"] == "input_region")
    answers.loc[own, ["decision", "who"]] = "35", "B. Nalyst"
    own = answers["where"].str.endswith(f"!{FIRST + LONG}") & (answers["question"] == "input_region")
    answers.loc[own, ["decision", "who"]] = "55", "B. Nalyst"
    with pytest.raises(survey.NotAllBroughtIn) as told:
        survey.decide(study, frames)
    (problem,) = told.value.problems
    assert problem.row == LONG + 2 and "kept: input_region (55)" in str(problem)
    corrections, _codings = recorded(study)
    assert _corrected(root) == {
        (SHORT, "county"): "40", (SHORT, "region"): "35", (SHORT, "country"): "25", (LONG, "region"): "55",
    }  # fmt: skip
    assert corrections.set_index("question").loc["input_country", "who"] == "A. Nalyst"
    # What was decided by itself before is kept likewise.
    assert survey.decide(study, _frames(root, LONG="45; ; 0; 0; 0")) == 1
    assert _corrected(root)[LONG, "county"] == "45"


def test_a_decision_on_a_block_is_neither_lost_nor_taken_for_other_answers(root: Path, command: Command) -> None:
    path = root / "data/processed/review.xlsx"
    book = load_workbook(path)
    heads = {str(cell.value): cell.column for cell in book["shares"][1]}
    for head, said in (("decision", "scale to 100"), ("who", "A. Nalyst")):
        book["shares"].cell(2, heads[head]).value = said
    book.save(path)
    again = command("clean", "--study", root)
    assert again.returncode == 1 and "sheet shares, row 2" in again.stderr
    book["shares"].cell(2, heads["as typed"]).value = "input_county: 41"
    book.save(path)
    done = command("decide", "--study", root)
    assert done.returncode == 1 and "sheet shares, row 2, column as typed: No such shares wait." in done.stderr
