"""How many gaps a pool of each size closes: once, and with as many candidates as the study asks for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pandas as pd
from matplotlib.figure import SubFigure
from matplotlib.ticker import MaxNLocator

from ...chain.labels import ASKED_NEEDS, n_gaps
from ...chain.lookups import number_asked
from ...results import Figure, Given, Label, Message, Number, Released, Words, _, say
from ...results.style import COLOURS, PAPER, fitting_size
from ...store import Store
from ..labels import POOL, n_candidates, n_organisations
from .tabulation import coverage_tabulation

_WIDTH, _HEIGHT = 10.0, 4.2
#: Margins of the axes in inches; the words of the lines stand on the right.
_LEFT, _RIGHT, _TOP, _BOTTOM = 0.55, 2.6, 0.3, 0.6
#: By column: colour and dashes of its line.
_LINES: Mapping[str, tuple[str, tuple[int, int] | str]] = {
    "closed": (COLOURS["present"], ""),
    "closed_fully": (COLOURS["unknown"], (4, 2)),
}
_NOBODY = _("Nobody outside the cluster was found who could close a gap.")


def coverage_curve(data: Store) -> Figure:
    """Draw how many gaps of the cluster pools of each size close."""
    cluster, fewest, n = data.name, data.settings.partners.candidates, number_asked(data)

    def words(released: Released) -> Words:
        return Words(
            title=_title(released, cluster, n),
            subtitle=_(
                "The most gaps that a pool can close, by its number of organisations: with at least one candidate "
                "each, and with {fewest} each (or all there are)",
                fewest=Given(fewest),
            ),
            alt=_alt(released, cluster),
            note=_(
                "Proven: no other pool of the same size closes more. Pools of different sizes need not have the same "
                "members."
            ),
            reading=_(
                "Go right until the line is flat: more organisations than that close no further gap. Where the line "
                "is steep, the next organisation adds most."
            ),
        )

    return Figure(
        id="coverage_curve",
        data=coverage_tabulation(data),
        words=words,
        draw=partial(_draw, words=_words_of_lines(fewest)),
        source=POOL,
        n=n,
        units=ASKED_NEEDS,
        size=(_WIDTH, _HEIGHT),
        columns=("size", "gaps", "closed", "closed_fully"),
    )


def _title(released: Released, cluster: Label, n: int) -> Message:
    frame = released.frame
    if frame.empty:
        return _("{cluster}: nobody outside the cluster was found who could close a gap", cluster=cluster)
    rows = released.rows_of()
    once = int(frame.loc[frame["closed"] == frame["closed"].max(), "size"].min())
    organisations, gaps = (
        Number(id, words, value, "number", rows, n, POOL, of=rows, public=True)
        for id, words, value in (
            ("pool_once", _("fewest organisations that give every gap a candidate"), once),
            ("gaps_closed", _("gaps that a pool can close"), int(frame["closed"].max())),
        )
    )
    return _(
        "{cluster}: {organisations} from outside could close {gaps}, all that somebody outside can close",
        cluster=cluster,
        organisations=n_organisations(organisations),
        gaps=n_gaps(gaps),
    )


def _alt(released: Released, cluster: Label) -> Message:
    frame = released.frame
    if frame.empty:
        return _NOBODY
    last = frame.iloc[-1]
    return _(
        "Two lines that rise with the size of the pool, {cluster}. With {size} one reaches {closed} of {gaps} closed "
        "by at least one, the other {fully} closed in full.",
        cluster=cluster,
        size=n_organisations(int(last["size"])),
        closed=int(last["closed"]),
        gaps=n_gaps(int(last["gaps"])),
        fully=int(last["closed_fully"]),
    )


def _words_of_lines(fewest: int) -> dict[str, Message]:
    """Say what each line counts; a gap with fewer candidates than asked for has enough once it has all of them."""
    return {
        "closed": _("at least one candidate"),
        "closed_fully": _("{candidates}, or all there are", candidates=n_candidates(Given(fewest))),
    }


def _draw(area: SubFigure, frame: pd.DataFrame, language: str, words: Mapping[str, Message]) -> None:
    import seaborn

    if frame.empty:
        area.text(0.01, 0.5, say(_NOBODY, language), fontsize=11)
        return
    axes = area.add_axes(
        (
            _LEFT / _WIDTH,
            _BOTTOM / _HEIGHT,
            (_WIDTH - _LEFT - _RIGHT) / _WIDTH,
            (_HEIGHT - _TOP - _BOTTOM) / _HEIGHT,
        )
    )
    lines = frame[["size", *_LINES]].astype("int64").melt(id_vars="size", var_name="line", value_name="number")
    seaborn.lineplot(
        lines, x="size", y="number", hue="line", style="line", hue_order=list(_LINES), style_order=list(_LINES),
        palette={name: colour for name, (colour, _dashes) in _LINES.items()},
        dashes={name: dashes for name, (_colour, dashes) in _LINES.items()},
        linewidth=2.2, legend=False, errorbar=None, ax=axes,
    )  # fmt: skip
    seaborn.scatterplot(
        lines, x="size", y="number", hue="line", hue_order=list(_LINES), legend=False, s=42, edgecolor=PAPER, zorder=3,
        palette={name: colour for name, (colour, _dashes) in _LINES.items()}, ax=axes,
    )  # fmt: skip
    gaps, last = int(frame["gaps"].max()), frame.iloc[-1]
    axes.axhline(gaps, color=COLOURS["line"], linewidth=1)
    axes.set(xlim=(0, float(last["size"]) + 0.3), ylim=(0, gaps + 0.6), ylabel="")
    axes.set_xlabel(say(_("organisations in the pool"), language), fontsize=9)
    axes.set(xticks=_ticks(int(last["size"])), yticks=_ticks(gaps))
    axes.tick_params(labelsize=8.5)
    axes.grid(False, axis="x")
    axes.text(0, gaps + 0.72, say(_("gaps"), language), fontsize=9, color=COLOURS["muted"], va="bottom")
    # Where both lines end at one height, the words of one stand below those of the other.
    apart = 0.06 * (gaps + 0.6)
    low, high = sorted((float(last[name]), name) for name in _LINES)
    places = {high[1]: high[0], low[1]: min(low[0], high[0] - apart)}
    for name, (colour, _dashes) in _LINES.items():
        text = say(words[name], language)
        axes.text(
            1.01, places[name], text, color=colour, fontsize=fitting_size(text, _RIGHT - 0.2, 9.5), va="center",
            clip_on=False, transform=axes.get_yaxis_transform(),
        )  # fmt: skip


def _ticks(most: int) -> list[int]:
    """Whole numbers from 0 to the most, some ten of them."""
    return [int(tick) for tick in MaxNLocator(integer=True).tick_values(0, most) if 0 <= tick <= most]
