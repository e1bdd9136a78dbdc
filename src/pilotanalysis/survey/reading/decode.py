"""From text to codes of options: each distinct text once.

A cell that names no option keeps its text, marked as not understood: somebody has to look at it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from ...tables import SEPARATOR
from ..interpretation import Reading, to_review
from ..texts import of_distinct, repaired
from .headers import key, shown
from .missing import is_mark, is_null, says_nothing
from .options import CHECKS, NO, YES, Options

#: LimeSurvey's word for a yes or no that was not answered, or not asked.
NOT_SAID = frozenset(("na",))
_SILENT = "N/A"


@dataclass(frozen=True)
class Decoded:
    """Answers brought to codes.

    Attributes
    ----------
    codes : pd.Series
        A text that names no option stays as it is, an empty one stays empty.
    readings : Mapping[str, Reading]
        How each distinct text was told that was not taken as written.
    """

    codes: pd.Series
    readings: Mapping[str, Reading]


def decode_one(texts: pd.Series, options: Options, silent: bool = False) -> Decoded:
    """Codes of single answers.

    Parameters
    ----------
    texts : Series of str
    options : Options
    silent : bool
        Whether the tool writes N/A where nothing was said, as LimeSurvey does.
    """
    readings: dict[str, Reading] = {}

    def said(text: str) -> str | None:
        if not text.strip():
            return ""
        if is_null(text) or options.one(text) is None:
            if silent and text.strip() == _SILENT:
                return None
            if says_nothing(text):
                return text
        told = options.meant(text)
        if told.rules:
            readings[text] = told
        return text if told.value is None else str(told.value)

    return Decoded(of_distinct(texts, said, "str"), readings)


def decode_several(texts: pd.Series, options: Options, ranked: bool) -> tuple[Decoded, pd.Series]:
    """Codes of answers that name several options in one cell.

    Returns
    -------
    Decoded
        Codes joined by ``;``, in the order of the questionnaire or, where `ranked`, in the order said.
        A cell that names none keeps its text.
    Series of str
        What names no option, missing where there is nothing.
    """
    readings: dict[str, Reading] = {}
    left: dict[str, str] = {}

    def codes(text: str) -> str:
        if not text.strip() or (says_nothing(text) and (is_null(text) or options.one(text) is None)):
            return text
        found, rest, told = options.several(text)
        if ranked and (doubt := _doubt_of_rank(text, found, told)):
            told = to_review(doubt, *found)
        if options.by_tool and not ranked and (rest or told.severity == "review"):
            # Of an option that the form has no more the others are not lost.
            known = sorted(named(text, options), key=lambda code: options.order[code])
            readings[text] = to_review("unknown_option", *known)
            return SEPARATOR.join(known) or text
        if told.severity == "review":
            readings[text] = told
            return text
        if rest:
            left[text] = rest
            if not options.has_other:
                readings[text] = to_review("not_yet" if "not_yet" in told.rules else "unknown_option", *found)
                return text
        if told.rules:
            readings[text] = told
        ordered = found if ranked else sorted(found, key=lambda code: options.order[code])
        # Who says that there is none left all options alone.
        return SEPARATOR.join(ordered) if ordered else "" if "says_none" in told.rules else text

    decoded = Decoded(of_distinct(texts, codes, "str"), readings)
    return decoded, of_distinct(texts, left.get, "str")


def named(text: str, options: Options) -> list[str]:
    """Codes of the options that a cell names as they stand, between words that name none.

    Examples
    --------
    >>> from pilotanalysis.survey.questionnaire import Option
    >>> reasons = Options((Option("price", {"en": "Price"}), Option("delivery", {"en": "Delivery time"})))
    >>> named("Quality Delivery time Price", reasons), named("not_known price", reasons)
    (['delivery', 'price'], ['price'])
    """
    rest = shown(text)
    said = {shown(word): one.name for one in options.options for word in (one.name, *one.labels.values(), *one.also)}
    found: dict[int, str] = {}
    for word in sorted(said.keys() - {""}, key=len, reverse=True):
        for place in re.finditer(rf"(?<!\S){re.escape(word)}(?![^\s;,|])", rest):
            found[place.start()] = said[word]
            rest = rest[: place.start()] + "\0" * len(word) + rest[place.end() :]
    return list(dict.fromkeys(found[place] for place in sorted(found)))


def _doubt_of_rank(text: str, codes: list[str], told: Reading) -> str:
    """Why the order in which options stand may not be their rank; empty where it is."""
    if "all_in_a_word" in told.rules:
        return "all_in_a_word"
    given = [int(digit) for digit in re.findall(r"(?<![\w])\(?(\d)[.):]?(?![\w])", text)]
    if len(given) > 1 and given != sorted(given):
        return "ranks_by_number"
    return "ranked_twice" if "said_twice" in told.rules else ""


def ticked(texts: pd.Series) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Read the column of one option.

    Returns
    -------
    Series of bool
        Ticked.
    Series of bool
        Answered at all: ticked or not, rather than nothing.
    Series of bool
        Not understood.
    """
    kinds = of_distinct(texts, _tick, "int8", -1).to_numpy()
    yes, answered, unclear = (pd.Series(chosen, index=texts.index) for chosen in (kinds == 1, kinds >= 0, kinds == -2))
    return yes, answered, unclear


def is_told(text: str) -> bool:
    """Tell whether the cell of one option is ticked, or not understood."""
    return _tick(text) not in (-1, 0)


# The same few words stand in a thousand columns.
@lru_cache(maxsize=10_000)
def _tick(text: str) -> int:
    if is_null(text):
        return -1
    word = key(text)
    if not word and text.strip():
        # A sign: a check mark, a dash for nothing, or something else.
        return 1 if text.strip() in CHECKS else -1 if is_mark(text.strip()) and "?" not in text else -2
    if word in NOT_SAID:
        return -1
    # A wrong encoding may have spoilt the word.
    mended = repaired(text)[0]
    return 1 if word in YES else 0 if word in NO else _tick(mended) if mended != text else -2


def join_ticked(columns: Mapping[str, pd.Series], index: pd.Index) -> pd.Series:
    """Join the options that are ticked: codes joined by ``;`` in the order of the columns."""
    names = list(columns)
    ticks = np.column_stack([columns[name].to_numpy(dtype=bool) for name in names])
    patterns, which = np.unique(np.packbits(ticks, axis=1), axis=0, return_inverse=True)
    chosen = np.unpackbits(patterns, axis=1, count=len(names)).astype(bool)
    texts = pd.array([SEPARATOR.join(np.array(names)[row]) for row in chosen], dtype="str")
    return pd.Series(texts.take(which.ravel()), index=index)
