"""Google Forms: when, then a column a question; the download from the form, or the sheet it fills."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ...survey.questionnaire import Questionnaire
from .files import as_numbers, new_book, sparing_text, write_sheet
from .flat import NUMBERS, AnswerSet, Asked, Column, Words, flatten, labels_of_choice

_TIMESTAMP = {"en": "Timestamp", "ro": "Marcaj de timp", "it": "Informazioni cronologiche"}
_SHEET = {"en": "Form Responses 1", "ro": "Răspunsuri la formular 1", "it": "Risposte del modulo 1"}
_ZONE = "Europe/Bucharest"


def write_csv(path: Path, language: str, questionnaire: Questionnaire, answers: AnswerSet, form: str) -> None:
    """Write what the form gives to download."""
    words = Words(questionnaire, language)
    columns = [Column(_head(one, words), labels_of_choice(one, words, ";")) for one in flatten(questionnaire, answers)]
    times = said_as_google(answers.responses["submitted"])
    text = sparing_text([Column(_TIMESTAMP.get(language, _TIMESTAMP["en"]), times), *columns], ",", "\r\n")
    path.write_bytes(text.encode("utf-8"))


def write_xlsx(path: Path, language: str, questionnaire: Questionnaire, answers: AnswerSet, form: str) -> None:
    """Write the sheet that the form fills."""
    words = Words(questionnaire, language)
    columns = [Column(_TIMESTAMP.get(language, _TIMESTAMP["en"]), answers.responses["submitted"])]
    for one in flatten(questionnaire, answers):
        cells = labels_of_choice(one, words, ", ")
        pattern = NUMBERS.get(one.question.kind)
        columns.append(Column(_head(one, words), as_numbers(cells, pattern) if pattern else cells))
    with new_book(path) as book:
        write_sheet(book, _SHEET.get(language, _SHEET["en"]), columns)


def _head(asked: Asked, words: Words) -> str:
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
