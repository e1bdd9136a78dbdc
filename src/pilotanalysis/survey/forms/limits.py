"""Numbers between two limits as a regular expression, for a tool that checks text alone."""

from __future__ import annotations

import math
from collections.abc import Iterator


def number_pattern(low: float, high: float, is_whole: bool) -> str:
    r"""A regular expression for the numbers between two limits; empty where they are not whole, below 0, or open.

    Examples
    --------
    >>> number_pattern(1, 5, True)
    '/^([1-5])$/'
    >>> number_pattern(0, 100, False)
    '/^((\\d|[1-9]\\d)([.,]\\d+)?|100([.,]0+)?)$/'
    """
    if not (0 <= low < high < math.inf and low % 1 == high % 1 == 0):
        return ""
    if is_whole:
        return f"/^({_between(int(low), int(high))})$/"
    return f"/^(({_between(int(low), int(high) - 1)})([.,]\\d+)?|{int(high)}([.,]0+)?)$/"


def _between(low: int, high: int) -> str:
    """An expression for whole numbers, one alternative for each run of numbers whose figures vary freely."""
    return "|".join(_figures(str(first), str(last)) for first, last in _runs(low, high))


def _runs(low: int, high: int) -> Iterator[tuple[int, int]]:
    """Cut numbers into runs in which one figure goes from one to another and those behind it take any value."""
    while low <= high:
        size = 1
        while low >= size * 10 and low % (size * 10) == 0 and low + size * 10 - 1 <= high:
            size *= 10
        # As far as the figures before stay what they are.
        most = min(high, low // (size * 10) * size * 10 + size * 10 - 1)
        last = low + (most - low + 1) // size * size - 1
        yield low, last
        low = last + 1


def _figures(first: str, last: str) -> str:
    return "".join(_figure(*pair) for pair in zip(first, last, strict=True))


def _figure(first: str, last: str) -> str:
    if first == last:
        return first
    return r"\d" if (first, last) == ("0", "9") else f"[{first}-{last}]"
