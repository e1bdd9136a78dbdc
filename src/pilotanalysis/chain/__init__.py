"""Which links are missing, how sure are we, and could the region grow them?"""

from __future__ import annotations

from .. import reference
from ..study import Study
from ..survey.tables import Needs, Organisations, Roles, Statements
from ..tables import TableSet
from .figures import region_beside_chain, region_beside_gaps, value_chain_map
from .findings import (
    contradiction_finding,
    coverage_finding,
    gap_table,
    presence_finding,
    region_finding,
    scope_finding,
    stage_table,
)
from .read import ClusterChain, read_chain
from .region import regional_capacity
from .stages import find_gaps, place_members
from .tables import TABLES, Gaps, RegionalCapacity, Stages

__all__ = [
    "TABLES",
    "ClusterChain",
    "build",
    "contradiction_finding",
    "coverage_finding",
    "find_gaps",
    "gap_table",
    "place_members",
    "presence_finding",
    "read_chain",
    "region_beside_chain",
    "region_beside_gaps",
    "region_finding",
    "regional_capacity",
    "scope_finding",
    "stage_table",
    "value_chain_map",
]


def build(study: Study, survey: TableSet) -> TableSet:
    """Compute the tables of the chapter from those of the survey."""
    catalogue = reference.load(study, reference.Stages)
    catalogue = catalogue[catalogue["cluster"].isin(study.analysed)]
    settings = study.settings
    stages = place_members(
        catalogue,
        survey.of(Organisations),
        survey.of(Statements),
        survey.of(Roles),
        survey.of(Needs),
        settings.thresholds.confidence,
    )
    capacity = regional_capacity(
        catalogue,
        reference.load(study, reference.PersonsEmployed),
        reference.load(study, reference.Activities),
        settings.region,
        settings.country,
    )
    confidence = settings.thresholds.confidence
    gaps = find_gaps(stages, survey.of(Organisations), survey.of(Needs), capacity, confidence)
    return TableSet({Stages: stages, RegionalCapacity: capacity, Gaps: gaps})
