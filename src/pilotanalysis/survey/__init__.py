"""What did they answer, and can we trust it?"""

from .clean import clean
from .figures import response_by_county, response_by_type
from .findings import accounting_finding, accounting_table, response_finding, response_table
from .read import Intake, read_intake
from .tables import TABLES

__all__ = [
    "TABLES",
    "Intake",
    "accounting_finding",
    "accounting_table",
    "clean",
    "read_intake",
    "response_by_county",
    "response_by_type",
    "response_finding",
    "response_table",
]
