"""The letters that a figure needs, to be put into its SVG: text stays text, and looks alike on every machine."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from functools import cache

from fontTools import subset
from fontTools.ttLib import TTFont
from matplotlib.figure import Figure as Canvas
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.text import Text

#: Letters of Latin alphabets, marks between them, arrows, signs and shapes; others are looked for in the whole font.
_USUAL = frozenset(
    chr(code)
    for first, last in (
        (0x20, 0x7E), (0xA0, 0x17F), (0x218, 0x21B), (0x2010, 0x2044), (0x20AC, 0x20AC), (0x2190, 0x2199),
        (0x2212, 0x2212), (0x2260, 0x2265), (0x25A0, 0x25FF), (0x2713, 0x2717),
    )
    for code in range(first, last + 1)
)  # fmt: skip


def with_letters(svg: str, canvas: Canvas) -> str:
    """Put the letters of the texts of a canvas into its SVG, as fonts that have these alone."""
    texts = [text for text in canvas.findobj(Text) if isinstance(text, Text)]
    letters = {bold: {letter for text in texts if _is_bold(text) is bold for letter in text.get_text()}
               for bold in (False, True)}  # fmt: skip
    faces = "".join(_face(bold, found) for bold, found in letters.items() if found)
    return svg.replace('<style type="text/css">', f'<style type="text/css">{faces}', 1)


def _is_bold(text: Text) -> bool:
    return text.get_fontweight() in ("bold", 700)


def _face(bold: bool, letters: Iterable[str]) -> str:
    weight = "bold" if bold else "normal"
    content = base64.b64encode(_font(weight, "".join(sorted(letters)))).decode("ascii")
    return (
        f"@font-face{{font-family:'DejaVu Sans';font-weight:{weight};"
        f"src:url(data:font/woff;base64,{content}) format('woff')}}"
    )


def _font(weight: str, letters: str) -> bytes:
    """Cut a font of the house style down to some letters; the same letters give the same bytes."""
    usual = set(letters) <= _USUAL
    return _cut(io.BytesIO(_usual_font(weight)) if usual else _whole_font(weight), letters, "woff")


@cache
def _usual_font(weight: str) -> bytes:
    """Cut a font down to the usual letters: of all its thousands, it takes long to find those of a figure."""
    return _cut(_whole_font(weight), "".join(sorted(_USUAL)), None)


def _whole_font(weight: str) -> str:
    return findfont(FontProperties(weight=weight))


def _cut(source: str | io.BytesIO, letters: str, flavor: str | None) -> bytes:
    font = TTFont(source, recalcTimestamp=False)
    # Rules of layout, of which nothing is kept and which take long to read; notes of the font's editor.
    for table in {"GDEF", "GPOS", "GSUB", "MATH", "kern", "FFTM"} & set(font.keys()):
        del font[table]
    options = subset.Options()
    options.hinting, options.name_IDs = False, []
    cutter = subset.Subsetter(options)
    cutter.populate(text=letters)
    cutter.subset(font)
    font.flavor = flavor
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
