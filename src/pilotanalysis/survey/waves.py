"""Members over the waves of the survey: the same organisation has the same key in all of them."""

from __future__ import annotations

import pandas as pd
from pandera.typing import DataFrame

from ..tables import SEPARATOR, conform, join_ids
from .identity import name_keys
from .tables import Panel, Responses


def linked(rosters: pd.DataFrame) -> pd.DataFrame:
    """Give members that one wave knows by their fiscal code, and another by name and county only, the code's key.

    Parameters
    ----------
    rosters : DataFrame
        Rosters of all waves, one below the other.

    Returns
    -------
    DataFrame
        The same, with ``organisation`` alike in all waves. A name and county of two codes links nobody.
    """
    named = name_keys(rosters["name"], rosters["county"])
    coded = rosters["fiscal_code"].notna()
    pairs = pd.DataFrame({"name": named, "organisation": rosters["organisation"]})[coded].drop_duplicates()
    telling = pairs.drop_duplicates("name", keep=False).set_index("name")["organisation"]
    return rosters.assign(
        organisation=rosters["organisation"].where(coded, named.map(telling).fillna(rosters["organisation"]))
    )


def panel_of(responses: DataFrame[Responses]) -> DataFrame[Panel]:
    """List in which waves each member answered."""
    ordered = responses.sort_values(["cluster", "organisation", "wave"], kind="stable")
    groups = ordered.groupby(["cluster", "organisation"], sort=False)
    frame = groups.agg(
        made_from=("row_id", join_ids), waves=("wave", SEPARATOR.join), respondents=("respondent", SEPARATOR.join)
    )
    return conform(frame.reset_index(), Panel)
