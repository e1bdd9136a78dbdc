"""Who should meet whom, when, at which table; and which clusters have what others lack?"""

from .build import build, check
from .cluster_tables import TABLES as BETWEEN_CLUSTERS
from .complementarity import best_pair_finding, cluster_pairs_table, complementarity_matrix, complements_table
from .tables import TABLES as OF_EVENTS

TABLES = (*OF_EVENTS, *BETWEEN_CLUSTERS)

__all__ = [
    "TABLES",
    "best_pair_finding",
    "build",
    "check",
    "cluster_pairs_table",
    "complementarity_matrix",
    "complements_table",
]
