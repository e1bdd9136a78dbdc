"""The whole chain at a glance: the map of one cluster, and the chains of all clusters side by side."""

from .map import value_chain_map
from .side_by_side import stages_by_cluster

__all__ = ["stages_by_cluster", "value_chain_map"]
