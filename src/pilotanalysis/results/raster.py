"""Pictures as PNG: what matplotlib does, without what it does again for each letter and each draft."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg


class HouseCanvas(FigureCanvasAgg):
    """A canvas whose drafts, which seaborn asks for to find out where labels come to lie, are laid out alone."""

    _wanted: tuple[float, ...] = ()

    def get_renderer(self) -> Any:
        """Give a renderer that sets the size of a font once for each text."""
        wanted = (*self.get_width_height(physical=True), self.figure.dpi)
        if self._wanted != wanted:
            renderer: Any = _HouseRenderer
            self.renderer, self._wanted = renderer(*wanted), wanted
        return self.renderer

    def draw(self) -> None:
        """Lay everything out; only what is saved is painted."""
        self.figure.draw_without_rendering()


class _SizedOnce:
    """A font that is given the same size again and again, which it would take time to prepare for each time."""

    def __init__(self, font: Any) -> None:
        self._font = font
        self._size: tuple[float, float] | None = None
        self._set_transform, self._render_glyph = font._set_transform, font._render_glyph

    def set_size(self, size: float, dots: float) -> None:
        if self._size != (size, dots):
            self._font.set_size(size, dots)
            self._size = (size, dots)


class _HouseRenderer(RendererAgg):
    def _draw_text_glyphs_and_boxes(
        self, gc: Any, x: float, y: float, angle: float, glyphs: Iterable[tuple[Any, ...]], boxes: Any
    ) -> None:
        fonts: dict[int, _SizedOnce] = {}
        sized = ((fonts.setdefault(id(font), _SizedOnce(font)), *where) for font, *where in glyphs)
        whole: Any = super()
        whole._draw_text_glyphs_and_boxes(gc, x, y, angle, sized, boxes)
