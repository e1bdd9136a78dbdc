"""The network of those who came, before the events and after: ties that were named, and meetings that were held."""

from __future__ import annotations

from itertools import combinations

import networkx as nx
import pandas as pd

from ...chain.tables import Ties
from ...results import Column, Disclosure, Message, Table, Tabulation, Words, _
from ...statistics import external_internal
from ...store import Store
from ...survey.tables import Organisations
from ...tables import join_as_spans
from ..labels import CAME
from ..tables import HeldMeetings, Participants
from .tabulation import rows_in_doubt

WHEN: dict[str, Message] = {
    "before": _("before: ties that members named in the survey"),
    "after": _("after: with the meetings that were held"),
}
SOURCE = _("survey of the members and logs of the events")
#: Stands for the cluster of somebody who is a member of none.
NO_CLUSTER = "none"


def people_who_came(data: Store) -> pd.DataFrame:
    """Everybody who came to an event, once: organisation, cluster (the first on whose roster it stands), made_from."""
    doubts = rows_in_doubt(data)
    people = pd.DataFrame(data.all(Participants))
    came = people[(people["attended"] == "yes") & ~people["row_id"].isin(doubts)]
    once = came.groupby("organisation", as_index=False).agg(made_from=("row_id", join_as_spans))
    members = data.all(Organisations).drop_duplicates("organisation")
    homes = dict(zip(members["organisation"], members["cluster"], strict=True))
    return once.assign(cluster=[homes.get(who, NO_CLUSTER) for who in once["organisation"]])


def ties_of(data: Store, people: pd.DataFrame) -> pd.DataFrame:
    """Pairs of those who came that know each other: one, other, before (a tie was named), made_from."""
    there, doubts = set(people["organisation"]), rows_in_doubt(data)
    known = data.all(Ties)[["organisation", "partner", "made_from"]].itertuples(index=False, name=None)
    rows = [(*sorted((one, other)), True, made) for one, other, made in known]
    meetings = pd.DataFrame(data.all(HeldMeetings))
    held = meetings[(meetings["held"] == "yes") & ~meetings["row_id"].isin(doubts)]
    for one, other, third, row in held[["from", "to", "third", "row_id"]].itertuples(index=False, name=None):
        rows += [
            (*pair, False, row)
            for pair in combinations(sorted(who for who in (one, other, third) if isinstance(who, str)), 2)
        ]
    frame = pd.DataFrame(rows, columns=["one", "other", "before", "made_from"])
    frame = frame[frame["one"].isin(there) & frame["other"].isin(there)]
    return frame.groupby(["one", "other"], as_index=False).agg(
        before=("before", "any"), made_from=("made_from", _joined)
    )


def _joined(cells: pd.Series) -> str:
    return ";".join(dict.fromkeys(part for cell in cells for part in cell.split(";")))


def network_tabulation(data: Store) -> Tabulation:
    """Measure the network before the events and after."""
    people = people_who_came(data)
    ties = ties_of(data, people)
    rows = [_measured(people, ties, when) for when in WHEN] if len(people) else []
    columns = ["when", "participants", "ties", "alone", "tied", "largest", "external_internal", "made_from"]
    frame = pd.DataFrame(rows, columns=columns)
    return Tabulation(frame, Disclosure(("alone", "tied"), parts={"participants": ("alone", "tied")}))


def _measured(people: pd.DataFrame, ties: pd.DataFrame, when: str) -> dict[str, object]:
    own = ties if when == "after" else ties[ties["before"]]
    graph: nx.Graph = nx.Graph()
    graph.add_nodes_from(people["organisation"])
    graph.add_edges_from(own[["one", "other"]].itertuples(index=False, name=None))
    home = dict(zip(people["organisation"], people["cluster"], strict=True))
    outside = int((own["one"].map(home) != own["other"].map(home)).sum())
    alone = sum(degree == 0 for _node, degree in graph.degree())
    return {
        "when": when, "participants": len(people), "ties": len(own), "alone": alone, "tied": len(people) - alone,
        "largest": max((len(group) for group in nx.connected_components(graph)), default=0),
        "external_internal": external_internal(outside, len(own) - outside),
        "made_from": _joined(pd.concat([people["made_from"], own["made_from"]])),
    }  # fmt: skip


def network_table(data: Store) -> Table:
    """Set the network of those who came before the events beside that after."""
    return Table(
        id="network_before_after",
        data=network_tabulation(data),
        columns=(
            Column("when", _("When"), words=WHEN),
            Column("participants", _("Participants who came")),
            Column("ties", _("Pairs with a tie")),
            Column("alone", _("Without a tie to any other")),
            Column("largest", _("In the largest group")),
            Column("external_internal", _("E-I index by cluster"), decimals=2),
        ),
        words=lambda released: Words(
            _("The network of those who came, before and after")
            if len(released.frame)
            else _("Nobody is known to have come to an event"),
            note=_(
                "A tie before: at least one of the two names the other in the survey. A tie after: that, or the two "
                "met; whether it lasts is asked later. E-I index: 1 where all ties lead to another cluster, −1 where "
                "none does."
            ),
        ),
        source=SOURCE,
        n=len(people_who_came(data)),
        units=CAME,
    )
