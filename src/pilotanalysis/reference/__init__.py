"""Catalogues and official statistics of a study: ``data/raw/reference``.

Each is an editable CSV, described with its source in ``data/raw/datapackage.json``. Rows keep
the number they have in the file, so that a figure can name the rows it was made from.
"""

from .checks import check
from .tables import (
    ACTIVITIES,
    BETWEEN_INDUSTRIES,
    CITED,
    COUNTRY,
    LAYERS,
    OF_ACTIVITY,
    OF_CLUSTER,
    OF_STAGE,
    REQUIREMENTS,
    TABLES,
    YEAR,
    Activities,
    ActivityBenchmarks,
    ActivityClasses,
    Catalogue,
    ClusterFacts,
    Clusters,
    Counties,
    Demands,
    Edges,
    ExchangeRates,
    Glossary,
    Industries,
    InputCoefficients,
    Localities,
    PersonsEmployed,
    Proximities,
    Reference,
    Regions,
    activity_of,
    divisions,
    file_of,
    latest,
    layer_column,
    load,
    required_column,
)

__all__ = [
    "ACTIVITIES", "BETWEEN_INDUSTRIES", "CITED", "COUNTRY", "LAYERS", "OF_ACTIVITY", "OF_CLUSTER", "OF_STAGE",
    "REQUIREMENTS", "TABLES", "YEAR", "Activities", "ActivityBenchmarks", "ActivityClasses", "Catalogue",
    "ClusterFacts", "Clusters", "Counties", "Demands", "Edges", "ExchangeRates", "Glossary", "Industries",
    "InputCoefficients", "Localities", "PersonsEmployed", "Proximities", "Reference", "Regions", "activity_of", "check",
    "divisions", "file_of", "latest", "layer_column", "load", "required_column",
]  # fmt: skip
