"""Agendas of events: who meets whom, when, at which table, for those who meet and for who runs the event.

They leave in the working release alone. What may not be told of participants is taken out here, whichever chapter
registers them: in agendas names stand only of those who agreed, and so do contacts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from ..personal import hide
from .messages import Translatable, _
from .outputs import Column, Table, Tabulation, Words

EVENTS = (
    Column("event", _("Event")),
    Column("kind", _("Kind")),
    Column("day", _("Day")),
    Column("place", _("Place")),
    Column("version", _("Agenda no.")),
)
SLOTS = (
    Column("event", _("Event")),
    Column("session", _("Session")),
    Column("slot", _("Slot")),
    Column("start", _("Begins")),
    Column("end", _("Ends")),
    Column("tables", _("Tables")),
)
#: A participant is called by its number, and by its name where that may be told; who stands at the door knows both.
PEOPLE = (
    Column("event", _("Event")),
    Column("number", _("No.")),
    Column("name", _("Name, where it agreed")),
    Column("door_name", _("Name")),
    Column("organisation_type", _("Kind")),
    Column("language", _("Language")),
    Column("people", _("People")),
    Column("contact", _("Contact")),
    Column("meetings", _("Meetings")),
    Column("why", _("Why it has no meeting")),
)
MEETINGS = (
    Column("event", _("Event")),
    Column("uid", _("Id")),
    Column("changed", _("Changed")),
    Column("start", _("Begins")),
    Column("end", _("Ends")),
    Column("session", _("Session")),
    Column("slot", _("Slot")),
    Column("table", _("Table")),
    Column("host", _("At the table of no.")),
    Column("one", _("No.")),
    Column("other", _("With no.")),
    Column("third", _("And no.")),
    Column("stage", _("About")),
    Column("origin", _("Why")),
)
#: Meetings of the agenda sent out that are not held any more.
GONE = (
    Column("event", _("Event")),
    Column("uid", _("Id")),
    Column("start", _("Begins")),
    Column("end", _("Ends")),
    Column("one", _("No.")),
    Column("other", _("With no.")),
    Column("third", _("And no.")),
)
OPEN = (
    Column("event", _("Event")),
    Column("one", _("No.")),
    Column("other", _("With no.")),
    Column("third", _("And no.")),
    Column("stage", _("About")),
    Column("origin", _("Why it was proposed")),
    Column("reason", _("Why it is not held")),
    Column("whose", _("Whose constraint, no.")),
    Column("mends", _("Each of these would mend it")),
)


@dataclass(frozen=True)
class Agendas:
    """What goes out of events: their slots, participants, meetings, and the meetings that are not held.

    Attributes
    ----------
    id : str
    events, slots, people, meetings, gone, open : DataFrame
        The columns of :data:`EVENTS`, :data:`SLOTS`, :data:`PEOPLE`, :data:`MEETINGS`, :data:`GONE` and :data:`OPEN`,
        and ``made_from``. People have ``named`` beside: whether the name may be told in agendas. Meetings name them by
        their numbers.
    codes : mapping
        By column, words for its codes.
    source : Translatable
    """

    id: str
    events: pd.DataFrame
    slots: pd.DataFrame
    people: pd.DataFrame
    meetings: pd.DataFrame
    gone: pd.DataFrame
    open: pd.DataFrame
    codes: Mapping[str, Mapping[str, Translatable]]
    source: Translatable

    def tables(self) -> Iterator[tuple[str, Table]]:
        """Give each part by its name, with nothing that agendas may not tell."""
        parts = (
            ("events", EVENTS, self.events),
            ("slots", SLOTS, self.slots),
            ("people", PEOPLE, told(self.people)),
            ("meetings", MEETINGS, self.meetings),
            ("gone", GONE, self.gone),
            ("open", OPEN, self.open),
        )
        for name, columns, frame in parts:
            yield (
                name,
                Table(
                    id=f"{self.id}.{name}",
                    data=Tabulation(frame),
                    columns=tuple(replace(column, words=self.codes.get(column.name)) for column in columns),
                    words=lambda _released: Words(_("Agendas")),
                    source=self.source,
                    n=len(frame),
                ),
            )


def told(people: pd.DataFrame) -> pd.DataFrame:
    """Take out of participants what agendas may not tell of them.

    Examples
    --------
    >>> names, agreed = ["Unu, a@exemplu.ro", "Doi"], [True, False]
    >>> people = pd.DataFrame({"door_name": names, "contact": ["b", "c"], "named": agreed})
    >>> told(people)[["name", "door_name", "contact"]].fillna("").to_numpy().tolist()
    [['Unu, (e-mail address, not kept)', 'Unu, (e-mail address, not kept)', 'b'], ['', 'Doi', '']]
    """
    names = people["door_name"].map(hide)
    agreed = people["named"].astype(bool)
    return people.assign(door_name=names, name=names.where(agreed), contact=people["contact"].where(agreed))
