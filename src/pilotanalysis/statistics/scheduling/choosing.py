"""Which meetings are held, level by level: a program over blocks of slots that are alike."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from .model import Event, Ints, served
from .solver import INFINITE, Constraints, Floats, Program, solve

#: Session and block of each wish that is held.
Chosen = dict[int, tuple[int, int]]


@dataclass(frozen=True)
class Blocks:
    """A division of the slots, coarse or fine, in which a program chooses.

    Attributes
    ----------
    of_slot : array of int, slots
        Block of each slot; all slots of a block have the same people and tables.
    slots : tuple of tuple of int
        The slots of each block.
    """

    of_slot: Ints
    slots: tuple[tuple[int, ...], ...]


def alike(event: Event) -> Blocks:
    """Put slots together in which the same people and tables are there: a half day, as a rule."""
    columns = np.vstack([event.present, event.tables])
    _values, first, block = np.unique(columns, axis=1, return_index=True, return_inverse=True)
    # Blocks in the order of their first slots.
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return _divided(rank[block.ravel()])


def single(event: Event) -> Blocks:
    """Each slot alone: the program is then the whole problem."""
    return _divided(np.arange(event.tables.shape[1]))


def _divided(of_slot: Ints) -> Blocks:
    number = int(of_slot.max()) + 1 if len(of_slot) else 0
    return Blocks(of_slot, tuple(tuple(np.flatnonzero(of_slot == block).tolist()) for block in range(number)))


class Chooser:
    """The program of an event over blocks of its slots.

    A variable stands for a wish in a session and block; behind them stands one for each participant, who is served or
    not. Where a block has several slots, the program leaves open whether the meetings of a block can be told apart by
    slot: it bounds every schedule, and a schedule that reaches the bound is optimal.

    Parameters
    ----------
    event : Event
    blocks : Blocks
    nodes : int
        Most nodes of the solver for each level.
    """

    def __init__(self, event: Event, blocks: Blocks, nodes: int) -> None:
        self.event, self.blocks, self.nodes = event, blocks, nodes
        of_slot = blocks.of_slot.tolist()
        seen: dict[tuple[int, int, int], None] = {}
        for wish, places in enumerate(event.places):
            seen.update(((wish, session, of_slot[slot]), None) for session, slot in places)
        self.variables = list(seen)
        self.column = {variable: number for number, variable in enumerate(self.variables)}
        self.of_wish: dict[int, list[int]] = defaultdict(list)
        for number, (wish, _session, _block) in enumerate(self.variables):
            self.of_wish[wish].append(number)
        #: Columns of each participant who can be served at all.
        self.hopeful = {
            participant: columns
            for participant, own in enumerate(event.wishes_of)
            if (columns := [column for wish in own for column in self.of_wish[wish]])
        }

    def most_served(self, known: Chosen) -> tuple[Chosen, int]:
        """Choose meetings that serve as many participants as possible, and say how many no schedule passes."""
        if served(self.event, known) == len(self.hopeful):
            return known, len(self.hopeful)
        rows, start = self.rows(), self.start(known)
        met = self._add_met(rows, start)
        gains = np.zeros(len(start))
        gains[met] = 1
        return self.solved(gains, rows, start)

    def most_worth(self, serving: int, known: Chosen) -> tuple[Chosen, int]:
        """Choose the meetings worth most that serve so many, as the known ones do, and say what none passes."""
        rows, start = self.rows(), self.start(known)
        self.serve(rows, start, serving)
        return self.solved(self.worths(len(start)), rows, start)

    def worths(self, width: int) -> Floats:
        """What each of so many variables adds to the value of a schedule."""
        gains = np.zeros(width)
        gains[: len(self.variables)] = [self.event.wishes[wish].value for wish, _session, _block in self.variables]
        return gains

    def serve(self, rows: Constraints, start: list[int], serving: int) -> None:
        """Add what makes a schedule serve so many participants."""
        if serving == len(self.hopeful):
            for columns in self.hopeful.values():
                rows.add(columns, 1, INFINITE)
        else:
            rows.add(self._add_met(rows, start), serving, INFINITE)

    def _add_met(self, rows: Constraints, start: list[int]) -> list[int]:
        """Add a variable for each participant, 1 only where it is served."""
        met = []
        for columns in self.hopeful.values():
            met.append(len(start))
            start.append(int(any(start[column] for column in columns)))
            rows.add([*columns, met[-1]], 0, INFINITE, [*[1.0] * len(columns), -1.0])
        return met

    def start(self, known: Chosen) -> list[int]:
        """Value of each variable where these meetings are held."""
        start = [0] * len(self.variables)
        for wish, place in known.items():
            start[self.column[wish, *place]] = 1
        return start

    def solved(self, gains: Floats, rows: Constraints, start: list[int]) -> tuple[Chosen, int]:
        """Solve a program that begins with the variables of this one."""
        least = np.zeros(len(gains))
        for lock in self.event.locked:
            least[self.of_wish[lock.wish]] = 1
        program = Program(gains, least, np.ones(len(gains)), rows)
        values, bound = solve(program, self.nodes, np.array(start, dtype=np.int64))
        chosen = {}
        for column in np.flatnonzero(values[: len(self.variables)]):
            wish, session, block = self.variables[column]
            chosen[wish] = (session, block)
        return chosen, bound

    def rows(self) -> Constraints:
        """Rows that every level has: what participants, tables and limits allow."""
        event, rows = self.event, Constraints()
        sizes = np.array([len(slots) for slots in self.blocks.slots])
        first = np.array([slots[0] for slots in self.blocks.slots], dtype=np.int64)
        people = event.present[:, first] * sizes
        tables = event.tables[:, first] * sizes
        pairs = np.array([event.present[:, slot].sum() // 2 for slot in first]) * sizes
        at_once: dict[tuple[int, int], list[int]] = defaultdict(list)
        at_tables: dict[tuple[int, int], list[int]] = defaultdict(list)
        in_block: dict[int, list[int]] = defaultdict(list)
        for number, (wish, session, block) in enumerate(self.variables):
            in_block[block].append(number)
            for member in event.wishes[wish].members:
                at_once[member, block].append(number)
            if event.shared[wish]:
                at_tables[session, block].append(number)
        for (member, block), columns in sorted(at_once.items()):
            _bound(rows, columns, int(people[member, block]))
        for (session, block), columns in sorted(at_tables.items()):
            _bound(rows, columns, int(tables[session, block]))
        for block, columns in sorted(in_block.items()):
            _bound(rows, columns, int(pairs[block]))
        for participant, columns in self.hopeful.items():
            _bound(rows, columns, int(event.most[participant]))
        for columns in self.of_wish.values():
            _bound(rows, columns, 1)
        for limit in event.limits:
            _bound(rows, [column for wish in limit.wishes for column in self.of_wish[wish]], limit.most)
        return rows


def _bound(rows: Constraints, columns: list[int], most: int) -> None:
    """Add a row, unless it holds of itself."""
    if len(columns) > most:
        rows.add(columns, -INFINITE, most)
