"""Agendas of events, in files that go out: for each participant, and for who runs the event.

``agendas/EVENT/NUMBER.ics``, ``.xlsx`` and ``.pdf`` are of one participant, in its language.
``agendas/EVENT.LANGUAGE.xlsx`` and ``.pdf`` have the table plan, the list for the door, who has no meeting, and what is
not held.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any

from babel.dates import format_date

from ..files.xlsx import TEXT, Book
from ..results import Message, _, say
from ..results.display import heading, table_rows
from ..study import Study
from .calendars import Appointment, calendar
from .documents import Document, set_document
from .pages import demonstration, not_up_to_date
from .registers import AGENDAS, Entry, Register, agenda_file

#: Meetings that are not held which are printed; the workbook has all.
_PRINTED = 30
_DOOR = ("number", "door_name", "organisation_type", "language", "people", "meetings")
_HEADS: tuple[tuple[str, Message, int], ...] = (
    ("time", _("Time"), 18),
    ("table", _("Table"), 18),
    ("whom", _("With"), 66),
    ("contact", _("Contact"), 36),
    ("stage", _("About"), 34),
    ("origin", _("Why"), 32),
)
_PLAN: tuple[tuple[str, Message, int], ...] = (
    ("time", _("Time"), 14),
    ("session", _("Session"), 16),
    ("table", _("Table"), 18),
    ("who", _("Who meets"), 90),
)
_UNNAMED = _("Who did not agree to be named stands here by number alone; the list at the door has all names.")
_DOOR_ONLY = _("For the door alone: this list has the names of those, too, who did not agree to be named elsewhere.")


@dataclass(frozen=True)
class _Event:
    """An event in one language: its parts as rows, each with its values and its texts.

    Attributes
    ----------
    study : Study
    register : Register
    parts : mapping
        Rows of each part of the agendas.
    columns : mapping
        Columns of each part.
    language : str
    """

    study: Study
    register: Register
    parts: Mapping[str, list[dict[str, Any]]]
    columns: Mapping[str, list[dict[str, Any]]]
    language: str

    @cached_property
    def id(self) -> str:
        return str(self.about["event"])

    @property
    def about(self) -> dict[str, Any]:
        """What the event is."""
        return self.parts["events"][0]

    @cached_property
    def title(self) -> str:
        day = format_date(date.fromisoformat(self.about["day"]), "long", locale=self.language)
        words = _("{kind}: {place}, {day}", kind=self.about["kind_text"], place=self.about["place"], day=day)
        return say(words, self.language)

    @cached_property
    def marks(self) -> str:
        """What must stand wherever it is read: that data is fictitious, or not up to date."""
        told = (demonstration(self.study, self.language), not_up_to_date([self.register], self.language))
        return " ".join(filter(None, told))

    @cached_property
    def people(self) -> dict[int, dict[str, Any]]:
        return {row["number"]: row for row in self.parts["people"]}

    def called(self, number: int) -> str:
        """Call a participant by its number, and by its name where it agreed."""
        name = self.people.get(number, {}).get("name")
        words = _("no. {number}: {name}", number=number, name=name) if name else _("no. {number}", number=number)
        return say(words, self.language)

    def hours(self, row: Mapping[str, Any]) -> str:
        """Say from when to when something is."""
        return "–".join(f"{datetime.fromisoformat(row[name]):%H:%M}" for name in ("start", "end"))

    def table(self, row: Mapping[str, Any], number: int | None = None) -> str:
        """Say at which table a meeting is; `number` is whom it is told."""
        if row["host"] is None:
            return str(row["table"] or "")
        words = _("your own table") if row["host"] == number else _("table of no. {number}", number=row["host"])
        return say(words, self.language)

    def say(self, words: Message) -> str:
        return say(words, self.language)


def write_agendas(study: Study, registers: list[Register], folder: Path) -> None:
    """Write the agendas that notebooks registered; none were, none are written.

    Parameters
    ----------
    study : Study
    registers : list of Register
    folder : Path
        Of the reports.

    Raises
    ------
    DocumentError
        If a document cannot be set.
    """
    for register in registers:
        for entry in register.of_kind("agendas"):
            for language in study.languages:
                for event in _events(study, register, entry, language):
                    _write_for_participants(event, folder / AGENDAS / event.id)
                    _write_for_organiser(event, folder)


def _events(study: Study, register: Register, entry: Entry, language: str) -> Iterator[_Event]:
    parts = {name: _rows(part, language) for name, part in entry["parts"].items()}
    columns = {name: part["columns"] for name, part in entry["parts"].items()}
    for event in parts["events"]:
        own = {name: [row for row in rows if row["event"] == event["event"]] for name, rows in parts.items()}
        yield _Event(study, register, own, columns, language)


def _rows(part: Entry, language: str) -> list[dict[str, Any]]:
    """Rows by column, the text of each beside its value."""
    names = [column["name"] for column in part["columns"]]
    return [
        {
            **dict(zip(names, record, strict=True)),
            **{f"{name}_text": text for name, text in zip(names, texts, strict=True)},
        }
        for record, texts in zip(part["records"], table_rows(part, language), strict=True)
    ]


# --- For participants ---


def _write_for_participants(event: _Event, folder: Path) -> None:
    """Write the files of each participant of the language who has a meeting."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, person in event.people.items():
        if person["language"] != event.language or not person["meetings"]:
            continue
        own = [row for row in event.parts["meetings"] if number in (row["one"], row["other"], row["third"])]
        own.sort(key=lambda row: (row["start"], row["uid"]))
        lines = [_line(event, row, number) for row in own]
        stem = folder / f"{number:03d}"
        appointments = [_appointment(event, row, line) for row, line in zip(own, lines, strict=True)]
        ics = calendar(event.title, appointments, event.study.settings.zone)
        stem.with_suffix(".ics").write_bytes(ics)
        heads = [head for head in _HEADS if any(line[head[0]] for line in lines)]
        _write_own_workbook(event, stem.with_suffix(".xlsx"), number, heads, lines)
        stem.with_suffix(".pdf").write_bytes(set_document(_own_document(event, number, heads, lines), folder))


def _line(event: _Event, row: Mapping[str, Any], number: int) -> dict[str, str]:
    """One meeting, as it is told one of those who meet."""
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
            filter(None, [row["origin_text"], event.say(_("new or moved")) if row["changed"] else ""])
        ),
    }


def _appointment(event: _Event, row: Mapping[str, Any], line: Mapping[str, str]) -> Appointment:
    at = line["table"] if row["host"] is not None else event.say(_("table {number}", number=line["table"]))
    told = [line["stage"], line["origin"], line["contact"], event.marks]
    return Appointment(
        uid=row["uid"],
        start=datetime.fromisoformat(row["start"]),
        end=datetime.fromisoformat(row["end"]),
        summary=event.say(_("Meeting with {whom}", whom=line["whom"])),
        location=f"{event.about['place']}, {at}",
        description="\n".join(filter(None, told)),
        changed=bool(row["changed"]),
    )


def _own_title(event: _Event, number: int) -> str:
    # Its own name may stand on what is handed to it.
    name = event.people[number]["door_name"]
    return event.say(_("Agenda of no. {number}: {name}", number=number, name=name))


def _own_notes(event: _Event, number: int) -> list[str]:
    numbered = _("No. {number} and the numbers of the others are on the badges.", number=number)
    return [event.say(numbered), event.say(_UNNAMED)]


def _write_own_workbook(
    event: _Event, path: Path, number: int, heads: list[tuple[str, Message, int]], lines: list[dict[str, str]]
) -> None:
    top = [_own_title(event, number), event.title, event.marks]
    with Book(path, top[0]) as book:
        tab = event.say(_("Agenda"))
        rows = [[line[name] for name, _words, _width in heads] for line in lines]
        _write_list(book, tab, [part for part in top if part], [event.say(head[1]) for head in heads], rows)


def _own_document(
    event: _Event, number: int, heads: list[tuple[str, Message, int]], lines: list[dict[str, str]]
) -> Document:
    # On paper a contact stands below the name: there is room for a long address.
    shown = [head for head in heads if head[0] != "contact"]
    printed = [{**line, "whom": "\n".join(filter(None, [line["whom"], line["contact"]]))} for line in lines]
    data = {
        **_about(event),
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


def _about(event: _Event) -> dict[str, Any]:
    return {"language": event.language, "author": "pilotanalysis", "mark": event.marks}


# --- For who runs the event ---


def _write_for_organiser(event: _Event, folder: Path) -> None:
    """Write table plan, door list, who has no meeting and what is not held, as a workbook and a document."""
    lists = _lists(event)
    with Book(folder / agenda_file(event.id, event.language, "xlsx"), event.title) as book:
        for one in lists:
            top = [part for part in (one["title"], event.title, *one["notes"], event.marks) if part]
            _write_list(book, one["tab"], top, one["heads"], one["rows"])
    sections = [*_plan_by_slot(event), *(_printed(event, one) for one in lists[1:])]
    data = {**_about(event), "title": event.title, "event": "", "footer": event.title, "sections": sections}
    document = set_document(Document("agenda.typ", data), folder)
    (folder / agenda_file(event.id, event.language, "pdf")).write_bytes(document)


def _printed(event: _Event, part: dict[str, Any]) -> dict[str, Any]:
    """Give a list as it is printed: the longest one, whose first rows matter most, is cut."""
    more = len(part["rows"]) - _PRINTED if part["cut"] else 0
    if more <= 0:
        return part
    said = _("{number} more stand in the workbook of the event.", number=more)
    return {**part, "rows": part["rows"][:_PRINTED], "notes": [*part["notes"], event.say(said)]}


def _lists(event: _Event) -> list[dict[str, Any]]:
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
            "notes": [event.say(_UNNAMED)],
            "heads": [event.say(head[1]) for head in _PLAN],
            "widths": [head[2] for head in _PLAN],
            "rows": [[line[name] for name, _words, _width in _PLAN] for line in plan],
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
            "notes": [event.say(_("The most valued first. Each change alone would do, and was tried."))],
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


def _open_line(event: _Event, row: Mapping[str, Any]) -> list[str]:
    return [_who(event, row), row["stage_text"], row["reason_text"], row["whose"] or "", row["mends_text"]]


def _who(event: _Event, row: Mapping[str, Any]) -> str:
    return " — ".join(event.called(one) for one in (row["one"], row["other"], row["third"]) if one is not None)


def _by_place(meetings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(meetings, key=lambda row: (row["start"], row["session"], row["table"] or 0, row["host"] or 0))


def _plan_line(event: _Event, row: Mapping[str, Any]) -> dict[str, str]:
    return {
        "time": event.hours(row),
        "session": row["session"],
        "table": event.table(row),
        "who": _who(event, row),
    }


def _plan_by_slot(event: _Event) -> Iterator[dict[str, Any]]:
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


def _write_list(book: Book, tab: str, top: list[str], heads: list[str], rows: list[list[str]]) -> None:
    """Write a list to a sheet of its own, what it is above it."""
    sheet = book.table(tab, heads, top=len(top))
    sheet.write_column(0, 0, top)
    for number, row in enumerate(rows, start=len(top) + 1):
        sheet.write_row(number, 0, row, book.look(TEXT))
    widths = [
        min(max(len(heads[place]) + 4, *(len(row[place]) + 2 for row in rows), 9), 60)
        if rows
        else len(heads[place]) + 4
        for place in range(len(heads))
    ]
    sheet.autofilter(len(top), 0, len(top) + max(len(rows), 1), len(heads) - 1)
    book.set_print(sheet, len(top), widths)
