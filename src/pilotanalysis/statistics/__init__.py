"""Pure functions on numbers and arrays; they know nothing of the study."""

from .intervals import most_unseen, share_bounds, wilson
from .location import location_quotient
from .raking import rake
from .ranking import geometric_mean, rank_acceptability
from .relatedness import external_internal, flegg_location_quotient, proximity, relatedness_density, specialised
from .resampling import simulate_non_respondents
from .suppression import Equation, group_equations, protect
from .ties import seldom_reached, untied_by_chance

__all__ = [
    "Equation",
    "external_internal",
    "flegg_location_quotient",
    "geometric_mean",
    "group_equations",
    "location_quotient",
    "most_unseen",
    "protect",
    "proximity",
    "rake",
    "rank_acceptability",
    "relatedness_density",
    "seldom_reached",
    "share_bounds",
    "simulate_non_respondents",
    "specialised",
    "untied_by_chance",
    "wilson",
]
