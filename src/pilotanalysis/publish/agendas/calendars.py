"""Agendas as calendars (iCalendar), in the zone of the events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar
from icalendar import Event as Entry

_PRODUCT = "-//pilotanalysis//agendas//EN"


@dataclass(frozen=True)
class Appointment:
    """A meeting in somebody's calendar.

    Attributes
    ----------
    uid : str
        The same in every calendar and in every run.
    start, end : datetime
    summary, location, description : str
    """

    uid: str
    start: datetime
    end: datetime
    summary: str
    location: str
    description: str


def calendar(
    title: str, appointments: Iterable[Appointment], zone: str, sequence: int, cancelled: bool = False
) -> bytes:
    """Set a calendar; the same appointments give the same bytes.

    Parameters
    ----------
    title : str
    appointments : iterable of Appointment
        In order.
    zone : str
        Time zone, as ``Europe/Bucharest``.
    sequence : int
        How many agendas of the event were sent out before this one: what comes later prevails in every calendar.
    cancelled : bool
        Whether these meetings are not held any more: whoever opens the file takes them out of a calendar.
    """
    own, found = ZoneInfo(zone), list(appointments)
    made = Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("x-wr-calname", title)
    if cancelled:
        made.add("method", "CANCEL")
    for one in found:
        entry = Entry()
        entry.add("uid", one.uid)
        # When it was made must stand there, and nothing may tell the hour of a run: it is the day before the event.
        eve = datetime.combine(one.start.astimezone(own).date(), time(), own) - timedelta(days=1)
        entry.add("dtstamp", eve.astimezone(UTC))
        entry.add("sequence", sequence)
        if cancelled:
            entry.add("status", "CANCELLED")
        entry.add("dtstart", one.start.astimezone(own))
        entry.add("dtend", one.end.astimezone(own))
        entry.add("summary", one.summary)
        entry.add("location", one.location)
        entry.add("description", one.description)
        made.add_component(entry)
    if found:
        years = {one.start.year for one in found}
        first, last = (datetime(year, 1, 1).date() for year in (min(years), max(years) + 1))
        made.add_missing_timezones(first_date=first, last_date=last)
    content: bytes = made.to_ical()
    return content
