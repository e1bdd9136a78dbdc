"""The programme of events of clusters: who meets whom about what, and the tables and slots that it takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

import pandas as pd
from pandera.typing import DataFrame

from ...files.logs import read_log
from ...files.telling import Teller
from ...partners.tables import FollowUpMembers
from ...problems import StudyError
from ...study import Study
from ...survey.tables import Organisations
from ...tables import SEPARATOR, TableSet, conform, join_ids
from ..cluster_tables import BudgetLines, EventPlans, EventThemes, HybridActivities
from ..logs import FOLDER
from ..tables import IMPOSSIBLE, Events, Meetings, Proposals, Sessions, Unserved
from ..times import slots_of

#: Log of what the pilot action plans to spend, and did.
BUDGET = "budget"
#: Between clusters; the other kind of event is within a sector.
_BETWEEN = "c2c"
#: More than the meetings that may be held, for those found on the spot: organisers add 10 to 20 %.
RESERVE = 0.15
#: Most themes of two clusters, and fewest meetings about one.
_THEMES, _FEWEST = 3, 2
_PAIR = ["first", "second"]
_COLUMNS = list(EventThemes.to_schema().columns)
_OF_EVENT = ("event", "date", "place", "cost_eur", "line", "line_holds_eur", "line_costs_eur")
_MEETING = ["event", "organisation", "other", "third"]


def plan_cluster_events(study: Study, below: TableSet, made: TableSet) -> TableSet:
    """Plan the events of clusters, for the meetings that may be held at each.

    Parameters
    ----------
    study : Study
    below, made : TableSet
        Tables of the chapters below, and those of this chapter: logs, proposals, meetings, hybrid activities.

    Returns
    -------
    TableSet
        BudgetLines, EventPlans, EventThemes.

    Raises
    ------
    StudyError
        With every cell of the budget that its column does not allow; or every event paid by a line that it has not.
    """
    path = study.raw / FOLDER / BUDGET
    budget = read_log(path, (study.relative(path), f"{FOLDER}/{BUDGET}"), study, BudgetLines)
    problems = list(Teller(study).codes(pd.DataFrame(made.of(Events)), "line", list(budget["line"])))
    if problems:
        raise StudyError(problems)
    events = pd.DataFrame(made.of(Events)).join(_of_lines(made.of(Events), budget), on="line")
    events = events[events["kind"] == _BETWEEN]
    wished = pd.DataFrame(made.of(Proposals))
    # Those that nobody can hold, whatever the tables, need none.
    unserved = made.of(Unserved)
    never = pd.MultiIndex.from_frame(unserved.loc[unserved["reason"].isin(IMPOSSIBLE), _MEETING].fillna(""))
    may_be = ~pd.MultiIndex.from_frame(wished[_MEETING].fillna("")).isin(never)
    wished = wished[wished["event"].isin(events["event"]) & may_be].reset_index(drop=True)
    slots = {str(event): _slots(rows) for event, rows in made.of(Sessions).groupby("event")}
    plans = [_plan(row, wished, slots.get(str(row["event"]), []), study) for row in events.to_dict("records")]
    clusters = [cluster.id for cluster in study.settings.clusters]
    met = pd.MultiIndex.from_frame(made.of(Meetings)[_MEETING].fillna(""))
    wished["held"] = pd.MultiIndex.from_frame(wished[_MEETING].fillna("")).isin(met)
    themes = _themes(_between(wished, below, clusters), made.of(HybridActivities), slots)
    return TableSet(
        {
            BudgetLines: budget,
            EventPlans: conform(pd.DataFrame(plans), EventPlans),
            EventThemes: conform(themes, EventThemes),
        }
    )


def tables_for(meetings: int, slots: int) -> int:
    """Tables that meetings need, with a reserve, if they are spread over the slots.

    Examples
    --------
    >>> tables_for(100, 10), tables_for(0, 10), tables_for(5, 0)
    (12, 0, 0)
    """
    return ceil(meetings * (1 + RESERVE) / slots) if slots else 0


def _of_lines(events: pd.DataFrame, budget: pd.DataFrame) -> pd.DataFrame:
    """Say of each line of the budget what it holds for events, and what those cost that it pays for."""
    lines = budget.set_index("line")
    costs = events.groupby("line")["cost_eur"].agg(lambda each: each.sum(skipna=False))
    holds = lines["planned_eur"] - lines["assistance_eur"].fillna(0)
    return pd.DataFrame({"line_holds_eur": holds, "line_costs_eur": costs.reindex(lines.index)})


def _slots(sessions: pd.DataFrame) -> list[int]:
    """Tables in each slot of an event, those of sessions at the same time together."""
    tables = Counter[tuple[int, int]]()
    for row in sessions.to_dict("records"):
        for slot in slots_of(str(row["start"]), int(row["slots"]), int(row["slot_minutes"])):
            tables[slot] += int(row["tables"])
    return list(tables.values())


def _plan(event: Mapping[Any, Any], wished: pd.DataFrame, slots: Sequence[int], study: Study) -> dict[str, object]:
    own = wished[wished["event"] == event["event"]]
    needed, least = tables_for(len(own), len(slots)), min(slots, default=0)
    period = study.settings.period
    return {
        **{column: event[column] for column in _OF_EVENT},
        "in_period": str(period.start) <= str(event["date"]) <= str(period.end),
        "demand": len(own),
        "slots": len(slots),
        "tables_needed": needed,
        "tables_set": least,
        "enough": bool(slots) and least >= needed,
        "made_from": join_ids([str(event["row_id"]), *own["made_from"]]),
    }


def _between(wished: pd.DataFrame, below: TableSet, clusters: Sequence[str]) -> pd.DataFrame:
    """Say between which two clusters each meeting would be; those with somebody of no cluster are left out."""
    members = pd.concat([pd.DataFrame(below.of(model)) for model in (Organisations, FollowUpMembers)])
    homes = members[["organisation", "cluster"]].drop_duplicates()
    place = {cluster: number for number, cluster in enumerate(clusters)}
    both = wished.reset_index().merge(homes, on="organisation")
    both = both.merge(homes.set_axis(["other", "second"], axis=1), on="other").rename(columns={"cluster": "first"})
    both = both[both["first"] != both["second"]]
    turned = both["first"].map(place) > both["second"].map(place)
    both.loc[turned, _PAIR] = both.loc[turned, _PAIR[::-1]].to_numpy()
    both["order"] = both["first"].map(place) * len(clusters) + both["second"].map(place)
    # Who is a member of several clusters meets for the first of them.
    return both.sort_values(["index", "order"]).drop_duplicates("index")


def _themes(
    between: pd.DataFrame, activities: DataFrame[HybridActivities], slots: Mapping[str, Sequence[int]]
) -> pd.DataFrame:
    best = {
        (str(row["stage"]), frozenset((str(row["cluster"]), other))): int(row["rank"])
        for row in activities.to_dict("records")
        for other in str(row["others"]).split(SEPARATOR)
    }
    found = []
    for key, rows in between.groupby(["event", *_PAIR], sort=False):
        event, first, second = map(str, key)
        asked = rows["stage"].dropna().value_counts().sort_index().sort_values(ascending=False, kind="stable")
        asked = asked[asked >= _FEWEST]
        stages = sorted(asked.index, key=lambda stage: best.get((stage, frozenset((first, second))), len(best) + 1))
        tables = tables_for(len(rows), len(slots.get(event, ())))
        found.append(
            {
                "event": event, "order": rows["order"].iloc[0], "first": first, "second": second, "demand": len(rows),
                "themes": SEPARATOR.join(stages[:_THEMES]), "scheduled": int(rows["held"].sum()), "tables": tables,
                "slots": ceil(len(rows) * (1 + RESERVE) / tables) if tables else 0,
                "made_from": join_ids(rows["made_from"]),
            }
        )  # fmt: skip
    return pd.DataFrame(found, columns=[*_COLUMNS, "order"]).sort_values(["event", "order"], ignore_index=True)
