"""What goes out of events: calendars, workbooks and pages, table plans and door lists, and who is told of whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import icalendar
import pandas as pd
import pytest
from conftest import Command, in_english
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdf import PdfReader

from pilotanalysis.meetings.agendas.handing_out import agendas
from pilotanalysis.meetings.agendas.mends import said_mends
from pilotanalysis.meetings.labels import ARRANGED, KIND, ORIGIN_OF_MEETING, REASON_UNSERVED, TYPE_OF_ONE, WHY_NONE
from pilotanalysis.meetings.tables import Meetings, Participants, Unserved
from pilotanalysis.partners.tables import Contacts
from pilotanalysis.publish import manifest, registers
from pilotanalysis.publish.agendas import write_agendas
from pilotanalysis.publish.pages import language_name
from pilotanalysis.publish.registers import AGENDAS
from pilotanalysis.publish.verify.delivery import taken_for_a_report
from pilotanalysis.publish.verify.expected import essence
from pilotanalysis.results import Agendas, Label, Report, say
from pilotanalysis.results.agendas import told
from pilotanalysis.store import open_store
from pilotanalysis.study import Study
from pilotanalysis.tables import TableSet

#: Days on both sides of summer time, which began on 30 March 2014, with what a quarter past nine is then.
DAYS = {"winter": ("2014-03-28", "+02:00", 7), "summer": ("2014-03-31", "+03:00", 6)}
MADE = {"made_from": "pilot/participants.csv!2"}
MARK = "Demonstration data"


def same(words: str) -> Label:
    return Label(tuple((language, words) for language in ("en", "ro", "it")))


def events() -> Agendas:
    """Two events, a meeting of 1 and 2 in each and one of 1, 3 and 4 at the table of 3; 2 and 4 did not agree."""
    people, slots, meetings, open_ones = [], [], [], []
    for event, (day, offset, _hour) in DAYS.items():

        def at(time: str, day: str = day, offset: str = offset) -> str:
            return f"{day}T{time}:00{offset}"

        people += [
            {"event": event, "number": number, "door_name": f"Exemplu {number} SRL", "organisation_type": "firm",
             "language": language, "people": 1, "contact": f"office{number}@exemplu.invalid", "meetings": met,
             "why": None if met else "nobody", "named": number in (1, 3)}
            for number, language, met in ((1, "ro", 2), (2, "it", 1), (3, "en", 1), (4, "ro", 1), (5, "en", 0))
        ]  # fmt: skip
        slots += [
            {"event": event, "session": "morning", "slot": slot, "start": at(begin), "end": at(end), "tables": 2}
            for slot, begin, end in ((1, "09:15", "09:35"), (2, "09:35", "09:55"))
        ]
        meetings += [
            {"event": event, "uid": f"a-{event}@pilotanalysis", "changed": event == "summer", "start": at("09:15"),
             "end": at("09:35"), "session": "morning", "slot": 1, "table": 2, "host": None, "one": 1, "other": 2,
             "third": None, "stage": "web", "origin": "accepted"},
            {"event": event, "uid": f"b-{event}@pilotanalysis", "changed": False, "start": at("09:35"),
             "end": at("09:55"), "session": "morning", "slot": 2, "table": None, "host": 3, "one": 3, "other": 4,
             "third": 1, "stage": None, "origin": "match"},
        ]  # fmt: skip
        open_ones.append(
            {"event": event, "one": 2, "other": 4, "third": None, "stage": "web", "origin": "pending",
             "reason": "tables", "whose": "", "mends": "m0"}
        )  # fmt: skip

    def frame(rows: list[dict[str, Any]], *numbers: str) -> pd.DataFrame:
        return pd.DataFrame(rows).assign(**MADE).astype(dict.fromkeys(numbers, "Int64"))

    days = [
        {"event": event, "kind": "b2b", "day": day, "place": "Iași", "version": {"winter": 1, "summer": 3}[event]}
        for event, (day, _offset, _hour) in DAYS.items()
    ]
    gone = [
        {"event": "summer", "uid": "c-summer@pilotanalysis", "start": f"2014-03-31T{time}:00+03:00",
         "end": f"2014-03-31T{end}:00+03:00", "one": one, "other": other, "third": None}
        for time, end, one, other in (("09:15", "09:35", 5, 3),)
    ]  # fmt: skip
    return Agendas(
        "agendas",
        events=frame(days),
        slots=frame(slots),
        people=frame(people),
        meetings=frame(meetings, "table", "host", "one", "other", "third"),
        gone=frame(gone, "one", "other", "third"),
        open=frame(open_ones, "one", "other", "third"),
        codes={
            "kind": {**KIND}, "organisation_type": {**TYPE_OF_ONE}, "why": {**WHY_NONE}, "stage": {"web": same("Web")},
            "origin": {**ORIGIN_OF_MEETING}, "reason": {**REASON_UNSERVED},
            "language": {code: same(language_name(code, code)) for code in ("en", "ro", "it")},
            "mends": {"m0": next(said_mends("table morning 1", ["morning"], {}, {}))[1]},
        },
        source=ARRANGED,
    )  # fmt: skip


def publish(study: Study, folder: Path, item: Agendas, release: str = "working") -> Path:
    report = Report(study, "05_b2b_meetings", release=release, output=folder)
    report.add(item)
    report.close()
    write_agendas(study, registers.load(folder), folder)
    return folder / "agendas"


@pytest.fixture(scope="module")
def made(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(study, tmp_path_factory.mktemp("agendas"), events())


def entries(path: Path) -> list[Any]:
    return icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")


def test_a_meeting_that_is_dropped_is_taken_out_of_calendars(made: Path) -> None:
    # Number 5 has no meeting left, and gets what cancels the one it had.
    for number in ("003", "005"):
        path = made / "summer" / f"{number}.cancelled.ics"
        calendar = icalendar.Calendar.from_ical(path.read_bytes())
        (one,) = calendar.walk("VEVENT")
        assert (calendar["method"], one["status"], one["uid"]) == ("CANCEL", "CANCELLED", "c-summer@pilotanalysis")
        # Two agendas were sent out before.
        assert one["sequence"] == 2
        assert one["dtstart"].dt.astimezone(UTC) == datetime(2014, 3, 31, 6, 15, tzinfo=UTC)
    assert not list(made.glob("winter/*.cancelled.ics"))
    assert not (made / "summer" / "001.cancelled.ics").exists()
    assert "no. 5" in text_of(made / "summer" / "003.cancelled.ics")


def test_an_organisation_with_two_meetings_at_once_is_told_how_many_people_it_needs(
    study: Study, tmp_path: Path
) -> None:
    item = events()
    meetings = item.meetings.assign(start=item.meetings["start"].str.replace("09:35", "09:15"))
    folder = publish(study, tmp_path, replace(item, meetings=meetings))
    assert text_of(folder / "winter" / "001.xlsx").count("2 persoane necesare") == 2
    assert "needed" not in text_of(folder / "winter" / "003.xlsx")


def text_of(path: Path) -> str:
    if path.suffix == ".pdf":
        return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(path).pages)
    if path.suffix == ".ics":
        return " ".join(f"{one['summary']} {one['location']} {one['description']}" for one in entries(path))
    book = load_workbook(path)
    return " ".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell)


@pytest.mark.parametrize("event", DAYS)
def test_a_calendar_is_right_on_both_sides_of_summer_time(made: Path, event: str) -> None:
    first, second = entries(made / event / "001.ics")
    day, _offset, hour = DAYS[event]
    begin = datetime.fromisoformat(f"{day}T{hour:02d}:15:00").replace(tzinfo=UTC)
    assert first["dtstart"].dt.astimezone(UTC) == begin
    assert first["dtstart"].params["TZID"] == "Europe/Bucharest"
    assert f"{first['dtstart'].dt:%H:%M} {second['dtend'].dt:%H:%M}" == "09:15 09:55"
    # When it was made is said by the data, and not by the clock.
    assert first["dtstamp"].dt < begin
    assert first["dtstamp"].dt.year == 2014
    assert b"BEGIN:VTIMEZONE" in (made / event / "001.ics").read_bytes()


def test_a_meeting_has_one_id_in_all_calendars_and_the_number_of_its_agenda(made: Path) -> None:
    for event, sequence in (("winter", 0), ("summer", 2)):
        one, other = (entries(made / event / f"00{number}.ics")[0] for number in (1, 2))
        assert one["uid"] == other["uid"] == f"a-{event}@pilotanalysis"
        assert one["sequence"] == sequence


def test_agendas_speak_the_language_of_who_gets_them(made: Path) -> None:
    for number, words in ((1, "Cu cine"), (2, "Con chi"), (3, "With")):
        for kind in ("pdf", "xlsx"):
            assert words in text_of(made / "winter" / f"00{number}.{kind}")
    assert "Întâlnire cu" in text_of(made / "winter" / "001.ics")
    assert "28 marzo 2014" in text_of(made / "winter" / "002.pdf")


@pytest.mark.parametrize("kind", ["ics", "pdf", "xlsx"])
def test_names_and_contacts_stand_only_of_those_who_agreed(made: Path, kind: str) -> None:
    own, met_by_2, met_by_4 = (text_of(made / "winter" / f"{number}.{kind}") for number in ("001", "002", "004"))
    # 2 and 4 have a number; 3 agreed.
    assert "nr. 2" in own
    assert "Exemplu 3 SRL" in own
    assert "office3@exemplu.invalid" in own
    assert [part for part in ("Exemplu 2", "Exemplu 4", "office2", "office4") if part in own] == []
    assert "office1@exemplu.invalid" in met_by_2
    assert "Exemplu 1 SRL" in met_by_2
    assert "Exemplu 3 SRL" in met_by_4
    # Where it is said that data is fictitious, every file says so.
    assert "Date demonstrative" in own


def test_who_has_no_meeting_has_no_agenda_and_is_listed_with_the_reason(made: Path) -> None:
    assert not list((made / "winter").glob("005.*"))
    book = load_workbook(made / "winter.en.xlsx")
    rows = [row[:3] for row in book["Without a meeting"].iter_rows(values_only=True)]
    assert ("no. 5", "firm", "no open request, and no match known") in rows


def test_the_organiser_has_table_plan_door_list_and_what_is_not_held(made: Path) -> None:
    book = load_workbook(made / "winter.en.xlsx")
    assert book.sheetnames == ["Table plan", "Door list", "Without a meeting", "Not held"]
    plan = list(book["Table plan"].iter_rows(values_only=True))
    assert ("09:15–09:35", "morning", "2", "no. 1: Exemplu 1 SRL — no. 2") in plan
    assert ("09:35–09:55", "morning", "table of no. 3", "no. 3: Exemplu 3 SRL — no. 4 — no. 1: Exemplu 1 SRL") in plan
    door = [row[1] for row in book["Door list"].iter_rows(values_only=True)]
    assert [name for name in door if name and name.startswith("Exemplu")] == [f"Exemplu {n} SRL" for n in range(1, 6)]
    last = list(book["Not held"].iter_rows(values_only=True))[-1]
    assert last[2:] == ("all tables are taken", None, "one more table in morning, slot 1")
    for language, words in (("en", "Free tables: 1."), ("ro", "Mese libere: 1."), ("it", "Tavoli liberi: 1.")):
        document = text_of(made / f"winter.{language}.pdf")
        assert words in document
        assert document.count("Exemplu 2 SRL") == 1, "at the door alone"


def test_the_same_agendas_give_the_same_bytes_and_none_are_public(study: Study, made: Path, tmp_path: Path) -> None:
    again = publish(study, tmp_path / "again", events())
    files = {path.relative_to(made).as_posix(): path.read_bytes() for path in made.rglob("*.*")}
    assert files == {path.relative_to(again).as_posix(): path.read_bytes() for path in again.rglob("*.*")}
    # And two that take a meeting out of calendars.
    assert len(files) == 2 * (4 * 3 + 3 * 2) + 2
    public = publish(study, tmp_path / "public", events(), "public")
    assert not public.exists()
    assert "Exemplu" not in (tmp_path / "public" / "results" / "05_b2b_meetings.json").read_text("utf-8")


def test_expected_results_have_no_contact_and_no_name_of_the_door(made: Path) -> None:
    assert taken_for_a_report("reports/agendas/winter/001.ics")
    content = essence(made.parent)["05_b2b_meetings"]["agendas"]
    assert set(content) == {"events", "slots", "people", "meetings", "gone", "open"}
    said = str(content)
    assert "office" not in said
    assert "Exemplu 1 SRL" in said
    assert "Exemplu 2 SRL" not in said


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=6))
def test_nothing_is_told_of_who_did_not_agree(drawn: list[tuple[bool, bool]]) -> None:
    rows = [
        {"door_name": f"name {number}", "contact": f"contact {number}" if has else None, "named": agreed}
        for number, (agreed, has) in enumerate(drawn)
    ]
    shown = told(pd.DataFrame(rows, columns=["door_name", "contact", "named"]))
    assert shown["name"].notna().tolist() == [agreed for agreed, _has in drawn]
    assert shown["contact"].notna().tolist() == [agreed and has for agreed, has in drawn]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (
            "table part one 1;table part one 3;slot part one",
            "one more table in part one, slot 1 and 3|one more slot in part one",
        ),
        ("maximum exemplu doi|IS", "one more meeting for no. 7"),
        ("person exemplu doi|IS part one 2", "one more person of no. 7 in part one, slot 2"),
        ("", ""),
    ],
)
def test_changes_are_said_in_words_whatever_blanks_stand_in_names(cell: str, words: str) -> None:
    said = said_mends(cell, ["one", "part one"], {"exemplu doi|IS": 7}, {})
    assert "|".join(say(message, "en") for _key, message in said) == words


@pytest.mark.long
def test_agendas_are_listed_and_go_with_their_event(small: Path, command: Command) -> None:
    for path in (small / "notebooks").glob("0[!5]_*.ipynb"):
        path.unlink()
    assert command("run", "--study", in_english(small)).returncode == 0
    listed = manifest.read(small / "reports")
    assert listed is not None
    there = {path.relative_to(small / "reports").as_posix() for path in (small / "reports" / AGENDAS).rglob("*.*")}
    assert {name.split("/")[1].split(".")[0] for name in there} >= {"b2b-1", "c2c-2"}
    assert there <= listed.shared.keys()
    for log in (small / "data" / "raw" / "pilot").glob("*.csv"):
        lines = log.read_text("utf-8").splitlines(keepends=True)
        log.write_text("".join(line for line in lines if not line.startswith("c2c-2")), "utf-8")
    assert command("run", "--study", small).returncode == 0
    left = {path.relative_to(small / "reports").as_posix() for path in (small / "reports" / AGENDAS).rglob("*.*")}
    assert left == {name for name in there if "c2c-2" not in name}


def test_agendas_of_the_demonstration_are_of_all_who_meet(cleaned: Study, built: TableSet) -> None:
    item = agendas(open_store(cleaned))
    met = built.of(Meetings)
    each = met.melt(id_vars="event", value_vars=["organisation", "other", "third"], value_name="who").dropna()
    assert int((item.people["meetings"] > 0).sum()) == len(each.drop_duplicates(["event", "who"]))
    assert int(item.people["meetings"].sum()) == len(each)
    assert len(item.meetings) == len(met)
    assert item.meetings["uid"].is_unique
    assert len(item.open) == len(built.of(Unserved))
    assert not item.people.duplicated(["event", "number"]).any()
    # Who is told apart is who agreed.
    agreed = set(built.of(Contacts).query("named")["organisation"])
    people = built.of(Participants).query("registered == 'yes'")
    assert item.people["named"].tolist() == people["organisation"].isin(agreed).tolist()
    assert item.people.loc[item.people["contact"].notna(), "named"].all()
    assert item.people["why"].isna().eq(item.people["meetings"] > 0).all()
