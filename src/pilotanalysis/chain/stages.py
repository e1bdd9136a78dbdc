"""Place members on the stages of their chain, and say what is missing and how that is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from .. import reference
from ..statistics import most_unseen
from ..survey.tables import Needs, Organisations, Roles, Statements
from ..tables import SEPARATOR, conform, join_ids
from .tables import Stages


def place_members(
    catalogue: DataFrame[reference.Stages],
    organisations: DataFrame[Organisations],
    statements: DataFrame[Statements],
    roles: DataFrame[Roles],
    needs: DataFrame[Needs],
    confidence: float,
) -> DataFrame[Stages]:
    """Place the members of every cluster on the stages of its catalogue.

    A member's own answer goes before what the management knows of it: where it answered the
    question, the management's word on its stages is not used. A stage without member is *absent,
    confirmed* only where the management states that no member works in it; else it is *not
    observed* among n of N, and at most so many members could still work in it.

    Parameters
    ----------
    catalogue, organisations, statements, roles, needs
        Tables of the clusters to place.
    confidence : float
        Of the upper bound.

    Returns
    -------
    Stages
        One row for each stage of the catalogue of each cluster that has a roster.
    """
    known_rows = evidence(organisations, roles)
    placed = known_rows[known_rows["stage"] != ""].groupby(["cluster", "stage"])
    counts = placed["by_answer"].agg(members="size", members_by_answer="sum")
    counts["rows"] = placed["row_id"].agg(join_ids)
    known = known_rows.groupby("cluster").agg(observed=("organisation", "nunique"), known_rows=("row_id", join_ids))
    roster = organisations.groupby("cluster").size().rename("roster")
    said = statements.set_index(["cluster", "stage"])[["any_member", "row_id"]].rename(columns={"row_id": "said_row"})
    needed = needs.groupby(["cluster", "stage"])["organisation"].nunique().rename("needed_by")

    frame = catalogue.merge(roster, left_on="cluster", right_index=True)
    keys = ["cluster", "stage"]
    for part in (counts, said, needed):
        frame = frame.merge(part, left_on=keys, right_index=True, how="left")
    frame = frame.merge(known, left_on="cluster", right_index=True, how="left")
    for column in ("members", "members_by_answer", "needed_by", "observed"):
        frame[column] = frame[column].fillna(0).astype("int64")
    frame["members_by_management"] = frame["members"] - frame["members_by_answer"]
    present, denied = frame["members"] > 0, frame["any_member"] == "no"
    frame["presence"] = np.select([present, denied], ["present", "absent_confirmed"], "not_observed")
    frame["contradicted"] = present & denied
    frame["bound"] = _bound(frame, confidence)
    frame["made_from"] = _rows_of(frame)
    return conform(frame, Stages)


def evidence(organisations: DataFrame[Organisations], roles: DataFrame[Roles]) -> pd.DataFrame:
    """List what is known of who works where.

    Returns
    -------
    DataFrame
        One row for each member and stage, with ``row_id`` of the row that says so and ``by_answer``,
        whether that is its own answer; a member known to work in no stage has a row with an empty stage.
    """
    own = roles.assign(by_answer=True)[["cluster", "organisation", "stage", "row_id", "by_answer"]]
    answered = pd.MultiIndex.from_frame(own[["cluster", "organisation"]])
    others = organisations[~pd.MultiIndex.from_frame(organisations[["cluster", "organisation"]]).isin(answered)]
    known = others[others["known_stages"].notna()]
    told = known.assign(stage=known["known_stages"].str.split(SEPARATOR), by_answer=False).explode("stage")
    return pd.concat([pd.DataFrame(own), pd.DataFrame(told[list(own.columns)])], ignore_index=True)


def _bound(frame: pd.DataFrame, confidence: float) -> pd.Series:
    """Most members that could work in a stage on which none of those observed does."""
    bound = pd.Series(most_unseen(frame["observed"], frame["roster"], confidence), index=frame.index, dtype="Int64")
    return bound.where(frame["presence"] == "not_observed")


def _rows_of(frame: pd.DataFrame) -> pd.Series:
    """Rows that made each verdict: those of the members placed; else the management's word, else all looked at."""
    looked_at = frame["known_rows"].fillna("").mask(frame["presence"] == "absent_confirmed", "")
    members = frame["rows"].fillna("").where(frame["presence"] == "present", looked_at)
    said = frame["said_row"].fillna("")
    catalogue = frame["row_id"]
    return pd.Series(
        [join_ids(part for part in parts if part) for parts in zip(members, said, catalogue, strict=True)],
        index=frame.index,
    )
