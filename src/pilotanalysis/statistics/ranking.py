"""Composite scores and how far their ranking hangs on the weights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
#: So many sets of weights are looked at at once.
_AT_ONCE = 250
#: Stands for 0 where logarithms are taken; no weight brings it back above what is not 0.
_NOTHING = 1e-300


def geometric_mean(components: npt.ArrayLike, weights: npt.ArrayLike) -> Floats:
    """Weighted geometric mean of the components that there are.

    Parameters
    ----------
    components : array_like, (..., components)
        From 0 up; missing where there is none.
    weights : array_like, (components,) or (sets, components)
        Above 0; only their proportions matter.

    Returns
    -------
    array, (...) or (sets, ...)
        0 where any component is 0; missing where there is no component at all.

    Examples
    --------
    >>> geometric_mean([[0.25, 1.0], [0.5, float("nan")], [0.0, 0.9]], [1, 1]).tolist()
    [0.5, 0.5, 0.0]
    """
    values, sets = np.asarray(components, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    there = ~np.isnan(values)
    logs = np.where(there, np.log(np.maximum(np.where(there, values, 1.0), _NOTHING)), 0.0)
    # One product for all sets of weights at once.
    total = np.einsum("...c,sc->s...", logs, np.atleast_2d(sets))
    weight = np.einsum("...c,sc->s...", there.astype(np.float64), np.atleast_2d(sets))
    mean = np.exp(np.divide(total, weight, out=np.full_like(total, np.nan), where=weight > 0))
    mean = np.where((there & (values <= 0)).any(axis=-1), 0.0, mean)
    return mean if sets.ndim == 2 else np.asarray(mean[0])


def rank_acceptability(
    components: npt.ArrayLike, draws: int, tops: Sequence[int], generator: np.random.Generator
) -> Floats:
    """Share of all weights under which each option is among the first so many.

    Weights are drawn flat over all that add up to 1 (Dirichlet), and options are ranked by the weighted geometric
    mean of their components. Of equals all have the better rank.

    Parameters
    ----------
    components : array_like, options by components
        From 0 up; missing where an option has none.
    draws : int
    tops : sequence of int
    generator : numpy.random.Generator

    Returns
    -------
    array, options by tops

    References
    ----------
    Lahdelma, R. and Salminen, P. (2001), SMAA-2: Stochastic multicriteria acceptability analysis for group
    decision making, Operations Research 49(3), 444-454.

    Examples
    --------
    >>> shares = rank_acceptability([[0.9, 0.9], [0.5, 0.6], [0.1, 0.2]], 100, [1, 2], np.random.default_rng(1))
    >>> shares.tolist()
    [[1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]
    """
    values = np.asarray(components, dtype=np.float64)
    number, width = values.shape
    if number == 0:
        return np.zeros((0, len(tops)))
    scores = geometric_mean(values, generator.dirichlet(np.ones(width), draws))
    shares = np.ones((number, len(tops)))
    for place, top in enumerate(tops):
        if top < number:
            # Fewer than `top` are better exactly where the score reaches the one in that place.
            line = np.partition(scores, number - top, axis=1)[:, number - top]
            shares[:, place] = (scores >= line[:, None]).mean(axis=0)
    return shares


def weighted_mean(components: npt.ArrayLike, weights: npt.ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Weighted mean of components from 0 to 1 of which some are not known.

    Parameters
    ----------
    components : array_like, options by components
        Missing where not known.
    weights : array_like, components
        Above 0; only their proportions matter.

    Returns
    -------
    array
        In the middle of what is not known.
    array
        With 0 for what is not known: the least that it could be.
    array
        With 1 for it: the most.

    Examples
    --------
    >>> [mean.tolist() for mean in weighted_mean([[0.5, 1.0], [0.5, float("nan")]], [3, 1])]
    [[0.625, 0.5], [0.625, 0.375], [0.625, 0.625]]
    """
    values, shares = np.asarray(components, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    shares = shares / shares.sum()
    unknown = np.isnan(values)
    least = np.where(unknown, 0.0, values) @ shares
    open_ = unknown @ shares
    return least + open_ / 2, least, least + open_


def top_shares(
    components: npt.ArrayLike, groups: npt.ArrayLike, top: int, draws: int, generator: np.random.Generator
) -> Floats:
    """Share of all weights, and of all values not known, under which each option is among the first of its group.

    Weights are drawn flat over all that add up to 1 (Dirichlet), the same for all groups, and what is not known evenly
    between 0 and 1; options are ranked by the weighted mean of their components. Of equals all have the better rank.

    Parameters
    ----------
    components : array_like, options by components
        From 0 to 1; missing where not known.
    groups : array_like of int, options
        Group of each; options of a group stand together.
    top : int
        How many are the first.
    draws : int
    generator : numpy.random.Generator

    Returns
    -------
    array, options

    Examples
    --------
    >>> values = [[0.9, 0.9], [0.5, 0.6], [0.1, 0.2], [0.1, 0.1]]
    >>> top_shares(values, [0, 0, 0, 1], 1, 100, np.random.default_rng(1)).tolist()
    [1.0, 0.0, 0.0, 1.0]
    """
    values = np.asarray(components, dtype=np.float64)
    number, width = values.shape
    if number == 0:
        return np.zeros(0)
    edges = np.flatnonzero(np.diff(np.asarray(groups), prepend=-1))
    parts = [slice(*edge) for edge in zip(edges, [*edges[1:], number], strict=True)]
    rows, columns = np.nonzero(np.isnan(values))
    unknown, first = np.unique(rows, return_index=True)
    known = np.where(np.isnan(values), 0.0, values)
    times = np.zeros(number)
    for start in range(0, draws, _AT_ONCE):
        weights = generator.dirichlet(np.ones(width), min(_AT_ONCE, draws - start)).T
        scores = known @ weights
        if len(rows):
            drawn = generator.random((len(rows), weights.shape[1])) * weights[columns]
            scores[unknown] += np.add.reduceat(drawn, first, axis=0)
        for part in parts:
            own = scores[part]
            place = max(len(own) - top, 0)
            times[part] += (own >= np.partition(own, place, axis=0)[place]).sum(axis=1)
    return times / draws
