"""Tables of the value chain: what is there, what is missing, and what the region has."""

from __future__ import annotations

from typing import Any

import pandas as pd
from pandera.typing import Series

from ..reference import BETWEEN_INDUSTRIES, OF_ACTIVITY, OF_CLUSTER, OF_STAGE, Catalogue, layer_column, required_column
from ..survey.tables import Needs, Offers, Organisations, share_bought
from ..tables import Computed, StudyTable, columns
from ..tables.columns import count, described, money, optional, percent, rating, score, share
from ..tables.keys import ForeignKey, keyed
from .kinds import KINDS

PRESENCES = ("present", "absent_stated", "not_observed")
#: found: holds in nearly all simulations for non-respondents; open: they could turn it; not_found.
STATUSES = ("found", "open", "not_found")
VERDICTS = ("recruit", "grow", "connect", "attract", "sell", "mend")
#: What is advised of a gap: its verdict; to ask first whether it is one; to leave it, which the management calls none.
ADVICE = (*VERDICTS, "ask", "leave")
RELATIONS = ("all", "supply", "cooperation")
_MEMBER = ("cluster", "organisation")
_OF_MEMBER = ForeignKey(_MEMBER, Organisations)


def _presence() -> Any:
    return described("whether any member works in it, and how that is known", isin=list(PRESENCES))


def _members() -> Any:
    return count("members on the stage, by own answer or management", "members")


def _roster() -> Any:
    return count("members of the cluster", "members")


def _kind() -> Any:
    return described("kind of gap", isin=list(KINDS))


def _buying() -> Any:
    return described("id of the cluster that buys")


def _persons(where: str) -> Any:
    return optional(f"persons employed in the {where}", unit="persons")


def _among(places: int) -> Any:
    return optional(f"share of the sets of weights under which it is in the top {places}")


@keyed("stage", foreign=[OF_STAGE])
class Stages(Computed):
    """Each stage of each chain: the members placed on it, or the kind of its absence.

    A member stands on a stage by its own answer, or because the management knows it to work
    there. A stage with no member is *absent, stated* where the management says that no member
    works in it, and *not observed* otherwise, with an upper bound.
    """

    cluster: Series[str] = columns.cluster()
    stage: Series[str] = columns.stage()
    layer: Series[str] = layer_column()
    required: Series[str] = required_column()
    presence: Series[str] = _presence()
    members: Series[int] = _members()
    members_by_answer: Series[int] = count("members on the stage by their own answer", "members")
    members_by_management: Series[int] = count("members on the stage by the management's word alone", "members")
    observed: Series[int] = count("members whose stages are known, from either side", "members")
    roster: Series[int] = _roster()
    bound: Series[pd.Int64Dtype] = optional(
        "where not observed: limit of the members that still work in it at the confidence of the study, if those not "
        "observed resemble those observed (hypergeometric); at least 1 where the management says that one does",
        unit="members",
        ge=0,
    )
    statement: Series[str] = optional(
        "whether any member works in it, as the management says", isin=["yes", "no", "dont_know"]
    )
    contradictions: Series[str] = described(
        "how what is said contradicts itself, codes joined by ;: denied, the management says none and a member says "
        "that it works there; claimed, the management says some and the stages of all are known; sold, members buy "
        "it from members",
        blank=True,
    )
    needed_by: Series[int] = count("respondents who lack what the stage would supply", "respondents")


@keyed("stage", "activity", foreign=[OF_STAGE, OF_ACTIVITY])
class RegionalCapacity(Computed):
    """How strong the region is in the activities of each stage, from official statistics."""

    cluster: Series[str] = columns.cluster()
    stage: Series[str] = columns.stage()
    activity: Series[str] = columns.division()
    main: Series[bool] = described("whether it is the division of the stage's main activity")
    coverage: Series[float] = share(
        "classes of the division that are the stage's, of all its classes; missing where the classes are not known"
    )
    shared_with: Series[str] = described(
        "other stages of the chain that share the division's value, joined by ;", blank=True
    )
    measurable: Series[bool] = described("whether the statistics cover the division")
    persons_region: Series[pd.Int64Dtype] = _persons("region")
    persons_country: Series[pd.Int64Dtype] = _persons("country")
    total_region: Series[pd.Int64Dtype] = _persons("region, all sections covered")
    total_country: Series[pd.Int64Dtype] = _persons("country, all sections covered")
    persons_by_year: Series[str] = described(
        "persons employed in the region, as year:number joined by ;; empty where the statistics hold one year",
        blank=True,
    )
    change: Series[float] = optional("change of that from the first to the last year, as a share of the first", ge=-1)
    location_quotient: Series[float] = optional(
        "share of the activity in the region over its share in the country; 1 where equal", ge=0
    )
    location_quotient_europe: Series[float] = optional(
        "the same over its share in the NUTS 2 regions for which it is known", ge=0
    )
    relatedness_density: Series[float] = share(
        "part of what is related to the activity in which the region is specialised against the NUTS 2 regions"
    )
    nearness: Series[float] = share(
        "share of the divisions covered that have a lower relatedness density in the region"
    )


@keyed("stage", foreign=[OF_STAGE])
class Sourcing(Computed):
    """What members buy of each stage: from where, how much from members, and why not from them."""

    cluster: Series[str] = _buying()
    stage: Series[str] = described("code of the stage that supplies")
    buyers: Series[int] = count("respondents who buy it", "respondents")
    annual_value: Series[float] = money("bought in a year, by those who say how much")
    share_county: Series[float] = share_bought("county")
    share_region: Series[float] = share_bought("region")
    share_country: Series[float] = share_bought("country")
    share_eu: Series[float] = share_bought("eu")
    share_beyond: Series[float] = share_bought("beyond")
    sourcing_ratio: Series[float] = share(
        "bought from members, of what is bought: weighted by value where any is given, else every buyer alike"
    )
    weighted: Series[bool] = described("whether the shares are weighted by value")
    satisfaction: Series[float] = rating("median satisfaction, 1 poor to 5 very good")
    judged: Series[int] = count("respondents who say how satisfied they are", "respondents")
    reasons: Series[str] = described(
        "reasons for buying outside the cluster with how many name each, as code:number joined by ;", blank=True
    )
    would_source: Series[int] = count("respondents who would buy it from a member", "respondents")
    leaving: Series[float] = money("of what is bought in a year, not from members, by those who say both")
    substitutable: Series[float] = money("of that, by respondents who would buy it from a member")


@keyed("stage", "kind", foreign=[ForeignKey(("cluster", "stage"), Stages)])
class Gaps(Computed):
    """Every kind of gap that a stage can have, judged: whether it is there, how bad it is, and how sure that is."""

    cluster: Series[str] = columns.cluster()
    stage: Series[str] = columns.stage()
    kind: Series[str] = _kind()
    layer: Series[str] = layer_column()
    required: Series[str] = required_column()
    presence: Series[str] = _presence()
    status: Series[str] = described(
        "found; open: non-respondents could turn it, too few answered, or the evidence contradicts itself; not_found",
        isin=list(STATUSES),
    )
    at_face: Series[bool] = described("whether it holds among those who answered")
    holds: Series[float] = share(
        "share of the simulations for non-respondents in which it holds; missing where nothing is simulated"
    )
    value: Series[float] = optional("what is compared with the threshold of the kind")
    threshold: Series[float] = optional("where the study draws the line")
    by_chance: Series[float] = optional(
        "least value that at most 1 in 20 networks in which everybody has as many ties reach by chance; a gap reaches "
        "it too",
        ge=0,
    )
    sold_in: Series[str] = optional("of a narrow market: where the firms on the stage sell most")
    basis: Series[str] = described("what it rests on", isin=["answers", "everybody", "statement"])
    n: Series[int] = count("answers that it rests on; 0 where it rests on a statement of the management", "answers")
    members: Series[int] = _members()
    roster: Series[int] = _roster()
    asked: Series[int] = count("respondents who were asked what they need", "respondents")
    needed_by: Series[int] = count("respondents who lack it", "respondents")
    bought_by: Series[int] = count("respondents who buy it", "respondents")
    demand: Series[int] = count("respondents concerned: who lack it or buy it", "respondents")
    concerned_from: Series[str] = described(
        "ids of the rows with what they say of it, joined by ;", blank=True, holds="rows"
    )
    demand_lower: Series[int] = count(
        "members concerned, lower end of the interval at the confidence of the study, if non-respondents resemble "
        "respondents (finite-population Wilson interval)",
        "members",
    )
    demand_upper: Series[int] = count("the same, upper end", "members")
    demand_most: Series[int] = count("most members that could be concerned: every non-respondent", "members")
    blocks_existing: Series[int] = count("respondents whom it hinders on markets already served")
    blocks_new: Series[int] = count("respondents whom it bars from new, more specialised markets")
    blocked: Series[int] = count("respondents whom it keeps from a market of either sort")
    criticality: Series[float] = rating("mean of those who lack it, 1 convenient to 5 vital")
    leakage: Series[float] = share("bought elsewhere than from members, of what is bought")
    satisfaction: Series[float] = rating("median satisfaction of those who buy it")
    capacity: Series[float] = percent("mean free capacity of the members who offer it")
    volume_said: Series[int] = count("respondents who lack it and say how much they need in a year", "respondents")
    volumes: Series[str] = described("how much they need, in their words, joined by ;", blank=True, holds="text")
    firms_told: Series[int] = count("firms concerned that say how they work", "respondents")
    on_order: Series[int] = count("those of them that work on order for others", "respondents")
    main_client: Series[float] = percent("median share of the largest client of the firms concerned")
    captive: Series[bool] = described(
        "whether most of the firms concerned work on order, or sell half or more to one client"
    )
    severity: Series[float] = score("weighted geometric mean of its components, 0 to 1")
    severity_lower: Series[float] = score("2.5th percentile over the simulations for non-respondents")
    severity_upper: Series[float] = score("97.5th percentile likewise")
    severity_least: Series[float] = score("least that it could be, whatever non-respondents would say")
    severity_most: Series[float] = score("most that it could be, likewise")
    severity_raked: Series[float] = score("with answers raked to the roster by type and size band")
    raking_met: Series[bool] = described(
        "whether raking meets every margin: no type or size of the roster without respondents, and weights that settle"
    )
    rank: Series[pd.Int64Dtype] = optional(
        "place by severity among the gaps of the cluster that hold among the respondents and concern enough of them",
        ge=1,
    )
    rank_raked: Series[pd.Int64Dtype] = optional("place by the raked severity, likewise", ge=1)
    top3: Series[float] = _among(3)
    top5: Series[float] = _among(5)
    top10: Series[float] = _among(10)
    verdict: Series[str] = optional(
        "what would mend a gap among the respondents: recruit firms of the region, grow it here, connect to a "
        "partner, win a supplier for it, sell elsewhere, or mend the link inside",
        isin=list(VERDICTS),
    )
    rule: Series[str] = optional("rule that led to the verdict")
    advice: Series[str] = optional(
        "what is advised: the verdict; ask, where the study leaves it uncertain and the management does not accept "
        "it; leave, where the management rejects it",
        isin=list(ADVICE),
    )
    first_step: Series[str] = optional("what to do first; nothing where it is left")
    settles: Series[str] = described("what would settle the doubts, codes joined by ;", blank=True)
    management: Series[str] = optional("what the management says of it", isin=["accepted", "rejected", "explained"])
    management_words: Series[str] = optional("its words", holds="text")
    management_who: Series[str] = optional("who said so", holds="text")
    management_when: Series[str] = optional("on which day")
    doubts: Series[str] = described("what the evidence leaves open, codes joined by ;", blank=True)


@keyed("cluster", "stage", "blocked", "market", foreign=[OF_CLUSTER, ForeignKey(("stage",), Catalogue)])
class MarketBlocks(Computed):
    """Markets that members are kept from by what they lack, and the barriers that those members name."""

    cluster: Series[str] = columns.cluster()
    stage: Series[str] = described("code of the stage that would supply what is lacking")
    blocked: Series[str] = described(
        "existing: a market already served; new: one it wants to enter; barrier: what hinders it there",
        isin=["existing", "new", "barrier"],
    )
    market: Series[str] = described("code of the market or barrier")
    respondents: Series[int] = described("respondents who are kept from it, or name it", unit="respondents", ge=1)


@keyed("cluster", "kind", "threshold", foreign=[OF_CLUSTER])
class ThresholdEffects(Computed):
    """How many gaps of a kind there would be, were the line drawn elsewhere."""

    cluster: Series[str] = columns.cluster()
    kind: Series[str] = _kind()
    threshold: Series[float] = described("where the line is drawn")
    chosen: Series[bool] = described("whether it is the line of the study")
    gaps: Series[int] = count("stages of the cluster on which the gap holds among those who answered")
    stages: Series[str] = described("their codes, joined by ;", blank=True)


@keyed(
    "cluster",
    "buyer",
    "supplier",
    foreign=[OF_CLUSTER, *BETWEEN_INDUSTRIES],
)
class ExpectedInputs(Computed):
    """What industries like the members' buy from each other, in the country and declared by the members."""

    cluster: Series[str] = _buying()
    buyer: Series[str] = described("industry that buys, as in industries.csv")
    supplier: Series[str] = described("industry that supplies")
    expected_share: Series[float] = share("in what the buying industry buys, in the country", nullable=False)
    expected_imported: Series[float] = share("imported, of what it buys there from that industry")
    expected_region: Series[float] = share(
        "could come from the region, by Flegg's location quotient; missing where not measurable"
    )
    declared_value: Series[float] = money("bought in a year, by respondents who say how much", nullable=False)
    declared_share: Series[float] = share("in what they buy")
    declared_imported: Series[float] = share("from abroad, of what they buy from that industry")
    declared_region: Series[float] = share("from the own county or the region, likewise")
    buyers: Series[int] = count("respondents of the industry who buy from that one", "respondents")
    respondents: Series[int] = count("respondents of the industry who say how much they buy of anything", "respondents")


@keyed(
    "need",
    "need_number",
    "offer",
    "offer_number",
    foreign=[
        _OF_MEMBER,
        ForeignKey(("offer_cluster", "offer_organisation"), Organisations, _MEMBER),
        ForeignKey(("stage",), Catalogue),
        ForeignKey(("need", "need_number"), Needs, ("row_id", "number")),
        ForeignKey(("offer", "offer_number"), Offers, ("row_id", "number")),
    ],
)
class Matches(Computed):
    """A need and an offer that could meet it."""

    cluster: Series[str] = described("id of the cluster of the one who needs")
    organisation: Series[str] = described("key of the one who needs", holds="member")
    need: Series[str] = described("row of the need", holds="rows")
    need_number: Series[int] = columns.repetition()
    stage: Series[str] = optional("code of the stage that would supply it; empty where not coded")
    offer_cluster: Series[str] = described("id of the cluster of the one who offers")
    offer_organisation: Series[str] = described("key of the one who offers", holds="member")
    offer: Series[str] = described("row of the offer", holds="rows")
    offer_number: Series[int] = columns.repetition()
    basis: Series[str] = described(
        "code: same stage of the catalogue; text: like words, in whatever language", isin=["code", "text"]
    )
    similarity: Series[float] = optional(
        "of the words, across languages; missing where one of them has none", ge=0, le=1
    )
    strength: Series[float] = score("0 to 1")
    within: Series[bool] = described("whether both are of the same cluster")
    tied: Series[bool] = described("whether either names the other as a partner")


@keyed(
    *_MEMBER,
    "partner_cluster",
    "partner",
    foreign=[_OF_MEMBER, ForeignKey(("partner_cluster", "partner"), Organisations, _MEMBER)],
)
class Ties(Computed):
    """Pairs of members of the clusters of which at least one names the other as a partner."""

    cluster: Series[str] = described("id of the cluster of the first")
    organisation: Series[str] = described("key of the first", holds="member")
    partner_cluster: Series[str] = described("id of the cluster of the second; the same, or another")
    partner: Series[str] = described("key of the second", holds="member")
    supply: Series[bool] = described("whether one buys from the other")
    cooperation: Series[bool] = described("whether they do anything else together")
    sides: Series[int] = described("how many of the two name it", isin=[1, 2])
    first_named: Series[bool] = described("whether the second names the first")
    second_named: Series[bool] = described("whether the first names the second")
    sides_asked: Series[int] = described("how many of the two were asked", isin=[1, 2])


@keyed("cluster", "relation", foreign=[OF_CLUSTER])
class Network(Computed):
    """Measures of the network of a cluster's members."""

    cluster: Series[str] = columns.cluster()
    relation: Series[str] = described("ties that are looked at", isin=list(RELATIONS))
    roster: Series[int] = _roster()
    asked: Series[int] = count("members who were asked for their partners", "members")
    ties: Series[int] = count("pairs of members with a tie", "pairs")
    density: Series[float] = share("ties, of all pairs of the roster")
    density_upper: Series[float] = share("the same if every pair had one of which one at least was not asked")
    both_asked: Series[int] = count("ties of which both sides were asked", "pairs")
    named_by_both: Series[int] = count("of those, named by both", "pairs")
    reciprocity: Series[float] = share("named by both, of the ties of which both sides were asked")
    isolates: Series[int] = count("members of the roster without a tie", "members")
    isolates_asked: Series[int] = count("of those, asked for their partners", "members")
    components: Series[int] = count("groups of members that hang together, isolates left out")
    largest: Series[int] = count("members of the largest of them", "members")
    external_internal_type: Series[float] = optional(
        "E-I index by type of organisation: 1 all ties between types, -1 none", ge=-1, le=1
    )
    external_internal_county: Series[float] = optional("the same by county", ge=-1, le=1)


@keyed(*_MEMBER, foreign=[_OF_MEMBER])
class Positions(Computed):
    """Where each member stands in the network of its cluster."""

    cluster: Series[str] = columns.cluster()
    organisation: Series[str] = described("key of the organisation", holds="member")
    organisation_type: Series[str] = columns.organisation_type()
    county: Series[str] = columns.county()
    asked: Series[bool] = described("whether it was asked for its partners")
    degree: Series[int] = count("members with whom it has a tie", "members")
    named_by: Series[int] = count("of those, members who name it", "members")
    betweenness: Series[float] = share("share of the shortest paths between others that lead over it", nullable=False)
    broker: Series[bool] = described("whether it is among the three on the most shortest paths")


TABLES: tuple[type[StudyTable], ...] = (
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
