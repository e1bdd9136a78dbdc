"""Numbers as people type them: marks, units, words, and what is no number but only near one."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from ..interpretation import Reading, to_review
from ..texts import fold
from .number_words import (
    APPROXIMATE,
    BOUND,
    CURRENCIES,
    FILLERS,
    GRADES,
    MAGNITUDES,
    NO_LOCAL_WORDS,
    PARTS,
    ROMAN,
    LocalWords,
    in_words,
    says_there_is_none,
    units_of,
    without_endings,
)  # fmt: skip
from .numerals import NO_EVIDENCE, NUMERAL, UNSURE, Evidence, candidates
from .surroundings import bare_number

_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?")
_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+")
#: What stands behind a number in brackets, or behind a dash or comma without any digit.
_REMARK = re.compile(r"\(([^()]*)\)\s*$|\s[-–—]\s+([^\d]+)$")
#: Decimals without a nought before their mark.
_BARE_DECIMALS = re.compile(r"(^|[\s€$~])([.,]\d)")
_SUPERSCRIPT = re.compile(r"[²³¹⁰⁴-⁹₀-₉½¼¾]")
#: Letters that stand for the digits they look like, among digits.
_LETTER_FOR_DIGIT = re.compile(r"(?=[\d.,]*[oil|])(?=[oil|.,]*\d)[\doil|]{1,6}(?:[.,][\doil|]{1,2})?")
_DIGITS = str.maketrans("oil|", "0111")
_DATE_OR_YEAR = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}|(?:19|20)\d{2}")
_OF_WHICH = re.compile(r"\b(din care|of which|of whom|di cui|dintre care|inclusiv|incl|including|compresi|dei quali)\b")
_BETWEEN = re.compile(r"[-–—]|\.\.\.?|\b(to|pana la|la|a|e|si|and|sau|or|o|ori)\b")
#: How much more the end of a range may be than its beginning, so that its middle stands for it.
_NARROW = 1.25
_STARS = re.compile(r"\*{2,}|[★⭐✭✮✯🌟]+[☆✩✰]*")
_SYMBOLS = re.compile(r"([~≈<>≥≤€$%+=])")
#: Units of what is counted one by one.
_COUNTED = ("persons", "suppliers", "year")


@dataclass(frozen=True)
class NumberLimits:
    """What a question takes for a number.

    Attributes
    ----------
    whole : bool
        Whether only a whole number is an answer.
    unit : str
        As the questionnaire says it: percent, persons, year, thousand EUR.
    asked : frozenset[str]
        Words of the question itself, folded.
    local : LocalWords
        For money, of the country of the study.
    ends : mapping of str to float
        Marks that the question names in words, see :func:`number_words.ends_of_scale`.
    """

    low: float = -math.inf
    high: float = math.inf
    whole: bool = False
    unit: str = ""
    asked: frozenset[str] = frozenset()
    local: LocalWords = NO_LOCAL_WORDS
    ends: Mapping[str, float] = field(default_factory=dict, compare=False)

    @property
    def is_mark(self) -> bool:
        """Whether a mark is asked for, such as 1 to 5."""
        return self.whole and self.low >= 0 and self.high <= 10

    @cached_property
    def meanings(self) -> dict[tuple[str, str], _Meaning | None]:
        """What the words before and behind a numeral were found to say: a column repeats them."""
        return {}

    @cached_property
    def words(self) -> frozenset[str]:
        """Words that say again what is asked for anyway."""
        own = units_of("mark" if self.is_mark and not self.unit else self.unit)
        # A mark is asked for in words that are answers to it: 1 poor to 5 very good.
        return own if self.is_mark else own | self.asked

    def takes(self, value: float) -> bool:
        """Whether a number is an answer."""
        return self.low <= value <= self.high and not (self.whole and value % 1)


def number(text: str, limits: NumberLimits = NumberLimits(), evidence: Evidence = NO_EVIDENCE) -> Reading:
    """Read a number.

    Parameters
    ----------
    text : str
        Repaired, see :func:`texts.repaired`.
    limits : NumberLimits
    evidence : Evidence
        Of its column.

    Examples
    --------
    >>> number("1.234,5").value, number("12 angajati", NumberLimits(unit="persons")).value, number("douăzeci").value
    (1234.5, 12.0, 20.0)
    >>> number("500-600").proposals, number("1.234").rules
    (('500', '600'), ('thousands_or_decimals',))
    >>> number("~500")
    Reading(value=500.0, rules=('approximate',), severity='flag', proposals=(), missing='', unit=None)
    """
    bare = text.strip()
    if _PLAIN.fullmatch(bare) and not UNSURE.fullmatch(bare.lstrip("+-")):
        return within(Reading(float(bare)), limits)
    if _SCIENTIFIC.fullmatch(bare):
        value = float(bare.replace(",", "."))
        return within(Reading(value, ("scientific",)), limits)
    if _SUPERSCRIPT.search(bare):
        return to_review("not_a_number")
    reading = _read(fold(bare), limits, evidence)
    among_signs = reading.value is not None and not reading.rules and not _PLAIN.fullmatch(bare)
    return reading._replace(rules=("number_marked",)) if among_signs else reading


def _read(text: str, limits: NumberLimits, evidence: Evidence) -> Reading:
    text = bare_number(text, limits.unit, limits.is_mark)
    if "." in text or "," in text:
        text = _BARE_DECIMALS.sub(r"\g<1>0\2", text)
    if _PLAIN.fullmatch(text) and not UNSURE.fullmatch(text):
        return within(Reading(float(text), ("number_marked",)), limits)
    if mixed := _LETTER_FOR_DIGIT.fullmatch(text):
        value = float(mixed[0].translate(_DIGITS).replace(",", "."))
        return within(Reading(value, ("letter_for_digit",), "flag"), limits)
    remark = _REMARK.search(text)
    if remark and NUMERAL.search(before := text[: remark.start()].strip()):
        return _with_remark(before, remark[1] or remark[2] or "", limits, evidence)
    if of_which := _OF_WHICH.search(text):
        return _with_remark(text[: of_which.start()].strip(" ,;"), text[of_which.start() :], limits, evidence)
    numerals = list(NUMERAL.finditer(text))
    if not numerals:
        return _without_digits(text, limits)
    if len(numerals) == 1:
        return _one(text, numerals[0], limits, evidence)
    mark = _out_of(text, numerals, limits) if len(numerals) == 2 else None
    if mark is None:
        return _about(text, numerals, limits) or _several(text, numerals)
    return within(Reading(mark, ("out_of_the_most",)), limits)


def _one(text: str, numeral: re.Match[str], limits: NumberLimits, evidence: Evidence) -> Reading:
    before, after = text[: numeral.start()], text[numeral.end() :]
    if limits.is_mark and (grade := _grade(before, after)):
        return _graded(numeral[0], grade, limits)
    sign = re.search(r"(?:^|\s)[-−]\s*$", before) if before else None
    if sign and before.endswith(" "):
        # A dash, or a minus: nobody can say.
        return to_review("not_a_number", *candidates(numeral[0])[0])
    meaning = _meaning(before[: sign.start()] if sign else before, after, limits)
    if meaning is None or meaning.bound:
        rule = "bound" if meaning else "not_a_number"
        return to_review(rule, *candidates(numeral[0], sign is not None)[0])
    return _choose(numeral[0], sign is not None, limits, evidence, meaning)


def _grade(before: str, after: str) -> frozenset[str]:
    """What words around a mark say of it, low, middle and high, where they say nothing else."""
    said = [word for word in (word.strip(".,;:-–—=()!") for word in _words(f"{before} {after}")) if word]
    if not said or not all(word in GRADES or word in FILLERS or word in units_of("mark") for word in said):
        return frozenset()
    return frozenset(GRADES[word] for word in said if GRADES.get(word))


def _graded(numeral: str, grade: frozenset[str], limits: NumberLimits) -> Reading:
    """A mark with a word that says the same; left to somebody where it says another."""
    values = candidates(numeral)[0]
    middle = (limits.low + limits.high) / 2
    agrees = len(values) == 1 and {
        "low": values[0] < middle, "high": values[0] > middle, "middle": abs(values[0] - middle) <= 1
    }[next(iter(grade))]  # fmt: skip
    if len(grade) > 1 or not agrees:
        return to_review("not_a_number", *values)
    return within(Reading(values[0], ("unit_in_cell",)), limits)


def drawn(text: str, limits: NumberLimits) -> Reading | None:
    """Read a mark that is drawn: as many stars as it is; None where nothing is drawn.

    Examples
    --------
    >>> drawn("****", NumberLimits(1, 5, True)).value, drawn("★★★☆☆", NumberLimits(1, 5, True)).value
    (4.0, 3.0)
    """
    stars = re.sub(r"[\s\ufe0f]", "", text)
    if not limits.is_mark or not _STARS.fullmatch(stars):
        return None
    return within(Reading(float(len(stars.rstrip("☆✩✰"))), ("drawn",), "flag"), limits)


def _out_of(text: str, numerals: list[re.Match[str]], limits: NumberLimits) -> float | None:
    """The mark that is given out of the most there is: 4 of 5."""
    between = text[numerals[0].end() : numerals[1].start()].strip()
    most = candidates(numerals[1][0])[0]
    told = between in ("din", "of", "out of", "su", "de", "dintr-un maxim de", "out of a maximum of", "/")
    if told and most == (limits.high,) and limits.is_mark and not text[numerals[1].end() :].strip(" ."):
        mark = next(iter(candidates(numerals[0][0])[0]), None)
        # Two marks beside one another may also be the one or the other.
        return None if between == "/" and mark == limits.high - 1 else mark
    return None


def _about(text: str, numerals: list[re.Match[str]], limits: NumberLimits) -> Reading | None:
    """The middle of a narrow range that is given as about so much: some 20 to 25."""
    before, after = text[: numerals[0].start()], text[numerals[-1].end() :]
    ends = [value for found in numerals for value in candidates(found[0])[0]]
    between = text[numerals[0].end() : numerals[1].start()].strip()
    if len(numerals) != 2 or len(ends) != 2 or not _BETWEEN.fullmatch(between) or limits.is_mark:
        return None
    low, high = ends
    meaning = _meaning(before, after, limits)
    if meaning is None or not meaning.approximate or meaning.unit or not low < high <= _NARROW * low:
        return None
    middle = float(math.floor((low + high) / 2)) if limits.whole else (low + high) / 2
    told = within(Reading(middle, ("range", *meaning.rules, "approximate"), "flag"), limits)
    return told._replace(proposals=tuple(f"{end:.15g}" for end in ends))


class _Meaning(NamedTuple):
    approximate: bool = False
    bound: bool = False
    unit: tuple[float, str] | None = None
    rules: tuple[str, ...] = ()


def _meaning(before: str, after: str, limits: NumberLimits) -> _Meaning | None:
    """What the words around a numeral say; None where one of them is not understood."""
    around = before, after
    if around not in limits.meanings:
        limits.meanings[around] = _meaning_of(before, after, limits)
    return limits.meanings[around]


def _meaning_of(before: str, after: str, limits: NumberLimits) -> _Meaning | None:
    approximate = bound = False
    factor, currency = 1.0, ""
    rules: list[str] = []
    front, back = _words(before), _words(after)
    # A sign in front of a number is none of more than that.
    for word in [*(one for one in front if one != "+"), *back]:
        word = word.strip(".,;:-!")
        if not word or word in FILLERS:
            continue
        if word in APPROXIMATE:
            approximate = True
        elif word in BOUND or word == "+":
            bound = True
        elif word in MAGNITUDES:
            factor *= MAGNITUDES[word]
            rules.append("unit_in_cell")
        elif word in CURRENCIES and currency in ("", CURRENCIES[word]):
            currency = CURRENCIES[word]
            rules.append("unit_in_cell")
        elif word in limits.local.magnitudes:
            factor *= limits.local.magnitudes[word]
            rules.append("unit_in_cell")
        elif word in limits.local.currencies and currency in ("", limits.local.currencies[word]):
            # Names of currencies may be of several words.
            currency = limits.local.currencies[word]
            rules.append("unit_in_cell")
        elif word in limits.words:
            rules.append("percent_sign" if limits.unit == "percent" else "unit_in_cell")
        else:
            return None
    unit = (factor, currency) if factor != 1.0 or currency else None
    return _Meaning(approximate, bound, unit, tuple(dict.fromkeys(rules)))


def _words(text: str) -> list[str]:
    return _SYMBOLS.sub(r" \1 ", text).replace("/", " ").split() if text else []


def _choose(numeral: str, negative: bool, limits: NumberLimits, evidence: Evidence, meaning: _Meaning) -> Reading:
    values, rule = candidates(numeral, negative)
    if not values:
        return to_review(rule)
    if len(values) == 2:
        # Beside a unit of its own the limits of the question say nothing of the numeral itself.
        fitting = [value for value in values if meaning.unit or limits.takes(value)]
        if meaning.unit and meaning.unit[0] == 1.0 and UNSURE.fullmatch(numeral):
            # Nobody writes three decimals of a lei or a euro.
            fitting = fitting[:1]
        if len(fitting) == 1:
            values, rule = (fitting[0],), "only_one_fits"
        elif evidence.decimal:
            values, rule = values[:1] if numeral[-4] != evidence.decimal else values[1:], "as_the_column"
        else:
            return to_review(rule, *values)
    rules = tuple(dict.fromkeys((rule, *meaning.rules))) if rule else meaning.rules
    if meaning.approximate:
        rules = (*rules, "approximate")
    doubt = meaning.approximate or rule == "as_the_column"
    reading = Reading(values[0], rules, "flag" if doubt else "info", unit=meaning.unit)
    return reading if meaning.unit else within(reading, limits)


def within(reading: Reading, limits: NumberLimits) -> Reading:
    """Leave a number to somebody that is outside of what the question allows."""
    value = reading.value
    if not isinstance(value, float):
        return reading
    if not limits.low <= value <= limits.high:
        return to_review("out_of_range", value)
    return to_review("not_whole", value) if limits.whole and value % 1 else reading


def _with_remark(text: str, remark: str, limits: NumberLimits, evidence: Evidence) -> Reading:
    """Read a number that a remark in brackets follows: one with another number may be about the same thing."""
    unit = _meaning("", remark, limits)
    if unit and unit.unit and unit.unit[1] and not NUMERAL.search(remark):
        return number(f"{text} {remark}", limits, evidence)
    if limits.is_mark and (grade := _grade("", remark)) and NUMERAL.fullmatch(text):
        return _graded(text, grade, limits)
    reading = number(text, limits, evidence)
    if reading.value is None:
        return reading
    if limits.is_mark and re.fullmatch(rf"(?:din|of|out of|su|de) {limits.high:g}", remark.strip()):
        return Reading(reading.value, (*reading.rules, "out_of_the_most"))
    if (said := in_words(remark)) is not None:
        # As forms ask for sums: in figures and, to be sure, in words.
        same = said == reading.value
        return (
            reading._replace(rules=(*reading.rules, "number_in_words"))
            if same
            else to_review("remark", reading.value, said)
        )
    # A day or year says when; of a year it could be another one.
    other = remark if limits.unit == "year" else _DATE_OR_YEAR.sub("", remark)
    if NUMERAL.search(other) and not _OF_WHICH.search(remark):
        return to_review("remark", reading.value, *(found[0] for found in NUMERAL.finditer(remark)))
    return Reading(reading.value, (*reading.rules, "remark"), "flag", unit=reading.unit)


def _without_digits(text: str, limits: NumberLimits) -> Reading:
    words = text.split()
    if limits.is_mark and text.strip(" .") in ROMAN:
        return within(Reading(float(ROMAN[text.strip(" .")]), ("roman_figures",)), limits)
    if (end := limits.ends.get(without_endings(text.strip(" .!")))) is not None:
        return Reading(end, ("number_in_words",), "flag")
    if text.strip(" .") in ("o", "a"):
        return to_review("letter_for_digit", 0.0, 1.0)
    approximate = bool(words) and words[0].strip(".~") in APPROXIMATE
    bare = " ".join(words[1:] if approximate else words).strip(" .!")
    if limits.unit == "percent" and bare in PARTS:
        value, exact = PARTS[bare]
        return Reading(value, ("part_in_words",), "info" if exact and not approximate else "flag")
    found = _counted(bare, limits)
    if found is None and not limits.is_mark and limits.unit != "year" and says_there_is_none(text, limits.words):
        return within(Reading(0.0, ("number_in_words",), "flag"), limits)
    if found is None:
        return to_review("not_a_number")
    if found >= 1000 and limits.unit not in _COUNTED:
        # Thousands in words may be the unit of a sum.
        return to_review("not_a_number", float(found))
    rules = ("number_in_words", "approximate") if approximate else ("number_in_words",)
    return within(Reading(float(found), rules, "flag" if approximate else "info"), limits)


def _counted(text: str, limits: NumberLimits) -> int | None:
    """Read a number in words, without those behind it that say what is counted."""
    said = text.split()
    found = in_words(text)
    while found is None and len(said) > 1 and (said[-1] in limits.words or said[-1] in FILLERS):
        said.pop()
        found = in_words(" ".join(said))
    return found


def _several(text: str, numerals: list[re.Match[str]]) -> Reading:
    values = [value for found in numerals for value in candidates(found[0])[0][:1]]
    between = text[numerals[0].end() : numerals[1].start()]
    rule = "range" if len(numerals) == 2 and _BETWEEN.search(between) else "several_numbers"
    return to_review(rule, *values)
