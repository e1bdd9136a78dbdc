"""What cannot be meant in the tables of the pilot action, though each cell alone is allowed."""

from __future__ import annotations

from collections.abc import Sequence

from .. import reference
from ..files.telling import Teller
from ..problems import Problem
from ..study import Study
from ..tables import StudyTable, TableSet
from .tables import (
    AGENCY,
    AssistanceMeasures,
    AssistanceSessions,
    CatalogueRecipients,
    Indicators,
    PolicyDecisions,
    Spending,
    TimetableActivities,
)

#: Columns that hold days, by table; of pairs the second is not before the first.
_DAYS: dict[type[StudyTable], tuple[str, ...]] = {
    AssistanceMeasures: ("first_day", "last_day"),
    AssistanceSessions: ("date",),
    TimetableActivities: ("planned_start", "planned_end", "actual_start", "actual_end"),
    Spending: ("date",),
    PolicyDecisions: ("date",),
    CatalogueRecipients: ("date", "use_date"),
}
_ORDERED: dict[type[StudyTable], tuple[tuple[str, str], ...]] = {
    AssistanceMeasures: (("first_day", "last_day"),),
    TimetableActivities: (("planned_start", "planned_end"), ("actual_start", "actual_end")),
}
_RESPONSIBLE: dict[type[StudyTable], str] = {Indicators: "owner", TimetableActivities: "lead", PolicyDecisions: "who"}


def faults_of(study: Study, tables: TableSet, topics: Sequence[str]) -> list[Problem]:
    """Find days that there are not, ends before beginnings, and codes that nobody knows.

    Parameters
    ----------
    study : Study
    tables : TableSet
        The tables of :data:`tables.LOGS`.
    topics : sequence of str
        Codes of the assistance that the questionnaire offers.
    """
    clusters = [cluster.id for cluster in study.settings.clusters]
    stages = sorted(reference.load(study, reference.Catalogue)["stage"])
    measures, recipients = tables.of(AssistanceMeasures), tables.of(CatalogueRecipients)
    teller = Teller(study)
    return [
        *(found for model, columns in _DAYS.items() for found in teller.days(tables[model], columns)),
        *(found for model, pairs in _ORDERED.items() for found in teller.ordered(tables[model], pairs)),
        *(
            found
            for model, column in _RESPONSIBLE.items()
            for found in teller.codes(tables[model], column, [AGENCY, *clusters])
        ),
        *teller.codes(measures, "topic", topics),
        *teller.codes(measures, "clusters", clusters),
        *teller.codes(measures, "stages", stages),
        *teller.codes(recipients, "cluster", clusters),
    ]
