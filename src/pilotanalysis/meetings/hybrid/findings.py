"""What is said of hybrid activities: which is the best, how sure that is, who takes part, what is missing."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ...chain.gaps.severity import WEIGHT_SETS
from ...chain.lookups import official_source, stage_words
from ...results import Column, Finding, Given, Label, Listing, Message, Number, Released, Table, Words, _
from ...store import Store
from ...survey.labels import n_members, n_respondents
from ...tables import join_ids, split_ids
from ..cluster_labels import AT_HOME, BETWEEN, COULD_JOIN, LACKS, OCCASION, SIDE, cluster_words, n_activities, n_ideas
from ..cluster_tables import HybridIdeas, HybridParticipants
from .tabulation import activities_tabulation, ideas_tabulation, participants_tabulation

#: Shares of the weights above this are named.
_OFTEN = 0.5
#: So many activities, or fewer, are nearly all among the first three.
_FEW = 5


def source_of(data: Store) -> Message:
    """Name whose words and whose statistics the activities are made of."""
    return _("{survey}; {official}", survey=BETWEEN, official=official_source(data))


def number_of_participants(data: Store) -> int:
    """How many organisations could take part in any hybrid activity."""
    return int(data.all(HybridParticipants)["organisation"].nunique())


def activity_named(row: pd.Series, called: Mapping[str, Label], stages: Mapping[str, Label]) -> Message:
    """Name an activity by what it joins, and of which clusters."""
    others = Listing(tuple(called[other] for other in split_ids(str(row["others"]))))
    if pd.isna(row["joined"]):
        return _(
            "{stage} ({others}) for {cluster}",
            stage=stages[str(row["stage"])],
            others=others,
            cluster=called[str(row["cluster"])],
        )
    return _(
        "{joined} ({cluster}) + {stage} ({others})",
        joined=stages[str(row["joined"])],
        cluster=called[str(row["cluster"])],
        stage=stages[str(row["stage"])],
        others=others,
    )


def who_lacks_what(row: pd.Series, called: Mapping[str, Label], stages: Mapping[str, Label]) -> Message:
    """Say of a hybrid activity how many of which cluster lack what, and how many of which others offer it."""
    return _(
        "{respondents} of {cluster} lack {stage}; {members} of {others} offer it",
        respondents=n_respondents(None if pd.isna(row["lacking"]) else int(row["lacking"])),
        cluster=called[str(row["cluster"])],
        stage=stages[str(row["stage"])],
        members=n_members(None if pd.isna(row["offering"]) else int(row["offering"])),
        others=Listing(tuple(called[other] for other in split_ids(str(row["others"])))),
    )


def best_activity_finding(data: Store) -> Finding:
    """Say which hybrid activity of analysed clusters is the best, for whom, and how sure that is."""
    called, stages, n = cluster_words(data), stage_words(data), number_of_participants(data)

    def text(released: Released) -> Message:
        both = released.frame["occasion"] == "cluster_to_cluster"
        if not both.any():
            return _("No analysed cluster offers what enough members of another lack: there is no hybrid activity.")
        if released.hidden.loc[both, "rank"].any():
            return _(
                "**{activities}** would join what one analysed cluster lacks with what another offers. Which is the "
                "best is not in the public release.",
                activities=_how_many(released, n),
            )
        row = int(both.to_numpy().argmax())
        best, others = released.frame.iloc[row], released.frame[both].iloc[1:]
        sure = others[others["top3"] > _OFTEN]
        named = [activity_named(one, called, stages) for one in (best, *(one for _place, one in sure.iterrows()))]
        counted = [
            released.number(f"best_activity_{column}", words, row, column, n=n, source=BETWEEN)
            for column, words in (
                ("lacking", _("respondents who lack what the best hybrid activity brings")),
                ("offering", _("members who offer what the best hybrid activity brings")),
            )
        ]
        lacking, offering = counted
        head = _(
            "**{activity}** is the best hybrid activity of analysed clusters: {lacking} lack what {offering} offer. Of "
            "{activities} it is among the first three under **{share}** of {sets} sets of weights of need, closeness "
            "and readiness.",
            activity=named[0],
            lacking=n_respondents(lacking),
            offering=n_members(offering),
            activities=_how_many(released, n),
            share=_share(best, named[0], n, released),
            sets=Given(WEIGHT_SETS),
        )
        if int(both.sum()) <= _FEW:
            head = _("{head} Among so few, that says little.", head=head)
        if sure.empty:
            return head
        rest = tuple(
            _("{activity} under {share}", activity=name, share=_share(one, name, n, released))
            for name, (_place, one) in zip(named[1:], sure.iterrows(), strict=True)
        )
        return _("{head} More than half of the weights also put there: {rest}.", head=head, rest=Listing(rest))

    return Finding("best_hybrid_activity", activities_tabulation(data), text)


def best_activity_title(released: Released, data: Store) -> Message:
    """Name the best hybrid activity of analysed clusters; where the release may not tell, say how many there are."""
    both = released.frame["occasion"] == "cluster_to_cluster"
    if not both.any():
        return _("Analysed clusters have no hybrid activity")
    if released.hidden.loc[both, "rank"].any():
        return _(
            "Between analysed clusters there are {activities}",
            activities=_how_many(released, number_of_participants(data)),
        )
    best = released.frame[both].iloc[0]
    return _(
        "Best hybrid activity of analysed clusters: {activity}",
        activity=activity_named(best, cluster_words(data), stage_words(data)),
    )


def _how_many(released: Released, n: int) -> Message:
    both = released.frame["occasion"] == "cluster_to_cluster"
    number = Number(
        "hybrid_activities_counted",
        _("hybrid activities of analysed clusters"),
        int(both.sum()),
        "number",
        released.rows_of(both),
        n,
        BETWEEN,
        of=released.rows_of(),
        public=True,
    )
    return n_activities(number)


def _share(row: pd.Series, name: Message, n: int, released: Released) -> Number:
    """Register under how many weights an activity is among the first three."""
    return Number(
        f"activity_top3.{row['cluster']}.{row['stage']}",
        _("share of the weights under which {activity} is among the first three", activity=name),
        float(row["top3"]),
        "proportion",
        tuple(split_ids(str(row["made_from"]))),
        n,
        BETWEEN,
        of=released.rows_of(),
    )


def activities_table(data: Store) -> Table:
    """List the hybrid activities by rank, with the parts of the score."""
    called, stages = cluster_words(data), stage_words(data)

    def words(released: Released) -> Words:
        return Words(
            _("What clusters could do together") if len(released.frame) else _("No hybrid activity was found"),
            note=_(
                "Own stage: a close one on which at least two of those who lack the other work. Need: "
                "severity of the lack, as of a gap, by those who lack it. Closeness: proximity of the two main "
                "activities, NUTS 2 regions specialised in both of those in the commoner one; 1 if they are the same. "
                "Readiness: mean of who wants to meet, who agreed to be named, and free capacity; what is not known "
                "counts as one half. Score: geometric mean of the three, which count alike. Among the first three: "
                "under this share of {sets} sets of weights. Activities with follow-up clusters are ranked apart.",
                sets=Given(WEIGHT_SETS),
            ),
        )

    return Table(
        id="hybrid_activities",
        data=activities_tabulation(data),
        columns=(
            Column("occasion", _("Occasion"), words=OCCASION),
            Column("rank", _("Place")),
            Column("cluster", _("Cluster"), words=called),
            Column("joined", _("Own stage"), words=stages),
            Column("stage", _("What others bring"), words=stages),
            Column("others", _("From"), words=called),
            Column("need", _("Need"), decimals=2),
            Column("relatedness", _("Closeness"), decimals=2),
            Column("readiness", _("Readiness"), decimals=2),
            Column("score", _("Score"), decimals=2),
            Column("top3", _("Among the first three"), share=True),
        ),
        words=words,
        source=source_of(data),
        n=number_of_participants(data),
        units=COULD_JOIN,
    )


def activity_steps_table(data: Store) -> Table:
    """List for each activity whom it serves, for whom it finds customers, who proposed it too, and what is missing."""
    called, stages = cluster_words(data), stage_words(data)

    def words(released: Released) -> Words:
        note = _(
            "What is brought is of another chain; stages of the own chain are what the pool of partners is for. "
            "Customers for: those of the others whose members on the stage lack customers. Wanted by: respondents "
            "whose own ideas join the same clusters about the stage. Also lacked: what most of those who lack it lack "
            "too. What is missing: an introduction where nobody of one side works with anybody of the other yet; a "
            "word on free capacity where nobody says how much is free; wish and consent where less than half want to "
            "meet, or agreed to be named."
        )
        if released.hidden["sells_for"].any():
            note = _("{note} The public release does not say who lacks customers.", note=note)
        return Words(
            _("Whom each activity serves, and what is missing for it")
            if len(released.frame)
            else _("No hybrid activity was found"),
            note=note,
        )

    return Table(
        id="hybrid_steps",
        data=activities_tabulation(data),
        columns=(
            Column("cluster", _("Cluster"), words=called),
            Column("stage", _("What others bring"), words=stages),
            Column("others", _("From"), words=called),
            Column("lacking", _("Respondents who lack it")),
            Column("offering", _("Members who offer it")),
            Column("sells_for", _("Customers for"), words=called),
            Column("written", _("Wanted by")),
            Column("also_lacked", _("Also lacked"), words=stages),
            Column("missing", _("What is missing"), words=LACKS),
        ),
        words=words,
        source=BETWEEN,
        n=number_of_participants(data),
        units=COULD_JOIN,
    )


def hybrid_participants_table(data: Store) -> Table:
    """List who could take part in each activity, by name only where it agreed."""
    called = cluster_words(data)

    def words(released: Released) -> Words:
        if released.whole.hidden["inside"].any():
            note = _("Only members who offer something and agreed to be named.")
        else:
            note = _(
                "Members who did not agree to be named are counted as others. Free capacity: mean of those who say how "
                "much."
            )
        return Words(
            _("Who could take part in each activity") if len(released.frame) else _("Nobody may be named"), note=note
        )

    return Table(
        id="hybrid_participants",
        data=participants_tabulation(data),
        columns=(
            Column("cluster", _("Activity of"), words=called),
            Column("stage", _("What others bring"), words=stage_words(data)),
            Column("side", _("Side"), words=SIDE),
            Column("home", _("Member of"), words=called),
            Column("names", _("Who agreed to be named")),
            Column("unnamed", _("Others, not named")),
            Column("willing", _("Want to meet them")),
            Column("capacity", _("Free capacity"), share=True),
        ),
        words=words,
        source=BETWEEN,
        n=number_of_participants(data),
        units=COULD_JOIN,
    )


def ideas_finding(data: Store) -> Finding:
    """Say how many ideas respondents wrote, of how many it is clear what they join, and how many were computed too."""
    ideas = ideas_tabulation(data)
    n = int(data.all(HybridIdeas)["organisation"].nunique())

    def text(released: Released) -> Message:
        whole = pd.DataFrame(data.all(HybridIdeas))
        if whole.empty:
            return _("No respondent wrote an idea of what clusters could do together.")
        frame = released.frame
        coded = whole["own_stage"].notna()
        same = frame["computed"] == "yes"
        keys = pd.MultiIndex.from_frame(frame.loc[same, ["cluster", "other", "stage"]])
        also = pd.MultiIndex.from_frame(whole[["cluster", "other", "other_stage"]].fillna("")).isin(keys)
        every = tuple(split_ids(join_ids(whole["made_from"])))

        def number(id: str, words: Message, chosen: pd.Series) -> Number:
            rows = tuple(split_ids(join_ids(whole.loc[chosen, "made_from"])))
            return Number(id, words, int(chosen.sum()), "number", rows, n, BETWEEN, of=every)

        numbers = [
            number("ideas", _("ideas that respondents wrote"), whole["idea"].notna()),
            number("ideas_coded", _("ideas of which it is clear what they join"), coded),
            number("ideas_computed", _("ideas about what was computed too"), pd.Series(also, index=whole.index)),
        ]
        least = data.settings.thresholds.disclosure_minimum
        few = released.hidden["idea"].any() and any(0 < int(one.value or 0) < least for one in numbers)
        written, clear, too = (one.withheld() if few else one for one in numbers)
        return _(
            "Respondents wrote {ideas}. **{clear}** could be coded by their words to stages of two clusters; **{too}** "
            "name a stage that was computed too.",
            ideas=n_ideas(written),
            clear=clear,
            too=too,
        )

    return Finding("ideas", ideas, text)


def ideas_table(data: Store) -> Table:
    """List what respondents proposed, coded to stages, and whether it was computed too."""
    called, stages = cluster_words(data), stage_words(data)
    unclear: Mapping[str, Message] = {"": _("not clear")}
    return Table(
        id="hybrid_ideas",
        data=ideas_tabulation(data),
        columns=(
            Column("cluster", _("Whose idea"), words=called),
            Column("own_stages", _("Own stages"), words=stages),
            Column("stage", _("What others bring"), words={**stages, **unclear}),
            Column("other", _("From"), words={**called, **unclear}),
            Column("respondents", _("Respondents")),
            Column("computed", _("Computed too"), words=AT_HOME),
            Column("idea", _("One of them, in its words")),
        ),
        words=lambda released: Words(
            _("What respondents would do with other clusters"),
            note=_(
                "Coded by their words, where these are clear of two stages; the others are to be read. Of made-up "
                "ideas about half are coded, and nine in ten of these as they were meant."
            )
            if not released.hidden["idea"].any()
            else _("Coded by their words. The public release does not show what respondents wrote."),
        ),
        source=BETWEEN,
        n=int(data.all(HybridIdeas)["organisation"].nunique()),
        units=_("respondents that wrote an idea"),
    )
