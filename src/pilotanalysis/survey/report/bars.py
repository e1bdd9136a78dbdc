"""Bars of a part in a whole, drawn alike in every figure of the chapter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure

from ...results import Translatable, _, say
from ...results.style import COLOURS, fitting_size

#: Colour of the whole of which a part is shown.
WHOLE = "#8395a7"
WIDTH = 10.0


def draw_bars(
    axes: Axes, labels: Sequence[str], wholes: pd.Series | None, parts: pd.Series, texts: Sequence[str], *, most: float
) -> None:
    """Draw horizontal bars: the whole light, the part dark, what they say behind them; what is missing has no bar.

    Parameters
    ----------
    axes : Axes
    labels : sequence of str
        One a bar, from the top.
    wholes, parts : Series
        Lengths; without `wholes` the parts stand alone.
    texts : sequence of str
    most : float
        Length at which the axes end.
    """
    import seaborn

    places = [str(place) for place in range(len(labels))]
    for lengths, colour in ((wholes, WHOLE), (parts, COLOURS["present"])):
        if lengths is not None and lengths.notna().any():
            seaborn.barplot(
                x=lengths.astype("float64").to_numpy(), y=places, orient="h", width=0.64, color=colour, saturation=1,
                errorbar=None, ax=axes,
            )  # fmt: skip
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    axes.set(xlabel="", ylabel="", xticks=[], xlim=(0, most), ylim=(max(len(labels), 1) - 0.5, -0.5))
    axes.set_yticks(range(len(labels)), labels, fontsize=9)
    shown = parts if wholes is None else pd.concat([wholes, parts], axis=1).max(axis=1)
    for place, (length, text) in enumerate(zip(shown, texts, strict=True)):
        end = (0.0 if pd.isna(length) else float(length), place)
        axes.annotate(text, end, xytext=(4, 0), textcoords="offset points", va="center", fontsize=8.5)


def panels(
    area: SubFigure,
    frame: pd.DataFrame,
    names: Mapping[str, Translatable],
    language: str,
    *,
    left: float,
    height: float,
) -> Iterator[tuple[Axes, pd.DataFrame]]:
    """Stand clusters side by side that share their labels; gives the axes of each, under its name, and its rows.

    The labels take `left` of the width; the area has a `height` in inches.
    """
    found = area.subplots(1, len(names), sharex=True, sharey=True, squeeze=False)[0]
    area.subplots_adjust(left=left, right=0.985, top=1 - 0.4 / height, bottom=0.03, wspace=0.12)
    room = WIDTH * (0.985 - left) / len(names) * 0.95
    for axes, (cluster, name) in zip(found, names.items(), strict=True):
        title = say(name, language)
        axes.set_title(title, fontsize=fitting_size(title, room, 10, "bold"), fontweight="bold")
        yield axes, frame[frame["cluster"] == cluster]


def whole(cell: Any) -> Any:
    """Give a count; what is missing is suppressed, and said so."""
    return cell if pd.isna(cell) else int(cell)


def of_members(answered: Any, members: Any, language: str) -> str:
    """Say how many of the members answered; suppressed counts are said so, members may not be known."""
    count = None if pd.isna(answered) else int(answered)
    if pd.isna(members):
        return say(count, language)
    return say(_("{answered} of {members}", answered=count, members=int(members)), language)
