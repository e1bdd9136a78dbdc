"""Sets of weights and simulations for non-respondents over four clusters, beside the same done draw by draw in pandas.

Beside each stands what an analyst would write: a loop over the draws that merges the weights to tidy tables and
groups by stage. It is run for a hundred draws and scaled; on those, both are checked to give the same numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from pilotanalysis.chain.arrays import AnswerArrays, Replicates, as_answered, simulated
from pilotanalysis.chain.build import judge_study
from pilotanalysis.chain.gaps.assessment import SIMULATIONS
from pilotanalysis.chain.gaps.collect import by_cluster, gather
from pilotanalysis.chain.gaps.severity import (
    COMPONENTS,
    TOPS,
    WEIGHT_SETS,
    components,
    groups,
    leakage,
    weights_of,
)
from pilotanalysis.chain.kinds import KINDS, lines
from pilotanalysis.chain.markets import ONE_MARKET
from pilotanalysis.chain.sourcing.purchases import MOSTLY
from pilotanalysis.settings import SeverityWeights
from pilotanalysis.statistics import geometric_mean, rank_acceptability

from .timing import Row, side_by_side
from .truth.planted import Planted, plant

Floats = npt.NDArray[np.float64]
#: Draws that are done in pandas, and then scaled.
SLOW = 100
SEED = 1
GROUPS = groups()
PLACES = [f"share_{place}" for place in ONE_MARKET]
WEIGHTS = weights_of(SeverityWeights())


def rows() -> Iterator[Row]:
    clusters = _clusters(plant(SEED))
    _check_weights(clusters)
    seconds, beside = side_by_side(
        lambda: [rank_acceptability(own.options, WEIGHT_SETS, TOPS, np.random.default_rng(SEED)) for own in clusters],
        lambda: [_weights_slowly(own.options, SLOW) for own in clusters],
    )
    aim = "at most 0.01"
    slow = f"one by one in pandas ({SLOW}, scaled)"
    yield Row(
        f"{WEIGHT_SETS:,} draws of weights, ranks of 4 clusters", seconds, slow, _scaled(beside, WEIGHT_SETS), aim
    )

    _check_simulations(clusters)
    seconds, beside = side_by_side(
        lambda: [_resampled(own.answers, _simulated(own.answers, SIMULATIONS)) for own in clusters],
        lambda: [_resampled_slowly(own, _simulated(own.answers, SLOW)) for own in clusters],
    )
    said = f"{SIMULATIONS:,} simulations for non-respondents, severity and rules of 4 clusters"
    yield Row(said, seconds, slow, _scaled(beside, SIMULATIONS), aim)


def _scaled(seconds: float, draws: int) -> float:
    return seconds * draws / SLOW


@dataclass(frozen=True)
class Cluster:
    """One cluster: as arrays, as tidy tables, and the components of the gaps that the respondents show.

    Attributes
    ----------
    answers : AnswerArrays
    observed, asked : list of str
        Members in the order of the arrays.
    works, inputs, sellers, demand, linked : DataFrame
        A row for each member and stage.
    options : array, gaps by components
    """

    answers: AnswerArrays
    observed: list[str]
    asked: list[str]
    works: pd.DataFrame
    inputs: pd.DataFrame
    sellers: pd.DataFrame
    demand: pd.DataFrame
    linked: pd.DataFrame
    options: Floats


def _clusters(planted: Planted) -> list[Cluster]:
    survey, catalogue, edges = planted.tables, planted.stages, planted.edges
    gaps = judge_study(survey, catalogue, edges)
    found = []
    for cluster, own, answers in by_cluster(gather(survey, catalogue, edges)):
        links = own.whom.loc[own.whom["links"], "organisation"]
        lacks = own.demand.query("family == 'supply' and lacks")
        found.append(
            Cluster(
                answers,
                observed=list(own.known["organisation"].unique()),
                asked=list(answers.asked["organisation"]),
                works=own.known[own.known["stage"].isin(answers.stages)],
                inputs=own.inputs,
                sellers=own.firms,
                demand=pd.DataFrame(own.demand),
                linked=lacks[lacks["organisation"].isin(links)],
                options=_options(answers, gaps[(gaps["cluster"] == cluster) & gaps["at_face"]]),
            )
        )
    return found


def _options(answers: AnswerArrays, held: pd.DataFrame) -> Floats:
    """Components of the gaps that the respondents show."""
    face = np.ones((1, len(answers.asked)))
    parts = {group: _parts(answers, *group, face)[0] for group in GROUPS}
    return np.stack(
        [
            parts[KINDS[kind].family, KINDS[kind].leaks][answers.stages.index(stage)]
            for stage, kind in held[["stage", "kind"]].itertuples(index=False)
        ]
    )


# --- Weights ---


def _weights_slowly(options: Floats, draws: int) -> pd.DataFrame:
    """Rank the gaps anew for each draw of the weights."""
    generator = np.random.default_rng(SEED)
    long = pd.DataFrame(options, columns=list(COMPONENTS)).rename_axis("option").reset_index()
    long = long.melt("option", var_name="component", value_name="value").dropna()
    counts = pd.DataFrame(0, index=range(len(options)), columns=list(TOPS))
    for weights in generator.dirichlet(np.ones(len(COMPONENTS)), draws):
        merged = long.merge(pd.DataFrame({"component": list(COMPONENTS), "weight": weights}), on="component")
        with np.errstate(divide="ignore"):  # a part that is nothing makes the whole nothing
            merged["log"] = merged["weight"] * np.log(merged["value"])
        sums = merged.groupby("option")[["log", "weight"]].sum()
        # Equal gaps may differ in the last digit.
        rank = np.exp(sums["log"] / sums["weight"]).round(12).rank(method="min", ascending=False)
        for top in TOPS:
            counts[top] += rank <= top
    return counts / draws


def _check_weights(clusters: list[Cluster]) -> None:
    for own in clusters:
        ours = rank_acceptability(own.options, SLOW, TOPS, np.random.default_rng(SEED))
        np.testing.assert_allclose(ours, _weights_slowly(own.options, SLOW))


# --- Non-respondents ---


def _simulated(answers: AnswerArrays, simulations: int) -> Replicates:
    """Simulate non-respondents who are like the respondents, with the ties that are known."""
    ways = simulated(answers, simulations, np.random.default_rng(SEED))
    tied = np.broadcast_to(as_answered(answers).tied, ways.tied.shape)
    return replace(ways, tied=tied, otherwise=np.zeros_like(ways.otherwise))


def _parts(answers: AnswerArrays, family: str, leaking: bool, ways: Floats) -> Floats:
    leaks = leakage(answers, ways)
    return components(answers.demand[family], leaks if leaking else np.full_like(leaks, np.nan), ways)


def _resampled(answers: AnswerArrays, ways: Replicates) -> dict[str, Floats]:
    """Values compared with the thresholds, and severities, simulations by stages; as the chapter does it."""
    found = {kind: line.measure(answers).value(ways) for kind, line in lines().items()}
    for family, leaking in GROUPS:
        found[f"{family} {leaking}"] = geometric_mean(_parts(answers, family, leaking, ways.asked), WEIGHTS)
    return found


def _resampled_slowly(own: Cluster, ways: Replicates) -> list[pd.DataFrame]:
    return [
        _of_simulation(own, pd.Series(observed, own.observed), pd.Series(people, own.asked))
        for observed, people in zip(ways.observed, ways.asked, strict=True)
    ]


def _of_simulation(own: Cluster, of_observed: pd.Series, of_asked: pd.Series) -> pd.DataFrame:
    """The same for one simulation, stages by values."""
    observed = of_observed.rename("times").rename_axis("organisation").reset_index()
    people = of_asked.rename("times").rename_axis("organisation").reset_index()
    found = pd.DataFrame(index=pd.Index(own.answers.stages, name="stage"))
    total = people["times"].sum()

    said = own.demand.merge(people, on="organisation")
    found["support"] = _summed(said[(said["family"] == "supply") & said["lacks"]], "times") / total
    found["support"] = found["support"].fillna(0.0)
    found["thin"] = _summed(own.works.merge(observed, on="organisation"), "times")
    found["thin"] = found["thin"].fillna(0.0)

    bought = own.inputs.merge(people, on="organisation")
    both = bought[bought["share_members"].notna()].copy()
    both["spend"] = both["times"] * both["weight"]
    both["inside"] = both["spend"] * both["share_members"] / 100
    sums = both.groupby("stage")[["inside", "spend"]].sum()
    found["leakage"] = sums["inside"] / sums["spend"]
    judged = bought[bought["satisfaction"].notna() & (bought["share_members"] >= MOSTLY)]
    repeated = judged.loc[judged.index.repeat(judged["times"].astype(int))]
    found["quality"] = repeated["satisfaction"].round().groupby(repeated["stage"]).median()

    sold = own.sellers.merge(people, on="organisation")
    sold["sales"] = sold["times"] * sold["weight"]
    by_place = sold[PLACES].fillna(0.0).mul(sold["sales"], axis=0).groupby(sold["stage"]).sum()
    found["market"] = by_place.max(axis=1) / (sold["sales"] * sold["known"]).groupby(sold["stage"]).sum()
    untied = _summed(said[(said["family"] == "untied") & said["lacks"]], "times")
    linked = _summed(own.linked.merge(people, on="organisation"), "times")
    found["relational"] = (untied.reindex(linked.index).fillna(0.0) / linked).where(linked > 0)

    for family, leaking in GROUPS:
        found[f"{family} {leaking}"] = _severity(said[said["family"] == family], found, total, leaking)
    return found


def _summed(frame: pd.DataFrame, column: str) -> pd.Series:
    return frame.groupby("stage")[column].sum()


def _severity(said: pd.DataFrame, found: pd.DataFrame, total: float, leaking: bool) -> pd.Series:
    said = said.assign(
        degree=said["times"] * said["criticality"],
        rated=said["times"] * said["criticality"].notna(),
        blocked=said["times"] * (said["blocks_existing"] | said["blocks_new"]),
    )
    sums = said.groupby("stage")[["times", "degree", "rated", "blocked"]].sum().reindex(found.index).fillna(0.0)
    parts = pd.DataFrame(
        {
            "demand": sums["times"] / total,
            "criticality": (sums["degree"] / sums["rated"]).fillna(1.0) / 5,
            "markets": (sums["blocked"] + 0.5) / (sums["times"] + 1),
            "leakage": 1 - found["leakage"] if leaking else np.nan,
        }
    )
    weight = parts.notna().mul(WEIGHTS)
    powers = parts.pow(weight.div(weight.sum(axis=1), axis=0))
    return powers.prod(axis=1)


def _check_simulations(clusters: list[Cluster]) -> None:
    for own in clusters:
        ways = _simulated(own.answers, SLOW)
        ours = _resampled(own.answers, ways)
        for place, theirs in enumerate(_resampled_slowly(own, ways)):
            for name, numbers in ours.items():
                np.testing.assert_allclose(numbers[place], theirs[name], rtol=0, atol=1e-9, err_msg=name)
