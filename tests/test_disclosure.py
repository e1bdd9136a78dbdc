"""Suppression: nobody works a small count out again from what is shown, by whatever sums are known."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from pilotanalysis.results.disclosure import Disclosure, suppress

cells = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=6)
PARTS = {"members": ("answered", "not_answered")}


def _frame(rows: list[tuple[int, int]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["answered", "not_answered"])
    return frame.assign(members=frame.sum(axis=1))


def _bounds(frame: pd.DataFrame, hidden: pd.DataFrame, minimum: int) -> dict[tuple[int, str], tuple[float, float]]:
    """What an intruder knows of each hidden cell who has the shown cells, the roster and the totals that are shown."""
    names = list(PARTS["members"])
    size = len(frame) * 2
    rows, right = [], []

    def know(places: list[int], total: int) -> None:
        rows.append(np.isin(np.arange(size), places).astype(float))
        right.append(total)

    for row in range(len(frame)):
        know([row * 2, row * 2 + 1], int(frame["members"].iloc[row]))
        for place, name in enumerate(names):
            if not hidden[name].iloc[row]:
                know([row * 2 + place], int(frame[name].iloc[row]))
    for place, name in enumerate(names):
        total = int(frame[name].sum())
        if total == 0 or total >= minimum:
            know([row * 2 + place for row in range(len(frame))], total)
    found = {}
    for row in range(len(frame)):
        for place, name in enumerate(names):
            if hidden[name].iloc[row]:
                aim = np.zeros(size)
                aim[row * 2 + place] = 1.0
                ends = [
                    sign * linprog(sign * aim, A_eq=np.array(rows), b_eq=right, bounds=(0, None)).fun
                    for sign in (1.0, -1.0)
                ]
                found[row, name] = (ends[0], ends[1])
    return found


@settings(deadline=None, max_examples=60)
@given(cells, st.integers(2, 5))
def test_no_suppressed_count_follows_from_what_is_shown(rows: list[tuple[int, int]], minimum: int) -> None:
    frame = _frame(rows)
    disclosure = Disclosure(PARTS["members"], adds_up=((),), parts=PARTS)
    shown, hidden = suppress(frame, disclosure, minimum)
    for column in PARTS["members"]:
        own = hidden[column]
        assert (shown[column][~own] == frame[column][~own]).all()
        assert own[frame[column].between(1, minimum - 1)].all()
    # No hidden one is known more closely than the minimum, or than the roster and the totals alone let it be known.
    everything = _bounds(frame, pd.DataFrame(True, index=hidden.index, columns=hidden.columns), minimum)
    for cell, (low, high) in _bounds(frame, hidden, minimum).items():
        least, most = everything[cell]
        assert high - low >= min(minimum, most - least) - 1e-6, (cell, low, high)


@settings(deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=8), st.integers(2, 4))
def test_without_sums_just_the_small_counts_are_hidden(values: list[int], minimum: int) -> None:
    _shown, hidden = suppress(pd.DataFrame({"answered": values}), Disclosure(("answered",)), minimum)
    assert hidden["answered"].tolist() == [0 < value < minimum for value in values]


def test_sums_along_rows_and_columns_hold_together() -> None:
    """A count hidden for its row uncovers one in its column, unless that column hides another."""
    frame = pd.DataFrame(
        {"cluster": list("aabbcc"), "type": list("xyxyxy"), "answered": [2, 7, 5, 5, 9, 4], "made_from": "r"}
    )
    _shown, hidden = suppress(frame, Disclosure(("answered",), adds_up=(("cluster",), ("type",))), 3)
    table = hidden["answered"].to_numpy().reshape(3, 2)
    assert table.sum(axis=0).tolist() == [2, 2]
    assert set(table.sum(axis=1)) == {0, 2}


def test_a_whole_that_counts_members_goes_with_its_parts() -> None:
    frame = pd.DataFrame({"needed_by": [9, 2], "inside": [2, 1], "outside": [7, 1]})
    disclosure = Disclosure(("needed_by", "inside", "outside"), parts={"needed_by": ("inside", "outside")})
    _shown, hidden = suppress(frame, disclosure, 3)
    assert hidden.to_numpy().tolist() == [[False, True, True], [True, True, True]]


def test_a_share_tells_its_count() -> None:
    frame = pd.DataFrame({"n": [3, 10, 10, 10], "share": [0.6667, 0.1, 0.5, 0.9]})
    _shown, hidden = suppress(frame, Disclosure(shares={"share": "n"}), 3)
    assert hidden["share"].tolist() == [True, True, False, True]


def test_what_would_give_a_suppressed_count_away_goes_with_it() -> None:
    frame = pd.DataFrame({"members": [1, 5], "kind": ["thin", "leakage"], "said": ["price:5;skills:2", ""]})
    shown, hidden = suppress(frame, Disclosure(("members", "said"), hides={"members": ("kind",)}), 3)
    assert hidden["kind"].tolist() == [True, False]
    assert shown["kind"].tolist()[1] == "leakage"
    assert pd.isna(shown["kind"][0])
    # Of codes with their numbers the small numbers go; that somebody named them stays.
    assert shown["said"].tolist() == ["price:5;skills", ""]
