"""Names and fiscal codes that nobody bears."""

from __future__ import annotations

import numpy as np

#: First body of the range of ten-digit fiscal codes that is not assigned.
FIRST_BODY = 990000001
_WEIGHTS = (7, 5, 3, 2, 1, 7, 5, 3, 2)
_WORDS = {
    "ind-agro-pol": ("Brazdă", "Lan", "Moară", "Utilaj", "Siloz", "Sămânță"),
    "astrico-ne": ("Fir", "Țesut", "Croi", "Tricot", "Năframă", "Suveică"),
    "euronest": ("Cod", "Rețea", "Octet", "Nor", "Algoritm", "Terminal"),
    "iconic": ("Cadru", "Imagine", "Sunet", "Ecran", "Slovă", "Culoare"),
}
_OTHER_WORDS = ("Unu", "Doi", "Trei", "Patru", "Cinci")
_PATTERNS = {
    "firm": ("Exemplu {word} {number} SRL", "SC Exemplu {word} {number} SRL", "Exemplu {word} {number} SA"),
    "research_edu": ("Universitatea Exemplu {word} {number}", "Institutul Exemplu {word} {number}"),
    "public_auth": ("Primăria Exemplu {word} {number}", "Consiliul Exemplu {word} {number}"),
    "catalyst": ("Asociația Exemplu {word} {number}", "Centrul Exemplu {word} {number}"),
    "other": ("Exemplu {word} {number}",),
}


def fiscal_codes(first: int, number: int) -> list[str]:
    """Give fiscal codes with a valid check digit, from the range that is not assigned.

    Parameters
    ----------
    first : int
        How many codes were given before.
    number : int

    Examples
    --------
    >>> fiscal_codes(0, 3)
    ['9900000010', '9900000029', '9900000037']
    """
    return [f"{body}{_check_digit(body)}" for body in range(FIRST_BODY + first, FIRST_BODY + first + number)]


def _check_digit(body: int) -> int:
    total = sum(int(digit) * weight for digit, weight in zip(f"{body:09d}", _WEIGHTS, strict=True))
    return total * 10 % 11 % 10


def organisation_name(kind: str, cluster: str, number: int, chance: np.random.Generator) -> str:
    """Give a name that shows that it is made up: every one says Exemplu."""
    words = _WORDS.get(cluster, _OTHER_WORDS)
    pattern = _PATTERNS[kind][chance.integers(len(_PATTERNS[kind]))]
    return pattern.format(word=words[chance.integers(len(words))], number=number)
