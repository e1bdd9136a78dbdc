"""Words around and for numbers, folded: English, Romanian and Italian."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from ..word_lists import LISTED, meanings, words

APPROXIMATE, BOUND, FILLERS = (words(kind) for kind in ("approximate", "bound", "filler"))
MAGNITUDES: Mapping[str, float] = meanings("magnitude", float)
CURRENCIES: Mapping[str, str] = meanings("currency", str)
#: Words that people set beside a mark, and whether they say that it is low, high or in the middle.
GRADES: Mapping[str, str] = meanings("grade", str)
#: Words that say again what a question asks for anyway, by its unit.
_UNIT_WORDS = {unit: words("unit", unit) for unit in LISTED["unit"]}
_ANY_UNIT = frozenset[str]().union(*_UNIT_WORDS.values())
#: Parts of a whole in words: percent, and whether just that is meant.
PARTS: Mapping[str, tuple[float, bool]] = {
    **meanings("part, roughly", lambda text: (float(text), False)),
    **meanings("part", lambda text: (float(text), True)),
}
#: Marks up to ten in Roman figures.
ROMAN = {figure: place for place, figure in enumerate(LISTED["roman"][""], start=1)}
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
    found = meanings("number", int)
    for language, units in LISTED["small"].items():
        found |= {word: value for value, word in enumerate(units)}
        for ten, word in enumerate(LISTED["tens"][language], start=2):
            found[word] = 10 * ten
            for unit in range(1, 10):
                # ventuno, ventotto
                own = word[:-1] if language == "it" and unit in (1, 8) else word
                found[f"{own}{_JOINTS[language]}{units[unit]}"] = 10 * ten + unit
            if language == "ro":
                found[f"{word} si doua"], found[f"{word} si una"] = 10 * ten + 2, 10 * ten + 1
            if language == "it":
                found[f"{word}tre"] = 10 * ten + 3
    return found


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
    known = _hundred()
    said = " ".join(text.replace("-", " ").removesuffix(" de").split())
    if said in known:
        return known[said]
    found = _HUNDREDS.fullmatch(said)
    if not found:
        return None
    hundreds, rest = known.get(found[1] or "o", -1), known.get(found[3], -1) if found[3] else 0
    return 100 * hundreds + rest if 0 < hundreds < 10 and 0 <= rest < 100 else None
