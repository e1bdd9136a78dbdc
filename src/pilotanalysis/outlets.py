"""Text stays text where it comes out: no formula in a CSV file that a spreadsheet opens, no markup in Markdown.

For formulas the usual way is taken: an apostrophe in front. A text that had apostrophes in front of such a sign gets
one more, so that taking one off gives the text back, whatever it was. Numbers, and signs alone, are left as they are.
"""

from __future__ import annotations

import re

import pandas as pd

#: How a formula can begin, in the signs of any keyboard.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
#: Numbers, however they are grouped, and signs alone.
_HARMLESS = re.compile(r"[-+]?\d[\d.,  \u00a0\u202f]*%?|[-+]+")

#: What begins a tag, and a link, in Markdown.
_MARKUP = re.compile(r"<(?=[A-Za-z/!?])|\[(?=[^\]]*\][(\[])")


def as_markdown(text: str) -> str:
    r"""Set a text on one line of Markdown, so that no tag and no link in it is one.

    Examples
    --------
    >>> print(as_markdown("<b>a</b> [b](c), 3 < 4"))
    \<b>a\</b> \[b](c), 3 < 4
    """
    return _MARKUP.sub(r"\\\g<0>", " ".join(text.split("\n")))


def disarmed(text: str) -> str:
    """Put an apostrophe in front of what a spreadsheet would run.

    Examples
    --------
    >>> disarmed("=HYPERLINK(1)"), disarmed("-12,5"), disarmed("'=a"), disarmed("-")
    ("'=HYPERLINK(1)", '-12,5', "''=a", '-')
    """
    return f"'{text}" if _FORMULA.match(text) and not _HARMLESS.fullmatch(text) else text


def restored(text: str) -> str:
    """Give back what :func:`disarmed` was given.

    Examples
    --------
    >>> restored(disarmed("'=a")), restored("'quoted'"), restored("'-5")
    ("'=a", "'quoted'", "'-5")
    """
    return text[1:] if text[:1] == "'" and disarmed(text[1:]) == text else text


def disarmed_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """Disarm every text of a frame; numbers stay numbers."""
    out = frame.copy()
    for name in frame.select_dtypes(exclude=["number", "bool"]):
        texts = (cell for cell in frame[name].unique() if isinstance(cell, str))
        told = {text: safe for text in texts if (safe := disarmed(text)) != text}
        if told:
            out[name] = [told.get(cell, cell) for cell in frame[name]]
    return out
