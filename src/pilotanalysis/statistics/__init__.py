"""Pure functions on numbers and arrays; they know nothing of the study."""

from .intervals import most_unseen, share_bounds, wilson
from .location import location_quotient
from .raking import rake
from .ranking import geometric_mean, rank_acceptability
from .relatedness import external_internal, flegg_location_quotient, proximity, relatedness_density, specialised
from .resampling import simulate_non_respondents

__all__ = [
    "external_internal",
    "flegg_location_quotient",
    "geometric_mean",
    "location_quotient",
    "most_unseen",
    "proximity",
    "rake",
    "rank_acceptability",
    "relatedness_density",
    "share_bounds",
    "simulate_non_respondents",
    "specialised",
    "wilson",
]
