"""Pure functions on numbers and arrays; they know nothing of the study."""

from .intervals import most_unseen, share_bounds, wilson
from .location import location_quotient

__all__ = ["location_quotient", "most_unseen", "share_bounds", "wilson"]
