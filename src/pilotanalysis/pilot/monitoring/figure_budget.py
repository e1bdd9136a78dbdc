"""The budget as it burns: all of it against what there is, and each line against its plan."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure

from ...meetings.cluster_labels import line_words
from ...results import Figure, Given, Listing, Month, Released, Translatable, Words, _, say
from ...results.style import COLOURS, fitting_size
from ...store import Store
from ..labels import LINES, MONITORED
from .figures import LIGHT, PLANNED, WIDTH, draw_key
from .findings import spent_title
from .follow import EURO, WHOLE
from .tabulation import burn_tabulation, lines_tabulation

_NO_BUDGET = _("There is no budget")
_PAID, _THERE_IS = _("paid"), _("budget of the pilot action")
_TOP, _DEEP, _LEAST = 0.4, 1.7, 3.4
#: Part of an axis from which two labels do not cover each other.
_APART = 0.05
#: Room of the whole, and of each line beside it, in inches: from the left, and wide.
_WHOLE, _LINES, _LINE = (0.75, 3.1), (4.6, 7.6), 2.0


def budget_figure(data: Store) -> Figure:
    """Draw what was to be spent by month and what was paid: of the whole budget, and of each line."""
    called: dict[str, Translatable] = {WHOLE: _("The whole budget"), **line_words(data)}
    budget = data.settings.budget
    there_is = budget.amount if budget.currency == EURO else None

    def words(released: Released) -> Words:
        last = released.frame.drop_duplicates("line", keep="last")
        parts = tuple(
            _(
                "{line}: {paid} of {planned} euro paid",
                line=called[str(row["line"])],
                paid=Given(round(float(row["spent_eur"]))),
                planned=Given(round(float(row["planned_eur"]))),
            )
            for _place, row in last.iterrows()
        )
        return Words(
            title=spent_title(lines_tabulation(data).release(None), budget.amount) if len(last) else _NO_BUDGET,
            subtitle=_("Euro until the end of each month, planned and paid: all lines together, and each line"),
            alt=_("Lines by month for the whole budget and each of its lines. {parts}.", parts=Listing(parts))
            if parts
            else _NO_BUDGET,
            note=_("Planned: the line spread evenly over the days of its activities. Months by their first letter."),
            reading=_(
                "Where the dark line stays below the light one, money was paid later or less was needed than planned; "
                "which of the two, the lines do not say. Where it ends above, more was paid than planned, and the name "
                "is red. Each small picture has a scale of its own."
            ),
        )

    return Figure(
        id="budget_burn",
        data=burn_tabulation(data),
        words=words,
        draw=lambda area, frame, language: _draw(area, frame, language, (called, there_is)),
        source=MONITORED,
        n=len(called) - 1,
        units=LINES,
        size=lambda frame: (WIDTH, _height(frame)),
        columns=("line", "month", "planned_eur", "spent_eur"),
    )


def _height(frame: pd.DataFrame) -> float:
    return _TOP + max(_DEEP * -(-(frame["line"].nunique() - 1) // 2), _LEAST)


def _draw(
    area: SubFigure, frame: pd.DataFrame, language: str, told: tuple[Mapping[str, Translatable], float | None]
) -> None:
    if frame.empty:
        area.text(0.01, 0.5, say(_NO_BUDGET, language), fontsize=11)
        return
    (called, there_is), height = told, _height(frame)
    months = sorted(frame["month"].unique())
    lines = [line for line in dict.fromkeys(frame["line"]) if line != WHOLE]
    boxes = {WHOLE: (_WHOLE[0], 0.35, _WHOLE[1], height - _TOP - 0.75)}
    for place, line in enumerate(lines):
        row, column = divmod(place, 2)
        boxes[line] = (_LINES[column], height - _TOP - (row + 1) * _DEEP + 0.35, _LINE, _DEEP - 0.75)
    for line, (left, bottom, wide, high) in boxes.items():
        axes = area.add_axes((left / WIDTH, bottom / height, wide / WIDTH, high / height))
        own = frame[frame["line"] == line].assign(x=lambda rows: rows["month"].map(months.index))
        _burn(axes, own, language, say(called[line], language))
        axes.set_xticks(range(len(months)), [say(Month(month, "LLLLL"), language) for month in months], fontsize=8)
        if line == WHOLE and there_is is not None:
            axes.axhline(there_is, color=COLOURS["absent"], linestyle="--", linewidth=1.2)
            if abs(there_is - own["planned_eur"].iloc[-1]) > _APART * axes.get_ylim()[1]:
                axes.set_yticks([*axes.get_yticks(), there_is], [*_labels(axes), say(round(there_is), language)])
                axes.tick_params("y", labelsize=8)
    draw_key(
        area,
        language,
        [
            (PLANNED, LIGHT, 4, "-"),
            (_PAID, COLOURS["present"], 2, "-"),
            *([(_THERE_IS, COLOURS["absent"], 1.2, "--")] if there_is is not None else []),
        ],
    )


def _labels(axes: Axes) -> list[str]:
    return [label.get_text() for label in axes.get_yticklabels()]


def _burn(axes: Axes, own: pd.DataFrame, language: str, name: str) -> None:
    """Draw planned and paid, with what was paid in the end."""
    import seaborn

    for column, colour, width in (("planned_eur", LIGHT, 4), ("spent_eur", COLOURS["present"], 2)):
        seaborn.lineplot(own, x="x", y=column, color=colour, linewidth=width, errorbar=None, clip_on=False, ax=axes)
    planned, paid = float(own["planned_eur"].iloc[-1]), float(own["spent_eur"].iloc[-1])
    room = axes.get_position().width * WIDTH
    axes.set_title(
        name, fontsize=fitting_size(name, room, 9.5, "bold"), fontweight="bold",
        color=COLOURS["absent"] if paid > planned else COLOURS["ink"],
    )  # fmt: skip
    axes.annotate(
        say(round(paid), language), (own["x"].iloc[-1], paid), xytext=(6, 0), textcoords="offset points",
        va="center", fontsize=8, color=COLOURS["present"], annotation_clip=False,
    )  # fmt: skip
    axes.set(xlabel="", ylabel="", ylim=(0, None))
    axes.set_yticks([0, planned], ["0", say(round(planned), language)], fontsize=8)
