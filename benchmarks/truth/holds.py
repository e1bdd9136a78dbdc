"""Which gaps hold among given members, plainly from their definitions.

This is what rules that judge a survey are measured against, so it shares nothing with them: sets of
members and loops over stages, for a cluster of which everything is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

import numpy as np
import pandas as pd

from pilotanalysis.settings import GapThresholds

#: Places that are one market each; the European Union and the rest of the world are many.
_HOME = ("county", "region", "country")
#: Networks with the same degrees that are drawn at random, and the part of them that may have as many without a tie.
_NETWORKS, _BY_CHANCE = 400, 0.05


@dataclass(frozen=True)
class Population:
    """Members of clusters, and what is true of them.

    Attributes
    ----------
    stages, edges : pandas.DataFrame
        As in the catalogue; of them cluster, stage, layer, and source, target.
    members : pandas.DataFrame
        organisation, cluster, organisation_type, turnover, answered, known (whether the management knows its stages).
    works, needs : pandas.DataFrame
        organisation, stage: who works where, and who lacks what.
    inputs : pandas.DataFrame
        organisation, stage, annual_value, share_members (percent), satisfaction.
    markets : pandas.DataFrame
        organisation, share_county to share_beyond (percent).
    links : pandas.DataFrame
        organisation, partner_organisation.
    """

    stages: pd.DataFrame
    edges: pd.DataFrame
    members: pd.DataFrame
    works: pd.DataFrame
    needs: pd.DataFrame
    inputs: pd.DataFrame
    markets: pd.DataFrame
    links: pd.DataFrame


def surveyed(population: Population) -> Population:
    """Take what a survey learns: what the respondents say, and the stages that the management knows of others."""
    members = population.members
    answered = set(members.loc[members["answered"], "organisation"])
    placed = set(members.loc[members["answered"] | members["known"], "organisation"])

    def of(frame: pd.DataFrame, whom: set[str]) -> pd.DataFrame:
        return frame[frame["organisation"].isin(whom)]

    return Population(
        population.stages,
        population.edges,
        of(members, answered),
        of(population.works, placed),
        of(population.needs, answered),
        of(population.inputs, answered),
        of(population.markets, answered),
        of(population.links, answered),
    )


def what_holds(population: Population, lines: GapThresholds) -> pd.DataFrame:
    """Judge every kind of gap that each stage can have.

    Returns
    -------
    DataFrame
        cluster, stage, kind, true, value (what is compared with the threshold; missing where there is nothing to
        hold, as where nobody buys).
    """
    rows = [
        (cluster, stage, *judged)
        for cluster, own in population.stages.groupby("cluster", sort=False)
        for seen in [_Cluster.of(population, str(cluster))]
        for stage, layer in zip(own["stage"], own["layer"], strict=True)
        for judged in _judge(seen, stage, layer, lines)
    ]
    frame = pd.DataFrame(rows, columns=["cluster", "stage", "kind", "true", "value"])
    return frame.astype({"true": bool, "value": float})


@dataclass(frozen=True)
class _Cluster:
    """One cluster: its members, who works on each stage, who lacks it, and who is tied to whom.

    `shuffled` has the names of the members with ties, and their places in networks drawn at random with the same
    degrees: a row for each, and a column for each end of a tie; two columns that follow one another are tied.
    """

    size: int
    doers: dict[str, set[str]]
    lackers: dict[str, set[str]]
    bought: dict[str, pd.DataFrame]
    outlets: dict[str, list[str]]
    markets: pd.DataFrame
    ties: set[frozenset[str]]
    shuffled: tuple[list[str], np.ndarray]

    @classmethod
    def of(cls, population: Population, cluster: str) -> _Cluster:
        layers = dict(zip(population.stages["stage"], population.stages["layer"], strict=True))
        own = population.stages.loc[population.stages["cluster"] == cluster, "stage"]
        works, needs, inputs, edges = population.works, population.needs, population.inputs, population.edges
        outlets = edges[edges["target"].map(layers) == "market"]
        members = population.members[population.members["cluster"] == cluster]
        named = population.links[["organisation", "partner_organisation"]].dropna()
        ties = {
            frozenset(pair)
            for pair in named.itertuples(index=False, name=None)
            if pair[0] in set(members["organisation"])
        }
        return cls(
            len(members),
            {stage: set(works.loc[works["stage"] == stage, "organisation"]) for stage in own},
            {stage: set(needs.loc[needs["stage"] == stage, "organisation"]) for stage in own},
            {stage: inputs[inputs["stage"] == stage] for stage in own},
            {stage: outlets.loc[outlets["source"] == stage, "target"].tolist() for stage in own},
            population.markets.merge(members[["organisation", "turnover"]], on="organisation"),
            ties,
            _shuffled(ties),
        )


def _shuffled(ties: set[frozenset[str]]) -> tuple[list[str], np.ndarray]:
    """Name the members with ties, and tie the ends of all ties anew, at random, many times."""
    ends = sorted(end for tie in ties for end in tie)
    names = sorted(set(ends))
    places = np.array([names.index(end) for end in ends], dtype=int)
    chance = np.random.default_rng(0)
    networks = np.array([chance.permutation(places) for _ in range(_NETWORKS)], dtype=int)
    return names, networks.reshape(_NETWORKS, len(ends))


def _judge(seen: _Cluster, stage: str, layer: str, lines: GapThresholds) -> Iterator[tuple[str, bool, float]]:
    doers, lackers, bought = seen.doers[stage], seen.lackers[stage], seen.bought[stage]
    if layer == "support":
        lack = len(lackers) / seen.size
        yield "support", not doers or lack >= lines.support_share, lack
    else:
        yield "absent", not doers, len(doers)
    yield "thin", 1 <= len(doers) <= lines.thin_members, len(doers)

    ratio = _ratio(bought)
    yield "leakage", bool(doers) and ratio < lines.leakage_share, ratio
    # Only of what comes from members mostly can they be the cause.
    inside = bought[bought["share_members"] >= 50]
    middle = median(inside["satisfaction"]) if len(inside) else float("nan")
    yield "quality", bool(doers) and middle <= lines.quality_median, middle

    if layer == "core" and seen.outlets[stage]:
        place = _largest_market(seen.markets[seen.markets["organisation"].isin(doers)])
        closed = not any(seen.doers[outlet] for outlet in seen.outlets[stage])
        yield "market", bool(doers) and (closed or place > lines.market_share), place

    untied = [one for one in lackers if not any(frozenset((one, doer)) in seen.ties for doer in doers)]
    share = len(untied) / len(lackers) if doers and lackers else float("nan")
    beyond = share >= lines.untied_share and _seldom(seen.shuffled, lackers, doers, len(untied))
    yield "relational", beyond, share


def _seldom(shuffled: tuple[list[str], np.ndarray], lackers: set[str], doers: set[str], untied: int) -> bool:
    """Whether so many who lack a stage are seldom without a tie to those who work on it, were ties random."""
    names, networks = shuffled
    lacks, works = (np.isin(np.array(names, dtype=str), list(members)) for members in (lackers, doers))
    tied = np.zeros((len(networks), len(names)), dtype=bool)
    for one, other in ((networks[:, ::2], networks[:, 1::2]), (networks[:, 1::2], networks[:, ::2])):
        network, place = np.nonzero(lacks[one] & works[other])
        tied[network, one[network, place]] = True
    as_many = int((len(lackers) - tied.sum(axis=1) >= untied).sum())
    return as_many <= _BY_CHANCE * len(networks)


def _ratio(bought: pd.DataFrame) -> float:
    """Bought from members, of all that is bought."""
    value = bought["annual_value"].sum()
    return float((bought["annual_value"] * bought["share_members"]).sum() / value / 100) if value else float("nan")


def _largest_market(sold: pd.DataFrame) -> float:
    """Largest part of what firms sell together that goes to one place."""
    sales = sold["turnover"].sum()
    return (
        max(float((sold["turnover"] * sold[f"share_{place}"]).sum() / sales / 100) for place in _HOME)
        if sales
        else float("nan")
    )
