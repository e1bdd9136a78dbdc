"""What is left of the meetings after six months: how many were asked about then, and of how many something came."""

from __future__ import annotations

import pandas as pd

from ...results import Column, Disclosure, Message, Released, Table, Tabulation, Words, _
from ...store import Store
from ...tables import join_ids
from ..labels import LOGS
from ..tables import COOPERATION, MONTHS, YES_NO, EventDoubts, Events, HeldMeetings, MeetingFollowUps
from .tabulation import ALL_EVENTS, in_doubt, steps_tabulation

_LAST = MONTHS[-1]


def held_and_asked(held: pd.DataFrame, later: pd.DataFrame, doubts: pd.DataFrame) -> pd.DataFrame:
    """Give each meeting held, in no doubt, with whether it was asked about after six months and something came of it.

    Parameters
    ----------
    held, later, doubts : DataFrame
        Of HeldMeetings, MeetingFollowUps and EventDoubts.

    Returns
    -------
    DataFrame
        With ``asked``, ``came`` (an offer or more) and ``made_from``.
    """
    doubtful = in_doubt(doubts)
    met = held[(held["held"] == YES_NO[0]) & ~held["row_id"].isin(doubtful)][["meeting", "event", "row_id"]]
    told = later[(later["months"] == _LAST) & ~later["row_id"].isin(doubtful)][["meeting", "outcome", "row_id"]]
    frame = met.merge(told, on="meeting", how="left", suffixes=("", "_later"))
    rows = frame[["row_id", "row_id_later"]].fillna("").to_numpy()
    return frame.assign(
        asked=frame["outcome"].notna(),
        came=frame["outcome"].isin(COOPERATION),
        made_from=[join_ids(cells) for cells in rows],
    )


def after_six_tabulation(data: Store) -> Tabulation:
    """Tabulate by event, and for all, the meetings held, those asked about after six months, and what came of them.

    Where the public release does not tell how many meetings of an event were held, it tells nothing of them here.
    """
    each = held_and_asked(*(pd.DataFrame(data.all(model)) for model in (HeldMeetings, MeetingFollowUps, EventDoubts)))
    flags = {
        "held": each["asked"].notna(),
        "asked": each["asked"],
        "unasked": ~each["asked"],
        "came": each["came"],
        "nothing": each["asked"] & ~each["came"],
    }
    each = each.assign(**{name: flag.astype("int64") for name, flag in flags.items()})
    both = pd.concat([each, each.assign(event=ALL_EVENTS)], ignore_index=True)
    frame = both.groupby("event", as_index=False).agg({**dict.fromkeys(flags, "sum"), "made_from": join_ids})
    events = [event for event in data.all(Events)["event"] if event in set(each["event"])]
    order = {event: place for place, event in enumerate([*events, ALL_EVENTS])}
    frame = frame.sort_values("event", key=lambda cells: cells.map(order), ignore_index=True)
    steps = steps_tabulation(data)
    hidden = steps.release(data.settings.thresholds.disclosure_minimum).whole.hidden["number"]
    untold = set(steps.frame.loc[hidden & (steps.frame["step"] == "held"), "event"])
    disclosure = Disclosure(
        (*flags, "untold"),
        totals=((ALL_EVENTS, tuple(events)),),
        parts={"held": ("asked", "unasked"), "asked": ("came", "nothing")},
        hides={"untold": tuple(flags)},
    )
    return Tabulation(
        # One is few, however many are hidden.
        frame.assign(key=frame["event"], untold=frame["event"].isin(untold).astype("int64")),
        disclosure,
    )


def after_six_table(data: Store) -> Table:
    """List by event how many of the meetings held were asked about after six months, and of how many something came."""
    words: dict[str, Message] = {ALL_EVENTS: _("all events")}
    tabulation = after_six_tabulation(data)

    def told(released: Released) -> Words:
        return Words(
            _("What goes on six months after the meetings") if len(released.frame) else _("No event was held yet"),
            note=_(
                "Of a meeting that nobody was asked about then, nothing is known. An offer or more: an offer, a "
                "contract, a joint project, a letter of intent, a memorandum or a new member."
            ),
        )

    return Table(
        id="after_six_months",
        data=tabulation,
        columns=(
            Column("event", _("Event"), words=words),
            Column("held", _("Meetings held")),
            Column("asked", _("Asked about after six months")),
            Column("came", _("An offer or more came of it")),
        ),
        words=told,
        source=LOGS,
        n=len(data.all(HeldMeetings)),
        units=_("meetings of the logs"),
    )
