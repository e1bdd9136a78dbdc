"""Paint a figure in house style: title, subtitle, picture, note, source, mark."""

from __future__ import annotations

import base64
import io
import textwrap
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import matplotlib
import pandas as pd
from matplotlib.figure import Figure as Canvas
from matplotlib.figure import SubFigure

from .display import SUPPRESSION, Display, sourced
from .letters import with_letters
from .messages import Translatable, say
from .outputs import Words
from .raster import HouseCanvas
from .style import COLOURS, RC, width_of

#: Resolution of PNG files, in dots per inch.
DOTS = 150
TITLE, SUBTITLE, FOOT = 14.0, 10.0, 8.5
_MARGIN = 0.1
_LEADING = 1.35


@dataclass(frozen=True)
class Picture:
    """A figure as it is released: what is painted.

    Attributes
    ----------
    id : str
    words : Words
    frame : DataFrame
    draw : callable
        ``draw(area, frame, language)``
    source : Translatable
    n : int, optional
        How many units it rests on; None where the release does not tell.
    size : tuple of float
        Width and height in inches of what lies between title and source.
    mark : mapping, optional
        By language, that the data are fictitious.
    suppressed : bool
        Whether something is suppressed in it.
    units : Translatable, optional
        What the units are that `n` counts.
    """

    id: str
    words: Words
    frame: pd.DataFrame
    draw: Callable[[SubFigure, pd.DataFrame, str], None]
    source: Translatable
    n: int | None
    size: tuple[float, float]
    mark: Mapping[str, str] | None
    suppressed: bool
    units: Translatable | None = None


def paint(picture: Picture, language: str) -> dict[str, bytes]:
    """Paint a picture as PNG and SVG; the same inputs give the same bytes."""
    with _house_style():
        canvas = _compose(picture, language)
        return {"png": _png(canvas), "svg": _svg(canvas, picture, language)}


def get_ready(languages: Iterable[str]) -> None:
    """Paint a picture in each language, for processes that are forked from this one: fonts and words are there then."""
    words = Words(SUPPRESSION, SUPPRESSION, SUPPRESSION)
    nothing = pd.DataFrame()
    picture = Picture("", words, nothing, lambda *_: None, SUPPRESSION, 1000, (4.0, 1.0), None, suppressed=False)
    for language in languages:
        paint(picture, language)


@contextmanager
def _house_style() -> Iterator[None]:
    """Paint in house style; a letter that its font has not is a box, and nothing that a notebook should warn of."""
    with matplotlib.rc_context(RC), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        yield


def paint_png(picture: Picture, language: str) -> bytes:
    """Paint a picture as PNG alone."""
    with _house_style():
        return _png(_compose(picture, language))


def picture_display(picture: Picture, png: bytes, language: str) -> Display:
    """Show a picture that was painted, with its alt text."""
    content = base64.b64encode(png).decode("ascii")
    about = {"figure": picture.id, "alt": say(picture.words.alt, language)}
    about["reading"] = say(picture.words.reading, language)
    return Display({"image/png": content, "text/plain": about["alt"]}, {"image/png": about})


def _compose(picture: Picture, language: str) -> Canvas:
    """Stack head, picture and foot; each takes the height its words need."""
    width, height = picture.size
    words, mark = picture.words, (picture.mark or {}).get(language, "")
    title = _even(_wrap(say(words.title, language), width, TITLE, "bold"))
    head = [(line, TITLE, "bold", "ink") for line in title]
    head += [(line, SUBTITLE, "normal", "muted") for line in _wrap(say(words.subtitle, language), width, SUBTITLE)]
    source = say(sourced(picture.source, picture.n, picture.units), language)
    foot = [(line, FOOT, "bold", "absent") for line in _wrap(mark, width, FOOT, "bold")]
    # The number of units stays on the line of its sign.
    notes = [say(words.note, language)] if words.note else []
    suppressed = [say(SUPPRESSION, language)] if picture.suppressed else []
    text = " ".join([*notes, *suppressed, source]).replace("n = ", "n\u00a0=\u00a0")
    foot += [(line, FOOT, "normal", "muted") for line in _wrap(text, width, FOOT)]
    tall = [_height(head) + 0.14, _height(foot) + 0.14]
    canvas = Canvas(figsize=(width, height + sum(tall)))
    HouseCanvas(canvas)
    upper, body, lower = canvas.subfigures(3, 1, squeeze=False, height_ratios=[tall[0], height, tall[1]], hspace=0)[
        :, 0
    ]
    _write(upper, head, tall[0], width)
    _write(lower, foot, tall[1], width)
    picture.draw(body, picture.frame, language)
    return canvas


Line = tuple[str, float, str, str]


def _wrap(text: str, width: float, size: float, weight: str = "normal") -> list[str]:
    """Break text into lines that fit; what is painted is a little wider than its outlines."""
    room = (width - 2 * _MARGIN) * 0.97
    letters = int(room * 72 / (size * 0.5))
    too_long = any(len(word) > letters / 2 and width_of(word, size, weight) > room for word in text.split())
    while True:
        lines = textwrap.wrap(text, letters, break_long_words=too_long)
        if letters < 20 or all(width_of(line, size, weight) <= room for line in lines):
            return lines
        letters -= 2


def _even(lines: list[str]) -> list[str]:
    """Break the same words into as many lines, none of them longer, of more even length: no last line of one word."""
    text, found = " ".join(lines), lines
    widest = max((width_of(line, TITLE, "bold") for line in lines), default=0)
    for letters in range(max(map(len, lines), default=0), 0, -1):
        narrower = textwrap.wrap(text, letters, break_long_words=False)
        if len(narrower) > len(lines):
            break
        if all(width_of(line, TITLE, "bold") <= widest for line in narrower):
            found = narrower
    return found


def _height(lines: list[Line]) -> float:
    return sum(size * _LEADING / 72 for _text, size, _weight, _colour in lines)


def _write(area: SubFigure, lines: list[Line], height: float, width: float) -> None:
    top = height - 0.08
    for text, size, weight, colour in lines:
        x, y = _MARGIN / width, top / height
        area.text(x, y, text, fontsize=size, fontweight=weight, color=COLOURS[colour], va="top", ha="left")
        top -= size * _LEADING / 72


def _png(canvas: Canvas) -> bytes:
    out = io.BytesIO()
    canvas.savefig(out, format="png", dpi=DOTS, metadata={"Software": None})
    return out.getvalue()


def _svg(canvas: Canvas, picture: Picture, language: str) -> bytes:
    out = io.StringIO()
    metadata = {"Date": None, "Creator": None, "Title": say(picture.words.title, language)}
    canvas.savefig(out, format="svg", metadata=metadata)
    return with_letters(out.getvalue(), canvas).encode("utf-8")
