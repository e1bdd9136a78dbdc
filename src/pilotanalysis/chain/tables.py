"""Tables of the value chain: what is there, what is missing, and what the region has."""

from __future__ import annotations

import pandas as pd
from pandera.typing import Series

from ..reference import LAYERS, REQUIREMENTS
from ..tables import Computed, Table, described

PRESENCES = ("present", "absent_confirmed", "not_observed")


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


class Gaps(Computed):
    """Missing links: the stages on which no member stands."""

    cluster: Series[str] = described("id of the cluster")
    stage: Series[str] = described("code of the stage")
    layer: Series[str] = described("part of the chain", isin=list(LAYERS))
    required: Series[str] = described("core: no chain without it; desirable: better with it", isin=list(REQUIREMENTS))
    presence: Series[str] = described("kind of absence", isin=list(PRESENCES[1:]))
    observed: Series[int] = described("members whose stages are known", unit="members", ge=0)
    roster: Series[int] = described("members of the cluster", unit="members", ge=0)
    bound: Series[pd.Int64Dtype] = described("most members that could work in it", unit="members", nullable=True)
    needed_by: Series[int] = described("respondents who lack what it would supply", unit="respondents", ge=0)
    need_lower: Series[int] = described(
        "fewest members that lack it, if those silent resemble those who answered (finite-population Wilson interval)",
        unit="members",
        ge=0,
    )
    need_upper: Series[int] = described("most members that lack it, likewise", unit="members", ge=0)
    blocks_existing: Series[int] = described(
        "respondents whom it hinders on markets already served", unit="respondents", ge=0
    )
    blocks_new: Series[int] = described("respondents whom it bars from new markets", unit="respondents", ge=0)
    location_quotient: Series[float] = described(
        "highest location quotient of the region among its divisions", ge=0, nullable=True
    )


TABLES: tuple[type[Table], ...] = (Stages, RegionalCapacity, Gaps)
