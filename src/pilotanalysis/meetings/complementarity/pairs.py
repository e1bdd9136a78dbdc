"""Which two clusters should meet, and whether that hangs on one member."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from ...chain.gaps.severity import WEIGHT_SETS
from ...statistics import geometric_mean, rank_acceptability
from ...survey.tables import Interests, Needs
from ...tables import TableSet, conform, join_ids
from ..cluster_tables import OCCASIONS, ClusterPairs, Complementarity
from .find import offered_at_home, wishes

_BETWEEN = ["cluster", "other"]
_PAIR = ["first", "second"]
_COUNTS = ["lacking_all", "lacking", "wishing_all", "wishing"]


def cluster_pairs(
    found: DataFrame[Complementarity], without: pd.DataFrame, clusters: Sequence[str], seed: int
) -> DataFrame[ClusterPairs]:
    """Judge how good an event of each two clusters would be; two of which neither was surveyed are left out.

    Parameters
    ----------
    found : Complementarity
    without : DataFrame
        As :func:`left_out` gives it.
    clusters : sequence of str
        All clusters of the study, in its order.
    seed : int
        Start of the random sets of weights.
    """
    place = {cluster: number for number, cluster in enumerate(clusters)}
    sides = _sides(pd.DataFrame(found), place)
    pairs = _judged(sides, [])
    pairs["made_from"] = sides.groupby(_PAIR)["made_from"].agg(join_ids).to_numpy()
    serving = pairs["score"] > 0
    pairs["rank"] = pairs[serving].groupby("occasion")["score"].rank(method="min", ascending=False)
    pairs["first_share"] = float("nan")
    for own in pairs[serving].groupby("occasion").groups.values():
        generator = np.random.default_rng(seed)
        shares = rank_acceptability(pairs.loc[own, _PARTS].to_numpy(), WEIGHT_SETS, [1], generator)
        pairs.loc[own, "first_share"] = shares[:, 0]
    others = _judged(_sides(without, place), ["member"])
    best = others.groupby(["member", "occasion"])["score"].transform("max")
    first = others[(others["score"] > 0) & (others["score"] == best)]
    leading = pd.MultiIndex.from_frame(pd.concat([first[_PAIR], pairs.loc[pairs["rank"] == 1, _PAIR]]))
    pairs["leads"] = pd.MultiIndex.from_frame(pairs[_PAIR]).isin(leading)
    order = pairs.assign(one=pairs["first"].map(place), two=pairs["second"].map(place)).sort_values(["one", "two"])
    return conform(order, ClusterPairs)


_PARTS = ["served", "both_ways", "wanted"]


def _sides(counted: pd.DataFrame, place: dict[str, int]) -> pd.DataFrame:
    """Say of each two clusters which comes first, and the parts of either that are served and wish for it."""
    sides = counted.assign(
        served=_part(counted["lacking"], counted["lacking_all"]),
        wished=_part(counted["wishing"], counted["wishing_all"]),
    )
    forward = sides["cluster"].map(place) < sides["other"].map(place)
    return sides.assign(
        first=sides["cluster"].where(forward, sides["other"]), second=sides["other"].where(forward, sides["cluster"])
    )


def _judged(sides: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Score each two clusters, for each key of `by` by itself."""
    pairs = sides.groupby([*by, *_PAIR], as_index=False).agg(
        sides=("served", "size"),
        served=("served", "mean"),
        least=("served", "min"),
        most=("served", "max"),
        wished=("wished", "mean"),
    )
    both = pairs["sides"] == len(_PAIR)
    pairs["occasion"] = both.map(dict(zip((True, False), OCCASIONS, strict=True)))
    pairs["mutual"] = (pairs["least"] / pairs["most"]).where(both & (pairs["most"] > 0))
    pairs = pairs.assign(both_ways=(1 + pairs["mutual"].fillna(0)) / 2, wanted=(1 + pairs["wished"]) / 2)
    return pairs.assign(score=geometric_mean(pairs[_PARTS].to_numpy(), [1] * len(_PARTS)))


def _part(some: pd.Series, of: pd.Series) -> pd.Series:
    """Divide counts; of nobody, no part."""
    return (some / of).where(of > 0, 0.0)


def left_out(found: DataFrame[Complementarity], encounters: pd.DataFrame, below: TableSet) -> pd.DataFrame:
    """Count anew what pairs of clusters are judged by, each member who lacks, offers or wishes something left out.

    Parameters
    ----------
    found : Complementarity
    encounters : DataFrame
        As :func:`..find.find_encounters` gives them.
    below : TableSet

    Returns
    -------
    DataFrame
        member, cluster, other, and the counts: a row for each member and row of `found`.
    """
    needs = pd.DataFrame(below.of(Needs)).dropna(subset=["stage"])
    wanting, whom = wishes(below.of(Interests))
    served = _served_less(encounters, below)
    lost = {
        "lacking": served.groupby(["member", *_BETWEEN])["less"].sum(),
        "wishing": whom.drop_duplicates(["organisation", *_BETWEEN]).groupby(["organisation", *_BETWEEN]).size(),
    }
    members = sorted({*needs["organisation"], *wanting["organisation"], *served["member"]})
    every = pd.DataFrame({"member": members}, dtype="object").merge(found[[*_BETWEEN, *_COUNTS]], how="cross")
    keys = pd.MultiIndex.from_frame(every[["member", *_BETWEEN]])
    less = {count: series.reindex(keys).fillna(0).to_numpy(dtype="int64") for count, series in lost.items()}
    own = pd.MultiIndex.from_frame(every[["cluster", "member"]])
    for count, said in (("lacking_all", needs), ("wishing_all", wanting)):
        less[count] = own.isin(pd.MultiIndex.from_frame(said[["cluster", "organisation"]])).astype("int64")
    return every.assign(**{count: every[count] - number for count, number in less.items()})


def _served_less(encounters: pd.DataFrame, below: TableSet) -> pd.DataFrame:
    """Say how many fewer are served by another cluster alone without each member: member, cluster, other, less.

    It is one who is served itself, or the only one who serves somebody. Where it is the only one who offers something
    at home, without it more are served elsewhere alone.
    """
    keys = [*_BETWEEN, "organisation"]
    there = encounters[~encounters["at_home"]]
    served = there.groupby(keys, as_index=False).agg(partners=("partner", "nunique"), partner=("partner", "first"))
    home = offered_at_home(below).assign(number=1)
    alone = home[home.groupby(["cluster", "stage"])["number"].transform("sum") == 1]
    only = {(row["cluster"], row["stage"]): row["partner"] for row in alone.to_dict("records")}
    at = zip(encounters["cluster"], encounters["stage"], strict=True)
    member = pd.Series([only.get(place) for place in at], index=encounters.index, dtype="object")
    more = encounters.assign(member=member).dropna(subset=["member"])
    more = more[more["organisation"] != more["member"]].drop_duplicates([*keys, "member"])
    more = more[~pd.MultiIndex.from_frame(more[keys]).isin(pd.MultiIndex.from_frame(served[keys]))]
    return pd.concat(
        [
            served.assign(member=served["organisation"], less=1),
            served[served["partners"] == 1].assign(less=1).rename(columns={"partner": "member"}),
            more.assign(less=-1),
        ],
        ignore_index=True,
    )[["member", *_BETWEEN, "less"]]
