"""Shares that add up to a whole."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

IN_FRACTIONS, SCALED, NOT_HUNDRED = "shares_in_fractions", "shares_scaled", "shares_do_not_add_up"


def shares(parts: Sequence[pd.Series], tolerance: float = 1.0) -> tuple[list[pd.Series], pd.Series]:
    """Bring shares in percent that must add up to 100 to it; blanks beside filled ones are 0.

    A block that adds up to 1 was given in fractions, one between 95 and 105 is scaled; any other is no answer. By up to
    `tolerance` percentage points the sum may differ, and the shares still stand as they are.

    Returns
    -------
    list of Series of float
    Series of str
        The rule; empty where the block was taken at its face, missing where nothing was said.

    Examples
    --------
    >>> fixed, rules = shares([pd.Series([60.0, 0.6, 70.0]), pd.Series([40.0, 0.4, 70.0])])
    >>> fixed[0].tolist(), rules.tolist()
    ([60.0, 60.0, nan], ['', 'shares_in_fractions', 'shares_do_not_add_up'])
    """
    frame = pd.concat(parts, axis=1, keys=range(len(parts)))
    said = frame.notna().any(axis=1)
    total = frame.sum(axis=1)
    as_is = (total - 100).abs() <= tolerance
    # A lone 1 is one percent of which the rest was not told, or all of it: nobody can say.
    fractions = ((total - 1).abs() <= tolerance / 100) & ((frame > 0) & (frame < 1)).any(axis=1)
    near = total.between(95, 105) & ~as_is
    factor = np.select([as_is, fractions, near], [1.0, 100.0, 100 / total.where(near)], np.nan)
    rule = np.select([as_is, fractions, near], ["", IN_FRACTIONS, SCALED], NOT_HUNDRED)
    # Binary fractions times a hundred leave a tail that nobody wrote.
    fixed = frame.fillna(0.0).mul(pd.Series(factor, index=frame.index).where(said), axis=0).round(9)
    return [fixed[number] for number in range(len(parts))], pd.Series(rule, index=frame.index, dtype="str").where(said)
