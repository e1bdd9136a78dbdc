"""New members: whom to invite from outside every cluster for the worst gaps, and for which gaps nobody can be."""

from __future__ import annotations

import pandas as pd

from ..chain.advice import ASK, LEAVE, TO_SUPPLY
from ..chain.kinds import each
from ..chain.labels import ANSWER, ASKED_NEEDS, n_gaps
from ..chain.lookups import number_asked, stage_words
from ..reference import Clusters, Counties
from ..results import (
    Column,
    Disclosure,
    Finding,
    Given,
    Message,
    Number,
    Released,
    Table,
    Tabulation,
    Words,
    _,
)
from ..store import Store
from ..tables import join_ids, split_ids
from .coverage.tabulation import joining_tabulation
from .labels import POOL, n_organisations
from .pool import counties_of_regional, free_to_join
from .reasons import because_words
from .shortlist.naming import called_in, called_words, with_called
from .shortlist.stages import stages_to_close, untold
from .tables import Candidates, NewMembers

#: Why nobody is invited for a gap.
WHY_NOBODY: dict[str, Message] = {
    LEAVE: _("no gap for the management"),
    ASK: _("uncertain: ask first whether it is a gap"),
    "ties": _("members do it: a newcomer mends no tie, meetings do"),
    "mend": _("members do it: mend the link to them"),
    "nobody": _("nobody was found"),
    "members": _("only members of clusters were found: connect with them"),
    "elsewhere": _("outside the clusters only organisations from elsewhere were found: the cluster is regional"),
    "no_place": _("all places are taken by worse gaps that are confirmed"),
}


def _joining(data: Store) -> Tabulation:
    new = pd.DataFrame(data.of(NewMembers)).sort_values("place", ignore_index=True)
    return joining_tabulation(new, data)


def _most(data: Store) -> Given:
    """How many members the cluster is assumed to take."""
    return Given({cluster.id: cluster.new_members for cluster in data.settings.clusters}[str(data.cluster)])


def new_members_finding(data: Store) -> Finding:
    """Say for which gaps somebody is invited, within what the statute could take, and what is known of them."""
    n = number_asked(data)

    def text(released: Released) -> Message:
        frame, everything = released.frame, not released.hidden["adds"].any()
        if _told(data, everything=everything).empty:
            return _("There is no gap for which anybody could be invited.")
        supplied = _stages(
            data, "gaps_to_supply", _("confirmed gaps that a newcomer could close"), TO_SUPPLY, everything=everything
        )
        asking = _stages(
            data, "gaps_to_ask", _("gaps to be asked about before anybody is invited"), (ASK,), everything=everything
        )
        first = _(
            "Invitations to join go to gaps that the study confirms or the management accepts and that a newcomer "
            "could close: **{supplied}**. Those that are uncertain get none until they are asked about: **{asking}**.",
            supplied=supplied,
            asking=asking,
        )
        if frame.empty:
            return _("{first} No organisation outside every cluster was found for one.", first=first)
        rows = released.rows_of()
        organisations, gaps, alone = (
            Number(id, words, value, "number", rows, n, POOL, of=rows, public=True)
            for id, words, value in (
                ("members_proposed", _("organisations proposed as new members"), len(frame)),
                (
                    "members_proposed_close",
                    _("gaps for which the proposed new members are invited"),
                    int(frame["adds"].sum()),
                ),
                (
                    "members_proposed_by_code",
                    _("proposed new members known by their activity code alone"),
                    int(frame["by_code"].sum()),
                ),
            )
        )
        if not everything:
            gaps = gaps.withheld()
        return _(
            "{first} From the worst down, within the places assumed (**{limit}**): **{organisations}**, for "
            "**{gaps}**. Of these organisations known by their activity code alone, so ask first whether they do it: "
            "**{alone}**.",
            first=first,
            limit=_most(data),
            organisations=n_organisations(organisations),
            gaps=n_gaps(gaps),
            alone=alone,
        )

    return Finding("joining", _joining(data), text)


def _told(data: Store, *, everything: bool) -> pd.DataFrame:
    """Stages with a gap: all, or those that the public release tells."""
    stages = stages_to_close(data)
    return stages if everything else stages[~stages["stage"].isin(list(untold(data)))]


def _stages(data: Store, id: str, words: Message, advice: tuple[str, ...], *, everything: bool) -> Number:
    """Count the gaps with an advice, of all or of those that the public release tells."""
    told = _told(data, everything=everything)
    chosen = told[told["advice"].isin(advice)]
    made, of = (tuple(split_ids(join_ids(rows["made_from"]))) for rows in (chosen, told))
    return Number(id, words, len(chosen), "number", made, number_asked(data), POOL, of=of, public=True)


def new_members_table(data: Store) -> Table:
    """List the organisations to invite, by the worst gap that each could close."""
    joining, cluster = _joining(data), data.name
    return Table(
        id="new_members",
        data=joining,
        columns=(
            Column("place", _("Place")),
            Column("called_en", _("Organisation"), words=called_words(joining.frame)),
            Column("place_name", _("County")),
            Column("closes", _("Gaps that it is invited for"), words=stage_words(data)),
            Column("because_en", _("Because"), words=because_words(joining.frame)),
            Column("adds", _("of these, for which nobody stands before it")),
        ),
        words=lambda released: Words(
            _("{cluster}: whom to invite to join", cluster=cluster)
            if len(released.frame)
            else _("{cluster}: nobody to invite was found", cluster=cluster),
            note=_(
                "The worst gap for which somebody from outside was found comes first. How many new members the cluster "
                "can take is an assumption of the study, in study.yml. ?: the code of its main activity alone speaks "
                "for it, so ask whether it does what is lacking. No record tells that any of them was asked."
            ),
        ),
        source=POOL,
        n=number_asked(data),
        units=ASKED_NEEDS,
        name=_("Whom to invite to join"),
    )


def invited_by_gap(data: Store) -> Table:
    """List the gaps, the worst first, with who is invited for each, or why nobody is."""
    invited, cluster = _invited(data), data.name
    return Table(
        id="invited_by_gap",
        data=invited,
        columns=(
            Column("turn", _("Turn")),
            Column("stage", _("Gap"), words=stage_words(data)),
            Column("kinds", _("Kind"), words=each("label")),
            Column("answers", _("Answer"), words=ANSWER),
            Column(
                "called_en",
                _("Whom to invite"),
                words=called_words(invited.frame.dropna(subset=["called_en"])),
            ),
            Column("why", _("Why nobody"), words=WHY_NOBODY),
        ),
        words=lambda released: Words(
            _("{cluster}: for which gap whom to invite, and why for some nobody", cluster=cluster)
            if len(released.frame)
            else _("{cluster}: no gap for which somebody could be invited", cluster=cluster),
            note=_(
                "From the worst gap down; gaps that concern too few respondents to be ranked come last. Answer: what "
                "the management says of it. Nobody is invited where it is to be asked first whether it is a gap, where "
                "the management calls it none, and where members do it. Where several of those to invite are meant for "
                "it, the first of them."
            ),
        ),
        source=POOL,
        n=number_asked(data),
        units=ASKED_NEEDS,
        key=("stage",),
        name=_("For which gap whom to invite"),
    )


def _invited(data: Store) -> Tabulation:
    """Tabulate the gaps by severity with the first of those invited who could close each, or why nobody is."""
    new = pd.DataFrame(data.of(NewMembers)).sort_values("place")
    first = {stage: row for row in new[::-1].to_dict("records") for stage in split_ids(row["closes"])}
    stages, why = stages_to_close(data), _why_nobody(data)
    rows = [first.get(stage, {}) for stage in stages["stage"]]
    reasons = [None if row else why[stage] for row, stage in zip(rows, stages["stage"], strict=True)]
    frame = stages.assign(
        candidate=pd.Series([row.get("candidate") for row in rows], dtype=object),
        why=pd.Series(reasons, dtype=object),
        made_from=[
            join_ids([made, row.get("made_from", "")]) for made, row in zip(stages["made_from"], rows, strict=True)
        ],
        turn=0,
    )
    frame = with_called(frame, data)
    frame["unnamed"] = frame["unnamed"].where(frame["candidate"].notna(), 0)
    disclosure = Disclosure(counts=("tells", "unnamed"), hides={"unnamed": tuple(called_in(data.study))})

    def told(released: pd.DataFrame) -> pd.DataFrame:
        kept = released[released["tells"].notna()]
        return kept.assign(turn=range(1, len(kept) + 1))

    return Tabulation(frame, disclosure, arrange=told)


def _why_nobody(data: Store) -> dict[str, str]:
    """Say of each gap why nobody would be invited for it, if nobody is."""
    stages, found = stages_to_close(data), data.of(Candidates)
    able = found[found["rank"].notna() & ~found["tied"]]
    regional = counties_of_regional(data.all(Clusters), data.all(Counties), data.settings.region)
    reasons = (
        *((code, set(stages.loc[stages["advice"] == code, "stage"])) for code in (LEAVE, ASK)),
        ("ties", set(stages.loc[stages["ties_only"], "stage"])),
        ("mend", set(stages.loc[~stages["advice"].isin(TO_SUPPLY), "stage"])),
        ("no_place", set(free_to_join(found, regional)["stage"])),
        ("elsewhere", set(free_to_join(found, {})["stage"])),
        ("members", set(able["stage"])),
    )
    return {str(stage): next((code for code, whom in reasons if stage in whom), "nobody") for stage in stages["stage"]}
