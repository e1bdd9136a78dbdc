"""How close activities are to one another, and a region to each of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def specialised(quotients: npt.ArrayLike, threshold: float = 1.0) -> Bools:
    """Tell in which activities regions are specialised: where the location quotient reaches the threshold.

    Parameters
    ----------
    quotients : array_like, regions by activities
        Location quotients; what is not known is no specialisation.
    threshold : float

    Examples
    --------
    >>> specialised([[0.99, 1.0, float("nan")]]).tolist()
    [[False, True, False]]
    """
    reached: Bools = np.nan_to_num(np.asarray(quotients, dtype="float64"), nan=-np.inf) >= threshold
    return reached


def proximity(of_regions: npt.ArrayLike, known: npt.ArrayLike | None = None) -> Floats:
    """Conditional-probability proximity of activities: regions specialised in both, of those in the commoner one.

    Parameters
    ----------
    of_regions : array_like of bool, regions by activities
    known : array_like of bool, regions by activities, optional
        Whether it is known; each pair then goes by the regions for which both are. All are, if not given.

    Returns
    -------
    array, activities by activities
        From 0 to 1, symmetric, 0 on the diagonal. An activity in which no region is specialised is close to none.

    Notes
    -----
    Hidalgo, Klinger, Barabasi and Hausmann, Science 317 (2007): the smaller of the two conditional probabilities.

    Examples
    --------
    >>> proximity([[1, 1, 0], [1, 0, 0], [1, 1, 1]]).round(3).tolist()
    [[0.0, 0.667, 0.333], [0.667, 0.0, 0.5], [0.333, 0.5, 0.0]]
    """
    there = np.ones(np.shape(of_regions)) if known is None else np.asarray(known, dtype="float64")
    held = np.asarray(of_regions, dtype="float64") * there
    together = held.T @ held
    ubiquity = held.T @ there
    commoner = np.maximum(ubiquity, ubiquity.T)
    near: Floats = np.divide(together, commoner, out=np.zeros_like(together), where=commoner > 0)
    np.fill_diagonal(near, 0.0)
    return near


def relatedness_density(of_regions: npt.ArrayLike, near: npt.ArrayLike, known: npt.ArrayLike | None = None) -> Floats:
    """Part of what is related to an activity in which a region is specialised.

    Parameters
    ----------
    of_regions : array_like of bool, regions by activities
    near : array_like, activities by activities
        Proximities, 0 on the diagonal.
    known : array_like of bool, regions by activities, optional
        Whether it is known; what is not counts neither in the part nor in the whole. All are, if not given.

    Returns
    -------
    array, regions by activities
        From 0 to 1; missing for an activity to which none is related: nothing can be said of it.

    Examples
    --------
    >>> held = [[1, 0, 0], [0, 1, 1]]
    >>> relatedness_density(held, proximity(held)).tolist()
    [[nan, 0.0, 0.0], [nan, 1.0, 1.0]]
    """
    there = np.ones(np.shape(of_regions)) if known is None else np.asarray(known, dtype="float64")
    held, related = np.asarray(of_regions, dtype="float64") * there, np.asarray(near, dtype="float64")
    whole = there @ related
    density: Floats = np.divide(held @ related, whole, out=np.full(held.shape, np.nan), where=whole > 0)
    return density


def flegg_location_quotient(local: npt.ArrayLike, national: npt.ArrayLike, delta: float = 0.3) -> Floats:
    """Flegg's location quotient of every supplying and buying activity.

    Parameters
    ----------
    local, national : array_like, activities
        Employment or output of the region and of the country, by activity.
    delta : float
        Weight of the region's size, from 0 (not at all) to below 1.

    Returns
    -------
    array, supplying by buying activities
        The cross-industry quotient, on the diagonal the simple one, times the size of the region.

    Raises
    ------
    ValueError
        If `delta` is not from 0 to below 1.

    Notes
    -----
    Flegg and Tohmo, Regional Studies 47 (2013).

    Examples
    --------
    >>> a, b = [170, 2227, 403, 821, 4896, 2484], [24019, 129248, 36320, 63521, 484087, 216831]
    >>> round(float(flegg_location_quotient(a, b)[1, 0]), 4)
    0.7112
    """
    if not 0 <= delta < 1:
        raise ValueError(f"delta is {delta}; it must be from 0 to below 1")
    region, country = np.asarray(local, dtype="float64"), np.asarray(national, dtype="float64")
    size = region.sum() / country.sum()
    simple = (region / country) / size
    cross = np.divide.outer(simple, simple)
    np.fill_diagonal(cross, simple)
    return np.asarray(cross * np.log2(1 + size) ** delta, dtype="float64")


def external_internal(external: int, internal: int) -> float:
    """E-I index of ties: 1 where all go outside the own group, -1 where none does; missing where there are none.

    Notes
    -----
    Krackhardt and Stern, Social Psychology Quarterly 51 (1988).

    Examples
    --------
    >>> external_internal(3, 1), external_internal(0, 4), external_internal(0, 0)
    (0.5, -1.0, nan)
    """
    total = external + internal
    return (external - internal) / total if total else float("nan")
