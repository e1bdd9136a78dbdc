"""Cleaning: what each cell means, told by rules that name themselves, or left to somebody.

Texts are repaired first (:mod:`survey.texts`); then each question's rule reads its distinct texts
(:mod:`cells`): numbers (:mod:`numbers`, :mod:`words`, :mod:`money`), dates (:mod:`dates`), codes that
identify (:mod:`identifiers`); options were told in the reading, with :mod:`places` and :mod:`recognisers`.
Last, the answers of a response are held against one another (:mod:`together`).
"""

from .answers import AnswerBlock, Answers, Rules, clean_answers

__all__ = ["AnswerBlock", "Answers", "Rules", "clean_answers"]
