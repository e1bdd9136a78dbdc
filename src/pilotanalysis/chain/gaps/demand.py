"""Whom a missing link concerns: the members that lack what a stage supplies, or buy it."""

from __future__ import annotations

import pandas as pd
from pandera.typing import DataFrame, Series

from ...survey.tables import Inputs, Links, Needs
from ...tables import Computed, TableSet, conform, empty, join_ids
from ...tables.columns import described
from ..kinds import FAMILIES
from ..respondents import both_ways


class Demand(Computed):
    """A member whom a gap on a stage concerns, and what it says of it."""

    cluster: Series[str] = described("id of the cluster")
    stage: Series[str] = described("code of the stage")
    family: Series[str] = described(
        "supply: lacks or buys what the stage supplies; untied: lacks it and has no tie to a member who does it; "
        "market: works on the stage and sells",
        isin=list(FAMILIES),
    )
    organisation: Series[str] = described("key of the organisation")
    lacks: Series[bool] = described("whether it names it among what it lacks")
    buys: Series[bool] = described("whether it names it among what it buys")
    criticality: Series[float] = described("1 convenient to 5 vital", ge=1, le=5, nullable=True)
    blocks_existing: Series[bool] = described("whether it says that it hinders on markets already served")
    blocks_new: Series[bool] = described("whether it says that it bars from new markets")


_KEYS = ["cluster", "stage", "organisation"]


def list_demand(
    survey: TableSet,
    catalogue: pd.DataFrame,
    channels: pd.DataFrame,
    whom: pd.DataFrame,
    firms: pd.DataFrame,
    known: pd.DataFrame,
) -> DataFrame[Demand]:
    """List whom each stage of each chain concerns.

    Needs for a stage of another cluster's chain are not among them: that chain is not theirs to close.

    Parameters
    ----------
    survey : TableSet
    catalogue : DataFrame
        Stages of the clusters analysed.
    channels, whom, firms, known : DataFrame
        As :func:`..respondents.downstream`, :func:`..respondents.asked`, :func:`..respondents.sellers` and
        :func:`..stages.evidence` give them.
    """
    supply = _supply(survey, catalogue)
    if not len(supply):
        return empty(Demand)
    parts = [supply, _untied(supply, survey, whom, known), _market(supply, channels, firms)]
    return conform(pd.concat(parts, ignore_index=True), Demand)


def _supply(survey: TableSet, catalogue: pd.DataFrame) -> pd.DataFrame:
    own = catalogue[["cluster", "stage"]]
    needs = pd.DataFrame(survey.of(Needs)).merge(own).fillna({"blocks_existing": False, "blocks_new": False})
    lacks = _said(needs, "row_id")
    buys = pd.DataFrame(survey.of(Inputs)).merge(own).groupby(_KEYS).agg(input_rows=("row_id", join_ids))
    frame = _closed(lacks.join(buys, how="outer").reset_index())
    frame["buys"] = frame["input_rows"].notna()
    frame["made_from"] = _joined(frame, "need_rows", "input_rows")
    return frame.drop(columns=["need_rows", "input_rows"]).assign(family="supply")


def _untied(supply: pd.DataFrame, survey: TableSet, whom: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Members that lack a stage, were asked for their partners, and have no tie to a member that works on it."""
    lacking = supply[supply["lacks"]].merge(whom.loc[whom["links"], ["cluster", "organisation"]])
    reached = both_ways(survey.of(Links)).merge(
        known[_KEYS], left_on=["cluster", "partner"], right_on=["cluster", "organisation"], suffixes=("", "_there")
    )
    served = reached[_KEYS].drop_duplicates().assign(tied=True)
    frame = lacking.merge(served, on=_KEYS, how="left")
    return frame[frame["tied"].isna()].drop(columns="tied").assign(family="untied")


def _market(supply: pd.DataFrame, channels: pd.DataFrame, firms: pd.DataFrame) -> pd.DataFrame:
    """Firms on an output stage; what they say of the market stages it delivers to is said of their channel."""
    sell = firms[[*_KEYS, "row_id"]]
    told = sell.merge(channels, on=["cluster", "stage"]).merge(
        supply[supply["lacks"]].drop(columns=["family", "buys"]),
        left_on=["cluster", "market", "organisation"],
        right_on=_KEYS,
        suffixes=("", "_of"),
    )
    frame = _closed(sell.merge(_said(told, "made_from"), left_on=_KEYS, right_index=True, how="left"))
    frame["made_from"] = _joined(frame, "row_id", "need_rows")
    return frame.drop(columns=["row_id", "need_rows"]).assign(family="market", buys=False)


def _said(needs: pd.DataFrame, rows: str) -> pd.DataFrame:
    """Sum up what each member says of each stage that it lacks."""
    return needs.groupby(_KEYS).agg(
        criticality=("criticality", "max"),
        blocks_existing=("blocks_existing", "any"),
        blocks_new=("blocks_new", "any"),
        need_rows=(rows, join_ids),
    )


def _closed(frame: pd.DataFrame) -> pd.DataFrame:
    """Say no of those who do not name the stage among what they lack."""
    frame["lacks"] = frame["need_rows"].notna()
    for column in ("blocks_existing", "blocks_new"):
        frame[column] = frame[column].eq(True).fillna(False)
    return frame


def _joined(frame: pd.DataFrame, *columns: str) -> list[str]:
    """Join row ids of several columns, those that there are."""
    return [
        join_ids(part for part in parts if isinstance(part, str))
        for parts in frame[list(columns)].itertuples(index=False, name=None)
    ]
