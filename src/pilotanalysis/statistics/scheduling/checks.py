"""Whether an event can be scheduled at all."""

from __future__ import annotations

from collections import Counter

from .model import Event, violations
from .seating import seat


def check(event: Event) -> None:
    """Refuse an event that contradicts itself.

    Raises
    ------
    ValueError
        Names what is wrong, by the places of wishes, participants, sessions and slots.
    """
    faults = [*_wish_faults(event), *_lock_faults(event)]
    if not faults and event.locked:
        faults = violations(event, seat(event, {lock.wish: (lock.session, lock.slot) for lock in event.locked}))
    if faults:
        raise ValueError("; ".join(faults))


def _wish_faults(event: Event) -> list[str]:
    found = []
    for number, wish in enumerate(event.wishes):
        if not 2 <= len(wish.members) <= 3 or sorted(set(wish.members)) != list(wish.members):
            found.append(f"wish {number} is not of two or three participants, in rising order: {wish.members}")
        elif wish.members[0] < 0 or wish.members[-1] >= len(event.most):
            found.append(f"wish {number} is of an unknown participant: {wish.members}")
        if wish.value < 1:
            found.append(f"wish {number} is worth {wish.value}, less than 1")
        if not wish.sessions or not set(wish.sessions) <= set(range(len(event.tables))):
            found.append(f"wish {number} is for no session, or an unknown one: {wish.sessions}")
    times = Counter(wish.members for wish in event.wishes)
    found += [
        f"{count} wishes are of the same participants: {members}" for members, count in times.items() if count > 1
    ]
    return found


def _lock_faults(event: Event) -> list[str]:
    found = []
    sessions, slots = event.tables.shape
    for lock in event.locked:
        if not 0 <= lock.wish < len(event.wishes):
            found.append(f"a locked meeting is of an unknown wish: {lock}")
        elif not (0 <= lock.session < sessions and 0 <= lock.slot < slots):
            found.append(f"a locked meeting is in an unknown session or slot: {lock}")
    times = Counter(lock.wish for lock in event.locked)
    return found + [f"wish {wish} is locked {count} times" for wish, count in times.items() if count > 1]
