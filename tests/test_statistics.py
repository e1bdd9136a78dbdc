"""Intervals, bounds and quotients: worked numbers, and what must hold for any number."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotanalysis.statistics import location_quotient, most_unseen, wilson

rosters = st.integers(1, 200).flatmap(lambda size: st.tuples(st.integers(1, size), st.just(size)))
counted = rosters.flatmap(lambda pair: st.tuples(st.integers(0, pair[0]), st.just(pair[0]), st.just(pair[1])))


def test_location_quotient_by_hand() -> None:
    # 20 % of the region's persons against 10 % of the country's.
    assert location_quotient(20, 100, 100, 1000) == pytest.approx(2.0)
    assert np.isnan(location_quotient(0, 0, 10, 100))
    assert np.isnan(location_quotient(5, 10, 0, 100))


@given(st.floats(1, 1e6), st.floats(1, 1e6), st.floats(1, 1e6), st.floats(1, 1e6), st.floats(0.001, 1000))
def test_location_quotient_does_not_depend_on_the_unit(a: float, b: float, c: float, d: float, unit: float) -> None:
    assert location_quotient(a * unit, b * unit, c, d) == pytest.approx(location_quotient(a, b, c, d))


def test_wilson_over_a_finite_roster_by_hand() -> None:
    lower, upper = wilson(8, 20, 30)
    assert (round(float(lower), 3), round(float(upper), 3)) == (0.284, 0.528)


@given(counted)
def test_wilson_holds_the_share_and_stays_within_0_and_1(given_: tuple[int, int, int]) -> None:
    successes, n, population = given_
    lower, upper = wilson(successes, n, population)
    assert 0 <= lower <= successes / n + 1e-12
    assert successes / n - 1e-12 <= upper <= 1
    wide_lower, wide_upper = wilson(successes, n, population * 10)
    assert wide_lower <= lower + 1e-12
    assert wide_upper >= upper - 1e-12


@given(st.integers(0, 50).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_of_a_whole_roster_is_the_share(given_: tuple[int, int]) -> None:
    successes, n = given_
    if n:
        assert wilson(successes, n, n) == (pytest.approx(successes / n), pytest.approx(successes / n))


@given(rosters, st.floats(0.6, 0.99))
def test_most_unseen_is_the_largest_number_that_could_have_stayed_unseen(
    pair: tuple[int, int], confidence: float
) -> None:
    from scipy.stats import hypergeom

    n, population = pair
    bound = int(most_unseen(n, population, confidence))
    unseen = population - n
    assert 0 <= bound <= unseen
    # None of the bound is drawn with a chance above 1 - confidence; of one more, with less.
    assert bound == 0 or hypergeom.pmf(0, population, bound, n) > 1 - confidence - 1e-12
    assert bound == unseen or hypergeom.pmf(0, population, bound + 1, n) <= 1 - confidence + 1e-12


def test_nobody_seen_bounds_nothing() -> None:
    assert int(most_unseen(0, 30)) == 30
    assert int(most_unseen(30, 30)) == 0
