"""Monitoring: indicators plan against actual, the timetable, the budget, and what is flagged."""

from .costs import costs_finding, lines_table
from .figure_budget import budget_figure
from .figures import indicator_months, timetable_figure
from .findings import (
    cooperation_finding,
    flags_finding,
    flags_table,
    indicators_finding,
    indicators_table,
    spent_finding,
    time_finding,
)
from .sheet import (
    activities_table,
    monitoring_sheets,
    months_table,
    own_lines_table,
    own_meetings_table,
    own_needs_table,
    steps_table,
)
from .wave_findings import waves_finding, waves_table

__all__ = [
    "activities_table",
    "budget_figure",
    "cooperation_finding",
    "costs_finding",
    "flags_finding",
    "flags_table",
    "indicator_months",
    "indicators_finding",
    "indicators_table",
    "lines_table",
    "monitoring_sheets",
    "months_table",
    "own_lines_table",
    "own_meetings_table",
    "own_needs_table",
    "spent_finding",
    "steps_table",
    "time_finding",
    "timetable_figure",
    "waves_finding",
    "waves_table",
]
