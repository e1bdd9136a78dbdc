"""Google Forms: when, then a column a question; the download from the form, or the sheet it fills."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from .files import new_book, sparing_text, typed, write_sheet
from .flat import AnswerSet, FileColumn, FormWords, QuestionCells, flatten, labels_of_choice

_ZONE = "Europe/Bucharest"


def write_csv(path: Path, words: FormWords, answers: AnswerSet, form: str) -> None:
    """Write what the form gives to download."""
    columns = [FileColumn(_timestamp(words), said_as_google(answers.responses["submitted"]))]
    for one in flatten(words.questionnaire, answers):
        columns.append(FileColumn(_head(one, words), labels_of_choice(one, words, ";")))
    path.write_bytes(sparing_text(columns, ",", "\r\n").encode("utf-8"))


def write_xlsx(path: Path, words: FormWords, answers: AnswerSet, form: str) -> None:
    """Write the sheet that the form fills."""
    columns = [FileColumn(_timestamp(words), answers.responses["submitted"])]
    for one in flatten(words.questionnaire, answers):
        columns.append(FileColumn(_head(one, words), typed(one.question, labels_of_choice(one, words, ", "))))
    with new_book(path) as book:
        write_sheet(book, words.own("google_forms", "sheet"), columns)


def _timestamp(words: FormWords) -> str:
    return words.own("google_forms", "timestamp")


def _head(asked: QuestionCells, words: FormWords) -> str:
    label = words.label(asked.question)
    matrix = words.matrix(asked.question)
    if asked.number:
        return f"{words.block(asked)}: {label}"
    return f"{words.label(matrix)} [{label}]" if matrix else label


def said_as_google(times: pd.Series) -> pd.Series:
    """Times as the download says them.

    Examples
    --------
    >>> said_as_google(pd.Series(["2014-03-11 09:01:00", "2014-04-01 15:30:00", None])).tolist()
    ['2014/03/11 9:01:00 AM GMT+2', '2014/04/01 3:30:00 PM GMT+3', nan]
    """
    local = pd.to_datetime(times).dt.tz_localize(_ZONE, ambiguous=True, nonexistent="shift_forward")
    text = local.dt.strftime("%Y/%m/%d %I:%M:%S %p GMT%z").astype("str")
    return text.str.replace(r" 0(?=\d:)", " ", regex=True).str.replace(r"\+0(\d)00$", r"+\1", regex=True)
