"""Which links are missing, how sure are we, and could the region grow them?"""

from __future__ import annotations

from .build import build
from .figures import (
    blocked_markets,
    gap_ranking,
    need_and_nearness,
    origin_of_inputs,
    region_beside_chain,
    stages_by_cluster,
    value_chain_map,
    what_thresholds_change,
)
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
from .tables import TABLES

__all__ = [
    "TABLES",
    "ClusterChain",
    "blocked_markets",
    "build",
    "contradiction_finding",
    "coverage_finding",
    "gap_ranking",
    "gap_table",
    "need_and_nearness",
    "origin_of_inputs",
    "presence_finding",
    "read_chain",
    "region_beside_chain",
    "region_finding",
    "scope_finding",
    "stage_table",
    "stages_by_cluster",
    "value_chain_map",
    "what_thresholds_change",
]
