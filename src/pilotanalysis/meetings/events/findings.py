"""What is said of the events: who is served, who is not, what changed late, and what came of the meetings."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from ...results import Disclosure, Finding, Listing, Message, Number, Released, Tabulation, _, _n
from ...store import Store
from ...tables import join_ids
from ..cluster_labels import cluster_words
from ..labels import ARRANGED, LOGS, n_events, n_meetings, n_participants
from ..tables import KINDS, WHO, Events, Meetings, Moves, Participants, Unserved, WalkIns
from .tabulation import (
    ALL_EVENTS,
    clusters_with_sector_event,
    schedules_tabulation,
    steps_tabulation,
    unserved_tabulation,
)

NO_EVENTS = _("The logs name no event.")


def scheduled_finding(data: Store) -> Finding:
    """Say how many participants of all events have a meeting, and that no schedule serves more."""
    n = len(data.all(Participants))

    def text(released: Released) -> Message:
        frame = released.frame
        if frame.empty:
            return NO_EVENTS
        if released.hidden["served"].any():
            return _("How many participants have a meeting is not in the public release.")
        made = released.rows_of()

        def number(id: str, words: Message, column: str) -> Number:
            return Number(id, words, int(frame[column].sum()), "number", made, n, ARRANGED, of=made, public=True)

        head = _(
            "{registrations} for {events}, without those that opted out or cancelled: **{served}** have a meeting at "
            "least, in **{meetings}** that this study proposes; for **{without}** no possible meeting is known.",
            events=n_events(
                Number("events", _("events"), len(frame), "number", made, n, ARRANGED, of=made, public=True)
            ),
            served=number("served", _("participants with a meeting at least"), "served"),
            registrations=_n(
                "**{count}** registration",
                "**{count}** registrations",
                number("arranged_for", _("registrations, without those who opted out or cancelled"), "participants"),
            ),
            without=number("without_offer", _("participants for whom no possible meeting is known"), "without_offer"),
            meetings=n_meetings(number("arranged_meetings", _("meetings of the schedules"), "meetings")),
        )
        most_served = (frame["served"] == frame["served_bound"]).all()
        # Where an agenda was sent out, its meetings stay first: what they are worth then is not the most possible.
        if most_served and frame["stay"].notna().any():
            return _("{head} With these tables and rules no schedule serves more: that is proven.", head=head)
        if most_served and (frame["value"] == frame["value_bound"]).all():
            return _(
                "{head} With these tables, rules and weights no schedule serves more, and none that serves as many is "
                "worth more: both are proven.",
                head=head,
            )
        return _("{head} How much better a schedule might be stands in the table.", head=head)

    return Finding("scheduled", schedules_tabulation(data), text)


def unserved_finding(data: Store) -> Finding:
    """Say how many meetings are not held, and why most of them."""
    n = len(data.all(Unserved)) + len(data.all(Meetings))

    def text(released: Released) -> Message:
        frame = released.frame
        if frame.empty:
            return _("Every meeting that may be held is held.")
        if released.hidden["meetings"].any():
            return _("How many meetings are not held is not in the public release.")
        made = released.rows_of()

        def number(id: str, words: Message, column: str) -> Number:
            return Number(id, words, int(frame[column].sum()), "number", made, n, ARRANGED, of=made, public=True)

        return _(
            "**{meetings}** that may be held find no place; of them **{mended}** could be held if one thing were "
            "otherwise, with one more table for instance.",
            meetings=n_meetings(number("not_held", _("meetings that may be held and are not"), "meetings")),
            mended=number("mended", _("of these, meetings that a single change would mend"), "mended"),
        )

    return Finding("unserved", unserved_tabulation(data), text)


def late_finding(data: Store) -> Finding:
    """Say what changed since the agendas went out."""
    moves, n = pd.DataFrame(data.all(Moves)), len(data.all(Meetings))
    people = data.all(Participants)
    gone = pd.MultiIndex.from_frame(people.loc[people["change"] == "cancelled", ["event", "organisation"]])
    dropped = moves[moves["move"] == "dropped"]
    of_those = [pd.MultiIndex.from_frame(dropped[["event", who]]).isin(gone) for who in WHO]
    cancelled = int(pd.DataFrame(of_those).any().sum())
    frame = moves.groupby("move", as_index=False).agg(meetings=("event", "size"), made_from=("made_from", join_ids))

    def text(released: Released) -> Message:
        rows = released.frame
        if rows.empty:
            return _("No agenda was sent out yet, or those sent out are as they were.")
        if released.hidden["meetings"].any():
            return _("What changed since the agendas went out is not in the public release.")
        made, told = released.rows_of(), dict(zip(rows["move"], rows["meetings"], strict=True))
        told["cancelled"] = cancelled

        def number(move: str, words: Message) -> Number:
            return Number(move, words, int(told.get(move, 0)), "number", made, n, ARRANGED, of=made, public=True)

        return _(
            "Since the agendas went out, meetings moved to another slot: **{moved}**; to another table: **{table}**; "
            "dropped: **{dropped}**, of these **{cancelled}** since a participant cancelled; new: **{new}**.",
            moved=number("moved", _("meetings moved to another slot")),
            table=number("table", _("meetings moved to another table")),
            dropped=number("dropped", _("meetings dropped")),
            cancelled=number("cancelled", _("of the meetings dropped, those of which a participant cancelled")),
            new=number("new", _("meetings that are new")),
        )

    return Finding("late", Tabulation(frame, Disclosure(("meetings",))), text)


def came_of_it_finding(data: Store) -> Finding:
    """Say how many meetings were held, and to how many cooperation or an agreement came."""

    def text(released: Released) -> Message:
        numbers = step_numbers(released)
        if not numbers or not numbers["scheduled"].value:
            return _("The logs tell of no meeting that was on an agenda.")
        return _(
            "Of **{scheduled}** that the organisers logged, **{held}** were held. **{cooperation}** of these led to an "
            "offer or more, and **{agreement}** to a contract, a joint project, a letter of intent, a memorandum or a "
            "new member. That is the agenda which the organisers used, not the schedules of this study.",
            scheduled=n_meetings(numbers["scheduled"]),
            held=numbers["held"],
            cooperation=numbers["cooperation"],
            agreement=numbers["agreement"],
        )

    return Finding("came_of_it", steps_tabulation(data), text)


class _Held(NamedTuple):
    """Words on the meetings of events of one kind."""

    name: str
    events: Message
    scheduled: Message
    held: Message
    none: Message
    untold: Message


_SECTOR = _Held(
    "sector",
    _("events within a sector"),
    _("meetings on an agenda of an event within a sector"),
    _("meetings held at events within a sector"),
    _("The log of events names none within a sector."),
    _("How many meetings were held at events within a sector is not in the public release."),
)
_BETWEEN = _Held(
    "between",
    _("events of several clusters"),
    _("meetings on an agenda of an event of several clusters"),
    _("meetings held at events of several clusters"),
    _("The log of events names none of several clusters."),
    _("How many meetings were held at events of several clusters is not in the public release."),
)


def sector_meetings_finding(data: Store) -> Finding:
    """Say how many meetings of events within a sector were held, and which clusters had no such event."""
    events = data.all(Events)
    own = events[events["kind"] == KINDS[0]]
    had, called = clusters_with_sector_event(events), cluster_words(data)
    without = tuple(called[cluster] for cluster in data.study.analysed if cluster not in had)

    def text(released: Released) -> Message:
        told = _held_at(released, set(own["event"]), _SECTOR)
        if not isinstance(told, dict):
            return told
        said = _(
            "{events} within a sector: of **{scheduled}** that the organisers logged there, **{held}** were held.",
            **told,
        )
        if not without:
            return said
        return _("{said} None is logged for {clusters}.", said=said, clusters=Listing(without))

    return Finding("sector_meetings", steps_tabulation(data), text)


def between_clusters_finding(data: Store) -> Finding:
    """Say how many meetings the organisers arranged at events of several clusters, and how many were held."""
    events = data.all(Events)
    between = set(events.loc[events["kind"] == KINDS[1], "event"])

    def text(released: Released) -> Message:
        told = _held_at(released, between, _BETWEEN)
        if not isinstance(told, dict):
            return told
        return _(
            "{events} of several clusters: of **{scheduled}** that the organisers logged there, **{held}** were held.",
            **told,
        )

    return Finding("between_clusters", steps_tabulation(data), text)


def _held_at(released: Released, events: set[str], words: _Held) -> dict[str, Any] | Message:
    """Count events, meetings on their agendas, and meetings held; or say why that is not told."""
    frame = released.frame
    of_kind = frame["event"].isin(events)
    if not of_kind.any():
        return words.none
    rows = {step: of_kind & (frame["step"] == step) for step in ("scheduled", "held")}
    if any(released.hidden.loc[chosen, "number"].any() for chosen in rows.values()):
        return words.untold

    def number(what: str, said: Message, value: int, chosen: pd.Series) -> Number:
        made, of = released.rows_of(chosen), released.rows_of(of_kind)
        return Number(f"{what}_{words.name}", said, value, "number", made, value, LOGS, of=of, public=True)

    counted = {step: int(frame.loc[chosen, "number"].sum()) for step, chosen in rows.items()}
    whole = number("events", words.events, frame.loc[of_kind, "event"].nunique(), of_kind)
    return {
        "events": _n("**{count}** event", "**{count}** events", whole),
        "scheduled": n_meetings(number("scheduled", words.scheduled, counted["scheduled"], rows["scheduled"])),
        "held": number("held", words.held, counted["held"], rows["held"]),
    }


def walk_ins_finding(data: Store) -> Finding:
    """Say how many came without an invitation, and how many meetings they had, found on the spot."""
    frame = pd.DataFrame(data.all(WalkIns))
    frame = frame.groupby("event", as_index=False).agg(
        came=("name", "size"), meetings=("meetings", "sum"), made_from=("row_id", join_ids)
    )

    def text(released: Released) -> Message:
        rows = released.frame
        if rows.empty:
            return _("Nobody is known to have come without an invitation.")
        if released.hidden["came"].any():
            return _("How many came without an invitation is not in the public release.")
        made = released.rows_of()

        def number(id: str, words: Message, column: str) -> Number:
            return Number(id, words, int(rows[column].sum()), "number", made, len(made), LOGS, of=made, public=True)

        return _(
            "**{participants}** came without an invitation and found **{meetings}** meetings on the spot. They "
            "count in no rate.",
            participants=n_participants(number("walk_ins", _("participants who came without an invitation"), "came")),
            meetings=number("walk_in_meetings", _("meetings found on the spot"), "meetings"),
        )

    return Finding("walk_ins", Tabulation(frame, Disclosure(("came", "meetings"))), text)


_LABELS = {
    "invited": _("participants invited to all events"),
    "registered": _("participants registered for all events"),
    "attended": _("participants who came to all events"),
    "requested": _("requests for meetings"),
    "accepted": _("requests accepted"),
    "scheduled": _("meetings that were on an agenda"),
    "held": _("meetings held"),
    "rated": _("meetings rated by one side at least"),
    "followed_up": _("meetings asked about later"),
    "cooperation": _("meetings that led to an offer or more"),
    "agreement": _("meetings that led to an agreement or a new member"),
}


def step_numbers(released: Released) -> dict[str, Number]:
    """Give the number of each step, of all events together."""
    frame = released.frame
    rows = {frame["step"].iloc[row]: row for row in range(len(frame)) if frame["event"].iloc[row] == ALL_EVENTS}
    return {
        step: released.number(
            f"step_{step}", _LABELS[step], row, "number", "number", n=_whole(frame["number"].iloc[row]), source=LOGS,
            of=released.rows_of(),
        )
        for step, row in rows.items()
    }  # fmt: skip


def _whole(cell: Any) -> int:
    return 0 if pd.isna(cell) else int(cell)
