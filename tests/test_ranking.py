"""Composite scores, ranks over all weights, draws of the silent, raking: against loops and another library."""

from __future__ import annotations

import itertools
import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pilotanalysis.statistics import geometric_mean, rake, rank_acceptability, simulate_non_respondents

Floats = npt.NDArray[np.float64]
#: Components of severity: shares, some of them nothing, some missing.
parts = st.one_of(st.floats(0.01, 1), st.just(0.0), st.just(float("nan")))
tables = st.tuples(st.integers(1, 8), st.integers(1, 4)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=parts)
)
rosters = st.integers(1, 60).flatmap(lambda size: st.tuples(st.integers(1, size), st.just(size)))
seeds = st.integers(0, 2**32 - 1)

# --- The weighted geometric mean ---


def test_geometric_mean_by_hand() -> None:
    assert geometric_mean([0.25, 1.0], [1, 1]) == pytest.approx(0.5)
    assert geometric_mean([0.5, 0.5, 0.5, 0.5], [0.4, 0.3, 0.2, 0.1]) == pytest.approx(0.5)
    # 0.2^(1/4) * 0.8^(3/4)
    assert geometric_mean([0.2, 0.8], [1, 3]) == pytest.approx(0.565685, abs=1e-6)
    # A part that is missing leaves its weight to the others; one that is nothing makes the whole nothing.
    assert geometric_mean([0.2, float("nan"), 0.8], [1, 5, 3]) == pytest.approx(0.565685, abs=1e-6)
    assert geometric_mean([0.0, float("nan"), 0.8], [1, 5, 3]) == 0
    assert np.isnan(geometric_mean([float("nan")] * 2, [1, 1]))


def _mean_slowly(values: Floats, weights: Floats) -> float:
    there = [(value, weight) for value, weight in zip(values, weights, strict=True) if not math.isnan(value)]
    if not there:
        return float("nan")
    total = sum(weight for _value, weight in there)
    return float(math.prod(value ** (weight / total) for value, weight in there))


@given(tables, seeds)
def test_geometric_mean_is_that_of_each_row_and_set_of_weights_alone(values: Floats, seed: int) -> None:
    sets = np.random.default_rng(seed).uniform(0.05, 1, (3, values.shape[1]))
    together = geometric_mean(values, sets)
    assert together.shape == (3, len(values))
    for means, weights in zip(together, sets, strict=True):
        assert means == pytest.approx([_mean_slowly(row, weights) for row in values], nan_ok=True)
        # Only the proportions of the weights matter.
        np.testing.assert_allclose(geometric_mean(values, 7 * weights), means)


@given(tables)
def test_geometric_mean_lies_between_the_least_and_the_most(values: Floats) -> None:
    for mean, row in zip(geometric_mean(values, np.ones(values.shape[1])), values, strict=True):
        there = row[~np.isnan(row)]
        assert np.isnan(mean) if not len(there) else there.min() - 1e-12 <= mean <= there.max() + 1e-12


# --- Ranks over all weights ---


def _acceptability_slowly(values: Floats, draws: int, tops: list[int], seed: int) -> list[list[float]]:
    """Rank the options anew for each draw of the weights, and count."""
    counts = [[0] * len(tops) for _option in values]
    for weights in np.random.default_rng(seed).dirichlet(np.ones(values.shape[1]), draws):
        scores = [_mean_slowly(row, weights) for row in values]
        for option, score in enumerate(scores):
            better = sum(other > score * (1 + 1e-12) for other in scores)
            for place, top in enumerate(tops):
                counts[option][place] += better < top
    return [[count / draws for count in row] for row in counts]


@pytest.mark.parametrize("seed", range(5))
def test_rank_acceptability_is_that_of_a_loop_over_the_draws(seed: int) -> None:
    chance = np.random.default_rng([2014, seed])
    values = chance.uniform(0.05, 1, (12, 4))
    values[chance.random(12) < 0.3, 3] = np.nan
    values[5, 0] = 0.0
    tops = [1, 3, 5, 12, 20]
    shares = rank_acceptability(values, 300, tops, np.random.default_rng(seed))
    assert shares.tolist() == _acceptability_slowly(values, 300, tops, seed)


def test_equals_share_the_better_rank() -> None:
    shares = rank_acceptability([[0.5, 0.5], [0.5, 0.5], [0.1, 0.1]], 50, [1, 2, 3], np.random.default_rng(1))
    assert shares.tolist() == [[1, 1, 1], [1, 1, 1], [0, 0, 1]]
    assert rank_acceptability(np.zeros((0, 4)), 50, [1, 2], np.random.default_rng(1)).shape == (0, 2)


@given(
    st.tuples(st.integers(1, 8), st.integers(1, 4)).flatmap(
        lambda shape: arrays(np.float64, shape, elements=st.floats(0.01, 1))
    ),
    seeds,
)
def test_acceptability_is_a_share_that_grows_with_the_top_and_fills_it(values: Floats, seed: int) -> None:
    tops = [1, 2, 4, 8]
    shares = rank_acceptability(values, 40, tops, np.random.default_rng(seed))
    assert ((shares >= 0) & (shares <= 1)).all()
    assert (np.diff(shares, axis=1) >= 0).all()
    # Each draw has at least so many among the first so many; more only where some are equal.
    assert (shares.sum(axis=0) >= np.minimum(tops, len(values)) - 1e-9).all()
    dominated = (values[:, None, :] > values[None, :, :] + 1e-9).all(axis=2)
    for better, worse in zip(*np.nonzero(dominated), strict=True):
        assert (shares[better] >= shares[worse]).all()


# --- Draws of the silent ---


@given(rosters, seeds)
def test_draws_of_the_silent_keep_those_observed_and_fill_the_roster(pair: tuple[int, int], seed: int) -> None:
    n, population = pair
    drawn = simulate_non_respondents(n, population, 25, np.random.default_rng(seed))
    assert drawn.shape == (25, n)
    assert (drawn >= 1).all()
    assert (drawn.sum(axis=1) == population).all()


def test_where_all_are_observed_nothing_is_drawn() -> None:
    assert (simulate_non_respondents(7, 7, 10, np.random.default_rng(1)) == 1).all()
    assert simulate_non_respondents(0, 7, 10, np.random.default_rng(1)).shape == (10, 0)
    for n in (-1, 8):
        with pytest.raises(ValueError, match="n <= population"):
            simulate_non_respondents(n, 7, 10, np.random.default_rng(1))


@pytest.mark.parametrize(("n", "population"), [(5, 8), (20, 30), (12, 60)])
def test_each_of_those_observed_stands_for_as_many_and_scatters_as_the_urn_does(n: int, population: int) -> None:
    draws, silent = 20_000, population - n
    drawn = simulate_non_respondents(n, population, draws, np.random.default_rng(2014))
    # Of Pólya's urn: mean N / n; variance that of a beta-binomial, its shares flat.
    variance = silent * (1 / n) * (1 - 1 / n) * (n + silent) / (n + 1)
    standard_error = math.sqrt(variance / draws)
    assert drawn.mean(axis=0) == pytest.approx(np.full(n, population / n), abs=5 * standard_error)
    assert drawn.var(axis=0) == pytest.approx(np.full(n, variance), rel=0.1)


def test_draws_are_those_of_an_urn_filled_ball_by_ball() -> None:
    # Two observed, three silent: each number of the silent that are like the first is as likely, 1 / 4.
    drawn = simulate_non_respondents(2, 5, 40_000, np.random.default_rng(7))[:, 0] - 1
    chance, filled = np.random.default_rng(8), np.zeros(4)
    for _draw in range(4_000):
        balls = [0, 1]
        for _silent in range(3):
            balls.append(balls[int(chance.integers(len(balls)))])
        filled[balls.count(0) - 1] += 1
    assert np.bincount(drawn, minlength=4) / 40_000 == pytest.approx([0.25] * 4, abs=0.012)
    assert filled / 4_000 == pytest.approx([0.25] * 4, abs=0.035)


# --- Raking ---

TYPES = {"firm": 60.0, "research": 25.0, "public": 15.0}
SIZES = {"micro": 40.0, "small": 30.0, "medium": 20.0, "large": 10.0}


def _sample(seed: int, size: int = 60) -> tuple[list[str], list[str]]:
    """Draw a sample that is off the margins, and has somebody of each type in each size: so all can be met."""
    chance = np.random.default_rng(seed)
    both = list(itertools.product(TYPES, SIZES))
    more = size - len(both)
    types = chance.choice(list(TYPES), more, p=[0.2, 0.5, 0.3])
    sizes = chance.choice(list(SIZES), more, p=[0.1, 0.2, 0.3, 0.4])
    return [one for one, _ in both] + types.tolist(), [other for _, other in both] + sizes.tolist()


def _added(weights: Floats, names: list[str]) -> dict[str, float]:
    return {name: float(weights[np.asarray(names) == name].sum()) for name in set(names)}


@pytest.mark.parametrize("seed", range(5))
def test_raked_weights_meet_both_margins(seed: int) -> None:
    types, sizes = _sample(seed)
    weights, unmet, settled = rake([types, sizes], [TYPES, SIZES])
    assert unmet == [(), ()]
    assert settled
    assert (weights > 0).all()
    assert _added(weights, types) == pytest.approx(TYPES)
    assert _added(weights, sizes) == pytest.approx(SIZES)
    # The weight is a product of one factor for each margin: what raking is, and only raking.
    logs = {(one, other): math.log(weight) for one, other, weight in zip(types, sizes, weights, strict=True)}
    for (one, other), value in logs.items():
        for (third, fourth), opposite in logs.items():
            if (one, fourth) in logs and (third, other) in logs:
                assert value + opposite == pytest.approx(logs[one, fourth] + logs[third, other], abs=1e-8)


@pytest.mark.parametrize("seed", range(5))
def test_raked_weights_are_those_of_svy(seed: int) -> None:
    polars, svy = pytest.importorskip("polars"), pytest.importorskip("svy")
    types, sizes = _sample(seed)
    frame = polars.DataFrame({"type": types, "size": sizes, "one": np.ones(len(types))})
    sample = svy.Sample(frame, svy.Design(wgt="one"))
    raked = sample.weighting.rake(controls={"type": TYPES, "size": SIZES}, tol=1e-12, max_iter=1_000)
    ours, _unmet, _settled = rake([types, sizes], [TYPES, SIZES])
    assert ours == pytest.approx(raked.data["rk_wgt"].to_numpy(), abs=1e-6)


def test_a_category_of_which_nobody_answered_is_named_and_left_to_the_others() -> None:
    weights, unmet, settled = rake([["firm", "firm", "research"]], [{"firm": 3, "research": 3, "public": 2}])
    assert unmet == [("public",)]
    assert settled, "what is left of the margins is met"
    assert weights.tolist() == pytest.approx([2.0, 2.0, 4.0])
    with pytest.raises(ValueError, match="not of the population: catalyst"):
        rake([["catalyst"]], [{"firm": 3}])


def test_a_sample_that_is_the_population_weighs_one_each_and_nobody_weighs_nothing() -> None:
    types = ["firm", "firm", "research"]
    weights, _unmet, _settled = rake([types, ["a", "b", "b"]], [{"firm": 2, "research": 1}, {"a": 1, "b": 2}])
    assert weights.tolist() == pytest.approx([1, 1, 1])
    assert len(rake([[], []], [TYPES, SIZES])[0]) == 0


def test_margins_that_no_weights_meet_end_all_the_same() -> None:
    # Every firm is small, and there are more firms than small members.
    weights, _unmet, settled = rake([["firm", "research"], ["small", "large"]], [{"firm": 9, "research": 1}, SIZES])
    assert not settled
    assert np.isfinite(weights).all()
    assert (weights > 0).all()
