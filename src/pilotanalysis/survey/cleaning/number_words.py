"""Words around and for numbers, folded: English, Romanian and Italian. They are listed in ``number_words.csv``."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from ...tables import SEPARATOR

Meaning = TypeVar("Meaning")


def _listed() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Words by kind and what they mean."""
    found: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["kind"]][row["meaning"]] = tuple(row["words"].split(SEPARATOR))
    return found


_LISTED = _listed()


def _meanings(kind: str, meaning: Callable[[str], Meaning]) -> dict[str, Meaning]:
    return {word: meaning(text) for text, words in _LISTED[kind].items() for word in words}


APPROXIMATE, BOUND, FILLERS = (frozenset(_LISTED[kind][""]) for kind in ("approximate", "bound", "filler"))
MAGNITUDES: Mapping[str, float] = _meanings("magnitude", float)
CURRENCIES: Mapping[str, str] = _meanings("currency", str)
#: Words that say again what a question asks for anyway, by its unit.
_UNIT_WORDS = {unit: frozenset(words) for unit, words in _LISTED["unit"].items()}
_ANY_UNIT = frozenset[str]().union(*_UNIT_WORDS.values())
#: Parts of a whole in words: percent, and whether just that is meant.
PARTS: Mapping[str, tuple[float, bool]] = {
    **_meanings("part, roughly", lambda text: (float(text), False)),
    **_meanings("part", lambda text: (float(text), True)),
}
#: Marks up to ten in Roman figures.
ROMAN = {figure: place for place, figure in enumerate(_LISTED["roman"][""], start=1)}
_JOINTS = {"ro": " si ", "en": " ", "it": ""}


def units_of(unit: str) -> frozenset[str]:
    """Words that say again what a question asks for anyway; of one that names no unit, those of any.

    Examples
    --------
    >>> "angajati" in units_of("persons"), "angajati" in units_of("year"), "angajati" in units_of("")
    (True, False, True)
    """
    return _UNIT_WORDS.get(unit, frozenset()) if unit else _ANY_UNIT


@lru_cache(maxsize=1)
def _hundred() -> dict[str, int]:
    """Words of the numbers up to a hundred."""
    words = _meanings("number", int)
    for language, units in _LISTED["small"].items():
        words |= {word: value for value, word in enumerate(units)}
        for ten, word in enumerate(_LISTED["tens"][language], start=2):
            words[word] = 10 * ten
            for unit in range(1, 10):
                # ventuno, ventotto
                own = word[:-1] if language == "it" and unit in (1, 8) else word
                words[f"{own}{_JOINTS[language]}{units[unit]}"] = 10 * ten + unit
            if language == "ro":
                words[f"{word} si doua"], words[f"{word} si una"] = 10 * ten + 2, 10 * ten + 1
            if language == "it":
                words[f"{word}tre"] = 10 * ten + 3
    return words


_HUNDREDS = re.compile(r"(?:(.+?) )?(sute|suta|hundred|cento)\b(?: (?:si |and |de )?(.+))?")


def in_words(text: str) -> int | None:
    """Read a number up to 999 in words; None where it is none.

    Parameters
    ----------
    text : str
        Folded.

    Examples
    --------
    >>> in_words("douazeci si cinci"), in_words("twenty-five"), in_words("ventuno"), in_words("trei sute")
    (25, 25, 21, 300)
    >>> in_words("multi") is None
    True
    """
    words = _hundred()
    said = " ".join(text.replace("-", " ").removesuffix(" de").split())
    if said in words:
        return words[said]
    found = _HUNDREDS.fullmatch(said)
    if not found:
        return None
    hundreds, rest = words.get(found[1] or "o", -1), words.get(found[3], -1) if found[3] else 0
    return 100 * hundreds + rest if 0 < hundreds < 10 and 0 <= rest < 100 else None
