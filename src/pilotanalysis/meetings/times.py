"""When slots begin and end."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

#: The afternoon begins, in minutes of the day.
MIDDAY = 13 * 60


def minutes_of(time: str) -> int:
    """Minutes of the day at a time.

    Examples
    --------
    >>> minutes_of("09:30")
    570
    """
    hours, _sign, minutes = time.partition(":")
    return int(hours) * 60 + int(minutes)


def slots_of(start: str, slots: int, slot_minutes: int) -> list[tuple[int, int]]:
    """Begin and end of the slots of a session, in minutes of the day.

    Examples
    --------
    >>> slots_of("09:30", 2, 20)
    [(570, 590), (590, 610)]
    """
    first = minutes_of(start)
    return [(first + place * slot_minutes, first + (place + 1) * slot_minutes) for place in range(slots)]


def as_iso(day: str, minutes: int, zone: str) -> str:
    """Give a time of a day as ISO 8601, with the offset of the zone on that day.

    Examples
    --------
    >>> as_iso("2014-03-28", 570, "Europe/Bucharest"), as_iso("2014-03-31", 570, "Europe/Bucharest")
    ('2014-03-28T09:30:00+02:00', '2014-03-31T09:30:00+03:00')
    """
    at = time(minutes // 60, minutes % 60)
    return datetime.combine(date.fromisoformat(day), at, ZoneInfo(zone)).isoformat()
