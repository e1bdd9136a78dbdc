"""Words around and for numbers, folded: English, Romanian and Italian."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

APPROXIMATE = frozenset(
    (
        "~", "≈", "cca", "ca", "circa", "cam", "aprox", "aproximativ", "approx", "approximately", "about", "around",
        "roughly", "vreo", "jur", "quasi", "aproape", "nearly", "almost", "cra", "c.ca", "approssimativamente",
        "intorno", "all'incirca", "incirca", "pressappoco", "oarecum"
    )
)  # fmt: skip
BOUND = frozenset(
    (
        "<", ">", "≥", "≤", "peste", "sub", "min", "minim", "minimum", "max", "maxim", "maximum", "massimo", "minimo",
        "over", "under", "above", "below", "least", "most", "more", "less", "than", "mult", "putin", "cel", "oltre",
        "piu", "meno", "almeno", "fino", "pana", "up", "meno", "until", "mai",
    )
)  # fmt: skip
FILLERS = frozenset(
    ("de", "in", "la", "the", "a", "al", "di", "nr", "no", "numar", "of", "total", "totale", "anul", "=", "al", "ad")
)
MAGNITUDES: Mapping[str, float] = {
    **dict.fromkeys(("mii", "mie", "k", "thousand", "thousands", "mila", "mille", "migliaia", "tsd"), 1e3),
    **dict.fromkeys(("mil", "milioane", "milion", "mln", "mn", "m", "million", "millions", "milioni", "milione"), 1e6),
    **dict.fromkeys(("mld", "miliarde", "miliard", "billion", "bn", "miliardi", "miliardo"), 1e9),
}
CURRENCIES: Mapping[str, str] = {
    **dict.fromkeys(("lei", "leu", "ron", "roni"), "lei"),
    **dict.fromkeys(("eur", "euro", "€", "euros"), "eur"),
}
#: Words that say again what a question asks for anyway, by its unit.
_UNITS: Mapping[str, tuple[str, ...]] = {
    "percent": (
        "%", "suta", "procent", "procente", "percent", "per", "cento", "cent", "pct", "proc", "percento", "percents",
        "percentage",
    ),
    "persons": (
        "angajat", "angajati", "angajate", "salariat", "salariati", "salariate", "persoana", "persoane", "oameni",
        "om", "employee", "employees", "person", "persons", "people", "staff", "addetto", "addetti", "dipendente",
        "dipendenti", "persona", "persone", "lavoratori", "pers", "workers", "ang", "salariat", "emp", "empl", "dip",
        "add", "oameni",
    ),
    "mark": (
        "puncte", "punct", "pct", "point", "points", "punti", "punto", "nota", "note", "mark", "marks", "grade",
        "score", "scor", "voto", "stele", "stea", "stars", "star", "stelle", "stella", "punteggio", "calificativ",
    ),
    "suppliers": (
        "furnizor", "furnizori", "supplier", "suppliers", "fornitore", "fornitori", "firme", "firma", "companies",
        "aziende", "azienda", "imprese", "societati", "companii", "firms",
    ),
    "year": ("an", "ani", "anul", "din", "since", "year", "years", "anno", "dal", "nel", "dell", "inceput", "from"),
}  # fmt: skip
_UNIT_WORDS = {unit: frozenset(words) for unit, words in _UNITS.items()}
_ANY_UNIT = frozenset(word for words in _UNITS.values() for word in words)


def units_of(unit: str) -> frozenset[str]:
    """Words that say again what a question asks for anyway; of one that names no unit, those of any.

    Examples
    --------
    >>> "angajati" in units_of("persons"), "angajati" in units_of("year"), "angajati" in units_of("")
    (True, False, True)
    """
    return _UNIT_WORDS.get(unit, frozenset()) if unit else _ANY_UNIT


#: Parts of a whole in words: percent, and whether just that is meant.
PARTS: Mapping[str, tuple[float, bool]] = {
    **dict.fromkeys(
        ("jumatate", "jumate", "o jumatate", "jumatatea", "half", "a half", "one half", "meta", "la meta"),
        (50.0, False),
    ),
    **dict.fromkeys(("sfert", "un sfert", "quarter", "a quarter", "one quarter", "un quarto"), (25.0, False)),
    **dict.fromkeys(("trei sferturi", "3 sferturi", "three quarters", "tre quarti"), (75.0, False)),
    **dict.fromkeys(
        ("tot", "toate", "totul", "all", "everything", "tutto", "tutti", "integral", "in totalitate", "o suta la suta",
         "suta la suta", "totalmente", "entirely", "one hundred percent", "cento per cento", "complet"),
        (100.0, True),
    ),
    **dict.fromkeys(("deloc", "nimic", "nothing", "niente", "per niente", "not at all", "none", "nulla", "zero",
                     "nil", "zilch", "neant", "niente affatto", "affatto", "nici unul"), (0.0, True)),
}  # fmt: skip

#: Marks up to ten in Roman figures.
_FIGURES = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
ROMAN = {figure: place for place, figure in enumerate(_FIGURES, start=1)}

_SMALL = {
    "ro": (
        "zero unu doi trei patru cinci sase sapte opt noua zece unsprezece doisprezece treisprezece paisprezece "
        "cincisprezece saisprezece saptesprezece optsprezece nouasprezece"
    ),
    "en": (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen"
    ),
    "it": (
        "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici "
        "diciassette diciotto diciannove"
    ),
}
_TENS = {
    "ro": "douazeci treizeci patruzeci cincizeci saizeci saptezeci optzeci nouazeci",
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "it": "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
}
_ALSO = {
    "un": 1, "o": 1, "una": 1, "doua": 2, "douasprezece": 12, "unspe": 11, "doispe": 12, "douaspe": 12, "treispe": 13,
    "paispe": 14, "cinspe": 15, "saispe": 16, "saptespe": 17, "optspe": 18, "nouaspe": 19, "patrusprezece": 14,
    "sasesprezece": 16, "a": 1, "none": 0, "nil": 0, "deloc": 0, "nimic": 0, "niciunul": 0, "niciuna": 0, "niciun": 0,
    "nessuno": 0, "nessuna": 0,
}  # fmt: skip
_JOINTS = {"ro": " si ", "en": " ", "it": ""}


@lru_cache(maxsize=1)
def _hundred() -> dict[str, int]:
    """Words of the numbers below a hundred, and of a hundred."""
    words = dict(_ALSO)
    for language, small in _SMALL.items():
        units = small.split()
        words |= {word: value for value, word in enumerate(units)}
        for ten, word in enumerate(_TENS[language].split(), start=2):
            words[word] = 10 * ten
            for unit in range(1, 10):
                own = word
                if language == "it" and unit in (1, 8):
                    # ventuno, ventotto
                    own = word[:-1]
                words[f"{own}{_JOINTS[language]}{units[unit]}"] = 10 * ten + unit
            if language == "ro":
                words[f"{word} si doua"], words[f"{word} si una"] = 10 * ten + 2, 10 * ten + 1
            if language == "it":
                words[f"{word}tre"] = 10 * ten + 3
    words |= dict.fromkeys(("o suta", "suta", "one hundred", "a hundred", "hundred", "cento"), 100)
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
