"""What ties drawn at random would give, in a network with the same degrees."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def untied_by_chance(degrees: npt.ArrayLike, there: npt.ArrayLike, ends: int) -> Floats:
    """Chance that a member has no tie to any of some others, were the ends of all ties paired at random.

    Each tie of the member then leads to one of the others as often as they have ends among all ends but its own
    (configuration model).

    Parameters
    ----------
    degrees : array_like
        Ties of each member.
    there : array_like
        Ties of all those others, added up, for each member.
    ends : int
        Ends of all ties of the network: twice the ties.

    Returns
    -------
    array
        1 for who has no tie.

    References
    ----------
    Newman, M. (2018), Networks, 2nd ed., chapter 12 (the configuration model).

    Examples
    --------
    >>> untied_by_chance([0, 1, 2], [5, 5, 5], 21).round(3).tolist()
    [1.0, 0.75, 0.532]
    """
    own, others = np.asarray(degrees, dtype=np.float64), np.asarray(there, dtype=np.float64)
    # The first tie takes an end of the others with others / (ends - own); each that misses leaves one end less.
    most = int(own.max(initial=0))
    chance = np.ones(own.shape)
    for tie in range(most):
        left = np.maximum(ends - own - tie, 1.0)
        missed = np.clip(1 - others / left, 0.0, 1.0)
        chance = np.where(tie < own, chance * missed, chance)
    return chance


def seldom_reached(chances: npt.ArrayLike, level: float = 0.05) -> int:
    """Least number of successes that trials reach with a probability of at most the level (Poisson binomial).

    Parameters
    ----------
    chances : array_like
        Chance of success of each trial, independent of the others.
    level : float

    Returns
    -------
    int
        One more than there are trials, where even success in all is no less likely.

    Examples
    --------
    >>> seldom_reached([0.5] * 4), seldom_reached([0.5] * 5), seldom_reached([])
    (5, 5, 1)
    """
    distribution = np.ones(1)
    for chance in np.asarray(chances, dtype=np.float64):
        distribution = np.convolve(distribution, [1 - chance, chance])
    reached = np.cumsum(distribution[::-1])[::-1]
    # Sums of 1 exactly may miss it by rounding.
    return int((reached > level + 1e-12).sum())
