"""Words of the chapter: what its codes are called, and who says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ..meetings.cluster_labels import cluster_words
from ..results import Label, Message, Translatable, _, _n, label
from ..store import Store
from ..survey import questionnaire
from .logs import QUESTION
from .tables import AGENCY, AssistanceMeasures, Indicators, TimetableActivities

#: Stands for all clusters together.
ALL = "all"
ALL_CLUSTERS = _("All clusters")
ASKED = _("survey of the members")
PLANNED = _("survey of the members, catalogue of measures and budget of the pilot action")
HELD = _("log of the assistance, survey of the members and catalogue of measures")
MEASURE_TYPE: Mapping[str, Message] = {
    "training": _("training"),
    "audit": _("audit"),
    "coaching": _("coaching"),
    "matchmaking": _("matchmaking"),
    "certification": _("help with certification"),
    "study_visit": _("study visit"),
}
SCENARIO: Mapping[str, Message] = {
    "plan": _("the plan"),
    "unshared": _("without fair shares"),
    "less": _("1,000 euro less"),
    "more": _("1,000 euro more"),
}
#: What is counted.
ASKING = _("respondents who ask for any assistance")
PARTICIPATIONS = _("participations in assistance")
INDICATORS = _("indicators")
ACTIVITIES = _("activities")
LINES = _("lines of the budget")
FLAGGABLE = _("indicators, activities, lines of the budget and clusters")
MONITORED = _("tables of the agency on indicators, timetable, budget and payments")
FLAGGED = _(
    "tables of the agency on indicators, timetable, budget, payments and events, and rosters of the managements"
)
STATUS_OF_INDICATOR: Mapping[str, Message] = {
    "on_track": _("on track"),
    "behind": _("behind"),
    "off_track": _("off track"),
    "not_measured": _("not measured"),
}
KIND_OF_INDICATOR: Mapping[str, Message] = {
    "activity": _("activity"),
    "output": _("output"),
    "result": _("result"),
}
FLAG: Mapping[str, Message] = {
    "overspent": _("overspent, EUR"),
    "paid_after": _("paid after the end, EUR"),
    "late": _("ended late, days"),
    "unfinished": _("not finished, days since it was to be"),
    "ends_after": _("ends after the pilot action, days"),
    "held_after": _("held after the end, participations"),
    "underserved": _("needs for assistance with a session, set against those in this study's proposal"),
    "no_sector_event": _("no event within its sector, events"),
    "uninvited": _("nobody invited to an event, members"),
    "off_track": _("indicator off track, part of the plan reached"),
}
AGENCY_WORD = _("the agency")


def topic_words(data: Store) -> dict[str, Label]:
    """Name of each kind of assistance by its code, in the order of the questionnaire."""
    return questionnaire.option_words(questionnaire.load(data.study), QUESTION)


def names_of(frame: pd.DataFrame, key: str) -> dict[str, Label]:
    """Name of each row of a table in every language, by its id."""
    return {str(row[key]): label(row) for _place, row in frame.iterrows()}


def measure_words(data: Store) -> dict[str, Label]:
    """Name of each measure by its id."""
    return names_of(data.all(AssistanceMeasures), "measure")


def indicator_words(data: Store, with_cluster: bool = True) -> dict[str, Translatable]:
    """Name of each indicator by its id; with the cluster, unless not wanted, where a management answers for it."""
    frame = pd.DataFrame(data.all(Indicators))
    called = cluster_words(data)
    named: dict[str, Translatable] = {}
    for _place, row in frame.iterrows():
        name: Translatable = label(row)
        owner = str(row["owner"])
        if row["unit"] == "eur":
            name = _("{name}, EUR", name=name)
        named[str(row["indicator"])] = (
            name if owner == AGENCY or not with_cluster else _("{name}: {cluster}", name=name, cluster=called[owner])
        )
    return named


def activity_words(data: Store) -> dict[str, Label]:
    """Name of each activity by its id."""
    return names_of(data.all(TimetableActivities), "activity")


def is_share(frame: pd.DataFrame) -> pd.Series:
    """Tell which rows hold shares, by their unit."""
    return frame["unit"] == "share"


def responsible_words(data: Store) -> dict[str, Translatable]:
    """Name of whoever answers for something, by what the tables say."""
    return {AGENCY: AGENCY_WORD, **cluster_words(data)}


def n_flags(number: Any) -> Message:
    """So many flags, as the noun follows the number."""
    return _n("{count} flag", "{count} flags", number)


def n_needs_served(number: Any) -> Message:
    """So many needs for assistance, as the noun follows the number."""
    return _n("{count} need for assistance", "{count} needs for assistance", number)


def n_participations(number: Any) -> Message:
    """So many participations in sessions, as the noun follows the number."""
    return _n("{count} participation", "{count} participations", number)
