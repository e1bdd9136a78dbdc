"""What those whom a gap concerns say of themselves: how much they need, and on whom they depend."""

from __future__ import annotations

import re

import pandas as pd
from pandera.typing import DataFrame

from ...survey.tables import Needs, Responses
from ...tables import SEPARATOR
from .demand import Demand

_KEYS = ["cluster", "stage"]
_FAMILY = [*_KEYS, "family"]
#: Position of firms that make what others design and sell.
ON_ORDER = "subcontract"
#: Where at least this share works on order, or sells so much to one client, clients may choose the suppliers.
MOST = 0.5


def describe_buyers(
    demand: DataFrame[Demand], needs: DataFrame[Needs], responses: DataFrame[Responses]
) -> pd.DataFrame:
    """Sum up what those whom each gap concerns say of the volume that they need, and of their clients.

    Parameters
    ----------
    demand, needs, responses

    Returns
    -------
    DataFrame
        cluster, stage, family; ``volume_said`` (respondents who lack it and say how much), ``volumes`` (their words,
        joined by ;), ``firms_told`` (firms that say how they work), ``on_order`` (those of them that work on order)
        and ``main_client`` (median share of the largest client, percent).
    """
    said = pd.DataFrame(needs)[[*_KEYS, "organisation", "volume"]].dropna().astype(object)
    volumes = said.groupby(_KEYS).agg(
        volume_said=("organisation", "nunique"), volumes=("volume", lambda words: SEPARATOR.join(_apart(words)))
    )
    firms = pd.DataFrame(responses)[["cluster", "organisation", "position", "main_client"]].drop_duplicates(
        ["cluster", "organisation"]
    )
    told = pd.DataFrame(demand)[[*_FAMILY, "organisation"]].astype(object).merge(firms, on=["cluster", "organisation"])
    return (
        told.assign(ordered=told["position"] == ON_ORDER)
        .groupby(_FAMILY)
        .agg(firms_told=("position", "count"), on_order=("ordered", "sum"), main_client=("main_client", "median"))
        .join(volumes, on=_KEYS)
        .reset_index()
    )


def captive(frame: pd.DataFrame, fewest: int) -> pd.Series:
    """Tell where clients may choose the suppliers: most firms work on order, or sell mostly to one client.

    In a captive chain a supplier has to convince the client first (Gereffi, Humphrey and Sturgeon 2005).

    Parameters
    ----------
    frame : DataFrame
        As :func:`describe_buyers` gives it.
    fewest : int
        With fewer firms that say how they work, none are called captive.
    """
    ordered = frame["on_order"] / frame["firms_told"].where(frame["firms_told"] > 0)
    return (frame["firms_told"] >= fewest) & ((ordered >= MOST) | (frame["main_client"] >= 100 * MOST))


def _apart(words: pd.Series) -> list[str]:
    """Give each wording once, those of one unit together and small before large; a separator would take one apart."""
    return sorted({str(word).replace(SEPARATOR, ",") for word in words}, key=_unit_and_size)


def _unit_and_size(words: str) -> tuple[str, float, str]:
    figure = re.search(r"\d+", words)
    return re.sub(r"\d+", "", words).strip(), float(figure[0]) if figure else 0.0, words
