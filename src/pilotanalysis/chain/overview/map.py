"""The value-chain map: the picture of the study."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from itertools import pairwise
from typing import cast

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure
from matplotlib.patches import FancyBboxPatch, PathPatch
from matplotlib.path import Path as Curve

from ... import reference
from ...results import (
    Figure,
    Given,
    Label,
    Listing,
    Message,
    Number,
    Released,
    Tabulation,
    Words,
    _,
    _n,
    count,
    label,
    say,
)
from ...results.canvas import sheet_of
from ...results.style import COLOURS, fitting_size, width_of
from ...store import Store
from ...survey.labels import n_members
from ..kinds import KINDS
from ..labels import PLACED, PRESENCE, SURVEY, n_stages
from ..lookups import NAMES
from ..presence import presence_numbers
from ..symbols import HATCH, LOOKS, draw_badge, draw_key, kinds_of
from ..tables import Sourcing
from .layout import arrange
from .stages import DISCLOSURE, all_told, has_confirmed_gap, has_gap, stages_with_gaps

#: In inches: the figure fills a landscape page of A4, where its letters have 7 points at least.
_WIDTH = 11.4
_BOX = 0.66
_ROW = 0.96
_LEGEND = 0.6
_LANE = 1.42
#: Size of letters, and between two lines of a box in inches.
_LETTERS, _STEP = 8.5, 0.139
#: What is bought elsewhere than: the column, how dark its arrow is, and its words.
_LEAVES = {
    "leaves_cluster": ("#12436d", _("the cluster")),
    "leaves_region": ("#3f76a3", _("the region")),
    "leaves_country": ("#7f95a8", _("the country")),
}


def value_chain_map(data: Store) -> Figure:
    """Map the chain of one cluster: its stages in flow order, who stands on them, what is missing, what leaves."""
    cluster, settings = data.name, data.settings
    stages = stages_with_gaps(data).sort_values("position", kind="stable", ignore_index=True)
    flow = data.of(reference.Edges).groupby("source")["target"].agg(";".join)
    stages["delivers_to"] = stages["stage"].map(flow).fillna("")
    stages = stages.join(_leaving(data), on="stage")
    disclosure = replace(
        DISCLOSURE,
        counts=(*DISCLOSURE.counts, "buyers"),
        hides={**DISCLOSURE.hides, "buyers": tuple(_LEAVES)},
    )

    def words(released: Released) -> Words:
        return Words(
            title=_title(released, cluster),
            subtitle=_(
                "Stages of the value chain from inputs to markets, the members of the cluster on each, the gaps that "
                "members and management tell of, and what is bought elsewhere"
            ),
            alt=_alt(cluster, released.frame),
            note=_(
                "Thick edge: core stage; thin: desirable. At most: if every member whose stages are not known worked "
                "there. Filled mark: confirmed; hollow: uncertain. Arrows where at least {fewest} buy; "
                "the width of the box is all that they buy.",
                fewest=n_members(Given(settings.gaps.fewest_answers)),
            ),
            reading=_(
                "Read from left to right, inputs to markets: each box is a stage, with the members on it. The marks on "
                "a box are its gaps. “None” rests on the word of the management; “not observed” only means that no "
                "member is known to work there."
            ),
        )

    return Figure(
        id="value_chain_map",
        data=Tabulation(stages, disclosure),
        words=words,
        draw=_draw_map,
        source=_("{survey}; value-chain catalogue of the study", survey=SURVEY),
        n=int(stages["observed"].max()),
        units=PLACED,
        size=(_WIDTH, arrange(*_core(stages)).rows * _ROW + _LANE + _LEGEND),
        columns=(
            "stage", *NAMES, "layer", "required", "presence", "members", "needed_by", "bound", "observed", "roster",
            *KINDS, "buyers", *_LEAVES, "delivers_to",
        ),
    )  # fmt: skip


def _leaving(data: Store) -> pd.DataFrame:
    """Shares of what is bought of each stage that leave the cluster, the region and the country."""
    bought = data.of(Sourcing).set_index("stage")
    enough = bought["buyers"] >= data.settings.gaps.fewest_answers
    abroad = bought["share_eu"] + bought["share_beyond"]
    return pd.DataFrame(
        {
            "buyers": bought["buyers"].astype("Int64"),
            "leaves_cluster": (1 - bought["sourcing_ratio"]).where(enough),
            "leaves_region": ((bought["share_country"] + abroad) / 100).clip(upper=1).where(enough),
            "leaves_country": (abroad / 100).clip(upper=1).where(enough),
        }
    )


def _title(released: Released, cluster: Label) -> Message:
    stages = released.frame
    numbers = presence_numbers(stages)
    whole, missing = n_stages(numbers["stages"]), missing_stages(numbers["missing"], numbers["core"])
    if not all_told(released.hidden, stages):
        return _("{cluster}: of {stages}, {missing}", cluster=cluster, stages=whole, missing=missing)
    gaps = has_gap(stages)
    if not gaps.any():
        return _("{cluster}: no gap on any stage of the chain", cluster=cluster)
    everything = tuple(stages["row_id"])

    def number(id: str, words: Message, chosen: pd.Series) -> Number:
        return count(id, words, tuple(stages.loc[chosen, "row_id"]), everything, source=SURVEY, public=True)

    return _n(
        "{cluster}: {count} of {stages} has a gap, {confirmed} of them confirmed; {missing}",
        "{cluster}: {count} of {stages} have a gap, {confirmed} of them confirmed; {missing}",
        number("stages_with_gap", _("stages with a gap"), gaps),
        cluster=cluster,
        confirmed=number("stages_with_confirmed_gap", _("stages with a confirmed gap"), has_confirmed_gap(stages)),
        stages=whole,
        missing=missing,
    )


def missing_stages(missing: Number, core: Number) -> Message:
    """Say on how many stages no member is known, and how many of them are core."""
    if not missing.value:
        return _("none is without a known member")
    if core.value == missing.value:
        return _n(
            "{count} has no known member, and it is core", "{count} have no known member, all of them core", missing
        )
    if not core.value:
        return _n(
            "{count} has no known member, and it is not core",
            "{count} have no known member, none of them core",
            missing,
        )
    return _("{missing} have no known member, {core} of them core", missing=missing, core=core)


def _alt(cluster: Label, data: pd.DataFrame) -> Message:
    none = _("none")

    def listed(chosen: pd.Series) -> Listing | Message:
        found = tuple(label(row) for _place, row in data[chosen].iterrows())
        return Listing(found) if found else none

    held = data[list(KINDS)].fillna("") != ""
    said = tuple(
        _("{kind}: {stages}", kind=KINDS[kind].label, stages=listed(held[kind])) for kind in KINDS if held[kind].any()
    )
    return _(
        "Flow diagram of the value chain of {cluster}. Stages with members: {present}. Absent, as the management "
        "states: {absent}. Not observed: {unknown}. Gaps by kind: {gaps}.",
        cluster=cluster,
        present=listed(data["presence"] == "present"),
        absent=listed(data["presence"] == "absent_stated"),
        unknown=listed(data["presence"] == "not_observed"),
        gaps=Listing(said) if said else none,
    )


def _core(data: pd.DataFrame) -> tuple[list[str], list[tuple[str, str]]]:
    """Nodes and edges of the flow: core and market stages, without support functions."""
    nodes = list(data.loc[data["layer"] != "support", "stage"])
    edges = [
        (source, target)
        for source, targets in data[["stage", "delivers_to"]].itertuples(index=False)
        for target in targets.split(";")
        if source in nodes and target in nodes
    ]
    return nodes, edges


def _draw_map(area: SubFigure, data: pd.DataFrame, language: str) -> None:
    flow = arrange(*_core(data))
    height = flow.rows * _ROW + _LANE + _LEGEND
    axes = sheet_of(area, _WIDTH, height)
    pitch = (_WIDTH - 0.2) / max(flow.columns, 1)
    box = min(1.7, pitch - 0.27)
    middle = _LANE + flow.rows * _ROW / 2
    spot = {stage: (0.1 + (x + 0.5) * pitch, middle + y * _ROW) for stage, (x, y) in flow.place.items()}
    for route in flow.routes:
        points = [(0.1 + (x + 0.5) * pitch, middle + y * _ROW) for x, y in route]
        _draw_edge(axes, points, box)
    rows = data.set_index("stage")
    for stage, (x, y) in spot.items():
        _draw_box(axes, x, y, box, cast(pd.Series, rows.loc[stage]), language)
    _draw_support(axes, data[data["layer"] == "support"], rows, language)
    _draw_legend(axes, height, data, language)


def _draw_edge(axes: Axes, points: list[tuple[float, float]], box: float) -> None:
    """Draw an edge as a smooth line from the right side of a box to the left side of another."""
    half = box / 2
    sides = [(points[0][0] + half, points[0][1])]
    for x, y in points[1:-1]:
        # Beside the boxes of a column an edge runs level; it bends between the columns only.
        sides += [(x - half, y), (x + half, y)]
    sides.append((points[-1][0] - half - 0.07, points[-1][1]))
    vertices, codes = [sides[0]], [Curve.MOVETO]
    for (x0, y0), (x1, y1) in pairwise(sides):
        half = (x1 - x0) / 2
        vertices += [(x0 + half, y0), (x1 - half, y1), (x1, y1)]
        codes += [Curve.CURVE4] * 3
    axes.add_patch(PathPatch(Curve(vertices, codes), fill=False, edgecolor=COLOURS["line"], linewidth=1.1, zorder=1))
    x, y = sides[-1]
    axes.fill([x, x + 0.08, x], [y - 0.045, y, y + 0.045], color=COLOURS["line"], linewidth=0, zorder=1)


def _draw_box(axes: Axes, x: float, y: float, width: float, row: pd.Series, language: str) -> None:
    edge = LOOKS[row["presence"]].edge
    corner = (x - width / 2, y - _BOX / 2)
    _draw_shape(axes, corner, (width, _BOX), row["presence"], 2.0 if row["required"] == "core" else 0.9)
    name = _in_two(say(label(row), language), width - 0.1)
    size = min(fitting_size(line, width - 0.08, _LETTERS, "bold") for line in name)
    state = f"{LOOKS[row['presence']].mark} {say(_state(row), language)}"
    lines = [(line, size, "bold", "ink") for line in name]
    lines.append((state, fitting_size(state, width - 0.08, _LETTERS), "normal", edge))
    if pd.notna(row["needed_by"]) and row["needed_by"] > 0:
        needed = say(_n("needed by {count}", "needed by {count}", int(row["needed_by"])), language)
        lines.append((needed, fitting_size(needed, width - 0.08, _LETTERS), "normal", "ink"))
    top = y + _STEP * (len(lines) - 1) / 2 - 0.01
    for number, (text, size, weight, colour) in enumerate(lines):
        axes.text(
            x, top - _STEP * number, text, ha="center", va="center", fontsize=size, fontweight=weight,
            color=COLOURS[colour], zorder=3,
        )  # fmt: skip
    held = [kind for kind in KINDS if isinstance(row[kind], str) and row[kind]]
    # Side by side, and narrower where a box is narrow: never over the box beside.
    step = min(0.24, (width - 0.1) / max(len(held), 1))
    for number, kind in enumerate(held):
        place = x + width / 2 - 0.1 - step * (len(held) - 1 - number)
        draw_badge(axes, place, y + _BOX / 2 + 0.015, kind, row[kind], min(0.1, step * 0.46))
    _draw_leaving(axes, x - width / 2, y - _BOX / 2 - 0.05, width, row)


def _in_two(name: str, width: float) -> list[str]:
    """Break a name where its longer line is shortest, if it is wider than so many inches."""
    words = name.split()
    if len(words) == 1 or width_of(name, _LETTERS, "bold") <= width:
        return [name]
    ways = [[" ".join(words[:place]), " ".join(words[place:])] for place in range(1, len(words))]
    return min(ways, key=lambda way: max(width_of(line, _LETTERS, "bold") for line in way))


def _draw_leaving(axes: Axes, x: float, y: float, width: float, row: pd.Series) -> None:
    """Draw what is bought elsewhere: an arrow each, as long as its share of the width."""
    for number, (column, (colour, _words)) in enumerate(_LEAVES.items()):
        if pd.notna(row[column]) and row[column] > 0:
            _draw_arrow(axes, x, y - 0.062 * number, width * row[column], colour)


def _draw_arrow(axes: Axes, x: float, y: float, length: float, colour: str) -> None:
    tip = min(0.07, length)
    axes.plot([x, x + length - tip], [y, y], color=colour, linewidth=2.6, solid_capstyle="butt", zorder=2)
    axes.fill(
        [x + length - tip, x + length, x + length - tip], [y - 0.034, y, y + 0.034], color=colour, linewidth=0, zorder=2
    )


def _draw_shape(
    axes: Axes, corner: tuple[float, float], size: tuple[float, float], presence: str, thick: float
) -> None:
    """Draw the outline of a box in the look of its presence."""
    look = LOOKS[presence]
    rounded = "round,pad=0,rounding_size=0.06"
    axes.add_patch(
        FancyBboxPatch(corner, *size, rounded, facecolor=look.fill, edgecolor=HATCH, hatch=look.hatch, lw=0, zorder=2)
    )
    edge = COLOURS[look.edge]
    axes.add_patch(
        FancyBboxPatch(corner, *size, rounded, facecolor="none", edgecolor=edge, ls=look.style, lw=thick, zorder=2)
    )


def _state(row: pd.Series) -> Message:
    if row["presence"] == "present":
        suppressed = pd.isna(row["members"])
        return _n("{count} member", "{count} members", None if suppressed else int(row["members"]))
    if row["presence"] == "absent_stated":
        return _("none")
    return _("at most {most}", most=int(row["roster"] - row["observed"]))


def _draw_support(axes: Axes, support: pd.DataFrame, rows: pd.DataFrame, language: str) -> None:
    """Draw the lane of support functions, each with the stages it serves."""
    axes.axhspan(0, _LANE - 0.04, color="#f4f6f8", linewidth=0, zorder=0)
    axes.text(0.1, _LANE - 0.15, say(_("Support functions"), language), fontsize=9, fontweight="bold", va="center")
    pitch = (_WIDTH - 0.2) / max(len(support), 1)
    for number, (_place, row) in enumerate(support.iterrows()):
        x = 0.1 + (number + 0.5) * pitch
        _draw_box(axes, x, 0.82, min(2.1, pitch - 0.2), row, language)
        served = [label(rows.loc[stage]) for stage in row["delivers_to"].split(";") if stage in rows.index]
        words = say(_("for {stages}", stages=Listing(tuple(served))), language) if served else ""
        for place, line in enumerate(textwrap.wrap(words, int((pitch - 0.1) * 72 / 4.9))[:2]):
            size = fitting_size(line, pitch - 0.06, _LETTERS)
            axes.text(x, 0.2 - 0.13 * place, line, ha="center", va="center", fontsize=size, color=COLOURS["muted"])


def _draw_legend(axes: Axes, top: float, data: pd.DataFrame, language: str) -> None:
    """Explain boxes and arrows on a line, and marks on another."""
    x, y = 0.1, top - 0.14
    for presence, words in PRESENCE.items():
        _draw_shape(axes, (x, y - 0.08), (0.28, 0.16), presence, 1.4)
        text = f"{LOOKS[presence].mark} {say(words, language)}"
        axes.text(x + 0.34, y, text, va="center", fontsize=_LETTERS)
        x += 0.34 + width_of(text, _LETTERS) + 0.22
    outside = say(_("bought outside"), language)
    axes.text(x, y, outside, va="center", fontsize=_LETTERS)
    x += width_of(outside, _LETTERS) + 0.1
    for colour, words in _LEAVES.values():
        _draw_arrow(axes, x, y, 0.3, colour)
        text = say(words, language)
        axes.text(x + 0.35, y, text, va="center", fontsize=_LETTERS)
        x += 0.35 + width_of(text, _LETTERS) + 0.17
    draw_key(axes, 0.1, top - 0.4, _WIDTH - 0.2, kinds_of(data), language)
