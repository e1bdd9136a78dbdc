"""How the kinds of presence look: never told by colour alone."""

from __future__ import annotations

from typing import NamedTuple

from ...results.style import PAPER

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
    "absent_confirmed": Look("#fdecea", "absent", (0, (4, 2)), None, "✕"),
    "not_observed": Look(PAPER, "unknown", (0, (1, 1.5)), "////", "?"),
}
