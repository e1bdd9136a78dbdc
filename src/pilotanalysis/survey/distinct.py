"""Work on the distinct values of a column, not on its cells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pandas as pd


def of_distinct(texts: pd.Series, call: Callable[[str], Any], dtype: str, missing: Any = None) -> pd.Series:
    """Give what `call` makes of each text, called once for each distinct text.

    Parameters
    ----------
    texts : Series of str
    call : callable
    dtype : str
        Of the result.
    missing : optional
        What a missing text gives.

    Examples
    --------
    >>> of_distinct(pd.Series(["a", "b", "a", None]), str.upper, "str").tolist()
    ['A', 'B', 'A', nan]
    """
    codes, distinct = pd.factorize(texts)
    values: Any = pd.array([*(call(text) for text in distinct), missing], dtype=cast(Any, dtype))
    return pd.Series(values.take(codes), index=texts.index)
