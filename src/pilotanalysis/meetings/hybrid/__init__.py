"""Hybrid activities: what members of two or more clusters could do together."""
