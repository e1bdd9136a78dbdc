"""Heads over columns that state another scale, or other years, than the questionnaire."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from rapidfuzz import fuzz

from ...problems import Problem, StudyError
from ..texts import fold
from .headers import Headers

#: Likeness of a head to that of a section, 0 to 100, whatever the order of its words; and of a word to another.
_NEARLY, _SAME_WORD = 85.0, 75.0
_FIGURES = re.compile(r"(\d+)\W*([^\W\d]*)")
_REMEDY = "Bring the answers to what the questionnaire asks, and head them as it does."


def refuse_other_measures(
    above: Mapping[int, str], heads: Mapping[int, str], headers: Headers, problem: Callable[[str, str], Problem]
) -> None:
    """Refuse columns under a head that is a section's but for its figures, or for what they stand for.

    Parameters
    ----------
    above : mapping of int to str
        What stands over columns, where it did not help to tell them.
    heads : mapping of int to str
        Of the same columns, and of others.
    headers : Headers
    problem : callable
        Makes a problem of what was found, and of a remedy.

    Raises
    ------
    StudyError
    """
    problems: dict[str, Problem] = {}
    for column, over in above.items():
        for label in sorted(headers.sections_over(heads[column])):
            if fuzz.token_sort_ratio(fold(over), fold(label)) >= _NEARLY and not same_figures(over, label):
                said = f"The head {over!r} is {label!r} in the questionnaire: the answers may mean something else."
                problems[over] = problem(said, _REMEDY)
    if problems:
        raise StudyError(list(problems.values()))


def same_figures(one: str, other: str) -> bool:
    """Whether two heads state the same figures, each for the same.

    Examples
    --------
    >>> same_figures("Skills, 1 low to 5 high", "Skills (1 low - 5 high)")
    True
    >>> same_figures("Skills, 1 low to 5 high", "Skills, 1 high to 5 low"), same_figures("In 2011-2013", "In 2012-2014")
    (False, False)
    """
    mine, theirs = (_FIGURES.findall(fold(text)) for text in (one, other))
    pairs = zip(mine, theirs, strict=False)
    return len(mine) == len(theirs) and all(
        number == figure and fuzz.ratio(word, said) >= _SAME_WORD for (number, word), (figure, said) in pairs
    )
