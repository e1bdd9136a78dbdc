"""Whose the rows of a repeat are that stand in a sheet of their own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from ...problems import Problem, StudyError

_REMEDY = "Export it again, and leave the columns _index and _id as they are; put no two exports together."


class Place(NamedTuple):
    """The file, its sheet of responses, and the sheet of a repeat."""

    name: str
    responses: str
    repeat: str


def whose_rows(
    cells: pd.DataFrame, meta: Mapping[str, pd.Series], index: pd.Series, sent: pd.Series | None, place: Place
) -> pd.Series:
    """Id of the response that each row of a repeat is of: as the row has it, else by the number of its response.

    Exports that somebody put below one another have their numbers twice, and ids once. Rows that were sorted since
    are told by neither their place.

    Parameters
    ----------
    cells : DataFrame
        Rows of the repeat.
    meta : mapping of str to Series
        What the tool says of each.
    index, sent : Series
        Numbers of the responses, and their ids, if there are any.
    place : Place

    Raises
    ------
    StudyError
        If neither tells.
    """
    of_row = meta.get("submission")
    if sent is not None and of_row is not None and of_row.isin(sent.dropna()).any():
        return of_row
    number = index.dropna()
    found = "holds a number twice" if number.duplicated().any() else "is missing or empty" if number.empty else ""
    if found and len(cells):
        said = f"The column _index {found}, and by it the rows of the sheet {place.repeat} tell whose they are."
        raise StudyError(Problem(place.name, said, _REMEDY, place.responses or None))
    return meta["row_of_parent"].map(dict(zip(index, index if sent is None else sent, strict=True)))
