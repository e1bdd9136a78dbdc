"""What would mend that a meeting is not held, in words: changes of one sort in one breath."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from ...results import Listing, Message, Translatable, _
from ...tables import SEPARATOR


def said_mends(
    cell: str, sessions: Collection[str], number_of: Mapping[str, int], called: Mapping[str, Translatable]
) -> Iterator[tuple[tuple[str, ...], Message]]:
    """Say each sort of change that a cell of ``Unserved.mends`` names, by a key that is the same for the same words.

    Parameters
    ----------
    cell : str
    sessions : collection of str
        Ids of the sessions of the event.
    number_of : mapping
        Number of each participant of the event.
    called : mapping
        Name of each session, by its id.
    """
    slots: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for mend in cell.split(SEPARATOR) if cell else ():
        change, _sign, rest = mend.partition(" ")
        if change == "slot":
            slots[change, rest, ""] = []
        elif change in ("maximum", "limit"):
            slots[change, "", rest] = []
        else:
            where, _sign, slot = rest.rpartition(" ")
            # A key may hold blanks, and so may the id of a session.
            session = max((one for one in sessions if where == one or where.endswith(f" {one}")), key=len)
            slots[change, session, where.removesuffix(session).strip()].append(slot)
    for (change, session, who), places in slots.items():
        number = number_of.get(who, 0)
        yield (change, session, str(number), *places), _said(change, called.get(session, session), number, places)


def _said(change: str, session: Translatable | str, number: int, places: list[str]) -> Message:
    where = Listing(tuple(places))
    if change == "table":
        return _("one more table in {session}, slot {slots}", session=session, slots=where)
    if change == "slot":
        return _("one more slot in {session}", session=session)
    if change == "maximum":
        return _("one more meeting for no. {number}", number=number)
    if change == "limit":
        return _("one more meeting for no. {number} than your rule allows", number=number)
    return _("one more person of no. {number} in {session}, slot {slots}", number=number, session=session, slots=where)
