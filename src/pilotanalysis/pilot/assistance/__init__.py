"""Technical assistance: what members need of it, the plan that serves most, and what was held."""

from .beside_plan import beside_plan_finding
from .figure_needs import assistance_needs
from .figure_served import assistance_served
from .findings import (
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

__all__ = [
    "assistance_needs",
    "assistance_served",
    "beside_plan_finding",
    "held_finding",
    "held_table",
    "money_finding",
    "money_table",
    "needed_finding",
    "needs_by_type_table",
    "plan_table",
    "planned_finding",
    "shares_table",
    "unheld_finding",
]
