"""KoboToolbox: a sheet of submissions and one for each repeat, all cells text."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import pandas as pd

from ...survey.questionnaire import Question
from .files import SHEET_LETTERS, TITLE, as_numbers, quoted_text, with_offset, write_book
from .flat import AnswerSet, FileColumn, QuestionCells, ToolExport, asked_of, labelled_each, ticks


@dataclass(frozen=True)
class _ExportOptions:
    """Choices on the export page: codes or labels, one cell and a column an option, groups in headers."""

    codes: bool = False
    whole: bool = True
    split: bool = True
    hierarchy: bool = False


_FORMS: Mapping[str, _ExportOptions] = {
    "": _ExportOptions(),
    "summary": _ExportOptions(split=False),
    "details": _ExportOptions(whole=False),
    "codes": _ExportOptions(codes=True),
    "hierarchy": _ExportOptions(hierarchy=True),
}
_JOINT = " "
_INDEX = re.compile(r"0|[1-9]\d*")
#: Columns of numbers in a workbook.
_NUMBERS = ("_id", "_index", "_parent_index", "_submission__id")


class Kobo(ToolExport):
    """The submissions as CSV, without a trace of repeats; or a workbook, with the repeats on sheets of their own."""

    forms: ClassVar = {".csv": tuple(_FORMS), ".xlsx": tuple(_FORMS)}

    @property
    def joint(self) -> str:
        """What joins several answers in one cell."""
        return _JOINT

    def labels(self, question: Question) -> Mapping[str, str]:
        """What stands for the codes of options: of a ranking its codes, for which formpack has no class."""
        return {} if question.kind == "rank" or self._options.codes else super().labels(question)

    def cell(self, question: Question, text: str) -> str | None:
        """What stands in the file for an answer; none in a repeat that CSV has not, and where options are columns."""
        split = question.kind == "select_multiple" and self._options.split
        return None if split or (question.repeat and self.ending == ".csv") else super().cell(question, text)

    def _write(self, path: Path, answers: AnswerSet) -> None:
        system = _system(answers.responses)
        main = self._main(answers.responses, system, answers.zone)
        if self.ending == ".csv":
            blank = [FileColumn(column.head, column.cells.fillna("")) for column in main]
            path.write_bytes(quoted_text(blank, ";", "\n").encode("utf-8"))
            return
        sheets = {TITLE: main}
        for repeat in self.words.questionnaire.repeats:
            if repeat in answers.repeats:
                sheets[repeat] = self._repeat(repeat, answers, system)
        write_book(path, {name: list(map(_with_numbers, columns)) for name, columns in sheets.items()})

    def _main(self, rows: pd.DataFrame, system: pd.DataFrame, zone: str) -> list[FileColumn]:
        start, end = (
            with_offset(rows[name], "%Y-%m-%dT%H:%M:%S.000%z", zone).str.replace(r"(\d\d)$", r":\1", regex=True)
            for name in ("started", "submitted")
        )
        asked = asked_of(self.words.questionnaire.of(""), rows)
        index = pd.Series(rows.index + 1, index=rows.index).astype("str")
        return [
            FileColumn("start", start),
            FileColumn("end", end),
            *self._columns(asked),
            *(FileColumn(f"_{name}", system[name]) for name in system),
            FileColumn("_index", index),
        ]

    def _repeat(self, repeat: str, answers: AnswerSet, system: pd.DataFrame) -> list[FileColumn]:
        parents = pd.Series(answers.responses.index, index=answers.responses["respondent"])
        rows = answers.repeats[repeat]
        rows = rows[rows["respondent"].isin(parents.index)].reset_index(drop=True)
        parent = rows["respondent"].map(parents).astype("int64")
        above = system.take(parent.to_numpy()).set_axis(rows.index)
        return [
            *self._columns(asked_of(self.words.questionnaire.of(repeat), rows)),
            FileColumn("_parent_table_name", pd.Series(TITLE[:SHEET_LETTERS], index=rows.index, dtype="str")),
            FileColumn("_parent_index", (parent + 1).astype("str")),
            *(FileColumn(f"_submission__{name}", above[name]) for name in above),
        ]

    @property
    def _options(self) -> _ExportOptions:
        return _FORMS[self.form]

    def _columns(self, asked: Sequence[QuestionCells]) -> Iterator[FileColumn]:
        for one in asked:
            head = self._head(one.question)
            if one.question.kind != "select_multiple":
                yield FileColumn(head, self.cells(one))
                continue
            labels = self.labels(one.question)
            if self._options.whole:
                yield FileColumn(head, labelled_each(one.cells, labels, _JOINT))
            if self._options.split:
                for code in self.words.options(one.question):
                    yield FileColumn(f"{head}/{labels.get(code, code)}", ticks(one.cells, code, "1", "0"))

    def _head(self, question: Question) -> str:
        if self._options.codes:
            return question.name
        around = map(self.words.label, question.sections if self._options.hierarchy else ())
        return "/".join([*around, self.words.label(question)])


def _system(rows: pd.DataFrame) -> pd.DataFrame:
    """What the server says of a submission, without the leading underscore."""
    said = {
        "id": rows["respondent"],
        "uuid": rows["respondent"].map(lambda respondent: str(uuid.uuid5(uuid.NAMESPACE_OID, respondent))),
        "submission_time": rows["submitted"].str.replace(" ", "T", regex=False),
        "validation_status": None,
        "notes": None,
        "status": "submitted_via_web",
        "submitted_by": None,
        "_version__": "v1",
        "tags": None,
    }
    return pd.DataFrame(said, index=rows.index).astype("str")


def _with_numbers(column: FileColumn) -> FileColumn:
    return FileColumn(column.head, as_numbers(column.cells, _INDEX)) if column.head in _NUMBERS else column
