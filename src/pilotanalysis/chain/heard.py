"""What was heard in one cluster, as arrays: a row a member, a column a stage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandera.typing import DataFrame

from .. import reference
from ..survey.tables import ORIGINS, Inputs, Organisations, Roles
from ..tables import TableSet
from .concerns import FAMILIES, Concerns, asked, sellers
from .presence import evidence
from .sourcing.purchases import weighed

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Concerned:
    """What those asked say of a gap, for one family of gaps; each array is asked by stages.

    Attributes
    ----------
    concerned, lacks, buys, existing, new, blocked : array of 0 and 1
        `blocked` from a market of either sort.
    criticality : array
        0 where it does not lack it, or does not say how vital it is.
    rated : array of 0 and 1
        Whether it says how vital it is.
    """

    concerned: Floats
    lacks: Floats
    buys: Floats
    existing: Floats
    new: Floats
    blocked: Floats
    criticality: Floats
    rated: Floats


@dataclass(frozen=True)
class Heard:
    """Everything that the rules need of one cluster.

    Attributes
    ----------
    stages : list of str
        Columns of the arrays.
    roster : int
        Members of the cluster.
    asked : DataFrame
        organisation, organisation_type, size_band of those asked what they need; rows of the arrays below.
    works : array, observed by stages
        Whether each member whose stages are known works on each.
    concerned : dict
        By family.
    spend, inside : array, asked by stages
        What is bought, and of that from members, where both are said.
    satisfaction : array, asked by stages by degrees
        How many inputs are given each degree of satisfaction, 1 to 5.
    linked : array, asked by stages
        Whether it lacks it and was asked for its partners.
    sells : array, asked by stages by places
        Shares of sales by place, of firms on a stage that delivers to market stages.
    seller : array, asked by stages
        Whether it is such a firm.
    """

    stages: list[str]
    roster: int
    asked: pd.DataFrame
    works: Floats
    concerned: dict[str, Concerned]
    spend: Floats
    inside: Floats
    satisfaction: Floats
    linked: Floats
    sells: Floats
    seller: Floats


def listen(
    cluster: str,
    survey: TableSet,
    catalogue: DataFrame[reference.Stages],
    edges: DataFrame[reference.Edges],
    concerns: DataFrame[Concerns],
) -> Heard:
    """Put what was heard in one cluster into arrays."""

    def of_cluster(frame: pd.DataFrame) -> pd.DataFrame:
        return frame[frame["cluster"] == cluster]

    stages = list(of_cluster(catalogue)["stage"])
    organisations = of_cluster(survey.of(Organisations))
    known = of_cluster(evidence(survey.of(Organisations), survey.of(Roles)))
    whom = of_cluster(asked(survey))
    speak = organisations[organisations["organisation"].isin(whom.loc[whom["needs"], "organisation"])]
    rows = list(speak["organisation"])

    def table(frame: pd.DataFrame, values: pd.Series, names: Sequence[str] = rows) -> Floats:
        """Add values up by member and stage."""
        array = np.zeros((len(names), len(stages)))
        row, column = (
            pd.Index(names).get_indexer(pd.Index(frame["organisation"])),
            pd.Index(stages).get_indexer(pd.Index(frame["stage"])),
        )
        here = (row >= 0) & (column >= 0)
        np.add.at(array, (row[here], column[here]), np.asarray(values, dtype=np.float64)[here])
        return array

    observed = list(known["organisation"].unique())
    named = known[known["stage"].isin(stages)]
    bought = of_cluster(weighed(survey.of(Inputs), catalogue))
    both = bought["share_members"].notna()
    firms = of_cluster(sellers(survey, catalogue, edges))
    places = [f"share_{origin}" for origin in ORIGINS]
    lacks = of_cluster(concerns).loc[lambda frame: (frame["family"] == "supply") & frame["lacks"]]
    linked = lacks[lacks["organisation"].isin(whom.loc[whom["links"], "organisation"])]
    degrees = [
        table(chosen, chosen["stage"].notna())
        for chosen in (bought[bought["satisfaction"].round() == degree] for degree in range(1, 6))
    ]
    return Heard(
        stages=stages,
        roster=len(organisations),
        asked=speak[["organisation", "organisation_type", "size_band"]].reset_index(drop=True),
        works=np.minimum(table(named, named["stage"].notna(), observed), 1.0),
        concerned={
            family: _concerned(frame, table)
            for family, frame in ((each, of_cluster(concerns[concerns["family"] == each])) for each in FAMILIES)
        },
        spend=table(bought[both], bought.loc[both, "weight"]),
        inside=table(bought[both], bought.loc[both, "weight"] * bought.loc[both, "share_members"] / 100),
        satisfaction=np.stack(degrees, axis=-1),
        linked=table(linked, linked["lacks"]),
        sells=np.stack([table(firms, firms[place].fillna(0.0) / 100) for place in places], axis=-1),
        seller=table(firms, firms["stage"].notna()),
    )


def _concerned(frame: pd.DataFrame, table: Callable[[pd.DataFrame, pd.Series], Floats]) -> Concerned:
    existing, new = frame["blocks_existing"], frame["blocks_new"]
    return Concerned(
        concerned=table(frame, frame["stage"].notna()),
        lacks=table(frame, frame["lacks"]),
        buys=table(frame, frame["buys"]),
        existing=table(frame, existing),
        new=table(frame, new),
        blocked=table(frame, existing | new),
        criticality=table(frame, frame["criticality"].fillna(0.0)),
        rated=table(frame, frame["criticality"].notna()),
    )
