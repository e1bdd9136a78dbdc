"""Texts as they were meant: letters that a wrong encoding spoilt, blanks, and what must not be kept."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from typing import Any, cast

import pandas as pd

#: Put in the ledger where a personal numeric code stood, which is never kept.
NOT_KEPT = "(personal numeric code, not kept)"
_THIRTEEN = re.compile(r"(?<![\d.,])[1-9](?:[ \u00a0.\-]?\d){12}(?!\d)")
#: A number in groups of thousands, or years in a row.
_GROUPS = re.compile(r"\d{1,3}(?:[ \u00a0.]\d{3})+|(?:\d{4}[ .\-])+\d{1,4}")
#: A mark of :data:`NOT_KEPT` with the words and signs that led to it.
_LED_TO = re.compile(
    r"[\s,;:(\-–\[]*(?:\b(?:c\.?n\.?p\.?|cod(?:ul)? numeric personal|personal (?:numeric )?code|codice personale)"
    r"[\s:.=\-]*)?" + re.escape(NOT_KEPT) + r"[)\]]*",
    re.IGNORECASE,
)
#: Letters of Romanian and Italian without their marks; what is not among them is taken apart by Unicode.
_PLAIN = str.maketrans("ăâîșțşţĂÂÎȘȚŞŢàèéìòùÀÈÉÌÒÙ", "aaiststAAISTSTaeeiouAEEIOU")
CEDILLA = str.maketrans("şţŞŢ", "șțȘȚ")
#: Code pages in which somebody read UTF-8.
_PAGES = ("cp1252", "cp1250", "cp874")
#: What may come out where the reading of UTF-8 in another page is undone: else it was no such reading.
_LETTERS = frozenset(
    "ăâîșțşţĂÂÎȘȚŞŢàèéìòùÀÈÉÌÒÙäöüÄÖÜß„”“’‘–—…«»€™ˆ˜›‹†‡•šœžŸŠŒŽ°·\u00a0ÃÄÅÆÈÉÂâ¢£¤¥¦§¨©ª¬®¯±²³´µ¶¸¹º¼½¾¿ƒ‰"
)
_RUN = re.compile(r"[^\x00-\x7f]{2,}")
#: The first byte of à, whose second became a no-break blank, and then a blank.
_GRAVE_A = re.compile(r"(?<=[a-z])Ã(?=[\s,.;:!?)]|$)")
#: What the letters of cp1250 became where they were read as Latin-1.
_LATIN = {"º": "ș", "ª": "Ș", "þ": "ț", "Þ": "Ț", "ã": "ă", "Ã": "Ă"}
_SPOILT_LATIN = re.compile(
    r"(?<=[^\W\d_]{2})[ºª](?!\w)|(?<=[^\W\d_])[ºª](?=[^\W\d_])|(?<!\w)[ºª](?=[^\W\d_])|[þÞ]|[ãÃ](?!o\b)"
)
_REFERENCE = re.compile(r"&(?:#\d{2,6}|#x[0-9a-fA-F]{2,5}|[a-zA-Z]{2,8});")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2028\u2029\u202a-\u202e\u2060\ufeff]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f]|_x00[01][0-9A-F]_")
_BLANKS = re.compile(r"[\s\u00a0\u202f]+")
#: A question mark, or the sign for no letter, where a letter stood.
_LOST = re.compile(r"\w\?+\w|(?<!\S)\?+\w|(?<=[^\W\d_])\?{2,}|(?<=\w )\?(?= \w)|(?<=[^\W\d_])\?(?= [a-zăâîșț])|\ufffd")
_MOST_TIMES = 3
#: Anything but the letters and signs that people write: it may be one of them, spoilt.
_SUSPECT = re.compile(r"[^\x00-\x7făâîșțĂÂÎȘȚàèéìòùÀÈÉÌÒÙ„”“’–—«»€\u00a0\u202f]|[ĂÃ]\u00a0")
#: What a text of plain letters may have in it that is to be mended.
_ODD = re.compile(r"\s\s|[\n\t\r&]")


def fold(text: str) -> str:
    """Fold a text for comparison: lower case, no diacritics, single blanks.

    Examples
    --------
    >>> fold("  Ţesut  ȘI Croit ")
    'tesut si croit'
    """
    plain = text if text.isascii() else text.translate(_PLAIN)
    if plain.isascii():
        return " ".join(plain.lower().split())
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())


def as_shown(text: str) -> str:
    r"""Give a text as a sheet shows it: blanks and ends of lines are alike there, and what has no sign is not seen.

    Examples
    --------
    >>> as_shown(" 3\r\n sau\t4 ")
    '3 sau 4'
    """
    return " ".join(_CONTROL.sub("", _BLANKS.sub(" ", text)).split())


def hide_personal_codes(text: str) -> str:
    """Put a mark in the place of personal numeric codes: thirteen digits of which the second to seventh are a day.

    Of a cell that is nothing but thirteen digits, all go: it can hardly be anything else.

    Examples
    --------
    >>> hide_personal_codes("1800101221144")
    '(personal numeric code, not kept)'
    >>> hide_personal_codes("director, CNP 1 800101 221144, Iași")
    'director, CNP (personal numeric code, not kept), Iași'
    >>> hide_personal_codes("comanda 5901234123457")
    'comanda 5901234123457'
    """

    def hidden(found: re.Match[str]) -> str:
        if _GROUPS.fullmatch(found[0]):
            return found[0]
        digits = re.sub(r"\D", "", found[0])
        whole = found[0] == text.strip() and re.fullmatch(r"[\d \u00a0]+", found[0])
        day = 1 <= int(digits[3:5]) <= 12 and 1 <= int(digits[5:7]) <= 31
        return NOT_KEPT if whole or day else found[0]

    return _THIRTEEN.sub(hidden, text)


def without_personal_codes(text: str) -> tuple[str, bool]:
    """Take personal numeric codes out of a text, with the words that lead to them.

    Examples
    --------
    >>> without_personal_codes("director general, CNP: 1800101221144")
    ('director general', True)
    """
    hidden = hide_personal_codes(text)
    if hidden == text:
        return text, False
    return _LED_TO.sub("", hidden).strip(), True


def loses_letters(text: str) -> bool:
    """Whether a text shows question marks where letters stood.

    Examples
    --------
    >>> loses_letters("sem?n?tori ?i pluguri"), loses_letters("De ce nu?")
    (True, False)
    """
    return bool(_LOST.search(text))


def _undone(run: re.Match[str]) -> str:
    """Undo the reading of UTF-8 in another page, where all that comes out are letters that people write."""
    for page in _PAGES:
        try:
            meant = b"".join(_byte(sign, page) for sign in run[0]).decode("utf-8")
        except (UnicodeDecodeError, UnicodeEncodeError):
            continue
        if set(meant) <= _LETTERS:
            return meant
    return run[0]


def _byte(sign: str, page: str) -> bytes:
    """The byte that a page shows as a sign; one that it does not have came through as a control character."""
    try:
        return sign.encode(page)
    except UnicodeEncodeError:
        return sign.encode("latin-1")


def repaired(text: str) -> tuple[str, tuple[str, ...]]:
    """Bring a text back to what was typed; with the ids of the rules that were needed.

    Examples
    --------
    >>> repaired("ÃŽntreprindere"), repaired("Iaºi"), repaired("fabrică de ţesături")
    (('Întreprindere', ('utf8_misread',)), ('Iași', ('cp1250_misread',)), ('fabrică de țesături', ('cedilla',)))
    >>> repaired("  două   spaţii ")
    ('două spații', ('cedilla', 'blanks'))
    """
    if text.isascii() and not _ODD.search(text):
        return text.strip(), ()
    given, rules = text, list[str]()
    if "&" in text and _REFERENCE.search(text):
        text = html.unescape(text)
        rules.append("html_reference")
    if not text.isascii():
        text, spoilt = _letters(text)
        rules += spoilt
    meant = _BLANKS.sub(" ", text).strip()
    if meant != text.strip():
        rules.append("blanks")
    if meant == given:
        return meant, tuple(rules)
    # What was taken off, a blank say, may have hidden more.
    mended, more = repaired(meant)
    return mended, tuple(dict.fromkeys([*rules, *more]))


def _letters(text: str) -> tuple[str, list[str]]:
    """Bring spoilt letters back; with the ids of the rules that were needed."""
    if not _SUSPECT.search(text):
        return text, []
    rules = []
    bare = _INVISIBLE.sub("", text)
    if bare != text:
        rules.append("invisible_letters")
    meant = bare
    for _time in range(_MOST_TIMES):
        again = _GRAVE_A.sub("à", _RUN.sub(_undone, meant))
        if again == meant:
            break
        meant = again
    if meant != bare:
        rules.append("utf8_misread")
    told = _SPOILT_LATIN.sub(lambda found: _LATIN[found[0]], meant)
    if told != meant:
        rules.append("cp1250_misread")
    composed = unicodedata.normalize("NFC", told)
    comma = composed.translate(CEDILLA)
    if comma != composed and not rules:
        rules.append("cedilla")
    return comma, rules


def of_distinct(texts: pd.Series, call: Callable[[str], Any], dtype: str, missing: Any = None) -> pd.Series:
    """Give what `call` makes of each text, called once for each distinct text.

    Parameters
    ----------
    texts : Series of str
    call : callable
    dtype : str
        Of the result.
    missing : optional
        What a missing text gives.

    Examples
    --------
    >>> of_distinct(pd.Series(["a", "b", "a", None]), str.upper, "str").tolist()
    ['A', 'B', 'A', nan]
    """
    codes, distinct = pd.factorize(texts)
    values: Any = pd.array([*(call(text) for text in distinct), missing], dtype=cast(Any, dtype))
    return pd.Series(values.take(codes), index=texts.index)
