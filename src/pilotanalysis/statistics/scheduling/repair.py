"""A schedule brought up to late news: as few meetings as possible move."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from .board import Board
from .checks import check
from .choosing import Chooser, Chosen, alike, single
from .greedy import Account
from .idle import idle_slots
from .making import FINE, NODES, fine_size, in_blocks, schedule
from .model import Event, Level, LockedMeeting, Meeting, Place, Schedule, served, when, worth
from .seating import seat
from .solver import INFINITE


@dataclass(frozen=True)
class Move:
    """A meeting that is not where it was.

    Attributes
    ----------
    before : Meeting
    after : Meeting, optional
        Missing where it is no longer held.
    """

    before: Meeting
    after: Meeting | None


@dataclass(frozen=True)
class Repair:
    """A schedule made of an earlier one.

    Attributes
    ----------
    schedule : Schedule
        Its value is the most among schedules that serve as many and leave as many meetings in place.
    stay : Level
        Meetings of the earlier schedule that stay in their session and slot, among schedules that serve as many.
    moves : tuple of Move
        All others of the earlier schedule, and those at another table.
    new : tuple of Meeting
        Meetings that the earlier schedule did not have.
    """

    schedule: Schedule
    stay: Level
    moves: tuple[Move, ...]
    new: tuple[Meeting, ...]


def repair(event: Event, before: Iterable[Meeting], nodes: int = NODES) -> Repair:
    """Schedule an event anew after a late change, level by level.

    1. As many participants as possible have a meeting.
    2. Among those schedules, as many meetings as possible stay in their session and slot.
    3. Among those, the meetings are worth most.

    Parameters
    ----------
    event : Event
        As it is now: a participant who cancelled is not present in any slot, a newcomer comes behind the others.
    before : iterable of Meeting
        The earlier schedule, by the wishes of this event.
    nodes : int
        Most nodes of the solver for each level.

    Raises
    ------
    ValueError
        The event contradicts itself.
    """
    check(event)
    earlier = {meeting.wish: meeting for meeting in before}
    could_stay = {
        wish: place for wish, one in earlier.items() if (place := (one.session, one.slot)) in event.places[wish]
    }
    kept = _kept(event, could_stay)
    found = schedule(_holding(event, earlier, kept), nodes)
    at = {one.wish: (one.session, one.slot) for one in found.meetings}
    coarse = Chooser(event, alike(event), nodes)
    _chosen, most = coarse.most_served(in_blocks(coarse.blocks, at))
    first, stay = Level(found.served.reached, most), Level(_staying(could_stay, at), len(could_stay))
    if (first.proven and stay.proven) or fine_size(event) > FINE:
        return _told(earlier, replace(found, served=first), stay)
    at, first, stay, value = _over_single(Chooser(event, single(event), nodes), could_stay, at)
    first = replace(first, bound=min(first.bound, most))
    kept = {wish: place for wish, place in could_stay.items() if at.get(wish) == place}
    meetings = seat(_holding(event, earlier, kept), at)
    return _told(earlier, Schedule(meetings, first, value, Level(idle_slots(event, at), 0)), stay)


def _kept(event: Event, could_stay: dict[int, Place]) -> dict[int, Place]:
    """Keep what can stay together, the most valued first."""
    board = Board(event)
    for lock in event.locked:
        board.put(lock.wish, (lock.session, lock.slot))
    account = Account(event, board.at)
    for wish in sorted(could_stay, key=lambda wish: (-event.wishes[wish].value, wish)):
        place = could_stay[wish]
        fits = board.people_free(wish, place[1]) and board.table_free(wish, place) and account.allows(wish)
        if wish not in board.at and fits:
            board.put(wish, place)
            account.hold(wish)
    return {wish: place for wish, place in could_stay.items() if board.at.get(wish) == place}


def _holding(event: Event, earlier: dict[int, Meeting], kept: dict[int, Place]) -> Event:
    """Lock what is kept, at its table where that is still there and not given away."""
    locked = {lock.wish: lock for lock in event.locked}
    given = {(lock.session, lock.slot, lock.table) for lock in event.locked if lock.table is not None}
    for wish, (session, slot) in kept.items():
        table = earlier[wish].table
        # The table may be gone, be given away, or not be needed any more by who has one of its own now.
        there = table is not None and event.shared[wish] and table < event.tables[session, slot]
        if table is None or not there or (session, slot, table) in given:
            table = None
        if wish not in locked or locked[wish].table is None:
            locked[wish] = LockedMeeting(wish, session, slot, table)
        if table is not None:
            given.add((session, slot, table))
    return replace(event, locked=tuple(locked.values()))


def _staying(could_stay: dict[int, Place], at: dict[int, Place]) -> int:
    return sum(at.get(wish) == place for wish, place in could_stay.items())


def _over_single(fine: Chooser, could_stay: dict[int, Place], at: Chosen) -> tuple[Chosen, Level, Level, Level]:
    """Solve all three levels over single slots."""
    event = fine.event
    more, most = fine.most_served(at)
    at = more if served(event, more) > served(event, at) else at
    serving = served(event, at)
    old = [fine.column[wish, *place] for wish, place in sorted(could_stay.items())]
    rows, start = fine.rows(), fine.start(at)
    fine.serve(rows, start, serving)
    gains = np.zeros(len(start))
    gains[old] = 1
    at, staying = fine.solved(gains, rows, start)
    stay = Level(_staying(could_stay, at), staying)
    rows, start = fine.rows(), fine.start(at)
    fine.serve(rows, start, serving)
    rows.add(old, stay.reached, INFINITE)
    at, worth_most = fine.solved(fine.worths(len(start)), rows, start)
    return at, Level(serving, most), stay, Level(worth(event, at), worth_most)


def _told(earlier: dict[int, Meeting], found: Schedule, stay: Level) -> Repair:
    """Say what moved and what is new."""
    now = {meeting.wish: meeting for meeting in found.meetings}
    moves = [Move(one, now.get(wish)) for wish, one in earlier.items() if now.get(wish) != one]
    moves.sort(key=lambda move: when(move.before))
    return Repair(found, stay, tuple(moves), tuple(one for one in found.meetings if one.wish not in earlier))
