"""Every figure as it is painted: nothing leaves the sheet or covers other words, and print is large enough."""

from __future__ import annotations

from functools import partial
from itertools import combinations

import matplotlib
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure as Canvas
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from pilotanalysis import chain, meetings, partners, survey
from pilotanalysis.chain.kinds import KINDS
from pilotanalysis.chain.overview.map import _LEAVES
from pilotanalysis.chain.region.places import POINT, name_places, spread
from pilotanalysis.chain.sourcing.expected import LEAST
from pilotanalysis.chain.sourcing.figure_expected import _compared
from pilotanalysis.chain.sourcing.figure_origin import _SHADES
from pilotanalysis.results import Figure, say
from pilotanalysis.results.entries import demonstration
from pilotanalysis.results.rendering import Picture, _compose, paint
from pilotanalysis.results.style import LEGIBLE, RC, contrast, ink_on
from pilotanalysis.store import open_store
from pilotanalysis.study import Study
from pilotanalysis.survey.report.bars import WHOLE

OF_CLUSTER = (
    chain.value_chain_map,
    chain.gap_ranking,
    chain.need_and_nearness,
    chain.what_thresholds_change,
    chain.blocked_markets,
    chain.network_of_members,
    chain.stages_by_cluster,
    chain.origin_of_inputs,
    chain.expected_beside_declared,
    survey.profile_figure,
    partners.coverage_curve,
    partners.gaps_by_candidate,
    partners.candidates_by_county,
    partners.who_closes_what,
)
OF_ALL = (
    survey.response_by_type,
    survey.response_by_county,
    survey.answers_by_section,
    survey.cells_by_rule,
    meetings.complementarity_matrix,
    meetings.meeting_grid,
    meetings.event_funnel,
    meetings.network_before_and_after,
    meetings.hybrid_map,
)
#: What a landscape page of A4 leaves within its margins and under a heading, in inches.
PAGE = (10.43, 6.3)


def painted(figure: Figure, language: str, minimum: int | None = None) -> Canvas:
    """A figure as it is composed, with what the demonstration says at its foot."""
    released = figure.data.release(minimum)
    size = figure.size(released.frame) if callable(figure.size) else figure.size
    mark = {language: say(demonstration(1), language)}
    picture = Picture(
        figure.id, figure.words(released), released.frame, figure.draw, figure.source, figure.n, size, mark, False
    )
    with matplotlib.rc_context(RC):
        canvas = _compose(picture, language)
        canvas.draw_without_rendering()
    return canvas


def words_of(canvas: Canvas) -> list[tuple[Text, Bbox]]:
    """Texts that are seen, with where they are, in inches."""
    texts = [text for text in canvas.findobj(Text) if text.get_visible() and text.get_text().strip()]
    return [(text, text.get_window_extent().transformed(canvas.dpi_scale_trans.inverted())) for text in texts]


def faults(canvas: Canvas) -> list[str]:
    """Texts that leave the sheet or cover one another."""
    width, height = canvas.get_size_inches()
    words = words_of(canvas)
    found = [
        f"leaves the sheet: {text.get_text()}"
        for text, box in words
        if box.x0 < -0.01 or box.y0 < -0.01 or box.x1 > width + 0.01 or box.y1 > height + 0.01
    ]
    # The box of a turned text is far larger than the text.
    level = [(text.get_text(), box) for text, box in words if not text.get_rotation()]
    for (one, first), (other, second) in combinations(level, 2):
        wide = min(first.x1, second.x1) - max(first.x0, second.x0)
        high = min(first.y1, second.y1) - max(first.y0, second.y0)
        if wide > 0.02 and high > 0.05:
            found.append(f"covers: {one} / {other}")
    return found


def too_small(canvas: Canvas) -> list[str]:
    """Texts that print below 7 points where the figure fills a page."""
    width, height = canvas.get_size_inches()
    scale = min(PAGE[0] / width, PAGE[1] / height)
    return [text.get_text() for text, _box in words_of(canvas) if text.get_fontsize() * scale < 6.95]


def test_words_of_the_plane_and_the_map_stay_on_the_sheet_and_apart(cleaned: Study) -> None:
    study = cleaned
    for language, make in (("en", chain.need_and_nearness), ("it", chain.value_chain_map)):
        canvas = painted(make(open_store(study, "euronest")), language)
        assert not faults(canvas)
        assert not too_small(canvas)


def test_members_may_be_far_away_only_where_the_roster_says_so(cleaned: Study) -> None:
    for cluster, far in (("ind-agro-pol", True), ("astrico-ne", False)):
        figure = chain.origin_of_inputs(open_store(cleaned, cluster))
        note = say(figure.words(figure.data.release(None)).note, "en")
        assert ("a member may be far away" in note) == far
        assert ("all members are in the region" in note) != far


@pytest.fixture(scope="module")
def figures(cleaned: Study) -> list[Figure]:
    """Every figure, of every cluster: computed once, and drawn in each language."""
    whole = open_store(cleaned)
    own = [make(store) for store in map(partial(open_store, cleaned), cleaned.analysed) for make in OF_CLUSTER]
    return [*own, *(make(whole) for make in OF_ALL)]


@pytest.mark.long
@pytest.mark.parametrize("language", ["en", "ro", "it"])
def test_words_of_every_figure_stay_on_the_sheet_and_apart(figures: list[Figure], language: str) -> None:
    for figure in figures:
        canvas = painted(figure, language)
        assert not faults(canvas), figure.id
        assert not too_small(canvas), figure.id


def test_text_can_be_read_on_every_colour() -> None:
    for part in range(256):
        for colour in ((part, part, part), (part, 0, 255 - part), (0, part, 120), (255 - part, part, 60)):
            ground = to_hex([value / 255 for value in colour])
            assert contrast(ink_on(ground), ground) >= LEGIBLE, ground


def test_colours_that_carry_meaning_reach_3_to_1_on_white() -> None:
    colours = (
        [kind.colour for kind in KINDS.values()] + list(_SHADES.values()) + [colour for colour, _ in _LEAVES.values()]
    )
    for colour in (*colours, WHOLE):
        assert contrast(colour) >= 3.0, colour


def test_points_at_one_place_stand_side_by_side_and_cross_no_line() -> None:
    points = [(1.0, 2.0), (1.0, 2.0), (1.0, 2.05), (4.0, 2.0)]
    placed = spread(points, [(0.5, 2.0)] * 3 + [(3.0, 5.0)])
    assert placed[0] == points[0] and placed[3] == points[3]
    for one, other in combinations(placed, 2):
        assert max(abs(one[0] - other[0]), abs(one[1] - other[1])) >= 0.2
    assert all(0.5 + POINT <= x <= 2.0 - POINT for x, _y in placed[:3])


def test_names_of_points_cover_nothing_and_stay_in_their_field() -> None:
    points = [(1.0 + 0.25 * number, 2.0) for number in range(5)] + [(3.9, 1.0)]
    field = (0.0, 0.0, 4.0, 4.0)
    places = name_places(points, [1.0] * 6, [field] * 6)
    boxes = [(x, y - 0.08, x + 1.0, y + 0.08) for x, y in places]
    assert all(x0 >= 0 and x1 <= 4.0 for x0, _y0, x1, _y1 in boxes)
    for one, other in combinations(boxes, 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_shares_declared_and_expected_are_of_the_same_inputs() -> None:
    inputs = pd.DataFrame({"expected_share": [0.5, 0.3, 0.15, LEAST / 2], "declared_value": [30.0, 0.0, 10.0, 60.0]})
    shares = _compared(inputs)
    assert shares["compared"].tolist() == [1, 0, 1, 0]
    assert shares["expected_compared"].dropna().tolist() == pytest.approx([50 / 65, 15 / 65])
    assert shares["declared_compared"].dropna().tolist() == pytest.approx([0.75, 0.25])


def test_text_of_a_figure_is_text_and_the_same_bytes_twice(cleaned: Study) -> None:
    figure = chain.expected_beside_declared(open_store(cleaned, "astrico-ne"))
    assert "România 2011 (Timmer et al. 2015)" in say(figure.source, "ro"), "cited as the data package says"
    released = figure.data.release(None)
    size = figure.size(released.frame) if callable(figure.size) else figure.size
    picture = Picture(
        figure.id, figure.words(released), released.frame, figure.draw, figure.source, figure.n, size, None, False
    )
    svg = paint(picture, "ro")["svg"]
    assert svg == paint(picture, "ro")["svg"]
    assert f">{say(figure.words(released).subtitle, 'ro')[:40]}".encode() in svg
    assert svg.count(b"@font-face") == 2
