"""Short codes of questions and options, for tools that take no long ones.

LimeSurvey takes twenty letters and digits for a question and for an option that is ticked, five for an option of which
one is chosen. Who builds a survey writes these codes, and who reads an export knows them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import count, product
from string import ascii_lowercase

from .questionnaire import Option, Questionnaire

#: Letters of a code of a question or a tick, and of an answer, that LimeSurvey takes.
LONGEST, LONGEST_ANSWER = 20, 5
#: Places for the number of a block, behind the code of a question that is asked in blocks.
_FIGURES = 2


def short_codes(names: Sequence[str], said: Iterable[tuple[str, str]] = ()) -> dict[str, str]:
    """Shorten codes of options to five letters: the first three, and a number from 2 on; give the options by code.

    No two codes are alike, whatever their case, and none is like a word that is said for another option: `said` has
    words with their option.

    Examples
    --------
    >>> short_codes(["firm", "research_edu", "food_processing", "food_machinery"])
    {'firm': 'firm', 'RES': 'research_edu', 'FOO': 'food_processing', 'FOO2': 'food_machinery'}
    >>> short_codes(["public_body", "pub"])
    {'PUB2': 'public_body', 'pub': 'pub'}
    """
    bare = {name: _bare(name) for name in names}
    meant: dict[str, set[str]] = {}
    for text, name in (*said, *((code, name) for name, code in bare.items() if len(code) <= LONGEST_ANSWER)):
        meant.setdefault(text.casefold(), set()).add(name)
    found: dict[str, str] = {}
    for name, whole in bare.items():
        begins = whole if 0 < len(whole) <= LONGEST_ANSWER else whole[:3].upper()
        tries = (f"{begins[: LONGEST_ANSWER - len(end)]}{end}" for end in _numbers())
        code = next(text for text in tries if text and meant.get(text.casefold(), {name}) == {name})
        meant[code.casefold()] = {name}
        found[code] = name
    return found


def answer_codes(options: Sequence[Option]) -> dict[str, str]:
    """Short codes of the options of a list; none of them is what somebody would say for another option.

    Returns
    -------
    dict[str, str]
        Options by code.
    """
    said = ((_bare(label), option.name) for option in options for label in option.labels.values())
    return short_codes([option.name for option in options], said)


def tick_codes(options: Sequence[Option]) -> dict[str, str]:
    """Codes of options that have a tick of their own, by option."""
    return _unique({option.name: LONGEST for option in options}, ())


def question_codes(asked: Questionnaire) -> dict[str, str]:
    """Codes of questions by name; behind one that is asked in blocks there is room for the number of the block."""
    numbered = {question.name for question in asked.questions if question.repeat}
    lengths = {name: LONGEST - _FIGURES if name in numbered else LONGEST for name in asked.by_name}
    return _unique(lengths, numbered)


def _unique(lengths: Mapping[str, int], numbered: Collection[str]) -> dict[str, str]:
    """Codes no two of which are alike, with a number behind those of `numbered` neither; who fits comes first."""
    found: dict[str, str] = {}
    for name in sorted(lengths, key=lambda name: len(_bare(name)) > lengths[name]):
        whole = _bare(name) if _bare(name)[:1].isalpha() else f"q{_bare(name)}"
        tries = (f"{whole[: lengths[name] - len(end)]}{end}" for end in _letters())
        found[name] = next(
            code
            for code in tries
            if not any(_alike(code, other, {name, of} & set(numbered)) for of, other in found.items())
        )
    return {name: found[name] for name in lengths}


def _alike(code: str, other: str, numbered: Collection[str]) -> bool:
    """Whether two codes cannot be told apart, with a number behind one of them if any has numbers."""
    short, long = sorted((code.casefold(), other.casefold()), key=len)
    return short == long or (bool(numbered) and re.fullmatch(rf"{short}\d{{1,{_FIGURES}}}", long) is not None)


def _numbers() -> Iterator[str]:
    yield ""
    yield from map(str, count(2))


def _letters() -> Iterator[str]:
    """Endings that no number is taken for."""
    return ("".join(letters) for length in count() for letters in product(ascii_lowercase, repeat=length))


def _bare(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", unicodedata.normalize("NFKD", name))
