"""Who an organisation is: its fiscal code, else its folded name and county."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pandas as pd
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from .texts import fold, of_distinct, without_marks
from .word_lists import meanings

#: Legal forms that are words of no other kind, wherever they stand.
_LEGAL_FORMS = re.compile(
    r"\b(s\.?\s?r\.?\s?l\.?(\s?-?\s?d\.?)?|s\.\s?p\.\s?a\.?|s\.\s?a\.?|s\.?\s?n\.?\s?c\.?|s\.\s?c\.\s?[as]\.?"
    r"|p\.?\s?f\.?\s?a\.?|g\.\s?i\.\s?e\.?|ltd\.?|limited|g\.?\s?m\.?\s?b\.?\s?h\.?|llc|kft|plc"
    r"|societate(?:a)? cu raspundere limitata(?: debutant)?|societate(?:a)? pe actiuni|societate(?:a)? in nume colectiv"
    r"|societate(?:a)? comerciala|persoana fizica autorizata|intreprindere individuala|intreprindere familiala"
    r"|regie autonoma)(?=[\s,;]|$)"
)
#: Those that may be a word of the name: they are a form only at its end, or in front of it.
_AT_THE_END = re.compile(
    r"\s(?:s ?a|s ?p ?a|ii|i\.\s?i\.?|if|i\.\s?f\.?|ra|r\.\s?a\.?|gie|sca|scs|inc\.?|sas|s\.a\.s\.?)[\s.,;]*$"
)
_IN_FRONT = re.compile(r"^\s*(?:sa|ii|if|ra)\s+(?=\w)")
#: A company in front, its points run together with the name.
_COMPANY = re.compile(r"^(?:\s*s\s*\.?\s*c\b\.?\s*)+(?=\w)")
#: Codes that people write behind a name.
_CODES = re.compile(r"[,;\s]*\b(?:c\.?u\.?i\.?|c\.?i\.?f\.?|cod fiscal)?[\s:.]*(?:ro\s?)?\d{6,10}\b")
#: Words before a name that say what it is, and what stands behind it and is no part of it: a country, a person, a note.
_FIRM = re.compile(
    r"^(?:firmei|firma|compania|companie|societatea|grupul de firme|ditta|azienda|impresa|societa|company)\s+(?=\w)"
)
_COUNTRY_BEHIND = re.compile(r"[\s,(–-]+(?:romania|ro|rou|italia|italy)\)?\s*$")
_PERSON_BEHIND = re.compile(
    r"\s*[,(–—-]\s*(?:dl|dlui|d-?na|dna|dra|domnul|doamna|director\w*|manager\w*|administrator\w*|ing|dr|prof|ec|sig|sig\.ra"
    r"|mr|mrs|ms|persoana de contact|contact|tel|telefon|mob|mobil|e-?mail|phone)\b[^,;/]*$"
)
_NOTE_BEHIND = re.compile(r"\s*[(\[][^()\[\]\d]*[)\]]\s*$")
#: Likeness of names, 0 to 100, from which on they may be the same; names as long may have one letter wrong.
_ALIKE, _LONG_ENOUGH = 88.0, 6
_WITH_NUMBER = re.compile(r"(?: \d+)+$")
#: Short forms of what organisations are called.
_SHORT = meanings("short form", str)
#: What organisations are called without the article, or in another language.
_PLAIN_FORM = meanings("plain form", str)


def name_key(name: str) -> str:
    """Fold an organisation's name and take off quotes, hyphens, codes and the legal form; write short forms out.

    Examples
    --------
    >>> name_key('"Exemplu Ţesut" s.r.l.'), name_key("S.C. Exemplu-Doi S.A."), name_key("Sara Exemplu SRL")
    ('exemplu tesut', 'exemplu doi', 'sara exemplu')
    >>> name_key("S.C.Exemplu Nor 18 (S.R.L.), CUI 9900003025"), name_key("Univ. Exemplu Fir 5")
    ('exemplu nor 18', 'universitatea exemplu fir 5')
    """
    bare = _COMPANY.sub("", re.sub(r"[\"'„”“«»‘’`()\[\]]", " ", fold(without_marks(name))))
    bare = _CODES.sub("", bare)
    without = _LEGAL_FORMS.sub(" ", bare)
    if without == bare:
        without = _IN_FRONT.sub("", _AT_THE_END.sub(" ", bare))
    words = re.sub(r"[^\w]+", " ", without).split() or re.sub(r"[^\w]+", " ", bare).split()
    if not words:
        return ""
    words[0] = _PLAIN_FORM.get(words[0], words[0])
    # Initials in a row are no short form of one word.
    short = re.match(r"\s*(\w+)\.(?!\s?\w\.)|\s*(univ|inst|asoc|coop|prim|cons|fund)\s", without)
    if short and len(words) > 1 and words[0] in _SHORT:
        words[0] = _SHORT[words[0]]
    return " ".join(words)


def legal_form_of(name: str) -> str:
    """Legal form that a name states, in letters alone; empty where it states none.

    Examples
    --------
    >>> legal_form_of("SC Exemplu Doi S.R.L."), legal_form_of("Exemplu Doi SA"), legal_form_of("Exemplu Doi")
    ('srl', 'sa', '')
    """
    bare = _COMPANY.sub("", fold(name))
    found = _LEGAL_FORMS.search(bare) or _AT_THE_END.search(bare)
    return re.sub(r"[^a-z]", "", found[0]) if found else ""


def fiscal_code_key(code: str) -> str:
    """Bring a fiscal code to its digits, without ``RO`` and leading zeros.

    Examples
    --------
    >>> fiscal_code_key("RO 9900000029"), fiscal_code_key("0018547290")
    ('9900000029', '18547290')
    """
    return re.sub(r"[^0-9]", "", code).lstrip("0")


def without_words_around(folded: str) -> Iterator[str]:
    """Give a name without the words around it that are no part of it, the one that takes off least first.

    Examples
    --------
    >>> list(without_words_around("firma exemplu nor 4 srl, romania"))[:2]
    ['exemplu nor 4 srl, romania', 'exemplu nor 4 srl']
    """
    bare = _FIRM.sub("", folded)
    yield bare
    for pattern in (_COUNTRY_BEHIND, _PERSON_BEHIND, _NOTE_BEHIND):
        yield pattern.sub("", bare)
    yield _COUNTRY_BEHIND.sub("", _PERSON_BEHIND.sub("", _NOTE_BEHIND.sub("", bare)))


def alike(said: str, listed: Mapping[str, str]) -> list[str]:
    """Give who may be meant by a name that is nobody's as it stands: those with a name much like it.

    Blanks may stand elsewhere, words in another order, a letter may be wrong, the name of a place or branch may stand
    behind it, or its number may be left out. Firms of a group differ by a number: another number is another firm.

    Parameters
    ----------
    said : str
        Key of the name, see :func:`name_key`.
    listed : mapping of str to str
        Keys of names by organisation.

    Examples
    --------
    >>> listed = {"1": "exemplu nor 4", "2": "exemplu nor 5"}
    >>> alike("exemlu nor 4", listed), alike("exemplu nor", listed)
    (['1'], ['1', '2'])
    """
    if not said:
        return []
    numbers, joined, ordered = _numbers(said), said.replace(" ", ""), sorted(said.split())
    found = [one for one, name in listed.items() if name and name.replace(" ", "") == joined]
    near = process.extract(said, listed, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=None)
    found += [one for name, _score, one in near if _numbers(name) == numbers]
    # Of a short name one wrong letter is much.
    if len(joined) >= _LONG_ENOUGH:
        likely = ((one, name) for one, name in listed.items() if _numbers(name) == numbers)
        found += [one for one, name in likely if OSA.distance(said, name, score_cutoff=1) <= 1]
    found += [one for one, name in listed.items() if name and said.startswith(f"{name} ")]
    if len(ordered) > 1:
        found += [one for one, name in listed.items() if sorted(name.split()) == ordered]
        found += [] if numbers else [one for one, name in listed.items() if _WITH_NUMBER.sub("", name) == said]
    return list(dict.fromkeys(found))


def _numbers(name: str) -> list[str]:
    return re.findall(r"\d+", name)


def name_keys(names: pd.Series, counties: pd.Series | None = None) -> pd.Series:
    """Key of each organisation by its folded name and, where given, its county."""
    folded = of_distinct(names.fillna(""), name_key, "str")
    return (folded + "|" + ("" if counties is None else counties.fillna(""))).astype("str")


def organisation_keys(codes: pd.Series, names: pd.Series, counties: pd.Series) -> pd.Series:
    """Key of each organisation: its fiscal code, else folded name and county."""
    by_code = codes.map(fiscal_code_key, na_action="ignore").replace("", None).astype("str")
    return by_code.fillna(name_keys(names, counties)).astype("str")


def unambiguous(keys: pd.Series, organisations: pd.Series) -> pd.Series:
    """Organisation by key; a key that two organisations share tells neither, and is left out."""
    pairs = pd.DataFrame({"key": keys, "organisation": organisations}).drop_duplicates()
    return pairs.drop_duplicates("key", keep=False).set_index("key")["organisation"]
