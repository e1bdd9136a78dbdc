"""The tables of the chapter, from those of the survey."""

from __future__ import annotations

import pandas as pd
from pandera.typing import DataFrame

from .. import reference
from ..chapter import Tell, silent
from ..problems import Problem
from ..study import Study
from ..survey.tables import Inputs, Links, Needs, Offers, Organisations, Roles, Statements
from ..tables import TableSet, empty
from .gaps.answers import GapAnswers, load_answers
from .gaps.assessment import Criteria, assess_gaps
from .gaps.collect import gather
from .gaps.evidence import GapEvidence
from .gaps.thresholds import threshold_effects
from .gaps.verdicts import conclude
from .markets import market_blocks
from .matches import find_matches
from .network.measures import find_ties, network_measures, positions
from .presence import place_members
from .region.capacity import regional_capacity
from .sourcing.expected import expected_inputs
from .sourcing.purchases import sourcing
from .tables import (
    ExpectedInputs,
    Gaps,
    MarketBlocks,
    Matches,
    Network,
    Positions,
    RegionalCapacity,
    Sourcing,
    Stages,
    ThresholdEffects,
    Ties,
)


def check(_study: Study) -> list[Problem]:
    """Find no problem: what the chapter needs is checked with the catalogues."""
    return []


def build(study: Study, survey: TableSet, tell: Tell = silent) -> TableSet:
    """Compute the tables of the chapter from those of the survey."""
    tell("looks for missing links")
    whole = reference.load(study, reference.Catalogue)
    catalogue = whole[whole["cluster"].isin(study.analysed)]
    edges = reference.load(study, reference.Edges)
    persons = reference.load(study, reference.PersonsEmployed)
    clusters = reference.load(study, reference.Clusters)
    settings = study.settings
    found = gather(survey, catalogue, edges)
    stages, bought, judged = _judged(found, survey, Criteria.of(settings))
    capacity = regional_capacity(
        catalogue,
        persons,
        reference.load(study, reference.Activities),
        reference.load(study, reference.ActivityBenchmarks),
        reference.load(study, reference.Proximities),
        reference.load(study, reference.ActivityClasses),
        settings.region,
        settings.country,
    )
    matches = find_matches(
        survey.of(Needs), survey.of(Offers), survey.of(Links), reference.load(study, reference.Glossary)
    )
    national = national_clusters(clusters)
    answers = load_answers(study, catalogue)
    gaps = conclude(judged, stages, capacity, bought, matches, national, answers, settings.gaps)
    ties = find_ties(survey.of(Links), survey.of(Organisations), found.whom)
    return TableSet(
        {
            Stages: stages,
            Sourcing: bought,
            RegionalCapacity: capacity,
            Gaps: gaps,
            MarketBlocks: market_blocks(survey),
            ThresholdEffects: threshold_effects(gaps, settings.gaps),
            ExpectedInputs: expected_inputs(
                survey.of(Inputs),
                survey.of(Roles),
                whole,
                reference.load(study, reference.Industries),
                reference.load(study, reference.InputCoefficients),
                reference.latest(persons),
                settings.region,
                settings.country,
            ),
            Matches: matches,
            Ties: ties,
            Network: network_measures(ties, survey.of(Organisations), found.whom),
            Positions: positions(ties, survey.of(Organisations), found.whom),
        }
    )


def national_clusters(clusters: DataFrame[reference.Clusters]) -> set[str]:
    """Give the clusters with members all over the country."""
    return set(clusters.loc[clusters["scope"] == "national", "cluster"])


def _judged(
    found: GapEvidence, survey: TableSet, criteria: Criteria
) -> tuple[DataFrame[Stages], DataFrame[Sourcing], pd.DataFrame]:
    stages = place_members(
        found.catalogue,
        survey.of(Organisations),
        survey.of(Statements),
        survey.of(Roles),
        survey.of(Needs),
        survey.of(Inputs),
        criteria.confidence,
    )
    bought = sourcing(survey.of(Inputs), found.catalogue)
    return stages, bought, assess_gaps(found, survey.of(Offers), stages, bought, criteria)


def judge_study(
    survey: TableSet,
    catalogue: DataFrame[reference.Catalogue],
    edges: DataFrame[reference.Edges],
    criteria: Criteria | None = None,
) -> DataFrame[Gaps]:
    """Judge the gaps of a study by its survey alone, without the region's side.

    Parameters
    ----------
    survey : TableSet
        Tables of the survey.
    catalogue, edges
    criteria : Criteria, optional
        As the pack has them, if not given.
    """
    criteria = criteria or Criteria()
    stages, bought, judged = _judged(gather(survey, catalogue, edges), survey, criteria)
    nothing = (empty(Matches), set[str](), empty(GapAnswers))
    return conclude(judged, stages, empty(RegionalCapacity), bought, *nothing, criteria.thresholds)
