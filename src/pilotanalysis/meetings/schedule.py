"""The schedule of each event, in the words of the study: who meets whom, who does not and why, and how good it is."""

from __future__ import annotations

import pandas as pd
from pandera.typing import DataFrame

from ..chapter import Tell, silent
from ..problems import Problem, StudyError
from ..statistics.scheduling import Mend, Repair, Schedule, Unheld, explain, schedule
from ..statistics.scheduling.making import NODES
from ..study import Study
from ..tables import SEPARATOR, TableSet, conform, join_ids
from .arrangement import Arrangement, arrange
from .late import brought_up, moves_of, version_after
from .tables import Events, LockedMeetings, Meetings, Moves, Participants, Proposals, Schedules, SentAgenda, Unserved
from .times import as_iso


def schedule_events(
    study: Study, logs: TableSet, proposals: DataFrame[Proposals], sent: DataFrame[SentAgenda], tell: Tell = silent
) -> TableSet:
    """Schedule each event; one whose agenda was sent out, so that as few meetings as possible move.

    Returns
    -------
    TableSet
        Meetings, Unserved, Schedules, Moves.

    Raises
    ------
    StudyError
        With every event whose fixed meetings cannot be held all together.
    """
    meetings, unserved, moves = [pd.DataFrame()], [pd.DataFrame()], [pd.DataFrame()]
    made, problems = list[dict[str, object]](), list[Problem]()
    for row in logs.of(Events).to_dict("records"):
        event = str(row["event"])
        tell(f"schedules the meetings of {event}")
        arranged = arrange(event, logs, proposals)
        try:
            before = sent[sent["event"] == event]
            late = brought_up(arranged, before)
            found = late.schedule if late else schedule(arranged.event)
        except ValueError:
            problems.append(_contradiction(study, logs.of(LockedMeetings), event))
            continue
        now = _meetings(arranged, found, str(row["date"]), study.settings.zone)
        meetings.append(now.assign(version=version_after(before)))
        unserved.append(_unserved(arranged, explain(arranged.event, found)))
        rows = join_ids([str(row["row_id"]), *_rows_of(event, logs, proposals)])
        made.append({"event": event, **_figures(arranged, found), **_staying(late), "made_from": rows})
        moves.append(moves_of(meetings[-1], before).assign(made_from=rows))
    if problems:
        raise StudyError(problems)
    keys = ["event", "organisation", "other", "third"]
    return TableSet(
        {
            Meetings: conform(pd.concat(meetings, ignore_index=True), Meetings),
            Unserved: conform(_sorted(pd.concat(unserved, ignore_index=True), keys), Unserved),
            Schedules: conform(pd.DataFrame(made), Schedules),
            Moves: conform(_sorted(pd.concat(moves, ignore_index=True), keys), Moves),
        }
    )


def _sorted(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    return frame.sort_values(columns, ignore_index=True) if len(frame) else frame


def _contradiction(study: Study, locked: DataFrame[LockedMeetings], event: str) -> Problem:
    """Say that what the organiser fixed cannot be."""
    own = locked.loc[locked["event"] == event, "file"]
    if own.empty:
        said = f"The agenda of {event} that was sent out cannot be held as it is written."
        return Problem("data/decisions/agenda.csv", said, "Copy it anew from data/processed/meetings.csv.")
    file = own.iloc[0]
    said = f"The fixed meetings of {event} cannot be held all together."
    remedy = (
        "Look at the tables of their slots, the half days, people and most_meetings of those who meet, and the rules."
    )
    return Problem(study.relative(study.raw / file), said, remedy)


def _rows_of(event: str, logs: TableSet, proposals: DataFrame[Proposals]) -> list[str]:
    own = proposals.loc[proposals["event"] == event, "made_from"]
    people = logs.of(Participants)
    return [*people.loc[people["event"] == event, "row_id"], *own]


def _figures(arranged: Arrangement, found: Schedule) -> dict[str, int]:
    event = arranged.event
    return {
        "participants": len(arranged.people),
        "hopeful": sum(bool(own) for own in event.wishes_of),
        "proposals": len(event.wishes),
        "meetings": len(found.meetings),
        "served": found.served.reached,
        "served_bound": found.served.bound,
        "value": found.value.reached,
        "value_bound": found.value.bound,
        "idle": found.idle.reached,
        "idle_bound": found.idle.bound,
        "nodes": NODES,
    }


def _staying(late: Repair | None) -> dict[str, int | None]:
    if late is None:
        return {"stay": None, "stay_bound": None}
    return {"stay": late.stay.reached, "stay_bound": late.stay.bound}


def _meetings(arranged: Arrangement, found: Schedule, day: str, zone: str) -> pd.DataFrame:
    """Meetings of an event by slot, session and table."""
    frame = arranged.wishes.iloc[[one.wish for one in found.meetings]].reset_index(drop=True)
    begin, end = zip(*(arranged.slots[one.slot] for one in found.meetings), strict=True) if len(frame) else ((), ())
    return frame.assign(
        session=[arranged.sessions[one.session] for one in found.meetings],
        slot=[arranged.numbers[one.session, one.slot] for one in found.meetings],
        start=[as_iso(day, minutes, zone) for minutes in begin],
        end=[as_iso(day, minutes, zone) for minutes in end],
        table=pd.array([None if one.table is None else one.table + 1 for one in found.meetings], dtype="Int64"),
    )


def _unserved(arranged: Arrangement, unheld: tuple[Unheld, ...]) -> pd.DataFrame:
    """Meetings that may be held and are not, with what is in the way."""
    told = arranged.wishes.iloc[[one.wish for one in unheld]].assign(
        reason=[one.reason for one in unheld],
        whose=[_whose(arranged, one) for one in unheld],
        mends=[SEPARATOR.join(_mend(arranged, mend) for mend in one.mends) for one in unheld],
    )
    return pd.concat(
        [
            told,
            arranged.absent.assign(reason="absent", mends=""),
            arranged.forbidden.assign(reason="rule", mends=""),
        ],
        ignore_index=True,
    )


def _whose(arranged: Arrangement, unheld: Unheld) -> str:
    """Keys of those whose constraint it is: of a rule, those for whom it is used up."""
    keys = [arranged.people[who] for who in unheld.whom]
    keys += [arranged.limited[limit] for limit in unheld.limits if unheld.reason == "limit"]
    return SEPARATOR.join(dict.fromkeys(keys))


def _mend(arranged: Arrangement, mend: Mend) -> str:
    """A change in the words of the study: what, whose, where."""
    said: list[str] = [mend.change]
    if mend.participant is not None:
        said.append(arranged.people[mend.participant])
    if mend.limit is not None:
        said.append(arranged.limited[mend.limit])
    if mend.session is not None:
        said.append(arranged.sessions[mend.session])
    if mend.slot is not None:
        sessions = [mend.session] if mend.session is not None else range(len(arranged.sessions))
        session = next(one for one in sessions if (one, mend.slot) in arranged.numbers)
        said += [arranged.sessions[session]] if mend.session is None else []
        said.append(str(arranged.numbers[session, mend.slot]))
    return " ".join(said)
