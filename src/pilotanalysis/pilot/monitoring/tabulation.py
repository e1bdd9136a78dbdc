"""What monitoring shows; it is about the pilot action and tells of no member."""

from __future__ import annotations

import pandas as pd

from ...meetings.cluster_tables import BudgetLines
from ...results import Disclosure, Released, Tabulation
from ...store import Store
from ...tables import join_ids
from ..assistance.tabulation import shares_tabulation
from ..monitoring_tables import FLAGS, BudgetBurn, IndicatorStatus, MonitoringFlags
from ..tables import Indicators, TimetableActivities
from .follow import WHOLE

#: Flags of activities, and of clusters.
OF_TIME = ("late", "unfinished", "ends_after")
OF_CLUSTERS = ("underserved", "no_sector_event", "uninvited")
_KNOWN = ["indicator", "kind", "objective", "owner", "unit", "baseline", "target"]
#: A small value of what is counted may count members: it is not told, nor what would tell it.
_SMALL = Disclosure(("counted",), hides={"counted": ("actual", "reached", "status")})


def status_tabulation(data: Store) -> Tabulation:
    """Tabulate where each indicator stood by month, in the order of the indicators."""
    known = pd.DataFrame(data.all(Indicators))[_KNOWN]
    frame = pd.DataFrame(data.all(IndicatorStatus)).merge(known, on="indicator", how="left")
    frame = frame.assign(counted=frame["actual"].where(frame["unit"] == "number").round().astype("Int64"))
    place = {one: number for number, one in enumerate(known["indicator"])}
    order = frame.assign(place=frame["indicator"].map(place)).sort_values(["place", "month"], kind="stable")
    return Tabulation(order.drop(columns="place").reset_index(drop=True), _SMALL)


def latest_tabulation(data: Store) -> Tabulation:
    """Tabulate the last measured value of each indicator."""
    frame = status_tabulation(data).frame
    measured = frame[frame["status"] != "not_measured"]
    return Tabulation(measured.drop_duplicates("indicator", keep="last").reset_index(drop=True), _SMALL)


def latest_of(status: Released) -> Released:
    """Give the last measured value of each indicator, of values as released."""
    frame = status.frame
    rows = frame[frame["status"] != "not_measured"].drop_duplicates("indicator", keep="last").index
    return Released(frame.loc[rows].reset_index(drop=True), status.hidden.loc[rows].reset_index(drop=True))


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
    """Tabulate the budget by line and month, and all lines together, which stand first."""
    burn = pd.DataFrame(data.all(BudgetBurn))
    whole = burn.groupby("month", as_index=False).agg(
        made_from=("made_from", join_ids), planned_eur=("planned_eur", "sum"), spent_eur=("spent_eur", "sum")
    )
    return Tabulation(pd.concat([whole.round(2).assign(line=WHOLE), burn], ignore_index=True)[list(burn)])


def lines_tabulation(data: Store) -> Tabulation:
    """Tabulate of each line what it had and what was paid."""
    burn = pd.DataFrame(data.all(BudgetBurn))
    last = burn.drop_duplicates("line", keep="last")[["line", "spent_eur", "made_from"]]
    frame = pd.DataFrame(data.all(BudgetLines))[["line", "planned_eur"]].merge(last, on="line")
    share = (frame["spent_eur"] / frame["planned_eur"]).where(frame["planned_eur"] > 0)
    return Tabulation(frame.assign(left=(frame["planned_eur"] - frame["spent_eur"]).round(2), share=share))


def monitored(data: Store) -> int:
    """Count what can be flagged: indicators, activities, lines, clusters.

    How many flags there are would tell, beside those that are shown, which are left out.
    """
    return sum(len(data.all(model)) for model in (Indicators, TimetableActivities, BudgetLines)) + len(
        data.settings.clusters
    )


def flags_tabulation(data: Store) -> Tabulation:
    """Tabulate what is flagged, in the order of the flags.

    An activity is told apart from a line of the same id by ``activity:`` in front of it. Of an indicator whose value
    the release does not tell, no flag is shown; nor of a cluster whose needs it does not tell.
    """
    frame = pd.DataFrame(data.all(MonitoringFlags))
    order = frame["flag"].map({flag: place for place, flag in enumerate(FLAGS)})
    frame = frame.loc[order.sort_values(kind="stable").index].reset_index(drop=True)
    frame["subject"] = frame["subject"].mask(frame["flag"].isin(OF_TIME), "activity:" + frame["subject"])
    last = latest_tabulation(data).frame.set_index("indicator")["counted"]
    counted = frame["subject"].map(last).where(frame["flag"] == "off_track")
    # A one, where it is hidden elsewhere, leaves the flag out.
    untold = (frame["flag"] == "underserved") & frame["subject"].isin(_clusters_untold(data))
    return without_small(frame.assign(counted=counted.mask(untold, 1)))


def _clusters_untold(data: Store) -> set[str]:
    """Name the clusters of which the public release does not tell how many needs had a session, or are planned."""
    released = shares_tabulation(data).release(data.settings.thresholds.disclosure_minimum).whole
    return set(released.frame.loc[released.hidden[["had", "planned"]].any(axis=1), "cluster"])


def without_small(frame: pd.DataFrame) -> Tabulation:
    """Tabulate rows with what each tells of a count, in ``counted``; those that tell a small one are left out."""
    frame = frame.assign(counted=frame["counted"].astype("Int64"), tells=frame["counted"].notna())
    return Tabulation(
        frame, Disclosure(("counted",)), arrange=lambda told: told[~(told["tells"] & told["counted"].isna())]
    )
