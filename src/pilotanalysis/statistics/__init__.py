"""Pure functions on numbers and arrays; they know nothing of the study."""

from .allotment import Allotment, Means, Supply, Wants, best_allotment
from .covering import by_what_they_add, coverage_curve, needed, smallest_cover, worst_first_cover
from .intervals import most_unseen, share_bounds, wilson
from .location import location_quotient
from .raking import rake
from .ranking import geometric_mean, rank_acceptability, top_shares, weighted_mean
from .relatedness import external_internal, flegg_location_quotient, proximity, relatedness_density, specialised
from .resampling import simulate_non_respondents
from .suppression import Equation, group_equations, protect
from .ties import seldom_reached, untied_by_chance

__all__ = [
    "Allotment",
    "Equation",
    "Means",
    "Supply",
    "Wants",
    "best_allotment",
    "by_what_they_add",
    "coverage_curve",
    "external_internal",
    "flegg_location_quotient",
    "geometric_mean",
    "group_equations",
    "location_quotient",
    "most_unseen",
    "needed",
    "protect",
    "proximity",
    "rake",
    "rank_acceptability",
    "relatedness_density",
    "seldom_reached",
    "share_bounds",
    "simulate_non_respondents",
    "smallest_cover",
    "specialised",
    "top_shares",
    "untied_by_chance",
    "weighted_mean",
    "wilson",
    "worst_first_cover",
]
