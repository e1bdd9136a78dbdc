"""Words of what clusters have for one another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..reference import Clusters
from ..results import Label, Message, _, _n, label
from ..store import Store
from .cluster_tables import BudgetLines

OCCASION: Mapping[str, Message] = {
    "cluster_to_cluster": _("cluster to cluster"),
    "development": _("development and follow-up"),
}
AT_HOME: Mapping[str, Message] = {"yes": _("yes"), "no": _("no")}
#: What a hybrid activity still needs.
LACKS: Mapping[str, Message] = {
    "introduction": _("introduction"),
    "capacity": _("word on free capacity"),
    "wish": _("wish to meet"),
    "consent": _("consent"),
}
SIDE: Mapping[str, Message] = {"lacks": _("lacks it"), "offers": _("offers it")}
BETWEEN = _("survey of the members and rosters of the managements")
#: What is counted.
LACKING = _("respondents of all clusters that lack anything")
COULD_JOIN = _("organisations that could take part in a hybrid activity")
MAY_BE_HELD = _("possible meetings at events of clusters")


def cluster_words(data: Store) -> dict[str, Label]:
    """Name of each cluster of the study by its id, the follow-up clusters among them, in the order of the study."""
    called = data.all(Clusters).set_index("cluster")["name"]
    return {cluster.id: data.in_all_languages(str(called[cluster.id])) for cluster in data.settings.clusters}


def line_words(data: Store) -> dict[str, Label]:
    """Name of each line of the budget by its id."""
    return {str(line): label(row) for line, row in data.all(BudgetLines).set_index("line").iterrows()}


def n_needs(number: Any) -> Message:
    """So many needs, as the noun follows the number."""
    return _n("{count} need", "{count} needs", number)


def n_pairs_of_clusters(number: Any) -> Message:
    """So many pairs of clusters, as the noun follows the number."""
    return _n("{count} pair of clusters", "{count} pairs of clusters", number)


def n_activities(number: Any) -> Message:
    """So many hybrid activities, as the noun follows the number."""
    return _n("{count} hybrid activity", "{count} hybrid activities", number)


def n_ideas(number: Any) -> Message:
    """So many ideas, as the noun follows the number."""
    return _n("{count} idea", "{count} ideas", number)
