"""Truncated answers: texts that break off inside a word that is known, or lost letters of it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, takewhile

from ..interpretation import Reading
from ..texts import fold
from ..word_lists import words

#: A letter alone at the end of a text, but for those that count or grade.
_LETTER_ALONE = re.compile(r"\s[^\W\d_ABCDEIVX]")
_WORD = re.compile(r"[^\W\d_]+")
#: A text shorter than that is no beginning of another.
_SHORTEST = 6
#: The last word of a text, and a question mark behind it.
_LAST = re.compile(r"([^\W\d_]+)(\??)\Z")
_DIGITS = re.compile(r"\d+")
#: How many of the answers next in the alphabet are looked at.
_NEXT, _MANY = 20, 3
#: Words after which a text goes on.
_DANGLING = words("dangling")


@dataclass(frozen=True)
class Vocabulary:
    """What is written elsewhere: words that are known, and all answers in words.

    Attributes
    ----------
    words : frozenset[str]
        Folded words that stand in the glossary, or in more than one answer.
    shapes : Mapping[str, int]
        Answers, folded and with a nought for every number, with how many there are of each.
    shape_of : Mapping[str, str]
        By answer as it was written.
    """

    words: frozenset[str] = frozenset()
    shapes: Mapping[str, int] = field(default_factory=dict)
    shape_of: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _ordered(self) -> list[str]:
        return sorted(self.words)

    @cached_property
    def _ordered_shapes(self) -> list[str]:
        return sorted(self.shapes)

    def breaks_off(self, word: str) -> bool:
        """Whether a folded word is none that is known, but the beginning of one.

        Examples
        --------
        >>> known = Vocabulary(frozenset(["comercial", "produs", "produse"]))
        >>> known.breaks_off("comerc"), known.breaks_off("produs")
        (True, False)
        """
        # A long word that lacks one letter may be another form of it, if it stands elsewhere.
        more = 1 if len(word) >= _SHORTEST else 2
        return any(len(longer) >= len(word) + more for longer in self._longer(word))

    def lost_a_letter(self, word: str) -> bool:
        """Whether one letter more makes a folded word one that is known."""
        return any(len(longer) == len(word) + 1 for longer in self._longer(word))

    def _longer(self, word: str) -> list[str]:
        """Known words that begin with a word that is none."""
        if word in self.words:
            return []
        return [*_following(self._ordered, bisect_left(self._ordered, word), word)]

    def goes_on_inside(self, shape: str, word: str) -> bool:
        """Whether answers begin with a shape that ends in a word, and go on inside of it.

        Where the word is known, one answer that does may be a coincidence.
        """
        if len(shape) < _SHORTEST:
            return False
        for longer in _following(self._ordered_shapes, bisect_left(self._ordered_shapes, shape) + 1, shape):
            rest = longer[len(shape) :]
            known = word in self.words and self.shapes[longer] < _MANY
            if len(rest) > 1 and rest[0].isalpha() and (rest[1].isalpha() or not known):
                return True
        return False


def _following(ordered: Sequence[str], place: int, start: str) -> Iterator[str]:
    """Those of the next few texts in the alphabet that begin with another."""
    return takewhile(lambda text: text.startswith(start), ordered[place : place + _NEXT])


NO_WORDS = Vocabulary()


def vocabulary_of(answers: Iterable[Iterable[str]], known: frozenset[str]) -> Vocabulary:
    """Words of a glossary, and words and shapes of answers.

    Parameters
    ----------
    answers : iterable of iterable of str
        Distinct answers to each question.
    known : frozenset of str
        Words of a glossary, see :func:`words_of`.
    """
    several = [list(texts) for texts in answers]
    shape_of = {text: _shape(text) for text in set(chain.from_iterable(several))}
    shapes = Counter(shape_of[text] for texts in several for text in texts)
    once: set[str] = set()
    again: set[str] = set()
    for shape, answers_of_shape in shapes.items():
        own = set(_WORD.findall(shape))
        again |= own if answers_of_shape > 1 else own & once
        once |= own
    return Vocabulary(known | again, shapes, shape_of)


def _shape(text: str) -> str:
    """A text folded, with each number as a nought."""
    return _DIGITS.sub("0", fold(text))


def words_of(terms: Iterable[str]) -> frozenset[str]:
    """Words of terms, folded."""
    return frozenset(word for term in terms for word in _WORD.findall(fold(term)))


def flag_truncated(readings: Sequence[Reading], alone: Sequence[bool], vocabulary: Vocabulary) -> list[Reading]:
    """Flag the answers to a question that break off, or lost a letter at their end.

    Parameters
    ----------
    readings : sequence of Reading
        Of the distinct answers.
    alone : sequence of bool
        Which of them only one or two respondents gave: of others nothing is said.
    vocabulary : Vocabulary
    """
    told = [
        _rule(one.value, vocabulary) if seldom and isinstance(one.value, str) and one.value else ""
        for one, seldom in zip(readings, alone, strict=True)
    ]
    return [
        reading._replace(rules=(*reading.rules, rule), severity="flag") if rule else reading
        for reading, rule in zip(readings, told, strict=True)
    ]


def _rule(text: str, vocabulary: Vocabulary) -> str:
    if _LETTER_ALONE.fullmatch(text[-2:]):
        return "cut_off"
    shape = vocabulary.shape_of.get(text) or _shape(text)
    found = _LAST.search(shape, shape.rfind(" ") + 1)
    if not found:
        return ""
    word, lost = found[1], bool(found[2])
    if lost:
        return "letters_lost" if vocabulary.lost_a_letter(word) else ""
    dangling = word in _DANGLING and " " in shape
    return "cut_off" if dangling or vocabulary.breaks_off(word) or vocabulary.goes_on_inside(shape, word) else ""
