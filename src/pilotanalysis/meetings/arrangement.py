"""An event in the numbers of ``statistics.scheduling``: its slots, people, tables, wishes and rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import permutations

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from ..statistics.scheduling import NOT_HELD, Event, LockedMeeting, MeetingLimit, MeetingWish
from ..tables import SEPARATOR, TableSet
from .tables import (
    WHO,
    Attendance,
    LockedMeetings,
    MeetingRules,
    Participants,
    Proposals,
    Sessions,
)
from .times import MIDDAY, slots_of

_ANY = "any"


@dataclass(frozen=True)
class Arrangement:
    """What is to be arranged at an event.

    Attributes
    ----------
    event : Event
    people : tuple of str
        Keys of the participants, by their number.
    sessions : tuple of str
        Ids of the sessions, by their number.
    slots : tuple of (int, int)
        Begin and end of each slot, in minutes of the day.
    numbers : dict of (int, int) to int
        Number of a slot within a session, from 1, by session and slot.
    limited : tuple of str
        Key of the participant whom each limit concerns.
    wishes : DataFrame
        Proposals, by the number of the wish.
    absent, forbidden : DataFrame
        Proposals of which somebody does not take part, and those that a rule forbids, with whose: those keys.
    """

    event: Event
    people: tuple[str, ...]
    sessions: tuple[str, ...]
    slots: tuple[tuple[int, int], ...]
    numbers: Mapping[tuple[int, int], int]
    limited: tuple[str, ...]
    wishes: pd.DataFrame
    absent: pd.DataFrame
    forbidden: pd.DataFrame


def arrange(event: str, logs: TableSet, proposals: DataFrame[Proposals]) -> Arrangement:
    """Put an event into numbers.

    Parameters
    ----------
    event : str
    logs : TableSet
        The logs of all events.
    proposals : Proposals
        Of all events.
    """
    invited = _of(logs[Participants], event)
    comes = (
        (invited["registered"] == "yes") & (invited["joins"] == "yes") & (invited["change"].fillna("") != "cancelled")
    )
    people = invited[comes].sort_values("organisation", ignore_index=True)
    sessions = _of(logs[Sessions], event)
    slots, tables, numbers = _slots(sessions)
    known = set(people["organisation"])
    rules = TypeRules(_of(logs[MeetingRules], event), people)
    own = _of(proposals, event)
    missing = [[who for who in members(row) if who not in known] for row in own[WHO].to_numpy().tolist()]
    there = np.array([not who for who in missing], dtype=bool)
    absent = own[~there].assign(whose=[SEPARATOR.join(who) for who in missing if who])
    own = own[there].reset_index(drop=True)
    against = np.array([rules.forbids(members(row)) for row in own[WHO].to_numpy().tolist()], dtype=bool)
    wishes = own[~against].reset_index(drop=True)
    places = {who: number for number, who in enumerate(people["organisation"])}
    sitting = [tuple(sorted(places[who] for who in members(row))) for row in wishes[WHO].to_numpy().tolist()]
    limits, limited = rules.limits(sitting)
    arranged = Event(
        present=_present(people, slots, _of(logs[Attendance], event)),
        # Who sets no maximum never reaches one.
        most=people["most_meetings"].fillna(len(slots) * people["people"] + 1).to_numpy(dtype=np.int64),
        own_table=(people["own_table"] == "yes").to_numpy(dtype=bool),
        tables=tables,
        day=np.zeros(len(slots), dtype=np.int64),
        wishes=tuple(
            MeetingWish(one, int(value), tuple(range(len(sessions))))
            for one, value in zip(sitting, wishes["value"], strict=True)
        ),
        locked=_locks(_of(logs[LockedMeetings], event), sessions, numbers, places, sitting),
        limits=limits,
    )
    return Arrangement(
        arranged,
        tuple(people["organisation"]),
        tuple(sessions["session"]),
        tuple(slots),
        numbers,
        tuple(people["organisation"].iloc[list(limited)]),
        wishes,
        absent,
        own[against].assign(whose=""),
    )


def members(row: Iterable[object]) -> list[str]:
    """Keys of those who meet: the third may be missing."""
    return [who for who in row if isinstance(who, str)]


def _of(frame: pd.DataFrame, event: str) -> pd.DataFrame:
    return frame[frame["event"] == event].reset_index(drop=True)


def _slots(sessions: pd.DataFrame) -> tuple[list[tuple[int, int]], np.ndarray, dict[tuple[int, int], int]]:
    """Slots of the event, the tables of each session in them, and their numbers within each session."""
    own = [slots_of(row["start"], row["slots"], row["slot_minutes"]) for row in sessions.to_dict("records")]
    slots = sorted({slot for each in own for slot in each})
    place = {slot: number for number, slot in enumerate(slots)}
    tables = np.full((len(own), len(slots)), NOT_HELD, dtype=np.int64)
    numbers = {}
    for session, each in enumerate(own):
        for number, slot in enumerate(each, start=1):
            tables[session, place[slot]] = sessions["tables"].iloc[session]
            numbers[session, place[slot]] = number
    return slots, tables, numbers


def _present(people: pd.DataFrame, slots: list[tuple[int, int]], attendance: pd.DataFrame) -> np.ndarray:
    """How many people of each participant are there in each slot."""
    halves = attendance.groupby("organisation")["half_day"].agg(set).to_dict()
    of_slot = ["am" if begin < MIDDAY else "pm" for begin, _end in slots]
    return np.array(
        [
            [number if half in halves.get(who, {half}) else 0 for half in of_slot]
            for who, number in zip(people["organisation"], people["people"], strict=True)
        ],
        dtype=np.int64,
    ).reshape(len(people), len(slots))


def _locks(
    locked: pd.DataFrame,
    sessions: pd.DataFrame,
    numbers: Mapping[tuple[int, int], int],
    places: Mapping[str, int],
    sitting: list[tuple[int, ...]],
) -> tuple[LockedMeeting, ...]:
    """Locked meetings by their wishes; those of somebody who does not take part fall away.

    A rule forbids none of them: that is told as the logs are read.
    """
    wish_of = {one: number for number, one in enumerate(sitting)}
    session_of = {name: number for number, name in enumerate(sessions["session"])}
    slot_of = {(session, number): slot for (session, slot), number in numbers.items()}
    found = []
    for row in locked.to_dict("records"):
        who = members(row[column] for column in WHO)
        wish = wish_of.get(tuple(sorted(places[one] for one in who if one in places)))
        if wish is not None and all(one in places for one in who):
            session = session_of[row["session"]]
            found.append(LockedMeeting(wish, session, slot_of[session, row["slot"]]))
    return tuple(found)


class TypeRules:
    """Rules of an event on the types of its participants."""

    def __init__(self, rules: pd.DataFrame, people: pd.DataFrame) -> None:
        self._types = people["organisation_type"].tolist()
        self._type_of = dict(zip(people["organisation"], self._types, strict=True))
        forbids = rules[rules["may_meet"] == "no"]
        self._forbidden = set(zip(forbids["organisation_type"], forbids["other_type"], strict=True))
        limits = rules[(rules["may_meet"] == "yes") & rules["most"].notna()]
        self._limits = list(zip(limits["organisation_type"], limits["other_type"], limits["most"], strict=True))

    def forbids(self, who: list[str]) -> bool:
        """Whether a rule forbids that these meet."""
        types = [self._type_of[one] for one in who]
        return any(
            (one, other) in self._forbidden
            for first, second in permutations(types, 2)
            for one in (first, _ANY)
            for other in (second, _ANY)
        )

    def limits(self, sitting: list[tuple[int, ...]]) -> tuple[tuple[MeetingLimit, ...], list[int]]:
        """What the rules come to for each participant whom one concerns; and who that is."""
        found, whom = [], []
        for own, other, most in self._limits:
            for who, kind in enumerate(self._types):
                if own in (kind, _ANY):
                    wishes = tuple(
                        number
                        for number, each in enumerate(sitting)
                        if who in each and any(other in (self._types[one], _ANY) for one in each if one != who)
                    )
                    if len(wishes) > most:
                        found.append(MeetingLimit(wishes, int(most)))
                        whom.append(who)
        return tuple(found), whom
