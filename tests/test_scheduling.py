"""Schedules of meetings: every constraint, both proven levels, reasons and repairs, against trying all there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.meetings import by_cp_sat, drawn_event
from pilotanalysis.statistics.scheduling import (
    NOT_HELD,
    Event,
    LockedMeeting,
    Meeting,
    MeetingLimit,
    MeetingWish,
    Mend,
    Repair,
    Schedule,
    Unheld,
    explain,
    making,
    repair,
    schedule,
    violations,
)
from pilotanalysis.statistics.scheduling.greedy import greedy
from pilotanalysis.statistics.scheduling.idle import idle_slots

At = dict[int, tuple[int, int]]


@st.composite
def events(draw: st.DrawFn, most_wishes: int = 6, slots: int = 3) -> Event:
    """Draw a small event with everything that organisers set."""
    number = draw(st.integers(3, 6))
    small = st.integers(0, 3)
    present = np.array(draw(st.lists(st.lists(st.sampled_from([0, 1, 1, 1, 2]), min_size=slots, max_size=slots),
                                     min_size=number, max_size=number)))  # fmt: skip
    tables = np.array(draw(st.lists(st.lists(st.sampled_from([NOT_HELD, 0, 1, 1, 2]), min_size=slots, max_size=slots),
                                    min_size=2, max_size=2)))  # fmt: skip
    members = st.sets(st.integers(0, number - 1), min_size=2, max_size=3).map(lambda group: tuple(sorted(group)))
    groups = draw(st.lists(members, min_size=1, max_size=most_wishes, unique=True))
    sessions = st.sampled_from([(0,), (1,), (0, 1)])
    wishes = tuple(MeetingWish(group, draw(st.integers(1, 9)), draw(sessions)) for group in groups)
    limits = draw(
        st.lists(st.builds(MeetingLimit, st.sets(st.integers(0, len(wishes) - 1)).map(tuple), small), max_size=1)
    )
    event = Event(
        present,
        np.array(draw(st.lists(small, min_size=number, max_size=number))),
        np.array(draw(st.lists(st.sampled_from([False, False, True]), min_size=number, max_size=number))),
        tables,
        np.array([0] * (slots - 1) + [draw(st.integers(0, 1))]),
        wishes,
        limits=tuple(limits),
    )
    possible = [LockedMeeting(wish, *place) for wish, places in enumerate(event.places) for place in places]
    locked = draw(st.sampled_from(possible)) if possible and draw(st.booleans()) else None
    if locked is None or not _allowed(event, {locked.wish: (locked.session, locked.slot)}):
        return event
    return replace(event, locked=(locked,))


# --- All schedules there are ---


def _allowed(event: Event, at: At) -> bool:
    """Whether meetings can be held together; written apart from the package."""
    people = Counter((member, slot) for wish, (_s, slot) in at.items() for member in event.wishes[wish].members)
    meets = Counter(member for wish in at for member in event.wishes[wish].members)
    shares = [place for wish, place in at.items() if not any(event.own_table[m] for m in event.wishes[wish].members)]
    return (
        all(event.present[place] >= number for place, number in people.items())
        and all(event.most[member] >= number for member, number in meets.items())
        and all(event.tables[place] >= number for place, number in Counter(shares).items())
        and all(event.tables[place] != NOT_HELD for place in at.values())
        and all(place[0] in event.wishes[wish].sessions for wish, place in at.items())
        and all(sum(wish in at for wish in limit.wishes) <= limit.most for limit in event.limits)
    )


def _all(event: Event, at: At | None = None, wish: int = 0) -> Iterator[At]:
    """Try everything."""
    at = {lock.wish: (lock.session, lock.slot) for lock in event.locked} if at is None else at
    if wish == len(event.wishes):
        yield at
        return
    yield from _all(event, at, wish + 1)
    if wish not in at:
        for place in np.ndindex(event.tables.shape):
            more = {**at, wish: place}
            if _allowed(event, more):
                yield from _all(event, more, wish + 1)


def _served(event: Event, at: At) -> int:
    return len({member for wish in at for member in event.wishes[wish].members})


def _worth(event: Event, at: At) -> int:
    return sum(event.wishes[wish].value for wish in at)


def _idle(event: Event, at: At) -> int:
    total = 0
    for participant in range(len(event.most)):
        for day in set(event.day.tolist()):
            busy = {s for w, (_p, s) in at.items() if participant in event.wishes[w].members and event.day[s] == day}
            between = range(min(busy), max(busy)) if busy else range(0)
            total += sum(event.day[s] == day and s not in busy and event.present[participant, s] > 0 for s in between)
    return int(total)


def _places(meetings: tuple[Meeting, ...]) -> At:
    return {meeting.wish: (meeting.session, meeting.slot) for meeting in meetings}


@settings(max_examples=100, deadline=None)
@given(events())
def test_no_schedule_serves_more_or_is_worth_more_or_waits_less(event: Event) -> None:
    made = schedule(event)
    at = _places(made.meetings)
    assert violations(event, made.meetings) == []
    assert _allowed(event, at)
    best = max(_all(event), key=lambda one: (_served(event, one), _worth(event, one), -_idle(event, one)))
    assert (made.served.reached, made.value.reached, made.idle.reached) == (
        _served(event, best),
        _worth(event, best),
        _idle(event, best),
    )
    assert made.served.proven and made.value.proven and made.idle.proven
    assert (_served(event, at), _worth(event, at), _idle(event, at)) == (
        made.served.reached,
        made.value.reached,
        made.idle.reached,
    )


@settings(max_examples=60, deadline=None)
@given(events(most_wishes=7))
def test_bounds_hold_where_nothing_is_proven(event: Event) -> None:
    with mock.patch.multiple(making, FINE=-1, _FINE_IDLE=-1):
        made = schedule(event, nodes=0)
    assert violations(event, made.meetings) == []
    every = list(_all(event))
    assert made.served.reached <= max(_served(event, at) for at in every) <= made.served.bound
    as_many = [at for at in every if _served(event, at) >= made.served.reached]
    assert made.value.reached <= max(_worth(event, at) for at in as_many) <= made.value.bound
    as_much = [at for at in as_many if _worth(event, at) >= made.value.reached]
    assert made.idle.bound <= min(_idle(event, at) for at in as_much) <= made.idle.reached


# --- Events of some size ---

sizes = st.tuples(st.integers(4, 16), st.integers(3, 6), st.integers(1, 5), st.integers(1, 5), st.integers(0, 10**6))


def _sized(size: tuple[int, int, int, int, int]) -> Event:
    participants, slots, tables, each, seed = size
    return drawn_event(participants, slots, tables, min(participants * each // 2 + 1, participants * 3 // 2), seed)


@settings(max_examples=15, deadline=None)
@given(sizes.map(_sized))
def test_a_schedule_keeps_every_constraint_and_is_never_worse_than_a_greedy_one(event: Event) -> None:
    made = schedule(event)
    assert violations(event, made.meetings) == []
    by_hand = greedy(event).at
    assert _allowed(event, by_hand)
    assert (made.served.reached, made.value.reached) >= (_served(event, by_hand), _worth(event, by_hand))
    assert made.served.reached <= made.served.bound
    assert made.value.reached <= made.value.bound
    assert made.idle.reached >= made.idle.bound >= 0
    assert made.idle.reached == _idle(event, _places(made.meetings)) == idle_slots(event, _places(made.meetings))


@settings(max_examples=8, deadline=None)
@given(sizes.map(_sized), st.randoms(use_true_random=False))
def test_the_order_of_wishes_does_not_matter_nor_does_a_second_run(event: Event, dice: Any) -> None:
    order = list(range(len(event.wishes)))
    dice.shuffle(order)
    now = {wish: place for place, wish in enumerate(order)}
    mixed = replace(
        event,
        wishes=tuple(event.wishes[wish] for wish in order),
        locked=tuple(replace(lock, wish=now[lock.wish]) for lock in reversed(event.locked)),
        limits=tuple(MeetingLimit(tuple(now[wish] for wish in one.wishes), one.most) for one in reversed(event.limits)),
    )
    made, again, other = schedule(event), schedule(event), schedule(mixed)
    assert made == again
    by_members = [
        sorted((one.slot, one.session, event.wishes[one.wish].members, one.table) for one in made.meetings),
        sorted((one.slot, one.session, mixed.wishes[one.wish].members, one.table) for one in other.meetings),
    ]  # fmt: skip
    assert [one[:2] + one[2] for one in by_members[0]] == [one[:2] + one[2] for one in by_members[1]]
    assert (made.served, made.value, made.idle) == (other.served, other.value, other.idle)
    assert by_members[0] == by_members[1]


@pytest.mark.long
def test_a_hundred_participants_are_scheduled_and_both_levels_proven() -> None:
    event = drawn_event(100, 12, 25, 400)
    made = schedule(event)
    assert violations(event, made.meetings) == []
    assert made.served.proven and made.value.proven


@pytest.mark.long
@pytest.mark.parametrize("seed", range(6))
def test_another_solver_comes_to_the_same_levels(seed: int) -> None:
    event = drawn_event(24, 6, 5, 60, seed)
    made = schedule(event)
    assert (made.served, made.value) == by_cp_sat(event)
    assert made.served.proven and made.value.proven


# --- By hand ---


def _day(participants: int, slots: int, tables: int, wishes: list[tuple[int, ...]], **more: Any) -> Event:
    """Build a day in one session on which everybody is there, each wish worth 1."""
    event = Event(
        np.ones((participants, slots), dtype=np.int64),
        np.full(participants, slots),
        np.zeros(participants, dtype=np.bool_),
        np.full((1, slots), tables),
        np.zeros(slots, dtype=np.int64),
        tuple(MeetingWish(members, 1, (0,)) for members in wishes),
    )
    return replace(event, **more)


def test_three_who_all_want_to_meet_need_three_slots() -> None:
    triangle = [(0, 1), (0, 2), (1, 2)]
    assert len(schedule(_day(3, 2, 3, triangle)).meetings) == 2
    assert len(schedule(_day(3, 3, 3, triangle)).meetings) == 3


def test_nobody_leaves_empty_handed_even_where_fewer_would_be_worth_more() -> None:
    event = _day(4, 1, 2, [(0, 1), (1, 2), (2, 3)])
    first, between, last = event.wishes
    event = replace(event, wishes=(first, replace(between, value=9), last))
    made = schedule(event)
    assert [event.wishes[one.wish].members for one in made.meetings] == [(0, 1), (2, 3)]
    assert (made.served.reached, made.value.reached) == (4, 2)


def test_two_people_of_an_organisation_sit_in_two_meetings_at_once_and_hosts_need_no_table() -> None:
    event = _day(3, 1, 1, [(0, 1), (0, 2)])
    assert len(schedule(event).meetings) == 1
    two = replace(event, present=np.array([[2], [1], [1]]), most=np.array([2, 1, 1]))
    assert len(schedule(two).meetings) == 1
    host = replace(two, own_table=np.array([True, False, False]))
    assert [one.table for one in schedule(host).meetings] == [None, None]


def test_people_stay_at_their_table_and_a_locked_one_is_kept() -> None:
    event = _day(6, 2, 3, [(0, 1), (0, 2), (3, 4), (3, 5)], locked=(LockedMeeting(0, 0, 0, 2),))
    tables = {event.wishes[one.wish].members: one.table for one in schedule(event).meetings}
    assert tables[0, 1] == tables[0, 2] == 2
    assert tables[3, 4] == tables[3, 5]


def _wish(*members: int, value: int = 1, session: int = 0) -> dict[str, Any]:
    return {"wishes": (MeetingWish(members, value, (session,)),)}


def _locks(*locks: tuple[int, ...]) -> dict[str, Any]:
    return {"locked": tuple(LockedMeeting(*lock) for lock in locks)}


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        (_wish(1, 1), "wish 0 is not of two or three participants"),
        (_wish(1, 0), "in rising order"),
        (_wish(1, 7), "wish 0 is of an unknown participant"),
        (_wish(0, 1, value=0), "wish 0 is worth 0"),
        (_wish(0, 1, session=4), "wish 0 is for no session, or an unknown one"),
        ({"wishes": (MeetingWish((0, 1), 1, (0,)),) * 2}, "2 wishes are of the same participants"),
        (_locks((0, 0, 5)), "unknown session or slot"),
        (_locks((9, 0, 0)), "unknown wish"),
        (_locks((0, 0, 0), (0, 0, 1)), "wish 0 is locked 2 times"),
        (_locks((0, 0, 0, 8)), "wish 0 has no table"),
        (_locks((0, 0, 0), (1, 0, 0)), "participant 0 has 2 meetings in slot 0"),
        (_locks((0, 0, 0, 1), (2, 0, 0, 1)), "2 meetings at one table"),
        (_locks((0, 0, 0)) | {"tables": np.array([[0, 2]])}, "wish 0 has no table"),
        (_locks((0, 0, 0)) | {"tables": np.array([[NOT_HELD, 2]])}, "session 0 is not held in slot 0"),
        (_locks((0, 0, 0)) | {"present": np.zeros((4, 2), dtype=np.int64)}, "participant 0 has 1 meetings in slot 0"),
        (_locks((0, 0, 0)) | {"most": np.array([0, 1, 1, 1])}, "participant 0 has 1 meetings"),
        (_locks((0, 0, 0)) | {"limits": (MeetingLimit((0, 1), 0),)}, "limit .* is passed"),
    ],
)
def test_an_event_that_contradicts_itself_is_refused(spoilt: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        schedule(replace(_day(4, 2, 2, [(0, 1), (0, 2), (2, 3)]), **spoilt))


# --- Reasons ---


def _changed(event: Event, wish: int, mend: Mend) -> tuple[Event, list[tuple[int, int]]]:
    """Carry out a change; gives the places that the wish may then have."""
    places = [(session, slot) for session, slot in np.ndindex(event.tables.shape)]
    if mend.change == "table":
        tables = event.tables.copy()
        tables[mend.session, mend.slot] += 1
        return replace(event, tables=tables), [(mend.session, mend.slot)]  # type: ignore[list-item]
    if mend.change == "maximum":
        return replace(event, most=event.most + (np.arange(len(event.most)) == mend.participant)), places
    if mend.change == "limit":
        limits = tuple(
            replace(limit, most=limit.most + (number == mend.limit)) for number, limit in enumerate(event.limits)
        )
        return replace(event, limits=limits), places
    if mend.change == "person":
        present = event.present.copy()
        present[mend.participant, mend.slot] += 1
        return replace(event, present=present), [place for place in places if place[1] == mend.slot]
    new = event.tables.shape[1]
    # One more slot follows the last of its session: only who is there then is there in it.
    last = max(np.flatnonzero(event.tables[mend.session] != NOT_HELD), default=0)
    there = np.isin(np.arange(len(event.most)), event.wishes[wish].members) & (event.present[:, last] > 0)
    column = np.full((len(event.tables), 1), NOT_HELD)
    column[mend.session] = event.tables[mend.session].max()
    longer = replace(
        event,
        present=np.hstack([event.present, there[:, None].astype(np.int64)]),
        tables=np.hstack([event.tables, column]),
        day=np.append(event.day, event.day[-1]),
    )
    return longer, [(mend.session, new)]  # type: ignore[list-item]


def _every_change(event: Event, wish: int) -> Iterator[Mend]:
    members, sessions = event.wishes[wish].members, event.wishes[wish].sessions
    for session in sessions:
        yield Mend("slot", session=session)
        for slot in np.flatnonzero(event.tables[session] != NOT_HELD).tolist():
            yield Mend("table", session=session, slot=slot)
    for limit in event.limits_of[wish]:
        yield Mend("limit", limit=limit)
    for member in members:
        yield Mend("maximum", participant=member)
        for slot in range(event.tables.shape[1]):
            yield Mend("person", participant=member, slot=slot)


@settings(max_examples=60, deadline=None)
@given(events(most_wishes=8))
def test_exactly_the_changes_that_mend_are_named(event: Event) -> None:
    made = schedule(event)
    at = _places(made.meetings)
    told = explain(event, made)
    assert [one.wish for one in told] == [wish for wish in range(len(event.wishes)) if wish not in at]
    for one in told:
        mending = []
        for change in _every_change(event, one.wish):
            changed, places = _changed(event, one.wish, change)
            if any(_allowed(changed, {**at, one.wish: place}) for place in places):
                mending.append(change)
        assert sorted(map(repr, one.mends)) == sorted(map(repr, mending))


@settings(max_examples=60, deadline=None)
@given(events(most_wishes=8))
def test_reasons_are_true(event: Event) -> None:
    made = schedule(event)
    at = _places(made.meetings)
    for one in explain(event, made):
        assert REASONS[one.reason](event, at, one), one


def _together(event: Event, wish: int) -> list[tuple[int, int]]:
    """Sessions and slots in which all members are there."""
    members = list(event.wishes[wish].members)
    return [
        (session, slot)
        for session in event.wishes[wish].sessions
        for slot in range(event.tables.shape[1])
        if event.tables[session, slot] != NOT_HELD and (event.present[members, slot] > 0).all()
    ]


def _meets(event: Event, at: At, participant: int) -> int:
    return sum(participant in event.wishes[wish].members for wish in at)


def _boundless(event: Event) -> Event:
    """The event with tables without end where it has any."""
    return replace(event, tables=np.where(event.tables > 0, 99, event.tables))


REASONS: dict[str, Callable[[Event, At, Unheld], bool]] = {
    "attendance": lambda event, _at, one: not _together(event, one.wish),
    "limit": lambda event, at, one: any(
        one.wish in limit.wishes and sum(w in at for w in limit.wishes) >= limit.most for limit in event.limits
    ),
    "maximum": lambda event, at, one: all(_meets(event, at, member) >= event.most[member] for member in one.whom),
    # With the locked ones alone it could not be held either.
    "locked": lambda event, _at, one: (
        bool(event.locked)
        and not any(
            _allowed(event, {**{lock.wish: (lock.session, lock.slot) for lock in event.locked}, one.wish: place})
            for place in _together(event, one.wish)
        )
    ),
    "tables": lambda event, at, one: (
        any(_allowed(_boundless(event), {**at, one.wish: place}) for place in _together(event, one.wish))
        or not any(event.tables[place] > 0 for place in _together(event, one.wish))
    ),
    # However many tables there are, somebody is in another meeting.
    "busy": lambda event, at, one: (
        bool(one.whom)
        and not any(_allowed(_boundless(event), {**at, one.wish: place}) for place in _together(event, one.wish))
    ),
}


# --- Repairs ---


def _repaired(event: Event, before: Schedule) -> tuple[Repair, int, int, int]:
    """Repair; and the levels of the best of all schedules there are."""
    old = _places(before.meetings)
    done = repair(event, before.meetings)
    levels = max(
        (_served(event, at), sum(old.get(wish) == place for wish, place in at.items()), _worth(event, at))
        for at in _all(event)
    )
    return done, *levels


@settings(max_examples=60, deadline=None)
@given(events(), st.integers(0, 5), st.booleans())
def test_a_cancellation_or_a_newcomer_moves_as_little_as_can_be(event: Event, who: int, comes: bool) -> None:
    there = replace(event, present=event.present.copy(), locked=())
    without = replace(there, present=there.present * (np.arange(len(there.most)) != who)[:, None])
    first, then = (without, there) if comes else (there, without)
    before = schedule(first)
    done, served, stay, value = _repaired(then, before)
    assert violations(then, done.schedule.meetings) == []
    assert (done.schedule.served.reached, done.stay.reached, done.schedule.value.reached) == (served, stay, value)
    assert done.schedule.served.proven and done.stay.reached == done.stay.bound and done.schedule.value.proven
    # What moved is said, and nothing else did.
    was, now = set(before.meetings), set(done.schedule.meetings)
    assert {move.before for move in done.moves} == was - now
    assert {move.after for move in done.moves if move.after} | set(done.new) == now - was


def test_a_host_who_cancels_moves_nobody_else() -> None:
    event = _day(6, 3, 3, [(0, 1), (0, 2), (1, 2), (3, 4), (3, 5), (4, 5)])
    before = schedule(event)
    gone = replace(event, present=event.present * np.array([0, 1, 1, 1, 1, 1])[:, None])
    done = repair(gone, before.meetings)
    assert [(event.wishes[move.before.wish].members, move.after) for move in done.moves] == [
        ((0, 1), None),
        ((0, 2), None),
    ]
    assert done.new == ()


def test_a_newcomer_is_served_with_one_move() -> None:
    # The newcomer can come in the first slot alone, where the one it wants to meet sits with another.
    event = _day(3, 2, 2, [(0, 1), (1, 2)], locked=(LockedMeeting(0, 0, 0),))
    event = replace(event, present=np.array([[1, 1], [1, 1], [0, 0]]))
    before = schedule(event)
    come = replace(event, present=np.array([[1, 1], [1, 1], [1, 0]]), locked=())
    done = repair(come, before.meetings)
    assert done.schedule.served.reached == 3
    assert [(move.before.slot, move.after.slot) for move in done.moves if move.after] == [(0, 1)]


def test_who_brings_a_table_after_the_agenda_went_out_gives_the_other_back() -> None:
    event = _day(4, 1, 2, [(0, 1), (2, 3)])
    before = schedule(event)
    assert {one.table for one in before.meetings} == {0, 1}
    hosted = replace(event, own_table=np.arange(4) == 0)
    done = repair(hosted, before.meetings)
    assert done.stay.reached == 2
    assert {one.wish: one.table is None for one in done.schedule.meetings} == {0: True, 1: False}
