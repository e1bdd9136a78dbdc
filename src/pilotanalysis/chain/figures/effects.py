"""What the lines of the study change."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import SubFigure

from ...results import Decimal, Figure, Listing, Message, Share, _, _n, say
from ...results.style import COLOURS
from ..labels import KIND, SURVEY
from ..read import ClusterChain
from .looks import BADGES

_WIDTH, _HEIGHT = 10.0, 4.6
_ORDER = ("thin", "support", "leakage", "quality", "market", "relational")
#: What the line is drawn on, by kind, and whether it is a share.
_LINES = {
    "thin": (_("members on the stage, at most"), False),
    "support": (_("of those asked lack it, at least"), True),
    "leakage": (_("bought from members, less than"), True),
    "quality": (_("median satisfaction, at most"), False),
    "market": (_("sold in one place, more than"), True),
    "relational": (_("of those who lack it without a tie, at least"), True),
}


def what_thresholds_change(chain: ClusterChain) -> Figure:
    """Show for each kind of gap how many stages would have it, were the line drawn elsewhere."""
    data = chain.effects.assign(order=chain.effects["kind"].map(_ORDER.index)).sort_values(["order", "threshold"])
    data = data.reset_index(drop=True)
    return Figure(
        id="what_thresholds_change",
        title=_title(chain, data),
        subtitle=_("Stages with a gap of each kind among those who answered, by where the line is drawn"),
        alt=_alt(data),
        data=data[["kind", "threshold", "chosen", "gaps", "made_from"]],
        draw=_draw,
        source=SURVEY,
        n=int(chain.gaps["asked"].max()) if len(chain.gaps) else 0,
        size=(_WIDTH, _HEIGHT),
        note=_("Dot and number: the line of the study. Lines of all kinds stand in study.yml."),
    )


def _moves(data: pd.DataFrame) -> dict[str, int]:
    """Most that the number of each kind changes within one step of its line."""
    moved = {}
    for kind, group in data.groupby("kind", sort=False):
        place = int(group["chosen"].to_numpy().argmax())
        near = group["gaps"].iloc[max(place - 1, 0) : place + 2]
        moved[str(kind)] = int((near - group["gaps"].iloc[place]).abs().max())
    return moved


def _title(chain: ClusterChain, data: pd.DataFrame) -> Message:
    moved = _moves(data)
    if not moved or not max(moved.values()):
        return _("{cluster}: no count of gaps changes when a line moves by one step", cluster=chain.name)
    worst = max(moved, key=lambda kind: moved[kind])
    return _n(
        "{cluster}: the line matters most for “{kind}”: one step changes {count} stage",
        "{cluster}: the line matters most for “{kind}”: one step changes {count} stages",
        moved[worst],
        cluster=chain.name,
        kind=KIND[worst],
    )


def _alt(data: pd.DataFrame) -> Message:
    chosen = data[data["chosen"]]
    parts = tuple(
        _("{kind}: {gaps}", kind=KIND[kind], gaps=int(gaps))
        for kind, gaps in chosen[["kind", "gaps"]].itertuples(index=False)
    )
    return _(
        "Step lines, one panel a kind of gap. Stages at the line of the study: {parts}.",
        parts=Listing(parts) if parts else _("none"),
    )


def _draw(area: SubFigure, data: pd.DataFrame, language: str) -> None:
    panels = area.subplots(2, 3)
    area.subplots_adjust(left=0.045, right=0.985, top=0.925, bottom=0.115, wspace=0.16, hspace=0.62)
    for axes, kind in zip(panels.flat, _ORDER, strict=True):
        group = data[data["kind"] == kind]
        words, is_share = _LINES[kind]
        badge = BADGES[kind]
        axes.set_title(
            f"{badge.mark} {say(KIND[kind], language)}", fontsize=9.5, fontweight="bold", color=badge.colour, loc="left"
        )
        axes.set_xlabel(say(words, language), fontsize=8.5)
        axes.tick_params(labelsize=8)
        if group.empty:
            axes.text(0.5, 0.5, say(_("nothing to judge"), language), transform=axes.transAxes, ha="center", fontsize=9)
            axes.set_xticks([])
            axes.set_yticks([])
            continue
        top = max(int(group["gaps"].max()), 1)
        axes.plot(group["threshold"], group["gaps"], color=badge.colour, linewidth=1.8, drawstyle="steps-post")
        here = group[group["chosen"]].iloc[0]
        axes.axvline(here["threshold"], color=COLOURS["line"], linewidth=1, linestyle=(0, (4, 3)))
        axes.plot(here["threshold"], here["gaps"], "o", color=badge.colour, markersize=7, zorder=4)
        axes.annotate(
            str(int(here["gaps"])),
            (here["threshold"], here["gaps"]),
            (6, 5),
            textcoords="offset points",
            fontsize=9,
            fontweight="bold",
        )
        axes.set_ylim(-0.06 * top, top * 1.3)
        axes.yaxis.get_major_locator().set_params(integer=True, nbins=4)
        ticks = group["threshold"].iloc[:: max(len(group) // 5, 1)].tolist()
        said = [say(Share(tick) if is_share else Decimal(tick, 0 if tick % 1 == 0 else 1), language) for tick in ticks]
        axes.set_xticks(ticks, said)
