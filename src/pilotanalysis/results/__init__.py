"""What leaves the house: numbers, findings, tables and figures, each with where it came from."""

from .agendas import Agendas
from .calendar import Day, Month
from .catalogue import PartnerCatalogue
from .disclosure import Disclosure
from .handout import Handout, HandoutPart
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
from .side_by_side import SideBySide

__all__ = [
    "Agendas",
    "Column",
    "Day",
    "Decimal",
    "Disclosure",
    "Figure",
    "Finding",
    "Given",
    "Handout",
    "HandoutPart",
    "Item",
    "Label",
    "Listing",
    "Message",
    "Method",
    "Methods",
    "Month",
    "Number",
    "PartnerCatalogue",
    "Released",
    "Report",
    "Share",
    "SideBySide",
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
