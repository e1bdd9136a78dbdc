"""What the events are told by, with what of it would tell single participants."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from ...results import Disclosure, Tabulation
from ...store import Store
from ...tables import join_as_spans, join_ids, single_rows, split_ids
from ..tables import KINDS, STEPS, TOO_LONG, EventDoubts, EventSteps, Meetings, Schedules, Unserved

#: Stands for all events together.
ALL_EVENTS = "all"
#: Steps that are counted in the same unit, one after another.
_FOLLOWING = [(one, other) for one, other in pairwise(STEPS) if STEPS[one] == STEPS[other]]


def clusters_with_sector_event(events: pd.DataFrame) -> set[str]:
    """Name the clusters for which the table Events has an event within their sector."""
    return set(split_ids(join_ids(events.loc[events["kind"] == KINDS[0], "clusters"])))


def schedules_tabulation(data: Store) -> Tabulation:
    """Tabulate how good the schedule of each event is; participants are those served, and those who are not."""
    frame = pd.DataFrame(data.all(Schedules))
    shared = data.all(Meetings).dropna(subset=["table"])
    most = shared.groupby(["event", "start"]).size().groupby("event").max()
    frame = frame.assign(
        tables_most=frame["event"].map(most).fillna(0).astype("int64"),
        without_offer=frame["participants"] - frame["hopeful"],
        unserved=frame["hopeful"] - frame["served"],
        served_share=(frame["served"] / frame["served_bound"]).where(frame["served_bound"] > 0),
        value_share=(frame["value"] / frame["value_bound"]).where(frame["value_bound"] > 0),
    )
    parts = ("served", "without_offer", "unserved")
    return Tabulation(frame, Disclosure(parts, parts={"participants": parts}))


def unserved_tabulation(data: Store) -> Tabulation:
    """Tabulate why meetings that may be held are not: how many for each reason, by event, the most frequent first."""
    rows = pd.DataFrame(data.all(Unserved))
    frame = rows.assign(mended=(rows["mends"] != "").astype("int64")).groupby(["event", "reason"], as_index=False).agg(
        meetings=("value", "size"), mended=("mended", "sum"), made_from=("made_from", join_ids)
    )  # fmt: skip
    frame = frame.assign(firm=frame["meetings"] - frame["mended"])

    def most_first(told: pd.DataFrame) -> pd.DataFrame:
        return told.sort_values(["event", "meetings"], ascending=[True, False], kind="stable", na_position="last")

    counts = ("meetings", "mended", "firm")
    return Tabulation(frame, Disclosure(counts, parts={"meetings": ("mended", "firm")}), arrange=most_first)


def steps_tabulation(data: Store) -> Tabulation:
    """Tabulate how far each event came, step by step, and all of them together.

    How many were lost between two steps would follow from the two; those rows are not shown.
    """
    own = pd.DataFrame(data.all(EventSteps))
    together = own.groupby("step", sort=False, as_index=False).agg(
        counted=("counted", "first"), number=("number", "sum"), doubtful=("doubtful", "sum"),
        made_from=("made_from", lambda cells: join_as_spans(single_rows(split_ids(join_ids(cells))))),
    )  # fmt: skip
    frame = pd.concat([own, together.assign(event=ALL_EVENTS)], ignore_index=True)
    frame = frame.assign(key=frame["event"] + "." + frame["step"], shown=True)
    number = dict(zip(frame["key"], frame["number"], strict=True))
    pairs = [(f"{event}.{one}", f"{event}.{other}") for event in frame["event"].unique() for one, other in _FOLLOWING]
    kept = [(before, after) for before, after in pairs if number[after] <= number[before]]
    lost = [{"key": f"{after}.lost", "number": number[before] - number[after]} for before, after in kept]
    events = list(own["event"].unique())
    equations: list[tuple[str, tuple[str, ...]]] = [(before, (after, f"{after}.lost")) for before, after in kept]
    equations += [(f"{ALL_EVENTS}.{step}", tuple(f"{event}.{step}" for event in events)) for step in STEPS if events]
    beside = pd.DataFrame(lost, columns=["key", "number"]).assign(shown=False, made_from="")
    whole = pd.concat([frame, beside], ignore_index=True) if len(beside) else frame
    whole = whole.astype({"number": "Int64", "doubtful": "Int64"})
    return Tabulation(whole, Disclosure(("number", "doubtful"), totals=tuple(equations))).only(whole["shown"])


def rows_in_doubt(data: Store) -> set[str]:
    """Rows of the logs that say what cannot be, but for those of which only the length is in doubt."""
    return in_doubt(data.all(EventDoubts))


def in_doubt(doubts: pd.DataFrame) -> set[str]:
    """Rows of the logs that say what cannot be, of EventDoubts, but for those of which only the length is in doubt."""
    return set(doubts.loc[doubts["doubt"] != TOO_LONG, "made_from"])


def doubts_tabulation(data: Store) -> Tabulation:
    """Tabulate rows of the logs that say what cannot be; the public release lists none."""
    frame = pd.DataFrame(data.all(EventDoubts))
    return inside(frame.assign(row=frame["made_from"]))


def inside(frame: pd.DataFrame) -> Tabulation:
    """Tabulate rows of single participants: the public release has none of them."""
    # Each is a count of one.
    return Tabulation(
        frame.assign(inside=1), Disclosure(("inside",)), arrange=lambda told: told[told["inside"].notna()]
    )
