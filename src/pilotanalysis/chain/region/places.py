"""Where the points of a plane and their names stand, so that each can be seen; all places are in inches."""

from __future__ import annotations

from collections.abc import Sequence

Box = tuple[float, float, float, float]
Point = tuple[float, float]

#: Room of a point with its ring, least between two points, and of half a line of text.
POINT, _APART, _HALF_LINE = 0.19, 0.22, 0.08
#: A name farther off than this is tied to its point by a line.
FAR = 0.3


def spread(points: Sequence[Point], fields: Sequence[tuple[float, float]]) -> list[Point]:
    """Set points that would cover one another side by side, in their order.

    Parameters
    ----------
    points : sequence of (float, float)
    fields : sequence of (float, float)
        For each point, from where to where it may be moved sideways: it never crosses a line that means something.
    """
    placed: list[Point] = []
    for (x, y), (low, high) in zip(points, fields, strict=True):
        steps = sorted(range(-len(points), len(points) + 1), key=abs)
        spots = [x + _APART * step for step in steps]
        free = [
            spot
            for spot in spots
            if (spot == x or low + POINT <= spot <= high - POINT)
            and all(abs(spot - other) >= 0.99 * _APART or abs(y - beside) >= 0.99 * _APART for other, beside in placed)
        ]
        placed.append(((free or spots)[0], y))
    return placed


def _spots(x: float, y: float, wide: float) -> list[Point]:
    """Places for the left end of a name about a point, the best first."""
    beside = [(x + 0.2, y), (x - 0.2 - wide, y)]
    around = [
        (left, y + side * up)
        for up in (0.23, 0.2, 0.4, 0.56, 0.72, 0.9, 1.1)
        for side in (1, -1)
        for left in ((x - wide / 2,) if up == 0.23 else (x + 0.14, x - wide - 0.14, x - wide / 2))
    ]
    return beside + around


def name_places(
    points: Sequence[Point], widths: Sequence[float], fields: Sequence[Box], taken: Sequence[Box] = ()
) -> list[Point]:
    """Place the name of each point where it covers no point, no other name and nothing that is taken.

    Parameters
    ----------
    points : sequence of (float, float)
    widths : sequence of float
        Of the names.
    fields : sequence of (float, float, float, float)
        For each name the field that it may not leave: left, bottom, right, top.
    taken : sequence of (float, float, float, float)
        Boxes that are to be kept free.

    Returns
    -------
    list of (float, float)
        Left end and middle of each name.
    """
    covered = [(x - POINT, y - POINT, x + POINT, y + POINT) for x, y in points] + list(taken)
    found: dict[int, Point] = {}
    # From the top, and those that have the least room to choose first among equals.
    for number in sorted(range(len(points)), key=lambda number: (-points[number][1], -widths[number])):
        (x, y), wide, (left, bottom, right, top) = points[number], widths[number], fields[number]
        best, least = (x, y), float("inf")
        for a, b in _spots(x, y, wide):
            spot = (max(left, min(a, right - wide)), max(bottom + _HALF_LINE, min(b, top - _HALF_LINE)))
            box = (spot[0], spot[1] - _HALF_LINE, spot[0] + wide, spot[1] + _HALF_LINE)
            overlap = sum(_overlap(box, other) for other in covered)
            if overlap < least:
                best, least = spot, overlap
        found[number] = best
        covered.append((best[0] - 0.03, best[1] - _HALF_LINE, best[0] + wide + 0.03, best[1] + _HALF_LINE))
    return [found[number] for number in range(len(points))]


def _overlap(one: Box, other: Box) -> float:
    """Area that two boxes share."""
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return max(wide, 0.0) * max(high, 0.0)
