"""What who runs an event needs: table plan, list for the door, who has no meeting, and what is not held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from ...files.xlsx import Book
from ...results import Message, _
from ...results.display import heading
from ..documents import Document, set_document
from ..registers import agenda_file
from .event import UNNAMED, AgendaEvent, document_head, write_list

#: Meetings that are not held which are printed; the workbook has all.
_PRINTED = 30
_DOOR = ("number", "door_name", "organisation_type", "language", "people", "meetings")
_PLAN: tuple[tuple[str, Message], ...] = (
    ("time", _("Time")),
    ("session", _("Session")),
    ("table", _("Table")),
    ("who", _("Who meets")),
)
_DOOR_ONLY = _("For the door alone: this list has the names of those, too, who did not agree to be named elsewhere.")


def write_for_organiser(event: AgendaEvent, folder: Path) -> None:
    """Write table plan, door list, who has no meeting and what is not held, as a workbook and a document."""
    lists = _lists(event)
    with Book(folder / agenda_file(event.id, event.language, "xlsx"), event.title) as book:
        for one in lists:
            top = [part for part in (one["title"], event.title, *one["notes"], event.marks) if part]
            write_list(book, one["tab"], top, one["heads"], one["rows"])
    sections = [*_plan_by_slot(event), *(_printed(event, one) for one in lists[1:])]
    data = {**document_head(event), "title": event.title, "event": "", "footer": event.title, "sections": sections}
    document = set_document(Document("agenda.typ", data), folder)
    (folder / agenda_file(event.id, event.language, "pdf")).write_bytes(document)


def _printed(event: AgendaEvent, part: dict[str, Any]) -> dict[str, Any]:
    """Give a list as it is printed: the longest one, whose first rows matter most, is cut."""
    more = len(part["rows"]) - _PRINTED if part["cut"] else 0
    if more <= 0:
        return part
    said = _("{number} more stand in the workbook of the event.", number=more)
    return {**part, "rows": part["rows"][:_PRINTED], "notes": [*part["notes"], event.say(said)]}


def _lists(event: AgendaEvent) -> list[dict[str, Any]]:
    without = [row for row in event.parts["people"] if not row["meetings"]]
    door = [[*(row[f"{name}_text"] for name in _DOOR), ""] for row in event.parts["people"]]
    open_ones = [_open_line(event, row) for row in event.parts["open"]]
    people = {column["name"]: heading(column, event.language) for column in event.columns["people"]}
    not_held = {column["name"]: heading(column, event.language) for column in event.columns["open"]}
    plan = [_plan_line(event, row) for row in _by_place(event.parts["meetings"])]
    found: list[dict[str, Any]] = [
        {
            "tab": event.say(_("Table plan")),
            "title": event.say(_("Table plan")),
            "notes": [event.say(UNNAMED)],
            "heads": [event.say(head[1]) for head in _PLAN],
            "rows": [[line[name] for name, _words in _PLAN] for line in plan],
        },
        {
            "tab": event.say(_("Door list")),
            "title": event.say(_("Door list")),
            "notes": [event.say(_DOOR_ONLY)],
            "heads": [*(people[name] for name in _DOOR), event.say(_("Came"))],
            "widths": [8, 60, 32, 18, 14, 16, 14],
            "rows": door,
        },
        {
            "tab": event.say(_("Without a meeting")),
            "title": event.say(_("Participants without a meeting, and why")),
            "notes": [],
            "heads": [event.say(_("Who")), people["organisation_type"], people["why"]],
            "widths": [50, 30, 50],
            "rows": [
                [event.called(row["number"]), row["organisation_type_text"], row["why_text"]] for row in without
            ],
        },
        {
            "tab": event.say(_("Not held")),
            "title": event.say(_("Meetings that are not held, and what would mend it")),
            "notes": [
                event.say(_("The most valued first. Each change alone would do, with all other meetings as they are."))
            ],
            "heads": [
                event.say(_("Who would meet")), not_held["stage"], not_held["reason"], not_held["whose"],
                not_held["mends"],
            ],
            "widths": [50, 28, 26, 14, 50],
            "rows": open_ones,
            "cut": True,
        },
    ]  # fmt: skip
    return [{"cut": False, **one} for one in found]


def _open_line(event: AgendaEvent, row: Mapping[str, Any]) -> list[str]:
    return [_who(event, row), row["stage_text"], row["reason_text"], row["whose"] or "", row["mends_text"]]


def _who(event: AgendaEvent, row: Mapping[str, Any]) -> str:
    return " — ".join(event.called(one) for one in (row["one"], row["other"], row["third"]) if one is not None)


def _by_place(meetings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(meetings, key=lambda row: (row["start"], row["session"], row["table"] or 0, row["host"] or 0))


def _plan_line(event: AgendaEvent, row: Mapping[str, Any]) -> dict[str, str]:
    return {
        "time": event.hours(row),
        "session": row["session"],
        "table": event.table(row),
        "who": _who(event, row),
    }


def _plan_by_slot(event: AgendaEvent) -> Iterator[dict[str, Any]]:
    """Table plan, a part for each slot; shared tables at which nobody sits are named."""
    meetings = {
        key: list(rows)
        for key, rows in groupby(_by_place(event.parts["meetings"]), key=lambda row: (row["start"], row["session"]))
    }
    for number, slot in enumerate(event.parts["slots"]):
        own = meetings.get((slot["start"], slot["session"]), [])
        taken = {row["table"] for row in own}
        free = [str(table) for table in range(1, slot["tables"] + 1) if table not in taken]
        about = _(
            "{hours}, {session}, slot {slot}", hours=event.hours(slot), session=slot["session"], slot=slot["slot"]
        )
        notes = [event.say(_("Free tables: {tables}.", tables=", ".join(free)))] if free else []
        yield {
            "part": event.say(_("Table plan")) if not number else "",
            "together": True,
            "title": event.say(about),
            "notes": notes,
            "heads": [event.say(_("Table")), event.say(_("Who meets"))],
            "widths": [18, 90],
            "rows": [[event.table(row), _who(event, row)] for row in own],
        }
