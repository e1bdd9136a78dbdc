"""The tables of the survey, read together for notebooks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pandera.typing import DataFrame

from .. import reference
from ..results import Label, label
from ..study import Study
from ..tables import read
from . import questionnaire
from .tables import Accounting, Columns, Completeness, Decided, Ledger, Organisations, Responses, Review


@dataclass(frozen=True)
class Intake:
    """What came in.

    Attributes
    ----------
    names : dict
        What each cluster is called, by its id, in the order of the study.
    region : Label
        What the region is called.
    sections : mapping of str to Label
        Part of the questionnaire in which a question stands, by the question's name.
    """

    names: dict[str, Label]
    region: Label
    counties: DataFrame[reference.Counties]
    organisations: DataFrame[Organisations]
    responses: DataFrame[Responses]
    accounting: DataFrame[Accounting]
    columns: DataFrame[Columns]
    completeness: DataFrame[Completeness]
    ledger: DataFrame[Ledger]
    review: DataFrame[Review]
    decided: DataFrame[Decided]
    sections: Mapping[str, Label]


def read_intake(study: Study) -> Intake:
    """Read what the survey brought in from the processed tables.

    Raises
    ------
    StudyError
        If they are not there yet.
    """
    register = reference.load(study, reference.Clusters).set_index("cluster")
    regions = reference.load(study, reference.Regions).set_index("region")
    counties = reference.load(study, reference.Counties)
    region = study.settings.region
    return Intake(
        names={
            cluster: Label(tuple((language, str(register.loc[cluster, "name"])) for language in study.languages))
            for cluster in study.analysed
        },
        region=label(regions.loc[region]),
        counties=counties[counties["region"] == region].reset_index(drop=True),
        organisations=read(study, Organisations),
        responses=read(study, Responses),
        accounting=read(study, Accounting),
        columns=read(study, Columns),
        completeness=read(study, Completeness),
        ledger=read(study, Ledger),
        review=read(study, Review),
        decided=read(study, Decided),
        sections={
            question.name: Label(tuple(question.sections[0].labels.items()))
            for question in questionnaire.load(study).questions
            if question.sections
        },
    )
