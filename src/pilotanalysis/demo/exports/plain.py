"""Tables as people keep them: by code in sheets and text, or by hand as an office does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd

from ...survey.questionnaire import Question
from ...tables import SEPARATOR
from .files import TITLE, fill, new_book, rows_of, sparing_text, typed, write_book
from .flat import NUMBERS, AnswerSet, FileColumn, QuestionCells, ToolExport, asked_of, flatten

#: Rows of data after which somebody left a row blank.
_BLANK_AFTER = 7


class Plain(ToolExport):
    """Codes, a sheet for each repeat, or in CSV repetitions side by side; or the table of an office."""

    forms: ClassVar = {".csv": ("",), ".xlsx": ("", "office")}

    @property
    def joint(self) -> str:
        """What joins several answers in one cell."""
        return "; " if self.form == "office" else SEPARATOR

    def labels(self, question: Question) -> Mapping[str, str]:
        """What stands for the codes of options: by hand, labels."""
        return super().labels(question) if self.form == "office" else {}

    def cell(self, question: Question, text: str) -> str | None:
        """What stands in the file for an answer: by hand, a number has a comma, which is text for most spreadsheets."""
        by_hand = self.form == "office" and question.kind == "decimal"
        return with_comma(text) if by_hand else super().cell(question, text)

    def _write(self, path: Path, answers: AnswerSet) -> None:
        asked, questionnaire = flatten(self.words.questionnaire, answers), self.words.questionnaire
        people = answers.responses["respondent"]
        if self.form == "office":
            self._write_office(path, asked, people)
        elif self.ending == ".csv":
            columns = [FileColumn("respondent", people), *(FileColumn(one.name, one.cells) for one in asked)]
            path.write_bytes(sparing_text(columns, ",", "\n").encode("utf-8"))
        else:
            sheets = {"answers": _sheet(questionnaire.of(""), answers.responses)}
            for repeat in questionnaire.repeats:
                if repeat in answers.repeats:
                    sheets[repeat] = _sheet(questionnaire.of(repeat), answers.repeats[repeat])
            write_book(path, sheets)

    def _write_office(self, path: Path, asked: Sequence[QuestionCells], people: pd.Series) -> None:
        columns = [FileColumn("Nr. crt.", people)]
        columns += [FileColumn(self.words.label(one.question), typed(one.question, self.cells(one))) for one in asked]
        title = [[TITLE], [f"Centralizator chestionare, {len(people)} răspunsuri"], []]
        with new_book(path) as book:
            sheet = book.sheet("Chestionare")
            fill(sheet, title)
            _write_overs(sheet, 3, ["", *map(self._over, asked)], book.look({"align": "center"}))
            fill(sheet, [[column.head for column in columns]], first=4)
            fill(sheet, _with_blanks(rows_of(columns)), first=5)

    def _over(self, asked: QuestionCells) -> str:
        if asked.number:
            return self.words.block(asked)
        sections = asked.question.sections
        return self.words.label(sections[-1]) if sections else ""


def _sheet(questions: list[Question], frame: pd.DataFrame) -> list[FileColumn]:
    columns = [FileColumn("respondent", frame["respondent"])]
    return columns + [FileColumn(one.name, typed(one.question, one.cells)) for one in asked_of(questions, frame)]


def with_comma(text: str) -> str:
    """Set a comma for the point of a number; what is typed otherwise stays."""
    return text.replace(".", ",") if NUMBERS["decimal"].fullmatch(text) else text


def _write_overs(sheet: Any, row: int, overs: Sequence[str], centred: Any) -> None:
    """Write heads that span the columns they stand over."""
    for over, run in groupby(range(len(overs)), key=overs.__getitem__):
        places = list(run)
        if over and len(places) > 1:
            sheet.merge_range(row, places[0], row, places[-1], over, centred)
        elif over:
            sheet.write_string(row, places[0], over, centred)


def _with_blanks(rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    for number, row in enumerate(rows, start=1):
        yield row
        if number % _BLANK_AFTER == 0:
            yield ()
