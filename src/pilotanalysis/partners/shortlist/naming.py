"""What a candidate is called: by its name where that may be told, else after its cluster, with a number."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ...reference import Clusters
from ...results import Label, _, label, say
from ...store import Store
from ..tables import Candidates

#: Columns with what a candidate is called in each language.
CALLED = ["called_en", "called_ro", "called_it"]
_LANGUAGES = [name.removeprefix("called_") for name in CALLED]


def with_called(frame: pd.DataFrame, data: Store) -> pd.DataFrame:
    """Add to rows with a candidate what it is called (:data:`CALLED`), and ``unnamed``: 1 if it is not public.

    Parameters
    ----------
    frame : DataFrame
        With a column ``candidate``.
    data : Store
    """
    every = data.all(Candidates).drop_duplicates("candidate").set_index("candidate")
    unnamed = every["named"] == "no"
    # In the order of the table, which is none of a roster, and the same in the notebook of every cluster.
    number = every[unnamed].groupby("home", dropna=False).cumcount() + 1
    clusters = data.all(Clusters).set_index("cluster")["name"]
    texts = {}
    for key, home, place in zip(number.index, every.loc[unnamed, "home"], number, strict=True):
        words = (
            _("an organisation that has not agreed to be named, no. {number}", number=int(place))
            if pd.isna(home)
            else _("a member of {cluster}, no. {number}", cluster=str(clusters[home]), number=int(place))
        )
        texts[key] = [say(words, language) for language in _LANGUAGES]
    for key, name in every.loc[~unnamed, "name"].items():
        texts[key] = [name] * len(_LANGUAGES)
    called = pd.DataFrame.from_dict(texts, orient="index", columns=CALLED, dtype=object)
    rows = called.reindex(frame["candidate"]).set_axis(frame.index)
    kept = unnamed.reindex(frame["candidate"]).to_numpy(dtype=bool)
    # Whom a manager named is part of what managers decided.
    decided = frame["basis"].eq("named").to_numpy() if "basis" in frame else np.zeros(len(frame), dtype=bool)
    return frame.assign(**rows, unnamed=(kept | decided).astype("int64"))


def called_words(frame: pd.DataFrame) -> Mapping[str, Label]:
    """Words of the column ``called_en`` of a table."""
    return {str(row["called_en"]): label(row, "called") for _place, row in frame[CALLED].drop_duplicates().iterrows()}
