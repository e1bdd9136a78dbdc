"""The smallest pool that closes the gaps, what pools of other sizes would close, and whom to invite into a cluster."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from ..chain.advice import TO_SUPPLY
from ..reference import Clusters, Counties
from ..statistics import by_what_they_add, coverage_curve, smallest_cover, worst_first_cover
from ..tables import SEPARATOR, conform, join_as_spans, join_ids
from .tables import ALL, Candidates, Coverage, NewMembers, Pool

#: Who has the gap: its own members are no partners; a link to them is to be made inside.
OWN = "member"
#: Origins of those who are members of no cluster of the study.
OUTSIDE = ("region", "country", "added")


def smallest_pools(candidates: DataFrame[Candidates], wanted: int) -> tuple[DataFrame[Pool], DataFrame[Coverage]]:
    """Choose the smallest pool for each cluster and for all together, and count what pools of each size close.

    Who was rejected, who works with everybody concerned already, and who is a member of the cluster with the gap, is in
    no pool. Of equal pools the one with the
    highest scores is taken, shortlisted candidates before all others.

    Parameters
    ----------
    candidates : Candidates
    wanted : int
        Candidates that every gap shall have, as far as there are.
    """
    able = _able(candidates)
    able = able[able["origin"] != OWN]
    pools: list[pd.DataFrame] = []
    curves: list[pd.DataFrame] = []
    scopes = {ALL: able, **{str(cluster): own for cluster, own in able.groupby("cluster")}} if len(able) else {}
    for scope, own in scopes.items():
        scores = _scores(own)
        closes = scores.notna().to_numpy()
        values = _values(own, scores)
        chosen = smallest_cover(closes, values, wanted)
        order, adds = by_what_they_add(closes[chosen], values[chosen], wanted)
        pools.append(_placed(own, scores.iloc[chosen[order]], adds).assign(scope=scope))
        closed, fully = coverage_curve(closes, wanted)
        curves.append(
            pd.DataFrame(
                {
                    "made_from": join_as_spans(own["made_from"]),
                    "scope": scope,
                    "size": np.arange(len(closed)),
                    "gaps": closes.shape[1],
                    "closed": closed,
                    "closed_fully": fully,
                }
            )
        )
    return (
        conform(pd.concat(pools, ignore_index=True) if pools else pd.DataFrame(), Pool),
        conform(pd.concat(curves, ignore_index=True) if curves else pd.DataFrame(), Coverage),
    )


def new_members(
    candidates: DataFrame[Candidates],
    stages: pd.DataFrame,
    most: Mapping[str, int],
    regional: Mapping[str, set[str]],
) -> DataFrame[NewMembers]:
    """Choose organisations outside every cluster to invite into one: for the worst gaps, as long as the places reach.

    A gap gets nobody that is to be asked about first, is none for the management, or is mended inside.

    Parameters
    ----------
    candidates : Candidates
    stages : DataFrame
        cluster, stage, place, advice: the gaps by severity.
    most : mapping of str to int
        How many members each cluster could take.
    regional : mapping of str to set of str
        As :func:`counties_of_regional` gives them.
    """
    stages = stages[stages["advice"].isin(TO_SUPPLY)]
    outside = free_to_join(candidates, regional).merge(stages[["cluster", "stage"]])
    found: list[pd.DataFrame] = []
    for cluster, own in outside.groupby("cluster"):
        worst_first = stages[stages["cluster"] == cluster].sort_values("place")["stage"]
        scores = _scores(own)
        scores = scores[[stage for stage in worst_first if stage in scores]]
        closes, values = scores.notna().to_numpy(), _values(own, scores)
        chosen = worst_first_cover(closes, values, most[str(cluster)])
        # In the order of the worst gap that each closes.
        chosen = chosen[np.lexsort((-values[chosen], closes[chosen].argmax(axis=1)))]
        closed = np.cumsum(closes[chosen], axis=0) > 0
        adds = np.diff(closed.sum(axis=1), prepend=0)
        found.append(_placed(own, scores.iloc[chosen], adds).assign(cluster=cluster))
    return conform(pd.concat(found, ignore_index=True) if found else pd.DataFrame(), NewMembers)


def free_to_join(candidates: DataFrame[Candidates], regional: Mapping[str, set[str]]) -> pd.DataFrame:
    """Take the candidates that a cluster could invite: members of none, and of its region where it is of one."""
    able = _able(candidates)
    outside = able[able["origin"].isin(OUTSIDE) & able["home"].isna()]
    fits = [
        cluster not in regional or county in regional[cluster]
        for cluster, county in zip(outside["cluster"], outside["county"], strict=True)
    ]
    return outside[np.array(fits, dtype=bool)]


def counties_of_regional(
    clusters: DataFrame[Clusters], counties: DataFrame[Counties], region: str
) -> dict[str, set[str]]:
    """Give the counties from which the clusters of one region take members; the others take them from anywhere."""
    inside = set(counties.loc[counties["region"] == region, "county"])
    return dict.fromkeys(clusters.loc[clusters["scope"] == "regional", "cluster"], inside)


def _able(candidates: DataFrame[Candidates]) -> pd.DataFrame:
    frame = pd.DataFrame(candidates)
    return frame[(frame["decision"] != "rejected") & ~frame["tied"]]


def _scores(own: pd.DataFrame) -> pd.DataFrame:
    """Scores, candidates by gaps, in the order of their ranks; missing where it is no candidate.

    The order decides between pools that are equally good: keys would, too, but a study without names has others.
    """
    order = own.sort_values(["cluster", "stage", "rank", "candidate"])["candidate"].drop_duplicates()
    return own.pivot(index="candidate", columns="stage", values="score").sort_index(axis=1).loc[order]


def _values(own: pd.DataFrame, scores: pd.DataFrame) -> np.ndarray:
    """What each candidate is worth: its scores together; of those shortlisted more than of all others."""
    listed = own[own["decision"] == "shortlisted"].groupby("candidate").size().reindex(scores.index).fillna(0)
    values: np.ndarray = (scores.sum(axis=1) + listed * (scores.shape[1] + 1)).to_numpy()
    return values


def _placed(own: pd.DataFrame, scores: pd.DataFrame, adds: np.ndarray) -> pd.DataFrame:
    """Put those chosen in a table, with the stages that each closes."""
    rows = own.groupby("candidate")["made_from"].agg(join_ids)
    closed = [SEPARATOR.join(scores.columns[row]) for row in scores.notna().to_numpy()]
    return pd.DataFrame(
        {
            "made_from": rows.reindex(scores.index).to_numpy(),
            "candidate": scores.index,
            "place": np.arange(len(scores)) + 1,
            "closes": closed,
            "adds": adds,
        }
    )
