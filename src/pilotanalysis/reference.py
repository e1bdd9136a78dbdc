"""Catalogues and official statistics of a study: ``data/raw/reference``.

Each is an editable CSV, described with its source in ``data/raw/datapackage.json``. Rows keep
the number they have in the file, so that a figure can name the rows it was made from.
"""

from __future__ import annotations

from typing import cast

import pandas as pd
from pandera.typing import DataFrame, Series

from .files.checked import FILLED, read_table
from .problems import Problem, nearest, quoted
from .study import Study
from .tables import SEPARATOR, Table, TableModel, described, name_of, row_of

LAYERS = ("core", "support", "market")
REQUIREMENTS = ("core", "desirable")
_WORDS = {
    f"name_{language}": ("It is empty.", "Write a name, in this language too.") for language in ("en", "ro", "it")
}


class Reference(Table):
    """A row of a reference file."""

    row_id: Series[str] = described("where the row was read, as file!row below data/raw", unique=True)


class Clusters(Reference):
    """Register of the clusters."""

    cluster: Series[str] = described("id of the cluster", unique=True)
    name: Series[str] = described("what the cluster calls itself")
    sector_en: Series[str] = described("its sector, in English")
    sector_ro: Series[str] = described("its sector, in Romanian")
    sector_it: Series[str] = described("its sector, in Italian")
    seat: Series[str] = described("town of its seat; empty where no source was found")
    scope: Series[str] = described("where its members are", isin=["national", "regional"])


class ClusterFacts(Reference):
    """What public sources say of the clusters."""

    cluster: Series[str] = described("id of the cluster")
    fact: Series[str] = described("what the fact is about")
    value: Series[str] = described("what the source says")
    unit: Series[str] = described("unit of the value; empty for words and dates")
    year: Series[str] = described("year the fact refers to; empty where the source gives none")
    source: Series[str] = described("who says so")
    url: Series[str] = described("where it was read; empty where there is no address")
    note: Series[str] = described("what to keep in mind")


class Stages(Reference):
    """Value-chain catalogue: the stages that a complete chain of the cluster has."""

    cluster: Series[str] = described("id of the cluster")
    stage: Series[str] = described("code of the stage, unique over all clusters", unique=True)
    position: Series[int] = described("place in the order of reading", ge=1)
    layer: Series[str] = described("part of the chain", isin=list(LAYERS))
    required: Series[str] = described("core: no chain without it; desirable: better with it", isin=list(REQUIREMENTS))
    name_en: Series[str] = described("name in English", str_matches=FILLED)
    name_ro: Series[str] = described("name in Romanian", str_matches=FILLED)
    name_it: Series[str] = described("name in Italian", str_matches=FILLED)
    caen: Series[str] = described("CAEN Rev. 2 classes or divisions, joined by ;")


class Edges(Reference):
    """Which stage delivers to which."""

    cluster: Series[str] = described("id of the cluster")
    source: Series[str] = described("stage that delivers")
    target: Series[str] = described("stage that receives")


class Counties(Reference):
    """Counties of the country, with their place on a tile map."""

    county: Series[str] = described("two-letter code (ISO 3166-2:RO)", unique=True)
    name: Series[str] = described("name")
    nuts3: Series[str] = described("NUTS 3 code", unique=True)
    region: Series[str] = described("NUTS 2 code of its region")
    registration_number: Series[int] = described("number in registration codes of firms", unique=True, ge=1)
    tile_row: Series[int] = described("row on the tile map, 0 in the north", ge=0)
    tile_column: Series[int] = described("column on the tile map, 0 in the west", ge=0)
    seat: Series[str] = described("its chief town")


class Regions(Reference):
    """NUTS 2 regions of the country."""

    region: Series[str] = described("NUTS 2 code", unique=True)
    name_en: Series[str] = described("name in English", str_matches=FILLED)
    name_ro: Series[str] = described("name in Romanian", str_matches=FILLED)
    name_it: Series[str] = described("name in Italian", str_matches=FILLED)


class Activities(Reference):
    """Sections and divisions of NACE Rev. 2."""

    activity: Series[str] = described("section letter, or letter and division", unique=True)
    section: Series[str] = described("section letter")
    level: Series[str] = described("section or division", isin=["section", "division"])
    name_en: Series[str] = described("short title in English", str_matches=FILLED)
    name_ro: Series[str] = described("short title in Romanian", str_matches=FILLED)
    name_it: Series[str] = described("short title in Italian", str_matches=FILLED)


class PersonsEmployed(Reference):
    """Persons employed by activity, in the region and the country (Eurostat, sbs_r_nuts06_r2)."""

    activity: Series[str] = described("section or division of NACE Rev. 2")
    geo: Series[str] = described("country or NUTS 2 code")
    year: Series[int] = described("year")
    persons_employed: Series[int] = described("persons employed", unit="persons", ge=0)


class Proximities(Reference):
    """How near divisions are to one another: NUTS 2 regions specialised in both, of those in the commoner one."""

    activity: Series[str] = described("division of NACE Rev. 2")
    other: Series[str] = described("another division")
    proximity: Series[float] = described("smaller of the two conditional probabilities", unit="share", ge=0, le=1)
    regions: Series[int] = described("NUTS 2 regions for which both are known", unit="regions", ge=0)


class ActivityBenchmarks(Reference):
    """What the NUTS 2 regions have of each division, those that report most divisions."""

    activity: Series[str] = described("division of NACE Rev. 2", unique=True)
    year: Series[int] = described("year")
    regions: Series[int] = described("regions for which it is known", unit="regions", ge=0)
    persons_employed: Series[int] = described("persons employed in it there", unit="persons", ge=0)
    total: Series[int] = described("persons employed there in all divisions that they report", unit="persons", ge=0)


class Industries(Reference):
    """Industries of the input-output table, with the divisions of NACE Rev. 2 that correspond best."""

    industry: Series[str] = described("code in the World Input-Output Database", unique=True)
    name_en: Series[str] = described("short title in English", str_matches=FILLED)
    name_ro: Series[str] = described("short title in Romanian", str_matches=FILLED)
    name_it: Series[str] = described("short title in Italian", str_matches=FILLED)
    divisions: Series[str] = described("two-digit divisions of NACE Rev. 2, joined by ;; an approximation")


class InputCoefficients(Reference):
    """What an industry of the country bought of each industry in a year."""

    buyer: Series[str] = described("industry that buys")
    supplier: Series[str] = described("industry whose products it buys")
    domestic: Series[int] = described("products of the country", unit="million USD", ge=0)
    imported: Series[int] = described("imported products", unit="million USD", ge=0)


class Localities(Reference):
    """Towns and communes of the country, with their counties."""

    locality: Series[str] = described("name")
    county: Series[str] = described("two-letter code of its county")
    kind: Series[str] = described("rank", isin=["municipality", "town", "commune"])


class ActivityClasses(Reference):
    """Classes of CAEN, the Romanian form of NACE."""

    revision: Series[int] = described("revision of the classification: 2 until 2024, 3 from 2025", isin=[2, 3])
    code: Series[str] = described("four digits")
    title_ro: Series[str] = described("title in Romanian")


class Glossary(Reference):
    """What firms call the things that stages of the chains supply, in three languages."""

    stage: Series[str] = described("code of the stage that supplies it")
    en: Series[str] = described("term in English")
    ro: Series[str] = described("term in Romanian")
    it: Series[str] = described("term in Italian")


class ExchangeRates(Reference):
    """Reference rates of the European Central Bank, lei for one euro."""

    period: Series[str] = described("year, half-year, month or day", unique=True)
    kind: Series[str] = described("average of the period, or its end", isin=["average", "end"])
    eur_ron: Series[float] = described("lei for one euro", unit="RON/EUR", gt=0)
    observations: Series[str] = described("days averaged; empty where one day")
    source: Series[str] = described("who publishes it")


def file_of(model: type[Table]) -> str:
    """Name the file of a reference table, below ``data/raw``."""
    return f"reference/{name_of(model)}.csv"


def load(study: Study, model: type[TableModel]) -> DataFrame[TableModel]:
    """Read a reference file: the class name says which.

    Raises
    ------
    StudyError
        If the file or a column is missing, or a value is not what its column allows.
    """
    file = file_of(model)
    path = study.raw / file
    return read_table(path, study.relative(path), file, model, _WORDS)


def check(study: Study) -> list[Problem]:
    """Find what does not fit together between the reference files and ``study.yml``."""
    return [*_unknown_clusters(study), *_broken_chains(study), *_unknown_activities(study)]


def _unknown_clusters(study: Study) -> list[Problem]:
    known = list(load(study, Clusters)["cluster"])
    return [
        Problem(
            "study.yml",
            f"Cluster {cluster.id} is not in data/raw/reference/clusters.csv.",
            f"Known: {quoted(known)}.{nearest(cluster.id, known)}",
        )
        for cluster in study.settings.clusters
        if cluster.id not in known
    ]


def _broken_chains(study: Study) -> list[Problem]:
    stages, edges = load(study, Stages), load(study, Edges)
    problems = [
        Problem("data/raw/reference/stages.csv", f"Cluster {cluster} has no stage.", "An analysed cluster needs some.")
        for cluster in study.analysed
        if not (stages["cluster"] == cluster).any()
    ]
    file = "data/raw/reference/edges.csv"
    for row_id, cluster, source, target in edges[["row_id", "cluster", "source", "target"]].itertuples(index=False):
        known = list(stages.loc[stages["cluster"] == cluster, "stage"])
        for column, stage in (("source", source), ("target", target)):
            if stage not in known:
                said = f"{stage} is not a stage of {cluster}."
                remedy = f"Known: {quoted(known)}.{nearest(stage, known)}"
                problems.append(Problem(file, said, remedy, row=row_of(row_id), column=column))
    for cluster in edges["cluster"].unique():
        circle = _circle(edges[edges["cluster"] == cluster])
        if circle:
            said = f"The chain of {cluster} runs in a circle: {' > '.join(circle)}."
            problems.append(Problem(file, said, "Take one of these edges out."))
    return problems


def _unknown_activities(study: Study) -> list[Problem]:
    """Find stages without activity, and activities that the classification does not have."""
    known = activity_of(load(study, Activities))
    stages = load(study, Stages)
    remedy = "Give classes or divisions of CAEN Rev. 2, joined by ;, as 1071;13."
    return [
        Problem("data/raw/reference/stages.csv", f"{said} is no activity.", remedy, row=row_of(row_id), column="caen")
        for row_id, cell in stages[["row_id", "caen"]].itertuples(index=False)
        for said in ([repr(cell)] if not divisions(cell) else [c for c in cell.split(SEPARATOR) if c[:2] not in known])
    ]


def _circle(edges: pd.DataFrame) -> list[str]:
    from graphlib import CycleError, TopologicalSorter

    sorter = TopologicalSorter[str]()
    for source, target in edges[["source", "target"]].itertuples(index=False):
        sorter.add(target, source)
    try:
        sorter.prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def divisions(caen: str) -> list[str]:
    """Two-digit divisions of a cell of CAEN codes: ``1310;13;74`` gives ``13`` and ``74``."""
    return list(dict.fromkeys(code[:2] for code in caen.split(SEPARATOR) if code))


def activity_of(activities: DataFrame[Activities]) -> dict[str, str]:
    """Map a two-digit division to its activity: ``13`` to ``C13``."""
    rows = activities[activities["level"] == "division"]
    return {cast(str, activity)[1:]: cast(str, activity) for activity in rows["activity"]}
