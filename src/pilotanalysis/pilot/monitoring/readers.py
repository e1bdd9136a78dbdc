"""What of monitoring is for whom: for the agency, and for the management of each cluster."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from ...meetings.tables import EventDoubts, Events, HeldMeetings, Participants
from ...results import Disclosure, Tabulation
from ...store import Store
from ...survey.tables import Organisations
from ...tables import SEPARATOR, join_ids
from ..assistance.tabulation import needs_tabulation
from ..assistance_tables import AssistanceCases
from ..labels import ALL
from ..monitoring_tables import IndicatorStatus
from ..tables import AGENCY, Indicators, TimetableActivities
from .follow import WHOLE
from .tabulation import (
    OF_TIME,
    flags_tabulation,
    latest_tabulation,
    lines_tabulation,
    status_tabulation,
    timetable_tabulation,
    without_small,
)

#: What is to be done about, the most pressing first; all but the last three are flags.
STEPS = (
    "off_track", "overspent", "underserved", "no_sector_event", "uninvited", "unfinished", "late", "ends_after",
    "paid_after", "held_after", "behind", "unserved", "unmeasured",
)  # fmt: skip
_COUNTS = ("came", "met", "meetings")


def steps_by_reader(data: Store) -> Tabulation:
    """Tabulate what each has to do something about: its flags, indicators behind, and values that are missing."""
    status = pd.DataFrame(data.all(IndicatorStatus)).drop_duplicates("indicator", keep="last")
    missing = status[status["actual"].isna() & status["planned"].notna()]
    missing = missing.assign(flag="unmeasured", counted=float("nan"))
    last = latest_tabulation(data).frame
    # Of an empty frame a column of another would make one with all its rows.
    behind = last[last["status"] == "behind"].assign(flag="behind", value=lambda rows: rows["reached"])
    of_indicators = pd.concat([behind, missing.assign(value=float("nan"))]).rename(columns={"indicator": "subject"})
    columns = ["flag", "subject", "value", "counted", "made_from"]
    parts = [flags_tabulation(data).frame, of_indicators, _unserved(data)]
    frame = pd.concat([part[columns] for part in parts], ignore_index=True)
    owner = dict(data.all(Indicators)[["indicator", "owner"]].itertuples(index=False, name=None))
    lead = dict(data.all(TimetableActivities)[["activity", "lead"]].itertuples(index=False, name=None))
    lines = _readers_of_lines(data)
    frame["step"] = frame["flag"]
    frame["reader"] = [
        lead[subject.removeprefix("activity:")]
        if flag in OF_TIME
        else lines.get(subject, AGENCY)
        if flag == "overspent"
        else subject
        if flag in ("unserved", "no_sector_event")
        else owner.get(subject, AGENCY)
        for flag, subject in frame[["flag", "subject"]].itertuples(index=False)
    ]
    order = frame["flag"].map({step: place for place, step in enumerate(STEPS)}).sort_values(kind="stable").index
    return _each(without_small(frame.loc[order].reset_index(drop=True)))


def _unserved(data: Store) -> pd.DataFrame:
    """Count the needs of each cluster that are in the plan and had no session."""
    cases = pd.DataFrame(data.all(AssistanceCases)).dropna(subset=["measure"])
    cases = cases.assign(without=(cases["sessions"] == 0).astype("int64"))
    frame = cases.groupby("cluster", sort=False, as_index=False).agg(
        value=("without", "sum"), planned=("without", "size"), made_from=("made_from", join_ids)
    )
    had = frame["planned"] - frame["value"]
    # Beside what is planned it tells how many had one.
    told = frame["value"].where((had == 0) | (had > frame["value"]), had)
    found = frame.assign(flag="unserved", subject=frame["cluster"], counted=told)
    return found[found["value"] > 0]


def months_by_reader(data: Store) -> Tabulation:
    """Tabulate the values of the indicators that each answers for, by month."""
    own = status_tabulation(data)
    return _each(replace(own, frame=own.frame.assign(reader=own.frame["owner"])))


def activities_by_reader(data: Store) -> Tabulation:
    """Tabulate all activities for the agency; for a management those that it leads, and those of the agency."""
    own = timetable_tabulation(data)
    everybody = SEPARATOR.join([AGENCY, *data.names])
    readers = (AGENCY + SEPARATOR + own.frame["lead"]).where(own.frame["lead"] != AGENCY, everybody)
    return _each(replace(own, frame=own.frame.assign(reader=readers)))


def lines_by_reader(data: Store) -> Tabulation:
    """Tabulate the lines that pay for what each leads; all of them for the agency."""
    own, readers = lines_tabulation(data), _readers_of_lines(data)
    return _each(replace(own, frame=own.frame.assign(reader=own.frame["line"].map(readers))))


def _readers_of_lines(data: Store) -> dict[str, str]:
    activities = data.all(TimetableActivities)
    leads = activities.dropna(subset=["line"]).groupby("line")["lead"].agg(list).to_dict()
    lines = lines_tabulation(data).frame["line"]
    return {
        WHOLE: AGENCY,
        **{line: SEPARATOR.join(dict.fromkeys([AGENCY, *leads.get(line, [])])) for line in lines},
    }


def needs_by_reader(data: Store) -> Tabulation:
    """Tabulate what members of each cluster need of assistance, what of it is planned and was held; or of all."""
    own = needs_tabulation(data)
    return _each(replace(own, frame=own.frame.assign(reader=own.frame["cluster"].replace(ALL, AGENCY))))


def meetings_by_reader(data: Store) -> Tabulation:
    """Tabulate who of each cluster came to which event, and met somebody; for the agency of all events together.

    A member of several clusters counts in the first. What cannot have been is left out.
    """
    frame = _came_and_met(data)
    whole = frame.groupby("cluster", sort=False, as_index=False).agg(
        came=("came", "sum"), met=("met", "sum"), meetings=("meetings", "sum"), made_from=("made_from", join_ids)
    )
    both = pd.concat(
        [frame.assign(reader=frame["cluster"]), whole.assign(reader=AGENCY, event=ALL)],
        ignore_index=True,
    ).astype(dict.fromkeys(_COUNTS, "int64"))
    both = both.assign(
        place=both["event"].mask(both["event"] == ALL, both["cluster"]),
        key=both["cluster"] + "." + both["event"],
        unmet=both["came"] - both["met"],
    )
    totals = tuple(
        (f"{cluster}.{ALL}", tuple(f"{cluster}.{event}" for event in own["event"]))
        for cluster, own in frame.groupby("cluster", sort=False)
    )
    disclosure = Disclosure(
        (*_COUNTS, "unmet"),
        totals=totals,
        parts={"came": ("met", "unmet")},
        hides={"came": ("met", "unmet", "meetings"), "met": ("unmet", "meetings"), "unmet": ("met",)},
    )
    return Tabulation(both, disclosure)


def _came_and_met(data: Store) -> pd.DataFrame:
    """Count by cluster and event who came, who of them met somebody, and meetings; clusters as in the study."""
    keys = ["cluster", "event"]
    doubtful = set(data.all(EventDoubts)["made_from"])
    members = pd.DataFrame(data.all(Organisations)).drop_duplicates("organisation")[["organisation", "cluster"]]
    people, held = (pd.DataFrame(data.all(model)) for model in (Participants, HeldMeetings))
    people = people[(people["attended"] == "yes") & ~people["row_id"].isin(doubtful)].merge(members, on="organisation")
    held = held[(held["held"] == "yes") & ~held["row_id"].isin(doubtful)]
    sides = held.melt(["event", "meeting", "row_id"], ["from", "to", "third"], value_name="organisation").dropna()
    sides = sides.merge(members, on="organisation")
    met = pd.MultiIndex.from_frame(sides[["event", "organisation"]])
    people = people.assign(met=pd.MultiIndex.from_frame(people[["event", "organisation"]]).isin(met).astype("int64"))
    came = people.groupby(keys, as_index=False).agg(
        came=("organisation", "size"), met=("met", "sum"), people_rows=("row_id", join_ids)
    )
    meetings = sides.groupby(keys, as_index=False).agg(
        meetings=("meeting", "nunique"), meeting_rows=("row_id", join_ids)
    )
    frame = came.merge(meetings, on=keys, how="left").fillna({"meetings": 0, "meeting_rows": ""})
    frame["made_from"] = [join_ids(cells) for cells in frame[["people_rows", "meeting_rows"]].to_numpy()]
    dates = data.all(Events).sort_values("date", kind="stable")["event"]
    place = {one: number for names in (dates, data.names) for number, one in enumerate(names)}
    order = frame.sort_values(keys, key=lambda cells: cells.map(place), ignore_index=True)
    return order[[*keys, *_COUNTS, "made_from"]].astype(dict.fromkeys(_COUNTS, "int64"))


def _each(tabulation: Tabulation) -> Tabulation:
    """Give each of several readers, joined by ;, a row of its own."""
    return tabulation.arranged(
        lambda told: told.assign(reader=told["reader"].astype("str").str.split(SEPARATOR)).explode("reader")
    )
