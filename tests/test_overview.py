"""The map of a chain: where its boxes stand, and how its edges run."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from pilotanalysis.chain.overview.layout import arrange


@st.composite
def chains(draw: st.DrawFn) -> tuple[list[str], list[tuple[str, str]]]:
    size = draw(st.integers(1, 20))
    nodes = [f"n{place}" for place in range(size)]
    pairs = [(one, other) for one, other in combinations(nodes, 2)]
    edges = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=30)) if pairs else []
    return nodes, edges


@given(chains())
def test_boxes_never_overlap_and_edges_run_to_the_right(chain: tuple[list[str], list[tuple[str, str]]]) -> None:
    nodes, edges = chain
    flow = arrange(nodes, edges)
    assert set(flow.place) == set(nodes)
    for one, other in combinations(flow.place.values(), 2):
        assert one[0] != other[0] or abs(one[1] - other[1]) >= 1 - 1e-9
    for (source, target), route in zip(edges, flow.routes, strict=True):
        assert route[0] == flow.place[source]
        assert route[-1] == flow.place[target]
        # One step to the right at a time; beside the boxes of a column an edge keeps clear of them.
        assert [x for x, _y in route] == list(range(route[0][0], route[-1][0] + 1))
        for x, y in route[1:-1]:
            assert all(abs(y - place[1]) > 0.5 for place in flow.place.values() if place[0] == x)
