"""The missing links of every chain: judged, weighed and ranked."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from ...settings import GapThresholds, SeverityWeights, StudyFile, Thresholds
from ...survey.tables import Offers
from ...tables import join_ids
from ..arrays import AnswerArrays, simulated
from ..kinds import each
from ..markets import ONE_MARKET
from ..tables import Sourcing, Stages
from .collect import answers_of
from .evidence import GapEvidence
from .judge import judge
from .severity import rank, weigh

#: Simulations of the non-respondents.
SIMULATIONS = 2_000
_KEYS = ["cluster", "stage"]


@dataclass(frozen=True)
class Criteria:
    """By what gaps are judged and weighed; without settings, as the pack does it.

    Attributes
    ----------
    thresholds : GapThresholds
    weights : SeverityWeights
    confidence : float
        Of the interval of demand.
    seed : int
        Of the simulations.
    """

    thresholds: GapThresholds = field(default_factory=GapThresholds)
    weights: SeverityWeights = field(default_factory=SeverityWeights)
    confidence: float = field(default_factory=lambda: Thresholds().confidence)
    seed: int = 0

    @classmethod
    def of(cls, settings: StudyFile) -> Criteria:
        """Take those of a study."""
        return cls(settings.gaps, settings.weights, settings.thresholds.confidence, settings.seed)


def assess_gaps(
    found: GapEvidence,
    offers: DataFrame[Offers],
    stages: DataFrame[Stages],
    bought: DataFrame[Sourcing],
    criteria: Criteria,
) -> pd.DataFrame:
    """Judge, weigh and rank every kind of gap on every stage.

    Parameters
    ----------
    found : GapEvidence
    offers, stages, bought
        Of the clusters analysed; clusters without a row in `stages` are passed over.
    criteria : Criteria

    Returns
    -------
    DataFrame
        The columns of Gaps, but for the verdict; a row for each stage and kind that it can have.
    """
    frames = []
    for number, cluster in enumerate(found.clusters):
        here = stages[stages["cluster"] == cluster].reset_index(drop=True)
        if len(here):
            own = found.of(cluster)
            answers = answers_of(own)
            generator = np.random.default_rng([criteria.seed, number])
            simulations = simulated(answers, SIMULATIONS, generator)
            judged = judge(answers, here, own.channels, simulations, criteria.thresholds)
            weighed = weigh(answers, simulations, own.organisations, criteria.weights, criteria.confidence)
            judged = judged.assign(family=judged["kind"].map(each("family")), leaks=judged["kind"].map(each("leaks")))
            judged = judged.merge(weighed, on=["stage", "family", "leaks"])
            judged = judged.assign(sold_in=_sold_in(judged, answers))
            frames.append(rank(judged, criteria.thresholds.fewest_ranked, generator))
    frame = pd.concat(frames, ignore_index=True)
    satisfied = bought.set_index(_KEYS)["satisfaction"]
    free = offers.dropna(subset=["capacity"]).groupby(_KEYS)["capacity"].mean()
    frame = frame.join(satisfied, on=_KEYS).join(free, on=_KEYS)
    frame = frame.merge(found.buyers, on=[*_KEYS, "family"], how="left")
    frame = frame.fillna({"volume_said": 0, "volumes": "", "firms_told": 0, "on_order": 0})
    whom = found.demand.groupby([*_KEYS, "family"])["made_from"].agg(join_ids).rename("concerned_from")
    frame = frame.join(whom, on=[*_KEYS, "family"]).fillna({"concerned_from": ""})
    frame["made_from"] = _lineage(frame, stages, bought)
    return frame


def _sold_in(judged: pd.DataFrame, answers: AnswerArrays) -> pd.Series:
    """Name the market in which the firms on a stage sell most, where a narrow market is looked for."""
    sold = answers.sells.sum(axis=0)
    most = dict(zip(answers.stages, np.array(ONE_MARKET, dtype=object)[sold.argmax(axis=1)], strict=True))
    told = {stage for stage, total in zip(answers.stages, sold.sum(axis=1), strict=True) if total > 0}
    narrow = judged["kind"].map(each("family")) == "market"
    return judged["stage"].where(narrow & judged["stage"].isin(told)).map(most)


def _lineage(frame: pd.DataFrame, stages: DataFrame[Stages], bought: DataFrame[Sourcing]) -> list[str]:
    """Rows that made each gap: of who works there, of those whom it concerns, and of what is bought."""
    there = stages.set_index(_KEYS)["made_from"].to_dict()
    buying = bought.set_index(_KEYS)["made_from"].to_dict()
    from_inputs = frame["kind"].map(each("from_inputs"))
    return [
        join_ids([there[cluster, stage], concerned, buying.get((cluster, stage), "") if inputs else ""])
        for (cluster, stage, concerned), inputs in zip(
            frame[[*_KEYS, "concerned_from"]].itertuples(index=False), from_inputs, strict=True
        )
    ]
