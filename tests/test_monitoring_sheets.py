"""Monitoring sheets: a page a reader, with the rows that are for it, and nothing that a release may not tell."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from pypdf import PdfReader

from pilotanalysis import pilot
from pilotanalysis.meetings.cluster_tables import BudgetLines
from pilotanalysis.meetings.tables import EventDoubts, Events, HeldMeetings, Participants
from pilotanalysis.partners.tables import FollowUpMembers
from pilotanalysis.pilot.assistance_tables import AssistanceCases
from pilotanalysis.pilot.monitoring.follow import follow
from pilotanalysis.pilot.monitoring.readers import STEPS, meetings_by_reader, steps_by_reader
from pilotanalysis.pilot.monitoring.sheet import STEP
from pilotanalysis.pilot.monitoring.tabulation import flags_tabulation, latest_tabulation, status_tabulation
from pilotanalysis.pilot.monitoring_tables import FLAGS, MonitoringFlags, StatusDays
from pilotanalysis.pilot.tables import LOGS, Indicators, IndicatorValues, Spending, TimetableActivities
from pilotanalysis.publish import registers
from pilotanalysis.publish.handouts import write_handouts
from pilotanalysis.publish.verify.delivery import taken_for_a_report
from pilotanalysis.publish.verify.expected import essence
from pilotanalysis.results import Column, Handout, HandoutPart, Label, Report, Table, Tabulation, Words, say
from pilotanalysis.results.entries import RegisterError
from pilotanalysis.store import Store
from pilotanalysis.study import Study
from pilotanalysis.survey.tables import Organisations
from pilotanalysis.tables import TableSet, conform

MINIMUM = 3
PARTS = (
    pilot.steps_table, pilot.months_table, pilot.activities_table, pilot.own_lines_table, pilot.own_needs_table,
    pilot.own_meetings_table,
)  # fmt: skip


@pytest.fixture(scope="module")
def data(cleaned: Study) -> Store:
    return Store(cleaned)


@pytest.fixture
def kept(data: Store) -> TableSet:
    """What the agency keeps, to be altered."""
    read = (BudgetLines, StatusDays, AssistanceCases, Events, Participants, FollowUpMembers, *LOGS)
    return TableSet({model: data.all(model) for model in read})


def followed(data: Store, kept: TableSet) -> Store:
    """Monitor what was altered."""
    return Store(data.study, instead=TableSet({**kept, **follow(kept, kept, data.settings)}))


def sheets(data: Store, folder: Path, release: str = "working") -> Callable[[str, str], str]:
    """Write the sheets; what is given reads one of them, which must be a single page."""
    report = Report(data.study, "08_monitoring", release=release, output=folder)
    for part in PARTS:
        report.add(part(data))
    report.add(pilot.monitoring_sheets(data))
    report.close()
    write_handouts(data.study, registers.load(folder), folder)

    return lambda reader, language: text_of(folder, reader, language)


def text_of(folder: Path, reader: str, language: str) -> str:
    """Give the text of a sheet, which must be a single page."""
    pdf = PdfReader(folder / f"monitoring-{reader}.{language}.pdf")
    assert len(pdf.pages) == 1
    return " ".join(pdf.pages[0].extract_text().split())


@pytest.fixture(scope="module")
def working(data: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("working")
    sheets(data, folder)
    return folder


def test_each_reader_has_one_page_in_each_language_that_says_what_it_is(data: Store, working: Path) -> None:
    readers = ["agency", *data.names]
    made = {path.name for path in working.glob("*.pdf")}
    assert made == {f"monitoring-{one}.{code}.pdf" for one in readers for code in data.study.languages}
    titles = pilot.monitoring_sheets(data).titles
    for reader in readers:
        for code in data.study.languages:
            pdf = PdfReader(working / f"monitoring-{reader}.{code}.pdf")
            assert len(pdf.pages) == 1
            assert pdf.metadata is not None
            assert pdf.metadata.title == say(titles[reader], code)
            root = pdf.trailer["/Root"]
            assert root["/Lang"] == code
            assert root["/MarkInfo"]["/Marked"]
    assert all(taken_for_a_report(f"reports/{name}") for name in made)
    assert "monitoring" in essence(working)["08_monitoring"]


def test_a_sheet_has_the_rows_of_its_reader_and_of_nobody_else(data: Store, working: Path) -> None:
    indicators = data.all(Indicators)
    lines = data.all(BudgetLines)["name_en"]
    agency = text_of(working, "agency", "en")
    assert all(line in agency for line in lines)
    for cluster in data.names:
        own = text_of(working, cluster, "en")
        assert not any(line in own for line in lines if line not in set(data.all(TimetableActivities)["name_en"]))
        assert all(name in own for name in indicators.loc[indicators["owner"] == cluster, "name_en"])
        assert not any(say(name, "en") in own for other, name in data.names.items() if other != cluster)


@pytest.mark.long
def test_the_same_sheets_give_the_same_bytes(data: Store, working: Path, tmp_path: Path) -> None:
    sheets(data, tmp_path)
    for path in working.glob("*.pdf"):
        assert path.read_bytes() == (tmp_path / path.name).read_bytes()


def test_every_flag_has_a_next_step_and_reaches_whoever_answers_for_it(data: Store) -> None:
    assert set(STEPS) == set(STEP) >= set(FLAGS)
    steps = steps_by_reader(data).release(None).frame
    assert set(steps["reader"]) <= {"agency", *data.names}
    flagged = data.all(MonitoringFlags)
    for flag, rows in flagged.groupby("flag"):
        assert set(steps.loc[steps["flag"] == flag, "value"]) == set(rows["value"])
    owners = data.all(Indicators).set_index("indicator")["owner"]
    off = steps[steps["flag"] == "off_track"]
    assert off["reader"].tolist() == off["subject"].map(owners).tolist()


def test_a_missing_event_stands_on_the_sheet_of_the_management_and_a_missing_invitation_on_that_of_the_agency(
    data: Store, working: Path
) -> None:
    steps = steps_by_reader(data).release(None).frame
    assert set(steps.loc[steps["flag"] == "no_sector_event", "reader"]) == {"euronest", "iconic"}
    assert set(steps.loc[steps["flag"] == "uninvited", "reader"]) == {"agency"}
    for reader in ("agency", *data.names):
        text = text_of(working, reader, "en")
        assert ("no event within its sector" in text) == (reader in ("euronest", "iconic"))
        assert ("nobody invited to an event" in text) == (reader == "agency")
    assert f"APT Cluster de Turism {len(data.all(FollowUpMembers))} say why" in text_of(working, "agency", "en")


def test_an_overspend_and_a_payment_after_june_stand_on_the_sheet_of_the_agency(
    data: Store, kept: TableSet, tmp_path: Path
) -> None:
    late = kept[Spending].iloc[:1].assign(date="2014-08-19", amount_eur=4321.5, purpose="exemplu", row_id="pilot/x!99")
    kept[Spending] = conform(pd.concat([kept[Spending], late], ignore_index=True), Spending)
    text = sheets(followed(data, kept), tmp_path)("agency", "en")
    assert "19 August 2014 4,321.50" in text
    assert "overspent, EUR the whole budget" in text
    assert f"overspent, EUR {data.all(BudgetLines).set_index('line')['name_en'][late['line'].iloc[0]]}" in text


def test_an_activity_and_its_line_are_for_the_cluster_that_leads_it_too(data: Store, kept: TableSet) -> None:
    frame = kept[TimetableActivities]
    frame.loc[frame["activity"] == "cluster-events", ["lead", "actual_end"]] = ["iconic", "2014-06-20"]
    kept[TimetableActivities] = conform(frame, TimetableActivities)
    altered = followed(data, kept)
    lines = pilot.own_lines_table(altered).data.release(None).frame
    assert lines.loc[lines["reader"] == "iconic", "line"].tolist() == ["cluster_events"]
    steps = steps_by_reader(altered).release(None).frame
    own = steps[steps["reader"] == "iconic"]
    assert {("late", "activity:cluster-events"), ("overspent", "cluster_events")} <= set(
        own[["flag", "subject"]].itertuples(index=False, name=None)
    )
    activities = pilot.activities_table(altered).data.release(None).frame
    there = set(activities[["reader", "activity"]].itertuples(index=False, name=None))
    assert ("agency", "cluster-events") in there
    assert ("iconic", "cluster-events") in there
    assert ("euronest", "cluster-events") not in there


@pytest.mark.parametrize(("actual", "shown"), [(2.0, False), (1.0, False), (0.0, True), (3.0, True)])
def test_no_small_value_of_an_indicator_is_told_in_public_nor_follows(
    actual: float, shown: bool, data: Store, kept: TableSet
) -> None:
    one = kept[Indicators].iloc[:1].assign(unit="number", better="more")
    kept[Indicators] = conform(one, Indicators)
    value = kept[IndicatorValues].iloc[:1].assign(indicator=one["indicator"].iloc[0], planned=100.0, actual=actual)
    kept[IndicatorValues] = conform(value, IndicatorValues)
    altered = followed(data, kept)
    released = status_tabulation(altered).release(MINIMUM).frame
    assert released[["actual", "reached", "status"]].notna().all(axis=None) == shown
    assert released["actual"].notna().any() == shown
    assert ("off_track" in set(flags_tabulation(altered).release(MINIMUM).frame["flag"])) == shown
    own = steps_by_reader(altered).release(MINIMUM).frame
    assert (one["indicator"].iloc[0] in set(own["subject"])) == shown
    title = say(pilot.indicator_months(altered).words(status_tabulation(altered).release(MINIMUM)).title, "en")
    assert title.startswith("Indicators on track")
    text = pilot.indicators_finding(altered)
    said = say(text.text(latest_tabulation(altered).release(MINIMUM)), "en")
    assert (str(one["name_en"].iloc[0]) in said) == shown


def test_the_public_sheet_tells_no_small_count_and_the_working_one_does(
    data: Store, working: Path, tmp_path: Path
) -> None:
    public = sheets(data, tmp_path, "public")
    small = status_tabulation(data).frame.query("unit == 'number' and 0 < actual < 3")
    assert len(small), "the demonstration has a small value"
    for row in small.to_dict("records"):
        cell = f"{int(row['actual'])} / {int(row['planned'])}"
        assert cell in text_of(working, row["owner"], "en")
        assert cell not in public(row["owner"], "en")
        assert f":c / {int(row['planned'])}" in public(row["owner"], "en")


def test_meetings_of_members_are_counted_once_and_add_up(data: Store) -> None:
    frame = meetings_by_reader(data).frame
    parts, whole = frame[frame["reader"] != "agency"], frame[frame["reader"] == "agency"].set_index("cluster")
    assert (parts.groupby("cluster")["came"].sum() == whole["came"].reindex(sorted(whole.index))).all()
    doubtful = set(data.all(EventDoubts)["made_from"])
    people = data.all(Participants).query("attended == 'yes'")
    people = people[~people["row_id"].isin(doubtful)]
    members = set(data.all(Organisations)["organisation"])
    assert parts["came"].sum() == people["organisation"].isin(members).sum()
    held = data.all(HeldMeetings).query("held == 'yes'")
    held = held[~held["row_id"].isin(doubtful)]
    first = data.all(Organisations).drop_duplicates("organisation")
    for cluster, event, count in parts[["cluster", "event", "meetings"]].itertuples(index=False):
        own = set(first.loc[first["cluster"] == cluster, "organisation"])
        at = held[held["event"] == event]
        assert count == at[["from", "to", "third"]].isin(own).any(axis=1).sum()
    released = meetings_by_reader(data).release(MINIMUM)
    for column in ("came", "met", "meetings"):
        shown = released.frame[column].dropna()
        assert not ((shown > 0) & (shown < MINIMUM)).any()


def test_who_keeps_nothing_gets_pages_that_say_so(data: Store, tmp_path: Path) -> None:
    of_events = (Participants, HeldMeetings, EventDoubts, Events, FollowUpMembers)
    models = (BudgetLines, StatusDays, *LOGS, AssistanceCases, *of_events)
    nothing = TableSet({model: conform(pd.DataFrame(), model) for model in models})
    bare = Store(data.study, instead=TableSet({**nothing, **follow(nothing, nothing, data.settings)}))
    said_to = sheets(bare, tmp_path)
    for part in pilot.monitoring_sheets(bare).parts:
        for language in data.study.languages:
            said = " ".join(say(part.none, language).split())
            assert said in said_to("agency", language)


def test_a_page_is_made_of_registered_tables_with_readers_alone(data: Store, tmp_path: Path) -> None:
    report = Report(data.study, "x", output=tmp_path)
    item = pilot.monitoring_sheets(data)
    with pytest.raises(RegisterError, match="monitoring_steps is no table with readers"):
        report.add(item)
    report.add(pilot.lines_table(data))
    lines = Handout("x", item.titles, item.lead, (HandoutPart("budget_lines", "table", item.lead),))
    with pytest.raises(RegisterError, match="budget_lines is no table with readers"):
        report.add(lines)


def test_what_is_too_long_for_a_page_goes_on_and_text_is_text(study: Study, tmp_path: Path) -> None:
    def same(words: str) -> Label:
        return Label(tuple((language, words) for language in study.languages))

    rows = [
        {"reader": "agency", "what": f"#strong[rand {place}] $x$ \\ <a>", "made_from": "x!2"} for place in range(150)
    ]
    report = Report(study, "x", output=tmp_path)
    report.add(
        Table(
            "long", Tabulation(pd.DataFrame(rows)), (Column("reader", same("r")), Column("what", same("w"))),
            lambda _released: Words(same("t")), same("s"), 150,
        )
    )  # fmt: skip
    report.add(Handout("pages", {"agency": same("T")}, same("l"), (HandoutPart("long", "table", same("n")),)))
    report.close()
    write_handouts(study, registers.load(tmp_path), tmp_path)
    pages = PdfReader(tmp_path / "pages-agency.en.pdf").pages
    text = " ".join(page.extract_text() for page in pages)
    assert len(pages) > 1
    assert all(f"#strong[rand {place}]" in text for place in range(150))
