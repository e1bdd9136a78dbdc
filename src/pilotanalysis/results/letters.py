"""The letters that a figure needs, to be put into its SVG: text stays text, and looks alike on every machine."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable

from fontTools import subset
from fontTools.ttLib import TTFont
from matplotlib.figure import Figure as Canvas
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.text import Text


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
    font = TTFont(findfont(FontProperties(weight=weight)), recalcTimestamp=False)
    # Rules of layout, of which nothing is kept and which take long to read; notes of the font's editor.
    for table in {"GDEF", "GPOS", "GSUB", "MATH", "kern", "FFTM"} & set(font.keys()):
        del font[table]
    options = subset.Options()
    options.hinting, options.name_IDs = False, []
    cutter = subset.Subsetter(options)
    cutter.populate(text=letters)
    cutter.subset(font)
    font.flavor = "woff"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
