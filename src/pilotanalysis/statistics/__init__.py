"""Pure functions on numbers and arrays; they know nothing of the study."""

from .intervals import most_unseen, share_bounds, wilson
from .location import location_quotient
from .relatedness import external_internal, flegg_location_quotient, proximity, relatedness_density, specialised

__all__ = [
    "external_internal",
    "flegg_location_quotient",
    "location_quotient",
    "most_unseen",
    "proximity",
    "relatedness_density",
    "share_bounds",
    "specialised",
    "wilson",
]
