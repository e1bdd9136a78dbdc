"""Hybrid activities: what a cluster lacks joined with what others offer; ranked by need, relatedness, readiness."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from ...chain.gaps.severity import WEIGHT_SETS, of_counts, weights_of
from ...chain.respondents import asked
from ...chain.tables import Gaps
from ...partners.tables import FollowUpMembers
from ...reference import Catalogue
from ...settings import StudyFile
from ...statistics import geometric_mean, rank_acceptability, weighted_mean
from ...survey.tables import Needs, Roles
from ...tables import SEPARATOR, TableSet, conform, join_ids
from ..cluster_tables import OCCASIONS, Complements, HybridActivities, HybridIdeas, HybridParticipants
from .joining import Grounds, joined_stages
from .participants import LACKS, OFFERS, participants_of

#: What activities are ranked by; each counts alike, and the ranks are tried under other weights.
PARTS = ("need", "relatedness", "readiness")
_TOP = 3
#: So many offer what is brought at least: where one alone does, nothing can be built on it.
_FEWEST_OFFERING = 2
_STAGE = ["cluster", "stage"]
_SELL = "sell"
_COUNTED = ("concerned", "total", "rated", "blocked")
_HALF = 0.5


def hybrid_activities(encounters: pd.DataFrame, below: TableSet, grounds: Grounds, settings: StudyFile) -> TableSet:
    """Find what members of a cluster could do with those of others, and who could take part.

    What at least as many lack as the study ranks gaps of, what nobody in the own cluster offers and two members of
    others do, is joined with a stage of the own chain, if anybody of those asked wants to meet the others. What is
    brought is no stage of the own chain: who supplies that is a partner, as of the pool. And it is what the other
    cluster is about: a stage of its own chain, or of a follow-up cluster, which has none, one on which its management
    knows a member to work. Offers are taken by what members say of them, never by their registered activities alone.
    Members of follow-up clusters come in where no analysed cluster offers the stage: those activities are for
    development.

    Parameters
    ----------
    encounters : DataFrame
        As :func:`..complementarity.find.find_encounters` gives them.
    below : TableSet
        Tables of the chapters below, with Complements and HybridIdeas.
    grounds : Grounds
    settings : StudyFile

    Returns
    -------
    TableSet
        HybridActivities, HybridParticipants.
    """
    analysed = {cluster.id for cluster in settings.clusters if cluster.role == "analysed"}
    worth = _worth_meeting_for(below, grounds.catalogue, settings.gaps.fewest_ranked)
    seekers, providers = _sides(encounters, below, worth, analysed)
    frame = joined_stages(seekers, below.of(Roles), grounds)
    seekers, providers = (side.merge(frame[_STAGE], on=_STAGE) for side in (seekers, providers))
    people = participants_of(seekers, providers, below)
    frame = frame.merge(_others(providers), on=_STAGE).merge(_readiness(people), on=_STAGE)
    # What none of those asked wants to meet for is no advice.
    frame = frame[(frame["willing"] > 0) | (frame["asked"] == 0)].reset_index(drop=True)
    people = people.merge(frame[_STAGE], on=_STAGE)
    frame = frame.merge(_need(seekers, below, weights_of(settings.weights)[:-1]), on=_STAGE)
    frame["occasion"] = [
        OCCASIONS[0] if set(others.split(SEPARATOR)) <= analysed else OCCASIONS[1] for others in frame["others"]
    ]
    frame = frame.join(_gaps(frame, below.of(Gaps))).join(_written(frame, below.of(HybridIdeas)))
    frame = frame.merge(_also_lacked(seekers, below.of(Needs), settings.gaps.fewest_ranked), on=_STAGE, how="left")
    frame["missing"] = _missing(frame)
    rows = frame[["role_rows", "near_row", "need_rows", "people_rows", "gap_rows", "idea_rows"]].fillna("")
    frame["made_from"] = [join_ids(part for part in parts if part) for parts in rows.itertuples(index=False)]
    ranked = _ranked(frame, settings.seed).sort_values(["occasion", "rank", *_STAGE], ignore_index=True)
    return TableSet(
        {HybridActivities: conform(ranked, HybridActivities), HybridParticipants: conform(people, HybridParticipants)}
    )


def _worth_meeting_for(below: TableSet, catalogue: DataFrame[Catalogue], fewest: int) -> pd.DataFrame:
    """List what enough lack and nobody at home offers, with each other cluster that is about it."""
    found = pd.DataFrame(below.of(Complements))
    chain = found["stage"].map(catalogue.set_index("stage")["cluster"])
    works = pd.DataFrame(below.of(FollowUpMembers))[["cluster", "known_stages"]].dropna()
    known = works.assign(stage=works["known_stages"].str.split(SEPARATOR)).explode("stage")
    about = pd.MultiIndex.from_frame(found[["other", "stage"]]).isin(pd.MultiIndex.from_frame(known[_STAGE]))
    enough = (found["lacking"] >= fewest) & ~found["at_home"]
    return found.loc[enough & (chain != found["cluster"]) & ((chain == found["other"]) | about), [*_STAGE, "other"]]


def _sides(
    encounters: pd.DataFrame, below: TableSet, worth: pd.DataFrame, analysed: set[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """List who lacks and who offers what is worth meeting for, where enough offer it."""
    near = worth.assign(analysed=worth["other"].isin(analysed))
    # Follow-up clusters meet the others for development only: where an analysed one offers it, it is the one to meet.
    near = near[near["analysed"] | ~near.groupby(_STAGE)["analysed"].transform("any")]
    met = encounters.merge(near[[*_STAGE, "other"]], on=[*_STAGE, "other"])
    providers = met.groupby([*_STAGE, "other", "partner"], as_index=False).agg(
        rows=("made_from", join_ids), tied=("tied", "any")
    )
    providers = providers[providers.groupby(_STAGE)["partner"].transform("nunique") >= _FEWEST_OFFERING]
    needs = pd.DataFrame(below.of(Needs)).merge(providers[_STAGE].drop_duplicates(), on=_STAGE)
    blocked = needs[["blocks_existing", "blocks_new"]].fillna(False).any(axis=1)
    seekers = (
        needs.assign(blocked=blocked)
        .groupby([*_STAGE, "organisation"], as_index=False)
        .agg(criticality=("criticality", "max"), blocked=("blocked", "any"), rows=("row_id", join_ids))
    )
    return seekers, providers


def _others(providers: pd.DataFrame) -> pd.DataFrame:
    """Count who offers each stage, by cluster."""
    of_each = providers.groupby([*_STAGE, "other"], as_index=False).agg(
        offering=("partner", "nunique"), tied=("tied", "any")
    )
    return of_each.groupby(_STAGE, as_index=False).agg(
        others=("other", SEPARATOR.join), offering_least=("offering", "min"), tied=("tied", "any")
    )


def _readiness(people: pd.DataFrame) -> pd.DataFrame:
    """Say how ready the participants are: who wants to meet, who agreed to be named, how much capacity is free."""
    offers = people["side"] == OFFERS
    frame = (
        people.assign(
            lacks=people["side"] == LACKS,
            offers=offers,
            unnamed=offers & ~people["agreed"],
            asked=people["willing"].notna(),
            wills=people["willing"].eq(True).fillna(False),
        )
        .groupby(_STAGE, as_index=False)
        .agg(
            lacking=("lacks", "sum"),
            offering=("offers", "sum"),
            unnamed=("unnamed", "sum"),
            participants=("organisation", "size"),
            asked=("asked", "sum"),
            willing=("wills", "sum"),
            agreed=("agreed", "sum"),
            capacity=("capacity", "mean"),
            people_rows=("made_from", join_ids),
        )
    )
    parts = pd.DataFrame(
        {
            "willing": frame["willing"] / frame["asked"].where(frame["asked"] > 0),
            "agreed": frame["agreed"] / frame["participants"],
            "capacity": frame["capacity"],
        }
    )
    return frame.assign(readiness=weighted_mean(parts.astype("float64").to_numpy(), [1, 1, 1])[0])


def _need(seekers: pd.DataFrame, below: TableSet, weights: Sequence[float]) -> pd.DataFrame:
    """Weigh what is lacking as a gap is weighed, without leakage: nobody buys it yet at home."""
    questioned = asked(below)
    heard = questioned[questioned["needs"]].groupby("cluster")["organisation"].nunique()
    frame = seekers.groupby(_STAGE, as_index=False).agg(
        concerned=("organisation", "nunique"),
        total=("criticality", "sum"),
        rated=("criticality", "count"),
        blocked=("blocked", "sum"),
        need_rows=("rows", join_ids),
    )
    concerned, total, rated, blocked, people = (
        column.to_numpy(dtype=np.float64)
        for column in (*(frame[name] for name in _COUNTED), frame["cluster"].map(heard))
    )
    parts = of_counts(concerned, total, rated, blocked, np.full(len(frame), np.nan), people)[:, :-1]
    return frame.assign(need=geometric_mean(parts, weights))[[*_STAGE, "need", "need_rows"]]


def _gaps(frame: pd.DataFrame, gaps: DataFrame[Gaps]) -> pd.DataFrame:
    """Say which lack of customers an activity mends, of those who offer the stage."""
    held = pd.DataFrame(gaps[gaps["at_face"]])
    sell = held[held["verdict"] == _SELL].groupby(_STAGE)["made_from"].agg(join_ids).to_dict()
    found = []
    for stage, others in frame[["stage", "others"]].itertuples(index=False):
        selling = [other for other in others.split(SEPARATOR) if (other, stage) in sell]
        found.append(
            {"sells_for": SEPARATOR.join(selling), "gap_rows": join_ids(sell[other, stage] for other in selling)}
        )
    return pd.DataFrame(found, index=frame.index, columns=["sells_for", "gap_rows"])


def _written(frame: pd.DataFrame, ideas: DataFrame[HybridIdeas]) -> pd.DataFrame:
    """Count the respondents of the clusters whose own ideas are about the stage, from either side."""
    own = pd.DataFrame(ideas).dropna(subset=["other"])
    forth = own.assign(stage=own["other_stage"])[["cluster", "other", "stage", "organisation", "made_from"]]
    back = own.assign(stage=own["own_stage"], cluster=own["other"], other=own["cluster"])[list(forth)]
    both = pd.concat([forth, back], ignore_index=True)
    found = []
    for cluster, stage, others in frame[[*_STAGE, "others"]].itertuples(index=False):
        like = (both["cluster"] == cluster) & (both["stage"] == stage) & both["other"].isin(others.split(SEPARATOR))
        found.append(
            {"written": both.loc[like, "organisation"].nunique(), "idea_rows": join_ids(both.loc[like, "made_from"])}
        )
    return pd.DataFrame(found, index=frame.index, columns=["written", "idea_rows"])


def _also_lacked(seekers: pd.DataFrame, needs: DataFrame[Needs], fewest: int) -> pd.DataFrame:
    """Find the stage that most of those who lack each one lack too."""
    said = pd.DataFrame(needs)[["cluster", "organisation", "stage"]].dropna().rename(columns={"stage": "also_lacked"})
    both = seekers[[*_STAGE, "organisation"]].merge(said.drop_duplicates(), on=["cluster", "organisation"])
    both = both[both["also_lacked"] != both["stage"]]
    number = both.groupby([*_STAGE, "also_lacked"], as_index=False).agg(number=("organisation", "nunique"))
    most = number[number["number"] >= fewest].sort_values(
        [*_STAGE, "number", "also_lacked"], ascending=[True, True, False, True]
    )
    return most.drop_duplicates(_STAGE)[[*_STAGE, "also_lacked"]]


def _missing(frame: pd.DataFrame) -> list[str]:
    """Name what each activity still needs."""
    lacks = {
        "introduction": ~frame["tied"].astype("bool"),
        "capacity": frame["capacity"].isna(),
        "wish": frame["willing"] < _HALF * frame["asked"],
        "consent": frame["agreed"] < _HALF * frame["participants"],
    }
    return [
        SEPARATOR.join(name for name, lacking in zip(lacks, row, strict=True) if lacking)
        for row in zip(*lacks.values(), strict=True)
    ]


def _ranked(frame: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Rank activities by the mean of their parts; and say under which share of the weights they are among the first."""
    parts = frame[list(PARTS)].astype("float64")
    frame = frame.assign(score=geometric_mean(parts.to_numpy(), [1.0] * len(PARTS)), top3=0.0)
    frame["rank"] = frame.groupby("occasion")["score"].rank(method="min", ascending=False)
    for rows in frame.groupby("occasion").groups.values():
        generator = np.random.default_rng(seed)
        shares = rank_acceptability(parts.loc[rows].to_numpy(), WEIGHT_SETS, [_TOP], generator)
        frame.loc[rows, "top3"] = shares[:, 0]
    return frame
