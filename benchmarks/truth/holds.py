"""Which gaps hold among given members, plainly from their definitions.

This is what rules that judge a survey are measured against, so it shares nothing with them: sets of
members and loops over stages, for a cluster of which everything is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

import pandas as pd

from pilotanalysis.study import GapThresholds
from pilotanalysis.survey.tables import ORIGINS


@dataclass(frozen=True)
class Population:
    """Members of clusters, and what is true of them.

    Attributes
    ----------
    stages, edges : pandas.DataFrame
        As in the catalogue; of them cluster, stage, layer, and source, target.
    members : pandas.DataFrame
        organisation, cluster, organisation_type, answered, known (whether the management knows its stages).
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


def heard(population: Population) -> Population:
    """Take what a survey hears: what those who answered say, and the stages that the management knows of others."""
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
        cluster, stage, kind, true, value (what is held against the threshold; missing where there is nothing to
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
    """One cluster: its members, who works on each stage, who lacks it, and who is tied to whom."""

    size: int
    doers: dict[str, set[str]]
    lackers: dict[str, set[str]]
    bought: dict[str, pd.DataFrame]
    outlets: dict[str, list[str]]
    markets: pd.DataFrame
    ties: set[frozenset[str]]

    @classmethod
    def of(cls, population: Population, cluster: str) -> _Cluster:
        layers = dict(zip(population.stages["stage"], population.stages["layer"], strict=True))
        own = population.stages.loc[population.stages["cluster"] == cluster, "stage"]
        works, needs, inputs, edges = population.works, population.needs, population.inputs, population.edges
        outlets = edges[edges["target"].map(layers) == "market"]
        return cls(
            int((population.members["cluster"] == cluster).sum()),
            {stage: set(works.loc[works["stage"] == stage, "organisation"]) for stage in own},
            {stage: set(needs.loc[needs["stage"] == stage, "organisation"]) for stage in own},
            {stage: inputs[inputs["stage"] == stage] for stage in own},
            {stage: outlets.loc[outlets["source"] == stage, "target"].tolist() for stage in own},
            population.markets,
            {
                frozenset(pair)
                for pair in population.links[["organisation", "partner_organisation"]].itertuples(index=False)
                if isinstance(pair.partner_organisation, str)
            },
        )


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
    middle = median(bought["satisfaction"]) if len(bought) else float("nan")
    yield "quality", bool(doers) and middle <= lines.quality_median, middle

    if layer == "core" and seen.outlets[stage]:
        place = _largest_market(seen.markets[seen.markets["organisation"].isin(doers)])
        closed = not any(seen.doers[outlet] for outlet in seen.outlets[stage])
        yield "market", closed or place > lines.market_share, place

    untied = [one for one in lackers if not any(frozenset((one, doer)) in seen.ties for doer in doers)]
    share = len(untied) / len(lackers) if doers and lackers else float("nan")
    yield "relational", share >= lines.untied_share, share


def _ratio(bought: pd.DataFrame) -> float:
    """Bought from members, of all that is bought."""
    value = bought["annual_value"].sum()
    return float((bought["annual_value"] * bought["share_members"]).sum() / value / 100) if value else float("nan")


def _largest_market(sold: pd.DataFrame) -> float:
    """Largest of the shares that firms sell, on average, in one place."""
    return float(sold[[f"share_{place}" for place in ORIGINS]].mean().max() / 100)
