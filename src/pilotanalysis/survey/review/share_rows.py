"""Decisions on blocks of shares, cell by cell: all cells of a block, or none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from ...problems import Problem, quoted
from ...study import Study
from ...tables import read_all
from ..cleaning import CleaningContext
from ..cleaning.corrections import meaning_as_typed, meaning_of
from ..decisions import NO_ANSWER, key_of_correction
from ..interpretation import as_text
from ..questionnaire import Questionnaire
from ..tables import Ledger, Review
from ..texts import as_shown
from .filled import FilledRow
from .share_blocks import PLACE, Parts, ShareBlock, SharePart, holds_together, share_blocks, total_of
from .waiting import Key, place_of
from .workbook import KEYS, MOST_SHOWN

SHEET = "shares"


class ShareRows:
    """What was decided on blocks of shares, on its way to decisions on cells.

    A cell that was decided by itself keeps that: in the same workbook, or before.

    Parameters
    ----------
    study : Study
    asked : Questionnaire
    context : CleaningContext
    recorded : mapping of Key to mapping
        Corrections that there are, by their cell.
    value : callable
        Gives what a row on a single cell decides; nothing where it is no answer.
    """

    def __init__(
        self,
        study: Study,
        asked: Questionnaire,
        context: CleaningContext,
        recorded: Mapping[Key, Mapping[str, str]],
        value: Callable[[FilledRow], str | None],
    ) -> None:
        self.study = study
        self.asked = asked
        self.context = context
        self.recorded = recorded
        self.value = value

    def spread(self, rows: Sequence[FilledRow]) -> tuple[list[FilledRow], list[Problem]]:
        """Give a row for each cell in place of those on blocks, and what is wrong with the others of these."""
        cells = [row for row in rows if row.sheet != SHEET]
        problems: list[Problem] = []
        by_block: dict[Key, list[FilledRow]] = defaultdict(list)
        for row in rows:
            if row.sheet == SHEET:
                by_block[_seen(row.cells)].append(row)
        if not by_block:
            return cells, problems
        single = {key_of_correction(place_of(one.sheet, one.cells)): self.value(one) for one in cells if _of_cell(one)}
        blocks = self._blocks()
        for key, own in by_block.items():
            block = blocks.get(key)
            if block is None:
                said, remedy = "No such shares wait.", "Put back what stood there, or clear the decision."
                problems += [row.problem(said, remedy, KEYS[SHEET][-1]) for row in own]
            elif len({_words(row) for row in own}) > 1:
                said = f"Rows {quoted(row.row for row in own)} are about the same shares, and differ."
                problems += [row.problem(said, "Keep the decision that stands.") for row in own]
            else:
                told = self._of_block(block, own[0], single)
                if isinstance(told, Problem):
                    problems.append(told)
                else:
                    cells += told
        return cells, problems

    def _blocks(self) -> dict[Key, ShareBlock]:
        found = share_blocks(read_all(self.study, Ledger), read_all(self.study, Review), self.asked, self.context)
        return {_seen({**block.place, KEYS[SHEET][-1]: block.as_typed}): block for block in found}

    def _of_block(
        self, block: ShareBlock, row: FilledRow, single: Mapping[Key, str | None]
    ) -> list[FilledRow] | Problem:
        before = self._numbers(block, {key: one["value"] for key, one in self.recorded.items()})
        now = self._numbers(block, single)
        applied = {name: before.get(name, number) for name, number in block.decided.items()} | now
        # What an earlier row on the block decided is no cell decided by itself, as long as this one says the same.
        for fixed in (applied, before | now):
            parts = self._meant(block, row, fixed)
            if parts and holds_together(parts) and all(parts[one] == before[one] for one in before.keys() - fixed):
                return [
                    replace(row, cells={**row.cells, **_place(block, part), "decision": _said(parts[part.question])})
                    for part in block.parts
                    if part.question not in fixed and (part.raw_counts or parts[part.question])
                ]
        return _wrong(block, row, fixed, parts)

    def _numbers(self, block: ShareBlock, decided: Mapping[Key, str | None]) -> dict[str, float | None]:
        """Parts of a block among the cells that were decided, with their numbers."""
        found = {part.question: decided.get(key_of_correction(_place(block, part))) for part in block.parts}
        read = {
            name: meaning_of(self.asked.by_name[name], text, self.context).value
            for name, text in found.items()
            if text is not None
        }
        return {name: number if isinstance(number, float) else None for name, number in read.items()}

    def _meant(self, block: ShareBlock, row: FilledRow, fixed: Parts) -> Parts | None:
        """Shares that a row decides: chosen, or typed one by one; those that are fixed may be left out."""
        chosen = block.choices(fixed).get(_words(row))
        if chosen:
            return chosen
        typed = [text.strip() for text in row.cells["decision"].split(";")]
        if len(typed) != len(block.parts):
            return None
        parts: dict[str, float | None] = {}
        for part, text in zip(block.parts, typed, strict=True):
            name = part.question
            told = (
                meaning_as_typed(self.asked.by_name[name], text, self.context).value if text else fixed.get(name, 0.0)
            )
            if (text and not isinstance(told, float)) or (name in fixed and told != fixed[name]):
                return None
            parts[name] = told if isinstance(told, float) else None
        return parts


def _of_cell(row: FilledRow) -> bool:
    return row.sheet in ("answers", "alike")


def _seen(cells: Mapping[str, str]) -> Key:
    """What tells a row of the sheet apart, as a spreadsheet shows it."""
    return tuple(as_shown(cells[column][:MOST_SHOWN]) for column in KEYS[SHEET])


def _words(row: FilledRow) -> str:
    return " ".join(row.cells["decision"].casefold().split())


def _said(share: float | None) -> str:
    return NO_ANSWER if share is None else as_text(share)


def _place(block: ShareBlock, part: SharePart) -> dict[str, str]:
    """The cell of a part, as the file of decisions has it."""
    about = {column: block.place[column] for column in PLACE if column != "block"}
    return {**about, "question": part.question, "raw": part.raw}


def _wrong(block: ShareBlock, row: FilledRow, fixed: Parts, parts: Parts | None) -> Problem:
    """Say why a decision is none on its block, and what is one."""
    said = f"{row.cells['decision']!r} is no decision on these shares."
    if parts is not None:
        said = f"These shares add up to {as_text(round(total_of(parts), 9))}, not to 100."
    names = [part.question for part in block.parts]
    kept = ", ".join(f"{name} ({_said(share)})" for name, share in fixed.items())
    remedy = f"Write a number for each, joined by ; and adding up to 100 ({'; '.join(names)})"
    choices = block.choices(fixed)
    remedy += f", or one of: {quoted(choices)}." if choices else "."
    return row.problem(said, remedy + (f" Decided by themselves, and kept: {kept}." if kept else ""))
