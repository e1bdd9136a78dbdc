"""The missing links of every chain: judged, weighed and ranked."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from .. import reference
from ..statistics import geometric_mean, rake, rank_acceptability, silent_draws, wilson
from ..study import GapThresholds, SeverityWeights
from ..survey.tables import Offers, Organisations
from ..tables import TableSet, join_ids
from .concerns import FAMILY_OF, Concerns, downstream
from .heard import Floats, Heard, listen
from .rules import judge
from .severity import COMPONENTS, LEAKING, bounds, components, leakage, weights_of
from .tables import KINDS, Sourcing, Stages

#: Draws of the silent, and of the weights.
SILENT_DRAWS, WEIGHT_DRAWS = 2_000, 10_000
TOPS = (3, 5, 10)
#: Kinds that rest on what is bought.
_BOUGHT = ("absent", "support", "leakage", "quality")
_KEYS = ["cluster", "stage"]


def judge_gaps(
    survey: TableSet,
    catalogue: DataFrame[reference.Stages],
    edges: DataFrame[reference.Edges],
    stages: DataFrame[Stages],
    concerns: DataFrame[Concerns],
    bought: DataFrame[Sourcing],
    thresholds: GapThresholds,
    weights: SeverityWeights,
    confidence: float,
    seed: int,
) -> pd.DataFrame:
    """Judge, weigh and rank every kind of gap on every stage.

    Parameters
    ----------
    survey : TableSet
    catalogue, edges, stages, concerns, bought
        Of the clusters analysed.
    thresholds : GapThresholds
    weights : SeverityWeights
    confidence : float
        Of the interval of demand.
    seed : int
        Of the draws.

    Returns
    -------
    DataFrame
        The columns of Gaps, but for the verdict; a row for each stage and kind.
    """
    frames = []
    for number, cluster in enumerate(catalogue["cluster"].unique()):
        here, channels, organisations = (
            table[table["cluster"] == cluster].reset_index(drop=True)
            for table in (stages, downstream(catalogue, edges), survey.of(Organisations))
        )
        if len(here):
            heard = listen(cluster, survey, catalogue, edges, concerns)
            generator = np.random.default_rng([seed, number])
            frames.append(_of_cluster(heard, here, channels, organisations, thresholds, weights, confidence, generator))
    frame = pd.concat(frames, ignore_index=True)
    satisfied = bought.set_index(_KEYS)["satisfaction"]
    free = survey.of(Offers).dropna(subset=["capacity"]).groupby(_KEYS)["capacity"].mean()
    frame = frame.join(satisfied, on=_KEYS).join(free, on=_KEYS)
    frame["made_from"] = _lineage(frame, stages, concerns, bought)
    return frame


def _of_cluster(
    heard: Heard,
    stages: pd.DataFrame,
    channels: pd.DataFrame,
    organisations: pd.DataFrame,
    thresholds: GapThresholds,
    weights: SeverityWeights,
    confidence: float,
    generator: np.random.Generator,
) -> pd.DataFrame:
    observed, people = len(heard.works), len(heard.asked)
    of_observed = silent_draws(observed, heard.roster, SILENT_DRAWS, generator).astype(np.float64)
    of_asked = silent_draws(people, heard.roster, SILENT_DRAWS, generator).astype(np.float64)
    outputs = stages["stage"].isin(channels["stage"]).to_numpy()
    judged = pd.concat([judge(heard, of_observed, of_asked, outputs, thresholds), _absences(stages)], ignore_index=True)
    about = ["cluster", "stage", "layer", "required", "presence", "members", "roster", "bound"]
    frame = judged.merge(stages[about], on="stage")
    frame = frame[(frame["kind"] != "support") | (frame["layer"] == "support")].reset_index(drop=True)
    frame = _decided(frame, channels, stages, heard.roster - people, thresholds)
    raked, met = _raked_to_roster(heard, organisations)
    weighed = _weighed(heard, of_asked, raked, weights, confidence)
    said = pd.DataFrame(
        {
            "stage": heard.stages,
            "asked": people,
            "raking_met": met,
            "needed_by": heard.concerned["supply"].lacks.sum(axis=0).astype(int),
            "bought_by": heard.concerned["supply"].buys.sum(axis=0).astype(int),
            "leakage": leakage(heard, np.ones((1, people)))[0],
        }
    )
    frame = frame.assign(family=frame["kind"].map(FAMILY_OF), leaking=frame["kind"].isin(LEAKING))
    frame = frame.merge(weighed, on=["stage", "family", "leaking"]).merge(said, on="stage")
    return _ranked(frame, generator)


def _absences(stages: pd.DataFrame) -> pd.DataFrame:
    """Rows of the kind that goes by presence alone."""
    able = stages[stages["layer"] != "support"]
    return pd.DataFrame(
        {
            "stage": able["stage"],
            "kind": "absent",
            "value": able["members"].astype("float64"),
            "threshold": 0.0,
            "n": able["observed"],
            "few": False,
            "at_face": able["presence"] != "present",
            "holds": np.nan,
        }
    )


def _decided(
    frame: pd.DataFrame, channels: pd.DataFrame, stages: pd.DataFrame, silent: int, thresholds: GapThresholds
) -> pd.DataFrame:
    """Say of each gap whether it is found, open or not found, by its value or by who is there."""
    missing = frame["presence"] != "present"
    # Whom nobody saw may be there all the same, unless the management denies it or everybody was seen.
    unseen = (frame["presence"] == "not_observed") & (frame["bound"].fillna(0) > 0)
    without, unsure = _without_channel(channels, stages)
    no_channel = (frame["kind"] == "market") & frame["stage"].isin(without)
    by_absence = frame["kind"].isin(["absent", "support"]) & missing | no_channel
    needs_member = frame["kind"].isin(["thin", "leakage", "quality", "relational"]) & missing
    # Draws know of no other member than those observed: from too few of them they are sure of anything.
    hardly_seen = (frame["kind"] == "thin") & (frame["n"] < np.minimum(thresholds.fewest_answers, frame["roster"]))
    open_absence = (unseen & ~no_channel) | (no_channel & frame["stage"].isin(unsure))
    status = np.select(
        [
            by_absence & open_absence,
            by_absence,
            frame["kind"] == "absent",
            needs_member & unseen,
            needs_member,
            frame["few"] & ((frame["n"] > 0) | (silent > 0)),
            frame["few"],
            hardly_seen,
            frame["holds"] >= thresholds.sure,
            frame["holds"] <= 1 - thresholds.sure,
        ],
        ["open", "found", "not_found", "open", "not_found", "open", "not_found", "open", "found", "not_found"],
        "open",
    )
    at_face = by_absence | (frame["at_face"] & ~needs_member)
    holds = frame["holds"].mask(by_absence | needs_member | frame["few"] | hardly_seen)
    return frame.assign(status=status, at_face=at_face, holds=holds, no_channel=no_channel)


def _without_channel(channels: pd.DataFrame, stages: pd.DataFrame) -> tuple[set[str], set[str]]:
    """Output stages none of whose market stages has a known member, and those of them where one may be unseen."""
    presence = stages.set_index("stage")
    there = channels["market"].map(presence["presence"] == "present")
    unseen = channels["market"].map((presence["presence"] == "not_observed") & (presence["bound"].fillna(0) > 0))
    with_channel = set(channels.loc[there, "stage"])
    without = set(channels["stage"]) - with_channel
    return without, set(channels.loc[unseen, "stage"]) & without


def _weighed(
    heard: Heard, of_asked: Floats, raked: Floats, weights: SeverityWeights, confidence: float
) -> pd.DataFrame:
    """Count whom gaps concern and weigh them, for each stage and each group of kinds that share it."""
    groups = sorted({(FAMILY_OF[kind], kind in LEAKING) for kind in KINDS})
    return pd.concat(
        [_weighed_group(heard, family, leaking, of_asked, raked, weights, confidence) for family, leaking in groups],
        ignore_index=True,
    )


def _weighed_group(
    heard: Heard,
    family: str,
    leaking: bool,
    of_asked: Floats,
    raked: Floats,
    weights: SeverityWeights,
    confidence: float,
) -> pd.DataFrame:
    said, people, roster, proportions = heard.concerned[family], len(heard.asked), heard.roster, weights_of(weights)

    def parts(ways: Floats) -> Floats:
        leaks = leakage(heard, ways)
        return components(said, leaks if leaking else np.full_like(leaks, np.nan), ways)

    # Each of those asked stands for so many of the roster, as in the draws and the bounds: half a member of it is
    # added on either side, whoever answered.
    at_face = parts(np.full((1, people), roster / max(people, 1)))[0]
    low, high = np.percentile(geometric_mean(parts(of_asked), proportions), [2.5, 97.5], axis=0)
    least, most = bounds(said, at_face[:, COMPONENTS.index("leakage")], roster, people, proportions)
    # In the bounds leakage stays as observed; in the draws it moves, and may go a little further than they do.
    least, most = np.minimum(least, low), np.maximum(most, high)
    demand = said.concerned.sum(axis=0).astype(int)
    lower, upper = wilson(demand, people, roster, confidence)
    rated = said.rated.sum(axis=0)
    return pd.DataFrame(
        {
            "stage": heard.stages,
            "family": family,
            "leaking": leaking,
            "demand": demand,
            # Those who said so are known to need it; those silent can add to them and take nothing away.
            "demand_lower": np.maximum(np.ceil(lower * roster - 1e-9), demand).astype(int),
            "demand_upper": np.maximum(
                np.minimum(np.floor(upper * roster + 1e-9), demand + roster - people), demand
            ).astype(int),
            "blocks_existing": said.existing.sum(axis=0).astype(int),
            "blocks_new": said.new.sum(axis=0).astype(int),
            "blocked": said.blocked.sum(axis=0).astype(int),
            "criticality": np.divide(
                said.criticality.sum(axis=0), rated, out=np.full(len(rated), np.nan), where=rated > 0
            ),
            "severity": geometric_mean(at_face, proportions),
            "severity_lower": low,
            "severity_upper": high,
            "severity_least": least,
            "severity_most": most,
            "severity_raked": geometric_mean(parts(raked), proportions)[0],
            **{f"part_{name}": at_face[:, place] for place, name in enumerate(COMPONENTS)},
        }
    )


def _raked_to_roster(heard: Heard, organisations: pd.DataFrame) -> tuple[Floats, bool]:
    """Weights of those asked that bring types and size bands to those of the roster, as one way to count.

    Returns
    -------
    array, 1 by asked
    bool
        Whether they meet every margin.
    """
    columns = ("organisation_type", "size_band")
    margins = [{str(name): float(n) for name, n in organisations[column].value_counts().items()} for column in columns]
    weights, unmet, settled = rake([heard.asked[column].to_numpy() for column in columns], margins)
    return weights[None, :], settled and not any(unmet)


def _ranked(frame: pd.DataFrame, generator: np.random.Generator) -> pd.DataFrame:
    """Rank the gaps of a cluster that hold at face, and say how far their places hang on the weights."""
    chosen = frame["at_face"]
    held = frame[chosen]
    tops = rank_acceptability(held[[f"part_{name}" for name in COMPONENTS]], WEIGHT_DRAWS, TOPS, generator)
    ranked = frame.assign(**{f"top{top}": np.nan for top in TOPS})
    ranked.loc[chosen, [f"top{top}" for top in TOPS]] = tops
    for column, by in (("rank", "severity"), ("rank_raked", "severity_raked")):
        ranked[column] = held[by].rank(method="min", ascending=False).astype("Int64").reindex(frame.index)
    return ranked


def _lineage(
    frame: pd.DataFrame, stages: DataFrame[Stages], concerns: DataFrame[Concerns], bought: DataFrame[Sourcing]
) -> list[str]:
    """Rows that made each gap: of who works there, of those whom it concerns, and of what is bought."""
    keys = [*_KEYS, "family"]
    there = stages.set_index(_KEYS)["made_from"].to_dict()
    whom = concerns.groupby(keys)["made_from"].agg(join_ids).to_dict()
    buying = bought.set_index(_KEYS)["made_from"].to_dict()
    return [
        join_ids(
            part
            for part in (
                there[cluster, stage],
                whom.get((cluster, stage, FAMILY_OF[kind]), ""),
                buying.get((cluster, stage), "") if kind in _BOUGHT else "",
            )
            if part
        )
        for cluster, stage, kind in frame[["cluster", "stage", "kind"]].itertuples(index=False)
    ]
