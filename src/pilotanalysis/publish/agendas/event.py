"""An event with all that goes out of it, in one language; and how its lists are written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from ...files.xlsx import TEXT, Book
from ...results import Day, Message, _, say
from ...results.display import table_rows
from ...study import Study
from ..pages import demonstration, not_up_to_date
from ..registers import Entry, Register

UNNAMED = _("Who did not agree to be named stands here by number alone; the list at the door has all names.")


@dataclass(frozen=True)
class AgendaEvent:
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
        """Id of the event."""
        return str(self.about["event"])

    @property
    def about(self) -> dict[str, Any]:
        """What the event is."""
        return self.parts["events"][0]

    @property
    def sequence(self) -> int:
        """How many agendas of it were sent out before this one."""
        return int(self.about["version"]) - 1

    @cached_property
    def title(self) -> str:
        """What it is, where and when."""
        words = _(
            "{kind}: {place}, {day}",
            kind=self.about["kind_text"],
            place=self.about["place"],
            day=Day(self.about["day"]),
        )
        return say(words, self.language)

    @cached_property
    def marks(self) -> str:
        """What must stand wherever it is read: that data is fictitious, or not up to date."""
        told = (demonstration(self.study, self.language), not_up_to_date([self.register], self.language))
        return " ".join(filter(None, told))

    @cached_property
    def people(self) -> dict[int, dict[str, Any]]:
        """Participants by number."""
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
        """Say words in the language."""
        return say(words, self.language)


def events_of(study: Study, register: Register, entry: Entry, language: str) -> Iterator[AgendaEvent]:
    """Give each event of an entry in a language."""
    parts = {name: _rows(part, language) for name, part in entry["parts"].items()}
    columns = {name: part["columns"] for name, part in entry["parts"].items()}
    for event in parts["events"]:
        own = {name: [row for row in rows if row["event"] == event["event"]] for name, rows in parts.items()}
        yield AgendaEvent(study, register, own, columns, language)


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


def document_head(event: AgendaEvent) -> dict[str, Any]:
    """Give what each document says of itself."""
    return {"language": event.language, "author": "pilotanalysis", "mark": event.marks}


def write_list(book: Book, tab: str, top: list[str], heads: list[str], rows: list[list[str]]) -> None:
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
