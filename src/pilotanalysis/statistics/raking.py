"""Weights that bring a sample to the known margins of its population."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
_SETTLED, _ROUNDS = 1e-10, 1_000
#: A margin is met within this part of it.
_MET = 1e-6


def rake(
    categories: Sequence[npt.ArrayLike], margins: Sequence[Mapping[str, float]]
) -> tuple[Floats, list[tuple[str, ...]], bool]:
    """Rake a sample: weights, as even as can be, that meet every margin.

    Iterative proportional fitting, a margin at a time. A category of the population of which nobody is in the
    sample cannot be met: it is left out, the others of its margin are scaled up for it, and it is named.

    Parameters
    ----------
    categories : sequence of array_like of str, each of length n
        For each margin, the category of everybody in the sample.
    margins : sequence of mapping
        For each margin, how many of the population are in each category.

    Returns
    -------
    weights : array, n
        They add up to the population. Where no weights meet all margins, those after the last round.
    unmet : list of tuple of str
        For each margin, the categories of which nobody is in the sample.
    settled : bool
        Whether the weights meet the margins of all other categories.

    Raises
    ------
    ValueError
        If the sample holds a category that the population has not.

    References
    ----------
    Deming, W. E. and Stephan, F. F. (1940), On a least squares adjustment of a sampled frequency table when the
    expected marginal totals are known, The Annals of Mathematical Statistics 11(4), 427-444.

    Examples
    --------
    Two firms and one university answered, of three and three:

    >>> weights, unmet, settled = rake([["firm", "firm", "research"]], [{"firm": 3, "research": 3}])
    >>> weights.tolist(), unmet, settled
    ([1.5, 1.5, 3.0], [()], True)
    """
    codes, targets, unmet = [], [], []
    for names, margin in zip(categories, margins, strict=True):
        present, code = np.unique(np.asarray(names, dtype=str), return_inverse=True)
        unknown = [name for name in present.tolist() if not margin.get(name, 0)]
        if unknown:
            raise ValueError(f"of the sample, but not of the population: {', '.join(unknown)}")
        target = np.array([float(margin[name]) for name in present])
        codes.append(code)
        targets.append(target / target.sum() * sum(margin.values()) if len(target) else target)
        unmet.append(tuple(sorted(set(margin) - set(present.tolist()))))
    weights = np.full(len(codes[0]), targets[0].sum() / max(len(codes[0]), 1))
    for _round in range(_ROUNDS if len(weights) else 0):
        before = weights
        for code, target in zip(codes, targets, strict=True):
            weights = weights * (target / np.bincount(code, weights, len(target)))[code]
        if np.abs(weights - before).max() <= _SETTLED * weights.max():
            break
    settled = all(
        np.allclose(np.bincount(code, weights, len(target)), target, rtol=_MET, atol=0)
        for code, target in zip(codes, targets, strict=True)
    )
    return weights, unmet, settled
