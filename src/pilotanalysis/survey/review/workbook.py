"""The review workbook: what cleaning left to somebody, with an empty column for the decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil
from pathlib import Path
from typing import Any

import pandas as pd

from ... import reference
from ...files.xlsx import TEXT, Book
from ...problems import quoted
from ...results import label
from ...study import Study
from ...tables import SEPARATOR, TableSet
from .. import questionnaire as forms
from ..cleaning import CleaningContext, context_of
from ..cleaning.corrections import meaning_of
from ..decisions import ORGANISATION
from ..labels import RULE
from ..questionnaire import Questionnaire
from ..tables import Ledger, Organisations, Review
from .alike import cells_alike
from .share_blocks import ShareBlock, share_blocks

FILE = "review.xlsx"
#: Sheets, and their columns; those in which somebody decides come last.
DECISION = ("decision", "who", "why")
SHEETS: Mapping[str, tuple[str, ...]] = {
    "answers": (
        "organisation", "asked", "raw", "why it waits", "proposals", "allowed", "beside it", *DECISION,
        "where", "cluster", "respondent", "question", "number", "wave",
    ),
    "shares": (
        "organisation", "asked", "as typed", "adds up to", "why it waits", "proposals", "would change", *DECISION,
        "where", "cluster", "respondent", "block", "number", "wave",
    ),
    "alike": (
        "asked", "raw", "times", "why it waits", "proposals", "allowed", "would change", *DECISION, "question",
    ),
    "texts": ("text", "times", "clusters", "proposals", *DECISION),
    "members": ("raw", "proposals", *DECISION, "where", "cluster", "respondent", "wave"),
}  # fmt: skip
#: Columns that tell the rows of a sheet apart: what a decision is about.
KEYS: Mapping[str, tuple[str, ...]] = {
    "answers": ("wave", "cluster", "respondent", "question", "number", "raw"),
    "shares": ("wave", "cluster", "respondent", "block", "number", "as typed"),
    "alike": ("question", "raw"),
    "texts": ("text",),
    "members": ("wave", "cluster", "respondent", "raw"),
}
#: The sheet that says what to do, and what stands in the first row of a sheet without rows.
ABOUT, NOTHING_WAITS = "how to", "Nothing waits here."
_WIDTHS = {
    "raw": 26, "text": 46, "asked": 26, "why it waits": 28, "proposals": 30, "allowed": 28, "beside it": 48,
    "would change": 48, "as typed": 34, "adds up to": 14, "where": 30, "decision": 22, "who": 14, "why": 24,
    "organisation": 24, "question": 20,
}  # fmt: skip
_OTHER_WIDTH, _LINE = 11, 15
_HELP = (
    "Fill in the columns decision, who and why of as many rows as you can decide; leave the others empty.",
    "answers: what the cell means, as the question takes it (codes of options joined by ;), or: no answer.",
    "shares: one decision for all parts of a block: one of the proposals (would change says what comes of each), or a "
    "number for each part, in their order, joined by ; and adding up to 100. A part decided in answers goes before it.",
    "alike: one decision for all cells that say the same in the same column; one in answers goes before it.",
    "texts: the code of the stage that supplies it, or: none. It holds for all answers of the same words, also later.",
    "members: the key of the member whose response it is (see proposals, or organisations.csv), or: no answer.",
    "Save, then run: pilotanalysis decide, and pilotanalysis run.",
)
#: What is typed stays as it was typed: no day is made of 3-4, and no 0.4 of 40%.
_TYPED = {**TEXT, "num_format": "@"}
_FILLED = {**_TYPED, "bg_color": "#FFF6D6", "border": 1, "border_color": "#C9B458"}
_MOST_ALLOWED = 12
#: Letters that a cell of a workbook holds.
MOST_SHOWN = 32_767


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
    context = context_of(study, asked)
    frames = sheets_of(tables, asked, _stage_names(study), study.languages[0], context)
    for name in ("answers", "alike"):
        frames[name]["proposals"] = _allowed_proposals(frames[name], asked, context)
    with Book(path, study.settings.title.plain) as book:
        about = book.sheet(ABOUT)
        notice = "Demonstration data: the answers are fictitious." if study.synthetic_files else ""
        waiting = ", ".join(f"{name} {len(frame)}" for name, frame in frames.items())
        about.write_column(0, 0, [*([notice, ""] if notice else []), *_HELP, "", f"Rows that wait: {waiting}."])
        about.set_column(0, 0, 110)
        for name, frame in frames.items():
            sheet = book.table(name, SHEETS[name])
            book.set_print(sheet, 0, [_WIDTHS.get(column, _OTHER_WIDTH) for column in SHEETS[name]], foot=notice)
            for place, column in enumerate(SHEETS[name]):
                own = book.look(_FILLED if column in DECISION else _TYPED)
                for row, cell in enumerate(frame[column].tolist(), start=1):
                    sheet.write_string(row, place, str(cell)[:MOST_SHOWN], own)
            for row, cells in enumerate(frame.to_dict("records"), start=1):
                sheet.set_row(row, _LINE * _lines(cells))
            if frame.empty:
                sheet.write_string(1, 0, NOTHING_WAITS, book.look(TEXT))
            else:
                # Numbers are text here, as is all that a person may type.
                sheet.ignore_errors({"number_stored_as_text": f"A2:Z{len(frame) + 1}"})
                sheet.autofilter(0, 0, len(frame), len(SHEETS[name]) - 1)


def _lines(cells: Mapping[Any, object]) -> int:
    """Lines that the longest of the cells of a row takes."""
    return max(ceil(len(str(cell)) * 1.15 / _WIDTHS.get(column, _OTHER_WIDTH)) or 1 for column, cell in cells.items())


def _stage_names(study: Study) -> dict[str, str]:
    stages = reference.load(study, reference.Catalogue)
    return {str(row["stage"]): label(row).render(study.languages[0]) for _place, row in stages.iterrows()}


def sheets_of(
    tables: TableSet, asked: Questionnaire, stages: Mapping[str, str], language: str, context: CleaningContext
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
    context : CleaningContext
        By which shares are read.

    Returns
    -------
    dict of str to DataFrame
        By sheet, with the columns of :data:`SHEETS`.
    """
    members = tables.of(Organisations)
    names = dict(zip(members["organisation"], members["name"], strict=True))
    waiting = waiting_of(tables.of(Review))
    answers, unsure = waiting["answers"].drop_duplicates(["row_id", "question", "number"]), waiting["members"]
    questions = [asked.by_name[name] for name in answers["question"]]
    answers = answers.assign(
        organisation=answers["organisation"].map(names).fillna(""),
        asked=[question.labels.get(language, question.name) for question in questions],
        allowed=[_allowed(asked, question) for question in questions],
        **{
            "why it waits": _reasons(answers),
            "beside it": answers["context"],
            "where": answers["row_id"],
        },
    )
    sheets = {
        "answers": answers,
        "shares": _shares(share_blocks(tables.of(Ledger), waiting["answers"], asked, context), names, language),
        "alike": cells_alike(answers),
        "texts": _texts(waiting["texts"], stages),
        "members": unsure.assign(
            proposals=[_named(keys, names) for keys in unsure["proposals"]], where=list(unsure["row_id"])
        ),
    }
    return {
        name: frame.assign(decision="", who="", why="")[list(columns)].astype(object).fillna("").reset_index(drop=True)
        for (name, columns), frame in zip(SHEETS.items(), sheets.values(), strict=True)
    }


def waiting_of(review: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """What waits for a decision, by the sheet that offers it."""
    coding, owners = review["rule"] == "not_coded", review["question"] == ORGANISATION
    return {"answers": review[~coding & ~owners], "texts": review[coding], "members": review[owners]}


def _reasons(answers: pd.DataFrame) -> pd.Series:
    """Why each answer waits, with what the other answers told of it."""
    told = answers["evidence"].map(lambda evidence: f": {evidence}" if evidence else "")
    return answers["rule"].map(_in_words) + told


def _shares(blocks: Sequence[ShareBlock], names: Mapping[str, str], language: str) -> pd.DataFrame:
    rows = [
        {
            **block.place,
            "organisation": names.get(str(block.cells["organisation"].iloc[0]), ""),
            "asked": block.section.labels.get(language, block.section.name),
            "as typed": block.as_typed,
            "adds up to": block.adds_up_to,
            "why it waits": "; ".join(dict.fromkeys(_reasons(block.cells))),
            "proposals": SEPARATOR.join(block.choices(block.decided)),
            "would change": block.would_change(block.decided),
            "where": block.cells["row_id"].iloc[0],
        }
        for block in blocks
    ]
    return pd.DataFrame(rows, columns=[column for column in SHEETS["shares"] if column not in DECISION])


def _in_words(rules: str) -> str:
    return "; ".join(RULE[rule].text for rule in rules.split(SEPARATOR))


def _allowed_proposals(answers: pd.DataFrame, asked: Questionnaire, context: CleaningContext) -> list[str]:
    """Proposals that the question takes: what is offered can be decided."""

    def allowed(name: str, proposals: str) -> str:
        taken = [
            one
            for one in proposals.split(SEPARATOR)
            if one and meaning_of(asked.by_name[name], one, context).severity != "review"
        ]
        return SEPARATOR.join(taken)

    return [allowed(*row) for row in zip(answers["question"], answers["proposals"], strict=True)]


def _named(keys: str, names: Mapping[str, str]) -> str:
    return "; ".join(f"{key}: {names.get(key, '')}" for key in keys.split(SEPARATOR) if key)


def _allowed(asked: Questionnaire, question: forms.Question) -> str:
    options = [option.name for option in asked.options_of(question)]
    if options:
        return quoted(options[:_MOST_ALLOWED]) + (", ..." if len(options) > _MOST_ALLOWED else "")
    if question.is_number:
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
    return frame.reset_index(names="text").assign(proposals=[_named(codes, stages) for codes in frame["proposals"]])
