"""Where members buy what each stage supplies."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure

from ...results import Figure, Message, Share, _, label, say
from ...results.canvas import sheet_of
from ...results.style import COLOURS, PAPER, fitting_size, width_of
from ...survey.tables import ORIGINS
from ..labels import PLACE, SURVEY
from ..read import ClusterChain

_WIDTH, _LINE, _HEAD, _FOOT = 10.0, 0.31, 0.4, 0.5
#: From near to far, dark to light; each part says its share, so that no shade has to be told from another.
_SHADES = dict(zip(ORIGINS, ("#12436d", "#3f76a3", "#8fb3d0", "#d3b88c", "#b07d2b"), strict=True))
_DARK = ("county", "region", "beyond")


def origin_of_inputs(chain: ClusterChain) -> Figure:
    """Show where members buy what each stage supplies, and how much of it from members."""
    names = chain.catalogue.set_index("stage")[["name_en", "name_ro", "name_it", "position"]]
    shares = [f"share_{origin}" for origin in ORIGINS]
    data = chain.sourcing[(chain.sourcing["buyers"] >= chain.fewest) & chain.sourcing[shares].notna().all(axis=1)]
    data = data.join(names, on="stage").sort_values("position", kind="stable").reset_index(drop=True)
    columns = [
        "stage",
        "name_en",
        "name_ro",
        "name_it",
        "buyers",
        "annual_value",
        *shares,
        "sourcing_ratio",
        "weighted",
    ]
    return Figure(
        id="origin_of_inputs",
        title=_title(chain, data),
        subtitle=_(
            "Where members buy what each stage supplies, percent of its value (bars), and the share bought from "
            "members of the cluster, wherever they are (marks)"
        ),
        alt=_(
            "Stacked bars, one a stage, from the own county to beyond the European Union, with a mark for the share "
            "bought from members. {number} stages.",
            number=len(data),
        ),
        data=data[[*columns, "made_from"]],
        draw=_draw,
        source=SURVEY,
        n=int(chain.gaps["asked"].max()) if len(chain.gaps) else 0,
        size=(_WIDTH, _HEAD + _LINE * max(len(data), 1) + _FOOT),
        note=_(
            "Stages of which at least {fewest} members buy. Membership and place are asked apart: a member may be far "
            "away, and a supplier next door no member.",
            fewest=chain.fewest,
        ),
        disclosive=("buyers",),
    )


def _title(chain: ClusterChain, data: pd.DataFrame) -> Message:
    if data.empty:
        return _("{cluster}: too few say where they buy", cluster=chain.name)
    value = data["annual_value"].fillna(0.0)
    weight = value if value.sum() > 0 else value + 1
    abroad = float(((data["share_eu"] + data["share_beyond"]) * weight).sum() / weight.sum() / 100)
    inside = float((data["sourcing_ratio"].fillna(0.0) * weight).sum() / weight.sum())
    return _(
        "{cluster}: {inside} of what members buy of the chain comes from members, {abroad} from abroad",
        cluster=chain.name,
        inside=Share(inside),
        abroad=Share(abroad),
    )


def _draw(area: SubFigure, data: pd.DataFrame, language: str) -> None:
    if data.empty:
        area.text(0.01, 0.5, say(_("No stage is bought by enough members to show."), language), fontsize=11)
        return
    height = _HEAD + _LINE * len(data) + _FOOT
    axes = sheet_of(area, _WIDTH, height)
    for number, (_place, row) in enumerate(data.iterrows()):
        y = height - _HEAD - _LINE * (number + 0.5)
        name = say(label(row), language)
        axes.text(2.3, y, name, ha="right", va="center", fontsize=fitting_size(name, 2.2, 9))
        count = ":c" if pd.isna(row["buyers"]) else say(int(row["buyers"]), language)
        axes.text(2.62, y, count, ha="right", va="center", fontsize=8.5, color=COLOURS["muted"])
        _draw_bar(axes, y, row, language)
    _draw_key(axes, height, language)


def _at(percent: float) -> float:
    return 2.8 + percent * 0.069


def _draw_bar(axes: Axes, y: float, row: pd.Series, language: str) -> None:
    start = 0.0
    for origin, shade in _SHADES.items():
        share = float(row[f"share_{origin}"])
        axes.barh(
            y, _at(start + share) - _at(start), left=_at(start), height=0.22, color=shade, edgecolor=PAPER, lw=0.8
        )
        if share >= 6:
            ink = PAPER if origin in _DARK else COLOURS["ink"]
            middle = _at(start + share / 2)
            axes.text(middle, y - 0.005, f"{share:.0f}", ha="center", va="center", fontsize=8, color=ink)
        start += share
    if pd.notna(row["sourcing_ratio"]):
        x = _at(100 * float(row["sourcing_ratio"]))
        axes.plot([x, x], [y - 0.155, y + 0.155], color=PAPER, linewidth=5, zorder=3)
        axes.plot([x, x], [y - 0.155, y + 0.155], color=COLOURS["absent"], linewidth=2.6, zorder=4)


def _draw_key(axes: Axes, height: float, language: str) -> None:
    top = height - _HEAD / 2
    axes.text(2.62, top, say(_("buyers"), language), ha="right", va="center", fontsize=8.5, color=COLOURS["muted"])
    x = 2.8
    for origin, shade in _SHADES.items():
        axes.barh(top, 0.2, left=x, height=0.16, color=shade)
        text = say(PLACE[origin], language)
        axes.text(x + 0.27, top, text, va="center", fontsize=8.5)
        x += 0.27 + width_of(text, 8.5) + 0.2
    axes.plot([2.86, 2.86], [0.1, 0.3], color=COLOURS["absent"], linewidth=2.6)
    axes.text(3.0, 0.2, say(_("bought from members of the cluster"), language), va="center", fontsize=8.5)
    for tick in (0, 25, 50, 75, 100):
        axes.text(_at(tick), _FOOT - 0.1, str(tick), ha="center", va="center", fontsize=8, color=COLOURS["muted"])
