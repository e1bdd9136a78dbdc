"""With what stage of the own chain what a cluster lacks is joined: where those who lack it work, and what is close."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from pandera.typing import DataFrame

from ... import reference
from ...reference import Activities, Catalogue, Proximities
from ...survey.tables import Roles
from ...tables import join_ids

#: So many of those who lack something work on the stage at least: one firm alone is no ground to meet on.
_FEWEST_WORKING = 2
_LACK = ["cluster", "stage"]


@dataclass(frozen=True)
class Grounds:
    """What is known of the activities of the region and the stages of the chains, by which stages are joined."""

    catalogue: DataFrame[Catalogue]
    near: DataFrame[Proximities]
    activities: DataFrame[Activities]

    @property
    def usual(self) -> float:
        """Give the proximity that half of all pairs of activities have at least."""
        return float(self.near["proximity"].median())


def relatedness(pairs: pd.DataFrame, grounds: Grounds) -> pd.DataFrame:
    """Say how close the main activities of two stages are, by the regions that are specialised in both.

    Parameters
    ----------
    pairs : DataFrame
        joined, stage: codes of stages.
    grounds : Grounds

    Returns
    -------
    DataFrame
        relatedness (1 for the same activity, missing where not measurable) and near_row (id of its row, or nothing).
    """
    named = reference.activity_of(grounds.activities)
    main = grounds.catalogue.set_index("stage")["caen"].str[:2].map(named)
    near = pd.DataFrame(grounds.near)
    back = near.rename(columns={"activity": "other", "other": "activity"})
    known = pd.concat([near, back])[["activity", "other", "proximity", "row_id"]]
    ends = pd.DataFrame({"activity": pairs["joined"].map(main), "other": pairs["stage"].map(main)})
    found = ends.merge(known.drop_duplicates(["activity", "other"]), on=["activity", "other"], how="left")
    same = ends["activity"].eq(ends["other"]).to_numpy() & ends["activity"].isin(known["activity"]).to_numpy()
    return pd.DataFrame(
        {
            "relatedness": found["proximity"].mask(same, 1.0).to_numpy(),
            "near_row": found["row_id"].fillna("").to_numpy(),
        },
        index=pairs.index,
    )


def joined_stages(seekers: pd.DataFrame, roles: DataFrame[Roles], grounds: Grounds) -> pd.DataFrame:
    """Join each stage that a cluster lacks with one of its own; what has no ground to be joined on is left out.

    Parameters
    ----------
    seekers : DataFrame
        cluster, stage, organisation: who lacks what.
    roles : Roles
        Of all clusters.
    grounds : Grounds

    Returns
    -------
    DataFrame
        cluster, stage, joined, working, relatedness, role_rows, near_row.
    """
    works = pd.DataFrame(roles)[["cluster", "organisation", "stage", "row_id"]].rename(columns={"stage": "joined"})
    own = works[works["joined"].isin(grounds.catalogue["stage"])]
    there = seekers[[*_LACK, "organisation"]].merge(own, on=["cluster", "organisation"])
    there = there[there["joined"] != there["stage"]]
    found = there.groupby([*_LACK, "joined"], as_index=False).agg(
        working=("organisation", "nunique"), role_rows=("row_id", join_ids)
    )
    found = found[found["working"] >= _FEWEST_WORKING].reset_index(drop=True)
    found = found.join(relatedness(found, grounds))
    # Their activities are as close as half of all pairs are at least; no catalogue says what else one is good for.
    found = found[found["relatedness"] >= grounds.usual]
    # Of what is close each counts more.
    found["worth"] = found["working"] * found["relatedness"]
    found = found.sort_values([*_LACK, "worth", "working", "joined"], ascending=[True, True, False, False, True])
    return found.drop_duplicates(_LACK).drop(columns="worth").reset_index(drop=True)
