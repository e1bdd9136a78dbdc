"""Firms of the register that work in what a cluster lacks."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import pandas as pd
from pandera.typing import DataFrame

from ...problems import StudyError
from ...reference import Catalogue, Counties
from ...store import open_store
from ...study import Study
from ...survey.identity import name_keys
from ...tables import conform, empty, row_ids
from ..activities import stages_by_activity
from ..tables import RegisterFirms, Screening
from . import database
from .counties import counties_of
from .loading import IS_SOLE_BY_NAME
from .table import OURS, place_of, show
from .turnover import one_euro

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_GAP = ["cluster", "stage"]
#: What can become of a firm; those of the region and elsewhere in the country could be partners.
_FATES = ("members", "struck_off", "insolvent", "status_unknown", "sole_traders", "other_revision", "region", "country")
#: Of each activity asked for: how many firms of each fate it has, and those that come first among them, of which no
#: stage keeps more; in one pass over the register, with nothing but counts and these kept.
_ASKED = f"""SELECT activity, fate, count(*) AS n, arg_min(row,
    (NOT in_region, -coalesce(employees, -1), -coalesce(turnover, -1), id), $most)
    FILTER (fate IN ('region', 'country')) AS first FROM (
    SELECT row, id, activity, coalesce(in_region, false) AS in_region, TRY_CAST(employees AS DOUBLE) AS employees,
    TRY_CAST(turnover AS DOUBLE) AS turnover, CASE WHEN id IN (SELECT id FROM members) THEN 'members'
    WHEN status IN ('struck_off', 'dissolved', 'suspended') THEN 'struck_off'
    WHEN status = 'insolvent' THEN 'insolvent' WHEN status <> 'active' THEN 'status_unknown'
    WHEN is_sole_by_name(name) THEN 'sole_traders' WHEN revision <> '{OURS}' THEN 'other_revision'
    WHEN in_region THEN 'region' ELSE 'country' END AS fate
    FROM register AS r LEFT JOIN counties AS c ON text = r.county WHERE activity IN ({{codes}})) GROUP BY ALL"""
_FIRMS = """SELECT row, id AS firm, name, activity, c.county, place, coalesce(in_region, false) AS in_region,
    TRY_CAST(employees AS DOUBLE) AS employees, TRY_CAST(turnover AS DOUBLE) AS turnover, year
    FROM register AS r LEFT JOIN counties AS c ON text = r.county WHERE row IN ({rows})"""


def screen(
    study: Study, gaps: pd.DataFrame, members: Collection[str], most: int = 10
) -> tuple[DataFrame[RegisterFirms], DataFrame[Screening], pd.DataFrame]:
    """Find the firms of the register whose main activity is one of a stage's.

    Parameters
    ----------
    study : Study
    gaps : DataFrame
        cluster, stage: the stages with a gap.
    members : collection of str
        Keys of the members of clusters, who are no news: fiscal codes, else name and county.
    most : int
        How many firms a stage keeps: those of the region first, then the largest by employees and turnover.

    Returns
    -------
    DataFrame of RegisterFirms
        The firms that are kept.
    DataFrame of Screening
        What became of the others, for each stage; without a row where the study has no register.
    DataFrame
        cluster, stage, firm, in order.

    Raises
    ------
    StudyError
        If the register is damaged.
    """
    path = place_of(study)
    catalogue = open_store(study).all(Catalogue)
    stages = gaps[_GAP].drop_duplicates().merge(catalogue.loc[catalogue["caen"] != "", _GAP], on=_GAP)
    if path is None or not len(stages):
        return empty(RegisterFirms), empty(Screening), pd.DataFrame(columns=[*_GAP, "firm"], dtype="str")
    name = study.relative(path)
    with database.opened() as connection:
        try:
            above = show(connection, path, name)
            _tables(connection, study, members)
            known = connection.execute("SELECT activity, count(*) FROM register GROUP BY activity").fetchall()
            codes = pd.Series([code for code, _number in known if code], dtype="str")
            fits = stages_by_activity(catalogue, codes).merge(stages, on=_GAP)[[*_GAP, "activity"]]
            asked = ", ".join(database.text_of(code) for code in sorted(set(fits["activity"]))) or "NULL"
            counts = connection.execute(_ASKED.format(codes=asked), {"most": max(most, 1)}).df()
            rows = sorted(row for first in counts["first"].dropna() for row in first)
            firms = connection.execute(_FIRMS.format(rows=", ".join(map(str, rows)) or "NULL")).df()
            firms["row"] += above
        except database.error() as error:
            raise StudyError(database.damaged(name, error)) from None
    file, size = path.relative_to(study.raw).as_posix(), sum(number for _code, number in known)
    # A member that its roster lists without a code is known by name and county.
    firms = firms[~name_keys(firms["name"], firms["county"]).isin(set(members))]
    kept = _kept(fits, firms, most)
    screening = _screening(stages, fits, counts, kept).assign(
        no_activity=sum(number for code, number in known if not code), made_from=f"{file}!2-{size + 1}"
    )
    return _firms(study, kept, file), conform(screening, Screening), kept[[*_GAP, "firm"]]


def _tables(connection: DuckDBPyConnection, study: Study, members: Collection[str]) -> None:
    """Make what the register is asked by: the members, and the counties that its texts mean."""
    connection.execute(f"CREATE MACRO {IS_SOLE_BY_NAME}")
    connection.register("members", pd.DataFrame({"id": pd.Series(sorted(members), dtype="object")}))
    texts = connection.execute("SELECT DISTINCT county FROM register WHERE county IS NOT NULL").fetchall()
    regions = open_store(study).all(Counties).set_index("county")["region"]
    inside = set(regions[regions == study.settings.region].index)
    told = [(text, code, code in inside) for text, code in counties_of(study, (text for (text,) in texts)).items()]
    connection.execute("CREATE TABLE counties (text VARCHAR, county VARCHAR, in_region BOOLEAN)")
    if told:
        connection.executemany("INSERT INTO counties VALUES (?, ?, ?)", told)


def _kept(fits: pd.DataFrame, firms: pd.DataFrame, most: int) -> pd.DataFrame:
    """Firms that each stage keeps, of those that come first in its activities."""
    found = fits.merge(firms, on="activity")
    order = [*_GAP, "in_region", "employees", "turnover", "firm"]
    found = found.sort_values(order, ascending=[True, True, False, False, False, True], na_position="last")
    return found[found.groupby(_GAP).cumcount() < most].reset_index(drop=True)


def _screening(stages: pd.DataFrame, fits: pd.DataFrame, counts: pd.DataFrame, kept: pd.DataFrame) -> pd.DataFrame:
    order = pd.MultiIndex.from_frame(stages[_GAP])
    found = fits.merge(counts, on="activity").pivot_table(index=_GAP, columns="fate", values="n", aggfunc="sum")
    fates = found.reindex(order).reindex(columns=list(_FATES)).fillna(0).astype("int64")
    sizes = kept.groupby(_GAP).size().reindex(order).fillna(0).astype("int64")
    return fates.assign(firms=fates.sum(axis=1), kept=sizes).reset_index()


def _firms(study: Study, kept: pd.DataFrame, file: str) -> DataFrame[RegisterFirms]:
    """Give the firms that are kept their columns; turnover in thousand euro."""
    firms = kept.drop_duplicates("row").sort_values("firm", ignore_index=True)
    year = pd.to_numeric(firms["year"], errors="coerce").astype("Int64")
    return conform(
        firms.assign(
            made_from=row_ids(file, "", firms["row"]),
            locality=firms["place"],
            turnover=firms["turnover"] / one_euro(study, file, year) / 1000,
            year=year,
        ),
        RegisterFirms,
    )
