"""The network of members: who works with whom, as far as anybody says."""

from __future__ import annotations

import math
import textwrap

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure

from ...results import Decimal, Figure, Message, Released, Share, Tabulation, Words, _, _n, say
from ...results.canvas import sheet_of
from ...results.style import COLOURS, PAPER, fitting_size
from ...store import Store
from ...survey.labels import ORGANISATION_TYPE, n_members
from ..labels import SURVEY
from ..tables import Positions, Ties
from .findings import DISCLOSURE, measures, network_number

_WIDTH, _HEIGHT = 10.0, 5.7
#: Marker and colour by type of organisation.
_TYPES = {
    "firm": ("o", "#12436d"),
    "research_edu": ("s", "#1c7c74"),
    "public_auth": ("^", "#8a5a00"),
    "catalyst": ("D", "#a3123a"),
    "other": ("v", "#5b6770"),
}
#: Rounds of the layout; it settles well before.
_ROUNDS = 120
#: Between the largest group and the row of the others, of the height.
_APART = 0.08


def network_of_members(data: Store) -> Figure:
    """Draw the members of one cluster with the ties that either side names."""
    cluster, row = data.name, measures(data)
    frame = pd.concat(_members_and_ties(data), ignore_index=True)
    frame = frame.assign(**{str(measure): value for measure, value in row.drop(["cluster", "relation"]).items()})

    def words(released: Released) -> Words:
        return Words(
            title=_n(
                "{cluster}: at least {density} of the possible ties exist; {count} member has no known tie",
                "{cluster}: at least {density} of the possible ties exist; {count} members have no known tie",
                network_number(released, "isolates"),
                cluster=cluster,
                density=network_number(released, "density"),
            ),
            subtitle=_(
                "Members of the cluster and the ties that they name: full lines by both, dashed lines by one; filled "
                "mark: member asked about partners; hollow: not asked"
            ),
            alt=_alt(released.frame.iloc[0]),
            note=_(
                "Ring: one of the three members on the most shortest paths. Larger marks: more ties. Members are not "
                "named. E-I index: 1 where all ties lead to another type or county, −1 where none does."
            ),
            reading=_(
                "Each mark is a member, each line a tie; members with many ties stand in the middle. Those at the edge "
                "have no tie that anybody names. Hollow marks did not tell of their partners, so they may have more "
                "ties than are drawn."
            ),
        )

    return Figure(
        id="network_of_members",
        data=Tabulation(frame, DISCLOSURE),
        words=words,
        draw=_draw,
        source=SURVEY,
        n=int(row["members_asked"]),
        units=_("members asked about their partners"),
        size=(_WIDTH, _HEIGHT),
        columns=(
            "what", "member", "partner", "organisation_type", "asked", "degree", "broker", "supply", "both", "x", "y",
        ),
        internal=True,
    )  # fmt: skip


def _members_and_ties(data: Store) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Members by number, with their places, and the ties among them."""
    members, ties = data.of(Positions), data.of(Ties)
    inside = ties[ties["partner_cluster"] == data.cluster]
    number = {key: place for place, key in enumerate(members["organisation"], start=1)}
    places = _layout(list(number), list(zip(inside["organisation"], inside["partner"], strict=True)))
    columns = ["what", "member", "organisation_type", "asked", "degree", "broker", "x", "y", "made_from"]
    spots = members["organisation"].map(places)
    known = members.assign(what="member", member=members["organisation"].map(number), x=spots.str[0], y=spots.str[1])
    return known[columns], pd.DataFrame(
        {
            "what": "tie",
            "member": inside["organisation"].map(number),
            "partner": inside["partner"].map(number),
            "supply": inside["supply"],
            "both": inside["sides"] == 2,
            "made_from": inside["made_from"],
        }
    )


def _alt(row: pd.Series) -> Message:
    counts = {
        "roster": "roster", "ties": "ties", "isolates": "isolates", "asked": "isolates_asked", "both": "named_by_both",
        "both_asked": "both_asked",
    }  # fmt: skip
    # What is suppressed is missing, and said so.
    told = {name: None if pd.isna(row[column]) else int(row[column]) for name, column in counts.items()}
    n_ties = _n("{count} tie", "{count} ties", told["ties"])
    return _(
        "Network of {roster} with {ties}. Members without a tie: {isolates}; of them, asked: {asked}. Ties whose sides "
        "were both asked: {both_asked}; named by both: {both}.",
        **{**told, "roster": n_members(told["roster"]), "ties": n_ties},
    )


def _layout(nodes: list[str], pairs: list[tuple[str, str]]) -> dict[str, tuple[float, float]]:
    """Places between 0 and 1; members that hang together near one another, isolates in rows below 0.

    The largest group takes the sheet, and the others stand in a row at its foot, each as wide as it has members:
    laid out together, groups that no tie holds drift apart and press the largest into a corner.
    """
    graph: nx.Graph = nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(pairs)
    order = {node: number for number, node in enumerate(nodes)}
    groups = [sorted(group, key=order.__getitem__) for group in nx.connected_components(graph) if len(group) > 1]
    groups.sort(key=len, reverse=True)
    tied, apart = sum(map(len, groups)), sum(map(len, groups[1:]))
    foot = max(0.06, 0.9 * apart / tied) if apart else 0.0
    places: dict[str, tuple[float, float]] = {}
    left = 0.0
    for number, group in enumerate(groups):
        width = 1.0 if number == 0 else len(group) / apart
        low, high = (foot + (_APART if apart else 0.0), 1.0) if number == 0 else (0.0, foot)
        # Groups of the row keep clear of one another, and small ones stay small.
        wide = width if number == 0 else min(0.8 * width, 0.05 * len(group))
        for node, (x, y) in zip(group, _spread(graph.subgraph(group), group), strict=True):
            places[node] = (round(left + wide * float(x), 4), round(low + (high - low) * float(y), 4))
        left += 0.0 if number == 0 else width
    alone = [node for node in nodes if node not in places]
    return {**places, **{node: (float(number), -1.0) for number, node in enumerate(alone)}}


def _spread(graph: nx.Graph, nodes: list[str]) -> npt.NDArray[np.float64]:
    """Spread the members of one group over the unit square."""
    # Members start on a spiral, in the order of the roster, so that the same ties give the same picture.
    start = {}
    for number, node in enumerate(nodes):
        turn, far = 2.4 * number, math.sqrt((number + 1) / len(nodes))
        start[node] = np.array([far * math.cos(turn), far * math.sin(turn)])
    found = nx.spring_layout(
        graph, pos=start, iterations=_ROUNDS, k=1.6 / math.sqrt(len(nodes)), seed=0, method="force"
    )
    spots = np.array([found[node] for node in nodes])
    # By rank along each axis, half way: a crowd in the middle is drawn apart.
    low, high = spots.min(axis=0), spots.max(axis=0)
    even = (spots - low) / np.where(high > low, high - low, 1)
    ranks = spots.argsort(axis=0, kind="stable").argsort(axis=0) / (len(spots) - 1)
    spread: npt.NDArray[np.float64] = (even + ranks) / 2
    return spread


def _draw(area: SubFigure, data: pd.DataFrame, language: str) -> None:
    axes = sheet_of(area, _WIDTH, _HEIGHT)
    members = data[data["what"] == "member"].set_index("member")
    tied, alone = members[members["y"] >= 0], members[members["y"] < 0]
    strip = 0.34 + 0.19 * math.ceil(len(alone) / 46)
    spot = {
        int(number): (0.25 + 7.1 * x, strip + 0.4 + (_HEIGHT - strip - 0.65) * y)
        for number, x, y in tied[["x", "y"]].itertuples()
    }
    for one, other, both in data.loc[data["what"] == "tie", ["member", "partner", "both"]].itertuples(index=False):
        (x0, y0), (x1, y1) = spot[int(one)], spot[int(other)]
        axes.plot(
            [x0, x1],
            [y0, y1],
            color=COLOURS["ink" if both else "line"],
            linewidth=1.5 if both else 0.7,
            # Told by more than shade and width: a thin grey line next to a thick one reads as one farther off.
            linestyle="-" if both else (0, (4, 2.5)),
            zorder=2 if both else 1,
        )
    for number, member in tied.iterrows():
        _draw_member(axes, *spot[int(str(number))], member)
    _draw_alone(axes, alone, strip, language)
    _draw_side(axes, members, data.iloc[0], language)


def _draw_member(axes: Axes, x: float, y: float, member: pd.Series) -> None:
    marker, colour = _TYPES[member["organisation_type"]]
    size = 4.6 + 0.55 * min(float(member["degree"]), 10)
    if member["broker"]:
        axes.plot(
            x, y, "o", markersize=size + 9, markerfacecolor="none", color=COLOURS["ink"], markeredgewidth=1.3, zorder=3
        )
    axes.plot(
        x,
        y,
        marker,
        markersize=size,
        color=colour,
        markerfacecolor=colour if member["asked"] else PAPER,
        markeredgewidth=1.1,
        zorder=4,
    )


def _draw_alone(axes: Axes, alone: pd.DataFrame, strip: float, language: str) -> None:
    axes.axhspan(0, strip, color="#f4f6f8", linewidth=0)
    words = _n(
        "{count} member without a known tie",
        "{count} members without a known tie",
        len(alone),
    )
    axes.text(0.1, strip - 0.15, say(words, language), va="center", fontsize=9, fontweight="bold")
    order = alone.sort_values(["asked", "organisation_type"], ascending=[False, True], kind="stable")
    for number, (_place, member) in enumerate(order.iterrows()):
        _draw_member(axes, 0.2 + 0.2 * (number % 46), strip - 0.38 - 0.19 * (number // 46), member)


def _draw_side(axes: Axes, members: pd.DataFrame, row: pd.Series, language: str) -> None:
    """Explain marks, and give the measures."""
    x, y = 7.75, _HEIGHT - 0.2
    for kind, (marker, colour) in _TYPES.items():
        number = int((members["organisation_type"] == kind).sum())
        if number:
            axes.plot(x, y, marker, markersize=7.5, color=colour)
            axes.text(x + 0.18, y, f"{say(ORGANISATION_TYPE[kind], language)} ({number})", va="center", fontsize=8.5)
            y -= 0.24
    y -= 0.15
    for words, value in _measures(row):
        axes.text(x - 0.08, y, say(value, language), va="center", fontsize=11, fontweight="bold")
        lines = textwrap.wrap(say(words, language), 28)
        size = min(fitting_size(line, 2.2, 8.5) for line in lines)
        for number, line in enumerate(lines):
            axes.text(x - 0.08, y - 0.2 - 0.14 * number, line, va="center", fontsize=size, color=COLOURS["muted"])
        y -= 0.36 + 0.14 * len(lines)


def _measures(row: pd.Series) -> list[tuple[Message, object]]:
    def decimal(value: float) -> object:
        return ":" if pd.isna(value) else Decimal(float(value), 2)

    none = pd.isna(row["reciprocity"])
    return [
        (_("of possible ties named, at least"), ":" if pd.isna(row["density"]) else Share(float(row["density"]), 1)),
        (
            _("at most, whomever non-respondents know"),
            ":" if pd.isna(row["density_upper"]) else Share(float(row["density_upper"]), 1),
        ),
        (_("named by both, where both were asked"), ":" if none else Share(float(row["reciprocity"]))),
        (_("members in the largest group"), int(row["largest"])),
        (_("E-I index by type"), decimal(row["external_internal_type"])),
        (_("E-I index by county"), decimal(row["external_internal_county"])),
    ]
