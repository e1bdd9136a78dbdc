"""What the region has of each stage's activities, from official statistics."""

from __future__ import annotations

import pandas as pd
from pandera.typing import DataFrame

from .. import reference
from ..reference import Activities, PersonsEmployed
from ..statistics import location_quotient
from ..tables import SEPARATOR, conform, join_ids
from .tables import RegionalCapacity


def regional_capacity(
    catalogue: DataFrame[reference.Stages],
    persons: DataFrame[PersonsEmployed],
    activities: DataFrame[Activities],
    region: str,
    country: str,
) -> DataFrame[RegionalCapacity]:
    """Set the region's location quotients beside the stages of every chain.

    The total is that of all sections the statistics cover. They know divisions and no classes:
    stages that share a division share its value, and the table names them. A division that is not
    covered is not measurable; its quotient is missing, not 0.

    Parameters
    ----------
    catalogue, persons, activities
    region, country : str
        As ``geo`` names them.

    Returns
    -------
    RegionalCapacity
        One row for each stage and division.
    """
    frame = catalogue.assign(division=catalogue["caen"].map(reference.divisions)).explode("division")
    frame["activity"] = frame["division"].map(reference.activity_of(activities))
    frame["shared_with"] = _shared(frame)
    sections = persons[persons["activity"].str.len() == 1]
    rows = [frame["row_id"]]
    for place, geo in (("region", region), ("country", country)):
        here = persons[persons["geo"] == geo].set_index("activity")
        frame[f"persons_{place}"] = frame["activity"].map(here["persons_employed"]).astype("Int64")
        measured = frame[f"persons_{place}"].notna()
        parts = sections[sections["geo"] == geo]
        total = pd.Series(parts["persons_employed"].sum(), index=frame.index, dtype="Int64")
        frame[f"total_{place}"] = total.where(measured)
        rows += [
            frame["activity"].map(here["row_id"]).fillna(""),
            measured.map({True: join_ids(parts["row_id"])}).fillna(""),
        ]
    frame["measurable"] = frame["persons_region"].notna() & frame["persons_country"].notna()
    operands = ("persons_region", "total_region", "persons_country", "total_country")
    frame["location_quotient"] = location_quotient(*(frame[name].astype("float64") for name in operands))
    frame["made_from"] = [join_ids(part for part in parts if part) for parts in zip(*rows, strict=True)]
    return conform(frame, RegionalCapacity)


def _shared(frame: pd.DataFrame) -> pd.Series:
    """Name the other stages of the same chain that have the same division."""
    groups = frame.groupby(["cluster", "division"])["stage"].agg(list)
    return pd.Series(
        [
            SEPARATOR.join(other for other in groups[cluster, division] if other != stage)
            for cluster, division, stage in frame[["cluster", "division", "stage"]].itertuples(index=False)
        ],
        index=frame.index,
    )
