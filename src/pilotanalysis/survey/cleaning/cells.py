"""One column of answers: each distinct text read once, by the rule of its question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from ...tables import SEPARATOR
from ..questionnaire import Question, Questionnaire
from ..reading.missing import is_mark, kind_of
from ..rules import Reading, Rule, to_review
from ..texts import loses_letters, repaired, without_personal_codes
from .dates import day, likely, month_first
from .identifiers import Activities, fiscal_code, registration_number
from .money import FIXED_UNITS, in_unit
from .numbers import Asked, Evidence, evidence_of, number, within
from .places import Places
from .vocabulary import NO_WORDS, Vocabulary, flagged

#: What a cell turned out to be, by number.
STATES = ("nothing", "empty", "answered", "dont_know", "refused", "not_applicable")
NOTHING, EMPTY, ANSWERED = range(3)
#: Unit of a sum whose unit the question after it asks for.
_ELSEWHERE = "as the next question says"
_EMPTY = Reading(None, missing="empty")
_SEVERAL = 3
_STATE_OF = {"": ANSWERED, **{name: place for place, name in enumerate(STATES)}}
#: A text with ordinary letters, digits and signs in it, single blanks between, and no long run of digits.
_ORDINARY = re.compile(r"(?!.*\d[\d .\-]{11})[\w,.;:'()/+%*-]+(?: [\w,.;:'()/+%*-]+)*", re.ASCII)


@dataclass(frozen=True)
class Column:
    """Answers to one question.

    Attributes
    ----------
    values : Series
        Numbers, or text: missing where nothing was said or somebody has to decide.
    states : array of int8
        Places in :data:`STATES`.
    codes : array of int
        Place of each cell's text among the readings; -1 where there is none.
    readings : sequence of Reading
        Of the distinct texts.
    evidence : str
        What the column told.
    units : Series of object, optional
        Of a sum: how many of which currency one is, where the cell itself says so.
    """

    values: pd.Series
    states: np.ndarray
    codes: np.ndarray
    readings: Sequence[Reading]
    evidence: str
    units: pd.Series | None = None


@dataclass(frozen=True)
class Reader:
    """The rules of questions.

    Parameters
    ----------
    questionnaire : Questionnaire
    activities : Activities
    places : Places
    rate : float
        Lei for one euro.
    """

    questionnaire: Questionnaire
    activities: Activities
    places: Places
    rate: float

    def column(self, question: Question, texts: pd.Series, vocabulary: Vocabulary = NO_WORDS) -> Column:
        """Read the answers to a question.

        Parameters
        ----------
        question : Question
        texts : Series of str
            Codes of options; all else as it was typed.
        vocabulary : Vocabulary
            Words that are known: a text that breaks off inside one of them is flagged.
        """
        codes, distinct = pd.factorize(texts)
        words = distinct.tolist()
        rule, evidence = self._rule(question, words)
        choice = bool(question.choices) and question.kind in ("select_one", "select_multiple", "rank")
        readings = list(map(rule, words)) if choice else [_meaning(text, rule) for text in words]
        if question.kind == "text":
            readings = list(map(_perhaps_an_answer, words, readings))
        if rule is _as_written:
            # An answer that several gave did not break off in each of them.
            alone = np.bincount(codes[codes >= 0], minlength=len(words)) < _SEVERAL
            readings = flagged(readings, alone.tolist(), vocabulary)
        numeric = question.kind in ("integer", "decimal")
        return _column(codes, texts.index, readings, numeric, evidence.said)

    def _rule(self, question: Question, texts: Sequence[str]) -> tuple[Rule, Evidence]:
        none = Evidence()
        if question.choices:
            return self._choice(question), none
        if question.kind in ("integer", "decimal"):
            asked = Asked(question.low, question.high, question.kind == "integer", question.unit)
            evidence = evidence_of(texts)
            return self._number(question, asked, evidence), evidence
        if question.kind == "date":
            months_first = month_first(texts)
            return lambda text: likely(day(text, months_first)), none
        named: dict[str, Rule] = {
            "fiscal_code": fiscal_code,
            "registration_number": registration_number,
            "caen": self.activities.activity,
            "caen_other": self.activities.activities,
            "locality": self.places.locality,
        }
        return named.get(question.name, _as_written), none

    def _number(self, question: Question, asked: Asked, evidence: Evidence) -> Rule:
        if question.unit in FIXED_UNITS:
            wanted = FIXED_UNITS[question.unit]
            return lambda text: in_unit(number(text, asked, evidence), wanted, asked, self.rate)
        if question.unit == "year":
            return lambda text: _year(text, _without_unit(number(text, asked, evidence), asked), asked)
        if question.unit == _ELSEWHERE:
            # With a unit of its own its limits are those of another number.
            return lambda text: number(text, asked, evidence)
        return lambda text: _odd(_without_unit(number(text, asked, evidence), asked), question.unit)

    def _choice(self, question: Question) -> Rule:
        """Take codes; what was not told in the reading was noted there."""
        known = {option.name for option in self.questionnaire.options_of(question)}
        known |= {"other"} if self.questionnaire.has_other(question) else set()

        def one(text: str) -> Reading:
            if text in known:
                return Reading(text)
            return _not_said(text) or Reading(None)

        def several(text: str) -> Reading:
            parts = text.split(SEPARATOR)
            if all(part in known or (not part and question.kind == "rank") for part in parts) and any(parts):
                said = [part for part in parts if part]
                twice = len(said) != len(set(said))
                return Reading(None) if twice and question.kind == "rank" else Reading(text)
            return _not_said(text) or Reading(None)

        return one if question.kind == "select_one" else several


def _year(text: str, reading: Reading, asked: Asked) -> Reading:
    """Take the year of a day where a year is asked for."""
    if reading.value is not None:
        return reading
    told = day(text)
    if isinstance(told.value, str) and len(told.value) > len("2014"):
        return within(Reading(float(told.value[:4]), ("year_of_day",)), asked)
    return reading


def _as_written(text: str) -> Reading:
    return Reading(text)


def _without_unit(reading: Reading, asked: Asked) -> Reading:
    """Refuse a currency where no sum is asked for; thousands of something are a number."""
    if reading.unit is None or not isinstance(reading.value, float):
        return reading
    factor, currency = reading.unit
    if currency:
        return to_review("not_a_number", reading.value)
    return within(replace(reading, value=reading.value * factor, unit=None), asked)


def _perhaps_an_answer(text: str, reading: Reading) -> Reading:
    """Flag a word that stands for no answer where it may be one: a firm may be called so, or make it."""
    return replace(reading, severity="flag") if reading.missing and text.strip().isalpha() else reading


def _odd(reading: Reading, unit: str) -> Reading:
    """Flag numbers that often stand for something else: codes for no answer, years and a spreadsheet's days."""
    value = reading.value
    if not isinstance(value, float) or unit not in ("persons", "suppliers"):
        return reading
    year = unit == "persons" and (1990 <= value <= 2030 or 36_000 <= value <= 47_000)
    if value in (99, 999, 9999) or year:
        return replace(reading, rules=(*reading.rules, "perhaps_no_number"), severity="flag")
    return reading


def _not_said(text: str) -> Reading | None:
    if not text.strip():
        return _EMPTY
    if kind := kind_of(text):
        return Reading(None, (kind,), missing=kind)
    return Reading(None, ("no_answer_mark",), missing="empty") if is_mark(text.strip()) else None


def _meaning(text: str, rule: Rule) -> Reading:
    """Repair a text, tell whether it says anything, and let the rule of its question read it."""
    if _ORDINARY.fullmatch(text):
        # Nothing to mend: most answers are like that.
        silent = None if text[0].isdigit() else _not_said(text)
        return silent or rule(text)
    kept, hidden = without_personal_codes(text)
    mended, rules = repaired(kept)
    rules = ("personal_code", *rules) if hidden else rules
    told = _not_said(mended) or rule(mended)
    if hidden and told.severity == "info":
        told = replace(told, severity="flag")
    if loses_letters(mended) and told.value is not None:
        told = replace(told, rules=(*told.rules, "letters_lost"), severity="flag")
    return replace(told, rules=(*rules, *told.rules)) if rules else told


def _column(codes: np.ndarray, index: pd.Index, readings: Sequence[Reading], numeric: bool, evidence: str) -> Column:
    states = [_STATE_OF[one.missing] for one in readings]
    units = [one.unit for one in readings]
    return Column(
        _taken(codes, [one.value for one in readings], numeric).set_axis(index),
        np.array([*states, NOTHING], dtype="int8")[codes],
        codes,
        readings,
        evidence,
        pd.Series(np.array([*units, None], dtype=object)[codes], index=index) if any(units) else None,
    )


def _taken(codes: np.ndarray, values: Iterable[str | float | None], numeric: bool) -> pd.Series:
    if numeric:
        numbers = np.array([*(np.nan if value is None else value for value in values), np.nan], dtype="float64")
        return pd.Series(numbers[codes])
    return pd.Series([*values, None], dtype="str").take(codes)
