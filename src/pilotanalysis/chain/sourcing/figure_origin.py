"""Where members buy what each stage supplies."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure

from ...results import Figure, Given, Message, Released, Translatable, Words, _, label, say
from ...results.canvas import sheet_of
from ...results.messages import SUPPRESSED
from ...results.style import COLOURS, PAPER, fitting_size, ink_on, width_of
from ...store import Store
from ...survey.labels import n_members
from ...survey.tables import ORIGINS, Organisations
from ..labels import ASKED_NEEDS, PLACE, SURVEY
from ..lookups import NAMES, number_asked
from .findings import SHARES, from_abroad, from_members, tabulated, without_largest

_WIDTH, _LINE, _HEAD, _FOOT = 10.0, 0.31, 0.4, 0.5
#: Where bars begin and end, in inches.
_LEFT, _RIGHT = 2.8, 9.7
#: Hundredths of the bar, to each side of its middle, that the mark would cover of a number.
_COVERED = 2.2
#: From near to far: blue in the country, brown beyond; each part says its share, so that no shade has to be told from
#: another.
_SHADES = dict(zip(ORIGINS, ("#12436d", "#336b99", "#7396b5", "#b08d57", "#7a5516"), strict=True))


def origin_of_inputs(data: Store) -> Figure:
    """Show where members buy what each stage supplies, and how much of it from members."""
    bought, fewest, name = tabulated(data), data.settings.gaps.fewest_answers, data.name
    enough = (bought.frame["buyers"] >= fewest) & bought.frame[SHARES].notna().all(axis=1)
    rows, told = int(enough.sum()), int(bought.frame["abroad_told"].max()) if len(bought.frame) else 0
    far = not data.of(Organisations)["in_region"].all()

    def words(released: Released) -> Words:
        return Words(
            title=_title(released, name),
            subtitle=_(
                "Where members buy what each stage supplies, percent of its value (bars), and the share bought from "
                "members of the cluster, wherever they are (marks)"
            ),
            alt=_(
                "Stacked bars, one a stage, from the own county to beyond the European Union, with a mark for the "
                "share bought from members. Stages: {number}.",
                number=rows,
            ),
            note=_note(far, fewest),
            reading=_(
                "Each bar is all that members buy of a stage, split by where it comes from: near on the left, far on "
                "the right. The mark shows how much of it comes from members of the cluster. A mark far to the left "
                "on a stage where members work is a link to mend."
            ),
        )

    return Figure(
        id="origin_of_inputs",
        data=bought.only(enough),
        words=words,
        draw=_draw,
        source=SURVEY,
        n=told or number_asked(data),
        units=_("respondents that say how much they buy, and where") if told else ASKED_NEEDS,
        size=(_WIDTH, _HEAD + _LINE * max(rows, 1) + _FOOT),
        columns=("stage", *NAMES, "buyers", "annual_value", *SHARES, "sourcing_ratio", "weighted"),
    )


def _note(far: bool, fewest: int) -> Message:
    """Say what the bars and marks can differ by; `far` is whether the roster has members outside the region."""
    given = n_members(Given(fewest))
    if far:
        return _(
            "Stages of which at least {fewest} buy. Membership and place are asked apart: a member may be far "
            "away, and a supplier next door may be no member.",
            fewest=given,
        )
    return _(
        "Stages of which at least {fewest} buy. Membership and place are asked apart: all members are in the region, "
        "but a supplier next door may be no member.",
        fewest=given,
    )


def _title(released: Released, cluster: Translatable) -> Message:
    if released.frame.empty:
        return _("{cluster}: too few say where they buy", cluster=cluster)
    values = {"cluster": cluster, "inside": from_members(released), "abroad": from_abroad(released)}
    without = without_largest(released)
    if without is None:
        return _(
            "{cluster}: {inside} of what members buy of the chain comes from members, {abroad} from abroad", **values
        )
    return _(
        "{cluster}: {inside} of what members buy of the chain comes from members ({without} without the largest "
        "buyer), {abroad} from abroad",
        without=without,
        **values,
    )


def _draw(area: SubFigure, data: pd.DataFrame, language: str) -> None:
    """Draw a bar for each stage, its parts from near to far."""
    import seaborn

    if data.empty:
        area.text(0.01, 0.5, say(_("No stage is bought by enough members to show."), language), fontsize=11)
        return
    height = _HEAD + _LINE * len(data) + _FOOT
    axes = area.add_axes(
        (_LEFT / _WIDTH, _FOOT / height, (_RIGHT - _LEFT) / _WIDTH, _LINE * len(data) / height), facecolor="none"
    )
    ends = data[SHARES].cumsum(axis=1).set_axis(list(ORIGINS), axis=1).assign(stage=data["stage"])
    parts = ends.melt(id_vars="stage", var_name="origin", value_name="end")
    # Each part covers the end of the one that reaches farther.
    seaborn.barplot(
        parts, x="end", y="stage", hue="origin", hue_order=list(ORIGINS)[::-1], palette=_SHADES, dodge=False,
        order=list(data["stage"]), width=0.22 / _LINE, saturation=1, edgecolor=PAPER, linewidth=0.8, legend=False,
        errorbar=None, ax=axes,
    )  # fmt: skip
    axes.set(xlim=(0, 100), xlabel="", ylabel="", xticks=(0, 25, 50, 75, 100), yticks=[])
    axes.tick_params(labelsize=8)
    axes.spines["bottom"].set_visible(False)
    axes.grid(False)
    for number, (_place, row) in enumerate(data.iterrows()):
        _draw_shares(axes, number, row)
    axes.set_ylim(len(data) - 0.5, -0.5)
    sheet = sheet_of(area, _WIDTH, height)
    for number, (_place, row) in enumerate(data.iterrows()):
        y = height - _HEAD - _LINE * (number + 0.5)
        name = say(label(row), language)
        sheet.text(2.3, y, name, ha="right", va="center", fontsize=fitting_size(name, 2.2, 9))
        count = SUPPRESSED if pd.isna(row["buyers"]) else say(int(row["buyers"]), language)
        sheet.text(2.62, y, count, ha="right", va="center", fontsize=8.5, color=COLOURS["muted"])
    _draw_key(sheet, height, language)


def _draw_shares(axes: Axes, y: float, row: pd.Series) -> None:
    """Write the share of each part that has room, and mark what comes from members."""
    start, marked = 0.0, 100 * float(row["sourcing_ratio"])
    for origin, shade in _SHADES.items():
        share = float(row[f"share_{origin}"])
        if share >= 6:
            x = _beside(start, start + share, marked)
            axes.text(x, y, f"{share:.0f}", ha="center", va="center", fontsize=8, color=ink_on(shade))
        start += share
    if not pd.isna(marked):
        for colour, wide in ((PAPER, 5), (COLOURS["absent"], 2.6)):
            axes.plot([marked] * 2, [y - 0.5, y + 0.5], color=colour, linewidth=wide, zorder=3, clip_on=False)


def _beside(start: float, end: float, marked: float) -> float:
    """Middle of a part, or where the mark would cover its number, of what is wider on one side of the mark."""
    middle = (start + end) / 2
    if not abs(marked - middle) < _COVERED:
        return middle
    return (start + marked) / 2 if marked > middle else (marked + end) / 2


def _draw_key(axes: Axes, height: float, language: str) -> None:
    top = height - _HEAD / 2
    axes.text(2.62, top, say(_("buyers"), language), ha="right", va="center", fontsize=8.5, color=COLOURS["muted"])
    x = _LEFT
    for origin, shade in _SHADES.items():
        axes.barh(top, 0.2, left=x, height=0.16, color=shade)
        text = say(PLACE[origin], language)
        axes.text(x + 0.27, top, text, va="center", fontsize=8.5)
        x += 0.27 + width_of(text, 8.5) + 0.2
    # Away from the bars, so that it does not look like a mark at nought.
    text = say(_("bought from members of the cluster"), language)
    x = _RIGHT - width_of(text, 8.5)
    axes.plot([x - 0.14] * 2, [0.02, 0.22], color=COLOURS["absent"], linewidth=2.6)
    axes.text(x, 0.12, text, va="center", fontsize=8.5)
