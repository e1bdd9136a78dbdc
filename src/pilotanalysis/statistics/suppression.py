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
    exhausted: set[int] = set()
    while True:
        open_cells = [int(cell) for cell in np.flatnonzero(hidden) if cell not in exhausted]
        narrow = next((cell for cell in open_cells if _narrow(cell, counts, hidden, equations, width)), None)
        if narrow is None:
            return hidden
        beside = _beside(narrow, counts, hidden, equations)
        if beside is None:
            exhausted.add(narrow)
        else:
            hidden[beside] = True


def _narrow(cell: int, counts: Counts, hidden: Mask, equations: Sequence[Equation], width: int) -> bool:
    low, high = bounds(cell, counts, hidden, equations)
    return high - low < width or _exact(cell, counts, hidden, equations)


def _exact(cell: int, counts: Counts, hidden: Mask, equations: Sequence[Equation]) -> bool:
    """Tell whether one who takes each hidden count for at least 1 could work the count out."""
    low, high = bounds(cell, counts, hidden, equations, np.minimum(counts, 1))
    return high - low < 1


def _beside(cell: int, counts: Counts, hidden: Mask, equations: Sequence[Equation]) -> int | None:
    """The count to hide next, of those shown in the equations that bind the cell; a 0 only if it must be.

    First come those that cover most hidden counts standing alone in an equation and uncover fewest: they close the
    rectangle of a table. Of these the smallest is taken.
    """
    shown = {other for equation in _component(cell, hidden, equations) for other in equation.cells if not hidden[other]}
    positive = [other for other in shown if counts[other] > 0]
    if not positive:
        return min(shown) if shown and _exact(cell, counts, hidden, equations) else None

    def uncovered(other: int) -> int:
        alone = [sum(bool(hidden[one]) for one in equation.cells) for equation in equations if other in equation.cells]
        return alone.count(0) - alone.count(1)

    return min(positive, key=lambda other: (uncovered(other), counts[other], other))


def _component(cell: int, hidden: Mask, equations: Sequence[Equation]) -> list[Equation]:
    """Equations that bind a hidden count, directly or over other hidden counts."""
    reached, found = {cell}, list[Equation]()
    grown = True
    while grown:
        grown = False
        for equation in equations:
            own = {other for other in equation.cells if hidden[other]}
            if equation not in found and own & reached:
                found.append(equation)
                reached |= own
                grown = True
    return found


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

    matrix = np.zeros((len(group), len(places)))
    right = np.zeros(len(group))
    for row, equation in enumerate(group):
        known, unknown = _split(equation, counts, hidden)
        right[row] = equation.total - known
        for other, coefficient in unknown:
            matrix[row, places.index(other)] += coefficient
    limits = [(floor[other], None) for other in places]
    aim = np.zeros(len(places))
    aim[places.index(cell)] = 1.0
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
