"""What was done with the money and the time, and did it work?"""

from .assistance import (
    assistance_needs,
    assistance_served,
    held_finding,
    held_table,
    money_finding,
    money_table,
    needed_finding,
    needs_by_type_table,
    plan_table,
    planned_finding,
    shares_table,
    unheld_finding,
)
from .assistance_tables import TABLES as OF_ASSISTANCE
from .build import build, check, compare_waves
from .dissemination import dissemination_finding, dissemination_table
from .evaluation_tables import TABLES as OF_EVALUATION
from .monitoring import (
    activities_table,
    budget_figure,
    flags_finding,
    flags_table,
    indicator_months,
    indicators_finding,
    indicators_table,
    lines_table,
    monitoring_sheets,
    months_table,
    own_lines_table,
    own_meetings_table,
    own_needs_table,
    spent_finding,
    steps_table,
    time_finding,
    timetable_figure,
    waves_finding,
    waves_table,
)
from .monitoring_tables import TABLES as OF_MONITORING
from .tables import LOGS

TABLES = (*LOGS, *OF_ASSISTANCE, *OF_MONITORING, *OF_EVALUATION)

__all__ = [
    "TABLES",
    "activities_table",
    "assistance_needs",
    "assistance_served",
    "budget_figure",
    "build",
    "check",
    "compare_waves",
    "dissemination_finding",
    "dissemination_table",
    "flags_finding",
    "flags_table",
    "held_finding",
    "held_table",
    "indicator_months",
    "indicators_finding",
    "indicators_table",
    "lines_table",
    "money_finding",
    "money_table",
    "monitoring_sheets",
    "months_table",
    "needed_finding",
    "needs_by_type_table",
    "own_lines_table",
    "own_meetings_table",
    "own_needs_table",
    "plan_table",
    "planned_finding",
    "shares_table",
    "spent_finding",
    "steps_table",
    "time_finding",
    "timetable_figure",
    "unheld_finding",
    "waves_finding",
    "waves_table",
]
