"""What did they answer, and can we trust it?

What is asked: :mod:`questionnaire`, with :mod:`skip_logic`; in the form that a tool imports: :mod:`forms`, with the
:mod:`codes` that readers know. What comes in: :mod:`exports` and :mod:`reading`, and the
:mod:`roster` of members. What it means: :mod:`cleaning` of cells by :mod:`word_lists`, :mod:`coding` of open answers,
:mod:`matching` of responses with members (:mod:`identity`). What becomes of it: :mod:`tidy` tables and their
:mod:`accounting`; :mod:`build` goes through all of that. What people decide: :mod:`review` and :mod:`decisions`. What
is said of it: :mod:`report` and :mod:`appendix`.
"""

from collections.abc import Collection, Mapping

from ..chapter import Writer
from . import appendix, review
from .build import awaited, build, check, check_before_answers, remarks
from .questionnaire import coded_questions
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
from .review import NotAllBroughtIn, decide, read_review, undelivered
from .tables import TABLES

#: Written beside the tables.
FILES: Mapping[str, Writer] = {appendix.FILE: appendix.write_appendix, review.FILE: review.write_review}
#: People write into it, and bring that in with :func:`decide`.
FILLED_IN: Collection[str] = (review.FILE,)

__all__ = [
    "FILES", "FILLED_IN", "TABLES", "NotAllBroughtIn", "accounting_finding", "accounting_table", "adequacy_finding",
    "answers_by_section", "answers_finding", "arrivals_table", "awaited", "build", "cells_by_rule", "cells_table",
    "check", "check_before_answers", "cleaning_finding", "coded_questions", "coding_finding", "decide",
    "decisions_finding", "matching_finding",
    "partial_finding", "profile_figure", "profile_table", "question_figure", "read_review", "remarks",
    "response_by_county", "response_by_type", "response_finding", "response_table", "undelivered", "waiting_table",
]  # fmt: skip
