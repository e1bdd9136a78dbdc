"""Tables as people keep them: by code in sheets and text, or by hand as an office does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd

from ...files.xlsx import Book
from ...survey.questionnaire import Questionnaire
from .files import TITLE, fill, new_book, rows_of, sparing_text, typed, write_sheet
from .flat import NUMBERS, AnswerSet, FileColumn, FormWords, QuestionCells, asked_of, flatten, labels_of_choice, said

#: Rows of data after which somebody left a row blank.
_BLANK_AFTER = 7


def write_csv(path: Path, words: FormWords, answers: AnswerSet, form: str) -> None:
    """Write codes, repetitions side by side."""
    columns = [FileColumn("respondent", answers.responses["respondent"])]
    for one in flatten(words.questionnaire, answers):
        name = one.question.name
        columns.append(FileColumn(f"{name}_{one.number}" if one.number else name, one.cells))
    path.write_bytes(sparing_text(columns, ",", "\n").encode("utf-8"))


def write_xlsx(path: Path, words: FormWords, answers: AnswerSet, form: str) -> None:
    """Write codes, a sheet for each repeat; or the table of an office."""
    with new_book(path) as book:
        if form == "office":
            _write_office(book, words, answers)
            return
        for name, repeat, frame in _sheets(words.questionnaire, answers):
            columns = [FileColumn("respondent", frame["respondent"])]
            for one in asked_of(words.questionnaire.of(repeat), frame):
                columns.append(FileColumn(one.question.name, typed(one.question, one.cells)))
            write_sheet(book, name, columns)


def _sheets(questionnaire: Questionnaire, answers: AnswerSet) -> Iterator[tuple[str, str, pd.DataFrame]]:
    yield "answers", "", answers.responses
    for repeat in questionnaire.repeats:
        if repeat in answers.repeats:
            yield repeat, repeat, answers.repeats[repeat]


def _write_office(book: Book, words: FormWords, answers: AnswerSet) -> None:
    columns = [FileColumn("Nr. crt.", answers.responses["respondent"])]
    overs = [""]
    for one in flatten(words.questionnaire, answers):
        columns.append(FileColumn(words.label(one.question), _by_hand(one, words)))
        overs.append(_over(one, words))
    sheet = book.sheet("Chestionare")
    fill(sheet, [[TITLE], [f"Centralizator chestionare, {len(answers.responses)} răspunsuri"], []])
    _write_overs(sheet, 3, overs, book.look({"align": "center"}))
    fill(sheet, [[column.head for column in columns]], first=4)
    fill(sheet, _with_blanks(rows_of(columns)), first=5)


def _by_hand(asked: QuestionCells, words: FormWords) -> pd.Series:
    """Labels, and numbers as a Romanian types them: with a comma they are text for a spreadsheet that is not."""
    cells = labels_of_choice(asked, words, "; ")
    if asked.question.kind == "decimal":
        cells = said(cells, with_comma)
    return typed(asked.question, cells)


def with_comma(text: str) -> str:
    """Set a comma for the point of a number; what is typed otherwise stays."""
    return text.replace(".", ",") if NUMBERS["decimal"].fullmatch(text) else text


def _over(asked: QuestionCells, words: FormWords) -> str:
    if asked.number:
        return words.block(asked)
    sections = asked.question.sections
    return words.label(sections[-1]) if sections else ""


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
