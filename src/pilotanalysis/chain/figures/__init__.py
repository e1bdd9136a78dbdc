"""Figures of the value chain."""

from .expected import expected_beside_declared
from .map import value_chain_map
from .markets import blocked_markets
from .network import network_of_members
from .overview import stages_by_cluster
from .plane import need_and_nearness
from .sourcing import origin_of_inputs

__all__ = [
    "blocked_markets",
    "expected_beside_declared",
    "need_and_nearness",
    "network_of_members",
    "origin_of_inputs",
    "stages_by_cluster",
    "value_chain_map",
]
