"""How the findings move with the lines that the study draws."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from ...settings import GapThresholds
from ...tables import SEPARATOR, conform, join_ids
from ..kinds import lines
from ..tables import Gaps, ThresholdEffects


def threshold_effects(gaps: DataFrame[Gaps], thresholds: GapThresholds) -> DataFrame[ThresholdEffects]:
    """Count the gaps of each kind that would hold among those who answered, were the line drawn elsewhere.

    Gaps that go by absence alone (no member, no channel) know no line and do not count here. What chance alone reaches
    is no gap, wherever the line is drawn.
    """
    rows = []
    judged = gaps[gaps["value"].notna() & (gaps["presence"] == "present") & gaps["rule"].ne("no_channel").fillna(True)]
    for kind, line in lines().items():
        low, high, step = line.tried
        chosen = line.at(thresholds)
        grid = np.unique(np.append(np.round(np.arange(low, high + step / 2, step), 4), chosen))
        own = []
        for cluster, group in judged[judged["kind"] == kind].groupby("cluster"):
            enough = group[(group["n"] >= thresholds.fewest_answers) | (not line.said)]
            stages = enough["stage"].to_numpy()
            values, by_chance = (enough[name].to_numpy(dtype=np.float64) for name in ("value", "by_chance"))
            own.append((cluster, stages, values, by_chance, join_ids(group["made_from"])))
        for threshold in grid:
            for cluster, stages, values, by_chance, made_from in own:
                holding = sorted(stages[line.holds(values, np.fmax(threshold, by_chance))])
                rows.append(
                    {
                        "cluster": cluster,
                        "kind": kind,
                        "threshold": float(threshold),
                        "chosen": bool(np.isclose(threshold, chosen)),
                        "gaps": len(holding),
                        "stages": SEPARATOR.join(holding),
                        "made_from": made_from,
                    }
                )
    return conform(pd.DataFrame(rows), ThresholdEffects)
