"""Schedules of meetings: two proven levels, beside OR-Tools CP-SAT with the same model.

CP-SAT has both cores and, for both levels together, five minutes; the pack's own schedule is made on one core. Each is
measured in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import math
import resource
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model
from rich.table import Table

from pilotanalysis.statistics.scheduling import (
    NOT_HELD,
    Event,
    Level,
    LockedMeeting,
    MeetingLimit,
    MeetingWish,
    schedule,
    violations,
)
from pilotanalysis.statistics.scheduling.making import NODES, most_worth

from .timing import seconds

#: Participants, slots, tables, requests; the last is too large for CP-SAT.
EVENTS = ((100, 12, 25, 400), (500, 16, 120, 4_000))
LARGEST = (2_000, 20, 400, 16_000)
WORKERS, LIMIT = 2, 300.0


@dataclass(frozen=True)
class Measured:
    """What was reached, and how fast.

    Attributes
    ----------
    served, value : Level
    idle : Level, optional
        Missing where only two levels were asked for.
    two_levels, all_levels : float
        Seconds.
    memory : int
        Megabytes at most.
    """

    served: Level
    value: Level
    idle: Level | None
    two_levels: float
    all_levels: float
    memory: int


def tables() -> Iterator[Table]:
    table = Table(
        "participants, slots, tables, requests", "by", "served", "value", "idle slots",
        "seconds", "with idle slots", "MB",
        title=f"schedules of meetings (the pack on one core, CP-SAT with {WORKERS} workers and {LIMIT:.0f} seconds)",
    )  # fmt: skip
    for size in (*EVENTS, LARGEST):
        for name, measure in {"pilotanalysis": _ours, "CP-SAT": _theirs}.items():
            if size == LARGEST and measure is _theirs:
                continue
            with ProcessPoolExecutor(1) as pool:
                found = pool.submit(measure, size).result()
            table.add_row(
                ", ".join(f"{number:,}".replace(",", " ") for number in size), name,
                _said(found.served, "most"), _said(found.value, "most"),
                _said(found.idle, "least") if found.idle else "", f"{found.two_levels:.1f}",
                f"{found.all_levels:.1f}" if found.idle else "", f"{found.memory:,}",
            )  # fmt: skip
    yield table


def _said(level: Level, bound: str) -> str:
    return f"{level.reached:,} proven" if level.proven else f"{level.reached:,} (at {bound} {level.bound:,})"


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _ours(size: tuple[int, int, int, int]) -> Measured:
    event = drawn_event(*size)
    two = seconds(lambda: most_worth(event, NODES))
    start = time.perf_counter()
    made = schedule(event)
    spent = time.perf_counter() - start
    if violations(event, made.meetings):
        raise AssertionError("the schedule cannot be held")
    return Measured(made.served, made.value, made.idle, two, spent, _memory())


def _theirs(size: tuple[int, int, int, int]) -> Measured:
    event = drawn_event(*size)
    start = time.perf_counter()
    served, value = by_cp_sat(event)
    return Measured(served, value, None, time.perf_counter() - start, math.nan, _memory())


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


def by_cp_sat(event: Event) -> tuple[Level, Level]:
    """Solve both levels of the same model: a variable for each wish, session and slot."""
    model = cp_model.CpModel()
    held, met = _modelled(model, event)
    variables = [*met, *(variable for own in held for variable in own.values())]
    value = sum(event.wishes[wish].value * one for wish, own in enumerate(held) for one in own.values())
    levels = []
    end = time.perf_counter() + LIMIT
    for goal in (sum(met), value):
        model.maximize(goal)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = WORKERS
        solver.parameters.random_seed = 1
        solver.parameters.max_time_in_seconds = max(end - time.perf_counter(), 1.0)
        if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            raise AssertionError("CP-SAT found no schedule in time")
        levels.append(Level(round(solver.objective_value), math.floor(solver.best_objective_bound + 1e-6)))
        # The next level keeps this one and begins with its schedule.
        model.add(goal >= levels[-1].reached)
        model.clear_hints()
        for variable in variables:
            model.add_hint(variable, solver.value(variable))
    return levels[0], levels[1]


Variables = list[dict[tuple[int, int], cp_model.IntVar]]


def _modelled(model: cp_model.CpModel, event: Event) -> tuple[Variables, list[cp_model.IntVar]]:
    held: Variables = [{place: model.new_bool_var("") for place in places} for places in event.places]
    at_once, at_tables = defaultdict(list), defaultdict(list)
    for wish, own in enumerate(held):
        model.add_at_most_one(own.values())
        for (session, slot), variable in own.items():
            for member in event.wishes[wish].members:
                at_once[member, slot].append(variable)
            if event.shared[wish]:
                at_tables[session, slot].append(variable)
    for lock in event.locked:
        model.add(sum(held[lock.wish].values()) == 1)
    for place, variables in at_once.items():
        if event.present[place] == 1:
            model.add_at_most_one(variables)
        else:
            model.add(sum(variables) <= int(event.present[place]))
    for place, variables in at_tables.items():
        model.add(sum(variables) <= int(event.tables[place]))
    for limit in event.limits:
        model.add(sum(variable for wish in limit.wishes for variable in held[wish].values()) <= limit.most)
    return held, _met(model, event, held)


def _met(model: cp_model.CpModel, event: Event, held: Variables) -> list[cp_model.IntVar]:
    """Bound the meetings of each participant, and add who has any."""
    met = []
    for participant, wishes in enumerate(event.wishes_of):
        own = [variable for wish in wishes for variable in held[wish].values()]
        model.add(sum(own) <= int(event.most[participant]))
        met.append(model.new_bool_var(""))
        model.add(sum(own) >= met[-1])
    return met
