"""Tables of technical assistance: each need with what the plan and the sessions gave it, the plan, and what if."""

from __future__ import annotations

import pandas as pd
from pandera.typing import Series

from ..meetings.cluster_tables import BudgetLines
from ..survey.tables import Organisations
from ..tables import Computed, StudyTable, columns
from ..tables.columns import count, described, optional
from ..tables.keys import ForeignKey, keyed
from .tables import AssistanceMeasures

#: What is changed to see what it would change.
SCENARIOS = ("plan", "unshared", "less", "more")
_OF_MEASURE = ForeignKey(("measure",), AssistanceMeasures)


@keyed(
    "cluster", "organisation", "topic",
    foreign=[ForeignKey(("cluster", "organisation"), Organisations), _OF_MEASURE],
)  # fmt: skip
class AssistanceCases(Computed):
    """Needs for assistance that respondents named, what the plan gives each, and what was held for it."""

    cluster: Series[str] = columns.cluster()
    organisation: Series[str] = described("key of the organisation that asks", holds="member")
    organisation_type: Series[str] = columns.organisation_type()
    topic: Series[str] = described("code of the assistance")
    rank: Series[int] = described("1 for the most important", ge=1)
    worth: Series[int] = count("what serving it is worth at best, in hundredths of a weight; 0: no measure serves it")
    helps: Series[bool] = described("whether a measure that serves it helps with a gap of the member")
    measure: Series[str] = optional("measure that the plan gives it; missing: none")
    gained: Series[int] = count("what serving it as planned is worth; 0 where it is not")
    sessions: Series[int] = count("sessions on the topic in which the member took part", "sessions")


@keyed("measure", "month", foreign=[_OF_MEASURE])
class AssistancePlan(Computed):
    """The plan: how often each measure is held in which month."""

    measure: Series[str] = described("id of the measure")
    month: Series[str] = described("month, YYYY-MM")
    runs: Series[int] = described("how often it is held", ge=1)
    cost_eur: Series[float] = described("what that costs", unit="EUR", ge=0)


@keyed("scenario", "line", foreign=[ForeignKey(("line",), BudgetLines)])
class AssistanceScenarios(Computed):
    """What the plan serves, and what the best plan would if one thing were changed."""

    scenario: Series[str] = described(
        "plan: as it is; unshared: without fair shares; less and more: a thousand euro less or more in the line",
        isin=list(SCENARIOS),
    )
    line: Series[str] = optional("line of the budget that is changed; missing: none")
    budget_eur: Series[float] = described("what there is for assistance, all lines together", unit="EUR", ge=0)
    cost_eur: Series[float] = described("what the plan costs", unit="EUR", ge=0)
    runs: Series[int] = count("how often measures are held")
    served: Series[int] = count("needs served", "needs")
    worth: Series[int] = count("what that is worth, in hundredths of a weight")
    worth_bound: Series[int] = count("what no plan passes")
    need: Series[int] = count("what all needs are worth that a measure could serve")


@keyed("made_from", foreign=[_OF_MEASURE])
class AssistanceHeld(Computed):
    """Who took part in a session, and whether it was asked for and planned."""

    measure: Series[str] = described("id of the measure")
    date: Series[str] = described("when, YYYY-MM-DD")
    organisation: Series[str] = described("key of who took part", holds="member")
    cluster: Series[str] = optional("cluster that it is a member of, the first of several; missing: of none")
    asked: Series[bool] = described("whether it had asked for the topic")
    rank: Series[pd.Int64Dtype] = optional("rank that it gave to the topic", ge=1)
    in_plan: Series[bool] = described("whether the plan gives it a place in the measure")
    in_period: Series[bool] = described("whether it was held in the period of the pilot action")
    in_window: Series[bool] = described("whether it was held between the first and last day of the measure")


TABLES: tuple[type[StudyTable], ...] = (AssistanceCases, AssistancePlan, AssistanceScenarios, AssistanceHeld)
