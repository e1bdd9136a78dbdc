"""When a question is asked: conditions of an XLSForm, read into a tree, and worked out for all respondents at once.

Understood are comparisons of questions with texts and numbers, ``selected(${question}, 'option')``,
``count-selected(${question})``, ``not(...)``, ``and``, ``or`` and brackets, which is what
questionnaires of this kind use. Whoever builds a survey in a tool says the same tree in the tool's own way.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce

import pandas as pd

from ..tables import SEPARATOR
from .interpretation import as_texts, names_code

_TOKEN = re.compile(
    r"\s*(?:(?P<field>\$\{[\w.-]+\})|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<word>[a-z][a-z-]*)|(?P<sign><=|>=|!=|=|<|>|\(|\)|,))"
)
_COMPARE = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
}  # fmt: skip


@dataclass(frozen=True)
class Comparison:
    """The answer to a question, or with `counted` how many options were chosen, beside a text or number."""

    question: str
    sign: str
    value: str | float
    counted: bool = False


@dataclass(frozen=True)
class Choice:
    """An option that was chosen."""

    question: str
    option: str


@dataclass(frozen=True)
class Negation:
    """What does not hold."""

    term: Term


@dataclass(frozen=True)
class Junction:
    """Terms of which all hold (``and``), or at least one (``or``)."""

    word: str
    terms: tuple[Term, ...]


#: What a condition says.
Term = Comparison | Choice | Negation | Junction


@dataclass(frozen=True)
class Condition:
    """A condition as it stands in the questionnaire.

    Attributes
    ----------
    fields : tuple[str, ...]
        Names of the questions it looks at.
    """

    text: str
    fields: tuple[str, ...]
    term: Term

    def holds(self, answers: Mapping[str, pd.Series], index: pd.Index) -> pd.Series:
        """Tell for whom it holds; an unanswered question equals nothing but the empty text.

        Parameters
        ----------
        answers : mapping of str to Series
            Answers to the questions that the condition looks at: codes, several joined by ``;``, or numbers.
        index : Index

        Returns
        -------
        Series of bool
        """
        return _holds(self.term, answers, index)


def parse(text: str) -> Condition:
    """Read a condition.

    Raises
    ------
    ValueError
        If it holds something that is not understood; the message says what.

    Examples
    --------
    >>> parse("${type} = 'firm' and not(selected(${stages}, 'none'))").fields
    ('type', 'stages')
    """
    return Condition(text, tuple(dict.fromkeys(re.findall(r"\$\{([\w.-]+)\}", text))), _Parser(text).whole())


def _holds(term: Term, answers: Mapping[str, pd.Series], index: pd.Index) -> pd.Series:
    match term:
        case Negation(inner):
            return ~_holds(inner, answers, index)
        case Junction(word, terms):
            join = operator.and_ if word == "and" else operator.or_
            return reduce(join, [_holds(each, answers, index) for each in terms])
        case Choice(question, option):
            return names_code(_texts(answers, question, index), option)
        case Comparison(question, sign, value, counted):
            said = _counts if counted else _numbers if isinstance(value, float) else _texts
            result: pd.Series = _COMPARE[sign](said(answers, question, index), value)
            return result


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        self.place = 0
        start = 0
        while text[start:].strip():
            found = _TOKEN.match(text, start)
            if not found:
                raise ValueError(f"{text[start:].strip()[:20]!r} is not understood")
            self.tokens.append((str(found.lastgroup), str(found[found.lastgroup or 0])))
            start = found.end()
        #: Behind the last.
        self.tokens.append(("", ""))

    def whole(self) -> Term:
        term = self._either()
        if self._peek()[0]:
            raise ValueError(f"{self._peek()[1]!r} is not expected there")
        return term

    def _peek(self) -> tuple[str, str]:
        return self.tokens[self.place]

    def _next(self, value: str = "") -> str:
        kind, text = self._peek()
        if not kind or (value and text != value):
            raise ValueError(f"{value or 'something'!r} is missing")
        self.place += 1
        return text

    def _skip(self, *values: str) -> bool:
        """Whether the next token is the first of some values; they are all taken then."""
        if self._peek()[1] != values[0]:
            return False
        for value in values:
            self._next(value)
        return True

    def _either(self) -> Term:
        return self._joined("or", lambda: self._joined("and", self._single))

    def _joined(self, word: str, part: Callable[[], Term]) -> Term:
        terms = [part()]
        while self._skip(word):
            terms.append(part())
        return Junction(word, tuple(terms)) if len(terms) > 1 else terms[0]

    def _single(self) -> Term:
        if self._skip("not"):
            return Negation(self._bracket())
        if self._peek()[1] == "(":
            return self._bracket()
        if self._skip("selected", "("):
            name, _comma, option = self._field(), self._next(","), self._next().strip("'\"")
            self._next(")")
            return Choice(name, option)
        return self._comparison()

    def _bracket(self) -> Term:
        self._next("(")
        inner = self._either()
        self._next(")")
        return inner

    def _field(self) -> str:
        return self._next().removeprefix("${").removesuffix("}")

    def _comparison(self) -> Term:
        counted = self._skip("count-selected", "(")
        if self._peek()[0] != "field":
            raise ValueError("a question is missing")
        name = self._field()
        if counted:
            self._next(")")
        sign = self._next()
        if sign not in _COMPARE:
            raise ValueError(f"{sign!r} is not a comparison")
        kind = self._peek()[0]
        value = self._next()
        if kind not in ("text", "number"):
            raise ValueError(f"{value!r} is not a text or number")
        is_number = counted or kind == "number"
        return Comparison(name, sign, float(value.strip("'\"")) if is_number else value.strip("'\""), counted)


def _texts(answers: Mapping[str, pd.Series], name: str, index: pd.Index) -> pd.Series:
    if name not in answers:
        return pd.Series("", index=index, dtype="str")
    said = answers[name]
    return said.fillna("") if said.dtype == "str" else as_texts(said)


def _numbers(answers: Mapping[str, pd.Series], name: str, index: pd.Index) -> pd.Series:
    if name in answers and answers[name].dtype == "float64":
        return answers[name]
    return pd.to_numeric(_texts(answers, name, index), errors="coerce")


def _counts(answers: Mapping[str, pd.Series], name: str, index: pd.Index) -> pd.Series:
    texts = _texts(answers, name, index)
    return texts.str.count(SEPARATOR) + (texts != "")
