"""The logs of events: read from ``data/raw/pilot``, with the keys of those whom they name, and held together."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from pandera.typing import DataFrame

from .. import reference
from ..files.logs import read_folder, read_log
from ..partners.naming import is_fiscal_code, organisations_meant
from ..partners.tables import Candidates, FollowUpMembers
from ..problems import StudyError
from ..study import Study
from ..survey.identity import organisation_keys
from ..survey.tables import Organisations
from ..tables import TableSet, conform
from ..tables.keys import broken_keys
from .faults import faults_of, slots_that_are_not
from .tables import (
    LOGS,
    Attendance,
    HeldMeetings,
    LockedMeetings,
    Participants,
    Requests,
    SentAgenda,
    Sessions,
)

FOLDER = "pilot"
#: The agenda that was sent out, in `data/decisions`.
AGENDA = "agenda"
#: Columns that name participants, by table.
_NAMING = {
    Attendance: ("organisation",),
    LockedMeetings: ("organisation", "other", "third"),
    Requests: ("from", "to", "third"),
    HeldMeetings: ("from", "to", "third"),
}


def read_logs(study: Study, below: TableSet) -> TableSet:
    """Read the logs of all events.

    Parameters
    ----------
    study : Study
    below : TableSet
        Tables of the chapters below: who there is.

    Raises
    ------
    StudyError
        With every cell that its column does not allow; or else with every row that names nobody who takes part, or
        contradicts another.
    """
    tables = read_folder(study, FOLDER, LOGS)
    written = tables[Participants]["organisation"]
    tables[Participants] = _identified(tables[Participants], below)
    # Other logs may name a participant as that one does, whatever its key is.
    known = pd.DataFrame(tables[Participants][["event", "organisation", "name"]])
    known = pd.concat([known, known.assign(name=written)], ignore_index=True).dropna().drop_duplicates()
    for model, columns in _NAMING.items():
        tables[model] = _naming_keys(tables[model], columns, known)
    clusters = reference.load(study, reference.Clusters)
    problems = broken_keys(study, tables)
    problems += faults_of(study, tables, set(clusters["cluster"]), reference.load(study, reference.Catalogue))
    if problems:
        raise StudyError(problems)
    return TableSet({model: conform(frame, model) for model, frame in tables.items()})


def read_sent(study: Study, logs: TableSet) -> DataFrame[SentAgenda]:
    """Read ``data/decisions/agenda.csv``, the agenda that was sent out; without it none was.

    Raises
    ------
    StudyError
        With every row that names a participant, session or slot that there is not.
    """
    path = study.root / "data" / "decisions" / AGENDA
    # Below data/raw, where lineage begins, it is reached by way of the folder beside it.
    frame = read_log(path, (study.relative(path), "../decisions/agenda"), study, SentAgenda)
    sent = conform(_naming_keys(frame, ("organisation", "other", "third"), logs[Participants]), SentAgenda)
    tables = TableSet(logs)
    tables[SentAgenda] = sent
    problems = broken_keys(study, tables)
    problems += slots_that_are_not(study, sent, logs.of(Sessions))
    if problems:
        raise StudyError(problems)
    return sent


def _identified(people: pd.DataFrame, below: TableSet) -> pd.DataFrame:
    """Participants by their keys: those of the study, else their fiscal code, else their folded name."""
    known: list[pd.DataFrame] = [
        below.of(Organisations)[["organisation", "name"]],
        below.of(FollowUpMembers)[["organisation", "name"]],
        below.of(Candidates)[["candidate", "name"]].rename(columns={"candidate": "organisation"}),
    ]
    meant = organisations_meant(people["organisation"], pd.concat(known, ignore_index=True).drop_duplicates())
    said = people["organisation"]
    code = said.where(said.map(is_fiscal_code).astype("bool"))
    own = organisation_keys(code, people["name"], pd.Series("", index=people.index))
    return people.assign(organisation=meant.fillna(own))


def _naming_keys(frame: pd.DataFrame, columns: Iterable[str], people: pd.DataFrame) -> pd.DataFrame:
    """Put keys of participants of the event in place of what was written; what means none of them stays.

    `people` has event, organisation and a name of each, or several.
    """
    frame = frame.copy()
    for event, rows in frame.groupby("event").groups.items():
        known = people.loc[people["event"] == event, ["organisation", "name"]]
        for column in columns:
            said = frame.loc[rows, column]
            frame.loc[rows, column] = organisations_meant(said, known).fillna(said)
    return frame
