"""The study's own settings: ``study.yml``, read into types.

Everything that another region, another set of clusters or another wave would change stands in that file.
"""

from .chapters import (
    AssistanceSettings,
    AssistanceWeights,
    CandidateWeights,
    GapThresholds,
    MeetingSettings,
    MeetingWeights,
    MonitoringSettings,
    PartnerPool,
    SeverityWeights,
)
from .languages import LANGUAGES, is_language, known_languages
from .values import Section, Title, territory
from .whole import FILE, ReleaseName, StudyCluster, StudyFile, Thresholds, read, read_with_rows, row_of
from .writing import DEFAULT, SCHEMA, commented, schema_text

__all__ = [
    "DEFAULT",
    "FILE",
    "LANGUAGES",
    "SCHEMA",
    "AssistanceSettings",
    "AssistanceWeights",
    "CandidateWeights",
    "GapThresholds",
    "MeetingSettings",
    "MeetingWeights",
    "MonitoringSettings",
    "PartnerPool",
    "ReleaseName",
    "Section",
    "SeverityWeights",
    "StudyCluster",
    "StudyFile",
    "Thresholds",
    "Title",
    "commented",
    "is_language",
    "known_languages",
    "read",
    "read_with_rows",
    "row_of",
    "schema_text",
    "territory",
]
