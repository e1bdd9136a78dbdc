"""What monitoring shows; it is about the pilot action and tells of no member."""

from __future__ import annotations

import pandas as pd

from ...meetings.cluster_tables import BudgetLines
from ...results import Tabulation
from ...store import Store
from ..monitoring_tables import FLAGS, BudgetBurn, IndicatorStatus, MonitoringFlags
from ..tables import Indicators, TimetableActivities

_KNOWN = ["indicator", "kind", "objective", "owner", "unit", "baseline", "target"]


def status_tabulation(data: Store) -> Tabulation:
    """Tabulate where each indicator stood by month, those of the agency first."""
    status = pd.DataFrame(data.all(IndicatorStatus))
    known = pd.DataFrame(data.all(Indicators))[
        ["indicator", "kind", "objective", "owner", "unit", "baseline", "target"]
    ]
    frame = status.merge(known, on="indicator", how="left")
    place = {one: number for number, one in enumerate(known["indicator"])}
    order = frame.assign(place=frame["indicator"].map(place)).sort_values(["place", "month"], kind="stable")
    return Tabulation(order.drop(columns="place").reset_index(drop=True))


def latest_tabulation(data: Store) -> Tabulation:
    """Tabulate the last measured value of each indicator."""
    frame = status_tabulation(data).frame
    measured = frame[frame["status"] != "not_measured"]
    return Tabulation(measured.drop_duplicates("indicator", keep="last").reset_index(drop=True))


def timetable_tabulation(data: Store) -> Tabulation:
    """Tabulate the activities with the days that they are late."""
    frame = pd.DataFrame(data.all(TimetableActivities)).rename(columns={"row_id": "made_from"})
    flags = pd.DataFrame(data.all(MonitoringFlags))
    late = flags[flags["flag"].isin(["late", "unfinished"])].drop_duplicates("subject").set_index("subject")["value"]
    after = flags[flags["flag"] == "ends_after"].set_index("subject")["value"]
    return Tabulation(
        frame.assign(
            late=frame["activity"].map(late).astype("Int64"), after=frame["activity"].map(after).astype("Int64")
        )
    )


def burn_tabulation(data: Store) -> Tabulation:
    """Tabulate the budget by line and month."""
    return Tabulation(pd.DataFrame(data.all(BudgetBurn)))


def lines_tabulation(data: Store) -> Tabulation:
    """Tabulate of each line what it had and what was paid."""
    burn = pd.DataFrame(data.all(BudgetBurn))
    last = burn.drop_duplicates("line", keep="last")[["line", "spent_eur", "made_from"]]
    frame = pd.DataFrame(data.all(BudgetLines))[["line", "planned_eur"]].merge(last, on="line")
    share = (frame["spent_eur"] / frame["planned_eur"]).where(frame["planned_eur"] > 0)
    return Tabulation(frame.assign(left=(frame["planned_eur"] - frame["spent_eur"]).round(2), share=share))


def flags_tabulation(data: Store) -> Tabulation:
    """Tabulate what is flagged, in the order of the flags."""
    frame = pd.DataFrame(data.all(MonitoringFlags))
    order = frame["flag"].map({flag: place for place, flag in enumerate(FLAGS)})
    return Tabulation(frame.loc[order.sort_values(kind="stable").index].reset_index(drop=True))
