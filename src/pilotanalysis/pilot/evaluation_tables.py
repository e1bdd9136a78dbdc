"""Tables of the evaluation: what questions rest on, what evaluators say, and how headlines would change."""

from __future__ import annotations

import pandas as pd
from pandera.typing import Series

from ..reference import OF_CLUSTER
from ..tables import Computed, StudyTable, columns
from ..tables.columns import count, described, optional
from ..tables.keys import keyed

#: What evidence counts, or is measured in.
EVIDENCE_UNITS = (
    "members", "respondents", "needs", "gaps", "stages", "organisations", "recipients", "participations", "meetings",
    "events", "clusters", "activities", "decisions", "eur", "share",
)  # fmt: skip
#: What evaluators find.
FINDINGS = ("met", "partly", "not_met", "not_known")


@keyed("evidence")
class EvaluationEvidence(Computed):
    """What the questions of the evaluation rest on, each worked out once from the tables of the study."""

    class Config:
        """Its file is ``evidence.csv``."""

        name = "evidence"

    evidence: Series[str] = described("what it is")
    told_of: Series[str] = optional(
        "evidence that it stands for where the public release leaves gaps out: the same without them"
    )
    unit: Series[str] = described("what is counted, or the unit of the value", isin=list(EVIDENCE_UNITS))
    value: Series[float] = optional("the value; missing: not known")
    base: Series[pd.Int64Dtype] = optional("of how many it is a part; missing: of nothing that is counted", ge=0)
    n: Series[int] = count("on how many units it rests")
    counted: Series[pd.Int64Dtype] = optional(
        "members, or what is theirs, that it tells of; missing: it tells of none", ge=0
    )


@keyed("question", "who")
class EvaluationFindings(Computed):
    """What evaluators find on a question, in their words; written to be published."""

    question: Series[str] = described("id of the question")
    finding: Series[str] = described("what they find", isin=list(FINDINGS))
    who: Series[str] = described("who says so")
    date: Series[str] = described("on which day, YYYY-MM-DD")
    text: Series[str] = described("why, in their words")


@keyed("cluster", foreign=[OF_CLUSTER])
class HeadlineTrials(Computed):
    """Headlines of a cluster as they are, and without the respondent that buys most, by value."""

    cluster: Series[str] = columns.cluster()
    gaps: Series[int] = count("gaps among the respondents", "gaps")
    found: Series[int] = count("of these, confirmed", "gaps")
    from_members: Series[float] = columns.share("bought from members, by value")
    largest_buys: Series[float] = columns.share("what the respondent that buys most buys, of all that is bought")
    gaps_without: Series[int] = count("gaps among the other respondents", "gaps")
    found_without: Series[int] = count("of these, confirmed", "gaps")
    from_members_without: Series[float] = columns.share("bought from members by the others")


TABLES: tuple[type[StudyTable], ...] = (EvaluationEvidence, EvaluationFindings, HeadlineTrials)
