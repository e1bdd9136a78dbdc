"""Hybrid activities: what members of two or more clusters could do together."""

from .figure_map import hybrid_map
from .findings import (
    activities_table,
    activity_steps_table,
    best_activity_finding,
    hybrid_participants_table,
    ideas_finding,
    ideas_table,
)

__all__ = [
    "activities_table",
    "activity_steps_table",
    "best_activity_finding",
    "hybrid_map",
    "hybrid_participants_table",
    "ideas_finding",
    "ideas_table",
]
