"""Which links are missing, how sure are we, and could the region grow them?"""

from __future__ import annotations

from .build import build, check
from .figures import (
    blocked_markets,
    expected_beside_declared,
    gap_ranking,
    need_and_nearness,
    network_of_members,
    origin_of_inputs,
    stages_by_cluster,
    value_chain_map,
    what_thresholds_change,
)
from .findings import (
    contradiction_finding,
    coverage_finding,
    presence_finding,
    region_finding,
    scope_finding,
    stage_table,
)
from .links import (
    gap_table,
    gaps_finding,
    markets_finding,
    matches_table,
    missing_link_sheets,
    network_finding,
    raking_finding,
    sourcing_finding,
    verdict_finding,
    worst_finding,
)
from .read import ClusterChain, read_chain
from .tables import TABLES

__all__ = [
    "TABLES",
    "ClusterChain",
    "blocked_markets",
    "build",
    "check",
    "contradiction_finding",
    "coverage_finding",
    "expected_beside_declared",
    "gap_ranking",
    "gap_table",
    "gaps_finding",
    "markets_finding",
    "matches_table",
    "missing_link_sheets",
    "need_and_nearness",
    "network_finding",
    "network_of_members",
    "origin_of_inputs",
    "presence_finding",
    "raking_finding",
    "read_chain",
    "region_finding",
    "scope_finding",
    "sourcing_finding",
    "stage_table",
    "stages_by_cluster",
    "value_chain_map",
    "verdict_finding",
    "what_thresholds_change",
    "worst_finding",
]
