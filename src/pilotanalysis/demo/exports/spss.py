"""SPSS, as somebody codes a survey for it: numbers with labels, a variable for each option of several."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from ...survey.questionnaire import OTHER
from .files import Variable, write_variables
from .flat import NUMBERS, AnswerSet, FormWords, QuestionCells, flatten, ranks, ticks

#: Stands for an answer not given; no list of options is longer.
_NO_ANSWER = 99.0
_OWN = ("respondent", "submitted", "language")


def write_sav(path: Path, words: FormWords, answers: AnswerSet, form: str) -> None:
    """Write all variables; in the form *missing* what was left empty has a code of its own."""
    variables = [Variable(name, name, answers.responses[name]) for name in _OWN]
    for asked in flatten(words.questionnaire, answers):
        variables += _variables(asked, words, form == "missing")
    write_variables(path, variables)


def _variables(asked: QuestionCells, words: FormWords, codes_empty: bool) -> Iterator[Variable]:
    question, cells = asked.question, asked.cells
    name = f"{question.name}_{asked.number}" if asked.number else question.name
    label = f"{words.block(asked)}: {words.label(question)}" if asked.number else words.label(question)
    options = words.options(question)
    codes = {code: float(number) for number, code in enumerate(options, start=1)}
    labels = {codes[code]: text for code, text in options.items()}
    if question.kind == "select_one":
        if codes_empty:
            codes, labels = {**codes, "": _NO_ANSWER}, {**labels, _NO_ANSWER: words.own("spss", "no answer")}
        yield Variable(name, label, _coded(cells, codes), labels, _NO_ANSWER)
    elif question.kind == "select_multiple":
        yield from _dichotomies(asked, name, label, words)
    elif question.kind == "rank":
        for rank, column in enumerate(ranks(cells, len(options)), start=1):
            yield Variable(f"{name}_{rank}", f"{label} [{rank}]", _coded(column, codes), labels)
    elif question.kind in NUMBERS:
        yield Variable(name, label, _numbers(cells, NUMBERS[question.kind]))
    else:
        yield Variable(name, label, cells)


def _dichotomies(asked: QuestionCells, name: str, label: str, words: FormWords) -> Iterator[Variable]:
    labels = {0: words.own("spss", "no"), 1: words.own("spss", "yes")}
    for code, text in words.options(asked.question).items():
        # Its name would be that of the words, which tell the tick too.
        if code == OTHER and words.takes_other(asked.question):
            continue
        marks = pd.to_numeric(ticks(asked.cells, code, "1", "0")).astype("float64")
        # SPSS knows no hyphens in names.
        yield Variable(re.sub(r"\W", "_", f"{name}_{code}"), f"{label} [{text}]", marks, labels)


def _numbers(cells: pd.Series, pattern: re.Pattern[str]) -> pd.Series:
    """Numbers, or text throughout where one of them is typed otherwise: a variable has one type."""
    typed = cells[cells.notna() & (cells != "")]
    return pd.to_numeric(cells.where(cells != "")).astype("float64") if typed.str.fullmatch(pattern).all() else cells


def _coded(cells: pd.Series, codes: dict[str, float]) -> pd.Series:
    return cells.map(codes).astype("float64")
