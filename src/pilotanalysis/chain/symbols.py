"""Symbols of presence, and the badges of gaps: never told by colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Circle

from ..results import say
from ..results.style import PAPER, ink_on, width_of
from .kinds import KINDS

HATCH = "#f0dcc4"


class Look(NamedTuple):
    """How a presence looks: never by colour alone."""

    fill: str
    edge: str
    style: str | tuple[float, tuple[float, ...]]
    hatch: str | None
    mark: str


LOOKS = {
    "present": Look("#e3ecf5", "present", "-", None, "●"),
    "absent_stated": Look("#fdecea", "absent", (0, (4, 2)), None, "✕"),
    "not_observed": Look(PAPER, "unknown", (0, (1, 1.5)), "////", "?"),
}


def draw_badge(axes: Axes, x: float, y: float, kind: str, status: str, radius: float = 0.1) -> None:
    """Draw the badge of a gap at a point of axes whose units are inches: filled if it is found, hollow if open."""
    badge, found = KINDS[kind], status == "found"
    face = badge.colour if found else PAPER
    axes.add_patch(Circle((x, y), radius, facecolor=face, edgecolor=badge.colour, linewidth=1.3, zorder=5))
    axes.text(
        x, y - 0.004, badge.symbol, ha="center", va="center_baseline", fontsize=radius * 86, fontweight="bold",
        color=ink_on(face) if found else badge.colour, zorder=6,
    )  # fmt: skip


def kinds_of(data: pd.DataFrame) -> list[str]:
    """Kinds of gap that occur in a frame with a column for each kind."""
    return [kind for kind in KINDS if (data[kind].fillna("") != "").any()]


def draw_key(axes: Axes, x: float, y: float, room: float, kinds: Sequence[str], language: str) -> None:
    """Explain the badges of kinds of gap, on a line of so many inches or, where that is too short, on two."""
    texts = [say(KINDS[kind].label, language) for kind in kinds]
    size, mark, start = 8.5, 0.26, x
    taken = [mark + width_of(text, size) for text in texts]
    gap = 0.3 if sum(taken) + 0.3 * len(texts) <= room else 0.14
    for kind, text, wide in zip(kinds, texts, taken, strict=True):
        if x > start and x + wide > start + room:
            x, y = start, y - 0.23
        draw_badge(axes, x + 0.1, y, kind, "found")
        axes.text(x + mark, y, text, va="center", fontsize=size)
        x += wide + gap
