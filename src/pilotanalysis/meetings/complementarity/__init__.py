"""What each cluster lacks and another has: in needs, in members, and which two should meet first."""

from .figure_matrix import complementarity_matrix
from .findings import best_pair_finding, cluster_pairs_table, complements_table, why_best_pair_finding

__all__ = [
    "best_pair_finding",
    "cluster_pairs_table",
    "complementarity_matrix",
    "complements_table",
    "why_best_pair_finding",
]
