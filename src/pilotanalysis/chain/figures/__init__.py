"""Figures of the gaps."""

from .effects import what_thresholds_change
from .ranking import gap_ranking

__all__ = ["gap_ranking", "what_thresholds_change"]
