"""What the region has of the activities of each stage, and which missing links it could grow."""

from .figure import need_and_nearness
from .findings import region_finding, scope_finding

__all__ = ["need_and_nearness", "region_finding", "scope_finding"]
