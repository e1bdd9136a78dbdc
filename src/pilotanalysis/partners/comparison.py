"""How candidates compare: six criteria, a score, and a rank among those of the same gap; what is not known stays so."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from ..reference import Counties
from ..settings import CandidateWeights
from ..statistics import top_shares, weighted_mean
from ..survey.tables import SIZE_BANDS
from ..tables import SEPARATOR
from .tables import CRITERIA

#: How close a candidate is to somebody: in the same county, the same region, the same country.
COUNTY, REGION, COUNTRY = 1.0, 2 / 3, 1 / 3
#: How willing it is to meet members of a cluster: it wants to meet those, or others; nobody.
THOSE, OTHERS, NOBODY = 1.0, 0.75, 0.0
_SIZES = {band: (place + 1) / len(SIZE_BANDS) for place, band in enumerate(SIZE_BANDS)}
_GAP = ["cluster", "stage"]
#: The first so many of a gap, and sets of weights that are tried.
_TOP, _DRAWS = 3, 2_000


def with_criteria(
    candidates: pd.DataFrame, whom: pd.DataFrame, ties: pd.DataFrame, counties: DataFrame[Counties]
) -> pd.DataFrame:
    """Add the criteria that are not part of why somebody is a candidate, and whether all know it already.

    Parameters
    ----------
    candidates : DataFrame
        Candidacies with profiles.
    whom : DataFrame
        Who lacks or buys each stage: cluster, stage, organisation, county.
    ties : DataFrame
        Pairs of organisations that work together, both ways: organisation, partner.
    counties : Counties
    """
    region = counties.set_index("county")["region"]
    pairs = candidates[[*_GAP, "candidate", "county"]].merge(whom, on=_GAP, suffixes=("", "_there"))
    pairs = pairs[pairs["candidate"] != pairs["organisation"]]
    here, there = pairs["county"], pairs["county_there"]
    pairs["proximity"] = np.select(
        [here.isna() | there.isna(), here == there, here.map(region) == there.map(region)],
        [np.nan, COUNTY, REGION],
        COUNTRY,
    )
    pairs["tied"] = pd.MultiIndex.from_frame(pairs[["candidate", "organisation"]]).isin(pd.MultiIndex.from_frame(ties))
    known = pairs.groupby([*_GAP, "candidate"]).agg(proximity=("proximity", "mean"), tied=("tied", "all"))
    frame = candidates.drop(columns="tied", errors="ignore").merge(
        known.reset_index(), on=[*_GAP, "candidate"], how="left"
    )
    return frame.assign(
        tied=frame["tied"].eq(True),
        size=frame["size_band"].map(_SIZES),
        willingness=_willingness(frame),
    )


def _willingness(frame: pd.DataFrame) -> np.ndarray:
    """Whether each wants to meet members of the cluster with the gap; missing where it does not say."""
    named = [
        cluster in whom.split(SEPARATOR)
        for cluster, whom in zip(frame["cluster"], frame["whom"].fillna(""), strict=True)
    ]
    own, meets = frame["home"] == frame["cluster"], frame["meets"]
    return np.select(
        [meets == "no", (meets == "yes") & (own | np.array(named)), meets == "yes"], [NOBODY, THOSE, OTHERS], np.nan
    )


def with_scores(candidates: pd.DataFrame, weights: CandidateWeights) -> pd.DataFrame:
    """Add the score, with the least and the most that it could be."""
    score, least, most = weighted_mean(candidates[list(CRITERIA)], [getattr(weights, one) for one in CRITERIA])
    return candidates.assign(score=score, score_least=least, score_most=most)


def ranked(candidates: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Order the candidates of each gap, and tell how far that hangs on the weights and on what is not known.

    Those shortlisted come first and those tied last, shortlisted or not; who was rejected has no rank and comes behind
    all.
    """
    rejected = candidates["decision"] == "rejected"
    order = candidates.assign(
        rejected=rejected,
        later=candidates["decision"] != "shortlisted",
        worse=-candidates["score"],
        worst=-candidates["score_most"],
    ).sort_values([*_GAP, "rejected", "tied", "later", "worse", "worst", "candidate"], ignore_index=True)
    order["rank"] = (order.groupby(_GAP).cumcount() + 1).astype("Int64").mask(order["rejected"])
    # In the order of their keys, so that what is drawn for one does not hang on the order of the others.
    compared = order[~order["rejected"] & ~order["tied"]].sort_values([*_GAP, "candidate"])
    shares = top_shares(
        compared[list(CRITERIA)],
        compared.groupby(_GAP).ngroup(),
        _TOP,
        _DRAWS,
        np.random.default_rng([seed, _TOP]),
    )
    # Where no more are compared, each is among the first: that says nothing of it.
    told = compared.groupby(_GAP)["candidate"].transform("size") > _TOP
    order["top3"] = pd.Series(shares, index=compared.index).where(told).reindex(order.index)
    return order.drop(columns=["rejected", "later", "worse", "worst"])
