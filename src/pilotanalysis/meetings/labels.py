"""Words of the events: what their codes are called, and who says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..results import Label, Message, _, _n
from ..store import Store
from .tables import Sessions

LOGS = _("logs of the events")
ARRANGED = _("logs of the events and survey of the members")
#: What is counted.
INVITED = _("participants invited, counted at each event")
CAME = _("participants who came to any event, each counted once")
KIND: Mapping[str, Message] = {
    "b2b": _("Sector meetings"),
    "c2c": _("Cluster-to-cluster meetings"),
}
TYPE_OF_ONE: Mapping[str, Message] = {
    "firm": _("firm"),
    "research_edu": _("research or education"),
    "public_auth": _("public authority"),
    "catalyst": _("catalyst organisation"),
    "other": _("other"),
}
#: Why a meeting may be held.
ORIGIN_OF_MEETING: Mapping[str, Message] = {
    "locked": _("fixed by the organiser"),
    "accepted": _("asked for and accepted"),
    "pending": _("asked for, no answer logged"),
    "match": _("one needs what the other offers"),
    "candidate": _("one could close a missing link of the other"),
    "sent": _("on the agenda that was sent out"),
}
#: Why a meeting that may be held is not.
REASON_UNSERVED: Mapping[str, Message] = {
    "absent": _("somebody does not take part"),
    "rule": _("their types may not meet"),
    "attendance": _("never all there at a time"),
    "limit": _("a rule allows no more meetings"),
    "maximum": _("somebody has as many as it takes"),
    "locked": _("fixed meetings are in the way"),
    "tables": _("all tables are taken"),
    "busy": _("no slot in which all are free"),
}
#: Why a participant has no meeting at all.
WHY_NONE: Mapping[str, Message] = {
    "opted_out": _("it wanted no meetings arranged"),
    "cancelled": _("it cancelled"),
    "nobody": _("no open request, and no match known"),
    **REASON_UNSERVED,
}
#: Steps of an event, with what is counted.
STEP_OF_TABLE: Mapping[str, Message] = {
    "invited": _("participants invited"),
    "registered": _("participants registered"),
    "attended": _("participants who came"),
    "requested": _("meetings asked for"),
    "accepted": _("requests accepted"),
    "scheduled": _("meetings on the agenda"),
    "held": _("meetings held"),
    "rated": _("meetings rated"),
    "followed_up": _("meetings asked about later"),
    "cooperation": _("with cooperation"),
    "agreement": _("with an agreement"),
}
DOUBT: Mapping[str, Message] = {
    "not_registered": _("came without having registered"),
    "not_invited": _("held with somebody who is neither participant nor walk-in"),
    "not_there": _("held, though somebody did not come"),
    "no_such_slot": _("held in a session or slot that there is not"),
    "two_at_once": _("somebody has more meetings than people in the slot"),
    "one_table": _("another meeting was held at the table"),
    "rated_not_held": _("rated, though it was not held"),
    "too_long": _("lasted longer than its slot: left out of the mean length alone"),
    "asked_not_held": _("asked what came of it, though it was not held"),
}


def session_words(data: Store) -> dict[str, Label]:
    """Name of each session by its id, the id itself in a language in which it has none."""
    named: dict[str, Label] = {}
    for row in data.all(Sessions).to_dict("records"):
        names = ((language, row[f"name_{language}"]) for language in data.study.languages)
        called = Label(tuple((code, name if isinstance(name, str) else row["session"]) for code, name in names))
        named.setdefault(str(row["session"]), called)
    return named


def n_meetings(number: Any) -> Message:
    """So many meetings, as the noun follows the number."""
    return _n("{count} meeting", "{count} meetings", number)


def n_participants(number: Any) -> Message:
    """So many participants, as the noun follows the number."""
    return _n("{count} participant", "{count} participants", number)


def n_events(number: Any) -> Message:
    """So many events, as the noun follows the number."""
    return _n("{count} event", "{count} events", number)
