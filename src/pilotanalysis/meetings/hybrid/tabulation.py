"""Hybrid activities, who could take part, and what respondents proposed, with what would tell single members."""

from __future__ import annotations

import pandas as pd

from ...results import Disclosure, Tabulation
from ...store import Store
from ...tables import SEPARATOR, join_ids
from ..cluster_tables import HybridActivities, HybridIdeas, HybridParticipants

_STAGE = ["cluster", "stage"]
_JUDGED = ("score", "rank", "top3")
_READY = ("willing_share", "agreed_share", "readiness", *_JUDGED)
#: What each count that may be small would be told by.
_HIDES = {
    "lacking": ("participants", "need", *_JUDGED),
    "working": ("joined", "relatedness", *_JUDGED),
    "offering": ("participants", "capacity", "missing", "readiness", *_JUDGED),
    "offering_least": ("offering", "participants", "capacity", "missing", "readiness", *_JUDGED),
    # Those who agreed stand there by name: the others could be counted.
    "unnamed": ("offering", "participants"),
    "willing": _READY,
    "unwilling": _READY,
    "agreed": _READY,
    "unagreed": _READY,
    # Gaps and whether they may be told stand in the chapters on them.
    "inside": ("sells_for",),
}


def activities_tabulation(data: Store) -> Tabulation:
    """Tabulate the hybrid activities, each occasion for itself, the best first.

    In the public release nothing is told of an activity from which a small count could be worked out, nor for whom
    it finds customers.
    """
    frame = _in_order(pd.DataFrame(data.all(HybridActivities)), data)
    asked, everybody = frame["asked"].where(frame["asked"] > 0), frame["participants"].clip(lower=1)
    frame = frame.assign(
        willing_share=(frame["willing"] / asked).astype("float64"),
        agreed_share=(frame["agreed"] / everybody).astype("float64"),
        unwilling=frame["asked"] - frame["willing"],
        unagreed=frame["participants"] - frame["agreed"],
        inside=1,
    )

    def best_first(rows: pd.DataFrame) -> pd.DataFrame:
        return rows.sort_values(["occasion", "rank"], kind="stable", na_position="last")

    return Tabulation(frame, Disclosure((*_HIDES, "written"), hides=_HIDES), arrange=best_first)


def participants_tabulation(data: Store) -> Tabulation:
    """Tabulate who agreed to be named of those who could take part, by side, with how many others there are.

    In the public release only those who offer something and agreed are told: what members lack, whom they want to meet
    and how much they could do stays inside.
    """
    found = pd.DataFrame(data.all(HybridParticipants)).assign(
        wills=lambda rows: rows["willing"].eq(True).fillna(False).astype("bool")
    )
    found = found.assign(told=found["name"].where(found["agreed"])).sort_values("name", kind="stable")
    frame = found.groupby([*_STAGE, "side", "home"], as_index=False).agg(
        names=("told", lambda names: "; ".join(names.dropna())),
        people=("organisation", "size"),
        named=("told", "count"),
        asked=("willing", "count"),
        willing=("wills", "sum"),
        capacity=("capacity", "mean"),
        made_from=("made_from", join_ids),
    )
    frame = frame.assign(
        unnamed=frame["people"] - frame["named"],
        willing=frame["willing"].astype("Int64").where(frame["asked"] > 0),
        lacks=((frame["side"] == "lacks") | (frame["named"] == 0)).astype("int64"),
        inside=1,
    )
    disclosure = Disclosure(("lacks", "inside"), hides={"inside": ("unnamed", "willing", "capacity")})
    return Tabulation(_in_order(frame, data), disclosure, arrange=lambda rows: rows[rows["lacks"].notna()])


def ideas_tabulation(data: Store) -> Tabulation:
    """Tabulate what respondents proposed, by what of which other cluster they have in mind; the words stay inside."""
    ideas = pd.DataFrame(data.all(HybridIdeas))
    ideas["other"] = ideas["other"].fillna("")
    ideas["other_stage"] = ideas["other_stage"].fillna("")
    groups = ideas.groupby(["cluster", "other", "other_stage"], as_index=False)
    frame = groups.agg(
        respondents=("organisation", "nunique"),
        own_stages=("own_stage", lambda stages: SEPARATOR.join(sorted(set(stages.dropna())))),
        idea=("idea", "first"),
        made_from=("made_from", join_ids),
    )
    computed = pd.DataFrame(data.all(HybridActivities))
    about = {
        (cluster, other, stage)
        for cluster, others, stage in computed[["cluster", "others", "stage"]].itertuples(index=False)
        for other in others.split(SEPARATOR)
    }
    frame["computed"] = [
        "yes" if key in about else "no"
        for key in frame[["cluster", "other", "other_stage"]].itertuples(index=False, name=None)
    ]
    frame = frame.rename(columns={"other_stage": "stage"})

    def most_first(rows: pd.DataFrame) -> pd.DataFrame:
        place = rows["cluster"].map({cluster: place for place, cluster in enumerate(data.study.analysed)})
        blank = (rows["stage"] == "").astype(int)
        order = rows.assign(place=place, blank=blank, least=-rows["respondents"].fillna(0))
        return rows.loc[order.sort_values(["place", "blank", "least"], kind="stable").index]

    disclosure = Disclosure(("respondents",), adds_up=((),), hides={"respondents": ("own_stages",)}, internal=("idea",))
    return Tabulation(_in_order(frame, data), disclosure, arrange=most_first)


def _in_order(frame: pd.DataFrame, data: Store) -> pd.DataFrame:
    """Set rows in the order of the study's clusters and stages, which tells nothing of the rows."""
    place = {cluster.id: number for number, cluster in enumerate(data.settings.clusters)}
    order = frame.assign(place=frame["cluster"].map(place)).sort_values(["place", "stage"], kind="stable")
    return order.drop(columns="place").reset_index(drop=True)
