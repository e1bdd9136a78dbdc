"""The tables of the chapter, from those of the survey and the chain, the register, and the rosters of follow-up."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from pandera.typing import DataFrame

from .. import reference
from ..chain.matches import stages_of_words
from ..chain.tables import Gaps, Ties
from ..chapter import Tell, silent
from ..problems import Problem
from ..reference import Catalogue, Counties
from ..study import Study
from ..survey.tables import Organisations
from ..tables import TableSet, conform, join_ids
from .candidacies import concerned, find_candidacies, lacking_stages
from .comparison import ranked, with_criteria, with_scores
from .contacts import contacts_of, with_contacts
from .decisions import CandidateDecisions, added, load_decisions, meant_by, remarks_on_decisions, with_decisions
from .follow_up import read_follow_up, remarks_on_follow_up, spoilt_rosters
from .pool import counties_of_regional, new_members, smallest_pools
from .profiles import languages_of, profiles_of
from .register import check as check_register
from .register import place_of, remarks_on_turnover, screen
from .tables import (
    Candidates,
    Contacts,
    Coverage,
    FollowUpMembers,
    FollowUpOffers,
    NewMembers,
    Pool,
    RegisterFirms,
    Screening,
)

_WHO = ["home", "candidate"]


def check(study: Study) -> list[Problem]:
    """Find what is wrong with the register and the rosters of follow-up; decisions are checked as they are read."""
    return [*check_register(study), *spoilt_rosters(study, *_catalogues(study))]


def remarks(study: Study, tables: TableSet) -> list[str]:
    """Say of which follow-up clusters nobody is known, what of the register is left out, and what decisions did."""
    decisions = load_decisions(study, *_catalogues(study))
    path = place_of(study)
    unknown = remarks_on_turnover(study, path.relative_to(study.raw).as_posix()) if path else []
    return [*remarks_on_follow_up(study), *unknown, *remarks_on_decisions(study, decisions, tables.of(Candidates))]


def build(study: Study, below: TableSet, tell: Tell = silent) -> TableSet:
    """Compute the tables of the chapter from those of the chapters below.

    Raises
    ------
    StudyError
        With every problem of the rosters of follow-up clusters, the register and the decisions on candidates.
    """
    tell("looks for partners")
    settings, (catalogue, counties) = study.settings, _catalogues(study)
    decisions = load_decisions(study, catalogue, counties)
    follow_up = read_follow_up(study, catalogue, counties)
    stages = lacking_stages(below.of(Gaps))
    supplied = stages[~stages["ties_only"]]
    members = {*below.of(Organisations)["organisation"], *follow_up.members["organisation"]}
    firms, screening, pairs = screen(study, supplied, members, settings.partners.firms)
    words = list(follow_up.offers["text"].dropna())
    meanings = stages_of_words(words, catalogue, reference.load(study, reference.Glossary))
    found = find_candidacies(stages, catalogue, below, follow_up, meanings, (pairs, firms))
    people = with_contacts(profiles_of(below, follow_up, firms), study)
    frame = _decided(study, decisions, stages, found, people)
    candidates = _compared(study, frame, stages, below, counties)
    to_supply = conform(candidates.merge(supplied[["cluster", "stage"]]), Candidates)
    pool, coverage = smallest_pools(to_supply, settings.partners.candidates)
    return TableSet(
        {
            FollowUpMembers: follow_up.members,
            FollowUpOffers: follow_up.offers,
            RegisterFirms: firms,
            Screening: screening,
            Candidates: candidates,
            Contacts: contacts_of(people),
            Pool: pool,
            Coverage: coverage,
            NewMembers: _joining(study, to_supply, supplied, counties),
        }
    )


def _catalogues(study: Study) -> tuple[DataFrame[Catalogue], DataFrame[Counties]]:
    return reference.load(study, Catalogue), reference.load(study, Counties)


def _decided(
    study: Study,
    decisions: DataFrame[CandidateDecisions],
    stages: pd.DataFrame,
    found: pd.DataFrame,
    people: pd.DataFrame,
) -> pd.DataFrame:
    """Candidates with their profiles, those whom managers added among them, and what was decided of each."""
    frame = found.merge(people, on=_WHO, how="left", validate="many_to_one")
    frame["origin"] = _origins(frame, study.analysed)
    decided = meant_by(study, decisions, frame, people)
    frame = pd.concat([frame, added(stages, decided, frame, people)], ignore_index=True)[list(frame)]
    return with_decisions(frame, decided).assign(
        languages=languages_of(frame["languages"], frame["speaks"]),
        made_from=[
            join_ids(cell for cell in cells if isinstance(cell, str))
            for cells in zip(frame["made_from"], frame["profile_from"], frame["contact_from"], strict=True)
        ],
    )


def _origins(frame: pd.DataFrame, analysed: Sequence[str]) -> pd.Series:
    """Where each candidate comes from, seen from the cluster with the gap."""
    origin = frame["in_region"].eq(True).map({True: "region", False: "country"})
    origin = origin.mask(frame["home"].notna(), "follow_up").mask(frame["home"].isin(analysed), "other_cluster")
    return origin.mask(frame["home"] == frame["cluster"], "member")


def _compared(
    study: Study, frame: pd.DataFrame, stages: pd.DataFrame, below: TableSet, counties: DataFrame[Counties]
) -> DataFrame[Candidates]:
    """Candidates with their criteria, scores and ranks."""
    places = pd.DataFrame(below.of(Organisations))[["cluster", "organisation", "county"]]
    whom = concerned(stages, below).merge(places, on=["cluster", "organisation"])
    pairs = pd.DataFrame(below.of(Ties))[["organisation", "partner"]]
    back = pairs.rename(columns={"organisation": "partner", "partner": "organisation"})
    ties = pd.concat([pairs, back[list(pairs)]], ignore_index=True)
    scored = with_scores(with_criteria(frame, whom, ties, counties), study.settings.partners.weights)
    return conform(ranked(scored, study.settings.seed), Candidates)


def _joining(
    study: Study, candidates: DataFrame[Candidates], stages: pd.DataFrame, counties: DataFrame[Counties]
) -> DataFrame[NewMembers]:
    """Who could join each cluster."""
    regional = counties_of_regional(reference.load(study, reference.Clusters), counties, study.settings.region)
    most = {cluster.id: cluster.new_members for cluster in study.settings.clusters}
    return new_members(candidates, stages, most, regional)
