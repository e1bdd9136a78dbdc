"""Tables of what clusters have for one another: who lacks what, who offers it, and which two should meet."""

from __future__ import annotations

import pandas as pd
from pandera.typing import Series

from ..reference import OF_CLUSTER, Catalogue, Clusters
from ..survey.tables import Organisations
from ..tables import Computed, StudyTable, columns
from ..tables.columns import count, described, optional, score, share
from ..tables.keys import ForeignKey, keyed

#: What two clusters meet for: both analysed, cluster to cluster; one of them a follow-up cluster, development.
OCCASIONS = ("cluster_to_cluster", "development")
_OF_OTHER = ForeignKey(("other",), Clusters, ("cluster",))


@keyed("cluster", "other", "stage", foreign=[OF_CLUSTER, _OF_OTHER, ForeignKey(("stage",), Catalogue)])
class Complements(Computed):
    """A stage that respondents of one cluster lack and members of another offer who are no members of the first."""

    cluster: Series[str] = described("id of the cluster whose respondents lack it")
    other: Series[str] = described("id of the cluster whose members offer it")
    stage: Series[str] = described("code of the stage that would supply it, of any chain")
    lacking: Series[int] = count("respondents who lack it", "respondents")
    offering: Series[int] = count("members of the other, and not of the cluster, who offer it", "members")
    pairs: Series[int] = count("pairs of one who lacks it and one who offers it, without a tie", "pairs")
    at_home: Series[bool] = described("whether a member of the cluster itself offers it too")


@keyed("cluster", "other", foreign=[OF_CLUSTER, _OF_OTHER])
class Complementarity(Computed):
    """What one cluster lacks and another has, in needs and in members."""

    cluster: Series[str] = described("id of the cluster whose respondents lack something; always an analysed one")
    other: Series[str] = described("id of the cluster whose members offer it")
    needs_all: Series[int] = count("stages that respondents of the cluster lack", "stages")
    needs: Series[int] = count("of these, stages that members of the other offer", "stages")
    needs_only_there: Series[int] = count("of these, stages that no member of the cluster itself offers", "stages")
    lacking_all: Series[int] = count("respondents of the cluster who lack anything", "respondents")
    lacking: Series[int] = count("of these, respondents who lack what members of the other offer", "respondents")
    offering: Series[int] = count("members of the other who offer what respondents of the cluster lack", "members")
    pairs: Series[int] = count("pairs of one who lacks something and one who offers it, without a tie", "pairs")
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
        "respondents who lack what the other offers, of those who lack anything: mean over the clusters surveyed"
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


@keyed(
    "cluster",
    "organisation",
    foreign=[
        ForeignKey(("cluster", "organisation"), Organisations),
        ForeignKey(("cluster", "own_stage"), Catalogue, ("cluster", "stage")),
        ForeignKey(("other", "other_stage"), Catalogue, ("cluster", "stage")),
    ],
)
class HybridIdeas(Computed):
    """Ideas that respondents wrote of what they could do with members of another cluster."""

    cluster: Series[str] = columns.cluster()
    organisation: Series[str] = described("key of the organisation whose idea it is")
    idea: Series[str] = described("the idea, in the respondent's words")
    own_stage: Series[str] = optional("stage of the own cluster's chain that it speaks of; missing where not clear")
    other: Series[str] = optional("id of the other cluster; missing likewise")
    other_stage: Series[str] = optional("stage of the other cluster's chain; missing likewise")
    clearness: Series[float] = optional(
        "how probable the stages are by the words, the less probable of the two; missing likewise", ge=0, le=1
    )


TABLES: tuple[type[StudyTable], ...] = (Complements, Complementarity, ClusterPairs, HybridIdeas)
