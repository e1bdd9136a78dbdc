"""The demonstration of another study takes place when and where that study does, in its languages and money."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from conftest import ROOT, Command
from hypothesis import given
from hypothesis import strategies as st
from stdnum.it import iva
from test_new import MARCHE, POLISH

from pilotanalysis import pipeline
from pilotanalysis.demo.scene import Scene, scene_of
from pilotanalysis.pilot.monitoring.tabulation import OF_CLUSTERS
from pilotanalysis.pilot.monitoring_tables import MonitoringFlags
from pilotanalysis.study import Study
from pilotanalysis.survey.tables import Ledger

#: What tells of the North-East of Romania, of 2014, or of lei.
_FOREIGN = re.compile(
    r"Exemplu|exemplu|Iași|Suceava|Neamț|\b(?:SRL|SA(?! 8000))\b|\blei\b|_lei\b|RON|_ro\b|\bro\b|201[0-5]-\d\d|[ășțĂȘȚ]"
)


def _demonstration(command: Command, folder: Path, options: tuple[str, ...], *more: object) -> Path:
    assert command("new", folder / "new", *options, "--study", ROOT).returncode == 0
    made = command("demo", folder / "demo", "--study", folder / "new", "--respondents", 15, *more)
    assert made.returncode == 0, made.stderr
    return folder / "demo"


def _cells(root: Path) -> list[tuple[str, str]]:
    """All that the demonstration writes of itself, with the file that says it."""
    found = []
    for path in sorted(root.rglob("*")):
        part = path.relative_to(root).as_posix()
        if part.startswith(("data/raw/reference", "notebooks")) or path.name == "questionnaire.xlsx":
            continue
        if path.suffix == ".csv":
            found += [(part, line) for line in path.read_text("utf-8").splitlines()]
        elif path.suffix == ".xlsx":
            book = openpyxl.load_workbook(path)
            found += [(part, str(cell)) for sheet in book for row in sheet.values for cell in row if cell is not None]
    return found


def test_nothing_of_the_pack_s_pilot_stands_in_the_demonstration_of_another_study(
    command: Command, tmp_path: Path
) -> None:
    root = _demonstration(command, tmp_path, MARCHE)
    assert [(part, cell) for part, cell in _cells(root) if _FOREIGN.search(cell)] == []
    people = pd.read_csv(root / "truth" / "organisations.csv", dtype=str)
    assert people["name"].str.contains("Esempio").all()
    assert people["fiscal_code"].map(iva.is_valid).all()
    assert set(people["legal_form"].dropna()) <= {"srl", "spa", "snc", "cooperative", "sole_trader"}
    pilot = root / "data" / "raw" / "pilot"
    events, budget = (pd.read_csv(pilot / f"{name}.csv") for name in ("events", "budget"))
    assert events["date"].between("2026-01-01", "2026-06-30").all()
    assert set(events["place"]) <= {"Pesaro e Urbino", "Ancona", "Macerata", "Ascoli Piceno", "Fermo"}
    assert budget["planned_eur"].sum() == 20_000
    assert set(pd.read_csv(root / "data" / "raw" / "register" / "register.csv")["year"]) == {2025}
    submitted = openpyxl.load_workbook(root / "data" / "raw" / "survey" / "calzature.xlsx")["answers"]
    assert submitted.max_row > 15


@pytest.mark.parametrize("tool", ["limesurvey", "kobo", "google_forms"])
def test_tools_write_the_answers_of_another_study(command: Command, tmp_path: Path, tool: str) -> None:
    root = _demonstration(command, tmp_path, MARCHE, "--tool", f"calzature={tool}")
    ledger = pipeline.build(Study(root), pipeline.CHAPTERS[:1]).of(Ledger)
    codes = ledger[ledger["question"] == "fiscal_code"]
    assert not codes["rule"].isin(["checksum", "not_a_fiscal_code"]).any()
    assert not [cell for _part, cell in _cells(root / "data" / "raw" / "survey") if _FOREIGN.search(cell)]


def test_turnover_is_given_in_the_currency_of_the_country(command: Command, tmp_path: Path) -> None:
    root = _demonstration(command, tmp_path, POLISH)
    truth = pd.read_csv(root / "truth" / "organisations.csv").set_index("respondent")
    assert set(truth["turnover_unit"].dropna()) <= {"pln", "thousand_pln", "million_pln", "eur", "thousand_eur"}
    told = pd.read_excel(root / "data" / "raw" / "survey" / "wood.xlsx", sheet_name="answers", engine="calamine")
    told = told.set_index("respondent")[["turnover", "turnover_unit"]]
    zloty = told[told["turnover_unit"] == "thousand_pln"].join(truth["turnover"].rename("meant"), how="inner")
    assert len(zloty)
    assert zloty["turnover"].to_numpy() == pytest.approx(zloty["meant"].to_numpy() * 4.25, abs=0.1)


@pytest.mark.long
def test_monitoring_finds_what_was_planted_in_another_study(command: Command, tmp_path: Path) -> None:
    # An action of six weeks, in which days of the lists fall together.
    options = (
        "--title", "Textiles", "--country", "RO", "--region", "RO21", "--language", "ro", "--cluster",
        "north=Textiles of the North:astrico-ne", "--start", "2016-09-05", "--end", "2016-10-15", "--budget", "5000",
    )  # fmt: skip
    root = _demonstration(command, tmp_path, options)
    flags = pipeline.build(Study(root), pipeline.CHAPTERS).of(MonitoringFlags)
    flags = flags[~flags["flag"].isin(["off_track", *OF_CLUSTERS])]
    planted = pd.read_csv(root / "truth" / "planted.csv")
    wanted = planted[planted["table"].isin(["spending", "timetable"]) | (planted["finding"] == "held_after")]
    pairs = set(flags[["flag", "subject"]].itertuples(index=False, name=None))
    assert pairs == set(wanted[["finding", "key"]].itertuples(index=False, name=None))


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(20, 800), st.data())
def test_days_keep_their_order_and_their_side_of_the_end(start: date, length: int, data: st.DataObject) -> None:
    end = date.fromordinal(start.toordinal() + length)
    scene = Scene(start, end, 1.0, "IT", "Europe/Rome", ("it",), (), {"eur": 1.0}, ())
    days = st.dates(date(2014, 1, 3), date(2014, 12, 31)).filter(lambda day: day.weekday() < 5)
    one, other = sorted((data.draw(days), data.draw(days)))
    moved = scene.day(one.isoformat()), scene.day(other.isoformat())
    assert moved[0] <= moved[1]
    for day, found in zip((one, other), map(date.fromisoformat, moved), strict=True):
        if day <= date(2014, 6, 30):
            assert start <= found <= end
        elif day >= date(2014, 7, 3):
            assert found > end
        assert found.weekday() < 5 or found <= date.fromordinal(start.toordinal() + 1)


def test_the_pack_s_own_pilot_is_not_moved(study: Study) -> None:
    scene = scene_of(study)
    for day in pd.date_range("2014-01-01", "2014-12-31").strftime("%Y-%m-%d"):
        assert scene.day(day) == day
    assert scene.holidays == ["2014-04-21", "2014-05-01", "2014-06-09"]
    assert scene.amount("2025.43") == "2025.43"
