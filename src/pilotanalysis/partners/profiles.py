"""Who the candidates are: members of the analysed clusters, of those of follow-up, and firms of the register."""

from __future__ import annotations

import pandas as pd
from pandera.typing import DataFrame

from ..survey.tables import Interests, Organisations, OtherAnswers, Responses
from ..tables import NONE, TableSet, join_ids
from .follow_up import FollowUp
from .tables import RegisterFirms

#: Most persons employed in each band of size but the last.
_BANDS = {"1-9": 9, "10-49": 49, "50-249": 249, "250+": float("inf")}
_MEMBER = ["cluster", "organisation"]
_COLUMNS = [
    "home", "candidate", "name", "organisation_type", "county", "in_region", "size_band", "named", "contact", "speaks",
    "certificates", "meets", "whom", "profile_from",
]  # fmt: skip


def profiles_of(below: TableSet, follow_up: FollowUp, firms: DataFrame[RegisterFirms]) -> pd.DataFrame:
    """Put together what is known of everybody who could be a candidate.

    Returns
    -------
    DataFrame
        home, candidate, name, organisation_type, county, in_region, size_band, named, contact, speaks (language),
        certificates (1, 0), meets (yes, no), whom (clusters it wants to meet), profile_from (ids of rows); missing
        where not known.
    """
    parts = (_members(below), _followers(follow_up), _listed(firms))
    people = pd.concat([part.reindex(columns=[*_COLUMNS, "consent"]) for part in parts], ignore_index=True)
    # Who is a member of several clusters and refuses in one has not agreed.
    refused = people["candidate"].isin(people.loc[people["consent"] == "no", "candidate"])
    people["named"] = people["named"].mask(refused, "no")
    people["contact"] = people["contact"].mask(refused)
    return people[_COLUMNS]


def _members(below: TableSet) -> pd.DataFrame:
    people = pd.DataFrame(below.of(Organisations))[
        [*_MEMBER, "name", "organisation_type", "county", "size_band", "row_id"]
    ]
    responses = pd.DataFrame(below.of(Responses))[[*_MEMBER, "consent", "language", "row_id"]]
    interests = pd.DataFrame(below.of(Interests))[[*_MEMBER, "wants_meetings", "clusters"]]
    other = pd.DataFrame(below.of(OtherAnswers))
    certified = other.loc[other["question"] == "certificates", [*_MEMBER, "value"]]
    people = (
        people.merge(responses.rename(columns={"row_id": "response"}), on=_MEMBER, how="left")
        .merge(interests, on=_MEMBER, how="left")
        .merge(certified, on=_MEMBER, how="left")
    )
    return people.assign(
        home=people["cluster"],
        candidate=people["organisation"],
        named=people["consent"].eq("yes").map({True: "consent", False: "no"}),
        speaks=people["language"],
        certificates=people["value"].ne(NONE).astype("float64").where(people["value"].notna()),
        meets=people["wants_meetings"],
        whom=people["clusters"],
        profile_from=[
            join_ids(cell for cell in pair if isinstance(cell, str))
            for pair in zip(people["row_id"], people["response"], strict=True)
        ],
    )


def _followers(follow_up: FollowUp) -> pd.DataFrame:
    offers = pd.DataFrame(follow_up.offers)
    said = offers.groupby(_MEMBER, as_index=False).agg(consent=("consent", "first"), contact=("contact", "first"))
    people = pd.DataFrame(follow_up.members).merge(said, on=_MEMBER, how="left")
    return people.assign(
        home=people["cluster"],
        candidate=people["organisation"],
        named=people["consent"].eq("yes").map({True: "consent", False: "no"}),
        profile_from=people["row_id"],
    )


def _listed(firms: DataFrame[RegisterFirms]) -> pd.DataFrame:
    bands = pd.cut(firms["employees"], [-float("inf"), *_BANDS.values()], labels=list(_BANDS)).astype("object")
    return pd.DataFrame(firms).assign(
        home=None,
        candidate=firms["firm"],
        organisation_type="firm",
        size_band=bands,
        named="public",
        profile_from=firms["made_from"],
    )


def languages_of(offered: pd.Series, speaks: pd.Series) -> pd.Series:
    """Languages that an offer names, else the one in which the survey was answered."""
    return offered.where(offered != "", speaks.fillna("")).fillna("")
