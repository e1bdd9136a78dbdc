"""House style of figures.

Colours reach a contrast of 3:1 on white and keep apart under the three kinds of colour
blindness (both are held by tests); nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any
from warnings import catch_warnings

#: Names say what a colour is for.
COLOURS: Mapping[str, str] = {
    "ink": "#1f2933",
    "muted": "#5b6770",
    "line": "#8b949c",
    "present": "#12436d",
    "absent": "#a3123a",
    "unknown": "#996300",
    "accent": "#1c7c74",
}
PAPER = "#ffffff"
#: Least contrast of text with what it lies on (WCAG 2.2, 1.4.3).
LEGIBLE = 4.5

RC: dict[Any, Any] = {
    # The second is nearly as wide, for readers who have not the first.
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana"],
    "font.size": 10,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.edgecolor": COLOURS["line"],
    "axes.labelcolor": COLOURS["ink"],
    "axes.axisbelow": True,
    "axes.grid": True,
    "grid.color": "#dde2e6",
    "grid.linewidth": 0.8,
    "xtick.color": COLOURS["muted"],
    "ytick.color": COLOURS["ink"],
    "xtick.bottom": False,
    "ytick.left": False,
    "text.color": COLOURS["ink"],
    # A dollar sign in a name is a dollar sign.
    "text.parse_math": False,
    "legend.frameon": False,
    "hatch.linewidth": 0.8,
    "figure.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    # Same inputs, same bytes: SVG element ids come from this and not from chance.
    "svg.hashsalt": "pilotanalysis",
    # Text stays text, which can be searched; the letters it needs are put into the file.
    "svg.fonttype": "none",
}


def contrast(colour: str, other: str = PAPER) -> float:
    """Contrast ratio of two colours (WCAG 2.2, 1.4.3), from 1 to 21."""
    light, dark = sorted((_luminance(colour), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def ink_on(colour: str) -> str:
    """Give the colour of text on a coloured ground: white, or else dark, as far as it can be read."""
    inks = (PAPER, COLOURS["ink"])
    # On any colour white or black is legible.
    return next((ink for ink in inks if contrast(ink, colour) >= LEGIBLE), "#000000")


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@cache
def width_of(text: str, size: float, weight: str = "normal") -> float:
    """Width of text in house style, in inches."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(family=RC["font.family"], weight=weight, size=size)
    with catch_warnings(action="ignore"):
        return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0]) / 72


def fitting_size(text: str, width: float, size: float, weight: str = "normal") -> float:
    """Give the font size, at most `size` points, at which text in house style is no wider than `width` inches."""
    taken = width_of(text, size, weight)
    return size * min(1.0, width / taken) if taken else size
