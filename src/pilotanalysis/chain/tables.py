"""Tables of the value chain: what is there, what is missing, and what the region has."""

from __future__ import annotations

import pandas as pd
from pandera.typing import Series

from ..reference import LAYERS, REQUIREMENTS
from ..tables import Computed, Table, described
from .kinds import KINDS

PRESENCES = ("present", "absent_confirmed", "not_observed")
#: found: holds whatever the silent may say, but for a small risk; open: the silent could turn it; not_found.
STATUSES = ("found", "open", "not_found")
VERDICTS = ("grow", "attract", "connect", "mend")
RELATIONS = ("all", "supply", "cooperation")


class Stages(Computed):
    """Each stage of each chain: the members placed on it, or the kind of its absence.

    A member stands on a stage by its own answer, or because the management knows it to work
    there. A stage with no member is *absent, confirmed* where the management says that no member
    works in it, and *not observed* otherwise, with an upper bound.
    """

    cluster: Series[str] = described("id of the cluster")
    stage: Series[str] = described("code of the stage")
    layer: Series[str] = described("part of the chain", isin=list(LAYERS))
    required: Series[str] = described("core: no chain without it; desirable: better with it", isin=list(REQUIREMENTS))
    presence: Series[str] = described("whether any member works in it, and how that is known", isin=list(PRESENCES))
    members: Series[int] = described("members on the stage, by own answer or management", unit="members", ge=0)
    members_by_answer: Series[int] = described("members on the stage by their own answer", unit="members", ge=0)
    members_by_management: Series[int] = described(
        "members on the stage by the management's word alone", unit="members", ge=0
    )
    observed: Series[int] = described("members whose stages are known, from either side", unit="members", ge=0)
    roster: Series[int] = described("members of the cluster", unit="members", ge=0)
    bound: Series[pd.Int64Dtype] = described(
        "where not observed: the most members that could still work in it, if those not observed "
        "resemble those observed (hypergeometric bound)",
        unit="members",
        ge=0,
        nullable=True,
    )
    contradicted: Series[bool] = described("management says none, a member says it works there")
    needed_by: Series[int] = described("respondents who lack what the stage would supply", unit="respondents", ge=0)


class RegionalCapacity(Computed):
    """How strong the region is in the activities of each stage, from official statistics."""

    cluster: Series[str] = described("id of the cluster")
    stage: Series[str] = described("code of the stage")
    activity: Series[str] = described("division of NACE Rev. 2")
    shared_with: Series[str] = described("other stages of the chain that share the division's value, joined by ;")
    measurable: Series[bool] = described("whether the statistics cover the division")
    persons_region: Series[pd.Int64Dtype] = described("persons employed in the region", unit="persons", nullable=True)
    persons_country: Series[pd.Int64Dtype] = described("persons employed in the country", unit="persons", nullable=True)
    total_region: Series[pd.Int64Dtype] = described(
        "persons employed in the region, all sections covered", unit="persons", nullable=True
    )
    total_country: Series[pd.Int64Dtype] = described(
        "persons employed in the country, all sections covered", unit="persons", nullable=True
    )
    location_quotient: Series[float] = described(
        "share of the activity in the region over its share in the country; 1 where equal", ge=0, nullable=True
    )
    location_quotient_europe: Series[float] = described(
        "the same over its share in the NUTS 2 regions for which it is known", ge=0, nullable=True
    )
    relatedness_density: Series[float] = described(
        "part of what is related to the activity in which the region is specialised against the NUTS 2 regions",
        unit="share",
        ge=0,
        le=1,
        nullable=True,
    )
    nearness: Series[float] = described(
        "share of the divisions covered that have a lower relatedness density in the region",
        unit="share",
        ge=0,
        le=1,
        nullable=True,
    )


class Sourcing(Computed):
    """What members buy of each stage: from where, how much from members, and why not from them."""

    cluster: Series[str] = described("id of the cluster that buys")
    stage: Series[str] = described("code of the stage that supplies")
    buyers: Series[int] = described("respondents who buy it", unit="respondents", ge=0)
    annual_value: Series[float] = described(
        "bought in a year, by those who say how much", unit="thousand EUR", ge=0, nullable=True
    )
    share_county: Series[float] = described("from the own county", unit="percent", ge=0, le=100, nullable=True)
    share_region: Series[float] = described("from the rest of the region", unit="percent", ge=0, le=100, nullable=True)
    share_country: Series[float] = described(
        "from the rest of the country", unit="percent", ge=0, le=100, nullable=True
    )
    share_eu: Series[float] = described(
        "from the rest of the European Union", unit="percent", ge=0, le=100, nullable=True
    )
    share_beyond: Series[float] = described(
        "from beyond the European Union", unit="percent", ge=0, le=100, nullable=True
    )
    sourcing_ratio: Series[float] = described(
        "bought from members, of what is bought: weighted by value where any is given, else every buyer alike",
        unit="share",
        ge=0,
        le=1,
        nullable=True,
    )
    weighted: Series[bool] = described("whether the shares are weighted by value")
    satisfaction: Series[float] = described("median satisfaction, 1 poor to 5 very good", ge=1, le=5, nullable=True)
    judged: Series[int] = described("respondents who say how satisfied they are", unit="respondents", ge=0)
    reasons: Series[str] = described(
        "reasons for buying outside the cluster with how many name each, as code:number joined by ;"
    )
    would_source: Series[int] = described("respondents who would buy it from a member", unit="respondents", ge=0)


class Gaps(Computed):
    """Every kind of gap that a stage can have, judged: whether it is there, how bad it is, and how sure that is."""

    cluster: Series[str] = described("id of the cluster")
    stage: Series[str] = described("code of the stage")
    kind: Series[str] = described("kind of gap", isin=list(KINDS))
    layer: Series[str] = described("part of the chain", isin=list(LAYERS))
    required: Series[str] = described("core: no chain without it; desirable: better with it", isin=list(REQUIREMENTS))
    presence: Series[str] = described("whether any member works in it, and how that is known", isin=list(PRESENCES))
    status: Series[str] = described(
        "found; open: those silent could turn it, or too few answered; not_found", isin=list(STATUSES)
    )
    at_face: Series[bool] = described("whether it holds among those who answered")
    holds: Series[float] = described(
        "share of draws of the silent members in which it holds; missing where nothing is drawn",
        unit="share",
        ge=0,
        le=1,
        nullable=True,
    )
    value: Series[float] = described("what is held against the threshold of the kind", nullable=True)
    threshold: Series[float] = described("where the study draws the line", nullable=True)
    n: Series[int] = described("answers that the value rests on", unit="answers", ge=0)
    members: Series[int] = described("members on the stage, by own answer or management", unit="members", ge=0)
    roster: Series[int] = described("members of the cluster", unit="members", ge=0)
    asked: Series[int] = described("respondents who were asked what they need", unit="respondents", ge=0)
    needed_by: Series[int] = described("respondents who lack it", unit="respondents", ge=0)
    bought_by: Series[int] = described("respondents who buy it", unit="respondents", ge=0)
    demand: Series[int] = described("respondents concerned: who lack it or buy it", unit="respondents", ge=0)
    demand_lower: Series[int] = described(
        "fewest members concerned, if the silent resemble those who answered (finite-population Wilson interval)",
        unit="members",
        ge=0,
    )
    demand_upper: Series[int] = described("most members concerned, likewise", unit="members", ge=0)
    blocks_existing: Series[int] = described("respondents whom it hinders on markets already served", ge=0)
    blocks_new: Series[int] = described("respondents whom it bars from new, more specialised markets", ge=0)
    blocked: Series[int] = described("respondents whom it keeps from a market of either sort", ge=0)
    criticality: Series[float] = described(
        "mean of those who lack it, 1 convenient to 5 vital", ge=1, le=5, nullable=True
    )
    leakage: Series[float] = described(
        "bought elsewhere than from members, of what is bought", unit="share", ge=0, le=1, nullable=True
    )
    satisfaction: Series[float] = described("median satisfaction of those who buy it", ge=1, le=5, nullable=True)
    capacity: Series[float] = described(
        "mean free capacity of the members who offer it", unit="percent", ge=0, le=100, nullable=True
    )
    severity: Series[float] = described("weighted geometric mean of its components, 0 to 1", ge=0, le=1)
    severity_lower: Series[float] = described("2.5th percentile over draws of the silent members", ge=0, le=1)
    severity_upper: Series[float] = described("97.5th percentile likewise", ge=0, le=1)
    severity_least: Series[float] = described("least that it could be, whatever the silent would say", ge=0, le=1)
    severity_most: Series[float] = described("most that it could be, likewise", ge=0, le=1)
    severity_raked: Series[float] = described("with answers raked to the roster by type and size band", ge=0, le=1)
    raking_met: Series[bool] = described(
        "whether raking meets every margin: no type or size of the roster without respondents, and weights that settle"
    )
    rank: Series[pd.Int64Dtype] = described(
        "place by severity among the gaps of the cluster that hold at face", ge=1, nullable=True
    )
    rank_raked: Series[pd.Int64Dtype] = described("place by the raked severity, likewise", ge=1, nullable=True)
    top3: Series[float] = described("share of draws of the weights in which it is in the top 3", nullable=True)
    top5: Series[float] = described("share of draws of the weights in which it is in the top 5", nullable=True)
    top10: Series[float] = described("share of draws of the weights in which it is in the top 10", nullable=True)
    verdict: Series[str] = described(
        "grow it here, attract it, connect to a supplier outside, or mend the link inside; empty where no gap holds",
        nullable=True,
    )
    rule: Series[str] = described("rule that led to the verdict", nullable=True)
    doubts: Series[str] = described("what the evidence leaves open, codes joined by ;")


class MarketBlocks(Computed):
    """Markets that members are kept from by what they lack, and the barriers that those members name."""

    cluster: Series[str] = described("id of the cluster")
    stage: Series[str] = described("code of the stage that would supply what is lacking")
    blocked: Series[str] = described(
        "existing: a market already served; new: one it wants to enter; barrier: what hinders it there",
        isin=["existing", "new", "barrier"],
    )
    market: Series[str] = described("code of the market or barrier")
    respondents: Series[int] = described("respondents who are kept from it, or name it", unit="respondents", ge=1)


class ThresholdEffects(Computed):
    """How many gaps of a kind there would be, were the line drawn elsewhere."""

    cluster: Series[str] = described("id of the cluster")
    kind: Series[str] = described("kind of gap", isin=list(KINDS))
    threshold: Series[float] = described("where the line is drawn")
    chosen: Series[bool] = described("whether it is the line of the study")
    gaps: Series[int] = described("stages of the cluster on which the gap holds among those who answered", ge=0)
    stages: Series[str] = described("their codes, joined by ;")


class ExpectedInputs(Computed):
    """What industries like the members' buy from each other, in the country and declared by the members."""

    cluster: Series[str] = described("id of the cluster that buys")
    buyer: Series[str] = described("industry that buys, as in industries.csv")
    supplier: Series[str] = described("industry that supplies")
    expected_share: Series[float] = described(
        "in what the buying industry buys, in the country", unit="share", ge=0, le=1
    )
    expected_imported: Series[float] = described(
        "imported, of what it buys there from that industry", unit="share", ge=0, le=1, nullable=True
    )
    expected_region: Series[float] = described(
        "could come from the region, by Flegg's location quotient; missing where not measurable",
        unit="share",
        ge=0,
        le=1,
        nullable=True,
    )
    declared_value: Series[float] = described(
        "bought in a year, by respondents who say how much", unit="thousand EUR", ge=0
    )
    declared_share: Series[float] = described("in what they buy", unit="share", ge=0, le=1, nullable=True)
    declared_imported: Series[float] = described(
        "from abroad, of what they buy from that industry", unit="share", ge=0, le=1, nullable=True
    )
    declared_region: Series[float] = described(
        "from the own county or the region, likewise", unit="share", ge=0, le=1, nullable=True
    )
    buyers: Series[int] = described("respondents of the industry who buy from that one", unit="respondents", ge=0)
    respondents: Series[int] = described(
        "respondents of the industry who say how much they buy of anything", unit="respondents", ge=0
    )


class Matches(Computed):
    """A need and an offer that could meet it."""

    cluster: Series[str] = described("id of the cluster of the one who needs")
    organisation: Series[str] = described("key of the one who needs")
    need: Series[str] = described("row of the need")
    stage: Series[str] = described("code of the stage that would supply it; empty where not coded", nullable=True)
    offer_cluster: Series[str] = described("id of the cluster of the one who offers")
    offer_organisation: Series[str] = described("key of the one who offers")
    offer: Series[str] = described("row of the offer")
    basis: Series[str] = described(
        "code: same stage of the catalogue; text: like words, in whatever language", isin=["code", "text"]
    )
    similarity: Series[float] = described(
        "of the words, across languages; missing where one of them has none", ge=0, le=1, nullable=True
    )
    strength: Series[float] = described("0 to 1", ge=0, le=1)
    within: Series[bool] = described("whether both are of the same cluster")
    tied: Series[bool] = described("whether either names the other as a partner")


class Ties(Computed):
    """Pairs of members of the clusters of which at least one names the other as a partner."""

    cluster: Series[str] = described("id of the cluster of the first")
    organisation: Series[str] = described("key of the first")
    partner_cluster: Series[str] = described("id of the cluster of the second; the same, or another")
    partner: Series[str] = described("key of the second")
    supply: Series[bool] = described("whether one buys from the other")
    cooperation: Series[bool] = described("whether they do anything else together")
    sides: Series[int] = described("how many of the two name it", isin=[1, 2])
    first_named: Series[bool] = described("whether the second names the first")
    second_named: Series[bool] = described("whether the first names the second")
    sides_asked: Series[int] = described("how many of the two were asked", isin=[1, 2])


class Network(Computed):
    """Measures of the network of a cluster's members."""

    cluster: Series[str] = described("id of the cluster")
    relation: Series[str] = described("ties that are looked at", isin=list(RELATIONS))
    roster: Series[int] = described("members of the cluster", unit="members", ge=0)
    asked: Series[int] = described("members who were asked for their partners", unit="members", ge=0)
    ties: Series[int] = described("pairs of members with a tie", unit="pairs", ge=0)
    density: Series[float] = described("ties, of all pairs of the roster", unit="share", ge=0, le=1, nullable=True)
    density_upper: Series[float] = described(
        "the same if every pair had one of which one at least was not asked", unit="share", ge=0, le=1, nullable=True
    )
    both_asked: Series[int] = described("ties of which both sides were asked", unit="pairs", ge=0)
    named_by_both: Series[int] = described("of those, named by both", unit="pairs", ge=0)
    reciprocity: Series[float] = described(
        "named by both, of the ties of which both sides were asked", unit="share", ge=0, le=1, nullable=True
    )
    isolates: Series[int] = described("members of the roster without a tie", unit="members", ge=0)
    isolates_asked: Series[int] = described("of those, asked for their partners", unit="members", ge=0)
    components: Series[int] = described("groups of members that hang together, isolates left out", ge=0)
    largest: Series[int] = described("members of the largest of them", unit="members", ge=0)
    external_internal_type: Series[float] = described(
        "E-I index by type of organisation: 1 all ties between types, -1 none", ge=-1, le=1, nullable=True
    )
    external_internal_county: Series[float] = described("the same by county", ge=-1, le=1, nullable=True)


class Positions(Computed):
    """Where each member stands in the network of its cluster."""

    cluster: Series[str] = described("id of the cluster")
    organisation: Series[str] = described("key of the organisation")
    organisation_type: Series[str] = described("kind of organisation")
    county: Series[str] = described("county, two letters")
    asked: Series[bool] = described("whether it was asked for its partners")
    degree: Series[int] = described("members with whom it has a tie", unit="members", ge=0)
    named_by: Series[int] = described("of those, members who name it", unit="members", ge=0)
    betweenness: Series[float] = described(
        "share of the shortest ways between others that lead over it", unit="share", ge=0, le=1
    )
    broker: Series[bool] = described("whether it is among the three over whom most ways lead")


TABLES: tuple[type[Table], ...] = (
    Stages,
    Sourcing,
    RegionalCapacity,
    Gaps,
    MarketBlocks,
    ThresholdEffects,
    ExpectedInputs,
    Matches,
    Ties,
    Network,
    Positions,
)
