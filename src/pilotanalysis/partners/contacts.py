"""How members of the analysed clusters can be reached, as their managements say: of those alone who agreed."""

from __future__ import annotations

import pandas as pd
from pandera.typing import DataFrame

from ..files.cells import CONTACT
from ..files.sheets import Sheet, read_sheets, sheets_of
from ..problems import Problem, StudyError
from ..study import Study
from ..survey.roster import roster_file
from ..tables import conform, join_ids
from .naming import members_meant, organisations_meant
from .tables import Contacts

SHEET = "contacts"
COLUMNS = ("member", CONTACT)


def with_contacts(people: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Add to profiles what the sheet ``contacts`` of each analysed cluster's roster says, where it has one.

    The contact of somebody who did not agree is dropped as the sheet is read.

    Parameters
    ----------
    people : DataFrame
        home, candidate, name, named (``consent`` where it agreed in the survey), contact.
    study : Study

    Returns
    -------
    DataFrame
        The same, with contact_from: ids of rows.

    Raises
    ------
    StudyError
        With every row that names no member.
    """
    found = [pd.DataFrame(columns=["home", "candidate", "told", "contact_from"])]
    problems: list[Problem] = []
    for cluster in study.analysed:
        sheet = _sheet(study, cluster, people[people["home"] == cluster])
        if sheet is not None:
            found.append(sheet[0])
            problems += sheet[1]
    if problems:
        raise StudyError(problems)
    frame = people.merge(pd.concat(found, ignore_index=True), on=["home", "candidate"], how="left")
    return frame.assign(contact=frame[CONTACT].fillna(frame["told"])).drop(columns="told")


def contacts_of(people: pd.DataFrame) -> DataFrame[Contacts]:
    """Say of each member of a cluster whether it agreed to be named, and how it can be reached.

    Parameters
    ----------
    people : DataFrame
        As :func:`with_contacts` gives it.
    """
    members = people[people["home"].notna()]
    rows = [
        join_ids(cell for cell in cells if isinstance(cell, str))
        for cells in members[["profile_from", "contact_from"]].itertuples(index=False, name=None)
    ]
    named = members["named"] == "consent"
    told = members.assign(made_from=rows, named=named, contact=members["contact"].where(named))
    frame = told.groupby("candidate", as_index=False).agg(
        named=("named", "any"), contact=("contact", "first"), made_from=("made_from", join_ids)
    )
    return conform(frame.rename(columns={"candidate": "organisation"}), Contacts)


def _sheet(study: Study, cluster: str, people: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]] | None:
    """Contacts of one cluster, and what is wrong with them; None where the roster does not have any."""
    file = roster_file(study, study.settings.wave, cluster)
    path, name = study.raw / file, study.relative(study.raw / file)
    if SHEET not in sheets_of(path, name):
        return None
    known = people.rename(columns={"candidate": "organisation"})[["organisation", "name", "named"]]
    consenting = set(known.loc[known["named"] == "consent", "organisation"])

    def agreed(rows: pd.DataFrame) -> pd.Series:
        if list(rows.columns).count("member") != 1:
            return pd.Series(False, index=rows.index)
        return organisations_meant(rows["member"], known).isin(consenting)

    sheet = Sheet(name, file, SHEET, read_sheets(path, name, {SHEET: COLUMNS}, agreed=agreed)[SHEET])
    meant = members_meant(sheet, known)
    rows = sheet.lineage(study.settings.wave)[["row_id"]].assign(candidate=meant, told=sheet.frame[CONTACT])
    told = (
        rows.dropna()
        .groupby("candidate", as_index=False)
        .agg(told=("told", ", ".join), contact_from=("row_id", join_ids))
    )
    return told.assign(home=cluster), sheet.problems
