"""The hybrid activities on a plane: how much they are needed, how close the activities are, how ready the people."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import SubFigure
from matplotlib.ticker import MultipleLocator

from ...chain.lookups import stage_words
from ...chain.region.places import spread
from ...results import Decimal, Figure, Label, Listing, Message, Released, Words, _, say
from ...results.canvas import sheet_of
from ...results.messages import SUPPRESSED
from ...results.style import COLOURS, PAPER, ink_on, width_of
from ...store import Store
from ..cluster_labels import COULD_JOIN, OCCASION, cluster_words
from .findings import activity_named, best_activity_title, number_of_participants, source_of, who_lacks_what
from .tabulation import activities_tabulation

_WIDTH, _BOTTOM, _ABOVE = 10.0, 0.62, 0.34
#: Edges of the plane and of the list beside it, in inches.
_LEFT, _RIGHT, _LIST = 0.62, 5.1, 5.35
_HEAD, _LINE, _BETWEEN, _SIZE = 0.3, 0.155, 0.07, 8.5
_LEAST_HIGH = 4.2
_SCALE = "blend:#dbe6f0,#12436d"
_MARKS = {"cluster_to_cluster": "o", "development": "s"}
_AREA = 210.0


def hybrid_map(data: Store) -> Figure:
    """Place the hybrid activities by need and closeness, with their readiness, beside a list of them."""
    called, stages = cluster_words(data), stage_words(data)

    def words(released: Released) -> Words:
        return Words(
            title=best_activity_title(released, data),
            subtitle=_(
                "Hybrid activities: severity of what is lacking (up), closeness of the two activities that they join "
                "(right), readiness of those who could take part (the darker, the readier)"
            ),
            alt=_alt(released.frame, called, stages),
            note=_note(released),
            reading=_(
                "Each mark is something that members of two or more clusters could do together; its number leads to "
                "the list. Those at the top right answer a bad lack with activities that are close. Start with dark "
                "marks: their people are ready."
            ),
        )

    def draw(area: SubFigure, frame: pd.DataFrame, language: str) -> None:
        _draw(area, frame, language, (called, stages))

    return Figure(
        id="hybrid_map",
        data=activities_tabulation(data),
        words=words,
        draw=draw,
        source=source_of(data),
        n=number_of_participants(data),
        units=COULD_JOIN,
        size=lambda frame: (_WIDTH, _height(frame)),
        columns=(
            "occasion", "rank", "cluster", "joined", "stage", "others", "lacking", "offering", "need", "relatedness",
            "readiness", "score",
        ),
    )  # fmt: skip


def _known(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["need"].notna() & frame["relatedness"].notna()]


def _note(released: Released) -> Message:
    note = _(
        "Closeness: proximity of the main activities, by the NUTS 2 regions that are specialised in both; 1 if they "
        "are the same. Marks that would cover each other stand side by side."
    )
    if released.frame["readiness"].isna().any():
        note = _("{note} White: the readiness is not told.", note=note)
    if len(_known(released.frame)) == len(released.frame):
        return note
    return _("{note} Activities of which need or closeness is not known stand in the list alone.", note=note)


def _alt(frame: pd.DataFrame, called: Mapping[str, Label], stages: Mapping[str, Label]) -> Message:
    if frame.empty:
        return _("No hybrid activity was found.")

    def value(cell: float) -> Decimal | str:
        return SUPPRESSED if pd.isna(cell) else Decimal(float(cell))

    parts = tuple(
        _(
            "{activity}: need {need}, closeness {closeness}, readiness {readiness}",
            activity=activity_named(row, called, stages),
            need=value(row["need"]),
            closeness=value(row["relatedness"]),
            readiness=value(row["readiness"]),
        )
        for _place, row in frame.iterrows()
    )
    return _("Need, closeness and readiness of each hybrid activity. {points}.", points=Listing(parts))


def _height(frame: pd.DataFrame) -> float:
    """As high as the list needs, four lines to an activity at most."""
    occasions = frame["occasion"].nunique()
    return max(_LEAST_HIGH, 0.2 + len(frame) * (4 * _LINE + _BETWEEN) + occasions * _HEAD + 0.3)


def _draw(
    area: SubFigure, frame: pd.DataFrame, language: str, words: tuple[Mapping[str, Label], Mapping[str, Label]]
) -> None:
    if frame.empty:
        area.text(0.01, 0.5, say(_("No hybrid activity was found."), language), fontsize=11)
        return
    height = _height(frame)
    frame = frame.assign(number=range(1, len(frame) + 1))
    sheet = sheet_of(area, _WIDTH, height)
    _draw_plane(area, _known(frame), language, height)
    _write_list(sheet, frame, language, words, height)


def _draw_plane(area: SubFigure, known: pd.DataFrame, language: str, height: float) -> None:
    """Draw the scales and a mark with its number for each activity of which both are known."""
    import seaborn

    wide, high = _RIGHT - _LEFT, height - _BOTTOM - _ABOVE
    plane = area.add_axes((_LEFT / _WIDTH, _BOTTOM / height, wide / _WIDTH, high / height))
    top = max(0.1, float(known["need"].max() if len(known) else 0.0) * 1.15)
    low = max(0.0, float(known["relatedness"].min() if len(known) else 0.0) - 0.1)
    plane.set(xlim=(low, 1.06), ylim=(0, top))
    order = known.sort_values(["need", "relatedness"], ascending=False, kind="stable")
    # In inches, so that marks that would cover each other can be set side by side.
    points = [
        ((x - low) / (1.06 - low) * wide, y / top * high)
        for x, y in order[["relatedness", "need"]].itertuples(index=False)
    ]
    placed = spread(points, [(0.0, wide)] * len(points))
    order = order.assign(across=[low + x / wide * (1.06 - low) for x, _y in placed])
    colours = seaborn.color_palette(_SCALE, as_cmap=True)
    shade = [PAPER if pd.isna(dark) else to_hex(colours(dark)) for dark in _darkness(order["readiness"])]
    seaborn.scatterplot(
        order, x="across", y="need", style="occasion", markers=_MARKS, c=shade, s=_AREA, ax=plane, legend=False,
        edgecolor=COLOURS["ink"], linewidth=0.8, zorder=4,
    )  # fmt: skip
    for (x, y, number), colour in zip(order[["across", "need", "number"]].itertuples(index=False), shade, strict=True):
        plane.text(x, y, str(number), ha="center", va="center", fontsize=8, color=ink_on(colour), zorder=5)
    # A step of a tenth is the least that one decimal tells apart.
    plane.xaxis.set_major_locator(MultipleLocator(0.1))
    plane.yaxis.set_major_locator(MultipleLocator(0.1))
    ticks = [tick for tick in plane.get_xticks() if low <= tick <= 1.001]
    plane.set_xticks(ticks, [say(Decimal(float(tick), 1), language) for tick in ticks])
    heights = [tick for tick in plane.get_yticks() if 0 <= tick <= top]
    plane.set_yticks(heights, [say(Decimal(float(tick), 1), language) for tick in heights])
    plane.tick_params(labelsize=8.5, labelcolor=COLOURS["muted"])
    plane.set_xlabel(say(_("closeness of the two activities"), language), fontsize=9)
    plane.set_ylabel("")
    plane.text(
        -0.09, 1.03, say(_("need: severity of what is lacking"), language), transform=plane.transAxes, fontsize=9
    )


def _darkness(readiness: pd.Series) -> list[float]:
    """From 0 for the least ready to 1 for the readiest; missing where that is not told."""
    low, high = readiness.min(), readiness.max()
    return [float(value) for value in (readiness - low) / (high - low if high > low else 1.0)]


def _write_list(
    sheet: Axes,
    frame: pd.DataFrame,
    language: str,
    words: tuple[Mapping[str, Label], Mapping[str, Label]],
    height: float,
) -> None:
    """List the activities with their numbers, each occasion under its head."""
    y = height - 0.14
    for occasion, rows in frame.groupby("occasion", sort=False):
        sheet.scatter([_LIST + 0.08], [y], marker=_MARKS[str(occasion)], s=60, color=COLOURS["present"])
        head = say(OCCASION[str(occasion)], language)
        sheet.text(_LIST + 0.24, y, head, fontsize=9, fontweight="bold", va="center")
        y -= _HEAD - _BETWEEN
        for _place, row in rows.iterrows():
            name = say(activity_named(row, *words), language)
            lines = _wrapped(name)
            sheet.text(_LIST + 0.18, y, str(row["number"]), fontsize=_SIZE, va="center", ha="right", fontweight="bold")
            told = _wrapped(say(who_lacks_what(row, *words), language))
            for line, colour in [(one, COLOURS["ink"]) for one in lines] + [(one, COLOURS["muted"]) for one in told]:
                sheet.text(_LIST + 0.26, y, line, fontsize=_SIZE, va="center", color=colour)
                y -= _LINE
            y -= _BETWEEN
        y -= _BETWEEN


def _wrapped(name: str) -> list[str]:
    """Break a name into lines that fit the list."""
    room = _WIDTH - _LIST - 0.3
    letters = max(20, int(len(name) * room / max(width_of(name, _SIZE), 0.1)) - 2)
    return textwrap.wrap(name, letters, break_on_hyphens=False)
