"""What notebooks/explore.ipynb shows: gaps by other lines and weights, and every number down to the raw cells.

It writes nothing: :mod:`panel` has what one sets and sees, :mod:`numbers` the numbers of a cluster with the rows that
made them, :mod:`tracing` those rows as they stand in the raw files.
"""

from .panel import Explorer

__all__ = ["Explorer"]
