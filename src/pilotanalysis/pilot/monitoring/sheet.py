"""The monitoring sheet: a page for the agency, and one for the management of each cluster."""

from __future__ import annotations

from collections.abc import Mapping

from ...meetings.cluster_labels import line_words
from ...meetings.labels import KIND
from ...meetings.labels import LOGS as EVENTS_SAY
from ...meetings.tables import Events
from ...results import Column, Day, Handout, HandoutPart, Label, Message, Table, Tabulation, Translatable, Words, _
from ...results.handout import READER
from ...store import Store
from ..labels import (
    ACTIVITIES,
    FLAG,
    FLAGGABLE,
    HELD,
    LINES,
    MONITORED,
    STATUS_OF_INDICATOR,
    activity_words,
    indicator_words,
    is_share,
    responsible_words,
    topic_words,
)
from ..monitoring_tables import StatusDays
from ..status import status_day
from ..tables import AGENCY
from .figures import COLOUR, SIGN
from .findings import of_plan, subject_words
from .readers import (
    activities_by_reader,
    lines_by_reader,
    meetings_by_reader,
    months_by_reader,
    needs_by_reader,
    steps_by_reader,
)
from .tabulation import monitored

#: What can be done about each.
STEP: Mapping[str, Message] = {
    "off_track": _("say why, and agree what will still be done or which target holds"),
    "overspent": _("say why, and from which line it is covered"),
    "unfinished": _("finish it, or set a new day"),
    "late": _("say why, and what else it delayed"),
    "ends_after": _("agree who finishes it and who pays"),
    "paid_after": _("ask whether a payment after the end counts"),
    "held_after": _("ask whether a session after the end counts"),
    "underserved": _("say why, and what its members can still get"),
    "no_sector_event": _("say why, and whether one will be held"),
    "uninvited": _("say why, and to which event they can come"),
    "behind": _("say what is lacking, and by when it can be made up"),
    "unserved": _("hold something for them, or say why not"),
    "unmeasured": _("give the value, or say why there is none"),
}
_WHAT: Mapping[str, Message] = {
    **FLAG,
    "behind": _("indicator behind, part of the plan reached"),
    "unserved": _("needs in this study's proposal without a session"),
    "unmeasured": _("value missing"),
}


def steps_table(data: Store) -> Table:
    """List what each has to do something about, the most pressing first."""
    return _table(
        "monitoring_steps", steps_by_reader(data), _("What to do next"),
        (
            Column("flag", _("What"), words=_WHAT),
            Column("subject", _("Of what"), words=subject_words(data)),
            Column("value", _("By how much"), share=of_plan),
            Column("step", _("Next step"), words=STEP),
        ),
        data, FLAGGABLE, n=monitored(data),
    )  # fmt: skip


def months_table(data: Store) -> Table:
    """List the values of the indicators by month and by who answers for them."""
    return _table(
        "monitoring_months", months_by_reader(data), _("Indicators by month: actual / planned"),
        (
            Column("indicator", _("Indicator"), words=indicator_words(data, with_cluster=False)),
            Column("month", _("Month"), calendar=True),
            Column("actual", _("Actual"), share=is_share),
            Column("planned", _("Planned"), share=is_share),
            Column("status", _("Status"), words=STATUS_OF_INDICATOR),
        ),
        data, _("values of indicators by month"),
    )  # fmt: skip


def activities_table(data: Store) -> Table:
    """List the activities with their delays: all for the agency, for a management its own and the agency's."""
    return _table(
        "monitoring_activities", activities_by_reader(data), _("Activities and delays"),
        (
            Column("activity", _("Activity"), words=activity_words(data)),
            Column("lead", _("Who leads it"), words=responsible_words(data)),
            Column("planned_start", _("Planned from"), calendar=True),
            Column("planned_end", _("to"), calendar=True),
            Column("actual_start", _("Actual from"), calendar=True),
            Column("actual_end", _("to"), calendar=True),
            Column("late", _("Days late")),
            Column("after", _("Days after the end")),
        ),
        data, ACTIVITIES,
    )  # fmt: skip


def own_lines_table(data: Store) -> Table:
    """List the lines of the budget by whom they pay for."""
    return _table(
        "monitoring_lines", lines_by_reader(data), _("Budget"),
        (
            Column("line", _("Line of the budget"), words=line_words(data)),
            Column("planned_eur", _("Planned"), unit=_("EUR"), decimals=2),
            Column("spent_eur", _("Paid"), unit=_("EUR"), decimals=2),
            Column("left", _("Left"), unit=_("EUR"), decimals=2),
        ),
        data, LINES,
    )  # fmt: skip


def own_needs_table(data: Store) -> Table:
    """List needs for assistance by cluster, with what is planned and was held."""
    return _table(
        "monitoring_assistance", needs_by_reader(data), _("Assistance"),
        (
            Column("topic", _("Assistance"), words=topic_words(data)),
            Column("asking", _("Ask for it")),
            Column("planned", _("In this study's proposal")),
            Column("had", _("Session held")),
        ),
        data, _("kinds of assistance by cluster, and for all of them"), HELD,
    )  # fmt: skip


def own_meetings_table(data: Store) -> Table:
    """List who came to the events and met somebody, by cluster."""
    events: dict[str, Translatable] = {
        str(row["event"]): _("{kind}, {place}", kind=KIND[row["kind"]], place=row["place"])
        for row in data.all(Events).to_dict("records")
    }
    return _table(
        "monitoring_meetings", meetings_by_reader(data), _("Meetings of the members"),
        (
            Column("place", _("Event, or cluster"), words={**events, **data.names}),
            Column("came", _("Members present")),
            Column("met", _("Had a meeting")),
            Column("meetings", _("Meetings")),
        ),
        data, _("clusters by event, and for all events"), EVENTS_SAY,
    )  # fmt: skip


def _table(
    id: str, tabulation: Tabulation, name: Message, columns: tuple[Column, ...], data: Store, units: Message,
    source: Translatable = MONITORED, n: int | None = None,
) -> Table:  # fmt: skip
    return Table(
        id=id,
        data=tabulation,
        columns=(Column(READER, _("For whom"), words=responsible_words(data)), *columns),
        words=lambda _released: Words(name),
        source=source,
        n=len(tabulation.frame) if n is None else n,
        units=units,
        name=name,
    )


def monitoring_sheets(data: Store) -> Handout:
    """Set a page for the agency and for the management of each analysed cluster, from the tables above."""
    named: dict[str, Label] = dict(data.names)
    return Handout(
        id="monitoring",
        titles={
            AGENCY: _("Monitoring sheet: the agency"),
            **{cluster: _("Monitoring sheet: {cluster}", cluster=name) for cluster, name in named.items()},
        },
        lead=_(
            "State of {day}. What you answer for in the pilot action, as your own tables and logs have it. A flag is a "
            "question, not a judgement: what it means is for you to say.",
            day=Day(status_day(data.all(StatusDays), data.settings)),
        ),
        parts=(
            HandoutPart(
                "monitoring_steps", "table",
                _("Nothing is flagged; the public release leaves out flags that would tell a small count."),
            ),
            HandoutPart(
                "monitoring_months", "grid", _("You answer for no indicator."),
                marks={status: (colour, SIGN[status]) for status, colour in COLOUR.items()},
            ),
            HandoutPart("monitoring_activities", "table", _("The timetable has no activity.")),
            HandoutPart("monitoring_lines", "table", _("No line pays for an activity that you lead."), half=True),
            HandoutPart("monitoring_assistance", "table", _("Nobody asks for assistance."), half=True),
            HandoutPart("monitoring_meetings", "table", _("None of the members came to an event."), half=True),
        ),
    )  # fmt: skip
