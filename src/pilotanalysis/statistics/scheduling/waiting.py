"""Fewest idle slots as a program, where an event is small enough for it."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from .choosing import Chooser, Chosen
from .idle import slots_by_day
from .model import served, worth
from .solver import INFINITE, Constraints


def fewest_idle(fine: Chooser, at: Chosen) -> tuple[Chosen, int]:
    """Search for the fewest idle slots among schedules that serve as many and are worth as much.

    Parameters
    ----------
    fine : Chooser
        Over single slots.
    at : dict of int to (int, int)
        Session and slot of each meeting of a schedule that there is.

    Returns
    -------
    places : dict of int to (int, int)
        No more idle slots than before.
    bound : int
        No such schedule has fewer.
    """
    event = fine.event
    rows, start = fine.rows(), fine.start(at)
    fine.serve(rows, start, served(event, at))
    width = len(fine.variables)
    rows.add(list(range(width)), worth(event, at), INFINITE, fine.worths(width).tolist())
    sitting = defaultdict(list)
    for number, (wish, _session, slot) in enumerate(fine.variables):
        for member in event.wishes[wish].members:
            sitting[member, slot].append(number)
    idle: list[int] = []
    for participant, days in enumerate(slots_by_day(event)):
        for slots in days:
            of_day = [(sitting[participant, slot], int(event.present[participant, slot])) for slot in slots]
            idle += _add_day(rows, start, of_day)
    gains = np.zeros(len(start))
    gains[idle] = -1
    found, bound = fine.solved(gains, rows, start)
    return found, -bound


def _add_day(rows: Constraints, start: list[int], of_day: list[tuple[list[int], int]]) -> list[int]:
    """Add what says in which slots of a day a participant waits.

    Parameters
    ----------
    rows : Constraints
    start : list of int
        A value for each variable; grows by those that are added.
    of_day : list of (list of int, int)
        For each slot, the meetings that may be held and the participant's people.

    Returns
    -------
    list of int
        Variables that are 1 where it waits.
    """
    number = len(of_day)
    busy = [int(any(start[column] for column in columns)) for columns, _people in of_day]
    begun = [max(busy[: place + 1]) for place in range(number)]
    to_come = [max(busy[place:]) for place in range(number)]
    waits = [int(b and t and not here) for b, t, here in zip(begun, to_come, busy, strict=True)]
    first = len(start)
    start += [*busy, *begun, *to_come, *waits]
    sits, since, until, idle = (range(first + part * number, first + (part + 1) * number) for part in range(4))
    for place, (columns, people) in enumerate(of_day):
        rows.add([*columns, sits[place]], 0, INFINITE, [*[1.0] * len(columns), -1.0])
        rows.add([*columns, sits[place]], -INFINITE, 0, [*[1.0] * len(columns), -float(people)])
        rows.add([since[place], sits[place]], 0, INFINITE, [1.0, -1.0])
        rows.add([until[place], sits[place]], 0, INFINITE, [1.0, -1.0])
        if place:
            rows.add([since[place], since[place - 1]], 0, INFINITE, [1.0, -1.0])
            rows.add([until[place - 1], until[place]], 0, INFINITE, [1.0, -1.0])
        rows.add([idle[place], since[place], until[place], sits[place]], -1, INFINITE, [1.0, -1.0, -1.0, 1.0])
    return list(idle)
