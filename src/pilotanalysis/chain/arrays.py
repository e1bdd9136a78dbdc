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
        How many inputs are given each degree of satisfaction, 1 to 5.
    linked : array, asked by stages
        Whether it lacks it and was asked for its partners.
    sells : array, asked by stages by places
        Shares of sales by place, of firms on a stage that delivers to market stages.
    seller : array, asked by stages
        Whether it is such a firm.
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
    linked: Floats
    sells: Floats
    seller: Floats

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


@dataclass(frozen=True)
class Replicates:
    """How many members each respondent stands for: a row for each way to count them.

    Attributes
    ----------
    observed : array, ways by observed
        Of the members whose stages are known.
    asked : array, ways by asked
        Of those asked what they need.
    """

    observed: Floats
    asked: Floats


def as_answered(answers: AnswerArrays) -> Replicates:
    """Count everybody once."""
    return Replicates(np.ones((1, len(answers.works))), np.ones((1, len(answers.asked))))


def simulated(answers: AnswerArrays, simulations: int, generator: np.random.Generator) -> Replicates:
    """Fill the roster up with non-respondents who are like those who answered, in so many simulations."""
    observed, asked = (
        simulate_non_respondents(number, answers.roster, simulations, generator).astype(np.float64)
        for number in (len(answers.works), len(answers.asked))
    )
    return Replicates(observed, asked)


@dataclass(frozen=True)
class Measure:
    """A value of every stage that a threshold can be held against.

    Attributes
    ----------
    value : callable
        Ways by stages, from how many members each respondent stands for (ways by respondents); missing where there
        is nothing to compute it from.
    n : array of int
        AnswerArrays that it rests on, by stage.
    """

    value: Callable[[Floats], Floats]
    n: npt.NDArray[np.int64]


def count_of(present: Floats) -> Measure:
    """Count the members that are there; it rests on all of whom it is known."""
    return Measure(lambda ways: ways @ present, np.full(present.shape[1], len(present)))


def share_of(part: Floats, whole: Floats) -> Measure:
    """Divide a part by its whole; it rests on those who have anything in the whole."""
    return Measure(lambda ways: _over(ways @ part, ways @ whole), _answers(whole))


def largest_share(parts: Floats, whole: Floats) -> Measure:
    """Take the largest of several parts (last axis) of a whole."""
    return Measure(lambda ways: _over(np.einsum("wa,asp->wsp", ways, parts).max(axis=2), ways @ whole), _answers(whole))


def median_of(counts: Floats) -> Measure:
    """Median degree, from how many answers give each degree (last axis, from 1)."""
    return Measure(lambda ways: _medians(np.einsum("wa,asd->wsd", ways, counts)), _answers(counts.sum(axis=2)))


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
