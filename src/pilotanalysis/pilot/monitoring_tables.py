"""Tables of monitoring: where each indicator stands, how the budget burns, and what is to be known."""

from __future__ import annotations

from pandera.typing import Series

from ..meetings.cluster_tables import BudgetLines
from ..reference import OF_CLUSTER
from ..tables import Computed, StudyTable, columns
from ..tables.columns import count, described, optional
from ..tables.keys import ForeignKey, keyed
from .tables import Indicators

STATUSES = ("on_track", "behind", "off_track", "not_measured")
#: What is flagged, of what.
FLAGS = (
    "overspent", "paid_after", "late", "unfinished", "ends_after", "held_after", "underserved", "no_sector_event",
    "uninvited", "off_track",
)  # fmt: skip

#: What is compared between two waves, and among whom.
MEASURES = ("response", "gaps", "ties", "sourcing", "sourcing_median")
AMONG = ("all", "both")
#: Tables that tell on which day something was done.
DATED = (
    "assistance", "spending", "decisions", "recipients", "timetable", "indicator_values", "meetings", "followups",
)  # fmt: skip


@keyed("log")
class StatusDays(Computed):
    """Until when each table of the pilot action tells of something that was done; the last is the date of status."""

    log: Series[str] = described(
        "the table, as its file is called",
        isin=list(DATED),
    )
    day: Series[str] = described(
        "last day, YYYY-MM-DD: of an indicator the end of the last month with a value, of what was asked later so many "
        "months after the event"
    )


@keyed("indicator", "month", foreign=[ForeignKey(("indicator",), Indicators)])
class IndicatorStatus(Computed):
    """Where an indicator stood at the end of a month, by the rule of the study."""

    indicator: Series[str] = described("id of the indicator")
    month: Series[str] = described("month, YYYY-MM")
    planned: Series[float] = optional("value planned for its end; missing: none")
    actual: Series[float] = optional("value measured at its end; missing: not measured")
    reached: Series[float] = optional(
        "part of the plan that is reached: actual by planned, or planned by actual where less is better; missing where "
        "one of them is missing or nothing was planned",
        ge=0,
    )
    status: Series[str] = described("by that part", isin=list(STATUSES))


@keyed("line", "month", foreign=[ForeignKey(("line",), BudgetLines)])
class BudgetBurn(Computed):
    """What of a line of the budget was to be spent by the end of a month, and was."""

    line: Series[str] = described("id of the line")
    month: Series[str] = described("month, YYYY-MM; after the pilot action as far as there are payments")
    planned_eur: Series[float] = described(
        "planned until then: the line spread evenly over the days of its activities, or of the pilot action",
        unit="EUR",
        ge=0,
    )
    spent_eur: Series[float] = described("paid until then", unit="EUR")


@keyed("flag", "subject")
class MonitoringFlags(Computed):
    """What is to be known: shown, and never a reason to refuse what was written."""

    flag: Series[str] = described(
        "overspent: a line cost more than planned, or all more than the budget; paid_after: a payment after the pilot "
        "action; late: an activity ended after its day; unfinished: it was to end and has not by the date of status; "
        "ends_after: it ends after the pilot action; held_after: a session was held after it; underserved: far fewer "
        "needs for assistance of a cluster had a session than this study's proposal would serve; no_sector_event: no "
        "event within the sector of an analysed cluster is in the log of events; uninvited: no member of these "
        "follow-up clusters was invited to an event; off_track: an indicator by its last value",
        isin=list(FLAGS),
    )
    subject: Series[str] = described(
        "id of the line, activity, measure, cluster or indicator, day of the payment; or all; ids of follow-up "
        "clusters joined by ;"
    )
    value: Series[float] = described(
        "by how much: EUR, days, participations; of an indicator the part reached; underserved: needs with a session, "
        "by those that the plan serves; no_sector_event: events logged, so 0; uninvited: members on the roster"
    )


@keyed("cluster", "of_wave", "among", "measure", foreign=[OF_CLUSTER])
class WaveMeasures(Computed):
    """What the wave that is analysed and the one before it measure, among all who answered and among the same members.

    Without an earlier wave there are no rows.
    """

    cluster: Series[str] = columns.cluster()
    of_wave: Series[str] = described("key of the wave that it is measured in")
    among: Series[str] = described("all who answered in it, or those who answered in both", isin=list(AMONG))
    measure: Series[str] = described(
        "response: those who answered, of the roster; gaps: confirmed gaps; ties: pairs of members with a tie, for "
        "each member asked; sourcing: part of what is bought that comes from members; "
        "sourcing_median: the same of what the median buyer buys, which no single one moves",
        isin=list(MEASURES),
    )
    value: Series[float] = optional("the measure; missing: it cannot be had", ge=0)
    respondents: Series[int] = count("members who answered, of those meant", "members")


TABLES: tuple[type[StudyTable], ...] = (StatusDays, IndicatorStatus, BudgetBurn, MonitoringFlags, WaveMeasures)
