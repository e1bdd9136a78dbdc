"""The public release of the shipped study under attack: nobody works out of it what it suppresses.

The attack itself, and what an outsider knows, stands in ``intruder.py``. Beside it stand leaks that are planted in a
copy of the reports: the attack must find each, or it proves nothing.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from intruder import (
    LANGUAGES,
    SUPPRESSED,
    Reports,
    leaks,
    what_is_known,
    what_rows_tell,
    what_stands_beside,
    what_survives,
    what_words_tell,
)

from pilotanalysis.study import Study

pytestmark = pytest.mark.long

INTAKE, CHAIN = "01_survey_intake", "03_value_chain_gaps.ind-agro-pol"


def test_nobody_works_out_what_the_public_release_suppresses(published: Study) -> None:
    reports = Reports(published.reports)
    assert what_is_known(reports).hidden
    assert list(leaks(reports, published.settings.thresholds.disclosure_minimum)) == []


@pytest.fixture
def copy(published: Study, tmp_path: Path) -> Path:
    """A copy of the public reports to plant a leak in."""
    return shutil.copytree(published.reports, tmp_path / "reports")


def _change(folder: Path, stem: str, change: Callable[[dict[str, dict[str, Any]]], None]) -> Reports:
    """Change the results of a notebook, given by id."""
    path = folder / "results" / f"{stem}.json"
    content = json.loads(path.read_text("utf-8"))
    change({item["id"]: item for item in content["items"]})
    path.write_text(json.dumps(content), "utf-8")
    return Reports(folder)


def _tell(item: dict[str, Any], row: int, name: str, value: object) -> None:
    """Show a cell that is suppressed."""
    item["suppressed"].remove([row, name])
    item["records"][row][[column["name"] for column in item["columns"]].index(name)] = value


def test_a_complement_that_is_shown_is_found(copy: Path) -> None:
    before = Reports(copy)
    known = what_is_known(before)
    rows = before.table(INTAKE, "response")
    place = next(place for place, row in enumerate(rows) if row["not_answered"] == SUPPRESSED)
    about = (rows[place]["cluster"], "type", rows[place]["category"])
    low, _high = known.bounds(("not answered", *about))
    reports = _change(copy, INTAKE, lambda items: _tell(items["response"], place, "not_answered", round(low)))
    answered = int(rows[place]["members"]) - round(low)
    assert f"answered {' '.join(about)} is between {answered} and {answered}" in what_is_known(reports).narrow(3)


def test_a_sum_that_a_sentence_tells_is_found(copy: Path) -> None:
    def plant(items: dict[str, dict[str, Any]]) -> None:
        items["responses_partial"] |= {"value": 2, "suppressed": False}

    assert any(one.startswith("partial") for one in what_is_known(_change(copy, INTAKE, plant)).narrow(3))


def test_counts_of_an_event_that_the_others_give_back_are_found(copy: Path) -> None:
    counts = ("came", "met", "meetings")

    def plant(items: dict[str, dict[str, Any]]) -> None:
        item = items["monitoring_meetings"]
        names = [column["name"] for column in item["columns"]]
        item["suppressed"] = [[row, count] for row, count in enumerate(counts)]
        for row, count in item["suppressed"]:
            item["records"][row][names.index(count)] = None

    reports = _change(copy, "08_monitoring", plant)
    found = what_is_known(reports).narrow(3)
    for row, count in zip(reports.table("08_monitoring", "monitoring_meetings"), counts, strict=False):
        start = f"events {row['reader']} {row['place']} {count} is between"
        assert any(one.startswith(start) for one in found), start


def test_a_gap_that_hangs_on_one_member_is_found_by_its_row(copy: Path) -> None:
    def plant(items: dict[str, dict[str, Any]]) -> None:
        stages, gaps = items["stages"], items["gaps"]
        few = next(stages["records"][row][0] for row, name in stages["suppressed"] if name == "members")
        gaps["records"].append([few, "thin", *gaps["records"][-1][2:]])

    reports = _change(copy, CHAIN, plant)
    assert any("has the gaps ['thin']" in one for one in what_rows_tell(reports))
    assert any("counted and not shown" in one for one in what_rows_tell(reports))


def test_places_that_nothing_takes_are_found(copy: Path) -> None:
    def plant(items: dict[str, dict[str, Any]]) -> None:
        del items["gap_ranking_table"]["records"][2]
        items["gap_ranking_table"]["suppressed"] = []

    assert any("places of rank" in one for one in what_rows_tell(_change(copy, CHAIN, plant)))


def test_a_bound_beside_its_count_is_found(copy: Path) -> None:
    def plant(items: dict[str, dict[str, Any]]) -> None:
        gaps = items["gaps"]
        _tell(gaps, next(row for row, name in gaps["suppressed"] if name == "demand_upper"), "demand_upper", 8)

    assert any("demand_upper beside demand" in one for one in what_stands_beside(_change(copy, CHAIN, plant)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_that_names_what_is_blanked_is_found(copy: Path, language: str) -> None:
    def plant(items: dict[str, dict[str, Any]]) -> None:
        stages = items["stages"]
        few = next(stages["records"][row][0] for row, name in stages["suppressed"] if name == "members")
        words = {column["name"]: column["words"] for column in items["gaps"]["columns"]}
        said = f"{words['stage'][few][language]}: {words['kind']['thin'][language]}"
        items["worst_gap"]["text"][language] = said

    found = next(what_words_tell(_change(copy, CHAIN, plant), [language]))
    assert f"worst_gap text ({language})" in found


def test_a_cell_that_survives_in_a_file_is_found(copy: Path) -> None:
    path = copy / "tables" / "stages.csv"
    path.write_text(path.read_text("utf-8").replace(SUPPRESSED, "1", 1), "utf-8")
    assert any(one.startswith("stages.csv") for one in what_survives(Reports(copy)))


def test_results_of_a_working_run_are_found(copy: Path) -> None:
    (copy / "expected" / "01_survey_intake.json").write_text("{}", "utf-8")
    assert "what a working run expects is published" in list(what_survives(Reports(copy)))
