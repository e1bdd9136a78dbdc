"""Need beside nearness: which missing links the region could grow."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import seaborn
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure

from ... import reference
from ...results import Figure, Label, Listing, Message, Number, Released, Share, Words, _, label, say
from ...results.canvas import sheet_of
from ...results.messages import SUPPRESSED
from ...results.style import COLOURS, PAPER, width_of
from ...store import Store
from ...tables import join_ids, split_ids
from ..kinds import KINDS
from ..labels import OFFICIAL, SURVEY
from ..lookups import NAMES, number_asked
from .findings import all_told, missing_links, tabulated

_WIDTH, _HEIGHT = 10.0, 5.4
#: Inches of the plane itself; to its left stands what is not measurable.
_LEFT, _RIGHT, _BOTTOM, _TOP = 2.7, 9.8, 0.75, 5.1
#: Edges of the strip of what is not measurable, in inches.
_STRIP = (0.15, 2.3)
#: Where points stand in it, from its left to its right.
_UNMEASURED = 0.19
_LETTER: dict[str, Any] = {
    "ha": "center",
    "va": "center_baseline",
    "fontsize": 7.8,
    "fontweight": "bold",
    "zorder": 6,
}


def need_and_nearness(data: Store) -> Figure:
    """Place what is absent, missing as a support function or thin by how many need it and how near the region is."""
    cluster, region, thresholds = data.name, data.region, data.settings.gaps
    year = str(data.all(reference.PersonsEmployed)["year"].max())

    def words(released: Released) -> Words:
        return Words(
            title=_title(released, cluster, thresholds.near),
            subtitle=_(
                "Missing and thin links: share of the respondents whom they concern (up), and how close the {region} "
                "is to their main activity: share of all activities covered to which it is less close (right)",
                region=region,
            ),
            alt=_alt(missing_links(released.frame)),
            note=_(
                "Closeness: relatedness density, from the divisions in which NUTS 2 regions are specialised together. "
                "Stages with the same division share its value. Ring: the region is specialised in the activity "
                "itself. Dashed: the lines of the study. The statistics are of {year}, the survey of {wave}.",
                year=year,
                wave=data.settings.wave,
            ),
            reading=_(
                "Each dot is a missing or thin link: the higher, the more respondents it concerns; the farther right, "
                "the closer the region is to its activity. Those at the top right are needed and could be grown here. "
                "The strip on the left holds what the statistics do not cover."
            ),
        )

    def draw(area: SubFigure, frame: pd.DataFrame, language: str) -> None:
        _draw(area, missing_links(frame), language, thresholds.near, thresholds.attract_share)

    return Figure(
        id="need_and_nearness",
        data=tabulated(data),
        words=words,
        draw=draw,
        source=_("{survey}; {official}", survey=SURVEY, official=OFFICIAL),
        n=number_asked(data),
        size=(_WIDTH, _HEIGHT),
        columns=(
            "stage", *NAMES, "kind", "status", "members", "demand", "asked", "need", "nearness", "location_quotient",
            "verdict",
        ),
    )  # fmt: skip


def _title(released: Released, cluster: Label, line: float) -> Message:
    links = missing_links(released.frame)
    if links.empty and all_told(released):
        return _("{cluster}: no link is missing or thin", cluster=cluster)
    rows = tuple(split_ids(join_ids(released.frame["made_from"])))
    n = int(released.frame["asked"].max())

    def number(id: str, words: Message, value: int) -> Number:
        return Number(id, words, value, "number", rows, n, SURVEY, public=True)

    close = int((links["nearness"] >= line).sum())
    if all_told(released):
        whole = number("links_missing_or_thin", _("missing or thin links"), len(links))
        near = number("links_near", _("missing or thin links to which the region is close"), close)
        if not close:
            return _(
                "{cluster}: the region is close to none of the {number} missing or thin links",
                cluster=cluster,
                number=whole,
            )
        return _(
            "{cluster}: the region is close to {near} of the {number} missing or thin links",
            cluster=cluster,
            number=whole,
            near=near,
        )
    whole = number("links_missing", _("missing links"), len(links))
    near = number("missing_links_near", _("missing links to which the region is close"), close)
    if not close:
        return _("{cluster}: the region is close to none of the {number} missing links", cluster=cluster, number=whole)
    return _(
        "{cluster}: the region is close to {near} of the {number} missing links",
        cluster=cluster,
        number=whole,
        near=near,
    )


def _alt(data: pd.DataFrame) -> Message:
    if data.empty:
        return _("No link is missing or thin.")
    parts = tuple(
        _(
            "{stage}: concerns {need}, {nearness}",
            stage=label(row),
            need=SUPPRESSED if pd.isna(row["need"]) else Share(float(row["need"])),
            nearness=_("not measurable")
            if pd.isna(row["nearness"])
            else _("closer than to {share} of activities", share=Share(float(row["nearness"]))),
        )
        for _place, row in data.iterrows()
    )
    return _("Plane of need and nearness. {points}.", points=Listing(parts))


def _draw(area: SubFigure, data: pd.DataFrame, language: str, near: float, attract: float) -> None:
    if data.empty:
        area.text(0.01, 0.5, say(_("No link is missing or thin."), language), fontsize=11)
        return
    top = max(float(data["need"].fillna(0).max()) * 1.15, attract * 1.6, 0.1)
    strip, plane = (
        area.add_axes(
            (left / _WIDTH, _BOTTOM / _HEIGHT, (right - left) / _WIDTH, (_TOP - _BOTTOM) / _HEIGHT),
            xlim=(0, 1), ylim=(0, top),
        )
        for left, right in (_STRIP, (_LEFT, _RIGHT))
    )  # fmt: skip
    _draw_ground(strip, plane, language, attract, near)
    known = data[data["need"].notna()]
    measured = known["nearness"].notna()
    known = known.assign(x=known["nearness"].fillna(_UNMEASURED))
    points = []
    for axes, rows, (left, right) in (
        (strip, known[~measured], _STRIP),
        (plane, known[measured], (_LEFT, _RIGHT)),
    ):
        _draw_points(axes, rows)
        x, y = left + (right - left) * rows["x"], _BOTTOM + (_TOP - _BOTTOM) * rows["need"] / top
        points += [(*place, row) for *place, (_stage, row) in zip(x, y, rows.iterrows(), strict=True)]
    _write_names(sheet_of(area, _WIDTH, _HEIGHT), points, language)


def _draw_ground(strip: Axes, plane: Axes, language: str, attract: float, near: float) -> None:
    """Draw the fields between the lines of the study, and the scales."""
    top = plane.get_ylim()[1]
    strip.set(facecolor="#f4f6f8", xticks=[], yticks=[])
    strip.spines["bottom"].set_visible(False)
    for axes in (strip, plane):
        axes.grid(False)
    plane.axvspan(near, 1, color="#eef5f1", linewidth=0)
    dashed: dict[str, Any] = {"colors": COLOURS["line"], "linewidth": 1, "linestyle": (0, (4, 3))}
    plane.vlines(near, 0, top, **dashed)
    plane.hlines(attract, 0, near, **dashed)
    muted: dict[str, Any] = {"fontsize": 9.5, "color": COLOURS["muted"], "va": "center", "textcoords": "offset points"}
    for words, place, offset, side in (
        (_("the region is close to it"), (1, top), (-7, -10), "right"),
        (_("many need it"), (0, top), (7, -10), "left"),
        (_("few need it"), (0, 0), (7, 10), "left"),
    ):
        plane.annotate(say(words, language), place, offset, ha=side, style="italic", **muted)
    strip.annotate(say(_("not measurable"), language), (0.5, top), (0, -10), ha="center", **{**muted, "fontsize": 9})
    needs = np.arange(0, top, 0.2 if top > 0.5 else 0.1)
    shares = (0, 0.25, 0.5, 0.75, 1)
    plane.set_yticks(needs, [say(Share(float(need)), language) for need in needs])
    plane.set_xticks(shares, [say(Share(share), language) for share in shares])
    plane.tick_params(labelsize=8.5, labelcolor=COLOURS["muted"])
    plane.set_xlabel(say(_("closer than to this share of activities"), language), fontsize=9)
    strip.set_title(say(_("share of the respondents whom it concerns"), language), fontsize=9, pad=6)


def _draw_points(axes: Axes, rows: pd.DataFrame) -> None:
    """Draw a point for each link, filled where it is certain, with a ring where the region is specialised."""
    style: dict[str, Any] = {"x": "x", "y": "need", "ax": axes, "legend": False, "clip_on": False}
    ring = rows[rows["location_quotient"] >= 1]
    seaborn.scatterplot(ring, **style, s=441, facecolor="none", edgecolor=COLOURS["accent"], linewidth=1.6)
    for (kind, status), part in rows.groupby(["kind", "status"], sort=False):
        badge = KINDS[str(kind)]
        face, ink = (badge.colour, PAPER) if status == "found" else (PAPER, badge.colour)
        seaborn.scatterplot(part, **style, s=187, facecolor=face, edgecolor=badge.colour, linewidth=1.3, zorder=5)
        for x, y in part[["x", "need"]].itertuples(index=False):
            axes.text(x, y, badge.symbol, color=ink, **_LETTER)
    axes.set(xlabel=axes.get_xlabel(), ylabel="")


def _write_names(axes: Axes, points: list[tuple[float, float, pd.Series]], language: str) -> None:
    """Write each name where it touches neither a point nor a name written before; places are in inches."""
    taken = [(x - 0.14, y - 0.14, x + 0.14, y + 0.14) for x, y, _row in points]
    # The names of the verdicts keep their corners.
    taken += [(_LEFT, _BOTTOM, _LEFT + 2.4, _BOTTOM + 0.26), (_LEFT, _TOP - 0.26, _LEFT + 1.2, _TOP)]
    for x, y, row in sorted(points, key=lambda point: -point[1]):
        name = say(label(row), language)
        wide = width_of(name, 8.5)
        left_edge, right_edge = (0.2, 2.25) if x < _LEFT - 0.2 else (_LEFT, _WIDTH - 0.02)
        spots = [
            (x + 0.2, y), (x - 0.2 - wide, y), (x - wide / 2, y + 0.23), (x - wide / 2, y - 0.23),
            (x + 0.14, y + 0.2), (x + 0.14, y - 0.2), (x - wide - 0.14, y + 0.2), (x - wide - 0.14, y - 0.2),
            (x - wide / 2, y + 0.4), (x - wide / 2, y - 0.4), (x + 0.2, y + 0.36), (x + 0.2, y - 0.36),
        ]  # fmt: skip
        spots = [(max(left_edge, min(a, right_edge - wide)), b) for a, b in spots]
        free = [
            (a, b)
            for a, b in spots
            if not any(a < x1 and a + wide > x0 and b - 0.08 < y1 and b + 0.08 > y0 for x0, y0, x1, y1 in taken)
        ]
        a, b = (free or spots)[0]
        taken.append((a, b - 0.09, a + wide, b + 0.09))
        axes.text(a, b, name, va="center", fontsize=8.5)
