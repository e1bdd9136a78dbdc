"""The map of a chain: where its boxes stand, and how its edges run."""

from __future__ import annotations

from itertools import combinations

import matplotlib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.text import Text
from tiny import handed

from pilotanalysis import chain as chapter
from pilotanalysis.chain.overview.layout import arrange
from pilotanalysis.results import say
from pilotanalysis.results.entries import demonstration
from pilotanalysis.results.rendering import Picture, _compose
from pilotanalysis.results.style import RC
from pilotanalysis.study import Study
from pilotanalysis.tables import TableSet


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


#: What a sheet of A4, across, leaves to a picture above its text on how to read it, in inches.
ROOM = (10.4, 6.6)


@pytest.mark.parametrize("cluster", ["ind-agro-pol", "astrico-ne", "euronest", "iconic"])
def test_letters_of_the_map_can_be_read_in_print(study: Study, built: TableSet, cluster: str) -> None:
    figure = chapter.value_chain_map(handed(study, cluster, built))
    released = figure.data.release(None)
    words, mark = figure.words(released), {code: say(demonstration(1), code) for code in study.languages}
    picture = Picture(
        figure.id, words, released.frame, figure.draw, figure.source, figure.n, figure.size, mark, suppressed=False
    )
    for language in study.languages:
        with matplotlib.rc_context(RC):
            canvas = _compose(picture, language)
        width, height = canvas.get_size_inches()
        scale = min(ROOM[0] / width, ROOM[1] / height)
        letters = [text.get_fontsize() for text in canvas.findobj(Text) if text.get_text().strip()]
        assert min(letters) * scale >= 7
        # It fills the page one way, and nearly the other.
        assert max(ROOM[0] / width, ROOM[1] / height) / scale < 1.15
