"""Answers under the head of another question: a row, or a column, that slipped to the side."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import pandas as pd

from ...problems import Problem, counted
from ..questionnaire import Question, Questionnaire
from .columns import ColumnMatch
from .headers import Field, key
from .options import Options
from .tools import Part

#: Columns by which answers are looked for to the side.
_STEPS = (1, -1, 2, -2, 3, -3)
#: As many answers of a row stand in the wrong columns by no chance, and as many of a column.
_OF_ROW, _OF_COLUMN = 4, 5
_MOST_TOLD = 20
#: Two columns whose heads changed places: one of texts that holds options, and that of the options holds other texts.
_FEW_OF_THEM, _MOST_OF_THEM = 0.5, 0.9
#: A column with more distinct texts, and more than there are options, holds no options.
_FEW_TEXTS = 200
_NUMBERS = ("integer", "decimal", "date")
_WORD = re.compile(r"[^\W\d_]{2}")
_REMEDY = (
    "A cell was put in or taken out beside it: move the answers back below their heads, or export it again; do not "
    "sort or move columns one by one."
)
_REMEDY_OF_HEADS = "Look whether two heads changed places, and put each above its answers, or export it again."
#: Where answers of another question stand: by step to the side, rows and the columns they stand in.
_Found = dict[int, dict[int, list[int]]]


def displaced(part: Part, match: ColumnMatch, questionnaire: Questionnaire, name: str) -> Iterator[Problem]:
    """Find rows and columns whose answers are options of the questions beside, and none of their own.

    Parameters
    ----------
    part : Part
    match : ColumnMatch
    questionnaire : Questionnaire
    name : str
        What the analyst calls the file.
    """
    asked = {column: one.question for column, one in match.fields.items() if _holds_answers(one)}
    options = {
        one.name: Options(questionnaire.options_of(one), questionnaire.has_other(one))
        for one in asked.values()
        if one.choices
    }
    rows: _Found = defaultdict(lambda: defaultdict(list))
    told: list[Problem] = []
    for column, question in asked.items():
        cells = part.cells[column]
        said_in_words = _words_of(cells)
        for step in _STEPS:
            beside = asked.get(column - step)
            if beside is None or not beside.choices or beside.choices == question.choices:
                continue
            texts = _of_beside(said_in_words, question, options[beside.name], options)
            if not texts:
                continue
            strange = cells.index[cells.isin(texts)]
            for row in strange.tolist():
                rows[step][row].append(column)
            if len(strange) >= _OF_COLUMN and len(strange) > (cells.fillna("") != "").sum() / 2:
                said = f"{counted(len(strange), 'answer')} to {beside.name} stand there, not to {question.name}."
                told.append(Problem(name, said, _REMEDY, part.sheet or None, part.head_row, repr(part.heads[column])))
                break
    told += _of_places_swapped(part, match, options, name)
    # What whole columns tell need not be told of each of their rows.
    yield from told or _shifted_rows(part, rows, name)


def _of_places_swapped(part: Part, match: ColumnMatch, options: dict[str, Options], name: str) -> Iterator[Problem]:
    """Find columns of texts that hold the options of a question beside, whose own column holds fewer of them."""
    texts = {column: one.question for column, one in match.fields.items() if one.question.kind == "text"}
    for column, one in match.fields.items():
        own = options.get(one.question.name)
        if own is None or one.option or one.rank:
            continue
        if _share_of_options(part.cells[column], own, 1.0) > _FEW_OF_THEM:
            continue
        for other in (column - step for step in _STEPS):
            if other in texts and _share_of_options(part.cells[other], own, 0.0) >= _MOST_OF_THEM:
                said = f"Answers to {one.question.name} stand there, not to {texts[other].name}."
                yield Problem(name, said, _REMEDY_OF_HEADS, part.sheet or None, part.head_row, repr(part.heads[other]))


def _share_of_options(cells: pd.Series, options: Options, unknown: float) -> float:
    """Share of the distinct texts of a column that are options; `unknown` where there are too few or too many."""
    distinct = [text for text in cells.unique() if isinstance(text, str) and text.strip()]
    if not _OF_COLUMN <= len(distinct) <= max(_FEW_TEXTS, len(options.codes)):
        return unknown
    return sum(key(text) in options.codes for text in distinct) / len(distinct)


def _shifted_rows(part: Part, rows: _Found, name: str) -> Iterator[Problem]:
    """Say which rows have many answers as far to the side."""
    first: dict[int, int] = {}
    for found in rows.values():
        for row, columns in found.items():
            if len(columns) >= _OF_ROW:
                first[row] = min(*columns, first.get(row, columns[0]))
    shifted = sorted(first.items())
    for row, column in shifted[:_MOST_TOLD]:
        said = "From about here on the answers of the row stand in the wrong columns."
        yield Problem(name, said, _REMEDY, part.sheet or None, row, repr(part.heads[column]))
    if len(shifted) > _MOST_TOLD:
        said = f"Answers stand in the wrong columns in {counted(len(shifted) - _MOST_TOLD, 'more row')}."
        yield Problem(name, said, _REMEDY, part.sheet or None)


def _holds_answers(one: Field) -> bool:
    """Whether a column has answers of which can be told that they are another question's: no ticks, no free words."""
    kind = one.question.kind
    return not one.option and not one.rank and (kind in _NUMBERS or kind in ("select_one", "select_multiple"))


def _words_of(cells: pd.Series) -> dict[str, str]:
    """Distinct texts of a column that have words, with what they are compared by."""
    distinct = np.asarray(cells.unique(), dtype=object)
    return {text: key(text) for text in distinct if isinstance(text, str) and _WORD.search(text)}


def _of_beside(words: dict[str, str], question: Question, beside: Options, options: dict[str, Options]) -> list[str]:
    """Texts of a column that are options of the question beside it, and can be none of its own."""
    texts = [text for text, word in words.items() if word in beside.codes]
    own = options.get(question.name)
    if own is None:
        return [text for text in texts if not re.search(r"\d", text)]
    return [text for text in texts if own.one(text) is None and not own.several(text)[0]]
