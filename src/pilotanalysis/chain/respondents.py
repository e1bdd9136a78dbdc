"""Who was asked what, who sells what their stage makes, and who names whom."""

from __future__ import annotations

import pandas as pd
from pandera.typing import DataFrame

from ..survey.tables import ORIGINS, Barriers, Inputs, Links, Markets, Needs, Offers, Responses, Roles
from ..tables import TableSet

_WHO = ["cluster", "organisation"]


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
    own = pd.MultiIndex.from_frame(frame[["cluster", "organisation"]])
    for question, models in reached.items():
        told = pd.concat([survey[model][["cluster", "organisation"]] for model in models])
        frame[question] = responses["complete"] | own.isin(pd.MultiIndex.from_frame(told))
    return frame


def both_ways(links: DataFrame[Links]) -> pd.DataFrame:
    """Pairs of members of which either names the other: a row for each direction, in the cluster of who says so.

    Returns
    -------
    DataFrame
        cluster, organisation, partner, row_id, back (whether the partner is the one who says so).
    """
    named = pd.DataFrame(links)[["cluster", "organisation", "partner_organisation", "row_id"]].dropna()
    named = named.rename(columns={"partner_organisation": "partner"})
    back = named.rename(columns={"organisation": "partner", "partner": "organisation"})
    return pd.concat([named.assign(back=False), back[named.columns].assign(back=True)], ignore_index=True)


def downstream(catalogue: pd.DataFrame, edges: pd.DataFrame) -> pd.DataFrame:
    """List the market stages that each core stage delivers to.

    Returns
    -------
    DataFrame
        cluster, stage, market.
    """
    layers = catalogue.set_index(["cluster", "stage"])["layer"].to_dict()
    source, target = (
        pd.MultiIndex.from_frame(edges[["cluster", side]]).map(layers.get) for side in ("source", "target")
    )
    found = edges[(source == "core") & (target == "market")]
    return pd.DataFrame({"cluster": found["cluster"], "stage": found["source"], "market": found["target"]}).reset_index(
        drop=True
    )


def sellers(survey: TableSet, channels: pd.DataFrame) -> pd.DataFrame:
    """List the firms that work on a stage that delivers to market stages and say where they sell.

    Parameters
    ----------
    survey : TableSet
    channels : DataFrame
        As :func:`downstream` gives them.

    Returns
    -------
    DataFrame
        The columns of Markets, with ``stage``, ``weight`` (turnover; where it does not tell, the median of those in
        the cluster who do) and ``known`` (percent of its sales whose place is known); a row for each firm and stage.
    """
    outputs = channels[["cluster", "stage"]].drop_duplicates()
    works = pd.DataFrame(survey.of(Roles))[["cluster", "stage", "organisation"]].drop_duplicates().merge(outputs)
    markets = pd.DataFrame(survey.of(Markets))
    known = markets[[f"share_{place}" for place in ORIGINS]].sum(axis=1)
    sells = markets.assign(known=known)[known > 0].merge(_turnover(survey), on=_WHO, how="left")
    return works.merge(sells.assign(weight=sells["weight"].fillna(1.0)), on=_WHO)


def _turnover(survey: TableSet) -> pd.DataFrame:
    """Turnover of each respondent as its weight; the median of its cluster where it is not told."""
    told = pd.DataFrame(survey.of(Responses))[[*_WHO, "turnover"]]
    turnover = told["turnover"].where(told["turnover"] > 0)
    return told[_WHO].assign(weight=turnover.fillna(turnover.groupby(told["cluster"]).transform("median")))
