"""Whether a stage has a gap of each kind, and what the non-respondents could change of it.

The value of a kind is held against a threshold of ``study.yml``: for those who answered, and for simulations in which
the roster is filled up with non-respondents who are like them (:func:`...statistics.simulate_non_respondents`). A gap
is *found* where it holds in nearly all simulations, *not found* where it holds in hardly any, and else *open*: then
nobody can know from these answers. Where no member works on a stage, its presence decides.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...study import GapThresholds
from ..arrays import AnswerArrays, Replicates, as_answered
from ..kinds import KINDS, each


def judge(
    answers: AnswerArrays,
    stages: pd.DataFrame,
    channels: pd.DataFrame,
    simulations: Replicates,
    thresholds: GapThresholds,
) -> pd.DataFrame:
    """Judge every stage of a cluster by every kind that it can have.

    Parameters
    ----------
    answers : AnswerArrays
    stages : DataFrame
        Rows of Stages of the cluster.
    channels : DataFrame
        stage, market: which market stages each output stage delivers to.
    simulations : Replicates
        Of the non-respondents.
    thresholds : GapThresholds

    Returns
    -------
    DataFrame
        A row for each stage and kind: what Stages says of the stage, kind, value, threshold, n, status, at_face,
        holds, no_channel.
    """
    frame = pd.concat([_by_value(answers, simulations, thresholds), _by_presence(stages)], ignore_index=True)
    about = ["cluster", "stage", "layer", "required", "presence", "members", "roster", "bound"]
    frame = frame.merge(stages[about], on="stage")
    frame = frame[_can_have(frame, channels)].reset_index(drop=True)
    return _decided(frame, channels, stages, answers.roster - len(answers.asked), thresholds)


def _by_value(answers: AnswerArrays, simulations: Replicates, thresholds: GapThresholds) -> pd.DataFrame:
    frames, face = [], as_answered(answers)
    for code, kind in KINDS.items():
        line = kind.line
        if line is None:
            continue
        threshold, measure = line.at(thresholds), line.measure(answers)
        ones, ways = (each.asked if line.said else each.observed for each in (face, simulations))
        value = measure.value(ones)[0]
        few = (measure.n < thresholds.fewest_answers) & line.said
        frame = pd.DataFrame(
            {
                "stage": answers.stages,
                "kind": code,
                "value": value,
                "threshold": threshold,
                "n": measure.n,
                "few": few,
                "at_face": line.holds(value, threshold) & ~few,
                "holds": np.where(np.isnan(value), np.nan, line.holds(measure.value(ways), threshold).mean(axis=0)),
            }
        )
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def _by_presence(stages: pd.DataFrame) -> pd.DataFrame:
    """Rows of the kinds that go by presence alone."""
    frames = [
        pd.DataFrame(
            {
                "stage": stages["stage"],
                "kind": code,
                "value": stages["members"].astype("float64"),
                "threshold": 0.0,
                "n": stages["observed"],
                "few": False,
                "at_face": stages["presence"] != "present",
                "holds": np.nan,
            }
        )
        for code, kind in KINDS.items()
        if kind.line is None
    ]
    return pd.concat(frames, ignore_index=True)


def _can_have(frame: pd.DataFrame, channels: pd.DataFrame) -> pd.Series:
    """Whether each stage can have each kind of gap."""
    where, support = frame["kind"].map(each("stages")), frame["layer"] == "support"
    outputs = frame["stage"].isin(channels["stage"])
    able = where.eq("all") | (where.eq("chain") & ~support) | (where.eq("support") & support)
    return able | (where.eq("outputs") & outputs)


def _decided(
    frame: pd.DataFrame, channels: pd.DataFrame, stages: pd.DataFrame, silent: int, thresholds: GapThresholds
) -> pd.DataFrame:
    """Say of each gap whether it is found, open or not found, by its value or by who is there."""
    kind = {name: frame["kind"].map(each(name)) for name in ("stages", "without_members", "line")}
    by_presence = kind["line"].isna()
    said = kind["line"].map(lambda line: line.said, na_action="ignore").eq(True)
    missing = frame["presence"] != "present"
    # Whom nobody saw may be there all the same, unless the management denies it or everybody was seen.
    unseen = (frame["presence"] == "not_observed") & (frame["bound"].fillna(0) > 0)
    without, unsure = _without_channel(channels, stages)
    no_channel = (kind["stages"] == "outputs") & frame["stage"].isin(without)
    by_absence = (kind["without_members"] == "gap") & missing | no_channel
    needs_member = (kind["without_members"] == "no_gap") & missing
    # Simulations know of no other member than those observed: from too few of them they are sure of anything.
    hardly_seen = ~said & ~by_presence & (frame["n"] < np.minimum(thresholds.fewest_answers, frame["roster"]))
    open_absence = (unseen & ~no_channel) | (no_channel & frame["stage"].isin(unsure))
    status = np.select(
        [
            by_absence & open_absence,
            by_absence,
            by_presence,
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
