"""What a candidate is called: by its name where that may be told, else after its cluster, with a number."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from ...reference import Clusters
from ...results import Label, _, label, say
from ...settings import LANGUAGES
from ...store import Store, once
from ...study import Study
from ..tables import Candidates

_CALLED = "called_"


def called_in(study: Study) -> dict[str, str]:
    """Columns with what a candidate is called, and the language of each: those of the pack, and others of the study."""
    return {f"{_CALLED}{language}": language for language in dict.fromkeys((*LANGUAGES, *study.languages))}


def with_called(frame: pd.DataFrame, data: Store) -> pd.DataFrame:
    """Add to rows with a candidate what it is called (:func:`called_in`), and ``unnamed``: 1 if it is not public.

    Parameters
    ----------
    frame : DataFrame
        With a column ``candidate``.
    data : Store
    """
    columns = list(called_in(data.study))
    found = _all_called(data).reindex(frame["candidate"])
    kept = found["unnamed"].to_numpy(dtype=bool)
    # Whom a manager named is part of what managers decided.
    decided = frame["basis"].eq("named").to_numpy() if "basis" in frame else np.zeros(len(frame), dtype=bool)
    return frame.assign(**found[columns].set_axis(frame.index), unnamed=(kept | decided).astype("int64"))


@once
def _all_called(data: Store) -> pd.DataFrame:
    """Give what each candidate is called, and ``unnamed``: whether it is not public what it is called."""
    every = data.all(Candidates).drop_duplicates("candidate").set_index("candidate")
    unnamed = every["named"] == "no"
    # In the order of the table, which is none of a roster, and the same in the notebook of every cluster.
    number = every[unnamed].groupby("home", dropna=False).cumcount() + 1
    clusters = data.all(Clusters).set_index("cluster")["name"]
    columns, texts = called_in(data.study), {}
    for key, home, place in zip(number.index, every.loc[unnamed, "home"], number, strict=True):
        words = (
            _("an organisation that has not agreed to be named, no. {number}", number=int(place))
            if pd.isna(home)
            else _("a member of {cluster}, no. {number}", cluster=str(clusters[home]), number=int(place))
        )
        texts[key] = [say(words, language) for language in columns.values()]
    for key, name in every.loc[~unnamed, "name"].items():
        texts[key] = [name] * len(columns)
    called = pd.DataFrame.from_dict(texts, orient="index", columns=list(columns), dtype=object)
    return called.assign(unnamed=unnamed)


def called_words(frame: pd.DataFrame) -> Mapping[str, Label]:
    """Words of the column ``called_en`` of a table."""
    own = frame[[column for column in frame.columns if column.startswith(_CALLED)]].drop_duplicates()
    return {str(row["called_en"]): label(row, "called") for _place, row in own.iterrows()}
