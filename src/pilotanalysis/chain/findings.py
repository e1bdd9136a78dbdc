"""What the chapter says of one cluster, in sentences whose numbers are registered."""

from __future__ import annotations

import pandas as pd

from ..results import Column, Finding, Label, Listing, Message, Number, Table, _, count, label, share
from ..tables import split_ids
from .kinds import each
from .labels import LAYER, OFFICIAL, PRESENCE, REQUIRED, SURVEY
from .read import ClusterChain
from .stages import evidence


def presence_finding(chain: ClusterChain) -> Finding:
    """Say how many stages have members, and how it is known that the others have none."""
    rows = chain.stages.merge(chain.catalogue[["stage", "row_id"]], on="stage")
    everything = tuple(rows["row_id"])

    def number(id: str, words: Message, chosen: pd.Series) -> Number:
        return count(id, words, tuple(rows.loc[chosen, "row_id"]), everything, source=SURVEY, public=True)

    presence = rows["presence"]
    stages = number("stages_of_chain", _("stages of the chain"), presence.notna())
    present = number("stages_present", _("stages with a member"), presence == "present")
    confirmed = number(
        "stages_absent_confirmed",
        _("stages without member, confirmed by the management"),
        presence == "absent_confirmed",
    )
    unseen = number("stages_not_observed", _("stages on which no member was observed"), presence == "not_observed")
    core = number(
        "core_stages_missing",
        _("core stages without a known member"),
        (presence != "present") & (rows["required"] == "core"),
    )
    return Finding(
        "presence",
        _(
            "Members stand on **{present}** of the **{stages}** stages of the chain. On **{confirmed}** the "
            "management confirms that no member works; on **{unseen}** none was observed, which is not the same. "
            "Core stages among the missing: **{core}**.",
            present=present,
            stages=stages,
            confirmed=confirmed,
            unseen=unseen,
            core=core,
        ),
        (present, stages, confirmed, unseen, core),
    )


def coverage_finding(chain: ClusterChain) -> Finding:
    """Say how many members the map rests on, and so how far it can be trusted."""
    known = evidence(chain.organisations, chain.roles)
    members = tuple(chain.organisations["row_id"])
    by_row = dict(zip(chain.organisations["organisation"], chain.organisations["row_id"], strict=True))
    spoke = known.loc[known["by_answer"], "organisation"].unique()
    observed = known["organisation"].unique()
    answered = count(
        "members_answering",
        _("members who said in which stages they work"),
        tuple(by_row[key] for key in spoke),
        members,
        source=SURVEY,
    )
    covered = count(
        "members_observed",
        _("members whose stages are known, by answer or management"),
        tuple(by_row[key] for key in observed),
        members,
        source=SURVEY,
    )
    part = share("share_observed", _("share of members whose stages are known"), covered.rows, members, source=SURVEY)
    roster = count("members", _("members of the cluster"), members, members, source=SURVEY, public=True)
    return Finding(
        "coverage",
        _(
            "**{answered}** of **{roster}** members said where in the chain they work; with what the management "
            "knows of the others, the stages of **{covered}** members ({part}) are known.",
            answered=answered,
            roster=roster,
            covered=covered,
            part=part,
        ),
        (answered, roster, covered, part),
    )


def contradiction_finding(chain: ClusterChain) -> Finding:
    """Say where a member works in a stage of which the management says that nobody does."""
    rows = chain.stages[chain.stages["contradicted"]].merge(
        chain.catalogue[["stage", "row_id", "name_en", "name_ro", "name_it"]], on="stage"
    )
    number = count(
        "stages_contradicted",
        _("stages that the management denies and a member claims"),
        tuple(rows["row_id"]),
        tuple(chain.catalogue["row_id"]),
        source=SURVEY,
        public=True,
    )
    if rows.empty:
        return Finding(
            "contradictions",
            _("Members and management contradict each other on **{number}** stages.", number=number),
            (number,),
        )
    return Finding(
        "contradictions",
        _(
            "On **{number}** stages the management says that no member works, and a member says that it does: {names}. "
            "The member's word is taken; ask both.",
            number=number,
            names=Listing(tuple(label(row) for _place, row in rows.iterrows())),
        ),
        (number,),
    )


def region_finding(chain: ClusterChain) -> Finding:
    """Say in which divisions of the missing and thin links the region is specialised, or near to it."""
    missing = chain.held.loc[chain.held["kind"].map(each("missing")), "stage"]
    rows = chain.capacity[chain.capacity["stage"].isin(missing) & chain.capacity["measurable"]]
    distinct = rows.drop_duplicates("activity").sort_values("location_quotient", ascending=False)
    numbers = tuple(_quotient(row, chain.region) for _place, row in distinct.iterrows())
    if not numbers:
        return Finding("region", _("The official statistics cover none of the divisions of the missing stages."))
    parts = tuple(
        _("{activity}: {quotient}", activity=row["activity"], quotient=number)
        for (_place, row), number in zip(distinct.iterrows(), numbers, strict=True)
    )
    near = distinct[distinct["nearness"].notna()].sort_values("nearness", ascending=False)
    if near.empty:
        nearest = _("How near the region is to them is not known.")
    else:
        first = near.iloc[0]
        share = Number(
            "nearest_activity",
            _("share of activities to which the {region} is less near than to its nearest", region=chain.region),
            float(first["nearness"]),
            "proportion",
            tuple(split_ids(first["made_from"]))[1:],
            len(near),
            OFFICIAL,
        )
        nearest = _(
            "By what is related to them, it stands nearest to {activity}: nearer than to **{share}** of all "
            "activities.",
            activity=first["activity"],
            share=share,
        )
        numbers = (*numbers, share)
    return Finding(
        "region",
        _(
            "Location quotients of the {region} in the divisions of the missing and thin links, the strongest first: "
            "{quotients}. Above 1 the region has more than the country's share: people and firms to grow or attract "
            "the stage from. {nearest}",
            region=chain.region,
            quotients=Listing(parts),
            nearest=nearest,
        ),
        numbers,
    )


def _quotient(row: pd.Series, region: Label) -> Number:
    # Whole files, named as spans of rows, stand behind nearness and not behind the quotient.
    ids = tuple(part for part in split_ids(row["made_from"])[1:] if "-" not in part.rpartition("!")[2])
    label_text = _("location quotient of {activity} in the {region}", activity=row["activity"], region=region)
    value = float(row["location_quotient"])
    return Number(f"location_quotient.{row['activity']}", label_text, value, "quotient", ids, len(ids), OFFICIAL)


def scope_finding(chain: ClusterChain) -> Finding:
    """Say how many members the region's side concerns."""
    members = tuple(chain.organisations["row_id"])
    inside = tuple(chain.organisations.loc[chain.organisations["in_region"], "row_id"])
    number = count("members_in_region", _("members in the region"), inside, members, source=SURVEY, public=True)
    text = (
        _(
            "The cluster is a national pole: **{number}** of its members are in the {region}.",
            number=number,
            region=chain.region,
        )
        if chain.national
        else _("**{number}** of the members are in the {region}.", number=number, region=chain.region)
    )
    return Finding("scope", text, (number,))


def stage_table(chain: ClusterChain) -> Table:
    """List all stages with the members on each."""
    return Table(
        id="stages",
        title=_("{cluster}: members on each stage of the chain", cluster=chain.name),
        frame=chain.stages,
        columns=(
            Column("stage", _("Stage"), words=stage_words(chain)),
            Column("required", _("Required"), words=REQUIRED),
            Column("layer", _("Layer"), words=LAYER),
            Column("presence", _("Known how"), words=PRESENCE),
            Column("members", _("Members on the stage"), disclosive=True),
            Column("members_by_answer", _("by their own answer"), disclosive=True),
            Column("members_by_management", _("by the management's word alone"), disclosive=True),
            Column("needed_by", _("Needed by"), disclosive=True),
        ),
        source=SURVEY,
        n=int(chain.stages["observed"].max()),
        complements=(("members_by_answer", "members_by_management"),),
    )


def stage_words(chain: ClusterChain) -> dict[str, Label]:
    """Words of all stages, of other clusters' chains too."""
    names = chain.whole.set_index("stage")[["name_en", "name_ro", "name_it"]]
    return {str(stage): label(row) for stage, row in names.iterrows()}
