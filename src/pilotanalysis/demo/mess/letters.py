"""What befalls the letters of a text, whatever it says."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from .kinds import Cell, Dice, Kind, unmarked

_CEDILLA = str.maketrans("șțȘȚ", "şţŞŢ")
_NO_BREAK = "\u00a0"
#: Zero-width space, soft hyphen, byte order mark.
_INVISIBLE = ("\u200b", "\u00ad", "\ufeff")
_BLANKS = (" ", "  ", _NO_BREAK, "\t")

#: Writes a text otherwise; none where nothing would change.
Change = Callable[[str, Dice], str | None]


def without_marks(text: str, dice: Dice) -> str | None:
    return _other(unmarked(text), text)


def with_cedilla(text: str, dice: Dice) -> str | None:
    """The letters that keyboards had before those with a comma below."""
    return _other(text.translate(_CEDILLA), text)


def misread(kept: str, read: str) -> Change:
    """Text kept in one encoding and read in another, where that can be undone."""

    def change(text: str, dice: Dice) -> str | None:
        return _misread(text, kept, read)

    return change


def misread_twice(text: str, dice: Dice) -> str | None:
    once = _misread(text, "utf-8", "cp1252")
    return _misread(once, "utf-8", "cp1252") if once else None


def _misread(text: str, kept: str, read: str) -> str | None:
    # The one-byte encodings for Romanian have the cedilla only.
    source = text.translate(_CEDILLA) if kept != "utf-8" else text
    try:
        result = source.encode(kept).decode(read)
        undone = result.encode(read).decode(kept)
    except UnicodeError:
        return None
    whole = undone == source and result == result.strip() and _printable(result)
    return result if whole and result not in (source, text) else None


def _printable(text: str) -> bool:
    return not any(unicodedata.category(letter) in ("Cc", "Cn", "Co") and letter != "\n" for letter in text)


def lost(text: str, dice: Dice) -> str | None:
    """Question marks for the letters that some program did not know."""
    return _other(re.sub(r"[^\x00-\x7f]", "?", text), text)


def entities(text: str, dice: Dice) -> str | None:
    """The references that a web form leaves behind."""
    escaped = text.replace("&", "&amp;")
    return _other(re.sub(r"[^\x00-\x7f]", lambda letter: f"&#{ord(letter[0])};", escaped), text)


def decomposed(text: str, dice: Dice) -> str | None:
    """Letters and their marks apart, as they come from a Mac."""
    return _other(unicodedata.normalize("NFD", text), text)


def invisible(text: str, dice: Dice) -> str | None:
    place = dice.number(0, len(text))
    return text[:place] + dice.one_of(_INVISIBLE) + text[place:]


def doubled_blanks(text: str, dice: Dice) -> str | None:
    return _at_a_blank(text, dice.one_of(("  ", "   ")), dice)


def no_break_blank(text: str, dice: Dice) -> str | None:
    return _other(text.replace(" ", _NO_BREAK), text) if dice.happens(0.3) else _at_a_blank(text, _NO_BREAK, dice)


def broken_line(text: str, dice: Dice) -> str | None:
    return _at_a_blank(text, dice.one_of(("\n", " \n")), dice)


def blanks_around(text: str, dice: Dice) -> str | None:
    before, after = dice.one_of(
        ((" ", ""), ("", " "), ("", "  "), ("", _NO_BREAK), ("  ", " "), ("", "\n"), ("\t", ""))
    )
    return before + text + after


def quoted(text: str, dice: Dice) -> str | None:
    before, after = dice.one_of((('"', '"'), ("„", "”"), ("«", "»"), ("'", "'")))
    return before + text + after


def upper(text: str, dice: Dice) -> str | None:
    return _other(text.upper(), text)


def lower(text: str, dice: Dice) -> str | None:
    return _other(text.lower(), text)


def cut_off(text: str, dice: Dice) -> str | None:
    """End inside a word, as a field that is too short ends it."""
    places = range(len(text) // 3, len(text) - 2)
    inside = [place for place in places if text[place - 1 : place + 1].isalpha() and place > 1]
    return text[: dice.one_of(inside)] if len(text) > 12 and inside else None


def _other(result: str, text: str) -> str | None:
    return result if result != text else None


def _at_a_blank(text: str, blank: str, dice: Dice) -> str | None:
    places = [place for place, letter in enumerate(text) if letter == " "]
    if not places:
        return None
    place = dice.one_of(places)
    return text[:place] + blank + text[place + 1 :]


#: Kinds that leave the words as they are, with their weights.
SPACING: tuple[tuple[str, Change, float], ...] = (
    ("blanks around", blanks_around, 2.0),
    ("doubled blanks", doubled_blanks, 1.5),
    ("no-break blank", no_break_blank, 0.8),
    ("broken line", broken_line, 0.5),
    ("invisible letter", invisible, 0.3),
    ("quoted", quoted, 0.4),
)
ENCODING: tuple[tuple[str, Change, float], ...] = (
    ("cedilla", with_cedilla, 3.0),
    ("UTF-8 read as cp1252", misread("utf-8", "cp1252"), 1.0),
    ("UTF-8 read as cp1250", misread("utf-8", "cp1250"), 0.8),
    ("cp1250 read as Latin-1", misread("cp1250", "latin-1"), 1.0),
    ("UTF-8 read as cp874", misread("utf-8", "cp874"), 0.15),
    ("UTF-8 read as cp1252 twice", misread_twice, 0.2),
    ("letters and marks apart", decomposed, 0.3),
    ("HTML references", entities, 0.3),
)


def kinds(changes: tuple[tuple[str, Change, float], ...], text: Callable[[Cell], str]) -> tuple[Kind, ...]:
    """Make kinds of changes to the text that is typed for a cell."""

    def kind(name: str, change: Change, weight: float) -> Kind:
        return Kind(name, lambda cell: change(text(cell), cell.dice), weight)

    return tuple(kind(*one) for one in changes)
