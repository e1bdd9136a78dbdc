"""All chains side by side: each stage with its gaps."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure

from ...results import Figure, Label, Listing, Message, _, label, say
from ...results.canvas import sheet_of
from ...results.style import COLOURS, fitting_size
from ..kinds import KINDS
from ..labels import SURVEY
from ..read import ClusterChain
from ..symbols import LOOKS, draw_badge, draw_key

_WIDTH, _LINE, _HEAD, _FOOT = 10.0, 0.3, 0.42, 0.42


def stages_by_cluster(chain: ClusterChain) -> Figure:
    """Set the chains of all clusters side by side, each stage with the kinds of gap it has."""
    names = chain.whole.set_index("stage")[["name_en", "name_ro", "name_it", "position"]]
    gaps = chain.everybody
    held = gaps[gaps["at_face"]].pivot(index="stage", columns="kind", values="status").reindex(columns=list(KINDS))
    stages = gaps.drop_duplicates("stage")[["cluster", "stage", "layer", "presence", "members", "made_from"]]
    data = stages.join(names, on="stage").join(held, on="stage").fillna(dict.fromkeys(KINDS, ""))
    places = {cluster: number for number, cluster in enumerate(chain.clusters)}
    data = (
        data.assign(order=data["cluster"].map(places))
        .sort_values(["order", "position"], kind="stable")
        .reset_index(drop=True)
    )
    called, own = chain.clusters, chain.cluster

    def draw(area: SubFigure, shown: pd.DataFrame, language: str) -> None:
        _draw(area, shown, language, called, own)

    rows = int(data.groupby("cluster").size().max())
    columns = ["cluster", "stage", "name_en", "name_ro", "name_it", "layer", "presence", "members", *KINDS]
    return Figure(
        id="stages_by_cluster",
        title=_title(chain, data),
        subtitle=_("Stages of each chain in their order, with the kinds of gap they have; filled: found, hollow: open"),
        alt=_alt(chain, data),
        data=data[[*columns, "made_from"]],
        draw=draw,
        source=SURVEY,
        n=int(gaps.groupby("cluster")["asked"].max().sum()),
        size=(_WIDTH, _HEAD + _LINE * rows + _FOOT),
        disclosive=("members",),
        hides={"members": ("thin",)},
    )


def _number(data: pd.DataFrame) -> pd.Series:
    return (data[list(KINDS)].fillna("") != "").any(axis=1)


def _title(chain: ClusterChain, data: pd.DataFrame) -> Message:
    counts = data[_number(data)].groupby("cluster").size().reindex(list(chain.clusters), fill_value=0)
    parts = tuple(
        _("{cluster} {gaps}", cluster=chain.clusters[str(cluster)], gaps=int(number))
        for cluster, number in counts.items()
    )
    return _("Stages with a gap: {parts}", parts=Listing(parts))


def _alt(chain: ClusterChain, data: pd.DataFrame) -> Message:
    parts = tuple(
        _("{kind}: {gaps}", kind=KINDS[kind].label, gaps=int((data[kind].fillna("") != "").sum())) for kind in KINDS
    )
    return _(
        "Matrix with a column for each cluster and its stages below one another. Over all clusters, by kind: {parts}.",
        parts=Listing(parts),
    )


def _draw(area: SubFigure, data: pd.DataFrame, language: str, called: Mapping[str, Label], own: str) -> None:
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
        if cluster == own:
            axes.plot([x, x + pitch - 0.12], [height - 0.36] * 2, color=COLOURS["present"], linewidth=2.4)
        for place, (_row, row) in enumerate(data[data["cluster"] == cluster].iterrows()):
            _draw_stage(axes, x, height - _HEAD - _LINE * (place + 0.5), pitch, row, language)
    draw_key(axes, 0.1, 0.18, _WIDTH - 0.2, data, language)


def _draw_stage(axes: Axes, x: float, y: float, pitch: float, row: pd.Series, language: str) -> None:
    look = LOOKS[row["presence"]]
    held = [kind for kind in KINDS if isinstance(row[kind], str) and row[kind]]
    colour = "ink" if row["presence"] == "present" else look.edge
    name = say(label(row), language)
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
        draw_badge(axes, x + pitch - 0.24 - 0.225 * (len(held) - 1 - number), y, kind, row[kind], 0.09)
