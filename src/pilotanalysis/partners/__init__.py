"""Who could close each gap, why them, and which pool of them is the smallest?"""

from .build import build, check, remarks
from .catalogue import partner_catalogue
from .closing import who_closes_what
from .coverage.figure_curve import coverage_curve
from .coverage.figure_grid import gaps_by_candidate
from .coverage.findings import pool_finding, pool_table, together_finding
from .inside import inside_finding
from .joining import invited_by_gap, new_members_finding, new_members_table
from .screened import screening_finding, screening_table
from .shortlist.findings import anybody_finding, decided_finding, sure_finding, worst_named_finding
from .shortlist.listing import decisions_table, first_candidates, how_sure, worst_closed
from .tables import TABLES
from .unclosed import investments, unclosed_finding
from .where import candidates_by_county

__all__ = [
    "TABLES",
    "anybody_finding",
    "build",
    "candidates_by_county",
    "check",
    "coverage_curve",
    "decided_finding",
    "decisions_table",
    "first_candidates",
    "gaps_by_candidate",
    "how_sure",
    "inside_finding",
    "investments",
    "invited_by_gap",
    "new_members_finding",
    "new_members_table",
    "partner_catalogue",
    "pool_finding",
    "pool_table",
    "remarks",
    "screening_finding",
    "screening_table",
    "sure_finding",
    "together_finding",
    "unclosed_finding",
    "who_closes_what",
    "worst_closed",
    "worst_named_finding",
]
