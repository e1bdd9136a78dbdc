"""In which slot each chosen meeting is held: colours of edges, found with chains between two slots (Kempe, Vizing)."""

from __future__ import annotations

import random
from collections.abc import Iterable

from .board import Board
from .choosing import Blocks, Chosen
from .model import Event, Place

#: Meetings tried, at most, after the first time that all were.
_TRIES = 5_000


def place(event: Event, blocks: Blocks, chosen: Chosen) -> Board:
    """Place chosen meetings, as many as are found to go together.

    Each goes where it finds room, or where a chain of meetings that change between two slots makes room for it. Those
    left over push others out, which are placed anew; the board with the fewest left over is kept.
    """
    board = Board(event)
    for lock in event.locked:
        board.put(lock.wish, (lock.session, lock.slot))
    dice = random.Random(1)
    left = _placed(board, blocks, chosen, [wish for wish in _hardest_first(event, chosen) if wish not in board.fixed])
    best, fewest = dict(board.at), len(left)
    tries = 0
    while left and tries < _TRIES:
        tries += len(left)
        pushed = _push(board, left[0], dice)
        left = _placed(board, blocks, chosen, [*left[1:], *pushed])
        if len(left) < fewest:
            best, fewest = dict(board.at), len(left)
    if left:
        for wish in list(board.at):
            board.take(wish)
        for wish, where in best.items():
            board.put(wish, where)
    return board


def _hardest_first(event: Event, chosen: Chosen) -> list[int]:
    """Wishes whose members have most to do come first: their slots are scarcest."""
    meets = [0] * len(event.most)
    for wish in chosen:
        for member in event.wishes[wish].members:
            meets[member] += 1
    return sorted(chosen, key=lambda wish: (-max(meets[m] for m in event.wishes[wish].members), wish))


def _placed(board: Board, blocks: Blocks, chosen: Chosen, wishes: Iterable[int]) -> list[int]:
    """Place wishes one by one; gives those that found no place."""
    return [wish for wish in wishes if not _insert(board, blocks, chosen, wish)]


def _insert(board: Board, blocks: Blocks, chosen: Chosen, wish: int) -> bool:
    session, block = chosen[wish]
    own = [(session, slot) for slot in blocks.slots[block] if session in board.sessions[wish].get(slot, ())]
    free = board.free(wish)
    inside = [where for where in free if where in own]
    if inside or free:
        board.put(wish, (inside or free)[0])
        return True
    others = [(one, slot) for slot, sessions in board.sessions[wish].items() for one in sessions]
    return any(_with_chain(board, wish, where) for where in [*own, *(other for other in others if other not in own)])


def _with_chain(board: Board, wish: int, where: Place) -> bool:
    """Try to place a wish with a chain between its slot and another one."""
    if board.people_free(wish, where[1]):
        return _settled(board, {wish: where})
    for other in range(board.event.tables.shape[1]):
        if other != where[1]:
            moved = board.chain(wish, where, other)
            if moved is not None and _settled(board, moved):
                return True
    return False


def _settled(board: Board, moved: dict[int, Place]) -> bool:
    """Move meetings, and where tables are then too few, one more chain to slots that have some."""
    undo = [board.apply(moved)]
    for place in board.crowded(moved):
        lighter = _relieved(board, place)
        if lighter is None:
            for before in reversed(undo):
                board.undo(before)
            return False
        undo.append(lighter)
    return True


def _relieved(board: Board, place: Place) -> dict[int, Place | None] | None:
    """Bring a meeting from a place with too few tables to one with some left; gives what to undo."""
    slot = place[1]
    here = sorted(
        w for w, where in board.at.items() if where == place and board.event.shared[w] and w not in board.fixed
    )
    for wish in here:
        for other, sessions in board.sessions[wish].items():
            for one in sessions:
                if other == slot or not board.table_free(wish, (one, other)):
                    continue
                moved = board.chain(wish, (one, other), slot)
                if moved is None:
                    continue
                before = board.apply(moved)
                if not board.crowded({**moved, -1: place}):
                    return before
                board.undo(before)
    return None


def _push(board: Board, wish: int, dice: random.Random) -> list[int]:
    """Put a wish in a place by chance and give those that it pushed out."""
    session, slot = dice.choice([(one, slot) for slot, sessions in board.sessions[wish].items() for one in sessions])
    out: list[int] = []
    for member in board.event.wishes[wish].members:
        sitting = board.sitting[member][slot]
        movable = [one for one in sitting if one not in board.fixed]
        while len(sitting) >= board.present[member][slot] and movable:
            gone = movable.pop(dice.randrange(len(movable)))
            board.take(gone)
            out.append(gone)
            movable = [one for one in movable if one in board.at]
    if not board.table_free(wish, (session, slot)):
        here = sorted(w for w, where in board.at.items() if where == (session, slot) and board.event.shared[w])
        movable = [one for one in here if one not in board.fixed]
        if movable:
            gone = dice.choice(movable)
            board.take(gone)
            out.append(gone)
    if board.people_free(wish, slot) and board.table_free(wish, (session, slot)):
        board.put(wish, (session, slot))
        return out
    return [*out, wish]
