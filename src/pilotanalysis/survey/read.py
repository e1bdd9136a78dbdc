"""The tables of the survey, read together for notebooks."""

from __future__ import annotations

from dataclasses import dataclass

from pandera.typing import DataFrame

from .. import reference
from ..results import Label, label
from ..study import Study
from ..tables import read
from .tables import Accounting, Organisations, Responses


@dataclass(frozen=True)
class Intake:
    """What came in.

    Attributes
    ----------
    names : dict
        What each cluster is called, by its id, in the order of the study.
    region : Label
        What the region is called.
    """

    names: dict[str, Label]
    region: Label
    counties: DataFrame[reference.Counties]
    organisations: DataFrame[Organisations]
    responses: DataFrame[Responses]
    accounting: DataFrame[Accounting]


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
    )
