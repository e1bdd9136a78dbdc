"""Cleaning: what each cell means, told by rules that name themselves, or left to somebody.

:mod:`clean` goes through an export. Texts are repaired first (:mod:`survey.texts`); then each question's rule
reads its distinct texts (:mod:`columns`): numbers (:mod:`numbers`, :mod:`number_words`, :mod:`money`), dates
(:mod:`dates`), codes that identify (:mod:`identifiers`), places (:mod:`places`), words that break off
(:mod:`truncation`). Options were told in the reading, with :mod:`context`. What somebody decided goes before it
all (:mod:`corrections`). Last, the answers of a response are compared with one another (:mod:`consistency`).
Whatever was not taken as written goes into the :mod:`survey.ledger`.
"""

from .block import AnswerBlock
from .clean import Answers, clean_answers
from .context import CleaningContext, context_of, money_of

__all__ = ["AnswerBlock", "Answers", "CleaningContext", "clean_answers", "context_of", "money_of"]
