"""Plans of what to hold how often: held against all that there are on small cases, and within every limit."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotanalysis.statistics import Means, Supply, Wants, best_allotment

Case = tuple[Supply, Wants, Means]


@st.composite
def cases(draw: st.DrawFn, things: int, wants: int, periods: int, most: int) -> Case:
    """Draw what can be held, what is wanted, and the means."""

    def whole(size: int, first: int, last: int) -> np.ndarray:
        return np.array(draw(st.lists(st.integers(first, last), min_size=size, max_size=size)), dtype=np.int64)

    held, wanted = draw(st.integers(1, things)), draw(st.integers(0, wants))
    lines = draw(st.integers(1, 2))
    supply = Supply(
        whole(held, 0, 40), whole(held, 0, lines - 1), whole(held, 1, 6), whole(held, 1, 3), whole(held, 0, most),
        whole(held * periods, 0, 1).astype(bool).reshape(held, periods),
    )  # fmt: skip
    worth = whole(wanted * held, -2, 5).clip(0).reshape(wanted, held)
    means = Means(whole(lines, 0, 90), whole(periods, 0, 12), draw(st.sampled_from([0.0, 0.5, 0.8, 1.0])))
    return supply, Wants(worth, whole(wanted, 0, 1)), means


def fair(wants: Wants, given: np.ndarray, fairness: float) -> bool:
    got = np.bincount(wants.group, [wants.worth[i, j] if j >= 0 else 0 for i, j in enumerate(given)], 2)
    need = np.bincount(wants.group, wants.worth.max(axis=1, initial=0), 2)
    able = need > 0
    return able.sum() < 2 or bool((got[able] * need.sum() >= fairness * need[able] * got.sum() - 1e-3).all())


def within(case: Case, runs: np.ndarray, given: np.ndarray) -> bool:
    supply, wants, means = case
    times = runs.sum(axis=1)
    spent = np.bincount(supply.line, supply.cost * times, len(means.budgets))
    seated = np.bincount(given[given >= 0], minlength=len(times))
    return bool(
        (runs >= 0).all() and not runs[~supply.when].any() and (times <= supply.most).all()
        and (spent <= means.budgets).all() and (supply.minutes @ runs <= means.minutes).all()
        and (seated <= supply.places * times).all()
        and all(wants.worth[i, j] > 0 for i, j in enumerate(given) if j >= 0)
    )  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(cases(things=4, wants=14, periods=3, most=3))
def test_no_plan_breaks_a_limit_or_counts_otherwise_than_it_says(case: Case) -> None:
    supply, wants, means = case
    plan = best_allotment(*case)
    assert within(case, plan.runs, plan.given)
    assert fair(wants, plan.given, means.fairness)
    assert plan.worth == sum(wants.worth[i, j] for i, j in enumerate(plan.given) if j >= 0) <= plan.worth_bound
    assert plan.cost == int(supply.cost @ plan.runs.sum(axis=1)) >= plan.cost_bound


@settings(max_examples=60, deadline=None)
@given(cases(things=2, wants=4, periods=2, most=2))
def test_none_of_all_plans_serves_more_or_as_much_for_less(case: Case) -> None:
    supply, wants, means = case
    every_run = [np.array(one).reshape(supply.when.shape) for one in product(range(3), repeat=supply.when.size)]
    every_given = [
        np.array(one, dtype=np.int64) for one in product(range(-1, len(supply.cost)), repeat=len(wants.worth))
    ]
    best = max(
        (sum(wants.worth[i, j] for i, j in enumerate(given) if j >= 0), -int(supply.cost @ runs.sum(axis=1)))
        for given in every_given
        if fair(wants, given, means.fairness)
        for runs in every_run
        if within(case, runs, given)
    )
    plan = best_allotment(*case)
    assert (plan.worth, -plan.cost) == best
    assert (plan.worth_bound, plan.cost_bound) == (plan.worth, plan.cost), "a small case is proven"


@settings(max_examples=25, deadline=None)
@given(cases(things=3, wants=9, periods=2, most=2), st.integers(1, 60))
def test_more_money_or_less_fairness_never_serves_less(case: Case, more: int) -> None:
    supply, wants, means = case
    worth = best_allotment(*case).worth
    assert best_allotment(supply, wants, Means(means.budgets + more, means.minutes, means.fairness)).worth >= worth
    assert best_allotment(supply, wants, Means(means.budgets, means.minutes, 0.0)).worth >= worth


def test_what_is_equal_otherwise_is_held_early_and_always_the_same() -> None:
    supply = Supply(
        np.array([10, 10]), np.array([0, 0]), np.array([1, 1]), np.array([1, 1]), np.array([2, 2]),
        np.ones((2, 3), dtype=bool),
    )  # fmt: skip
    wants = Wants(np.array([[3, 3], [3, 3], [1, 1]]), np.array([0, 0, 0]))
    plans = [best_allotment(supply, wants, Means(np.array([20]), np.array([1, 1, 1]), 0.0)) for _ in range(2)]
    assert plans[0].runs.sum(axis=0).tolist() == [1, 1, 0]
    assert plans[0].runs.tolist() == plans[1].runs.tolist()
    assert (plans[0].given >= 0).tolist() == [True, True, False]


@pytest.mark.parametrize(("fairness", "served"), [(0.0, [3, 0]), (1.0, [1, 1])])
def test_fair_shares_hold_a_dear_group_beside_a_cheap_one(fairness: float, served: list[int]) -> None:
    supply = Supply(
        np.array([10, 20]), np.array([0, 0]), np.array([1, 1]), np.array([1, 1]), np.array([9, 9]),
        np.ones((2, 1), dtype=bool),
    )  # fmt: skip
    wants = Wants(np.array([[1, 0]] * 4 + [[0, 1]] * 4), np.array([0] * 4 + [1] * 4))
    plan = best_allotment(supply, wants, Means(np.array([30]), np.array([99]), fairness))
    assert np.bincount(wants.group[plan.given >= 0], minlength=2).tolist() == served
