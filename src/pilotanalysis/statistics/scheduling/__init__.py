"""Who meets whom, when, at which table: schedules of meetings, proven level by level.

It knows nothing of the study: participants, sessions, slots and wishes are numbers.
"""

from .making import schedule
from .model import NOT_HELD, Event, Level, LockedMeeting, Meeting, MeetingLimit, MeetingWish, Schedule, violations
from .reasons import Mend, Unheld, explain
from .repair import Move, Repair, repair

__all__ = [
    "NOT_HELD",
    "Event",
    "Level",
    "LockedMeeting",
    "Meeting",
    "MeetingLimit",
    "MeetingWish",
    "Mend",
    "Move",
    "Repair",
    "Schedule",
    "Unheld",
    "explain",
    "repair",
    "schedule",
    "violations",
]
