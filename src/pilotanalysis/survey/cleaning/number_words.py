"""Words around and for numbers, folded: English, Romanian and Italian."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from babel import Locale, localedata
from babel.languages import get_official_languages

from ..texts import fold
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
_NEGATIONS, _AROUND_NEGATION = words("negation"), words("around a negation")
#: Words that begin with as many letters alike are forms of one.
_STEM = 5
_JOINTS = {"ro": " si ", "en": " ", "it": ""}
#: Magnitudes for which languages have words.
_THOUSANDS = ("1000", "1000000", "1000000000")


@dataclass(frozen=True)
class LocalWords:
    """Words of a country for its currency and for thousands, beside those that are known anyway; all folded.

    Attributes
    ----------
    currencies : mapping of str to str
        Currency that each word names.
    magnitudes : mapping of str to float
    """

    currencies: Mapping[str, str] = field(default_factory=dict)
    magnitudes: Mapping[str, float] = field(default_factory=dict)


NO_LOCAL_WORDS = LocalWords()


def local_words(code: str, country: str, languages: Iterable[str]) -> LocalWords:
    """Give what a currency and thousands are called in the languages of a country, and in others, as CLDR has it.

    Parameters
    ----------
    code : str
        Of the currency, as PLN.
    country : str
    languages : iterable of str
        Other languages in which people may answer.

    Examples
    --------
    >>> own = local_words("PLN", "PL", ["en"])
    >>> sorted({"zł", "złotych", "pln"} - set(own.currencies)), own.magnitudes["tys"]
    ([], 1000.0)
    """
    spoken = dict.fromkeys([*get_official_languages(country), *languages])
    locales = [Locale.parse(language) for language in spoken if localedata.exists(language)]
    named = {word for locale in locales for word in _words_of(_names(locale, code))}
    magnitudes = {
        word: float(size)
        for locale in locales
        for size, pattern in _patterns(locale)
        for word in _words_of([pattern])
        # One letter says little: M is a million to most.
        if len(word) > 1
    }
    return LocalWords(dict.fromkeys([code.lower(), *named], code.lower()), magnitudes)


def _names(locale: Locale, code: str) -> Iterator[str]:
    """What a currency is called in a language, one and several, and its sign."""
    yield locale.currency_symbols.get(code, code)
    yield locale.currencies.get(code, code)
    # Babel gives plurals of one count at a time.
    yield from locale._data["currency_names_plural"].get(code, {}).values()


def _patterns(locale: Locale) -> Iterator[tuple[str, str]]:
    for length in ("long", "short"):
        for plural in locale.compact_decimal_formats[length].values():
            yield from ((size, plural[size].pattern) for size in _THOUSANDS if size in plural)


def _words_of(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        cells = (word.strip(".,'0") for word in fold(text).replace("'", "").split())
        yield from (word for word in cells if word)


def units_of(unit: str) -> frozenset[str]:
    """Words that say again what a question asks for anyway; of one that names no unit, those of any.

    Examples
    --------
    >>> "angajati" in units_of("persons"), "angajati" in units_of("year"), "angajati" in units_of("")
    (True, False, True)
    """
    return _UNIT_WORDS.get(unit, frozenset()) if unit else _ANY_UNIT


def says_there_is_none(text: str, asked: Iterable[str]) -> bool:
    """Whether a negation and words of the question alone say that there is none of what is asked for.

    Parameters
    ----------
    text : str
        Folded.
    asked : iterable of str
        Words of the question and its unit, folded.

    Examples
    --------
    >>> asked = {"exporturi", "exports", "angajati"}
    >>> [says_there_is_none(text, asked) for text in ("nu exportam", "we don't export", "n-am angajati")]
    [True, True, True]
    >>> [says_there_is_none(text, asked) for text in ("nu stim cati angajati", "exportam", "nu")]
    [False, False, False]
    """
    said = [word.strip(".,;!") for word in text.replace("'", " ").replace("’", " ").split()]
    if not said or said[0] not in _NEGATIONS | _AROUND_NEGATION or _NEGATIONS.isdisjoint(said):
        return False
    begin = {word[:_STEM] for word in asked if len(word) >= _STEM}
    rest = [word for word in said if word not in _NEGATIONS | _AROUND_NEGATION]
    return bool(rest) and all(word[:_STEM] in begin for word in rest)


def ends_of_scale(labels: Iterable[str], low: float, high: float) -> dict[str, float]:
    """Give the marks that labels name in words, by :func:`without_endings` of them: 1 poor to 5 very good.

    Examples
    --------
    >>> ends_of_scale(["Soddisfazione, da 1 scarsa a 5 ottima", "Price"], 1.0, 5.0)
    {'scars': 1.0, 'ottim': 5.0}
    """
    scale = re.compile(rf"\b{low:g} ([a-z ]+?) (?:to|pana la|a) {high:g} ([a-z ]+)$")
    found = [told for label in labels if (told := scale.search(fold(label)))]
    return {without_endings(told[place]): mark for told in found for place, mark in ((1, low), (2, high))}


def without_endings(text: str) -> str:
    """Give words without the vowels of gender and number at their ends.

    Examples
    --------
    >>> without_endings("foarte bune") == without_endings("foarte buna"), without_endings("slab")
    (True, 'slab')
    """
    return " ".join(word.rstrip("aeiou") or word for word in text.split())


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


#: How many hundreds or thousands, and what is more than they are; Italian joins its words.
_HUNDREDS = re.compile(r"(?:(.+?) ?)?(?:sute|suta|hundred|cento)(?: ?(?:si |and |de )?(.+))?")
_THOUSANDS_MORE = re.compile(r"(?:(.+?) ?(?:mii|mie|mila|thousand)|mille)(?: ?(?:si |and |e |de )?(.+))?")


def in_words(text: str) -> int | None:
    """Read a number below a million in words; None where it is none.

    Parameters
    ----------
    text : str
        Folded.

    Examples
    --------
    >>> in_words("douazeci si cinci"), in_words("twenty-five"), in_words("ventuno"), in_words("trei sute")
    (25, 25, 21, 300)
    >>> in_words("o mie noua sute nouazeci si patru"), in_words("duemilacinque"), in_words("mille novecento")
    (1994, 2005, 1900)
    >>> in_words("multi") is None, in_words("mie") is None
    (True, True)
    """
    said = " ".join(text.replace("-", " ").removesuffix(" de").split())
    below = _below_thousand(said)
    if below is not None or not (found := _THOUSANDS_MORE.fullmatch(said)):
        return below
    many = _below_thousand(found[1].removesuffix(" de")) if found[1] else 1
    rest = _below_thousand(found[2]) if found[2] else 0
    return 1000 * many + rest if many and rest is not None else None


def _below_thousand(said: str) -> int | None:
    known = _hundred()
    if said in known:
        return known[said]
    found = _HUNDREDS.fullmatch(said)
    if not found:
        return None
    hundreds, rest = known.get(found[1] or "o", -1), known.get(found[2], -1) if found[2] else 0
    return 100 * hundreds + rest if 0 < hundreds < 10 and 0 <= rest < 100 else None
