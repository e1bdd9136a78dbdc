"""The kinds of missing: what people write, and survey tools label, when they do not answer."""

from __future__ import annotations

import re

from ...files.refusals import ERROR_VALUE
from ..texts import fold
from ..word_lists import LISTED, meanings
from .headers import key

#: Sentences by kind, folded; a word more or less does not change them.
_SENTENCES = {
    "dont_know": (
        r"(noi )?nu (stiu|stim|cunosc|cunoastem|avem idee|am idee)( (exact|sigur|inca|precis|cu exactitate|acum))?",
        r"(i|we)? ?(really )?(do not|don'?t) know( (exactly|for sure|yet))?",
        r"(non )(so|sappiamo|saprei|lo so|lo sappiamo|si sa)( (esattamente|di preciso|con certezza|ancora))?",
        r"(nu am|nu avem) (date|informatii)( (acum|inca|exacte|precise))?",
    ),
    "refused": (
        r"(prefer|prefera|preferam|dorim|doresc|vrem|vreau) sa nu (raspund|raspundem|spun|spunem|declar|declaram)",
        r"nu (dorim|doresc|vrem|vreau|putem|pot) sa (raspund|spun|comunic|declar|divulg)\w*( la asta| aici)?",
        r"(i|we)? ?(would )?(prefer|rather|wish) not( to)?( (say|answer|tell|disclose))?",
        r"(i|we)? ?(do not|don'?t|will not|won'?t) (want|wish)?( ?to)? ?(say|answer|tell|disclose)",
        r"(no|niciun|nessuna?) (answer|raspuns|risposta)( (given|provided|dat|data))?",
        r"(dat[oeai]|informat\w+|informazion[ei]) (riservat[oaie]|confidential\w*|confidenzial[ei]|private|nepublice)",
        r"(preferisco|preferiamo) non (rispondere|dirlo|dire)",
        r"non (voglio|vogliamo|desidero|desideriamo|intendo|intendiamo|possiamo|posso) (rispondere|dirlo|dire)",
    ),
    "not_applicable": (
        r"nu (ni |mi )?se aplica( .{0,20})?", r"nu (e|este|ii) cazul( .{0,15})?",
        r"(it )?(does not|doesn'?t) apply( .{0,15})?",
        r"not applicable( .{0,15})?", r"non (si|ci si) applica( .{0,15})?", r"non (e|fa) (il|al) caso( .{0,15})?",
    ),
}  # fmt: skip
#: What is merely blank is no kind: the routing tells.
KINDS = tuple(LISTED["missing"])
_KIND_OF = meanings("missing", str)
_KIND_OF_SENTENCE = tuple(
    (re.compile("|".join(f"(?:{one})" for one in sentences)), kind) for kind, sentences in _SENTENCES.items()
)
#: What people, and spreadsheets, put where nothing is said.
_MARKS = re.compile(
    r"[\s\-–—_./\\?*…#~]*|x{2,}|\(?(?:gol|blank|empty|vuoto|necompletat|lipsa|missing|nan|null)\)?"
    rf"|{ERROR_VALUE.pattern}",
    re.IGNORECASE,
)
_LONGEST = 60
#: How all of them begin: most answers do not, and need no closer look.
_BEGIN = frozenset(
    ("nu", "no", "ns", "nr", "n.", "n/", "na", "nd", "nc", "ne", "ni", "nș", "nş", "n ", "dk", "do", "da", "id", "i ",
     "i'", "i’", "we", "wi", "un", "re", "ri", "fa", "fă", "co", "se", "st", "pr", "tr", "is", "it", "in", "d.", "d ")
)  # fmt: skip
_AROUND = " .,;:-–—\"'()[]*/"


def kind_of(text: str) -> str | None:
    """Tell the kind of missing that a text stands for; None where it is an answer.

    Examples
    --------
    >>> kind_of("Nu știu"), kind_of("N.R."), kind_of("nu e cazul"), kind_of("Neamț")
    ('dont_know', 'refused', 'not_applicable', None)
    >>> kind_of("nu dorim să răspundem"), kind_of("we do not know exactly")
    ('refused', 'dont_know')
    """
    if text.startswith("#") or not may_be_missing(text):
        return None
    word = key(text)
    if word in _KIND_OF:
        return _KIND_OF[word]
    if len(word) < 5:
        return None
    sentence = fold(text).replace("’", "'").strip(" .!")
    return next((kind for pattern, kind in _KIND_OF_SENTENCE if pattern.fullmatch(sentence)), None)


def may_be_missing(text: str) -> bool:
    """Whether a text begins as those that stand for a kind of missing; most do not, and need no closer look."""
    return len(text) <= _LONGEST and text.lstrip(_AROUND)[:2].lower() in _BEGIN


def is_mark(text: str) -> bool:
    """Whether a text is a mark for nothing: a dash, a question mark, an error of a spreadsheet.

    Examples
    --------
    >>> is_mark("-"), is_mark("#N/A"), is_mark("?"), is_mark("0"), is_mark("(gol)")
    (True, True, True, False, True)
    """
    return len(text) <= 16 and bool(_MARKS.fullmatch(text))


def says_nothing(text: str) -> bool:
    """Whether a text is a mark for nothing, or stands for a kind of missing."""
    return is_mark(text.strip()) or kind_of(text) is not None
