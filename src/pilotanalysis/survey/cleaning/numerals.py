"""Numerals: the forms in which people and tools write digits, and what each form can mean."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

#: One number in a text: groups of three digits between blanks or apostrophes, or digits with points and commas.
NUMERAL = re.compile(r"\d{1,3}(?:[ '’´]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)*")
#: How numerals are written, with the marks between thousands and the rule.
_NOTATIONS = tuple(
    (re.compile(notation), thousands and re.compile(thousands), rule)
    for notation, thousands, rule in (
        (r"\d+(?:\.\d+)?", "", ""),
        (r"\d+,\d+", "", "decimal_comma"),
        (r"\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:\.\d{3})+,\d+", r"\.", "thousands_point"),
        (r"\d{1,3}(?:,\d{3}){2,}|\d{1,3}(?:,\d{3})+\.\d+", ",", "thousands_comma"),
        (r"\d{1,3}(?:[ '’´]\d{3})* \d{3}(?:[.,]\d+)?", "[ '’´]", "thousands_space"),
        (r"\d{1,3}(?:[ '’´]\d{3})+(?:[.,]\d+)?", "[ '’´]", "thousands_apostrophe"),
    )
)
#: A comma or point before just three digits: thousands or decimals.
UNSURE = re.compile(r"\d{1,3}[.,]\d{3}")
#: The same behind other marks of thousands: three decimals, or a slip of the hand.
_MIXED = re.compile(r"\d{1,3}(?:\.\d{3})+,\d{3}|\d{1,3}(?:,\d{3})+\.\d{3}")
_DECIMALS = re.compile(r"[^\d.,]*\d+(?:\.\d{3})*([.,])(?:\d{1,2}|\d{4,})[^\d.,]*")
#: Answers that show how a column is written; groups of thousands are read in one way only, so one will do.
_ENOUGH = 3
#: A number as tools write it: no noughts in front, and none behind decimals.
_SET_BY_TOOL = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?")
_GROUPED = re.compile(r"[^\d.,]*\d{1,3}(?:(?:\.\d{3}){2,}(?:,\d+)?|(?:,\d{3}){2,}(?:\.\d+)?)[^\d.,]*")


@dataclass(frozen=True)
class Evidence:
    """What the other cells of a column tell of one that can be read in two ways.

    Attributes
    ----------
    decimal : str
        The mark before decimals; empty where the column does not tell.
    said : str
        The evidence in words, for the ledger.
    """

    decimal: str = ""
    said: str = ""


NO_EVIDENCE = Evidence()


def evidence_of(texts: Iterable[str], by_tool: bool = False) -> Evidence:
    """Find which mark stands before decimals in the distinct texts of a column.

    Parameters
    ----------
    texts : iterable of str
    by_tool : bool
        Whether a survey tool wrote them: where all are numbers as it sets them, none was typed otherwise.

    Examples
    --------
    >>> evidence_of(["12,5", "1.234", "3,25", "7,5"])
    Evidence(decimal=',', said='3 cells or kinds of cells have decimals behind a comma, none behind a point')
    >>> evidence_of(["43.000.000", "750.000"]).decimal, evidence_of(["43.000.000", "7.5"]).decimal
    (',', '')
    """
    texts = list(texts)
    marked = [text for text in texts if "," in text or "." in text]
    marks = Counter(found[1] for text in marked if (found := _DECIMALS.fullmatch(text)))
    groups = Counter("," if found[0].count(".") > 1 else "." for text in marked if (found := _GROUPED.fullmatch(text)))
    if len(groups) == 1 and not marks.keys() - groups.keys():
        ((mark, times),) = groups.items()
        parts = "a point" if mark == "," else "a comma"
        return Evidence(mark, f"{times} cells or kinds of cells have thousands parted by {parts}")
    # One cell is no habit, and two may be of those that write otherwise.
    if len(marks) == 1 and not groups and marks.total() >= _ENOUGH:
        ((mark, times),) = marks.items()
        behind, none = ("a comma", "a point") if mark == "," else ("a point", "a comma")
        return Evidence(mark, f"{times} cells or kinds of cells have decimals behind {behind}, none behind {none}")
    if by_tool and marked and all(_SET_BY_TOOL.fullmatch(text) for text in texts if text):
        return Evidence(".", "the tool set all cells of the column as numbers")
    return NO_EVIDENCE


def candidates(numeral: str, negative: bool = False) -> tuple[tuple[float, ...], str]:
    """What a numeral can be, and the rule that says so; several only where the last mark can be either.

    Examples
    --------
    >>> candidates("1.234"), candidates("1.234,5")
    (((1234.0, 1.234), 'thousands_or_decimals'), ((1234.5,), 'thousands_point'))
    >>> candidates("1.000,000")
    ((1000000.0, 1000.0), 'thousands_or_decimals')
    """
    sign = -1.0 if negative else 1.0
    # No group of thousands begins with 0.
    if (UNSURE.fullmatch(numeral) or _MIXED.fullmatch(numeral)) and not numeral.startswith("0"):
        digits = re.sub(r"[.,]", "", numeral)
        return (sign * float(digits), sign * float(f"{digits[:-3]}.{digits[-3:]}")), "thousands_or_decimals"
    for notation, thousands, rule in _NOTATIONS:
        if notation.fullmatch(numeral):
            digits = thousands.sub("", numeral) if thousands else numeral
            return (sign * float(digits.replace(",", ".")),), rule
    return (), "not_a_number"
