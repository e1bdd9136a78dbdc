"""Whether the follow-up clusters took part: members of theirs at the events."""

from __future__ import annotations

import pandas as pd

from ...partners.tables import FollowUpMembers, FollowUpOffers
from ...results import Disclosure, Finding, Listing, Message, Number, Released, Tabulation, _, _n, count
from ...store import Store
from ...tables import join_ids
from ..cluster_labels import cluster_words
from ..labels import LOGS, n_participants
from ..tables import YES_NO, Participants
from .findings import NO_EVENTS
from .tabulation import ALL_EVENTS

_YES = YES_NO[0]
ROSTERS = _("rosters of the managements")


def follow_up_finding(data: Store) -> Finding:
    """Say how many members of the follow-up clusters registered for an event, and how many came."""
    called = cluster_words(data)

    def text(released: Released) -> Message:
        frame = released.frame
        if data.all(Participants).empty:
            return NO_EVENTS
        if data.all(FollowUpMembers).empty:
            return _("The study has no follow-up cluster with members.")
        if frame.empty:
            return _(
                "{offered} None of the **{members}** members of the follow-up clusters was invited to an event.",
                offered=_offered(data),
                members=_members(data),
            )
        last, n = len(frame) - 1, len(data.all(FollowUpMembers))
        of = released.rows_of(column="invited_rows")

        def number(id: str, words: Message, column: str, row: int) -> Number:
            return released.number(id, words, row, column, "number", n=n, source=LOGS, rows=f"{column}_rows", of=of)

        parts = tuple(
            _(
                "{cluster} {came}",
                cluster=called[str(cluster)],
                came=number(
                    f"follow_up_came.{cluster}",
                    _("members of {cluster} who came to an event", cluster=called[str(cluster)]),
                    "came",
                    row,
                ),
            )
            for row, cluster in enumerate(frame["cluster"].iloc[:last])
        )
        return _(
            "{offered} Members of the follow-up clusters registered for an event: {registered}. Came: **{came}** "
            "({parts}).",
            offered=_offered(data),
            registered=n_participants(
                number(
                    "follow_up_registered",
                    _("members of follow-up clusters who registered for an event"),
                    "registered",
                    last,
                )
            ),
            came=number("follow_up_came", _("members of follow-up clusters who came to an event"), "came", last),
            parts=Listing(parts),
        )

    return Finding("follow_up_clusters", follow_up_tabulation(data), text)


def _offered(data: Store) -> Message:
    """Say how many members of the follow-up clusters their managements offer as partners."""
    members, offers = data.all(FollowUpMembers), data.all(FollowUpOffers)
    rows = members.loc[members["organisation"].isin(offers["organisation"]), "row_id"]
    words = _("members of follow-up clusters whom their managements offer as partners")
    number = count("follow_up_offering", words, tuple(rows), tuple(members["row_id"]), source=ROSTERS, public=True)
    return _n(
        "The managements of the follow-up clusters offer **{count}** member as a partner.",
        "The managements of the follow-up clusters offer **{count}** members as partners.",
        number,
    )


def _members(data: Store) -> Number:
    """Number of the members of the follow-up clusters, which the rosters make public."""
    rows = tuple(data.all(FollowUpMembers)["row_id"])
    return count("follow_up_members", _("members of follow-up clusters"), rows, rows, source=ROSTERS, public=True)


def follow_up_tabulation(data: Store) -> Tabulation:
    """Tabulate members of follow-up clusters who were invited, registered and came to any event, each once."""
    members = pd.DataFrame(data.all(FollowUpMembers))[["cluster", "organisation"]].drop_duplicates()
    logs = pd.DataFrame(data.all(Participants)).merge(members, on="organisation")
    steps = {
        "invited": pd.Series(True, index=logs.index),
        "registered": logs["registered"] == _YES,
        "came": logs["attended"] == _YES,
    }
    rows = {f"{step}_rows": logs["row_id"].where(flag, "") for step, flag in steps.items()}
    each = logs.assign(**steps, **rows, made_from=logs["row_id"]).groupby(["cluster", "organisation"], as_index=False)
    own = each.agg({**dict.fromkeys(steps, "max"), **dict.fromkeys([*rows, "made_from"], join_ids)})
    both = pd.concat([own, own.assign(cluster=ALL_EVENTS)], ignore_index=True)
    kinds = {
        **{step: both[step] for step in steps},
        "absent": both["registered"] & ~both["came"],
        "away": both["invited"] & ~both["registered"] & ~both["came"],
    }
    counted = both.assign(**{name: flag.astype("int64") for name, flag in kinds.items()})
    frame = counted.groupby("cluster", as_index=False).agg(
        {**dict.fromkeys(kinds, "sum"), **dict.fromkeys([*rows, "made_from"], join_ids)}
    )
    order = {cluster: place for place, cluster in enumerate([*cluster_words(data), ALL_EVENTS])}
    frame = frame.sort_values("cluster", key=lambda cells: cells.map(order), ignore_index=True)
    disclosure = Disclosure(
        tuple(kinds),
        totals=((ALL_EVENTS, tuple(frame["cluster"].iloc[:-1])),),
        parts={"registered": ("came", "absent"), "invited": ("registered", "away")},
    )
    return Tabulation(frame.assign(key=frame["cluster"]), disclosure)
