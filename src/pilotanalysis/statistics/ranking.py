"""Composite scores and how far their ranking hangs on the weights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
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
