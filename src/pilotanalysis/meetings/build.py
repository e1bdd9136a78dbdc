"""The tables of the chapter: the logs of the events, and what is arranged from them, in order."""

from __future__ import annotations

from ..chapter import Tell, silent
from ..files.logs import spoilt_cells, unread
from ..problems import Problem
from ..study import Study
from ..tables import TableSet
from .cluster_build import build_between_clusters
from .logs import AGENDA, FOLDER, read_logs, read_sent
from .outcomes import what_came_of_events
from .programme.plan import BUDGET, plan_cluster_events
from .proposals import propose
from .schedule import schedule_events
from .tables import LOGS, Proposals


def check(study: Study) -> list[Problem]:
    """Find files that look like a log and are not read, and cells of the logs that their columns do not allow."""
    logs = [*LOGS.values(), BUDGET]
    return [
        *unread(study, study.raw / FOLDER, logs),
        *unread(study, study.root / "data" / "decisions", [AGENDA]),
        *spoilt_cells(study, FOLDER, LOGS),
    ]


def build(study: Study, below: TableSet, tell: Tell = silent) -> TableSet:
    """Compute the tables of the chapter from those of the chapters below.

    Raises
    ------
    StudyError
        With every problem of the logs of the events and of the agenda that was sent out.
    """
    tell("reads the logs of the events")
    logs = read_logs(study, below)
    sent = read_sent(study, logs)
    proposals = propose(logs, below, sent, study.settings.meetings.weights)
    tables = TableSet(logs)
    tables[Proposals] = proposals
    tables |= schedule_events(study, logs, proposals, sent, tell)
    tables |= what_came_of_events(logs)
    tell("sets the clusters beside each other")
    tables |= build_between_clusters(study, below)
    tables |= plan_cluster_events(study, below, tables)
    return tables
