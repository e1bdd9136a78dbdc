"""What a kind of mess is, the cell that it befalls, and the words that people type."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol, TypeVar

import numpy as np

from ...survey.questionnaire import Option, Question
from ..lists import lists

LANGUAGES = ("ro", "it", "en")
#: How often somebody types in the language of the form.
_OWN_LANGUAGE = 0.8
_FILES = ("choices", "dates", "missing", "numbers", "several", "texts")

T = TypeVar("T")
WordList = tuple[str, ...] | Mapping[str, tuple[str, ...]]


def _fixed(words: list[str] | dict[str, list[str]]) -> WordList:
    return {name: tuple(own) for name, own in words.items()} if isinstance(words, dict) else tuple(words)


#: What people type, by what it is; some of it by language.
WORDS: Mapping[str, WordList] = {
    name: _fixed(words) for file in _FILES for name, words in lists(f"mess/{file}.yml").items()
}


def words_of(name: str, language: str = "en") -> tuple[str, ...]:
    """Words of a list; of that language, or else in English, where there are languages."""
    words = WORDS[name]
    return words if isinstance(words, tuple) else words.get(language) or words["en"]


@dataclass(frozen=True)
class Dice:
    """Chance, one throw at a time."""

    chance: np.random.Generator

    def one_of(self, values: Sequence[T]) -> T:
        """One of the values."""
        return values[int(self.chance.random() * len(values))]

    def number(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        return low + int(self.chance.random() * (high - low + 1))

    def happens(self, rate: float) -> bool:
        """Whether something of that rate happens."""
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

    def words(self, name: str) -> tuple[str, ...]:
        """Words of a list, where there are languages in the one in which it is typed."""
        return words_of(name, "" if isinstance(WORDS[name], tuple) else self.tongue)

    def said(self, name: str, *parts: object) -> str:
        """One of the words of a list, with `parts` in its gaps if there are any."""
        text = self.dice.one_of(self.words(name))
        return text.format(*parts) if parts else text

    def label(self, code: str, language: str = "") -> str:
        """The label of an option; in the language of the form where none is named."""
        return label(self.options[code], language or self.language)


#: Writes a cell otherwise; none where that cannot be done with it.
Write = Callable[[Cell], str | None]


@dataclass(frozen=True)
class MessKind:
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


Parsed = TypeVar("Parsed")
Read_co = TypeVar("Read_co", covariant=True)


class MakeKind(Protocol[Read_co]):
    """Makes a kind of what is said for an answer that was read; what cannot be read is left alone."""

    def __call__(
        self, name: str, say: Callable[[Read_co, Cell], str | None], weight: float, decidable: bool = True
    ) -> MessKind:
        """Make a kind; parameters are those of `MessKind`."""


def kinds_for_answers(read: Callable[[str], Parsed | None]) -> MakeKind[Parsed]:
    """Give what makes kinds for answers that can be read."""

    def make(name: str, say: Callable[[Parsed, Cell], str | None], weight: float, decidable: bool = True) -> MessKind:
        def write(cell: Cell) -> str | None:
            found = read(cell.truth)
            return say(found, cell) if found else None

        return MessKind(name, write, weight, decidable)

    return make


def label(option: Option, language: str) -> str:
    """The label of an option in a language, or else its code."""
    return option.labels.get(language) or option.name


def unmarked(text: str) -> str:
    """Take the marks off letters: *ș* is *s*, *è* is *e*."""
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))


def bare(text: str) -> str:
    """Letters and digits only, without marks and capitals."""
    return "".join(letter for letter in unmarked(text).casefold() if letter.isalnum())


def in_turn(kinds: Sequence[MessKind], chance: np.random.Generator) -> Iterable[MessKind]:
    """Kinds in an order by chance, in which those of more weight stand earlier."""
    late = chance.exponential(size=len(kinds)) / [kind.weight for kind in kinds]
    return (kinds[place] for place in np.argsort(late).tolist())
