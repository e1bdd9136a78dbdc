"""All chains side by side: each stage with its gaps."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure

from ...results import Figure, Label, Listing, Message, Released, Tabulation, Words, _, count, label, say
from ...results.canvas import sheet_of
from ...results.style import COLOURS, fitting_size, width_of
from ...store import Store
from ..kinds import KINDS
from ..labels import ASKED_NEEDS, PRESENCE, SURVEY
from ..lookups import NAMES
from ..symbols import LOOKS, draw_badge, draw_key, kinds_of
from ..tables import Gaps
from .stages import DISCLOSURE, all_told, has_confirmed_gap, has_gap, stages_with_gaps

_WIDTH, _LINE, _HEAD, _FOOT = 10.0, 0.3, 0.42, 0.88


def stages_by_cluster(data: Store) -> Figure:
    """Set the chains of all clusters side by side, each stage with the kinds of gap it has."""
    called = data.names
    everywhere = data.at(None)
    stages = stages_with_gaps(everywhere)
    places = {cluster: number for number, cluster in enumerate(called)}
    stages = stages.assign(order=stages["cluster"].map(places)).sort_values(
        ["order", "position"], kind="stable", ignore_index=True
    )
    rows = int(stages.groupby("cluster").size().max())

    def words(released: Released) -> Words:
        return Words(
            title=_title(released, called),
            subtitle=_(
                "Stages of each chain in their order, with the kinds of gap they have; filled: confirmed, hollow: "
                "uncertain"
            ),
            alt=_alt(released),
            reading=_(
                "Each column is a cluster, with its stages from inputs to markets. A mark beside a stage is a gap; "
                "filled marks are confirmed, hollow ones uncertain. A stage in coloured letters has no known member."
            ),
        )

    def draw(area: SubFigure, frame: pd.DataFrame, language: str) -> None:
        _draw(area, frame, language, called)

    return Figure(
        id="stages_by_cluster",
        data=Tabulation(stages, DISCLOSURE),
        words=words,
        draw=draw,
        source=SURVEY,
        n=int(everywhere.of(Gaps).groupby("cluster")["asked"].max().sum()),
        units=ASKED_NEEDS,
        size=(_WIDTH, _HEAD + _LINE * rows + _FOOT),
        columns=("cluster", "stage", *NAMES, "layer", "presence", "members", *KINDS),
    )


def _title(released: Released, called: Mapping[str, Label]) -> Message:
    """Count by cluster the stages with a gap; those without a known member, where the release does not tell of all."""
    stages = released.frame
    told = all_told(released.hidden, stages)
    chosen = has_gap(stages) if told else stages["presence"] != "present"
    parts = []
    for cluster, name in called.items():
        own = stages["cluster"] == cluster
        number = count(
            f"stages_with_gap.{cluster}" if told else f"stages_without_member.{cluster}",
            _("{cluster}: stages with a gap", cluster=name)
            if told
            else _("{cluster}: stages without a known member", cluster=name),
            tuple(stages.loc[own & chosen, "row_id"]),
            tuple(stages.loc[own, "row_id"]),
            source=SURVEY,
            public=True,
        )
        if not told:
            parts.append(_("{cluster} {gaps}", cluster=name, gaps=number))
            continue
        sure = count(
            f"stages_with_confirmed_gap.{cluster}",
            _("{cluster}: stages with a confirmed gap", cluster=name),
            tuple(stages.loc[own & has_confirmed_gap(stages), "row_id"]),
            tuple(stages.loc[own, "row_id"]),
            source=SURVEY,
            public=True,
        )
        parts.append(_("{cluster} {gaps} ({confirmed})", cluster=name, gaps=number, confirmed=sure))
    listed = Listing(tuple(parts))
    return (
        _("Stages with a gap (with a confirmed one): {parts}", parts=listed)
        if told
        else _("Stages without a known member: {parts}", parts=listed)
    )


def _alt(released: Released) -> Message:
    held = (released.frame[list(KINDS)].fillna("") != "").sum()
    hidden = released.hidden[list(KINDS)].any()
    parts = tuple(
        _(
            "{kind}: {gaps}",
            kind=kind.label,
            gaps=_("at least {number}", number=int(held[code])) if hidden[code] else int(held[code]),
        )
        for code, kind in KINDS.items()
    )
    return _(
        "Matrix with a column for each cluster and its stages below one another. Over all clusters, by kind: {parts}.",
        parts=Listing(parts),
    )


def _draw(area: SubFigure, data: pd.DataFrame, language: str, called: Mapping[str, Label]) -> None:
    rows = int(data.groupby("cluster").size().max())
    height = _HEAD + _LINE * rows + _FOOT
    axes = sheet_of(area, _WIDTH, height)
    pitch = (_WIDTH - 0.2) / len(called)
    for number, (cluster, words) in enumerate(called.items()):
        x = 0.1 + number * pitch
        name = say(words, language)
        axes.text(
            x, height - 0.2, name, va="center", fontsize=fitting_size(name, pitch - 0.1, 10, "bold"), fontweight="bold"
        )
        for place, (_row, row) in enumerate(data[data["cluster"] == cluster].iterrows()):
            _draw_stage(axes, x, height - _HEAD - _LINE * (place + 0.5), pitch, row, language)
    _draw_presence_key(axes, language)
    draw_key(axes, 0.1, 0.42, _WIDTH - 0.2, kinds_of(data), language)


def _draw_presence_key(axes: Axes, language: str) -> None:
    """Explain how names are written."""
    x, y = 0.1, 0.68
    for presence in ("absent_stated", "not_observed"):
        look = LOOKS[presence]
        text = f"{look.mark} {say(PRESENCE[presence], language)}"
        axes.text(x, y, text, va="center", fontsize=8.5, fontweight="bold", color=COLOURS[look.edge])
        x += width_of(text, 8.5, "bold") + 0.3


def _draw_stage(axes: Axes, x: float, y: float, pitch: float, row: pd.Series, language: str) -> None:
    look = LOOKS[row["presence"]]
    held = [kind for kind in KINDS if isinstance(row[kind], str) and row[kind]]
    colour = "ink" if row["presence"] == "present" else look.edge
    name = say(label(row), language)
    if row["presence"] != "present":
        name = f"{look.mark} {name}"
    room = pitch - 0.16 - 0.23 * len(held)
    weight = "normal" if row["presence"] == "present" else "bold"
    axes.text(
        x,
        y,
        name,
        va="center",
        fontsize=fitting_size(name, room, 8.5, weight),
        color=COLOURS[colour],
        fontweight=weight,
    )
    axes.plot([x, x + pitch - 0.12], [y - _LINE / 2] * 2, color="#e6eaed", linewidth=0.7, zorder=0)
    for number, kind in enumerate(held):
        draw_badge(axes, x + pitch - 0.24 - 0.225 * (len(held) - 1 - number), y, kind, row[kind])
