"""The fewest that cover: beside trying every set, whatever the order of what is put in."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pilotanalysis.statistics import (
    by_what_they_add,
    coverage_curve,
    covering,
    needed,
    smallest_cover,
    worst_first_cover,
)

Bools = npt.NDArray[np.bool_]
SHAPES = st.tuples(st.integers(0, 7), st.integers(0, 5))


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Bools, npt.NDArray[np.float64]]:
    """Who closes which gap, and what each is worth, in steps that leave many equals."""
    closes = draw(arrays(np.bool_, draw(SHAPES)))
    return closes, draw(arrays(np.int64, len(closes), elements=st.integers(0, 3))) / 2


def _sets(closes: Bools) -> list[list[int]]:
    return [list(each) for size in range(len(closes) + 1) for each in combinations(range(len(closes)), size)]


def _closed(closes: Bools, need: npt.NDArray[np.int64], chosen: list[int]) -> int:
    return int(((closes[chosen].sum(axis=0) >= need) & (need > 0)).sum())


@settings(max_examples=60, deadline=None)
@given(worlds(), st.integers(1, 3))
def test_no_smaller_or_better_set_gives_every_gap_what_it_needs(
    world: tuple[Bools, npt.NDArray[np.float64]], wanted: int
) -> None:
    closes, values = world
    need = needed(closes, wanted)
    gaps = int((need > 0).sum())
    chosen = smallest_cover(closes, values, wanted).tolist()
    covers = [each for each in _sets(closes) if _closed(closes, need, each) == gaps]
    least = min(map(len, covers))
    assert chosen in covers
    assert len(chosen) == least
    assert values[chosen].sum() == max(values[each].sum() for each in covers if len(each) == least)


@settings(max_examples=40, deadline=None)
@given(worlds(), st.integers(1, 3))
def test_the_curve_is_what_the_best_set_of_each_size_closes(
    world: tuple[Bools, npt.NDArray[np.float64]], wanted: int
) -> None:
    closes, values = world
    closed, fully = coverage_curve(closes, wanted)
    assert len(closed) == len(fully) == len(smallest_cover(closes, values, wanted)) + 1
    sets = _sets(closes)
    for size in range(len(closed)):
        within = [each for each in sets if len(each) <= size]
        assert closed[size] == max(_closed(closes, needed(closes, 1), each) for each in within)
        assert fully[size] == max(_closed(closes, needed(closes, wanted), each) for each in within)


@settings(max_examples=40, deadline=None)
@given(worlds(), st.integers(0, 4))
def test_no_set_within_the_limit_closes_the_first_gaps_better(
    world: tuple[Bools, npt.NDArray[np.float64]], most: int
) -> None:
    closes, values = world
    chosen = worst_first_cover(closes, values, most).tolist()
    within = [each for each in _sets(closes) if len(each) <= most]
    # A gap closed counts more than all gaps behind it.
    best = max(closes[each].any(axis=0).tolist() for each in within)
    assert closes[chosen].any(axis=0).tolist() == best
    alike = [each for each in within if closes[each].any(axis=0).tolist() == best]
    assert len(chosen) == min(map(len, alike))


@settings(max_examples=40, deadline=None)
@given(worlds(), st.integers(1, 3), st.randoms())
def test_the_order_of_candidates_does_not_matter(
    world: tuple[Bools, npt.NDArray[np.float64]], wanted: int, random: object
) -> None:
    closes, values = world
    # Only of those that are alike in all respects the first is taken.
    assume(len(np.unique(np.column_stack([closes, values]), axis=0)) == len(closes))
    order = np.array(sorted(range(len(closes)), key=lambda _one: random.random()), dtype=np.int64)  # type: ignore[attr-defined]
    chosen = smallest_cover(closes, values, wanted)
    assert np.array_equal(np.sort(order[smallest_cover(closes[order], values[order], wanted)]), chosen)


@settings(max_examples=40, deadline=None)
@given(worlds(), st.integers(1, 3))
def test_each_adds_most_to_those_before_it(world: tuple[Bools, npt.NDArray[np.float64]], wanted: int) -> None:
    closes, values = world
    order, adds = by_what_they_add(closes, values, wanted)
    assert sorted(order.tolist()) == list(range(len(closes)))
    assert (np.diff(adds) <= 0).all()
    assert adds.sum() == needed(closes, wanted).sum()


def test_of_alikes_the_better_and_then_the_first_is_taken() -> None:
    closes = np.array([[True]] * 4)
    assert smallest_cover(closes, np.array([0.1, 0.9, 0.5, 0.9]), 1).tolist() == [1]
    assert smallest_cover(closes, np.array([0.1, 0.9, 0.5, 0.9]), 3).tolist() == [1, 2, 3]


def test_more_wanted_than_there_are_takes_all_there_are() -> None:
    closes = np.array([[True, False], [True, False], [False, False]])
    assert smallest_cover(closes, np.zeros(3), 20).tolist() == [0, 1]
    assert [curve.tolist() for curve in coverage_curve(closes, 20)] == [[0, 1, 1], [0, 0, 1]]


def test_what_the_solver_does_not_prove_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    proven = covering.milp

    def unsure(*given: object, **named: object) -> object:
        found = proven(*given, **named)
        found.mip_dual_bound = found.fun - 1
        return found

    monkeypatch.setattr(covering, "milp", unsure)
    with pytest.raises(RuntimeError, match="not proven"):
        smallest_cover(np.array([[True, True]]), np.zeros(1), 1)
