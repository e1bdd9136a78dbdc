"""What differs between two values, two tables or two texts: where, what was delivered, what the rerun gives."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, NamedTuple

#: Numbers with decimals agree between two machines if they differ by less than this part of the larger.
TOLERANCE = 1e-9
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?", re.IGNORECASE)
#: Letters of a value that are shown, and lines up to which rows that moved are looked for.
_SHOWN, _ALIGNED = 70, 4_000
NOTHING = "nothing"

Alike = Callable[[Any, Any], bool]


class Difference(NamedTuple):
    """One thing that is not as the rerun gives it.

    Attributes
    ----------
    place : str
        Where in the file: a row and column, a page, a cell of a notebook. Empty: the file as a whole.
    delivered, rerun : str
        What stands there. Both empty where `place` says it all.
    """

    place: str
    delivered: str = ""
    rerun: str = ""

    def __str__(self) -> str:
        if not self.delivered and not self.rerun:
            return self.place
        return f"{self.place}: {self.delivered} was delivered, the rerun gives {self.rerun}"


def change(place: str, delivered: object, rerun: object) -> Difference:
    """Show two values, each where they begin to differ."""
    one, other = (value if value is NOTHING else _text(value) for value in (delivered, rerun))
    start = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    start = max(0, start - _SHOWN // 3) if max(len(one), len(other)) > _SHOWN else 0
    return Difference(place or "its content", _cut(one, start), _cut(other, start))


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _cut(text: str, start: int) -> str:
    shown = text[start : start + _SHOWN]
    return f"{'...' if start else ''}{shown}{'...' if start + _SHOWN < len(text) else ''}" or NOTHING


def same(one: object, other: object) -> bool:
    """Tell whether two values are the same to the last digit."""
    if isinstance(one, float) and isinstance(other, float) and math.isnan(one) and math.isnan(other):
        return True
    return type(one) is type(other) and one == other


def near(one: object, other: object) -> bool:
    """Tell whether two values are the same: numbers with decimals within the tolerance, all else exactly."""
    if same(one, other):
        return True
    if isinstance(one, str) and isinstance(other, str):
        if not (_NUMBER.fullmatch(one) and _NUMBER.fullmatch(other)) or (one + other).lstrip("-").isdigit():
            return False
        return _close(float(one), float(other))
    if isinstance(one, bool) or isinstance(other, bool):
        return False
    if isinstance(one, int | float) and isinstance(other, int | float):
        return _close(float(one), float(other))
    return False


def near_text(one: object, other: object) -> bool:
    """Tell whether two lines are the same, numbers with decimals in them within the tolerance."""
    if not isinstance(one, str) or not isinstance(other, str):
        return near(one, other)
    number = re.compile(r"-?\d+\.\d+(?:e[+-]?\d+)?")
    if one == other:
        return True
    if number.sub("#", one) != number.sub("#", other):
        return False
    pairs = zip(number.findall(one), number.findall(other), strict=True)
    return all(_close(float(a), float(b)) for a, b in pairs)


def _close(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def lines(what: str, delivered: Sequence[Any], rerun: Sequence[Any], alike: Alike = same) -> Iterator[Difference]:
    """Compare two texts line by line; a line that was put in or taken out shifts no other.

    Parameters
    ----------
    what : str
        What a line is called: ``line``, ``page 2, line``.
    delivered, rerun : sequence
    alike : callable
    """
    for at, to, old, new in _blocks(delivered, rerun, alike):
        for number in range(max(len(old), len(new))):
            one = old[number] if number < len(old) else NOTHING
            other = new[number] if number < len(new) else NOTHING
            yield change(f"{what} {(at if number < len(old) else to) + number + 1}", one, other)


def table(
    what: str, delivered: Sequence[Sequence[Any]], rerun: Sequence[Sequence[Any]], alike: Alike
) -> Iterator[Difference]:
    """Compare two tables, whose first row has the names of their columns, by row and column.

    Rows are counted as a spreadsheet does: the one below the names is row 2.
    """
    head, wanted = (tuple(rows[0]) if rows else () for rows in (delivered, rerun))
    place = f"{what}, " if what else ""
    if head != wanted:
        yield change(f"{place}columns", list(head), list(wanted))
    own = [tuple(row) for row in delivered[1:]]
    other = [tuple(row) for row in rerun[1:]]
    for at, to, old, new in _blocks(own, other, _all_alike(alike)):
        for number in range(max(len(old), len(new))):
            row = f"{place}row {(at if number < len(old) else to) + number + 2}"
            if number >= len(old):
                yield change(row, NOTHING, list(new[number]))
            elif number >= len(new):
                yield change(row, list(old[number]), NOTHING)
            else:
                yield from _cells(row, wanted, old[number], new[number], alike)


def _all_alike(alike: Alike) -> Alike:
    def compared(one: Sequence[Any], other: Sequence[Any]) -> bool:
        return len(one) == len(other) and all(alike(a, b) for a, b in zip(one, other, strict=True))

    return compared


def _cells(row: str, head: Sequence[Any], old: Sequence[Any], new: Sequence[Any], alike: Alike) -> Iterator[Difference]:
    for number in range(max(len(old), len(new))):
        one = old[number] if number < len(old) else NOTHING
        other = new[number] if number < len(new) else NOTHING
        if not alike(one, other):
            yield change(f"{row}, column {head[number] if number < len(head) else number + 1}", one, other)


def _blocks(
    delivered: Sequence[Any], rerun: Sequence[Any], alike: Alike
) -> Iterator[tuple[int, int, Sequence[Any], Sequence[Any]]]:
    """Stretches that differ, with where they begin in either."""
    start, end = 0, 0
    shorter = min(len(delivered), len(rerun))
    while start < shorter and alike(delivered[start], rerun[start]):
        start += 1
    while end < shorter - start and alike(delivered[-1 - end], rerun[-1 - end]):
        end += 1
    old, new = delivered[start : len(delivered) - end], rerun[start : len(rerun) - end]
    if len(old) == len(new) or max(len(old), len(new)) > _ALIGNED:
        pairs = zip(old, new, strict=False)
        apart = [number for number, (a, b) in enumerate(pairs) if not alike(a, b)]
        yield from (
            (start + number, start + number, old[number : number + 1], new[number : number + 1]) for number in apart
        )
        if len(old) != len(new):
            common = min(len(old), len(new))
            yield start + common, start + common, old[common:], new[common:]
        return
    matcher = SequenceMatcher(None, [_text(one) for one in old], [_text(one) for one in new], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal" and not (b - a == d - c and all(map(alike, old[a:b], new[c:d]))):
            yield start + a, start + c, old[a:b], new[c:d]


def tree(place: str, delivered: Any, rerun: Any, alike: Alike) -> Iterator[Difference]:
    """Compare two structures as JSON has them, down to the values that differ."""
    if isinstance(delivered, Mapping) and isinstance(rerun, Mapping):
        for key in dict.fromkeys([*rerun, *delivered]):
            inside = f"{place}, {key}" if place else str(key)
            yield from tree(inside, delivered.get(key, NOTHING), rerun.get(key, NOTHING), alike)
    elif _is_table(delivered) and _is_table(rerun):
        yield from table(place, delivered, rerun, alike)
    elif isinstance(delivered, list) and isinstance(rerun, list):
        simple = not any(isinstance(one, list | dict) for one in [*delivered, *rerun])
        if simple or len(delivered) != len(rerun):
            yield from lines(f"{place}, entry", delivered, rerun, alike)
        else:
            for number, (one, other) in enumerate(zip(delivered, rerun, strict=True), start=1):
                yield from tree(f"{place}, entry {number}", one, other, alike)
    elif not alike(delivered, rerun):
        yield change(place, delivered, rerun)


def _is_table(value: Any) -> bool:
    """Tell a table from a list: its first row has the names of the columns."""
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(row, list) for row in value)
        and all(isinstance(name, str) for name in value[0])
        and bool(value[0])
    )
