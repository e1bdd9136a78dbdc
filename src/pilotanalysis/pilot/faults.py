"""What cannot be meant in the tables of the pilot action, though each cell alone is allowed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import pandas as pd

from .. import reference
from ..problems import Problem, nearest, quoted
from ..study import Study
from ..tables import SEPARATOR, StudyTable, TableSet, row_of, sheet_of
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
    teller = _Teller(study)
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


class _Teller:
    def __init__(self, study: Study) -> None:
        self.study = study

    def problem(self, row_id: str, found: str, remedy: str, column: str) -> Problem:
        file, _sign, sheet = sheet_of(row_id).partition("#")
        return Problem(self.study.relative(self.study.raw / file), found, remedy, sheet or None, row_of(row_id), column)

    def days(self, frame: pd.DataFrame, columns: Sequence[str]) -> Iterator[Problem]:
        """Find texts of the form of a day that are none."""
        for column in columns:
            for row_id, said in frame[["row_id", column]].dropna().itertuples(index=False):
                try:
                    date.fromisoformat(said)
                except ValueError:
                    yield self.problem(row_id, f"{said} is no day.", "Write YYYY-MM-DD.", column)

    def ordered(self, frame: pd.DataFrame, pairs: Sequence[tuple[str, str]]) -> Iterator[Problem]:
        """Find ends before their beginnings."""
        for first, last in pairs:
            for row_id, begin, end in frame[["row_id", first, last]].dropna().itertuples(index=False):
                if end < begin:
                    yield self.problem(row_id, f"{end} is before {begin}, its {first}.", "Mend one of the two.", last)

    def codes(self, frame: pd.DataFrame, column: str, known: Sequence[str]) -> Iterator[Problem]:
        """Find codes that are none of those known; several are joined by ;."""
        for row_id, said in frame[["row_id", column]].dropna().itertuples(index=False):
            for one in said.split(SEPARATOR):
                if one not in known:
                    remedy = f"Known: {quoted(known)}.{nearest(one, known)}"
                    yield self.problem(row_id, f"{one} is not known.", remedy, column)
