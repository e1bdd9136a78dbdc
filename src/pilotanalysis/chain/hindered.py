"""Whom a lack hinders on the markets that it serves, and who of them stands in no cell of the figure."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from ..results import Message, Number, Released, _
from ..store import Store
from ..survey.tables import ORIGINS, Markets, Needs
from .labels import SURVEY
from .lookups import number_asked, rows_asked

#: Column of a frame: 1 if one of the parts into which those hindered fall is small, so that none is told.
FEW = "few_hindered"


def hindered_rows(data: Store) -> pd.DataFrame:
    """List whom the lack of which stage hinders on present markets: organisation, stage, row_id, and ``stated``.

    Stated: whether it says where it sells.
    """
    needs = pd.DataFrame(data.of(Needs)).dropna(subset=["stage"])
    kept = needs[needs["blocks_existing"].eq(True).fillna(False)]
    markets = pd.DataFrame(data.of(Markets))
    known = markets.loc[markets[[f"share_{origin}" for origin in ORIGINS]].notna().any(axis=1), "organisation"]
    return kept[["organisation", "stage", "row_id"]].assign(stated=kept["organisation"].isin(known))


def hindered_now(data: Store) -> Number:
    """Count the respondents whom a lack hinders on the markets that they serve."""
    rows = hindered_rows(data)
    return Number(
        "hindered_now", _("respondents whom a lack hinders on markets that they serve"), _respondents(rows),
        "respondents", tuple(dict.fromkeys(rows["row_id"])), number_asked(data), SURVEY, of=rows_asked(data),
    )  # fmt: skip


def few_hindered(data: Store, shown: Collection[str]) -> int:
    """Tell whether one of the parts into which those hindered fall is small, 1 or 0, if a figure shows these stages."""
    minimum = data.settings.thresholds.disclosure_minimum
    parts = _parts(hindered_rows(data), shown)
    return int(any(0 < _respondents(rows) < minimum for rows in parts))


def with_left_out(data: Store, released: Released, note: Message) -> Message:
    """Add to a note how many of those hindered stand in the figure, who does not and why, so that a reader can add up.

    Parameters
    ----------
    data : Store
    released : Released
        Cells of the figure: stage, blocked, respondents; :data:`FEW`.
    note : Message
    """
    cells = released.frame[released.frame["blocked"] == "existing"]
    if released.hidden[FEW].any() or cells["respondents"].isna().any():
        return _(
            "{note} In no cell of the present markets: who does not say where it sells, and whom only stages that are "
            "not shown hinder.",
            note=note,
        )
    rows = hindered_rows(data)
    inside, unstated, elsewhere = _parts(rows, set(released.frame["stage"]))
    return _(
        "{note} Hindered on present markets: {now}. In the cells: {inside}, each once for every lack that hinders it "
        "there, together {cells}. In no cell, since they do not say where they sell: {unstated}; since only stages "
        "that are not shown hinder them: {elsewhere}.",
        note=note,
        now=_respondents(rows),
        inside=_respondents(inside),
        cells=int(cells["respondents"].sum()),
        unstated=_respondents(unstated),
        elsewhere=_respondents(elsewhere),
    )


def _parts(rows: pd.DataFrame, shown: Collection[str]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Part the rows into those in the cells, those of respondents who name no market, and those of all others."""
    inside = rows[rows["stated"] & rows["stage"].isin(list(shown))]
    rest = rows[~rows["organisation"].isin(inside["organisation"])]
    return inside, rest[~rest["stated"]], rest[rest["stated"]]


def _respondents(rows: pd.DataFrame) -> int:
    return int(rows["organisation"].nunique())
