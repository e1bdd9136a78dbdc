"""A cell that names several options taken apart: by the list alone, for labels may hold what joins them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..questionnaire import OTHER
from ..texts import CEDILLA, without_markup

_STRONG = re.compile(r"\s*[;,|/\n]")
_JOINTS = re.compile(r"[\s;,|/]+|\Z")
#: What leads to the words beside *other*.
_EXPLICIT = re.compile(r"\s*(?:[:=(]|-+(?=\s)|–)\s*")
_NUMBERED = re.compile(r"(?:(?<=[\s;,])|^)\(?(?:\d{1,2}|[a-z])[.)]\s*|(?:(?<=[\s;,\n])|^)[•·▪◦*\-–—]\s+")
#: Signs and words that join several answers besides those that a tool would set.
_SIGNS = re.compile(r"\s*(?:[\\&+•·→⇒>|]+|[-=]>|\s[-–—]\s)\s*")
#: Options set as sentences, one behind the other.
_SENTENCE_ENDS = re.compile(r"(?<=\w{2})\.\s+(?=\w)")
_AND = re.compile(
    r",?\s+(?:(?:precum )?(?:si|și)|and also|and|as well as|plus|respectiv"
    r"|nonche|nonché|ed? anche|ed?|apoi|then|poi)\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class SaidPart:
    """A part of a cell that names several options: the code of one, or words that name none.

    Attributes
    ----------
    explicit : bool
        Whether the words stand behind *other*.
    """

    code: str
    words: str
    explicit: bool = False


@dataclass(frozen=True)
class Spelling:
    """What may be said for the options of a question.

    Attributes
    ----------
    said : sequence of (str, str)
        In plain letters, with the code of its option; the longest first.
    """

    said: Sequence[tuple[str, str]]

    def taken_apart(self, text: str) -> list[SaidPart]:
        """Options and other words, in the order in which they stand."""
        plain = plain_letters(text)
        parts: list[SaidPart] = []
        place = 0
        while place < len(plain):
            joint = _JOINTS.match(plain, place)
            if joint and joint.end() > place:
                place = joint.end()
                continue
            found = self._split(plain, place)
            if found is None:
                end = self._end_of_words(plain, place)
                parts.append(SaidPart("", text[place:end].strip()))
                place = end
                continue
            name, end = found
            parts.append(SaidPart(name, text[place:end]))
            place = end
            if name == OTHER and (led := _EXPLICIT.match(plain, place)) and led.end() < len(plain):
                end = self._end_of_words(plain, led.end())
                parts.append(SaidPart("", text[led.end() : end].strip(" )"), explicit=True))
                place = end
        return parts

    def _split(self, plain: str, place: int) -> tuple[str, int] | None:
        """The option that starts at a place, so that the rest can be told apart too, if any can be."""
        fallback = None
        for name, end in self._options_at(plain, place):
            led = name == OTHER and _EXPLICIT.match(plain, end)
            if end < len(plain) and not (_JOINTS.match(plain, end) or led):
                continue
            if self._tells_the_rest(plain, end):
                return name, end
            # Before a mere blank it may be the beginning of a sentence.
            if _STRONG.match(plain, end) or name == OTHER:
                fallback = fallback or (name, end)
        return fallback

    def _options_at(self, plain: str, place: int) -> Iterator[tuple[str, int]]:
        """Options that may be said at a place, the longest first, and where each ends."""
        return ((name, place + len(said)) for said, name in self.said if plain.startswith(said, place))

    def _tells_the_rest(self, plain: str, place: int) -> bool:
        """Whether the text from a place on is options from end to end."""
        reached, done = {place}, set[int]()
        while reached:
            here = reached.pop()
            done.add(here)
            joint = _JOINTS.match(plain, here)
            if joint and joint.end() == len(plain):
                return True
            if joint:
                reached |= {end for _name, end in self._options_at(plain, joint.end())} - done
        return False

    def _end_of_words(self, plain: str, place: int) -> int:
        """Where words that name no option end: at the next strong joint that an option follows, or at the end."""
        for joint in re.finditer(r"[;|\n,]", plain[place:]):
            after = place + joint.end()
            start = after + len(plain[after:]) - len(plain[after:].lstrip())
            if joint[0] in ";|\n" or any(self._options_at(plain, start)):
                return place + joint.start()
        return len(plain)


def ways_apart(text: str) -> Iterator[str]:
    """Ways in which several answers may be joined, from what is usual to what is not."""
    text = without_markup(text).translate(CEDILLA)
    yield text
    if "\n" in text:
        yield text.replace("\n", "; ")
    apart = _NUMBERED.sub("; ", text)
    signs = _SIGNS.sub("; ", text)
    stops = _SENTENCE_ENDS.sub("; ", text)
    for variant in (
        signs,
        _AND.sub("; ", text),
        apart,
        stops,
        _AND.sub("; ", _SIGNS.sub("; ", apart.replace("\n", "; "))),
    ):
        if variant != text:
            yield variant


def plain_letters(text: str) -> str:
    """Set a text in lower case without diacritics, letter for letter."""
    return "".join((unicodedata.normalize("NFD", letter)[0].lower() or letter)[0] for letter in text)
