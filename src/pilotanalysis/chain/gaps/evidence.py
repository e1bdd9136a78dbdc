"""What gaps are judged by: rows of the tables of the survey that concern them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from pandera.typing import DataFrame

from ... import reference
from .demand import Demand


@dataclass(frozen=True)
class GapEvidence:
    """What gaps are judged by, of all clusters.

    Attributes
    ----------
    catalogue, organisations : DataFrame
        Stages and members of the clusters.
    channels, whom, firms : DataFrame
        As :func:`..respondents.downstream`, :func:`..respondents.asked` and :func:`..respondents.sellers` give them.
    known : DataFrame
        Who works where, as :func:`..stages.evidence` gives it.
    inputs : DataFrame
        Inputs of stages of the own chain, with their weight.
    ties : DataFrame
        Pairs of members, as :func:`..respondents.both_ways` gives them.
    demand : Demand
    buyers : DataFrame
        What those concerned say of themselves, as :func:`.buyers.describe_buyers` gives it.
    """

    catalogue: DataFrame[reference.Catalogue]
    organisations: pd.DataFrame
    channels: pd.DataFrame
    whom: pd.DataFrame
    firms: pd.DataFrame
    known: pd.DataFrame
    inputs: pd.DataFrame
    ties: pd.DataFrame
    demand: DataFrame[Demand]
    buyers: pd.DataFrame

    @property
    def clusters(self) -> list[str]:
        """Ids of the clusters, in the order of the catalogue."""
        return [str(cluster) for cluster in self.catalogue["cluster"].unique()]

    def of(self, cluster: str) -> GapEvidence:
        """Take the rows of one cluster."""
        parts = {name: frame[frame["cluster"] == cluster] for name, frame in vars(self).items()}
        return GapEvidence(**parts)
