"""What the managements say of the gaps: accepted, rejected or explained, in ``data/decisions/gaps.csv``.

It stands beside the evidence and changes nothing of it: where both differ, both are told. Answers of a demonstration
say so, and count for its own clusters alone: where a roster is no invention, they are left out.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from pandera.typing import DataFrame, Series

from ...problems import Problem, StudyError, nearest
from ...study import Study
from ...survey.decisions import Decision, path_of, read_decisions
from ...tables import conform, row_of
from ...tables.columns import described
from ..kinds import KINDS

FILE = "gaps.csv"
ANSWERS = ("accepted", "rejected", "explained")
_KEYS = ["cluster", "stage", "kind"]
_WORDS = {
    "answer": ("{!r} is no answer.", "Write accepted, rejected or explained."),
    "kind": ("{!r} is no kind of gap.", f"Write one of: {', '.join(KINDS)}."),
}


class GapAnswers(Decision):
    """What a management says of a gap; `why` has its words."""

    cluster: Series[str] = described("id of the cluster")
    stage: Series[str] = described("code of the stage")
    kind: Series[str] = described("kind of gap", isin=list(KINDS))
    answer: Series[str] = described("what the management says of it", isin=list(ANSWERS))
    demonstration: Series[str] = described("fictitious, where the answer is invented; else empty")


def load_answers(study: Study, catalogue: pd.DataFrame) -> DataFrame[GapAnswers]:
    """Read what the managements say of the gaps; where they said nothing yet, the file need not be there.

    Parameters
    ----------
    study : Study
    catalogue : DataFrame
        Stages of the clusters analysed.

    Raises
    ------
    StudyError
        With every row that names a stage which the cluster's chain does not have, or a gap twice.
    """
    answers = read_decisions(study, FILE, GapAnswers, _WORDS)
    name = study.relative(path_of(study, FILE))
    known = set(zip(catalogue["cluster"], catalogue["stage"], strict=True))
    answers = conform(answers[_meant(study, answers, known)], GapAnswers)
    problems = []
    for place, (cluster, stage) in enumerate(answers[["cluster", "stage"]].itertuples(index=False)):
        row = row_of(answers["decision"].iloc[place])
        if (cluster, stage) not in known:
            own = [other for owner, other in known if owner == cluster]
            said = f"The chain of cluster {cluster!r} has no stage {stage!r}."
            problems.append(Problem(name, said, f"Name one that it has.{nearest(stage, own)}", row=row))
        elif answers[_KEYS].duplicated().iloc[place]:
            said = f"The gap {answers['kind'].iloc[place]} of {stage} is answered twice."
            problems.append(Problem(name, said, "Keep the answer that stands.", row=row))
    if problems:
        raise StudyError(problems)
    return answers


def _meant(study: Study, answers: pd.DataFrame, known: set[tuple[str, str]]) -> pd.Series:
    """Tell which answers are of this study: those of a demonstration only where cluster and chain are its own."""
    invented = answers["demonstration"] != ""
    if not invented.any():
        return ~invented
    rosters = {Path(file).stem for file in study.synthetic_files if file.startswith("roster/")}
    own = [
        cluster in rosters and (cluster, stage) in known
        for cluster, stage in answers[["cluster", "stage"]].itertuples(index=False)
    ]
    return ~invented | pd.Series(own, answers.index, dtype="bool")


def with_answers(gaps: pd.DataFrame, answers: DataFrame[GapAnswers]) -> pd.DataFrame:
    """Add to gaps what the management says of each, its words, who said it and when."""
    said = answers[[*_KEYS, "answer", "why", "who", "when"]].rename(
        columns={
            "answer": "management",
            "why": "management_words",
            "who": "management_who",
            "when": "management_when",
        }
    )
    return gaps.merge(said, on=_KEYS, how="left", validate="one_to_one")
