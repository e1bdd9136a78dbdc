"""Where the pilot action stands: each indicator by a rule, the budget month by month, and what is flagged."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from ...meetings.cluster_tables import BudgetLines
from ...meetings.events.tabulation import clusters_with_sector_event
from ...meetings.tables import Events, Participants
from ...partners.tables import FollowUpMembers
from ...settings import MonitoringSettings, StudyFile
from ...tables import TableSet, conform, join_as_spans, join_ids
from ..assistance_tables import AssistanceCases
from ..monitoring_tables import BudgetBurn, IndicatorStatus, MonitoringFlags, StatusDays
from ..status import status_day
from ..tables import (
    AssistanceSessions,
    Indicators,
    IndicatorValues,
    Spending,
    TimetableActivities,
)

#: Stands for the whole budget.
WHOLE = "all"
#: The currency in which payments are kept.
EURO = "EUR"


def follow(below: TableSet, own: TableSet, settings: StudyFile) -> TableSet:
    """Say where the pilot action stands.

    Parameters
    ----------
    below, own : TableSet
        Tables of the chapters below; those that the agency keeps, until when they tell (StatusDays), and what the
        plan and the sessions gave to each need for assistance (AssistanceCases).
    settings : StudyFile

    Returns
    -------
    TableSet
        IndicatorStatus, BudgetBurn, MonitoringFlags.
    """
    until = status_day(own.of(StatusDays), settings)
    status = indicator_status(own.of(Indicators), own.of(IndicatorValues), settings.monitoring)
    flags = [
        *_of_money(below.of(BudgetLines), own.of(Spending), settings),
        *_of_time(own.of(TimetableActivities), settings.period.end.isoformat(), until),
        *_of_sessions(own.of(AssistanceSessions), settings.period.end.isoformat()),
        *_of_clusters(own, settings.monitoring),
        *_of_events(below.of(Events), settings),
        *_of_follow_up(below.of(FollowUpMembers), below.of(Participants)),
        *_of_indicators(status),
    ]
    found = pd.DataFrame(flags, columns=["flag", "subject", "value", "made_from"])
    return TableSet(
        {
            IndicatorStatus: status,
            BudgetBurn: budget_burn(below.of(BudgetLines), own, settings),
            MonitoringFlags: conform(found, MonitoringFlags),
        }
    )


def indicator_status(
    indicators: DataFrame[Indicators], values: DataFrame[IndicatorValues], rule: MonitoringSettings
) -> DataFrame[IndicatorStatus]:
    """Judge each value by the part of the plan that it reaches."""
    known = indicators[["indicator", "better", "row_id"]].rename(columns={"row_id": "own_row"})
    frame = pd.DataFrame(values).merge(known, on="indicator")
    less = frame["better"] == "less"
    over, under = frame["actual"].mask(less, frame["planned"]), frame["planned"].mask(less, frame["actual"])
    frame["reached"] = (over / under.where(under > 0)).clip(lower=0)
    frame["status"] = np.select(
        [frame["reached"].isna(), frame["reached"] >= rule.on_track, frame["reached"] >= rule.behind],
        ["not_measured", "on_track", "behind"],
        "off_track",
    )
    frame["made_from"] = [join_ids(cells) for cells in frame[["row_id", "own_row"]].itertuples(index=False)]
    return conform(frame.sort_values(["indicator", "month"], kind="stable"), IndicatorStatus)


def budget_burn(lines: DataFrame[BudgetLines], own: TableSet, settings: StudyFile) -> DataFrame[BudgetBurn]:
    """Add up by month what each line was to spend, and spent."""
    spending, activities = own.of(Spending), own.of(TimetableActivities)
    start, end = settings.period.start.isoformat(), settings.period.end.isoformat()
    last = max([end, *spending["date"]])
    ends = [month.end_time.strftime("%Y-%m-%d") for month in pd.period_range(start, last, freq="M")]
    rows = []
    for line in lines.to_dict("records"):
        tasks = activities[activities["line"] == line["line"]]
        days = [
            day
            for first, until in tasks[["planned_start", "planned_end"]].itertuples(index=False)
            for day in pd.date_range(first, until).strftime("%Y-%m-%d")
        ] or list(pd.date_range(start, end).strftime("%Y-%m-%d"))
        paid = spending[spending["line"] == line["line"]]
        made = join_ids([line["row_id"], *tasks["row_id"], *paid["row_id"]])
        for until in ends:
            part = sum(day <= until for day in days) / len(days)
            spent = paid.loc[paid["date"] <= until, "amount_eur"].sum()
            rows.append((made, line["line"], until[:7], line["planned_eur"] * part, spent))
    return conform(
        pd.DataFrame(rows, columns=["made_from", "line", "month", "planned_eur", "spent_eur"]).round(2), BudgetBurn
    )


Flag = tuple[str, str, float, str]


def _of_money(lines: DataFrame[BudgetLines], spending: DataFrame[Spending], settings: StudyFile) -> Iterator[Flag]:
    paid = spending.groupby("line").agg(spent=("amount_eur", "sum"), rows=("row_id", join_ids))
    for row in lines.join(paid, on="line").dropna(subset=["spent"]).to_dict("records"):
        if round(row["spent"] - row["planned_eur"], 2) > 0:
            yield (
                "overspent",
                row["line"],
                round(row["spent"] - row["planned_eur"], 2),
                join_ids([row["row_id"], row["rows"]]),
            )
    over = round(spending["amount_eur"].sum() - settings.budget.amount, 2)
    if settings.budget.currency == EURO and over > 0:
        yield "overspent", WHOLE, over, join_ids(spending["row_id"])
    late = spending[spending["date"] > settings.period.end.isoformat()]
    for day, rows in late.groupby("date"):
        yield "paid_after", str(day), round(float(rows["amount_eur"].sum()), 2), join_ids(rows["row_id"])


def _of_time(activities: DataFrame[TimetableActivities], end: str, until: str) -> Iterator[Flag]:
    for row in activities.to_dict("records"):
        ended = row["actual_end"] if isinstance(row["actual_end"], str) else None
        if ended and ended > row["planned_end"]:
            yield "late", row["activity"], _days(row["planned_end"], ended), row["row_id"]
        if not ended and row["planned_end"] < until:
            yield "unfinished", row["activity"], _days(row["planned_end"], until), row["row_id"]
        last = ended or max(row["planned_end"], until)
        if last > end:
            yield "ends_after", row["activity"], _days(end, last), row["row_id"]


def _of_sessions(sessions: DataFrame[AssistanceSessions], end: str) -> Iterator[Flag]:
    for measure, rows in sessions[sessions["date"] > end].groupby("measure"):
        yield "held_after", str(measure), float(len(rows)), join_ids(rows["row_id"])


def _of_clusters(own: TableSet, rule: MonitoringSettings) -> Iterator[Flag]:
    """Flag clusters of which far fewer needs had a session than the plan serves; before any session none is."""
    if own.of(AssistanceSessions).empty:
        return
    for cluster, rows in own.of(AssistanceCases).groupby("cluster", sort=False):
        planned, had = int(rows["measure"].notna().sum()), int((rows["sessions"] > 0).sum())
        if planned and had < rule.served * planned:
            yield "underserved", str(cluster), had / planned, join_ids(rows["made_from"])


def _of_events(events: DataFrame[Events], settings: StudyFile) -> Iterator[Flag]:
    """Flag analysed clusters for which no event within their sector is logged; before any event none is."""
    had = clusters_with_sector_event(events)
    for cluster in settings.clusters:
        if len(events) and cluster.role == "analysed" and cluster.id not in had:
            yield "no_sector_event", cluster.id, 0, join_ids(events["row_id"])


def _of_follow_up(members: DataFrame[FollowUpMembers], invited: DataFrame[Participants]) -> Iterator[Flag]:
    """Flag follow-up clusters none of whose members was invited to an event; before anybody is, none is flagged."""
    there = members.loc[members["organisation"].isin(invited["organisation"]), "cluster"]
    left = members[~members["cluster"].isin(there)]
    if len(invited) and len(left):
        rows = join_as_spans([*left["row_id"], *invited["row_id"]])
        yield "uninvited", join_ids(left["cluster"]), float(left["organisation"].nunique()), rows


def _of_indicators(status: DataFrame[IndicatorStatus]) -> Iterator[Flag]:
    last = status[status["status"] != "not_measured"].drop_duplicates("indicator", keep="last")
    for row in last[last["status"] == "off_track"].to_dict("records"):
        yield "off_track", row["indicator"], row["reached"], row["made_from"]


def _days(first: str, last: str) -> float:
    return float((pd.Timestamp(last) - pd.Timestamp(first)).days)
