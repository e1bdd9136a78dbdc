"""SPSS, as somebody codes a survey for it: numbers with labels, a variable for each option of several."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pandas as pd

from ...survey.questionnaire import OTHER, Question
from .files import Variable, write_variables
from .flat import NUMBERS, AnswerSet, QuestionCells, ToolExport, flatten, ranks, ticks

#: Stands for an answer not given; no list of options is longer.
_NO_ANSWER = 99.0
_OWN = ("respondent", "submitted", "language")


class Spss(ToolExport):
    """All variables; in the form *missing* what was left empty has a code of its own."""

    forms: ClassVar = {".sav": ("", "missing")}

    def _write(self, path: Path, answers: AnswerSet) -> None:
        variables = [Variable(name, name, answers.responses[name]) for name in _OWN]
        for asked in flatten(self.words.questionnaire, answers):
            variables += self._variables(asked)
        write_variables(path, variables)

    def cell(self, question: Question, text: str) -> str | None:
        """What stands in the file for an answer that is no number."""
        return None if question.choices else text.rstrip(" ")

    def _variables(self, asked: QuestionCells) -> Iterator[Variable]:
        question, cells, label = asked.question, asked.cells, self.words.label(asked.question)
        name = asked.name
        if asked.number:
            label = f"{self.words.block(asked)}: {label}"
        options = self.words.options(question)
        codes = {code: float(number) for number, code in enumerate(options, start=1)}
        labels = {codes[code]: text for code, text in options.items()}
        if question.kind == "select_one":
            if self.form == "missing":
                codes[""], labels[_NO_ANSWER] = _NO_ANSWER, self.words.own("spss", "no answer")
            yield Variable(name, label, _coded(cells, codes), labels, _NO_ANSWER)
        elif question.kind == "select_multiple":
            yield from self._dichotomies(asked, name, label)
        elif question.kind == "rank":
            for rank, column in enumerate(ranks(cells, len(options)), start=1):
                yield Variable(f"{name}_{rank}", f"{label} [{rank}]", _coded(column, codes), labels)
        else:
            yield Variable(name, label, _numbers(cells, NUMBERS[question.kind]) if question.is_number else cells)

    def _dichotomies(self, asked: QuestionCells, name: str, label: str) -> Iterator[Variable]:
        labels = {0: self.words.own("spss", "no"), 1: self.words.own("spss", "yes")}
        for code, text in self.words.options(asked.question).items():
            # Its name would be that of the words, which tell the tick too.
            if code == OTHER and self.words.takes_other(asked.question):
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
