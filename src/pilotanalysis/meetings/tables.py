"""Tables of the events: what organisers set, who takes part, who asks for whom, and what became of it.

The first ten are the logs of the pilot action, ``data/raw/pilot``, each a CSV file or a workbook. Nobody needs all of
them: what is not there has no rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from pandera.typing import Series

from ..files.checked import FILLED
from ..survey.tables import ORGANISATION_TYPES
from ..tables import Computed, Lineage, StudyTable, columns
from ..tables.columns import described, optional
from ..tables.keys import ForeignKey, keyed

KINDS = ("b2b", "c2c")
HALF_DAYS = ("am", "pm")
YES_NO = ("yes", "no")
CHANGES = ("cancelled", "late")
STATUSES = ("pending", "accepted", "declined", "cancelled")
#: What came of a meeting, from nothing to the most binding.
OUTCOMES = (
    "none", "contact", "visit", "offer", "contract", "joint_project", "letter_of_intent", "memorandum", "new_member",
)  # fmt: skip
#: Of these, what counts as a cooperation, and as an agreement.
COOPERATION = OUTCOMES[OUTCOMES.index("offer") :]
AGREEMENT = OUTCOMES[OUTCOMES.index("contract") :]
#: Why a meeting may be held, the strongest first.
ORIGINS = ("locked", "accepted", "pending", "match", "candidate", "sent")
#: Columns with the keys of those who meet.
WHO = ["organisation", "other", "third"]
#: What becomes of a meeting of an agenda that was sent out, where late news change it; and a meeting that is new.
MOVES = ("moved", "table", "dropped", "new")
#: Reasons for which a meeting cannot be held, whatever the organiser adds.
IMPOSSIBLE = ("absent", "rule")
#: Why a meeting that may be held is not.
REASONS = ("absent", "rule", "attendance", "limit", "maximum", "locked", "tables", "busy")
#: Steps from an invitation to an agreement, with what is counted.
STEPS: Mapping[str, str] = {
    "invited": "participants", "registered": "participants", "attended": "participants",
    "requested": "requests", "accepted": "requests",
    "scheduled": "meetings", "held": "meetings", "rated": "meetings", "followed_up": "meetings",
    "cooperation": "meetings", "agreement": "meetings",
}  # fmt: skip
#: What cannot be in the logs of an event.
DOUBTS = (
    "not_registered",
    "not_invited",
    "not_there",
    "no_such_slot",
    "two_at_once",
    "one_table",
    "rated_not_held",
    "asked_not_held",
    "too_long",
)
#: The one that leaves a meeting out of its mean length alone, and of no other rate.
TOO_LONG = "too_long"
#: After how many months people are asked what came of a meeting.
MONTHS = (1, 3, 6)
DAY = r"^(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$"
#: Files are named after events.
_EVENT_ID = r"^[a-z0-9][a-z0-9_-]{0,40}$"
_TIME = r"^([01]\d|2[0-3]):[0-5]\d$"


def _event() -> Any:
    return described("id of the event", str_matches=FILLED)


def _who(description: str) -> Any:
    return described(f"{description}: fiscal code, key or name", holds="member", str_matches=FILLED)


def _key(description: str) -> Any:
    return described(f"key of {description}", holds="member")


def _yes_no(description: str) -> Any:
    return described(description, isin=list(YES_NO))


def _type(description: str) -> Any:
    return described(f"{description}; any where it holds of all", isin=[*ORGANISATION_TYPES, "any"])


def _third() -> Any:
    return optional("the third participant, where three are to meet; as the others", holds="member")


def _called(language: str) -> Any:
    return optional(f"what it is called, in {language}; empty: its id", may_lack=True)


@keyed("event")
class Events(Lineage):
    """Events at which participants meet bilaterally: within a sector, or cluster to cluster."""

    event: Series[str] = described(
        "id of the event: small letters without accents, digits, hyphens and underscores", str_matches=_EVENT_ID
    )
    kind: Series[str] = described("b2b: within a sector; c2c: cluster to cluster", isin=list(KINDS))
    date: Series[str] = described("day, YYYY-MM-DD", str_matches=DAY)
    place: Series[str] = described("where it takes place", str_matches=FILLED)
    clusters: Series[str] = described("ids of the clusters that it is for, joined by ;", str_matches=FILLED)
    cost_eur: Series[float] = optional("what the day costs; empty: not known", unit="EUR", ge=0, may_lack=True)
    line: Series[str] = optional("id of the line of the budget that pays for it; empty: none", may_lack=True)


_OF_EVENT = ForeignKey(("event",), Events)


@keyed("event", "session", foreign=[_OF_EVENT])
class Sessions(Lineage):
    """Sessions of an event: slots that follow one another. A break is the time between two sessions."""

    event: Series[str] = _event()
    session: Series[str] = described("id of the session within the event", str_matches=FILLED)
    name_en: Series[str] = _called("English")
    name_ro: Series[str] = _called("Romanian")
    name_it: Series[str] = _called("Italian")
    start: Series[str] = described("when its first slot begins, HH:MM", str_matches=_TIME)
    slots: Series[int] = described("slots, one after another", ge=1, le=60)
    slot_minutes: Series[int] = described("how long each is", unit="minutes", ge=5, le=240)
    tables: Series[int] = described(
        "tables that participants share; those with a table of their own aside", ge=0, le=1000
    )


@keyed("event", "organisation", foreign=[_OF_EVENT])
class Participants(Lineage):
    """Who was invited to an event, who registered and who came."""

    event: Series[str] = _event()
    organisation: Series[str] = _who("key of the organisation; in the file")
    name: Series[str] = described("its name", holds="text", str_matches=FILLED)
    organisation_type: Series[str] = columns.organisation_type(isin=list(ORGANISATION_TYPES))
    people: Series[int] = described(
        "people who can sit in a meeting each at the same time", unit="persons", ge=1, le=50
    )
    own_table: Series[str] = _yes_no("whether it hosts its meetings at a table of its own")
    most_meetings: Series[pd.Int64Dtype] = optional(
        "most meetings that it takes; empty: as many as there are slots", ge=1
    )
    languages: Series[str] = optional(
        "languages that it speaks: codes of two small letters joined by ; without blanks; empty: not said",
        str_matches=r"^[a-z]{2}(;[a-z]{2})*$",
    )
    joins: Series[str] = _yes_no("whether meetings may be arranged for it (no: it opted out)")
    change: Series[str] = optional(
        "what came late, after agendas went out: cancelled, it does not come; late, it registered then",
        isin=list(CHANGES),
    )
    registered: Series[str] = _yes_no("whether it registered")
    attended: Series[str] = optional("whether it came; empty: not yet known", isin=list(YES_NO))


_OF_PARTICIPANT = ForeignKey(("event", "organisation"), Participants)


def _participant(column: str) -> ForeignKey:
    return ForeignKey(("event", column), Participants, ("event", "organisation"))


@keyed("event", "organisation", "half_day", foreign=[_OF_PARTICIPANT])
class Attendance(Lineage):
    """When those can come who cannot be there all day: a row for each half day that they can."""

    event: Series[str] = _event()
    organisation: Series[str] = _who("participant")
    half_day: Series[str] = described("am: before 13:00; pm: from then on", isin=list(HALF_DAYS))


@keyed("event", "organisation_type", "other_type", foreign=[_OF_EVENT])
class MeetingRules(Lineage):
    """Whether participants of two types may meet, and how often; without a row they may, as often as they like."""

    event: Series[str] = _event()
    organisation_type: Series[str] = _type("type of those whom it is a rule for")
    other_type: Series[str] = _type("type of those whom they meet")
    may_meet: Series[str] = _yes_no("whether they may meet")
    most: Series[pd.Int64Dtype] = optional(
        "most meetings of each of the first with any of the second; empty: no limit", ge=0
    )


@keyed(
    "event", "organisation", "other", "third",
    foreign=[
        ForeignKey(("event", "session"), Sessions), _OF_PARTICIPANT, _participant("other"), _participant("third"),
    ],
)  # fmt: skip
class LockedMeetings(Lineage):
    """Meetings that the organiser has fixed, and when."""

    event: Series[str] = _event()
    session: Series[str] = described("id of the session", str_matches=FILLED)
    slot: Series[int] = described("slot of the session, from 1", ge=1)
    organisation: Series[str] = _who("one participant")
    other: Series[str] = _who("the other")
    third: Series[str] = _third()


@keyed("event", "from", "to", "third", foreign=[_participant("from"), _participant("to"), _participant("third")])
class Requests(Lineage):
    """Who asked whom for a meeting, as matchmaking platforms export it."""

    event: Series[str] = _event()
    asking: Series[str] = described(
        "who asks: fiscal code, key or name", holds="member", str_matches=FILLED, alias="from"
    )
    asked: Series[str] = described("who is asked, likewise", holds="member", str_matches=FILLED, alias="to")
    third: Series[str] = _third()
    topic: Series[str] = optional("code of the stage that it is about")
    status: Series[str] = described("what became of it before the event", isin=list(STATUSES))


@keyed("meeting", foreign=[_OF_EVENT])
class HeldMeetings(Lineage):
    """Meetings as they were put on the agenda, whether they were held, and how both sides rate them."""

    meeting: Series[str] = described("id of the meeting", str_matches=FILLED)
    event: Series[str] = _event()
    session: Series[str] = optional("id of the session")
    slot: Series[pd.Int64Dtype] = optional("slot of the session, from 1", ge=1)
    table: Series[str] = optional("table, as numbered at the event")
    asking: Series[str] = described(
        "who asked: fiscal code, key or name", holds="member", str_matches=FILLED, alias="from"
    )
    asked: Series[str] = described("who was asked, likewise", holds="member", str_matches=FILLED, alias="to")
    third: Series[str] = _third()
    held: Series[str] = _yes_no("whether it was held")
    rating_from: Series[pd.Int64Dtype] = columns.rating("how useful it was to who asked; empty: not said")
    rating_to: Series[pd.Int64Dtype] = columns.rating("how useful it was to who was asked; empty: not said")
    minutes: Series[pd.Int64Dtype] = optional("how long it lasted; empty: not noted", unit="minutes", ge=1, le=600)


@keyed("meeting", "months", foreign=[ForeignKey(("meeting",), HeldMeetings)])
class MeetingFollowUps(Lineage):
    """What came of a meeting, asked months after it."""

    meeting: Series[str] = described("id of the meeting", str_matches=FILLED)
    months: Series[int] = described("months after the event: 1, 3 or 6", isin=list(MONTHS))
    outcome: Series[str] = described("the most that came of it so far", isin=list(OUTCOMES))


@keyed("event", "name", foreign=[_OF_EVENT])
class WalkIns(Lineage):
    """Who came to an event without an invitation."""

    event: Series[str] = _event()
    name: Series[str] = described("name as given at the door", holds="member", str_matches=FILLED)
    organisation_type: Series[str] = columns.organisation_type(isin=list(ORGANISATION_TYPES))
    meetings: Series[int] = described("meetings that it had, found on the spot", unit="meetings", ge=0)


def _members() -> list[ForeignKey]:
    return [_participant(column) for column in ("organisation", "other", "third")]


class _Wished(Computed):
    """Head of every table of meetings that may be held."""

    event: Series[str] = _event()
    organisation: Series[str] = _key("one participant: who asks, or who needs something")
    other: Series[str] = _key("the other")
    third: Series[str] = optional("key of the third, where three meet", holds="member")
    stage: Series[str] = optional("code of the stage that it is about; missing where not said")
    origin: Series[str] = described(
        "why it may be held: locked, the organiser fixed it; accepted and pending, one asked the other; match, one "
        "needs what the other offers; candidate, the other could close the gap of a stage that the first lacks or "
        "buys; sent, it is on the agenda that was sent out, and nothing else speaks for it any more",
        isin=list(ORIGINS),
    )
    value: Series[int] = described(
        "what it is worth: the weighted mean of request, gap, fit and interest, in hundredths; 1 at least", ge=1, le=100
    )


@keyed("event", "organisation", "other", "third", foreign=_members())
class Proposals(_Wished):
    """Meetings that may be held at an event: those asked for, and those proposed from needs, offers and gaps."""

    request: Series[float] = columns.score("1 where it was asked for and accepted, 1/2 where that is pending, else 0")
    gap: Series[bool] = described("whether the stage has a gap that it could close")
    fit: Series[float] = columns.score(
        "strength of the match of need and offer, or score of the candidate, the better; 0 where only asked for"
    )
    interest: Series[float] = columns.share(
        "share of the participants who want to meet others and, where they named clusters or types, such as these",
        nullable=False,
    )


@keyed("event", "organisation", "other", "third", foreign=[*_members(), ForeignKey(("event", "session"), Sessions)])
class Meetings(_Wished):
    """Who meets whom, when, at which table."""

    session: Series[str] = described("id of the session")
    slot: Series[int] = described("slot of the session, from 1", ge=1)
    start: Series[str] = described("when it begins, ISO 8601 with the offset from universal time")
    end: Series[str] = described("when it ends, likewise")
    table: Series[pd.Int64Dtype] = optional("shared table, from 1; missing where one of them hosts it at its own", ge=1)
    version: Series[int] = described("which agenda of the event this is: 1 more than the one that was sent out", ge=1)


@keyed("event", "organisation", "other", "third", foreign=[_OF_EVENT])
class Unserved(_Wished):
    """Meetings that may be held and are not, and what would change that."""

    reason: Series[str] = described(
        "the first that holds: absent, one does not take part; rule, the types may not meet; attendance, never all "
        "there at a time; limit, a rule is used up; maximum, one has as many as it takes; locked, fixed meetings are "
        "in the way; tables, all are taken; busy, no slot in which all are free",
        isin=list(REASONS),
    )
    whose: Series[str] = described(
        "keys of the participants whose constraint it is, joined by ;", blank=True, holds="member"
    )
    mends: Series[str] = described(
        "each single change with which it could be held beside all others, joined by ;: table SESSION SLOT, one more "
        "table; slot SESSION, one more slot; maximum KEY, one more meeting; person KEY SESSION SLOT, one more person; "
        "limit KEY, one more meeting than the rule of the organiser allows to who has this key",
        blank=True,
        holds="members",
    )


@keyed("event", foreign=[_OF_EVENT])
class Schedules(Computed):
    """How good the schedule of an event is, level by level, and what no schedule passes."""

    event: Series[str] = _event()
    participants: Series[int] = columns.count("who can be given meetings: registered, not opted out, not cancelled")
    hopeful: Series[int] = columns.count("of these, those with a meeting that may be held", "participants")
    proposals: Series[int] = columns.count("meetings that may be held", "meetings")
    meetings: Series[int] = columns.count("meetings of the schedule", "meetings")
    served: Series[int] = columns.count("participants with a meeting at least", "participants")
    served_bound: Series[int] = columns.count("most that any schedule serves", "participants")
    value: Series[int] = columns.count("summed value of the meetings")
    value_bound: Series[int] = columns.count(
        "most of any schedule that serves as many, and keeps the meetings of an agenda sent out where this one does"
    )
    idle: Series[int] = columns.count("slots without a meeting between a participant's first and last", "slots")
    idle_bound: Series[int] = columns.count("least that is known to be needed, at the same value", "slots")
    nodes: Series[int] = columns.count("most nodes of the solver for each level")
    stay: Series[pd.Int64Dtype] = optional(
        "meetings of the agenda sent out that stay in their slot; missing without one"
    )
    stay_bound: Series[pd.Int64Dtype] = optional("most that can, among schedules that serve as many")


@keyed("event", "organisation", "other", "third", foreign=[*_members()])
class Moves(Computed):
    """What late news change of an agenda that was sent out."""

    event: Series[str] = _event()
    organisation: Series[str] = _key("one participant")
    other: Series[str] = _key("the other")
    third: Series[str] = optional("key of the third, where three meet", holds="member")
    move: Series[str] = described(
        "moved: to another slot; table: to another table; dropped: no longer held; new: not on the agenda sent out",
        isin=list(MOVES),
    )
    session_before: Series[str] = optional("id of the session where it was; missing where new")
    slot_before: Series[pd.Int64Dtype] = optional("slot where it was")
    table_before: Series[pd.Int64Dtype] = optional("shared table where it was; missing where hosted")
    session: Series[str] = optional("id of the session where it is now; missing where dropped")
    slot: Series[pd.Int64Dtype] = optional("slot where it is now")
    table: Series[pd.Int64Dtype] = optional("shared table where it is now; missing where hosted")


@keyed(
    "event", "organisation", "other", "third", foreign=[*_members(), ForeignKey(("event", "session"), Sessions)],
)  # fmt: skip
class SentAgenda(Lineage):
    """The agenda that was sent out: rows of the table of meetings, as they stood then."""

    event: Series[str] = _event()
    session: Series[str] = described("id of the session", str_matches=FILLED)
    slot: Series[int] = described("slot of the session, from 1", ge=1)
    table: Series[pd.Int64Dtype] = optional("shared table, from 1; empty where hosted", ge=1)
    version: Series[pd.Int64Dtype] = optional(
        "which agenda of the event that was, as the table of meetings has it; empty: the first", ge=1, may_lack=True
    )
    organisation: Series[str] = _who("one participant")
    other: Series[str] = _who("the other")
    third: Series[str] = _third()


@keyed("event", "step", foreign=[_OF_EVENT])
class EventSteps(Computed):
    """How far an event came: from those invited to the agreements made."""

    event: Series[str] = _event()
    step: Series[str] = described(
        "invited, registered, attended; requested, accepted; scheduled (put on the agenda), held, rated (by one side "
        "at least), followed_up (asked later what came of it), cooperation (an offer or more), agreement (a "
        "contract, joint project, letter, memorandum or new member)",
        isin=list(STEPS),
    )
    counted: Series[str] = described("what is counted", isin=sorted(set(STEPS.values())))
    number: Series[int] = columns.count("how many there are, without what cannot be")
    doubtful: Series[int] = columns.count("how many more the log has, which cannot be")


@keyed("made_from", "doubt", foreign=[_OF_EVENT])
class EventDoubts(Computed):
    """Rows of the logs that say what cannot be: listed here, and left out of every rate that they touch."""

    event: Series[str] = _event()
    doubt: Series[str] = described(
        "not_registered: it came without having registered. Of meetings that were held: not_invited, somebody is "
        "neither among the participants nor the walk-ins; not_there, somebody did not come; no_such_slot, there is no "
        "such session or slot; two_at_once, somebody has more meetings than people in the slot; one_table, another was "
        "held at the table; too_long, it lasted longer than its slot: left out of the mean length alone. Else: "
        "rated_not_held; asked_not_held, what came of it",
        isin=list(DOUBTS),
    )


#: Name of the file of each log, below ``data/raw/pilot``.
LOGS: Mapping[type[StudyTable], str] = {
    Events: "events",
    Sessions: "sessions",
    Participants: "participants",
    Attendance: "attendance",
    MeetingRules: "rules",
    LockedMeetings: "locked",
    Requests: "requests",
    HeldMeetings: "meetings",
    MeetingFollowUps: "followups",
    WalkIns: "walk_ins",
}
TABLES: tuple[type[StudyTable], ...] = (
    *LOGS, Proposals, Meetings, Unserved, Schedules, Moves, EventDoubts, EventSteps,
)  # fmt: skip
