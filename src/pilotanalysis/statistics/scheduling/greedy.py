"""What an organiser does by hand: one wish after another, into the first place that is free."""

from __future__ import annotations

from collections.abc import Iterable

from .board import Board
from .model import Event


class Account:
    """What participants and limits still allow, beside slots and tables.

    Parameters
    ----------
    event : Event
    held : iterable of int
        Wishes that are held.
    """

    def __init__(self, event: Event, held: Iterable[int]) -> None:
        self.event = event
        self.left = event.most.tolist()
        self.limits = [limit.most for limit in event.limits]
        for wish in held:
            self.hold(wish)

    def hold(self, wish: int) -> None:
        """Count a wish as held."""
        for member in self.event.wishes[wish].members:
            self.left[member] -= 1
        for limit in self.event.limits_of[wish]:
            self.limits[limit] -= 1

    def allows(self, wish: int) -> bool:
        """Whether a wish may be held as well."""
        members = self.event.wishes[wish].members
        return all(self.left[member] > 0 for member in members) and all(
            self.limits[limit] > 0 for limit in self.event.limits_of[wish]
        )


def greedy(event: Event) -> Board:
    """Give everyone a meeting as long as that goes, the most valued first; then fill up by value."""
    board = Board(event)
    for lock in event.locked:
        board.put(lock.wish, (lock.session, lock.slot))
    account = Account(event, board.at)
    met = {member for wish in board.at for member in event.wishes[wish].members}
    by_value = sorted(range(len(event.wishes)), key=lambda wish: (-event.wishes[wish].value, wish))
    for wish in by_value:
        members = set(event.wishes[wish].members)
        if not members <= met and _held(board, account, wish):
            met |= members
    fill_up(board, account)
    return board


def fill_up(board: Board, account: Account) -> None:
    """Hold every further wish for which there is room, the most valued first."""
    wishes = board.event.wishes
    for wish in sorted(range(len(wishes)), key=lambda wish: (-wishes[wish].value, wish)):
        if wish not in board.at:
            _held(board, account, wish)


def _held(board: Board, account: Account, wish: int) -> bool:
    free = board.free(wish) if account.allows(wish) else []
    if free:
        board.put(wish, free[0])
        account.hold(wish)
    return bool(free)
