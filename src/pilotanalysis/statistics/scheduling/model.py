"""What is scheduled: an event with its slots, tables and participants, the meetings wished, and the schedule made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
#: Stands in `Event.tables` for a slot in which a session is not held.
NOT_HELD = -1
#: A session and a slot.
Place = tuple[int, int]


@dataclass(frozen=True)
class MeetingWish:
    """A meeting that may be held, once.

    Attributes
    ----------
    members : tuple of int
        Participants: two or three, in rising order.
    value : int
        1 or more.
    sessions : tuple of int
        In which of them it may take place.
    """

    members: tuple[int, ...]
    value: int
    sessions: tuple[int, ...]


@dataclass(frozen=True)
class LockedMeeting:
    """A wish that is held, and where.

    Attributes
    ----------
    wish, session, slot : int
    table : int, optional
        One of the session's shared tables, from 0; any where missing.
    """

    wish: int
    session: int
    slot: int
    table: int | None = None


@dataclass(frozen=True)
class MeetingLimit:
    """At most so many of these wishes are held: what a rule on types of participants comes to for one of them.

    Attributes
    ----------
    wishes : tuple of int
    most : int
    """

    wishes: tuple[int, ...]
    most: int


@dataclass(frozen=True, eq=False)
class Event:
    """All that a schedule depends on.

    Attributes
    ----------
    present : array of int, participants by slots
        How many people of a participant are there: each can sit in one meeting at a time.
    most : array of int, participants
        Most meetings of each.
    own_table : array of bool, participants
        Meetings of one with an own table take place there and need no shared one.
    tables : array of int, sessions by slots
        Shared tables of each session; `NOT_HELD` where it is not held. Sessions that run at the same time have the
        same slots.
    day : array of int, slots
    wishes : tuple of MeetingWish
        No two of the same members.
    locked : tuple of LockedMeeting
    limits : tuple of MeetingLimit
    """

    present: Ints
    most: Ints
    own_table: Mask
    tables: Ints
    day: Ints
    wishes: tuple[MeetingWish, ...]
    locked: tuple[LockedMeeting, ...] = ()
    limits: tuple[MeetingLimit, ...] = ()

    @cached_property
    def shared(self) -> tuple[bool, ...]:
        """Whether a wish needs a shared table."""
        own = self.own_table.tolist()
        return tuple(not any(own[member] for member in wish.members) for wish in self.wishes)

    @cached_property
    def places(self) -> tuple[tuple[Place, ...], ...]:
        """Where each wish could be held, were it alone with the locked ones, by slot and session."""
        present, most, tables = self.present.copy(), self.most.copy(), self.tables.copy()
        for lock in self.locked:
            members = list(self.wishes[lock.wish].members)
            present[members, lock.slot] -= 1
            most[members] -= 1
            tables[lock.session, lock.slot] -= self.shared[lock.wish]
        found = possible_places(self, np.minimum(present, most[:, None]) > 0, tables > 0)
        for lock in self.locked:
            found[lock.wish] = ((lock.session, lock.slot),)
        return tuple(found)

    @cached_property
    def wishes_of(self) -> tuple[tuple[int, ...], ...]:
        """The wishes of each participant."""
        own: list[list[int]] = [[] for _ in self.most]
        for number, wish in enumerate(self.wishes):
            for member in wish.members:
                own[member].append(number)
        return tuple(map(tuple, own))

    @cached_property
    def limits_of(self) -> tuple[tuple[int, ...], ...]:
        """The limits that each wish counts to."""
        own: list[list[int]] = [[] for _ in self.wishes]
        for number, limit in enumerate(self.limits):
            for wish in limit.wishes:
                own[wish].append(number)
        return tuple(map(tuple, own))


def possible_places(event: Event, there: Mask, with_table: Mask) -> list[tuple[Place, ...]]:
    """Where each wish could be held, by slot and session.

    Parameters
    ----------
    event : Event
    there : array of bool, participants by slots
    with_table : array of bool, sessions by slots
        Where a session has a shared table left.
    """
    free = [np.flatnonzero(row) for row in with_table]
    held = [np.flatnonzero(row != NOT_HELD) for row in event.tables]
    found = []
    for wish, shared in zip(event.wishes, event.shared, strict=True):
        together: Mask = np.all(there[list(wish.members)], axis=0)
        slots = free if shared else held
        own = [(int(slot), session) for session in wish.sessions for slot in slots[session] if together[slot]]
        found.append(tuple((session, slot) for slot, session in sorted(own)))
    return found


@dataclass(frozen=True)
class Meeting:
    """A meeting of the schedule.

    Attributes
    ----------
    slot, session, wish : int
    table : int, optional
        Shared table of the session, from 0; missing where it is held at a member's own table.
    """

    slot: int
    session: int
    wish: int
    table: int | None = None


def when(meeting: Meeting) -> tuple[int, int, int]:
    """Order of meetings."""
    return meeting.slot, meeting.session, meeting.wish


@dataclass(frozen=True)
class Level:
    """What one level of a schedule reached, and the bound that no schedule passes.

    Attributes
    ----------
    reached, bound : int
    """

    reached: int
    bound: int

    @property
    def proven(self) -> bool:
        """Whether no schedule does better."""
        return self.reached == self.bound

    @property
    def gap(self) -> int:
        """How much better a schedule might be."""
        return abs(self.bound - self.reached)


@dataclass(frozen=True)
class Schedule:
    """Who meets whom, when, at which table.

    Attributes
    ----------
    meetings : tuple of Meeting
        By slot, session and wish.
    served : Level
        Participants with a meeting at least.
    value : Level
        Summed value of the meetings, among schedules that serve as many.
    idle : Level
        Slots without a meeting between a participant's first and last one of a day, while it is present, among
        schedules of the same value.
    """

    meetings: tuple[Meeting, ...]
    served: Level
    value: Level
    idle: Level


def served(event: Event, held: Iterable[int]) -> int:
    """Participants with one of these wishes at least."""
    return len({member for wish in held for member in event.wishes[wish].members})


def worth(event: Event, held: Iterable[int]) -> int:
    """Summed value of wishes."""
    return sum(event.wishes[wish].value for wish in held)


def violations(event: Event, meetings: tuple[Meeting, ...]) -> list[str]:
    """Name everything that speaks against a schedule; nothing where it can be held as it stands."""
    found = []
    taken = Counter(meeting.wish for meeting in meetings)
    found += [f"wish {wish} is held {times} times" for wish, times in taken.items() if times > 1]
    at_once: Counter[tuple[int, int]] = Counter()
    at_tables: Counter[tuple[int, int, int | None]] = Counter()
    for meeting in meetings:
        wish = event.wishes[meeting.wish]
        at_once.update((member, meeting.slot) for member in wish.members)
        if meeting.session not in wish.sessions:
            found.append(f"wish {meeting.wish} is held in session {meeting.session}")
        tables = int(event.tables[meeting.session, meeting.slot])
        if tables == NOT_HELD:
            found.append(f"session {meeting.session} is not held in slot {meeting.slot}")
        if event.shared[meeting.wish]:
            at_tables[meeting.session, meeting.slot, meeting.table] += 1
            if meeting.table is None or not 0 <= meeting.table < tables:
                found.append(f"wish {meeting.wish} has no table: {meeting.table}")
        elif meeting.table is not None:
            found.append(f"wish {meeting.wish} is held at a shared table beside an own one")
    found += [
        f"participant {member} has {times} meetings in slot {slot}"
        for (member, slot), times in at_once.items()
        if times > event.present[member, slot]
    ]
    found += [f"{times} meetings at one table: {place}" for place, times in at_tables.items() if times > 1]
    meets = Counter(member for wish in taken for member in event.wishes[wish].members)
    found += [
        f"participant {member} has {times} meetings" for member, times in meets.items() if times > event.most[member]
    ]
    found += [
        f"limit {limit} is passed"
        for limit in event.limits
        if sum(map(taken.get, limit.wishes, [0] * len(limit.wishes))) > limit.most
    ]
    at = {meeting.wish: meeting for meeting in meetings}
    for lock in event.locked:
        held = at.get(lock.wish)
        if held is None or (held.session, held.slot) != (lock.session, lock.slot):
            found.append(f"locked: {lock}")
        elif lock.table is not None and held.table != lock.table:
            found.append(f"locked at another table: {lock}")
    return found
