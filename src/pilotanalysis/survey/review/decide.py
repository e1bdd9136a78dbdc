"""The way of decisions from the review workbook into ``data/decisions``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from ... import reference
from ...files.sheets import ROW, read_sheets
from ...files.text import write_rows
from ...problems import Problem, StudyError, nearest
from ...study import Study
from ...tables import SEPARATOR, StudyTable, read
from .. import questionnaire
from ..cleaning import context_of
from ..cleaning.corrections import meaning_of
from ..coding import NO_STAGE
from ..decisions import (
    CODING,
    CORRECTIONS,
    NO_ANSWER,
    ORGANISATION,
    Codings,
    Corrections,
    columns_of,
    path_of,
    recorded,
)
from ..reading.options import Options
from ..tables import Organisations
from ..texts import fold
from .workbook import FILE, SHEETS


class _Target(NamedTuple):
    """A file of decisions: what tells its rows apart, and the column that says what was decided."""

    file: str
    model: type[StudyTable]
    keys: tuple[str, ...]
    value: str

    def key(self, row: Mapping[Any, object]) -> tuple[str, ...]:
        return tuple(fold(str(row[column])) for column in self.keys)


_CELLS = _Target(CORRECTIONS, Corrections, ("wave", "cluster", "respondent", "question", "number", "raw"), "value")
_TEXTS = _Target(CODING, Codings, ("text",), "code")
#: Sheets in which one of a list is picked: of what, what is written for none of it, and how it is done.
_LISTS = {
    "texts": ("stage", NO_STAGE, "Write its code, or none."),
    "members": ("member", NO_ANSWER, f"Write the key of a member of organisations.csv, or {NO_ANSWER}."),
}
#: Decisions on the way into their files.
_Rows = list[tuple[_Target, dict[str, str]]]


def decide(
    study: Study, filled: Path | Mapping[str, pd.DataFrame] | None = None, who: str = "", today: str | None = None
) -> int:
    """Bring what was filled in into ``data/decisions``; run the study again to apply it.

    Parameters
    ----------
    filled : Path or mapping of str to DataFrame, optional
        The workbook, or its sheets as :func:`read_review` gives them; ``data/processed/review.xlsx`` where not given.
    who : str
        Who decided, where the workbook does not say.
    today : str, optional
        The day, YYYY-MM-DD; by the clock where not given.

    Returns
    -------
    int
        How many decisions are new.

    Raises
    ------
    StudyError
        If a decision is no answer to its question, or it is not said who decided; nothing is brought in then.
    """
    if filled is None or isinstance(filled, Path):
        path = filled or study.processed / FILE
        frames = _frames(study, path)
    else:
        path = study.processed / FILE
        # Sheets that were filled in elsewhere have the rows that they have in the workbook.
        frames = {
            sheet: frame.replace("", None).assign(**{ROW: range(2, len(frame) + 2)}) for sheet, frame in filled.items()
        }
    checked = _Checked(study, _called(study, path), who, today or datetime.now().date().isoformat())
    rows = [checked.row(sheet, said, number) for sheet, said, number in _filled(frames)]
    if checked.problems:
        raise StudyError(checked.problems)
    fresh = _not_recorded(study, rows)
    for target in (_CELLS, _TEXTS):
        _append(study, target, [row for own, row in fresh if own == target])
    return len(fresh)


def undelivered(study: Study) -> list[Problem]:
    """Find decisions in the workbook that were not brought in: it must not be written over."""
    path = study.processed / FILE
    if not path.is_file():
        return []
    known = _recorded(study)
    places = ((_target(sheet), _place(sheet, said)) for sheet, said, _number in _filled(_frames(study, path)))
    number = sum(target.key(place) not in known[target] for target, place in places)
    if not number:
        return []
    said = "It holds a decision that was not brought in."
    if number > 1:
        said = f"It holds {number} decisions that were not brought in."
    return [Problem(study.relative(path), said, "Run: pilotanalysis decide")]


def read_review(study: Study) -> dict[str, pd.DataFrame]:
    """Read what waits for a decision, for JupyterLab; fill in ``decision``, and hand it to :func:`decide`.

    Returns
    -------
    dict of str to DataFrame
        By sheet: answers, texts, members.
    """
    frames = _frames(study, study.processed / FILE)
    return {sheet: frame.drop(columns=ROW).fillna("") for sheet, frame in frames.items()}


def _frames(study: Study, path: Path) -> dict[str, pd.DataFrame]:
    return read_sheets(path, _called(study, path), SHEETS)


def _called(study: Study, path: Path) -> str:
    return study.relative(path) if study.root in path.resolve().parents else str(path)


def _filled(frames: Mapping[str, pd.DataFrame]) -> Iterator[tuple[str, dict[str, str], int]]:
    """Rows in which somebody decided: the sheet, the cells, the number of the row."""
    for sheet, frame in frames.items():
        for row in frame[frame["decision"].notna()].to_dict("records"):
            cells = {str(column): cell.strip() if isinstance(cell, str) else "" for column, cell in row.items()}
            yield sheet, cells, int(row[ROW])


def _target(sheet: str) -> _Target:
    return _TEXTS if sheet == "texts" else _CELLS


def _place(sheet: str, said: Mapping[str, str]) -> dict[str, str]:
    """What a row of the workbook is about."""
    if sheet == "texts":
        return {"text": said["text"]}
    place = {column: said[column] for column in ("wave", "cluster", "respondent", "raw")}
    if sheet == "members":
        return {**place, "question": ORGANISATION, "number": "0"}
    return {**place, "question": said["question"], "number": said["number"]}


class _Checked:
    """Decisions on their way from the workbook into the files, with what is wrong with them."""

    def __init__(self, study: Study, name: str, who: str, today: str) -> None:
        self.name = name
        self.who = who
        self.today = today
        self.asked = questionnaire.load(study)
        self.context = context_of(study, self.asked)
        self.known = {
            "texts": set(reference.load(study, reference.Catalogue)["stage"]),
            "members": set(read(study, Organisations)["organisation"]),
        }
        self.problems: list[Problem] = []

    def _wrong(self, sheet: str, row: int, said: str, remedy: str, column: str = "decision") -> None:
        self.problems.append(Problem(self.name, said, remedy, sheet, row, column))

    def row(self, sheet: str, said: Mapping[str, str], row: int) -> tuple[_Target, dict[str, str]]:
        """Row of a file of decisions."""
        decided = self._chosen(sheet, said, row) if sheet in _LISTS else self._answer(said, row)
        who = said["who"] or self.who
        if not who:
            self._wrong(sheet, row, "It is not said who decided.", "Fill it in, or give --who NAME.", "who")
        target = _target(sheet)
        about = {"who": who, "when": self.today, "why": said["why"]}
        return target, {**_place(sheet, said), target.value: decided, **about}

    def _chosen(self, sheet: str, said: Mapping[str, str], row: int) -> str:
        """What was picked from a list: a stage or a member by its code, or none."""
        what, nothing, remedy = _LISTS[sheet]
        code = said["decision"].partition(":")[0].strip()
        known = self.known[sheet]
        if code not in known | {nothing}:
            self._wrong(sheet, row, f"{code!r} is no {what}.", f"{remedy}{nearest(code, known)}")
        return code

    def _answer(self, said: Mapping[str, str], row: int) -> str:
        question = self.asked.by_name[said["question"]]
        value = said["decision"]
        if question.choices and value != NO_ANSWER:
            options = Options(self.asked.options_of(question), self.asked.has_other(question))
            codes, rest, _told = options.several(value)
            value = value if rest else SEPARATOR.join(codes)
        if meaning_of(question, value, self.context).severity == "review":
            wrong = f"{said['decision']!r} is no answer to {question.name}."
            self._wrong("answers", row, wrong, f"Allowed: {said['allowed']}; or {NO_ANSWER}.")
        return value


def _recorded(study: Study) -> dict[_Target, dict[tuple[str, ...], str]]:
    """What is decided already, by what it is about."""
    corrections, codings = recorded(study)
    return {
        _CELLS: {_CELLS.key(row): row["value"] for row in corrections.to_dict("records")},
        _TEXTS: {_TEXTS.key(row): row["code"] for row in codings.to_dict("records")},
    }


def _not_recorded(study: Study, rows: _Rows) -> _Rows:
    """Leave out what ``data/decisions`` says already.

    Raises
    ------
    StudyError
        If something is decided otherwise there.
    """
    problems: list[Problem] = []
    known = _recorded(study)
    for target, row in rows:
        before = known[target].get(target.key(row), row[target.value])
        if before != row[target.value]:
            said = f"{row[target.keys[-1]]!r} was decided otherwise before: {before!r}, not {row[target.value]!r}."
            remedy = "Change it there, or clear it in the workbook."
            problems.append(Problem(study.relative(path_of(study, target.file)), said, remedy))
    if problems:
        raise StudyError(problems)
    return [(target, row) for target, row in rows if target.key(row) not in known[target]]


def _append(study: Study, target: _Target, rows: list[dict[str, str]]) -> None:
    if not rows:
        return
    path = path_of(study, target.file)
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = columns_of(target.model)
    heads = [] if path.is_file() else [columns]
    write_rows(path, [*heads, *([row[column] for column in columns] for row in rows)], behind=True)
