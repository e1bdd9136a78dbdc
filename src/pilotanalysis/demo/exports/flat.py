"""Answers laid flat: a column for each question, repetitions side by side, and the words for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import ClassVar

import pandas as pd

from ...survey.questionnaire import OTHER, Question, Questionnaire, QuestionnaireSection
from ...tables import SEPARATOR
from ..lists import rows

#: Kinds of questions that ask for numbers, and what answers to them look like; anything else, somebody typed.
NUMBERS: Mapping[str, re.Pattern[str]] = {
    "integer": re.compile(r"-?(?:0|[1-9]\d*)"),
    "decimal": re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d*[1-9])?"),
}
#: FormWords that tools add of themselves, by tool and word, and then by language.
_TOOL_WORDS = {(row["tool"], row["word"]): row for row in rows("tools.csv")}


@dataclass(frozen=True)
class AnswerSet:
    """Answers to a questionnaire, as they were given.

    Cells are text: codes of options, several joined by ``;`` (of a ranking in order), numbers with a decimal
    point, ISO dates. Missing: not asked, or nothing there; empty: shown and left empty.

    Attributes
    ----------
    responses : DataFrame
        One row a response: respondent, started, submitted (missing where partial), language, page (the last
        one reached), and a column for each question asked once.
    repeats : mapping of str to DataFrame
        By name of the repeat: respondent, and a column for each of its questions; the rows of a respondent in order.
    zone : str
        Time zone of started and submitted.
    """

    responses: pd.DataFrame
    repeats: Mapping[str, pd.DataFrame]
    zone: str = "Europe/Bucharest"


@dataclass(frozen=True)
class QuestionCells:
    """One question and its answers, a cell a response; `number` is 0 where it is asked once, or the row tells."""

    question: Question
    number: int
    cells: pd.Series

    @property
    def name(self) -> str:
        """Name of the question, with the number of the repetition."""
        return f"{self.question.name}_{self.number}" if self.number else self.question.name


@dataclass(frozen=True)
class FileColumn:
    """A column of a file: its header and its cells, text or numbers."""

    head: str
    cells: pd.Series


def as_text(answers: AnswerSet) -> AnswerSet:
    """Bring all frames to text, and rows to numbers from 0."""
    return AnswerSet(
        answers.responses.reset_index(drop=True).astype("str"),
        {repeat: frame.reset_index(drop=True).astype("str") for repeat, frame in answers.repeats.items()},
        answers.zone,
    )


def flatten(questionnaire: Questionnaire, answers: AnswerSet) -> list[QuestionCells]:
    """Lay answers flat in the order of the questionnaire, with as many blocks of a repeat as anybody filled."""
    asked: list[QuestionCells] = []
    for repeat, questions in _runs(questionnaire):
        if not repeat:
            asked += asked_of(questions, answers.responses)
            continue
        for number, block in enumerate(_blocks(answers, repeat), start=1):
            asked += asked_of(questions, block, number)
    return asked


def asked_of(questions: list[Question], frame: pd.DataFrame, number: int = 0) -> list[QuestionCells]:
    """Those of the questions that have a column, with it."""
    return [QuestionCells(question, number, frame[question.name]) for question in questions if question.name in frame]


def _runs(questionnaire: Questionnaire) -> Iterator[tuple[str, list[Question]]]:
    """Questions asked once, one by one, and all of a repeat where its first one stands."""
    done = set()
    for question in questionnaire.questions:
        if not question.repeat:
            yield "", [question]
        elif question.repeat not in done:
            done.add(question.repeat)
            yield question.repeat, questionnaire.of(question.repeat)


def _blocks(answers: AnswerSet, repeat: str) -> list[pd.DataFrame]:
    """Rows of a repeat, the first of all respondents, then the second: one row a response each."""
    found = answers.repeats.get(repeat)
    if found is None:
        return []
    places = found.groupby("respondent", sort=False).cumcount()
    most = int(places.max()) + 1 if len(found) else 1
    responses = answers.responses
    return [
        found[places == place].set_index("respondent").reindex(responses["respondent"]).set_axis(responses.index)
        for place in range(most)
    ]


@dataclass(frozen=True)
class FormWords:
    """Words of a questionnaire in one language."""

    questionnaire: Questionnaire
    language: str

    def label(self, about: Question | QuestionnaireSection) -> str:
        """The label of a question or group, or else its name."""
        return about.labels.get(self.language) or about.name

    def options(self, question: Question) -> dict[str, str]:
        """Labels of the options of a question, by code."""
        options = self.questionnaire.options_of(question)
        return {option.name: option.labels.get(self.language) or option.name for option in options}

    def own(self, tool: str, name: str) -> str:
        """A word of a tool's own."""
        return _TOOL_WORDS[tool, name].get(self.language) or _TOOL_WORDS[tool, name]["en"]

    def block(self, asked: QuestionCells) -> str:
        """What a repetition is called: the label of the repeat and its number."""
        repeat = next(section for section in asked.question.sections if section.repeats)
        return f"{self.label(repeat)} {asked.number}"

    def matrix(self, question: Question) -> QuestionnaireSection | None:
        """The group of a question, where all that stands in it is asked alike, as the rows of a matrix are."""
        return self._matrices.get(question.name)

    def takes_other(self, question: Question) -> bool:
        """Whether a choice has the option *other*, and a question that takes the words for it."""
        choice = question.kind in ("select_one", "select_multiple")
        return choice and OTHER in self.options(question) and self.questionnaire.has_other(question)

    @cached_property
    def _matrices(self) -> dict[str, QuestionnaireSection]:
        inside: dict[str, list[Question]] = {}
        for question in self.questionnaire.questions:
            for section in question.sections:
                inside.setdefault(section.name, []).append(question)
        found: dict[str, QuestionnaireSection] = {}
        for questions in inside.values():
            group = questions[0].sections[-1]
            alike = {(question.kind, question.choices, question.sections) for question in questions}
            likely = questions[0].kind in (*NUMBERS, "select_one") and not any(map(self.takes_other, questions))
            if likely and len(questions) > 1 and len(alike) == 1 and not group.repeats:
                found |= {question.name: group for question in questions}
        return found


def said(cells: pd.Series, how: Callable[[str], str]) -> pd.Series:
    """Say each distinct cell in another way; what is missing stays so."""
    return cells.map({text: how(text) for text in cells.dropna().unique()}).astype("str")


def labelled(cells: pd.Series, labels: Mapping[str, str]) -> pd.Series:
    """Set labels for codes; what is no code stays."""
    return said(cells, lambda code: labels.get(code, code))


def labelled_each(cells: pd.Series, labels: Mapping[str, str], joint: str) -> pd.Series:
    """Set labels for codes in cells that hold several, and another joint between them."""
    return said(cells, lambda codes: joint.join(labels.get(code, code) for code in codes.split(SEPARATOR)))


def chosen(cells: pd.Series, code: str) -> pd.Series:
    """Whether a code is among those of a cell."""
    return (SEPARATOR + cells + SEPARATOR).str.contains(f"{SEPARATOR}{code}{SEPARATOR}", regex=False).fillna(False)


def ticks(cells: pd.Series, code: str, yes: str, no: str) -> pd.Series:
    """What the column of one option says: missing where the question was not asked."""
    marks = pd.Series(no, index=cells.index, dtype="str")
    return marks.mask(chosen(cells, code), yes).where(cells.notna())


def ranks(cells: pd.Series, most: int) -> list[pd.Series]:
    """Codes of a ranking by rank; unused ranks are empty, those of nothing said are missing."""
    parts = cells.str.split(SEPARATOR, expand=True).reindex(columns=range(most))
    return [parts[rank].astype("str").fillna("").where(cells.notna()) for rank in range(most)]


@dataclass(frozen=True)
class ToolExport:
    """An export of a tool: what stands in its cells for an answer, and the file that it writes.

    Attributes
    ----------
    words : FormWords
        The questionnaire in the language of the labels.
    ending : str
        Of the file.
    form : str
        Variant of the export; the tool's default where empty.
    """

    words: FormWords
    ending: str
    form: str

    #: Variants by ending.
    forms: ClassVar[Mapping[str, tuple[str, ...]]]

    def write(self, path: Path, answers: AnswerSet) -> None:
        """Write the file; questions for which `answers` has no column are left out."""
        self._write(path, as_text(answers))

    def _write(self, path: Path, answers: AnswerSet) -> None:
        """Write answers that are text; each tool does it in its own way."""
        raise TypeError("a plain description of cells writes no file")

    @property
    def joint(self) -> str | None:
        """What joins several answers in one cell; none where each has a column."""
        return "; "

    def labels(self, question: Question) -> Mapping[str, str]:
        """What stands for the codes of options."""
        return self.words.options(question)

    def cell(self, question: Question, text: str) -> str | None:
        """What stands in the file for an answer; none where that is not one cell, or has no words."""
        if not question.choices:
            return text
        labels = self.labels(question)
        if question.kind == "select_one":
            return labels.get(text, text)
        return None if self.joint is None else self.joint.join(labels.get(code, code) for code in text.split(SEPARATOR))

    def cells(self, asked: QuestionCells) -> pd.Series:
        """Answers that stand in one cell each, as they stand there."""
        return said(asked.cells, lambda text: self.cell(asked.question, text) or "")

    def keeps(self, question: Question, truth: str, written: str) -> bool:
        """Whether `written` stands in the file unchanged, and is not what would stand there anyway for `truth`.

        A tool that closes a question lets nobody type there.
        """
        anyway = self.cell(question, truth)
        return anyway is not None and self.cell(question, written) == written != anyway
