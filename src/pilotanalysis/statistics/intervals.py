"""Intervals for shares observed in a part of a small population."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri


def wilson(
    successes: ArrayLike, n: ArrayLike, population: ArrayLike, confidence: float = 0.95
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Wilson score interval of a share, with the finite population correction.

    The variance of a share observed in n of N is smaller by (N - n) / (N - 1) than in an endless
    population; the score interval is solved with z times the root of that factor. It holds if those
    not observed resemble those observed; a survey that is no random sample can only suppose that.

    Parameters
    ----------
    successes : array_like
        How many of the n have it.
    n : array_like
        How many were observed.
    population : array_like
        How many there are, N; at least n.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    lower, upper : ndarray of float
        Shares between 0 and 1. With n = N both are the share itself; with n = 0 they are 0 and 1.

    Raises
    ------
    ValueError
        If successes exceed n, or n exceeds the population, or one is negative.

    References
    ----------
    Wilson, E. B. (1927), Journal of the American Statistical Association 22(158), 209-212;
    Cochran, W. G. (1977), Sampling Techniques, 3rd ed., section 2.6 (finite population correction).

    Examples
    --------
    >>> lower, upper = wilson(8, 20, 30)
    >>> round(float(lower), 3), round(float(upper), 3)
    (0.284, 0.528)
    """
    k, m, total = np.broadcast_arrays(*(np.asarray(part, dtype=np.float64) for part in (successes, n, population)))
    if (k < 0).any() or (k > m).any() or (m > total).any():
        raise ValueError("needs 0 <= successes <= n <= population")
    spread = -ndtri((1 - confidence) / 2) * np.sqrt(np.where(total > 1, (total - m) / np.maximum(total - 1, 1), 0))
    known = m > 0
    size = np.where(known, m, 1)
    share = k / size
    square = spread**2 / size
    centre = (share + square / 2) / (1 + square)
    half = spread / (1 + square) * np.sqrt(share * (1 - share) / size + square / (4 * size))
    lower = np.where(known, np.clip(centre - half, 0, 1), 0.0)
    upper = np.where(known, np.clip(centre + half, 0, 1), 1.0)
    return lower, upper


def most_unseen(n: ArrayLike, population: ArrayLike, confidence: float = 0.95) -> NDArray[np.int64]:
    """Most members of a population that could have what none of those observed has.

    The largest K for which a random draw of n of N would miss all K with a probability of at least
    ``1 - confidence`` (hypergeometric). Exact, where an interval for shares rounds to nothing when
    few are left unobserved.

    Parameters
    ----------
    n : array_like of int
        How many were observed; none has it.
    population : array_like of int
        How many there are, N; at least n.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    ndarray of int
        Between 0 (all were observed) and N (none was).

    Raises
    ------
    ValueError
        If n exceeds the population, or is negative.

    Examples
    --------
    None among 36 of 40 members: one more could well be there, two hardly.

    >>> int(most_unseen(36, 40)), int(most_unseen(40, 40)), int(most_unseen(0, 40))
    (1, 0, 40)
    """
    observed, total = np.broadcast_arrays(np.asarray(n, dtype=np.int64), np.asarray(population, dtype=np.int64))
    if (observed < 0).any() or (observed > total).any():
        raise ValueError("needs 0 <= n <= population")
    bound = np.zeros(observed.shape, dtype=np.int64)
    for place in np.ndindex(observed.shape):
        unseen = total[place] - observed[place]
        each = np.arange(unseen)
        # One more is missed as often as a draw of those that are left misses it.
        missed = np.cumprod((unseen - each) / (total[place] - each))
        bound[place] = (missed >= 1 - confidence - 1e-12).sum()
    return bound


def share_bounds(
    low_inside: ArrayLike, high_inside: ArrayLike, low_outside: ArrayLike, high_outside: ArrayLike
) -> tuple[float, float]:
    """Bounds of the share of a part in a total of which every member is known within limits only.

    The share is smallest where all inside stand at their lower limit and all outside at their upper
    one, and largest the other way round.

    Parameters
    ----------
    low_inside, high_inside : array_like of float
        Limits of each member of the part.
    low_outside, high_outside : array_like of float
        Limits of each of the others.

    Returns
    -------
    lower, upper : float
        Between 0 and 1; 0 and 1 where nothing is known.

    Examples
    --------
    Two firms of 10 to 20 answered, one of 0 to 20 did not:

    >>> share_bounds([10, 10], [20, 20], [0], [20])
    (0.5, 1.0)
    """
    inside_low, inside_high, outside_low, outside_high = (
        float(np.sum(np.asarray(part, dtype=np.float64)))
        for part in (low_inside, high_inside, low_outside, high_outside)
    )
    lower = inside_low / (inside_low + outside_high) if inside_low + outside_high else 0.0
    upper = inside_high / (inside_high + outside_low) if inside_high + outside_low else 1.0
    return lower, upper
