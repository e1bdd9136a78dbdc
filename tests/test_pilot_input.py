"""What is kept of the pilot action as offices keep it: workbooks, empty tables, misnamed files, wrong cells."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from conftest import Command

from pilotanalysis import pilot
from pilotanalysis.meetings.cluster_tables import BudgetLines
from pilotanalysis.pilot.assistance.plan import plan_assistance
from pilotanalysis.pilot.assistance_tables import AssistancePlan
from pilotanalysis.pilot.logs import read_pilot
from pilotanalysis.pilot.monitoring.follow import follow
from pilotanalysis.pilot.monitoring_tables import IndicatorStatus, MonitoringFlags, StatusDays
from pilotanalysis.pilot.tables import LOGS
from pilotanalysis.problems import Problem, StudyError
from pilotanalysis.results import Report
from pilotanalysis.store import Store
from pilotanalysis.study import Study
from pilotanalysis.survey.tables import AssistanceNeeds
from pilotanalysis.tables import TableSet, empty

#: A column of each table with what cannot stand in it, and in whose words that is told.
WRONG = [
    ("measures", "hours", "six", "six"),
    ("assistance", "satisfaction", "6", "6"),
    ("indicators", "better", "higher", "more, less"),
    ("indicator_values", "actual", "1.2.3", "1.2.3"),
    ("timetable", "planned_start", "6 January", "YYYY-MM-DD"),
    ("spending", "amount_eur", "lots", "lots"),
    ("decisions", "who", "nobody", "nobody is not known"),
    ("recipients", "use", "liked", "none, read, contacted, met, agreed"),
]


def folder(root: Path) -> Path:
    return root / "data" / "raw" / "pilot"


def refused(root: Path, built: TableSet) -> list[Problem]:
    with pytest.raises(StudyError) as found:
        read_pilot(Study(root), built)
    return list(found.value.problems)


def test_every_table_has_a_case(study: Study) -> None:
    assert {name for name, _column, _value, _said in WRONG} == set(LOGS.values())


@pytest.mark.parametrize(("name", "column", "value", "said"), WRONG)
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_wrong_cell_is_told_by_file_row_and_column_and_nothing_else_is(
    name: str, column: str, value: str, said: str, ending: str, spoilt: Path, built: TableSet
) -> None:
    path = folder(spoilt) / f"{name}.csv"
    frame = pd.read_csv(path, dtype="str", keep_default_na=False)
    frame.loc[2, column] = value
    path.unlink()
    if ending == "csv":
        frame.to_csv(path, index=False)
    else:
        frame.to_excel(path.with_suffix(".xlsx"), index=False)
    (problem,) = refused(spoilt, built)
    assert problem.file == f"data/raw/pilot/{name}.{ending}"
    assert (problem.row, problem.column) == (4, column)
    assert said in str(problem)
    assert problem.remedy


def test_all_wrong_tables_are_told_at_once(spoilt: Path, built: TableSet) -> None:
    for name in ("spending", "timetable"):
        path = folder(spoilt) / f"{name}.csv"
        path.write_text(path.read_text("utf-8").replace("2014-0", "2014/0", 1), "utf-8")
    assert {problem.file for problem in refused(spoilt, built)} == {
        "data/raw/pilot/spending.csv", "data/raw/pilot/timetable.csv",
    }  # fmt: skip


def test_a_column_that_is_missing_is_named(spoilt: Path, built: TableSet) -> None:
    path = folder(spoilt) / "spending.csv"
    pd.read_csv(path).drop(columns="purpose").to_csv(path, index=False)
    (problem,) = refused(spoilt, built)
    assert "purpose" in str(problem)


def test_two_files_of_one_table_are_refused(spoilt: Path, built: TableSet) -> None:
    path = folder(spoilt) / "spending.csv"
    pd.read_csv(path).to_excel(path.with_suffix(".xlsx"), index=False)
    (problem,) = refused(spoilt, built)
    assert "spending.xlsx too" in str(problem)


def test_workbooks_do_for_all_tables(spoilt: Path, built: TableSet) -> None:
    before = read_pilot(Study(spoilt), built)
    for name in LOGS.values():
        path = folder(spoilt) / f"{name}.csv"
        pd.read_csv(path).to_excel(path.with_suffix(".xlsx"), index=False, sheet_name=name)
        path.unlink()
    after = read_pilot(Study(spoilt), built)
    for model in LOGS:
        same = [column for column in before[model] if column not in ("row_id", "file", "sheet")]
        pd.testing.assert_frame_equal(after[model][same], before[model][same])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Spending.csv", "Save it as spending.csv"), ("spending.XLSX", "Save it as spending.csv"),
        ("timetable.xls", "Save it as timetable.csv"), ("indicator_value.csv", "Did you mean indicator_values?"),
        ("measure.xlsx", "Did you mean measures?"), ("recipient.csv", "Did you mean recipients?"),
    ],
)  # fmt: skip
def test_a_misnamed_file_is_told_and_not_passed_over(name: str, said: str, spoilt: Path) -> None:
    (folder(spoilt) / name).write_bytes(b"date,line\n")
    found = pilot.check(Study(spoilt))
    assert [problem.file for problem in found] == [f"data/raw/pilot/{name}"]
    assert said in str(found[0])


def test_a_file_that_is_no_table_of_the_study_is_nobodys_business(spoilt: Path) -> None:
    (folder(spoilt) / "notes.txt").write_text("measures to be discussed", "utf-8")
    assert pilot.check(Study(spoilt)) == []


@pytest.mark.parametrize("how", ["no folder", "no file", "heads alone", "blank rows"])
def test_who_keeps_nothing_yet_is_not_stopped(how: str, spoilt: Path, built: TableSet) -> None:
    for name in LOGS.values():
        path = folder(spoilt) / f"{name}.csv"
        head = path.read_text("utf-8").splitlines()[0]
        if how in ("no folder", "no file"):
            path.unlink()
        else:
            blank = "," * head.count(",")
            path.write_text("\n".join([head] + ([blank] * 3 if how == "blank rows" else [])) + "\n", "utf-8")
    if how == "no folder":
        shutil.rmtree(folder(spoilt))
    study = Study(spoilt)
    assert pilot.check(study) == []
    made = pilot.build(study, built)
    assert all(made[model].empty for model in (*LOGS, AssistancePlan, IndicatorStatus))
    assert set(made[MonitoringFlags]["flag"]) == {"no_sector_event", "uninvited"}, "the organisers keep their logs"


@pytest.mark.long
def test_the_command_tells_a_wrong_cell_without_a_traceback_and_changes_nothing(small: Path, command: Command) -> None:
    path = folder(small) / "spending.csv"
    text = path.read_text("utf-8")
    path.write_text(text.replace(",640.00,", ",about 640,", 1), "utf-8")
    done = command("check", "--study", str(small))
    assert done.returncode != 0
    assert "data/raw/pilot/spending.csv, row 2, column amount_eur" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    assert not (small / "data" / "processed" / "spending.csv").exists()


@pytest.mark.parametrize("missing", ["needs", "needs and logs"])
@pytest.mark.parametrize("release", ["working", "public"])
def test_the_chapter_stands_where_nobody_asks_and_nothing_is_kept(
    missing: str, release: str, study: Study, built: TableSet
) -> None:
    below = TableSet({**built, AssistanceNeeds: empty(AssistanceNeeds)})
    kept = TableSet({model: empty(model) if "logs" in missing else built[model] for model in LOGS})
    if "logs" in missing:
        below[BudgetLines] = empty(BudgetLines)
    kept[StatusDays] = empty(StatusDays) if "logs" in missing else built[StatusDays]
    made = plan_assistance(below, kept, study.settings)
    made |= follow(below, TableSet(kept | made), study.settings)
    data = Store(study, instead=TableSet({**below, **kept, **made}))
    report = Report(study, "07_technical_assistance", release=release)
    items = [
        pilot.status_finding, pilot.needed_finding, pilot.planned_finding, pilot.assistance_needs,
        pilot.needs_by_type_table,
        pilot.plan_table, pilot.shares_table, pilot.money_finding, pilot.money_table, pilot.held_finding,
        pilot.assistance_served, pilot.unheld_finding, pilot.held_table, pilot.indicators_finding,
        pilot.flags_finding, pilot.indicator_months, pilot.indicators_table, pilot.time_finding,
        pilot.timetable_figure, pilot.spent_finding, pilot.budget_figure, pilot.costs_finding, pilot.lines_table,
        pilot.flags_table,
    ]  # fmt: skip
    for item in items:
        assert report.add(item(data)).data
    shown = [entry for entry in report._entries.values() if entry["kind"] in ("table", "figure")]
    assert all(entry["units"] for entry in shown), "what n counts is said"
