"""What people and tools set around a number that changes nothing about it."""

from __future__ import annotations

import re

_QUOTES = "'\"`´’‘“”„«»"
_IN_BRACKETS = re.compile(r"\[\s*([^\[\]]*\d[^\[\]]*?)\s*\]")
_BULLET = re.compile(r"^[•·▪◦●✓✔]\s*(?=\d)")
#: Before a mark a dash is no minus, and a cross is set for the choice.
_BEFORE_MARK = re.compile(r"^(?:[-–—]|x)\s+(?=\d)")
#: A footnote, or the bracket of a list.
_BEHIND = re.compile(r"(?<=\d)\s*\*{1,3}$")
_LIST_BRACKET = re.compile(r"(?<=\d)\)$")
_KEYCAP = re.compile("[\ufe0f\u20e3]")
_MORE_OR_LESS = re.compile(r"\s*\+\s*/\s*[-–]\s*")
_OF_HUNDRED = re.compile(r"(?<=\d)\s*(?:/|\b(?:din|of|out of|su|de)\b)\s*100\s*[.]?$")
_OLD_PERCENT = re.compile(r"(?<=\d)\s*o/o(?!\w)")
_WITHOUT_TAX = re.compile(
    r"\s*[,(]?\s*(?:(?:\+|plus|fara|excl(?:usiv|uding|uded|uso)?\.?|without|net of|net de|senza)\s*(?:tva|vat|iva)"
    r"|(?:tva|vat|iva)\s+(?:neinclus|exclus|excluded|esclusa)a?)\s*\)?\.?$"
)
_TWICE = re.compile(r"(\d{4})[\s,;/]+\1")
#: A letter for thousands, run together with the currency.
_THOUSANDS = re.compile(r"(?<![a-z])k(?=eur|€|lei\b|ron\b)")


def bare_number(text: str, unit: str, is_mark: bool) -> str:
    """Give what somebody wrote for a number without what changes nothing about it.

    Parameters
    ----------
    text : str
        Folded, see :func:`texts.fold`.
    unit : str
        That the question asks for.
    is_mark : bool
        Whether a mark is asked for, such as 1 to 5.

    Examples
    --------
    >>> bare_number("[12]", "persons", False), bare_number("4*", "", True), bare_number("2)", "", True)
    ('12', '4', '2')
    >>> bare_number("30 din 100", "percent", False), bare_number("35 o/o", "percent", False)
    ('30 %', '35 %')
    >>> bare_number("12 + tva", "thousand EUR", False), bare_number("2006 2006", "year", False)
    ('12', '2006')
    """
    text = text.strip().strip(_QUOTES).strip()
    # Most have none of these: a look at a letter costs less than an expression.
    if not text.isascii():
        text = _KEYCAP.sub("", text).strip()
    if not text[:1].isdigit():
        whole = _IN_BRACKETS.fullmatch(text)
        text = _BULLET.sub("", whole[1] if whole else text)
    if "+" in text or "*" in text:
        text = _BEHIND.sub("", _MORE_OR_LESS.sub(" ± ", text).strip())
    if text.endswith(")") and "(" not in text:
        text = _LIST_BRACKET.sub("", text)
    if is_mark:
        return text if text[:1].isdigit() else _BEFORE_MARK.sub("", text)
    if unit == "percent":
        return _OLD_PERCENT.sub(" %", _OF_HUNDRED.sub(" %", text)) if "/" in text or "100" in text else text
    if unit == "year":
        twice = _TWICE.fullmatch(text)
        return twice[1] if twice else text
    text = _WITHOUT_TAX.sub("", text) if "va" in text else text
    return _THOUSANDS.sub("k ", text) if "k" in text else text
