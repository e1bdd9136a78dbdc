"""Who closes what: from each gap to the kinds of organisations that could close it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Curve

from ..chain.labels import ASKED_NEEDS, n_gaps
from ..chain.lookups import NAMES, number_asked
from ..results import Figure, Label, Listing, Message, Number, Released, Words, _, _n, label, say
from ..results.canvas import sheet_of
from ..results.messages import SUPPRESSED
from ..results.style import COLOURS, fitting_size
from ..store import Store
from .labels import ORIGIN, POOL
from .pool import OWN
from .shortlist.tabulation import gaps_by_origin
from .tables import ORIGINS

#: Gaps shown at most; the table has all.
_SHOWN = 20
_WIDTH, _HEAD = 10.0, 0.35
#: Height of a row, and of all rows together at most.
_ROW, _ROWS = 0.4, 5.2
#: Where bands begin and end, and the width of their ends, in inches.
_FROM, _TO, _END = 2.85, 6.6, 0.12
#: Rows of the smallest picture, and how much of its row the gap with most candidates fills.
_FEWEST, _FULL = 6, 0.85
SHADES = dict(zip(ORIGINS, ("#12436d", "#336b99", "#1c7c74", "#996300", "#7a5516", "#a3123a"), strict=True))


def who_closes_what(data: Store) -> Figure:
    """Draw bands from each gap to the kinds of organisations that could close it."""
    cluster, n = data.name, number_asked(data)

    def words(released: Released) -> Words:
        frame, every = released.frame, released.whole.frame
        note = _(
            "The thicker a band, the more candidates. An organisation that could close several gaps counts at each."
        )
        rest = int(every["tells"].notna().sum()) - len(frame)
        if rest:
            note = _n(
                "{note} Not shown: {count} gap after the first {shown}.",
                "{note} Not shown: {count} gaps after the first {shown}.",
                rest,
                note=note,
                shown=len(frame),
            )
        return Words(
            title=_title(released, cluster, n),
            subtitle=_("Candidates of each gap by where they come from; the gaps from the worst down"),
            alt=_alt(frame),
            note=note,
            reading=_(
                "Follow the bands from a gap on the left to who could close it on the right. A gap whose bands all end "
                "at members only needs an introduction; one whose bands all end at firms of the register needs new "
                "partners."
            ),
        )

    return Figure(
        id="who_closes_what",
        data=gaps_by_origin(data).arranged(lambda frame: frame.head(_SHOWN)),
        words=words,
        draw=_draw,
        source=POOL,
        n=n,
        units=ASKED_NEEDS,
        size=lambda frame: (_WIDTH, _HEAD + _row(frame) * max(len(frame), _FEWEST)),
        columns=("stage", *NAMES, *ORIGINS, "total"),
    )


def _there(frame: pd.DataFrame, origin: str) -> pd.Series:
    """Tell which gaps have candidates of an origin; where the count is suppressed, they have."""
    return frame[origin].isna() | (frame[origin] > 0)


def _title(released: Released, cluster: Label, n: int) -> Message:
    frame = released.frame
    if frame.empty:
        return _("{cluster}: no gap that a supplier could close", cluster=cluster)
    # Own members of whom no more is known than that their main activity fits are to be asked first.
    inside = _there(frame, "doing") | _there(frame, "other_cluster")
    others = pd.concat([_there(frame, origin) for origin in ORIGINS if origin != OWN], axis=1).any(axis=1)
    known, new = (
        Number(
            id,
            words,
            int(chosen.sum()),
            "number",
            released.rows_of(chosen),
            n,
            POOL,
            of=released.rows_of(),
            public=True,
        )
        for id, words, chosen in (
            ("gaps_closed_inside", _("gaps that members of analysed clusters could close"), inside),
            ("gaps_closed_outside", _("gaps that only others could close"), others & ~inside),
        )
    )
    if not new.value:
        return _(
            "{cluster}: members of the analysed clusters could close {known}", cluster=cluster, known=n_gaps(known)
        )
    return _(
        "{cluster}: members of the analysed clusters could close {known}; only other organisations could "
        "close {new} more",
        cluster=cluster,
        known=n_gaps(known),
        new=new,
    )


def _alt(frame: pd.DataFrame) -> Message:
    if frame.empty:
        return _NO_GAP
    parts = tuple(
        _("{who}: {gaps}", who=ORIGIN[origin], gaps=n_gaps(int(_there(frame, origin).sum())))
        for origin in ORIGINS
        if _there(frame, origin).any()
    )
    if not parts:
        return _("Nobody was found who could close a gap.")
    return _("Bands from {gaps} to those who could close them: {parts}.", gaps=n_gaps(len(frame)), parts=Listing(parts))


_NO_GAP = _("The answers show no gap that a supplier could close.")


def _draw(area: SubFigure, frame: pd.DataFrame, language: str) -> None:
    if frame.empty:
        area.text(0.01, 0.5, say(_NO_GAP, language), fontsize=11)
        return
    tall = _row(frame)
    height = _HEAD + tall * max(len(frame), _FEWEST)
    axes = sheet_of(area, _WIDTH, height)
    # What is suppressed is at least one.
    parts = frame[list(ORIGINS)].astype("float64").fillna(1.0)
    parts = parts * _FULL * tall / max(parts.sum(axis=1).max(), 1.0)
    used = [origin for origin in ORIGINS if parts[origin].sum() > 0]
    tops = _tops(parts[used].sum(), height)
    reached = dict(tops)
    for number, (place, row) in enumerate(frame.iterrows()):
        middle = height - _HEAD - tall * (number + 0.5)
        start = middle + parts.loc[place].sum() / 2
        for origin in used:
            part = float(parts.at[place, origin])
            if part:
                suppressed = bool(pd.isna(row[origin]))
                _draw_band(axes, (start, reached[origin]), part, SHADES[origin], suppressed)
                start, reached[origin] = start - part, reached[origin] - part
        _draw_gap(axes, middle, row, language)
    for origin in used:
        _draw_origin(axes, origin, (tops[origin], reached[origin]), frame[origin], language)


def _row(frame: pd.DataFrame) -> float:
    return min(_ROW, _ROWS / max(len(frame), _FEWEST))


def _tops(heights: pd.Series, height: float) -> dict[str, float]:
    """Tell where the end of each origin begins: one below another, with the same space between them."""
    space = (height - _HEAD - heights.sum()) / len(heights) if len(heights) else 0.0
    starts = height - _HEAD - space / 2 - (heights.cumsum() - heights) - space * np.arange(len(heights))
    return {str(origin): float(start) for origin, start in starts.items()}


def _draw_band(axes: Axes, tops: tuple[float, float], part: float, colour: str, suppressed: bool) -> None:
    """Draw a band of one height from a gap to an origin; hollow where how many there are is suppressed."""
    (left, right), middle = tops, (_FROM + _TO) / 2
    corners = [
        (_FROM, left), (middle, left), (middle, right), (_TO, right),
        (_TO, right - part), (middle, right - part), (middle, left - part), (_FROM, left - part), (_FROM, left),
    ]  # fmt: skip
    codes = [Curve.MOVETO, *[Curve.CURVE4] * 3, Curve.LINETO, *[Curve.CURVE4] * 3, Curve.CLOSEPOLY]
    looks = {"facecolor": "none", "linestyle": (0, (3, 2))} if suppressed else {"facecolor": colour, "alpha": 0.72}
    axes.add_patch(PathPatch(Curve(corners, codes), edgecolor=colour, linewidth=0.6, **looks))


def _draw_gap(axes: Axes, y: float, row: pd.Series, language: str) -> None:
    name = say(label(row), language)
    axes.text(_FROM - 0.5, y, name, ha="right", va="center", fontsize=fitting_size(name, _FROM - 0.6, 9))
    if not row["anybody"]:
        axes.text(_FROM + 0.05, y, say(_("nobody"), language), va="center", fontsize=8.5, color=COLOURS["absent"])
    said = SUPPRESSED if pd.isna(row["total"]) else say(int(row["total"]), language)
    axes.text(_FROM - 0.1, y, said, ha="right", va="center", fontsize=8.5, color=COLOURS["muted"])


def _draw_origin(axes: Axes, origin: str, ends: tuple[float, float], numbers: pd.Series, language: str) -> None:
    top, low = ends
    axes.barh((top + low) / 2, _END, left=_TO, height=top - low, color=SHADES[origin])
    name = say(ORIGIN[origin], language)
    said = SUPPRESSED if numbers.isna().any() else say(int(numbers.sum()), language)
    y, x = (top + low) / 2, _TO + _END
    axes.text(x + 0.42, y, said, ha="right", va="center", fontsize=8.5, color=COLOURS["muted"])
    axes.text(x + 0.5, y, name, va="center", fontsize=fitting_size(name, _WIDTH - x - 0.55, 9))
