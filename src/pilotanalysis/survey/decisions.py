"""What people decided where cleaning could not: read, checked, and brought in from the review workbook.

``data/decisions/corrections.csv`` says what single cells mean, and whose a response is (question
``organisation``); ``data/decisions/coding.csv`` says which stage a text means, in this wave and the next.
A correction names the text that it expects, so that another export cannot misapply it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from pandera.typing import DataFrame, Series

from ..files.checked import FILLED, checked
from ..files.kept import read_kept
from ..problems import Problem, StudyError, nearest
from ..study import Study
from ..tables import StudyTable, TableModel, conform, empty, row_of
from ..tables.columns import described
from .coding import NO_STAGE
from .questionnaire import Questionnaire
from .texts import as_shown, fold

CORRECTIONS, CODING = "corrections.csv", "coding.csv"
#: Question under which it is said whose a response is.
ORGANISATION = "organisation"
#: Decided where a cell is no answer, or a response is no member's.
NO_ANSWER = "no answer"
_WHY = ("who", "when", "why")
#: Column that a demonstration adds where its rows are invented.
INVENTED = "demonstration"
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
    number: Series[int] = described("which repetition; 0 where it is asked once", ge=0, le=1_000_000)
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
        With every row that names a question or stage that does not exist.
    """
    corrections, codings = recorded(study)
    problems = [
        *_unknown(study, CORRECTIONS, corrections, "question", {*questionnaire.by_name, ORGANISATION}),
        *_unknown(study, CODING, codings, "code", {*stages, NO_STAGE}),
    ]
    if problems:
        raise StudyError(problems)
    return Decisions(corrections, codings)


def recorded(study: Study) -> tuple[DataFrame[Corrections], DataFrame[Codings]]:
    """Read the files of decisions as they are.

    Raises
    ------
    StudyError
        If one of them is no such table, or says a thing twice.
    """
    problems: list[Problem] = []
    corrections, codings = empty(Corrections), empty(Codings)
    try:
        corrections = read_decisions(study, CORRECTIONS, Corrections)
        problems += _twice(study, CORRECTIONS, corrections, key_of_correction)
    except StudyError as error:
        problems += error.problems
    try:
        codings = read_decisions(study, CODING, Codings)
        problems += _twice(study, CODING, codings, key_of_coding)
    except StudyError as error:
        problems += error.problems
    if problems:
        raise StudyError(problems)
    return corrections, codings


def key_of_correction(row: Mapping[Any, object]) -> tuple[str, ...]:
    """Tell corrections apart: by the cell, and the text in it."""
    return (
        *(str(row[name]) for name in ("wave", "cluster", "respondent", "question", "number")),
        as_shown(str(row["raw"])),
    )


def key_of_coding(row: Mapping[Any, object]) -> tuple[str, ...]:
    """Tell codings apart: by the text, in any letters."""
    return (fold(str(row["text"])),)


def columns_of(model: type[StudyTable]) -> list[str]:
    """Columns of a file of decisions."""
    own = [name for name in model.to_schema().columns if name not in ("decision", INVENTED, *_WHY)]
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
    if not path.exists():
        return empty(model)
    name = study.relative(path)
    cells = read_kept(path, name, columns_of(model), [INVENTED] if INVENTED in model.to_schema().columns else [])
    frame = checked(cells, name, file, model, {**_WORDS, **(words or {})}, verbatim=("raw", "text"))
    said, remedy = _WORDS["when"]
    problems = [
        Problem(name, said.format(when), remedy, row=row_of(decision), column="when")
        for decision, when in zip(frame["decision"], frame["when"], strict=True)
        if not _is_day(when)
    ]
    if problems:
        raise StudyError(problems)
    return frame


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _unknown(study: Study, file: str, frame: pd.DataFrame, column: str, known: set[str]) -> Iterator[Problem]:
    name = study.relative(path_of(study, file))
    for place in frame.index[~frame[column].isin(known)]:
        said = str(frame[column][place])
        remedy = f"Name one that does.{nearest(said, known)}"
        yield Problem(name, f"{said!r} does not exist.", remedy, row=row_of(frame["decision"][place]), column=column)


def _twice(
    study: Study, file: str, frame: pd.DataFrame, key: Callable[[Mapping[Any, object]], tuple[str, ...]]
) -> Iterator[Problem]:
    first: dict[tuple[str, ...], Mapping[Any, object]] = {}
    value = "code" if file == CODING else "value"
    for row in frame.to_dict("records"):
        before = first.setdefault(key(row), row)
        if before is not row:
            about = ", ".join(key(row))
            alike = "likewise" if before[value] == row[value] else f"{before[value]!r} and {row[value]!r}"
            said = f"It is decided twice, {alike}, in row {row_of(str(before['decision']))} too: {about}."
            name = study.relative(path_of(study, file))
            yield Problem(name, said, "Keep the row that stands.", row=row_of(str(row["decision"])))
