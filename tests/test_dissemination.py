"""Who received the catalogue of partners and what came of it; who of the follow-up clusters came to an event."""

from __future__ import annotations

import csv
from typing import Any

import pytest
from conftest import ROOT

from pilotanalysis import meetings, pilot
from pilotanalysis.meetings.tables import Participants
from pilotanalysis.partners.tables import FollowUpMembers, FollowUpOffers
from pilotanalysis.pilot.tables import USES, CatalogueRecipients
from pilotanalysis.results import Report
from pilotanalysis.store import Store
from pilotanalysis.study import Study
from pilotanalysis.tables import TableSet, conform


@pytest.fixture(scope="module")
def data(cleaned: Study) -> Store:
    return Store(cleaned)


def _with(data: Store, table: Any, frame: Any) -> Store:
    return data.trying(data.settings, TableSet({table: conform(frame, table)}))


def _told(data: Store, release: str, *items: Any) -> Report:
    report = Report(data.study, "08_monitoring", None, "en", release, None)
    for item in items:
        report.add(item(data))
    return report


def _values(report: Report, *ids: str) -> list[Any]:
    return [report.entry(id)["value"] for id in ids]


def test_steps_are_those_of_the_log(data: Store) -> None:
    with (ROOT / "data" / "raw" / "pilot" / "recipients.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    report = _told(data, "working", pilot.dissemination_finding, pilot.dissemination_table)
    came = [sum(row["use"] in USES[step:] for row in rows) for step in range(1, len(USES))]
    numbers = ["catalogue_used", "catalogue_approached", "catalogue_met", "catalogue_agreed"]
    assert _values(report, "catalogue_received", *numbers) == [len(rows), *came]
    table = report.entry("catalogue_dissemination")["records"]
    assert table[-1] == ["all", min(r["date"] for r in rows), max(r["date"] for r in rows), len(rows), *came]
    for column in range(3, 8):
        assert sum(row[column] for row in table[:-1]) == table[-1][column]


def test_without_a_log_nothing_is_told_as_known(data: Store) -> None:
    none = _with(data, CatalogueRecipients, data.all(CatalogueRecipients).iloc[:0])
    for release in ("working", "public"):
        entry = _told(none, release, pilot.dissemination_finding, pilot.dissemination_table)
        assert entry.entry("catalogue_disseminated")["numbers"] == []
        assert entry.entry("catalogue_dissemination")["records"] == []


def test_the_public_release_tells_no_few_recipients(data: Store) -> None:
    minimum = data.settings.thresholds.disclosure_minimum
    few = data.all(CatalogueRecipients).iloc[: minimum - 1]
    report = _told(_with(data, CatalogueRecipients, few), "public", pilot.dissemination_finding)
    assert report.entry("catalogue_disseminated")["text"]["en"].startswith("Too few")
    whole = _told(data, "public", pilot.dissemination_table).entry("catalogue_dissemination")
    counts = [cell for row in whole["records"] for cell in row[3:] if cell is not None]
    assert all(cell == 0 or cell >= minimum for cell in counts)
    assert whole["suppressed"]


def test_members_of_follow_up_clusters_count_once_each(data: Store) -> None:
    report = _told(data, "working", meetings.follow_up_finding)
    assert _values(report, "follow_up_members") == [len(data.all(FollowUpMembers))]
    assert _values(report, "follow_up_offering") == [data.all(FollowUpOffers)["organisation"].nunique()]
    members = data.all(FollowUpMembers).groupby("cluster").head(2)
    frame = data.all(Participants)
    first, second = members["organisation"].iloc[:2]
    places = frame.index[frame["event"] == frame["event"].iloc[0]][:2]
    other = frame.index[frame["event"] == frame["event"].iloc[-1]][0]
    frame.loc[places, "organisation"] = [first, second]
    frame.loc[other, "organisation"] = first
    frame.loc[[*places, other], "registered"] = "yes"
    frame.loc[[*places, other], "attended"] = ["yes", "no", "yes"]
    report = _told(_with(data, Participants, frame), "working", meetings.follow_up_finding)
    cluster = members["cluster"].iloc[0]
    assert _values(report, "follow_up_registered", "follow_up_came", f"follow_up_came.{cluster}") == [2, 1, 1]


def test_without_events_nothing_is_told_of_follow_up_clusters(data: Store) -> None:
    none = _with(data, Participants, data.all(Participants).iloc[:0])
    report = _told(none, "working", meetings.follow_up_finding)
    assert report.entry("follow_up_clusters")["numbers"] == []
