"""At which table each meeting is held: people stay at theirs where that goes."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from scipy.optimize import linear_sum_assignment

from .model import Event, Meeting, Place


def seat(event: Event, at: dict[int, Place]) -> tuple[Meeting, ...]:
    """Give each meeting that needs one a shared table of its session.

    Slot by slot and session by session, tables are given so that as many members as possible sit where they sat in the
    session before; of equals, lower numbers come first.

    Parameters
    ----------
    event : Event
    at : dict of int to (int, int)
        Session and slot of each meeting.

    Returns
    -------
    tuple of Meeting
        By slot, session and wish; without a table where there are too few.
    """
    fixed = {lock.wish: lock.table for lock in event.locked if lock.table is not None}
    groups: dict[Place, list[int]] = defaultdict(list)
    for wish, (session, slot) in sorted(at.items()):
        groups[slot, session].append(wish)
    #: Table at which each participant sat last, by session.
    sat: dict[tuple[int, int], int] = {}
    meetings = []
    for (slot, session), wishes in sorted(groups.items()):
        sharing = [wish for wish in wishes if event.shared[wish]]
        table = _tables(event, session, int(event.tables[session, slot]), sharing, fixed, sat)
        sat.update({(session, member): table[wish] for wish in table for member in event.wishes[wish].members})
        meetings += [Meeting(slot, session, wish, table.get(wish)) for wish in wishes]
    return tuple(meetings)


def _tables(
    event: Event, session: int, number: int, wishes: list[int], fixed: dict[int, int], sat: dict[tuple[int, int], int]
) -> dict[int, int]:
    given = {wish: fixed[wish] for wish in wishes if wish in fixed}
    open_wishes = [wish for wish in wishes if wish not in given]
    open_tables = [table for table in range(number) if table not in given.values()]
    # Staying counts before all; then low numbers are taken.
    cost = np.tile(np.arange(len(open_tables), dtype=np.float64), (len(open_wishes), 1))
    stays = float(number * (len(wishes) + 1))
    place = {table: column for column, table in enumerate(open_tables)}
    for row, wish in enumerate(open_wishes):
        for member in event.wishes[wish].members:
            last = sat.get((session, member))
            if last in place:
                cost[row, place[last]] -= stays
    rows, columns = linear_sum_assignment(cost)
    return given | {open_wishes[row]: open_tables[column] for row, column in zip(rows, columns, strict=True)}
