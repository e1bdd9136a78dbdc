"""What a kind of mess is: how a person would write an answer, and what a careful analyst would make of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Expected = Literal["value", "asked", "either", "missing"]


@dataclass(frozen=True)
class Answer:
    """One answer before it is spoilt: what it means, and how it is written where nobody errs."""

    question: str
    group: str
    number: int
    truth: str | float
    text: str
    others: tuple[str, ...] = ()
    labels: dict[str, str] = field(default_factory=dict)
    every: str = ""
    """Codes of all options, where an answer names several."""


Spoil = Callable[[Answer, random.Random], "str | None"]


@dataclass(frozen=True)
class Kind:
    """One kind of mess.

    ``expected`` is what a careful person makes of the cell: *value* (what was meant), *asked* (nobody could know),
    *either*, or *missing* (no answer was given). ``spoil`` gives None where the kind does not fit the answer.
    ``means`` gives what the cell means where that is no longer the answer.
    """

    name: str
    groups: str
    expected: Expected
    reason: str
    spoil: Spoil
    means: Callable[[Answer], str] | None = None
