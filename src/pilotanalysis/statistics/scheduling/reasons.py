"""Why a wish is not held, and what would mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from .board import Board
from .greedy import Account
from .model import NOT_HELD, Event, Place, Schedule, possible_places

#: `attendance`: the members are never all there while a session is held. `limit`: a rule is used up. `maximum`: a
#: member has as many meetings as it may. `locked`: locked meetings take people or tables in all slots in common.
#: `tables`: wherever all members are free, tables are taken. `busy`: no slot in common in which all are free.
Reason = Literal["attendance", "limit", "maximum", "locked", "tables", "busy"]


@dataclass(frozen=True)
class Mend:
    """One change with which a wish could be held beside all other meetings, which stay as they are.

    Attributes
    ----------
    change : {"table", "slot", "maximum", "person", "limit"}
        One more shared table in that session and slot; one more slot of that session, with all its members there and a
        table free; one more meeting allowed to the participant; one more person of the participant there in that slot;
        one more meeting allowed by the limit.
    participant, session, slot, limit : int, optional
    """

    change: Literal["table", "slot", "maximum", "person", "limit"]
    participant: int | None = None
    session: int | None = None
    slot: int | None = None
    limit: int | None = None


@dataclass(frozen=True)
class Unheld:
    """A wish that is not held.

    Attributes
    ----------
    wish : int
    reason : str
        The first that holds of those named above.
    whom : tuple of int
        Members whose attendance, maximum or other meetings it is.
    limits : tuple of int
        Limits that are used up.
    mends : tuple of Mend
        Every single change that was tried and does; none where it would take more than one.
    """

    wish: int
    reason: Reason
    whom: tuple[int, ...]
    limits: tuple[int, ...]
    mends: tuple[Mend, ...]


def explain(event: Event, schedule: Schedule) -> tuple[Unheld, ...]:
    """Say of each wish that is not held why, and which single changes would mend it.

    A change is named only where the wish can be held with it while all other meetings stay as they are: that was
    checked. What a schedule made anew would hold is not said.

    Parameters
    ----------
    event : Event
    schedule : Schedule
        Of that event.
    """
    board = Board(event)
    for meeting in schedule.meetings:
        board.put(meeting.wish, (meeting.session, meeting.slot))
    alone = possible_places(event, event.present > 0, event.tables > 0)
    teller = _Teller(board, Account(event, board.at), alone)
    return tuple(teller.unheld(wish) for wish in range(len(event.wishes)) if wish not in board.at)


class _Teller:
    def __init__(self, board: Board, account: Account, alone: list[tuple[Place, ...]]) -> None:
        self.board, self.account, self.event, self.alone = board, account, board.event, alone
        #: People left when the locked meetings have theirs.
        self.left = self.event.present.copy()
        for lock in self.event.locked:
            self.left[list(self.event.wishes[lock.wish].members), lock.slot] -= 1
        self.held = [np.flatnonzero(row != NOT_HELD).tolist() for row in self.event.tables]

    def unheld(self, wish: int) -> Unheld:
        members = self.event.wishes[wish].members
        full = tuple(member for member in members if self.account.left[member] <= 0)
        used = tuple(limit for limit in self.event.limits_of[wish] if self.account.limits[limit] <= 0)
        reason, whom = self._reason(wish, full, bool(used))
        return Unheld(wish, reason, whom, used, tuple(self._mends(wish, full, used)))

    def _reason(self, wish: int, full: tuple[int, ...], used: bool) -> tuple[Reason, tuple[int, ...]]:
        members = self.event.wishes[wish].members
        if not self.alone[wish]:
            together = [slot for session in self.event.wishes[wish].sessions for slot in self.held[session]]
            if any(self._absent(wish, slot) == () for slot in together):
                return "tables", ()
            return "attendance", tuple(
                one for one in members if any(one in self._absent(wish, slot) for slot in together)
            )
        if used:
            return "limit", ()
        if full:
            return "maximum", full
        if not self.event.places[wish]:
            return "locked", tuple(one for one in members if any(self.left[one, t] <= 0 for _s, t in self.alone[wish]))
        if any(self.board.people_free(wish, slot) for _session, slot in self.alone[wish]):
            return "tables", ()
        return "busy", tuple(
            one for one in members if any(one in self._busy(wish, slot) for _s, slot in self.alone[wish])
        )

    def _absent(self, wish: int, slot: int) -> tuple[int, ...]:
        return tuple(member for member in self.event.wishes[wish].members if not self.event.present[member, slot])

    def _busy(self, wish: int, slot: int) -> tuple[int, ...]:
        """Members who have no person free in a slot, or none there."""
        board = self.board
        return tuple(
            member
            for member in self.event.wishes[wish].members
            if len(board.sitting[member][slot]) >= board.present[member][slot]
        )

    def _mends(self, wish: int, full: tuple[int, ...], used: tuple[int, ...]) -> list[Mend]:
        """Try every single change."""
        if len(full) + len(used) > 1:
            return []
        sessions = self.event.wishes[wish].sessions
        places = [(session, slot) for session in sessions for slot in self.held[session]]
        open_at = [(place, self._busy(wish, place[1]), self.board.table_free(wish, place)) for place in places]
        if full or used:
            fits = any(not busy and table for _place, busy, table in open_at)
            change = Mend("maximum", participant=full[0]) if full else Mend("limit", limit=used[0])
            return [change] if fits else []
        mends = [Mend("table", session=s, slot=t) for (s, t), busy, table in open_at if not busy and not table]
        mends += [
            Mend("slot", session=session)
            for session in sessions
            if self.event.tables[session].max() >= int(self.event.shared[wish])
            # It would follow the last slot: who is not there then is not there in one more.
            and not self._absent(wish, max(self.held[session]))
        ]
        people = {(busy[0], slot) for (_s, slot), busy, table in open_at if len(busy) == 1 and table}
        return mends + [Mend("person", participant=member, slot=slot) for member, slot in sorted(people)]
