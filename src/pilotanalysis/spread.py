"""Tasks that hang on nothing but what they are given: done here, one after the other, or where a command says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")


class Spread(Protocol):
    """Does the same with each of some things, and gives what comes of it in their order."""

    def __call__(self, do: Callable[[Given], Made], things: Iterable[Given], /) -> list[Made]:
        """Do it."""


def _here(do: Callable[[Given], Made], things: Iterable[Given]) -> list[Made]:
    return [do(thing) for thing in things]


_chosen: ContextVar[Spread] = ContextVar("chosen", default=_here)


def each(do: Callable[[Given], Made], things: Iterable[Given]) -> list[Made]:
    """Do the same with each of some things, wherever that is done, and give what comes of it in their order.

    Parameters
    ----------
    do : callable
        What it does hangs on nothing but what it is given, and it changes nothing; it can be pickled, as what it is
        given and what it gives.
    things : iterable
    """
    return _chosen.get()(do, things)


@contextmanager
def spread_by(spread: Spread) -> Iterator[None]:
    """Say how :func:`each` does it."""
    before = _chosen.set(spread)
    try:
        yield
    finally:
        _chosen.reset(before)
