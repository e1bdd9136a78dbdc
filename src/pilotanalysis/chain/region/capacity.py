"""What the region has of each stage's activities, from official statistics."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from ... import reference
from ...reference import Activities, ActivityBenchmarks, ActivityClasses, PersonsEmployed, Proximities
from ...statistics import location_quotient, relatedness_density, specialised
from ...tables import SEPARATOR, conform, file_of, join_ids, row_spans
from ..tables import RegionalCapacity

#: Revision of the classification by which stages are coded.
REVISION = 2


def regional_capacity(
    catalogue: DataFrame[reference.Catalogue],
    persons: DataFrame[PersonsEmployed],
    activities: DataFrame[Activities],
    benchmarks: DataFrame[ActivityBenchmarks],
    near: DataFrame[Proximities],
    classes: DataFrame[ActivityClasses],
    region: str,
    country: str,
) -> DataFrame[RegionalCapacity]:
    """Set the region's location quotients beside the stages of every chain, by the latest year of the statistics.

    The total is that of all sections the statistics cover. They know divisions and no classes:
    stages that share a division share its value, and the table names them; of how many of the
    division's classes a stage consists says how far its value is that of the stage. A division that
    is not covered is not measurable; its quotient is missing, not 0.

    Parameters
    ----------
    catalogue, persons, activities, benchmarks, near, classes
    region, country : str
        As ``geo`` names them.

    Returns
    -------
    RegionalCapacity
        One row for each stage and division.
    """
    over_time = _by_year(persons[persons["geo"] == region])
    persons = reference.latest(persons)
    frame = catalogue.assign(division=catalogue["caen"].map(reference.divisions)).explode("division")
    frame["activity"] = frame["division"].map(reference.activity_of(activities))
    frame["shared_with"] = _shared(frame)
    frame["main"] = frame["division"] == frame["caen"].str[:2]
    frame["coverage"] = _coverage(frame, classes)
    sections = persons[persons["activity"].str.len() == 1]
    # A section that one of them does not report would make all quotients of the other too high.
    places = sections[sections["geo"].isin([region, country])].groupby("activity")["geo"].nunique()
    sections = sections[sections["activity"].isin(places.index[places == 2])]
    beside = beside_regions(persons[persons["geo"] == region], benchmarks, near)
    frame = frame.join(beside, on="activity")
    everything = (
        join_ids(
            span
            for table in (persons, benchmarks, near)
            for span in row_spans(file_of(table["row_id"].iloc[0]), "", _rows(table))
        )
        if len(near) and len(benchmarks)
        else ""
    )
    rows = [frame["row_id"], frame["relatedness_density"].notna().map({True: everything, False: ""})]
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
    frame = frame.join(over_time, on="activity").fillna({"persons_by_year": ""})
    frame["measurable"] = frame["persons_region"].notna() & frame["persons_country"].notna()
    operands = ("persons_region", "total_region", "persons_country", "total_country")
    frame["location_quotient"] = location_quotient(*(frame[name].astype("float64") for name in operands))
    frame["made_from"] = [join_ids(part for part in parts if part) for parts in zip(*rows, strict=True)]
    return conform(frame, RegionalCapacity)


def _coverage(frame: pd.DataFrame, classes: DataFrame[ActivityClasses]) -> list[float]:
    """Part of the classes of each division that are the stage's; all, where the stage is coded with the division."""
    code = classes.loc[classes["revision"] == REVISION, "code"]
    known = code.groupby(code.str[:2]).size().to_dict()
    found = []
    for division, caen in frame[["division", "caen"]].itertuples(index=False):
        own = [code for code in caen.split(SEPARATOR) if code.startswith(division)]
        found.append(1.0 if division in own else len(own) / known[division] if division in known else np.nan)
    return found


def _by_year(own: pd.DataFrame) -> pd.DataFrame:
    """List how many people worked in each activity, year by year, and by what share their number changed.

    Empty where the statistics hold one year.
    """
    groups = (
        own.sort_values("year")
        .assign(said=lambda rows: rows["year"].astype(str) + ":" + rows["persons_employed"].astype(str))
        .groupby("activity")
    )
    table = groups.agg(
        persons_by_year=("said", SEPARATOR.join),
        first=("persons_employed", "first"),
        last=("persons_employed", "last"),
        years=("year", "nunique"),
    )
    table = table[table["years"] > 1]
    return table.assign(change=table["last"] / table["first"].where(table["first"] > 0) - 1)[
        ["persons_by_year", "change"]
    ]


def _rows(table: pd.DataFrame) -> list[int]:
    return [int(row.rsplit("!", 1)[1]) for row in table["row_id"]]


def beside_regions(
    own: DataFrame[PersonsEmployed], benchmarks: DataFrame[ActivityBenchmarks], near: DataFrame[Proximities]
) -> pd.DataFrame:
    """Set a region beside the NUTS 2 regions: its quotients, and how near it is to each activity.

    Parameters
    ----------
    own : PersonsEmployed
        Rows of the region.
    benchmarks, near

    Returns
    -------
    DataFrame
        ``location_quotient_europe``, ``relatedness_density`` and ``nearness`` by division. A division that the
        region does not report counts neither as related nor as not.
    """
    table = benchmarks.set_index("activity")
    names = list(table.index)
    persons = own.set_index("activity")["persons_employed"].reindex(names).astype("float64")
    quotient = location_quotient(persons, persons.sum(), table["persons_employed"], table["total"])
    matrix = np.zeros((len(names), len(names)))
    one, other = (pd.Index(names).get_indexer(pd.Index(near[side])) for side in ("activity", "other"))
    both = (one >= 0) & (other >= 0)
    matrix[one[both], other[both]] = matrix[other[both], one[both]] = near["proximity"].to_numpy()[both]
    known = persons.notna().to_numpy()[None, :]
    density = relatedness_density(specialised(quotient)[None, :], matrix, known)[0]
    measured = density[~np.isnan(density)]
    lower = np.array([(measured < value).mean() if value == value else np.nan for value in density])
    return pd.DataFrame(
        {"location_quotient_europe": quotient, "relatedness_density": density, "nearness": lower},
        index=pd.Index(names, name="activity"),
    )


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
