"""Numbers as people type them: marks, units, words, and what is no number but only near one."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

from ..rules import Reading, to_review
from ..texts import fold
from .words import APPROXIMATE, BOUND, CURRENCIES, FILLERS, MAGNITUDES, PARTS, in_words, units_of

_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?")
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+")
#: One number in a text: groups of three digits between blanks or apostrophes, or digits with points and commas.
_NUMERAL = re.compile(r"\d{1,3}(?:[ '’´]\d{3})+(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)*")
#: A comma or point before just three digits: thousands or decimals.
_UNSURE = re.compile(r"\d{1,3}[.,]\d{3}")
_DECIMALS = re.compile(r"[^\d.,]*\d+(?:\.\d{3})*([.,])(?:\d{1,2}|\d{4,})[^\d.,]*")
_REMARK = re.compile(r"\(([^()]*)\)\s*$")
_OF_WHICH = re.compile(r"\b(din care|of which|of whom|di cui|dintre care)\b")
_BETWEEN = re.compile(r"[-–—]|\.\.\.?|\b(to|pana la|la|a|e|si|and|sau|or|o|ori)\b")
_SYMBOLS = re.compile(r"([~≈<>≥≤€$%+=])")


@dataclass(frozen=True)
class Asked:
    """What a question takes for a number.

    Attributes
    ----------
    low, high : float
    whole : bool
        Whether only a whole number is an answer.
    unit : str
        As the questionnaire says it: percent, persons, year, thousand EUR.
    """

    low: float = -math.inf
    high: float = math.inf
    whole: bool = False
    unit: str = ""

    def takes(self, value: float) -> bool:
        return self.low <= value <= self.high and not (self.whole and value % 1)


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


def evidence_of(texts: Iterable[str]) -> Evidence:
    """Find which mark stands before decimals in the distinct texts of a column.

    Examples
    --------
    >>> evidence_of(["12,5", "1.234", "3,25"])
    Evidence(decimal=',', said='2 cells or kinds of cells have decimals behind a comma, none behind a point')
    """
    counts = {",": 0, ".": 0}
    for text in texts:
        if ("," in text or "." in text) and (found := _DECIMALS.fullmatch(text)):
            counts[found[1]] += 1
    names = {",": "a comma", ".": "a point"}
    for mark, other in ((",", "."), (".", ",")):
        if counts[mark] and not counts[other]:
            said = (
                f"{counts[mark]} cells or kinds of cells have decimals behind {names[mark]}, none behind {names[other]}"
            )
            return Evidence(mark, said)
    return Evidence()


def number(text: str, asked: Asked = Asked(), evidence: Evidence = Evidence()) -> Reading:
    """Read a number.

    Parameters
    ----------
    text : str
        Repaired, see :func:`texts.repaired`.
    asked : Asked
    evidence : Evidence
        Of its column.

    Examples
    --------
    >>> number("1.234,5").value, number("12 angajati", Asked(unit="persons")).value, number("douăzeci").value
    (1234.5, 12.0, 20.0)
    >>> number("500-600").proposals, number("1.234").rules
    (('500', '600'), ('thousands_or_decimals',))
    >>> number("~500")
    Reading(value=500.0, rules=('approximate',), severity='flag', proposals=(), missing='', unit=None)
    """
    bare = text.strip()
    if _PLAIN.fullmatch(bare) and not _UNSURE.fullmatch(bare.lstrip("+-")):
        return within(Reading(float(bare)), asked)
    if _SCIENTIFIC.fullmatch(bare):
        value = float(bare.replace(",", "."))
        return within(Reading(value, ("scientific",)), asked)
    return _read(fold(bare), asked, evidence)


def _read(text: str, asked: Asked, evidence: Evidence) -> Reading:
    remark = _REMARK.search(text)
    if remark and _NUMERAL.search(text[: remark.start()]):
        return _with_remark(text[: remark.start()].strip(), remark[1], asked, evidence)
    numerals = list(_NUMERAL.finditer(text))
    if not numerals:
        return _without_digits(text, asked)
    if len(numerals) > 1:
        return _several(text, numerals)
    found = numerals[0]
    before, after = text[: found.start()], text[found.end() :]
    negative = re.search(r"(?:^|\s)[-−]$", before)
    if negative:
        before = before[: negative.start()]
    meaning = _meaning(before, after, asked)
    if meaning is None:
        return to_review("not_a_number", *_candidates(found[0], negative is not None)[0])
    if meaning.bound:
        return to_review("bound", *_candidates(found[0], negative is not None)[0])
    return _choose(found[0], negative is not None, asked, evidence, meaning)


@dataclass(frozen=True)
class _Meaning:
    approximate: bool = False
    bound: bool = False
    unit: tuple[float, str] | None = None
    rules: tuple[str, ...] = ()


def _meaning(before: str, after: str, asked: Asked) -> _Meaning | None:
    """What the words around a numeral say; None where one of them is not understood."""
    approximate = bound = False
    factor, currency = 1.0, ""
    rules: list[str] = []
    front, back = (_SYMBOLS.sub(r" \1 ", part).replace("/", " ").split() for part in (before, after))
    for place, word in [*((-1, one) for one in front), *((1, one) for one in back)]:
        word = word.strip(".,;:-!")
        if not word or word in FILLERS or (word == "+" and place < 0):
            continue
        if word in APPROXIMATE:
            approximate = True
        elif word in BOUND or word == "+":
            bound = True
        elif word in MAGNITUDES:
            factor *= MAGNITUDES[word]
            rules.append("unit_in_cell")
        elif word in CURRENCIES:
            currency = CURRENCIES[word]
            rules.append("unit_in_cell")
        elif word in units_of(asked.unit):
            rules.append("percent_sign" if asked.unit == "percent" else "unit_in_cell")
        else:
            return None
    unit = (factor, currency) if factor != 1.0 or currency else None
    return _Meaning(approximate, bound, unit, tuple(dict.fromkeys(rules)))


def _candidates(numeral: str, negative: bool) -> tuple[tuple[float, ...], str]:
    """What a numeral can be, and the rule that says so; several only where the mark can be either."""
    sign = -1.0 if negative else 1.0
    grouped = re.fullmatch(r"\d{1,3}(?:([ '’´])\d{3})+(?:[.,]\d+)?", numeral)
    if grouped:
        plain = re.sub(r"[ '’´]", "", numeral).replace(",", ".")
        return (sign * float(plain),), "thousands_space" if grouped[1] == " " else "thousands_apostrophe"
    if _UNSURE.fullmatch(numeral):
        digits, mark = re.sub(r"[.,]", "", numeral), numeral[-4]
        # No group of thousands begins with 0.
        if numeral.startswith("0"):
            return (sign * float(numeral.replace(",", ".")),), "decimal_comma" if mark == "," else ""
        return (sign * float(digits), sign * float(numeral.replace(",", "."))), "thousands_or_decimals"
    marks = set(re.findall(r"[.,]", numeral))
    if not marks:
        return (sign * float(numeral),), ""
    if len(marks) == 2:
        last = max(numeral.rfind(","), numeral.rfind("."))
        mark, other = numeral[last], "," if numeral[last] == "." else "."
        if numeral.count(mark) == 1 and re.fullmatch(rf"\d{{1,3}}(?:\{other}\d{{3}})+\{mark}\d+", numeral):
            value = float(numeral.replace(other, "").replace(mark, "."))
            return (sign * value,), "thousands_point" if other == "." else "thousands_comma"
        return (), "not_a_number"
    mark = marks.pop()
    if numeral.count(mark) > 1:
        if re.fullmatch(rf"\d{{1,3}}(?:\{mark}\d{{3}})+", numeral):
            value = float(numeral.replace(mark, ""))
            return (sign * value,), "thousands_point" if mark == "." else "thousands_comma"
        return (), "not_a_number"
    return (sign * float(numeral.replace(mark, ".")),), "decimal_comma" if mark == "," else ""


def _choose(numeral: str, negative: bool, asked: Asked, evidence: Evidence, meaning: _Meaning) -> Reading:
    values, rule = _candidates(numeral, negative)
    if not values:
        return to_review(rule)
    if len(values) == 2:
        # Beside a unit of its own the limits of the question say nothing of the numeral itself.
        fitting = [value for value in values if meaning.unit or asked.takes(value)]
        if meaning.unit and meaning.unit[0] == 1.0:
            # Nobody writes three decimals of a lei or a euro.
            fitting = fitting[:1]
        if len(fitting) == 1:
            values, rule = (fitting[0],), "only_one_fits"
        elif evidence.decimal:
            values, rule = values[:1] if numeral[-4] != evidence.decimal else values[1:], "as_the_column"
        else:
            return to_review(rule, *values)
    rules = tuple(dict.fromkeys([*([rule] if rule else []), *meaning.rules]))
    if meaning.approximate:
        rules = (*rules, "approximate")
    reading = Reading(values[0], rules, "flag" if meaning.approximate else "info", unit=meaning.unit)
    return reading if meaning.unit else within(reading, asked)


def within(reading: Reading, asked: Asked) -> Reading:
    """Leave a number to somebody that is outside of what the question allows."""
    value = reading.value
    if not isinstance(value, float):
        return reading
    if not asked.low <= value <= asked.high:
        return to_review("out_of_range", value)
    return to_review("not_whole", value) if asked.whole and value % 1 else reading


def _with_remark(text: str, remark: str, asked: Asked, evidence: Evidence) -> Reading:
    """Read a number that a remark in brackets follows: one with another number may be about the same thing."""
    reading = number(text, asked, evidence)
    if reading.value is None:
        return reading
    if _NUMERAL.search(remark) and not _OF_WHICH.search(remark):
        return to_review("remark", reading.value, *(found[0] for found in _NUMERAL.finditer(remark)))
    return Reading(reading.value, (*reading.rules, "remark"), "flag", unit=reading.unit)


def _without_digits(text: str, asked: Asked) -> Reading:
    words = text.split()
    approximate = bool(words) and words[0].strip(".~") in APPROXIMATE
    bare = " ".join(words[1:] if approximate else words).strip(" .!")
    if asked.unit == "percent" and bare in PARTS:
        value, exact = PARTS[bare]
        return Reading(value, ("part_in_words",), "info" if exact and not approximate else "flag")
    units = "|".join(sorted(map(re.escape, units_of(asked.unit)), key=len, reverse=True))
    counted = re.sub(rf"(\s+(de\s+)?({units}))+$", "", bare) if units else bare
    found = in_words(counted)
    if found is None:
        return to_review("not_a_number")
    rules = ("number_in_words", "approximate") if approximate else ("number_in_words",)
    return within(Reading(float(found), rules, "flag" if approximate else "info"), asked)


def _several(text: str, numerals: list[re.Match[str]]) -> Reading:
    values = [value for found in numerals for value in _candidates(found[0], False)[0][:1]]
    between = text[numerals[0].end() : numerals[1].start()]
    rule = "range" if len(numerals) == 2 and _BETWEEN.search(between) else "several_numbers"
    return to_review(rule, *values)
