"""What the agency of a fictitious pilot keeps beside its events: assistance, indicators, time, money, decisions.

Measures, activities, payments and decisions stand in tables beside the code; who took part in what follows from what
members asked for. What was planted for monitoring to find stands in ``truth/planted.csv``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.random import Generator

from ..tables import SEPARATOR
from .answers import days_of_answers
from .lists import rows
from .scene import Scene
from .truth import Truth

#: Shares of those invited to a session who come, of the sessions that are rated, and of those asked what they did.
_COME, _RATED, _ASKED = 0.85, 0.9, 0.8
_ACTIONS = {"none": 0.25, "planned": 0.3, "started": 0.3, "done": 0.15}
#: Seats that members take who had not asked for it.
_UNASKED = 0.1
#: Months of the indicators: from the pilot action to the last answers on what came of its meetings.
_MONTHS = ("2014-01", "2014-12")
#: Columns of days; a day.
_DAYS = (
    "date", "first_day", "last_day", "held", "planned_start", "planned_end", "actual_start", "actual_end",
)  # fmt: skip
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
#: How much of its plan an indicator reaches in each month, of what it reaches at the end; where no log tells.
_PACE = (0.9, 1.05, 0.95, 1.0)
_RECIPIENTS = 90
_CHANNELS = {"email": 0.5, "event": 0.35, "post": 0.1, "web": 0.05}
_USES = {"none": 0.3, "read": 0.35, "contacted": 0.2, "met": 0.1, "agreed": 0.05}
#: Rating from which a session counts as useful, and outcomes of meetings that count as agreements.
_USEFUL = 4
_AGREED = ("contract", "joint_project", "letter_of_intent", "memorandum")
#: Lines of the budget that pay for the events.
_EVENT_LINES = ("sector_events", "cluster_events")
_CATALOGUE_DAYS = ("2014-05-30", "2014-06-12", "2014-06-20")


def pilot_tables(truth: Truth, events: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Give the tables of the pilot; their columns are those of :data:`pilot.tables.LOGS`, and of the budget.

    Parameters
    ----------
    truth : Truth
    events : mapping of str to DataFrame
        Logs of the events, as :func:`events.event_logs` gives them.
    """
    chance = np.random.default_rng([truth.seed, 0, 9])
    measures = _measures(truth)
    sessions, recipients = _sessions(truth, measures, chance), _recipients(truth, chance)
    scene, spending = truth.scene, _moved(rows("spending.csv"), truth.scene)
    spending = spending.sort_values("date", kind="stable", ignore_index=True)
    logs = {**events, "assistance": sessions, "recipients": recipients, "spending": spending}
    counted = {
        str(month): _counted(truth, logs, month.end_time.strftime("%Y-%m-%d"))
        for month in pd.period_range(scene.first_month(_MONTHS[0]), scene.last_month(_MONTHS[1]), freq="M")
    }
    indicators, values = _indicators(truth, counted)
    return {
        "measures": measures.drop(columns="held"),
        "assistance": sessions,
        "indicators": indicators,
        "indicator_values": values,
        "timetable": _moved(rows("timetable.csv"), scene),
        "budget": _moved(rows("budget.csv"), scene),
        "spending": spending,
        "decisions": _decisions(truth),
        "recipients": recipients,
    }


def planted(scene: Scene) -> pd.DataFrame:
    """Give what monitoring has to find in these tables: table, key, finding."""
    found, activities = pd.DataFrame(rows("planted.csv")), _moved(rows("timetable.csv"), scene)
    # In a short action what was late by a day may not have been.
    on_time = activities.loc[activities["actual_end"] <= activities["planned_end"], "activity"]
    found = found[~((found["finding"] == "late") & found["key"].isin(on_time))].reset_index(drop=True)
    return found.assign(key=[scene.day(key) if _DAY.fullmatch(key) else key for key in found["key"]])


def _moved(told: list[dict[str, str]], scene: Scene) -> pd.DataFrame:
    """Give rows of a list with the days and the money of this study."""
    frame = pd.DataFrame(told)
    for column in frame.columns:
        if column.endswith("_eur"):
            frame[column] = frame[column].map(scene.amount)
        elif column in _DAYS:
            frame[column] = frame[column].map(scene.days)
    return frame


def _clusters(truth: Truth) -> list[str]:
    return list(truth.organisations["cluster"].unique())


def _measures(truth: Truth) -> pd.DataFrame:
    """Give the catalogue; a measure helps with the stages that have its condition."""
    frame, clusters = _moved(rows("measures.csv"), truth.scene), _clusters(truth)
    stages = truth.stages[truth.stages["condition"] != ""].groupby("condition")["stage"].agg(SEPARATOR.join)
    frame["clusters"] = [
        SEPARATOR.join(
            clusters[int(place) - 1] for place in cell.split(SEPARATOR) if cell and int(place) <= len(clusters)
        )
        for cell in frame["clusters"]
    ]
    frame["stages"] = frame.pop("condition").map(stages).fillna("")
    columns = [column for column in frame if column not in ("stages", "held")]
    return frame[[*columns, "stages", "held"]]


def _sessions(truth: Truth, measures: pd.DataFrame, chance: Generator) -> pd.DataFrame:
    """Who took part in what was held: members who asked for it, and a few who did not."""
    people = truth.organisations[["cluster", "fiscal_code"]].query("fiscal_code != ''").drop_duplicates("fiscal_code")
    asked = truth.assistance.sort_values("rank", kind="stable").drop_duplicates(["fiscal_code", "assistance"])
    found, had = [], set[tuple[str, str]]()
    for measure in measures.to_dict("records"):
        clusters = measure["clusters"].split(SEPARATOR) if measure["clusters"] else _clusters(truth)
        there = people[people["cluster"].isin(clusters)]
        wish = asked[(asked["assistance"] == measure["topic"]) & asked["fiscal_code"].isin(there["fiscal_code"])]
        for day in measure["held"].split(SEPARATOR) if measure["held"] else []:
            waiting = [code for code in wish["fiscal_code"] if (code, measure["topic"]) not in had]
            others = there["fiscal_code"].sample(frac=_UNASKED, random_state=chance).tolist()
            seats = int(measure["places"])
            extra = [code for code in others if code not in waiting][: int(chance.binomial(seats, _UNASKED))]
            came = [code for code in waiting[: seats * 2] if chance.random() < _COME]
            come = [*came[: seats - len(extra)], *extra]
            had |= {(code, measure["topic"]) for code in come}
            found += [(day, code, measure["measure"], measure["hours"]) for code in come]
    frame = pd.DataFrame(found, columns=["date", "organisation", "measure", "hours"])
    satisfied = pd.array(chance.integers(2, 6, len(frame)), dtype="Int64")
    satisfied[chance.random(len(frame)) >= _RATED] = pd.NA
    action = pd.Series(chance.choice(list(_ACTIONS), len(frame), p=list(_ACTIONS.values())))
    frame = frame.assign(satisfaction=satisfied, action=action.where(chance.random(len(frame)) < _ASKED))
    return frame.sort_values(["date", "measure", "organisation"], ignore_index=True)


def _counted(truth: Truth, logs: Mapping[str, pd.DataFrame], until: str) -> dict[str, float]:
    """Count for each indicator that the logs tell what there was by the end of a day: what came later is not in it."""
    recipients, sessions, spending = (
        logs[name][logs[name]["date"] <= until] for name in ("recipients", "assistance", "spending")
    )
    meetings = logs["meetings"].merge(logs["events"][["event", "date"]], on="event")
    held = meetings[(meetings["held"] == "yes") & (meetings["date"] <= until)]
    asked = logs["followups"].merge(meetings[["meeting", "date"]], on="meeting")
    months = pd.to_numeric(asked["months"])
    days = [
        (pd.Timestamp(day) + pd.DateOffset(months=int(later))).strftime("%Y-%m-%d")
        for day, later in zip(asked["date"], months, strict=True)
    ]
    asked["day"] = pd.Series(days, asked.index, dtype="str")
    paid = pd.to_numeric(spending.loc[spending["line"].isin(_EVENT_LINES), "amount_eur"]).sum()
    found = {
        **{f"answers-{cluster}": (days_of_answers(truth, cluster) <= until).sum() for cluster in _clusters(truth)},
        "catalogue-recipients": len(recipients),
        "meetings-held": len(held),
        "assisted": sessions["organisation"].nunique(),
        "satisfaction": sessions["satisfaction"].dropna().astype("float64").ge(_USEFUL).mean(),
        "agreements": asked[asked["outcome"].isin(_AGREED) & (asked["day"] <= until)]["meeting"].nunique(),
        "meeting-cost": paid / len(held) if len(held) else float("nan"),
    }
    return {indicator: float(value) for indicator, value in found.items()}


def _indicators(truth: Truth, counted: Mapping[str, Mapping[str, float]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the indicators and their values: planned on the way to the target, and as counted or as the table says.

    `counted` has by month what the logs tell of an indicator.
    """
    each = [
        {**row, "owner": who, "indicator": row["indicator"] if row["owner"] else f"{row['indicator']}-{who}"}
        for row in (_in_months(row, truth.scene) for row in rows("indicators.csv"))
        for who in ([row["owner"]] if row["owner"] else _clusters(truth))
    ]
    frame = pd.DataFrame(each)
    months = list(counted)
    values = []
    for row in each:
        start, target = float(row["baseline"] or 0), float(row["target"])
        own = months[months.index(row["first_month"]) : months.index(row["last_month"]) + 1]
        for place, month in enumerate(own):
            way = 1.0 if row["unit"] in ("share", "eur") else (place + 1) / len(own)
            planned = start + (target - start) * way
            guessed = start + (target * float(row["reached"]) - start) * way
            pace = 1.0 if place + 1 == len(own) else _PACE[place % len(_PACE)]
            actual = counted[month].get(row["indicator"], guessed * pace)
            digits = 2 if row["unit"] in ("share", "eur") else 0
            values.append((row["indicator"], month, round(planned, digits), round(actual, digits)))
    told = pd.DataFrame(values, columns=["indicator", "month", "planned", "actual"])
    return frame.drop(columns=["first_month", "last_month", "reached"]), told


def _in_months(row: dict[str, str], scene: Scene) -> dict[str, str]:
    """Give an indicator with the months and the money of this study."""
    first, last = scene.first_month(row["first_month"]), scene.last_month(row["last_month"])
    money = row["unit"] == "eur"
    return {
        **row,
        "first_month": last if row["first_month"] == row["last_month"] else first,
        "last_month": last,
        "target": scene.amount(row["target"]) if money else row["target"],
    }


def _decisions(truth: Truth) -> pd.DataFrame:
    """Decisions of the agency, and of the management of every cluster where the table names nobody."""
    scene = truth.scene
    each = [
        {**row, "who": who, "date": scene.day(row["date"]), "evidence": scene.in_years(row["evidence"])}
        for row in rows("decisions.csv")
        for who in ([row["who"]] if row["who"] else _clusters(truth))
    ]
    return pd.DataFrame(each).sort_values("date", kind="stable", ignore_index=True)


def _recipients(truth: Truth, chance: Generator) -> pd.DataFrame:
    """Members who received the catalogue of partners, and what they did with it."""
    people = truth.organisations.query("fiscal_code != ''").drop_duplicates("fiscal_code")
    chosen = people.iloc[np.sort(chance.permutation(len(people))[:_RECIPIENTS])].reset_index(drop=True)
    use = chance.choice(list(_USES), len(chosen), p=list(_USES.values()))
    day = pd.to_datetime(pd.Series(chance.choice([truth.scene.day(day) for day in _CATALOGUE_DAYS], len(chosen))))
    after = day + pd.to_timedelta(chance.integers(1, 15, len(chosen)), unit="D")
    met = np.isin(use, ["contacted", "met", "agreed"])
    partner = people["fiscal_code"].to_numpy()[chance.integers(0, len(people), len(chosen))]
    frame = pd.DataFrame(
        {
            "date": day.dt.strftime("%Y-%m-%d"),
            "recipient": chosen["fiscal_code"],
            "cluster": chosen["cluster"],
            "channel": chance.choice(list(_CHANNELS), len(chosen), p=list(_CHANNELS.values())),
            "use": use,
            "use_date": after.dt.strftime("%Y-%m-%d").where(use != "none"),
            "partner": pd.Series(partner).where(met),
        }
    )
    return frame.sort_values(["date", "recipient"], ignore_index=True)
