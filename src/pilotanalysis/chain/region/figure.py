"""Need beside nearness: which missing links the region could grow."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure
from matplotlib.patches import Circle

from ...results import Figure, Label, Listing, Message, Number, Released, Share, Words, _, _n, label, say
from ...results.canvas import sheet_of
from ...results.messages import SUPPRESSED
from ...results.style import COLOURS, fitting_size, width_of
from ...store import Store
from ...tables import join_ids, split_ids
from ..kinds import KINDS
from ..labels import ASKED_NEEDS, SURVEY
from ..lookups import NAMES, number_asked, official_source, statistics_year
from ..symbols import draw_badge, draw_key
from .findings import all_told, missing_links, tabulated
from .places import FAR, Box, Point, name_places, spread

_WIDTH, _HEIGHT = 10.0, 5.0
#: Inches of the plane itself.
_RIGHT, _BOTTOM, _TOP = 9.75, 0.92, 4.7
#: Where the plane begins, in inches: further right where a strip to its left has what is not measurable.
_LEFT, _LEFT_OF_STRIP = 0.7, 2.85
#: Edges of that strip, in inches, and where points stand in it.
_STRIP = (0.1, 2.25)
_UNMEASURED = 0.4
#: Room to both sides of the scale, so that no point stands on the edge.
_MARGIN = 0.03


def need_and_nearness(data: Store) -> Figure:
    """Place what is absent, missing as a support function or thin by how many need it and how close the region is."""
    cluster, region, thresholds = data.name, data.region, data.settings.gaps
    year = str(statistics_year(data))

    def words(released: Released) -> Words:
        return Words(
            title=_with_doubt(released, _title(released, cluster, thresholds.near)),
            subtitle=_(
                "Missing and thin links: share of the respondents whom they concern (up), and how close the {region} "
                "is to their main activity: share of all activities covered to which it is less close (right)",
                region=region,
            ),
            alt=_alt(missing_links(released.frame)),
            note=_note(released, year, data.settings.wave),
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
        source=_("{survey}; {official}", survey=SURVEY, official=official_source(data)),
        n=number_asked(data),
        units=ASKED_NEEDS,
        size=(_WIDTH, _HEIGHT),
        columns=(
            "stage", *NAMES, "kind", "status", "members", "demand", "asked", "need", "nearness", "location_quotient",
            "verdict",
        ),
    )  # fmt: skip


def _note(released: Released, year: str, wave: str) -> Message:
    note = _(
        "Filled mark: confirmed; hollow: uncertain. Ring: the region is specialised in the activity itself. Dashed: "
        "the lines of the study. Closeness: relatedness density, from the divisions in which NUTS 2 regions are "
        "specialised together; stages with the same division share its value, and marks that would cover each other "
        "stand side by side. The statistics are of {year}, the survey of {wave}.",
        year=year,
        wave=wave,
    )
    hidden = int(missing_links(released.frame)["need"].isna().sum())
    if not hidden:
        return note
    return _n(
        "{note} {count} link is not drawn, for few need it.",
        "{note} {count} links are not drawn, for few need them.",
        hidden,
        note=note,
    )


def _with_doubt(released: Released, title: Message) -> Message:
    """Add to a title how many of the links are uncertain."""
    links = missing_links(released.frame)
    uncertain = int((links["status"] == "open").sum())
    if not uncertain:
        return title
    rows = tuple(split_ids(join_ids(released.frame["made_from"])))
    words = _("missing or thin links that are uncertain")
    n = int(released.frame["asked"].max())
    number = Number("links_uncertain", words, uncertain, "number", rows, n, SURVEY, public=True)
    return _("{title}; uncertain links: {number}", title=title, number=number)


def _title(released: Released, cluster: Label, line: float) -> Message:
    links = missing_links(released.frame)
    if links.empty and all_told(released):
        return _("{cluster}: no link is missing or thin", cluster=cluster)
    n = int(released.frame["asked"].max())

    def number(id: str, words: Message, counted: pd.DataFrame) -> Number:
        rows = tuple(split_ids(join_ids(counted["made_from"])))
        return Number(id, words, len(counted), "number", rows, n, SURVEY, of=released.rows_of(), public=True)

    close = links[links["nearness"] >= line]
    if all_told(released):
        whole = number("links_missing_or_thin", _("missing or thin links"), links)
        near = number("links_near", _("missing or thin links to which the region is close"), close)
        named = _n("{count} missing or thin link", "{count} missing or thin links", whole)
    else:
        whole = number("links_missing", _("missing links"), links)
        near = number("missing_links_near", _("missing links to which the region is close"), close)
        named = _n("{count} missing link", "{count} missing links", whole)
    if close.empty:
        return _("{cluster}: the region is close to none of the {number}", cluster=cluster, number=named)
    if len(close) == len(links):
        return _("{cluster}: the region is close to all of the {number}", cluster=cluster, number=named)
    return _("{cluster}: the region is close to {near} of the {number}", cluster=cluster, number=named, near=near)


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
            else _("the region is less close to {share} of all activities", share=Share(float(row["nearness"]))),
        )
        for _place, row in data.iterrows()
    )
    return _("Need and closeness of each link. {points}.", points=Listing(parts))


def _draw(area: SubFigure, data: pd.DataFrame, language: str, near: float, attract: float) -> None:
    if data.empty:
        area.text(0.01, 0.5, say(_("No link is missing or thin."), language), fontsize=11)
        return
    known = data[data["need"].notna()].sort_values(["need", "nearness"], ascending=False, kind="stable")
    measured = known["nearness"].notna()
    top = max(float(known["need"].max() if len(known) else 0.0) * 1.15, attract * 1.6, 0.1)
    left = _LEFT if measured.all() else _LEFT_OF_STRIP
    plane = area.add_axes(
        (left / _WIDTH, _BOTTOM / _HEIGHT, (_RIGHT - left) / _WIDTH, (_TOP - _BOTTOM) / _HEIGHT),
        xlim=(-_MARGIN, 1 + _MARGIN), ylim=(0, top),
    )  # fmt: skip
    sheet = sheet_of(area, _WIDTH, _HEIGHT)

    def across(nearness: float) -> float:
        return left + (_RIGHT - left) * (nearness + _MARGIN) / (1 + 2 * _MARGIN)

    _draw_ground(plane, language, attract, near)
    taken = _name_fields(sheet, known, left, across(near), language, attract=attract, near=near, top=top)
    points, edges = [], []
    for _stage, row in known.iterrows():
        y = _BOTTOM + (_TOP - _BOTTOM) * float(row["need"]) / top
        if pd.isna(row["nearness"]):
            points.append((_UNMEASURED, y))
            edges.append(_STRIP)
        else:
            points.append((across(float(row["nearness"])), y))
            edges.append((across(near), _RIGHT) if row["nearness"] >= near else (left, across(near)))
    places = spread(points, edges)
    _draw_points(sheet, known, places)
    _write_names(sheet, known, places, taken, left, language)
    draw_key(sheet, 0.1, 0.14, _WIDTH - 0.2, [kind for kind in KINDS if (data["kind"] == kind).any()], language)


def _name_fields(
    sheet: Axes,
    known: pd.DataFrame,
    left: float,
    line: float,
    language: str,
    *,
    attract: float,
    near: float,
    top: float,
) -> list[Box]:
    """Name the fields between the lines of the study, with the number of points in each; gives where the names are."""
    close, measured, many = known["nearness"] >= near, known["nearness"].notna(), known["need"] >= attract
    names = [
        (_("the region is close to it: {count}", count=int(close.sum())), (line, _TOP)),
        (_("not close, many need it: {count}", count=int((measured & ~close & many).sum())), (left, _TOP)),
        (_("not close, few need it: {count}", count=int((measured & ~close & ~many).sum())), (left, _BOTTOM + 0.28)),
    ]
    if not measured.all():
        low, high = _STRIP
        sheet.fill([low, high, high, low], [_BOTTOM, _BOTTOM, _TOP, _TOP], color="#f4f6f8", linewidth=0, zorder=0)
        names.append((_("not measurable: {count}", count=int((~measured).sum())), (low, _TOP)))
    # Dashed lines are not written over, if there is room elsewhere.
    level = _BOTTOM + (_TOP - _BOTTOM) * attract / top
    taken = [(left, level - 0.02, line, level + 0.02), (line - 0.02, _BOTTOM, line + 0.02, _TOP)]
    for words, (x, y) in names:
        text = say(words, language)
        sheet.text(x + 0.08, y - 0.14, text, fontsize=9, color=COLOURS["muted"], va="center", style="italic")
        taken.append((x, y - 0.26, x + 0.16 + width_of(text, 9), y))
    sheet.text(0.1, _TOP + 0.16, say(_("share of the respondents whom it concerns"), language), fontsize=9, va="center")
    return taken


def _draw_ground(plane: Axes, language: str, attract: float, near: float) -> None:
    """Draw the fields between the lines of the study, and the scales."""
    top = plane.get_ylim()[1]
    plane.grid(False)
    plane.axvspan(near, 1 + _MARGIN, color="#eef5f1", linewidth=0)
    dashed: dict[str, Any] = {"colors": COLOURS["line"], "linewidth": 1, "linestyle": (0, (4, 3))}
    plane.vlines(near, 0, top, **dashed)
    plane.hlines(attract, -_MARGIN, near, **dashed)
    needs = np.arange(0, top, 0.2 if top > 0.5 else 0.1)
    shares = (0, 0.25, 0.5, 0.75, 1)
    plane.set_yticks(needs, [say(Share(float(need)), language) for need in needs])
    plane.set_xticks(shares, [say(Share(share), language) for share in shares])
    plane.tick_params(labelsize=8.5, labelcolor=COLOURS["muted"])
    plane.set_xlabel(say(_("share of all activities to which the region is less close"), language), fontsize=9)


def _draw_points(sheet: Axes, links: pd.DataFrame, places: list[Point]) -> None:
    """Draw a point for each link, filled where it is certain, with a ring where the region is specialised."""
    for (x, y), (_stage, row) in zip(places, links.iterrows(), strict=True):
        if row["location_quotient"] >= 1:
            ring = Circle((x, y), 0.145, facecolor="none", edgecolor=COLOURS["accent"], linewidth=1.6, zorder=5)
            sheet.add_patch(ring)
        draw_badge(sheet, x, y, row["kind"], row["status"])


def _write_names(
    sheet: Axes, links: pd.DataFrame, places: list[Point], taken: list[Box], left: float, language: str
) -> None:
    """Write the name of each link beside its point, with a line to it where it stands farther off."""
    names = [say(label(row), language) for _stage, row in links.iterrows()]
    strip, plane = (_STRIP[0] + 0.04, _BOTTOM, _STRIP[1], _TOP), (left + 0.04, _BOTTOM, _RIGHT + 0.1, _TOP)
    fields = [strip if x < left else plane for x, _y in places]
    sizes = [fitting_size(name, field[2] - field[0], 8.5) for name, field in zip(names, fields, strict=True)]
    widths = [width_of(name, size) * 1.02 for name, size in zip(names, sizes, strict=True)]
    spots = name_places(places, widths, fields, taken)
    for name, size, wide, (x, y), (a, b) in zip(names, sizes, widths, places, spots, strict=True):
        if abs(b - y) > FAR:
            end = (min(max(x, a), a + wide), b - 0.07 if b > y else b + 0.07)
            sheet.plot([x, end[0]], [y, end[1]], color=COLOURS["line"], linewidth=0.7, zorder=3)
        sheet.text(a, b, name, va="center", fontsize=size, zorder=7)
