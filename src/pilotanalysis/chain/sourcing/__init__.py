"""What members buy of each stage, from where and from whom, beside what their industry buys in the country."""

from .figure_expected import expected_beside_declared
from .figure_origin import origin_of_inputs
from .findings import sourcing_finding

__all__ = ["expected_beside_declared", "origin_of_inputs", "sourcing_finding"]
