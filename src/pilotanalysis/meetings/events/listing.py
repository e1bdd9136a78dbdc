"""Tables of the events: how good each schedule is, the meetings, what is not held, how far it came, what cannot be."""

from __future__ import annotations

from dataclasses import fields, replace

import pandas as pd

from ...chain.lookups import stage_words
from ...results import Column, Message, Released, SideBySide, Table, Tabulation, Words, _
from ...results.side_by_side import MADE_FROM
from ...store import Store
from ..agendas.people import called_in_tables
from ..cluster_labels import cluster_words
from ..labels import ARRANGED, DOUBT, INVITED, LOGS, ORIGIN_OF_MEETING, REASON_UNSERVED, STEP_OF_TABLE, session_words
from ..tables import STEPS, WHO, EventDoubts, Events, Meetings, Participants, Unserved
from .tabulation import (
    ALL_EVENTS,
    doubts_tabulation,
    inside,
    schedules_tabulation,
    steps_tabulation,
    unserved_tabulation,
)

_EVENT = _("Event")
_INSIDE = _("The public release tells no single meeting")


def schedules_table(data: Store) -> Table:
    """Say of each event what its schedule reaches, and what no schedule passes."""
    return Table(
        id="event_schedules",
        data=schedules_tabulation(data),
        columns=(
            Column("event", _EVENT),
            Column("participants", _("Participants")),
            Column("served", _("With a meeting")),
            Column("unserved", _("Without, though some may be held")),
            Column("without_offer", _("Without any that may be held")),
            Column("proposals", _("Possible meetings")),
            Column("meetings", _("Meetings")),
            Column("tables_most", _("Tables, most in one slot")),
            Column("served_share", _("Served, of the most possible"), share=True),
            Column("value_share", _("Value, of the most possible"), share=True),
            Column("idle", _("Idle slots")),
            Column("idle_bound", _("At least")),
        ),
        words=lambda _released: Words(
            _("How good the schedules are"),
            note=_(
                "Participants: those who registered, did not opt out and did not cancel. Where a share is 100 %, no "
                "schedule does better with these tables, rules and weights; that is proven. Once an agenda was sent "
                "out, its meetings stay where they can, and value is compared among schedules that keep the same. "
                "Idle slots lie between two meetings of a participant; they are made fewer within a set number of "
                "steps of the solver, so that a rerun gives the same."
            ),
        ),
        source=ARRANGED,
        n=len(data.all(Participants)),
        units=INVITED,
    )


def meetings_table(data: Store) -> Table:
    """List the meetings of all events; inside the house only."""
    frame = called_in_tables(pd.DataFrame(data.all(Meetings)), data)
    frame = frame.assign(hours=frame["start"].str[11:16] + "–" + frame["end"].str[11:16])
    return Table(
        id="event_meetings",
        data=inside(frame),
        columns=(
            Column("event", _EVENT),
            Column("hours", _("Time")),
            Column("session", _("Session"), words=session_words(data)),
            Column("table", _("Table")),
            *(Column(f"{who}_called", head) for who, head in zip(WHO, _WHO_MEETS, strict=True)),
            Column("stage", _("About"), words=stage_words(data)),
            Column("origin", _("Why"), words=ORIGIN_OF_MEETING),
            Column("value", _("Value")),
        ),
        words=lambda released: Words(
            _("Who meets whom") if len(released.frame) else _INSIDE,
            note=_(
                "By number in the list of participants, and by name where that was agreed to. No table: at the table "
                "of one of them. Value: weighted mean of request, gap, fit and interest, in hundredths."
            ),
        ),
        source=ARRANGED,
        n=len(data.all(Participants)),
        units=INVITED,
        name=_("Who meets whom"),
    )


_WHO_MEETS: tuple[Message, ...] = (_("Who"), _("With"), _("And"))


def unserved_table(data: Store) -> Table:
    """Count why meetings that may be held are not."""
    return Table(
        id="event_unserved",
        data=unserved_tabulation(data),
        columns=(
            Column("event", _EVENT),
            Column("reason", _("Why it is not held"), words=REASON_UNSERVED),
            Column("meetings", _("Meetings")),
            Column("mended", _("A single change would mend it")),
        ),
        words=lambda _released: Words(
            _("Why meetings that may be held are not"),
            note=_(
                "The first reason that holds. Single changes: one more table, slot or meeting that a rule allows, "
                "which are the organiser's; one more meeting or person of a participant, which are that "
                "participant's; each alone, with all other meetings as they are. Which it is for each meeting stands "
                "in the lists of the event, in reports/agendas."
            ),
        ),
        source=ARRANGED,
        n=len(data.all(Unserved)),
        units=_("meetings that may be held and are not"),
    )


def held_by_event_table(data: Store) -> Table:
    """Count how far each event came."""
    words: dict[str, Message] = {ALL_EVENTS: _("all events")}
    steps, clusters = steps_tabulation(data), data.all(Events).set_index("event")["clusters"]
    return Table(
        id="event_steps_reached",
        data=replace(steps, frame=steps.frame.assign(clusters=steps.frame["event"].map(clusters))),
        columns=(
            Column("event", _EVENT, words=words),
            Column("clusters", _("Clusters"), words=cluster_words(data)),
            Column("step", _("Step"), words=STEP_OF_TABLE),
            Column("number", _("Number")),
            Column("doubtful", _("Left out, since it cannot be")),
        ),
        words=lambda _released: Words(
            _("How far each event came"),
            note=_(
                "Participants, then requests, then meetings. Cooperation: an offer or more; agreement: a "
                "contract, a joint project, a letter of intent, a memorandum or a new member. A meeting counts once, "
                "however often it was asked about."
            ),
        ),
        source=LOGS,
        n=len(data.all(Participants)),
        units=INVITED,
    )


def steps_side_by_side_table(data: Store) -> Table:
    """Set the steps of each event side by side, one event a row: the same cells as one step below another."""
    words: dict[str, Message] = {ALL_EVENTS: _("all events")}
    long, days = steps_tabulation(data), data.all(Events).set_index("event")["date"]
    long = replace(long, frame=long.frame.assign(date=long.frame["event"].map(days)))
    own = {one.name: getattr(long, one.name) for one in fields(Tabulation)}
    steps = tuple(STEPS)
    return Table(
        id="events_by_step",
        data=SideBySide(**own, by=("event", "date"), across="step", codes=steps, value="number"),
        columns=(
            Column("event", _EVENT, words=words),
            Column("date", _("Day"), calendar=True),
            *(Column(step, STEP_OF_TABLE[step], made_from=f"{step}{MADE_FROM}") for step in steps),
        ),
        words=lambda _released: Words(
            _("Each event from invitation to agreement"),
            note=_(
                "First participants, then requests, then meetings on the organisers' agenda. Meetings rated, asked "
                "about later, with cooperation and with an agreement are parts of those held. Cooperation: an offer or "
                "more; agreement: a contract, a joint project, a letter of intent, a memorandum or a new member. What "
                "cannot be is left out; how much of it there is at each step stands in the long form of this table, "
                "event_steps_reached."
            ),
        ),
        source=LOGS,
        n=len(data.all(Participants)),
        units=INVITED,
    )


def doubts_table(data: Store) -> Table:
    """List the rows of the logs that say what cannot be; inside the house only."""

    def words(released: Released) -> Words:
        none = (
            _("No check found anything in the logs that cannot be")
            if found
            else _("The public release lists no single row")
        )
        return Words(_("What cannot be, and is left out of every rate") if len(released.frame) else none)

    found = not len(data.all(EventDoubts))
    return Table(
        id="event_doubts",
        data=doubts_tabulation(data),
        columns=(
            Column("event", _EVENT),
            Column("row", _("Row of the log")),
            Column("doubt", _("What cannot be"), words=DOUBT),
        ),
        words=words,
        source=LOGS,
        n=len(data.all(EventDoubts)),
        units=_("rows of the logs that say what cannot be"),
        name=_("What cannot be, and is left out of every rate"),
    )
