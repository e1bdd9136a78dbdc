"""Catalogues and official statistics of a study: ``data/raw/reference``.

Each is an editable CSV, described with its source in ``data/raw/datapackage.json``. Rows keep
the number they have in the file, so that a figure can name the rows it was made from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import pandas as pd
from pandera.typing import DataFrame, Series

from .. import reads
from ..files.checked import FILLED, read_table
from ..problems import Problem, StudyError
from ..settings import LANGUAGES
from ..study import Study
from ..tables import SEPARATOR, StudyTable, TableModel, columns, empty, name_of, row_of
from ..tables.columns import count, described, share
from ..tables.keys import ForeignKey, keyed, keys_of, may_be_empty

LAYERS = ("core", "support", "market")
REQUIREMENTS = ("core", "desirable")
ACTIVITIES = "Give classes or divisions of CAEN Rev. 2, joined by ;, as 1071;13."
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_WORDS = {f"name_{language}": ("It is empty.", "Write a name, in this language too.") for language in LANGUAGES}
#: Notebook and id of a finding.
_FINDING = r"\w+:\w+"
_WORDS["caen"] = ("'' is no activity.", ACTIVITIES)


def layer_column() -> Any:
    """Give the part of the chain that a stage is of."""
    return described("part of the chain", isin=list(LAYERS))


def required_column() -> Any:
    """Give whether a chain needs a stage."""
    return described("core: no chain without it; desirable: better with it", isin=list(REQUIREMENTS))


def _name(language: str) -> Any:
    return described(f"name in {language}", str_matches=FILLED)


def _translated(language: str) -> Any:
    said = f"the sentence in {language}, for readers who cannot read it; empty where it is in {language}, or unknown"
    return described(said, blank=True, may_lack=True)


def _short_title(language: str) -> Any:
    return described(f"short title in {language}", str_matches=FILLED)


def _title(language: str) -> Any:
    said = f"title in {language}, or that of its division; empty where it is not known"
    return described(said, blank=True, may_lack=True)


class Reference(StudyTable):
    """A row of a reference file."""

    row_id: Series[str] = described("where the row was read, as file!row below data/raw", unique=True)


@keyed("cluster")
class Clusters(Reference):
    """Register of the clusters."""

    cluster: Series[str] = columns.cluster(unique=True)
    name: Series[str] = described("what the cluster calls itself")
    sector_en: Series[str] = described("its sector, in English")
    sector_ro: Series[str] = described("its sector, in Romanian")
    sector_it: Series[str] = described("its sector, in Italian")
    seat: Series[str] = described("town of its seat; empty where no source was found", blank=True)
    scope: Series[str] = described("where its members are", isin=["national", "regional"])


OF_CLUSTER = ForeignKey(("cluster",), Clusters)


@keyed("cluster", "fact", foreign=[OF_CLUSTER])
class ClusterFacts(Reference):
    """What public sources say of the clusters."""

    cluster: Series[str] = columns.cluster(blank=True)
    fact: Series[str] = described("what the fact is about")
    value: Series[str] = described("what the source says")
    unit: Series[str] = described("unit of the value; empty for words and dates", blank=True)
    year: Series[str] = described("year the fact refers to; empty where the source gives none", blank=True)
    source: Series[str] = described("who says so")
    url: Series[str] = described("where it was read; empty where there is no address", blank=True)
    note: Series[str] = described("what to keep in mind", blank=True)


@keyed("stage", foreign=[OF_CLUSTER])
class Catalogue(Reference):
    """Value-chain catalogue: the stages that a complete chain of the cluster has."""

    class Config:
        """Its file is ``stages.csv``."""

        name = "stages"

    cluster: Series[str] = columns.cluster()
    stage: Series[str] = described("code of the stage, unique over all clusters", unique=True)
    position: Series[int] = described("place in the order of reading", ge=1)
    layer: Series[str] = layer_column()
    required: Series[str] = required_column()
    name_en: Series[str] = _name("English")
    name_ro: Series[str] = _name("Romanian")
    name_it: Series[str] = _name("Italian")
    caen: Series[str] = described("CAEN Rev. 2 classes or divisions, joined by ;, the main one first")


#: A stage of the cluster's own chain.
OF_STAGE = ForeignKey(("cluster", "stage"), Catalogue)
_ENDS = ("source", "target")


@keyed(
    "source",
    "target",
    foreign=[ForeignKey(("cluster", end), Catalogue, ("cluster", "stage")) for end in ("source", "target")],
)
class Edges(Reference):
    """Which stage delivers to which."""

    cluster: Series[str] = columns.cluster()
    source: Series[str] = described("stage that delivers")
    target: Series[str] = described("stage that receives")


@keyed("region")
class Regions(Reference):
    """NUTS 2 regions of the country."""

    region: Series[str] = described("NUTS 2 code", unique=True)
    name_en: Series[str] = _name("English")
    name_ro: Series[str] = _name("Romanian")
    name_it: Series[str] = _name("Italian")


@keyed("county", foreign=[ForeignKey(("region",), Regions)])
class Counties(Reference):
    """Counties of the country, with their place on a tile map."""

    county: Series[str] = described("two-letter code (ISO 3166-2:RO)", unique=True)
    name: Series[str] = described("name")
    nuts3: Series[str] = described("NUTS 3 code", unique=True)
    region: Series[str] = described("NUTS 2 code of its region")
    registration_number: Series[int] = described("number in registration codes of firms", unique=True, ge=1)
    tile_row: Series[int] = count("row on the tile map, 0 in the north")
    tile_column: Series[int] = count("column on the tile map, 0 in the west")
    seat: Series[str] = described("its chief town")


@keyed("activity", foreign=[ForeignKey(("section",), there=("activity",))])
class Activities(Reference):
    """Sections and divisions of NACE Rev. 2."""

    activity: Series[str] = described("section letter, or letter and division", unique=True)
    section: Series[str] = described("section letter")
    level: Series[str] = described("section or division", isin=["section", "division"])
    name_en: Series[str] = _short_title("English")
    name_ro: Series[str] = _short_title("Romanian")
    name_it: Series[str] = _short_title("Italian")


OF_ACTIVITY = ForeignKey(("activity",), Activities)


@keyed("activity", "geo", "year", foreign=[OF_ACTIVITY])
class PersonsEmployed(Reference):
    """Persons employed by activity, in the region and the country (Eurostat, sbs_r_nuts06_r2)."""

    activity: Series[str] = described("section or division of NACE Rev. 2")
    geo: Series[str] = described("country or NUTS 2 code")
    year: Series[int] = described("year")
    persons_employed: Series[int] = count("persons employed", "persons")


@keyed("activity", "other", foreign=[OF_ACTIVITY, ForeignKey(("other",), Activities, ("activity",))])
class Proximities(Reference):
    """How near divisions are to one another: NUTS 2 regions specialised in both, of those in the commoner one."""

    activity: Series[str] = columns.division()
    other: Series[str] = described("another division")
    proximity: Series[float] = share("smaller of the two conditional probabilities", nullable=False)
    regions: Series[int] = count("NUTS 2 regions for which both are known", "regions")


@keyed("activity", foreign=[OF_ACTIVITY])
class ActivityBenchmarks(Reference):
    """What the NUTS 2 regions have of each division, those that report most divisions."""

    activity: Series[str] = columns.division(unique=True)
    year: Series[int] = described("year")
    regions: Series[int] = count("regions for which it is known", "regions")
    persons_employed: Series[int] = count("persons employed in it there", "persons")
    total: Series[int] = count("persons employed there in all divisions that they report", "persons")


@keyed("industry")
class Industries(Reference):
    """Industries of the input-output table, with the divisions of NACE Rev. 2 that correspond best."""

    industry: Series[str] = described("code in the World Input-Output Database", unique=True)
    name_en: Series[str] = _short_title("English")
    name_ro: Series[str] = _short_title("Romanian")
    name_it: Series[str] = _short_title("Italian")
    divisions: Series[str] = described("two-digit divisions of NACE Rev. 2, joined by ;; an approximation")


#: Two industries, of which one buys from the other.
BETWEEN_INDUSTRIES = tuple(ForeignKey((side,), Industries, ("industry",)) for side in ("buyer", "supplier"))


@keyed("buyer", "supplier", foreign=BETWEEN_INDUSTRIES)
class InputCoefficients(Reference):
    """What an industry of the country bought of each industry in a year."""

    buyer: Series[str] = described("industry that buys")
    supplier: Series[str] = described("industry whose products it buys")
    domestic: Series[int] = count("products of the country", unit="million USD")
    imported: Series[int] = count("imported products", unit="million USD")


@keyed("locality", "county", foreign=[ForeignKey(("county",), Counties)])
class Localities(Reference):
    """Towns and communes of the country, with their counties."""

    locality: Series[str] = described("name")
    county: Series[str] = described("two-letter code of its county")
    kind: Series[str] = described("rank", isin=["municipality", "town", "commune"])


@keyed("revision", "code")
class ActivityClasses(Reference):
    """Classes of CAEN, the Romanian form of NACE."""

    revision: Series[int] = described("revision of the classification: 2 until 2024, 3 from 2025", isin=[2, 3])
    code: Series[str] = described("four digits")
    title_en: Series[str] = _title("English")
    title_ro: Series[str] = _title("Romanian")
    title_it: Series[str] = _title("Italian")


@keyed("stage", "en", "ro", "it", foreign=[ForeignKey(("stage",), Catalogue)])
class Glossary(Reference):
    """What firms call the things that stages of the chains supply, in three languages."""

    stage: Series[str] = described("code of the stage that supplies it")
    en: Series[str] = described("term in English")
    ro: Series[str] = described("term in Romanian")
    it: Series[str] = described("term in Italian")


@keyed("period")
class ExchangeRates(Reference):
    """Reference rates of the European Central Bank, lei for one euro."""

    period: Series[str] = described("year, half-year, month or day", unique=True)
    kind: Series[str] = described("average of the period, or its end", isin=["average", "end"])
    eur_ron: Series[float] = described("lei for one euro", unit="RON/EUR", gt=0)
    observations: Series[str] = described("days averaged; empty where one day", blank=True)
    source: Series[str] = described("who publishes it")


@keyed("demand")
class Demands(Reference):
    """What the brief of the pilot action asks for, sentence by sentence, and the findings that answer it."""

    demand: Series[str] = described("id", unique=True)
    objective: Series[str] = described("number of the objective that it is part of; empty for others", blank=True)
    language: Series[str] = described("language of the sentence, as ro", str_matches=r"[a-z]{2,3}")
    sentence: Series[str] = described("sentence of the brief, in its own words")
    sentence_en: Series[str] = _translated("English")
    sentence_ro: Series[str] = _translated("Romanian")
    sentence_it: Series[str] = _translated("Italian")
    question_en: Series[str] = described("what it asks, in English", str_matches=FILLED)
    question_ro: Series[str] = described("the same, in Romanian", str_matches=FILLED)
    question_it: Series[str] = described("the same, in Italian", str_matches=FILLED)
    evidence: Series[str] = described(
        "findings that answer it, as notebook:id, joined by ;", str_matches=rf"{_FINDING}(;{_FINDING})*$"
    )


TABLES: tuple[type[Reference], ...] = (
    Clusters,
    ClusterFacts,
    Catalogue,
    Edges,
    Regions,
    Counties,
    Activities,
    PersonsEmployed,
    Proximities,
    ActivityBenchmarks,
    Industries,
    InputCoefficients,
    Localities,
    ActivityClasses,
    Glossary,
    ExchangeRates,
    Demands,
)


#: A study without a brief quotes none, and one of another country needs no rates of lei: the file may be missing.
_MAY_BE_MISSING = (Demands, ExchangeRates)
#: Of what may be without rows: a study needs no facts, a country in euro no rates; without coefficients nothing is
#: expected of inputs. That statistics are missing is told where it is known which.
_MAY_BE_EMPTY = (
    *_MAY_BE_MISSING,
    ClusterFacts,
    Localities,
    Glossary,
    InputCoefficients,
    PersonsEmployed,
)
#: Keys of a resource in ``datapackage.json`` that say of which country and year its table is, and how sources of
#: figures cite it, by language.
COUNTRY, YEAR, CITED = "country", "year", "cited"


def file_of(model: type[StudyTable]) -> str:
    """Name the file of a reference table, below ``data/raw``."""
    return f"reference/{name_of(model)}.csv"


def load(study: Study, model: type[TableModel]) -> DataFrame[TableModel]:
    """Read a reference file: the class name says which.

    Raises
    ------
    StudyError
        If the file or a column is missing, or a value is not what its column allows.
    """
    path = study.raw / file_of(model)
    stamp = (0, 0)
    if path.is_file():
        stamp = path.stat().st_mtime_ns, path.stat().st_size
        reads.file(path)
    return cast("DataFrame[TableModel]", _read(path, study.relative(path), model, study.languages, stamp).copy())


def load_ahead(study: Study) -> None:
    """Read all reference files, for processes that are forked from this one."""
    for model in TABLES:
        # A notebook that reads it says what is wrong.
        with suppress(StudyError):
            load(study, model)


@lru_cache(maxsize=64)
def _read(
    path: Path, name: str, model: type[StudyTable], languages: tuple[str, ...], _stamp: tuple[int, int]
) -> pd.DataFrame:
    """Read a file; its time of change and size are of the key, so that the same process sees what is new."""
    if model in _MAY_BE_MISSING and not path.exists():
        return empty(model)
    frame = read_table(path, name, file_of(model), model, _WORDS, languages=languages)
    problems = list(_refused_cells(name, model, frame))
    if problems:
        raise StudyError(problems)
    return frame


def _refused_cells(name: str, model: type[StudyTable], frame: pd.DataFrame) -> Iterator[Problem]:
    """Find a table without rows, cells in which nothing stands, and those that no page could show."""
    if frame.empty and model not in _MAY_BE_EMPTY:
        yield Problem(name, "It has no row below its heads.", "Restore it from the pack, or fill it in.")
    keys = keys_of(model)
    # Of a key that is empty it is told elsewhere what it could be.
    in_keys = {*keys.primary, *(column for key in keys.foreign for column in key.columns)}
    for column in frame.columns[1:]:
        if pd.api.types.is_numeric_dtype(frame[column]):
            continue
        cells = frame[column].str.strip()
        strange = cells.str.contains(_CONTROL)
        blank = (cells == "") & (column not in in_keys and not may_be_empty(model, column))
        for row_id in frame.loc[blank, "row_id"]:
            said, remedy = _WORDS.get(column, ("It is empty.", "Fill it in."))
            yield Problem(name, said, remedy, row=row_of(row_id), column=column)
        for row_id in frame.loc[strange, "row_id"]:
            said = "A control character or a line break stands there."
            yield Problem(name, said, "Delete it, or write the cell anew.", row=row_of(row_id), column=column)


def latest(persons: DataFrame[PersonsEmployed]) -> DataFrame[PersonsEmployed]:
    """Take the statistics of the latest year."""
    chosen: DataFrame[PersonsEmployed] = persons[persons["year"] == persons["year"].max()]
    return chosen


def divisions(caen: str) -> list[str]:
    """Two-digit divisions of a cell of CAEN codes: ``1310;13;74`` gives ``13`` and ``74``."""
    return list(dict.fromkeys(code[:2] for code in caen.split(SEPARATOR) if code))


def activity_of(activities: DataFrame[Activities]) -> dict[str, str]:
    """Map a two-digit division to its activity: ``13`` to ``C13``."""
    rows = activities[activities["level"] == "division"]
    return {cast(str, activity)[1:]: cast(str, activity) for activity in rows["activity"]}
