"""The rules by which a stage has a gap of each kind, and what the silent could change of it.

A rule holds a value against a threshold of ``study.yml``. The value is computed for those who answered, and for
draws in which the silent are filled in by those heard (:func:`..statistics.silent_draws`). A gap is *found* where
it holds in nearly all draws, *not found* where it holds in hardly any, and else *open*: then nobody can know from
these answers.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

from ..study import GapThresholds
from .heard import Floats, Heard

Bools = npt.NDArray[np.bool_]

#: What a value must do to its threshold for the gap to hold.
RULES: dict[str, Callable[[Floats, float], Bools]] = {
    "support": lambda value, line: value >= line,
    "thin": lambda value, line: (value >= 1) & (value <= line),
    "leakage": lambda value, line: value < line,
    "quality": lambda value, line: value <= line,
    "market": lambda value, line: value > line,
    "relational": lambda value, line: value >= line,
}
#: Kinds whose value rests on what members say; too few answers leave them open.
SAID = ("support", "leakage", "quality", "market", "relational")


def lines(thresholds: GapThresholds) -> dict[str, float]:
    """Thresholds by kind of gap."""
    return {
        "support": thresholds.support_share,
        "thin": float(thresholds.thin_members),
        "leakage": thresholds.leakage_share,
        "quality": thresholds.quality_median,
        "market": thresholds.market_share,
        "relational": thresholds.untied_share,
    }


def values(heard: Heard, of_observed: Floats, of_asked: Floats) -> dict[str, Floats]:
    """Compute what is held against the thresholds, for each way to count the members heard.

    Parameters
    ----------
    heard : Heard
    of_observed : array, ways by observed
        How many members each member whose stages are known stands for.
    of_asked : array, ways by asked
        The same for those asked what they need.

    Returns
    -------
    dict of array, ways by stages
        Missing where there is nothing to compute it from.
    """
    lacks = of_asked @ heard.concerned["supply"].lacks
    sold = np.einsum("wa,asp->wsp", of_asked, heard.sells)
    return {
        "support": _over(lacks, np.broadcast_to(of_asked.sum(axis=1, keepdims=True), lacks.shape)),
        "thin": of_observed @ heard.works,
        "leakage": _over(of_asked @ heard.inside, of_asked @ heard.spend),
        "quality": _medians(np.einsum("wa,asd->wsd", of_asked, heard.satisfaction)),
        "market": _over(sold.max(axis=2), of_asked @ heard.seller),
        "relational": _over(of_asked @ heard.concerned["untied"].lacks, of_asked @ heard.linked),
    }


def answers(heard: Heard) -> dict[str, npt.NDArray[np.int64]]:
    """Count the answers that each value rests on, by stage."""
    people = np.full(len(heard.stages), len(heard.asked))
    found = {
        "support": people,
        "thin": np.full(len(heard.stages), len(heard.works)),
        "leakage": (heard.spend > 0).sum(axis=0),
        "quality": (heard.satisfaction.sum(axis=2) > 0).sum(axis=0),
        "market": (heard.seller > 0).sum(axis=0),
        "relational": (heard.linked > 0).sum(axis=0),
    }
    return {kind: np.asarray(numbers, dtype=np.int64) for kind, numbers in found.items()}


def _over(part: Floats, whole: Floats) -> Floats:
    """Divide, rounded: what lies on a threshold does so in whatever order it was added up."""
    share: Floats = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
    return share.round(9)


def _medians(counts: Floats) -> Floats:
    """Median degree of satisfaction from the number of inputs with each degree (last axis, from 1)."""
    added = counts.cumsum(axis=-1)
    total = added[..., -1:]
    lower = (added < total / 2).sum(axis=-1) + 1.0
    upper = (added <= total / 2).sum(axis=-1) + 1.0
    return np.where(total[..., 0] > 0, (lower + upper) / 2, np.nan)


def judge(
    heard: Heard, of_observed: Floats, of_asked: Floats, outputs: Bools, thresholds: GapThresholds
) -> pd.DataFrame:
    """Judge every stage by the rules that go by a value.

    Parameters
    ----------
    heard : Heard
    of_observed, of_asked : array, draws by members
        Draws of the silent.
    outputs : array of bool
        Stages that deliver to market stages.
    thresholds : GapThresholds

    Returns
    -------
    DataFrame
        A row for each stage and kind: stage, kind, value, threshold, n, at_face, holds, few.
    """
    face = values(heard, np.ones((1, len(heard.works))), np.ones((1, len(heard.asked))))
    drawn = values(heard, of_observed, of_asked)
    numbers = answers(heard)
    frames = []
    for kind, line in lines(thresholds).items():
        rule, value, n = RULES[kind], face[kind][0], numbers[kind]
        few = (n < thresholds.fewest_answers) & (kind in SAID)
        frame = pd.DataFrame(
            {
                "stage": heard.stages,
                "kind": kind,
                "value": value,
                "threshold": line,
                "n": n,
                "few": few,
                "at_face": rule(value, line) & ~few,
                "holds": np.where(np.isnan(value), np.nan, rule(drawn[kind], line).mean(axis=0)),
            }
        )
        frames.append(frame[outputs] if kind == "market" else frame)
    return pd.concat(frames, ignore_index=True)
