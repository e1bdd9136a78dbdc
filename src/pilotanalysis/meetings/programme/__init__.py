"""The programme of the events of clusters."""

from .findings import budget_finding, event_plans_table, event_themes_table, programme_finding

__all__ = ["budget_finding", "event_plans_table", "event_themes_table", "programme_finding"]
