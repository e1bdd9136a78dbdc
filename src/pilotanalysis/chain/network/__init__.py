"""Who works with whom, as far as anybody says."""

from .figure import network_of_members
from .findings import network_finding

__all__ = ["network_finding", "network_of_members"]
