"""LimeSurvey: one row a response, a column for each part of a question, headings and answers as chosen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ClassVar

import pandas as pd

from ...survey.questionnaire import OTHER, Question
from .files import TITLE, Variable, as_numbers, quoted_text, sparing_text, write_book, write_variables
from .flat import NUMBERS, AnswerSet, FileColumn, QuestionCells, ToolExport, flatten, labelled, ranks, ticks

#: Headings, and whether answers are in full.
_FORMS: Mapping[str, tuple[str, bool]] = {
    "": ("text", True),
    "codes": ("code", False),
    "code_full": ("code", True),
    "both": ("both", True),
    "api": ("code", False),
    "spreadsheet": ("text", True),
}
_OTHER_CODE = "-oth-"
#: Not translated by LimeSurvey.
_NOT_SHOWN = "N/A"
_NUMERIC = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
#: cp1250 has the cedilla only.
_CEDILLA = str.maketrans("șțȘȚ", "şţŞŢ")


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

    def head(self, headings: str) -> str:
        code = f"{self.code}[{self.part}]" if self.part else self.code
        text = f"{self.text} [{self.part_text}]" if self.part else self.text
        return {"text": text, "code": code, "both": f"{code}. {text}"}[headings]

    def variable(self) -> Variable:
        name = f"{self.code}_{self.part}" if self.part else self.code
        label = f"[{self.part_text}] {self.text}" if self.part else self.text
        if self.kind == "number":
            return Variable(name, label, pd.to_numeric(self.cells, errors="coerce").astype("float64"))
        if self.kind == "time":
            return Variable(name, label, pd.to_datetime(self.cells, errors="coerce"))
        return Variable(name, label, _quoted(self.cells), self.labels)


class LimeSurvey(ToolExport):
    """What the export page, or the remote interface, gives as CSV; its workbook; and codes with labels for SPSS."""

    forms: ClassVar = {".csv": tuple(_FORMS), ".xlsx": ("", "codes", "code_full", "both"), ".sav": ("",)}

    def _write(self, path: Path, answers: AnswerSet) -> None:
        fields = [*self._system(answers.responses), *self._fields(answers)]
        if self.ending == ".sav":
            write_variables(path, [one.variable() for one in fields])
            return
        headings, _full = _FORMS[self.form]
        # The export page has "quote equations" on; the remote interface has not.
        columns = [
            FileColumn(one.head(headings), one.cells if self.form == "api" else _quoted(one.cells)) for one in fields
        ]
        if self.ending == ".xlsx":
            # Text that looks like a number becomes one, unless it starts with zeros.
            numbers = [FileColumn(one.head, as_numbers(one.cells, _NUMERIC)) for one in columns]
            write_book(path, {TITLE: numbers})
        elif self.form == "spreadsheet":
            text = sparing_text(columns, ";", "\r\n").translate(_CEDILLA)
            path.write_bytes(text.encode("cp1250", errors="replace"))
        elif self.form == "api":
            path.write_bytes((quoted_text(columns, ";", "\r\n") + "\r\n").encode("utf-8-sig"))
        else:
            path.write_bytes(quoted_text(columns, ",", "\r\n").encode("utf-8-sig"))

    def cell(self, question: Question, text: str) -> str | None:
        """What stands in the file for an answer; none where options have columns, and for words of LimeSurvey's own."""
        if question.kind in ("select_multiple", "rank") or text == _NOT_SHOWN:
            return None
        if question.kind == "select_one":
            # Beside another answer than *other*, LimeSurvey has no words.
            if text == OTHER and self.words.takes_other(question):
                return None
            codes, labels = self._options(question)
            text = (labels if self._full else codes).get(text, text)
        if self.ending == ".sav":
            return None if question.kind in (*NUMBERS, "date") else text.rstrip(" ")
        return f"{float(text):.12g}" if self.ending == ".xlsx" and _NUMERIC.fullmatch(text) else text

    def keeps(self, question: Question, truth: str, written: str) -> bool:
        """Whether `written` stands in the file unchanged: of some letters a file in one byte has others in place."""
        kept = super().keeps(question, truth, written)
        if not kept or self.form != "spreadsheet":
            return kept
        saved = written.translate(_CEDILLA)
        same = saved == (self.cell(question, truth) or "").translate(_CEDILLA)
        return not same and saved.encode("cp1250", errors="ignore").decode("cp1250") == saved

    @property
    def _full(self) -> bool:
        return self.ending != ".sav" and _FORMS[self.form][1]

    def _word(self, name: str) -> str:
        return self.words.own("limesurvey", name)

    def _options(self, question: Question) -> tuple[dict[str, str], dict[str, str]]:
        """Codes and labels that LimeSurvey gives the options of a choice of one."""
        labels = self.words.options(question)
        codes = {code: code for code in labels}
        if _is_yes_no(labels):
            codes = {"yes": "Y", "no": "N"}
            labels = {code: self._word(code) for code in labels}
        if self.words.takes_other(question):
            codes[OTHER] = _OTHER_CODE
            labels[OTHER] = self._word("other")
        return codes, labels

    def _system(self, rows: pd.DataFrame) -> Iterator[_Field]:
        """What LimeSurvey says of a response."""
        # Any number serves that differs from row to row and is the same each time.
        seeds = ((rows.index.to_series() + 1) * 2_654_435_761 % 2**31).astype("str")
        for code, cells, kind in (
            ("id", rows["respondent"], "text"),
            ("submitdate", rows["submitted"], "time"),
            ("lastpage", rows["page"], "number"),
            ("startlanguage", rows["language"], "text"),
            ("seed", seeds, "number"),
            ("startdate", rows["started"], "time"),
            ("datestamp", rows["submitted"].fillna(rows["started"]), "time"),
        ):
            yield _Field(code, self._word(code), cells, kind=kind)

    def _fields(self, answers: AnswerSet) -> Iterator[_Field]:
        """Columns of all questions."""
        asked = {(one.question.name, one.number): one for one in flatten(self.words.questionnaire, answers)}
        in_words = {f"{one.question.name}_other" for one in asked.values() if self.words.takes_other(one.question)}
        for (name, number), one in asked.items():
            base = self._base(one)
            other = asked.get((f"{name}_other", number))
            if name in in_words:
                continue
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

    def _one(self, asked: QuestionCells, base: _Field, other: QuestionCells | None) -> Iterator[_Field]:
        codes, labels = self._options(asked.question)
        cells = labelled(asked.cells, labels if self._full else codes)
        if self._full and base.part:
            # In full, an array with labels says nothing of not being shown.
            cells = cells.fillna("")
        elif self._full and _is_yes_no(labels):
            cells = cells.mask(cells.isna() | (cells == ""), _NOT_SHOWN)
        yield replace(base, cells=cells, labels={codes[code]: label for code, label in labels.items()})
        if self.words.takes_other(asked.question):
            yield self._other(base, asked.cells == OTHER, other)

    def _several(self, asked: QuestionCells, base: _Field, other: QuestionCells | None) -> Iterator[_Field]:
        yes, no = (self._word("yes"), self._word("no")) if self._full else ("Y", "")
        labels = {"Y": self._word("yes"), "0": self._word("not selected")}
        takes_other = self.words.takes_other(asked.question)
        for code, label in self.words.options(asked.question).items():
            if code == OTHER and takes_other:
                continue
            cells = ticks(asked.cells, code, yes, no)
            cells = cells.fillna(_NOT_SHOWN) if self._full else cells
            yield replace(base, cells=cells, part=_bare(code), part_text=label, labels=labels)
        if takes_other:
            yield self._other(base, ticks(asked.cells, OTHER, "1", "0") == "1", other)

    def _other(self, base: _Field, where: pd.Series, words: QuestionCells | None) -> _Field:
        """The column of the words: empty where another option was chosen. A tick without words is not kept."""
        asked = base.cells
        given = pd.Series("", index=asked.index, dtype="str") if words is None else words.cells.fillna("")
        cells = given.where(where, "").where(asked.notna())
        return replace(base, cells=cells, part="other", part_text=self._word("other"))

    def _ranks(self, asked: QuestionCells, base: _Field) -> Iterator[_Field]:
        labels = self.words.options(asked.question)
        for rank, codes in enumerate(ranks(asked.cells, len(labels)), start=1):
            cells = labelled(codes, labels) if self._full else codes
            yield replace(base, cells=cells, part=str(rank), part_text=f"{self._word('rank')} {rank}", labels=labels)

    def _plain(self, asked: QuestionCells, base: _Field) -> _Field:
        question, cells = asked.question, asked.cells
        if question.kind == "date":
            day = cells.str.fullmatch(_DAY).fillna(False).astype(bool)
            times = cells.where(cells != "").where(~day, cells + " 00:00:00")
            return replace(base, cells=times, kind="time")
        if question.is_number:
            # A number left empty is kept as nothing; a place on a scale is an array's answer and is kept.
            scale = base.part and question.kind == "integer" and not question.unit
            return replace(base, cells=cells if scale else cells.where(cells != ""), kind="number")
        return replace(base, cells=cells.str.replace("\r\n", "\n", regex=False))


def _is_yes_no(options: Mapping[str, str]) -> bool:
    return set(options) == {"yes", "no"}


def _quoted(cells: pd.Series) -> pd.Series:
    return cells.mask(cells.str.startswith("=").fillna(False), "'" + cells)


def _bare(name: str) -> str:
    """Codes of LimeSurvey have letters and digits only."""
    return re.sub(r"[^A-Za-z0-9]", "", name)
