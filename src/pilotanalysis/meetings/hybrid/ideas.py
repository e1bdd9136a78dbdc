"""Ideas that respondents wrote themselves, coded to the stages that they would bring together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from ...chain.matches import stages_of_words
from ...reference import Catalogue, Glossary
from ...survey.tables import Interests
from ...tables import conform
from ..cluster_tables import HybridIdeas

#: Most words in a row that are looked at as one thing.
_MOST_WORDS = 6


def coded_ideas(
    interests: DataFrame[Interests], catalogue: DataFrame[Catalogue], glossary: DataFrame[Glossary]
) -> DataFrame[HybridIdeas]:
    """Code each idea to a stage of the respondent's own cluster and one of another.

    An idea names two things with words in between that mean neither. So each run of a few words is looked at by
    itself: of all two that do not overlap, one clear of a stage of the own cluster and one of a stage of another,
    those are taken that leave fewest words over, of equals the clearest. Of the demonstration's 59 ideas seven in ten
    get both stages as they were meant, and nine in ten both clusters: they are to be read, not counted.

    Parameters
    ----------
    interests
        Of all clusters.
    catalogue : Catalogue
    glossary : Glossary

    Returns
    -------
    HybridIdeas
        A row for each idea, without stages where no two of them are clear.
    """
    written = pd.DataFrame(interests)[["cluster", "organisation", "hybrid_idea", "row_id"]].dropna()
    written = written.rename(columns={"hybrid_idea": "idea", "row_id": "made_from"}).reset_index(drop=True)
    runs = _runs(list(written["idea"]))
    meant = stages_of_words(list(runs["text"]), catalogue, glossary)
    clear = runs.merge(meant, on="text")
    clear["of"] = clear["stage"].map(catalogue.set_index("stage")["cluster"])
    of = written["cluster"].to_dict()
    found = {place: _together(own, str(of[place])) for place, own in clear.groupby("idea")}
    stages = pd.DataFrame([found.get(place, {}) for place in range(len(written))], index=written.index)
    columns = ["own_stage", "other", "other_stage", "clearness"]
    return conform(written.join(stages.reindex(columns=columns)), HybridIdeas)


def _runs(ideas: Sequence[str]) -> pd.DataFrame:
    """List the runs of words of each idea, by its place, with where they begin and end."""
    runs = [
        (place, start, end, " ".join(words[start:end]))
        for place, words in enumerate(idea.split() for idea in ideas)
        for start in range(len(words))
        for end in range(start + 1, min(start + _MOST_WORDS, len(words)) + 1)
    ]
    return pd.DataFrame(runs, columns=["idea", "start", "end", "text"]).astype({"text": "str"})


def _together(runs: pd.DataFrame, cluster: str) -> Mapping[str, object]:
    """Choose the two runs that an idea brings together; nothing where there are none."""
    one, two = runs[runs["of"] == cluster], runs[runs["of"] != cluster]
    (start, end, sure), (other_start, other_end, other_sure) = (
        (side[["start", "end", "similarity"]].to_numpy(dtype="float64").T) for side in (one, two)
    )
    apart = (end[:, None] <= other_start) | (other_end <= start[:, None])
    if not apart.any():
        return {}
    # No two differ in clearness by as much as one word.
    worth = (end - start)[:, None] + (other_end - other_start) + np.multiply.outer(sure, other_sure) / 2
    first, second = np.unravel_index(np.argmax(np.where(apart, worth, -1.0)), worth.shape)
    own, other = one.iloc[int(first)], two.iloc[int(second)]
    return {
        "own_stage": own["stage"],
        "other": other["of"],
        "other_stage": other["stage"],
        "clearness": min(own["similarity"], other["similarity"]),
    }
