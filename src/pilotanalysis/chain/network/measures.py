"""The network of supply and cooperation among members, with what those who were not asked leave unknown."""

from __future__ import annotations

import networkx as nx
import pandas as pd
from pandera.typing import DataFrame

from ...statistics import external_internal
from ...survey.tables import Links, Organisations
from ...tables import SEPARATOR, conform, empty, join_ids
from ..tables import RELATIONS, Network, Positions, Ties

_SUPPLY = ("buy", "sell")
#: Members on the most shortest paths, in each cluster.
_BROKERS = 3


def find_ties(links: DataFrame[Links], organisations: DataFrame[Organisations], asked: pd.DataFrame) -> DataFrame[Ties]:
    """List the pairs of members of which either names the other as a partner.

    A partner that is a member of several clusters counts as one of the cluster of those who name it, if it is one.
    Partners on no roster are no ties, and nobody is tied to itself.

    Parameters
    ----------
    links, organisations
        Of all clusters.
    asked : DataFrame
        As :func:`..respondents.asked` gives it.

    Returns
    -------
    Ties
        Each pair once, in the order of the keys.
    """
    named = pd.DataFrame(links).dropna(subset=["partner_organisation"])
    named = named[named["organisation"] != named["partner_organisation"]]
    clusters = organisations.groupby("organisation")["cluster"].agg(list).to_dict()
    named = named[named["partner_organisation"].isin(list(clusters))]
    if not len(named):
        return empty(Ties)
    there = [
        cluster if cluster in clusters[partner] else clusters[partner][0]
        for cluster, partner in zip(named["cluster"], named["partner_organisation"], strict=True)
    ]
    sides = list(
        zip(
            zip(named["cluster"], named["organisation"], strict=True),
            zip(there, named["partner_organisation"], strict=True),
            strict=True,
        )
    )
    kinds = named["kinds"].fillna("").str.split(SEPARATOR)
    supply = kinds.map(lambda found: any(kind in _SUPPLY for kind in found))
    other = kinds.map(lambda found: any(kind and kind not in _SUPPLY for kind in found))
    frame = pd.DataFrame(
        {
            "pair": [tuple(sorted(pair)) for pair in sides],
            "by": named["organisation"].to_numpy(),
            "supply": supply.to_numpy(),
            # A tie of which nothing more is said is cooperation of some sort.
            "cooperation": (other | ~supply).to_numpy(),
            "row": named["row_id"].to_numpy(),
        }
    )
    pairs = frame.groupby("pair", sort=True).agg(
        supply=("supply", "any"),
        cooperation=("cooperation", "any"),
        sides=("by", "nunique"),
        by=("by", "first"),
        made_from=("row", join_ids),
    )
    spoke = set(zip(asked.loc[asked["links"], "cluster"], asked.loc[asked["links"], "organisation"], strict=True))
    ends = list(pairs.index)
    table = pairs.reset_index(drop=True).assign(
        cluster=[one[0] for one, _other in ends],
        organisation=[one[1] for one, _other in ends],
        partner_cluster=[other[0] for _one, other in ends],
        partner=[other[1] for _one, other in ends],
        sides_asked=[sum(end in spoke for end in pair) for pair in ends],
    )
    named_first = (table["by"] != table["organisation"]) | (table["sides"] == 2)
    named_second = (table["by"] != table["partner"]) | (table["sides"] == 2)
    table = table.assign(first_named=named_first, second_named=named_second)
    # Who names somebody was asked, whatever became of the rest of its answers.
    table["sides_asked"] = table[["sides_asked", "sides"]].max(axis=1)
    return conform(table, Ties)


def _graph(ties: pd.DataFrame, organisations: pd.DataFrame) -> nx.Graph:
    graph: nx.Graph = nx.Graph()
    graph.add_nodes_from(organisations["organisation"])
    graph.add_edges_from(zip(ties["organisation"], ties["partner"], strict=True))
    return graph


def _inside(ties: DataFrame[Ties], cluster: str) -> pd.DataFrame:
    return ties[(ties["cluster"] == cluster) & (ties["partner_cluster"] == cluster)]


def network_measures(
    ties: DataFrame[Ties], organisations: DataFrame[Organisations], asked: pd.DataFrame
) -> DataFrame[Network]:
    """Measure the network of each cluster's members: of all ties, of supply, and of cooperation.

    Density and isolates count against the roster: a member that did not answer may have ties that nobody named. The
    upper bound of density gives a tie to every pair of which one at least was not asked, as that one may know the
    other.

    Returns
    -------
    Network
        Three rows for each cluster.
    """
    rows = []
    for cluster, members in organisations.groupby("cluster", sort=False):
        spoke = set(asked.loc[(asked["cluster"] == cluster) & asked["links"], "organisation"])
        inside = _inside(ties, str(cluster))
        for relation in RELATIONS:
            chosen = inside if relation == "all" else inside[inside[relation]]
            rows.append({"cluster": cluster, "relation": relation, **_measured(chosen, members, spoke)})
    return conform(pd.DataFrame(rows), Network)


def _measured(ties: pd.DataFrame, members: pd.DataFrame, spoke: set[str]) -> dict[str, object]:
    graph, size, answered = _graph(ties, members), len(members), len(spoke)
    pairs, asked_pairs = size * (size - 1) // 2, answered * (answered - 1) // 2
    both = ties[ties["sides_asked"] == 2]
    alone = [node for node in graph if graph.degree(node) == 0]
    groups = [group for group in nx.connected_components(graph) if len(group) > 1]
    return {
        "roster": size,
        "asked": len(spoke),
        "ties": len(ties),
        "density": len(ties) / pairs if pairs else float("nan"),
        "density_upper": (len(both) + pairs - asked_pairs) / pairs if pairs else float("nan"),
        "both_asked": len(both),
        "named_by_both": int((both["sides"] == 2).sum()),
        "reciprocity": (both["sides"] == 2).mean() if len(both) else float("nan"),
        "isolates": len(alone),
        "isolates_asked": len(spoke.intersection(alone)),
        "components": len(groups),
        "largest": max((len(group) for group in groups), default=0),
        "external_internal_type": _external(ties, members, "organisation_type"),
        "external_internal_county": _external(ties, members, "county"),
        "made_from": join_ids([*ties["made_from"].str.split(SEPARATOR).explode(), *members["row_id"]]),
    }


def _external(ties: pd.DataFrame, members: pd.DataFrame, column: str) -> float:
    of = members.set_index("organisation")[column].to_dict()
    outside = int((ties["organisation"].map(of) != ties["partner"].map(of)).sum())
    return external_internal(outside, len(ties) - outside)


def positions(
    ties: DataFrame[Ties], organisations: DataFrame[Organisations], asked: pd.DataFrame
) -> DataFrame[Positions]:
    """Say where each member stands in the network of its cluster.

    Brokers are the three members on the largest shares of shortest paths; of equals the one with more
    ties, then the one that stands first on the roster.
    """
    frames = []
    for cluster, members in organisations.groupby("cluster", sort=False):
        inside = _inside(ties, str(cluster))
        graph = _graph(inside, members)
        spoke = set(asked.loc[(asked["cluster"] == cluster) & asked["links"], "organisation"])
        between = nx.betweenness_centrality(graph)
        frame = members[["cluster", "organisation", "organisation_type", "county", "row_id"]].assign(
            asked=members["organisation"].isin(list(spoke)),
            degree=members["organisation"].map(dict(graph.degree())),
            named_by=members["organisation"].map(_named_by(inside)).fillna(0).astype(int),
            betweenness=members["organisation"].map(between).round(12).clip(0, 1),
        )
        first = frame.sort_values(["betweenness", "degree"], ascending=False, kind="stable").index[:_BROKERS]
        frame["broker"] = frame.index.isin(first) & (frame["betweenness"] > 0)
        frames.append(frame.assign(made_from=_tie_rows(frame, inside)))
    return conform(pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(), Positions)


def _named_by(ties: pd.DataFrame) -> dict[str, int]:
    """Count the members that name each."""
    named = [*ties.loc[ties["first_named"], "organisation"], *ties.loc[ties["second_named"], "partner"]]
    return {str(key): int(number) for key, number in pd.Series(named, dtype=object).value_counts().items()}


def _tie_rows(frame: pd.DataFrame, ties: pd.DataFrame) -> list[str]:
    rows: dict[str, list[str]] = {}
    for one, other, made in ties[["organisation", "partner", "made_from"]].itertuples(index=False):
        rows.setdefault(one, []).append(made)
        rows.setdefault(other, []).append(made)
    return [
        join_ids([row, *rows.get(key, [])]) for key, row in zip(frame["organisation"], frame["row_id"], strict=True)
    ]
