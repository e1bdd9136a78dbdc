"""Who sits where when, without names: the tables of each event by slot, and why each meeting is held."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure

from ...results import Day, Figure, Message, Number, Released, Words, _, say
from ...results.style import COLOURS, PAPER, fitting_size, width_of
from ...store import Store
from ...tables import join_ids
from ..labels import ARRANGED, INVITED, n_meetings
from ..tables import Events, Meetings, Participants, Sessions
from ..times import as_iso, slots_of
from .tabulation import inside

_WIDTH, _SLOT, _GAP, _LEFT = 10.0, 0.145, 0.2, 0.45
#: Height of a table, of all tables of an event at most, and of what stands above them and below.
_ROW, _MOST, _HEAD, _FOOT, _KEY = 0.19, 4.2, 0.42, 0.5, 0.34
#: What stands beside the words of the key: the mark, and room between them.
_BESIDE = 0.55
#: What tells why a meeting is held: marker, colour and words.
_WHY: Mapping[str, tuple[str, str, Message]] = {
    "accepted": ("s", COLOURS["present"], _("asked for and accepted, or fixed")),
    "pending": ("D", COLOURS["unknown"], _("asked for, no answer logged")),
    "proposed": ("o", COLOURS["accent"], _("proposed from needs, offers and gaps")),
    "free": (".", "#8b949c", _("table free")),
}
_ORIGIN = {"locked": "accepted", "accepted": "accepted", "pending": "pending"}
_NOTHING = _("The logs name no event.")


def meeting_grid(data: Store) -> Figure:
    """Draw the tables of each event by slot."""
    frame = _seats(data)

    def words(released: Released) -> Words:
        rows = released.whole.frame
        met = rows["why"] != "free"
        made = released.whole.rows_of()
        number = Number(
            "arranged_meetings", _("meetings of the schedules"), int(met.sum()), "number", made,
            len(data.all(Participants)), ARRANGED, of=made, public=True,
        )  # fmt: skip
        shared = rows[~rows["hosted"].astype(bool)]
        taken = int((shared["why"] != "free").sum())
        share = Number(
            "seats_taken", _("places at shared tables that are taken"), taken / len(shared) if len(shared) else None,
            "proportion", made, len(shared), ARRANGED, of=made, public=True,
        )  # fmt: skip
        title = (
            _(
                "{share} of the places at shared tables are taken by the {meetings} that this study proposes",
                meetings=n_meetings(number),
                share=share,
            )
            if len(rows)
            else _NOTHING
        )
        counts = rows["why"].value_counts()
        return Words(
            title=title,
            subtitle=_("Shared tables of each event (rows) by slot (columns); above the line, tables of hosts"),
            alt=_(
                "Grid of tables and slots. Meetings asked for and accepted, or fixed: {accepted}; asked for and not "
                "answered: {pending}; proposed: {proposed}; places free: {free}.",
                **{why: int(counts.get(why, 0)) for why in _WHY},
            ),
            note=_("Each event has its own sessions; the gap between columns is a break."),
            reading=_(
                "Each mark is a meeting: its column says when, its row at which table. Slots with many free tables "
                "have room for walk-ins and newcomers; where all are taken, one more table would serve more."
            ),
        )

    return Figure(
        id="meeting_grid",
        data=inside(frame),
        words=words,
        draw=_draw,
        source=ARRANGED,
        n=len(data.all(Participants)),
        units=INVITED,
        size=lambda told: (_WIDTH, _height(told)),
        columns=("event", "session", "slot", "start", "row", "hosted", "why"),
        internal=True,
    )


def _seats(data: Store) -> pd.DataFrame:
    """Places of each event: a row for each shared table and slot, and for each meeting at a table of a host."""
    days = dict(data.all(Events)[["event", "date"]].itertuples(index=False, name=None))
    places = pd.DataFrame(
        [
            (
                row["event"],
                row["session"],
                slot,
                as_iso(days[row["event"]], begin, data.settings.zone),
                table,
                row["row_id"],
            )
            for row in data.all(Sessions).to_dict("records")
            for slot, (begin, _end) in enumerate(slots_of(row["start"], row["slots"], row["slot_minutes"]), start=1)
            for table in range(1, row["tables"] + 1)
        ],
        columns=["event", "session", "slot", "start", "table", "made_here"],
    )
    met = pd.DataFrame(data.all(Meetings))[["event", "session", "slot", "start", "table", "origin", "made_from"]]
    both = places.astype({"table": "Int64"}).merge(
        met[met["table"].notna()], on=["event", "session", "slot", "start", "table"], how="left"
    )
    hosted = met[met["table"].isna()].assign(hosted=True)
    hosted["table"] = -(hosted.groupby(["event", "start"]).cumcount() + 1)
    frame = pd.concat([both.assign(hosted=False), hosted], ignore_index=True)
    why = frame["origin"].map(_ORIGIN).fillna("proposed").mask(frame["origin"].isna(), "free")
    rows = [
        join_ids([one, other])
        for one, other in zip(frame["made_here"].fillna(""), frame["made_from"].fillna(""), strict=True)
    ]
    frame = frame.assign(why=why, row=frame["table"].astype("Int64"), made_from=rows)
    return frame.sort_values(["event", "start", "session", "row"], kind="stable", ignore_index=True)


def _panels(frame: pd.DataFrame) -> list[list[str]]:
    """Events side by side, in as many rows as it takes."""
    found: list[list[str]] = []
    used = _WIDTH
    for event, rows in frame.groupby("event", sort=False):
        wide = _LEFT + _SLOT * _columns(rows) + _GAP
        if used + wide > _WIDTH or not found:
            found.append([])
            used = 0.0
        found[-1].append(str(event))
        used += wide
    return found


def _columns(rows: pd.DataFrame) -> int:
    """Slots of an event, and a gap for each break."""
    starts = sorted(rows["start"].unique())
    return len(starts) + max(rows["session"].nunique() - 1, 0)


def _deep(frame: pd.DataFrame, events: list[str]) -> float:
    return min(_ROW * (_most(frame, events) + 1), _MOST)


def _most(frame: pd.DataFrame, events: list[str]) -> int:
    """Most rows of any of the events."""
    return int(frame[frame["event"].isin(events)].groupby("event")["row"].nunique().max())


def _height(frame: pd.DataFrame) -> float:
    return _KEY + sum(_HEAD + _deep(frame, events) + _FOOT for events in _panels(frame)) or 1.0


def _draw(area: SubFigure, frame: pd.DataFrame, language: str) -> None:
    if frame.empty:
        area.text(0.01, 0.5, say(_NOTHING, language), fontsize=11)
        return
    height = _height(frame)
    _draw_key(area, height, language)
    top = height - _KEY
    for events in _panels(frame):
        deep, left = _deep(frame, events), 0.0
        for event in events:
            rows = frame[frame["event"] == event]
            # One row is as high in all events side by side.
            wide, own = _SLOT * _columns(rows), deep * (rows["row"].nunique() + 1) / (_most(frame, events) + 1)
            box = ((left + _LEFT) / _WIDTH, (top - _HEAD - own) / height, wide / _WIDTH, own / height)
            axes = _draw_event(area, box, (event, rows), wide, language)
            if event == events[0]:
                _name_rows(axes, language)
            left += _LEFT + wide + _GAP
        top -= _HEAD + deep + _FOOT


def _draw_event(
    area: SubFigure, box: tuple[float, float, float, float], told: tuple[str, pd.DataFrame], wide: float, language: str
) -> Axes:
    import seaborn

    event, rows = told
    axes = area.add_axes(box)
    order = {table: place for place, table in enumerate(sorted(rows["row"].unique(), reverse=True))}
    # Of sessions at the same time one stands behind the other.
    slots = rows[["start", "session"]].drop_duplicates("start").sort_values("start")
    breaks = (slots["session"] != slots["session"].shift()).cumsum() - 1
    place = dict(zip(slots["start"], np.arange(len(slots)) + breaks, strict=True))
    spots = rows.assign(x=rows["start"].map(place).astype("float64"), y=rows["row"].map(order).astype("float64"))
    deep = box[3] / box[2] * wide
    size = float(np.clip(deep * 8, 6, 24))
    for why, (marker, colour, _said) in _WHY.items():
        own = spots[spots["why"] == why]
        if len(own):
            seaborn.scatterplot(
                own, x="x", y="y", marker=marker, color=colour, s=12 if why == "free" else size, edgecolor=PAPER,
                linewidth=0.4, legend=False, ax=axes,
            )  # fmt: skip
    hosts = int((rows.drop_duplicates("row")["row"] < 0).sum())
    axes.set(xlim=(-0.6, max(place.values()) + 0.6), ylim=(len(order) - 0.4, -0.6), xlabel="", ylabel="")
    axes.invert_yaxis()
    axes.grid(visible=False)
    axes.spines["bottom"].set_visible(False)
    if hosts:
        axes.axhline(len(order) - hosts - 0.5, color=COLOURS["line"], linewidth=0.8)
    tables = [table for table in order if table > 0]
    shown = [table for table in tables if table in (1, max(tables)) or table % 4 == 0]
    axes.set_yticks([order[table] for table in shown], [str(table) for table in shown], fontsize=8)
    firsts = slots.drop_duplicates("session")["start"]
    axes.set_xticks([float(place[start]) for start in firsts], [start[11:16] for start in firsts], fontsize=8)
    title = f"{event}, {say(Day(rows['start'].iloc[0][:10]), language)}"
    axes.set_title(title, fontsize=fitting_size(title, wide + _LEFT, 10, "bold"), fontweight="bold", pad=8)
    return axes


def _name_rows(axes: Axes, language: str) -> None:
    """Say that rows are tables: beside the first event alone, where no title of another one is in the way."""
    axes.annotate(
        say(_("table"), language), (0, 1), xycoords="axes fraction", xytext=(-6, 2), textcoords="offset points",
        ha="right", fontsize=8, color=COLOURS["muted"],
    )  # fmt: skip


def _draw_key(area: SubFigure, height: float, language: str) -> None:
    axes = area.add_axes((0, 1 - _KEY / height, 1, _KEY / height))
    axes.axis("off")
    axes.set(xlim=(0, _WIDTH), ylim=(0, 1), xticks=[], yticks=[])
    told = [say(said, language) for _marker, _colour, said in _WHY.values()]
    # Each takes as much as it needs; where all together need more, all are set smaller.
    needed = [width_of(text, 8.5) for text in told]
    room = (_WIDTH - _BESIDE * len(told)) / max(sum(needed), 0.1)
    left = 0.0
    for (marker, colour, _said), text, wide in zip(_WHY.values(), told, needed, strict=True):
        axes.plot(left + 0.15, 0.5, marker, color=colour, markersize=6)
        axes.text(left + 0.3, 0.5, text, va="center", fontsize=8.5 * min(1.0, room))
        left += _BESIDE + wide * min(1.0, room)
