"""The questionnaire: an XLSForm, and from it every name, option, type and route that the chapter knows.

``data/raw/survey/questionnaire.xlsx`` has the sheets ``survey`` and ``choices`` of an XLSForm, with
labels in every language of the study. Two columns are the study's own: ``needed`` marks the questions
that the analysis cannot do without, ``unit`` says in what a number is given, and of a group whether its
answers are percents that add up to 100. A third, ``also`` of the sheet ``choices``, lists other words that
people write for an option, joined by ``;``. A fourth, ``blocks``, says how often a repeat is asked in a tool that knows
no repeats. What an agency adds is read like the rest. Years follow ``study.yml``, see :mod:`years`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from .. import reads
from ..files.sheets import ROW, read_sheets
from ..problems import Problem, StudyError, nearest, quoted
from ..results import Label
from ..study import Study
from ..tables import SEPARATOR
from .skip_logic import Condition, parse
from .years import form_with_years, with_years, year_of_wave

FILE = "survey/questionnaire.xlsx"
#: Types whose answers are read, and what they are read as.
KINDS: Mapping[str, str] = {
    "text": "text", "integer": "integer", "decimal": "decimal", "range": "decimal", "date": "date", "datetime": "date",
    **{kind: kind for kind in ("select_one", "select_multiple", "rank")},
    **dict.fromkeys(
        ("calculate", "barcode", "time", "geopoint", "geotrace", "geoshape", "image", "audio", "video", "file",
         "acknowledge", "trigger", "select_one_from_file", "select_multiple_from_file", "select_one_external"), "text",
    ),
}  # fmt: skip
#: Types that ask nothing.
_ASK_NOTHING = (
    "start", "end", "today", "deviceid", "username", "phonenumber", "email", "audit", "note", "hidden",
    "simserial", "subscriberid", "background-audio", "start-geopoint", "csv-external", "xml-external",
)  # fmt: skip
_SECTIONS = ("begin_group", "end_group", "begin_repeat", "end_repeat")
#: Unit of a group whose questions share a whole out.
ADDS_UP = "percent, adding up to 100"
#: How often a repeat is asked where a tool knows no repeats, unless the column ``blocks`` says; and the most.
_BLOCKS, _MOST_BLOCKS = 5, 20
#: Option of a list that lets the respondent say something else, in the text question ``<name>_other``.
OTHER = "other"


@dataclass(frozen=True, eq=False)
class Option:
    """One option of a list, with its words by language, the columns that filter it, and other words for it."""

    name: str
    labels: Mapping[str, str]
    filters: Mapping[str, str] = field(default_factory=dict)
    also: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class QuestionnaireSection:
    """A group or repeat.

    Attributes
    ----------
    adds_up : bool
        Whether the answers to its questions are percents that add up to 100.
    conditions : tuple[Condition, ...]
        When its questions are asked: its own condition and those of the sections around it.
    row : int
        Row of the sheet ``survey`` in which it begins.
    blocks : int
        How often it is asked where a tool knows no repeats.
    """

    name: str
    labels: Mapping[str, str]
    repeats: bool
    adds_up: bool = False
    conditions: tuple[Condition, ...] = ()
    row: int = 0
    blocks: int = 1

    @property
    def kind(self) -> str:
        """What an XLSForm calls it."""
        return "repeat" if self.repeats else "group"


@dataclass(frozen=True, eq=False)
class Question:
    """One question.

    Attributes
    ----------
    kind : str
        One of the values of :data:`KINDS`.
    labels : Mapping[str, str]
        Words by language.
    sections : tuple[QuestionnaireSection, ...]
        Groups and the repeat it stands in, the outermost first.
    choices : str
        Name of its list of options; empty where it has none.
    conditions : tuple[Condition, ...]
        When it is asked: its own condition and those of its sections.
    needed : bool
        Whether the analysis cannot do without it.
    low : float
        What its constraint allows a number to be.
    form_type : str
        Type that the XLSForm gives it.
    row : int
        Row of the sheet ``survey``.
    required : bool
        Whether the respondent has to answer.
    is_long : bool
        Whether its text may be of several lines.
    choice_filter : str
        Which of its options are offered, as the XLSForm says it.
    """

    name: str
    kind: str
    labels: Mapping[str, str]
    sections: tuple[QuestionnaireSection, ...]
    choices: str
    conditions: tuple[Condition, ...]
    needed: bool
    unit: str
    low: float
    high: float
    form_type: str = "text"
    row: int = 0
    required: bool = False
    is_long: bool = False
    choice_filter: str = ""

    @property
    def is_number(self) -> bool:
        """Whether it asks for a number."""
        return self.kind in ("integer", "decimal")

    @cached_property
    def repeat(self) -> str:
        """Name of the repeat it stands in; empty where it is asked once."""
        return next((section.name for section in self.sections if section.repeats), "")


@dataclass(frozen=True)
class Questionnaire:
    """All questions, in order, with their lists of options, and the year in which the action begins."""

    questions: tuple[Question, ...]
    options: Mapping[str, tuple[Option, ...]]
    languages: tuple[str, ...]
    year: int = 9999

    @cached_property
    def by_name(self) -> Mapping[str, Question]:
        """Questions by their name."""
        return {question.name: question for question in self.questions}

    @cached_property
    def repeats(self) -> tuple[str, ...]:
        """Names of the repeats, in order."""
        return tuple(dict.fromkeys(question.repeat for question in self.questions if question.repeat))

    def of(self, repeat: str) -> list[Question]:
        """Questions of a repeat, or with an empty name those asked once."""
        return [question for question in self.questions if question.repeat == repeat]

    def options_of(self, question: Question) -> tuple[Option, ...]:
        """Options of a question; none where it has no list."""
        return self.options.get(question.choices, ())

    def has_other(self, question: Question) -> bool:
        """Whether the respondent may say something else in words."""
        return f"{question.name}_other" in self.by_name


def load(study: Study, wave: str = "") -> Questionnaire:
    """Read the questionnaire of a study; of a `wave`, with the years that belong to that.

    Raises
    ------
    StudyError
        With every row that is not what an XLSForm allows, and every label that a language of the study lacks.
    """
    path = study.raw / FILE
    stamp = 0
    if path.is_file():
        stamp = path.stat().st_mtime_ns
        reads.file(path)
    year = year_of_wave(wave, study.settings.period.start.year)
    return _read_once(path, study.relative(path), study.languages, year, stamp)


@lru_cache(maxsize=8)
def _read_once(path: Path, name: str, languages: tuple[str, ...], year: int, _stamp: int) -> Questionnaire:
    """Read a questionnaire; its time of change is of the key, so that the same process sees what is new."""
    return read(path, name, languages, year)


def filled(study: Study) -> bytes:
    """Give the XLSForm of a study, with its years, as survey tools take it."""
    return form_with_years((study.raw / FILE).read_bytes(), study.settings.period.start.year)


def option_words(asked: Questionnaire, name: str) -> dict[str, Label]:
    """Words of the options of a question, by option."""
    return {option.name: _words(asked, option.labels) for option in asked.options_of(asked.by_name[name])}


def words_of_all(asked: Questionnaire) -> dict[str, Label]:
    """Words of every question, by its name."""
    return question_words(asked, "")


def coded_questions(study: Study) -> list[str]:
    """Names of the questions that are answered by options, and never in words.

    Raises
    ------
    StudyError
        If the questionnaire cannot be read.
    """
    return [question.name for question in load(study).questions if question.choices]


def question_words(asked: Questionnaire, start: str) -> dict[str, Label]:
    """Words of the questions whose names start alike, by what follows in the name."""
    return {
        name.removeprefix(start): _words(asked, question.labels)
        for name, question in asked.by_name.items()
        if name.startswith(start)
    }


def _words(asked: Questionnaire, labels: Mapping[str, str]) -> Label:
    return Label(tuple((language, labels[language]) for language in asked.languages))


def read(path: Path, name: str, languages: Sequence[str], year: int) -> Questionnaire:
    """Read a questionnaire that has labels in `languages`, of an action that begins in `year`; its file is `name`.

    Raises
    ------
    StudyError
    """
    frames = read_sheets(path, name, {"survey": ("type", "name"), "choices": ("list_name", "name")}, others=True)
    survey, choices = (_dated(frames[sheet], year) for sheet in ("survey", "choices"))
    form = _XlsForm(name, tuple(languages), survey, choices)
    options = form.options()
    questions = tuple(form.questions(options))
    if form.problems:
        raise StudyError(form.problems)
    return Questionnaire(questions, options, tuple(languages), year)


def _dated(frame: pd.DataFrame, year: int) -> pd.DataFrame:
    return frame.map(lambda cell: with_years(cell, year) if isinstance(cell, str) else cell)


class _XlsForm:
    """The sheets of an XLSForm on their way into questions, with what is wrong in them."""

    def __init__(self, file: str, languages: tuple[str, ...], survey: pd.DataFrame, choices: pd.DataFrame) -> None:
        self.file = file
        self.languages = languages
        self.survey = survey
        self.choices = choices
        self.problems: list[Problem] = []

    def _wrong(self, sheet: str, row: int, column: str, found: str, remedy: str) -> None:
        self.problems.append(Problem(self.file, found, remedy, sheet, row, column))

    def _label_columns(self, sheet: str, frame: pd.DataFrame) -> dict[str, str]:
        """Columns of the labels by language: ``label::Română (ro)``; a bare ``label`` serves one language."""
        found = {}
        for column in frame.columns:
            marked = re.fullmatch(r"label\s*::?\s*(?:.*\((\w+)\)|(\w+))\s*", column)
            if marked:
                found[(marked[1] or marked[2]).lower()] = column
        if not found and "label" in frame.columns and len(self.languages) == 1:
            found = {self.languages[0]: "label"}
        for language in self.languages:
            if language not in found:
                said = f"There is no column of labels in {language}."
                self._wrong(sheet, 1, f"label::({language})", said, "Add label::Language (code), as for the others.")
        return {language: column for language, column in found.items() if language in self.languages}

    def options(self) -> dict[str, tuple[Option, ...]]:
        columns = self._label_columns("choices", self.choices)
        filters = [
            column
            for column in self.choices.columns
            if column not in (ROW, "list_name", "name", "also") and not column.startswith("label")
        ]
        found: dict[str, list[Option]] = {}
        for row in self.choices.to_dict("records"):
            number, of, name = row[ROW], _text(row["list_name"]), _text(row["name"])
            if not of or not name:
                self._wrong("choices", number, "name", "An option has no list or no name.", "Give it both.")
                continue
            if any(option.name == name for option in found.get(of, ())):
                self._wrong("choices", number, "name", f"{name} stands twice in the list {of}.", "Keep one.")
            labels = self._labels("choices", row, columns, f"option {name}")
            own = {column: _text(row[column]) for column in filters if _text(row[column])}
            also = tuple(word.strip() for word in _text(row.get("also")).split(SEPARATOR) if word.strip())
            found.setdefault(of, []).append(Option(name, labels, own, also))
        return {of: tuple(options) for of, options in found.items()}

    def _labels(self, sheet: str, row: Mapping[Hashable, Any], columns: Mapping[str, str], what: str) -> dict[str, str]:
        labels = {language: _text(row[column]) for language, column in columns.items()}
        for language, text in labels.items():
            if not text:
                said = f"The {what} has no label in {language}."
                self._wrong(sheet, row[ROW], columns[language], said, "Translate it.")
        return labels

    def questions(self, options: Mapping[str, Sequence[Option]]) -> Iterator[Question]:
        columns = self._label_columns("survey", self.survey)
        around: list[QuestionnaireSection] = []
        names: dict[str, int] = {}
        for row in self.survey.to_dict("records"):
            number, name = row[ROW], _text(row["name"])
            kind, _blank, rest = re.sub(r"^(begin|end)\s+", r"\1_", _text(row["type"])).partition(" ")
            if kind in ("end_group", "end_repeat"):
                if around and kind == f"end_{around[-1].kind}":
                    around.pop()
                else:
                    self._wrong("survey", number, "type", f"{kind} closes nothing.", "Pair it with its beginning.")
                continue
            if kind in _ASK_NOTHING:
                continue
            self._check_name(number, name, names)
            conditions = (*(around[-1].conditions if around else ()), *self._condition(number, row.get("relevant")))
            if kind in _SECTIONS:
                labels = {language: _text(row[column]) for language, column in columns.items()}
                adds_up = _text(row.get("unit")) == ADDS_UP
                repeats = kind == "begin_repeat"
                blocks = self._blocks(number, row.get("blocks")) if repeats else 1
                around.append(QuestionnaireSection(name, labels, repeats, adds_up, conditions, number, blocks))
            elif kind.lower() in KINDS:
                yield self._question(row, kind, rest, columns, around, conditions, options)
            else:
                known = [*KINDS, *_ASK_NOTHING, *_SECTIONS]
                said = f"The type {kind!r} is not known." if kind else "The type is empty."
                self._wrong("survey", number, "type", said, f"Known: {quoted(known)}.{nearest(kind, known)}")
        for section in around:
            said = f"The {section.kind} {section.name} is not closed."
            self._wrong("survey", section.row, "type", said, f"Add a row end_{section.kind}.")

    def _check_name(self, number: int, name: str, names: dict[str, int]) -> None:
        if name in names:
            self._wrong("survey", number, "name", f"{name} stands in row {names[name]} too.", "Rename one.")
        names[name] = number
        if not re.fullmatch(r"[A-Za-z_][\w.-]*", name):
            said = f"{name!r} is not a name." if name else "The name is empty."
            self._wrong("survey", number, "name", said, "Use letters, digits and _, a letter first.")

    def _question(
        self, row: Mapping[Hashable, Any], kind: str, rest: str, columns: Mapping[str, str],
        around: Sequence[QuestionnaireSection], conditions: tuple[Condition, ...],
        options: Mapping[str, Sequence[Option]],
    ) -> Question:  # fmt: skip
        number, name, constraint = row[ROW], _text(row["name"]), _text(row.get("constraint"))
        has_choices = kind in ("select_one", "select_multiple", "rank")
        choices = rest.split(" ")[0] if has_choices else ""
        if has_choices and choices not in options:
            said = f"There is no list {choices or 'named'} in the sheet choices."
            self._wrong("survey", number, "type", said, f"Lists: {quoted(options)}.{nearest(choices, options)}")
        if sum(section.repeats for section in around) > 1:
            self._wrong("survey", number, "name", f"{name} stands in a repeat inside a repeat.", "Keep one level.")
        return Question(
            name=name,
            kind=KINDS[kind.lower()],
            # What nobody sees needs no words.
            labels=self._labels("survey", row, columns, f"question {name}") if kind != "calculate" else {},
            sections=tuple(around),
            choices=choices,
            conditions=conditions,
            needed=_is_yes(row.get("needed")),
            unit=_text(row.get("unit")),
            low=_limit(constraint, ">", -math.inf),
            high=_limit(constraint, "<", math.inf),
            form_type=kind.lower(),
            row=number,
            required=_is_yes(row.get("required")),
            is_long="multiline" in _text(row.get("appearance")),
            choice_filter=_text(row.get("choice_filter")),
        )

    def _blocks(self, number: int, cell: object) -> int:
        text = _text(cell)
        if not text:
            return _BLOCKS
        if not re.fullmatch(r"\d+", text) or not 1 <= int(text) <= _MOST_BLOCKS:
            remedy = f"Write how often it is asked in a tool without repeats, 1 to {_MOST_BLOCKS}, or nothing."
            self._wrong("survey", number, "blocks", f"{text!r} is not allowed.", remedy)
            return _BLOCKS
        return int(text)

    def _condition(self, number: int, cell: object) -> Iterator[Condition]:
        text = _text(cell)
        try:
            if text:
                yield parse(text)
        except ValueError as error:
            remedy = "Ask in terms of =, <, >, selected, count-selected, not, and, or."
            self._wrong("survey", number, "relevant", f"{text}: {error}.", remedy)


def _limit(constraint: str, sign: str, unlimited: float) -> float:
    """Take the limit out of a constraint such as ``. >= 0 and . <= 100``."""
    found = re.search(rf"(?<!\w)\.\s*{sign}=?\s*(-?\d+(?:\.\d+)?)", constraint)
    return float(found[1]) if found else unlimited


def _is_yes(cell: object) -> bool:
    return _text(cell).lower() in ("yes", "true", "true()", "1", "x")


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
