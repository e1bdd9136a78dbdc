"""Mess in fictitious answers: cells written as people write them, and what was meant.

The tables and ideas here are this package's own: cleaning must not be measured with what it was made from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import NamedTuple

import pandas as pd
from numpy.random import Generator

from ...survey.questionnaire import Option, Question, Questionnaire
from ..exports.flat import AnswerSet, FormWords, ToolExport
from . import choices, dates, numbers, several, texts
from .kinds import AnswerSort, Cell, MessKind, in_turn
from .letters import Dice

__all__ = ["COLUMNS", "UNCLEAR", "WIPING", "Messed", "kinds_for", "mess"]

#: Columns of the log.
COLUMNS = ("repeat", "respondent", "number", "question", "truth", "written", "kind", "decidable")
#: Heads of a response; and what was never asked as others are.
_HEADS = ("respondent", "started", "submitted", "language", "page", "cluster")
#: Rates of cells that are said to be missing, and that nobody can decide on.
_MISSING, _UNDECIDABLE = 0.06, 0.09
#: Rate of those missing of which nobody can say why.
_UNCLEAR_WHY = 0.1
_NO_ANSWER = AnswerSort(
    {
        # Of nothing that is typed as nothing, one might say that it is nought.
        "mark for nothing": lambda cell: cell.said("mark for nothing") if cell.truth != "0" else None,
        # Questions with the option *none* say themselves what is not the case.
        "said not to apply": lambda cell: cell.said("said not to apply") if "none" not in cell.options else None,
    }
)
#: Kinds that wipe an answer; and those that give none and do not say why.
WIPING, UNCLEAR = _NO_ANSWER.kinds("missing"), _NO_ANSWER.kinds("missing, unclear why")
#: Questions that nobody leaves without an answer.
_GIVEN = ("name", "fiscal_code")

#: Tells of a question, the truth and what is written whether the file will have it so.
Keeps = Callable[[Question, str, str], bool]


@dataclass(frozen=True)
class Messed:
    """Answers with mess in them.

    Attributes
    ----------
    answers : AnswerSet
        The same rows, some cells written otherwise.
    log : DataFrame
        A row for each messed cell: repeat (empty where asked once), respondent, number (which row of the
        respondent in the repeat; 0 where asked once), question, truth (as the form had it; ``missing:`` and why,
        or ``personal``, where the answer is gone), written, kind, decidable.
    """

    answers: AnswerSet
    log: pd.DataFrame


def mess(
    answers: AnswerSet,
    questionnaire: Questionnaire,
    language: str,
    share: float,
    chance: Generator,
    keeps: Keeps | None = None,
) -> Messed:
    """Write a share of all answers otherwise, as people and their programs would have.

    Parameters
    ----------
    answers : AnswerSet
    questionnaire : Questionnaire
    language : str
        Of the labels of the export.
    share : float
        Of the cells that hold anything, in questions where the file lets anybody type.
    chance : Generator
    keeps : callable, optional
        Tells whether the file will have a cell as it is written; where not given, what a file with labels would.
    """
    keeps = keeps or ToolExport(FormWords(questionnaire, language), "", "").keeps
    desk = _Desk(answers, questionnaire, language, Dice(chance), keeps)
    places = list(desk.places())
    wanted = round(share * len(places))
    order = iter(chance.permutation(len(places)).tolist() if wanted else ())
    while len(desk.log) < wanted and (number := next(order, None)) is not None:
        desk.spoil(places[number])
    return desk.result() if desk.log else Messed(answers, _log(()))


def kinds_for(question: Question, questionnaire: Questionnaire) -> tuple[MessKind, ...]:
    """All kinds of mess that can befall the answers to a question, but for those that wipe them."""
    if question.kind == "select_one":
        return choices.kinds(question, questionnaire)
    if question.kind in ("select_multiple", "rank"):
        return several.kinds(question)
    if question.is_number:
        return numbers.kinds(question, f"{question.name}_unit" in questionnaire.by_name)
    return dates.KINDS if question.kind == "date" else texts.kinds(question.name)


class _Place(NamedTuple):
    """A cell: the repeat (empty where asked once), question and row."""

    repeat: str
    question: str
    row: int


@dataclass(frozen=True)
class _Desk:
    """The answers, laid out cell by cell to be written over."""

    answers: AnswerSet
    questionnaire: Questionnaire
    language: str
    dice: Dice
    keeps: Keeps
    log: dict[_Place, tuple[str, str, MessKind]] = field(default_factory=dict)

    @cached_property
    def frames(self) -> Mapping[str, pd.DataFrame]:
        return {"": self.answers.responses, **self.answers.repeats}

    @cached_property
    def truth(self) -> Mapping[str, Mapping[str, list[str]]]:
        return {repeat: {str(name): frame[name].tolist() for name in frame} for repeat, frame in self.frames.items()}

    @cached_property
    def kinds(self) -> Mapping[str, Sequence[MessKind]]:
        return {one.name: kinds_for(one, self.questionnaire) for one in self.questionnaire.questions}

    @cached_property
    def options(self) -> Mapping[str, Mapping[str, Option]]:
        lists = self.questionnaire.options
        return {choices: {one.name: one for one in options} for choices, options in lists.items()}

    def places(self) -> Iterator[_Place]:
        """All cells that hold anything and could hold anything else."""
        for repeat, columns in self.truth.items():
            for name, cells in columns.items():
                question = self.questionnaire.by_name.get(name)
                # Where not even a dash is kept, nothing is that a form has not.
                if question and name not in _HEADS and self.keeps(question, "", "-"):
                    yield from (_Place(repeat, name, row) for row, cell in enumerate(cells) if _holds(cell))

    def spoil(self, place: _Place) -> None:
        """Write a cell otherwise, if there is a way."""
        if place in self.log:
            return
        cell = self._cell(place)
        for kind in self._drawn(cell.question):
            if kind.name == numbers.TOGETHER:
                if self._spoil_block(place, kind):
                    return
            elif (written := kind.write(cell)) and self._serves(cell, written):
                self.log[place] = (kind.gone or cell.truth, written, kind)
                return

    def _serves(self, cell: Cell, written: str) -> bool:
        return written != cell.truth and self.keeps(cell.question, cell.truth, written)

    def _drawn(self, question: Question) -> Iterator[MessKind]:
        """Kinds by chance, the first of them in the share that its sort shall have."""
        kinds = self.kinds[question.name]
        clear, unclear = ([kind for kind in kinds if kind.decidable is side] for side in (True, False))
        chance = self.dice.chance
        throw = chance.random()
        if throw < _MISSING and question.name not in _GIVEN:
            yield from in_turn(UNCLEAR if self.dice.happens(_UNCLEAR_WHY) else WIPING, chance)
        elif throw < _MISSING + _UNDECIDABLE and unclear:
            yield from in_turn(unclear, chance)
        yield from in_turn(clear, chance)

    def _cell(self, place: _Place) -> Cell:
        question = self.questionnaire.by_name[place.question]
        truth = self.truth[place.repeat][place.question][place.row]
        options = self.options.get(question.choices, {})
        return Cell(question, truth, options, self.language, lambda name: self._beside(place, name), self.dice)

    def _beside(self, place: _Place, name: str) -> str:
        """The true answer of the same response, or of the same row of a repeat, to another question."""
        repeat, row = place.repeat, place.row
        if name not in self.truth[repeat]:
            repeat, row = "", self._rows.get(self.truth[repeat]["respondent"][row], -1)
        cells = self.truth[repeat].get(name)
        return cells[row] if cells and row >= 0 and _holds(cells[row]) else ""

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {respondent: row for row, respondent in enumerate(self.truth[""]["respondent"])}

    def _spoil_block(self, place: _Place, kind: MessKind) -> bool:
        """Give shares that add up to a hundred as fractions of one, all of them alike."""
        block = [place._replace(question=name) for name in self._blocks.get(place.question, ())]
        block = [one for one in block if _holds(self.truth[one.repeat][one.question][one.row])]
        cells = [self._cell(one) for one in block]
        read = [numbers.digits_of(cell.truth) for cell in cells]
        digits = [one for one in read if one]
        if any(one in self.log for one in block) or not read or len(digits) < len(read):
            return False
        if sum(one.value for one, cell in zip(digits, cells, strict=True) if _adds_up(cell.question)) != 100:
            return False
        for point in ".," if self.dice.happens(0.5) else ",.":
            written = [numbers.fraction(one, point) for one in digits]
            if all(self._serves(cell, text) for cell, text in zip(cells, written, strict=True)):
                entries = ((cell.truth, text, kind) for cell, text in zip(cells, written, strict=True))
                self.log.update(zip(block, entries, strict=True))
                return True
        return False

    @cached_property
    def _blocks(self) -> Mapping[str, Sequence[str]]:
        """By question the shares that are given together with it: those that add up, and that of members."""
        groups: dict[str, list[str]] = {}
        shares = [one for one in self.questionnaire.questions if one.unit == "percent"]
        for question in shares:
            if _adds_up(question):
                groups.setdefault(question.sections[-1].name, []).append(question.name)
        for names in groups.values():
            head = names[0].partition("_")[0]
            names += [one.name for one in shares if one.name == f"{head}_members" and one.name not in names]
        return {name: names for names in groups.values() if len(names) > 2 for name in names}

    def result(self) -> Messed:
        """Put the cells back into frames."""
        written = {(place.repeat, place.question): [*self.truth[place.repeat][place.question]] for place in self.log}
        for (repeat, name, row), (_truth, text, _kind) in self.log.items():
            written[repeat, name][row] = text
        frames = {repeat: frame.copy() for repeat, frame in self.frames.items()}
        for (repeat, name), cells in written.items():
            frame = frames[repeat]
            frame[name] = pd.Series(cells, index=frame.index, dtype=frame[name].dtype)
        responses = frames.pop("")
        return Messed(AnswerSet(responses, frames, self.answers.zone), _log(self._rows_of_log()))

    def _rows_of_log(self) -> Iterator[tuple[object, ...]]:
        """Rows of the log, in the order of the answers."""
        for repeat, frame in self.frames.items():
            respondents = self.truth[repeat]["respondent"]
            counted = frame.groupby("respondent", sort=False).cumcount() + 1 if repeat else pd.Series(0, frame.index)
            numbers_of = counted.tolist()
            for name, row in product(self.truth[repeat], range(len(frame))):
                if (place := _Place(repeat, name, row)) in self.log:
                    truth, text, kind = self.log[place]
                    yield (repeat, respondents[row], numbers_of[row], name, truth, text, kind.name, kind.decidable)


def _adds_up(question: Question) -> bool:
    """Whether a share stands in a group of its own, within others or alone: these add up to a hundred."""
    return bool(question.sections) and question.name.partition("_")[2] != "members"


def _holds(cell: object) -> bool:
    return isinstance(cell, str) and cell != ""


def _log(rows: Iterable[tuple[object, ...]]) -> pd.DataFrame:
    types = dict.fromkeys(COLUMNS, "str") | {"number": "int64", "decidable": "bool"}
    return pd.DataFrame(list(rows), columns=list(COLUMNS)).astype(types)
