"""What members answered in one cluster, as arrays, and what can be measured on them.

Rows of the arrays are members, columns are stages. A measure is computed for those who answered and for simulations of
the non-respondents alike: it is given how many members each respondent stands for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..statistics import simulate_non_respondents

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class DemandArrays:
    """What those asked say of a gap, for one family of gaps; each array is asked by stages.

    Attributes
    ----------
    concerned, lacks, buys, existing, new, blocked : array of 0 and 1
        `blocked` from a market of either sort.
    criticality : array
        0 where it does not lack it, or does not say how vital it is.
    rated : array of 0 and 1
        Whether it says how vital it is.
    """

    concerned: Floats
    lacks: Floats
    buys: Floats
    existing: Floats
    new: Floats
    blocked: Floats
    criticality: Floats
    rated: Floats


@dataclass(frozen=True)
class TieArrays:
    """Members who lack a stage and were asked for their partners: their ties to the members who work on it.

    Every array has an entry for each such member and stage, but for the last two.

    Attributes
    ----------
    member, stage : array of int
        Row and column in the arrays of answers.
    tied : array of bool
        Whether a tie is known, named from either side.
    asked, not_asked : array
        How many of those who work there were asked for their partners, and how many were not, with those expected
        among the members whose stages are not known.
    unplaced : array
        Chance that one of the partners it names, whose stages are not known, works there.
    told : (float, float)
        Of those who name nobody who works on the stage: how many are named by one of them, and how many could have
        been, by those asked.
    chance : array, stages
        Least share without a tie that fewer than 1 in 20 networks with the same degrees reach, see
        :func:`...statistics.seldom_untied`.
    """

    member: npt.NDArray[np.int64]
    stage: npt.NDArray[np.int64]
    tied: Bools
    asked: Floats
    not_asked: Floats
    unplaced: Floats
    told: tuple[float, float]
    chance: Floats


@dataclass(frozen=True)
class AnswerArrays:
    """Everything that kinds of gaps and severity need of one cluster.

    Attributes
    ----------
    stages : list of str
        Columns of the arrays.
    roster : int
        Members of the cluster.
    asked : DataFrame
        organisation, organisation_type, size_band of those asked what they need; rows of the arrays below.
    works : array, observed by stages
        Whether each member whose stages are known works on each.
    demand : mapping
        By family.
    inputs : DataFrame
        What is bought of stages of the chain, with its weight; see :meth:`by_member`.
    spend, inside : array, asked by stages
        What is bought, and of that from members, where both are said.
    satisfaction : array, asked by stages by degrees
        How many inputs that come from members for the most part are given each degree of satisfaction, 1 to 5.
    ties : TieArrays
    sells : array, asked by stages by places
        Sales by place, of firms on a stage that delivers to market stages; only places that are one market.
    sales : array, asked by stages
        All sales of such firms.
    """

    stages: list[str]
    roster: int
    asked: pd.DataFrame
    works: Floats
    demand: Mapping[str, DemandArrays]
    inputs: pd.DataFrame
    spend: Floats
    inside: Floats
    satisfaction: Floats
    ties: TieArrays
    sells: Floats
    sales: Floats

    def by_member(self, frame: pd.DataFrame, values: pd.Series) -> Floats:
        """Add values of a frame of answers up by those asked and stage."""
        return added_up(frame, values, list(self.asked["organisation"]), self.stages)


def added_up(frame: pd.DataFrame, values: pd.Series, members: list[str], stages: list[str]) -> Floats:
    """Add values up by member and stage; rows of other members and stages do not count.

    Parameters
    ----------
    frame : DataFrame
        organisation, stage.
    values : Series
        One for each row of it.
    members, stages : list of str

    Returns
    -------
    array, members by stages
    """
    array = np.zeros((len(members), len(stages)))
    row = pd.Index(members).get_indexer(pd.Index(frame["organisation"]))
    column = pd.Index(stages).get_indexer(pd.Index(frame["stage"]))
    here = (row >= 0) & (column >= 0)
    np.add.at(array, (row[here], column[here]), np.asarray(values, dtype=np.float64)[here])
    return array


#: Part of the simulations in which the non-respondents behave otherwise than the respondents on a stage.
OTHERWISE = 1 / 3


@dataclass(frozen=True)
class Replicates:
    """Ways to count the members of a cluster: how many members each respondent stands for, a row for each way.

    Attributes
    ----------
    observed : array, ways by observed
        Of the members whose stages are known.
    asked : array, ways by asked
        Of those asked what they need.
    tied : array, ways by entries of TieArrays
        1 where there is a tie.
    otherwise : array of bool, ways by stages
        Whether the non-respondents behave otherwise than the respondents.
    how : array, ways by stages
        How they then behave: a number from 0 to 1 that tells one of all ways in which they could.
    """

    observed: Floats
    asked: Floats
    tied: Floats
    otherwise: Bools
    how: Floats


def as_answered(answers: AnswerArrays) -> Replicates:
    """Count every respondent once, and nobody else."""
    stages = (1, len(answers.stages))
    return Replicates(
        np.ones((1, len(answers.works))),
        np.ones((1, len(answers.asked))),
        answers.ties.tied[None, :].astype(np.float64),
        np.zeros(stages, dtype=bool),
        np.zeros(stages),
    )


def simulated(answers: AnswerArrays, simulations: int, generator: np.random.Generator) -> Replicates:
    """Fill the roster up with non-respondents, in so many simulations.

    They are like respondents (:func:`..statistics.simulate_non_respondents`); but that they did not answer may have to
    do with what they would have said, so on each stage they behave otherwise in the part :data:`OTHERWISE` of the
    simulations, in whatever way. A tie that only they could have named is there with the chance that such ties have
    between respondents.
    """
    observed, asked = (
        simulate_non_respondents(number, answers.roster, simulations, generator).astype(np.float64)
        for number in (len(answers.works), len(answers.asked))
    )
    ties, stages = answers.ties, (simulations, len(answers.stages))
    named, could = ties.told
    rate = generator.beta(named + 0.5, could - named + 0.5, (simulations, 1))
    # Named by one who was not asked, though by none of those who were.
    makers = np.maximum(ties.asked + ties.not_asked, 1.0)
    unheard = rate * ties.not_asked / makers / (1 - rate * ties.asked / makers)
    hidden = 1 - (1 - unheard) * (1 - ties.unplaced)
    tied = ties.tied | (generator.random(hidden.shape) < hidden)
    return Replicates(
        observed,
        asked,
        tied.astype(np.float64),
        generator.random(stages) < OTHERWISE,
        generator.random(stages),
    )


@dataclass(frozen=True)
class Measure:
    """A value of every stage that can be compared with a threshold.

    Attributes
    ----------
    value : callable
        Ways by stages; missing where there is nothing to compute it from.
    n : array of int
        Answers that it rests on, by stage.
    least : array, optional
        By stage: what chance alone would reach; a gap goes beyond it, whatever the threshold.
    """

    value: Callable[[Replicates], Floats]
    n: npt.NDArray[np.int64]
    least: Floats | None = None


def count_of(present: Floats) -> Measure:
    """Count the members that are there; it rests on all of whom it is known."""
    return Measure(lambda ways: ways.observed @ present, np.full(present.shape[1], len(present)))


def share_of(part: Floats, whole: Floats) -> Measure:
    """Divide a part by its whole; it rests on those who have anything in the whole."""

    def value(ways: Replicates) -> Floats:
        others = _others(ways.asked, whole)
        like = _over(ways.asked @ part, ways.asked @ whole)
        return np.where(ways.otherwise, _over(part.sum(axis=0) + ways.how * others, whole.sum(axis=0) + others), like)

    return Measure(value, _answers(whole))


def largest_share(parts: Floats, whole: Floats) -> Measure:
    """Take the largest of several parts (last axis) of a whole. Otherwise: all is in one of these, or in none."""
    places = parts.shape[2]

    def value(ways: Replicates) -> Floats:
        others = _others(ways.asked, whole)
        like = _over(np.einsum("wa,asp->wsp", ways.asked, parts).max(axis=2), ways.asked @ whole)
        one = np.eye(places + 1)[(ways.how * (places + 1)).astype(int), :-1]
        apart = (parts.sum(axis=0) + one * others[..., None]).max(axis=2)
        return np.where(ways.otherwise, _over(apart, whole.sum(axis=0) + others), like)

    return Measure(value, _answers(whole))


def median_of(counts: Floats) -> Measure:
    """Median degree, from how many answers give each degree (last axis, from 1). Otherwise: all give one degree."""
    judged, degrees = counts.sum(axis=2), counts.shape[2]

    def value(ways: Replicates) -> Floats:
        one = np.eye(degrees)[(ways.how * degrees).astype(int)]
        apart = counts.sum(axis=0) + one * _others(ways.asked, judged)[..., None]
        return np.where(ways.otherwise, _medians(apart), _medians(np.einsum("wa,asd->wsd", ways.asked, counts)))

    return Measure(value, _answers(judged))


def untied_of(ties: TieArrays, stages: int) -> Measure:
    """Share without a tie to who works on a stage, of those who lack it and were asked for their partners."""
    where = np.zeros((len(ties.stage), stages))
    where[np.arange(len(ties.stage)), ties.stage] = 1.0

    def value(ways: Replicates) -> Floats:
        weight = ways.asked[:, ties.member]
        lacking, others = where.sum(axis=0), _others(weight, where)
        like = _over((weight * (1 - ways.tied)) @ where, weight @ where)
        return np.where(ways.otherwise, _over((1 - ways.tied) @ where + ways.how * others, lacking + others), like)

    return Measure(value, where.sum(axis=0).astype(np.int64), ties.chance)


def _others(ways: Floats, whole: Floats) -> Floats:
    """What the simulated non-respondents have of a whole: ways by stages."""
    return (ways - 1) @ whole


def _answers(whole: Floats) -> npt.NDArray[np.int64]:
    return np.asarray((whole > 0).sum(axis=0), dtype=np.int64)


def _over(part: Floats, whole: Floats) -> Floats:
    """Divide, rounded: what lies on a threshold does so in whatever order it was added up."""
    share: Floats = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
    return share.round(9)


def _medians(counts: Floats) -> Floats:
    added = counts.cumsum(axis=-1)
    total = added[..., -1:]
    lower = (added < total / 2).sum(axis=-1) + 1.0
    upper = (added <= total / 2).sum(axis=-1) + 1.0
    return np.where(total[..., 0] > 0, (lower + upper) / 2, np.nan)
