"""Who should meet whom, when, at which table; and which clusters have what others lack?"""

from .agendas import agendas
from .build import build, check
from .cluster_tables import TABLES as BETWEEN_CLUSTERS
from .complementarity import (
    best_pair_finding,
    cluster_pairs_table,
    complementarity_matrix,
    complements_table,
    why_best_pair_finding,
)
from .events import (
    after_six_table,
    agreed_meetings_table,
    agreements_finding,
    between_clusters_finding,
    came_of_it_finding,
    doubts_table,
    event_funnel,
    follow_up_finding,
    held_by_event_table,
    late_finding,
    meeting_grid,
    meetings_table,
    network_before_and_after,
    network_table,
    rates_table,
    scheduled_finding,
    schedules_table,
    sector_meetings_finding,
    steps_side_by_side_table,
    unserved_finding,
    unserved_table,
    walk_ins_finding,
)
from .hybrid import (
    activities_table,
    activity_steps_table,
    best_activity_finding,
    hybrid_map,
    hybrid_participants_table,
    ideas_finding,
    ideas_table,
)
from .programme import budget_finding, event_plans_table, event_themes_table, programme_finding
from .tables import TABLES as OF_EVENTS

TABLES = (*OF_EVENTS, *BETWEEN_CLUSTERS)

__all__ = [
    "TABLES",
    "activities_table",
    "activity_steps_table",
    "after_six_table",
    "agendas",
    "agreed_meetings_table",
    "agreements_finding",
    "best_activity_finding",
    "best_pair_finding",
    "between_clusters_finding",
    "budget_finding",
    "build",
    "came_of_it_finding",
    "check",
    "cluster_pairs_table",
    "complementarity_matrix",
    "complements_table",
    "doubts_table",
    "event_funnel",
    "event_plans_table",
    "event_themes_table",
    "follow_up_finding",
    "held_by_event_table",
    "hybrid_map",
    "hybrid_participants_table",
    "ideas_finding",
    "ideas_table",
    "late_finding",
    "meeting_grid",
    "meetings_table",
    "network_before_and_after",
    "network_table",
    "programme_finding",
    "rates_table",
    "scheduled_finding",
    "schedules_table",
    "sector_meetings_finding",
    "steps_side_by_side_table",
    "unserved_finding",
    "unserved_table",
    "walk_ins_finding",
    "why_best_pair_finding",
]
