"""Draws that several parts of a fictitious study share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from numpy.random import Generator

from ..tables import SEPARATOR

Bools = npt.NDArray[np.bool_]


def percents(weights: np.ndarray) -> np.ndarray:
    """Turn the weights of each row into whole percents that add to 100 (largest remainder)."""
    # A row of tiny weights may have underflowed to nothing; it counts as even.
    weights = weights + 1e-12
    shares = weights / weights.sum(axis=1, keepdims=True) * 100
    floors = np.floor(shares).astype(int)
    rank = (floors - shares).argsort(axis=1, kind="stable").argsort(axis=1)
    return np.asarray(floors + (rank < (100 - floors.sum(axis=1, keepdims=True))))


def one_by_weight(weights: Mapping[str, float], size: int, chance: Generator) -> np.ndarray:
    """Choose one code for each row, by weights that add to one."""
    return np.asarray(chance.choice(list(weights), size, p=list(weights.values())))


def one_of_each(lists: Iterable[Sequence[str]], places: np.ndarray) -> list[str]:
    """Choose from each list the entry at a place from 0 to 1; empty where there is none to choose from."""
    return [own[int(place * len(own))] if own else "" for own, place in zip(lists, places.tolist(), strict=True)]


def some(weights: np.ndarray, numbers: np.ndarray, chance: Generator) -> tuple[np.ndarray, np.ndarray]:
    """Choose columns of each row without putting them back, as many as `numbers` says, if so many have weight.

    Returns
    -------
    tuple of array
        Rows and columns chosen; those of a row in the order in which they were drawn.
    """
    times = np.full(weights.shape, np.inf)
    able = weights > 0
    # Who comes first in a race of exponential times was drawn first.
    times[able] = chance.exponential(size=int(able.sum())) / weights[able]
    order = times.argsort(axis=1)
    taken = np.arange(weights.shape[1]) < np.minimum(numbers, able.sum(axis=1))[:, None]
    rows, places = np.nonzero(taken)
    return rows, order[rows, places]


def picks(codes: Sequence[str], weights: np.ndarray, numbers: tuple[int, int], chance: Generator) -> np.ndarray:
    """Choose for each row of weights from the least to the most of `numbers` codes, joined in the order of the list."""
    rows, columns = some(weights, chance.integers(numbers[0], numbers[1] + 1, len(weights)), chance)
    flags = np.zeros(weights.shape, dtype=bool)
    flags[rows, columns] = True
    return flagged(codes, flags)


def flagged(codes: Sequence[str], flags: Bools) -> np.ndarray:
    """Join the codes whose flags are set, row by row."""
    cells = [SEPARATOR.join(code for code, flag in zip(codes, row, strict=True) if flag) for row in flags.tolist()]
    return np.array(cells, dtype=object)


def evenly(weights: Mapping[str, float], size: int) -> np.ndarray:
    """Give every row the same weights."""
    return np.tile(list(weights.values()), (size, 1))


def yes(flags: Bools) -> np.ndarray:
    """Write flags as a form does: yes or no."""
    return np.where(flags, "yes", "no")
