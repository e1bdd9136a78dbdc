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
from .build import build, check
from .monitoring import (
    budget_figure,
    flags_finding,
    flags_table,
    indicator_months,
    indicators_finding,
    indicators_table,
    lines_table,
    spent_finding,
    time_finding,
    timetable_figure,
)
from .monitoring_tables import TABLES as OF_MONITORING
from .tables import LOGS

TABLES = (*LOGS, *OF_ASSISTANCE, *OF_MONITORING)

__all__ = [
    "TABLES",
    "assistance_needs",
    "assistance_served",
    "budget_figure",
    "build",
    "check",
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
    "needed_finding",
    "needs_by_type_table",
    "plan_table",
    "planned_finding",
    "shares_table",
    "spent_finding",
    "time_finding",
    "timetable_figure",
    "unheld_finding",
]
