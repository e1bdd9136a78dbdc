"""Characters that are never text: they steer a terminal, turn the reading direction, or stand for no letter at all."""

from __future__ import annotations

import re

#: Code pages in which somebody read UTF-8.
_PAGES = ("cp1252", "cp1250", "cp874")
#: What may come out where the reading of UTF-8 in another page is undone: else it was no such reading.
_LETTERS = frozenset(
    "ăâîșțşţĂÂÎȘȚŞŢàèéìòùÀÈÉÌÒÙäöüÄÖÜßåæçïñøýŐőŰűΩ„”“’‘–—…«»€™ˆ˜›‹†‡•šœžŸŠŒŽ°·\u00a0ÃÄÅÆÈÉÂâ"
    "¢£¤¥¦§¨©ª¬®¯±²³´µ¶¸¹º¼½¾¿ƒ‰‚ĄąČĹĽľŁłŚśťźŻ˘˛˝"
)
#: What comes out of it only where it was done twice, and then with a sign behind.
_HALF = "Å"
_RUN = re.compile(r"[^\x00-\x7f]{2,}")
#: Control characters, marks of reading direction, invisible operators, tags, halves of letters, and what is no letter.
_NEVER = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f\u061c\u180e\u200e\u200f\u202a-\u202e\u2061-\u206f\ufff9-\ufffc"
    r"\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\U000e0000-\U000e0fff"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
#: Signs that begin another line or page.
_ENDS = re.compile(r"[\x0b\x0c\x1c-\x1e\u2028\u2029]")
_SECOND_CONTROLS = re.compile(r"[\x80-\x9f]")


def only_text(text: str) -> str:
    r"""Take out the characters that are never text; tabs, ends of lines and the joiners of scripts and emoji stay.

    Examples
    --------
    >>> only_text("a\x00b\u202ec\ud800"), only_text("one\u2028two")
    ('abc', 'one\ntwo')
    """
    if text.isascii() and text.isprintable():
        return text
    bare = _NEVER.sub("", _ENDS.sub("\n", text))
    # In the middle of misread UTF-8 they are halves of letters, which cleaning brings back.
    if _SECOND_CONTROLS.search(bare):
        bare = _RUN.sub(lambda run: run[0] if undone(run[0]) != run[0] else without_controls(run[0]), bare)
        bare = re.sub(r"(?<![^\x00-\x7f])[\x80-\x9f](?![^\x00-\x7f])", "", bare)
    return bare


def without_controls(text: str) -> str:
    """Take out the second set of control characters, of which no text is made once it is mended."""
    return text if text.isascii() else _SECOND_CONTROLS.sub("", text)


def undone(run: str) -> str:
    """Undo the reading of UTF-8 in another page, where all that comes out are letters that people write."""
    for page in _PAGES:
        try:
            meant = b"".join(_byte(sign, page) for sign in run).decode("utf-8")
        except (UnicodeDecodeError, UnicodeEncodeError):
            continue
        if set(meant) <= _LETTERS and not meant.endswith(_HALF):
            return meant
    return run


def with_letters_back(text: str) -> str:
    """Undo the reading of UTF-8 in another page wherever a text shows it."""
    return _RUN.sub(lambda run: undone(run[0]), text)


def _byte(sign: str, page: str) -> bytes:
    """The byte that a page shows as a sign; one that it does not have came through as a control character."""
    try:
        return sign.encode(page)
    except UnicodeEncodeError:
        return sign.encode("latin-1")
