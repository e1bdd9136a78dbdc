"""The tables of the chapter: what is kept of the pilot action, and what follows from it, in order."""

from __future__ import annotations

from .. import reference
from ..chapter import Tell, silent
from ..files.logs import spoilt_cells, unread
from ..problems import Problem
from ..study import Study
from ..tables import TableSet
from .assistance.plan import plan_assistance
from .evaluation.evidence import work_out
from .evaluation.judgements import load_judgements
from .evaluation.trials import headline_trials
from .evaluation_tables import EvaluationEvidence, EvaluationFindings, HeadlineTrials
from .logs import FOLDER, read_pilot
from .monitoring.follow import follow
from .monitoring.waves import compare_waves
from .monitoring_tables import StatusDays
from .status import status_days
from .tables import LOGS

__all__ = ["build", "check", "compare_waves"]


def check(study: Study) -> list[Problem]:
    """Find files that look like one of the tables and are not read, and cells that their columns do not allow."""
    return [*unread(study, study.raw / FOLDER, list(LOGS.values())), *spoilt_cells(study, FOLDER, LOGS)]


def build(study: Study, below: TableSet, tell: Tell = silent) -> TableSet:
    """Compute the tables of the chapter from those of the chapters below.

    Raises
    ------
    StudyError
        With every problem of what is kept of the pilot action, or of what evaluators find.
    """
    tell("plans the assistance")
    judgements = load_judgements(study)
    tables = read_pilot(study, below)
    tables |= TableSet({StatusDays: status_days(below, tables)})
    tables |= plan_assistance(below, tables, study.settings)
    tell("sets the pilot action beside its plan")
    tables |= follow(below, tables, study.settings)
    tell("weighs the evidence")
    whole = reference.load(study, reference.Catalogue)
    chains = whole[whole["cluster"].isin(study.analysed)]
    tables |= TableSet(
        {
            EvaluationEvidence: work_out(below, tables, study.settings, whole),
            EvaluationFindings: judgements,
            HeadlineTrials: headline_trials(below, study.settings, chains, reference.load(study, reference.Edges)),
        }
    )
    return tables
