"""What waits for a decision, and the cell that a row of the review is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import pandas as pd

from ...problems import Problem
from ...study import Study
from ...tables import StudyTable, read_all
from ..decisions import (
    CODING,
    CORRECTIONS,
    ORGANISATION,
    Codings,
    Corrections,
    key_of_coding,
    key_of_correction,
)
from ..tables import Decided, Review
from ..texts import as_shown
from .alike import waits_by_itself
from .filled import FilledRow
from .workbook import KEYS, MOST_SHOWN, waiting_of

Key = tuple[str, ...]
_REMEDY = "Put back what stood there, or copy the decision to the row of what waits; else clear it."

#: The place of a decision on cells of which none waits.
NOWHERE = {"wave": "", "cluster": "", "respondent": "", "number": "", "question": "", "raw": ""}


class Target(NamedTuple):
    """A file of decisions: what tells its rows apart, and the column that says what was decided."""

    file: str
    model: type[StudyTable]
    key: Callable[[Mapping[Any, object]], Key]
    value: str


CELLS = Target(CORRECTIONS, Corrections, key_of_correction, "value")
TEXTS = Target(CODING, Codings, key_of_coding, "code")


def target_of(sheet: str) -> Target:
    """File that takes the decisions of a sheet."""
    return TEXTS if sheet == "texts" else CELLS


def place_of(sheet: str, cells: Mapping[Any, object]) -> dict[str, str]:
    """What a row of the review, or of its workbook, is about, as the file of decisions has it."""
    if sheet == "texts":
        return {"text": str(cells["text"] if "text" in cells else cells["raw"])}
    place = {column: str(cells[column]) for column in ("wave", "cluster", "respondent", "raw")}
    if sheet == "members":
        return {**place, "question": ORGANISATION, "number": "0"}
    return {**place, "question": str(cells["question"]), "number": str(cells["number"])}


class Waiting:
    """What waits for a decision, as it stands in ``data/processed``.

    Parameters
    ----------
    study : Study

    Raises
    ------
    StudyError
        If it was not cleaned yet.
    """

    def __init__(self, study: Study) -> None:
        waiting = waiting_of(read_all(study, Review))
        self._cells = {
            sheet: {_seen(sheet, place): place for place in _places(sheet, own)} for sheet, own in waiting.items()
        }
        single = waiting["answers"].drop_duplicates(["row_id", "question", "number"])
        self._by_itself = _places("answers", single[waits_by_itself(single)])
        decided = read_all(study, Decided)
        self._applied = {
            (one["decision"], one["value"], one["who"], one["when"], one["why"])
            for one in decided[decided["status"] == "applied"].to_dict("records")
        }

    def place(self, row: FilledRow) -> dict[str, str] | None:
        """Give the cell that a row is about, if it waits, with the text that stands in it."""
        if row.sheet == "shares":
            # Its block waits, or there would be no row for the cell.
            return place_of(row.sheet, row.cells)
        sheet = "answers" if row.sheet == "alike" else row.sheet
        return self._cells[sheet].get(_seen(sheet, place_of(sheet, row.cells)))

    def alike(self, question: str, raw: str) -> list[dict[str, str]]:
        """Cells of a question that wait for the same text."""
        about = _seen("alike", {"question": question, "raw": raw})
        return [place for place in self._by_itself if _seen("alike", place) == about]

    def seen(self, row: FilledRow) -> Key:
        """What a row is about, as a spreadsheet shows it."""
        return _seen("answers", place_of(row.sheet, row.cells))

    def was_applied(self, recorded: Mapping[str, str], value: str) -> bool:
        """Whether a decision was applied by the last run: what waits all the same is another question."""
        return tuple(recorded[column] for column in ("decision", value, "who", "when", "why")) in self._applied

    def problem(self, row: FilledRow) -> Problem:
        """Say what is wrong with a row that is about nothing that waits."""
        said = place_of(row.sheet, row.cells)
        own = _seen(row.sheet, said)
        unlike = [
            [place for place, (a, b) in enumerate(zip(own, other, strict=True)) if a != b]
            for other in self._cells.get(row.sheet, ())
        ]
        near = [
            (other, wrong[0])
            for other, wrong in zip(self._cells.get(row.sheet, ()), unlike, strict=True)
            if len(wrong) == 1 and len(own) > 1
        ]
        if near:
            other, wrong = near[0]
            column = KEYS[row.sheet][wrong]
            return row.problem(
                f"Nothing waits with {own[wrong]!r} there; what waits has {other[wrong]!r}.", _REMEDY, column
            )
        about = ", ".join(f"{column} {cell!r}" for column, cell in zip(KEYS[row.sheet], own, strict=True))
        return row.problem(f"Nothing waits that is of {about}.", _REMEDY, KEYS[row.sheet][-1])


def spread(rows: Sequence[FilledRow], waiting: Waiting) -> Iterator[FilledRow]:
    """Give a row for each cell that a decision is about; a cell that was decided by itself is left to that."""
    single = {waiting.seen(row) for row in rows if row.sheet == "answers"}
    for row in rows:
        if row.sheet != "alike":
            yield row
            continue
        places = waiting.alike(row.cells["question"], row.cells["raw"])
        # What is about no cell that waits is told.
        cells = [replace(row, cells={**row.cells, **place}) for place in places or [NOWHERE]]
        yield from (cell for cell in cells if waiting.seen(cell) not in single)


def _places(sheet: str, review: pd.DataFrame) -> list[dict[str, str]]:
    return [place_of(sheet, row) for row in review.to_dict("records")]


def _seen(sheet: str, place: Mapping[str, str]) -> Key:
    """What a row is about, as a spreadsheet shows it."""
    return tuple(as_shown(place[column][:MOST_SHOWN]) for column in KEYS[sheet])
