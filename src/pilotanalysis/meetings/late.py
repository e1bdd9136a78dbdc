"""Late news: an agenda that was sent out changes as little as it can, and what changes is told."""

from __future__ import annotations

import pandas as pd

from ..statistics.scheduling import Meeting, Repair, repair
from .arrangement import Arrangement, members
from .tables import WHO

_WHERE = ["session", "slot", "table"]


def brought_up(arranged: Arrangement, sent: pd.DataFrame) -> Repair | None:
    """Bring the agenda that was sent out up to what is known now; None where none was sent.

    Parameters
    ----------
    arranged : Arrangement
    sent : DataFrame
        Meetings of the event on that agenda.

    Raises
    ------
    ValueError
        The event contradicts itself.
    """
    if not len(sent):
        return None
    wish_of = {_together(row): wish for wish, row in enumerate(arranged.wishes[WHO].to_numpy().tolist())}
    session_of = {name: number for number, name in enumerate(arranged.sessions)}
    slot_of = {(session, number): slot for (session, slot), number in arranged.numbers.items()}
    before = []
    for row in sent.to_dict("records"):
        wish = wish_of.get(_together([row[column] for column in WHO]))
        if wish is not None:
            session = session_of[row["session"]]
            table = None if pd.isna(row["table"]) else int(row["table"]) - 1
            before.append(Meeting(slot_of[session, row["slot"]], session, wish, table))
    return repair(arranged.event, before)


def _together(row: list[object]) -> frozenset[str]:
    return frozenset(members(row))


def version_after(sent: pd.DataFrame) -> int:
    """Say which agenda of an event comes after those that were sent out, of which only the last is known."""
    return int(sent["version"].fillna(1).max()) + 1 if len(sent) else 1


def moves_of(meetings: pd.DataFrame, sent: pd.DataFrame) -> pd.DataFrame:
    """Compare the meetings of an event with the agenda that was sent out.

    Parameters
    ----------
    meetings, sent : DataFrame
        event, organisation, other, third, session, slot, table.

    Returns
    -------
    DataFrame
        A row for each that is not where it was, is no longer held, or is new; none where no agenda was sent.
    """
    if not len(sent):
        return pd.DataFrame(columns=["event", *WHO])
    columns = ["event", *WHO, *_WHERE]
    before, now = (
        frame[columns].assign(together=[" ".join(sorted(members(row))) for row in frame[WHO].to_numpy().tolist()])
        for frame in (sent, meetings)
    )
    both = before.merge(now, on="together", how="outer", suffixes=("_before", ""))
    for column in ("event", *WHO):
        both[column] = both[column].fillna(both[f"{column}_before"])
    slots = (both["session"] == both["session_before"]) & (both["slot"] == both["slot_before"])
    tables = both["table"].astype("Int64").fillna(0) == both["table_before"].astype("Int64").fillna(0)
    move = pd.Series("moved", index=both.index).mask(slots, "table")
    move = move.mask(both["session"].isna(), "dropped").mask(both["session_before"].isna(), "new")
    return both.assign(move=move)[~(slots & tables)]
