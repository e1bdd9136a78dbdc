"""What became of the events: step by step, and what their logs say that cannot be."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ..tables import SEPARATOR, TableSet, conform, join_as_spans
from .tables import (
    AGREEMENT,
    COOPERATION,
    STEPS,
    TOO_LONG,
    EventDoubts,
    Events,
    EventSteps,
    HeldMeetings,
    MeetingFollowUps,
    Participants,
    Requests,
    Sessions,
    WalkIns,
)
from .times import minutes_of

_WHO = ["from", "to", "third"]


def what_came_of_events(logs: TableSet) -> TableSet:
    """Find what cannot be in the logs, and count each step without it.

    Returns
    -------
    TableSet
        EventDoubts, EventSteps.
    """
    people, held, later = _participants(logs), _held(logs), _followed_up(logs)
    each = (people, held.assign(doubt=held["told"]), later)
    doubts = pd.concat(each)[["event", "row_id", "doubt"]].rename(columns={"row_id": "made_from"})
    doubts = doubts.assign(doubt=doubts["doubt"].str.split(SEPARATOR)).explode("doubt")
    doubts = doubts[doubts["doubt"] != ""].sort_values(["event", "made_from", "doubt"])
    return TableSet(
        {
            EventDoubts: conform(doubts, EventDoubts),
            EventSteps: conform(_steps(logs, people, held, later), EventSteps),
        }
    )


def _participants(logs: TableSet) -> pd.DataFrame:
    """Participants, each with its doubts."""
    frame = pd.DataFrame(logs.of(Participants))
    strange = (frame["attended"] == "yes") & (frame["registered"] == "no")
    return frame.assign(doubt=_named({"not_registered": strange}))


def _held(logs: TableSet) -> pd.DataFrame:
    """Meetings put on the agenda, each with its doubts."""
    frame = pd.DataFrame(logs.of(HeldMeetings)).reset_index(drop=True)
    held = frame["held"] == "yes"
    rated = frame[["rating_from", "rating_to"]].notna().any(axis=1)
    found = {
        "not_invited": held & _somebody_strange(frame, logs),
        "not_there": held & _somebody_away(frame, logs),
        "no_such_slot": held & _no_such_slot(frame, logs),
        "two_at_once": _two_at_once(frame[held], logs).reindex(frame.index, fill_value=False),
        "one_table": _one_table(frame[held]).reindex(frame.index, fill_value=False),
        "rated_not_held": ~held & rated,
    }
    doubt = _named(found)
    # How long it lasted is in doubt then, and nothing else of it.
    long = _named({TOO_LONG: held & _too_long(frame, logs)})
    every = (doubt + SEPARATOR + long).str.strip(SEPARATOR)
    return frame.assign(doubt=doubt, told=every, rated=rated)


def _named(found: Mapping[str, pd.Series]) -> pd.Series:
    """Names of the doubts that hold of each row, joined; empty where none does."""
    rows = zip(*(flag.astype("bool") for flag in found.values()), strict=True)
    names = [SEPARATOR.join(name for name, holds in zip(found, row, strict=True) if holds) for row in rows]
    return pd.Series(names, index=next(iter(found.values())).index, dtype="str")


def _sitting(frame: pd.DataFrame) -> pd.DataFrame:
    """A row for each who meets, by the index of the meeting."""
    each = pd.concat([frame.assign(organisation=frame[column]) for column in _WHO])
    return each.dropna(subset=["organisation"]).sort_index(kind="stable")


def _somebody_strange(frame: pd.DataFrame, logs: TableSet) -> pd.Series:
    """Whether a meeting names somebody who was not invited and did not walk in."""
    people, came = logs.of(Participants)[["event", "organisation"]], logs.of(WalkIns)[["event", "name"]]
    known = {*people.itertuples(index=False, name=None), *came.itertuples(index=False, name=None)}
    sitting = _sitting(frame)[["event", "organisation"]]
    strange = pd.Series([one not in known for one in sitting.itertuples(index=False, name=None)], index=sitting.index)
    return strange.astype("bool").groupby(level=0).any().reindex(frame.index, fill_value=False)


def _somebody_away(frame: pd.DataFrame, logs: TableSet) -> pd.Series:
    people = logs.of(Participants)
    away = pd.MultiIndex.from_frame(people.loc[people["attended"] == "no", ["event", "organisation"]])
    sitting = _sitting(frame)
    missing = pd.Series(pd.MultiIndex.from_frame(sitting[["event", "organisation"]]).isin(away), index=sitting.index)
    return missing.groupby(level=0).any().reindex(frame.index, fill_value=False)


def _no_such_slot(frame: pd.DataFrame, logs: TableSet) -> pd.Series:
    """Whether a session or slot is written that there is not; where none is, nothing can be said."""
    sessions = logs.of(Sessions)[["event", "session", "slots"]]
    slots = frame[["event", "session"]].merge(sessions, on=["event", "session"], how="left")["slots"]
    strange = frame["session"].notna() & (slots.isna() | (frame["slot"].astype("float64") > slots))
    return strange.astype("bool")


def _too_long(frame: pd.DataFrame, logs: TableSet) -> pd.Series:
    """Whether a meeting lasted longer than its slot; where no session is written, nothing can be said."""
    sessions = logs.of(Sessions)[["event", "session", "slot_minutes"]]
    slot = frame[["event", "session"]].merge(sessions, on=["event", "session"], how="left")["slot_minutes"]
    return (frame["minutes"].astype("float64") > slot).astype("bool")


def _two_at_once(held: pd.DataFrame, logs: TableSet) -> pd.Series:
    """Whether somebody has more meetings in a slot than people; of those the later ones are in doubt."""
    sitting = _sitting(held.dropna(subset=["session", "slot"])).reset_index(names="meeting_at")
    people = logs.of(Participants)[["event", "organisation", "people"]]
    sessions = logs.of(Sessions)[["event", "session", "start", "slot_minutes"]]
    sitting = sitting.merge(people, on=["event", "organisation"]).merge(sessions, on=["event", "session"])
    begins = sitting["start"].map(minutes_of).astype("int64") + (sitting["slot"] - 1) * sitting["slot_minutes"]
    place = sitting.groupby([sitting["event"], sitting["organisation"], begins]).cumcount()
    return (place >= sitting["people"]).groupby(sitting["meeting_at"]).any().astype("bool")


def _one_table(held: pd.DataFrame) -> pd.Series:
    """Whether an earlier row has the same table in the same slot."""
    where = ["event", "session", "slot", "table"]
    return held.dropna(subset=where).duplicated(where)


def _followed_up(logs: TableSet) -> pd.DataFrame:
    """What was asked later, each with its doubts."""
    held = logs.of(HeldMeetings)[["meeting", "event", "held"]]
    frame = pd.DataFrame(logs.of(MeetingFollowUps)).merge(held, on="meeting")
    return frame.assign(doubt=_named({"asked_not_held": frame["held"] == "no"}))


def _steps(logs: TableSet, people: pd.DataFrame, held: pd.DataFrame, later: pd.DataFrame) -> pd.DataFrame:
    requests = pd.DataFrame(logs.of(Requests))
    # A meeting that cannot have been held is in doubt in every step after it.
    odd = set(held.loc[(held["held"] == "yes") & (held["doubt"] != ""), "meeting"])
    later = later.assign(sure=(later["doubt"] == "") & ~later["meeting"].isin(odd))
    held = held.assign(sure=held["doubt"] == "")
    people = people.assign(sure=people["doubt"] == "")
    requests = requests.assign(sure=True)
    parts = {
        "invited": people.assign(sure=True),
        "registered": people[people["registered"] == "yes"],
        "attended": people[people["attended"] == "yes"],
        "requested": requests,
        "accepted": requests[requests["status"] == "accepted"],
        "scheduled": held.assign(sure=True),
        "held": held[held["held"] == "yes"],
        "rated": held[held["rated"]],
        "followed_up": _meetings_once(later),
        "cooperation": _meetings_once(later[later["outcome"].isin(COOPERATION)]),
        "agreement": _meetings_once(later[later["outcome"].isin(AGREEMENT)]),
    }
    found = []
    for event in logs.of(Events)[["event", "row_id"]].to_dict("records"):
        for step, frame in parts.items():
            own = frame[frame["event"] == event["event"]]
            found.append(
                {
                    "event": event["event"],
                    "step": step,
                    "counted": STEPS[step],
                    "number": int(own["sure"].sum()),
                    "doubtful": int((~own["sure"]).sum()),
                    "made_from": join_as_spans([event["row_id"], *own["row_id"]]),
                }
            )
    return pd.DataFrame(found)


def _meetings_once(later: pd.DataFrame) -> pd.DataFrame:
    """A row for each meeting, whenever it was asked about."""
    return later.drop_duplicates("meeting")
