"""Time two things side by side."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Row:
    """One line of the benchmark table.

    Attributes
    ----------
    what, beside : str
    seconds, beside_seconds : float
        Medians.
    aim : str
        What the ratio should be; empty where nothing is aimed at.
    """

    what: str
    seconds: float
    beside: str
    beside_seconds: float
    aim: str = ""

    @property
    def ratio(self) -> float:
        return self.seconds / self.beside_seconds


def side_by_side(ours: Callable[[], object], beside: Callable[[], object], repeats: int = 3) -> tuple[float, float]:
    """Median seconds of both, taken in turns so that a busy moment of the machine strikes both."""
    own, other = [], []
    for _ in range(repeats):
        own.append(seconds(ours))
        other.append(seconds(beside))
    return median(own), median(other)


def seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start
