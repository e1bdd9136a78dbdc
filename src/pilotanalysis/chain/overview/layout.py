"""Where the boxes of a flow diagram stand: layers from left to right, few crossings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from itertools import pairwise

#: Sweeps of the ordering; it settles well before on chains of this size.
_SWEEPS = 12


@dataclass(frozen=True)
class Flow:
    """Places of the nodes of a flow.

    Attributes
    ----------
    place : dict
        Column and height of each node; heights are centred on 0, neighbours 1 apart.
    routes : list
        For each edge, the columns and heights it runs through: source, bends, target.
    columns : int
    rows : float
        Height of the tallest column.
    """

    place: dict[str, tuple[int, float]]
    routes: list[list[tuple[int, float]]]
    columns: int
    rows: float


def arrange(nodes: Sequence[str], edges: Sequence[tuple[str, str]], bend_height: float = 0.35) -> Flow:
    """Arrange nodes in columns by the longest way that leads to them, and route the edges between.

    An edge that passes a column gets a bend there, which takes room beside the column's nodes, so
    that no edge runs behind a box. The order in a column follows the mean place of the neighbours.

    Parameters
    ----------
    nodes : sequence of str
        In the order that decides between equals.
    edges : sequence of (str, str)
        Among `nodes`; without circles.
    bend_height : float
        Room of a bend, in heights of a node.

    References
    ----------
    Sugiyama, K., Tagawa, S. and Toda, M. (1981), IEEE Transactions on Systems, Man, and
    Cybernetics 11(2), 109-125.
    """
    column = _columns(nodes, edges)
    chains = [_with_bends(source, target, column) for source, target in edges]
    layers: list[list[str]] = [[] for _ in range(max(column.values(), default=-1) + 1)]
    for node in column:
        layers[column[node]].append(node)
    neighbours: dict[str, list[str]] = {node: [] for node in column}
    for chain in chains:
        for one, other in pairwise(chain):
            neighbours[one].append(other)
            neighbours[other].append(one)
    best = layers
    for sweep in range(_SWEEPS):
        layers = _sweep(layers, neighbours, column, forward=sweep % 2 == 0)
        if _crossings(layers, chains, column) < _crossings(best, chains, column):
            best = layers
    height = {node: (bend_height if "\0" in node else 1.0) for node in column}
    at = {node: (column[node], y) for layer in best for node, y in _stack(layer, height)}
    routes = [[at[node] for node in chain] for chain in chains]
    rows = max((sum(height[node] for node in layer) for layer in best), default=0.0)
    return Flow({node: at[node] for node in nodes}, routes, len(best), rows)


def _columns(nodes: Sequence[str], edges: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Column of each node: the longest way to it; a source stands just before the first it feeds."""
    before: dict[str, list[str]] = {node: [] for node in nodes}
    after: dict[str, list[str]] = {node: [] for node in nodes}
    for source, target in edges:
        before[target].append(source)
        after[source].append(target)
    order = list(TopologicalSorter(before).static_order())
    column: dict[str, int] = {}
    for node in order:
        column[node] = max((column[other] + 1 for other in before[node]), default=0)
    for node in reversed(order):
        if not before[node] and after[node]:
            column[node] = min(column[other] for other in after[node]) - 1
    return {node: column[node] for node in nodes}


def _with_bends(source: str, target: str, column: dict[str, int]) -> list[str]:
    bends = [f"{source}\0{target}\0{place}" for place in range(column[source] + 1, column[target])]
    for place, bend in enumerate(bends, start=column[source] + 1):
        column[bend] = place
    return [source, *bends, target]


def _sweep(
    layers: list[list[str]], neighbours: dict[str, list[str]], column: dict[str, int], forward: bool
) -> list[list[str]]:
    step = -1 if forward else 1
    result = [list(layer) for layer in layers]
    for number in range(len(layers)) if forward else reversed(range(len(layers))):
        if not 0 <= number + step < len(layers):
            continue
        beside = result[number + step]
        place = {node: (rank + 0.5) / len(beside) for rank, node in enumerate(beside)}
        here = {node: (rank + 0.5) / len(result[number]) for rank, node in enumerate(result[number])}

        def mean(node: str, place: dict[str, float] = place, here: dict[str, float] = here) -> float:
            near = [place[other] for other in neighbours[node] if other in place]
            return sum(near) / len(near) if near else here[node]

        result[number].sort(key=mean)
    return result


def _crossings(layers: list[list[str]], chains: list[list[str]], column: dict[str, int]) -> int:
    rank = {node: place for layer in layers for place, node in enumerate(layer)}
    steps: dict[int, list[tuple[int, int]]] = {}
    for chain in chains:
        for one, other in pairwise(chain):
            steps.setdefault(column[one], []).append((rank[one], rank[other]))
    return sum(
        (a[0] - b[0]) * (a[1] - b[1]) < 0
        for pairs in steps.values()
        for number, a in enumerate(pairs)
        for b in pairs[number + 1 :]
    )


def _stack(layer: list[str], height: dict[str, float]) -> list[tuple[str, float]]:
    """Heights of the nodes of a column, first on top, centred on 0."""
    top = sum(height[node] for node in layer) / 2
    placed = []
    for node in layer:
        placed.append((node, top - height[node] / 2))
        top -= height[node]
    return placed
