"""Monitoring of the pilot action: indicators by a rule, money and time, and what is flagged."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pilotanalysis import pilot
from pilotanalysis.meetings.cluster_tables import BudgetLines
from pilotanalysis.meetings.tables import Events, EventSteps, Participants
from pilotanalysis.partners.tables import FollowUpMembers
from pilotanalysis.pilot.assistance.tabulation import shares_tabulation
from pilotanalysis.pilot.assistance_tables import AssistanceCases
from pilotanalysis.pilot.monitoring.follow import follow
from pilotanalysis.pilot.monitoring.tabulation import OF_CLUSTERS
from pilotanalysis.pilot.monitoring_tables import BudgetBurn, IndicatorStatus, MonitoringFlags, StatusDays
from pilotanalysis.pilot.tables import (
    LOGS,
    AssistanceMeasures,
    AssistanceSessions,
    CatalogueRecipients,
    Indicators,
    IndicatorValues,
    Spending,
    TimetableActivities,
)
from pilotanalysis.publish import registers
from pilotanalysis.results import Report, say
from pilotanalysis.results.display import table_rows
from pilotanalysis.store import Store
from pilotanalysis.study import Study
from pilotanalysis.survey.tables import Organisations
from pilotanalysis.tables import TableSet, conform

#: What monitoring reads.
READ = (BudgetLines, StatusDays, AssistanceCases, Events, Participants, FollowUpMembers, *LOGS)


@pytest.fixture(scope="module")
def data(cleaned: Study) -> Store:
    return Store(cleaned)


@pytest.fixture
def kept(data: Store) -> TableSet:
    """What the agency keeps, to be altered."""
    return TableSet({model: data.all(model) for model in READ})


def test_monitoring_flags_what_was_planted_and_nothing_else_of_money_and_time(data: Store) -> None:
    planted = pd.read_csv(Path(pilot.__file__).parent.parent / "demo" / "data" / "planted.csv")
    wanted = planted[planted["table"].isin(["spending", "timetable"]) | (planted["finding"] == "held_after")]
    flags = data.all(MonitoringFlags).query("flag != 'off_track' and flag not in @OF_CLUSTERS")
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
    nothing = TableSet({model: conform(pd.DataFrame(), model) for model in READ})
    bare = Store(data.study, instead=TableSet({**nothing, **follow(nothing, nothing, data.settings)}))
    findings = (pilot.indicators_finding, pilot.time_finding, pilot.spent_finding, pilot.flags_finding)
    for finding in (*findings, pilot.cooperation_finding):
        item = finding(bare)
        assert say(item.text(item.data.release(3)), "en")
    costs = pilot.costs_finding(bare)
    assert "not known by line" in say(costs.text(costs.data.release(3)), "en")
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
        assert "Agreements (8 of 8 planned)" in told
        assert new_members in told
        assert ("Fell short of the plan" in told) == (store is data)
    public = say(item.text(item.data.release(3)), "en")
    assert "New members (" not in public
    assert "Not told, since their values are small: New members." in public


def test_a_cluster_of_which_far_fewer_needs_had_a_session_than_the_plan_serves_is_flagged(
    data: Store, kept: TableSet
) -> None:
    line = data.settings.monitoring.served
    shares = shares_tabulation(data).frame.set_index("cluster")
    part = shares["had"] / shares["planned"]
    flags = data.all(MonitoringFlags).query("flag == 'underserved'").set_index("subject")["value"]
    assert flags.to_dict() == pytest.approx(part[part < line].to_dict())
    assert 0 < len(flags) < len(part), "the demonstration has clusters on both sides"
    kept[AssistanceSessions] = conform(kept[AssistanceSessions].iloc[:0], AssistanceSessions)
    none = follow(kept, kept, data.settings)[MonitoringFlags]
    assert "underserved" not in set(none["flag"]), "before the first session nobody has got too little"


def test_a_flag_of_a_cluster_is_left_out_where_its_needs_are_not_told(data: Store, kept: TableSet) -> None:
    cases = kept[AssistanceCases]
    cluster = data.all(MonitoringFlags).query("flag == 'underserved'")["subject"].iloc[0]
    own = cases["cluster"] == cluster
    few = cases.assign(sessions=cases["sessions"].mask(own, 0).mask(own & (own.cumsum() < 3), 1))
    kept[AssistanceCases] = conform(few, AssistanceCases)
    store = data.trying(data.settings, TableSet({**kept, **follow(kept, kept, data.settings)}))
    for minimum, shown in ((None, True), (3, False)):
        released = pilot.flags_table(store).data.release(minimum).frame
        assert (cluster in set(released.loc[released["flag"] == "underserved", "subject"])) == shown


def test_a_cluster_without_an_event_within_its_sector_is_flagged_once_there_are_events(
    data: Store, kept: TableSet
) -> None:
    def flagged() -> set[str]:
        flags = follow(kept, kept, data.settings)[MonitoringFlags]
        return set(flags.loc[flags["flag"] == "no_sector_event", "subject"])

    events = kept[Events]
    assert set(events.loc[events["kind"] == "b2b", "clusters"]) == {"ind-agro-pol", "astrico-ne"}
    assert flagged() == {"euronest", "iconic"}, "events of several clusters are none within a sector"
    both = events["clusters"].mask(events["event"] == "b2b-1", "ind-agro-pol;iconic")
    kept[Events] = conform(events.assign(clusters=both), Events)
    assert flagged() == {"euronest"}
    kept[Events] = conform(events.iloc[:0], Events)
    assert flagged() == set()


def test_follow_up_clusters_of_which_nobody_was_invited_are_flagged_once_anybody_was(
    data: Store, kept: TableSet
) -> None:
    def flagged() -> list[tuple[str, float]]:
        flags = follow(kept, kept, data.settings)[MonitoringFlags].query("flag == 'uninvited'")
        return list(flags[["subject", "value"]].itertuples(index=False, name=None))

    members, invited = kept[FollowUpMembers], kept[Participants]
    assert flagged() == [(";".join(members["cluster"].unique()), len(members))]
    one = members.iloc[0]
    others = members[members["cluster"] != one["cluster"]]
    with_one = pd.concat([invited, invited.iloc[:1].assign(organisation=one["organisation"])])
    kept[Participants] = conform(with_one, Participants)
    assert flagged() == [(";".join(others["cluster"].unique()), len(others))]
    kept[Participants] = conform(invited.iloc[:0], Participants)
    assert flagged() == []


def test_flags_of_events_are_counted_and_listed_by_cluster(data: Store, tmp_path: Path) -> None:
    flags = data.all(MonitoringFlags)
    clusters = set(";".join(flags.loc[flags["flag"].isin(OF_CLUSTERS), "subject"]).split(";"))
    for release in ("working", "public"):
        report = Report(data.study, "08_monitoring", release=release, output=tmp_path)
        report.add(pilot.flags_table(data))
        report.add(pilot.flags_finding(data))
        report.close()
        (register,) = registers.load(tmp_path)
        (table,), (told,) = register.of_kind("table"), register.of_kind("finding")
        rows = [row[:3] for row in table_rows(table, "en")]
        assert ["no event within its sector, events", "Euronest IT&C Hub", "0"] in rows
        assert ["nobody invited to an event, members", "IMAGO-MOL, Bio-RONE, APT Cluster de Turism", "55"] in rows
        assert f"clusters {len(clusters)} of {len(data.settings.clusters)}" in told["text"]["en"]


def test_each_line_is_divided_by_what_it_paid_for(data: Store) -> None:
    frame = pilot.lines_table(data).data.release(None).frame.set_index("line")
    paid = data.all(Spending).groupby("line")["amount_eur"].sum()
    events = data.all(Events).set_index("event")["line"]
    held = data.all(EventSteps).query("step == 'held'").set_index("event")["number"].groupby(events).sum()
    for line, number in held.items():
        assert frame.loc[line, ["result", "number"]].tolist() == ["meetings", number]
    own = set(data.all(AssistanceMeasures).query("line == 'assistance'")["measure"])
    counted = {
        "survey": int(data.all(Organisations)["answered"].sum()),
        "assistance": int(data.all(AssistanceSessions)["measure"].isin(own).sum()),
        "pool": len(data.all(CatalogueRecipients)),
    }
    assert frame.loc[list(counted), "number"].to_dict() == counted
    known = frame.index[frame["number"].notna()]
    assert frame.loc[known, "each"].tolist() == pytest.approx(
        (paid[known] / frame.loc[known, "number"].astype("float64")).round(2).tolist()
    )
    spending = data.all(Spending)
    late = spending.loc[spending["date"] > data.settings.period.end.isoformat(), "amount_eur"].sum()
    planned = data.all(BudgetLines)["planned_eur"].sum()
    assert frame.loc["all", ["planned_eur", "spent_eur", "after", "left"]].tolist() == pytest.approx(
        [planned, paid.sum(), late, planned - paid.sum()]
    )
    told = pilot.costs_finding(data)
    said = say(told.text(told.data.release(None)), "en")
    assert "Staff time of the agency and the managements is not counted here" in said
    assert f"(meetings held: {held.iloc[0]})" in said


def test_no_cost_is_told_of_what_the_public_release_does_not_count(data: Store) -> None:
    few = data.all(CatalogueRecipients).iloc[:2]
    store = data.trying(data.settings, TableSet({CatalogueRecipients: conform(few, CatalogueRecipients)}))
    frame = pilot.lines_table(store).data.release(3).frame.set_index("line")
    assert frame.loc["pool", ["number", "each"]].isna().all()
    assert frame.loc["survey", ["number", "each"]].notna().all()
    told = pilot.costs_finding(store)
    assert "recipients of the catalogue" not in say(told.text(told.data.release(3)), "en")
