"""How the findings move with the lines that the study draws."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from ..study import GapThresholds
from ..tables import SEPARATOR, conform, join_ids
from .rules import RULES, lines
from .tables import Gaps, ThresholdEffects

#: Lines that are tried: lowest, highest, step.
TRIED = {
    "thin": (1, 5, 1),
    "support": (0.05, 0.5, 0.05),
    "leakage": (0.05, 0.6, 0.05),
    "quality": (1, 4, 0.5),
    "market": (0.3, 0.9, 0.05),
    "relational": (0.1, 1.0, 0.1),
}


def threshold_effects(gaps: DataFrame[Gaps], thresholds: GapThresholds) -> DataFrame[ThresholdEffects]:
    """Count the gaps of each kind that would hold among those who answered, were the line drawn elsewhere.

    Gaps that go by absence alone (no member, no channel) know no line and do not count here.
    """
    rows = []
    judged = gaps[gaps["value"].notna() & (gaps["presence"] == "present") & _by_value(gaps)]
    for kind, chosen in lines(thresholds).items():
        low, high, step = TRIED[kind]
        grid = np.round(np.arange(low, high + step / 2, step), 4)
        for line in np.unique(np.append(grid, chosen)):
            for cluster, group in judged[judged["kind"] == kind].groupby("cluster"):
                enough = group[(group["n"] >= thresholds.fewest_answers) | (kind == "thin")]
                holding = enough[RULES[kind](enough["value"].to_numpy(), float(line))]
                rows.append(
                    {
                        "cluster": cluster,
                        "kind": kind,
                        "threshold": float(line),
                        "chosen": bool(np.isclose(line, chosen)),
                        "gaps": len(holding),
                        "stages": SEPARATOR.join(sorted(holding["stage"])),
                        "made_from": join_ids(row for cell in group["made_from"] for row in cell.split(SEPARATOR)),
                    }
                )
    return conform(pd.DataFrame(rows), ThresholdEffects)


def _by_value(gaps: DataFrame[Gaps]) -> pd.Series:
    """Whether the value decides: a market gap without channel holds whatever the shares are."""
    return gaps["rule"].ne("no_channel").fillna(True) & (gaps["kind"] != "absent")
