"""What a kind of mess is, and the cell that it befalls."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

import numpy as np

from ...survey.questionnaire import Option, Question

LANGUAGES = ("ro", "it", "en")
#: How often somebody types in the language of the form.
_OWN_LANGUAGE = 0.8

T = TypeVar("T")


@dataclass(frozen=True)
class Dice:
    """Chance, one throw at a time."""

    chance: np.random.Generator

    def one_of(self, values: Sequence[T]) -> T:
        return values[int(self.chance.random() * len(values))]

    def number(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        return low + int(self.chance.random() * (high - low + 1))

    def happens(self, rate: float) -> bool:
        return bool(self.chance.random() < rate)


@dataclass(frozen=True)
class Cell:
    """An answer, and what whoever types it has before the eyes.

    Attributes
    ----------
    question : Question
    truth : str
        The answer as the form has it.
    options : mapping of str to Option
        Options of the question, by code.
    language : str
        Of the labels.
    beside : callable
        Gives the answer of the same response to another question; empty where there is none.
    dice : Dice
    """

    question: Question
    truth: str
    options: Mapping[str, Option]
    language: str
    beside: Callable[[str], str]
    dice: Dice

    @cached_property
    def tongue(self) -> str:
        """Language in which it is typed: mostly that of the form."""
        own = self.language in LANGUAGES and self.dice.happens(_OWN_LANGUAGE)
        return self.language if own else self.dice.one_of(LANGUAGES)

    def said(self, words: Mapping[str, Sequence[str]]) -> str:
        """One of the words in the language in which it is typed."""
        return self.dice.one_of(words.get(self.tongue) or words["en"])

    def label(self, code: str, language: str = "") -> str:
        return label(self.options[code], language or self.language)


#: Writes a cell otherwise; none where that cannot be done with it.
Write = Callable[[Cell], str | None]


@dataclass(frozen=True)
class Kind:
    """One way of typing an answer otherwise than the form has it.

    Attributes
    ----------
    name : str
    write : callable
    weight : float
        How often, beside the other kinds for the same question.
    decidable : bool
        Whether whoever sees the file can tell what is meant.
    gone : str
        What is true after it, where the answer is gone.
    block : bool
        Whether it befalls all questions that add up with this one.
    """

    name: str
    write: Write = field(compare=False)
    weight: float = 1.0
    decidable: bool = True
    gone: str = ""
    block: bool = False


def label(option: Option, language: str) -> str:
    return option.labels.get(language) or option.name


def unmarked(text: str) -> str:
    """Take the marks off letters: *ș* is *s*, *è* is *e*."""
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))


def bare(text: str) -> str:
    """Letters and digits only, without marks and capitals."""
    return "".join(letter for letter in unmarked(text).casefold() if letter.isalnum())


def in_turn(kinds: Sequence[Kind], chance: np.random.Generator) -> Iterable[Kind]:
    """Kinds in an order by chance, in which those of more weight stand earlier."""
    late = chance.exponential(size=len(kinds)) / [kind.weight for kind in kinds]
    return (kinds[place] for place in np.argsort(late).tolist())
