"""Texts as they were meant: letters that a wrong encoding spoilt, blanks, and what must not be kept."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: Put where a personal numeric code stood, which is never kept.
NOT_KEPT = "(personal numeric code, not kept)"
_THIRTEEN = re.compile(r"(?<![\d.,])([1-9])((?:[ \u00a0.\-]?\d){12})(?![\d])")
_CEDILLA = str.maketrans("şţŞŢ", "șțȘȚ")
#: Code pages in which somebody read UTF-8, and the letters that the first byte of a letter of two then became.
_PAGES = ("cp1252", "cp1250", "cp874")
#: What the letters of cp1250 became where they were read as Latin-1.
_LATIN = {"º": "ș", "ª": "Ș", "þ": "ț", "Þ": "Ț", "ã": "ă", "Ã": "Ă"}
_SPOILT_LATIN = re.compile(
    r"(?<=[^\W\d_]{2})[ºª](?!\w)|(?<=[^\W\d_])[ºª](?=[^\W\d_])|(?<!\w)[ºª](?=[^\W\d_]{2})|[þÞ]|[ãÃ](?!o\b)"
)
_BLANKS = re.compile(r"[\s\u00a0\u202f\u200b\ufeff]+")


def fold(text: str) -> str:
    """Fold a text for comparison: lower case, no diacritics, single blanks.

    Examples
    --------
    >>> fold("  Ţesut  ȘI Croit ")
    'tesut si croit'
    """
    if text.isascii():
        return " ".join(text.lower().split())
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())


def without_personal_codes(text: str) -> tuple[str, bool]:
    """Take personal numeric codes out of a text: thirteen digits of which the second to seventh are a day.

    Of a cell that is nothing but thirteen digits, all are taken: it can hardly be anything else.

    Examples
    --------
    >>> without_personal_codes("1800101221144")
    ('(personal numeric code, not kept)', True)
    >>> without_personal_codes("director, CNP 1 800101 221144, Iași")
    ('director, CNP (personal numeric code, not kept), Iași', True)
    >>> without_personal_codes("comanda 5901234123457")
    ('comanda 5901234123457', False)
    """
    if not _THIRTEEN.search(text):
        return text, False

    def hidden(found: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", found[0])
        whole = found[0] == text.strip()
        day = 1 <= int(digits[3:5]) <= 12 and 1 <= int(digits[5:7]) <= 31
        return NOT_KEPT if whole or day else found[0]

    kept = _THIRTEEN.sub(hidden, text)
    return kept, kept != text


@lru_cache(maxsize=1)
def _pairs() -> dict[str, str]:
    """What letters of Central Europe became where UTF-8 was read in another code page: as spoilt, as meant."""
    pairs: dict[str, str] = {}
    letters = "ăâîșțşţĂÂÎȘȚŞŢàèéìòùÀÈÉÌÒÙäöüÄÖÜß„”“’–—«»€"
    for page in _PAGES:
        for letter in letters:
            # A byte that the page does not have came through as the control character of its number.
            spoilt = "".join(bytes([byte]).decode(page, "ignore") or chr(byte) for byte in letter.encode("utf-8"))
            # Lone accents may have been put together, and a no-break space become a plain one.
            for form in (spoilt, spoilt.replace("\u00a0", " ")):
                pairs.setdefault(form, letter)
    return pairs


@lru_cache(maxsize=1)
def _spoilt_pairs() -> re.Pattern[str]:
    longest_first = sorted(_pairs(), key=len, reverse=True)
    # ``Ã `` of an à that lost its no-break space is only that inside or at the end of a word.
    return re.compile("|".join(map(re.escape, longest_first)))


def repaired(text: str) -> tuple[str, tuple[str, ...]]:
    """Bring a text back to what was typed; with the ids of the rules that were needed.

    Parameters
    ----------
    text : str

    Examples
    --------
    >>> repaired("ÃŽntreprindere"), repaired("Iaºi"), repaired("fabrică de ţesături")
    (('Întreprindere', ('utf8_misread',)), ('Iași', ('cp1250_misread',)), ('fabrică de țesături', ('cedilla',)))
    >>> repaired("  două   spaţii ")
    ('două spații', ('cedilla', 'blanks'))
    """
    if text.isascii() and "  " not in text and "\n" not in text and "\t" not in text:
        return text.strip(), ()
    rules: list[str] = []
    if not text.isascii():
        meant = _spoilt_pairs().sub(lambda found: _pairs()[found[0]], text)
        if meant != text:
            rules.append("utf8_misread")
            text = meant
        meant = _SPOILT_LATIN.sub(lambda found: _LATIN[found[0]], text)
        if meant != text:
            rules.append("cp1250_misread")
            text = meant
        composed = unicodedata.normalize("NFC", text)
        meant = composed.translate(_CEDILLA)
        if meant != composed:
            if not rules:
                rules.append("cedilla")
            composed = meant
        text = composed
    meant = _BLANKS.sub(" ", text).strip()
    if meant != text.strip():
        rules.append("blanks")
    return meant, tuple(rules)
