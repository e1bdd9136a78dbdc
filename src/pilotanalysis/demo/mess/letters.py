"""What befalls the letters of a text, whatever it says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from numpy.random import Generator

_CEDILLA = str.maketrans("șțȘȚ", "şţŞŢ")
_NO_BREAK = "\u00a0"
#: Zero-width space, soft hyphen, byte order mark.
_INVISIBLE = ("\u200b", "\u00ad", "\ufeff")
_AROUND = ((" ", ""), ("", " "), ("", "  "), ("", _NO_BREAK), ("  ", " "), ("", "\n"), ("\t", ""))
_QUOTES = (('"', '"'), ("„", "”"), ("«", "»"), ("'", "'"))

T = TypeVar("T")


@dataclass(frozen=True)
class Dice:
    """Chance, one throw at a time."""

    chance: Generator

    def one_of(self, values: Sequence[T]) -> T:
        """One of the values."""
        return values[int(self.chance.random() * len(values))]

    def number(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        return low + int(self.chance.random() * (high - low + 1))

    def happens(self, rate: float) -> bool:
        """Whether something of that rate happens."""
        return bool(self.chance.random() < rate)


def unmarked(text: str) -> str:
    """Take the marks off letters: *ș* is *s*, *è* is *e*."""
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))


def bare(text: str) -> str:
    """Letters and digits only, without marks and capitals."""
    return "".join(letter for letter in unmarked(text).casefold() if letter.isalnum())


#: Writes a text otherwise; none, or the text itself, where nothing would change.
Change = Callable[[str, Dice], str | None]


def with_cedilla(text: str) -> str:
    """The letters that keyboards had before those with a comma below."""
    return text.translate(_CEDILLA)


def lost(text: str) -> str:
    """Question marks for the letters that some program did not know."""
    return re.sub(r"[^\x00-\x7f]", "?", text)


def _misread(kept: str, read: str) -> Change:
    """Text kept in one encoding and read in another, where that can be undone."""

    def change(text: str, dice: Dice) -> str | None:
        # The one-byte encodings for Romanian have the cedilla only.
        source = with_cedilla(text) if kept != "utf-8" else text
        try:
            result = source.encode(kept).decode(read)
            undone = result.encode(read).decode(kept)
        except UnicodeError:
            return None
        whole = undone == source and result == result.strip() and _printable(result)
        return result if whole and result != source else None

    return change


def _misread_twice(text: str, dice: Dice) -> str | None:
    once = _misread("utf-8", "cp1252")
    first = once(text, dice)
    return once(first, dice) if first else None


def _printable(text: str) -> bool:
    return not any(unicodedata.category(letter) in ("Cc", "Cn", "Co") and letter != "\n" for letter in text)


def _entities(text: str, dice: Dice) -> str:
    """The references that a web form leaves behind."""
    return re.sub(r"[^\x00-\x7f]", lambda letter: f"&#{ord(letter[0])};", text.replace("&", "&amp;"))


def _invisible(text: str, dice: Dice) -> str:
    place = dice.number(0, len(text))
    return text[:place] + dice.one_of(_INVISIBLE) + text[place:]


def _no_break_blank(text: str, dice: Dice) -> str | None:
    return text.replace(" ", _NO_BREAK) if dice.happens(0.3) else _at_a_blank(text, _NO_BREAK, dice)


def _cut_off(text: str, dice: Dice) -> str | None:
    """End inside a word, as a field that is too short ends it."""
    places = range(len(text) // 3, len(text) - 2)
    inside = [place for place in places if text[place - 1 : place + 1].isalpha() and place > 1]
    return text[: dice.one_of(inside)] if len(text) > 12 and inside else None


def _at_a_blank(text: str, blank: str, dice: Dice) -> str | None:
    places = [place for place, letter in enumerate(text) if letter == " "]
    if not places:
        return None
    place = dice.one_of(places)
    return text[:place] + blank + text[place + 1 :]


#: Changes by the name of the kind of mess that they make.
CHANGES: dict[str, Change] = {
    "blanks around": lambda text, dice: text.join(dice.one_of(_AROUND)),
    "doubled blanks": lambda text, dice: _at_a_blank(text, dice.one_of(("  ", "   ")), dice),
    "no-break blank": _no_break_blank,
    "broken line": lambda text, dice: _at_a_blank(text, dice.one_of(("\n", " \n")), dice),
    "invisible letter": _invisible,
    "quoted": lambda text, dice: text.join(dice.one_of(_QUOTES)),
    "cut off": _cut_off,
    "letters lost": lambda text, dice: lost(text),
    "cedilla": lambda text, dice: with_cedilla(text),
    "UTF-8 read as cp1252": _misread("utf-8", "cp1252"),
    "UTF-8 read as cp1250": _misread("utf-8", "cp1250"),
    "cp1250 read as Latin-1": _misread("cp1250", "latin-1"),
    "UTF-8 read as cp874": _misread("utf-8", "cp874"),
    "UTF-8 read as cp1252 twice": _misread_twice,
    # As they come from a Mac.
    "letters and marks apart": lambda text, dice: unicodedata.normalize("NFD", text),
    "HTML references": _entities,
}
for _of in ("labels", "name", "place"):
    CHANGES |= {
        f"{_of} without marks": lambda text, dice: unmarked(text),
        f"{_of} in upper case": lambda text, dice: text.upper(),
        f"{_of} in lower case": lambda text, dice: text.lower(),
    }
