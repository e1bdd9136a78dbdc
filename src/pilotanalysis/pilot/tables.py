"""Tables that the agency and the managements keep of the pilot action, below ``data/raw/pilot``, a file each.

Nobody needs all of them: what is not there has no rows. A name stands in every language of the reports, since they show
it; what somebody said or decided stands as it was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from pandera.typing import Series

from ..files.checked import FILLED
from ..meetings.cluster_tables import BudgetLines
from ..meetings.tables import DAY
from ..tables import Lineage, StudyTable, columns
from ..tables.columns import described, optional
from ..tables.keys import ForeignKey, keyed

#: The agency, beside the ids of clusters, where somebody is named who is responsible.
AGENCY = "agency"
MEASURE_TYPES = ("training", "audit", "coaching", "matchmaking", "certification", "study_visit")
#: What a member did after a session.
ACTIONS = ("none", "planned", "started", "done")
#: What indicators measure, by the causal chain; of what; which way is better; how often.
INDICATOR_KINDS = ("activity", "output", "result")
OBJECTIVES = ("missing_links", "partners", "assistance", "cooperation", "management")
BETTER = ("more", "less")
UNITS = ("number", "share", "eur", "hours", "days")
FREQUENCIES = ("monthly", "quarterly", "once")
#: How the catalogue of partners went out, and what came of it, the most so far.
CHANNELS = ("email", "event", "post", "web")
USES = ("none", "read", "contacted", "met", "agreed")
_MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"
_ID = r"^[a-z0-9][a-z0-9_-]{0,40}$"
_OF_LINE = ForeignKey(("line",), BudgetLines)


def _id(what: str) -> Any:
    return described(f"id of the {what}: small letters without accents, digits, - and _", str_matches=_ID)


def _name(language: str) -> Any:
    return described(f"its name, in {language}", str_matches=FILLED)


def _day(description: str) -> Any:
    return described(f"{description}, YYYY-MM-DD", str_matches=DAY)


def _day_or_none(description: str, empty: str) -> Any:
    return optional(f"{description}, YYYY-MM-DD; empty: {empty}", str_matches=DAY)


def _text(description: str) -> Any:
    return described(description, str_matches=FILLED)


def _who(description: str) -> Any:
    return described(f"{description}: fiscal code, key or name", holds="member", str_matches=FILLED)


def _responsible(description: str) -> Any:
    return described(f"{description}: {AGENCY}, or the id of a cluster, for its management", str_matches=FILLED)


@keyed()
class Named(Lineage):
    """Head of tables whose rows have a name in every language."""

    name_en: Series[str] = _name("English")
    name_ro: Series[str] = _name("Romanian")
    name_it: Series[str] = _name("Italian")


@keyed("measure", foreign=[_OF_LINE])
class AssistanceMeasures(Named):
    """The catalogue of technical assistance: what can be held for members, at what cost, for how many."""

    measure: Series[str] = _id("measure")
    topic: Series[str] = _text("what it is about: code of the assistance, as in the questionnaire")
    measure_type: Series[str] = described("how it is given", isin=list(MEASURE_TYPES))
    line: Series[str] = _text("id of the line of the budget that pays for it")
    cost_eur: Series[float] = described("what holding it once costs", unit="EUR", ge=0)
    hours: Series[float] = described("that holding it once takes", unit="hours", gt=0, le=1000)
    places: Series[int] = described("for how many members there is room each time", unit="members", ge=1, le=1000)
    most_runs: Series[int] = described("how often it can be held at most", ge=0, le=1000)
    clusters: Series[str] = optional("ids of the clusters that it is for, joined by ;; empty: all")
    first_day: Series[str] = _day("first day on which it can be held")
    last_day: Series[str] = _day("last day on which it can be held")
    stages: Series[str] = optional(
        "codes of the stages that it helps with, joined by ;: then it is for members who work on one, or lack it; "
        "empty: for everybody"
    )


@keyed("date", "organisation", "measure", foreign=[ForeignKey(("measure",), AssistanceMeasures)])
class AssistanceSessions(Lineage):
    """Sessions of assistance that were held: a row for each member that took part."""

    date: Series[str] = _day("when")
    organisation: Series[str] = _who("who took part")
    measure: Series[str] = _text("id of the measure")
    hours: Series[float] = described("how long", unit="hours", gt=0, le=1000)
    satisfaction: Series[pd.Int64Dtype] = columns.rating("how useful it was to the member; empty: not said")
    action: Series[str] = optional("the most that the member did after it; empty: not asked", isin=list(ACTIONS))


@keyed("indicator")
class Indicators(Named):
    """What the pilot action is measured by."""

    indicator: Series[str] = _id("indicator")
    definition_en: Series[str] = _text("what is counted and how, in English")
    definition_ro: Series[str] = _text("the same, in Romanian")
    definition_it: Series[str] = _text("the same, in Italian")
    kind: Series[str] = described("activity, output or result", isin=list(INDICATOR_KINDS))
    objective: Series[str] = described("which objective it is an indicator of", isin=list(OBJECTIVES))
    unit: Series[str] = described("what its values are; a share goes from 0 to 1", isin=list(UNITS))
    better: Series[str] = described("whether more of it is better, or less", isin=list(BETTER))
    source: Series[str] = _text("where its values come from")
    baseline: Series[float] = optional("value before the pilot action; empty: not known")
    target: Series[float] = described("value that it is to reach by its end")
    owner: Series[str] = _responsible("who answers for it")
    frequency: Series[str] = described("how often it is measured", isin=list(FREQUENCIES))


@keyed("indicator", "month", foreign=[ForeignKey(("indicator",), Indicators)])
class IndicatorValues(Lineage):
    """What an indicator was to be at the end of a month, and was."""

    indicator: Series[str] = _text("id of the indicator")
    month: Series[str] = described("month, YYYY-MM", str_matches=_MONTH)
    planned: Series[float] = optional("value planned for its end, all before it included; empty: none")
    actual: Series[float] = optional("value measured at its end, likewise; empty: not measured")


@keyed("activity", foreign=[_OF_LINE])
class TimetableActivities(Named):
    """Activities of the pilot action, when they were to be and when they were."""

    activity: Series[str] = _id("activity")
    lead: Series[str] = _responsible("who leads it")
    line: Series[str] = optional("id of the line of the budget that pays for it; empty: none")
    planned_start: Series[str] = _day("first day planned")
    planned_end: Series[str] = _day("last day planned")
    actual_start: Series[str] = _day_or_none("day on which it began", "it has not begun")
    actual_end: Series[str] = _day_or_none("day on which it ended", "it has not ended")


@keyed("date", "line", "purpose", foreign=[_OF_LINE])
class Spending(Lineage):
    """Payments of the pilot action."""

    date: Series[str] = _day("day of the payment")
    line: Series[str] = _text("id of the line of the budget")
    amount_eur: Series[float] = described("amount; below 0 where it was paid back", unit="EUR")
    purpose: Series[str] = described("what for", holds="text", str_matches=FILLED)


@keyed("date", "who", "decision")
class PolicyDecisions(Lineage):
    """Decisions that the agency and the managements took, with what they knew before and after."""

    date: Series[str] = _day("day of the decision")
    who: Series[str] = _responsible("who decided")
    decision: Series[str] = _text("what was decided")
    known_before: Series[str] = _text("what was known before")
    known_after: Series[str] = _text("what was known when it was decided")
    evidence: Series[str] = _text("what that rests on")
    results: Series[str] = optional(
        "results of this pack that it rests on, as notebook:id joined by ; (03:gaps); empty: none",
        str_matches=r"^\d\d:[A-Za-z0-9_.-]+(;\d\d:[A-Za-z0-9_.-]+)*$",
    )


@keyed("date", "recipient", "channel")
class CatalogueRecipients(Lineage):
    """Who received the catalogue of partners, when, and what came of it."""

    date: Series[str] = _day("when it went out")
    recipient: Series[str] = _who("who received it")
    cluster: Series[str] = optional("id of the cluster that it went to; empty: somebody else")
    channel: Series[str] = described("how", isin=list(CHANNELS))
    use: Series[str] = optional("the most that the recipient did with it; empty: not asked", isin=list(USES))
    use_date: Series[str] = _day_or_none("when it did that", "not known")
    partner: Series[str] = optional(
        "whom of the catalogue it contacted: fiscal code, key or name; empty: nobody", holds="candidate"
    )


#: Name of the file of each table, below ``data/raw/pilot``.
LOGS: Mapping[type[StudyTable], str] = {
    AssistanceMeasures: "measures",
    AssistanceSessions: "assistance",
    Indicators: "indicators",
    IndicatorValues: "indicator_values",
    TimetableActivities: "timetable",
    Spending: "spending",
    PolicyDecisions: "decisions",
    CatalogueRecipients: "recipients",
}
