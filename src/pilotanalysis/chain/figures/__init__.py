"""Figures of the value chain."""

from .map import value_chain_map
from .region import region_beside_chain, region_beside_gaps

__all__ = ["region_beside_chain", "region_beside_gaps", "value_chain_map"]
