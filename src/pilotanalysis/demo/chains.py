"""The chain of a cluster, as the generator of a fictitious study walks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from pandera.typing import DataFrame

from ..reference import Catalogue, Clusters, Edges
from ..tables import SEPARATOR
from .draws import Bools
from .lists import lists

#: What members look for in other chains, classes of divisions that catalogues name whole, and kinds of need.
_LISTS = lists("chains.yml")
#: CAEN divisions below this make or grow things.
_FIRST_SERVICE = 40


@dataclass(frozen=True)
class Chain:
    """One cluster's chain.

    `before` tells of each stage, by row, which stages deliver to it; `goods` whether it makes or grows things;
    `outputs` are core stages that deliver to the market. `classes` are all activities of each stage, `trades` those of
    its firms: the main activity of a stage of another cluster is theirs only if it is the main one here too.
    Beyond the chain reach `across`, the stages of others that members look for, and what is known of any stage:
    the cluster it belongs to and the kinds of need that it can meet. `others` are all other clusters.
    `regional` is whether all its members are in the region.
    """

    cluster: str
    stages: tuple[str, ...]
    support: tuple[str, ...]
    outputs: tuple[str, ...]
    trades: Mapping[str, tuple[str, ...]]
    classes: Mapping[str, tuple[str, ...]]
    before: Bools
    goods: Bools
    beside: Mapping[str, tuple[str, ...]]
    across: tuple[str, ...]
    cluster_of: Mapping[str, str]
    need_kinds: Mapping[str, tuple[str, ...]]
    others: tuple[str, ...]
    regional: bool

    @classmethod
    def of(
        cls, stages: DataFrame[Catalogue], edges: DataFrame[Edges], clusters: DataFrame[Clusters], cluster: str
    ) -> Chain:
        """Take the chain of a cluster out of the catalogue."""
        own = stages[stages["cluster"] == cluster]
        place = {stage: number for number, stage in enumerate(own["stage"])}
        pairs = edges.loc[edges["cluster"] == cluster, ["source", "target"]].itertuples(index=False, name=None)
        before = np.zeros((len(own), len(own)), dtype=bool)
        beside: dict[str, set[str]] = {stage: set() for stage in own["stage"]}
        for source, target in pairs:
            before[place[target], place[source]] = True
            beside[target].add(source)
            beside[source].add(target)
        sold = np.asarray(before[(own["layer"] == "market").to_numpy()].any(axis=0), dtype=bool)
        elsewhere = {code for codes in stages.loc[stages["cluster"] != cluster, "caen"] for code in _classes(codes)[:1]}
        classes = {stage: _classes(codes) for stage, codes in zip(own["stage"], own["caen"], strict=True)}
        return cls(
            cluster,
            tuple(own["stage"]),
            tuple(own.loc[own["layer"] == "support", "stage"]),
            tuple(own.loc[(own["layer"] == "core") & sold, "stage"]),
            {
                stage: (*codes[:1], *(code for code in codes[1:] if code not in elsewhere))
                for stage, codes in classes.items()
            },
            classes,
            before,
            own["caen"].map(_makes_goods).to_numpy(dtype=bool),
            {stage: tuple(sorted(others)) for stage, others in beside.items()},
            tuple(stage for stage in _LISTS["across"].get(cluster, ()) if stage in set(stages["stage"])),
            dict(zip(stages["stage"], stages["cluster"], strict=True)),
            {
                stage: _need_kinds(stage, layer, codes)
                for stage, layer, codes in zip(stages["stage"], stages["layer"], stages["caen"], strict=True)
            },
            tuple(other for other in clusters["cluster"] if other != cluster),
            not ((clusters["cluster"] == cluster) & (clusters["scope"] == "national")).any(),
        )


def _classes(codes: str) -> tuple[str, ...]:
    return tuple(each for code in codes.split(SEPARATOR) if code for each in _LISTS["classes"].get(code, (code,)))


def _makes_goods(codes: str) -> bool:
    return codes[:2].isdigit() and int(codes[:2]) < _FIRST_SERVICE


def _need_kinds(stage: str, layer: str, codes: str) -> tuple[str, ...]:
    """Kinds of need that a stage can meet."""
    by_name = _LISTS["need_kinds"].get(stage.rpartition("_")[2])
    if by_name:
        return tuple(by_name)
    if layer == "market":
        return ("market_channel", "service")
    return ("material",) if layer == "core" and _makes_goods(codes) else ("service",)
