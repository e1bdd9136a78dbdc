"""What each cluster lacks and another has, and which two clusters should meet."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from ...chain.gaps.severity import WEIGHT_SETS
from ...chain.tables import Matches
from ...partners.tables import Candidates, FollowUpOffers
from ...statistics import geometric_mean, rank_acceptability
from ...survey.tables import Interests, Needs, Organisations, Responses
from ...tables import SEPARATOR, TableSet, conform, join_ids
from ..cluster_tables import OCCASIONS, ClusterPairs, Complementarity, Complements

_BETWEEN = ["cluster", "other"]
_STAGE = [*_BETWEEN, "stage"]
_COLUMNS = ["cluster", "organisation", "other", "partner", "stage", "tied", "made_from"]


def find_encounters(below: TableSet, meanings: pd.DataFrame) -> pd.DataFrame:
    """Find who of one cluster lacks what somebody of another offers, who is no member of the first.

    Parameters
    ----------
    below : TableSet
        Tables of the chapters below.
    meanings : DataFrame
        Which stages the words of follow-up offers mean: text, stage, similarity.

    Returns
    -------
    DataFrame
        cluster, organisation, other, partner, stage, tied, made_from: one row for each need and offer.
    """
    names = {"offer_cluster": "other", "offer_organisation": "partner"}
    matched = pd.DataFrame(below.of(Matches)).rename(columns=names)
    analysed = matched[~matched["within"] & matched["stage"].notna()]
    both = pd.concat([analysed[_COLUMNS], _with_follow_up(below, meanings)[_COLUMNS]], ignore_index=True)
    # Who is a member of both clusters can be met at home.
    home = pd.MultiIndex.from_frame(pd.DataFrame(below.of(Organisations))[["cluster", "organisation"]])
    own = pd.MultiIndex.from_frame(both[["cluster", "partner"]]).isin(home)
    return both[~own].reset_index(drop=True)


def _with_follow_up(below: TableSet, meanings: pd.DataFrame) -> pd.DataFrame:
    """Set needs beside the offers of follow-up clusters: by the stage that is named, else by the one the words mean."""
    offers = pd.DataFrame(below.of(FollowUpOffers)).rename(
        columns={"cluster": "other", "organisation": "partner", "row_id": "offer"}
    )
    clearest = meanings.sort_values("similarity", ascending=False, kind="stable").drop_duplicates("text")
    offers["stage"] = offers["stage"].fillna(offers["text"].map(clearest.set_index("text")["stage"]))
    needs = pd.DataFrame(below.of(Needs))[["cluster", "organisation", "stage", "row_id"]].dropna(subset=["stage"])
    found = needs.merge(offers[["other", "partner", "stage", "offer"]].dropna(subset=["stage"]), on="stage")
    # Nobody was asked for ties to members of follow-up clusters.
    return found.assign(tied=False, made_from=found["row_id"] + SEPARATOR + found["offer"])


def complements(encounters: pd.DataFrame, below: TableSet) -> DataFrame[Complements]:
    """Count for each two clusters and each stage who lacks it there and who offers it here.

    Parameters
    ----------
    encounters : DataFrame
        As :func:`find_encounters` gives them.
    below : TableSet
    """
    frame = encounters.groupby(_STAGE, as_index=False).agg(
        lacking=("organisation", "nunique"), offering=("partner", "nunique"), made_from=("made_from", join_ids)
    )
    frame = frame.merge(_unnamed(encounters, below, _STAGE), on=_STAGE, how="left")
    frame = frame.merge(_untied(encounters, _STAGE), on=_STAGE, how="left")
    matched = pd.DataFrame(below.of(Matches))
    home = pd.MultiIndex.from_frame(matched.loc[matched["within"], ["cluster", "stage"]].dropna())
    frame["at_home"] = pd.MultiIndex.from_frame(frame[["cluster", "stage"]]).isin(home)
    return conform(frame.fillna({"pairs": 0, "unnamed": 0}), Complements)


def _unnamed(encounters: pd.DataFrame, below: TableSet, by: list[str]) -> pd.DataFrame:
    """Count who offers something and did not agree to be named; who refused in one cluster refused in all."""
    said = pd.concat(
        [pd.DataFrame(below.of(model))[["organisation", "consent"]] for model in (Responses, FollowUpOffers)]
    )
    refused = said.loc[said["consent"] != "yes", "organisation"]
    agreed = set(said["organisation"]) - set(refused)
    rest = encounters[~encounters["partner"].isin(agreed)]
    return rest.groupby(by, as_index=False).agg(unnamed=("partner", "nunique"))


def _untied(encounters: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Count pairs of organisations without a tie."""
    pairs = encounters[~encounters["tied"].astype(bool)].drop_duplicates([*by, "organisation", "partner"])
    return pairs.groupby(by, as_index=False).agg(pairs=("partner", "size"))


def complementarity(
    encounters: pd.DataFrame, found: DataFrame[Complements], below: TableSet, clusters: Sequence[str]
) -> DataFrame[Complementarity]:
    """Count what each analysed cluster lacks and each other cluster has, in needs and in members.

    Parameters
    ----------
    encounters, found
        As :func:`find_encounters` and :func:`complements` give them.
    below : TableSet
    clusters : sequence of str
        All clusters of the study; what those lack is known of which anybody answered.
    """
    needs = pd.DataFrame(below.of(Needs)).dropna(subset=["stage"])
    lack = needs.groupby("cluster").agg(
        needs_all=("stage", "nunique"), lacking_all=("organisation", "nunique"), said=("row_id", join_ids)
    )
    frame = pd.DataFrame(
        [(one, other) for one in lack.index for other in clusters if other != one], columns=_BETWEEN
    ).join(lack, on="cluster")
    stages = pd.DataFrame(found).assign(only=~found["at_home"])
    of_stages = stages.groupby(_BETWEEN).agg(needs=("stage", "size"), needs_only_there=("only", "sum"))
    met = encounters.groupby(_BETWEEN).agg(
        lacking=("organisation", "nunique"), offering=("partner", "nunique"), met=("made_from", join_ids)
    )
    untied, unnamed = (
        counted.set_index(_BETWEEN)
        for counted in (_untied(encounters, _BETWEEN), _unnamed(encounters, below, _BETWEEN))
    )
    willing, wishes = _wishes(below.of(Interests))
    frame = frame.join(willing, on="cluster")
    for part in (of_stages, met, untied, unnamed, _candidates(below.of(Candidates)), wishes):
        frame = frame.join(part, on=_BETWEEN)
    rows = frame[["said", "met", "gap_rows", "wish_rows"]].fillna("")
    frame["made_from"] = [join_ids(cells) for cells in rows.itertuples(index=False)]
    counts = list(Complementarity.to_schema().columns)[3:]
    return conform(frame.fillna(dict.fromkeys(counts, 0)), Complementarity)


def _wishes(interests: pd.DataFrame) -> tuple[pd.Series, pd.DataFrame]:
    """Count who wants to meet others, by cluster, and who wants to meet which cluster."""
    wanting = pd.DataFrame(interests)[interests["wants_meetings"] == "yes"]
    whom = wanting.assign(other=wanting["clusters"].str.split(SEPARATOR)).explode("other").dropna(subset=["other"])
    wishes = whom.groupby(_BETWEEN).agg(wishing=("organisation", "nunique"), wish_rows=("row_id", join_ids))
    return wanting.groupby("cluster")["organisation"].nunique().rename("wishing_all"), wishes


def _candidates(candidates: pd.DataFrame) -> pd.DataFrame:
    """Count the gaps for which members of other clusters are candidates that nobody rejected."""
    able = pd.DataFrame(candidates)[candidates["home"].notna() & candidates["rank"].notna()]
    able = able[able["home"] != able["cluster"]].rename(columns={"home": "other"})
    return able.groupby(_BETWEEN).agg(gaps=("stage", "nunique"), gap_rows=("made_from", join_ids))


def cluster_pairs(found: DataFrame[Complementarity], clusters: Sequence[str], seed: int) -> DataFrame[ClusterPairs]:
    """Judge how good an event of each two clusters would be; two of which neither was surveyed are left out.

    Parameters
    ----------
    found : Complementarity
    clusters : sequence of str
        All clusters of the study, in its order.
    seed : int
        Start of the random sets of weights.
    """
    place = {cluster: number for number, cluster in enumerate(clusters)}
    sides = pd.DataFrame(found).assign(
        served=_part(found["lacking"], found["lacking_all"]), wished=_part(found["wishing"], found["wishing_all"])
    )
    forward = sides["cluster"].map(place) < sides["other"].map(place)
    sides["first"] = sides["cluster"].where(forward, sides["other"])
    sides["second"] = sides["other"].where(forward, sides["cluster"])
    pairs = sides.groupby(["first", "second"], as_index=False).agg(
        sides=("served", "size"),
        served=("served", "mean"),
        least=("served", "min"),
        most=("served", "max"),
        wished=("wished", "mean"),
        made_from=("made_from", join_ids),
    )
    both = pairs["sides"] == len(("first", "second"))
    pairs["occasion"] = both.map(dict(zip((True, False), OCCASIONS, strict=True)))
    pairs["mutual"] = (pairs["least"] / pairs["most"]).where(both & (pairs["most"] > 0))
    parts = pairs[["served"]].assign(mutual=(1 + pairs["mutual"].fillna(0)) / 2, wished=(1 + pairs["wished"]) / 2)
    pairs["score"] = geometric_mean(parts.to_numpy(), [1, 1, 1])
    serving = pairs["score"] > 0
    pairs["rank"] = pairs[serving].groupby("occasion")["score"].rank(method="min", ascending=False)
    pairs["first_share"] = float("nan")
    for rows in pairs[serving].groupby("occasion").groups.values():
        generator = np.random.default_rng(seed)
        shares = rank_acceptability(parts.loc[rows].to_numpy(), WEIGHT_SETS, [1], generator)
        pairs.loc[rows, "first_share"] = shares[:, 0]
    order = pairs.assign(one=pairs["first"].map(place), two=pairs["second"].map(place)).sort_values(["one", "two"])
    return conform(order, ClusterPairs)


def _part(some: pd.Series, of: pd.Series) -> pd.Series:
    """Divide counts; of nobody, no part."""
    return (some / of).where(of > 0, 0.0)
