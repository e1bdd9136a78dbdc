"""Whom a missing link concerns: the members that lack what a stage supplies, or buy it."""

from __future__ import annotations

import pandas as pd
from pandera.typing import DataFrame, Series

from .. import reference
from ..columns import described
from ..survey.tables import Barriers, Inputs, Links, Markets, Needs, Offers, Organisations, Responses, Roles
from ..tables import Computed, TableSet, conform, empty, join_ids
from .presence import evidence

#: Whom a kind of gap concerns.
FAMILIES = ("supply", "untied", "market")
FAMILY_OF = {
    "absent": "supply",
    "support": "supply",
    "thin": "supply",
    "leakage": "supply",
    "quality": "supply",
    "market": "market",
    "relational": "untied",
}


class Concerns(Computed):
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


def asked(survey: TableSet) -> pd.DataFrame:
    """List the members that came as far as the questions on what they lack and with whom they work.

    A response that was broken off counts for a question if it answers that one or a later one.

    Returns
    -------
    DataFrame
        cluster, organisation, row_id, ``needs`` and ``links`` (whether it was asked for them).
    """
    responses = survey.of(Responses)
    reached = {
        "needs": (Inputs, Needs, Offers, Markets, Barriers, Links),
        "links": (Links,),
    }
    frame = pd.DataFrame(responses[["cluster", "organisation", "row_id"]])
    for question, models in reached.items():
        spoke = {key for model in models for key in _keys(survey[model])}
        frame[question] = responses["complete"] | pd.Series(_keys(responses), index=responses.index).isin(list(spoke))
    return frame


def _keys(frame: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(frame["cluster"], frame["organisation"], strict=True))


def concerns(
    survey: TableSet, catalogue: DataFrame[reference.Stages], edges: DataFrame[reference.Edges]
) -> DataFrame[Concerns]:
    """List whom each stage of each chain concerns.

    Needs for a stage of another cluster's chain are not among them: that chain is not theirs to close.

    Parameters
    ----------
    survey : TableSet
    catalogue, edges
        Of the clusters analysed.
    """
    supply = _supply(survey, catalogue)
    if not len(supply):
        return empty(Concerns)
    return conform(
        pd.concat([supply, _untied(supply, survey), _market(supply, survey, catalogue, edges)], ignore_index=True),
        Concerns,
    )


_KEYS = ["cluster", "stage", "organisation"]


def _supply(survey: TableSet, catalogue: pd.DataFrame) -> pd.DataFrame:
    own = catalogue[["cluster", "stage"]]
    needs = pd.DataFrame(survey.of(Needs)).merge(own).fillna({"blocks_existing": False, "blocks_new": False})
    lacks = needs.groupby(_KEYS).agg(
        criticality=("criticality", "max"),
        blocks_existing=("blocks_existing", "any"),
        blocks_new=("blocks_new", "any"),
        need_rows=("row_id", join_ids),
    )
    buys = pd.DataFrame(survey.of(Inputs)).merge(own).groupby(_KEYS).agg(input_rows=("row_id", join_ids))
    frame = lacks.join(buys, how="outer").reset_index()
    frame["lacks"], frame["buys"] = frame["need_rows"].notna(), frame["input_rows"].notna()
    for column in ("blocks_existing", "blocks_new"):
        frame[column] = frame[column].eq(True).fillna(False)
    frame["made_from"] = [
        join_ids(part for part in parts if isinstance(part, str))
        for parts in zip(frame["need_rows"], frame["input_rows"], strict=True)
    ]
    return frame.drop(columns=["need_rows", "input_rows"]).assign(family="supply")


def _untied(supply: pd.DataFrame, survey: TableSet) -> pd.DataFrame:
    """Members that lack a stage, were asked for their partners, and have no tie to a member that works on it."""
    whom = asked(survey)
    lacking = supply[supply["lacks"]].merge(whom.loc[whom["links"], ["cluster", "organisation"]])
    does = evidence(survey.of(Organisations), survey.of(Roles))[["cluster", "stage", "organisation"]]
    ties = both_ways(survey.of(Links))
    reached = ties.merge(
        does, left_on=["cluster", "partner"], right_on=["cluster", "organisation"], suffixes=("", "_there")
    )
    served = reached[_KEYS].drop_duplicates().assign(tied=True)
    frame = lacking.merge(served, on=_KEYS, how="left")
    return frame[frame["tied"].isna()].drop(columns="tied").assign(family="untied")


def both_ways(links: DataFrame[Links]) -> pd.DataFrame:
    """Pairs of members of which either names the other: a row for each direction, in the cluster of who says so.

    Returns
    -------
    DataFrame
        cluster, organisation, partner, row_id.
    """
    named = pd.DataFrame(links)[["cluster", "organisation", "partner_organisation", "row_id"]].dropna()
    named = named.rename(columns={"partner_organisation": "partner"})
    back = named.rename(columns={"organisation": "partner", "partner": "organisation"})
    return pd.concat([named, back[named.columns]], ignore_index=True)


def downstream(catalogue: pd.DataFrame, edges: pd.DataFrame) -> pd.DataFrame:
    """List the market stages that each core stage delivers to.

    Returns
    -------
    DataFrame
        cluster, stage, market.
    """
    layer = catalogue.set_index(["cluster", "stage"])["layer"]
    frame = edges.assign(
        source_layer=pd.MultiIndex.from_frame(edges[["cluster", "source"]]).map(layer.to_dict()),
        target_layer=pd.MultiIndex.from_frame(edges[["cluster", "target"]]).map(layer.to_dict()),
    )
    found = frame[(frame["source_layer"] == "core") & (frame["target_layer"] == "market")]
    return pd.DataFrame({"cluster": found["cluster"], "stage": found["source"], "market": found["target"]}).reset_index(
        drop=True
    )


def sellers(survey: TableSet, catalogue: pd.DataFrame, edges: pd.DataFrame) -> pd.DataFrame:
    """List the firms that work on a stage that delivers to market stages and say where they sell.

    Returns
    -------
    DataFrame
        The columns of Markets, with ``stage``; a row for each firm and stage.
    """
    outputs = downstream(catalogue, edges)[["cluster", "stage"]].drop_duplicates()
    works = pd.DataFrame(survey.of(Roles))[_KEYS].drop_duplicates().merge(outputs)
    markets = pd.DataFrame(survey.of(Markets))
    places = [column for column in markets.columns if column.startswith("share_") and column != "share_members"]
    return works.merge(markets[markets[places].notna().any(axis=1)], on=["cluster", "organisation"])


def _market(supply: pd.DataFrame, survey: TableSet, catalogue: pd.DataFrame, edges: pd.DataFrame) -> pd.DataFrame:
    """Firms on an output stage; what they say of the market stages it delivers to is said of their channel."""
    firms = sellers(survey, catalogue, edges)[[*_KEYS, "row_id"]]
    channels = firms.merge(downstream(catalogue, edges), on=["cluster", "stage"]).merge(
        supply[supply["lacks"]].drop(columns=["family", "buys"]),
        left_on=["cluster", "market", "organisation"],
        right_on=_KEYS,
        suffixes=("", "_of"),
    )
    said = channels.groupby(_KEYS).agg(
        criticality=("criticality", "max"),
        blocks_existing=("blocks_existing", "any"),
        blocks_new=("blocks_new", "any"),
        need_rows=("made_from", join_ids),
    )
    frame = firms.merge(said, left_on=_KEYS, right_index=True, how="left")
    frame["lacks"] = frame["need_rows"].notna()
    for column in ("blocks_existing", "blocks_new"):
        frame[column] = frame[column].eq(True).fillna(False)
    frame["made_from"] = [
        join_ids([row, *([rows] if isinstance(rows, str) else [])])
        for row, rows in zip(frame["row_id"], frame["need_rows"], strict=True)
    ]
    return frame.drop(columns=["row_id", "need_rows"]).assign(family="market", buys=False)
