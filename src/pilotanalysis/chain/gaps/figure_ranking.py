"""The gaps of one cluster in order of severity, and what their order hangs on."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure

from ...results import Decimal, Figure, Message, Share, _, _n, label, say
from ...results.style import COLOURS, PAPER, fitting_size
from ..kinds import KINDS
from ..labels import SURVEY
from ..read import ClusterChain
from ..symbols import draw_badge, sheet_of
from .severity import TOPS

_WIDTH, _LINE, _FOOT, _HEAD = 10.0, 0.34, 0.5, 0.44
#: Gaps shown; the table has all.
_SHOWN = 14


def gap_ranking(chain: ClusterChain) -> Figure:
    """Rank the gaps of one cluster: severity with its intervals, and how often each is at the top."""
    names = chain.catalogue.set_index("stage")[["name_en", "name_ro", "name_it"]]
    data = chain.held.sort_values("rank", kind="stable").head(_SHOWN).join(names, on="stage").reset_index(drop=True)
    columns = ["rank", "stage", "name_en", "name_ro", "name_it", "kind", "status", "members", "demand", "asked"]
    columns += [
        "severity",
        "severity_lower",
        "severity_upper",
        "severity_least",
        "severity_most",
        "severity_raked",
        "rank_raked",
    ]
    columns += [f"top{top}" for top in TOPS]
    return Figure(
        id="gap_ranking",
        title=_title(chain, data),
        subtitle=_(
            "Severity of each gap, 0 to 1: geometric mean of demand, criticality, markets blocked and, where it "
            "counts, leakage; and the share of all weights under which it is among the first"
        ),
        alt=_alt(chain, data),
        data=data[[*columns, "made_from"]],
        draw=_draw,
        source=SURVEY,
        n=int(chain.gaps["asked"].max()) if len(chain.gaps) else 0,
        size=(_WIDTH, _HEAD + _LINE * max(len(data), 1) + _FOOT),
        note=_(
            "Dot: as answered. Thick line: 95% of 2,000 draws of the silent from those who answered. Thin line: "
            "whatever the silent might say. Hollow mark: open. Right: share of 10,000 draws of the weights."
        ),
        disclosive=("demand",),
        hides={"members": ("kind",)},
    )


def _title(chain: ClusterChain, data: pd.DataFrame) -> Message:
    if data.empty:
        return _("{cluster}: no gap to rank", cluster=chain.name)
    first = data.iloc[0]
    sure = int((data["top3"] >= 0.9).sum())
    if not sure:
        return _(
            "{cluster}: the worst gap is {stage}; none stays in the top three under nearly all weights",
            cluster=chain.name,
            stage=label(first),
        )
    return _n(
        "{cluster}: the worst gap is {stage}; {count} gap stays in the top three under nearly all weights",
        "{cluster}: the worst gap is {stage}; {count} gaps stay in the top three under nearly all weights",
        sure,
        cluster=chain.name,
        stage=label(first),
    )


def _alt(chain: ClusterChain, data: pd.DataFrame) -> Message:
    if data.empty:
        return _("No gap holds among those who answered.")
    first, last = data.iloc[0], data.iloc[-1]
    return _(
        "Dots with intervals, one line a gap, {number} gaps of {cluster}. Severity runs from {high} ({first}) to {low} "
        "({last}).",
        number=len(data),
        cluster=chain.name,
        high=Share(float(first["severity"])),
        low=Share(float(last["severity"])),
        first=label(first),
        last=label(last),
    )


def _draw(area: SubFigure, data: pd.DataFrame, language: str) -> None:
    if data.empty:
        area.text(0.01, 0.5, say(_("No gap holds among those who answered."), language), fontsize=11)
        return
    height = _HEAD + _LINE * len(data) + _FOOT
    axes = sheet_of(area, _WIDTH, height)
    for number, (_place, row) in enumerate(data.iterrows()):
        y = height - _HEAD - _LINE * (number + 0.5)
        if number % 2 == 0:
            axes.axhspan(y - _LINE / 2, y + _LINE / 2, color="#f4f6f8", linewidth=0, zorder=0)
        _draw_words(axes, y, row, language)
        _draw_severity(axes, y, row)
        for place, top in enumerate(TOPS):
            share = float(row[f"top{top}"])
            x = 7.95 + 0.68 * place
            axes.fill(
                [x, x + 0.6 * share, x + 0.6 * share, x],
                [y - 0.11, y - 0.11, y + 0.11, y + 0.11],
                color="#c9dbe9",
                lw=0,
            )
            axes.text(x + 0.3, y, say(Share(share), language), ha="center", va="center", fontsize=8.5)
    _draw_scale(axes, height, language)


def _draw_words(axes: Axes, y: float, row: pd.Series, language: str) -> None:
    axes.text(0.28, y, str(int(row["rank"])), ha="right", va="center", fontsize=9, color=COLOURS["muted"])
    known = isinstance(row["kind"], str)
    if known:
        draw_badge(axes, 0.48, y, row["kind"], row["status"])
    name = str(row[f"name_{language}"])
    axes.text(0.66, y + 0.07, name, va="center", fontsize=fitting_size(name, 2.2, 9, "bold"), fontweight="bold")
    kind = say(KINDS[row["kind"]].label, language) if known else ":c"
    axes.text(0.66, y - 0.085, kind, va="center", fontsize=8, color=_colour(row))
    hidden = pd.isna(row["demand"])
    said = (
        ":c" if hidden else say(_("{demand} of {asked}", demand=int(row["demand"]), asked=int(row["asked"])), language)
    )
    axes.text(3.62, y, said, ha="right", va="center", fontsize=8.5)


def _colour(row: pd.Series) -> str:
    """Colour of a gap; of one whose kind is suppressed, that of text."""
    return KINDS[row["kind"]].colour if isinstance(row["kind"], str) else COLOURS["muted"]


def _at(value: float) -> float:
    return 3.85 + 3.85 * value


def _draw_severity(axes: Axes, y: float, row: pd.Series) -> None:
    colour = _colour(row)
    axes.plot([_at(row["severity_least"]), _at(row["severity_most"])], [y, y], color="#9aa5ae", linewidth=1.1, zorder=2)
    axes.plot(
        [_at(row["severity_lower"]), _at(row["severity_upper"])], [y, y], color=colour, linewidth=4.5, alpha=0.45,
        solid_capstyle="butt", zorder=3,
    )  # fmt: skip
    face = colour if row["status"] == "found" else PAPER
    axes.plot(_at(row["severity"]), y, "o", markersize=6.5, color=colour, markerfacecolor=face, zorder=4)


def _draw_scale(axes: Axes, height: float, language: str) -> None:
    for tick in (0, 0.25, 0.5, 0.75, 1):
        axes.plot([_at(tick)] * 2, [_FOOT, height - _HEAD], color="#dde2e6", linewidth=0.8, zorder=1)
        text = say(Decimal(tick, 2 if tick % 0.5 else 1 if tick % 1 else 0), language)
        axes.text(_at(tick), _FOOT - 0.12, text, ha="center", va="center", fontsize=8.5, color=COLOURS["muted"])
    axes.text(_at(0.5), _FOOT - 0.33, say(_("severity"), language), ha="center", va="center", fontsize=9)
    top = height - _HEAD / 2
    axes.text(3.62, top, say(_("concerned"), language), ha="right", va="center", fontsize=8.5, color=COLOURS["muted"])
    for place, number in enumerate(TOPS):
        text = say(_("top {number}", number=number), language)
        axes.text(8.25 + 0.68 * place, top, text, ha="center", va="center", fontsize=8.5, color=COLOURS["muted"])
