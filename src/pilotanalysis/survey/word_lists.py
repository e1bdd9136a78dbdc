"""Words that people write and tools set, in English, Romanian and Italian; ``word_lists.csv`` has them by kind.

Most are folded (:func:`texts.fold`), or in letters and digits alone (:func:`reading.headers.key`).
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from ..tables import SEPARATOR

Meaning = TypeVar("Meaning")


def _read() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["kind"]][row["meaning"]] = tuple(row["words"].split(SEPARATOR))
    return found


#: Words by kind and what they mean.
LISTED = _read()


def words(kind: str, meaning: str = "") -> frozenset[str]:
    """Words of a kind with one meaning, or of a kind that needs no meaning.

    Examples
    --------
    >>> "none" in words("options", "all"), "tutte" in words("options", "all")
    (False, True)
    """
    return frozenset(LISTED[kind][meaning])


def meanings(kind: str, meaning: Callable[[str], Meaning]) -> dict[str, Meaning]:
    """What each word of a kind means, brought to its type.

    Examples
    --------
    >>> meanings("month", int)["febbraio"]
    2
    """
    return {word: meaning(text) for text, own in LISTED[kind].items() for word in own}
