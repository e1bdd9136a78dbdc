"""Whether a stage has a gap of each kind, and what the non-respondents could change of it.

The value of a kind is compared with a threshold of ``study.yml``, and where chance alone could pass it against what
chance seldom reaches: for those who answered, and for simulations in which the roster is filled up with non-respondents
(:func:`...statistics.simulate_non_respondents`). A gap is *found* where it holds in nearly all simulations, *not found*
where it holds in hardly any, and else *open*: then nobody can know from these answers. Where no member works on a
stage, its presence decides; if what is said of it contradicts itself, the gap is open.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...settings import GapThresholds
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
    about = ["cluster", "stage", "layer", "required", "presence", "members", "roster"]
    frame = frame.merge(stages[about], on="stage")
    frame = frame[_can_have(frame, channels)].reset_index(drop=True)
    return _decided(frame, channels, stages, answers.roster - len(answers.asked), thresholds)


def _by_value(answers: AnswerArrays, simulations: Replicates, thresholds: GapThresholds) -> pd.DataFrame:
    frames, face = [], as_answered(answers)
    for code, kind in KINDS.items():
        line = kind.line
        if line is None:
            continue
        measure = line.measure(answers)
        value = measure.value(face)[0]
        few = (measure.n < thresholds.fewest_answers) & line.said
        by_chance = np.full(len(value), np.nan) if measure.least is None else measure.least
        threshold = np.fmax(line.at(thresholds), by_chance)
        frame = pd.DataFrame(
            {
                "stage": answers.stages,
                "kind": code,
                "value": value,
                "threshold": line.at(thresholds),
                "by_chance": by_chance,
                "n": measure.n,
                "few": few,
                "at_face": line.holds(value, threshold) & ~few,
                "holds": np.where(
                    np.isnan(value), np.nan, line.holds(measure.value(simulations), threshold).mean(axis=0)
                ),
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
                "by_chance": np.nan,
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
    frame: pd.DataFrame, channels: pd.DataFrame, stages: pd.DataFrame, others: int, thresholds: GapThresholds
) -> pd.DataFrame:
    """Say of each gap whether it is found, open or not found, by its value or by who is there."""
    kind = {name: frame["kind"].map(each(name)) for name in ("stages", "without_members", "line")}
    by_presence = kind["line"].isna()
    said = kind["line"].map(lambda line: line.said, na_action="ignore").eq(True)
    missing = frame["presence"] != "present"
    about = stages.set_index("stage")
    doubtful = frame["stage"].map(_doubtful(about))
    without, unsure = _without_channel(channels, about)
    no_channel = (kind["stages"] == "outputs") & frame["stage"].isin(without) & ~missing
    by_absence = (kind["without_members"] == "gap") & missing | no_channel
    needs_member = (kind["without_members"] == "no_gap") & missing
    # Simulations know of no other member than those observed: from too few of them they are sure of anything.
    hardly_seen = ~said & ~by_presence & (frame["n"] < np.minimum(thresholds.fewest_answers, frame["roster"]))
    open_absence = (doubtful & ~no_channel) | (no_channel & frame["stage"].isin(unsure))
    status = np.select(
        [
            by_absence & open_absence,
            by_absence,
            by_presence,
            needs_member & doubtful,
            needs_member,
            frame["few"] & ((frame["n"] > 0) | (others > 0)),
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
    stated = by_absence & frame["stage"].map(about["presence"] == "absent_stated") & ~no_channel
    seen = (by_absence | by_presence | ~said) & (frame["stage"].map(about["observed"]) == frame["roster"])
    basis = np.select([stated & ~seen, seen], ["statement", "everybody"], "answers")
    return frame.assign(
        status=status,
        at_face=at_face,
        holds=holds,
        no_channel=no_channel,
        basis=basis,
        n=frame["n"].where(basis != "statement", 0),
    )


def _doubtful(stages: pd.DataFrame) -> pd.Series:
    """Whether a member may work on a stage on which none is known to, by stage.

    Nobody saw it, and neither does the management deny it nor are the stages of all members known; or answers
    contradict that nobody does.
    """
    unseen = (stages["presence"] == "not_observed") & (stages["bound"].fillna(0) > 0)
    return (stages["presence"] != "present") & (unseen | (stages["contradictions"] != ""))


def _without_channel(channels: pd.DataFrame, stages: pd.DataFrame) -> tuple[set[str], set[str]]:
    """Output stages none of whose market stages has a known member, and those of them where one may be unseen."""
    there = channels["market"].map(stages["presence"] == "present")
    doubtful = channels["market"].map(_doubtful(stages))
    without = set(channels["stage"]) - set(channels.loc[there, "stage"])
    return without, set(channels.loc[doubtful, "stage"]) & without
