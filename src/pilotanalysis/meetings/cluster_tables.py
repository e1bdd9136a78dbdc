"""Tables of what clusters have for one another: who lacks what, who offers it, and which two should meet."""

from __future__ import annotations

import pandas as pd
from pandera.typing import Series

from ..files.checked import FILLED
from ..reference import OF_CLUSTER, Catalogue, Clusters
from ..survey.tables import Organisations
from ..tables import Computed, Lineage, StudyTable, columns
from ..tables.columns import count, described, optional, score, share
from ..tables.keys import ForeignKey, keyed
from .tables import Events

#: What two clusters meet for: both analysed, cluster to cluster; one of them a follow-up cluster, development.
OCCASIONS = ("cluster_to_cluster", "development")
#: What a hybrid activity still needs before it can begin.
LACKS = ("introduction", "capacity", "wish", "consent")
SIDES = ("lacks", "offers")
_OF_OTHER = ForeignKey(("other",), Clusters, ("cluster",))
_OWN_STAGE = ("cluster", "stage")


@keyed("cluster", "other", "stage", foreign=[OF_CLUSTER, _OF_OTHER, ForeignKey(("stage",), Catalogue)])
class Complements(Computed):
    """A stage that respondents of one cluster lack and members of another offer who are no members of the first."""

    cluster: Series[str] = described("id of the cluster whose respondents lack it")
    other: Series[str] = described("id of the cluster whose members offer it")
    stage: Series[str] = described("code of the stage that would supply it, of any chain")
    lacking: Series[int] = count("respondents who lack it", "respondents")
    offering: Series[int] = count("members of the other, and not of the cluster, who offer it", "members")
    unnamed: Series[int] = count("of these, members who did not agree to be named", "members")
    pairs: Series[int] = count("pairs of one who lacks it and one who offers it, without a tie", "pairs")
    at_home: Series[bool] = described("whether a member of the cluster itself offers it too")


@keyed("cluster", "other", foreign=[OF_CLUSTER, _OF_OTHER])
class Complementarity(Computed):
    """What one cluster lacks and another has, in needs and in members."""

    cluster: Series[str] = described("id of the cluster whose respondents lack something; always an analysed one")
    other: Series[str] = described("id of the cluster whose members offer it")
    needs_all: Series[int] = count("stages that respondents of the cluster lack", "stages")
    needs: Series[int] = count(
        "of these, stages that members of the other offer and nobody in the cluster itself", "stages"
    )
    needs_too: Series[int] = count("of these, stages that members of the other offer and of the cluster too", "stages")
    lacking_all: Series[int] = count("respondents of the cluster who lack anything", "respondents")
    lacking: Series[int] = count(
        "of these, respondents who lack what members of the other offer and nobody in the cluster itself", "respondents"
    )
    lacking_too: Series[int] = count(
        "respondents who lack what members of the other offer and of the cluster too; they may lack other things",
        "respondents",
    )
    offering: Series[int] = count(
        "members of the other who offer what respondents of the cluster lack and nobody in it offers", "members"
    )
    unnamed: Series[int] = count("of these, members who did not agree to be named", "members")
    pairs: Series[int] = count(
        "pairs of one who lacks something that nobody at home offers and one who offers it, without a tie", "pairs"
    )
    gaps: Series[int] = count(
        "gaps of the cluster's chain for which a member of the other is a candidate, by its activity at least", "gaps"
    )
    wishing_all: Series[int] = count("respondents of the cluster who want to meet others", "respondents")
    wishing: Series[int] = count("of these, respondents who want to meet members of the other", "respondents")


@keyed("first", "second", foreign=[ForeignKey((end,), Clusters, ("cluster",)) for end in ("first", "second")])
class ClusterPairs(Computed):
    """How good an event of two clusters would be, and why."""

    first: Series[str] = described("id of an analysed cluster, the one that comes first in the study")
    second: Series[str] = described("id of the other")
    occasion: Series[str] = described("what they would meet for", isin=list(OCCASIONS))
    served: Series[float] = score(
        "respondents who lack what the other offers and nobody at home does, of those who lack anything: mean over the "
        "clusters surveyed"
    )
    mutual: Series[float] = share(
        "smaller of the two clusters' shares served, of the larger; missing where one was not surveyed, and where "
        "neither serves the other"
    )
    wished: Series[float] = score(
        "respondents who want to meet the other, of those who want to meet anyone: mean over the clusters surveyed"
    )
    score: Series[float] = score(
        "geometric mean of served, (1 + mutual) / 2 and (1 + wished) / 2, a missing mutual as 0: serving one side only "
        "counts half there, and so does what nobody wishes for"
    )
    rank: Series[pd.Int64Dtype] = optional(
        "place by score among the pairs of the same occasion; missing where neither serves the other", ge=1
    )
    first_share: Series[float] = optional(
        "share of the sets of weights of the three under which it is the best of its occasion; missing likewise",
        ge=0,
        le=1,
    )
    leads: Series[bool] = described(
        "whether it is the best of its occasion by all answers, or without those of some one member"
    )


@keyed(
    "cluster",
    "organisation",
    foreign=[
        ForeignKey(("cluster", "organisation"), Organisations),
        ForeignKey(("cluster", "own_stage"), Catalogue, _OWN_STAGE),
        ForeignKey(("other", "other_stage"), Catalogue, _OWN_STAGE),
    ],
)
class HybridIdeas(Computed):
    """Ideas that respondents wrote of what they could do with members of another cluster."""

    cluster: Series[str] = columns.cluster()
    organisation: Series[str] = described("key of the organisation whose idea it is", holds="member")
    idea: Series[str] = described("the idea, in the respondent's words", holds="text")
    own_stage: Series[str] = optional("stage of the own cluster's chain that it speaks of; missing where not clear")
    other: Series[str] = optional("id of the other cluster; missing likewise")
    other_stage: Series[str] = optional("stage of the other cluster's chain; missing likewise")
    clearness: Series[float] = optional(
        "how probable the stages are by the words, the less probable of the two; missing likewise", ge=0, le=1
    )


_STAGE = ForeignKey(("stage",), Catalogue)


@keyed("cluster", "stage", foreign=[OF_CLUSTER, _STAGE, ForeignKey(("cluster", "joined"), Catalogue, _OWN_STAGE)])
class HybridActivities(Computed):
    """What members of a cluster could do with those of others who offer what it lacks of another chain."""

    cluster: Series[str] = described("id of the cluster whose respondents lack the stage")
    stage: Series[str] = described("code of the stage that they lack and others offer, of another chain than their own")
    joined: Series[str] = described(
        "stage of the own chain that it is joined with: of those on which at least two of those who lack it work, the "
        "one with most, where each counts by the closeness of the activity. The activities are at least as close as "
        "half of all pairs of activities"
    )
    occasion: Series[str] = described("what the clusters meet for, as of their pairs", isin=list(OCCASIONS))
    others: Series[str] = described("ids of the clusters whose members offer it, joined by ;")
    lacking: Series[int] = count("respondents who lack the stage", "respondents")
    working: Series[int] = count("of these, those who work on the stage that it is joined with", "respondents")
    offering: Series[int] = count("members of the others who offer it", "members")
    offering_least: Series[int] = count("members of the one of the others with fewest who offer it", "members")
    unnamed: Series[int] = count("members of the others who offer it and did not agree to be named", "members")
    sells_for: Series[str] = described(
        "ids of those of the others whose members on the stage lack customers, joined by ;", blank=True
    )
    need: Series[float] = score(
        "how bad it is to lack it: severity by those who lack it, as of a gap, from demand, criticality and markets"
    )
    relatedness: Series[float] = share(
        "proximity of the main activities of the two stages, 1 where they have the same", nullable=False
    )
    capacity: Series[float] = share("mean free capacity of those who offer it; missing where nobody says")
    participants: Series[int] = count("who lacks it and who offers it", "organisations")
    asked: Series[int] = count("of these, those asked whom they want to meet", "organisations")
    willing: Series[int] = count("of those asked, who want to meet members of the other clusters", "organisations")
    agreed: Series[int] = count("of the participants, who agreed to be named", "organisations")
    readiness: Series[float] = score(
        "mean of the shares willing and agreed and of free capacity; what is not known counts as 1/2"
    )
    score: Series[float] = score("geometric mean of need, relatedness and readiness, of those that are known")
    rank: Series[int] = described("place by score among those of the same occasion", ge=1)
    top3: Series[float] = share(
        "share of the sets of weights of the three under which it is among the first three of its occasion", False
    )
    written: Series[int] = count("respondents whose own ideas join the same clusters about the stage", "respondents")
    also_lacked: Series[str] = optional(
        "stage that most of those who lack it lack too; missing where fewer than the study ranks do"
    )
    missing: Series[str] = described(
        "what it still needs, codes joined by ;: introduction, none of those who lack it works with one who offers it; "
        "capacity, nobody says how much is free; wish, less "
        "than half of those asked want to meet such; consent, less than half agreed to be named",
        blank=True,
    )


@keyed(
    "cluster", "stage", "organisation",
    foreign=[ForeignKey(("cluster", "stage"), HybridActivities), ForeignKey(("home",), Clusters, ("cluster",))],
)  # fmt: skip
class HybridParticipants(Computed):
    """Who could take part in a hybrid activity."""

    cluster: Series[str] = described("id of the cluster whose respondents lack the stage")
    stage: Series[str] = described("code of the stage")
    organisation: Series[str] = described("key of the organisation", holds="candidate")
    side: Series[str] = described("whether it lacks the stage or offers it", isin=list(SIDES))
    home: Series[str] = described("id of the cluster that it is a member of here")
    name: Series[str] = described("its name; told only where it agreed", holds="name")
    agreed: Series[bool] = described("whether it agreed to be named")
    willing: Series[pd.BooleanDtype] = optional(
        "whether it wants to meet members of the others; missing where not asked"
    )
    capacity: Series[float] = share("its free capacity for the stage; missing where not said")

    @classmethod
    def told(cls, frame: pd.DataFrame) -> pd.Series:
        """Tell the rows of those who offer something and agreed to be named."""
        return frame["agreed"] & frame["side"].eq("offers")


_OF_EVENT = ForeignKey(("event",), Events)


@keyed("line")
class BudgetLines(Lineage):
    """What the pilot action plans to spend."""

    line: Series[str] = described("id of the line", str_matches=FILLED)
    name_en: Series[str] = described("what it is for, in English", str_matches=FILLED)
    name_ro: Series[str] = described("the same, in Romanian", str_matches=FILLED)
    name_it: Series[str] = described("the same, in Italian", str_matches=FILLED)
    planned_eur: Series[float] = described("planned", unit="EUR", ge=0)
    assistance_eur: Series[float] = optional(
        "what measures of assistance may cost of it; empty: nothing is set aside for them", unit="EUR", ge=0
    )


@keyed("event", foreign=[_OF_EVENT])
class EventPlans(Computed):
    """What an event of clusters needs for the meetings that may be held, and what is set for it."""

    event: Series[str] = described("id of the event")
    date: Series[str] = described("day, YYYY-MM-DD")
    place: Series[str] = described("where it takes place")
    in_period: Series[bool] = described("whether the day lies in the period of the pilot action")
    demand: Series[int] = count("meetings that may be held", "meetings")
    slots: Series[int] = count("slots, sessions at the same time counted once", "slots")
    tables_needed: Series[int] = count("tables for the demand and the reserve, spread over the slots", "tables")
    tables_set: Series[int] = count("shared tables in the slot with fewest", "tables")
    enough: Series[bool] = described("whether as many tables are set as are needed")
    cost_eur: Series[float] = optional("what the day costs; missing where not known", unit="EUR", ge=0)
    line: Series[str] = optional("id of the line of the budget that pays for it; missing where none is named")
    line_holds_eur: Series[float] = optional(
        "what that line plans, without what it sets aside for assistance; missing likewise", unit="EUR"
    )
    line_costs_eur: Series[float] = optional(
        "what all events cost that the line pays for, sector events too; missing where it is not known of each",
        unit="EUR",
        ge=0,
    )


@keyed(
    "event", "first", "second",
    foreign=[_OF_EVENT, *(ForeignKey((end,), Clusters, ("cluster",)) for end in ("first", "second"))],
)  # fmt: skip
class EventThemes(Computed):
    """What two clusters would meet about at an event, and the tables and slots that they need."""

    event: Series[str] = described("id of the event")
    first: Series[str] = described("id of a cluster, the one that comes first in the study")
    second: Series[str] = described("id of the other")
    themes: Series[str] = described(
        "codes of the stages that they would meet about, joined by ;: those of their hybrid activities that they have "
        "meetings about, by rank, then those of most meetings; three at most, with two meetings each at least",
        blank=True,
    )
    demand: Series[int] = count("meetings that may be held between members of the two", "meetings")
    scheduled: Series[int] = count("of these, meetings of the schedule", "meetings")
    tables: Series[int] = count("tables for the demand and the reserve, spread over the slots", "tables")
    slots: Series[int] = count("slots in which these tables are needed", "slots")


TABLES: tuple[type[StudyTable], ...] = (
    Complements, Complementarity, ClusterPairs, HybridIdeas, HybridActivities, HybridParticipants, BudgetLines,
    EventPlans, EventThemes,
)  # fmt: skip
