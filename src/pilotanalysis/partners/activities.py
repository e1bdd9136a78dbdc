"""Stages by main activity: which stages of the chains a class of activity belongs to, and how well it fits."""

from __future__ import annotations

import pandas as pd
from pandera.typing import DataFrame

from ..reference import Catalogue
from ..tables import SEPARATOR

#: How well a main activity fits: the stage's main class, another class of it, a division of which it names no class.
MAIN_CLASS, OTHER_CLASS, DIVISION = 0.5, 0.4, 0.3
_CLASS = 4
_ONCE = ["cluster", "stage", "activity"]


def stages_by_activity(catalogue: DataFrame[Catalogue], activities: pd.Series) -> pd.DataFrame:
    """Find the stages that each activity belongs to.

    A class that a stage names belongs to no other stage of the chain that names its division alone: a maker of animal
    feed supplies farms and is no processor of food, though both are of one division.

    Parameters
    ----------
    catalogue : Catalogue
        Stages of the clusters analysed.
    activities : Series of str
        Classes of four digits.

    Returns
    -------
    DataFrame
        cluster, stage, activity, capability: from 0 to 1, how well the activity fits the stage; each pair once.
    """
    codes = catalogue[["cluster", "stage"]].assign(code=catalogue["caen"].str.split(SEPARATOR)).explode("code")
    codes = codes[codes["code"] != ""]
    first = codes.groupby(["cluster", "stage"]).cumcount().eq(0)
    whole = codes["code"].str.len() == _CLASS
    codes["capability"] = first.map({True: MAIN_CLASS, False: OTHER_CLASS}).where(whole, DIVISION)
    asked = pd.Series(activities.unique(), dtype="str")
    ways = [pd.DataFrame({"activity": asked, "code": asked.str[:length], "named": length}) for length in (2, _CLASS)]
    found = codes.merge(pd.concat(ways), on="code")
    found = found[found["named"] == found.groupby(["cluster", "activity"])["named"].transform("max")]
    found = found.sort_values("capability", ascending=False, kind="stable").drop_duplicates(_ONCE)
    return found[[*_ONCE, "capability"]].reset_index(drop=True)
