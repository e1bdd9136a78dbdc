"""The network of those who came to the events, before and after, as a picture."""

from __future__ import annotations

from collections.abc import Mapping

import networkx as nx
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import SubFigure

from ...results import Figure, Label, Message, Number, Released, Tabulation, Words, _, say
from ...results.style import COLOURS, PAPER, fitting_size
from ...store import Store
from ..cluster_labels import cluster_words
from ..labels import CAME, n_participants
from .network import NO_CLUSTER, SOURCE, network_tabulation, people_who_came, ties_of

_WIDTH, _HEIGHT, _KEY = 10.0, 4.7, 0.5
#: Marker and colour of the clusters, in their order; of more than there are, again from the first.
_LOOKS = (
    ("o", "#12436d"), ("s", "#1c7c74"), ("^", "#8a5a00"), ("D", "#a3123a"), ("v", "#5b6770"), ("P", "#6a4c93"),
    ("X", "#1f2933"),
)  # fmt: skip
_ROUNDS = 120
_NOBODY = _("Nobody is known to have come to an event.")


def network_before_and_after(data: Store) -> Figure:
    """Draw those who came with the ties that they had before, and with those that meetings added."""
    people = people_who_came(data)
    ties, called = ties_of(data, people), cluster_words(data)
    frame = _nodes_and_ties(people, ties)
    measured = network_tabulation(data).frame

    def words(released: Released) -> Words:
        if measured.empty:
            return Words(_NOBODY, subtitle=_NOBODY, alt=_NOBODY, reading=_NOBODY)
        before, after = (measured.iloc[row] for row in range(2))
        made = released.rows_of()

        def number(id: str, said: Message, value: object) -> Number:
            return Number(id, said, int(str(value)), "respondents", made, len(people), SOURCE, of=made)

        told = {
            "alone": number("alone_before", _("participants without a tie to any other before"), before["alone"]),
            "still": number("alone_after", _("participants without a tie to any other after"), after["alone"]),
            "all": n_participants(number("came", _("participants who came"), len(people))),
            "new": number("new_ties", _("pairs that met and had no tie before"), after["ties"] - before["ties"]),
        }
        return Words(
            title=_(
                "{new} new pairs met; of {all}, {alone} had no known tie to another before the events, {still} after",
                **told,
            ),
            subtitle=_("Participants who came to any event, by cluster: ties named in the survey, and meetings held"),
            alt=_(
                "The same network twice. Before: {before} ties, {alone} participants without any. After: {after} ties, "
                "{still} participants without any.",
                before=int(before["ties"]), after=int(after["ties"]), alone=int(before["alone"]),
                still=int(after["alone"]),
            ),
            note=_("A tie by a meeting says that the two met; what came of it stands in the table of rates."),
            reading=_(
                "Each mark is a participant, in the same place in both pictures. Grey lines are ties from before, blue "
                "lines are meetings of two who had none. Marks at the foot are outside the largest group even with the "
                "meetings held: one without a line there has no known tie to another participant and met none."
            ),
        )  # fmt: skip

    return Figure(
        id="network_before_and_after",
        data=Tabulation(frame),
        words=words,
        draw=lambda area, told, language: _draw(area, told, language, called),
        source=SOURCE,
        n=len(people),
        units=CAME,
        size=(_WIDTH, _HEIGHT),
        columns=("what", "one", "other", "cluster", "before", "x", "y"),
        internal=True,
    )


def _nodes_and_ties(people: pd.DataFrame, ties: pd.DataFrame) -> pd.DataFrame:
    """Participants by number with their places, and the ties among them."""
    number = {who: place for place, who in enumerate(people["organisation"], start=1)}
    spots = _spots(list(number), list(ties[["one", "other"]].itertuples(index=False, name=None)))
    nodes = pd.DataFrame(
        {
            "what": "participant", "one": people["organisation"].map(number), "cluster": people["cluster"],
            "x": [spots[who][0] for who in number], "y": [spots[who][1] for who in number],
            "made_from": people["made_from"],
        }
    )  # fmt: skip
    lines = pd.DataFrame(
        {
            "what": "tie", "one": ties["one"].map(number), "other": ties["other"].map(number), "before": ties["before"],
            "made_from": ties["made_from"],
        }
    )  # fmt: skip
    return pd.concat([nodes, lines], ignore_index=True)


def _spots(nodes: list[str], pairs: list[tuple[str, str]]) -> dict[str, tuple[float, float]]:
    """Places between 0 and 1: the largest group above, smaller ones and who has no tie in rows below."""
    graph: nx.Graph = nx.Graph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from(pairs)
    order = {node: place for place, node in enumerate(nodes)}
    groups = sorted(
        (sorted(group, key=order.__getitem__) for group in nx.connected_components(graph)), key=len, reverse=True
    )
    if not groups:
        return {}
    main = graph.subgraph(groups[0])
    start = nx.circular_layout(sorted(main, key=order.__getitem__))
    laid = nx.spring_layout(main, pos=start, iterations=_ROUNDS, seed=0, method="force") if len(main) > 2 else start
    places = pd.DataFrame.from_dict({node: laid[node] for node in groups[0]}, orient="index", columns=["x", "y"])
    # By rank, half way: a crowd in the middle is drawn apart.
    even = (places - places.min()) / (places.max() - places.min()).replace(0, 1)
    ranked = (places.rank(method="first") - 1) / max(len(places) - 1, 1)
    spread = ((even + ranked) / 2).round(4)
    found = {node: (float(x), 0.16 + 0.84 * float(y)) for node, x, y in spread.itertuples(name=None)}
    rest = [node for group in groups[1:] for node in group]
    wide = max(len(rest), 30)
    return found | {node: (place / (wide - 1), 0.0) for place, node in enumerate(rest)}


def _draw(area: SubFigure, frame: pd.DataFrame, language: str, called: Mapping[str, Label]) -> None:
    import seaborn

    if frame.empty:
        area.text(0.01, 0.5, say(_NOBODY, language), fontsize=11)
        return
    nodes, ties = (frame[frame["what"] == what] for what in ("participant", "tie"))
    clusters = [cluster for cluster in (*called, NO_CLUSTER) if (nodes["cluster"] == cluster).any()]
    looks = {cluster: _LOOKS[place % len(_LOOKS)] for place, cluster in enumerate(clusters)}
    high = 1 - _KEY / _HEIGHT
    for place, (title, shown) in enumerate(_before_and_after(ties)):
        axes = area.add_axes((0.01 + 0.5 * place, 0.02, 0.48, high - 0.09))
        axes.axis("off")
        axes.set(xlim=(-0.03, 1.03), ylim=(-0.05, 1.04), xticks=[], yticks=[])
        axes.set_title(say(title, language), fontsize=10, fontweight="bold")
        _draw_ties(axes, nodes, shown)
        seaborn.scatterplot(
            nodes, x="x", y="y", hue="cluster", style="cluster", hue_order=clusters, style_order=clusters,
            palette={cluster: look[1] for cluster, look in looks.items()},
            markers={cluster: look[0] for cluster, look in looks.items()}, s=26, edgecolor=PAPER, linewidth=0.5,
            legend=False, zorder=3, ax=axes,
        )  # fmt: skip
        axes.set(xlabel="", ylabel="")
    _draw_key(area, looks, called, language)


def _before_and_after(ties: pd.DataFrame) -> tuple[tuple[Message, pd.DataFrame], ...]:
    return (
        (_("Before the events"), ties[ties["before"].astype(bool)]),
        (_("After: with the meetings held"), ties),
    )


def _draw_ties(axes: Axes, nodes: pd.DataFrame, ties: pd.DataFrame) -> None:
    spot = {int(one): (x, y) for one, x, y in nodes[["one", "x", "y"]].itertuples(index=False, name=None)}
    for before, colour, width in ((True, COLOURS["line"], 0.8), (False, "#2f7fc1", 1.0)):
        own = ties[ties["before"].astype(bool) == before]
        lines = [(spot[int(one)], spot[int(other)]) for one, other in own[["one", "other"]].itertuples(index=False)]
        axes.add_collection(LineCollection(lines, colors=colour, linewidths=width, zorder=1 if before else 2))


def _draw_key(
    area: SubFigure, looks: Mapping[str, tuple[str, str]], called: Mapping[str, Label], language: str
) -> None:
    axes = area.add_axes((0, 1 - _KEY / _HEIGHT, 1, _KEY / _HEIGHT))
    axes.axis("off")
    axes.set(xlim=(0, _WIDTH), ylim=(0, 1), xticks=[], yticks=[])
    wide = _WIDTH / len(looks)
    for place, (cluster, (marker, colour)) in enumerate(looks.items()):
        text = say(called[cluster] if cluster in called else _("member of no cluster"), language)
        axes.plot(0.15 + place * wide, 0.5, marker, color=colour, markersize=6)
        axes.text(0.3 + place * wide, 0.5, text, va="center", fontsize=fitting_size(text, wide - 0.4, 8.5))
