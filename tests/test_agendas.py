"""Schedules of the events: what is proposed, every constraint on every meeting, and what is said of those not held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import permutations
from typing import Any

import pandas as pd
import pytest

from pilotanalysis.chain.tables import Ties
from pilotanalysis.meetings.arrangement import arrange, members
from pilotanalysis.meetings.outcomes import what_came_of_events
from pilotanalysis.meetings.proposals import propose
from pilotanalysis.meetings.schedule import schedule_events
from pilotanalysis.meetings.tables import (
    LOGS,
    Attendance,
    Events,
    LockedMeetings,
    MeetingRules,
    Meetings,
    Moves,
    Participants,
    Proposals,
    Requests,
    Schedules,
    SentAgenda,
    Sessions,
    Unserved,
)
from pilotanalysis.problems import StudyError
from pilotanalysis.study import Study
from pilotanalysis.tables import TableSet, conform, empty

WHO = ["organisation", "other", "third"]


def _rows(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    return frame.to_dict("records")


def _sitting(frame: pd.DataFrame) -> Iterator[tuple[dict[Any, Any], str]]:
    for row in _rows(frame):
        for who in members(row[column] for column in WHO):
            yield row, who


def broken(tables: TableSet, meetings: pd.DataFrame) -> list[str]:
    """Everything that speaks against meetings, by the logs as they stand: worked out without the solver's model."""
    people = tables.of(Participants).set_index(["event", "organisation"])
    sessions = tables.of(Sessions).set_index(["event", "session"])
    halves = tables.of(Attendance).groupby(["event", "organisation"])["half_day"].agg(set).to_dict()
    found = []
    at_once: Counter[tuple[str, str, str]] = Counter()
    number: Counter[tuple[str, str]] = Counter()
    for row, who in _sitting(meetings):
        person = people.loc[(row["event"], who)]
        at_once[row["event"], who, row["start"]] += 1
        number[row["event"], who] += 1
        half = "am" if row["start"][11:16] < "13:00" else "pm"
        if half not in halves.get((row["event"], who), {half}):
            found.append(f"{who} is not there: {row}")
        if person["registered"] != "yes" or person["joins"] != "yes" or person["change"] == "cancelled":
            found.append(f"{who} does not take part: {row}")
    found += [f"too many at once: {key}" for key, times in at_once.items() if times > people.loc[key[:2], "people"]]
    found += [
        f"too many: {key}"
        for key, times in number.items()
        if pd.notna(people.loc[key, "most_meetings"]) and times > people.loc[key, "most_meetings"]
    ]
    used = Counter((row["event"], row["session"], row["slot"], row["table"]) for row in _rows(meetings))
    for (event, session, slot, table), times in used.items():
        tables_there = sessions.loc[(event, session), "tables"]
        if pd.notna(table) and (times > 1 or not 1 <= table <= tables_there):
            found.append(f"table {table} of {event} {session} {slot}")
    for row in _rows(meetings):
        hosted = any(people.loc[(row["event"], who), "own_table"] == "yes" for who in members(row[c] for c in WHO))
        if hosted != pd.isna(row["table"]):
            found.append(f"hosted or not: {row}")
        session = sessions.loc[(row["event"], row["session"])]
        begin = pd.Timestamp(f"2000-01-01 {session['start']}") + pd.Timedelta(
            minutes=(row["slot"] - 1) * session["slot_minutes"]
        )
        if not 1 <= row["slot"] <= session["slots"] or f"{begin:%H:%M}" != row["start"][11:16]:
            found.append(f"no such slot: {row}")
    return found + _rules_broken(tables, meetings, people)


def _rules_broken(tables: TableSet, meetings: pd.DataFrame, people: pd.DataFrame) -> list[str]:
    found = []
    for rule in _rows(tables.of(MeetingRules)):
        met: Counter[str] = Counter()
        for row in _rows(meetings[meetings["event"] == rule["event"]]):
            who = members(row[column] for column in WHO)
            kinds = {one: people.loc[(row["event"], one), "organisation_type"] for one in who}
            with_such = {
                one
                for one, other in permutations(who, 2)
                if rule["organisation_type"] in (kinds[one], "any") and rule["other_type"] in (kinds[other], "any")
            }
            if with_such and rule["may_meet"] == "no":
                found.append(f"may not meet: {row}")
            met.update(with_such)
        if rule["may_meet"] == "yes" and pd.notna(rule["most"]):
            found += [f"{who} met {times}: {rule}" for who, times in met.items() if times > rule["most"]]
    return found


def test_every_meeting_keeps_to_every_constraint(built: TableSet) -> None:
    meetings = built.of(Meetings)
    assert set(meetings["event"]) == {"b2b-1", "b2b-2", "c2c-1", "c2c-2"}
    assert broken(built, meetings) == []
    fixed = built.of(LockedMeetings).merge(
        built.of(Participants).query("change == 'cancelled'")[["event", "organisation"]], how="left", indicator="gone"
    )
    fixed = fixed[fixed["gone"] == "left_only"]
    held = meetings.merge(fixed[["event", "session", "slot", "organisation", "other"]])
    assert len(held) == len(fixed) > 0


def test_the_check_of_constraints_can_fail(built: TableSet) -> None:
    meetings = pd.DataFrame(built.of(Meetings))
    first = meetings.iloc[0]
    assert broken(built, pd.concat([meetings, meetings.iloc[:1].assign(session="afternoon")]))
    assert broken(built, meetings.assign(start=first["start"]))
    assert broken(built, meetings.assign(table=1))
    assert broken(built, meetings.assign(slot=99))


def test_the_levels_of_the_demonstration_are_proven(built: TableSet) -> None:
    made = built.of(Schedules)
    assert (made["served"] == made["served_bound"]).all()
    assert (made["value"] == made["value_bound"]).all()
    assert (made["served"] == made["hopeful"]).all()
    worth = built.of(Meetings).groupby("event")["value"].sum()
    assert worth.to_dict() == dict(zip(made["event"], made["value"], strict=True))


def test_each_proposal_is_held_or_explained(built: TableSet) -> None:
    keys = ["event", *WHO]
    held, open_ones = built.of(Meetings)[keys], built.of(Unserved)[keys]
    both = pd.concat([held, open_ones]).sort_values(keys, ignore_index=True)
    pd.testing.assert_frame_equal(both, built.of(Proposals)[keys].sort_values(keys, ignore_index=True))
    people = set(built.of(Participants)["organisation"])
    assert set(built.of(Unserved)["whose"].str.split(";").explode()) - {""} <= people


def test_who_works_together_is_proposed_to_nobody_anew(built: TableSet) -> None:
    found = built.of(Proposals)
    computed = found[found["origin"].isin(["match", "candidate"])]
    tied = {frozenset(pair) for pair in built.of(Ties)[["organisation", "partner"]].to_numpy().tolist()}
    pairs = {frozenset(pair) for pair in computed[["organisation", "other"]].to_numpy().tolist()}
    assert tied
    assert pairs
    assert not tied & pairs


def test_who_declined_is_proposed_to_nobody_anew(study: Study, built: TableSet) -> None:
    logs, before = TableSet(built), built.of(Proposals)
    one = before[before["origin"] == "match"].iloc[0]
    asked = pd.DataFrame(built.of(Requests))
    row = {**asked.iloc[0], **one[["event"]], "row_id": "pilot/requests.csv!999", "from": one["other"]}
    row |= {"to": one["organisation"], "third": None, "topic": None, "status": "declined"}
    logs[Requests] = pd.concat([asked, pd.DataFrame([row])], ignore_index=True)
    after = propose(logs, built, empty(SentAgenda), study.settings.meetings.weights)
    gone = pd.concat([before, after])[["event", *WHO]].drop_duplicates(keep=False)
    assert gone.to_numpy().tolist() == [one[["event", *WHO]].tolist()]


def mended(built: TableSet, event: str, mend: str) -> TableSet:
    """The logs of one event after a change that would mend a meeting."""
    change, _sign, rest = mend.partition(" ")
    logs = TableSet(built)
    logs[Events] = built.of(Events).query("event == @event")
    if change in ("table", "slot"):
        column = {"table": "tables", "slot": "slots"}[change]
        more = pd.DataFrame(built.of(Sessions))
        more.loc[(more["event"] == event) & (more["session"] == rest.split(" ")[0]), column] += 1
        logs[Sessions] = more
    elif change == "limit":
        rules = pd.DataFrame(built.of(MeetingRules))
        logs[MeetingRules] = rules.assign(most=rules["most"] + 1)
    else:
        people = pd.DataFrame(built.of(Participants))
        own = (people["event"] == event) & (people["organisation"] == rest.split(" ")[0])
        people.loc[own, {"maximum": "most_meetings", "person": "people"}[change]] += 1
        logs[Participants] = people
    return logs


def test_each_sort_of_mend_mends(study: Study, built: TableSet) -> None:
    """With the change, one more meeting could be held beside all others: the best schedule is worth more."""
    told = built.of(Unserved)
    each = told.assign(mend=told["mends"].str.split(";")).explode("mend").query("mend != ''")
    each = each.assign(change=each["mend"].str.partition(" ")[0])
    before = built.of(Schedules).set_index("event")["value"]
    first = each.drop_duplicates("change")
    assert set(first["change"]) >= {"table", "slot", "person"}
    for event, mend in first[["event", "mend"]].itertuples(index=False):
        logs = mended(built, event, mend)
        found = schedule_events(study, logs, built.of(Proposals), empty(SentAgenda))
        assert found.of(Schedules).set_index("event")["value"][event] > before[event], mend
        assert broken(logs, found.of(Meetings)) == []


def test_who_cancelled_meets_nobody(study: Study, built: TableSet) -> None:
    logs = TableSet(built)
    people = pd.DataFrame(built.of(Participants))
    busiest = built.of(Meetings)["organisation"].mode().iloc[0]
    people.loc[people["organisation"] == busiest, "change"] = "cancelled"
    logs[Participants] = people
    found = schedule_events(study, logs, built.of(Proposals), empty(SentAgenda))
    assert busiest not in set(found.of(Meetings)[WHO].to_numpy().ravel())
    absent = found.of(Unserved).query("reason == 'absent'")
    assert busiest in set(absent["whose"].str.split(";").explode())


def test_fixed_meetings_that_cannot_be_are_told(study: Study, built: TableSet) -> None:
    logs = TableSet(built)
    one = built.of(LockedMeetings).iloc[:1]
    half = pd.DataFrame(built.of(Attendance)).iloc[:1]
    half = half.assign(event=one["event"].iloc[0], organisation=one["organisation"].iloc[0], half_day="pm")
    logs[Attendance] = half
    with pytest.raises(StudyError, match=r"locked\.csv: The fixed meetings of b2b-1 cannot be held all together"):
        schedule_events(study, logs, built.of(Proposals), empty(SentAgenda))


def test_the_order_of_the_logs_does_not_matter(study: Study, built: TableSet) -> None:
    logs = TableSet(built)
    for model in (Participants, Sessions, Attendance, MeetingRules):
        logs[model] = pd.DataFrame(built[model]).iloc[::-1].reset_index(drop=True)
    found = schedule_events(study, logs, built.of(Proposals), empty(SentAgenda))
    keys = ["event", *WHO, "start", "table"]
    before, after = (one.of(Meetings)[keys].sort_values(keys, ignore_index=True) for one in (built, found))
    pd.testing.assert_frame_equal(before[["event", *WHO]], after[["event", *WHO]])
    arranged = [arrange("b2b-1", one, built.of(Proposals)).people for one in (built, logs)]
    assert arranged[0] == arranged[1]


def _sent(meetings: pd.DataFrame) -> Any:
    """The agenda as if it had gone out as it stands."""
    rows = range(2, len(meetings) + 2)
    head = {"row_id": [f"agenda.csv!{row}" for row in rows], "wave": "2014", "file": "agenda.csv", "sheet": ""}
    return conform(meetings.assign(**head, row=rows), SentAgenda)


def test_without_news_nothing_moves(study: Study, built: TableSet) -> None:
    found = schedule_events(study, built, built.of(Proposals), _sent(built.of(Meetings)))
    assert not len(found.of(Moves))
    # They are the second that is sent out, and else the same.
    pd.testing.assert_frame_equal(found.of(Meetings).assign(version=1), built.of(Meetings), check_dtype=False)
    assert (found.of(Schedules)["stay"] == found.of(Schedules)["meetings"]).all()


def test_each_agenda_that_is_sent_out_has_the_next_number(study: Study, built: TableSet) -> None:
    first = built.of(Meetings)
    assert set(first["version"]) == {1}
    logs = TableSet(built)
    logs[Events] = built.of(Events).query("event == 'b2b-1'")
    second = schedule_events(study, logs, built.of(Proposals), _sent(first)).of(Meetings)
    assert set(second["version"]) == {2}
    # What an agenda without the column was is the first.
    again = schedule_events(study, logs, built.of(Proposals), _sent(second.assign(version=None))).of(Meetings)
    assert set(again["version"]) == {2}


def test_late_news_move_as_little_as_they_can(study: Study, built: TableSet) -> None:
    logs, sent = TableSet(built), built.of(Meetings)
    sent = sent[sent["event"] == "b2b-1"]
    fixed = set(built.of(LockedMeetings)[["organisation", "other"]].to_numpy().ravel())
    gone = next(who for who in sent["organisation"] if who not in fixed)
    people = pd.DataFrame(built.of(Participants))
    people.loc[people["organisation"] == gone, "change"] = "cancelled"
    logs[Participants] = people
    found = schedule_events(study, logs, built.of(Proposals), _sent(sent))
    moves, now = found.of(Moves), found.of(Meetings)
    assert broken(logs, now) == []
    assert set(moves["event"]) == {"b2b-1"}
    own = sent[[gone in row for row in sent[WHO].to_numpy().tolist()]]
    dropped = moves[moves["move"] == "dropped"]
    assert set(map(tuple, own[WHO[:2]].to_numpy().tolist())) <= set(map(tuple, dropped[WHO[:2]].to_numpy().tolist()))
    made = found.of(Schedules).set_index("event").loc["b2b-1"]
    place = ["event", *WHO, "session", "slot"]
    assert made["stay"] == made["stay_bound"] == len(sent.merge(now[place], on=place))
    # What was scheduled anew would move more.
    anew = schedule_events(study, logs, built.of(Proposals), empty(SentAgenda)).of(Meetings)
    assert made["stay"] >= len(sent.merge(anew[place], on=place))


def test_without_events_nothing_is_arranged(study: Study, built: TableSet) -> None:
    logs = TableSet({model: empty(model) for model in LOGS})
    found = propose(logs, built, empty(SentAgenda), study.settings.meetings.weights)
    tables = [schedule_events(study, logs, found, empty(SentAgenda)), what_came_of_events(logs)]
    assert not len(found)
    assert not any(len(frame) for each in tables for frame in each.values())
