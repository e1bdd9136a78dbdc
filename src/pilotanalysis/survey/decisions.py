"""What people decided where cleaning could not: read, checked, and brought in from the review workbook.

``data/decisions/corrections.csv`` says what single cells mean, and whose a response is (question
``organisation``); ``data/decisions/coding.csv`` says which stage a text means, in this wave and the next.
A correction names the text that it expects, so that another export cannot misapply it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd
from pandera.typing import DataFrame, Series

from ..files.checked import FILLED, read_table
from ..problems import Problem, StudyError, nearest
from ..study import Study
from ..tables import StudyTable, TableModel, conform, empty, row_of
from ..tables.columns import described
from .coding import NO_STAGE
from .questionnaire import Questionnaire
from .texts import fold

CORRECTIONS, CODING = "corrections.csv", "coding.csv"
#: Question under which it is said whose a response is.
ORGANISATION = "organisation"
#: Decided where a cell is no answer, or a response is no member's.
NO_ANSWER = "no answer"
_WHY = ("who", "when", "why")
_WORDS = {
    "who": ("It is not said who decided.", "Fill it in."),
    "when": ("{!r} is no day.", "Write YYYY-MM-DD."),
    "number": ("{!r} is no number.", "Write 0, or which repetition."),
}


class Decision(StudyTable):
    """Head of what was decided."""

    decision: Series[str] = described("where it stands, as file!row below data/decisions")
    who: Series[str] = described("who decided", str_matches=FILLED)
    when: Series[str] = described("on which day, YYYY-MM-DD", str_matches=r"^\d{4}-\d\d-\d\d$")
    why: Series[str] = described("why; may be empty")


class Corrections(Decision):
    """What single cells mean."""

    wave: Series[str] = described("wave of the response")
    cluster: Series[str] = described("its cluster")
    respondent: Series[str] = described("id of the response in its file")
    question: Series[str] = described("name of the question; organisation: whose the response is")
    number: Series[int] = described("which repetition; 0 where it is asked once", ge=0)
    raw: Series[str] = described("text that is expected in the cell")
    value: Series[str] = described("what it means; no answer: nothing")


class Codings(Decision):
    """Which stage a text means."""

    text: Series[str] = described("text, in any letters")
    code: Series[str] = described("code of the stage; none: no stage is meant")


@dataclass(frozen=True)
class Decisions:
    """Everything that was decided."""

    corrections: DataFrame[Corrections]
    codings: DataFrame[Codings]

    @cached_property
    def known(self) -> Mapping[str, str]:
        """Stage by folded text; what was decided last counts."""
        return {fold(text): code for text, code in zip(self.codings["text"], self.codings["code"], strict=True)}

    def of(self, wave: str, cluster: str) -> DataFrame[Corrections]:
        """Corrections of the responses of a cluster in a wave."""
        frame = self.corrections
        return conform(frame[(frame["wave"] == wave) & (frame["cluster"] == cluster)], Corrections)


def load(study: Study, questionnaire: Questionnaire, stages: Iterable[str]) -> Decisions:
    """Read what was decided; where nothing was yet, the files need not be there.

    Raises
    ------
    StudyError
        With every row that names a question or stage that does not exist, or says a thing twice.
    """
    corrections, codings = recorded(study)
    problems = [
        *_unknown(study, CORRECTIONS, corrections, "question", {*questionnaire.by_name, ORGANISATION}),
        *_unknown(study, CODING, codings, "code", {*stages, NO_STAGE}),
        *_twice(study, CORRECTIONS, corrections, ["wave", "cluster", "respondent", "question", "number", "raw"]),
    ]
    if problems:
        raise StudyError(problems)
    return Decisions(corrections, codings)


def recorded(study: Study) -> tuple[DataFrame[Corrections], DataFrame[Codings]]:
    """Read the files of decisions as they are.

    Raises
    ------
    StudyError
        If one of them is no such table.
    """
    return read_decisions(study, CORRECTIONS, Corrections), read_decisions(study, CODING, Codings)


def columns_of(model: type[StudyTable]) -> list[str]:
    """Columns of a file of decisions."""
    own = [name for name in model.to_schema().columns if name not in ("decision", *_WHY)]
    return [*own, *_WHY]


def path_of(study: Study, file: str) -> Path:
    """Where a file of decisions is."""
    return study.root / "data" / "decisions" / file


def read_decisions(
    study: Study, file: str, model: type[TableModel], words: Mapping[str, tuple[str, str]] | None = None
) -> DataFrame[TableModel]:
    """Read a file of decisions; where it is not there, nothing was decided.

    Raises
    ------
    StudyError
        If it is no such table; `words` say of a column what is wrong with a cell that it refuses, and what to do.
    """
    path = path_of(study, file)
    if not path.is_file():
        return empty(model)
    return read_table(path, study.relative(path), file, model, {**_WORDS, **(words or {})}, verbatim=("raw", "text"))


def _unknown(study: Study, file: str, frame: pd.DataFrame, column: str, known: set[str]) -> Iterator[Problem]:
    name = study.relative(path_of(study, file))
    for place in frame.index[~frame[column].isin(known)]:
        said = str(frame[column][place])
        remedy = f"Name one that does.{nearest(said, known)}"
        yield Problem(name, f"{said!r} does not exist.", remedy, row=row_of(frame["decision"][place]), column=column)


def _twice(study: Study, file: str, frame: pd.DataFrame, keys: Sequence[str]) -> Iterator[Problem]:
    name = study.relative(path_of(study, file))
    for place in frame.index[frame.duplicated(list(keys))]:
        said = f"{frame['question'][place]} of {frame['respondent'][place]} is decided twice."
        yield Problem(name, said, "Keep the decision that stands.", row=row_of(frame["decision"][place]))
