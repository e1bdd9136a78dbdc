"""What non-respondents could add: simulations of the rest of a small population from those observed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def simulate_non_respondents(
    n: int, population: int, simulations: int, generator: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Simulate the members of a population that were not observed, by Pólya's urn from those that were.

    Each of the N - n others is like one of those before it, observed or simulated. What comes out is the
    posterior of a finite population about which nothing else is known: those observed are never in doubt, and
    where all were observed nothing is.

    Parameters
    ----------
    n : int
        How many were observed.
    population : int
        How many there are, N; at least n.
    simulations : int
    generator : numpy.random.Generator

    Returns
    -------
    array of int, simulations by n
        How many members each of those observed stands for, at least 1; rows add up to N.

    Raises
    ------
    ValueError
        If n exceeds the population or is negative.

    References
    ----------
    Lo, A. Y. (1988), A Bayesian bootstrap for a finite population, The Annals of Statistics 16(4), 1684-1695;
    Ghosh, M. and Meeden, G. (1997), Bayesian Methods for Finite Population Sampling, chapter 2.

    Examples
    --------
    >>> simulate_non_respondents(3, 5, 2, np.random.default_rng(1)).sum(axis=1).tolist()
    [5, 5]
    """
    if not 0 <= n <= population:
        raise ValueError("needs 0 <= n <= population")
    if n == 0:
        return np.zeros((simulations, 0), dtype=np.int64)
    # Drawing from the urn is a multinomial draw with shares that are themselves drawn flat (Dirichlet).
    shares = generator.dirichlet(np.ones(n), simulations)
    return np.asarray(1 + generator.multinomial(population - n, shares), dtype=np.int64)
