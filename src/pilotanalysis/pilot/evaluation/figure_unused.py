"""Answers that no other chapter uses, as points with their intervals, cluster by cluster."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure

from ...results import Figure, Listing, Message, Released, Words, _, say
from ...results.style import COLOURS, fitting_size
from ...store import Store
from ...survey.labels import EXPORTS
from ...survey.report.bars import WIDTH, of_members, panels, whole
from ..labels import ALL
from .labels import ANSWERED
from .unused import WORDS, numbers_of, unused_tabulation

_LEFT, _ROW, _REST = 0.29, 0.34, 0.75
_NOTHING = _("None of these questions was answered")


def unused_figure(data: Store) -> Figure:
    """Draw for each cluster how many respondents innovate, do research, hold certificates, and are content."""
    tabulated = unused_tabulation(data)
    shown = tabulated.only(tabulated.frame["cluster"] != ALL)
    rows = tabulated.frame["measure"].nunique()
    height = _ROW * max(rows, 1) + _REST

    def draw(area: SubFigure, frame: pd.DataFrame, language: str) -> None:
        if frame.empty:
            area.text(0.01, 0.5, say(_NOTHING, language), fontsize=11)
            return
        measures = list(dict.fromkeys(frame["measure"]))
        names = {cluster: name for cluster, name in data.names.items() if cluster in set(frame["cluster"])}
        for axes, own in panels(area, frame, names, language, left=_LEFT, height=height):
            draw_intervals(axes, own.set_index("measure").reindex(measures), language)
        labels = [say(WORDS[one], language) for one in measures]
        size = min(fitting_size(label, _LEFT * WIDTH - 0.3, 9) for label in labels)
        area.subplots_adjust(bottom=0.32 / height)
        area.axes[0].set_yticks(range(len(measures)), labels, fontsize=size)

    return Figure(
        id="unused_by_cluster",
        data=shown,
        words=lambda released: _words(data, released),
        draw=draw,
        source=EXPORTS,
        n=int(tabulated.frame["answered"].max()) if rows else 0,
        units=ANSWERED,
        size=(WIDTH, height),
        columns=("measure", "cluster", "chosen", "answered", "share", "lower", "upper"),
    )


def draw_intervals(axes: Axes, rows: pd.DataFrame, language: str) -> None:
    """Draw shares as points with their intervals, one a row, and how many of how many beside them."""
    import seaborn

    places = range(len(rows))
    long = rows.assign(place=places).melt("place", ["lower", "upper"], value_name="end").dropna()
    if len(long):
        seaborn.lineplot(
            long.astype({"end": "float64"}), x="end", y="place", units="place", estimator=None, sort=False,
            color=COLOURS["line"], linewidth=3, ax=axes,
        )  # fmt: skip
    dots = rows.assign(place=places).dropna(subset=["share"])
    if len(dots):
        seaborn.scatterplot(
            dots.astype({"share": "float64"}), x="share", y="place", color=COLOURS["present"], s=42, zorder=3, ax=axes,
        )  # fmt: skip
    for place, (chosen, answered) in enumerate(zip(rows["chosen"], rows["answered"], strict=True)):
        axes.text(1.03, place, of_members(chosen, answered, language), fontsize=8, va="center")
    axes.set(xlabel="", ylabel="", xlim=(0, 1.55), ylim=(len(rows) - 0.5, -0.5))
    axes.set_xticks([0, 0.5, 1], ["0", "50", "100 %"], fontsize=8)
    axes.grid(axis="y", visible=False)


def _title(released: Released) -> Message:
    """Say how many hold a certificate and do research, where they were asked."""
    asked = set(released.frame["measure"])
    parts = tuple(
        _("{chosen} of {answered} {what}", what=WORDS[measure], **numbers_of(released, measure))
        for measure in ("certificates", "research_spend")
        if measure in asked
    )
    return _("Respondents: {parts}", parts=Listing(parts)) if parts else _NOTHING


def _words(data: Store, released: Released) -> Words:
    parts = tuple(
        _(
            "{cluster}, {what}: {chosen} of {answered}",
            cluster=data.names[str(row["cluster"])],
            what=WORDS[str(row["measure"])],
            chosen=whole(row["chosen"]),
            answered=whole(row["answered"]),
        )
        for _place, row in released.frame.iterrows()
    )
    return Words(
        title=_title(released),
        subtitle=_(
            "Respondents of whom it holds, of those who answered; line: interval for all members of the cluster"
        ),
        alt=_("Points with intervals by cluster. {parts}.", parts=Listing(parts)) if parts else _NOTHING,
        note=_("Content: 4 or 5 of 5. Certificates: of all respondents, since who has none leaves the question empty."),
        reading=_(
            "The point is the part of the respondents, the line where the part of all members may lie if those who did "
            "not answer resemble them. Where the lines of two clusters overlap, their difference says little."
        ),
    )
