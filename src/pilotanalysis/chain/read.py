"""The tables of one cluster's chain, read together for notebooks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar, cast

import pandas as pd
from pandera.typing import DataFrame

from .. import reference
from ..results import Label, label
from ..study import Study
from ..survey.tables import Organisations, Roles
from ..tables import Table, read
from .tables import Gaps, RegionalCapacity, Stages

Model = TypeVar("Model", bound=Table)


@dataclass(frozen=True)
class ClusterChain:
    """What is known of the chain of one cluster.

    Attributes
    ----------
    confidence : float
        Level of the bounds and intervals.
    name, region : Label
        What the cluster and the region are called.
    national : bool
        Whether the cluster has members all over the country, so that the region's side is that of some of them.
    """

    cluster: str
    confidence: float
    name: Label
    region: Label
    national: bool
    catalogue: DataFrame[reference.Stages]
    edges: DataFrame[reference.Edges]
    stages: DataFrame[Stages]
    capacity: DataFrame[RegionalCapacity]
    gaps: DataFrame[Gaps]
    organisations: DataFrame[Organisations]
    roles: DataFrame[Roles]


def read_chain(study: Study, cluster: str) -> ClusterChain:
    """Read the chain of one cluster from the processed tables.

    Raises
    ------
    StudyError
        If they are not there yet.
    """

    def of_cluster(frame: DataFrame[Model]) -> DataFrame[Model]:
        return frame[frame["cluster"] == cluster].reset_index(drop=True)

    about = of_cluster(reference.load(study, reference.Clusters)).iloc[0]
    regions = reference.load(study, reference.Regions).set_index("region")
    return ClusterChain(
        cluster=cluster,
        confidence=study.settings.thresholds.confidence,
        name=Label(tuple((language, str(about["name"])) for language in study.languages)),
        region=label(cast(pd.Series, regions.loc[study.settings.region])),
        national=about["scope"] == "national",
        catalogue=of_cluster(reference.load(study, reference.Stages)),
        edges=of_cluster(reference.load(study, reference.Edges)),
        stages=of_cluster(read(study, Stages)),
        capacity=of_cluster(read(study, RegionalCapacity)),
        gaps=of_cluster(read(study, Gaps)),
        organisations=of_cluster(read(study, Organisations)),
        roles=of_cluster(read(study, Roles)),
    )
