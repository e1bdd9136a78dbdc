"""How far the plan and the sessions go towards what members asked for, topic by topic."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.figure import SubFigure
from matplotlib.lines import Line2D

from ...results import Figure, Listing, Message, Released, Tabulation, Words, _, say
from ...results.messages import SUPPRESSED
from ...results.style import COLOURS, PAPER, fitting_size
from ...store import Store
from ..labels import ALL, ASKING, HELD, n_needs_served, topic_words
from .findings import members_asking
from .tabulation import needs_tabulation

_WIDTH, _ROW, _KEY, _LEFT, _RIGHT = 10.0, 0.5, 0.5, 2.3, 0.4
_NOTHING = _("No respondent asks for assistance.")
#: How each is drawn: marker, area in points, colour, words. Those behind are larger, so that none covers another.
_MARKS = {
    "asking": ("o", 80, COLOURS["muted"], _("asked for")),
    "planned": ("D", 150, COLOURS["present"], _("in this study's proposal")),
    "had": ("s", 46, COLOURS["accent"], _("session held")),
}


def assistance_served(data: Store) -> Figure:
    """Draw of each topic how many ask for it, how many the plan serves, and for how many a session was held."""
    topics = topic_words(data)

    def words(released: Released) -> Words:
        parts = tuple(
            _(
                "{topic}: {asked}, {planned} in the proposal, {had} with a session",
                topic=topics[str(row["topic"])],
                asked=n_needs_served(None if pd.isna(row["asking"]) else int(row["asking"])),
                planned=_told(row["planned"]),
                had=_told(row["had"]),
            )
            for _place, row in released.frame.iterrows()
        )
        return Words(
            title=_title(released, data),
            subtitle=_(
                "Needs for assistance of all clusters: asked for, in this study's proposal, and with a session held"
            ),
            alt=_("Points on a line for each kind of assistance. {parts}.", parts=Listing(parts))
            if parts
            else _NOTHING,
            note=_("A session counts for who had asked for its topic, whichever measure it was and whenever held."),
            reading=_(
                "The circle is what members asked for, the diamond what this study's proposal would serve, the square "
                "those for whom a session was held. A square left of its diamond is a topic on which less was done "
                "than proposed."
            ),
        )

    return Figure(
        id="assistance_served",
        data=_together(needs_tabulation(data)),
        words=words,
        draw=lambda area, frame, language: _draw(area, frame, language, data),
        source=HELD,
        n=members_asking(data),
        units=ASKING,
        size=lambda frame: (_WIDTH, _KEY + _ROW * max(len(frame), 1) + 0.4),
        columns=("topic", "asking", "planned", "had"),
    )


def _together(needs: Tabulation) -> Tabulation:
    return needs.arranged(lambda frame: frame[frame["cluster"] == ALL])


def _told(cell: Any) -> str | int:
    return SUPPRESSED if pd.isna(cell) else int(cell)


def _title(released: Released, data: Store) -> Message:
    frame = released.frame
    if frame.empty:
        return _("No respondent asks for assistance")
    known = frame[frame["planned"].notna() & frame["had"].notna()]
    short = known[known["had"] < known["planned"]]
    if short.empty:
        return _("On every topic as many had a session as this study proposes")
    row = short.index[int((short["planned"] - short["had"]).astype("float64").to_numpy().argmax())]
    return _("Furthest behind this study's proposal: {topic}", topic=topic_words(data)[str(frame["topic"].loc[row])])


def _draw(area: SubFigure, frame: pd.DataFrame, language: str, data: Store) -> None:
    import seaborn

    if frame.empty:
        area.text(0.01, 0.5, say(_NOTHING, language), fontsize=11)
        return
    topics = topic_words(data)
    height = _KEY + _ROW * len(frame) + 0.4
    axes = area.add_axes((_LEFT / _WIDTH, 0.4 / height, 1 - (_LEFT + _RIGHT) / _WIDTH, _ROW * len(frame) / height))
    long = frame.melt("topic", list(_MARKS), "what", "number").astype({"number": "float64"}).dropna()
    ends = long.groupby("topic")["number"].agg(["min", "max"])
    order = list(frame["topic"])
    for topic, first, last in ends.itertuples():
        axes.plot([first, last], [order.index(topic)] * 2, color=COLOURS["line"], linewidth=1.4, zorder=1)
    for what, (marker, size, colour, _words) in _MARKS.items():
        own = long[long["what"] == what]
        seaborn.scatterplot(
            x=own["number"].to_numpy(), y=[order.index(topic) for topic in own["topic"]], marker=marker, color=colour,
            s=size, edgecolor=PAPER, linewidth=1, zorder=3, legend=False, clip_on=False, ax=axes,
        )  # fmt: skip
    # A sign at 0 leaves the name beside it free.
    most = max([1.0, *long["number"]])
    axes.set(xlabel="", ylabel="", ylim=(len(order) - 0.5, -0.5), xlim=(-0.02 * most, 1.04 * most))
    axes.grid(axis="y", visible=False)
    names = [say(topics[topic], language) for topic in order]
    fitting = min(fitting_size(name, _LEFT - 0.2, 9.5) for name in names)
    axes.set_yticks(range(len(order)), names, fontsize=fitting)
    axes.tick_params(axis="x", labelsize=8.5)
    handles = [
        Line2D([], [], linestyle="", marker=marker, color=colour, markersize=8, label=say(said, language))
        for marker, _size, colour, said in _MARKS.values()
    ]
    area.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(_LEFT / _WIDTH, 1.0), ncols=3, fontsize=9, handletextpad=0.3,
        borderaxespad=0.2,
    )  # fmt: skip
