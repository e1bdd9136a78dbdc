"""One column of answers: each distinct text read once, by the rule of its question."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from ...personal import MARKS
from ...tables import SEPARATOR
from ..interpretation import Reading, Rule, to_review
from ..questionnaire import OTHER, Question, Questionnaire
from ..reading.missing import (
    begins_as_an_answer,
    is_damage,
    is_mark,
    kind_of,
    names_nobody,
    points_elsewhere,
    says_little,
    says_none,
)
from ..texts import fold, loses_letters, repaired, without_marks, without_personal_codes
from .block import ANSWERED, NOTHING, STATES
from .context import OF_NO_FILE, CellSource, CleaningContext
from .dates import count_shown_as_day, day, likely, month_first, numbers_shown_as_day, year_shown_as_day
from .identifiers import ROMANIA, registration_number
from .money import Money, in_unit
from .number_words import ends_of_scale
from .numbers import NumberLimits, drawn, number, within
from .numerals import NO_EVIDENCE, Evidence, evidence_of
from .partners import PartnerNames
from .truncation import NO_WORDS, Vocabulary, flag_truncated

#: Unit of a sum whose unit the question after it asks for.
_ELSEWHERE = "as the next question says"
_SEVERAL = 3
#: What no respondent of a survey of firms has, by the unit of the question: the largest employers have a tenth of it.
_MOST = {"persons": 100_000, "suppliers": 5_000}
_WORD = re.compile(r"[^\W\d_]+")
#: What leads to an address or telephone number.
_LEADING = re.compile(r"(?:\W|\b(?:tel|telefon|mob|mobil|e-?mail|mail|phone|contact)\b)*")
#: Questions that are answered by the name of an organisation; by that, or by what it should be; and a day that was
#: before the survey.
_NAMES, _WISHED = ("link_partner", "partner_university"), ("need_partner",)
_PAST = ("joined_on",)
#: Questions that ask what it is.
_WHAT = ("input_text", "need_text", "offer_text", "products")
_STATE_OF = {"": ANSWERED, **{name: place for place, name in enumerate(STATES)}}
#: A number as most people write it.
_FIGURES = re.compile(r"[0-9]{1,11}|[0-9]{1,9}\.[0-9]{1,2}")
#: A text with ordinary letters, digits and signs in it, single blanks between; and what it may not have among them.
_SIGNS = r"\wăâîșțĂÂÎȘȚàèéìòùÀÈÉÌÒÙ,.;:'()/+%*-"
_ORDINARY = re.compile(rf"[{_SIGNS}]+(?: [{_SIGNS}]+)*", re.ASCII)
_SUSPECT = re.compile(r"\d[\d .\-]{11}|_x00", re.ASCII)


@dataclass(frozen=True)
class CleanColumn:
    """Answers to one question.

    Attributes
    ----------
    values : pd.Series
        Numbers, or text: missing where nothing was said or somebody has to decide.
    states : np.ndarray
        Places in :data:`block.STATES`.
    codes : np.ndarray
        Place of each cell's text among the readings; -1 where there is none.
    readings : Sequence[Reading]
        Of the distinct texts.
    evidence : str
        What the column told.
    units : pd.Series | None
        Of a sum: how many of which currency one is, where the cell itself says so.
    """

    values: pd.Series
    states: np.ndarray
    codes: np.ndarray
    readings: Sequence[Reading]
    evidence: str
    units: pd.Series | None = None


def clean_column(
    question: Question,
    texts: pd.Series,
    context: CleaningContext,
    vocabulary: Vocabulary = NO_WORDS,
    source: CellSource = OF_NO_FILE,
) -> CleanColumn:
    """Read the answers to a question.

    Parameters
    ----------
    question : Question
    texts : Series of str
        Codes of options; all else as it was typed.
    context : CleaningContext
    vocabulary : Vocabulary
        Words that are known: a text that breaks off inside one of them is flagged.
    source : CellSource
    """
    codes, distinct = pd.factorize(texts)
    words = distinct.tolist()
    numeric = question.is_number
    evidence = evidence_of(words, source.by_tool) if numeric else NO_EVIDENCE
    if question.choices:
        readings = list(map(_choice_rule(question, context.questionnaire), words))
    else:
        by_number = numeric and _number_rule(question, evidence, context.money)
        rule = by_number or _text_rule(question, words, context, source)
        readings = [_mended(text, rule) for text in words]
        if question.is_number:
            limits = _limits_of(question, context.money)
            if limits.is_mark:
                readings = [drawn(text, limits) or one for text, one in zip(words, readings, strict=True)]
        if question.kind == "text":
            readings = list(map(_perhaps_an_answer, words, readings))
        if rule is Reading or question.name in ("name", *_NAMES, *_WISHED, *_WHAT):
            # An answer that several gave did not break off in each of them.
            alone = np.bincount(codes[codes >= 0], minlength=len(words)) < _SEVERAL
            readings = flag_truncated(readings, alone.tolist(), vocabulary)
    told = [*[one.value for one in readings], None]
    values: Any = np.array(told, dtype="float64") if numeric else pd.array(told, dtype="str")
    states = np.array([*[_STATE_OF[one.missing] for one in readings], NOTHING], dtype="int8")
    units = [*[one.unit for one in readings], None]
    return CleanColumn(
        pd.Series(values.take(codes), index=texts.index),
        states[codes],
        codes,
        readings,
        evidence.said,
        pd.Series(np.array(units, dtype=object)[codes], index=texts.index) if any(units) else None,
    )


def _choice_rule(question: Question, questionnaire: Questionnaire) -> Rule:
    """Take codes; what was not told in the reading was noted there."""
    known = {option.name for option in questionnaire.options_of(question)}
    known |= {OTHER} if questionnaire.has_other(question) else set()
    ranked = question.kind == "rank"

    def rule(text: str) -> Reading:
        codes = [text] if question.kind == "select_one" else text.split(SEPARATOR)
        said = [code for code in codes if code or not ranked]
        if said and known.issuperset(said):
            return Reading(None) if ranked and len(said) > len(set(said)) else Reading(text)
        return _no_answer(text) or Reading(None)

    return rule


def _number_rule(question: Question, evidence: Evidence, money: Money) -> Rule:
    limits = _limits_of(question, money)
    fixed = money.fixed_units.get(question.unit)
    most = money.most(fixed) if fixed else _MOST.get(question.unit, math.inf)

    def rule(text: str) -> Reading:
        reading = _typed_before(text, number(text, limits, evidence), limits)
        if fixed:
            return _reasonable(in_unit(reading, fixed, limits, money), most)
        if question.unit == _ELSEWHERE:
            # With a unit of its own its limits are those of another number.
            return reading
        reading = _reasonable(_without_unit(reading, limits), most)
        return _year(text, reading, limits) if question.unit == "year" else _odd(reading, question.unit)

    return rule


def _limits_of(question: Question, money: Money) -> NumberLimits:
    asked = frozenset(word for label in question.labels.values() for word in _WORD.findall(fold(label)))
    limits = NumberLimits(question.low, question.high, question.kind == "integer", question.unit, asked, money.local)
    if not limits.is_mark:
        return limits
    labels = [*question.labels.values(), *(label for one in question.sections for label in one.labels.values())]
    return replace(limits, ends=ends_of_scale(labels, question.low, question.high))


def _text_rule(question: Question, texts: Sequence[str], context: CleaningContext, source: CellSource) -> Rule:
    if question.kind == "date":
        months_first = month_first(texts)
        last = source.last_day if question.name in _PAST else None
        return lambda text: likely(day(text, months_first, source.from_1904), last)
    own, issued_until = context.country == ROMANIA, (source.last_day or context.end).year
    named: dict[str, Rule] = {
        "fiscal_code": context.fiscal_code,
        # What other countries write there has no form that is known.
        **({"registration_number": partial(registration_number, last=issued_until)} if own else {}),
        "caen": context.activities.activity,
        "caen_other": context.activities.activities,
        "locality": context.places.locality,
        # Of a respondent's own name the roster tells what belongs to it.
        "name": _of_somebody(PartnerNames()),
        **dict.fromkeys(_NAMES, _of_somebody(PartnerNames(context.places))),
        **dict.fromkeys(_WISHED, PartnerNames(context.places).name),
        **dict.fromkeys(_WHAT, _what),
    }
    return named.get(question.name, Reading)


def _of_somebody(names: PartnerNames) -> Rule:
    """Take the name of an organisation; words that name nobody are none."""

    def rule(text: str) -> Reading:
        return Reading(None, ("names_nobody",), "flag", missing="empty") if names_nobody(text) else names.name(text)

    return rule


def _what(text: str) -> Reading:
    """Take words for what it is; that there is none is no answer, and a bare number or yes says not what it is."""
    if says_none(text):
        return Reading(None, ("says_none",), missing="empty")
    if says_little(text):
        return Reading(text, ("perhaps_no_answer",), "flag")
    return Reading(text) if any(map(str.isalpha, text)) else Reading(text, ("perhaps_no_number",), "flag")


def _year(text: str, reading: Reading, limits: NumberLimits) -> Reading:
    """Take the year of a day where a year is asked for; a figure too many makes no day of a year."""
    if reading.value is not None or re.fullmatch(r"\d+(?:[.,]\d+)?", text.strip()):
        return reading
    told = day(text)
    if not isinstance(told.value, str) or len(told.value) == len("2014"):
        return reading
    # A year in a cell that is set to show days comes out as the day of that number.
    if shown := year_shown_as_day(told.value):
        return to_review("year_as_day", *(year for year in (shown, float(told.value[:4])) if limits.takes(year)))
    return within(Reading(float(told.value[:4]), ("year_of_day",)), limits)


def _typed_before(text: str, reading: Reading, limits: NumberLimits) -> Reading:
    """Propose the numbers that a spreadsheet shows as a day: 12.5 as 12 May, 52 as 21 February 1900."""
    if reading.value is not None or limits.unit == "year":
        return reading
    told = (*count_shown_as_day(text), *(() if limits.whole else numbers_shown_as_day(text)))
    typed = [value for value in told if limits.takes(value)]
    return to_review("number_as_day", *typed) if typed else reading


def _reasonable(reading: Reading, most: float) -> Reading:
    """Leave a number to somebody that no respondent can have meant."""
    beyond = isinstance(reading.value, float) and reading.value > most
    return to_review("beyond_reason", reading.value) if beyond else reading


def _without_unit(reading: Reading, limits: NumberLimits) -> Reading:
    """Refuse a currency where no sum is asked for; thousands of something are a number."""
    if reading.unit is None or not isinstance(reading.value, float):
        return reading
    factor, currency = reading.unit
    if currency:
        return to_review("not_a_number", reading.value)
    return within(reading._replace(value=reading.value * factor, unit=None), limits)


def _odd(reading: Reading, unit: str) -> Reading:
    """Flag numbers that often stand for something else: codes for no answer, years and a spreadsheet's days."""
    value = reading.value
    if not isinstance(value, float) or unit not in ("persons", "suppliers"):
        return reading
    year = unit == "persons" and (1900 <= value <= 2030 or 36_000 <= value <= 47_000)
    if value in (99, 999, 9999) or year:
        return reading._replace(rules=(*reading.rules, "perhaps_no_number"), severity="flag")
    return reading


def _perhaps_an_answer(text: str, reading: Reading) -> Reading:
    """Flag a word that stands for no answer where it may be one: a firm may be called so, or make it.

    How to reach somebody is no answer, and is not kept.
    """
    if "contact" in reading.rules and _LEADING.fullmatch(fold(without_marks(str(reading.value or "")))):
        return reading if reading.severity == "review" else Reading(None, reading.rules, "flag", missing="empty")
    return reading._replace(severity="flag") if reading.missing and text.strip().isalpha() else reading


def _no_answer(text: str) -> Reading | None:
    if not text.strip():
        return Reading(None, missing="empty")
    if kind := kind_of(text):
        return Reading(None, (kind,), missing=kind)
    if is_damage(text):
        # An answer was there: nobody knows which.
        return Reading(None, ("spreadsheet_error",), "flag", missing="empty")
    return Reading(None, ("no_answer_mark",), missing="empty") if is_mark(text.strip()) else None


def _read(text: str, rule: Rule) -> Reading:
    """Tell whether a text says anything, and let the rule of its question read it."""
    if text[:1].isdigit() or begins_as_an_answer(text):
        return rule(text)
    return _no_answer(text) or (to_review("points_elsewhere") if points_elsewhere(text) else rule(text))


def _mended(text: str, rule: Rule) -> Reading:
    """Repair a text, tell whether it says anything, and let the rule of its question read it."""
    if _FIGURES.fullmatch(text):
        return rule(text)
    if _ORDINARY.fullmatch(text) and not _SUSPECT.search(text) and not MARKS.search(text):
        # Nothing to mend: most answers are like that.
        return _read(text, rule)
    kept, rules = repaired(text)
    mended, hidden = without_personal_codes(kept)
    rules = ("personal_code", *rules) if hidden else rules
    rules = ("contact", *rules) if MARKS.search(mended) else rules
    told = _read(mended, rule)
    if hidden and told.severity == "info":
        told = told._replace(severity="flag")
    if loses_letters(mended) and told.value is not None:
        told = told._replace(rules=(*told.rules, "letters_lost"), severity="flag")
    return told._replace(rules=(*rules, *told.rules)) if rules else told
