"""Evaluation: questions with their evidence, what was expected, what was learnt, and what all of it hangs on."""

from .counts import counts_table
from .figure_theory import theory_figure
from .figure_unused import unused_figure
from .headlines import (
    moved_lines_table,
    purchases_finding,
    robust_finding,
    without_table,
    worst_table,
)
from .learning import decisions_finding, decisions_table
from .limits import adequacy_finding, demonstration_finding, limits_table
from .matrix import judgements_table, matrix_finding, matrix_table, objective_finding
from .respondents import halves_figure, halves_finding, halves_table
from .theory import assumptions_table, theory_table
from .unused import unused_table
from .validation import answers_finding, answers_table, differing_table

__all__ = [
    "adequacy_finding",
    "answers_finding",
    "answers_table",
    "assumptions_table",
    "counts_table",
    "decisions_finding",
    "decisions_table",
    "demonstration_finding",
    "differing_table",
    "halves_figure",
    "halves_finding",
    "halves_table",
    "judgements_table",
    "limits_table",
    "matrix_finding",
    "matrix_table",
    "moved_lines_table",
    "objective_finding",
    "purchases_finding",
    "robust_finding",
    "theory_figure",
    "theory_table",
    "unused_figure",
    "unused_table",
    "without_table",
    "worst_table",
]
