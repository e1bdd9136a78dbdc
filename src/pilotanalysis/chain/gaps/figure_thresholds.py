"""What the lines of the study change."""

from __future__ import annotations

from math import ceil

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure

from ...results import (
    Decimal,
    Disclosure,
    Figure,
    Label,
    Listing,
    Message,
    Number,
    Released,
    Share,
    Tabulation,
    Words,
    _,
    _n,
    say,
)
from ...results.style import COLOURS
from ...store import Store
from ...tables import join_ids, split_ids
from ..kinds import KINDS, Line, lines
from ..labels import ASKED_NEEDS, SURVEY
from ..lookups import number_asked
from ..tables import Stages, ThresholdEffects

_WIDTH, _ROW, _COLUMNS = 10.0, 2.3, 3


def _kinds() -> list[str]:
    """Kinds in the order of their panels: those that count members before those that go by what is said."""
    return sorted(lines(), key=lambda kind: lines()[kind].said)


def _rows() -> int:
    return ceil(len(lines()) / _COLUMNS)


def what_thresholds_change(data: Store) -> Figure:
    """Show for each kind of gap how many stages would have it, were the line drawn elsewhere."""
    cluster, n, minimum = data.name, number_asked(data), data.settings.thresholds.disclosure_minimum

    def words(released: Released) -> Words:
        frame = _told(released.frame)
        note = _("Dot and number: the threshold of the study. All thresholds are in study.yml.")
        if released.hidden["gaps"].any():
            note = _("{note} Stages with fewer than {minimum} members are not counted.", note=note, minimum=minimum)
        return Words(
            title=_title(frame, cluster, n),
            subtitle=_("Stages with a gap of each kind among the respondents, by threshold"),
            alt=_alt(frame),
            note=note,
            reading=_(
                "Each small picture is a kind of gap. The curve shows how many stages would have it if the line were "
                "drawn elsewhere; the dot is the line of the study. Where the curve is steep beside the dot, the count "
                "says little."
            ),
        )

    return Figure(
        id="what_thresholds_change",
        data=effects_tabulation(data),
        words=words,
        draw=_draw,
        source=SURVEY,
        n=n,
        units=ASKED_NEEDS,
        size=(_WIDTH, _ROW * _rows()),
        columns=("kind", "threshold", "chosen", "gaps", "gaps_of_many"),
    )


def effects_tabulation(data: Store) -> Tabulation:
    """Tabulate the gaps of a cluster by kind and line.

    The kinds of gaps are suppressed of stages with few members, and could be worked out from all gaps of a kind:
    where there are such stages, ``gaps_of_many`` counts the others.
    """
    frame, stages = data.of(ThresholdEffects), data.of(Stages)
    few = set(stages.loc[stages["members"].between(1, data.settings.thresholds.disclosure_minimum - 1), "stage"])
    frame = frame.assign(
        order=frame["kind"].map(_kinds().index),
        gaps_of_many=[len(set(split_ids(cell)) - few) for cell in frame["stages"]],
        few=int(bool(few)),
    )
    frame = frame.drop(columns="stages").sort_values(["order", "threshold"], ignore_index=True)
    return Tabulation(frame, Disclosure(counts=("few",), hides={"few": ("gaps",)}))


def _told(frame: pd.DataFrame) -> pd.DataFrame:
    """Count the gaps of stages with many members where those of all are suppressed."""
    return frame.assign(gaps=frame["gaps"].fillna(frame["gaps_of_many"]).astype("int64"))


def _moves(data: pd.DataFrame) -> dict[str, int]:
    """Most that the number of each kind changes within one step of its line."""
    moved = {}
    for kind, group in data.groupby("kind", sort=False):
        place = int(group["chosen"].to_numpy().argmax())
        near = group["gaps"].iloc[max(place - 1, 0) : place + 2]
        moved[str(kind)] = int((near - group["gaps"].iloc[place]).abs().max())
    return moved


def _title(data: pd.DataFrame, cluster: Label, n: int) -> Message:
    moved = _moves(data)
    if not moved or not max(moved.values()):
        return _("{cluster}: no count of gaps changes when a threshold moves by one step", cluster=cluster)
    most = max(moved, key=lambda kind: moved[kind])
    words = _("stages that one step of a threshold changes, at most")
    rows = tuple(split_ids(join_ids(data.loc[data["kind"] == most, "made_from"])))
    return _n(
        "{cluster}: the threshold matters most for “{kind}”: one step changes {count} stage",
        "{cluster}: the threshold matters most for “{kind}”: one step changes {count} stages",
        Number("line_moves", words, moved[most], "number", rows, n, SURVEY, public=True),
        cluster=cluster,
        kind=KINDS[most].label,
    )


def _alt(data: pd.DataFrame) -> Message:
    chosen = data[data["chosen"]]
    parts = tuple(
        _("{kind}: {gaps}", kind=KINDS[kind].label, gaps=int(gaps))
        for kind, gaps in chosen[["kind", "gaps"]].itertuples(index=False)
    )
    return _(
        "Step lines, one panel a kind of gap. Stages at the threshold of the study: {parts}.",
        parts=Listing(parts) if parts else _("none"),
    )


def _draw(area: SubFigure, frame: pd.DataFrame, language: str) -> None:
    data, rows = _told(frame), _rows()
    panels = area.subplots(rows, _COLUMNS, squeeze=False)
    # Margins in inches, so that more rows of panels keep them.
    area.subplots_adjust(
        left=0.045, right=0.985, top=1 - 0.345 / (_ROW * rows), bottom=0.53 / (_ROW * rows), wspace=0.16, hspace=0.62
    )
    for axes in panels.flat[len(lines()) :]:
        axes.axis("off")
    for axes, kind in zip(panels.flat, _kinds(), strict=False):
        _draw_panel(axes, kind, data[data["kind"] == kind], language)


def _draw_panel(axes: Axes, kind: str, data: pd.DataFrame, language: str) -> None:
    words = f"{KINDS[kind].symbol} {say(KINDS[kind].label, language)}"
    colour, line = KINDS[kind].colour, lines()[kind]
    axes.set_title(words, fontsize=9.5, fontweight="bold", color=colour, loc="left")
    if data.empty:
        axes.set(xlabel="", ylabel="")
        axes.text(0.5, 0.5, say(_("nothing to judge"), language), transform=axes.transAxes, ha="center", fontsize=9)
        axes.set_xticks([])
        axes.set_yticks([])
    else:
        _draw_steps(axes, data, colour, line, language)
    axes.set_xlabel(say(line.words, language), fontsize=8.5)
    axes.tick_params(labelsize=8)


def _draw_steps(axes: Axes, data: pd.DataFrame, colour: str, line: Line, language: str) -> None:
    import seaborn

    seaborn.lineplot(
        data, x="threshold", y="gaps", color=colour, linewidth=1.8, drawstyle="steps-post", errorbar=None, ax=axes
    )
    here = data[data["chosen"]].iloc[0]
    spot = (float(here["threshold"]), int(here["gaps"]))
    axes.axvline(spot[0], color=COLOURS["line"], linewidth=1, linestyle=(0, (4, 3)))
    axes.plot(*spot, "o", color=colour, markersize=7, zorder=4)
    axes.annotate(str(spot[1]), spot, (6, 5), textcoords="offset points", fontsize=9, fontweight="bold")
    top = max(int(data["gaps"].max()), 1)
    axes.set(ylabel="", ylim=(-0.06 * top, top * 1.3))
    axes.locator_params(axis="y", integer=True, nbins=4)
    axes.set_yticks([tick for tick in axes.get_yticks() if 0 <= tick <= top * 1.3])
    ticks = data["threshold"].iloc[:: max(len(data) // 5, 1)].tolist()
    axes.set_xticks(ticks, [_set(tick, line.is_share, language) for tick in ticks])


def _set(tick: float, is_share: bool, language: str) -> str:
    return say(Share(tick) if is_share else Decimal(tick, 0 if tick % 1 == 0 else 1), language)
