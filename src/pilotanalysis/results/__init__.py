"""What leaves the house: numbers, findings, tables and figures, each with where it came from."""

from .catalogue import Catalogue
from .disclosure import Disclosure
from .messages import Decimal, Given, Label, Listing, Message, Share, Translatable, _, _n, label, say
from .outputs import (
    Column,
    Figure,
    Finding,
    Item,
    Method,
    Methods,
    Number,
    Released,
    Table,
    Tabulation,
    Unit,
    Words,
    count,
    share,
)
from .register import Report, begin

__all__ = [
    "Catalogue",
    "Column",
    "Decimal",
    "Disclosure",
    "Figure",
    "Finding",
    "Given",
    "Item",
    "Label",
    "Listing",
    "Message",
    "Method",
    "Methods",
    "Number",
    "Released",
    "Report",
    "Share",
    "Table",
    "Tabulation",
    "Translatable",
    "Unit",
    "Words",
    "_",
    "_n",
    "begin",
    "count",
    "label",
    "say",
    "share",
]
