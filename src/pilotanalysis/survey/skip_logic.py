"""When a question is asked: conditions of an XLSForm, worked out for all respondents at once.

Understood are comparisons of questions with texts and numbers, ``selected(${question}, 'option')``,
``count-selected(${question})``, ``not(...)``, ``and``, ``or`` and brackets, which is what
questionnaires of this kind use.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import reduce

import pandas as pd

from ..tables import SEPARATOR
from .interpretation import as_texts, names_code

#: What a condition says of answers by question, for the respondents of an index.
Term = Callable[[Mapping[str, pd.Series], pd.Index], pd.Series]

_TOKEN = re.compile(
    r"\s*(?:(?P<field>\$\{[\w.-]+\})|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>-?\d+(?:\.\d+)?)"
    r"|(?P<word>[a-z][a-z-]*)|(?P<sign><=|>=|!=|=|<|>|\(|\)|,))"
)
_COMPARE = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
}  # fmt: skip


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
    _term: Term = field(repr=False, compare=False)

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
        return self._term(answers, index)


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
        return self._joined("or", lambda: self._joined("and", self._single, operator.and_), operator.or_)

    def _joined(self, word: str, part: Callable[[], Term], join: Callable[[pd.Series, pd.Series], pd.Series]) -> Term:
        terms = [part()]
        while self._skip(word):
            terms.append(part())
        return lambda answers, index: reduce(join, [term(answers, index) for term in terms])

    def _single(self) -> Term:
        if self._skip("not"):
            inner = self._bracket()
            return lambda answers, index: ~inner(answers, index)
        if self._peek()[1] == "(":
            return self._bracket()
        if self._skip("selected", "("):
            name, _comma, option = self._field(), self._next(","), self._next().strip("'\"")
            self._next(")")
            return lambda answers, index: names_code(_texts(answers, name, index), option)
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
        compare = _COMPARE[sign]
        kind = self._peek()[0]
        value = self._next()
        if kind not in ("text", "number"):
            raise ValueError(f"{value!r} is not a text or number")
        if counted:
            return lambda answers, index: compare(_counts(answers, name, index), float(value))
        if kind == "number":
            return lambda answers, index: compare(_numbers(answers, name, index), float(value))
        return lambda answers, index: compare(_texts(answers, name, index), value.strip("'\""))


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
