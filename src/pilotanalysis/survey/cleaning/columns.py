"""One column of answers: each distinct text read once, by the rule of its question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ...personal import MARKS
from ...tables import SEPARATOR
from ..interpretation import Reading, Rule, to_review
from ..questionnaire import OTHER, Question, Questionnaire
from ..reading.missing import is_mark, kind_of
from ..texts import loses_letters, repaired, without_personal_codes
from .block import ANSWERED, NOTHING, STATES
from .context import CleaningContext
from .dates import day, likely, month_first
from .identifiers import fiscal_code, registration_number
from .money import FIXED_UNITS, in_unit
from .numbers import Evidence, NumberLimits, evidence_of, number, within
from .truncation import NO_WORDS, Vocabulary, flag_truncated

#: Unit of a sum whose unit the question after it asks for.
_ELSEWHERE = "as the next question says"
_SEVERAL = 3
_STATE_OF = {"": ANSWERED, **{name: place for place, name in enumerate(STATES)}}
#: A text with ordinary letters, digits and signs in it, single blanks between, and no long run of digits.
_ORDINARY = re.compile(r"(?!.*\d[\d .\-]{11})[\w,.;:'()/+%*-]+(?: [\w,.;:'()/+%*-]+)*", re.ASCII)


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
    question: Question, texts: pd.Series, context: CleaningContext, vocabulary: Vocabulary = NO_WORDS
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
    """
    codes, distinct = pd.factorize(texts)
    words = distinct.tolist()
    numeric = question.is_number
    evidence = evidence_of(words) if numeric else Evidence()
    if question.choices:
        readings = list(map(_choice_rule(question, context.questionnaire), words))
    else:
        rule = _number_rule(question, evidence, context.rate) if numeric else _text_rule(question, words, context)
        readings = [_mended(text, rule) for text in words]
        if question.kind == "text":
            readings = list(map(_perhaps_an_answer, words, readings))
        if rule is Reading:
            # An answer that several gave did not break off in each of them.
            alone = np.bincount(codes[codes >= 0], minlength=len(words)) < _SEVERAL
            readings = flag_truncated(readings, alone.tolist(), vocabulary)
    values = pd.Series([*(one.value for one in readings), None], dtype="float64" if numeric else "str")
    states = np.array([*(_STATE_OF[one.missing] for one in readings), NOTHING], dtype="int8")
    units = np.array([*(one.unit for one in readings), None], dtype=object)
    return CleanColumn(
        values.take(codes).set_axis(texts.index),
        states[codes],
        codes,
        readings,
        evidence.said,
        pd.Series(units[codes], index=texts.index) if any(units) else None,
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


def _number_rule(question: Question, evidence: Evidence, rate: float) -> Rule:
    limits = NumberLimits(question.low, question.high, question.kind == "integer", question.unit)

    def rule(text: str) -> Reading:
        reading = number(text, limits, evidence)
        if question.unit in FIXED_UNITS:
            return in_unit(reading, FIXED_UNITS[question.unit], limits, rate)
        if question.unit == _ELSEWHERE:
            # With a unit of its own its limits are those of another number.
            return reading
        reading = _without_unit(reading, limits)
        return _year(text, reading, limits) if question.unit == "year" else _odd(reading, question.unit)

    return rule


def _text_rule(question: Question, texts: Sequence[str], context: CleaningContext) -> Rule:
    if question.kind == "date":
        months_first = month_first(texts)
        return lambda text: likely(day(text, months_first))
    named: dict[str, Rule] = {
        "fiscal_code": fiscal_code,
        "registration_number": registration_number,
        "caen": context.activities.activity,
        "caen_other": context.activities.activities,
        "locality": context.places.locality,
    }
    return named.get(question.name, Reading)


def _year(text: str, reading: Reading, limits: NumberLimits) -> Reading:
    """Take the year of a day where a year is asked for."""
    if reading.value is not None:
        return reading
    told = day(text)
    if isinstance(told.value, str) and len(told.value) > len("2014"):
        return within(Reading(float(told.value[:4]), ("year_of_day",)), limits)
    return reading


def _without_unit(reading: Reading, limits: NumberLimits) -> Reading:
    """Refuse a currency where no sum is asked for; thousands of something are a number."""
    if reading.unit is None or not isinstance(reading.value, float):
        return reading
    factor, currency = reading.unit
    if currency:
        return to_review("not_a_number", reading.value)
    return within(replace(reading, value=reading.value * factor, unit=None), limits)


def _odd(reading: Reading, unit: str) -> Reading:
    """Flag numbers that often stand for something else: codes for no answer, years and a spreadsheet's days."""
    value = reading.value
    if not isinstance(value, float) or unit not in ("persons", "suppliers"):
        return reading
    year = unit == "persons" and (1990 <= value <= 2030 or 36_000 <= value <= 47_000)
    if value in (99, 999, 9999) or year:
        return replace(reading, rules=(*reading.rules, "perhaps_no_number"), severity="flag")
    return reading


def _perhaps_an_answer(text: str, reading: Reading) -> Reading:
    """Flag a word that stands for no answer where it may be one: a firm may be called so, or make it."""
    return replace(reading, severity="flag") if reading.missing and text.strip().isalpha() else reading


def _no_answer(text: str) -> Reading | None:
    if not text.strip():
        return Reading(None, missing="empty")
    if kind := kind_of(text):
        return Reading(None, (kind,), missing=kind)
    return Reading(None, ("no_answer_mark",), missing="empty") if is_mark(text.strip()) else None


def _mended(text: str, rule: Rule) -> Reading:
    """Repair a text, tell whether it says anything, and let the rule of its question read it."""
    marked = bool(MARKS.search(text))
    if not marked and _ORDINARY.fullmatch(text):
        # Nothing to mend: most answers are like that.
        return (None if text[0].isdigit() else _no_answer(text)) or rule(text)
    kept, rules = repaired(text)
    mended, hidden = without_personal_codes(kept)
    rules = ("personal_code", *rules) if hidden else rules
    rules = ("contact", *rules) if MARKS.search(mended) else rules
    told = _no_answer(mended) or rule(mended)
    if hidden and told.severity == "info":
        told = replace(told, severity="flag")
    if loses_letters(mended) and told.value is not None:
        told = replace(told, rules=(*told.rules, "letters_lost"), severity="flag")
    return replace(told, rules=(*rules, *told.rules)) if rules else told
