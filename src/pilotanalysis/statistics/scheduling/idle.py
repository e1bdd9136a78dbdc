"""Fewer slots in which a participant waits between meetings: meetings change slots, alone or in chains."""

from __future__ import annotations

import math
import random

from .board import Board
from .model import Event, Place

#: Moves tried, for each meeting and at most; a move that makes waiting longer is the rarer the later.
_MOVES_EACH, _MOVES = 500, 200_000
#: Idle slots that a move may add with a chance of one in e, at first and at last.
_HOT, _COLD = 0.5, 0.1


def idle_slots(event: Event, at: dict[int, Place]) -> int:
    """Count slots without a meeting between each participant's first and last one of a day, while it is present."""
    board = Board(event)
    for wish, place in at.items():
        board.put(wish, place)
    return IdleSlots(board).of_all(range(len(event.most)))


class IdleSlots:
    """Idle slots of each participant on a board.

    Parameters
    ----------
    board : Board
    """

    def __init__(self, board: Board) -> None:
        self.sitting = board.sitting
        self.slots = slots_by_day(board.event)

    def of(self, participant: int) -> int:
        """Idle slots of one."""
        sitting, total = self.sitting[participant], 0
        for slots in self.slots[participant]:
            filled = [place for place, slot in enumerate(slots) if sitting[slot]]
            if filled:
                total += filled[-1] - filled[0] + 1 - len(filled)
        return total

    def of_all(self, participants: set[int] | range) -> int:
        """Idle slots of several."""
        return sum(map(self.of, participants))


def slots_by_day(event: Event) -> list[list[list[int]]]:
    """Slots in which each participant is present, in order, by day."""
    days = event.day.tolist()
    return [
        [[slot for slot in range(len(days)) if days[slot] == day and row[slot] > 0] for day in sorted(set(days))]
        for row in event.present.tolist()
    ]


def tighten(board: Board) -> None:
    """Leave fewer idle slots, every meeting still held: simulated annealing with a fixed seed and number of moves."""
    waiting, wishes, dice = IdleSlots(board), board.event.wishes, random.Random(1)
    movable = [wish for wish in sorted(board.at) if wish not in board.fixed and len(board.sessions[wish]) > 1]
    slots = [list(sessions) for sessions in board.sessions]
    moves = min(_MOVES_EACH * len(movable), _MOVES)
    of_each = [waiting.of(participant) for participant in range(len(board.present))]
    idle = fewest = sum(of_each)
    best = dict(board.at)
    for move in range(moves):
        if not fewest:
            break
        wish = dice.choice(movable)
        moved = _drawn(board, wish, dice.choice(slots[wish]))
        if moved is None:
            continue
        touched = {member for one in moved for member in wishes[one].members}
        before = board.apply(moved)
        changed = {participant: waiting.of(participant) for participant in touched}
        more = sum(new - of_each[participant] for participant, new in changed.items())
        heat = _HOT * (_COLD / _HOT) ** (move / moves)
        if board.crowded(moved) or (more > 0 and dice.random() >= math.exp(-more / heat)):
            board.undo(before)
            continue
        idle += more
        for participant, new in changed.items():
            of_each[participant] = new
        if idle < fewest:
            fewest, best = idle, dict(board.at)
    board.apply({wish: place for wish, place in best.items() if board.at[wish] != place})


def _drawn(board: Board, wish: int, slot: int) -> dict[int, Place] | None:
    """Move a meeting to a slot, with all that must make room for it."""
    here = board.at[wish][1]
    return None if slot == here else board.chain(wish, (board.session(wish, slot), slot), here)
