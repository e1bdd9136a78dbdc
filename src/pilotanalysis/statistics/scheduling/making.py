"""The schedule of an event, level by level."""

from __future__ import annotations

from dataclasses import replace

from .board import Board
from .checks import check
from .choosing import Blocks, Chooser, Chosen, alike, single
from .greedy import Account, fill_up, greedy
from .idle import idle_slots, tighten
from .model import Event, Level, MeetingLimit, Place, Schedule, served, when, worth
from .placing import place
from .seating import seat
from .waiting import fewest_idle

#: Most nodes of the solver for each level.
NODES = 500
#: Most variables of a program over single slots: for the first two levels, and for idle slots.
FINE, _FINE_IDLE = 4_000, 1_000


def schedule(event: Event, nodes: int = NODES) -> Schedule:
    """Schedule an event, level by level.

    1. As many participants as possible have a meeting.
    2. Among those schedules, the meetings are worth most.
    3. Among those, few slots are idle between a participant's meetings.

    The same event has the same schedule, in whatever order its wishes, locked meetings and limits come.

    Parameters
    ----------
    event : Event
    nodes : int
        Most nodes of the solver for each level.

    Returns
    -------
    Schedule
        Each level with a bound; it is proven where it reaches its bound.

    Raises
    ------
    ValueError
        The event contradicts itself.

    Notes
    -----
    Meetings are chosen by an integer program over blocks of slots in which the same people and tables are there, and
    then told apart by slot as edges of a graph are coloured, by chains of two colours [1]_. Where all find a slot, as
    they nearly always do, they reach the bound of the program, which holds for every schedule. Where some do not, an
    event that is small enough is solved over single slots.

    Idle slots are made fewer by a stated number of moves (`idle.tighten`), and in a small event by a program within
    `nodes`, which gives the bound too. In a larger one the bound is 0: that there are none, which may be out of reach.

    References
    ----------
    .. [1] Misra, J. and Gries, D. (1992), A constructive proof of Vizing's theorem, Information Processing Letters
       41(3), 131-133.

    Examples
    --------
    Of three who all want to meet, two pairs can in two slots:

    >>> import numpy as np
    >>> from pilotanalysis.statistics.scheduling import Event, MeetingWish, schedule
    >>> made = schedule(Event(
    ...     present=np.ones((3, 2), dtype=int), most=np.array([2, 2, 2]), own_table=np.array([False] * 3),
    ...     tables=np.array([[1, 1]]), day=np.array([0, 0]),
    ...     wishes=tuple(MeetingWish(members, 1, (0,)) for members in [(0, 1), (0, 2), (1, 2)]),
    ... ))
    >>> len(made.meetings), made.served.proven, made.value
    (2, True, Level(reached=2, bound=2))
    """
    check(event)
    ordered, order = _in_order(event)
    best, first, second = most_worth(ordered, nodes)
    best, third = _tightened(ordered, best, nodes)
    # What is worth more may turn up at the third level where the second is not proven.
    first, second = (
        replace(level, reached=now) for level, now in zip((first, second), _levels(ordered, best), strict=True)
    )
    meetings = [replace(meeting, wish=order[meeting.wish]) for meeting in seat(ordered, best)]
    return Schedule(tuple(sorted(meetings, key=when)), first, second, third)


def _in_order(event: Event) -> tuple[Event, list[int]]:
    """Put wishes in the order of their members; the second says where each stood."""
    order = sorted(range(len(event.wishes)), key=lambda wish: event.wishes[wish].members)
    now = {wish: number for number, wish in enumerate(order)}
    locked = sorted((replace(lock, wish=now[lock.wish]) for lock in event.locked), key=lambda lock: lock.wish)
    limits = sorted((tuple(sorted(now[wish] for wish in limit.wishes)), limit.most) for limit in event.limits)
    ordered = replace(
        event,
        wishes=tuple(event.wishes[wish] for wish in order),
        locked=tuple(locked),
        limits=tuple(MeetingLimit(wishes, most) for wishes, most in limits),
    )
    return ordered, order


def most_worth(event: Event, nodes: int) -> tuple[dict[int, Place], Level, Level]:
    """Schedule the first two levels: over blocks of slots, and where that is not proven, over single ones.

    Parameters
    ----------
    event : Event
    nodes : int

    Returns
    -------
    at : dict of int to (int, int)
        Session and slot of each meeting.
    served, value : Level
    """
    best, first, second = _over(Chooser(event, alike(event), nodes), greedy(event).at)
    if first.proven and second.proven:
        return best, first, second
    if fine_size(event) > FINE:
        return best, first, second
    coarse = first, second
    best, first, second = _over(Chooser(event, single(event), nodes), best)
    if first.reached == coarse[0].reached:
        second = replace(second, bound=min(second.bound, coarse[1].bound))
    return best, replace(first, bound=min(first.bound, coarse[0].bound)), second


def _over(chooser: Chooser, known: dict[int, Place]) -> tuple[dict[int, Place], Level, Level]:
    """Choose meetings and place them; the better of that and what was known."""
    event, blocks = chooser.event, chooser.blocks
    chosen, most = chooser.most_served(in_blocks(blocks, known))
    serving = served(event, chosen)
    if serving == served(event, known):
        chosen = in_blocks(blocks, known)
    chosen, worth_most = chooser.most_worth(serving, chosen)
    board = place(event, blocks, chosen)
    fill_up(board, Account(event, board.at))
    best = max(known, board.at, key=lambda at: _levels(event, at))
    reached, value = _levels(event, best)
    if reached < serving:
        # Schedules that serve fewer may be worth more.
        _chosen, worth_most = chooser.most_worth(reached, in_blocks(blocks, best))
    return best, Level(reached, most), Level(value, worth_most)


def _tightened(event: Event, at: dict[int, Place], nodes: int) -> tuple[dict[int, Place], Level]:
    """Schedule the third level; its bound is 0 where the event is too large for a program of it."""
    board = Board(event)
    for wish, where in sorted(at.items()):
        board.put(wish, where)
    tighten(board)
    idle = idle_slots(event, board.at)
    if not idle or fine_size(event) > _FINE_IDLE:
        return board.at, Level(idle, 0)
    fine = Chooser(event, single(event), nodes)
    fewest, bound = fewest_idle(fine, in_blocks(fine.blocks, board.at))
    return fewest, Level(idle_slots(event, fewest), bound)


def fine_size(event: Event) -> int:
    """Variables of a program over single slots."""
    return sum(map(len, event.places))


def _levels(event: Event, at: dict[int, Place]) -> tuple[int, int]:
    return served(event, at), worth(event, at)


def in_blocks(blocks: Blocks, at: dict[int, Place]) -> Chosen:
    """Session and block of each meeting."""
    of_slot = blocks.of_slot.tolist()
    return {wish: (session, of_slot[slot]) for wish, (session, slot) in at.items()}
