"""The gaps of one cluster in order of severity, and what their order depends on."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure

from ...results import (
    Decimal,
    Figure,
    Given,
    Label,
    Message,
    Number,
    Released,
    Share,
    Translatable,
    Words,
    _,
    _n,
    label,
    say,
)
from ...results.canvas import sheet_of
from ...results.messages import SUPPRESSED
from ...results.style import COLOURS, PAPER, fitting_size
from ...store import Store
from ..kinds import KINDS
from ..labels import ASKED_NEEDS, SURVEY, n_gaps
from ..lookups import NAMES, number_asked
from ..symbols import draw_badge
from .assessment import SIMULATIONS
from .severity import TOPS, WEIGHT_SETS
from .sheets import SIMULATED
from .tabulation import gaps_tabulation, ranked, told, with_omission

_WIDTH, _LINE, _FOOT, _HEAD = 10.0, 0.34, 0.5, 0.44
#: Gaps shown at most; the table has all.
_SHOWN = 20
#: Share of all weights from which a gap is said to be among the first under nearly all.
_NEARLY_ALL = 0.9
#: What a management says of a gap, as a mark behind its name.
_ANSWERS = {"accepted": "✓", "rejected": "✗", "explained": "~"}
_COLUMNS = (
    "rank", "stage", *NAMES, "kind", "status", "answer", "members", "demand", "lacking", "buying", "asked", "severity",
    "severity_lower", "severity_upper", "severity_least", "severity_most", "severity_raked", "rank_raked",
    *(f"top{top}" for top in TOPS),
)  # fmt: skip


def gap_ranking(data: Store) -> Figure:
    """Rank the gaps of one cluster: severity with its intervals, and how often each is at the top."""
    gaps, cluster, n = gaps_tabulation(data), data.name, number_asked(data)
    first, fewest = gaps.arranged(lambda frame: ranked(frame).head(_SHOWN)), data.settings.gaps.fewest_ranked
    minimum = data.settings.thresholds.disclosure_minimum

    def words(released: Released) -> Words:
        note = _(
            "Dot: as answered. Thick line: {share} of the simulations for non-respondents ({simulations}). Thin line: "
            "whatever they would say. Filled mark: confirmed; hollow: uncertain. Right: share of the sets of weights "
            "({sets}) under which it is among the first. Below those concerned: how many lack it and how many buy it; "
            "who does both counts in both.",
            share=SIMULATED,
            simulations=Given(SIMULATIONS),
            sets=Given(WEIGHT_SETS),
        )
        if released.frame["answer"].isin(_ANSWERS).any():
            note = _("{note} ✓, ✗, ~: the management accepts it, rejects it, explains it.", note=note)
        # Where the place of a small one is suppressed, it concerns fewer than may be told.
        least = minimum if released.whole.hidden["rank"].any() else fewest
        note = _with_rest(released, note, least)
        return Words(
            title=_title(released, cluster, n),
            subtitle=_(
                "Severity of each gap, 0 to 1: geometric mean of demand, criticality, markets blocked and, where it "
                "counts, leakage; and the share of the sets of weights under which it is among the first"
            ),
            alt=_alt(released.frame, cluster),
            note=with_omission(released, note),
            reading=_(
                "Each line is a gap, the worst on top. The farther right its dot, the worse the gap; the longer its "
                "lines, the more non-respondents could change it. High shares on the right mean that its place hardly "
                "depends on what is weighed how much."
            ),
        )

    return Figure(
        id="gap_ranking",
        data=first,
        words=words,
        draw=_draw,
        source=SURVEY,
        n=n,
        units=ASKED_NEEDS,
        size=lambda frame: (_WIDTH, _HEAD + _LINE * max(len(frame), 1) + _FOOT),
        columns=_COLUMNS,
    )


def _title(released: Released, cluster: Label, n: int) -> Message:
    frame = released.frame
    if frame.empty:
        return _("{cluster}: no gap to rank", cluster=cluster)
    first = _first(frame.iloc[0])
    if _may_be_more(released):
        return _("{cluster}: the worst gap is {stage}", cluster=cluster, stage=first)
    sure = int((frame["top3"] >= _NEARLY_ALL).sum())
    if not sure:
        return _(
            "{cluster}: the worst gap is {stage}; none is in the top three under nearly all weights",
            cluster=cluster,
            stage=first,
        )
    number = Number(
        "gaps_surely_in_top3",
        _("gaps in the top three under nearly all sets of weights"),
        sure,
        "number",
        released.rows_of(frame["top3"] >= _NEARLY_ALL, "severity_from"),
        n,
        SURVEY,
        of=released.rows_of(column="severity_from"),
        public=True,
    )
    return _n(
        "{cluster}: the worst gap is {stage}; {count} gap is in the top three under nearly all weights",
        "{cluster}: the worst gap is {stage}; {count} gaps are in the top three under nearly all weights",
        number,
        cluster=cluster,
        stage=first,
    )


def _first(row: pd.Series) -> Translatable:
    """Name the first gap, and say so if the management rejects it or it is uncertain."""
    if row["answer"] == "rejected":
        return _("{stage} (no gap for the management)", stage=label(row))
    return _("{stage} (uncertain)", stage=label(row)) if row["status"] == "open" else label(row)


def _with_rest(released: Released, note: Message, fewest: int) -> Message:
    """Add to a note how many gaps are not shown, and why."""
    every = told(released.whole.frame)
    few, rest = int(every["rank"].isna().sum()), int(every["rank"].notna().sum()) - len(released.frame)
    if few:
        note = _n(
            "{note} Not shown: {count} gap that concerns fewer than {fewest} respondents.",
            "{note} Not shown: {count} gaps that concern fewer than {fewest} respondents.",
            few,
            note=note,
            fewest=fewest,
        )
    if rest > 0:
        note = _n(
            "{note} Not shown: {count} gap after the first {shown}.",
            "{note} Not shown: {count} gaps after the first {shown}.",
            rest,
            note=note,
            shown=len(released.frame),
        )
    return note


def _may_be_more(released: Released) -> bool:
    """Whether a gap of which it is suppressed could be in the top three under nearly all weights.

    Under any weights the first three places are taken once, but for gaps that are equal.
    """
    frame, hidden = released.frame, released.hidden["top3"]
    rest = TOPS[0] - frame["top3"].sum()
    return bool(hidden.any()) and bool(rest >= _NEARLY_ALL or frame["rank"].duplicated(keep=False)[hidden].any())


def _alt(data: pd.DataFrame, cluster: Label) -> Message:
    if data.empty:
        return _("No gap concerns enough respondents to be ranked.")
    first, last = data.iloc[0], data.iloc[-1]
    return _(
        "Dots with intervals, one line for each gap: {number}, {cluster}. Severity runs from {high} ({first}) to {low} "
        "({last}).",
        number=n_gaps(len(data)),
        cluster=cluster,
        high=_share(first["severity"]),
        low=_share(last["severity"]),
        first=label(first),
        last=label(last),
    )


def _share(value: float) -> Share | str:
    return SUPPRESSED if pd.isna(value) else Share(float(value))


def _draw(area: SubFigure, data: pd.DataFrame, language: str) -> None:
    if data.empty:
        area.text(0.01, 0.5, say(_("No gap concerns enough respondents to be ranked."), language), fontsize=11)
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
            _draw_share(axes, 7.95 + 0.68 * place, y, row[f"top{top}"], language)
    _draw_scale(axes, height, language)


def _draw_words(axes: Axes, y: float, row: pd.Series, language: str) -> None:
    axes.text(0.28, y, str(int(row["rank"])), ha="right", va="center", fontsize=9, color=COLOURS["muted"])
    name, kind = (say(words, language) for words in (label(row), KINDS[row["kind"]].label))
    draw_badge(axes, 0.48, y, row["kind"], row["status"])
    axes.text(0.66, y + 0.07, name, va="center", fontsize=fitting_size(name, 2.2, 9, "bold"), fontweight="bold")
    axes.text(0.66, y - 0.085, kind, va="center", fontsize=8, color=KINDS[row["kind"]].colour)
    axes.text(2.94, y - 0.085, _ANSWERS.get(row["answer"], ""), ha="center", va="center", fontsize=9)
    said = SUPPRESSED
    if pd.notna(row["demand"]):
        said = say(_("{demand} of {asked}", demand=int(row["demand"]), asked=int(row["asked"])), language)
    axes.text(3.62, y + 0.07, said, ha="right", va="center", fontsize=8.5)
    if KINDS[row["kind"]].family == "supply":
        parts = (row["lacking"], row["buying"])
        lack, buy = (SUPPRESSED if pd.isna(part) else say(int(part), language) for part in parts)
        axes.text(3.62, y - 0.085, f"{lack} + {buy}", ha="right", va="center", fontsize=8, color=COLOURS["muted"])


def _draw_share(axes: Axes, x: float, y: float, share: float, language: str) -> None:
    """Draw how often a gap is among the first, as a bar behind its number."""
    if pd.notna(share):
        axes.fill(
            [x, x + 0.6 * share, x + 0.6 * share, x],
            [y - 0.11, y - 0.11, y + 0.11, y + 0.11],
            color="#c9dbe9",
            lw=0,
        )
    axes.text(x + 0.3, y, say(_share(share), language), ha="center", va="center", fontsize=8.5)


def _at(value: float) -> float:
    return 3.85 + 3.85 * value


def _draw_severity(axes: Axes, y: float, row: pd.Series) -> None:
    if pd.isna(row["severity"]):
        axes.text(_at(0.5), y, SUPPRESSED, ha="center", va="center", fontsize=8.5, color=COLOURS["muted"])
        return
    colour = KINDS[row["kind"]].colour
    axes.plot(
        [_at(row["severity_least"]), _at(row["severity_most"])], [y, y], color=COLOURS["line"], linewidth=1.1, zorder=2
    )
    axes.plot(
        [_at(row["severity_lower"]), _at(row["severity_upper"])], [y, y], color=colour, linewidth=4.5, alpha=0.7,
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
    for up, head, size in ((0.08, _("concerned"), 8.5), (-0.08, _("lack it + buy it"), 8)):
        text = say(head, language)
        axes.text(3.62, top + up, text, ha="right", va="center", fontsize=size, color=COLOURS["muted"])
    for place, number in enumerate(TOPS):
        text = say(_("top {number}", number=number), language)
        axes.text(8.25 + 0.68 * place, top, text, ha="center", va="center", fontsize=8.5, color=COLOURS["muted"])
