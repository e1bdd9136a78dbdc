"""Monitoring: indicators plan against actual, the timetable, the budget, and what is flagged."""

from .figures import budget_figure, indicator_months, timetable_figure
from .findings import (
    flags_finding,
    flags_table,
    indicators_finding,
    indicators_table,
    lines_table,
    spent_finding,
    time_finding,
)

__all__ = [
    "budget_figure",
    "flags_finding",
    "flags_table",
    "indicator_months",
    "indicators_finding",
    "indicators_table",
    "lines_table",
    "spent_finding",
    "time_finding",
    "timetable_figure",
]
