"""The Italian article before a number, which follows from how the number is spoken.

It is *il 20 %*, but *l'8 %*, *l'11 %* and *lo 0,5 %*. No text can know which number it will get, so it names the
article in the masculine singular and the number chooses its form.
"""

from __future__ import annotations

#: Forms of each article: before most numbers, before one spoken with a vowel first, before zero.
_FORMS = {
    "il": ("il ", "l'", "lo "),
    "del": ("del ", "dell'", "dello "),
    "al": ("al ", "all'", "allo "),
    "dal": ("dal ", "dall'", "dallo "),
    "nel": ("nel ", "nell'", "nello "),
}
_BOLD = "**"


class Said(str):
    """A value as it is said; a format asks for the article before it: ``il``, ``del``, ``al``, ``dal`` or ``nel``.

    With ``**`` behind it, as in ``{share:il **}``, the number alone is bold and the article is not.
    """

    def __format__(self, form: str) -> str:
        if not form:
            return str(self)
        article = form.removesuffix(_BOLD).strip()
        value = f"{_BOLD}{self}{_BOLD}" if form.endswith(_BOLD) else str(self)
        return _FORMS[article][_sound(self)] + value


def _sound(number: str) -> int:
    """Which of the forms a number takes; one that is suppressed takes the first."""
    whole = number.partition(",")[0].split("\u00a0")[0]
    groups = whole.split(".")
    if whole == "0":
        return 2
    # Otto, ottanta, ottocento, ottomila; undici, undicimila; uno, but mille.
    return 1 if whole == "1" or groups[0] == "11" or groups[0].startswith("8") else 0
