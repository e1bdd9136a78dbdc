"""How bad a missing link is, on the side of those who need it."""

from __future__ import annotations

import numpy as np

from ..statistics import geometric_mean
from ..study import SeverityWeights
from .heard import Concerned, Floats, Heard

COMPONENTS = ("demand", "criticality", "markets", "leakage")
#: Kinds in which it counts that the thing is bought elsewhere; a bad or lonely supplier is bad wherever one buys.
LEAKING = ("absent", "support", "leakage")
#: Highest degree of criticality; who lacks nothing has the lowest, 1.
_MOST, _LEAST = 5.0, 1.0


def weights_of(weights: SeverityWeights) -> list[float]:
    """Weights of the study in the order of the components."""
    return [getattr(weights, name) for name in COMPONENTS]


def leakage(heard: Heard, ways: Floats) -> Floats:
    """Share bought elsewhere than from members, ways by stages; missing where nothing is bought."""
    spend = ways @ heard.spend
    inside: Floats = np.divide(ways @ heard.inside, spend, out=np.full(spend.shape, np.nan), where=spend > 0)
    return 1 - inside


def components(said: Concerned, leaked: Floats, people: Floats) -> Floats:
    """Compute the components of severity, for each way to count those asked.

    Demand is the share of those asked whom it concerns. Criticality is the mean degree of those who lack it, over
    5; nobody lacking it, the lowest degree. Markets is the share of those concerned whom it keeps from a market,
    with half a member of the roster added on either side, so that a few answers never make it nothing or all.
    Leakage is what is bought elsewhere than from members.

    Parameters
    ----------
    said : Concerned
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
    return _components(concerned, total, rated, blocked, leaked, people.sum(axis=1, keepdims=True))


def _components(
    concerned: Floats, total: Floats, rated: Floats, blocked: Floats, leaked: Floats, people: Floats
) -> Floats:
    demand = np.divide(concerned, people, out=np.zeros_like(concerned), where=people > 0)
    degree = np.divide(total, rated, out=np.full_like(total, _LEAST), where=rated > 0)
    return np.stack([demand, degree / _MOST, (blocked + 0.5) / (concerned + 1), leaked], axis=-1)


def bounds(said: Concerned, leaked: Floats, roster: int, asked: int, weights: list[float]) -> tuple[Floats, Floats]:
    """Bound severity by all that the silent could say.

    Any number of them may be concerned; at the least those find it convenient only and are kept from no market, at
    the most they find it vital and are kept from one. Leakage stays as observed: how much the silent buy is not
    known.

    Parameters
    ----------
    said : Concerned
    leaked : array, stages
    roster, asked : int
    weights : list of float

    Returns
    -------
    least, most : array, stages
    """
    silent = np.arange(roster - asked + 1, dtype=np.float64)[:, None]
    ones = np.ones((1, asked))
    concerned, rated = ones @ said.concerned, ones @ said.rated
    total, blocked = ones @ said.criticality, ones @ said.blocked
    people = np.full((len(silent), 1), float(max(roster, 1)))
    same = np.broadcast_to(leaked, (len(silent), leaked.size))
    worlds = [
        geometric_mean(
            _components(
                concerned + silent, total + silent * degree, rated + silent, blocked + silent * kept, same, people
            ),
            weights,
        )
        for degree, kept in ((_LEAST, 0.0), (_MOST, 1.0))
    ]
    return worlds[0].min(axis=0), worlds[1].max(axis=0)
