"""The kinds of missing: what people write, and survey tools label, when they do not answer."""

from __future__ import annotations

import pandas as pd

from ..distinct import of_distinct
from .headers import key

#: Words by kind, in letters and digits alone; what is merely blank is no kind: the routing tells.
_WORDS = {
    "dont_know": (
        "nustiu", "nstiu", "ns", "nsnr", "dontknow", "donotknow", "dk", "idk", "nonso", "nonsa", "nuamidee",
        "nucunosc", "notknown",
    ),
    "refused": (
        "nuraspund", "nuraspunde", "nr", "refuz", "refuzsaraspund", "fararaspuns", "confidential", "confidenziale",
        "secret", "refused", "noanswer", "prefernottosay", "prefernottoanswer", "nonrispondo", "nonrisponde",
        "nessunarisposta", "rifiuto",
    ),
    "not_applicable": (
        "nuecazul", "nuestecazul", "nueste", "neaplicabil", "nuseaplica", "na", "notapplicable", "nonapplicabile",
        "nonpertinente", "nonce",
    ),
}  # fmt: skip
KINDS = tuple(_WORDS)
_KIND_OF = {word: kind for kind, words in _WORDS.items() for word in words}


def kind_of(text: str) -> str | None:
    """Tell the kind of missing that a text stands for; None where it is an answer.

    Examples
    --------
    >>> kind_of("Nu știu"), kind_of("N.R."), kind_of("nu e cazul"), kind_of("Neamț")
    ('dont_know', 'refused', 'not_applicable', None)
    """
    return _KIND_OF.get(key(text))


def kinds(texts: pd.Series) -> pd.Series:
    """Kind of missing of each text; missing where it is an answer, or nothing."""
    return of_distinct(texts, kind_of, "str")
