"""Cells that say the same in the same column, and wait for that: one decision for all of them."""

from __future__ import annotations

import pandas as pd

from ...problems import counted
from ...tables import SEPARATOR

#: Why a cell waits for what stands beside it: alike in words, such cells need not mean the same.
_FOR_OTHERS = {
    "main_not_among_stages", "share_not_read", "shares_do_not_add_up", "share_unknown", "fraction_or_percent",
    "none_beside_others", "no_unit", "units_disagree", "whole_and_columns_disagree", "points_elsewhere",
}  # fmt: skip
_MOST_NAMED = 12


def cells_alike(answers: pd.DataFrame) -> pd.DataFrame:
    """Rows for cells that wait more than once, each with the cells that a decision on it would change.

    Parameters
    ----------
    answers : DataFrame
        The sheet of single answers, with their `rule`.
    """
    groups = answers[waits_by_itself(answers)].groupby(["question", "raw"], sort=False)
    rows = [
        {**group.iloc[0].to_dict(), "times": len(group), "would change": _named(group)}
        for _key, group in groups
        if len(group) > 1
    ]
    return pd.DataFrame(rows, columns=[*answers.columns, "times", "would change"])


def waits_by_itself(answers: pd.DataFrame) -> pd.Series:
    """Whether each cell waits for what it says, whatever stands beside it."""
    told = [not _FOR_OTHERS & set(rules.split(SEPARATOR)) for rules in answers["rule"]]
    return pd.Series(told, index=answers.index, dtype=bool)


def _named(group: pd.DataFrame) -> str:
    named = [f"{name or 'no member'} ({row})" for name, row in zip(group["organisation"], group["where"], strict=True)]
    more = len(named) - _MOST_NAMED
    return "; ".join([*named[:_MOST_NAMED], *([f"and {counted(more, 'cell')} more"] if more > 0 else [])])
