"""The tables of the chapter, from those of the survey."""

from __future__ import annotations

import pandas as pd
from pandera.typing import DataFrame

from .. import reference
from ..problems import Problem
from ..study import GapThresholds, SeverityWeights, Study, Thresholds
from ..survey.tables import Inputs, Links, Needs, Offers, Organisations, Roles, Statements
from ..tables import TableSet, empty
from .concerns import asked, concerns
from .effects import threshold_effects
from .gaps import judge_gaps
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
from .verdicts import conclude


def check(_study: Study) -> list[Problem]:
    """Find no problem: what the chapter needs is checked with the catalogues."""
    return []


def build(study: Study, survey: TableSet) -> TableSet:
    """Compute the tables of the chapter from those of the survey."""
    whole = reference.load(study, reference.Stages)
    catalogue = whole[whole["cluster"].isin(study.analysed)]
    edges = reference.load(study, reference.Edges)
    persons = reference.load(study, reference.PersonsEmployed)
    clusters = reference.load(study, reference.Clusters)
    settings = study.settings
    stages, bought, judged = _judged(
        survey, catalogue, edges, settings.gaps, settings.weights, settings.thresholds.confidence, settings.seed
    )
    capacity = regional_capacity(
        catalogue,
        persons,
        reference.load(study, reference.Activities),
        reference.load(study, reference.ActivityBenchmarks),
        reference.load(study, reference.Proximities),
        settings.region,
        settings.country,
    )
    matches = find_matches(
        survey.of(Needs), survey.of(Offers), survey.of(Links), reference.load(study, reference.Glossary)
    )
    national = set(clusters.loc[clusters["scope"] == "national", "cluster"])
    gaps = conclude(judged, stages, capacity, matches, national, settings.gaps)
    whom = asked(survey)
    ties = find_ties(survey.of(Links), survey.of(Organisations), whom)
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
                persons,
                settings.region,
                settings.country,
            ),
            Matches: matches,
            Ties: ties,
            Network: network_measures(ties, survey.of(Organisations), whom),
            Positions: positions(ties, survey.of(Organisations), whom),
        }
    )


def _judged(
    survey: TableSet,
    catalogue: DataFrame[reference.Stages],
    edges: DataFrame[reference.Edges],
    thresholds: GapThresholds,
    weights: SeverityWeights,
    confidence: float,
    seed: int,
) -> tuple[DataFrame[Stages], DataFrame[Sourcing], pd.DataFrame]:
    stages = place_members(
        catalogue,
        survey.of(Organisations),
        survey.of(Statements),
        survey.of(Roles),
        survey.of(Needs),
        confidence,
    )
    bought = sourcing(survey.of(Inputs), catalogue)
    whom = concerns(survey, catalogue, edges)
    judged = judge_gaps(survey, catalogue, edges, stages, whom, bought, thresholds, weights, confidence, seed)
    return stages, bought, judged


def judge_study(
    survey: TableSet, catalogue: DataFrame[reference.Stages], edges: DataFrame[reference.Edges], seed: int = 0
) -> DataFrame[Gaps]:
    """Judge the gaps of a study by its survey alone, without the region's side, at the lines the pack draws.

    Parameters
    ----------
    survey : TableSet
        Tables of the survey.
    catalogue, edges
    seed : int
        Of the draws.
    """
    thresholds = GapThresholds()
    stages, _bought, judged = _judged(
        survey, catalogue, edges, thresholds, SeverityWeights(), Thresholds().confidence, seed
    )
    return conclude(judged, stages, empty(RegionalCapacity), empty(Matches), set(), thresholds)
