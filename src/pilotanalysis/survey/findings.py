"""What the chapter says of what came in, in sentences whose numbers are registered."""

from __future__ import annotations

import pandas as pd

from ..results import Column, Finding, Listing, Table, _, count, share
from ..tables import join_ids
from .read import Intake
from .words import EXPORTS, ORGANISATION_TYPE, OUTCOME, REASON, ROSTER


def response_finding(intake: Intake) -> Finding:
    """Say how many members answered, overall and in each cluster."""
    rows = intake.organisations
    everyone, spoke = tuple(rows["row_id"]), tuple(rows.loc[rows["answered"], "row_id"])
    members = count("members", _("members of the clusters"), everyone, everyone, source=ROSTER, public=True)
    answered = count("answered", _("members that answered"), spoke, everyone, source=ROSTER)
    rate = share("response_rate", _("response rate"), spoke, everyone, source=ROSTER)
    rates = []
    for cluster, name in intake.names.items():
        own = rows[rows["cluster"] == cluster]
        rates.append(
            share(
                f"response_rate.{cluster}",
                _("response rate of {cluster}", cluster=name),
                tuple(own.loc[own["answered"], "row_id"]),
                tuple(own["row_id"]),
                source=ROSTER,
            )
        )
    by_cluster = tuple(
        _("{cluster} {rate}", cluster=name, rate=number)
        for name, number in zip(intake.names.values(), rates, strict=True)
    )
    return Finding(
        "response_rates",
        _(
            "**{answered}** of **{members}** members answered ({rate}): {clusters}.",
            answered=answered,
            members=members,
            rate=rate,
            clusters=Listing(by_cluster),
        ),
        (answered, members, rate, *rates),
    )


def accounting_finding(intake: Intake) -> Finding:
    """Say that no row of the answers was lost: what was kept, merged and dropped."""
    from ..tables import split_ids

    rows = intake.accounting[intake.accounting["sheet"] == "answers"]
    read_in = tuple(id for cell in rows["made_from"] for id in split_ids(cell))
    kept, merged, dropped = (
        tuple(id for cell in rows.loc[rows["outcome"] == outcome, "made_from"] for id in split_ids(cell))
        for outcome in ("kept", "merged", "dropped")
    )
    numbers = (
        count("responses_read", _("responses read"), read_in, read_in, source=EXPORTS),
        count("responses_kept", _("responses kept"), kept, read_in, source=EXPORTS),
        count(
            "responses_merged", _("responses that the same member gave again later"), merged, read_in, source=EXPORTS
        ),
        count("responses_dropped", _("responses dropped"), dropped, read_in, source=EXPORTS),
    )
    return Finding(
        "rows_accounted",
        _(
            "Of **{read}** responses read, **{kept}** were kept, **{merged}** were replaced by a later one of the same "
            "member, and **{dropped}** dropped because they are of no member on a roster.",
            **dict(zip(("read", "kept", "merged", "dropped"), numbers, strict=True)),
        ),
        numbers,
    )


def response_table(intake: Intake) -> Table:
    """Set answers against the roster, by cluster and type of organisation."""
    return Table(
        id="response",
        title=_("Answers against the roster, by cluster and type of organisation"),
        frame=by_type(intake),
        columns=(
            Column("cluster", _("Cluster"), words=intake.names),
            Column("organisation_type", _("Type"), words=ORGANISATION_TYPE),
            Column("members", _("Members")),
            Column("answered", _("Answered"), disclosive=True),
            Column("silent", _("Did not answer"), disclosive=True),
        ),
        source=ROSTER,
        n=len(intake.organisations),
        complements=(("answered", "silent"),),
        additive=True,
    )


def accounting_table(intake: Intake) -> Table:
    """List what became of the rows of every sheet."""
    return Table(
        id="accounting",
        title=_("What became of every row that was read"),
        frame=intake.accounting,
        columns=(
            Column("cluster", _("Cluster"), words=intake.names),
            Column("file", _("File")),
            Column("sheet", _("Sheet")),
            Column("outcome", _("Outcome"), words=OUTCOME),
            Column("reason", _("Reason"), words=REASON),
            Column("rows", _("Rows"), disclosive=True),
        ),
        source=EXPORTS,
        n=int(intake.accounting["rows"].sum()),
    )


def by_type(intake: Intake) -> pd.DataFrame:
    """Members, answered and silent, by cluster and type."""
    rows = intake.organisations
    order = {cluster: number for number, cluster in enumerate(intake.names)}
    types = {kind: number for number, kind in enumerate(ORGANISATION_TYPE)}
    keys = ["cluster", "organisation_type"]
    groups = rows.groupby(keys, sort=False)
    frame = groups.agg(members=("row_id", "size"), answered=("answered", "sum"), made_from=("row_id", join_ids))
    frame = frame.reset_index()
    frame["silent"] = frame["members"] - frame["answered"]
    place = frame["cluster"].map(order) * len(types) + frame["organisation_type"].map(types)
    return frame.iloc[place.argsort(kind="stable")].reset_index(drop=True)
