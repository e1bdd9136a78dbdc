"""The date of status: the last day of which the tables of the pilot action tell that something was done."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from pandera.typing import DataFrame

from ..meetings.tables import Events, HeldMeetings, MeetingFollowUps
from ..results import Day, Finding, Message, Released, Tabulation, _
from ..settings import StudyFile
from ..store import Store
from ..tables import TableSet, conform, join_ids
from .monitoring_tables import StatusDays
from .tables import (
    AssistanceSessions,
    CatalogueRecipients,
    IndicatorValues,
    PolicyDecisions,
    Spending,
    TimetableActivities,
)


def status_days(below: TableSet, own: TableSet) -> DataFrame[StatusDays]:
    """Find of each table of the pilot action the last day of which it tells that something was done.

    What is planned for a day, or has no value yet, tells of none.

    Parameters
    ----------
    below, own : TableSet
        Tables of the chapters below, and those that the agency keeps.
    """
    rows = []
    for log, days in _days(below, own):
        known = days.dropna()
        if len(known):
            last = known.max()
            rows.append((join_ids(known.index[known == last]), log, last))
    return conform(pd.DataFrame(rows, columns=["made_from", "log", "day"]), StatusDays)


def _days(below: TableSet, own: TableSet) -> Iterator[tuple[str, pd.Series]]:
    """Days of each table, by the row that tells of them."""
    for log, model, columns in (
        ("assistance", AssistanceSessions, ["date"]),
        ("spending", Spending, ["date"]),
        ("decisions", PolicyDecisions, ["date"]),
        ("recipients", CatalogueRecipients, ["date", "use_date"]),
        ("timetable", TimetableActivities, ["actual_start", "actual_end"]),
    ):
        frame = own[model].set_index("row_id")
        yield log, pd.concat([frame[column] for column in columns])
    values = own[IndicatorValues].dropna(subset=["actual"]).set_index("row_id")["month"]
    yield "indicator_values", values.map(lambda month: pd.Period(month).end_time.strftime("%Y-%m-%d"))
    meetings = below[HeldMeetings].query("held == 'yes'").merge(below[Events][["event", "date"]], on="event")
    yield "meetings", meetings.set_index("row_id")["date"]
    asked = below[MeetingFollowUps].merge(meetings[["meeting", "date"]], on="meeting")
    days = [
        (pd.Timestamp(day) + pd.DateOffset(months=int(months))).strftime("%Y-%m-%d")
        for day, months in asked[["date", "months"]].itertuples(index=False)
    ]
    yield "followups", pd.Series(days, index=asked["row_id"], dtype="str")


def status_day(days: DataFrame[StatusDays], settings: StudyFile) -> str:
    """Give the date of status; where no table tells of a day, the first one of the pilot action."""
    return str(days["day"].max()) if len(days) else settings.period.start.isoformat()


def status_finding(data: Store) -> Finding:
    """Say as of which day all is said of what was held, paid, reached and agreed."""
    end = data.settings.period.end.isoformat()

    def text(released: Released) -> Message:
        if released.frame.empty:
            return _("No table of the pilot action tells yet of anything that was done.")
        day = str(released.frame["day"].max())
        if day <= end:
            return _(
                "State of **{day}**, the last day of which a table of the pilot action tells: what was held, paid, "
                "reached and agreed is counted until then, in assistance, monitoring and evaluation alike.",
                day=Day(day),
            )
        return _(
            "State of **{day}**, the last day of which a table of the pilot action tells: what was held, paid, reached "
            "and agreed is counted until then, in assistance, monitoring and evaluation alike. So what came after the "
            "end of the pilot action, {end}, is counted too, and is named where it was held or paid.",
            day=Day(day),
            end=Day(end),
        )

    return Finding("status_day", Tabulation(pd.DataFrame(data.all(StatusDays))), text)
