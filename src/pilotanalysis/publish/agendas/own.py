"""The agenda of each participant: a calendar, a workbook and a page, in its language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from ...files.xlsx import Book
from ...results import Message, _, _n
from ..documents import Document, set_document
from .calendars import Appointment, calendar
from .event import UNNAMED, AgendaEvent, document_head, write_list

_HEADS: tuple[tuple[str, Message, int], ...] = (
    ("time", _("Time"), 18),
    ("table", _("Table"), 18),
    ("whom", _("With"), 66),
    ("contact", _("Contact"), 36),
    ("stage", _("About"), 34),
    ("origin", _("Why"), 32),
)


def write_for_participants(event: AgendaEvent, folder: Path) -> None:
    """Write the files of each participant of the language who has a meeting, or had one that is not held any more."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, person in event.people.items():
        if person["language"] != event.language:
            continue
        _write_cancelled(event, folder / f"{number:03d}.cancelled.ics", number)
        if not person["meetings"]:
            continue
        own = [row for row in event.parts["meetings"] if number in (row["one"], row["other"], row["third"])]
        own.sort(key=lambda row: (row["start"], row["uid"]))
        at_once = Counter(row["start"] for row in own)
        lines = [_line(event, row, number, at_once[row["start"]]) for row in own]
        stem = folder / f"{number:03d}"
        appointments = [_appointment(event, row, line) for row, line in zip(own, lines, strict=True)]
        ics = calendar(event.title, appointments, event.study.settings.zone, event.sequence)
        stem.with_suffix(".ics").write_bytes(ics)
        heads = [head for head in _HEADS if any(line[head[0]] for line in lines)]
        _write_own_workbook(event, stem.with_suffix(".xlsx"), number, heads, lines)
        stem.with_suffix(".pdf").write_bytes(set_document(_own_document(event, number, heads, lines), folder))


def _write_cancelled(event: AgendaEvent, path: Path, number: int) -> None:
    """Write what takes meetings out of a calendar that an agenda sent out had; nothing where there are none."""
    own = [row for row in event.parts["gone"] if number in (row["one"], row["other"], row["third"])]
    own.sort(key=lambda row: (row["start"], row["uid"]))
    if own:
        gone = [_cancelled(event, row, number) for row in own]
        path.write_bytes(calendar(event.title, gone, event.study.settings.zone, event.sequence, cancelled=True))


def _cancelled(event: AgendaEvent, row: Mapping[str, Any], number: int) -> Appointment:
    others = [event.called(one) for one in (row["one"], row["other"], row["third"]) if one not in (None, number)]
    return Appointment(
        uid=row["uid"],
        start=datetime.fromisoformat(row["start"]),
        end=datetime.fromisoformat(row["end"]),
        summary=event.say(_("Cancelled: meeting with {whom}", whom="; ".join(others))),
        location=event.about["place"],
        description=event.marks,
    )


def _line(event: AgendaEvent, row: Mapping[str, Any], number: int, at_once: int) -> dict[str, str]:
    """One meeting, as it is told one of those who meet; where it has several at once, which person goes is theirs."""
    others = [one for one in (row["one"], row["other"], row["third"]) if one not in (None, number)]
    known = [event.people.get(one, {}) for one in others]
    return {
        "time": event.hours(row),
        "table": event.table(row, number),
        "whom": "; ".join(
            f"{event.called(one)} ({person['organisation_type_text']})" if person else event.called(one)
            for one, person in zip(others, known, strict=True)
        ),
        "contact": "; ".join(person["contact"] for person in known if person.get("contact")),
        "stage": row["stage_text"],
        "origin": " · ".join(
            filter(
                None,
                [
                    row["origin_text"],
                    event.say(_("new or moved")) if row["changed"] else "",
                    event.say(_n("{count} person needed", "{count} people needed", at_once)) if at_once > 1 else "",
                ],
            )
        ),
    }


def _appointment(event: AgendaEvent, row: Mapping[str, Any], line: Mapping[str, str]) -> Appointment:
    at = line["table"] if row["host"] is not None else event.say(_("table {number}", number=line["table"]))
    told = [line["stage"], line["origin"], line["contact"], event.marks]
    return Appointment(
        uid=row["uid"],
        start=datetime.fromisoformat(row["start"]),
        end=datetime.fromisoformat(row["end"]),
        summary=event.say(_("Meeting with {whom}", whom=line["whom"])),
        location=f"{event.about['place']}, {at}",
        description="\n".join(filter(None, told)),
    )


def _own_title(event: AgendaEvent, number: int) -> str:
    # Its own name may stand on what is handed to it.
    name = event.people[number]["door_name"]
    return event.say(_("Agenda of no. {number}: {name}", number=number, name=name))


def _own_notes(event: AgendaEvent, number: int) -> list[str]:
    numbered = _("No. {number} and the numbers of the others are on the badges.", number=number)
    return [event.say(numbered), event.say(UNNAMED)]


def _write_own_workbook(
    event: AgendaEvent, path: Path, number: int, heads: list[tuple[str, Message, int]], lines: list[dict[str, str]]
) -> None:
    top = [_own_title(event, number), event.title, event.marks]
    with Book(path, top[0]) as book:
        tab = event.say(_("Agenda"))
        rows = [[line[name] for name, _words, _width in heads] for line in lines]
        write_list(book, tab, [part for part in top if part], [event.say(head[1]) for head in heads], rows)


def _own_document(
    event: AgendaEvent, number: int, heads: list[tuple[str, Message, int]], lines: list[dict[str, str]]
) -> Document:
    # On paper a contact stands below the name: there is room for a long address.
    shown = [head for head in heads if head[0] != "contact"]
    printed = [{**line, "whom": "\n".join(filter(None, [line["whom"], line["contact"]]))} for line in lines]
    data = {
        **document_head(event),
        "title": _own_title(event, number),
        "event": event.title,
        "footer": event.title,
        "sections": [
            {
                "title": "",
                "notes": _own_notes(event, number),
                "heads": [event.say(head[1]) for head in shown],
                "widths": [head[2] for head in shown],
                "rows": [[line[name] for name, _words, _width in shown] for line in printed],
            }
        ],
    }
    return Document("agenda.typ", data)
