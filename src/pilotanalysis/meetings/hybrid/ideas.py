"""Ideas that respondents wrote themselves, coded to the stages that they would bring together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from ...chain.matches import plain, stages_of_words, terms_of_stages
from ...reference import Catalogue, Glossary
from ...survey.tables import Interests
from ...tables import conform
from ..cluster_tables import HybridIdeas

#: Most words in a row that are looked at as one thing.
_MOST_WORDS = 6
#: So many words more are explained at least than by any two other stages.
_AHEAD = 2
#: The nearest term is of the stage, and so much more like the words at least than any of another stage.
_NEARER = 1.05


def coded_ideas(
    interests: DataFrame[Interests], catalogue: DataFrame[Catalogue], glossary: DataFrame[Glossary]
) -> DataFrame[HybridIdeas]:
    """Code each idea to a stage of the respondent's own cluster and one of another, or to none.

    An idea names two things with words in between that mean neither. So each run of a few words is looked at by
    itself, but for those that split a term of the glossary: of all two that do not overlap, one clear of a stage of the
    own cluster and one of a stage of another, those are taken that leave fewest words over, of equals the clearest.
    They are refused where two other stages leave hardly more words over, and where the term that is most like the words
    is of another stage than the one that their letters make most probable: words that several stages share, such as
    equipment, are probable of one only because it has fewest terms.

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
    runs = _unsplit(_runs(list(written["idea"])), terms_of_stages(catalogue, glossary))
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


def _unsplit(runs: pd.DataFrame, terms: Collection[str]) -> pd.DataFrame:
    """Leave out runs that have some words of a term of several, and not all."""
    whole = runs[(runs["end"] - runs["start"] > 1) & runs["text"].map(plain).isin(list(terms))]
    both = runs.reset_index(names="run").merge(whole[["idea", "start", "end"]], on="idea", suffixes=("", "_term"))
    overlaps = (both["start"] < both["end_term"]) & (both["start_term"] < both["end"])
    contains = (both["start"] <= both["start_term"]) & (both["end"] >= both["end_term"])
    return runs[~runs.index.isin(both.loc[overlaps & ~contains, "run"])]


def _together(runs: pd.DataFrame, cluster: str) -> Mapping[str, object]:
    """Choose the two runs that an idea brings together; nothing where it could as well be others."""
    one, two = runs[runs["of"] == cluster], runs[runs["of"] != cluster]
    (start, end, sure), (other_start, other_end, other_sure) = (
        side[["start", "end", "similarity"]].to_numpy(dtype="float64").T for side in (one, two)
    )
    apart = (end[:, None] <= other_start) | (other_end <= start[:, None])
    if not apart.any():
        return {}
    # No two differ in clearness by as much as one word.
    worth = (end - start)[:, None] + (other_end - other_start) + np.multiply.outer(sure, other_sure) / 2
    worth = np.where(apart, worth, -np.inf)
    first, second = np.unravel_index(np.argmax(worth), worth.shape)
    own, other = one.iloc[int(first)], two.iloc[int(second)]
    elsewhere = (one["stage"] != own["stage"]).to_numpy()[:, None] | (two["stage"] != other["stage"]).to_numpy()
    rival = np.where(elsewhere, worth, -np.inf).max()
    if worth[first, second] - rival < _AHEAD or min(own["nearest"], other["nearest"]) < _NEARER:
        return {}
    return {
        "own_stage": own["stage"],
        "other": other["of"],
        "other_stage": other["stage"],
        "clearness": min(own["similarity"], other["similarity"]),
    }
