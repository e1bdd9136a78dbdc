"""How bad a missing link is, on the side of those who need it, and which is worst."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...settings import SeverityWeights
from ...statistics import geometric_mean, rake, rank_acceptability, wilson
from ..arrays import AnswerArrays, DemandArrays, Floats, Replicates
from ..kinds import KINDS

COMPONENTS = ("demand", "criticality", "markets", "leakage")
#: Percentiles of the simulations between which severity is said to lie.
INTERVAL = (2.5, 97.5)
#: Sets of weights under which gaps are ranked, and how many first places are looked at.
WEIGHT_SETS = 10_000
TOPS = (3, 5, 10)
#: Highest degree of criticality; who lacks nothing has the lowest, 1.
MOST, LEAST = 5.0, 1.0


def groups() -> list[tuple[str, bool]]:
    """Give the groups of kinds that share their severity: by family, and whether leakage counts."""
    return sorted({(kind.family, kind.leaks) for kind in KINDS.values()})


def weights_of(weights: SeverityWeights) -> list[float]:
    """Give the weights of the study in the order of the components."""
    return [getattr(weights, name) for name in COMPONENTS]


def leakage(answers: AnswerArrays, ways: Floats) -> Floats:
    """Share bought elsewhere than from members, ways by stages; missing where nothing is bought."""
    spend = ways @ answers.spend
    inside: Floats = np.divide(ways @ answers.inside, spend, out=np.full(spend.shape, np.nan), where=spend > 0)
    return 1 - inside


def components(said: DemandArrays, leaked: Floats, people: Floats) -> Floats:
    """Compute the components of severity, for each way to count those asked.

    Demand is the share of those asked whom it concerns. Criticality is the mean degree of those who lack it, over
    5; nobody lacking it, the lowest degree. Markets is the share of those concerned whom it keeps from a market,
    with half a member of the roster added on either side, so that a few answers never make it nothing or all.
    Leakage is what is bought elsewhere than from members.

    Parameters
    ----------
    said : DemandArrays
    leaked : array, ways by stages
        Missing where nothing is bought or it does not count.
    people : array, ways by asked
        How many members each of those asked stands for.

    Returns
    -------
    array, ways by stages by components
        From 0 to 1.
    """
    concerned, rated = people @ said.concerned, people @ said.rated
    total, blocked = people @ said.criticality, people @ said.blocked
    return of_counts(concerned, total, rated, blocked, leaked, people.sum(axis=1, keepdims=True))


def of_counts(
    concerned: Floats, total: Floats, rated: Floats, blocked: Floats, leaked: Floats, people: Floats
) -> Floats:
    """Compute the components of severity from counts of alike shape.

    Parameters
    ----------
    concerned, total, rated, blocked : array
        Those whom it concerns; the sum of their degrees of criticality, how many give one; those kept from a market.
    leaked : array
    people : array
        Those asked.

    Examples
    --------
    >>> one = np.ones(1)
    >>> of_counts(2 * one, 8 * one, 2 * one, one, np.nan * one, 4 * one).tolist()
    [[0.5, 0.8, 0.5, nan]]
    """
    demand = np.divide(concerned, people, out=np.zeros_like(concerned), where=people > 0)
    degree = np.divide(total, rated, out=np.full_like(total, LEAST), where=rated > 0)
    return np.stack([demand, degree / MOST, (blocked + 0.5) / (concerned + 1), leaked], axis=-1)


def bounds(said: DemandArrays, leaked: Floats, roster: int, asked: int, weights: list[float]) -> tuple[Floats, Floats]:
    """Bound severity by all that the non-respondents could say.

    Any number of them may be concerned; at the least those find it convenient only and are kept from no market, at
    the most they find it vital and are kept from one. However much they buy, all of it may come from members, or
    nothing.

    Parameters
    ----------
    said : DemandArrays
    leaked : array, stages
    roster, asked : int
    weights : list of float

    Returns
    -------
    least, most : array, stages
    """
    others = np.arange(roster - asked + 1, dtype=np.float64)[:, None]
    ones = np.ones((1, asked))
    concerned, rated = ones @ said.concerned, ones @ said.rated
    total, blocked = ones @ said.criticality, ones @ said.blocked
    people = np.full((len(others), 1), float(max(roster, 1)))
    # Only who does not answer can change what is bought where.
    moved = (others > 0) & ~np.isnan(leaked)
    worlds = [
        geometric_mean(
            of_counts(
                concerned + others,
                total + others * degree,
                rated + others,
                blocked + others * kept,
                np.where(moved, extreme, leaked),
                people,
            ),
            weights,
        )
        for degree, kept, extreme in ((LEAST, 0.0, 0.0), (MOST, 1.0, 1.0))
    ]
    return worlds[0].min(axis=0), worlds[1].max(axis=0)


def weigh(
    answers: AnswerArrays,
    simulations: Replicates,
    organisations: pd.DataFrame,
    weights: SeverityWeights,
    confidence: float,
) -> pd.DataFrame:
    """Count whom gaps concern and weigh them, for each stage and each group of kinds that share it.

    Parameters
    ----------
    answers : AnswerArrays
    simulations : Replicates
        Of the non-respondents.
    organisations : DataFrame
        Members of the cluster.
    weights : SeverityWeights
    confidence : float
        Of the interval of demand.

    Returns
    -------
    DataFrame
        stage, family, leaks, and the columns of Gaps from asked to severity_raked, with part_demand and so on, the
        components of severity.
    """
    people = len(answers.asked)
    # Each of those asked stands for so many of the roster, as in the simulations and the bounds: half a member of it
    # is added on either side, whoever answered.
    alike = np.full((1, people), answers.roster / max(people, 1))
    raked, met = _raked_to_roster(answers, organisations)
    ways = [(each, leakage(answers, each)) for each in (alike, simulations.asked, raked)]
    said = pd.DataFrame(
        {
            "stage": answers.stages,
            "asked": people,
            "raking_met": met,
            "needed_by": answers.demand["supply"].lacks.sum(axis=0).astype(int),
            "bought_by": answers.demand["supply"].buys.sum(axis=0).astype(int),
            "leakage": ways[0][1][0],
        }
    )
    parts = [_weighed_group(answers, *group, ways, weights_of(weights), confidence) for group in groups()]
    return pd.concat(parts, ignore_index=True).merge(said, on="stage")


def _weighed_group(
    answers: AnswerArrays,
    family: str,
    leaks: bool,
    ways: list[tuple[Floats, Floats]],
    weights: list[float],
    confidence: float,
) -> pd.DataFrame:
    said, people, roster = answers.demand[family], len(answers.asked), answers.roster
    face, simulated, raked = (
        components(said, leaked if leaks else np.full_like(leaked, np.nan), way) for way, leaked in ways
    )
    at_face = face[0]
    low, high = np.percentile(geometric_mean(simulated, weights), INTERVAL, axis=0)
    least, most = bounds(said, at_face[:, COMPONENTS.index("leakage")], roster, people, weights)
    demand = said.concerned.sum(axis=0).astype(int)
    lower, upper = wilson(demand, people, roster, confidence)
    rated = said.rated.sum(axis=0)
    return pd.DataFrame(
        {
            "stage": answers.stages,
            "family": family,
            "leaks": leaks,
            "demand": demand,
            # Those who said so are known to need it; non-respondents can add to them and take nothing away.
            "demand_lower": np.maximum(np.ceil(lower * roster - 1e-9), demand).astype(int),
            "demand_upper": np.maximum(
                np.minimum(np.floor(upper * roster + 1e-9), demand + roster - people), demand
            ).astype(int),
            "demand_most": demand + roster - people,
            "blocks_existing": said.existing.sum(axis=0).astype(int),
            "blocks_new": said.new.sum(axis=0).astype(int),
            "blocked": said.blocked.sum(axis=0).astype(int),
            "criticality": np.divide(
                said.criticality.sum(axis=0), rated, out=np.full(len(rated), np.nan), where=rated > 0
            ),
            "severity": geometric_mean(at_face, weights),
            "severity_lower": low,
            "severity_upper": high,
            "severity_least": least,
            "severity_most": most,
            "severity_raked": geometric_mean(raked, weights)[0],
            **{f"part_{name}": at_face[:, place] for place, name in enumerate(COMPONENTS)},
        }
    )


def _raked_to_roster(answers: AnswerArrays, organisations: pd.DataFrame) -> tuple[Floats, bool]:
    """Weights of those asked that bring types and size bands to those of the roster, as one way to count.

    Returns
    -------
    array, 1 by asked
    bool
        Whether they meet every margin.
    """
    columns = ("organisation_type", "size_band")
    margins = [{str(name): float(n) for name, n in organisations[column].value_counts().items()} for column in columns]
    weights, unmet, settled = rake([answers.asked[column].to_numpy() for column in columns], margins)
    return weights[None, :], settled and not any(unmet)


def rank(frame: pd.DataFrame, fewest: int, generator: np.random.Generator) -> pd.DataFrame:
    """Rank the gaps of a cluster that hold among the respondents, and say how far their places depend on the weights.

    Parameters
    ----------
    frame : DataFrame
        Gaps of one cluster, judged and weighed.
    fewest : int
        Respondents whom a gap has to concern: a few people rank nothing.
    generator : numpy.random.Generator

    Returns
    -------
    DataFrame
        The same with rank, rank_raked, top3, top5 and top10; missing where a gap does not hold or concerns too few.
    """
    chosen = frame["at_face"] & (frame["demand"] >= fewest)
    held = frame[chosen]
    tops = rank_acceptability(held[[f"part_{name}" for name in COMPONENTS]], WEIGHT_SETS, TOPS, generator)
    ranked = frame.assign(**{f"top{top}": np.nan for top in TOPS})
    ranked.loc[chosen, [f"top{top}" for top in TOPS]] = tops
    for column, by in (("rank", "severity"), ("rank_raked", "severity_raked")):
        ranked[column] = held[by].rank(method="min", ascending=False).astype("Int64").reindex(frame.index)
    return ranked
