"""Tables of the partner pool: who could close each gap, why them, and the smallest pool that closes all."""

from __future__ import annotations

from typing import Any

import pandas as pd
from pandera.typing import Series

from ..reference import OF_CLUSTER, OF_STAGE, Clusters
from ..survey.tables import ORGANISATION_TYPES, SIZE_BANDS
from ..tables import Computed, Lineage, StudyTable, columns
from ..tables.columns import count, described, money, optional
from ..tables.keys import ForeignKey, keyed

#: Where a candidate comes from: a member of the cluster, of another analysed cluster, of a follow-up cluster, a firm
#: of the register in the region or elsewhere in the country, or somebody whom a manager added.
ORIGINS = ("member", "other_cluster", "follow_up", "region", "country", "added")
#: Why it is a candidate: its offer is coded to the stage, it works on the stage by its own or its management's word,
#: the words of its offer are like the need's or the stage's, its main activity is one of the stage's, or a manager
#: named it. Of several the one with the best capability counts, of equals the first.
BASES = ("offer_code", "role", "offer_text", "activity", "named")
#: What candidates are compared by.
CRITERIA = ("capability", "capacity", "proximity", "size", "certificates", "willingness")
DECISIONS = ("shortlisted", "rejected", "added")
#: Scope of what is chosen for all analysed clusters together.
ALL = "all"


def _candidate() -> Any:
    return described("key of the organisation: fiscal code, else name and county", holds="candidate")


def _scope() -> Any:
    return described("id of the cluster whose gaps are closed; all: those of all analysed clusters together")


def _criterion(description: str) -> Any:
    return optional(f"{description}; 0 to 1, missing where not known", ge=0, le=1)


def _closes() -> Any:
    return described("codes of the stages with a gap that it could close, joined by ;", blank=True)


@keyed("cluster", "organisation", foreign=[OF_CLUSTER])
class FollowUpMembers(Lineage):
    """Members of the clusters that join development and follow-up only, as their managements list them."""

    cluster: Series[str] = columns.cluster()
    organisation: Series[str] = _candidate()
    name: Series[str] = described("name as the management writes it", holds="text")
    fiscal_code: Series[str] = optional("fiscal code; empty where not given", holds="text")
    organisation_type: Series[str] = columns.organisation_type(isin=list(ORGANISATION_TYPES))
    county: Series[str] = columns.county()
    in_region: Series[bool] = described("whether the county lies in the region of the study")
    size_band: Series[str] = described("persons employed, as a band", unit="persons", isin=list(SIZE_BANDS))
    known_stages: Series[str] = optional(
        "stages of any chain that the management knows it to work in, joined by ;; none where it works in none; empty "
        "where the management does not know"
    )


@keyed("row_id", foreign=[ForeignKey(("cluster", "organisation"), FollowUpMembers)])
class FollowUpOffers(Lineage):
    """What members of the follow-up clusters could do for others."""

    cluster: Series[str] = columns.cluster()
    organisation: Series[str] = _candidate()
    stage: Series[str] = optional("code of the stage of any chain; empty where only words are given")
    text: Series[str] = optional("what it is, in the management's words", holds="text")
    languages: Series[str] = described("languages in which it can be talked about, codes joined by ;", blank=True)
    consent: Series[str] = described("whether its name may stand in the catalogue", isin=["yes", "no"])
    contact: Series[str] = optional("how to reach it; read of those only who agreed", holds="text")


@keyed("firm")
class RegisterFirms(Computed):
    """Firms of the register that work in an activity of a stage with a gap: active, and no member of a cluster."""

    class Config:
        """Its file is ``register.csv``."""

        name = "register"

    firm: Series[str] = described("fiscal code, or the register's own number", holds="candidate")
    name: Series[str] = described("name as registered", holds="text")
    activity: Series[str] = described("main activity, four digits of CAEN Rev. 2 or the country's form of NACE Rev. 2")
    county: Series[str] = optional("county, two letters; missing where the register's is not known")
    locality: Series[str] = optional("place, as registered", holds="text")
    in_region: Series[bool] = described("whether the county lies in the region of the study")
    employees: Series[float] = optional("persons employed", unit="persons", ge=0)
    turnover: Series[float] = money(
        "turnover; lei at the average rate of its year, another currency at that of study.yml"
    )
    year: Series[pd.Int64Dtype] = optional("year of the figures", unit="year")


@keyed("cluster", "stage", foreign=[OF_STAGE])
class Screening(Computed):
    """What the register has for each stage with a gap, and what became of it."""

    cluster: Series[str] = columns.cluster()
    stage: Series[str] = columns.stage()
    firms: Series[int] = count("firms of the register whose main activity is one of the stage's", "firms")
    members: Series[int] = count("of these, members of a cluster of the study", "firms")
    struck_off: Series[int] = count("of the rest, struck off, dissolved or suspended", "firms")
    insolvent: Series[int] = count("of the rest, insolvent", "firms")
    status_unknown: Series[int] = count("of the rest, of a status that is not known: they may have been struck off")
    sole_traders: Series[int] = count("of the rest, sole traders, which bear a person's name", "firms")
    other_revision: Series[int] = count("of the rest, with activities in another revision of the classification")
    region: Series[int] = count("of the rest, in the region: they could be partners", "firms")
    country: Series[int] = count("of the rest, elsewhere or of a county that is not known", "firms")
    kept: Series[int] = count("of these, kept as candidates: the largest, those of the region first", "firms")
    no_activity: Series[int] = count("firms of the whole register whose main activity is not known: not screened")


@keyed("cluster", "stage", "candidate", foreign=[OF_STAGE, ForeignKey(("home",), Clusters, ("cluster",))])
class Candidates(Computed):
    """Who could close the gap of a stage, why, and how it compares with the others."""

    cluster: Series[str] = columns.cluster()
    stage: Series[str] = columns.stage()
    candidate: Series[str] = _candidate()
    name: Series[str] = described("its name; told only where `named` allows it", holds="name")
    origin: Series[str] = described("where it comes from", isin=list(ORIGINS))
    home: Series[str] = optional("cluster that it is a member of; missing where of none")
    organisation_type: Series[str] = columns.organisation_type(isin=list(ORGANISATION_TYPES))
    county: Series[str] = optional("county, two letters; missing where not known")
    basis: Series[str] = described("why it is a candidate", isin=list(BASES))
    offer: Series[str] = optional("what it offers, in its words", holds="name")
    languages: Series[str] = described("languages it can be talked to in, codes joined by ;", blank=True)
    tied: Series[bool] = described(
        "whether everybody who lacks it, or else who buys it, works with it already: it stands behind all others, and "
        "in no pool"
    )
    named: Series[str] = described(
        "whether its name may be told: consent, it agreed; public, it stands in a public register; no",
        isin=["consent", "public", "no"],
    )
    contact: Series[str] = optional("how to reach it; only of those who agreed", holds="name")
    capability: Series[float] = _criterion("how well what it does fits what is lacking")
    capacity: Series[float] = _criterion("part of its capacity that is free")
    proximity: Series[float] = _criterion(
        "how close it is to those who lack it, or else to those who buy it, on average: county 1, region 2/3, country "
        "1/3"
    )
    size: Series[float] = _criterion("how large it is: micro 1/4, small 1/2, medium 3/4, large 1")
    certificates: Series[float] = _criterion("1 with a certificate, 0 without")
    willingness: Series[float] = _criterion(
        "whether it wants to meet others: those of the cluster, or its own, 1; others 3/4; nobody 0"
    )
    score: Series[float] = columns.score(
        "weighted mean of the criteria, in the middle of what those not known leave open"
    )
    score_least: Series[float] = columns.score("the same if all criteria not known were 0")
    score_most: Series[float] = columns.score("the same if all criteria not known were 1")
    rank: Series[pd.Int64Dtype] = optional(
        "place among the candidates of the stage: those shortlisted first, those tied last; missing where rejected",
        ge=1,
    )
    top3: Series[float] = optional(
        "share of the sets of weights and values not known under which its score is among the three best; missing "
        "where rejected or tied, and where no more than three are compared"
    )
    decision: Series[str] = optional("what a manager decided of it", isin=list(DECISIONS))
    decision_why: Series[str] = optional("why", holds="text")
    decision_who: Series[str] = optional("who decided", holds="text")
    decision_when: Series[str] = optional("on which day")

    @classmethod
    def told(cls, frame: pd.DataFrame) -> pd.Series:
        """Tell the rows of the public catalogue: who agreed or stands in a register, and was not named by a manager."""
        return frame["named"].isin(["consent", "public"]) & frame["basis"].ne("named")


@keyed("organisation")
class Contacts(Computed):
    """Members of clusters: who agreed to be named, and how they can be reached."""

    organisation: Series[str] = described("key of the organisation", holds="member")
    named: Series[bool] = described("whether it agreed to be named")
    contact: Series[str] = optional("how to reach it; only of those who agreed", holds="text")


@keyed("scope", "candidate")
class Pool(Computed):
    """The smallest pool that gives every gap as many candidates as the study asks for, or as many as there are.

    Members of the cluster with the gap are in none: a link to them is to be made inside.
    """

    scope: Series[str] = _scope()
    candidate: Series[str] = _candidate()
    place: Series[int] = described("place in the order in which each adds most to those before", ge=1)
    closes: Series[str] = _closes()
    adds: Series[int] = count("candidates that it adds to gaps which have too few without it")


@keyed("scope", "size")
class Coverage(Computed):
    """How many gaps a pool of each size can close at best."""

    scope: Series[str] = _scope()
    size: Series[int] = count("organisations in the pool")
    gaps: Series[int] = count("stages with a gap for which there is any candidate", "gaps")
    closed: Series[int] = count("most of them that a pool of the size gives a candidate", "gaps")
    closed_fully: Series[int] = count("most of them that it gives as many candidates as the study asks for", "gaps")


@keyed("cluster", "candidate", foreign=[OF_CLUSTER])
class NewMembers(Computed):
    """Organisations outside every cluster to invite into one: for its worst gaps, as long as the places reach."""

    cluster: Series[str] = columns.cluster()
    candidate: Series[str] = _candidate()
    place: Series[int] = described("place in the order of the worst gap that each could close", ge=1)
    closes: Series[str] = _closes()
    adds: Series[int] = count("gaps that it closes and none before it does", "gaps")


TABLES: tuple[type[StudyTable], ...] = (
    FollowUpMembers,
    FollowUpOffers,
    RegisterFirms,
    Screening,
    Candidates,
    Contacts,
    Pool,
    Coverage,
    NewMembers,
)
