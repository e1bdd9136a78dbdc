"""What did they answer, and can we trust it?"""

from .appendix import FILE as APPENDIX
from .appendix import write_appendix
from .clean import check, clean, remarks
from .report.cleaning import (
    cells_by_rule,
    cells_table,
    cleaning_finding,
    coding_finding,
    decisions_finding,
    waiting_table,
)
from .report.completeness import answers_by_section, partial_finding
from .report.intake import accounting_finding, accounting_table, arrivals_table, matching_finding
from .report.profile import adequacy_finding, answers_finding, profile_figure, profile_table
from .report.question import question_figure
from .report.response import response_by_county, response_by_type, response_finding, response_table
from .review import FILE as REVIEW
from .review import decide, read_review, undelivered, write_review
from .tables import TABLES

__all__ = [
    "APPENDIX",
    "REVIEW",
    "TABLES",
    "accounting_finding",
    "accounting_table",
    "adequacy_finding",
    "answers_by_section",
    "answers_finding",
    "arrivals_table",
    "cells_by_rule",
    "cells_table",
    "check",
    "clean",
    "cleaning_finding",
    "coding_finding",
    "decide",
    "decisions_finding",
    "matching_finding",
    "partial_finding",
    "profile_figure",
    "profile_table",
    "question_figure",
    "read_review",
    "remarks",
    "response_by_county",
    "response_by_type",
    "response_finding",
    "response_table",
    "undelivered",
    "waiting_table",
    "write_appendix",
    "write_review",
]
