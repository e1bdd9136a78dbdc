"""The gaps that the chapter looks for partners for: stages of the cluster that lack a supplier, or ties to one."""

from __future__ import annotations

import pandas as pd

from ...chain.advice import advice_of_stage
from ...chain.gaps.tabulation import smallest_told
from ...chain.kinds import OF_TIES
from ...chain.lookups import NAMES, held_gaps, stage_names
from ...store import Store, once
from ...tables import SEPARATOR, join_ids

#: Verdict on stages that lack customers, and no supplier.
_SELL = "sell"


@once
def stages_to_close(data: Store) -> pd.DataFrame:
    """Give the stages of the cluster with a gap that a supplier, or ties to one, could close, the worst first.

    Returns
    -------
    DataFrame
        A row a stage: ``stage``, its names, ``kinds`` of its gaps (joined by ;), ``place`` by severity, ``verdict`` of
        its worst gap, ``advice`` (:func:`.advice.advice_of_stage`), ``answers`` of the management to its gaps (joined
        by ;), ``made_from``; ``ties_only``, whether nothing is missing there but ties between members; and
        ``tells``, the smallest count of members that its being here would tell: 0 where one of its gaps tells none
        that is small.
    """
    gaps = pd.DataFrame(held_gaps(data))
    gaps = gaps[gaps["verdict"] != _SELL].join(stage_names(data), on="stage")
    tells = smallest_told(gaps)
    gaps = gaps.assign(
        tells=tells.where(tells < data.settings.thresholds.disclosure_minimum, 0),
        ties_only=gaps["kind"].isin(OF_TIES),
    )
    frame = gaps.groupby("stage", sort=False).agg(
        **{name: (name, "first") for name in NAMES},
        kinds=("kind", SEPARATOR.join),
        severity=("severity", "max"),
        rank=("rank", "min"),
        verdict=("verdict", "first"),
        advice=("advice", advice_of_stage),
        answers=("management", lambda said: join_ids(said.fillna("none"))),
        ties_only=("ties_only", "all"),
        tells=("tells", "min"),
        made_from=("made_from", join_ids),
    )
    frame = frame.reset_index().sort_values(["rank", "severity"], ascending=[True, False], kind="stable")
    return frame.assign(place=range(1, len(frame) + 1)).drop(columns=["rank", "severity"]).reset_index(drop=True)


def untold(data: Store) -> frozenset[str]:
    """Give the stages whose gaps the public release does not tell."""
    stages = stages_to_close(data)
    hidden = stages["tells"].between(1, data.settings.thresholds.disclosure_minimum - 1)
    return frozenset(stages.loc[hidden, "stage"])
