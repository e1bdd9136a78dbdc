"""Figures with a shape of their own: axes measured in inches, without frame."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import SubFigure


def sheet_of(area: SubFigure, width: float, height: float) -> Axes:
    """Give an area one pair of axes without frame, whose units are inches."""
    axes = area.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(0, height))
    axes.axis("off")
    return axes
