"""What the agency and the managements keep of the pilot action: read from ``data/raw/pilot``, and held together."""

from __future__ import annotations

import pandas as pd

from .. import reference
from ..files.logs import read_folder
from ..meetings.cluster_tables import BudgetLines
from ..partners.naming import is_fiscal_code, organisations_meant
from ..partners.tables import Candidates, FollowUpMembers
from ..problems import StudyError
from ..study import Study
from ..survey import questionnaire
from ..survey.identity import organisation_keys
from ..survey.tables import Organisations
from ..tables import TableSet, conform
from ..tables.keys import broken_keys
from .faults import faults_of
from .tables import LOGS, AssistanceSessions, CatalogueRecipients

FOLDER = "pilot"
#: The question of the survey whose options are the topics of measures.
QUESTION = "assistance"


def read_pilot(study: Study, below: TableSet) -> TableSet:
    """Read what is kept of the pilot action, with the keys of those whom it names.

    Parameters
    ----------
    study : Study
    below : TableSet
        Tables of the chapters below: who there is, and the lines of the budget.

    Raises
    ------
    StudyError
        With every cell that its column does not allow; or else with every row that points to nothing, or cannot be.
    """
    tables = read_folder(study, FOLDER, LOGS)
    known = _known(below)
    for model, column in ((AssistanceSessions, "organisation"), (CatalogueRecipients, "recipient")):
        tables[model] = tables[model].assign(**{column: _keys_of(tables[model][column], known)})
    partner = tables[CatalogueRecipients]["partner"]
    tables[CatalogueRecipients] = tables[CatalogueRecipients].assign(
        partner=_keys_of(partner.fillna(""), known).where(partner.notna())
    )
    problems = broken_keys(study, {**tables, BudgetLines: below.of(BudgetLines), **_catalogues(study)})
    problems += faults_of(study, tables, topics_of(study))
    if problems:
        raise StudyError(problems)
    return TableSet({model: conform(frame, model) for model, frame in tables.items()})


def topics_of(study: Study) -> tuple[str, ...]:
    """Codes of the assistance that the questionnaire offers."""
    asked = questionnaire.load(study)
    question = asked.by_name.get(QUESTION)
    return tuple(option.name for option in asked.options_of(question)) if question else ()


def _catalogues(study: Study) -> TableSet:
    return TableSet({model: reference.load(study, model) for model in (reference.Clusters, reference.Catalogue)})


def _known(below: TableSet) -> pd.DataFrame:
    """Everybody whom the study knows, members first."""
    parts: list[pd.DataFrame] = [
        below.of(Organisations)[["organisation", "name"]],
        below.of(FollowUpMembers)[["organisation", "name"]],
        below.of(Candidates)[["candidate", "name"]].rename(columns={"candidate": "organisation"}),
    ]
    return pd.concat(parts, ignore_index=True).drop_duplicates()


def _keys_of(said: pd.Series, known: pd.DataFrame) -> pd.Series:
    """Keys of those who are meant: of the study, else their fiscal code, else their folded name."""
    meant = organisations_meant(said, known)
    code = said.where(said.map(is_fiscal_code).astype("bool"))
    return meant.fillna(organisation_keys(code, said, pd.Series("", index=said.index)))
