"""Which links are missing, how sure are we, and could the region grow them?"""

from __future__ import annotations

from .build import build, check
from .gaps.answer import all_gaps, worst_gaps
from .gaps.figure_ranking import gap_ranking
from .gaps.figure_thresholds import what_thresholds_change
from .gaps.findings import gaps_finding, raking_finding, verdict_finding, worst_finding
from .gaps.methods import gap_methods
from .gaps.reliability import reliability_finding
from .gaps.sheets import gap_table, missing_link_sheets, open_questions
from .markets import blocked_markets, markets_finding
from .matches import matches_table
from .network import network_finding, network_of_members
from .overview import stages_by_cluster, value_chain_map
from .presence import contradiction_finding, coverage_finding, presence_finding, stage_table
from .region import need_and_nearness, region_finding, scope_finding
from .sourcing import expected_beside_declared, origin_of_inputs, sourcing_finding
from .tables import TABLES

__all__ = [
    "TABLES",
    "all_gaps",
    "blocked_markets",
    "build",
    "check",
    "contradiction_finding",
    "coverage_finding",
    "expected_beside_declared",
    "gap_methods",
    "gap_ranking",
    "gap_table",
    "gaps_finding",
    "markets_finding",
    "matches_table",
    "missing_link_sheets",
    "need_and_nearness",
    "network_finding",
    "network_of_members",
    "open_questions",
    "origin_of_inputs",
    "presence_finding",
    "raking_finding",
    "region_finding",
    "reliability_finding",
    "scope_finding",
    "sourcing_finding",
    "stage_table",
    "stages_by_cluster",
    "value_chain_map",
    "verdict_finding",
    "what_thresholds_change",
    "worst_finding",
    "worst_gaps",
]
