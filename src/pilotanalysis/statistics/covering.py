"""How few cover how much: the fewest that give every gap as many candidates as wanted, proven to be the fewest.

Who closes which gap is an array of truths, candidates by gaps. Programs are solved by HiGHS to a gap of nothing
between what was found and what could be; whatever is not proven is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
#: Values are compared by their thousandths, so that sums of them are exact.
_STEPS = 1000
#: How exactly the solver knows its bounds.
_EXACT = 1e-3
#: Among covers of one size and value, whole numbers drawn from so many tell one apart from all others.
_TELLS_APART = 1 << 16


def needed(closes: Bools, wanted: int) -> Ints:
    """How many candidates each gap shall have: as many as wanted, or as many as there are.

    Examples
    --------
    >>> needed(np.array([[True, False], [True, False]]), 3).tolist()
    [2, 0]
    """
    there: Ints = closes.sum(axis=0).astype(np.int64)
    return np.minimum(there, wanted)


def smallest_cover(closes: Bools, values: Floats, wanted: int) -> Ints:
    """Choose the fewest candidates that give every gap as many as :func:`needed`.

    Of several such sets the one with the highest sum of values is taken, of candidates that close the same gaps those
    with higher values, then those that come first, and of what is still equal always the same.

    Parameters
    ----------
    closes : array of bool, candidates by gaps
    values : array, candidates
        From 0 up; what a candidate is worth, beside others.
    wanted : int
        Candidates that each gap shall have.

    Returns
    -------
    array of int
        Rows of `closes`, in their order.

    Raises
    ------
    RuntimeError
        If the solver does not prove that there is nothing better.

    Examples
    --------
    >>> closes = np.array([[True, False], [False, True], [True, True]])
    >>> smallest_cover(closes, np.array([0.9, 0.9, 0.1]), 1).tolist()
    [2]
    >>> smallest_cover(closes, np.array([0.9, 0.9, 0.1]), 2).tolist()
    [0, 1, 2]
    """
    chosen = [np.zeros(0, dtype=np.int64)]
    for rows, gaps in _parts(closes):
        own = closes[np.ix_(rows, gaps)]
        chosen.append(rows[_best(own, values[rows], needed(own, wanted), len(gaps))])
    return np.sort(np.concatenate(chosen))


def worst_first_cover(closes: Bools, values: Floats, most: int) -> Ints:
    """Choose at most so many candidates for the gaps from the first on: each is given one while that many reach.

    A gap for which they do not reach beside those before it is passed over. No more are chosen than it takes; equals
    are told apart as in :func:`smallest_cover`.

    Examples
    --------
    >>> closes = np.array([[False, True, True], [True, False, False], [True, False, True]])
    >>> worst_first_cover(closes, np.array([0.5, 0.9, 0.5]), 1).tolist()
    [2]
    >>> worst_first_cover(closes, np.array([0.5, 0.9, 0.5]), 2).tolist()
    [0, 1]
    """
    taken: list[int] = []
    for gap in np.flatnonzero(closes.any(axis=0)).tolist():
        wanted = [*taken, gap]
        own = closes[:, wanted]
        # As many as there are gaps always reach.
        if len(wanted) <= most or _Program.of_kinds(own, needed(own, 1)).fewest(len(wanted)) <= most:
            taken = wanted
    own = closes[:, taken]
    return _best(own, values, needed(own, 1), len(taken))


def coverage_curve(closes: Bools, wanted: int) -> tuple[Ints, Ints]:
    """Count the gaps that sets of each size close at best, from the empty one to the smallest that closes all.

    Returns
    -------
    array of int
        Most gaps that a set of the size gives a candidate.
    array of int
        Most gaps that a set of the size gives as many candidates as :func:`needed`.

    Examples
    --------
    >>> closed, fully = coverage_curve(np.array([[True, False], [True, False], [False, True]]), 2)
    >>> closed.tolist(), fully.tolist()
    ([0, 1, 2, 2], [0, 1, 1, 2])
    """
    one, all_of_them = (_fewest_by_gaps(closes, each) for each in (1, wanted))
    sizes = np.arange(all_of_them[-1] + 1)
    closed, fully = (np.searchsorted(fewest, sizes, "right") - 1 for fewest in (one, all_of_them))
    return closed.astype(np.int64), fully.astype(np.int64)


def by_what_they_add(closes: Bools, values: Floats, wanted: int) -> tuple[Ints, Ints]:
    """Order candidates so that each adds most to those before it.

    Parameters
    ----------
    closes : array of bool, candidates by gaps
    values : array, candidates
        Go before of two that add as much; of equals the one that comes first.
    wanted : int
        Candidates that each gap shall have; more add nothing.

    Returns
    -------
    array of int
        Rows of `closes` in that order.
    array of int
        How many gaps each of them adds a candidate to that had too few.

    Examples
    --------
    >>> order, adds = by_what_they_add(np.array([[True, False], [True, True]]), np.zeros(2), 1)
    >>> order.tolist(), adds.tolist()
    ([1, 0], [2, 0])
    """
    open_, left = needed(closes, wanted), list(range(len(closes)))
    order: list[int] = []
    adds: list[int] = []
    while left:
        gains = (closes[left] & (open_ > 0)).sum(axis=1)
        place = max(range(len(left)), key=lambda at: (gains[at], values[left[at]], -at))
        adds.append(int(gains[place]))
        order.append(left.pop(place))
        open_ = np.maximum(open_ - closes[order[-1]], 0)
    return np.array(order, dtype=np.int64), np.array(adds, dtype=np.int64)


def _parts(closes: Bools) -> Iterator[tuple[Ints, Ints]]:
    """Candidates and gaps that hang together, by their places: what is best for each part is best for all."""
    number = len(closes)
    rows, gaps = np.nonzero(closes)
    pairs = csr_array((np.ones(len(rows)), (rows, gaps + number)), shape=(sum(closes.shape), sum(closes.shape)))
    _count, part = connected_components(pairs, directed=False)
    for each in np.unique(part[number:][closes.any(axis=0)]):
        yield np.flatnonzero(part[:number] == each), np.flatnonzero(part[number:] == each)


def _fewest_by_gaps(closes: Bools, wanted: int) -> Ints:
    """How few candidates close no gap, one, two, and so on: of all parts together."""
    fewest = np.zeros(1, dtype=np.int64)
    for rows, gaps in _parts(closes):
        own = closes[np.ix_(rows, gaps)]
        part = _Program.of_kinds(own, needed(own, wanted)).fewest_by_gaps()
        sums = np.full((len(fewest), len(fewest) + len(gaps)), np.iinfo(np.int64).max)
        for before, already in enumerate(fewest):
            sums[before, before : before + len(part)] = already + part
        fewest = sums.min(axis=0)
    return fewest


def _best(closes: Bools, values: Floats, need: Ints, gaps: int) -> Ints:
    """Rows of the best of the smallest sets that close so many gaps.

    Of candidates that close the same gaps, no more matter than a gap needs: those with the highest values.
    """
    if not gaps:
        return np.zeros(0, dtype=np.int64)
    steps, useful = np.rint(values * _STEPS).astype(np.int64), np.flatnonzero(closes.any(axis=1))
    kind = np.unique(closes[useful], axis=0, return_inverse=True)[1].ravel()
    order = np.lexsort((useful, -steps[useful], kind))
    rows, kind = useful[order], kind[order]
    place = np.arange(len(rows)) - np.searchsorted(kind, kind)
    matters = place < np.where(closes[rows], need, 0).max(axis=1)
    rows, place = rows[matters], place[matters]
    if len(need) == 1:
        # All close the one gap, and no more are left than it needs.
        return np.sort(rows)
    before = [(at - 1, at) for at in np.flatnonzero(place > 0).tolist()]
    program = _Program(closes[rows], need, np.ones(len(rows), dtype=np.int64), before)
    return np.sort(rows[program.best(steps[rows], gaps)])


class _Program:
    """How many candidates to take of each kind, and which gaps to close with them.

    Parameters
    ----------
    closes : array of bool, kinds of candidates by gaps that can be closed
    need : array of int, gaps that can be closed
    there : array of int, kinds of candidates
        How many there are.
    before : list of pairs
        Kinds of which the first is taken before the second.
    """

    def __init__(self, closes: Bools, need: Ints, there: Ints, before: Sequence[tuple[int, int]] = ()) -> None:
        self._candidates, self._gaps = closes.shape
        self._upper = np.concatenate([there, np.ones(self._gaps)])
        self._enough = np.hstack([closes.T.astype(np.float64), -np.diag(need).astype(np.float64)])
        self._before = np.zeros((len(before), self._candidates + self._gaps))
        for row, (first, second) in enumerate(before):
            self._before[row, [first, second]] = 1, -1

    @classmethod
    def of_kinds(cls, closes: Bools, need: Ints) -> _Program:
        """Look at all candidates that close the same gaps as one kind.

        Left out is a kind that closes nothing but what another closes too of which there are as many as a gap of it
        needs: any of it could be one of those. Sets of the others are no larger and close as much.
        """
        kinds, there = np.unique(closes[closes.any(axis=1)], axis=0, return_counts=True)
        most = np.where(kinds, need, 0).max(axis=1, initial=0)
        within = ~(kinds[:, None] & ~kinds[None]).any(axis=2) & ~np.eye(len(kinds), dtype=bool)
        own = ~(within & (there >= most[:, None])).any(axis=1)
        return cls(kinds[own], need, np.minimum(there, most)[own])

    def fewest(self, gaps: int) -> int:
        """How few candidates close so many gaps."""
        return int(self._solve(self._of_candidates(1), gaps).sum()) if gaps else 0

    def fewest_by_gaps(self) -> Ints:
        """How few candidates close no gap, one, two, and so on."""
        need = -self._enough.diagonal(self._candidates).astype(np.int64)
        found = [0, int(need.min())]
        there = np.zeros_like(need)
        while len(found) <= self._gaps:
            # For one gap more it takes no fewer, and no more than that gap lacks: the solver need not prove that again.
            lacking = np.maximum(need - there, 0)
            most = found[-1] + lacking[lacking > 0].min() if there.any() else np.inf
            taken = self._solve(self._of_candidates(1), len(found), [self._as_many(found[-1], most)])
            there = np.rint(self._enough[:, : self._candidates] @ taken).astype(np.int64)
            # It may close more gaps than were asked for.
            found += [int(taken.sum())] * (int((there >= need).sum()) + 1 - len(found))
        return np.array(found, dtype=np.int64)

    def best(self, values: Ints, gaps: int) -> Bools:
        """Which kinds the fewest candidates are of that close so many gaps; of several such sets, of the best."""
        of_size = self._as_many(self.fewest(gaps))
        most = int(values @ self._solve(-self._of_candidates(values), gaps, [of_size]))
        worth = LinearConstraint(self._of_candidates(values)[None, :], most, np.inf)
        tells_apart = np.random.default_rng(0).integers(1, _TELLS_APART, self._candidates)
        taken: Bools = self._solve(self._of_candidates(tells_apart), gaps, [of_size, worth]) > 0
        return taken

    def _as_many(self, least: int, most: float | None = None) -> LinearConstraint:
        """Allow only so many candidates; `least`, or from `least` to `most`."""
        return LinearConstraint(self._of_candidates(1)[None, :], least, least if most is None else most)

    def _of_candidates(self, cost: npt.ArrayLike) -> Floats:
        """Cost of each candidate; gaps cost nothing."""
        whole = np.zeros(self._candidates + self._gaps)
        whole[: self._candidates] = cost
        return whole

    def _solve(self, cost: Floats, gaps: int, also: Sequence[LinearConstraint] = ()) -> Ints:
        """Which candidates are taken where so many gaps are to be closed."""
        closed = np.concatenate([np.zeros(self._candidates), np.ones(self._gaps)])
        limits = [LinearConstraint(self._enough, 0, np.inf), LinearConstraint(closed[None, :], gaps, np.inf), *also]
        if len(self._before):
            limits.append(LinearConstraint(self._before, 0, np.inf))
        # Where all gaps are to be closed, none is left to choose.
        lower = closed if gaps == self._gaps else np.zeros_like(closed)
        found = milp(
            cost,
            integrality=np.ones_like(closed),
            bounds=Bounds(lower, self._upper),
            constraints=limits,
            options={"mip_rel_gap": 0},
        )
        # All costs are whole numbers: nothing lies between a cost and a bound less than one below it.
        if found.status != 0 or found.mip_dual_bound <= found.fun - 1 + _EXACT:
            raise RuntimeError(f"the smallest cover is not proven: {found.message}")
        solution: Ints = np.rint(found.x).astype(np.int64)
        if any(((limit.A @ solution < limit.lb) | (limit.A @ solution > limit.ub)).any() for limit in limits):
            raise RuntimeError("the cover that was found does not cover")
        return solution[: self._candidates]
