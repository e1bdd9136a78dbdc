"""How people fill in a block of shares that ought to add up to 100."""

# ruff: noqa: E501  (tables: one kind a line)

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .kinds import Expected


@dataclass(frozen=True)
class BlockKind:
    """One kind of mess of a whole block; ``spoil`` gives None where it does not fit."""

    name: str
    expected: Expected
    reason: str
    spoil: Callable[[list[int]], list[str] | None]


def _comma(number: float) -> str:
    return f"{number:g}".replace(".", ",")


BLOCKS = [
    BlockKind("shares: of one", "value", "all are parts of one and add up to 1", lambda s: [_comma(v / 100) for v in s]),
    BlockKind("shares: of one, points", "value", "all are parts of one and add up to 1", lambda s: [f"{v / 100:g}" for v in s]),
    BlockKind("shares: percent signs", "value", "the unit as a sign", lambda s: [f"{v}%" for v in s]),
    BlockKind("shares: of ten", "either", "parts of ten, if all are whole", lambda s: [str(v // 10) for v in s] if all(v % 10 == 0 for v in s) else None),
    BlockKind("shares: of thousand", "asked", "ten times too much", lambda s: [str(v * 10) for v in s]),
    BlockKind("shares: zeros left blank", "value", "the rest adds up to 100", lambda s: [str(v) if v else "" for v in s] if 0 in s else None),
    BlockKind("shares: zeros as dashes", "value", "the rest adds up to 100", lambda s: [str(v) if v else "-" for v in s] if 0 in s else None),
    BlockKind("shares: sum 110", "asked", "ten too many, nobody knows where", lambda s: [str(v + (10 if v == max(s) else 0)) for v in s] if s.count(max(s)) == 1 else None),
    BlockKind("shares: sum 80", "asked", "twenty lack, nobody knows where", lambda s: [str(v - (20 if v == max(s) else 0)) for v in s] if s.count(max(s)) == 1 and max(s) > 25 else None),
    BlockKind("shares: restul", "value", "the rest can be worked out", lambda s: [*(str(v) for v in s[:-1]), "restul"] if s[-1] else None),
    BlockKind("shares: diferența", "value", "the rest can be worked out", lambda s: ["diferența", *(str(v) for v in s[1:])] if s[0] else None),
    BlockKind("shares: crosses", "asked", "where, but not how much", lambda s: ["x" if v else "" for v in s]),
    BlockKind("shares: all in one cell", "asked", "five numbers in a cell", lambda s: ["/".join(map(str, s)), *[""] * (len(s) - 1)]),
    BlockKind("shares: decimals", "value", "a spreadsheet's format", lambda s: [f"{v},00" for v in s]),
    BlockKind("shares: half swapped unit", "either", "two with a percent sign, others without", lambda s: [f"{v}%" if i < 2 else str(v) for i, v in enumerate(s)]),
]  # fmt: skip
