"""What notebook 05 tells of the events: of none, of one worked out by hand, and what the public may know."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from conftest import ROOT
from test_meetings import A, B, C, _add, _read, root  # noqa: F401  # a fixture

from pilotanalysis import meetings
from pilotanalysis.chain.tables import Gaps, Ties
from pilotanalysis.meetings.events.network import network_tabulation, people_who_came, ties_of
from pilotanalysis.meetings.events.rates import rates_tabulation
from pilotanalysis.meetings.events.tabulation import ALL_EVENTS, schedules_tabulation, steps_tabulation
from pilotanalysis.meetings.outcomes import what_came_of_events
from pilotanalysis.meetings.tables import STEPS, TABLES, Meetings, Moves, Participants, Schedules
from pilotanalysis.partners.tables import Contacts, FollowUpMembers
from pilotanalysis.results import Report, say
from pilotanalysis.results.register import SECTIONS
from pilotanalysis.store import Store, open_store
from pilotanalysis.study import Study
from pilotanalysis.survey.tables import Organisations
from pilotanalysis.tables import TableSet, conform, empty

ITEMS = re.findall(r"meetings\.(\w+)\(data\)", (ROOT / "notebooks" / "05_b2b_meetings.ipynb").read_text("utf-8"))
NOTHING = TableSet({model: empty(model) for model in (*TABLES, Gaps, Ties, Organisations, Contacts, FollowUpMembers)})


def told(data: Store, folder: Path | None, release: str, language: str = "en") -> Report:
    """Register everything that the notebook does."""
    report = Report(data.study, "05_b2b_meetings", None, language, release, folder)
    for name in ITEMS:
        report.add(getattr(meetings, name)(data), page=1, section=SECTIONS[0])
    report.close()
    return report


def by_hand(study: Study, logs: TableSet) -> Store:
    tables = TableSet(NOTHING | logs | what_came_of_events(logs))
    return open_store(study).trying(study.settings, tables)


def all_came(root: Path) -> None:  # noqa: F811
    path = root / "data" / "raw" / "pilot" / "participants.csv"
    head, *rows = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([head, *(f"{row.rpartition(',')[0]},yes" for row in rows)]) + "\n", "utf-8")


@pytest.mark.parametrize("release", ["working", "public"])
def test_without_events_each_item_says_so(study: Study, tmp_path: Path, release: str) -> None:
    data = open_store(study).trying(study.settings, NOTHING)
    report = told(data, tmp_path if release == "working" else None, release)
    assert report.entry("scheduled")["text"]["en"] == "The logs name no event."
    assert report.entry("event_rates")["title"]["en"] == "No event was held yet"
    assert "No meeting is known" in report.entry("agreements")["text"]["en"]
    assert len(ITEMS) == 21


def test_steps_and_rates_of_an_event_worked_out_by_hand(study: Study, root: Path) -> None:  # noqa: F811
    people = root / "data" / "raw" / "pilot" / "participants.csv"
    people.write_text(people.read_text("utf-8").replace("yes,,yes,\n", "yes,,yes,yes\n"), "utf-8")
    _add(root, "meetings", f"m2,day,early,2,T1,{B},{A},,yes,4,2,21", f"m3,day,late,1,T1,{A},{B},,no,,,")
    _add(root, "followups", "m2,1,contract")
    data = by_hand(study, _read(root))
    steps = steps_tabulation(data).release(None).frame
    together = steps[steps["event"] == ALL_EVENTS].set_index("step")["number"].to_dict()
    assert together == {
        "invited": 3, "registered": 3, "attended": 2, "requested": 2, "accepted": 1, "scheduled": 3, "held": 2,
        "rated": 2, "followed_up": 2, "cooperation": 1, "agreement": 1,
    }  # fmt: skip
    rates = rates_tabulation(data).release(None).frame.set_index("rate")["value"]
    assert rates["held"] == pytest.approx(2 / 3)
    assert rates["agreement"] == pytest.approx(1 / 2)
    assert rates["each"] == pytest.approx(2 * 2 / 2)
    # That of 21 minutes was longer than its slot.
    assert rates["minutes"] == pytest.approx(19)
    assert rates["rating"] == pytest.approx((5 + 4 + 2) / 3)
    # Published: 55 of 73, and 27 of 2,210.
    published = rates_tabulation(data).release(None).frame.set_index("rate")["published"]
    assert published["held"] == pytest.approx(0.753, abs=5e-4)
    assert published["agreement"] == pytest.approx(0.012, abs=5e-4)


def test_what_goes_on_after_six_months_is_counted_of_the_meetings_asked_about_then(
    study: Study,
    root: Path,  # noqa: F811
) -> None:
    all_came(root)
    _add(root, "meetings", f"m2,day,late,1,T1,{B},{A},,yes,,,")
    _add(root, "followups", "m1,3,contract", "m2,6,offer")
    frame = meetings.after_six_table(by_hand(study, _read(root))).data.release(None).frame.set_index("event")
    assert frame.loc[[*frame.index[:-1], ALL_EVENTS], ["held", "asked", "came"]].to_numpy().tolist() == [[2, 1, 1]] * 2


def test_a_meeting_ties_those_who_had_no_tie(study: Study, root: Path) -> None:  # noqa: F811
    all_came(root)
    data = by_hand(study, _read(root))
    frame = network_tabulation(data).release(None).frame.set_index("when")
    assert frame.loc["before", ["participants", "ties", "alone"]].tolist() == [3, 0, 3]
    assert frame.loc["after", ["participants", "ties", "alone"]].tolist() == [3, 1, 1]
    known = conform(
        pd.DataFrame(
            [{"made_from": "survey/x.csv!2", "cluster": "euronest", "organisation": A, "partner_cluster": "euronest",
              "partner": C, "supply": True, "cooperation": False, "sides": 1, "first_named": False,
              "second_named": True, "sides_asked": 1}]
        ),
        Ties,
    )  # fmt: skip
    data = data.trying(study.settings, TableSet(data.instead | {Ties: known}))
    frame = network_tabulation(data).release(None).frame.set_index("when")
    assert frame.loc["before", ["ties", "alone"]].tolist() == [1, 1]
    assert frame.loc["after", ["ties", "alone"]].tolist() == [2, 0]
    assert ties_of(data, people_who_came(data))["before"].tolist() == [False, True]


def test_a_schedule_that_might_be_better_says_so(study: Study, root: Path) -> None:  # noqa: F811
    made = {
        "made_from": "pilot/participants.csv!2", "event": "day", "participants": 3, "hopeful": 3, "proposals": 4,
        "meetings": 2, "served": 3, "served_bound": 3, "value": 80, "value_bound": 100, "idle": 1, "idle_bound": 0,
        "nodes": 500, "stay": None, "stay_bound": None,
    }  # fmt: skip
    data = by_hand(study, _read(root))
    data = data.trying(study.settings, TableSet(data.instead | {Schedules: conform(pd.DataFrame([made]), Schedules)}))
    finding = meetings.scheduled_finding(data)
    assert "How much better a schedule might be stands in the table." in say(
        finding.text(finding.data.release(None)), "en"
    )
    assert schedules_tabulation(data).release(None).frame["value_share"].tolist() == [0.8]


def test_what_changed_late_is_told_and_marked(study: Study, root: Path) -> None:  # noqa: F811
    pair = {"made_from": "pilot/events.csv!2", "event": "day", "organisation": A, "other": B, "third": None}
    nowhere = dict.fromkeys(("session_before", "slot_before", "table_before", "session", "slot", "table"))
    moves = pd.DataFrame(
        [{**pair, **nowhere, "move": "moved"}, {**pair, **nowhere, "organisation": C, "move": "dropped"}]
    )
    held = {
        **pair, "stage": None, "origin": "accepted", "value": 50, "session": "early", "slot": 1,
        "start": "2014-03-28T09:00:00+02:00", "end": "2014-03-28T09:20:00+02:00", "table": 1, "version": 1,
    }  # fmt: skip
    data = by_hand(study, _read(root))
    own = {Moves: conform(moves, Moves), Meetings: conform(pd.DataFrame([held]), Meetings)}
    data = data.trying(study.settings, TableSet(data.instead | own))
    finding = meetings.late_finding(data)
    said = say(finding.text(finding.data.release(None)), "en")
    assert "to another slot: **1**" in said
    assert "dropped: **1**, of these **0** since a participant cancelled; new: **0**" in said
    assert meetings.agendas(data).meetings["changed"].tolist() == [True]
    assert "is not in the public release" in say(finding.text(finding.data.release(3)), "en")
    # The logs have one who came without an invitation, for two meetings.
    walked = meetings.walk_ins_finding(data)
    assert "**1 participant** came without an invitation and found **2** meetings on the spot" in say(
        walked.text(walked.data.release(None)), "en"
    )


def test_what_the_public_release_suppresses_no_other_row_gives_back(study: Study, root: Path) -> None:  # noqa: F811
    """Of few participants nothing can be told: neither a count nor what was lost since the step before, nor a rate."""
    data = by_hand(study, _read(root))
    frame = steps_tabulation(data).release(3).frame
    numbers = frame.set_index(["event", "step"])["number"]
    assert numbers.isna().sum() >= 14
    rates = rates_tabulation(data).release(3).frame.set_index("rate")
    hidden = set(numbers[numbers.isna()].loc[ALL_EVENTS].index)
    for rate, row in rates.iterrows():
        if {row["part"], row["whole"]} & hidden:
            assert pd.isna(row["value"]), rate


@pytest.mark.parametrize("minimum", [None, 3])
def test_side_by_side_the_steps_are_the_same_cells_as_one_below_another(
    study: Study,
    root: Path,  # noqa: F811
    minimum: int | None,
) -> None:
    data = by_hand(study, _read(root))
    long = steps_tabulation(data).release(minimum)
    wide = meetings.steps_side_by_side_table(data).data.release(minimum)
    assert wide.frame["event"].tolist() == long.frame["event"].unique().tolist()
    for row, event in enumerate(wide.frame["event"]):
        for step in STEPS:
            place = int(long.frame.index[(long.frame["event"] == event) & (long.frame["step"] == step)][0])
            assert bool(wide.hidden[step].iloc[row]) == bool(long.hidden["number"].iloc[place])
            told = [frame.iloc[at] for frame, at in ((wide.frame[step], row), (long.frame["number"], place))]
            assert pd.isna(told[0]) == pd.isna(told[1]) and (pd.isna(told[0]) or told[0] == told[1])
            assert wide.frame[f"{step}.made_from"].iloc[row] == long.frame["made_from"].iloc[place]
    assert (minimum is None) == (not wide.hidden.any(axis=None))


def test_the_demonstration_in_each_release(cleaned: Study, built: TableSet, tmp_path: Path) -> None:
    data = open_store(cleaned)
    working = told(data, None, "working")
    assert working.entry("agendas")["kind"] == "agendas"
    assert len(working.entry("event_meetings")["records"]) == len(built.of(Meetings))
    told(data, tmp_path / "public", "public")
    content: dict[str, Any] = json.loads((tmp_path / "public" / "results" / "05_b2b_meetings.json").read_text("utf-8"))
    said = json.dumps(content, ensure_ascii=False)
    assert not [name for name in set(built.of(Participants)["name"]) if name in said]
    # Rows of answers and rosters show who is counted: their sheets stand for them.
    assert not [source for source in content["sources"] if "!" in source]
    assert {item["id"] for item in content["items"] if item["kind"] == "figure"} == {"event_funnel"}
