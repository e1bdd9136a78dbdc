"""What contradicts itself in the logs of events, though each cell alone is allowed."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import pandas as pd
from pandera.typing import DataFrame

from ..files.telling import Teller
from ..problems import Problem, nearest
from ..reference import Catalogue
from ..study import Study
from ..tables import StudyTable, TableSet
from .arrangement import TypeRules, members
from .tables import Events, HeldMeetings, LockedMeetings, MeetingRules, Participants, Requests, Sessions
from .times import minutes_of, slots_of

#: Sessions lie between these, in minutes of the day.
_FIRST, _LAST = 7 * 60, 22 * 60


def faults_of(
    study: Study, tables: TableSet, clusters: Collection[str], catalogue: DataFrame[Catalogue]
) -> list[Problem]:
    """Find what the logs of events cannot mean.

    Parameters
    ----------
    study : Study
    tables : TableSet
        The logs, with the keys of participants.
    clusters : collection of str
        Clusters of the catalogue.
    catalogue : Catalogue
    """
    teller = _EventTeller(study)
    return [
        *teller.days(tables[Events], ["date"]),
        *teller.codes(tables[Events], "clusters", clusters),
        *teller.sessions(tables),
        *teller.with_oneself(tables),
        *teller.topics(tables.of(Requests), sorted(catalogue["stage"])),
        *slots_that_are_not(study, tables.of(LockedMeetings), tables.of(Sessions)),
        *teller.locked(tables),
        *teller.locked_against_a_rule(tables),
    ]


def slots_that_are_not(study: Study, placed: pd.DataFrame, sessions: DataFrame[Sessions]) -> list[Problem]:
    """Find meetings in slots that their session does not have.

    Parameters
    ----------
    study : Study
    placed : DataFrame
        event, session, slot, row_id.
    sessions : Sessions
    """
    teller = _EventTeller(study)
    last = placed.merge(sessions[["event", "session", "slots"]], on=["event", "session"])
    return [
        teller.problem(row["row_id"], f"Session {row['session']} has no slot {row['slot']}.", remedy, "slot")
        for row in last[last["slot"] > last["slots"]].to_dict("records")
        for remedy in [f"Its slots are 1 to {row['slots']}."]
    ]


class _EventTeller(Teller):
    def sessions(self, tables: TableSet) -> Iterator[Problem]:
        """Find events at which nobody could meet, sessions at night, and such that overlap and do not fit together."""
        sessions, hosts = tables.of(Sessions), tables.of(Participants)
        hosting = set(hosts.loc[hosts["own_table"] == "yes", "event"])
        for row_id, event in tables.of(Events)[["row_id", "event"]].itertuples(index=False):
            own = sessions[sessions["event"] == event]
            if not len(own):
                yield self.problem(row_id, f"{event} has no session.", "Add its sessions to sessions.", "event")
            elif not own["tables"].any() and event not in hosting:
                said = f"No session of {event} has a table."
                remedy = "Say how many tables participants share, or who has a table of its own."
                yield self.problem(str(own["row_id"].iloc[0]), said, remedy, "tables")
            yield from self._at_night(own)
            yield from self._out_of_step(own)
        yield from self._called_otherwise(sessions)

    def _called_otherwise(self, sessions: pd.DataFrame) -> Iterator[Problem]:
        """Find sessions of one id that are called otherwise at another event."""
        for name in ("name_en", "name_ro", "name_it"):
            first = sessions.groupby("session")[name].transform("first")
            for row in sessions[sessions[name].notna() & (sessions[name] != first)].to_dict("records"):
                said = f"Session {row['session']} is called {row[name]!r} here and otherwise in a row above."
                yield self.problem(row["row_id"], said, "Give it one name, or an id of its own.", name)

    def _at_night(self, own: pd.DataFrame) -> Iterator[Problem]:
        for row in own.to_dict("records"):
            start = minutes_of(row["start"])
            end = start + row["slots"] * row["slot_minutes"]
            if start < _FIRST or end > _LAST:
                said = f"Session {row['session']} runs for {end - start} minutes from {row['start']}, into the night."
                yield self.problem(row["row_id"], said, "Slots lie between 07:00 and 22:00.", "start")

    def _out_of_step(self, own: pd.DataFrame) -> Iterator[Problem]:
        seen: list[tuple[str, tuple[int, int]]] = []
        for row in own.to_dict("records"):
            for slot in slots_of(row["start"], row["slots"], row["slot_minutes"]):
                other = next((one for one, old in seen if old != slot and old[0] < slot[1] and slot[0] < old[1]), None)
                if other is not None:
                    said = f"Session {row['session']} runs at the time of session {other}, in other slots."
                    remedy = "Sessions at the same time have the same slots: mend start or slot_minutes."
                    yield self.problem(row["row_id"], said, remedy, "start")
                    break
            else:
                seen += [(row["session"], slot) for slot in slots_of(row["start"], row["slots"], row["slot_minutes"])]

    def with_oneself(self, tables: TableSet) -> Iterator[Problem]:
        """Find meetings of somebody with itself."""
        both: tuple[tuple[type[StudyTable], str, str], ...] = (
            (Requests, "from", "to"),
            (LockedMeetings, "organisation", "other"),
            (HeldMeetings, "from", "to"),
        )
        for model, one, other in both:
            rows = tables[model][["row_id", one, other, "third"]]
            for row_id, first, second, third in rows.itertuples(index=False):
                if first == second or third in (first, second):
                    column = other if first == second else "third"
                    yield self.problem(row_id, f"{first} would meet itself.", "Name somebody else.", column)

    def topics(self, requests: DataFrame[Requests], stages: Collection[str]) -> Iterator[Problem]:
        """Find topics that are no stage."""
        for row_id, topic in requests.loc[requests["topic"].notna(), ["row_id", "topic"]].itertuples(index=False):
            if topic not in stages:
                remedy = f"Write the code of a stage, as in data/raw/reference/stages.csv.{nearest(topic, stages)}"
                yield self.problem(row_id, f"{topic} is no stage.", remedy, "topic")

    def locked_against_a_rule(self, tables: TableSet) -> Iterator[Problem]:
        """Find fixed meetings of participants whose types may not meet."""
        locked, people, rules = (tables.of(model) for model in (LockedMeetings, Participants, MeetingRules))
        for event in sorted(set(locked["event"])):
            there = people[people["event"] == event]
            told = TypeRules(rules[rules["event"] == event], there)
            for row in locked[locked["event"] == event].to_dict("records"):
                who = members(row[column] for column in ("organisation", "other", "third"))
                if set(who) <= set(there["organisation"]) and told.forbids(who):
                    said = "It is fixed, and a rule says that participants of these types may not meet."
                    yield self.problem(row["row_id"], said, "Take out the meeting, or the rule in rules.", "other")

    def locked(self, tables: TableSet) -> Iterator[Problem]:
        """Find more locked meetings at a time than somebody has people."""
        locked = tables.of(LockedMeetings).merge(
            tables.of(Sessions)[["event", "session", "start", "slot_minutes"]], on=["event", "session"]
        )
        there = tables.of(Participants)[["event", "organisation", "people"]].itertuples(index=False, name=None)
        people = {(event, who): number for event, who, number in there}
        busy: dict[tuple[str, str, int], int] = {}
        for row in locked.to_dict("records"):
            at = minutes_of(row["start"]) + (row["slot"] - 1) * row["slot_minutes"]
            for who in (row["organisation"], row["other"], row["third"]):
                place = (row["event"], who, at)
                busy[place] = busy.get(place, 0) + 1
                if busy[place] > people.get(place[:2], busy[place]):
                    said = f"{who} has {busy[place]} fixed meetings in one slot."
                    yield self.problem(
                        row["row_id"], said, "Fix one of them elsewhere, or say it sends more people.", "slot"
                    )
