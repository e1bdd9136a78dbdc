"""What tells of a person and is not kept: personal numeric codes, e-mail addresses, telephone numbers.

Addresses and numbers of those who agreed to be reached are let in by :func:`admitted_contact` alone. What reads cells
calls it for the one column that is asked for, and for no row without consent.

A text is looked at as a reader sees it: digits of any script, letters of any width, without what is invisible;
references and tags of HTML stand for what they show. Whether digits are a code, its check digit and its date decide.
"""

from __future__ import annotations

import re

from ..characters import only_text
from .marks import MARKS, NO_ADDRESS, NO_NUMBER, NOT_KEPT

__all__ = ["MARKS", "NOT_KEPT", "NO_ADDRESS", "NO_NUMBER", "admitted", "admitted_contact", "hide"]

#: Letters that a text has at least which tells of a person.
_SHORTEST = 5
#: What makes a text worth looking at closely: some digits, an address, or letters and digits of another width. Looked
#: for in one expression they would take twice as long.
_SOME_DIGITS = re.compile(r"\d\D*+\d\D*+\d\D*+\d")
_AT = re.compile(r"@|[(\[{<]\s?[Aa][Tt]\s?[)\]}>]")
_REFERENCE = re.compile("&#|&commat")
_OTHER_WIDTH = re.compile("[²³¹\u2070-\u2089\u2460-\u24ff\u2776-\u2793\ufe50-\ufe6f\uff00-\uffef\U0001d400-\U0001d7ff]")
#: Most of what has digits, in forms that tell of nobody: numbers, days and times as tools write them, days and amounts
#: as people do, numbers of a trade register, and words with one short number.
_WORDS = r"[A-Za-zÀ-ɏ .,;:'\"/*+%_-]*"
_TIME = (
    r"\d{4}([/-])\d\d\1\d\d(?:[ T]\d\d?:\d\d(?::\d\d(?:\.\d{1,6})?)?"
    r"(?:Z|[+-]\d\d:\d\d| [AP]M(?: [A-Z]{3}[+-]\d\d?)?)?)?"
)
_HARMLESS = re.compile(
    rf"{_TIME}|[1-9]\d{{0,11}}|[1-9]\d{{0,8}}[.,]\d{{1,3}}|0[.,]\d{{1,3}}"
    rf"|[JFC]\d\d?/\d{{1,6}}/\d{{4}}|\d\d?([./-])\d\d?\2\d{{4}}(?: \d\d?:\d\d(?::\d\d)?)?"
    rf"|(?:RO|ro) ?[1-9]\d{{1,9}}|{_WORDS}\d{{1,5}}{_WORDS}"
    rf"|[1-9]\d{{0,2}}(?:[ .,']\d{{3}}){{1,2}}(?:[.,]\d{{1,2}})?{_WORDS}",
    re.ASCII,
)
#: Too few digits for a code or a telephone number, and no sign of an address; short of sixteen letters and digits.
_FEW_DIGITS = re.compile(r"(?:[^\d@&<(\[{]*\d(?![Ee])){0,5}[^\d@&<(\[{]*", re.ASCII)
_SHORT = 15


def admitted(text: str) -> str:
    r"""Give a text as it may come in: characters that are text alone, and nothing that tells of a person.

    Examples
    --------
    >>> admitted("CNP\u200b 1800101/221144\x07")
    'CNP\u200b (personal numeric code, not kept)'
    """
    return hide(only_text(text))


def admitted_contact(text: str) -> str:
    """Give a text as it may come in of somebody who agreed to be reached: only codes of persons are hidden.

    Examples
    --------
    >>> admitted_contact("office@exemplu.invalid, +999 230 000 017, CNP 1800101221144")
    'office@exemplu.invalid, +999 230 000 017, CNP (personal numeric code, not kept)'
    """
    from .signs import without_codes

    return without_codes(only_text(text))


def hide(text: str) -> str:
    """Put marks in the place of personal numeric codes, e-mail addresses and telephone numbers.

    Examples
    --------
    >>> hide("director, CNP 1 800101 221144, Iași"), hide("1.800101221144E+12")
    ('director, CNP (personal numeric code, not kept), Iași', '(personal numeric code, not kept)')
    >>> hide("C.F. RSSMRA85T10A562S"), hide("ana.pop@example.ro, 0744 123 456")
    ('C.F. (personal numeric code, not kept)', '(e-mail address, not kept), (telephone number, not kept)')
    >>> hide("EAN 5901234123457, 12.500 lei in 2014")
    'EAN 5901234123457, 12.500 lei in 2014'
    """
    if len(text) < _SHORTEST or not _may_tell(text) or _HARMLESS.fullmatch(text):
        return text
    if len(text) <= _SHORT and text.isascii() and _FEW_DIGITS.fullmatch(text):
        return text
    # What is looked for takes a while to prepare, and most commands meet no such text.
    from .signs import without_all

    return without_all(text)


def _may_tell(text: str) -> bool:
    return (
        bool(_SOME_DIGITS.search(text))
        or bool(_AT.search(text))
        or bool(_REFERENCE.search(text))
        or (not text.isascii() and bool(_OTHER_WIDTH.search(text)))
    )
