"""Answers of each cluster put into arrays, from the tables of the survey."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from ... import reference
from ...survey.tables import Inputs, Links, Needs, Organisations, Responses, Roles
from ...tables import TableSet
from ..arrays import AnswerArrays, DemandArrays, Floats, added_up
from ..kinds import FAMILIES
from ..markets import ONE_MARKET
from ..presence import evidence
from ..respondents import asked, both_ways, downstream, sellers
from ..sourcing.purchases import MOSTLY, weighed
from .buyers import describe_buyers
from .demand import list_demand
from .evidence import GapEvidence
from .ties import tie_arrays


def gather(
    survey: TableSet, catalogue: DataFrame[reference.Catalogue], edges: DataFrame[reference.Edges]
) -> GapEvidence:
    """Gather what gaps are judged by, once for all clusters.

    Parameters
    ----------
    survey : TableSet
    catalogue, edges
        Of the clusters analysed.
    """
    channels, whom = downstream(catalogue, edges), asked(survey)
    firms, known = sellers(survey, channels), evidence(survey.of(Organisations), survey.of(Roles))
    demand = list_demand(survey, catalogue, channels, whom, firms, known)
    return GapEvidence(
        catalogue=catalogue,
        organisations=survey.of(Organisations),
        channels=channels,
        whom=whom,
        firms=firms,
        known=known,
        inputs=weighed(survey.of(Inputs), catalogue),
        ties=both_ways(survey.of(Links)),
        demand=demand,
        buyers=describe_buyers(demand, survey.of(Needs), survey.of(Responses)),
    )


def by_cluster(found: GapEvidence) -> Iterator[tuple[str, GapEvidence, AnswerArrays]]:
    """Give each cluster with its rows, and with its answers as arrays."""
    for cluster in found.clusters:
        own = found.of(cluster)
        yield cluster, own, answers_of(own)


def answers_of(own: GapEvidence) -> AnswerArrays:
    """Put the answers of one cluster into arrays."""
    stages = list(own.catalogue["stage"])
    speak = own.organisations[own.organisations["organisation"].isin(own.whom.loc[own.whom["needs"], "organisation"])]
    rows = list(speak["organisation"])

    def table(frame: pd.DataFrame, values: pd.Series) -> Floats:
        return added_up(frame, values, rows, stages)

    observed = list(own.known["organisation"].unique())
    named = own.known[own.known["stage"].isin(stages)]
    bought, firms = own.inputs, own.firms
    both = bought[bought["share_members"].notna()]
    # Of what comes from elsewhere nobody can say that members do it badly.
    inside = bought[bought["share_members"] >= MOSTLY]
    degrees = [
        table(chosen, chosen["stage"].notna())
        for chosen in (inside[inside["satisfaction"].round() == degree] for degree in range(1, 6))
    ]
    places = [f"share_{place}" for place in ONE_MARKET]
    works = np.minimum(added_up(named, named["stage"].notna(), observed, stages), 1.0)
    return AnswerArrays(
        stages=stages,
        roster=len(own.organisations),
        asked=speak[["organisation", "organisation_type", "size_band"]].reset_index(drop=True),
        works=works,
        demand={family: _demand(own.demand[own.demand["family"] == family], table) for family in FAMILIES},
        inputs=bought,
        spend=table(both, both["weight"]),
        inside=table(both, both["weight"] * both["share_members"] / 100),
        satisfaction=np.stack(degrees, axis=-1),
        ties=tie_arrays(own, rows, observed, works),
        sells=np.stack([table(firms, firms[place].fillna(0.0) / 100 * firms["weight"]) for place in places], axis=-1),
        sales=table(firms, firms["known"] / 100 * firms["weight"]),
    )


def _demand(frame: pd.DataFrame, table: Callable[[pd.DataFrame, pd.Series], Floats]) -> DemandArrays:
    existing, new = frame["blocks_existing"], frame["blocks_new"]
    return DemandArrays(
        concerned=table(frame, frame["stage"].notna()),
        lacks=table(frame, frame["lacks"]),
        buys=table(frame, frame["buys"]),
        existing=table(frame, existing),
        new=table(frame, new),
        blocked=table(frame, existing | new),
        criticality=table(frame, frame["criticality"].fillna(0.0)),
        rated=table(frame, frame["criticality"].notna()),
    )
