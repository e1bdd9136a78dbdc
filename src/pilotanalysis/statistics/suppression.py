"""Secondary suppression: which further counts must be hidden so that no hidden count can be worked out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Equation:
    """Counts that are known to add up: the sum of coefficient times count equals `total`.

    Attributes
    ----------
    cells : tuple of int
        Places of the counts.
    coefficients : tuple of int
        1 or -1 for each.
    total : int
    """

    cells: tuple[int, ...]
    coefficients: tuple[int, ...]
    total: int


def protect(counts: Counts, hidden: Mask, equations: Sequence[Equation], width: int) -> Mask:
    """Give the counts to hide so that each hidden one stays uncertain by at least `width`.

    Whoever reads the counts that are shown, and knows the equations, can bound those that are hidden by linear
    programming. While one of them is bounded more narrowly than `width`, or exactly for a reader who knows that a
    count of 0 is never hidden, a count shown beside it in an equation is hidden too. A count of 0 is
    hidden only where nothing else would keep the reader from the exact count.

    Parameters
    ----------
    counts : array of int
        All counts.
    hidden : array of bool
        Those that are hidden in any case.
    equations : sequence of Equation
    width : int
        Least difference between the bounds of a hidden count.

    Returns
    -------
    array of bool
        Those to hide, `hidden` among them. A count whose equations are hidden altogether stays as narrow as it is.

    Notes
    -----
    Cell suppression as in Hundepool et al., Statistical Disclosure Control (2012), chapter 4; the choice is greedy,
    so that more may be hidden than a program for the least would hide.

    Examples
    --------
    >>> row = Equation((0, 1, 2), (1, 1, 1), 17)
    >>> protect(np.array([2, 5, 10]), np.array([True, False, False]), [row], 3).tolist()
    [True, True, False]
    """
    hidden = hidden.copy()
    # Hiding more never tells more: a count that was found uncertain enough stays so.
    settled: set[int] = set()
    while True:
        _cover_lone(counts, hidden, equations)
        open_cells = [int(cell) for cell in np.flatnonzero(hidden) if cell not in settled]
        if not open_cells:
            return hidden
        cell = open_cells[0]
        beside = _beside(cell, counts, hidden, equations) if _narrow(cell, counts, hidden, equations, width) else None
        if beside is None:
            settled.add(cell)
        else:
            hidden[beside] = True


def _cover_lone(counts: Counts, hidden: Mask, equations: Sequence[Equation]) -> None:
    """Hide a second count in each equation that has one hidden count alone, which would follow from the others."""
    again = True
    while again:
        again = False
        for equation in equations:
            shown = [other for other in equation.cells if not hidden[other]]
            if len(shown) == len(equation.cells) - 1 and shown:
                positive = [other for other in shown if counts[other] > 0]
                hidden[_best(positive or shown, counts, hidden, equations)] = again = True


def _narrow(cell: int, counts: Counts, hidden: Mask, equations: Sequence[Equation], width: int) -> bool:
    low, high = bounds(cell, counts, hidden, equations)
    if high - low >= width and not _exact(cell, counts, hidden, equations):
        return False
    # What is known to everyone may bound it as narrowly: one of two members. Then hiding more is in vain.
    everything = np.ones_like(hidden)
    least, most = bounds(cell, counts, everything, equations)
    return high - low < min(width, most - least) or (
        _exact(cell, counts, hidden, equations) and not _exact(cell, counts, everything, equations)
    )


def _exact(cell: int, counts: Counts, hidden: Mask, equations: Sequence[Equation]) -> bool:
    """Tell whether one who takes each hidden count for at least 1 could work the count out."""
    low, high = bounds(cell, counts, hidden, equations, np.minimum(counts, 1))
    return high - low < 1


def _beside(cell: int, counts: Counts, hidden: Mask, equations: Sequence[Equation]) -> int | None:
    """The count to hide next, of those shown in the equations that bind the cell; a 0 only if it must be.

    First come those that cover most hidden counts standing alone in an equation and uncover fewest: they close the
    rectangle of a table. Of these the smallest is taken.
    """
    # From near to far: what stands in an equation with the count itself covers it best.
    group = _component(cell, hidden, equations)
    near = [equation for equation in group if cell in equation.cells]
    for reach in (near, group):
        shown = {other for equation in reach for other in equation.cells if not hidden[other]}
        positive = [other for other in shown if counts[other] > 0]
        if positive:
            break
    else:
        return min(shown) if shown and _exact(cell, counts, hidden, equations) else None

    return _best(positive, counts, hidden, equations)


def _best(cells: Sequence[int], counts: Counts, hidden: Mask, equations: Sequence[Equation]) -> int:
    """Take the count that covers most others and uncovers fewest; of these the smallest."""

    def uncovered(cell: int) -> int:
        alone = [sum(bool(hidden[one]) for one in equation.cells) for equation in equations if cell in equation.cells]
        return alone.count(0) - alone.count(1)

    return min(cells, key=lambda cell: (uncovered(cell), counts[cell], cell))


def _component(cell: int, hidden: Mask, equations: Sequence[Equation]) -> list[Equation]:
    """Equations that bind a hidden count, directly or over other hidden counts."""
    binding: dict[int, list[int]] = {}
    for place, equation in enumerate(equations):
        for other in equation.cells:
            if hidden[other]:
                binding.setdefault(other, []).append(place)
    found: dict[int, None] = {}
    reached, waiting = {cell}, [cell]
    while waiting:
        new = [place for place in binding.get(waiting.pop(), ()) if place not in found]
        found |= dict.fromkeys(new)
        others = {other for place in new for other in equations[place].cells if hidden[other]} - reached
        reached |= others
        waiting += sorted(others)
    return [equations[place] for place in found]


def bounds(
    cell: int, counts: Counts, hidden: Mask, equations: Sequence[Equation], least: Counts | None = None
) -> tuple[float, float]:
    """Bound a hidden count by what is shown and the equations; infinite where nothing binds it from above.

    Parameters
    ----------
    cell : int
        Place of the hidden count.
    counts, hidden, equations
        As in :func:`protect`.
    least : array of int, optional
        Least that each hidden count can be; 0 if not given.
    """
    group = _component(cell, hidden, equations)
    if not group:
        return 0.0, np.inf
    floor = np.zeros(len(counts)) if least is None else least.astype(np.float64)
    places = sorted({other for equation in group for other in equation.cells if hidden[other]})
    if len(group) == 1:
        return _of_one(cell, group[0], counts, hidden, floor)
    from scipy.optimize import linprog

    column = {other: place for place, other in enumerate(places)}
    matrix = np.zeros((len(group), len(places)))
    right = np.zeros(len(group))
    for row, equation in enumerate(group):
        known, unknown = _split(equation, counts, hidden)
        right[row] = equation.total - known
        for other, coefficient in unknown:
            matrix[row, column[other]] += coefficient
    limits = [(floor[other], None) for other in places]
    aim = np.zeros(len(places))
    aim[column[cell]] = 1.0
    ends = []
    for sign in (1.0, -1.0):
        solved = linprog(sign * aim, A_eq=matrix, b_eq=right, bounds=limits, method="highs")
        ends.append(sign * solved.fun if solved.status == 0 else sign * -np.inf)
    return float(ends[0]), float(ends[1])


def _of_one(
    cell: int, equation: Equation, counts: Counts, hidden: Mask, least: npt.NDArray[np.float64]
) -> tuple[float, float]:
    """Bounds where a single equation binds the count."""
    known, unknown = _split(equation, counts, hidden)
    own = next(coefficient for other, coefficient in unknown if other == cell)
    others = [(other, coefficient * own) for other, coefficient in unknown if other != cell]
    rest = own * (equation.total - known)
    plus = sum(least[other] for other, coefficient in others if coefficient > 0)
    minus = sum(least[other] for other, coefficient in others if coefficient < 0)
    high = np.inf if any(coefficient < 0 for _other, coefficient in others) else rest - plus
    low = least[cell] if any(coefficient > 0 for _other, coefficient in others) else rest + minus
    return float(max(low, least[cell])), float(high)


def _split(equation: Equation, counts: Counts, hidden: Mask) -> tuple[int, list[tuple[int, int]]]:
    """What the shown counts of an equation add up to, and its hidden ones."""
    pairs = list(zip(equation.cells, equation.coefficients, strict=True))
    known = sum(int(counts[other]) * coefficient for other, coefficient in pairs if not hidden[other])
    return known, [(other, coefficient) for other, coefficient in pairs if hidden[other]]


def group_equations(groups: Iterator[Sequence[int]], counts: Counts, minimum: int) -> list[Equation]:
    """Make an equation of each group of counts whose total is shown: one below `minimum` is hidden itself.

    Parameters
    ----------
    groups : iterator of sequence of int
        Places of the counts of each group.
    counts : array of int
    minimum : int
    """
    made = []
    for group in groups:
        total = int(counts[list(group)].sum())
        if total == 0 or total >= minimum:
            made.append(Equation(tuple(group), (1,) * len(group), total))
    return made
