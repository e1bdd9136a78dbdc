"""Settings of the chapters: where gaps begin, and what counts how much in partners, meetings and assistance."""

from __future__ import annotations

from pydantic import Field

from .values import Number, Section, Whole


class GapThresholds(Section):
    """Where a stage of a chain begins to be a missing link."""

    thin_members: Whole = Field(default=1, ge=1, le=20, description="thin: at most so many members on the stage")
    leakage_share: Number = Field(
        default=0.2, ge=0, le=1, description="leakage: less than this share is bought from members, 0 to 1"
    )
    quality_median: Number = Field(
        default=2, ge=1, le=5, description="quality: the median satisfaction is at most this, 1 to 5"
    )
    support_share: Number = Field(
        default=0.2, ge=0, le=1, description="support: at least this share of those asked lack the function, 0 to 1"
    )
    market_share: Number = Field(
        default=0.6,
        ge=0,
        le=1,
        description="market: more than this share of sales goes to one county, region or country, 0 to 1",
    )
    untied_share: Number = Field(
        default=0.5,
        ge=0,
        le=1,
        description="relational: at least this share of those who lack it have no tie to a member who does it, 0 to 1",
    )
    fewest_answers: Whole = Field(default=3, ge=2, le=20, description="with fewer answers a gap stays open; 2 to 20")
    fewest_ranked: Whole = Field(
        default=4, ge=1, le=50, description="ranked: a gap that concerns so many respondents at least; 1 to 50"
    )
    sure: Number = Field(
        default=0.9,
        gt=0.5,
        le=1,
        description="found: holds in this share of the simulations for non-respondents, above 0.5",
    )
    near: Number = Field(
        default=0.5, ge=0, le=1, description="grow: the region is closer to it than to this share of activities"
    )
    recruit_persons: Whole = Field(
        default=500,
        ge=1,
        le=1_000_000_000,
        description="recruit: so many people work in the main activity in the region; above 0",
    )
    attract_share: Number = Field(
        default=0.2, ge=0, le=1, description="attract: at least this share of those asked need it, 0 to 1"
    )


class SeverityWeights(Section):
    """What counts how much in the severity of a gap; only their proportions matter."""

    demand: Number = Field(default=1, gt=0, le=1000, description="members who need it; above 0, at most 1000")
    criticality: Number = Field(
        default=1, gt=0, le=1000, description="how vital it is to those who lack it; above 0, at most 1000"
    )
    markets: Number = Field(default=1, gt=0, le=1000, description="members kept from a market; above 0, at most 1000")
    leakage: Number = Field(default=1, gt=0, le=1000, description="what is bought elsewhere; above 0, at most 1000")


class CandidateWeights(Section):
    """What counts how much in the score of a candidate; only their proportions matter."""

    capability: Number = Field(
        default=3, gt=0, le=1000, description="how well what it does fits what is lacking; above 0, at most 1000"
    )
    capacity: Number = Field(default=1, gt=0, le=1000, description="its free capacity; above 0, at most 1000")
    proximity: Number = Field(
        default=1, gt=0, le=1000, description="how close it is to those who lack it; above 0, at most 1000"
    )
    size: Number = Field(default=1, gt=0, le=1000, description="how large it is; above 0, at most 1000")
    certificates: Number = Field(
        default=1, gt=0, le=1000, description="whether it has a certificate; above 0, at most 1000"
    )
    willingness: Number = Field(
        default=1, gt=0, le=1000, description="whether it wants to meet others; above 0, at most 1000"
    )


class PartnerPool(Section):
    """How partners are found who could close the gaps."""

    candidates: Whole = Field(
        default=3, ge=1, le=20, description="candidates that the pool gives every gap, as far as there are; 1 to 20"
    )
    firms: Whole = Field(
        default=10, ge=0, le=1000, description="most firms of the register that are candidates for a gap; 0 to 1000"
    )
    weights: CandidateWeights = Field(
        default=CandidateWeights.model_construct(), description="what counts how much in the score of a candidate"
    )


class MeetingWeights(Section):
    """What counts how much in the value of a meeting; only their proportions matter."""

    request: Number = Field(
        default=3, gt=0, le=1000, description="that it was asked for: accepted 1, pending 1/2; above 0, at most 1000"
    )
    gap: Number = Field(
        default=2, gt=0, le=1000, description="that it could close a missing link; above 0, at most 1000"
    )
    fit: Number = Field(
        default=1,
        gt=0,
        le=1000,
        description="how well need and offer, or gap and candidate, fit; above 0, at most 1000",
    )
    interest: Number = Field(
        default=1, gt=0, le=1000, description="share of them who want to meet such; above 0, at most 1000"
    )


class MeetingSettings(Section):
    """How meetings are arranged."""

    weights: MeetingWeights = Field(
        default=MeetingWeights.model_construct(), description="what counts how much in the value of a meeting"
    )


class AssistanceWeights(Section):
    """What counts how much in the worth of serving a need for assistance; only their proportions matter."""

    first: Number = Field(default=3, gt=0, le=1000, description="a member's first choice; above 0, at most 1000")
    second: Number = Field(default=2, gt=0, le=1000, description="its second; above 0, at most 1000")
    later: Number = Field(default=1, gt=0, le=1000, description="any later one; above 0, at most 1000")
    gap: Number = Field(
        default=1,
        ge=0,
        le=1000,
        description="added, as a part of that, where the measure helps with a gap of the member; 0 to 1000",
    )


class AssistanceSettings(Section):
    """How assistance is planned."""

    hours: Number = Field(
        default=60, ge=0, le=10000, description="hours of assistance that can be given in a month; 0 to 10000"
    )
    fairness: Number = Field(
        default=0.8,
        ge=0,
        le=1,
        description="each cluster gets at least this part of the share of need that is served of all, 0 to 1",
    )
    weights: AssistanceWeights = Field(
        default=AssistanceWeights.model_construct(), description="what counts how much in the worth of serving a need"
    )


class MonitoringSettings(Section):
    """When an indicator counts as on track, and when a cluster got too little assistance."""

    on_track: Number = Field(
        default=0.95,
        gt=0,
        le=1,
        description="on track: at least this part of what was planned is reached, above 0 to 1",
    )
    behind: Number = Field(
        default=0.8, gt=0, le=1, description="behind: at least this part; below, it is off track; above 0 to 1"
    )
    served: Number = Field(
        default=0.5,
        ge=0,
        le=1,
        description="a cluster is flagged where fewer needs for assistance had a session than this part of those that "
        "this study's proposal would serve, 0 to 1",
    )
