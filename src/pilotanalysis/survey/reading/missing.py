"""The kinds of missing: what people write, and survey tools label, when they do not answer."""

from __future__ import annotations

import re

import pandas as pd

from ..distinct import of_distinct
from .headers import key

#: Words by kind, in letters and digits alone; what is merely blank is no kind: the routing tells.
_WORDS = {
    "dont_know": (
        "nustiu", "nstiu", "ns", "nsnr", "dontknow", "donotknow", "dk", "idk", "nonso", "nonsa", "nuamidee",
        "nucunosc", "notknown", "nesigur", "nusestie", "nd", "nonsappiamo", "unknown", "notsure", "necunoscut",
    ),
    "refused": (
        "nuraspund", "nuraspunde", "nr", "refuz", "refuzsaraspund", "fararaspuns", "confidential", "confidenziale",
        "secret", "refused", "nc", "nucomunicam", "nedeclarat", "nedivulgat", "riservato", "nodisclosure",
        "nudorescsaraspund", "nudoresc", "privat", "noanswer", "prefernottosay", "prefernottoanswer", "nonrispondo",
        "nonrisponde",
        "nessunarisposta", "rifiuto",
    ),
    "not_applicable": (
        "nuecazul", "nuestecazul", "nueste", "neaplicabil", "nuseaplica", "na", "notapplicable", "nonapplicabile",
        "nonpertinente", "nonce", "nonapplicable", "nonappl", "neapl",
    ),
}  # fmt: skip
KINDS = tuple(_WORDS)
#: What people, and spreadsheets, put where nothing is said.
_MARKS = re.compile(
    r"[\s\-–—_./\\?*…x#]*|#(?:n/a|n/d|value!|ref!|div/0!|name\?|null!|num!|valoare!|nume\?|valore!)|null|nan|nil",
    re.IGNORECASE,
)
_KIND_OF = {word: kind for kind, words in _WORDS.items() for word in words}


def kind_of(text: str) -> str | None:
    """Tell the kind of missing that a text stands for; None where it is an answer.

    Examples
    --------
    >>> kind_of("Nu știu"), kind_of("N.R."), kind_of("nu e cazul"), kind_of("Neamț")
    ('dont_know', 'refused', 'not_applicable', None)
    """
    return None if text.startswith("#") else _KIND_OF.get(key(text))


def is_mark(text: str) -> bool:
    """Whether a text is a mark for nothing: a dash, a question mark, an error of a spreadsheet.

    Examples
    --------
    >>> is_mark("-"), is_mark("#N/A"), is_mark("?"), is_mark("0"), is_mark("x")
    (True, True, True, False, False)
    """
    return len(text) <= 10 and text not in ("x", "X") and bool(_MARKS.fullmatch(text))


def kinds(texts: pd.Series) -> pd.Series:
    """Kind of missing of each text; missing where it is an answer, or nothing."""
    return of_distinct(texts, kind_of, "str")
