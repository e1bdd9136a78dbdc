"""What several topics look up of a cluster: the names of its stages, the gaps among the respondents, who was asked."""

from __future__ import annotations

import pandas as pd
from pandera.typing import DataFrame

from .. import reference
from ..results import Label, Message, _, label
from ..store import Store
from ..survey.tables import Barriers, Inputs, Links, Markets, Needs, Offers, Responses
from ..tables import TableSet
from .kinds import KINDS
from .respondents import asked
from .tables import Gaps

NAMES = ["name_en", "name_ro", "name_it"]
#: Kinds of gap that tell a count of members, with the column that has it.
TELLING = {code: f"{code}_tells" for code, kind in KINDS.items() if kind.discloses}


def stage_names(data: Store) -> pd.DataFrame:
    """Names of the stages of the cluster's chain in each language, by stage, in the order of the chain."""
    return data.of(reference.Catalogue).set_index("stage")[NAMES]


def stage_words(data: Store) -> dict[str, Label]:
    """Words of all stages, of other clusters' chains too."""
    names = data.all(reference.Catalogue).set_index("stage")[NAMES]
    return {str(stage): label(row) for stage, row in names.iterrows()}


def activity_words(data: Store) -> dict[str, Label]:
    """Names of the activities of the official statistics, by code."""
    names = data.all(reference.Activities).set_index("activity")[NAMES]
    return {str(activity): label(row) for activity, row in names.iterrows()}


def held_gaps(data: Store) -> DataFrame[Gaps]:
    """Gaps that hold among the respondents, by rank."""
    gaps = data.of(Gaps)
    return gaps[gaps["at_face"]].reset_index(drop=True)


def number_asked(data: Store) -> int:
    """How many respondents were asked what they need."""
    gaps = data.of(Gaps)
    return int(gaps["asked"].max()) if len(gaps) else 0


def rows_asked(data: Store) -> tuple[str, ...]:
    """Ids of the rows of the respondents who were asked what they need."""
    models = (Responses, Inputs, Needs, Offers, Markets, Barriers, Links)
    whom = asked(TableSet({model: data.of(model) for model in models}))
    return tuple(whom.loc[whom["needs"], "row_id"])


def with_counts_told(stages: pd.DataFrame, gaps: pd.DataFrame) -> pd.DataFrame:
    """Add the columns of :data:`TELLING` to stages: the smallest count that the kind would tell, 0 where it tells none.

    A kind tells one only on stages that can have it and on which members work.
    """
    counts = {}
    for code, column in TELLING.items():
        able = stages["stage"].isin(gaps.loc[gaps["kind"] == code, "stage"]) & (stages["presence"] == "present")
        counts[column] = stages[list(KINDS[code].discloses)].min(axis=1).where(able, 0)
    return stages.assign(**counts)


def official_source(data: Store) -> Message:
    """Name the official statistics, with their latest year."""
    return _(
        "Eurostat, persons employed by activity and region (sbs_r_nuts06_r2), {year}", year=str(statistics_year(data))
    )


def statistics_year(data: Store) -> int:
    """Give the latest year of the official statistics."""
    return int(data.all(reference.PersonsEmployed)["year"].max())
