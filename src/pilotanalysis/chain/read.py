"""The tables of one cluster's chain, read together for notebooks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar, cast

import pandas as pd
from pandera.typing import DataFrame

from .. import reference
from ..results import Label, Translatable, label
from ..study import Study
from ..survey import questionnaire
from ..survey.tables import Needs, Organisations, Roles
from ..tables import Table, read
from .labels import PLACE
from .tables import (
    ExpectedInputs,
    Gaps,
    MarketBlocks,
    Matches,
    Network,
    Positions,
    RegionalCapacity,
    Sourcing,
    Stages,
    ThresholdEffects,
    Ties,
)

Model = TypeVar("Model", bound=Table)


@dataclass(frozen=True)
class ClusterChain:
    """What is known of the chain of one cluster.

    Attributes
    ----------
    confidence : float
        Level of the bounds and intervals.
    fewest : int
        Answers below which nothing is said of a stage.
    name, region : Label
        What the cluster and the region are called.
    national : bool
        Whether the cluster has members all over the country, so that the region's side is that of some of them.
    everybody : Gaps
        Gaps of all clusters, for comparison; the other tables are of this cluster alone.
    whole : Stages
        Catalogue of all clusters; `clusters` are their names by id.
    words : mapping
        Words for codes, as the questionnaire has them: of ``existing`` and ``new`` markets, ``barrier`` and ``reason``.
    """

    cluster: str
    confidence: float
    fewest: int
    near: float
    attract: float
    name: Label
    region: Label
    national: bool
    catalogue: DataFrame[reference.Stages]
    edges: DataFrame[reference.Edges]
    stages: DataFrame[Stages]
    sourcing: DataFrame[Sourcing]
    capacity: DataFrame[RegionalCapacity]
    gaps: DataFrame[Gaps]
    blocks: DataFrame[MarketBlocks]
    effects: DataFrame[ThresholdEffects]
    expected: DataFrame[ExpectedInputs]
    industries: DataFrame[reference.Industries]
    needs: DataFrame[Needs]
    matches: DataFrame[Matches]
    ties: DataFrame[Ties]
    network: DataFrame[Network]
    positions: DataFrame[Positions]
    everybody: DataFrame[Gaps]
    whole: DataFrame[reference.Stages]
    clusters: Mapping[str, Label]
    organisations: DataFrame[Organisations]
    roles: DataFrame[Roles]
    words: Mapping[str, Mapping[str, Translatable]]

    @property
    def held(self) -> DataFrame[Gaps]:
        """Gaps of the cluster that hold among those who answered, by rank."""
        return self.gaps[self.gaps["at_face"]].reset_index(drop=True)


def read_chain(study: Study, cluster: str) -> ClusterChain:
    """Read the chain of one cluster from the processed tables.

    Raises
    ------
    StudyError
        If they are not there yet.
    """

    def of_cluster(frame: DataFrame[Model]) -> DataFrame[Model]:
        return frame[frame["cluster"] == cluster].reset_index(drop=True)

    names = reference.load(study, reference.Clusters).set_index("cluster")["name"]
    about = of_cluster(reference.load(study, reference.Clusters)).iloc[0]
    regions = reference.load(study, reference.Regions).set_index("region")
    catalogue = reference.load(study, reference.Stages)
    gaps = read(study, Gaps)
    settings = study.settings

    def named(word: object) -> Label:
        return Label(tuple((language, str(word)) for language in study.languages))

    return ClusterChain(
        cluster=cluster,
        confidence=settings.thresholds.confidence,
        fewest=settings.gaps.fewest_answers,
        near=settings.gaps.near,
        attract=settings.gaps.attract_share,
        name=named(about["name"]),
        region=label(cast(pd.Series, regions.loc[settings.region])),
        national=about["scope"] == "national",
        catalogue=of_cluster(catalogue),
        edges=of_cluster(reference.load(study, reference.Edges)),
        stages=of_cluster(read(study, Stages)),
        sourcing=of_cluster(read(study, Sourcing)),
        capacity=of_cluster(read(study, RegionalCapacity)),
        gaps=of_cluster(gaps),
        blocks=of_cluster(read(study, MarketBlocks)),
        effects=of_cluster(read(study, ThresholdEffects)),
        expected=of_cluster(read(study, ExpectedInputs)),
        industries=reference.load(study, reference.Industries),
        needs=of_cluster(read(study, Needs)),
        matches=of_cluster(read(study, Matches)),
        ties=of_cluster(read(study, Ties)),
        network=of_cluster(read(study, Network)),
        positions=of_cluster(read(study, Positions)),
        everybody=gaps,
        whole=catalogue,
        clusters={each: named(names[each]) for each in study.analysed},
        organisations=of_cluster(read(study, Organisations)),
        roles=of_cluster(read(study, Roles)),
        words=_words(study),
    )


def _words(study: Study) -> dict[str, Mapping[str, Translatable]]:
    """Words of the codes that tables carry, from the options of the questionnaire; barriers are questions there."""
    form = questionnaire.load(study)

    def labels(found: Mapping[str, str]) -> Translatable:
        return Label(tuple((language, str(found[language])) for language in study.languages))

    def options(name: str) -> dict[str, Translatable]:
        return {option.name: labels(option.labels) for option in form.options_of(form.by_name[name])}

    barriers = {
        name.removeprefix("barrier_"): labels(question.labels)
        for name, question in form.by_name.items()
        if name.startswith("barrier_")
    }
    return {
        "existing": PLACE,
        "new": options("target_markets"),
        "barrier": barriers,
        "reason": options("input_reasons"),
    }
