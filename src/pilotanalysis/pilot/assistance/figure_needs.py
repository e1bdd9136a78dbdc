"""Which cluster's members ask for which assistance: a heat map."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

import pandas as pd
from matplotlib.colors import to_hex
from matplotlib.figure import SubFigure

from ...results import Figure, Label, Listing, Message, Released, Translatable, Words, _, say
from ...results.messages import SUPPRESSED
from ...results.style import COLOURS, PAPER, fitting_size, ink_on
from ...store import Store
from ...survey.labels import n_respondents
from ..labels import ALL, ALL_CLUSTERS, ASKED, ASKING, topic_words
from .findings import members_asking, most_asked
from .tabulation import needs_tabulation

_WIDTH, _ROW, _HEAD, _FOOT, _LEFT = 10.0, 0.5, 0.62, 0.08, 2.3
_LETTERS = 16
_SCALE = "blend:#e8eff5,#12436d"
_NOTHING = _("No respondent asks for assistance.")
Called = Mapping[str, Translatable]


def assistance_needs(data: Store) -> Figure:
    """Draw how many respondents of each cluster ask for each topic."""
    topics = topic_words(data)
    called: Called = {**data.names, ALL: ALL_CLUSTERS}
    n = members_asking(data)

    def words(released: Released) -> Words:
        return Words(
            title=most_asked(released, topics, n),
            subtitle=_("Respondents of a cluster who ask for a kind of assistance, of all of them who ask for any"),
            alt=_alt(released.frame, topics, called),
            note=_("Each respondent names three kinds at most. Who is a member of two clusters counts in the first."),
            reading=_(
                "Read a row to see who asks for a kind of assistance, a column to see what a cluster asks for. "
                "The darker the box, the larger the part of those who ask."
            ),
        )

    return Figure(
        id="assistance_needs",
        data=needs_tabulation(data),
        words=words,
        draw=lambda area, frame, language: _draw(area, frame, language, (topics, called)),
        source=ASKED,
        n=n,
        units=ASKING,
        size=lambda frame: (_WIDTH, _height(frame)),
        columns=("cluster", "topic", "base", "asking", "first", "share"),
    )


def _height(frame: pd.DataFrame) -> float:
    return _HEAD + _ROW * max(frame["topic"].nunique(), 1) + _FOOT


def _alt(frame: pd.DataFrame, topics: Mapping[str, Label], called: Called) -> Message:
    parts = tuple(
        _(
            "{topic}, {cluster}: {respondents}",
            topic=topics[str(row["topic"])],
            cluster=called[str(row["cluster"])],
            respondents=n_respondents(None if pd.isna(row["asking"]) else int(row["asking"])),
        )
        for _place, row in frame.iterrows()
    )
    return _("Heat map of kinds of assistance by cluster. {parts}.", parts=Listing(parts)) if parts else _NOTHING


def _draw(area: SubFigure, frame: pd.DataFrame, language: str, words: tuple[Mapping[str, Label], Called]) -> None:
    import seaborn

    if frame.empty:
        area.text(0.01, 0.5, say(_NOTHING, language), fontsize=11)
        return
    topics, called = words
    height = _height(frame)
    rows, columns = list(dict.fromkeys(frame["topic"])), [one for one in called if one in set(frame["cluster"])]
    axes = area.add_axes((_LEFT / _WIDTH, _FOOT / height, 1 - (_LEFT + 0.1) / _WIDTH, 1 - (_HEAD + _FOOT) / height))
    grid = (
        frame.pivot(index="topic", columns="cluster", values="share").reindex(rows, columns=columns).astype("float64")
    )
    scale, most = seaborn.color_palette(_SCALE, as_cmap=True), max(float(grid.fillna(0).to_numpy().max()), 0.01)
    seaborn.heatmap(
        grid, vmin=0, vmax=most, cmap=scale, cbar=False, linewidths=3, linecolor=PAPER, xticklabels=False,
        yticklabels=False, ax=axes,
    )  # fmt: skip
    axes.set(xlabel="", ylabel="", facecolor="#f4f6f8")
    wide = (_WIDTH - _LEFT - 0.1) / len(columns)
    for place, cluster in enumerate(columns):
        lines = textwrap.wrap(say(called[cluster], language), _LETTERS)
        size = min(fitting_size(line, wide - 0.1, 9.5, "bold") for line in lines)
        axes.text(place + 0.5, -0.12, "\n".join(lines), ha="center", va="bottom", fontsize=size, fontweight="bold")
    for place, topic in enumerate(rows):
        name = say(topics[topic], language)
        axes.text(-0.06, place + 0.5, name, ha="right", va="center", fontsize=fitting_size(name, _LEFT - 0.2, 9.5))
    axes.axvline(len(columns) - 1, color=COLOURS["ink"], linewidth=1.6)
    for _place, row in frame.iterrows():
        x, y = columns.index(row["cluster"]) + 0.5, rows.index(row["topic"]) + 0.5
        known = pd.notna(row["share"])
        ink = ink_on(to_hex(scale(float(row["share"]) / most))) if known else COLOURS["ink"]
        some = SUPPRESSED if pd.isna(row["asking"]) else say(int(row["asking"]), language)
        told = say(_("{some} of {all}", some=some, all=int(row["base"])), language)
        axes.text(x, y, told, ha="center", va="center", fontsize=9.5, color=ink)
