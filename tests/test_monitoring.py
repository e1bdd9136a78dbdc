"""Monitoring of the pilot action: indicators by a rule, money and time, and what is flagged."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pilotanalysis import pilot
from pilotanalysis.meetings.cluster_tables import BudgetLines
from pilotanalysis.pilot.monitoring.follow import follow
from pilotanalysis.pilot.monitoring_tables import BudgetBurn, IndicatorStatus, MonitoringFlags, StatusDays
from pilotanalysis.pilot.tables import LOGS, Indicators, IndicatorValues, Spending, TimetableActivities
from pilotanalysis.results import say
from pilotanalysis.store import Store
from pilotanalysis.study import Study
from pilotanalysis.tables import TableSet, conform


@pytest.fixture(scope="module")
def data(cleaned: Study) -> Store:
    return Store(cleaned)


@pytest.fixture
def kept(data: Store) -> TableSet:
    """What the agency keeps, to be altered."""
    return TableSet({model: data.all(model) for model in (BudgetLines, StatusDays, *LOGS)})


def test_monitoring_flags_what_was_planted_and_nothing_else_of_money_and_time(data: Store) -> None:
    planted = pd.read_csv(Path(pilot.__file__).parent.parent / "demo" / "data" / "planted.csv")
    wanted = planted[planted["table"].isin(["spending", "timetable"]) | (planted["finding"] == "held_after")]
    flags = data.all(MonitoringFlags).query("flag != 'off_track'")
    pairs = set(flags[["flag", "subject"]].itertuples(index=False, name=None))
    assert pairs == set(wanted[["finding", "key"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("better", "planned", "actual", "status"),
    [
        ("more", 100, 95, "on_track"), ("more", 100, 94.9, "behind"), ("more", 100, 79.9, "off_track"),
        ("less", 95, 100, "on_track"), ("less", 79, 100, "off_track"), ("more", 100, None, "not_measured"),
        ("more", 0, 5, "not_measured"), ("less", 10, 0, "not_measured"), ("more", None, 5, "not_measured"),
    ],
)  # fmt: skip
def test_the_rule_judges_by_the_part_of_the_plan_that_is_reached(
    better: str, planned: float | None, actual: float | None, status: str, data: Store, kept: TableSet
) -> None:
    one = kept[Indicators].iloc[:1].assign(better=better)
    kept[Indicators] = conform(one, Indicators)
    value = kept[IndicatorValues].iloc[:1].assign(indicator=one["indicator"].iloc[0], planned=planned, actual=actual)
    kept[IndicatorValues] = conform(value, IndicatorValues)
    found = follow(kept, kept, data.settings)
    assert found[IndicatorStatus]["status"].tolist() == [status]
    off = found[MonitoringFlags].query("flag == 'off_track'")
    assert len(off) == (status == "off_track")


def test_the_burn_ends_at_the_plan_and_at_what_was_paid(data: Store) -> None:
    burn, lines = data.all(BudgetBurn), data.all(BudgetLines).set_index("line")
    last = burn.drop_duplicates("line", keep="last").set_index("line")
    assert last["planned_eur"].tolist() == pytest.approx(lines["planned_eur"].reindex(last.index).tolist())
    assert last["spent_eur"].sum() == pytest.approx(data.all(Spending)["amount_eur"].sum())
    for _line, rows in burn.groupby("line"):
        assert rows["planned_eur"].is_monotonic_increasing


def test_all_lines_together_beyond_the_budget_are_flagged_and_not_refused(data: Store, kept: TableSet) -> None:
    dear = kept[Spending].assign(amount_eur=kept[Spending]["amount_eur"] * 3)
    kept[Spending] = conform(dear, Spending)
    flags = follow(kept, kept, data.settings)[MonitoringFlags]
    assert "all" in set(flags.loc[flags["flag"] == "overspent", "subject"])


def test_what_was_to_end_and_has_not_is_unfinished(data: Store, kept: TableSet) -> None:
    frame = kept[TimetableActivities]
    frame.loc[frame["activity"] == "report", "actual_end"] = None
    kept[TimetableActivities] = conform(frame, TimetableActivities)
    flags = follow(kept, kept, data.settings)[MonitoringFlags]
    assert ("unfinished", "report") in set(flags[["flag", "subject"]].itertuples(index=False, name=None))


def test_nothing_kept_is_said_in_words(data: Store, kept: TableSet) -> None:
    nothing = TableSet({model: conform(pd.DataFrame(), model) for model in (BudgetLines, StatusDays, *LOGS)})
    bare = Store(data.study, instead=TableSet({**nothing, **follow(nothing, nothing, data.settings)}))
    findings = (pilot.indicators_finding, pilot.time_finding, pilot.spent_finding, pilot.flags_finding)
    for finding in (*findings, pilot.cooperation_finding):
        item = finding(bare)
        assert say(item.text(item.data.release(3)), "en")
    for figure in (pilot.indicator_months, pilot.timetable_figure, pilot.budget_figure):
        shown = figure(bare)
        assert say(shown.words(shown.data.release(3)).title, "en")


def test_results_of_cooperation_are_added_up_and_set_beside_their_plan(data: Store, kept: TableSet) -> None:
    values = kept[IndicatorValues]
    new = values["indicator"].str.startswith("new-members-")
    kept[IndicatorValues] = conform(values.assign(actual=values["actual"].mask(new, 2.0)), IndicatorValues)
    reached = Store(data.study, instead=TableSet({**kept, **follow(kept, kept, data.settings)}))
    for store, new_members in ((reached, "New members (8 of 8 planned)"), (data, "New members (4 of 8 planned)")):
        item = pilot.cooperation_finding(store)
        told = say(item.text(item.data.release(None)), "en")
        assert "Agreements (10 of 8 planned)" in told
        assert new_members in told
        assert ("Fell short of the plan" in told) == (store is data)
    public = say(item.text(item.data.release(3)), "en")
    assert "New members (" not in public
    assert "Not told, since their values are small: New members." in public
