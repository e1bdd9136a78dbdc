"""KoboToolbox: a sheet of submissions and one for each repeat, all cells text."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from ...survey.questionnaire import Question
from ...tables import SEPARATOR
from .files import SHEET_LETTERS, TITLE, as_numbers, new_book, quoted_text, write_sheet
from .flat import AnswerSet, FileColumn, FormWords, QuestionCells, asked_of, labelled, labelled_each, ticks


@dataclass(frozen=True)
class _ExportOptions:
    """Choices on the export page: codes or labels, one cell and a column an option, groups in headers."""

    codes: bool = False
    whole: bool = True
    split: bool = True
    hierarchy: bool = False


FORMS: Mapping[str, _ExportOptions] = {
    "": _ExportOptions(),
    "summary": _ExportOptions(split=False),
    "details": _ExportOptions(whole=False),
    "codes": _ExportOptions(codes=True),
    "hierarchy": _ExportOptions(hierarchy=True),
}
JOINT = " "
_ZONE = "Europe/Bucharest"
_INDEX = re.compile(r"0|[1-9]\d*")


def write_csv(path: Path, words: FormWords, answers: AnswerSet, form: str) -> None:
    """Write the submissions, without a trace of repeats."""
    columns = _Export(words, answers, FORMS[form]).main()
    blank = [FileColumn(column.head, column.cells.fillna("")) for column in columns]
    path.write_bytes(quoted_text(blank, ";", "\n").encode("utf-8"))


def write_xlsx(path: Path, words: FormWords, answers: AnswerSet, form: str) -> None:
    """Write the submissions, and the repeats on sheets of their own."""
    export = _Export(words, answers, FORMS[form])
    with new_book(path) as book:
        write_sheet(book, TITLE, _with_numbers(export.main(), ("_id", "_index")))
        for repeat in words.questionnaire.repeats:
            if repeat in answers.repeats:
                write_sheet(book, repeat, _with_numbers(export.repeat(repeat), ("_parent_index", "_submission__id")))


def _with_numbers(columns: Sequence[FileColumn], heads: Sequence[str]) -> list[FileColumn]:
    return [
        FileColumn(column.head, as_numbers(column.cells, _INDEX)) if column.head in heads else column
        for column in columns
    ]


@dataclass(frozen=True)
class _Export:
    words: FormWords
    answers: AnswerSet
    form: _ExportOptions

    def main(self) -> list[FileColumn]:
        rows = self.answers.responses
        asked = asked_of(self.words.questionnaire.of(""), rows)
        columns = [FileColumn("start", _with_zone(rows["started"])), FileColumn("end", _with_zone(rows["submitted"]))]
        columns += self._columns(asked)
        columns += [FileColumn(f"_{name}", cells) for name, cells in self._system().items()]
        return [*columns, FileColumn("_index", _as_text(rows.index + 1, rows.index))]

    def repeat(self, repeat: str) -> list[FileColumn]:
        parents = pd.Series(self.answers.responses.index, index=self.answers.responses["respondent"])
        rows = self.answers.repeats[repeat]
        rows = rows[rows["respondent"].isin(parents.index)].reset_index(drop=True)
        parent = rows["respondent"].map(parents).astype("int64")
        columns = self._columns(asked_of(self.words.questionnaire.of(repeat), rows))
        columns.append(FileColumn("_parent_table_name", _same(TITLE[:SHEET_LETTERS], rows.index)))
        columns.append(FileColumn("_parent_index", _as_text(parent + 1, rows.index)))
        for name, cells in self._system().items():
            columns.append(FileColumn(f"_submission__{name}", cells.take(parent.to_numpy()).set_axis(rows.index)))
        return columns

    def _system(self) -> dict[str, pd.Series]:
        """What the server says of a submission, without the leading underscore."""
        rows = self.answers.responses
        ids = rows["respondent"]
        nothing = pd.Series(None, index=rows.index, dtype="str")
        return {
            "id": ids,
            "uuid": ids.map(lambda respondent: str(uuid.uuid5(uuid.NAMESPACE_OID, respondent))),
            "submission_time": rows["submitted"].str.replace(" ", "T", regex=False),
            "validation_status": nothing,
            "notes": nothing,
            "status": _same("submitted_via_web", rows.index),
            "submitted_by": nothing,
            "_version__": _same("v1", rows.index),
            "tags": nothing,
        }

    def _columns(self, asked: Sequence[QuestionCells]) -> list[FileColumn]:
        columns: list[FileColumn] = []
        for one in asked:
            head = self._head(one.question)
            labels = self._option_names(one.question)
            if one.question.kind == "select_one":
                columns.append(FileColumn(head, labelled(one.cells, labels)))
            elif one.question.kind == "select_multiple":
                if self.form.whole:
                    columns.append(FileColumn(head, labelled_each(one.cells, labels, JOINT)))
                if self.form.split:
                    columns += [
                        FileColumn(f"{head}/{said}", ticks(one.cells, code, "1", "0")) for code, said in labels.items()
                    ]
            elif one.question.kind == "rank":
                # formpack has no class for rankings: codes come out whatever the export asks for.
                columns.append(FileColumn(head, one.cells.str.replace(SEPARATOR, JOINT, regex=False)))
            else:
                columns.append(FileColumn(head, one.cells))
        return columns

    def _head(self, question: Question) -> str:
        if self.form.codes:
            return question.name
        if self.form.hierarchy:
            return "/".join([*map(self.words.label, question.sections), self.words.label(question)])
        return self.words.label(question)

    def _option_names(self, question: Question) -> dict[str, str]:
        labels = self.words.options(question)
        return {code: code for code in labels} if self.form.codes else labels


def _same(text: str, index: pd.Index) -> pd.Series:
    return pd.Series(text, index=index, dtype="str")


def _as_text(numbers: pd.Index | pd.Series, index: pd.Index) -> pd.Series:
    return pd.Series(numbers, index=index).astype("int64").astype("str")


def _with_zone(times: pd.Series) -> pd.Series:
    """Times as a telephone in Romania writes them, with their offset."""
    local = pd.to_datetime(times).dt.tz_localize(_ZONE, ambiguous=True, nonexistent="shift_forward")
    text = local.dt.strftime("%Y-%m-%dT%H:%M:%S.000%z").astype("str")
    return text.str[:-2] + ":" + text.str[-2:]
