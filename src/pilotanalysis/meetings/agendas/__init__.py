"""What goes out of the events: an agenda for each participant, table plans, door lists, and who is not served."""

from .handing_out import agendas

__all__ = ["agendas"]
