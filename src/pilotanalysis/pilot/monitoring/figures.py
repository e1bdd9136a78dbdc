"""The pilot action as it went: indicators by month, activities on a calendar, the budget as it burns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.colors import ListedColormap
from matplotlib.figure import SubFigure
from matplotlib.lines import Line2D

from ...results import (
    Day,
    Decimal,
    Figure,
    Given,
    Listing,
    Message,
    Month,
    Released,
    Share,
    Translatable,
    Words,
    _,
    say,
)
from ...results.messages import SUPPRESSED
from ...results.style import COLOURS, PAPER, fitting_size, ink_on
from ...store import Store
from ..labels import ACTIVITIES, INDICATORS, MONITORED, STATUS_OF_INDICATOR, activity_words, indicator_words
from ..monitoring_tables import StatusDays
from ..status import status_day
from .findings import late_title, on_track_title
from .tabulation import (
    latest_of,
    status_tabulation,
    timetable_tabulation,
)

WIDTH, _LEFT = 10.0, 3.3
_ROW = 0.27
#: Colour of what was planned.
LIGHT = "#8395a7"
COLOUR = {
    "on_track": COLOURS["present"],
    "behind": COLOURS["unknown"],
    "off_track": COLOURS["absent"],
    "not_measured": "#e3e7ea",
}
SIGN = {"on_track": "", "behind": "▽ ", "off_track": "▼ ", "not_measured": ""}
_NO_VALUES = _("No value of an indicator is known")
_NO_TIMETABLE = _("There is no timetable")
PLANNED, _ACTUAL, _END = _("planned"), _("actual"), _("end of the pilot action")


def indicator_months(data: Store) -> Figure:
    """Draw the part of its plan that each indicator reached, month by month."""
    called, rule = indicator_words(data), data.settings.monitoring

    def words(released: Released) -> Words:
        frame = released.frame
        return Words(
            title=on_track_title(latest_of(released)) if len(frame) else _NO_VALUES,
            subtitle=_("Value at the end of the month, of the value planned"),
            alt=_indicator_alt(frame, called),
            note=_(
                "On track: at least {good} of the plan is reached; behind: at least {some}; else off track.",
                good=Given(Share(rule.on_track)),
                some=Given(Share(rule.behind)),
            ),
            reading=_(
                "Read a row from left to right: a box holds what was measured and, after the stroke, what was "
                "planned. A full triangle marks what is off track, an open one what is behind."
            ),
        )

    return Figure(
        id="indicator_months",
        data=status_tabulation(data),
        words=words,
        draw=lambda area, frame, language: _draw_indicators(area, frame, language, called),
        source=MONITORED,
        n=len(called),
        units=INDICATORS,
        size=lambda frame: (WIDTH, 0.4 + _ROW * max(frame["indicator"].nunique(), 1)),
        columns=("indicator", "month", "planned", "actual", "reached", "status"),
    )


def _indicator_alt(frame: pd.DataFrame, called: Mapping[str, Translatable]) -> Message:
    last = frame.drop_duplicates("indicator", keep="last")
    parts = tuple(
        _("{indicator}: {status}", indicator=called[row["indicator"]], status=STATUS_OF_INDICATOR[row["status"]])
        for _place, row in last.dropna(subset=["status"]).iterrows()
    )
    return _("Indicators by month; in the last one: {parts}.", parts=Listing(parts)) if parts else _NO_VALUES


def _draw_indicators(area: SubFigure, frame: pd.DataFrame, language: str, called: Mapping[str, Translatable]) -> None:
    import seaborn

    if frame.empty:
        area.text(0.01, 0.5, say(_NO_VALUES, language), fontsize=11)
        return
    rows, months = list(dict.fromkeys(frame["indicator"])), sorted(frame["month"].unique())
    height = 0.4 + _ROW * len(rows)
    axes = area.add_axes((_LEFT / WIDTH, 0.02, 1 - (_LEFT + 0.1) / WIDTH, _ROW * len(rows) / height))
    codes = {status: place for place, status in enumerate(COLOUR)}
    # What the release does not tell looks like what is not measured, and says what it is.
    frame = frame.assign(told=frame["status"].notna(), status=frame["status"].fillna("not_measured"))
    grid = frame.assign(code=frame["status"].map(codes)).pivot(index="indicator", columns="month", values="code")
    seaborn.heatmap(
        grid.reindex(rows, columns=months).astype("float64"), cmap=ListedColormap(list(COLOUR.values())), vmin=-0.5,
        vmax=len(codes) - 0.5, cbar=False, linewidths=2, linecolor=PAPER, xticklabels=False, yticklabels=False, ax=axes,
    )  # fmt: skip
    axes.set(xlabel="", ylabel="")
    for place, month in enumerate(months):
        axes.text(
            place + 0.5,
            -0.15,
            say(Month(month, "LLL y"), language),
            ha="center",
            va="bottom",
            fontsize=9,
            fontweight="bold",
        )
    for place, one in enumerate(rows):
        name = say(called[one], language)
        axes.text(-0.05, place + 0.5, name, ha="right", va="center", fontsize=fitting_size(name, _LEFT - 0.2, 9))
    for _place, row in frame.iterrows():
        actual, planned = (
            "–" if pd.isna(value) else say(_as_measured(value, str(row["unit"])), language)
            for value in (float(row["actual"]), float(row["planned"]))
        )
        actual = actual if row["told"] else SUPPRESSED
        axes.text(
            months.index(row["month"]) + 0.5, rows.index(row["indicator"]) + 0.5,
            f"{SIGN[row['status']]}{actual} / {planned}", ha="center", va="center", fontsize=8.5,
            color=ink_on(COLOUR[row["status"]]),
        )  # fmt: skip


def _as_measured(value: float, unit: str) -> Share | Decimal:
    return Share(value) if unit == "share" else Decimal(value, 0 if value.is_integer() else 2)


def timetable_figure(data: Store) -> Figure:
    """Draw when activities were to be and when they were."""
    called, end = activity_words(data), data.settings.period.end.isoformat()
    until = status_day(data.all(StatusDays), data.settings)

    def words(released: Released) -> Words:
        frame = released.frame
        parts = tuple(
            _(
                "{activity}: planned {first} to {last}, actual {began} to {ended}",
                activity=called[str(row["activity"])],
                first=Day(row["planned_start"]),
                last=Day(row["planned_end"]),
                began=Day(row["actual_start"]) if isinstance(row["actual_start"], str) else "–",
                ended=Day(row["actual_end"]) if isinstance(row["actual_end"], str) else "–",
            )
            for _place, row in frame.iterrows()
        )
        return Words(
            title=late_title(released) if len(frame) else _NO_TIMETABLE,
            subtitle=_(
                "Activities of the pilot action, planned and actual; behind them the days by which they were late"
            ),
            alt=_("Calendar of the activities. {parts}.", parts=Listing(parts)) if parts else _NO_TIMETABLE,
            reading=_(
                "The wide light line is the time planned, the narrow dark one the actual time. What goes beyond the "
                "dashed line is after the end of the pilot action. What has not ended is drawn to the date of "
                "status."
            ),
        )

    return Figure(
        id="timetable",
        data=timetable_tabulation(data),
        words=words,
        draw=lambda area, frame, language: _draw_timetable(area, frame, language, (called, end, until)),
        source=MONITORED,
        n=len(called),
        units=ACTIVITIES,
        size=lambda frame: (WIDTH, 1.0 + 0.42 * max(len(frame), 1)),
        columns=("activity", "planned_start", "planned_end", "actual_start", "actual_end", "late", "after"),
    )


def _draw_timetable(
    area: SubFigure, frame: pd.DataFrame, language: str, told: tuple[Mapping[str, Translatable], str, str]
) -> None:
    import seaborn

    if frame.empty:
        area.text(0.01, 0.5, say(_NO_TIMETABLE, language), fontsize=11)
        return
    called, end, until = told
    height = 1.0 + 0.42 * len(frame)
    axes = area.add_axes((_LEFT / WIDTH, 0.4 / height, 1 - (_LEFT + 0.5) / WIDTH, 0.42 * len(frame) / height))
    for what, width, colour in (("planned", 11, LIGHT), ("actual", 4, COLOURS["present"])):
        days = frame[[f"{what}_start", f"{what}_end"]].apply(pd.to_datetime)
        days[f"{what}_end"] = days[f"{what}_end"].fillna(pd.Timestamp(until)).where(days[f"{what}_start"].notna())
        long = days.assign(place=range(len(days))).melt("place", value_name="day").dropna()
        long["day"] = [day.toordinal() for day in long["day"]]
        seaborn.lineplot(
            long, x="day", y="place", units="place", estimator=None, sort=False, color=colour, linewidth=width,
            solid_capstyle="butt", ax=axes,
        )  # fmt: skip
    axes.axvline(pd.Timestamp(end).toordinal(), color=COLOURS["absent"], linestyle="--", linewidth=1.2)
    for place, row in enumerate(frame.to_dict("records")):
        if not pd.isna(row["late"]):
            last = max(str(row["planned_end"]), str(row["actual_end"] if isinstance(row["actual_end"], str) else until))
            axes.annotate(
                f"+{int(row['late'])}", (pd.Timestamp(last).toordinal(), place), xytext=(6, 0),
                textcoords="offset points", va="center", fontsize=9, fontweight="bold", color=COLOURS["absent"],
                bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1},
            )  # fmt: skip
    axes.set(xlabel="", ylabel="", ylim=(len(frame) - 0.5, -0.5))
    ends = (f"{what}_{end_of}" for what in ("planned", "actual") for end_of in ("start", "end"))
    told_days = pd.concat([frame[column] for column in ends]).dropna()
    months = pd.date_range(
        f"{told_days.min()[:7]}-01",
        max(told_days.max(), end, *([until] if frame["actual_end"].isna().any() else [])),
        freq="MS",
    )
    axes.set_xticks([month.toordinal() for month in months], _ticks(months, language), fontsize=8.5)
    axes.grid(axis="y", visible=False)
    names = [say(called[one], language) for one in frame["activity"]]
    axes.set_yticks(range(len(names)), names, fontsize=min(fitting_size(name, _LEFT - 0.2, 9.5) for name in names))
    draw_key(
        area,
        language,
        [(PLANNED, LIGHT, 8, "-"), (_ACTUAL, COLOURS["present"], 4, "-"), (_END, COLOURS["absent"], 1.2, "--")],
    )


def _ticks(months: pd.DatetimeIndex, language: str) -> list[str]:
    """Name months, the first of each year with the year below it."""
    said = [say(Month(f"{month:%Y-%m}", "LLL"), language) for month in months]
    return [
        f"{name}\n{month.year}" if place == 0 or month.month == 1 else name
        for place, (name, month) in enumerate(zip(said, months, strict=True))
    ]


def draw_key(area: SubFigure, language: str, lines: list[tuple[Message, str, float, Any]]) -> None:
    """Draw what each line is: its words, colour, width and dashes."""
    handles = [
        Line2D([], [], color=colour, linewidth=width, linestyle=style, label=say(said, language))
        for said, colour, width, style in lines
    ]
    area.legend(handles=handles, loc="upper left", bbox_to_anchor=(0.0, 1.0), ncols=len(lines), fontsize=9)
