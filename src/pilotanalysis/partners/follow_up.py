"""Members of the clusters that join development and follow-up only, and what they offer, as their managements say."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from pandera.typing import DataFrame

from ..files.cells import CONTACT
from ..files.sheets import ROW, Sheet, read_sheets, sheets_of
from ..problems import Problem, StudyError, quoted
from ..reference import Catalogue, Counties
from ..settings import known_languages
from ..study import Study
from ..survey.roster import COLUMNS, listed_members, roster_file
from ..tables import conform
from .naming import members_meant
from .tables import FollowUpMembers, FollowUpOffers

#: Sheet with what members offer, and its columns.
SHEET = "offers"
OFFERS = ("member", "stage", "text", "languages", "consent", CONTACT)
#: Languages that have a code of two letters.
_LANGUAGES = sorted(known_languages())


@dataclass(frozen=True)
class FollowUp:
    """What the managements of the follow-up clusters say."""

    members: DataFrame[FollowUpMembers]
    offers: DataFrame[FollowUpOffers]


def follow_up_clusters(study: Study) -> list[str]:
    """Ids of the clusters that are not analysed."""
    return [cluster.id for cluster in study.settings.clusters if cluster.role == "follow_up"]


def remarks_on_follow_up(study: Study) -> list[str]:
    """Say of which follow-up clusters no partner is known, and of which no offer."""
    remarks = []
    for cluster in follow_up_clusters(study):
        path = study.raw / roster_file(study, study.settings.wave, cluster)
        name = study.relative(path)
        if not path.is_file():
            remarks.append(f"{name} is not there: no partner is known in the follow-up cluster {cluster}.")
        elif SHEET not in (there := sheets_of(path, name)):
            said = (
                f"{name} has no sheet {SHEET} ({quoted(there)}): no offer is known of the follow-up cluster {cluster}."
            )
            remarks.append(said)
    return remarks


def read_follow_up(study: Study, catalogue: DataFrame[Catalogue], counties: DataFrame[Counties]) -> FollowUp:
    """Read ``data/raw/roster/<cluster>.xlsx`` of each follow-up cluster; where there is none, nobody is known.

    Raises
    ------
    StudyError
        With every cell of every roster that is not what its column allows.
    """
    members, offers, problems = [pd.DataFrame()], [pd.DataFrame()], list[Problem]()
    for cluster in follow_up_clusters(study):
        if not (study.raw / roster_file(study, study.settings.wave, cluster)).is_file():
            continue
        try:
            listed, offered = _read(study, cluster, list(catalogue["stage"]), counties)
            members.append(listed)
            offers.append(offered)
        except StudyError as error:
            problems += error.problems
    if problems:
        raise StudyError(problems)
    return FollowUp(
        conform(pd.concat(members, ignore_index=True), FollowUpMembers),
        conform(pd.concat(offers, ignore_index=True), FollowUpOffers),
    )


def spoilt_rosters(study: Study, catalogue: DataFrame[Catalogue], counties: DataFrame[Counties]) -> list[Problem]:
    """Find every cell of the rosters of follow-up clusters that its column does not allow.

    Parameters
    ----------
    study : Study
    catalogue, counties : DataFrame
    """
    try:
        read_follow_up(study, catalogue, counties)
    except StudyError as error:
        return error.problems
    return []


def _read(
    study: Study, cluster: str, stages: list[str], counties: DataFrame[Counties]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    wave = study.settings.wave
    file = roster_file(study, wave, cluster)
    name = study.relative(study.raw / file)
    wanted = {"members": COLUMNS["members"]} | ({SHEET: OFFERS} if SHEET in sheets_of(study.raw / file, name) else {})
    frames = read_sheets(study.raw / file, name, wanted, agreed=_agreed)
    sheets = [Sheet(name, file, sheet, frames[sheet]) for sheet in wanted]
    members = listed_members(study, wave, cluster, sheets[0], stages, counties)
    offers = [_offers(study, cluster, sheet, members, stages) for sheet in sheets if sheet.name == SHEET]
    problems = [problem for sheet in sheets for problem in sheet.problems]
    if problems:
        raise StudyError(problems)
    return members, offers[0] if offers else pd.DataFrame()


def _agreed(rows: pd.DataFrame) -> pd.Series:
    """Which rows of a sheet say that the member agrees; none where no one column tells."""
    if list(rows.columns).count("consent") != 1:
        return pd.Series(False, index=rows.index)
    return rows["consent"].str.strip() == "yes"


def _offers(study: Study, cluster: str, sheet: Sheet, members: pd.DataFrame, stages: list[str]) -> pd.DataFrame:
    rows = sheet.frame
    for row in rows.loc[rows["stage"].isna() & rows["text"].isna(), ROW]:
        sheet.refuse(int(row), "It is not said what is offered.", "Give the code of a stage, or words.", "stage")
    organisation = members_meant(sheet, members)
    consent = sheet.choice("consent", ("yes", "no"))
    both = consent.groupby(organisation).transform("nunique") > 1
    for row in rows.loc[both & organisation.notna(), ROW]:
        said = f"{rows.loc[rows[ROW] == row, 'member'].iloc[0]} agrees in one row and not in another."
        sheet.refuse(int(row), said, "Write the same in all rows of a member.", "consent")
    return sheet.lineage(study.settings.wave).assign(
        cluster=cluster,
        organisation=organisation.fillna(""),
        stage=sheet.choice("stage", stages, optional=True),
        text=rows["text"],
        languages=sheet.codes("languages", _LANGUAGES, "a language of two letters").fillna(""),
        consent=consent,
        contact=rows[CONTACT],
    )
