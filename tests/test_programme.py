"""The programme of the events of clusters: held to meetings, rooms, days and budget."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from pilotanalysis.meetings import (
    between_clusters_finding,
    budget_finding,
    event_plans_table,
    event_themes_table,
    programme_finding,
    sector_meetings_finding,
)
from pilotanalysis.meetings.cluster_tables import BudgetLines, EventPlans, EventThemes, HybridActivities
from pilotanalysis.meetings.programme.plan import plan_cluster_events, tables_for
from pilotanalysis.meetings.tables import Events, EventSteps, HeldMeetings, Meetings, Proposals, Sessions, Unserved
from pilotanalysis.partners.tables import FollowUpMembers
from pilotanalysis.problems import StudyError
from pilotanalysis.results import say
from pilotanalysis.store import Store
from pilotanalysis.study import Study, find
from pilotanalysis.survey.tables import Organisations
from pilotanalysis.tables import TableSet, conform, empty, split_ids

READ = (Organisations, FollowUpMembers, Events, Sessions, Proposals, Meetings, Unserved, HybridActivities)


@pytest.fixture(scope="module")
def demonstrated(cleaned: Study) -> Store:
    return Store(cleaned)


def tables(data: Store) -> TableSet:
    return TableSet({model: pd.DataFrame(data.all(model)) for model in READ})


def possible(data: Store) -> pd.DataFrame:
    """Proposals that more tables and slots could hold."""
    not_held = data.all(Unserved)
    never = not_held.loc[not_held["reason"].isin(["absent", "rule"]), ["event", "organisation", "other"]]
    kept = data.all(Proposals).merge(never, how="left", indicator=True)
    return kept[kept["_merge"] == "left_only"]


def told(data: Store) -> str:
    item = programme_finding(data)
    return say(item.text(item.data.release(None)), "en")


def test_what_came_of_events_of_several_clusters_is_told_apart(demonstrated: Store) -> None:
    events, steps = demonstrated.all(Events), demonstrated.all(EventSteps)
    between = steps[steps["event"].isin(events.loc[events["kind"] == "c2c", "event"])].groupby("step")["number"].sum()
    item = between_clusters_finding(demonstrated)
    text = say(item.text(item.data.release(None)), "en")
    assert text.startswith("**2** events of several clusters: ")
    assert f"**{between['scheduled']} meetings**" in text
    assert f"**{between['held']}** were held" in text
    sectoral = TableSet({Events: conform(events.assign(kind="b2b"), Events)})
    item = between_clusters_finding(demonstrated.trying(demonstrated.settings, sectoral))
    assert say(item.text(item.data.release(None)), "en") == "The log of events names none of several clusters."


def test_clusters_without_an_event_within_their_sector_are_named(demonstrated: Store) -> None:
    events, steps = demonstrated.all(Events), demonstrated.all(EventSteps)
    own = steps[steps["event"].isin(events.loc[events["kind"] == "b2b", "event"])].groupby("step")["number"].sum()
    item = sector_meetings_finding(demonstrated)
    text = say(item.text(item.data.release(None)), "en")
    assert text.startswith(f"**2** events within a sector: of **{own['scheduled']} meetings**")
    assert f"**{own['held']}** were held" in text
    assert text.endswith("None is logged for Euronest IT&C Hub and ICONIC New Media.")
    every = events.assign(clusters=";".join(demonstrated.study.analysed))
    item = sector_meetings_finding(
        demonstrated.trying(demonstrated.settings, TableSet({Events: conform(every, Events)}))
    )
    assert say(item.text(item.data.release(None)), "en").endswith("were held.")


def test_every_meeting_between_two_clusters_has_its_place_in_the_programme(demonstrated: Store) -> None:
    homes = pd.concat([demonstrated.all(Organisations), demonstrated.all(FollowUpMembers)])
    of = homes.groupby("organisation")["cluster"].agg(set).to_dict()
    wished = possible(demonstrated)
    plans, themes = demonstrated.all(EventPlans), demonstrated.all(EventThemes)
    assert len(plans) == (demonstrated.all(Events)["kind"] == "c2c").sum() > 0
    for event, rows in themes.groupby("event"):
        own = wished[wished["event"] == event]
        apart = [
            bool(of.get(one) and of.get(other) and not of[one] & of[other])
            for one, other in zip(own["organisation"], own["other"], strict=True)
        ]
        assert rows["demand"].sum() >= sum(apart)
        assert plans.set_index("event").loc[event, "demand"] == len(own) >= rows["demand"].sum()
    assert (themes["scheduled"] <= themes["demand"]).all()
    assert themes["first"].ne(themes["second"]).all()


def test_themes_are_what_the_two_have_meetings_about_those_of_their_activities_first(demonstrated: Store) -> None:
    activities = demonstrated.all(HybridActivities)
    joint = {
        (frozenset((cluster, other)), stage)
        for cluster, others, stage in activities[["cluster", "others", "stage"]].itertuples(index=False)
        for other in split_ids(others)
    }
    about = demonstrated.all(Proposals).groupby("event")["stage"].agg(set).to_dict()
    first = 0
    for row in demonstrated.all(EventThemes).to_dict("records"):
        stages = split_ids(row["themes"])
        assert len(stages) <= 3
        assert set(stages) <= about[row["event"]]
        of_activities = [(frozenset((row["first"], row["second"])), stage) in joint for stage in stages]
        assert of_activities == sorted(of_activities, reverse=True)
        first += of_activities[:1] == [True]
    assert first


def test_tables_and_slots_have_room_for_the_meetings_and_the_reserve(demonstrated: Store) -> None:
    assert tables_for(100, 10) == 12
    for model, slots in ((EventThemes, "slots"), (EventPlans, "slots")):
        frame = demonstrated.all(model)
        tables = frame["tables" if model is EventThemes else "tables_needed"]
        assert (tables * frame[slots] >= 1.15 * frame["demand"] - 1e-9).all()
        assert ((tables - 1) * demonstrated.all(EventPlans)["slots"].max() < 1.15 * frame["demand"]).all()


def test_too_few_tables_and_a_day_outside_the_pilot_action_are_told(cleaned: Study, demonstrated: Store) -> None:
    made = tables(demonstrated)
    made[Sessions] = made[Sessions].assign(tables=1)
    made[Events] = made[Events].assign(date="2014-07-01")
    planned = plan_cluster_events(cleaned, made, made)
    assert not planned[EventPlans]["enough"].any()
    assert not planned[EventPlans]["in_period"].any()
    said = told(Store(cleaned, instead=planned))
    assert "held since" in said
    assert "did not suffice at c2c-1 and c2c-2" in said
    assert "Outside the period of the pilot action: c2c-1 and c2c-2" in said
    assert "suffice" not in told(demonstrated), "it was held"
    none = TableSet({HeldMeetings: empty(HeldMeetings)})
    assert "do not suffice at c2c-1 and c2c-2" in told(Store(cleaned, instead=TableSet({**planned, **none})))
    before = told(Store(cleaned, instead=none))
    assert "meetings may be held there" in before
    assert "tables suffice" in before


def test_sessions_at_the_same_time_share_their_slots(cleaned: Study, demonstrated: Store) -> None:
    made = tables(demonstrated)
    again = made[Sessions].assign(session=made[Sessions]["session"] + " 2")
    made[Sessions] = pd.concat([made[Sessions], again], ignore_index=True)
    both, before = plan_cluster_events(cleaned, made, made)[EventPlans], demonstrated.all(EventPlans)
    assert both["slots"].tolist() == before["slots"].tolist()
    assert both["tables_set"].tolist() == (2 * before["tables_set"]).tolist()


def test_without_events_there_is_no_programme(cleaned: Study, demonstrated: Store) -> None:
    made = tables(demonstrated)
    made |= TableSet({model: empty(model) for model in (Events, Sessions, Proposals, Meetings)})
    data = Store(cleaned, instead=plan_cluster_events(cleaned, made, made))
    assert told(data) == "No event of clusters is planned."
    assert event_plans_table(data).data.release(3).frame.empty
    themes = event_themes_table(data)
    assert say(themes.words(themes.data.release(3)).title, "en") == "No members of two clusters would meet at an event"


def test_the_budget_is_read_and_held_against_that_of_the_study(spoilt: Path, demonstrated: Store) -> None:
    study, made = find(spoilt), tables(demonstrated)
    item = budget_finding(demonstrated)
    planned = demonstrated.all(BudgetLines)["planned_eur"].sum()
    said = say(item.text(item.data.release(None)), "en")
    assert f"plan **{planned:,.0f}** euro; the study has 10,000" in said
    budget = study.raw / "pilot" / "budget.csv"
    text = budget.read_text("utf-8")
    budget.write_text(text.replace("2200", "92200"), "utf-8")
    item = budget_finding(Store(study, instead=plan_cluster_events(study, made, made)))
    assert "more than the 10,000" in say(item.text(item.data.release(None)), "en")
    budget.write_text(text.replace("2200", "a lot"), "utf-8")
    with pytest.raises(StudyError) as refused:
        plan_cluster_events(study, made, made)
    (problem,) = refused.value.problems
    assert (problem.file, problem.row, problem.column) == ("data/raw/pilot/budget.csv", 2, "planned_eur")


def test_whether_the_budget_pays_for_the_events_is_told(spoilt: Path, demonstrated: Store) -> None:
    study, made = find(spoilt), tables(demonstrated)

    def told_of(**cells: object) -> str:
        changed = TableSet(made)
        changed[Events] = made[Events].assign(**cells)
        item = budget_finding(Store(study, instead=plan_cluster_events(study, changed, changed)))
        return say(item.text(item.data.release(None)), "en")

    # 100 of the 2,600 euro of the line are for measures of assistance.
    assert "Cluster-to-cluster events” cost **2,440** euro, within the 2,500" in told_of()
    # The line pays for all four events, those within sectors too.
    assert "cost **4,400** euro, more than the 2,500" in told_of(cost_eur=1100.0, line="cluster_events")
    assert "Whether the budget pays for c2c-1 and c2c-2 cannot be said" in told_of(cost_eur=None)
    assert "Whether the budget pays for c2c-1 and c2c-2 cannot be said" in told_of(line=None)
    with pytest.raises(StudyError, match="cluster_event is not known"):
        told_of(line="cluster_event")


def test_few_meetings_are_not_told_nor_what_they_are_about(demonstrated: Store) -> None:
    whole = demonstrated.all(EventThemes).set_index(["event", "first", "second"])
    public = event_themes_table(demonstrated).data.release(3).frame.set_index(["event", "first", "second"])
    few = whole.index[whole["demand"] < 3]
    assert len(few)
    assert public.loc[few, ["demand", "themes", "tables", "slots"]].isna().all(axis=None)
    # Of each event a second one is hidden, so that the first cannot be worked out from the total.
    assert (public["demand"].isna().groupby("event").sum() != 1).all()
