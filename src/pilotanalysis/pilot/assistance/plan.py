"""The plan of assistance: which measure is held when, and whose need it serves; and what other budgets would change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from ...chain.tables import Gaps
from ...meetings.cluster_tables import BudgetLines
from ...settings import AssistanceWeights, StudyFile
from ...statistics import Allotment, Means, Supply, Wants, best_allotment
from ...survey.tables import AssistanceNeeds, Needs, Organisations, Roles
from ...tables import SEPARATOR, TableSet, conform, join_ids
from ..assistance_tables import AssistanceCases, AssistanceHeld, AssistancePlan, AssistanceScenarios
from ..tables import AssistanceMeasures, AssistanceSessions

#: By how much a line of the budget is changed to see what that would change.
CHANGE = 1000
_CENTS, _HUNDREDTHS, _MINUTES = 100, 100, 60
_MEMBER = ["cluster", "organisation"]
_CASE = [*_MEMBER, "topic"]


def plan_assistance(below: TableSet, own: TableSet, settings: StudyFile) -> TableSet:
    """Plan the assistance, try other budgets, and set the sessions beside the plan.

    Parameters
    ----------
    below, own : TableSet
        Tables of the chapters below, and those that the agency keeps.
    settings : StudyFile

    Returns
    -------
    TableSet
        AssistanceCases, AssistancePlan, AssistanceScenarios, AssistanceHeld.
    """
    measures = own.of(AssistanceMeasures)
    lines = below.of(BudgetLines)
    lines = lines[lines["line"].isin(measures["line"])].fillna({"assistance_eur": 0}).reset_index(drop=True)
    cases = _cases(below, [cluster.id for cluster in settings.clusters])
    worth, helps = _worth(cases, measures, below, settings.assistance.weights)
    months = _months(settings)
    supply = _supply(measures, lines, months)
    wants = Wants(worth, cases["cluster"].factorize()[0].astype(np.int64))
    hours = round(settings.assistance.hours * _MINUTES)
    means = Means(
        np.rint(lines["assistance_eur"].to_numpy(dtype=float) * _CENTS).astype(np.int64),
        np.full(len(months), hours, dtype=np.int64),
        settings.assistance.fairness,
    )
    plan = best_allotment(supply, wants, means)
    given = plan.given
    told = cases.assign(
        worth=worth.max(axis=1, initial=0),
        helps=helps,
        measure=pd.Series([measures["measure"].iloc[place] if place >= 0 else None for place in given], dtype="str"),
        gained=[worth[row, place] if place >= 0 else 0 for row, place in enumerate(given)],
    )
    held = _held(told, own, below, settings)
    return TableSet(
        {
            AssistanceCases: _with_sessions(told, held, measures),
            AssistancePlan: _runs(plan, measures, months),
            AssistanceScenarios: _scenarios((supply, wants, means), plan, cases, lines, measures),
            AssistanceHeld: conform(held, AssistanceHeld),
        }
    )


def _cases(below: TableSet, clusters: Sequence[str]) -> pd.DataFrame:
    """Needs for assistance; who is a member of two clusters and asked in both is served once, in the first."""
    needs = pd.DataFrame(below.of(AssistanceNeeds)).rename(columns={"assistance": "topic", "row_id": "made_from"})
    types = pd.DataFrame(below.of(Organisations))[[*_MEMBER, "organisation_type"]]
    cases = needs[[*_CASE, "rank", "made_from"]].merge(types, on=_MEMBER)
    place = {cluster: number for number, cluster in enumerate(clusters)}
    cases = cases.assign(place=cases["cluster"].map(place)).sort_values(["place", "organisation", "rank"])
    return cases.drop_duplicates(["organisation", "topic"]).drop(columns="place").reset_index(drop=True)


def _worth(
    cases: pd.DataFrame, measures: DataFrame[AssistanceMeasures], below: TableSet, weights: AssistanceWeights
) -> tuple[np.ndarray, np.ndarray]:
    """Say what serving each case with each measure is worth, and whether any helps with a gap of the member."""
    rank = cases["rank"].to_numpy(dtype=np.int64)
    base = np.select([rank == 1, rank == 2], [weights.first, weights.second], weights.later)
    concerns = pd.concat(
        [pd.DataFrame(below.of(model))[[*_MEMBER, "stage"]].dropna() for model in (Roles, Needs)]
    ).drop_duplicates()
    gaps = pd.DataFrame(below.of(Gaps))
    with_gap = set(gaps.loc[gaps["at_face"], ["cluster", "stage"]].itertuples(index=False, name=None))
    worth = np.zeros((len(cases), len(measures)), dtype=np.int64)
    helps = np.zeros(len(cases), dtype=bool)
    for place, measure in enumerate(measures.to_dict("records")):
        fits = (cases["topic"] == measure["topic"]).to_numpy()
        if isinstance(measure["clusters"], str):
            fits = fits & cases["cluster"].isin(measure["clusters"].split(SEPARATOR)).to_numpy()
        closes = np.zeros(len(cases), dtype=bool)
        if isinstance(measure["stages"], str):
            of_measure = concerns[concerns["stage"].isin(measure["stages"].split(SEPARATOR))]
            fits = fits & _among(cases, of_measure)
            keys = of_measure[["cluster", "stage"]].itertuples(index=False, name=None)
            # Where nobody works on these stages or lacks them, an empty list would take columns for rows.
            gapped = np.array([key in with_gap for key in keys], dtype=bool)
            closes = _among(cases, of_measure[gapped]) & fits
        worth[:, place] = np.rint(_HUNDREDTHS * base * (1 + weights.gap * closes)) * fits
        helps |= closes
    return worth, helps


def _among(cases: pd.DataFrame, members: pd.DataFrame) -> np.ndarray:
    found = pd.MultiIndex.from_frame(cases[_MEMBER]).isin(pd.MultiIndex.from_frame(members[_MEMBER]))
    return np.asarray(found)


def _months(settings: StudyFile) -> pd.PeriodIndex:
    """Months of the pilot action."""
    return pd.period_range(settings.period.start, settings.period.end, freq="M")


def _supply(measures: DataFrame[AssistanceMeasures], lines: pd.DataFrame, months: pd.PeriodIndex) -> Supply:
    first, last = (pd.PeriodIndex(measures[day], freq="M") for day in ("first_day", "last_day"))
    ordinal = months.astype("int64").to_numpy()[None, :]
    return Supply(
        cost=np.rint(measures["cost_eur"].to_numpy(dtype=float) * _CENTS).astype(np.int64),
        line=measures["line"].map({line: place for place, line in enumerate(lines["line"])}).to_numpy(dtype=np.int64),
        minutes=np.ceil(measures["hours"].to_numpy(dtype=float) * _MINUTES).astype(np.int64),
        places=measures["places"].to_numpy(dtype=np.int64),
        most=measures["most_runs"].to_numpy(dtype=np.int64),
        when=(first.astype("int64").to_numpy()[:, None] <= ordinal)
        & (ordinal <= last.astype("int64").to_numpy()[:, None]),
    )


def _runs(
    plan: Allotment, measures: DataFrame[AssistanceMeasures], months: pd.PeriodIndex
) -> DataFrame[AssistancePlan]:
    places, when = np.nonzero(plan.runs)
    runs = plan.runs[places, when]
    own = measures.iloc[places].reset_index(drop=True)
    return conform(
        pd.DataFrame(
            {
                "made_from": own["row_id"],
                "measure": own["measure"],
                "month": months[when].astype("str"),
                "runs": runs,
                "cost_eur": own["cost_eur"] * runs,
            }
        ),
        AssistancePlan,
    )


def _scenarios(
    asked: tuple[Supply, Wants, Means],
    plan: Allotment,
    cases: pd.DataFrame,
    lines: pd.DataFrame,
    measures: pd.DataFrame,
) -> DataFrame[AssistanceScenarios]:
    """Tell what the plan serves, and what other plans would, without fair shares or with another budget."""
    supply, wants, means = asked
    if measures.empty:
        return conform(pd.DataFrame(), AssistanceScenarios)

    def tried() -> Iterator[tuple[str, str | None, Means, Allotment]]:
        yield "plan", None, means, plan
        unshared = replace(means, fairness=0.0)
        yield "unshared", None, unshared, best_allotment(supply, wants, unshared)
        for place, line in enumerate(lines["line"]):
            for scenario, change in (("less", -CHANGE), ("more", CHANGE)):
                budgets = means.budgets.copy()
                budgets[place] = max(budgets[place] + change * _CENTS, 0)
                other = replace(means, budgets=budgets)
                yield scenario, line, other, best_allotment(supply, wants, other)

    return conform(
        pd.DataFrame(
            [
                {
                    "made_from": join_ids(
                        [*measures["row_id"], *lines["row_id"], *cases.loc[found.given >= 0, "made_from"]]
                    ),
                    "scenario": scenario,
                    "line": line,
                    "budget_eur": own.budgets.sum() / _CENTS,
                    "cost_eur": found.cost / _CENTS,
                    "runs": int(found.runs.sum()),
                    "served": int((found.given >= 0).sum()),
                    "worth": found.worth,
                    "worth_bound": found.worth_bound,
                    "need": int(wants.by_group.sum()),
                }
                for scenario, line, own, found in tried()
            ]
        ),
        AssistanceScenarios,
    )


def _held(cases: pd.DataFrame, own: TableSet, below: TableSet, settings: StudyFile) -> pd.DataFrame:
    """Set each participation in a session beside what was asked for and planned."""
    measures = own.of(AssistanceMeasures)
    members = pd.DataFrame(below.of(Organisations)).drop_duplicates("organisation").set_index("organisation")["cluster"]
    sessions = pd.DataFrame(own.of(AssistanceSessions)).rename(columns={"row_id": "made_from"})
    about = measures[["measure", "topic", "first_day", "last_day"]]
    frame = sessions[["made_from", "date", "organisation", "measure"]].merge(about, on="measure", how="left")
    wish = cases[["organisation", "topic", "rank", "measure"]].rename(columns={"measure": "planned"})
    frame = frame.merge(wish, on=["organisation", "topic"], how="left")
    period = settings.period
    return frame.assign(
        asked=frame["rank"].notna(),
        in_plan=(frame["planned"] == frame["measure"]).fillna(False).astype(bool),
        in_period=frame["date"].between(period.start.isoformat(), period.end.isoformat()),
        in_window=frame["date"].between(frame["first_day"], frame["last_day"]),
        cluster=frame["organisation"].map(members),
    )


def _with_sessions(
    cases: pd.DataFrame, held: pd.DataFrame, measures: DataFrame[AssistanceMeasures]
) -> DataFrame[AssistanceCases]:
    """Count for each case the sessions on its topic, and name their rows, and those of its measure."""
    topics = ["organisation", "topic"]
    had = held.groupby(topics, as_index=False).agg(sessions=("made_from", "size"), session_rows=("made_from", join_ids))
    found = cases.merge(had, on=topics, how="left")
    by_measure = found["measure"].map(measures.set_index("measure")["row_id"]).astype("str")
    rows = zip(found["made_from"], by_measure.fillna(""), found["session_rows"].fillna(""), strict=True)
    return conform(
        found.assign(sessions=found["sessions"].fillna(0), made_from=[join_ids(cells) for cells in rows]),
        AssistanceCases,
    )
