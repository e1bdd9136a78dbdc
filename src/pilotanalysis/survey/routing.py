"""When a question is asked: conditions of an XLSForm, worked out for all respondents at once.

Understood are comparisons of questions with texts and numbers, ``selected(${question}, 'option')``,
``count-selected(${question})``, ``not(...)``, ``and``, ``or`` and brackets, which is what
questionnaires of this kind use.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from ..tables import SEPARATOR

Answers = Mapping[str, pd.Series]
Term = Callable[[Answers, pd.Index], pd.Series]

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
    text : str
    fields : tuple of str
        Names of the questions it looks at.
    """

    text: str
    fields: tuple[str, ...]

    def holds(self, answers: Answers, index: pd.Index) -> pd.Series:
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
        return _Parser(self.text).whole()(answers, index)


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
    _Parser(text).whole()
    return Condition(text, tuple(dict.fromkeys(re.findall(r"\$\{([\w.-]+)\}", text))))


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str]] = []
        place = 0
        while text[place:].strip():
            found = _TOKEN.match(text, place)
            if not found:
                raise ValueError(f"{text[place:].strip()[:20]!r} is not understood")
            self.tokens.append((str(found.lastgroup), str(found[found.lastgroup or 0])))
            place = found.end()

    def whole(self) -> Term:
        self.place = 0
        term = self._either()
        if self.place < len(self.tokens):
            raise ValueError(f"{self.tokens[self.place][1]!r} is not expected there")
        return term

    def _next(self, value: str = "") -> str:
        if self.place >= len(self.tokens) or (value and self.tokens[self.place][1] != value):
            raise ValueError(f"{value or 'something'!r} is missing")
        self.place += 1
        return self.tokens[self.place - 1][1]

    def _at(self, value: str) -> bool:
        return self.place < len(self.tokens) and self.tokens[self.place][1] == value

    def _either(self) -> Term:
        terms = [self._both()]
        while self._at("or"):
            self._next()
            terms.append(self._both())
        return _joined(terms, operator.or_)

    def _both(self) -> Term:
        terms = [self._single()]
        while self._at("and"):
            self._next()
            terms.append(self._single())
        return _joined(terms, operator.and_)

    def _single(self) -> Term:
        if self._at("not"):
            self._next()
            inner = self._bracket()
            return lambda answers, index: ~inner(answers, index)
        if self._at("("):
            return self._bracket()
        if self._at("selected"):
            self._next()
            self._next("(")
            name, _comma, option = self._field(), self._next(","), self._next().strip("'\"")
            self._next(")")
            return lambda answers, index: _selected(_texts(answers, name, index), option)
        return self._comparison()

    def _bracket(self) -> Term:
        self._next("(")
        inner = self._either()
        self._next(")")
        return inner

    def _field(self) -> str:
        return self._next().removeprefix("${").removesuffix("}")

    def _comparison(self) -> Term:
        counted = self._at("count-selected")
        if counted:
            self._next()
            self._next("(")
        if self.place >= len(self.tokens) or self.tokens[self.place][0] != "field":
            raise ValueError("a question is missing")
        name = self._field()
        if counted:
            self._next(")")
        sign = self._next()
        if sign not in _COMPARE:
            raise ValueError(f"{sign!r} is not a comparison")
        kind, value = self.tokens[self.place] if self.place < len(self.tokens) else ("", "")
        self._next()
        if kind not in ("text", "number"):
            raise ValueError(f"{value!r} is not a text or number")
        if counted:
            return lambda answers, index: _COMPARE[sign](_counts(_texts(answers, name, index)), float(value))
        if kind == "number":
            return lambda answers, index: _COMPARE[sign](_numbers(answers, name, index), float(value))
        return lambda answers, index: _COMPARE[sign](_texts(answers, name, index), value.strip("'\""))


def _joined(terms: list[Term], join: Callable[[pd.Series, pd.Series], pd.Series]) -> Term:
    def term(answers: Answers, index: pd.Index) -> pd.Series:
        result = terms[0](answers, index)
        for other in terms[1:]:
            result = join(result, other(answers, index))
        return result

    return term


def _texts(answers: Answers, name: str, index: pd.Index) -> pd.Series:
    if name not in answers:
        return pd.Series("", index=index, dtype="str")
    said = answers[name]
    return said.fillna("") if said.dtype == "str" else said.map("{:.15g}".format, na_action="ignore").fillna("")


def _numbers(answers: Answers, name: str, index: pd.Index) -> pd.Series:
    if name in answers and answers[name].dtype == "float64":
        return answers[name]
    return pd.to_numeric(_texts(answers, name, index), errors="coerce")


def _selected(texts: pd.Series, option: str) -> pd.Series:
    return (SEPARATOR + texts + SEPARATOR).str.contains(SEPARATOR + option + SEPARATOR, regex=False)


def _counts(texts: pd.Series) -> pd.Series:
    return texts.str.count(SEPARATOR) + (texts != "")
