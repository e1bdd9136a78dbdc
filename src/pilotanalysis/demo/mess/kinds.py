"""What a kind of mess is, the cell that it befalls, and the words that people type."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.random import Generator

from ...survey.questionnaire import Option, Question
from ..lists import lists, rows
from .letters import CHANGES, Dice

LANGUAGES = ("ro", "it", "en")
#: How often somebody types in the language of the form.
_OWN_LANGUAGE = 0.8
_FILES = ("choices", "dates", "missing", "numbers", "several", "texts")

WordList = str | Sequence[str] | Mapping[str, Sequence[str]]
#: What people type, by what it is: always the same, or one of several words, some of them by language.
WORDS: Mapping[str, WordList] = {name: words for file in _FILES for name, words in lists(f"mess/{file}.yml").items()}


def words_of(name: str, language: str = "en") -> Sequence[str]:
    """Words of a list; of that language, or else in English, where there are languages."""
    words = WORDS[name]
    return words.get(language) or words["en"] if isinstance(words, Mapping) else words


@dataclass(frozen=True)
class Cell:
    """An answer, and what the person who types it sees.

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

    def words(self, name: str) -> Sequence[str]:
        """Words of a list, where there are languages in the one in which it is typed."""
        return words_of(name, self.tongue if isinstance(WORDS[name], Mapping) else "")

    def said(self, name: str, *parts: object) -> str:
        """One of the words of a list, with `parts` in its gaps if there are any."""
        words = self.words(name)
        text = words if isinstance(words, str) else self.dice.one_of(words)
        return text.format(*parts) if parts else text

    def said_if_any(self, name: str) -> str | None:
        """One of the words of a list, if there is such a list."""
        return self.said(name) if name in WORDS else None

    def label(self, code: str, language: str = "") -> str:
        """The label of an option; in the language of the form where none is named."""
        return label(self.options[code], language or self.language)


@dataclass(frozen=True)
class MessKind:
    """One way of typing an answer otherwise than the form has it.

    Attributes
    ----------
    name : str
    write : callable
        Writes a cell otherwise; none where that cannot be done with it.
    weight : float
        How often, beside the other kinds for the same question.
    decidable : bool
        Whether whoever sees the file can tell what is meant.
    gone : str
        What is true after it, where the answer is gone.
    """

    name: str
    write: Callable[[Cell], str | None] = field(compare=False)
    weight: float
    decidable: bool
    gone: str


#: Writes a kind of mess, given the cell and what was read in it; none where that cannot be done.
Way = Callable[..., str | None]
#: Families of kinds with their weights, and what answers must look like for a kind to befall them, if not all.
_KINDS = rows("mess/kinds.csv")


@dataclass(frozen=True)
class AnswerSort:
    """Answers of one sort, and how the kinds of mess in them are written.

    A kind is written in a way of its own, by a change of letters, or else in one of the words listed under its name.

    Attributes
    ----------
    ways : mapping of str to callable
        By kind.
    read : callable
        Gives of a cell what ways, and gaps in words, are filled with; none for what is left alone.
    text : callable
        Gives what is typed for a cell where letters change.
    doubtful : callable
        Tells of a kind, a cell and a text whether that could be taken for something else, so that decidable kinds
        do not write it.
    """

    ways: Mapping[str, Way]
    read: Callable[[Cell], tuple[Any, ...] | None] = lambda cell: ()
    text: Callable[[Cell], str | None] = lambda cell: cell.truth
    doubtful: Callable[[str, Cell, str], bool] = lambda kind, cell, text: False

    def kinds(self, *families: str) -> tuple[MessKind, ...]:
        """Kinds of mess of these families, in the order of the table."""
        chosen = [row for family in families for row in _KINDS if row["family"] == family]
        return tuple(
            MessKind(row["kind"], self._writer(row), float(row["weight"]), row["decidable"] == "yes", row["gone"])
            for row in chosen
        )

    def _writer(self, row: Mapping[str, str]) -> Callable[[Cell], str | None]:
        kind, decidable = row["kind"], row["decidable"] == "yes"
        befalls = re.compile(row["only"] or ".*", re.DOTALL)
        way = self.ways.get(kind) or self._letters_changed(kind) or (lambda cell, *read: cell.said(kind, *read))

        def write(cell: Cell) -> str | None:
            read = self.read(cell)
            text = way(cell, *read) if read is not None and befalls.fullmatch(cell.truth) else None
            return None if text and decidable and self.doubtful(kind, cell, text) else text

        return write

    def _letters_changed(self, kind: str) -> Way | None:
        change = CHANGES.get(kind)

        def write(cell: Cell, *read: object) -> str | None:
            typed = self.text(cell)
            changed = change(typed, cell.dice) if change and typed is not None else None
            return changed if changed != typed else None

        return write if change else None


def label(option: Option, language: str) -> str:
    """The label of an option in a language, or else its code."""
    return option.labels.get(language) or option.name


def in_turn(kinds: Sequence[MessKind], chance: Generator) -> Iterable[MessKind]:
    """Kinds in an order by chance, in which those of more weight stand earlier."""
    late = chance.exponential(size=len(kinds)) / [kind.weight for kind in kinds]
    return (kinds[place] for place in np.argsort(late).tolist())
