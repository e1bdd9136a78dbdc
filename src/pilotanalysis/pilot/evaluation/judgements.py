"""What evaluators find on each question, in ``data/decisions/evaluation.csv``: the pack offers evidence, they judge.

It is printed beside its question as it was written, in every release.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from pandera.typing import DataFrame, Series

from ...files.checked import FILLED
from ...problems import Problem, StudyError, nearest, quoted
from ...study import Study
from ...survey.decisions import Decision, path_of, read_decisions
from ...tables import conform, row_of
from ...tables.columns import described
from ..evaluation_tables import FINDINGS, EvaluationFindings
from .declared import declared

FILE = "evaluation.csv"
_KEY = ["question", "who"]
_WORDS = {
    "finding": ("{!r} is no finding.", f"Write {quoted(FINDINGS)}."),
    "why": ("It is empty.", "Say in your words what you find, and why."),
}


class Judgements(Decision):
    """What an evaluator finds on a question; `why` has the words."""

    question: Series[str] = described("id of the question")
    finding: Series[str] = described("what is found", isin=list(FINDINGS))
    why: Series[str] = described("what is found and why, in the evaluator's words", str_matches=FILLED)


def load_judgements(study: Study) -> DataFrame[EvaluationFindings]:
    """Read what evaluators find; where they found nothing yet, the file need not be there.

    Raises
    ------
    StudyError
        With every cell that its column does not allow, every question that there is not, and every question on which
        somebody finds two things.
    """
    frame = read_decisions(study, FILE, Judgements, _WORDS)
    problems = list(_unknown(study, frame))
    if problems:
        raise StudyError(problems)
    order = {question: place for place, question in enumerate(declared("questions")["question"])}
    found = pd.DataFrame(frame).rename(columns={"when": "date", "why": "text"})
    found = found.assign(made_from="../decisions/" + found["decision"], order=found["question"].map(order))
    return conform(found.sort_values(["order", "date", "who"], kind="stable"), EvaluationFindings)


def _unknown(study: Study, frame: pd.DataFrame) -> Iterator[Problem]:
    name, known = study.relative(path_of(study, FILE)), list(declared("questions")["question"])
    for row, again in zip(frame.to_dict("records"), frame.duplicated(_KEY), strict=True):
        place = row_of(str(row["decision"]))
        if row["question"] not in known:
            remedy = f"Known: {quoted(known)}.{nearest(row['question'], known)}"
            yield Problem(name, f"{row['question']!r} is no question.", remedy, row=place, column="question")
        elif again:
            said = f"{row['who']} finds two things on {row['question']}."
            yield Problem(name, said, "Keep the row that stands.", row=place, column="question")
