"""Intervals, bounds and quotients: worked numbers, and what must hold for any number."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import hypergeom

from pilotanalysis.statistics import (
    external_internal,
    flegg_location_quotient,
    location_quotient,
    most_unseen,
    proximity,
    relatedness_density,
    specialised,
    wilson,
)

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


# --- Relatedness: a worked example of five regions and five activities, and Flegg's quotients of six activities ---

#: Employment by region and activity, as in the documentation of EconGeo (P. A. Balland).
PERSONS = np.array(
    [[100, 0, 0, 0, 0], [0, 15, 5, 70, 10], [0, 20, 10, 20, 50], [0, 25, 30, 5, 40], [0, 40, 55, 5, 0]], dtype=float
)
QUOTIENTS = [
    [5, 0, 0, 0, 0],
    [0, 0.75, 0.25, 3.5, 0.5],
    [0, 1, 0.5, 1, 2.5],
    [0, 1.25, 1.5, 0.25, 2],
    [0, 2, 2.75, 0.25, 0],
]
#: Regions that hold both, of those that hold the commoner one; and what of it each region has: by hand.
NEAR = [
    [0, 0, 0, 0, 0],
    [0, 0, 2 / 3, 1 / 3, 2 / 3],
    [0, 2 / 3, 0, 0, 1 / 2],
    [0, 1 / 3, 0, 0, 1 / 2],
    [0, 2 / 3, 1 / 2, 1 / 2, 0],
]
NAN = float("nan")
DENSITY = [
    [NAN, 0, 0, 0, 0],
    [NAN, 0.2, 0, 0, 0.3],
    [NAN, 0.6, 1, 1, 0.7],
    [NAN, 0.8, 1, 1, 0.7],
    [NAN, 0.4, 4 / 7, 0.4, 0.7],
]


def _quotients() -> np.ndarray:
    regions, activities = PERSONS.sum(axis=1, keepdims=True), PERSONS.sum(axis=0, keepdims=True)
    return np.asarray(location_quotient(PERSONS, regions, activities, PERSONS.sum()))


def test_location_quotients_of_the_worked_example() -> None:
    assert _quotients() == pytest.approx(np.array(QUOTIENTS))
    weights = PERSONS.sum(axis=0) / PERSONS.sum()
    assert (_quotients() @ weights).tolist() == pytest.approx([1.0] * 5)


def test_proximity_and_density_of_the_worked_example() -> None:
    held = specialised(_quotients())
    # A quotient of just 1 counts.
    assert held.astype(int).tolist() == [
        [1, 0, 0, 0, 0], [0, 0, 0, 1, 0], [0, 1, 0, 1, 1], [0, 1, 1, 0, 1], [0, 1, 1, 0, 0],
    ]  # fmt: skip
    near = proximity(held)
    assert near == pytest.approx(np.array(NEAR))
    assert near.tolist() == near.T.tolist()
    density = relatedness_density(held, near)
    # To the first activity none is related: nothing can be said, and nothing breaks.
    assert density == pytest.approx(np.array(DENSITY), nan_ok=True)


FLEGG_REGION = (170, 2227, 403, 821, 4896, 2484)
FLEGG_COUNTRY = (24019, 129248, 36320, 63521, 484087, 216831)


def test_flegg_s_quotients_of_the_worked_example() -> None:
    simple = [0.6138, 1.4943, 0.9622, 1.1209, 0.8771, 0.9935]
    at_home = flegg_location_quotient(FLEGG_REGION, FLEGG_COUNTRY, 0)
    assert np.diag(at_home).round(4).tolist() == simple
    # Without the size of the region it is the cross-industry quotient.
    cross = np.divide.outer(simple, simple)
    np.fill_diagonal(cross, simple)
    assert at_home == pytest.approx(cross, abs=3e-4)
    size = sum(FLEGG_REGION) / sum(FLEGG_COUNTRY)
    assert round(size, 7) == 0.0115311
    weighed = flegg_location_quotient(FLEGG_REGION, FLEGG_COUNTRY, 0.3)
    assert (weighed / at_home).round(6).flatten().tolist() == pytest.approx([0.292123] * 36, abs=1e-6)
    assert round(float(weighed[1, 0]), 4) == 0.7112
    with pytest.raises(ValueError, match="below 1"):
        flegg_location_quotient(FLEGG_REGION, FLEGG_COUNTRY, 1.0)


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_e_i_index_is_bounded(external: int, internal: int) -> None:
    index = external_internal(external, internal)
    assert np.isnan(index) if not external + internal else -1 <= index <= 1
    assert external_internal(internal, external) == pytest.approx(-index, nan_ok=True)
