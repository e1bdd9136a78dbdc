"""Figures of the value chain."""

from .effects import what_thresholds_change
from .map import value_chain_map
from .markets import blocked_markets
from .overview import stages_by_cluster
from .plane import need_and_nearness
from .ranking import gap_ranking
from .region import region_beside_chain
from .sourcing import origin_of_inputs

__all__ = [
    "blocked_markets",
    "gap_ranking",
    "need_and_nearness",
    "origin_of_inputs",
    "region_beside_chain",
    "stages_by_cluster",
    "value_chain_map",
    "what_thresholds_change",
]
