"""What was arranged for the events, and what came of them."""

from .after_six import after_six_table
from .agreements import agreed_meetings_table, agreements_finding
from .figure_funnel import event_funnel
from .figure_grid import meeting_grid
from .figure_network import network_before_and_after
from .findings import (
    between_clusters_finding,
    came_of_it_finding,
    late_finding,
    scheduled_finding,
    sector_meetings_finding,
    unserved_finding,
    walk_ins_finding,
)
from .follow_up import follow_up_finding
from .listing import (
    doubts_table,
    held_by_event_table,
    meetings_table,
    schedules_table,
    steps_side_by_side_table,
    unserved_table,
)
from .network import network_table
from .rates import rates_table

__all__ = [
    "after_six_table",
    "agreed_meetings_table",
    "agreements_finding",
    "between_clusters_finding",
    "came_of_it_finding",
    "doubts_table",
    "event_funnel",
    "follow_up_finding",
    "held_by_event_table",
    "late_finding",
    "meeting_grid",
    "meetings_table",
    "network_before_and_after",
    "network_table",
    "rates_table",
    "scheduled_finding",
    "schedules_table",
    "sector_meetings_finding",
    "steps_side_by_side_table",
    "unserved_finding",
    "unserved_table",
    "walk_ins_finding",
]
