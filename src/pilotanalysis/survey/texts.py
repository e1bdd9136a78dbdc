"""Texts as they were meant: letters that a wrong encoding spoilt, blanks, and the marks of what is not kept."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from typing import Any, cast

import pandas as pd

from ..characters import only_text, with_letters_back, without_controls
from ..personal import MARKS, NOT_KEPT, hide

#: A mark of :data:`personal.NOT_KEPT` with the words and signs that led to it.
_LED_TO = re.compile(
    r"[\s,;:(\-–\[]*(?:\b(?:c\.?n\.?p\.?|cod(?:ul)? numeric personal|personal (?:numeric )?code|codice personale)"
    r"[\s:.=\-]*)?" + re.escape(NOT_KEPT) + r"[)\]]*",
    re.IGNORECASE,
)
#: Letters of Romanian and Italian without their marks; what is not among them is taken apart by Unicode.
_PLAIN = str.maketrans("ăâîșțşţĂÂÎȘȚŞŢàèéìòùÀÈÉÌÒÙ", "aaiststAAISTSTaeeiouAEEIOU")
CEDILLA = str.maketrans("şţŞŢ", "șțȘȚ")
#: The first byte of à, whose second became a no-break blank, and then a blank.
_GRAVE_A = re.compile(r"(?<=[a-z])Ã(?=[\s,.;:!?)]|$)")
#: What the letters of cp1250 became where they were read as Latin-1.
_LATIN = {"º": "ș", "ª": "Ș", "þ": "ț", "Þ": "Ț", "ã": "ă", "Ã": "Ă"}
_SPOILT_LATIN = re.compile(
    r"(?<=[^\W\d_]{2})[ºª](?!\w)|(?<=[^\W\d_])[ºª](?=[^\W\d_])|(?<!\w)[ºª](?=[^\W\d_])|[þÞ]|[ãÃ](?!o\b)"
)
_REFERENCE = re.compile(r"&(?:#\d{2,6}|#x[0-9a-fA-F]{2,5}|[a-zA-Z]{2,8});")
#: Joiners are part of other scripts and of emoji; between letters of ours they are not.
_INVISIBLE = re.compile(r"[\u00ad\u200b\u2060\ufeff]|(?<![^\x00-\u024f])[\u200c\u200d](?![^\x00-\u024f])")
#: A control character as a workbook writes it.
_ESCAPED = re.compile(r"_x00[01][0-9A-F]_")
#: The end of a line as web pages and workbooks write it, other tags, and a text kept as a formula.
_LINE_ENDS = re.compile(r"(?:\s*(?:<br\s*/?>|</(?:p|div|li|tr)>|_x000[9AaDd]_))+", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:p|div|span|b|i|u|em|strong|li|ul|ol|font|a|td|tr|html|body)(?:\s[^<>]{0,80})?>", re.IGNORECASE
)
_AS_FORMULA = re.compile(r'\s*=\s*(?:"((?:[^"]|"")*)"|([\d.,]+))\s*')
_BLANKS = re.compile(r"[\s\u00a0\u202f]+")
#: A question mark, or the sign for no letter, where a letter stood.
_LOST = re.compile(r"\w\?+\w|(?<!\S)\?+\w|(?<=[^\W\d_])\?{2,}|(?<=\w )\?(?= \w)|(?<=[^\W\d_])\?(?= [a-zăâîșț])|\ufffd")
_MOST_TIMES = 3
#: Anything but the letters and signs that people write: it may be one of them, spoilt.
_SUSPECT = re.compile(r"[^\x00-\x7făâîșțĂÂÎȘȚàèéìòùÀÈÉÌÒÙ„”“’–—«»€\u00a0\u202f]|[ĂÃ]\u00a0")
#: What a text of plain letters may have in it that is to be mended.
_ODD = re.compile(r"\s\s|[\n\t\r&<]|_x00|^\s*=")


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
    return " ".join(_ESCAPED.sub("", only_text(_BLANKS.sub(" ", text))).split())


def without_personal_codes(text: str) -> tuple[str, bool]:
    """Take personal numeric codes out of a text, with the words that lead to them.

    Examples
    --------
    >>> without_personal_codes("director general, CNP: 1800101221144")
    ('director general', True)
    """
    hidden = hide(text)
    if NOT_KEPT not in hidden:
        return hidden, False
    return _LED_TO.sub("", hidden).strip(), True


def without_marks(text: str) -> str:
    """Take out the marks of what was not kept: they are no words of whoever wrote the text."""
    return MARKS.sub(" ", text)


def loses_letters(text: str) -> bool:
    """Whether a text shows question marks where letters stood.

    Examples
    --------
    >>> loses_letters("sem?n?tori ?i pluguri"), loses_letters("De ce nu?")
    (True, False)
    """
    return ("?" in text or "\ufffd" in text) and bool(_LOST.search(text))


def repaired(text: str) -> tuple[str, tuple[str, ...]]:
    """Bring a text back to what was typed; with the ids of the rules that were needed.

    Examples
    --------
    >>> repaired("ÃŽntreprindere"), repaired("Iaºi"), repaired("fabrică de ţesături")
    (('Întreprindere', ('utf8_misread',)), ('Iași', ('cp1250_misread',)), ('fabrică de țesături', ('cedilla',)))
    >>> repaired("  două   spaţii ")
    ('două spații', ('cedilla', 'blanks'))
    >>> repaired('="70"'), repaired("<b>Da</b><br/>")
    (('70', ('markup',)), ('Da', ('markup',)))
    """
    if text.isascii() and not _ODD.search(text):
        return text.strip(), ()
    given, rules = text, list[str]()
    bare = without_markup(text)
    if bare != text:
        text, given = bare, bare
        rules.append("markup")
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


def without_markup(text: str) -> str:
    r"""Take off what a web page or a spreadsheet set around a text; ends of lines stay.

    Examples
    --------
    >>> without_markup("<p>Lapte<br>Ouă</p>"), without_markup('="9900000029"'), without_markup("5 < 7")
    ('Lapte\nOuă', '9900000029', '5 < 7')
    """
    if found := _AS_FORMULA.fullmatch(text):
        text = found[2] or found[1].replace('""', '"')
    if "<" not in text and "_x00" not in text:
        return text
    marked = _LINE_ENDS.sub("\n", text)
    return _TAG.sub("", marked).strip() if marked != text or _TAG.search(text) else text


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
        again = _GRAVE_A.sub("à", with_letters_back(meant))
        if again == meant:
            break
        meant = again
    if meant != bare:
        rules.append("utf8_misread")
    told = _SPOILT_LATIN.sub(lambda found: _LATIN[found[0]], meant)
    if told != meant:
        rules.append("cp1250_misread")
    composed = unicodedata.normalize("NFC", without_controls(told))
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
    values: Any = pd.array([*(call(text) for text in distinct.tolist()), missing], dtype=cast(Any, dtype))
    return pd.Series(values.take(codes), index=texts.index)
