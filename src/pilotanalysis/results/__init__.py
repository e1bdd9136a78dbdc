"""What leaves the house: numbers, findings, tables and figures, each with where it came from."""

from .messages import Decimal, Label, Listing, Message, Share, Translatable, _, _n, label, say
from .outputs import Column, Figure, Finding, Item, Number, Table, Unit, count, share
from .register import Report, begin

__all__ = [
    "Column",
    "Decimal",
    "Figure",
    "Finding",
    "Item",
    "Label",
    "Listing",
    "Message",
    "Number",
    "Report",
    "Share",
    "Table",
    "Translatable",
    "Unit",
    "_",
    "_n",
    "begin",
    "count",
    "label",
    "say",
    "share",
]
