"""The theory of change as a picture: five columns from inputs to impact, with what each step supposes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from ...results import Decimal, Figure, Listing, Message, Number, Released, Share, Translatable, Words, _, say
from ...results.canvas import sheet_of
from ...results.style import COLOURS, width_of
from ...store import Store
from ..labels import STATUS_OF_INDICATOR
from .declared import declared
from .labels import EVALUATED, LEVEL, NEEDS_TWO_WAVES, STEPS
from .theory import EVIDENCE_ID, assumption_words, indicator_names, missed, step_names, theory_tabulation

#: Sizes in inches; letters in points.
_WIDTH, _GAP, _PAD, _SIDE = 10.0, 0.14, 0.07, 0.1
_COLUMN = (_WIDTH - 2 * _SIDE - 4 * _GAP) / 5
_HEAD, _LINE, _BETWEEN, _FOOT = 0.34, 0.148, 0.12, 0.16
_SIZE, _BOLD, _SMALL = 8.0, 8.6, 8.0
_SIGN = {"on_track": "✓", "behind": "▽", "off_track": "▼"}
_STARTING = "○"
_COLOUR = {"on_track": COLOURS["accent"], "behind": COLOURS["unknown"], "off_track": COLOURS["absent"]}
_GROUND, _SUPPOSED = "#eef3f8", "#f6f1e4"
_SUPPOSES = _("Assumption")


@dataclass(frozen=True)
class _Text:
    """A line of a box: its words, and how it is set."""

    words: str
    bold: bool = False
    colour: str = COLOURS["ink"]


def theory_figure(data: Store) -> Figure:
    """Draw what was expected and what happened at each step, from inputs to impact."""
    names, languages = indicator_names(data), data.study.languages

    def size(frame: pd.DataFrame) -> tuple[float, float]:
        return _WIDTH, max(_height(frame, language, names) for language in languages)

    def words(released: Released) -> Words:
        return Words(
            title=_title(released),
            subtitle=_("What was to lead to what: expected, and what happened"),
            alt=_alt(released, names),
            note=_(
                "✓ on track, ▽ behind, ▼ off track, by the rule of monitoring; ○ a starting value, of which a second "
                "wave will tell the change; no sign: nothing was planned."
            ),
            reading=_(
                "Read the columns from left to right: what went in, what was done, what came out, what members did "
                "with it, what is hoped for. A line says what happened, and what was planned or of how many it is a "
                "part. The boxes below say what has to hold for one column to lead to the next."
            ),
        )

    return Figure(
        id="theory_of_change",
        data=theory_tabulation(data),
        words=words,
        draw=lambda area, frame, language: _draw(sheet_of(area, *size(frame)), frame, language, names),
        source=EVALUATED,
        n=len(declared("steps")),
        units=STEPS,
        size=size,
        columns=("level", "step", "indicator", "expected", "happened", "status"),
    )


def _title(released: Released) -> Message:
    frame = released.frame
    planned = frame["status"].isin(list(STATUS_OF_INDICATOR))
    bad = missed(released)
    if not planned.any():
        return _("What was to lead to what; nothing was planned in numbers")
    rows = released.rows_of(planned)

    def number(id: str, words: Message, chosen: pd.Series) -> Number:
        return Number(
            id,
            words,
            int(chosen.sum()),
            "number",
            released.rows_of(chosen),
            len(frame),
            EVALUATED,
            of=rows,
            public=True,
        )

    return _(
        "Of {all} indicators of the steps, {good} are on track",
        all=number("steps_planned", _("indicators of the steps"), planned),
        good=number("steps_on_track", _("indicators of the steps on track"), planned & ~bad),
    )


def _alt(released: Released, names: dict[str, Translatable]) -> Message:
    steps = step_names()
    parts = tuple(
        _(
            "{level}: {steps}",
            level=LEVEL[str(level)],
            steps=Listing(tuple(steps[str(step)] for step in own["step"].unique())),
        )
        for level, own in released.frame.groupby("level", sort=False)
    )
    return _("Five columns of boxes that lead to one another. {parts}.", parts=Listing(parts))


def _said(value: Any, unit: str, language: str, *, known: bool = True) -> str:
    """Set a value; what is suppressed says so, and what is not known is a dash."""
    if pd.isna(value):
        return say(None, language) if known else "–"
    number = float(value)
    if unit == "share":
        return say(Share(number), language)
    return say(int(number) if number.is_integer() else Decimal(number), language)


def _lines_of(step: pd.DataFrame, language: str, names: dict[str, Translatable]) -> list[_Text]:
    title = say(step_names()[str(step["step"].iloc[0])], language)
    found = [_Text(one, bold=True) for one in _wrapped(title, _BOLD, bold=True)]
    for row in step.to_dict("records"):
        starting = row["indicator"].removeprefix(EVIDENCE_ID) in NEEDS_TWO_WAVES
        sign = _STARTING if starting else _SIGN.get(row["status"], "")
        colour = _COLOUR.get(row["status"], COLOURS["present"])
        values = _said(row["happened"], row["unit"], language, known=row["known"])
        if not pd.isna(row["expected"]):
            whole = _said(row["expected"], row["unit"], language)
            beside = _("{value}, plan {whole}") if row["status"] in STATUS_OF_INDICATOR else _("{value} of {whole}")
            values = say(Message(beside.text, {"value": values, "whole": whole}), language)
        found += [_Text(one) for one in _wrapped(say(names[row["indicator"]], language), _SIZE)]
        found.append(_Text(f"{sign} {values}".strip(), bold=True, colour=colour))
    return found


def _wrapped(text: str, size: float, *, bold: bool = False) -> list[str]:
    """Break a text into lines that fit into a column."""
    weight, room = "bold" if bold else "normal", _COLUMN - 2 * _PAD
    lines, line = list[str](), ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and width_of(longer, size, weight) > room:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


def _boxes(frame: pd.DataFrame, language: str, names: dict[str, Translatable]) -> dict[str, list[list[_Text]]]:
    return {
        level: [_lines_of(own, language, names) for _step, own in rows.groupby("step", sort=False)]
        for level in LEVEL
        for rows in [frame[frame["level"] == level]]
    }


def _supposed(language: str) -> dict[str, list[_Text]]:
    frame, words = declared("assumptions"), assumption_words()
    return {
        str(after): [
            _Text(say(_SUPPOSES, language), bold=True, colour=COLOURS["unknown"]),
            *(_Text(line) for line in _wrapped(say(words[str(one)], language), _SMALL)),
        ]
        for one, after in frame[["assumption", "after"]].itertuples(index=False)
    }


def _tall(lines: list[_Text]) -> float:
    return len(lines) * _LINE + 2 * _PAD


def _stacked(boxes: list[list[_Text]]) -> float:
    return sum(_tall(lines) + _BETWEEN for lines in boxes)


def _height(frame: pd.DataFrame, language: str, names: dict[str, Translatable]) -> float:
    columns = _boxes(frame, language, names)
    below = max(_tall(lines) for lines in _supposed(language).values())
    return _HEAD + max(map(_stacked, columns.values())) + below + _FOOT


def _draw(axes: Axes, frame: pd.DataFrame, language: str, names: dict[str, Translatable]) -> None:
    height, supposed = float(axes.get_ylim()[1]), _supposed(language)
    below = max(_tall(lines) for lines in supposed.values())
    for number, (level, boxes) in enumerate(_boxes(frame, language, names).items()):
        x, y = _SIDE + number * (_COLUMN + _GAP), height - _HEAD
        last = number == len(LEVEL) - 1
        _head(axes, x, height, say(LEVEL[level], language), last=last)
        for lines in boxes:
            _box(axes, (x, y), lines, _GROUND)
            y -= _tall(lines) + _BETWEEN
        if level in supposed:
            # Between the column and the next.
            _box(axes, (x + (_COLUMN + _GAP) / 2, below + _FOOT / 2), supposed[level], _SUPPOSED)


def _head(axes: Axes, x: float, top: float, words: str, *, last: bool) -> None:
    axes.text(x + 0.02, top - 0.1, words, fontsize=10, fontweight="bold", va="center", color=COLOURS["present"])
    axes.plot([x, x + _COLUMN], [top - 0.23, top - 0.23], color=COLOURS["present"], linewidth=1.6)
    if not last:
        axes.text(x + _COLUMN + _GAP / 2, top - 0.1, "›", fontsize=13, fontweight="bold", va="center", ha="center")


def _box(axes: Axes, corner: tuple[float, float], lines: list[_Text], ground: str) -> None:
    x, y = corner
    tall = _tall(lines)
    shape = FancyBboxPatch((x, y - tall), _COLUMN, tall, "round,pad=0,rounding_size=0.05", linewidth=0.8)
    shape.set(facecolor=ground, edgecolor=COLOURS["line"])
    axes.add_patch(shape)
    for place, line in enumerate(lines):
        axes.text(
            x + _PAD, y - _PAD - (place + 0.5) * _LINE, line.words, va="center", color=line.colour,
            fontsize=_BOLD if line.bold and not place else _SIZE, fontweight="bold" if line.bold else "normal",
        )  # fmt: skip
