"""The way of decisions from the review into ``data/decisions``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from ... import reference
from ...files.refusals import unwritable
from ...files.text import as_csv
from ...files.whole import write_whole
from ...personal import MARKS, hide
from ...problems import Problem, StudyError, nearest, quoted
from ...study import Study
from ...tables import SEPARATOR, read_all, row_of
from .. import questionnaire
from ..cleaning import CleaningContext, context_of
from ..cleaning.corrections import meaning_as_typed, meaning_of, not_allowed
from ..coding import NO_STAGE
from ..decisions import NO_ANSWER, columns_of, load, path_of, recorded
from ..interpretation import as_text
from ..reading.options import Options
from ..tables import Organisations
from .filled import Filled, FilledRow, frames_filled, frames_of, read_filled
from .share_rows import ShareRows
from .waiting import CELLS, NOWHERE, TEXTS, Key, Target, Waiting, place_of, spread, target_of
from .workbook import FILE

_TO_GO_ON = (
    "Run: pilotanalysis decide. It says what is wrong with those that it cannot bring in. To go on without them, "
    "clear them, or keep the file under another name elsewhere."
)


class NotAllBroughtIn(StudyError):
    """Some decisions could not be brought in; the others were.

    Parameters
    ----------
    problems : list of Problem
    brought : int
        How many were brought in.
    """

    def __init__(self, problems: list[Problem], brought: int) -> None:
        super().__init__(problems)
        self.brought = brought


class _Decision(NamedTuple):
    """A decision on its way into its file."""

    row: FilledRow
    target: Target
    cells: dict[str, str]

    @property
    def value(self) -> str:
        return self.cells[self.target.value]


def decide(
    study: Study,
    filled: Path | Mapping[str, pd.DataFrame] | None = None,
    who: str = "",
    today: str | None = None,
    tell: Callable[[str], None] = print,
) -> int:
    """Bring what was filled in into ``data/decisions``; run the study again to apply it.

    Each row is matched with what waits. A decision on what waits although it was decided takes the place of the one
    before; where ``data/decisions`` says otherwise and nothing of it was applied yet, it is told.

    Parameters
    ----------
    filled : Path or mapping of str to DataFrame, optional
        The workbook, one of its sheets as CSV, or the sheets as :func:`read_review` gives them;
        ``data/processed/review.xlsx`` where not given.
    who : str
        Who decided, where the workbook does not say.
    today : str, optional
        The day, YYYY-MM-DD; by the clock where not given.
    tell : callable
        Takes what is worth knowing, though nothing is wrong.

    Returns
    -------
    int
        How many decisions are new, or other than before.

    Raises
    ------
    NotAllBroughtIn
        With every row that could not be brought in, and why; all others are.
    StudyError
        If the file cannot be opened or the files of decisions cannot be read or written; nothing is brought in then.
    """
    path = filled if isinstance(filled, Path) else study.processed / FILE
    name = _called(study, path)
    if filled is None and not path.exists():
        raise StudyError(Problem(name, "Not there yet.", "Run: pilotanalysis clean"))
    found = read_filled(path, name) if not isinstance(filled, Mapping) else frames_filled(filled, name)
    brought = _Bringing(study, who, today or datetime.now().date().isoformat())
    fresh = brought.fresh(found)
    if fresh:
        _write(study, fresh)
    for note in brought.notes:
        tell(note)
    if brought.problems:
        raise NotAllBroughtIn(brought.problems, len(fresh))
    return len(fresh)


def undelivered(study: Study) -> list[Problem]:
    """Find decisions in the workbook that were not brought in: it must not be written over."""
    path = study.processed / FILE
    if not path.exists():
        return []
    name = study.relative(path)
    try:
        found = read_filled(path, name)
    except StudyError as error:
        aside = "Or keep it elsewhere, or delete it: it is written anew."
        return [Problem(name, one.found, f"{one.remedy} {aside}") for one in error.problems]
    if not found.rows and not found.problems:
        return []
    known = _recorded(study)
    asked = questionnaire.load(study)
    context = context_of(study, asked)
    rows, wrong = _cell_by_cell(
        study, found.rows, ShareRows(study, asked, context, known[CELLS], partial(_value, asked, context))
    )
    open_rows = []
    for row in rows:
        target = target_of(row.sheet)
        before = known[target].get(target.key(place_of(row.sheet, row.cells)))
        if before is None or before[target.value] != _value(asked, context, row):
            open_rows.append((row.sheet, row.row))
    places = [*open_rows, *((one.sheet or "", one.row or 1) for one in (*wrong, *found.problems))]
    if not places:
        return []
    said = "It holds a decision that was not brought in"
    if len(places) > 1:
        said = f"It holds {len(places)} decisions that were not brought in"
    by_sheet: dict[str, list[int]] = defaultdict(list)
    for sheet, number in places:
        by_sheet[sheet].append(number)
    where = "; ".join(f"sheet {sheet}, row {quoted(sorted(set(rows))[:10])}" for sheet, rows in by_sheet.items())
    return [Problem(name, f"{said} ({where}).", _TO_GO_ON)]


def _cell_by_cell(study: Study, rows: list[FilledRow], shares: ShareRows) -> tuple[list[FilledRow], list[Problem]]:
    """Rows for the cells that wait; where the tables are gone, a decision on several cells is still open."""
    if all(row.sheet not in ("alike", "shares") for row in rows):
        return rows, []
    try:
        return shares.spread([*spread(rows, Waiting(study))])
    except StudyError:
        return [replace(row, cells={**NOWHERE, **row.cells}) for row in rows], []


def read_review(study: Study) -> dict[str, pd.DataFrame]:
    """Read what waits for a decision, for JupyterLab; fill in ``decision``, and hand it to :func:`decide`.

    Returns
    -------
    dict of str to DataFrame
        By sheet: answers, shares, alike, texts, members.
    """
    path = study.processed / FILE
    return frames_of(path, study.relative(path))


def _called(study: Study, path: Path) -> str:
    return study.relative(path) if study.root in path.resolve().parents else str(path)


def _value(asked: questionnaire.Questionnaire, context: CleaningContext, row: FilledRow) -> str | None:
    """What was decided, as the file of decisions has it; nothing where it is no answer to its question.

    Codes stand for labels of options, and numbers have a decimal point; what was picked of the proposals is as it is.
    """
    said = row.cells["decision"]
    if row.sheet in ("texts", "members"):
        return said.partition(":")[0].strip()
    question = asked.by_name.get(row.cells["question"])
    if question is None or said == NO_ANSWER:
        return said if question else None
    text = said
    if said not in row.cells.get("proposals", "").split(SEPARATOR):
        if question.choices:
            codes, rest, _told = Options(asked.options_of(question), asked.has_other(question)).several(said)
            text = said if rest else SEPARATOR.join(codes)
        elif question.is_number:
            text = as_text(meaning_as_typed(question, said, context).value)
    return None if meaning_of(question, text, context).severity == "review" else text


class _Bringing:
    """Decisions on their way into the files, with what is wrong with them and what is worth knowing."""

    def __init__(self, study: Study, who: str, today: str) -> None:
        self.study = study
        self.who = who
        self.today = today
        self.asked = questionnaire.load(study)
        self.context = context_of(study, self.asked)
        self.stages = set(reference.load(study, reference.Catalogue)["stage"])
        decided = load(study, self.asked, self.stages)
        if wrong := list(not_allowed(study, decided, self.context)):
            raise StudyError(wrong)
        self.known = _recorded(study)
        self.waiting = Waiting(study)
        members = read_all(study, Organisations)
        self.members = set(zip(members["wave"], members["cluster"], members["organisation"], strict=True))
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self.again: list[FilledRow] = []

    def fresh(self, found: Filled) -> list[_Decision]:
        """Give the decisions that are new, or other than before; each once."""
        self.problems += found.problems
        by_place: dict[tuple[Target, Key], list[_Decision]] = defaultdict(list)
        shares = ShareRows(
            self.study, self.asked, self.context, self.known[CELLS], partial(_value, self.asked, self.context)
        )
        rows, wrong = shares.spread([*spread(found.rows, self.waiting)])
        self.problems += wrong
        for row in rows:
            one = self._decision(row)
            if one:
                by_place[one.target, one.target.key(one.cells)].append(one)
        fresh = [own[0] for own in by_place.values() if self._agree(own) and self._is_new(own[0])]
        for sheet in dict.fromkeys(row.sheet for row in self.again):
            numbers = quoted(row.row for row in self.again if row.sheet == sheet)
            said = "say what was decided before, and wait all the same; the column why it waits says for what"
            self.notes.append(f"{self.again[0].file}, sheet {sheet}: rows {numbers} {said}.")
        return fresh

    def _decision(self, row: FilledRow) -> _Decision | None:
        target = target_of(row.sheet)
        said = place_of(row.sheet, row.cells)
        place = self.waiting.place(row)
        if place is None and target.key(said) not in self.known[target]:
            self.problems.append(self.waiting.problem(row))
            return None
        value, who, why = _value(self.asked, self.context, row), row.cells["who"] or self.who, row.cells["why"]
        wrong = list(self._wrong(row, value, who))
        # What is wrong with a row on several cells is told once.
        self.problems += [problem for problem in wrong if problem not in self.problems]
        about = {"who": who, "when": self.today, "why": why}
        return (
            None
            if wrong or value is None
            else _Decision(row, target, {**(place or said), target.value: value, **about})
        )

    def _wrong(self, row: FilledRow, value: str | None, who: str) -> Iterator[Problem]:
        said = row.cells["decision"]
        if row.sheet == "texts" and value not in {*self.stages, NO_STAGE}:
            yield row.problem(f"{value!r} is no stage.", f"Write its code, or none.{nearest(value or '', self.stages)}")
        elif row.sheet == "members" and value != NO_ANSWER:
            wave, cluster = row.cells["wave"], row.cells["cluster"]
            own = {key for in_wave, of, key in self.members if (in_wave, of) == (wave, cluster)}
            if value not in own:
                remedy = f"Write the key of a member of organisations.csv, or {NO_ANSWER}.{nearest(value or '', own)}"
                yield row.problem(f"{value!r} is no member of {cluster}.", remedy)
        elif value is None:
            allowed = row.cells.get("allowed") or "what the question takes"
            remedy = f"Allowed: {allowed}; or {NO_ANSWER}."
            yield row.problem(f"{said!r} is no answer to {row.cells['question']}.", remedy)
        if not who:
            yield row.problem("It is not said who decided.", "Fill it in, or give --who NAME.", "who")
        for column, text in (("decision", said), ("who", who), ("why", row.cells["why"])):
            # Read from a workbook, they are marked already.
            if MARKS.search(hide(text)):
                yield row.problem(
                    "It holds a personal numeric code, an address or a telephone number.", "Leave it out.", column
                )

    def _agree(self, own: list[_Decision]) -> bool:
        """Whether rows that are about the same say the same; that they are several is told."""
        rows = quoted(one.row.row for one in own)
        if len({one.value for one in own}) > 1:
            for one in own:
                said = f"Rows {rows} are about the same, and say {quoted(dict.fromkeys(repr(o.value) for o in own))}."
                self.problems.append(one.row.problem(said, "Keep the decision that stands."))
            return False
        if len(own) > 1:
            self.notes.append(f"{own[0].row.file}, sheet {own[0].row.sheet}: rows {rows} say the same; taken once.")
        return True

    def _is_new(self, one: _Decision) -> bool:
        """Whether a decision is other than what the file says; where that still has to be applied, it stands."""
        before = self.known[one.target].get(one.target.key(one.cells))
        if before is None:
            return True
        if before[one.target.value] == one.value:
            if self.waiting.place(one.row) and self.waiting.was_applied(before, one.target.value):
                self.again.append(one.row)
            return False
        name = self.study.relative(path_of(self.study, one.target.file))
        said = f"{before[one.target.value]!r} ({before['who']}, {before['when']})"
        if self.waiting.place(one.row) and self.waiting.was_applied(before, one.target.value):
            self.notes.append(f"{name}, row {row_of(before['decision'])}: {one.value!r} takes the place of {said}.")
            return True
        told = f"It was decided otherwise before: {said}, not {one.value!r}."
        remedy = f"To change it, change row {row_of(before['decision'])} of {name}; to leave it, clear it here."
        self.problems.append(one.row.problem(told, remedy))
        return False


def _recorded(study: Study) -> dict[Target, dict[Key, dict[str, str]]]:
    """What is decided already, by what it is about."""
    corrections, codings = recorded(study)

    def by_key(target: Target, frame: pd.DataFrame) -> dict[Key, dict[str, str]]:
        rows = [{str(column): str(cell) for column, cell in row.items()} for row in frame.to_dict("records")]
        return {target.key(row): row for row in rows}

    return {CELLS: by_key(CELLS, corrections), TEXTS: by_key(TEXTS, codings)}


def _write(study: Study, fresh: list[_Decision]) -> None:
    """Write the files of decisions with what is new, all or none."""
    known = _recorded(study)
    for one in fresh:
        known[one.target][one.target.key(one.cells)] = one.cells
    contents = {}
    for target in dict.fromkeys(one.target for one in fresh):
        columns = columns_of(target.model)
        rows = [[row[column] for column in columns] for row in known[target].values()]
        contents[path_of(study, target.file)] = as_csv([columns, *rows])
    try:
        write_whole(contents)
    except OSError as error:
        name = study.relative(Path(error.filename)) if error.filename else "data/decisions"
        raise StudyError(unwritable(name, error)) from None
