"""The review workbook: what cleaning left to somebody, and the way of decisions into ``data/decisions``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from pathlib import Path
from typing import Any

import pandas as pd

from .. import reference
from ..files.sheets import ROW, read_sheets
from ..files.text import write_rows
from ..files.xlsx import TEXT, Book
from ..problems import Problem, StudyError, nearest, quoted
from ..study import Study
from ..tables import SEPARATOR, TableSet, read
from . import questionnaire as forms
from .cleaning.decided import meaning_of
from .coding import NO_STAGE
from .decisions import (
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
from .labels import RULE
from .questionnaire import Questionnaire
from .reading.options import Options
from .tables import Organisations, Review
from .texts import fold

FILE = "review.xlsx"
#: Sheets, and their columns; those in which somebody decides come last.
DECISION = ("decision", "who", "why")
SHEETS: Mapping[str, tuple[str, ...]] = {
    "answers": (
        "organisation", "asked", "raw", "why it waits", "proposals", "allowed", "beside it", *DECISION,
        "where", "cluster", "respondent", "question", "number", "wave",
    ),
    "texts": ("text", "times", "clusters", "proposals", *DECISION),
    "members": ("raw", "proposals", *DECISION, "where", "cluster", "respondent", "wave"),
}  # fmt: skip
_WIDTHS = {
    "raw": 26, "text": 46, "asked": 26, "why it waits": 28, "proposals": 30, "allowed": 28, "beside it": 48,
    "where": 30, "decision": 22, "who": 14, "why": 24, "organisation": 24, "question": 20,
}  # fmt: skip
_OTHER_WIDTH, _LINE = 11, 15
_HELP = (
    "Fill in the columns decision, who and why of as many rows as you can decide; leave the others empty.",
    "answers: what the cell means, as the question takes it (codes of options joined by ;), or: no answer.",
    "texts: the code of the stage that supplies it, or: none. It holds for all answers of the same words, also later.",
    "members: the key of the member whose response it is (see proposals, or organisations.csv), or: no answer.",
    "Save, then run: pilotanalysis decide, and pilotanalysis run.",
)
#: What tells a cell.
_CELL = ("wave", "cluster", "respondent", "question", "number", "raw")
_FILLED = {**TEXT, "bg_color": "#FFF6D6", "border": 1, "border_color": "#C9B458"}
_MOST_ALLOWED = 12


def write_review(path: Path, study: Study, tables: TableSet) -> None:
    """Write what waits for a decision as a workbook, with an empty column for it.

    Parameters
    ----------
    path : Path
    study : Study
    tables : TableSet
        Of the survey.
    """
    asked = forms.load(study)
    frames = sheets_of(tables, asked, _stage_names(study), study.languages[0])
    with Book(path, study.settings.title.en) as book:
        about = book.sheet("how to")
        notice = ["Demonstration data: the answers are fictitious.", ""] if study.synthetic_files else []
        about.write_column(0, 0, [*notice, *_HELP])
        about.set_column(0, 0, 110)
        for name, frame in frames.items():
            sheet = book.table(name, SHEETS[name])
            sheet.set_landscape()
            sheet.fit_to_pages(1, 0)
            for place, column in enumerate(SHEETS[name]):
                sheet.set_column(place, place, _WIDTHS.get(column, _OTHER_WIDTH))
                own = book.look(_FILLED if column in DECISION else TEXT)
                for row, cell in enumerate(frame[column].tolist(), start=1):
                    sheet.write_string(row, place, str(cell), own)
            for row, cells in enumerate(frame.to_dict("records"), start=1):
                sheet.set_row(row, _LINE * _lines(cells))
            if len(frame):
                sheet.autofilter(0, 0, len(frame), len(SHEETS[name]) - 1)


def _lines(cells: Mapping[Any, object]) -> int:
    """Lines that the longest of the cells of a row takes."""
    return max(ceil(len(str(cell)) * 1.15 / _WIDTHS.get(column, _OTHER_WIDTH)) or 1 for column, cell in cells.items())


def _stage_names(study: Study) -> dict[str, str]:
    stages = reference.load(study, reference.Stages)
    return dict(zip(stages["stage"], stages[f"name_{study.languages[0]}"], strict=True))


def sheets_of(
    tables: TableSet, asked: Questionnaire, stages: Mapping[str, str], language: str
) -> dict[str, pd.DataFrame]:
    """Sheets of the review workbook.

    Parameters
    ----------
    tables : TableSet
        Of the survey.
    asked : Questionnaire
    stages : mapping of str to str
        Names of the stages, by code.
    language : str
        Of the questions.

    Returns
    -------
    dict of str to DataFrame
        By sheet, with the columns of :data:`SHEETS`.
    """
    review, members = tables.of(Review), tables.of(Organisations)
    names = dict(zip(members["organisation"], members["name"], strict=True))
    coding, owners = review["rule"] == "not_coded", review["question"] == ORGANISATION
    answers = review[~coding & ~owners].drop_duplicates(["row_id", "question", "number"])
    questions = [asked.by_name[name] for name in answers["question"]]
    sheets = {
        "answers": answers.assign(
            organisation=answers["organisation"].map(names).fillna(""),
            asked=[question.labels.get(language, question.name) for question in questions],
            allowed=[_allowed(asked, question) for question in questions],
            proposals=answers["proposals"],
            **{
                "why it waits": answers["rule"].map(_in_words),
                "beside it": answers["context"],
                "where": answers["row_id"],
            },
        ),
        "texts": _texts(review[coding], stages),
        "members": review[owners].assign(
            proposals=review.loc[owners, "proposals"].map(lambda keys: _named(keys, names)), where=review["row_id"]
        ),
    }
    return {
        name: frame.assign(decision="", who="", why="")[list(columns)].astype(object).fillna("").reset_index(drop=True)
        for (name, columns), frame in zip(SHEETS.items(), sheets.values(), strict=True)
    }


def _in_words(rules: str) -> str:
    return "; ".join(RULE[rule].text for rule in rules.split(SEPARATOR))


def _named(keys: str, names: Mapping[str, str]) -> str:
    return "; ".join(f"{key}: {names.get(key, '')}" for key in keys.split(SEPARATOR) if key)


def _allowed(asked: Questionnaire, question: forms.Question) -> str:
    options = [option.name for option in asked.options_of(question)]
    if options:
        return quoted(options[:_MOST_ALLOWED]) + (", ..." if len(options) > _MOST_ALLOWED else "")
    if question.kind in ("integer", "decimal"):
        whole = "a whole number" if question.kind == "integer" else "a number"
        return f"{whole} from {question.low:g} to {question.high:g}".replace(" to inf", " up").replace("from -inf ", "")
    return "a day, YYYY-MM-DD" if question.kind == "date" else "text"


def _texts(review: pd.DataFrame, stages: Mapping[str, str]) -> pd.DataFrame:
    groups = review.groupby("raw", sort=True)
    frame = groups.agg(
        times=("row_id", "size"),
        clusters=("cluster", lambda own: ", ".join(dict.fromkeys(own))),
        proposals=("proposals", "first"),
    )
    frame = (
        frame.reset_index(names="text")
        if len(frame)
        else pd.DataFrame(columns=["text", "times", "clusters", "proposals"])
    )
    return frame.assign(proposals=[_named(codes, stages) for codes in frame["proposals"]])


@dataclass(frozen=True)
class Filled:
    """Decisions that somebody filled in.

    Attributes
    ----------
    corrections, codings : list of dict
        Rows of the files of decisions, by column.
    """

    corrections: list[dict[str, str]]
    codings: list[dict[str, str]]

    def __len__(self) -> int:
        return len(self.corrections) + len(self.codings)


def decide(
    study: Study, filled: Path | Mapping[str, pd.DataFrame] | None = None, who: str = "", today: str | None = None
) -> int:
    """Bring what was filled in into ``data/decisions``; run the study again to apply it.

    Parameters
    ----------
    study : Study
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
    filled = study.processed / FILE if filled is None else filled
    frames = _frames(filled, study) if isinstance(filled, Path) else _numbered(filled)
    name = study.relative(study.processed / FILE) if not isinstance(filled, Path) else _called(filled, study)
    decided = read_filled(study, frames, name, who, today or datetime.now().date().isoformat())
    fresh = not_recorded(study, decided)
    for file, model, rows in ((CORRECTIONS, Corrections, fresh.corrections), (CODING, Codings, fresh.codings)):
        if rows:
            _append(path_of(study, file), columns_of(model), rows)
    return len(fresh)


def pending(study: Study) -> int:
    """How many decisions the workbook holds that were not brought in: it must not be written over."""
    path = study.processed / FILE
    if not path.is_file():
        return 0
    frames = _frames(path, study)
    corrections, codings = _recorded(study)
    open_ones = 0
    for name, frame in frames.items():
        for row in frame[frame["decision"].notna()].to_dict("records"):
            known = codings if name == "texts" else corrections
            open_ones += _key(name, {str(column): _text(cell) for column, cell in row.items()}) not in known
    return open_ones


def undelivered(study: Study) -> list[Problem]:
    """Find decisions in the workbook that were not brought in: it must not be written over."""
    number = pending(study)
    if not number:
        return []
    said = "It holds a decision that was not brought in."
    if number > 1:
        said = f"It holds {number} decisions that were not brought in."
    return [Problem(study.relative(study.processed / FILE), said, "Run: pilotanalysis decide")]


def read_review(study: Study) -> dict[str, pd.DataFrame]:
    """Read what waits for a decision, for JupyterLab; fill in ``decision``, and hand it to :func:`decide`.

    Returns
    -------
    dict of str to DataFrame
        By sheet: answers, texts, members.
    """
    frames = _frames(study.processed / FILE, study)
    return {name: frame.drop(columns=ROW).fillna("") for name, frame in frames.items()}


def read_filled(study: Study, frames: Mapping[str, pd.DataFrame], name: str, who: str, today: str) -> Filled:
    """Read what was filled in, checked against what is allowed.

    Parameters
    ----------
    study : Study
    frames : mapping of str to DataFrame
        Sheets of the workbook, with the number of each row in ``#row``.
    name : str
        What the analyst calls the workbook.
    who, today : str
        As in :func:`decide`.

    Raises
    ------
    StudyError
    """
    from .clean import rules_of

    asked = forms.load(study)
    checked = _Checked(study, name, asked, who, today)
    reader = rules_of(study, asked).reader
    corrections: list[dict[str, str]] = []
    codings: list[dict[str, str]] = []
    for sheet, frame in frames.items():
        for row in frame[frame["decision"].notna()].to_dict("records"):
            said = {str(column): _text(cell) for column, cell in row.items() if column != ROW}
            number = int(row[ROW])
            if sheet == "texts":
                codings += checked.coding(said, number)
            elif sheet == "members":
                corrections += checked.member(said, number)
            else:
                corrections += checked.answer(said, number, reader)
    if checked.problems:
        raise StudyError(checked.problems)
    return Filled(corrections, codings)


def _frames(path: Path, study: Study) -> dict[str, pd.DataFrame]:
    return read_sheets(path, _called(path, study), SHEETS)


def _called(path: Path, study: Study) -> str:
    return study.relative(path) if study.root in path.resolve().parents else str(path)


def _numbered(frames: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Give sheets that were filled in elsewhere the rows that they have in the workbook."""
    return {name: frame.replace("", None).assign(**{ROW: range(2, len(frame) + 2)}) for name, frame in frames.items()}


def _text(cell: object) -> str:
    return cell.strip() if isinstance(cell, str) else ""


class _Checked:
    """Decisions on their way from the workbook into the files, with what is wrong with them."""

    def __init__(self, study: Study, name: str, asked: Questionnaire, who: str, today: str) -> None:
        self.name = name
        self.asked = asked
        self.who = who
        self.today = today
        self.stages = set(reference.load(study, reference.Stages)["stage"])
        self.members = set(read(study, Organisations)["organisation"])
        self.problems: list[Problem] = []

    def _wrong(self, sheet: str, row: int, said: str, remedy: str, column: str = "decision") -> None:
        self.problems.append(Problem(self.name, said, remedy, sheet, row, column))

    def _head(self, sheet: str, said: Mapping[str, str], row: int) -> dict[str, str]:
        who = said["who"] or self.who
        if not who:
            self._wrong(sheet, row, "It is not said who decided.", "Fill it in, or give --who NAME.", "who")
        return {"who": who, "when": self.today, "why": said["why"]}

    def coding(self, said: Mapping[str, str], row: int) -> Iterator[dict[str, str]]:
        code = said["decision"].partition(":")[0].strip()
        if code not in self.stages | {NO_STAGE}:
            self._wrong("texts", row, f"{code!r} is no stage.", f"Write its code, or none.{nearest(code, self.stages)}")
        yield {"text": said["text"], "code": code, **self._head("texts", said, row)}

    def member(self, said: Mapping[str, str], row: int) -> Iterator[dict[str, str]]:
        key = said["decision"].partition(":")[0].strip()
        if key not in self.members | {NO_ANSWER}:
            remedy = f"Write the key of a member of organisations.csv, or {NO_ANSWER}.{nearest(key, self.members)}"
            self._wrong("members", row, f"{key!r} is no member.", remedy)
        yield {
            **_place(said),
            "question": ORGANISATION,
            "number": "0",
            "value": key,
            **self._head("members", said, row),
        }

    def answer(self, said: Mapping[str, str], row: int, reader: object) -> Iterator[dict[str, str]]:
        from .cleaning.cells import Reader

        question = self.asked.by_name[said["question"]]
        value = said["decision"]
        if question.choices and value != NO_ANSWER:
            options = Options(self.asked.options_of(question), self.asked.has_other(question))
            codes, rest, _told = options.several(value)
            value = value if rest else SEPARATOR.join(codes)
        if not isinstance(reader, Reader) or meaning_of(question, value, reader).severity == "review":
            self._wrong(
                "answers",
                row,
                f"{said['decision']!r} is no answer to {question.name}.",
                f"Allowed: {said['allowed']}; or {NO_ANSWER}.",
            )
        yield {
            **_place(said), "question": question.name, "number": said["number"], "value": value,
            **self._head("answers", said, row),
        }  # fmt: skip


def _place(said: Mapping[str, str]) -> dict[str, str]:
    return {column: said[column] for column in ("wave", "cluster", "respondent", "raw")}


def _key(sheet: str, said: Mapping[str, str]) -> tuple[str, ...]:
    if sheet == "texts":
        return (fold(said["text"]),)
    question = ORGANISATION if sheet == "members" else said["question"]
    number = "0" if sheet == "members" else said["number"]
    return (said["wave"], said["cluster"], said["respondent"], question, number, said["raw"])


def _recorded(study: Study) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
    """What is decided already: places of cells, and texts."""
    corrections, codings = recorded(study)
    cells = corrections.astype({"number": "str"})[list(_CELL)].itertuples(index=False, name=None)
    return set(cells), {(fold(text),) for text in codings["text"]}


def not_recorded(study: Study, filled: Filled) -> Filled:
    """Leave out what ``data/decisions`` says already.

    Raises
    ------
    StudyError
        If something is decided otherwise there.
    """
    problems: list[Problem] = []
    fresh: list[list[dict[str, str]]] = []
    for file, frame, rows, keys, value in (
        (CORRECTIONS, recorded(study)[0], filled.corrections, _CELL, "value"),
        (CODING, recorded(study)[1], filled.codings, ("text",), "code"),
    ):
        known = {tuple(fold(str(row[key])) for key in keys): row[value] for row in frame.to_dict("records")}
        new = []
        for row in rows:
            before = known.get(tuple(fold(row[key]) for key in keys))
            if before is None:
                new.append(row)
            elif before != row[value]:
                said = f"{row[keys[-1]]!r} was decided otherwise before: {before!r}, not {row[value]!r}."
                remedy = "Change it there, or clear it in the workbook."
                problems.append(Problem(study.relative(path_of(study, file)), said, remedy))
        fresh.append(new)
    if problems:
        raise StudyError(problems)
    return Filled(fresh[0], fresh[1])


def _append(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    heads = [] if path.is_file() else [columns]
    write_rows(path, [*heads, *([row[column] for column in columns] for row in rows)], behind=True)
