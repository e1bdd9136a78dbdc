"""Need beside nearness: which missing links the region could grow."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure

from ...results import Figure, Listing, Message, Share, _, label, say
from ...results.canvas import sheet_of
from ...results.style import COLOURS, width_of
from ...tables import join_ids
from ..kinds import each
from ..labels import OFFICIAL, SURVEY, VERDICT
from ..read import ClusterChain
from ..symbols import draw_badge

_WIDTH, _HEIGHT = 10.0, 5.4
#: Inches of the plane itself; to its left stands what is not measurable.
_LEFT, _RIGHT, _BOTTOM, _TOP = 2.7, 9.8, 0.75, 5.1


def need_and_nearness(chain: ClusterChain) -> Figure:
    """Place what is absent, missing as a support function or thin by how many need it and how near the region is."""
    names = chain.catalogue.set_index("stage")[["name_en", "name_ro", "name_it"]]
    region = chain.capacity.groupby("stage").agg(
        nearness=("nearness", "max"),
        location_quotient=("location_quotient", "max"),
        capacity_rows=("made_from", join_ids),
    )
    data = chain.held[chain.held["kind"].map(each("missing"))].join(names, on="stage").join(region, on="stage")
    data = data.assign(need=data["demand"] / data["asked"].clip(lower=1)).reset_index(drop=True)
    data["made_from"] = [
        join_ids([made, rows]) if isinstance(rows, str) and rows else made
        for made, rows in zip(data["made_from"], data["capacity_rows"], strict=True)
    ]
    columns = [
        "stage",
        "name_en",
        "name_ro",
        "name_it",
        "kind",
        "status",
        "members",
        "demand",
        "asked",
        "need",
        "nearness",
    ]
    near, attract = chain.near, chain.attract

    def draw(area: SubFigure, shown: pd.DataFrame, language: str) -> None:
        _draw(area, shown, language, near, attract)

    return Figure(
        id="need_and_nearness",
        title=_title(chain, data),
        subtitle=_(
            "Missing and thin links: share of those asked whom it concerns (up), and how near the {region} is to the "
            "activity: share of all activities covered to which it is less near (right)",
            region=chain.region,
        ),
        alt=_alt(data),
        data=data[[*columns, "location_quotient", "verdict", "made_from"]],
        draw=draw,
        source=_("{survey}; {official}", survey=SURVEY, official=OFFICIAL),
        n=int(chain.gaps["asked"].max()) if len(chain.gaps) else 0,
        size=(_WIDTH, _HEIGHT),
        note=_(
            "Nearness: relatedness density, from the divisions in which NUTS 2 regions are specialised together. "
            "Stages with the same division share its value. Ring: the region is specialised in the activity itself. "
            "Dashed: "
            "the lines of the verdicts."
        ),
        disclosive=("demand",),
        hides={"demand": ("need",), "members": ("kind",)},
    )


def _title(chain: ClusterChain, data: pd.DataFrame) -> Message:
    if data.empty:
        return _("{cluster}: no link is missing or thin", cluster=chain.name)
    grow = data[data["verdict"] == "grow"]
    return _(
        "{cluster}: of {number} missing or thin links, the region is near to {near}",
        cluster=chain.name,
        number=len(data),
        near=len(grow),
    )


def _alt(data: pd.DataFrame) -> Message:
    if data.empty:
        return _("No link is missing or thin.")
    parts = tuple(
        _(
            "{stage}: concerns {need}, {nearness}",
            stage=label(row),
            need=Share(float(row["need"])),
            nearness=_("not measurable")
            if pd.isna(row["nearness"])
            else _("nearer than to {share} of activities", share=Share(float(row["nearness"]))),
        )
        for _place, row in data.iterrows()
    )
    return _("Plane of need and nearness. {points}.", points=Listing(parts))


def _draw(area: SubFigure, data: pd.DataFrame, language: str, near: float, attract: float) -> None:
    if data.empty:
        area.text(0.01, 0.5, say(_("No link is missing or thin."), language), fontsize=11)
        return
    axes = sheet_of(area, _WIDTH, _HEIGHT)
    top = max(float(data["need"].fillna(0).max()) * 1.15, attract * 1.6, 0.1)

    def up(need: float) -> float:
        return _BOTTOM + (_TOP - _BOTTOM) * need / top

    def right(nearness: float) -> float:
        return _LEFT + (_RIGHT - _LEFT) * nearness

    _draw_ground(axes, language, up(attract), right(near), top, up)
    known = data[data["need"].notna()]
    points = [
        (0.55 if pd.isna(row["nearness"]) else right(float(row["nearness"])), up(float(row["need"])), row)
        for _place, row in known.iterrows()
    ]
    _draw_points(axes, points, language)


def _draw_ground(axes: Axes, language: str, line: float, near: float, top: float, up: Callable[[float], float]) -> None:
    axes.axvspan(0.15, 2.3, _BOTTOM / _HEIGHT, _TOP / _HEIGHT, color="#f4f6f8", linewidth=0)
    axes.axvspan(near, _RIGHT, _BOTTOM / _HEIGHT, _TOP / _HEIGHT, color="#eef5f1", linewidth=0)
    axes.plot([_LEFT, _RIGHT], [_BOTTOM, _BOTTOM], color=COLOURS["line"], linewidth=1)
    axes.plot([near, near], [_BOTTOM, _TOP], color=COLOURS["line"], linewidth=1, linestyle=(0, (4, 3)))
    axes.plot([_LEFT, near], [line, line], color=COLOURS["line"], linewidth=1, linestyle=(0, (4, 3)))
    for words, x, y, side in (
        (VERDICT["grow"], _RIGHT - 0.1, _TOP - 0.14, "right"),
        (VERDICT["attract"], _LEFT + 0.1, _TOP - 0.14, "left"),
        (VERDICT["connect"], _LEFT + 0.1, _BOTTOM + 0.14, "left"),
    ):
        axes.text(
            x, y, say(words, language), ha=side, va="center", fontsize=9.5, color=COLOURS["muted"], style="italic"
        )
    axes.text(
        1.22,
        _TOP - 0.14,
        say(_("not measurable"), language),
        ha="center",
        va="center",
        fontsize=9,
        color=COLOURS["muted"],
    )
    step = 0.2 if top > 0.5 else 0.1
    for need in np.arange(0, top, step):
        axes.text(
            2.62,
            up(need),
            say(Share(float(need)), language),
            ha="right",
            va="center",
            fontsize=8.5,
            color=COLOURS["muted"],
        )
    for share in (0, 0.25, 0.5, 0.75, 1):
        x = _LEFT + (_RIGHT - _LEFT) * share
        axes.text(
            x,
            _BOTTOM - 0.15,
            say(Share(share), language),
            ha="center",
            va="center",
            fontsize=8.5,
            color=COLOURS["muted"],
        )
    axes.text(
        (_LEFT + _RIGHT) / 2,
        0.28,
        say(_("nearer than to this share of activities"), language),
        ha="center",
        va="center",
        fontsize=9,
    )
    axes.text(0.15, _TOP + 0.16, say(_("share of those asked whom it concerns"), language), va="center", fontsize=9)


def _draw_points(axes: Axes, points: list[tuple[float, float, pd.Series]], language: str) -> None:
    """Draw the marks, and each name where it touches neither mark nor name drawn before."""
    taken = [(x - 0.14, y - 0.14, x + 0.14, y + 0.14) for x, y, _row in points]
    # The names of the verdicts keep their corners.
    taken += [(_LEFT, _BOTTOM, _LEFT + 2.4, _BOTTOM + 0.26), (_LEFT, _TOP - 0.26, _LEFT + 1.2, _TOP)]
    for x, y, row in sorted(points, key=lambda point: -point[1]):
        if row["location_quotient"] >= 1:
            axes.plot(x, y, "o", markersize=21, markerfacecolor="none", color=COLOURS["accent"], markeredgewidth=1.6)
        if isinstance(row["kind"], str):
            draw_badge(axes, x, y, row["kind"], row["status"])
        else:
            axes.plot(x, y, "o", markersize=9, color=COLOURS["muted"])
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
