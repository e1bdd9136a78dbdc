"""What notebook 05 hands over for the agendas: slots, participants, meetings, and meetings that are not held."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import pandas as pd
from babel import Locale

from ...chain.lookups import stage_words
from ...results import Agendas, Column, Label, Translatable
from ...results.agendas import EVENTS, GONE, MEETINGS, OPEN, PEOPLE, SLOTS
from ...store import Store
from ...tables import SEPARATOR
from ..labels import ARRANGED, KIND, ORIGIN_OF_MEETING, REASON_UNSERVED, TYPE_OF_ONE, WHY_NONE, session_words
from ..tables import WHO, Events, Meetings, Moves, Participants, Sessions, Unserved
from ..times import as_iso, slots_of
from .mends import said_mends
from .people import numbers, participants_of_events


def agendas(data: Store) -> Agendas:
    """Give what goes out of all events: agendas, table plans, door lists, and what is not held."""
    people = participants_of_events(data)
    number_of = numbers(data.all(Participants))
    open_ones, mends = _open(data, number_of)
    versions = data.all(Meetings).groupby("event")["version"].max()
    events = pd.DataFrame(data.all(Events)).assign(
        version=lambda rows: rows["event"].map(versions).fillna(1).astype("int64")
    )
    slots = _slots(data, events)
    return Agendas(
        id="agendas",
        events=events.assign(day=events["date"], made_from=events["row_id"])[_named(EVENTS)],
        slots=slots,
        people=people[[*(column.name for column in PEOPLE if column.name != "name"), "named", "made_from"]],
        meetings=_meetings(data, number_of),
        gone=_gone(data, number_of, slots),
        open=open_ones,
        codes={
            "kind": {**KIND},
            "organisation_type": {**TYPE_OF_ONE},
            "language": {code: _language(code, data.study.languages) for code in data.study.languages},
            "why": {**WHY_NONE},
            "stage": {**stage_words(data)},
            "origin": {**ORIGIN_OF_MEETING},
            "reason": {**REASON_UNSERVED},
            "mends": mends,
            "session": {**session_words(data)},
        },
        source=ARRANGED,
    )


def _named(columns: tuple[Column, ...]) -> list[str]:
    return [*(column.name for column in columns), "made_from"]


def _language(code: str, languages: tuple[str, ...]) -> Label:
    """Name of a language of the study in each of them."""
    return Label(tuple((language, str(Locale(code).get_display_name(language))) for language in languages))


def _slots(data: Store, events: pd.DataFrame) -> pd.DataFrame:
    days, zone = dict(zip(events["event"], events["date"], strict=True)), data.settings.zone
    rows = [
        (
            row["event"], row["session"], slot, as_iso(days[row["event"]], begin, zone),
            as_iso(days[row["event"]], end, zone), row["tables"], row["row_id"],
        )
        for row in data.all(Sessions).to_dict("records")
        for slot, (begin, end) in enumerate(slots_of(row["start"], row["slots"], row["slot_minutes"]), start=1)
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=_named(SLOTS))
    return frame.sort_values(["event", "start", "session"], kind="stable", ignore_index=True)


def _meetings(data: Store, number_of: Mapping[tuple[str, str], int]) -> pd.DataFrame:
    people = data.all(Participants)
    hosts = set(people.loc[people["own_table"] == "yes", ["event", "organisation"]].itertuples(index=False, name=None))
    frame = pd.DataFrame(data.all(Meetings))
    members = [[who for who in row if isinstance(who, str)] for row in frame[WHO].to_numpy().tolist()]
    seated = zip(frame["event"], members, frame["table"].isna(), strict=True)
    host = [
        next((number_of[event, who] for who in those if (event, who) in hosts), None) if hosted else None
        for event, those, hosted in seated
    ]
    moves = data.all(Moves)
    changed = set(moves.loc[moves["move"] != "dropped", ["event", *WHO]].fillna("").itertuples(index=False, name=None))
    rows = frame[["event", *WHO]].fillna("").itertuples(index=False, name=None)
    return frame.assign(
        uid=_uids(frame),
        host=pd.array(host, dtype="Int64"),
        changed=[row in changed for row in rows],
        **_in_numbers(frame, number_of),
    )[_named(MEETINGS)]


def _gone(data: Store, number_of: Mapping[tuple[str, str], int], slots: pd.DataFrame) -> pd.DataFrame:
    """Meetings of the agenda sent out that are not held any more, with when they were to be."""
    moves = data.all(Moves)
    frame = moves[moves["move"] == "dropped"].rename(columns={"session": "session_now", "slot": "slot_now"})
    frame = frame.rename(columns={"session_before": "session", "slot_before": "slot"})
    there = slots[["event", "session", "slot", "start", "end"]].astype({"slot": "Int64"})
    frame = frame.merge(there, on=["event", "session", "slot"])
    return frame.assign(uid=_uids(frame), **_in_numbers(frame, number_of))[_named(GONE)]


def _open(data: Store, number_of: Mapping[tuple[str, str], int]) -> tuple[pd.DataFrame, dict[str, Translatable]]:
    """Meetings that are not held, and words for what would mend each."""
    frame = pd.DataFrame(data.all(Unserved)).sort_values(
        ["event", "value"], ascending=[True, False], kind="stable", ignore_index=True
    )
    sessions = data.all(Sessions).groupby("event")["session"].agg(list).to_dict()
    called = session_words(data)
    own: dict[str, dict[str, int]] = {}
    for (event, who), number in number_of.items():
        own.setdefault(event, {})[who] = number
    codes: dict[tuple[str, ...], str] = {}
    words: dict[str, Translatable] = {}
    mends, whose = [], []
    for event, cell, keys in frame[["event", "mends", "whose"]].itertuples(index=False, name=None):
        told = []
        for key, message in said_mends(cell, sessions.get(event, []), own.get(event, {}), called):
            code = codes.setdefault(key, f"m{len(codes)}")
            words[code] = message
            told.append(code)
        mends.append(SEPARATOR.join(told))
        whose.append(", ".join(str(own[event][who]) for who in keys.split(SEPARATOR) if who))
    return frame.assign(mends=mends, whose=whose, **_in_numbers(frame, number_of))[_named(OPEN)], words


def _in_numbers(
    frame: pd.DataFrame, number_of: Mapping[tuple[str, str], int]
) -> dict[str, pd.api.extensions.ExtensionArray]:
    """Numbers of those who meet, under the names that agendas give them."""
    return {
        name: pd.array([number_of.get(pair) for pair in zip(frame["event"], frame[column], strict=True)], dtype="Int64")
        for name, column in zip(("one", "other", "third"), WHO, strict=True)
    }


def _uids(frame: pd.DataFrame) -> list[str]:
    rows = zip(frame["event"], frame[WHO].to_numpy().tolist(), strict=True)
    return [_uid(event, [who for who in row if isinstance(who, str)]) for event, row in rows]


def _uid(event: str, members: list[str]) -> str:
    """Name a meeting for calendars: the same for all who meet, and wherever it is moved to."""
    told = SEPARATOR.join([event, *sorted(members)]).encode("utf-8")
    return f"{hashlib.sha256(told).hexdigest()[:32]}@pilotanalysis"
