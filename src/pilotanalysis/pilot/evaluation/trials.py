"""Headlines of each cluster, as they are and without the respondent that buys most."""

from __future__ import annotations

import pandas as pd
from pandera.typing import DataFrame

from ... import reference, survey
from ...chain.build import judge_study
from ...chain.gaps.assessment import Criteria
from ...chain.sourcing.purchases import of_largest, part, purchases
from ...chain.tables import Gaps, Sourcing
from ...settings import StudyFile
from ...survey.tables import Answer, Inputs, Organisations
from ...tables import TableSet, conform, join_ids
from ..evaluation_tables import HeadlineTrials

_MEMBER = ["cluster", "organisation"]


def headline_trials(
    below: TableSet,
    settings: StudyFile,
    catalogue: DataFrame[reference.Catalogue],
    edges: DataFrame[reference.Edges],
) -> DataFrame[HeadlineTrials]:
    """Judge the gaps of each cluster again without the respondent that buys most, by value.

    Parameters
    ----------
    below : TableSet
        Tables of the chapters below.
    settings : StudyFile
    catalogue : Catalogue
        Stages of the clusters analysed.
    edges : Edges
    """
    bought = purchases(below[Inputs], below[Sourcing])
    bought = bought.assign(largest=of_largest(bought))
    largest = set(bought.loc[bought["largest"], _MEMBER].itertuples(index=False, name=None))
    answers = TableSet({model: _without(below[model], largest, model) for model in survey.TABLES})
    others = judge_study(answers, catalogue, edges, Criteria.of(settings))
    rows = []
    for cluster in catalogue["cluster"].unique():
        gaps, left, own = (frame[frame["cluster"] == cluster] for frame in (below[Gaps], others, bought))
        whole = float(own["annual_value"].sum())
        rows.append(
            {
                "cluster": cluster,
                "made_from": join_ids([*gaps["made_from"], *own["row_id"]]),
                "gaps": int(gaps["at_face"].sum()),
                "found": _confirmed(gaps),
                "from_members": _from_members(own),
                "largest_buys": float(own.loc[own["largest"], "annual_value"].sum()) / whole if whole else None,
                "gaps_without": int(left["at_face"].sum()),
                "found_without": _confirmed(left),
                "from_members_without": _from_members(own[~own["largest"]]),
            }
        )
    return conform(pd.DataFrame(rows), HeadlineTrials)


def _confirmed(gaps: pd.DataFrame) -> int:
    return int((gaps["at_face"] & (gaps["status"] == "found")).sum())


def _from_members(bought: pd.DataFrame) -> float:
    return part(bought["share_members"], bought["annual_value"])


def _without(frame: pd.DataFrame, whom: set[tuple[str, str]], model: type) -> pd.DataFrame:
    """Take out what some respondents answered; they stay members, of whom nothing was heard."""
    if model is Organisations:
        return frame.assign(answered=frame["answered"] & ~frame.set_index(_MEMBER).index.isin(whom))
    if issubclass(model, Answer):
        return frame[~frame.set_index(_MEMBER).index.isin(whom)].reset_index(drop=True)
    return frame
