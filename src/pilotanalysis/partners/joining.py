"""New members: organisations outside every cluster whose joining would close most."""

from __future__ import annotations

import pandas as pd

from ..chain.labels import n_gaps
from ..chain.lookups import number_asked, stage_words
from ..results import Column, Finding, Given, Message, Number, Released, Table, Tabulation, Words, _
from ..store import Store
from ..tables import join_ids, split_ids
from .coverage.tabulation import joining_tabulation
from .labels import POOL, n_organisations
from .shortlist.naming import called_words
from .shortlist.stages import stages_to_close, untold
from .tables import NewMembers


def _joining(data: Store) -> Tabulation:
    new = pd.DataFrame(data.of(NewMembers)).sort_values("place", ignore_index=True)
    return joining_tabulation(new, data)


def new_members_finding(data: Store) -> Finding:
    """Say how many new members would close how many gaps, within what the statute could take."""
    n = number_asked(data)
    limit = {cluster.id: cluster.new_members for cluster in data.settings.clusters}[str(data.cluster)]

    def text(released: Released) -> Message:
        frame = released.frame
        if frame.empty:
            return _("No organisation outside every cluster was found that could close a gap by joining.")
        rows = released.rows_of()
        organisations, gaps = (
            Number(id, words, value, "number", rows, n, POOL, of=rows, public=True)
            for id, words, value in (
                ("members_proposed", _("organisations proposed as new members"), len(frame)),
                (
                    "members_proposed_close",
                    _("gaps that the proposed new members could close"),
                    int(frame["adds"].sum()),
                ),
            )
        )
        if released.hidden["adds"].any():
            gaps = gaps.withheld()
        return _(
            "The cluster is assumed to take at most **{limit}** as new members. The best choice from outside every "
            "cluster: **{organisations}**, which could close **{gaps}** of {all} that a supplier could close.",
            limit=n_organisations(Given(limit)),
            organisations=n_organisations(organisations),
            gaps=n_gaps(gaps),
            all=_to_close(data, n, everything=not released.hidden["adds"].any()),
        )

    return Finding("joining", _joining(data), text)


def _to_close(data: Store, n: int, *, everything: bool) -> Number:
    """Count the gaps that a supplier could close, all of them or those that the public release tells."""
    stages, hidden = stages_to_close(data), untold(data)
    told = stages if everything else stages[~stages["stage"].isin(list(hidden))]
    rows = tuple(split_ids(join_ids(told["made_from"])))
    return Number(
        "gaps_to_close", _("gaps that a supplier could close"), len(told), "number", rows, n, POOL, of=rows, public=True
    )


def new_members_table(data: Store) -> Table:
    """List the organisations whose joining would close most, and what each adds."""
    joining, cluster = _joining(data), data.name
    return Table(
        id="new_members",
        data=joining,
        columns=(
            Column("place", _("Place")),
            Column("called_en", _("Organisation"), words=called_words(joining.frame)),
            Column("place_name", _("County")),
            Column("closes", _("Gaps that it could close"), words=stage_words(data)),
            Column("adds", _("of these, closed by none before it")),
        ),
        words=lambda released: Words(
            _("{cluster}: whom to invite to join", cluster=cluster)
            if len(released.frame)
            else _("{cluster}: nobody to invite was found", cluster=cluster),
            note=_("How many new members the cluster can take is an assumption of the study, in study.yml."),
        ),
        source=POOL,
        n=number_asked(data),
        name=_("Whom to invite to join"),
    )
