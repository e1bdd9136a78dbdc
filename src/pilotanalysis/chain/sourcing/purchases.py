"""Where members buy what a stage supplies, and how much of it from one another."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from ... import reference
from ...survey.tables import ORIGINS, Inputs
from ...tables import SEPARATOR, conform, empty, join_ids
from ..tables import Sourcing

_KEYS = ["cluster", "stage"]
_MEMBER = ["cluster", "organisation"]
#: Percent of an input from which members are said to supply it for the most part.
MOSTLY = 50


def weighed(inputs: DataFrame[Inputs], catalogue: DataFrame[reference.Catalogue]) -> pd.DataFrame:
    """Give every input of a stage of the own chain its weight.

    The weight is the value bought in a year where anybody gives one for the stage (an input without value then
    weighs nothing: how much it is, is not known), and 1 where nobody does.

    Returns
    -------
    DataFrame
        Inputs with ``weight`` and ``weighted`` (whether by value).
    """
    frame = pd.DataFrame(inputs).merge(catalogue[_KEYS])
    known = frame["annual_value"].fillna(0.0)
    frame["weighted"] = known.groupby([frame["cluster"], frame["stage"]]).transform("sum") > 0
    return frame.assign(weight=known.where(frame["weighted"], 1.0))


def part(percent: pd.Series, weight: pd.Series) -> float:
    """Give the part, from 0 to 1, that percents of purchases make of all those of which they are known, by weight."""
    known = percent.notna() & (weight > 0)
    whole = weight[known].sum()
    return float((weight[known] * percent[known]).sum() / whole / 100) if whole else float("nan")


def purchases(inputs: pd.DataFrame, bought: pd.DataFrame) -> pd.DataFrame:
    """Take what is bought of stages of the own chain, of which value and part from members are known.

    Parameters
    ----------
    inputs : Inputs
    bought : Sourcing
    """
    own = inputs.merge(bought[_KEYS], on=_KEYS)
    return own.dropna(subset=["annual_value", "share_members"])


def of_largest(bought: pd.DataFrame) -> pd.Series:
    """Tell which purchases are those of the respondent of each cluster that buys most, by value.

    A share of what is bought, by value, can hang on this one.

    Parameters
    ----------
    bought : DataFrame
        As :func:`purchases` gives it.
    """
    by_buyer = bought.groupby(_MEMBER)["annual_value"].sum()
    largest = by_buyer.groupby("cluster").idxmax().dropna()
    return pd.Series(pd.MultiIndex.from_frame(bought[_MEMBER]).isin(largest), index=bought.index, dtype=bool)


def of_each_buyer(bought: pd.DataFrame, weight: pd.Series) -> pd.Series:
    """Give the part from members in what each respondent buys: whoever buys much counts no more than others.

    Parameters
    ----------
    bought : Inputs
        Those without a share from members are left out.
    weight : Series
        Of each purchase among those of its buyer.
    """
    known = bought["share_members"].notna() & (weight > 0)
    own = bought[known].assign(weight=weight[known], part=weight[known] * bought.loc[known, "share_members"] / 100)
    sums = own.groupby(_MEMBER)[["part", "weight"]].sum()
    return sums["part"] / sums["weight"]


def sourcing(inputs: DataFrame[Inputs], catalogue: DataFrame[reference.Catalogue]) -> DataFrame[Sourcing]:
    """Sum up what members of each cluster buy of each stage of their chain.

    The in-cluster sourcing ratio is the survey's own counterpart of the regional purchase coefficient: spend
    with members over spend, of the inputs for which both are said.

    Parameters
    ----------
    inputs : Inputs
    catalogue : Stages
        Of the clusters analysed.

    Returns
    -------
    Sourcing
        One row for each stage of which anything is bought.
    """
    frame = weighed(inputs, catalogue)
    if not len(frame):
        return empty(Sourcing)
    groups = frame.groupby(_KEYS)
    table = groups.agg(
        buyers=("organisation", "nunique"),
        annual_value=("annual_value", lambda values: values.sum(min_count=1)),
        weighted=("weighted", "first"),
        satisfaction=("satisfaction", "median"),
        made_from=("row_id", join_ids),
    )
    for column in (*(f"share_{origin}" for origin in ORIGINS), "share_members"):
        known = frame["weight"].where(frame[column].notna(), 0.0)
        sums = pd.DataFrame({"part": known * frame[column].fillna(0.0), "whole": known})
        added = sums.groupby([frame["cluster"], frame["stage"]]).sum()
        table[column] = (added["part"] / added["whole"].replace(0.0, np.nan)).clip(0, 100)
    table["sourcing_ratio"] = table["share_members"] / 100
    for column, chosen in (
        ("judged", frame["satisfaction"].notna()),
        ("would_source", frame["would_source"].isin(["yes", "conditional"])),
    ):
        table[column] = frame[chosen].groupby(_KEYS)["organisation"].nunique()
    table["reasons"] = _reasons(frame)
    leaving = frame["annual_value"] * (1 - frame["share_members"] / 100)
    willing = frame["would_source"].isin(["yes", "conditional"])
    for column, value in (("leaving", leaving), ("substitutable", leaving.where(willing, 0.0).where(leaving.notna()))):
        table[column] = value.groupby([frame["cluster"], frame["stage"]]).sum(min_count=1)
    return conform(table.fillna({"judged": 0, "would_source": 0, "reasons": ""}).reset_index(), Sourcing)


def _reasons(frame: pd.DataFrame) -> pd.Series:
    """Count who names each reason for buying outside, the commonest first."""
    named = frame[frame["reasons"].fillna("") != ""]
    long = named.assign(reason=named["reasons"].str.split(SEPARATOR)).explode("reason")
    counts = long.groupby([*_KEYS, "reason"])["organisation"].nunique().reset_index(name="number")
    counts = counts.sort_values([*_KEYS, "number", "reason"], ascending=[True, True, False, True])
    said = counts["reason"] + ":" + counts["number"].astype(str)
    return said.groupby([counts["cluster"], counts["stage"]]).agg(SEPARATOR.join)
