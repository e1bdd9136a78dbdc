"""The frame of the survey: what each cluster's management says of its members and its stages."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from pandera.typing import DataFrame

from ..files.sheets import ROW, Sheet, read_sheets
from ..problems import Problem, StudyError, nearest, quoted
from ..raw_files import is_litter
from ..reference import Catalogue, Counties
from ..study import Study
from ..tables import conform
from .identity import fiscal_code_key, organisation_keys
from .tables import ORGANISATION_TYPES, REVENUE_BANDS, SIZE_BANDS, STATEMENTS, Organisations, Statements
from .texts import without_personal_codes

COLUMNS = {
    "members": ("name", "fiscal_code", "organisation_type", "county", "size_band", "revenue_band", "stages"),
    "statements": ("stage", "any_member"),
}


def read_roster(
    study: Study, wave: str, cluster: str, stages: DataFrame[Catalogue], counties: DataFrame[Counties]
) -> tuple[DataFrame[Organisations], DataFrame[Statements]]:
    """Read ``data/raw/roster/<cluster>.xlsx``, or of a later wave ``roster/<wave>/<cluster>.xlsx`` where it is there.

    ``answered`` is still False for all: the answers tell.

    Raises
    ------
    StudyError
        With every cell that is not what its column allows.
    """
    file = roster_file(study, wave, cluster)
    path = study.raw / file
    name = study.relative(path)
    frames = read_sheets(path, name, COLUMNS)
    members, statements = (Sheet(name, file, sheet, frames[sheet]) for sheet in COLUMNS)
    catalogue = list(stages.loc[stages["cluster"] == cluster, "stage"])
    organisations = listed_members(study, wave, cluster, members, catalogue, counties).assign(answered=False)
    words = _statements(wave, cluster, statements, catalogue)
    problems = members.problems + statements.problems
    if problems:
        raise StudyError(problems)
    return conform(organisations, Organisations), conform(words, Statements)


def is_unfilled(study: Study, cluster: str) -> bool:
    """Whether the roster of the first wave is there, with its heads, and lists no member yet.

    Raises
    ------
    StudyError
        If it cannot be read.
    """
    path = study.raw / roster_file(study, study.settings.waves[0], cluster)
    return bool(read_sheets(path, study.relative(path), COLUMNS)["members"].empty)


def strange_rosters(study: Study) -> Iterator[Problem]:
    """Find what lies among the rosters and is that of no cluster: nobody would read it."""
    folder = study.raw / "roster"
    clusters, later = [cluster.id for cluster in study.settings.clusters], study.settings.waves[1:]
    for path in sorted(folder.rglob("*")):
        *waves, last = path.relative_to(folder).parts
        name, where = study.relative(path), waves == [] or waves in [[wave] for wave in later]
        if is_litter(path) or (path.is_dir() and where and not waves and last in later):
            continue
        if not where or path.is_dir():
            said = "The folder is no wave of the study." if path.is_dir() else "It lies in no folder of a wave."
            remedy = f"Add its name to waves in study.yml, or move it away.{nearest(last, later)}"
            yield Problem(name, said, remedy)
        elif last not in [f"{cluster}.xlsx" for cluster in clusters]:
            near = nearest(path.stem, clusters)
            remedy = f"Name it after its cluster, as {clusters[0]}.xlsx: {quoted(clusters)}.{near}"
            yield Problem(name, "It is the roster of no cluster of the study.", remedy)


def roster_file(study: Study, wave: str, cluster: str) -> str:
    """Name the roster of a wave, below ``data/raw``: one of its own, else the one of the wave before."""
    waves = study.settings.waves
    first = f"roster/{cluster}.xlsx"
    later = [f"roster/{one}/{cluster}.xlsx" for one in waves[1 : waves.index(wave) + 1]]
    return next((name for name in reversed([first, *later]) if (study.raw / name).is_file()), first)


def listed_members(
    study: Study, wave: str, cluster: str, sheet: Sheet, catalogue: list[str], counties: DataFrame[Counties]
) -> pd.DataFrame:
    """Take the members from the sheet of a roster; what is wrong is noted there.

    Raises
    ------
    StudyError
        If no member is listed.
    """
    if sheet.frame.empty:
        raise StudyError(
            Problem(sheet.path, "No member is listed.", "The management lists all members here.", sheet=sheet.name)
        )
    in_region = set(counties.loc[counties["region"] == study.settings.region, "county"])
    names = sheet.text("name").map(lambda name: without_personal_codes(name)[0] or name).astype("str")
    county = sheet.choice("county", list(counties["county"]))
    # Of a person's code nothing is left: the member is known by name and county.
    codes = sheet.frame["fiscal_code"].map(fiscal_code_key, na_action="ignore").replace("", None).astype("str")
    keys = organisation_keys(codes, names, county)
    for key in keys[keys.duplicated()].unique():
        rows = sheet.frame.loc[keys == key, ROW]
        said = f"{names[rows.index[0]]} is listed in rows {quoted(rows)}."
        sheet.refuse(
            int(rows.iloc[-1]), said, "List each member once; give two of one name and county names that differ."
        )
    return sheet.lineage(wave).assign(
        cluster=cluster,
        organisation=keys,
        name=names,
        fiscal_code=codes,
        organisation_type=sheet.choice("organisation_type", ORGANISATION_TYPES),
        county=county,
        in_region=county.isin(in_region),
        size_band=sheet.choice("size_band", SIZE_BANDS),
        revenue_band=sheet.choice("revenue_band", REVENUE_BANDS, optional=True),
        known_stages=sheet.codes("stages", catalogue, "a stage of the catalogue"),
    )


def _statements(wave: str, cluster: str, sheet: Sheet, catalogue: list[str]) -> pd.DataFrame:
    stage = sheet.choice("stage", catalogue)
    for code in stage[stage.duplicated()]:
        row = int(sheet.frame.loc[stage[stage == code].index[-1], ROW])
        sheet.refuse(row, f"{code} stands twice.", "State it once.", "stage")
    return sheet.lineage(wave).assign(cluster=cluster, stage=stage, any_member=sheet.choice("any_member", STATEMENTS))
