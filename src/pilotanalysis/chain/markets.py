"""Which markets members are kept from by what they lack."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from ..survey.tables import ORIGINS, Barriers, Markets, Needs
from ..tables import SEPARATOR, TableSet, conform, empty, join_ids
from .tables import MarketBlocks

#: A barrier is named where its degree is at least this, of 5.
NAMED = 4
_WHO = ["cluster", "organisation"]


def market_blocks(survey: TableSet) -> DataFrame[MarketBlocks]:
    """List the markets from which what is lacking keeps members, and the barriers that they name.

    The survey asks of each need whether it hinders on markets already served and whether it bars from new ones,
    and elsewhere which markets these are. So the existing market of a member is the place where it sells most, and
    its new ones those that it wants to enter; a barrier counts where its degree is 4 or 5.

    Returns
    -------
    MarketBlocks
        By cluster, stage, sort, and the number of respondents.
    """
    needs = pd.DataFrame(survey.of(Needs)).dropna(subset=["stage"])
    parts = [
        _beside(needs[needs["blocks_existing"].eq(True).fillna(False)], _sold(survey), "existing"),
        _beside(needs[needs["blocks_new"].eq(True).fillna(False)], _wanted(survey), "new"),
        _beside(
            needs[(needs["blocks_existing"].eq(True) | needs["blocks_new"].eq(True)).fillna(False)],
            _hindered(survey),
            "barrier",
        ),
    ]
    frame = pd.concat(parts, ignore_index=True)
    if not len(frame):
        return empty(MarketBlocks)
    counts = frame.groupby(["cluster", "stage", "blocked", "market"]).agg(
        respondents=("organisation", "nunique"), made_from=("rows", join_ids)
    )
    order = counts.reset_index().sort_values(
        ["cluster", "stage", "blocked", "respondents", "market"], ascending=[True, True, True, False, True]
    )
    return conform(order, MarketBlocks)


def _beside(needs: pd.DataFrame, markets: pd.DataFrame, blocked: str) -> pd.DataFrame:
    frame = needs[[*_WHO, "stage", "row_id"]].merge(markets, on=_WHO)
    rows = frame["row_id"] + SEPARATOR + frame["market_row"]
    return frame[[*_WHO, "stage", "market"]].assign(blocked=blocked, rows=rows)


def _sold(survey: TableSet) -> pd.DataFrame:
    """Place where each respondent sells most; of equals the nearest."""
    markets = pd.DataFrame(survey.of(Markets))
    shares = markets[[f"share_{origin}" for origin in ORIGINS]]
    known = markets[shares.notna().any(axis=1)]
    places = np.array(ORIGINS, dtype=object)
    most = shares.loc[known.index].fillna(-1.0).to_numpy().argmax(axis=1)
    return known[_WHO].assign(market=places[most], market_row=known["row_id"])


def _wanted(survey: TableSet) -> pd.DataFrame:
    markets = pd.DataFrame(survey.of(Markets)).dropna(subset=["target_markets"])
    long = markets.assign(market=markets["target_markets"].str.split(SEPARATOR)).explode("market")
    return long[[*_WHO, "market"]].assign(market_row=long["row_id"])


def _hindered(survey: TableSet) -> pd.DataFrame:
    barriers = pd.DataFrame(survey.of(Barriers))
    named = barriers[barriers["degree"] >= NAMED]
    return named[_WHO].assign(market=named["barrier"], market_row=named["row_id"])
