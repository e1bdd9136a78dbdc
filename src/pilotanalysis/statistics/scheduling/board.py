"""A schedule while it is made: who sits where, and chains of meetings that change between two slots."""

from __future__ import annotations

from collections import defaultdict

from .model import Event, Place


class Board:
    """Meetings in slots, within what people and tables allow at a time.

    Parameters
    ----------
    event : Event

    Attributes
    ----------
    at : dict of int to (int, int)
        Session and slot of each meeting on the board.
    """

    def __init__(self, event: Event) -> None:
        self.event = event
        self.at: dict[int, Place] = {}
        self.present: list[list[int]] = event.present.tolist()
        self.tables: list[list[int]] = event.tables.tolist()
        slots = range(event.tables.shape[1])
        self.sitting: list[list[list[int]]] = [[[] for _ in slots] for _ in self.present]
        self.load = [[0 for _ in slots] for _ in self.tables]
        #: Sessions in which a wish can be held in a slot.
        self.sessions: list[dict[int, list[int]]] = []
        for places in event.places:
            own: dict[int, list[int]] = defaultdict(list)
            for session, slot in places:
                own[slot].append(session)
            self.sessions.append(dict(own))
        self.fixed = {lock.wish for lock in event.locked}

    def put(self, wish: int, place: Place) -> None:
        """Put a meeting on the board, or elsewhere on it."""
        self.take(wish)
        session, slot = place
        self.at[wish] = place
        self.load[session][slot] += self.event.shared[wish]
        for member in self.event.wishes[wish].members:
            self.sitting[member][slot].append(wish)

    def take(self, wish: int) -> None:
        """Take a meeting off the board, if it is there."""
        place = self.at.pop(wish, None)
        if place is not None:
            session, slot = place
            self.load[session][slot] -= self.event.shared[wish]
            for member in self.event.wishes[wish].members:
                self.sitting[member][slot].remove(wish)

    def people_free(self, wish: int, slot: int) -> bool:
        """Whether every member has somebody free in a slot."""
        return all(
            len(self.sitting[member][slot]) < self.present[member][slot] for member in self.event.wishes[wish].members
        )

    def table_free(self, wish: int, place: Place) -> bool:
        """Whether a place has a shared table left, if the wish needs one."""
        session, slot = place
        return not self.event.shared[wish] or self.load[session][slot] < self.tables[session][slot]

    def free(self, wish: int) -> list[Place]:
        """Where a meeting can be held beside all others, with the most tables left first."""
        found = [
            (self.load[session][slot] - self.tables[session][slot], slot, session)
            for slot, sessions in self.sessions[wish].items()
            if self.people_free(wish, slot)
            for session in sessions
            if self.table_free(wish, (session, slot))
        ]
        return [(session, slot) for _full, slot, session in sorted(found)]

    def chain(self, wish: int, place: Place, other: int) -> dict[int, Place] | None:
        """Put a meeting in a place and let those in its way change between that slot and another one.

        Returns
        -------
        dict of int to (int, int), optional
            New places, in which all people are free, tables aside; nothing where the chain comes back to itself.
        """
        here = place[1]
        moved = {wish: place}
        waiting = [wish]
        change: dict[tuple[int, int], int] = defaultdict(int)
        self._note(change, wish, place[1])
        while waiting:
            first = waiting.pop()
            slot = moved[first][1]
            away = other if slot == here else here
            for member in self.event.wishes[first].members:
                while len(self.sitting[member][slot]) + change[member, slot] > self.present[member][slot]:
                    next_one = next(
                        (one for one in self.sitting[member][slot] if one not in moved and self._can_go(one, away)),
                        None,
                    )
                    if next_one is None:
                        return None
                    moved[next_one] = (self.session(next_one, away), away)
                    self._note(change, next_one, away)
                    waiting.append(next_one)
        return moved

    def _can_go(self, wish: int, slot: int) -> bool:
        return wish not in self.fixed and slot in self.sessions[wish]

    def session(self, wish: int, slot: int) -> int:
        """Choose the session that a meeting has in another slot: its own, or else the one with the most tables left."""
        own, there = self.at[wish][0], self.sessions[wish][slot]
        if own in there:
            return own
        return min(there, key=lambda session: (self.load[session][slot] - self.tables[session][slot], session))

    def _note(self, change: dict[tuple[int, int], int], wish: int, slot: int) -> None:
        before = self.at.get(wish)
        for member in self.event.wishes[wish].members:
            change[member, slot] += 1
            if before is not None:
                change[member, before[1]] -= 1

    def apply(self, moved: dict[int, Place]) -> dict[int, Place | None]:
        """Put meetings in new places; gives the old ones, for `undo`."""
        before = {wish: self.at.get(wish) for wish in moved}
        for wish, place in moved.items():
            self.put(wish, place)
        return before

    def undo(self, before: dict[int, Place | None]) -> None:
        """Put meetings back."""
        for wish, place in before.items():
            if place is None:
                self.take(wish)
            else:
                self.put(wish, place)

    def crowded(self, moved: dict[int, Place]) -> list[Place]:
        """Where these meetings sit and tables are too few."""
        places = sorted(set(moved.values()))
        return [place for place in places if self.load[place[0]][place[1]] > max(self.tables[place[0]][place[1]], 0)]
