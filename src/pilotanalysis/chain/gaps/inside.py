"""How many of the respondents whom a gap concerns are in the region, where a cluster has members elsewhere too."""

from __future__ import annotations

import pandas as pd

from ...store import Store
from ...survey.tables import Inputs, Markets, Needs, Organisations, Responses, Roles
from ...tables import split_ids
from ..tables import Gaps


def concerned_in_region(data: Store) -> pd.Series:
    """Count, of each gap of a cluster, the respondents concerned that are in the region.

    Parameters
    ----------
    data : Store
        Of one cluster.

    Returns
    -------
    Series
        By the index of the table of gaps.
    """
    members = data.of(Organisations)
    inside = set(members.loc[members["in_region"], "organisation"])
    said = pd.concat(
        [data.of(model)[["row_id", "organisation"]] for model in (Responses, Roles, Inputs, Needs, Markets)]
    )
    whose = dict(said.itertuples(index=False, name=None))
    return data.of(Gaps)["concerned_from"].map(
        lambda rows: len({whose[row] for row in split_ids(rows)} & inside), na_action="ignore"
    )
