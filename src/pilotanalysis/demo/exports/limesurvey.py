"""LimeSurvey: one row a response, a column for each part of a question, headings and answers as chosen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from ...survey.questionnaire import OTHER, Question
from .files import TITLE, Variable, as_numbers, new_book, quoted_text, sparing_text, write_sheet, write_variables
from .flat import NUMBERS, AnswerSet, FileColumn, FormWords, QuestionCells, flatten, labelled, ranks, ticks

#: Headings, and whether answers are in full.
FORMS: Mapping[str, tuple[str, bool]] = {
    "": ("text", True),
    "codes": ("code", False),
    "code_full": ("code", True),
    "both": ("both", True),
    "api": ("code", False),
    "spreadsheet": ("text", True),
}
BOOK_FORMS = ("", "codes", "code_full", "both")
_OTHER_CODE = "-oth-"
#: Not translated by LimeSurvey.
NOT_SHOWN = "N/A"
NUMERIC = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
#: cp1250 has the cedilla only.
CEDILLA = str.maketrans("șțȘȚ", "şţŞŢ")


def write_csv(path: Path, words: FormWords, answers: AnswerSet, form: str) -> None:
    """Write what the export page, or the remote interface, gives as CSV."""
    columns = _columns(words, answers, form)
    if form == "spreadsheet":
        text = sparing_text(columns, ";", "\r\n").translate(CEDILLA)
        path.write_bytes(text.encode("cp1250", errors="replace"))
    elif form == "api":
        path.write_bytes((quoted_text(columns, ";", "\r\n") + "\r\n").encode("utf-8-sig"))
    else:
        path.write_bytes(quoted_text(columns, ",", "\r\n").encode("utf-8-sig"))


def write_xlsx(path: Path, words: FormWords, answers: AnswerSet, form: str) -> None:
    """Write the workbook: text that looks like a number becomes one, unless it starts with zeros."""
    columns = [FileColumn(one.head, as_numbers(one.cells, NUMERIC)) for one in _columns(words, answers, form)]
    with new_book(path) as book:
        write_sheet(book, TITLE, columns)


def write_sav(path: Path, words: FormWords, answers: AnswerSet, form: str) -> None:
    """Write codes with their labels for SPSS."""
    survey = _Survey(words, answers, full=False)
    write_variables(path, [_variable(one) for one in (*survey.system(), *survey.fields())])


def _columns(words: FormWords, answers: AnswerSet, form: str) -> list[FileColumn]:
    headings, full = FORMS[form]
    survey = _Survey(words, answers, full)
    fields = [*survey.system(), *survey.fields()]
    heads: Mapping[str, Callable[[_Field], str]] = {
        "text": lambda one: one.heading,
        "code": lambda one: one.column,
        "both": lambda one: f"{one.column}. {one.heading}",
    }
    # The export page has "quote equations" on; the remote interface has not.
    quote: Callable[[pd.Series], pd.Series] = _unquoted if form == "api" else _quoted
    return [FileColumn(heads[headings](one), quote(one.cells)) for one in fields]


def _quoted(cells: pd.Series) -> pd.Series:
    return cells.mask(cells.str.startswith("=").fillna(False), "'" + cells)


def _unquoted(cells: pd.Series) -> pd.Series:
    return cells


@dataclass(frozen=True)
class _Field:
    """One column: code and text of the question, and of the part of it."""

    code: str
    text: str
    cells: pd.Series
    part: str = ""
    part_text: str = ""
    kind: str = "text"
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def column(self) -> str:
        return f"{self.code}[{self.part}]" if self.part else self.code

    @property
    def heading(self) -> str:
        return f"{self.text} [{self.part_text}]" if self.part else self.text


def _variable(one: _Field) -> Variable:
    name = f"{one.code}_{one.part}" if one.part else one.code
    label = f"[{one.part_text}] {one.text}" if one.part else one.text
    if one.kind == "number":
        return Variable(name, label, pd.to_numeric(one.cells, errors="coerce").astype("float64"))
    if one.kind == "time":
        return Variable(name, label, pd.to_datetime(one.cells, errors="coerce"))
    return Variable(name, label, _quoted(one.cells), one.labels)


def options_of(words: FormWords, question: Question) -> tuple[dict[str, str], dict[str, str]]:
    """Codes and labels that LimeSurvey gives the options of a choice of one."""
    labels = words.options(question)
    codes = {code: code for code in labels}
    if set(labels) == {"yes", "no"}:
        codes = {"yes": "Y", "no": "N"}
        labels = {code: _word(words, code) for code in labels}
    if words.takes_other(question):
        codes[OTHER] = _OTHER_CODE
        labels[OTHER] = _word(words, "other")
    return codes, labels


def _word(words: FormWords, name: str) -> str:
    return words.own("limesurvey", name)


@dataclass(frozen=True)
class _Survey:
    """Answers as LimeSurvey keeps them, as codes or in full."""

    words: FormWords
    answers: AnswerSet
    full: bool

    def _word(self, name: str) -> str:
        return _word(self.words, name)

    def system(self) -> Iterator[_Field]:
        """What LimeSurvey says of a response."""
        rows = self.answers.responses
        # Any number serves that differs from row to row and is the same each time.
        seeds = ((rows.index.to_series() + 1) * 2_654_435_761 % 2**31).astype("str")
        cells = {
            "id": (rows["respondent"], "text"),
            "submitdate": (rows["submitted"], "time"),
            "lastpage": (rows["page"], "number"),
            "startlanguage": (rows["language"], "text"),
            "seed": (seeds, "number"),
            "startdate": (rows["started"], "time"),
            "datestamp": (rows["submitted"].fillna(rows["started"]), "time"),
        }
        for code, (column, kind) in cells.items():
            yield _Field(code, self._word(code), column, kind=kind)

    def fields(self) -> Iterator[_Field]:
        """Columns of all questions."""
        asked = flatten(self.words.questionnaire, self.answers)
        by_name = {(one.question.name, one.number): one.cells for one in asked}
        parents = {f"{one.question.name}_other" for one in asked if self.words.takes_other(one.question)}
        for one in asked:
            if one.question.name in parents:
                continue
            base = self._base(one)
            other = by_name.get((f"{one.question.name}_other", one.number))
            if one.question.kind == "select_one":
                yield from self._one(one, base, other)
            elif one.question.kind == "select_multiple":
                yield from self._several(one, base, other)
            elif one.question.kind == "rank":
                yield from self._ranks(one, base)
            else:
                yield self._plain(one, base)

    def _base(self, asked: QuestionCells) -> _Field:
        question, words = asked.question, self.words
        matrix = words.matrix(question)
        code, text = _bare(question.name), words.label(question)
        if question.repeat:
            text = f"{words.label(question.sections[-1])} {text}" if not question.sections[-1].repeats else text
            return _Field(f"{code}{asked.number}", f"{words.block(asked)}: {text}", asked.cells)
        if matrix:
            return _Field(_bare(matrix.name), words.label(matrix), asked.cells, code, text)
        return _Field(code, text, asked.cells)

    def _one(self, asked: QuestionCells, base: _Field, other: pd.Series | None) -> Iterator[_Field]:
        question = asked.question
        takes_other = self.words.takes_other(question)
        codes, labels = options_of(self.words, question)
        cells = labelled(asked.cells, labels if self.full else codes)
        if self.full and base.part:
            # In full, an array with labels says nothing of not being shown.
            cells = cells.fillna("")
        elif self.full and set(labels) == {"yes", "no"}:
            cells = cells.mask(cells.isna() | (cells == ""), NOT_SHOWN)
        yield replace(base, cells=cells, labels={codes[code]: label for code, label in labels.items()})
        if takes_other:
            yield self._other(base, asked.cells == OTHER, asked.cells, other)

    def _several(self, asked: QuestionCells, base: _Field, other: pd.Series | None) -> Iterator[_Field]:
        yes, no = (self._word("yes"), self._word("no")) if self.full else ("Y", "")
        labels = {"Y": self._word("yes"), "0": self._word("not selected")}
        takes_other = self.words.takes_other(asked.question)
        for code, label in self.words.options(asked.question).items():
            if code == OTHER and takes_other:
                continue
            cells = ticks(asked.cells, code, yes, no)
            cells = cells.fillna(NOT_SHOWN) if self.full else cells
            yield replace(base, cells=cells, part=_bare(code), part_text=label, labels=labels)
        if takes_other:
            yield self._other(base, ticks(asked.cells, OTHER, "1", "0") == "1", asked.cells, other)

    def _other(self, base: _Field, where: pd.Series, cells: pd.Series, words: pd.Series | None) -> _Field:
        """The column of the words: empty where another option was chosen. A tick without words is not kept."""
        given = pd.Series("", index=cells.index, dtype="str") if words is None else words.fillna("")
        return replace(
            base,
            cells=given.where(where, "").where(cells.notna()),
            part="other",
            part_text=self._word("other"),
        )

    def _ranks(self, asked: QuestionCells, base: _Field) -> Iterator[_Field]:
        labels = self.words.options(asked.question)
        for rank, codes in enumerate(ranks(asked.cells, len(labels)), start=1):
            cells = labelled(codes, labels) if self.full else codes
            text = f"{self._word('rank')} {rank}"
            yield replace(base, cells=cells, part=str(rank), part_text=text, labels=labels)

    def _plain(self, asked: QuestionCells, base: _Field) -> _Field:
        question, cells = asked.question, asked.cells
        if question.kind == "date":
            day = cells.str.fullmatch(_DAY).fillna(False).astype(bool)
            times = cells.where(cells != "").where(~day, cells + " 00:00:00")
            return replace(base, cells=times, kind="time")
        if question.kind in NUMBERS:
            # A number left empty is kept as nothing; a place on a scale is an array's answer and is kept.
            kept = cells if base.part and _scale(question) else cells.where(cells != "")
            return replace(base, cells=kept, kind="number")
        return replace(base, cells=cells.str.replace("\r\n", "\n", regex=False))


def _bare(name: str) -> str:
    """Codes of LimeSurvey have letters and digits only."""
    return re.sub(r"[^A-Za-z0-9]", "", name)


def _scale(question: Question) -> bool:
    return question.kind == "integer" and not question.unit
