"""Schedules of meetings: both proven levels, beside OR-Tools CP-SAT with the same model."""

from __future__ import annotations

import numpy as np

from pilotanalysis.statistics.scheduling.model import NOT_HELD, Event, LockedMeeting, MeetingLimit, MeetingWish


def drawn_event(participants: int, slots: int, tables: int, requests: int, seed: int = 1) -> Event:
    """Draw a day of meetings with everything that organisers set.

    Of ten participants seven stay all day, the others half of it; one in five has two people there, one in twenty a
    table of its own; each has two slots free at least. A first session takes the morning and the first half of the
    afternoon, a second one the rest. Of a hundred wishes two are of three participants. A limit stands for a rule: of
    the wishes of one participant in ten with those of every third, at most two are held. Four meetings are locked.
    """
    generator = np.random.default_rng(seed)
    half = slots // 2
    present = np.ones((participants, slots), dtype=np.int64)
    stay = generator.choice(3, participants, p=[0.7, 0.15, 0.15])
    present[stay == 1, half:] = 0
    present[stay == 2, :half] = 0
    present[generator.random(participants) < 0.2] *= 2
    held = np.full((2, slots), NOT_HELD, dtype=np.int64)
    held[0, : half + half // 2] = tables
    held[1, half + half // 2 :] = tables
    groups: dict[tuple[int, ...], None] = {}
    # Some are wished for more than others.
    wished = generator.dirichlet(np.full(participants, 4.0))
    while len(groups) < requests:
        size = 3 if generator.random() < 0.02 else 2
        groups[tuple(sorted(generator.choice(participants, size, replace=False, p=wished).tolist()))] = None
    wishes = []
    for members in groups:
        sessions = ((0,), (1,), (0, 1), (0, 1))[generator.integers(4)]
        wishes.append(MeetingWish(members, int(generator.integers(1, 101)), sessions))
    limits = []
    for participant in range(0, participants, 10):
        own = [
            n for n, wish in enumerate(wishes) if participant in wish.members and any(m % 3 == 1 for m in wish.members)
        ]
        limits.append(MeetingLimit(tuple(own), 2))
    most = np.full(participants, slots - 2)
    own_table = generator.random(participants) < 0.05
    drawn = Event(present, most, own_table, held, np.zeros(slots, dtype=np.int64), tuple(wishes), (), tuple(limits))
    locked: list[LockedMeeting] = []
    busy: set[int] = set()
    for number, places in enumerate(drawn.places):
        free = [place for place in places if place not in [(lock.session, lock.slot) for lock in locked]]
        if len(locked) < 4 and free and not busy & set(wishes[number].members):
            busy |= set(wishes[number].members)
            locked.append(LockedMeeting(number, *free[0]))
    return Event(present, most, own_table, held, drawn.day, tuple(wishes), tuple(locked), tuple(limits))
