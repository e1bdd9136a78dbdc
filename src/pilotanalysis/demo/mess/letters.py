"""What befalls the letters of a text, whatever it says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from .kinds import Cell, Dice, MessKind, unmarked

_CEDILLA = str.maketrans("șțȘȚ", "şţŞŢ")
_NO_BREAK = "\u00a0"
#: Zero-width space, soft hyphen, byte order mark.
_INVISIBLE = ("\u200b", "\u00ad", "\ufeff")
_AROUND = ((" ", ""), ("", " "), ("", "  "), ("", _NO_BREAK), ("  ", " "), ("", "\n"), ("\t", ""))
_QUOTES = (('"', '"'), ("„", "”"), ("«", "»"), ("'", "'"))

#: Writes a text otherwise; none, or the text itself, where nothing would change.
Change = Callable[[str, Dice], str | None]
#: Changes with their names and weights.
Changes = tuple[tuple[str, Change, float], ...]


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


def blanks_around(text: str, dice: Dice) -> str:
    """Blanks before or after."""
    return text.join(dice.one_of(_AROUND))


def cut_off(text: str, dice: Dice) -> str | None:
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


#: Kinds that leave the words as they are.
SPACING: Changes = (
    ("blanks around", blanks_around, 2.0),
    ("doubled blanks", lambda text, dice: _at_a_blank(text, dice.one_of(("  ", "   ")), dice), 1.5),
    ("no-break blank", _no_break_blank, 0.8),
    ("broken line", lambda text, dice: _at_a_blank(text, dice.one_of(("\n", " \n")), dice), 0.5),
    ("invisible letter", _invisible, 0.3),
    ("quoted", lambda text, dice: text.join(dice.one_of(_QUOTES)), 0.4),
)
ENCODING: Changes = (
    ("cedilla", lambda text, dice: with_cedilla(text), 3.0),
    ("UTF-8 read as cp1252", _misread("utf-8", "cp1252"), 1.0),
    ("UTF-8 read as cp1250", _misread("utf-8", "cp1250"), 0.8),
    ("cp1250 read as Latin-1", _misread("cp1250", "latin-1"), 1.0),
    ("UTF-8 read as cp874", _misread("utf-8", "cp874"), 0.15),
    ("UTF-8 read as cp1252 twice", _misread_twice, 0.2),
    # As they come from a Mac.
    ("letters and marks apart", lambda text, dice: unicodedata.normalize("NFD", text), 0.3),
    ("HTML references", _entities, 0.3),
)


def case_and_marks(of: str, weights: tuple[float, float, float]) -> Changes:
    """Changes of marks and case, with names that say `of` what."""
    changes: tuple[tuple[str, Change], ...] = (
        ("without marks", lambda text, dice: unmarked(text)),
        ("in upper case", lambda text, dice: text.upper()),
        ("in lower case", lambda text, dice: text.lower()),
    )
    return tuple((f"{of} {name}", change, weight) for (name, change), weight in zip(changes, weights, strict=True))


def kinds(changes: Changes, text: Callable[[Cell], str | None] = lambda cell: cell.truth) -> tuple[MessKind, ...]:
    """Make kinds of changes to the text that is typed for a cell, where there is any."""

    def kind(name: str, change: Change, weight: float) -> MessKind:
        def write(cell: Cell) -> str | None:
            typed = text(cell)
            changed = change(typed, cell.dice) if typed is not None else None
            return changed if changed != typed else None

        return MessKind(name, write, weight)

    return tuple(kind(*one) for one in changes)
