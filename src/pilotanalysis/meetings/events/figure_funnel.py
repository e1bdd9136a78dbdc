"""How far the events came, from invitations to agreements, beside what is published of others."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import SubFigure

from ...results import Figure, Listing, Released, Share, Tabulation, Words, _, say
from ...results.messages import SUPPRESSED
from ...results.style import COLOURS, PAPER
from ...store import Store
from ..labels import INVITED, LOGS, STEP_OF_TABLE, n_meetings
from ..tables import STEPS, Participants
from .benchmarks import BENCHMARKS
from .findings import step_numbers
from .tabulation import ALL_EVENTS, steps_tabulation

_WIDTH, _ROW, _LEFT, _RIGHT = 10.0, 0.36, 2.5, 2.6
_COLOUR = {"participants": COLOURS["muted"], "requests": COLOURS["accent"], "meetings": COLOURS["present"]}
#: Step that each is a part of; of those not named, the step before.
_PART_OF = {"cooperation": "held", "agreement": "held", "held": "scheduled"}
_NOTHING = _("The logs name no event.")


def event_funnel(data: Store) -> Figure:
    """Draw how many participants, requests and meetings of all events reached each step."""
    return Figure(
        id="event_funnel",
        data=_of_all(steps_tabulation(data)),
        words=_words,
        draw=_draw,
        source=LOGS,
        n=len(data.all(Participants)),
        units=INVITED,
        size=(_WIDTH, 0.5 + _ROW * len(STEPS)),
        columns=("step", "counted", "number", "doubtful"),
    )


def _of_all(steps: Tabulation) -> Tabulation:
    return steps.arranged(lambda frame: frame[frame["event"] == ALL_EVENTS])


def _words(released: Released) -> Words:
    numbers = step_numbers(released)
    title = (
        _(
            "Of {scheduled} that the organisers logged, {held} were held, and {agreement} led to an agreement or a "
            "new member",
            scheduled=n_meetings(numbers["scheduled"]),
            held=numbers["held"],
            agreement=numbers["agreement"],
        )
        if numbers
        else _NOTHING
    )
    parts = tuple(
        _(
            "{step}: {number}",
            step=STEP_OF_TABLE[row["step"]],
            number=SUPPRESSED if pd.isna(row["number"]) else int(row["number"]),
        )
        for _place, row in released.frame.iterrows()
    )
    return Words(
        title=title,
        subtitle=_("All events together: participants, requests and meetings that reached each step"),
        alt=_("Bars that grow shorter step by step. {parts}.", parts=Listing(parts)) if parts else _NOTHING,
        note=_(
            "What cannot be is left out. Registered counts all registrations, with those that opted out of meetings or "
            "cancelled; the schedules of this study count the others. Meetings are those of the organisers' agendas, "
            "not those that this study proposes. Published: REBECA on b2match, 2022. Rates that are defined otherwise "
            "stand in the table of rates alone."
        ),
        reading=_(
            "Each bar is a step; the percentage beside it is its share of the step that it is a part of. A diamond "
            "shows how long the bar would be at the published rate: where the bar ends before it, others came further."
        ),
    )


def _draw(area: SubFigure, frame: pd.DataFrame, language: str) -> None:
    import seaborn

    if frame.empty:
        area.text(0.01, 0.5, say(_NOTHING, language), fontsize=11)
        return
    axes = area.add_axes((_LEFT / _WIDTH, 0.02, (_WIDTH - _LEFT - _RIGHT) / _WIDTH, 0.96))
    rows = frame.assign(length=frame["number"].astype("float64"))
    seaborn.barplot(
        rows, x="length", y="step", hue="counted", palette=_COLOUR, order=list(rows["step"]), dodge=False, width=0.66,
        saturation=1, errorbar=None, legend=False, ax=axes,
    )  # fmt: skip
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    most = float(rows["length"].max()) or 1.0
    axes.set(xlabel="", ylabel="", xticks=[], xlim=(0, most * 1.02))
    axes.set_yticks(range(len(rows)), [say(STEP_OF_TABLE[step], language) for step in rows["step"]], fontsize=9)
    known = rows.set_index("step")["length"]
    marks = {}
    for place, (step, counted) in enumerate(zip(rows["step"], rows["counted"], strict=True)):
        whole = known.get(_PART_OF.get(step, "")) if step in _PART_OF else _before(rows, place, counted)
        said = SUPPRESSED if pd.isna(known[step]) else say(int(known[step]), language)
        share = known[step] / whole if pd.notna(whole) and pd.notna(known[step]) and whole else None
        text = said if share is None else say(_("{number} ({share})", number=said, share=Share(share)), language)
        published = BENCHMARKS[step].rate if step in BENCHMARKS and BENCHMARKS[step].alike else None
        if published is not None and pd.notna(whole):
            marks[place] = published * whole
            told = _("{said} · ◆ published: {share}", said=text, share=Share(published, 1 if published < 0.1 else 0))
            text = say(told, language)
        end = max(0.0 if pd.isna(known[step]) else known[step], marks.get(place, 0.0))
        axes.annotate(text, (end, place), xytext=(8, 0), textcoords="offset points", va="center", fontsize=8.5)
    if marks:
        seaborn.scatterplot(
            x=list(marks.values()), y=[str(rows["step"].iloc[place]) for place in marks], marker="D", s=42,
            color=COLOURS["unknown"], edgecolor=PAPER, linewidth=1, zorder=5, legend=False, clip_on=False, ax=axes,
        )  # fmt: skip


def _before(rows: pd.DataFrame, place: int, counted: str) -> float | None:
    """Number of the step before, where it counts the same."""
    if not place or rows["counted"].iloc[place - 1] != counted:
        return None
    return float(rows["length"].iloc[place - 1])
