"""The logs of fictitious events: what organisers set, who takes part, who asks for whom, and what became of it.

They cohere with the truth of the study and with each other: who asks for a meeting needs what the other supplies, only
accepted requests are held, by people who are there, within the rules, nobody sits at two tables at once, and what came
of a meeting was asked of those that were held.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.random import Generator

from ..tables import SEPARATOR
from .draws import one_by_weight, yes
from .lists import rows, weights
from .names import guest_name
from .truth import STRANGER, Truth

#: Members invited to an event at most.
_ROOM = 150
#: Slots that everybody keeps free, so that nobody sits without a break.
_BREAKS = 2
_REQUESTS_EACH = 4
_OUTCOMES = ("none", "contact", "visit", "offer", "contract", "joint_project")
_AGREED = ("letter_of_intent", "memorandum", "new_member")
_MONTHS = (1, 3, 6)
#: Shares of participants who send two people, host a table, speak English too, opted out, and come half a day.
_TWO, _HOSTS, _ENGLISH, _OUT, _HALF = 0.08, 0.04, 0.5, 0.03, 0.08
#: Shares of those invited who registered, of these who came, of those who did not come who said so late, and of
#: requests that are for three.
_REGISTERED, _CAME, _CANCELLED, _FOR_THREE = 0.7, 0.88, 0.4, 0.03
#: Types of which no two meet each other, and the one with a limit of its own.
_APART, _LIMITED, _LIMIT = "public_auth", "catalyst", 6
_LAST_OF_AM = "13:00"

Row = tuple[object, ...]


def event_logs(truth: Truth) -> dict[str, pd.DataFrame]:
    """Give the logs of the events; their columns are those of :data:`meetings.tables.LOGS`.

    Yes and no are ``yes`` and ``no``; ratings go from 1 to 5, missing where not given.
    """
    chance = np.random.default_rng([truth.seed, 0, 4])
    events, sessions = _events(truth), _sessions()
    participants = _participants(truth, events, chance)
    attendance = _attendance(participants, chance)
    requests = _requests(truth, events, participants, chance)
    locked = _locked(requests, sessions, attendance)
    meetings = _meetings(_Room(sessions, participants, attendance), requests, chance)
    return {
        "events": events,
        "sessions": sessions,
        "participants": participants,
        "attendance": attendance,
        "rules": _rules(events),
        "locked": locked,
        "requests": requests,
        "meetings": meetings,
        "followups": _followups(events, meetings, chance),
        "walk_ins": _walk_ins(events, truth.scene.language, chance),
    }


def _events(truth: Truth) -> pd.DataFrame:
    """Two events within a sector each, and two of all clusters."""
    clusters, events = list(truth.organisations["cluster"].unique()), pd.DataFrame(rows("events.csv"))
    events["clusters"] = [
        clusters[number % len(clusters)] if kind == "b2b" else SEPARATOR.join(clusters)
        for number, kind in enumerate(events["kind"])
    ]
    events["date"] = events["date"].map(truth.scene.day)
    towns = list(dict.fromkeys(events["place"]))
    events["place"] = [truth.scene.place(place, towns.index(place)) for place in events["place"]]
    events["cost_eur"] = events["cost_eur"].map(truth.scene.amount)
    return events


def _sessions() -> pd.DataFrame:
    return pd.DataFrame(rows("sessions.csv")).astype(dict.fromkeys(("slots", "slot_minutes", "tables"), "int64"))


def _rules(events: pd.DataFrame) -> pd.DataFrame:
    """Authorities do not meet each other, and catalysts meet a few."""
    columns = ["event", "organisation_type", "other_type", "may_meet", "most"]
    told = [
        row
        for event in events["event"]
        for row in ((event, _APART, _APART, "no", pd.NA), (event, _LIMITED, "any", "yes", _LIMIT))
    ]
    return pd.DataFrame(told, columns=columns).astype({"most": "Int64"})


def _participants(truth: Truth, events: pd.DataFrame, chance: Generator) -> pd.DataFrame:
    """Who was invited: members who want to meet others and some who did not say so, and strangers."""
    people = truth.organisations
    interested = truth.interests.loc[truth.interests["wants_meetings"] == "yes", "fiscal_code"]
    wants = people["fiscal_code"].isin(interested).to_numpy()
    strangers = truth.responses[truth.responses["fate"] == STRANGER].assign(organisation_type="firm")
    columns = ["fiscal_code", "name", "organisation_type"]
    parts = []
    for event in events.to_dict("records"):
        clusters = event["clusters"].split(SEPARATOR)
        # An event of all clusters has room for some members of each.
        rate = np.where(wants, 0.9, 0.15) / (1 if len(clusters) == 1 else 2)
        invited = people[people["cluster"].isin(clusters) & (chance.random(len(people)) < rate)]
        invited = invited.iloc[np.sort(chance.permutation(len(invited))[:_ROOM])]
        guests = strangers[strangers["cluster"].isin(clusters)].iloc[:2]
        both = pd.concat([invited[columns], guests[columns]]).drop_duplicates("fiscal_code")
        parts.append(_registered(both, truth.scene.language, chance).assign(event=event["event"]))
    frame = pd.concat(parts, ignore_index=True).rename(columns={"fiscal_code": "organisation"})
    return frame[["event", *(column for column in frame if column != "event")]]


def _registered(both: pd.DataFrame, language: str, chance: Generator) -> pd.DataFrame:
    size = len(both)
    registered = chance.random(size) < _REGISTERED
    attended = registered & (chance.random(size) < _CAME)
    cancelled = registered & ~attended & (chance.random(size) < _CANCELLED)
    firm = (both["organisation_type"] == "firm").to_numpy()
    return both.assign(
        people=1 + (chance.random(size) < _TWO),
        own_table=yes(firm & (chance.random(size) < _HOSTS)),
        most_meetings=pd.Series(_LIMIT, both.index, dtype="Int64").where(chance.random(size) < _TWO),
        languages=np.where(chance.random(size) < _ENGLISH, _with_english(language), language),
        joins=yes(chance.random(size) >= _OUT),
        change=np.where(cancelled, "cancelled", ""),
        registered=yes(registered),
        attended=yes(attended),
    )


def _with_english(language: str) -> str:
    return SEPARATOR.join(dict.fromkeys((language, "en")))


def _attendance(participants: pd.DataFrame, chance: Generator) -> pd.DataFrame:
    """Who comes half a day only."""
    comes = participants[(participants["registered"] == "yes") & (chance.random(len(participants)) < _HALF)]
    half = np.where(chance.random(len(comes)) < 1 / 2, "am", "pm")
    return comes[["event", "organisation"]].assign(half_day=half).reset_index(drop=True)


def _requests(truth: Truth, events: pd.DataFrame, participants: pd.DataFrame, chance: Generator) -> pd.DataFrame:
    """Who asked whom: those registered ask who supplies what they need, and now and then somebody else."""
    able = participants[(participants["registered"] == "yes") & (participants["joins"] == "yes")]
    needs = truth.needs.groupby("fiscal_code")["stage"].agg(list).to_dict()
    works = truth.roles.groupby("fiscal_code")["stage"].agg(list).to_dict()
    cluster_of = dict(zip(truth.organisations["fiscal_code"], truth.organisations["cluster"], strict=True))
    apart = set(participants.loc[participants["organisation_type"] == _APART, "organisation"])
    found: list[Row] = []
    for event in events.to_dict("records"):
        present = able.loc[able["event"] == event["event"], "organisation"].tolist()
        suppliers: dict[str, list[str]] = {}
        for code in present:
            for stage in works.get(code, []):
                suppliers.setdefault(stage, []).append(code)
        asked: set[frozenset[str]] = set()
        for guest in present:
            wanted = [(other, stage) for stage in needs.get(guest, []) for other in suppliers.get(stage, [])]
            wanted += [
                (str(chance.choice(others)), stage)
                for stage, others in suppliers.items()
                if chance.random() < 1 / len(suppliers)
            ]
            for place in chance.permutation(len(wanted))[:_REQUESTS_EACH].tolist():
                other, topic = wanted[place]
                # Clusters meet each other, not themselves, where the event is theirs.
                same = event["kind"] == "c2c" and cluster_of.get(guest) == cluster_of.get(other)
                pair = frozenset((guest, other))
                if other != guest and not same and not pair <= apart and pair not in asked:
                    asked.add(pair)
                    found.append((event["event"], guest, other, _third(present, pair, chance), topic))
    frame = pd.DataFrame(found, columns=["event", "from", "to", "third", "topic"])
    return frame.assign(status=one_by_weight(weights("request_status"), len(frame), chance))


def _third(present: list[str], pair: frozenset[str], chance: Generator) -> str:
    """Now and then somebody else who joins two."""
    other = str(chance.choice(present))
    return other if chance.random() < _FOR_THREE and other not in pair else ""


def _locked(requests: pd.DataFrame, sessions: pd.DataFrame, attendance: pd.DataFrame) -> pd.DataFrame:
    """The first accepted request of each event, of people who are there all day, is fixed in the first slot."""
    half = pd.MultiIndex.from_frame(attendance[["event", "organisation"]])
    free = requests[requests["status"] == "accepted"]
    for column in ("from", "to", "third"):
        free = free[~pd.MultiIndex.from_frame(free[["event", column]]).isin(half)]
    first = free.drop_duplicates("event").rename(columns={"from": "organisation", "to": "other"})
    frame = first.merge(sessions.drop_duplicates("event")[["event", "session"]], on="event").assign(slot=1)
    return frame[["event", "session", "slot", "organisation", "other", "third"]]


@dataclass(frozen=True)
class _Room:
    """What an agenda is made within."""

    sessions: pd.DataFrame
    participants: pd.DataFrame
    attendance: pd.DataFrame

    def slots(self, event: str) -> list[tuple[str, int, int, str]]:
        """Session, slot, tables and half day of each slot of an event."""
        own = self.sessions[self.sessions["event"] == event]
        return [
            (row["session"], slot, row["tables"], "am" if row["start"] < _LAST_OF_AM else "pm")
            for row in own.to_dict("records")
            for slot in range(1, row["slots"] + 1)
        ]

    def half_days(self, event: str) -> Mapping[str, str]:
        """Half day of those who come for one only."""
        own = self.attendance[self.attendance["event"] == event]
        return dict(zip(own["organisation"], own["half_day"], strict=True))


def _meetings(room: _Room, requests: pd.DataFrame, chance: Generator) -> pd.DataFrame:
    """Put accepted requests into the first slot in which all are there and free, and a table is."""
    people = room.participants
    came = set(people.loc[people["attended"] == "yes", ["event", "organisation"]].itertuples(index=False, name=None))
    found: list[Row] = []
    for event, asked in requests[requests["status"] == "accepted"].groupby("event", sort=False):
        for number, (session, slot, table, members) in enumerate(_placed(str(event), asked, room), start=1):
            held = all((event, one) in came for one in members if one) and chance.random() < 0.95
            ratings = [int(chance.integers(2, 6)) if held and chance.random() < 0.85 else pd.NA for _side in range(2)]
            minutes = int(chance.integers(12, 24)) if held and chance.random() < 0.6 else pd.NA
            head = (f"{event}-{number:03d}", event, session, slot, table, *members)
            found.append((*head, "yes" if held else "no", *ratings, minutes))
    columns = [
        "meeting", "event", "session", "slot", "table", "from", "to", "third", "held", "rating_from", "rating_to",
        "minutes",
    ]  # fmt: skip
    return pd.DataFrame(found, columns=columns).astype(dict.fromkeys(("rating_from", "rating_to", "minutes"), "Int64"))


def _placed(event: str, asked: pd.DataFrame, room: _Room) -> list[tuple[str, int, int, tuple[str, str, str]]]:
    """Places of requests, in the order of the agenda; who has no free slot in common goes without."""
    slots, half = room.slots(event), room.half_days(event)
    busy: dict[str, set[int]] = {}
    used: Counter[int] = Counter()
    placed = []
    for members in asked[["from", "to", "third"]].itertuples(index=False, name=None):
        sitting = [one for one in members if one]
        taken = [busy.setdefault(one, set()) for one in sitting]
        if max(map(len, taken)) >= min(len(slots) - _BREAKS, _LIMIT):
            continue
        halves = {half[one] for one in sitting if one in half}
        for at, (session, slot, tables, day) in enumerate(slots):
            if not any(at in each for each in taken) and used[at] < tables and halves <= {day}:
                used[at] += 1
                for each in taken:
                    each.add(at)
                placed.append((at, session, slot, used[at], members))
                break
    return [place[1:] for place in sorted(placed)]


def _followups(events: pd.DataFrame, meetings: pd.DataFrame, chance: Generator) -> pd.DataFrame:
    """What came of meetings held, after one, three and six months: what was reached is not lost again."""
    kinds = dict(zip(events["event"], events["kind"], strict=True))
    found: list[Row] = []
    for meeting in meetings[meetings["held"] == "yes"].to_dict("records"):
        reached = 0
        agreed = ""
        for months in _MONTHS:
            # Who does not answer once is not asked again.
            if chance.random() > 0.85:
                break
            reached = min(reached + int(chance.choice([0, 1, 2], p=[0.55, 0.35, 0.1])), len(_OUTCOMES) - 1)
            if not agreed and reached >= 2 and kinds[meeting["event"]] == "c2c" and chance.random() < 0.3:
                agreed = str(chance.choice(_AGREED))
            found.append((meeting["meeting"], months, agreed or _OUTCOMES[reached]))
    return pd.DataFrame(found, columns=["meeting", "months", "outcome"])


def _walk_ins(events: pd.DataFrame, language: str, chance: Generator) -> pd.DataFrame:
    """Somebody of whom nobody knew comes to each event."""
    found = [
        (event, guest_name(number, language), "firm", int(chance.integers(0, 3)))
        for number, event in enumerate(np.repeat(events["event"].to_numpy(), 2).tolist(), start=1)
    ]
    return pd.DataFrame(found, columns=["event", "name", "organisation_type", "meetings"])
