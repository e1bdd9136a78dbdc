"""What to do about each missing link, by stated rules, and what the evidence leaves in doubt.

In this order:

1. *Mend the link inside*, where members do it and others buy elsewhere, are not satisfied, lack it all the same, or
   do not know them (kinds whose remedy is inside, where members are on the stage).
2. *Connect to markets outside*, where an output stage has no channel or sells in one place (remedy: market).
3. For what is absent or hangs on one member (remedy: region; or inside, where nobody is):
   *grow it here*, where the region is specialised in one of its divisions, or nearer to one than to the share
   `near` of all activities; else *connect to a supplier outside*, where members of another cluster offer it; else
   *attract it*, where at least the share `attract_share` of those asked need it; else *connect* again.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from ...study import GapThresholds
from ...tables import SEPARATOR, conform, join_ids
from ..kinds import each
from ..tables import Gaps, Matches, RegionalCapacity, Stages

_KEYS = ["cluster", "stage"]
#: Rules in order, with the verdict that each leads to.
RULE_VERDICTS = {
    "members_do_it": "mend",
    "no_channel": "connect",
    "one_market": "connect",
    "region_specialised": "grow",
    "region_near": "grow",
    "offered_by_other_cluster": "connect",
    "needed_by_many": "attract",
    "needed_by_few": "connect",
}
#: Doubts, in the order in which they are told.
DOUBTS = (
    "open",
    "not_observed",
    "contradicted",
    "few_concerned",
    "not_measurable",
    "shared_division",
    "weights_decide",
    "outside_region",
)


def conclude(
    gaps: pd.DataFrame,
    stages: DataFrame[Stages],
    capacity: DataFrame[RegionalCapacity],
    matches: DataFrame[Matches],
    national: set[str],
    thresholds: GapThresholds,
) -> DataFrame[Gaps]:
    """Give each gap that holds at face its verdict, the rule that led to it, and its doubts.

    Parameters
    ----------
    gaps : DataFrame
        As :func:`.assessment.assess_gaps` gives them.
    stages, capacity, matches
    national : set of str
        Clusters with members all over the country, of which the region's side tells a part only.
    thresholds : GapThresholds

    Returns
    -------
    Gaps
        By cluster, those among the respondents first, by rank.
    """
    frame = gaps.join(_region(capacity), on=_KEYS)
    elsewhere = matches[~matches["within"] & (matches["basis"] == "code")]
    offered = set(zip(elsewhere["cluster"], elsewhere["stage"], strict=True))
    frame["offered"] = [key in offered for key in zip(frame["cluster"], frame["stage"], strict=True)]
    contradicted = set(stages.loc[stages["contradictions"] != "", "stage"])
    frame["contradicted"] = frame["stage"].isin(contradicted)
    rule = _rules(frame, thresholds)
    chosen = frame["at_face"]
    frame["rule"] = rule.where(chosen, None)
    frame["verdict"] = rule.map(RULE_VERDICTS).where(chosen, None)
    frame["doubts"] = _doubts(frame, rule, national, thresholds).where(chosen, "")
    regional = rule.isin(["region_specialised", "region_near", "needed_by_many", "needed_by_few"]) & chosen
    frame["made_from"] = [
        join_ids([made, rows]) if used and isinstance(rows, str) and rows else made
        for made, rows, used in zip(frame["made_from"], frame["region_rows"], regional, strict=True)
    ]
    order = frame.assign(place=frame["rank"].astype("float64"), apart=~chosen).sort_values(
        ["cluster", "apart", "place", "stage", "kind"], na_position="last", kind="stable"
    )
    return conform(order, Gaps)


def _region(capacity: DataFrame[RegionalCapacity]) -> pd.DataFrame:
    """The best that the region has among the divisions of each stage."""
    return capacity.groupby(_KEYS).agg(
        quotient=("location_quotient", "max"),
        nearness=("nearness", "max"),
        measurable=("measurable", "any"),
        shared=("shared_with", lambda cells: bool((cells != "").any())),
        region_rows=("made_from", join_ids),
    )


def _rules(frame: pd.DataFrame, thresholds: GapThresholds) -> pd.Series:
    remedy = frame["kind"].map(each("remedy"))
    inside = (remedy == "inside") & (frame["presence"] == "present")
    market = remedy == "market"
    # A share, as the threshold is: 0.07 * 100 is more than 7.
    many = frame["demand"] / frame["asked"].where(frame["asked"] > 0) >= thresholds.attract_share
    return pd.Series(
        np.select(
            [
                inside,
                market & frame["no_channel"],
                market,
                frame["quotient"] >= 1,
                frame["nearness"] >= thresholds.near,
                frame["offered"],
                many & (frame["demand"] > 0),
            ],
            list(RULE_VERDICTS)[:-1],
            "needed_by_few",
        ),
        index=frame.index,
    )


def _doubts(frame: pd.DataFrame, rule: pd.Series, national: set[str], thresholds: GapThresholds) -> pd.Series:
    by_region = ~rule.isin(["members_do_it", "no_channel", "one_market"])
    said = {
        "open": frame["status"] == "open",
        "not_observed": frame["presence"] == "not_observed",
        "contradicted": frame["contradicted"],
        "few_concerned": frame["demand"] < thresholds.fewest_answers,
        "not_measurable": by_region & ~frame["measurable"].eq(True),
        "shared_division": by_region & frame["measurable"].eq(True) & frame["shared"].eq(True),
        # In the first five under some weights and not under others: its place is a matter of taste.
        "weights_decide": frame["top5"].between(0.1, 0.9),
        "outside_region": by_region & frame["cluster"].isin(list(national)),
    }
    flags = np.column_stack([said[doubt].to_numpy(dtype=bool) for doubt in DOUBTS])
    return pd.Series(
        [SEPARATOR.join(doubt for doubt, flag in zip(DOUBTS, row, strict=True) if flag) for row in flags],
        index=frame.index,
    )
