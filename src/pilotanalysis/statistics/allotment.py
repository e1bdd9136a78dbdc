"""What to hold how often, when, and who gets a place, so that most need is served with the money and time there is.

Programs are solved by HiGHS to a gap of nothing between what was found and what could be. A search that takes too
many nodes ends with what it found; beside it stands what no plan passes, so that a plan is proven where the two meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack

Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
#: Most nodes of a search, which ends by them and not by the clock: the same everywhere.
_NODES = 20_000
#: How exactly the solver knows its bounds, and keeps fair shares.
_EXACT = 1e-3
_FAIR = 1e-6
#: Among plans alike in all else, whole numbers drawn from so many tell one apart from all others.
_TELLS_APART = 1 << 10


@dataclass(frozen=True)
class Supply:
    """What can be held: an entry each.

    Attributes
    ----------
    cost : array of int
        Of holding it once, in the smallest unit of money.
    line : array of int
        Place of the budget that pays for it.
    minutes : array of int
        That holding it once takes.
    places : array of int
        For how many there is room each time.
    most : array of int
        How often it can be held at most.
    when : array of bool, things by periods
        In which periods it can be held.
    """

    cost: Ints
    line: Ints
    minutes: Ints
    places: Ints
    most: Ints
    when: Bools


@dataclass(frozen=True)
class Wants:
    """What is wanted: an entry for each want, which is served once at most.

    Attributes
    ----------
    worth : array of int, wants by things
        What it is worth to serve it with each thing; 0 where that does not serve it.
    group : array of int
        To which group it belongs, from 0.
    """

    worth: Ints
    group: Ints

    @property
    def by_group(self) -> Ints:
        """What each group's wants are worth that could be served at all."""
        best = self.worth.max(axis=1, initial=0)
        return np.bincount(self.group, best, int(self.group.max(initial=-1)) + 1).astype(np.int64)


@dataclass(frozen=True)
class Means:
    """What there is to hold it with.

    Attributes
    ----------
    budgets : array of int
        In the smallest unit of money.
    minutes : array of int
        In each period.
    fairness : float
        Each group gets at least this part of the share of its need that is served of all; 0 to 1.
    """

    budgets: Ints
    minutes: Ints
    fairness: float


@dataclass(frozen=True)
class Allotment:
    """A plan.

    Attributes
    ----------
    runs : array of int, things by periods
    given : array of int
        With which thing each want is served; -1 where with none.
    worth, worth_bound : int
        What is served, and what no plan passes.
    cost, cost_bound : int
        What it costs, and the least that serving as much can cost.
    """

    runs: Ints
    given: Ints
    worth: int
    worth_bound: int
    cost: int
    cost_bound: int


def best_allotment(supply: Supply, wants: Wants, means: Means) -> Allotment:
    """Serve the most worth; of such plans the cheapest; of these one that is held as early as can be.

    Of what is still equal always the same is taken.

    Examples
    --------
    >>> one, two = np.array([1, 1]), np.array([[True], [True]])
    >>> supply = Supply(np.array([50, 30]), np.array([0, 0]), one, np.array([2, 1]), one, two)
    >>> wants = Wants(np.array([[3, 3], [2, 0]]), np.array([0, 0]))
    >>> plan = best_allotment(supply, wants, Means(np.array([60]), np.array([9]), 0.0))
    >>> plan.runs.ravel().tolist(), plan.given.tolist(), plan.worth, plan.cost
    ([1, 0], [0, 0], 5, 50)
    >>> best_allotment(supply, wants, Means(np.array([40]), np.array([9]), 0.0)).given.tolist()
    [1, -1]
    """
    program = _Program(supply, wants, means)
    worth, worth_bound = program.most_worth()
    cost, cost_bound = program.least_cost(worth)
    runs, places = program.earliest(worth, cost)
    return Allotment(runs, program.given(places), worth, worth_bound, cost, cost_bound)


@dataclass(frozen=True)
class _Found:
    """What a search found, and what no plan costs less than."""

    plan: Ints
    bound: float


class _Program:
    """How often each thing is held in each period, and how many wants of each kind it serves."""

    def __init__(self, supply: Supply, wants: Wants, means: Means) -> None:
        self._supply = supply
        keys = np.column_stack([wants.group, wants.worth])
        kinds, self._kind, there = np.unique(keys, axis=0, return_inverse=True, return_counts=True)
        self._kind = self._kind.ravel()
        self._of, self._with = np.nonzero(kinds[:, 1:])
        self._worths = kinds[:, 1:][self._of, self._with].astype(np.float64)
        self._thing, self._when = np.nonzero(supply.when)
        self._runs, self._served = len(self._thing), len(self._of)
        self._upper = np.concatenate([supply.most[self._thing], there[self._of]]).astype(np.float64)
        self._limits = [*self._of_people(there), *self._of_runs(means)]
        self._fair = self._of_fairness(kinds[:, 0], wants.by_group, means.fairness)

    def most_worth(self) -> tuple[int, int]:
        """Most that can be served, and what no plan passes."""
        found, bound = self._solve(-self._served_by(self._worths), [])
        return round(float(self._served_by(self._worths) @ found)), int(np.floor(-bound + _EXACT))

    def least_cost(self, worth: int) -> tuple[int, int]:
        """Least that serving so much costs, as far as found, and as known."""
        found, bound = self._solve(self._costs(), [self._worth(worth)])
        return round(float(self._costs() @ found)), int(np.ceil(bound - _EXACT))

    def earliest(self, worth: int, cost: int) -> tuple[Ints, Ints]:
        """Runs by thing and period, and places by kind of want and thing, of a plan of such worth and cost."""
        same = [self._worth(worth), LinearConstraint(self._costs()[None, :], -np.inf, cost)]
        late = np.concatenate([self._when.astype(np.float64), np.zeros(self._served)])
        first, _bound = self._solve(late, same)
        same.append(LinearConstraint(late[None, :], -np.inf, float(late @ first)))
        apart = np.random.default_rng(0).integers(1, _TELLS_APART, len(late)).astype(np.float64)
        found, _bound = self._solve(apart, same)
        runs = np.zeros(self._supply.when.shape, dtype=np.int64)
        runs[self._thing, self._when] = found[: self._runs]
        places = np.zeros((self._kind.max(initial=-1) + 1, len(runs)), dtype=np.int64)
        places[self._of, self._with] = found[self._runs :]
        return runs, places

    def given(self, places: Ints) -> Ints:
        """Give the places of each kind of want to the first of that kind."""
        found = np.full(len(self._kind), -1, dtype=np.int64)
        for kind, row in enumerate(places):
            things = np.repeat(np.arange(len(row)), row)
            found[np.flatnonzero(self._kind == kind)[: len(things)]] = things
        return found

    def _served_by(self, values: npt.ArrayLike) -> Floats:
        whole = np.zeros(self._runs + self._served)
        whole[self._runs :] = values
        return whole

    def _costs(self) -> Floats:
        return np.concatenate([self._supply.cost[self._thing], np.zeros(self._served)]).astype(np.float64)

    def _worth(self, least: int) -> LinearConstraint:
        return LinearConstraint(self._served_by(self._worths)[None, :], least, np.inf)

    def _of_people(self, there: Ints) -> list[LinearConstraint]:
        """No want is served twice, and nobody sits where there is no place."""
        wants, things = len(there), len(self._supply.cost)
        once = _sums(self._of, wants)
        seats = hstack([-_sums(self._thing, things, self._supply.places[self._thing]), _sums(self._with, things)])
        return [
            LinearConstraint(hstack([csr_array((wants, self._runs)), once]).tocsr(), -np.inf, there),
            LinearConstraint(seats.tocsr(), -np.inf, np.zeros(things)),
        ]

    def _of_runs(self, means: Means) -> list[LinearConstraint]:
        """Nothing is held more often than it can be, nor costs or takes more than there is."""
        supply = self._supply
        sums = (
            (_sums(self._thing, len(supply.cost)), supply.most),
            (_sums(supply.line[self._thing], len(means.budgets), supply.cost[self._thing]), means.budgets),
            (_sums(self._when, len(means.minutes), supply.minutes[self._thing]), means.minutes),
        )
        return [
            LinearConstraint(hstack([sum_, csr_array((sum_.shape[0], self._served))]).tocsr(), -np.inf, limit)
            for sum_, limit in sums
        ]

    def _of_fairness(self, group: Ints, need: Ints, fairness: float) -> list[LinearConstraint]:
        """No group is served much less than all together, each by its need; who needs nothing is left out."""
        whole, able = need.sum(), np.flatnonzero(need)
        if not fairness or len(able) < 2:
            return []
        own = (group[self._of][None, :] == able[:, None]).astype(np.float64)
        rows = self._worths / self._worths.max() * (own - fairness * need[able, None] / whole)
        return [LinearConstraint(csr_array(np.hstack([np.zeros((len(able), self._runs)), rows])), -_FAIR, np.inf)]

    def _solve(self, cost: Floats, also: Sequence[LinearConstraint]) -> tuple[Ints, float]:
        """Give what costs least, and what nothing costs less than.

        Fair shares make the search for the best long. Mostly there is a fair plan as good as the best of all, and the
        cheapest of these is found at once.
        """
        if not len(cost):
            return np.zeros(0, dtype=np.int64), 0.0
        found = self._found(cost, also, [])
        if all((limit.A @ found.plan >= limit.lb).all() for limit in self._fair):
            return found.plan, found.bound
        as_good = LinearConstraint(cost[None, :], -np.inf, round(float(cost @ found.plan)))
        fair = self._searched(self._costs(), [*also, as_good], self._fair)
        if fair:
            return fair.plan, found.bound
        best = self._found(cost, also, self._fair)
        return best.plan, best.bound

    def _found(self, cost: Floats, also: Sequence[LinearConstraint], fair: Sequence[LinearConstraint]) -> _Found:
        """Search where there is a plan: nothing is held at worst, or what a search before has found."""
        found = self._searched(cost, also, fair)
        if found is None:
            raise RuntimeError("no plan was found")
        return found

    def _searched(
        self, cost: Floats, also: Sequence[LinearConstraint], fair: Sequence[LinearConstraint]
    ) -> _Found | None:
        exact = [limit for limit in (*self._limits, *also) if limit.A.shape[0]]
        found = milp(
            cost,
            integrality=np.ones_like(cost),
            bounds=Bounds(0, self._upper),
            constraints=[*exact, *fair],
            # Where it took back what its presolve did, the solver printed lines of its own among those of the command.
            options={"mip_rel_gap": 0, "node_limit": _NODES, "presolve": False},
        )
        if found.x is None:
            return None
        solution: Ints = np.rint(found.x).astype(np.int64)
        # Money, time and places are whole numbers, which are kept exactly.
        if any(((limit.A @ solution < limit.lb) | (limit.A @ solution > limit.ub)).any() for limit in exact):
            raise RuntimeError("the plan that was found breaks a limit")
        return _Found(solution, float(found.mip_dual_bound))


def _sums(group: Ints, groups: int, values: npt.ArrayLike = 1.0) -> csr_array:
    """Sums of the values of the columns of each group."""
    columns = np.arange(len(group))
    cells = np.broadcast_to(np.asarray(values, dtype=np.float64), len(group))
    return csr_array((cells, (group, columns)), shape=(groups, len(group)))
