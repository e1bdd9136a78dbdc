"""The logs of events: what is wrong in them is told where it stands, and what fits together has keys."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from conftest import ROOT

from pilotanalysis.meetings.agendas.mends import said_mends
from pilotanalysis.meetings.build import check
from pilotanalysis.meetings.labels import session_words
from pilotanalysis.meetings.logs import read_logs, read_sent
from pilotanalysis.meetings.outcomes import what_came_of_events
from pilotanalysis.meetings.tables import (
    LOGS,
    EventDoubts,
    EventSteps,
    HeldMeetings,
    LockedMeetings,
    MeetingFollowUps,
    Participants,
    Requests,
)
from pilotanalysis.partners.tables import Candidates, FollowUpMembers
from pilotanalysis.problems import StudyError
from pilotanalysis.results import say
from pilotanalysis.store import Store
from pilotanalysis.study import Study
from pilotanalysis.survey.tables import Organisations
from pilotanalysis.tables import TableSet, empty

BELOW = TableSet({model: empty(model) for model in (Organisations, FollowUpMembers, Candidates)})
A, B, C = "9900000010", "9900000029", "9900000037"
#: An event of three, as an organiser would write it down.
EVENT: Mapping[str, str] = {
    "events": "event,kind,date,place,clusters\nday,b2b,2014-03-28,Iași,euronest\n",
    "sessions": "event,session,start,slots,slot_minutes,tables\nday,early,09:00,3,20,2\nday,late,14:00,3,20,2\n",
    "participants": "event,organisation,name,organisation_type,people,own_table,most_meetings,languages,joins,change,"
    "registered,attended\n"
    f"day,RO {A},Exemplu Unu SRL,firm,1,no,,ro,yes,,yes,\n"
    f"day,{B},Exemplu Doi SRL,firm,1,no,,ro;en,yes,,yes,yes\n"
    f"day,{C},Exemplu Trei,research_edu,2,yes,4,,no,late,yes,no\n",
    "attendance": f"event,organisation,half_day\nday,{A},am\n",
    "rules": "event,organisation_type,other_type,may_meet,most\nday,firm,any,yes,2\n",
    "locked": f"event,session,slot,organisation,other,third\nday,early,1,{A},Exemplu Trei,\n",
    "requests": "event,from,to,third,topic,status\n"
    f"day,{A},exemplu doi,,ux_design,accepted\nday,{B},{C},{A},,pending\n",
    "meetings": "meeting,event,session,slot,table,from,to,third,held,rating_from,rating_to,minutes\n"
    f"m1,day,early,1,T1,{A},{B},,yes,5,,19\n",
    "followups": "meeting,months,outcome\nm1,1,visit\n",
    "walk_ins": "event,name,organisation_type,meetings\nday,Exemplu Oaspete,firm,2\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copyfile(ROOT / "study.yml", tmp_path / "study.yml")
    reference = tmp_path / "data" / "raw" / "reference"
    (tmp_path / "data" / "raw" / "pilot").mkdir(parents=True)
    reference.mkdir()
    for name in ("clusters.csv", "stages.csv"):
        shutil.copyfile(ROOT / "data" / "raw" / "reference" / name, reference / name)
    for name, text in EVENT.items():
        (tmp_path / "data" / "raw" / "pilot" / f"{name}.csv").write_text(text, "utf-8")
    return tmp_path


def _read(root: Path) -> TableSet:
    return read_logs(Study(root), BELOW)


def _refused(root: Path) -> str:
    with pytest.raises(StudyError) as caught:
        _read(root)
    assert len(caught.value.problems) == 1, [str(problem) for problem in caught.value.problems]
    return str(caught.value.problems[0])


def _file(root: Path, log: str) -> Path:
    return root / "data" / "raw" / "pilot" / f"{log}.csv"


def test_whoever_is_named_gets_the_key_of_a_participant(root: Path) -> None:
    tables = _read(root)
    assert list(tables.of(Participants)["organisation"]) == [A, B, C]
    assert tables.of(Requests)[["from", "to"]].values.tolist() == [[A, B], [B, C]]
    assert list(tables.of(LockedMeetings)["other"]) == [C]
    assert tables.of(Requests)["row_id"].tolist() == ["pilot/requests.csv!2", "pilot/requests.csv!3"]


def test_without_logs_there_are_no_events(root: Path) -> None:
    shutil.rmtree(root / "data" / "raw" / "pilot")
    assert all(not len(frame) for frame in _read(root).values())


def test_a_workbook_says_the_same_as_csv(root: Path) -> None:
    before = _read(root)
    for log in LOGS.values():
        frame = pd.read_csv(_file(root, log), dtype=str, keep_default_na=False)
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = log
        for row in [list(frame.columns), *frame.to_numpy().tolist()]:
            sheet.append(row)
        book.save(_file(root, log).with_suffix(".xlsx"))
        _file(root, log).unlink()
    after = _read(root)
    lineage = ["row_id", "file", "sheet"]
    for model in LOGS:
        pd.testing.assert_frame_equal(after[model].drop(columns=lineage), before[model].drop(columns=lineage))
    assert after.of(Requests)["row_id"].iloc[0] == "pilot/requests.xlsx#requests!2"


def test_a_day_and_a_time_of_a_spreadsheet_are_read(root: Path) -> None:
    before = _read(root)
    for log, old, new in (("events", "2014-03-28", "2014-03-28 00:00:00"), ("sessions", "09:00", "09:00:00")):
        file = _file(root, log)
        file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    after = _read(root)
    for model in LOGS:
        pd.testing.assert_frame_equal(after[model], before[model])


@pytest.mark.parametrize(
    ("log", "old", "new", "told"),
    [
        ("requests", f"day,{B},{C}", f"day,{B},9900009999", "requests.csv, row 3, column to"),
        ("requests", "exemplu doi", "exemplu unu", f"requests.csv, row 2, column to: {A} would meet itself"),
        ("requests", f"{C},{A},,pending", f"{C},{B},,pending", "column third"),
        (
            "requests",
            f"day,{B},{C},{A},,pending",
            f"day,{A},{B},,,pending",
            "requests.csv, row 3, column event, from, to, third",
        ),
        ("requests", "ux_design", "ux_desing", "Did you mean ux_design?"),
        ("requests", "pending", "perhaps", "Allowed: pending, accepted, declined"),
        ("locked", "early,1", "early,4", "Its slots are 1 to 3"),
        ("locked", "early", "noon", "noon is not a session of day. Known: early, late."),
        ("locked", "Exemplu Trei,\n", f"Exemplu Trei,\nday,early,1,{A},{B},\n", "locked.csv, row 3, column slot: "),
        ("sessions", "14:00", "21:30", "sessions.csv, row 3, column start: Session late runs"),
        ("sessions", "14:00", "09:10", "in other slots"),
        ("sessions", "14:00", "25:00", "HH:MM"),
        ("sessions", "20,2", "0,2", "slot_minutes"),
        ("events", "2014-03-28", "2014-02-30", "2014-02-30 is no day"),
        ("events", "euronest", "euronets", "Did you mean euronest?"),
        ("participants", "firm,1", "firm,none", "a whole number"),
        ("participants", f"day,{C}", f"day,{A},Exemplu Unu,firm,1,no,,,yes,,yes,\nday,{C}", "stands twice"),
        ("attendance", "am", "noon", "Allowed: am, pm"),
        ("rules", "yes,2", "perhaps,2", "may_meet"),
        ("rules", "yes,2", "no,", "locked.csv, row 2, column other: It is fixed, and a rule says"),
        ("participants", "ro;en", "ro en", "column languages"),
        ("events", "2014-03-28", "0214-03-28", "column date"),
        ("followups", "m1,1", "m1,2", "Allowed: 1, 3, 6"),
        ("meetings", "yes,5", "yes,6", "rating_from"),
        ("followups", "m1", "m2", "m2 is no meeting"),
        ("followups", "visit", "dinner", "Allowed: none, contact"),
        ("walk_ins", "day", "night", "night is no event"),
        ("events", "day,b2b", "Ziua 1/2,b2b", "events.csv, row 2, column event"),
    ],
)
def test_what_is_wrong_is_told_where_it_stands(root: Path, log: str, old: str, new: str, told: str) -> None:
    file = _file(root, log)
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    said = _refused(root)
    assert told in said
    assert log in said


def test_an_event_where_nobody_could_sit_is_refused(root: Path) -> None:
    file = _file(root, "sessions")
    file.write_text(file.read_text("utf-8").replace("20,2", "20,0"), "utf-8")
    # The third participant has a table of its own.
    _read(root)
    people = _file(root, "participants")
    people.write_text(people.read_text("utf-8").replace("2,yes,4", "2,no,4"), "utf-8")
    assert "data/raw/pilot/sessions.csv, row 2, column tables: No session of day has a table." in _refused(root)


def test_a_session_is_called_by_its_name_in_each_language_and_by_its_id_where_it_has_none(root: Path) -> None:
    head = "event,session,name_en,name_it,start,slots,slot_minutes,tables\n"
    rows = "day,early,morning,mattina,09:00,3,20,2\nday,late,,sera,14:00,3,20,2\n"
    _file(root, "sessions").write_text(head + rows, "utf-8")
    logs = _read(root)
    called = session_words(Store(Study(root), instead=logs))
    assert [say(called["early"], language) for language in ("en", "ro", "it")] == ["morning", "early", "mattina"]
    assert say(called["late"], "en") == "late"
    mend = next(said_mends("table early 2", ["early", "late"], {}, called))[1]
    assert say(mend, "it").startswith("un tavolo in più") and "mattina" in say(mend, "it")
    two = f"{head}{rows}day,early,dawn,mattina,18:00,1,20,2\n".replace("day,early,dawn", "next,early,dawn")
    _file(root, "sessions").write_text(two, "utf-8")
    events = _file(root, "events")
    events.write_text(events.read_text("utf-8") + "next,b2b,2014-03-29,Iași,euronest\n", "utf-8")
    assert "sessions.csv, row 4, column name_en: Session early is called 'dawn' here" in _refused(root)


def test_an_event_without_sessions_is_refused(root: Path) -> None:
    _file(root, "sessions").unlink()
    _file(root, "locked").unlink()
    assert "day has no session" in _refused(root)


def test_of_two_files_of_a_log_neither_is_chosen(root: Path) -> None:
    _file(root, "requests").with_suffix(".xlsx").write_bytes(b"")
    assert "Keep one of them" in _refused(root)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Requests.csv", "Save it as requests.csv or requests.xlsx"),
        ("requests.XLSX", "Save it as requests.csv or requests.xlsx"),
        ("requests.ods", "Save it as requests.csv or requests.xlsx"),
        ("reqests.csv", "Did you mean requests?"),
    ],
)
def test_a_log_under_another_name_is_not_passed_over(root: Path, name: str, told: str) -> None:
    study = Study(root)
    assert check(study) == []
    _file(root, "requests").rename(_file(root, "requests").with_name(name))
    (problem,) = check(study)
    assert problem.file == f"data/raw/pilot/{name}"
    assert told in str(problem)
    # Notes of the organiser are no log.
    (root / "data" / "raw" / "pilot" / "notes.csv").write_text("a\n", "utf-8")
    assert len(check(study)) == 1


def test_a_rating_that_is_missing_is_missing(root: Path) -> None:
    tables = _read(root)
    assert tables.of(HeldMeetings)["rating_to"].isna().all()
    assert list(tables.of(MeetingFollowUps)["outcome"]) == ["visit"]


AGENDA = "event,session,slot,table,organisation,other,third,value\n"


def _send(root: Path, *rows: str) -> None:
    (root / "data" / "decisions").mkdir()
    (root / "data" / "decisions" / "agenda.csv").write_text(AGENDA + "".join(f"{row}\n" for row in rows), "utf-8")


def test_the_agenda_that_was_sent_out_is_read(root: Path) -> None:
    _send(root, f"day,early,2,1,{A},Exemplu Doi,,79", f"day,late,3,,{B},{C},,10")
    sent = read_sent(Study(root), _read(root))
    assert sent[["organisation", "other"]].to_numpy().tolist() == [[A, B], [B, C]]
    assert sent["table"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (f"day,early,4,1,{A},{B},,1", "agenda.csv, row 2, column slot: Session early has no slot 4."),
        (f"day,noon,1,1,{A},{B},,1", "agenda.csv, row 2, column session: noon is not a session of day."),
        (f"day,early,1,1,{A},9900009999,,1", "agenda.csv, row 2, column other"),
        (f"day,early,one,1,{A},{B},,1", "agenda.csv, row 2, column slot: 'one' is not allowed."),
    ],
)
def test_an_agenda_that_cannot_have_been_sent_is_refused(root: Path, row: str, told: str) -> None:
    _send(root, row)
    with pytest.raises(StudyError) as caught:
        read_sent(Study(root), _read(root))
    assert f"data/decisions/{told}" in str(caught.value)


def _add(root: Path, log: str, *rows: str) -> None:
    file = _file(root, log)
    file.write_text(file.read_text("utf-8") + "".join(f"{row}\n" for row in rows), "utf-8")


def _steps(tables: TableSet) -> dict[str, tuple[int, int]]:
    found = what_came_of_events(tables).of(EventSteps)
    return {
        step: (number, doubtful)
        for step, number, doubtful in found[["step", "number", "doubtful"]].itertuples(index=False, name=None)
    }


def test_each_step_of_an_event_is_counted(root: Path) -> None:
    people = _file(root, "participants")
    people.write_text(people.read_text("utf-8").replace("yes,,yes,\n", "yes,,yes,yes\n"), "utf-8")
    _add(root, "followups", "m1,3,contract", "m1,6,contract")
    assert _steps(_read(root)) == {
        "invited": (3, 0), "registered": (3, 0), "attended": (2, 0), "requested": (2, 0), "accepted": (1, 0),
        "scheduled": (1, 0), "held": (1, 0), "rated": (1, 0), "followed_up": (1, 0), "cooperation": (1, 0),
        "agreement": (1, 0),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("log", "row", "doubt", "step"),
    [
        ("participants", "day,9900000045,Exemplu Patru,firm,1,no,,,yes,,no,yes", "not_registered", "attended"),
        ("meetings", f"m2,day,early,2,T1,{B},{C},,yes,4,4,20", "not_there", "held"),
        ("meetings", f"m2,day,early,9,T1,{B},{A},,yes,,,", "no_such_slot", "held"),
        ("meetings", "m2,day,early,2,T1,9900000045,Exemplu Doi SRL,,yes,,,", "not_invited", "held"),
        ("meetings", f"m2,day,noon,1,T1,{B},{A},,yes,,,", "no_such_slot", "held"),
        ("meetings", f"m2,day,early,1,T2,{B},{A},,yes,,,", "two_at_once", "held"),
        ("meetings", f"m2,day,early,2,T1,{B},{A},,no,3,,", "rated_not_held", "rated"),
    ],
)
def test_what_cannot_be_is_listed_and_left_out(root: Path, log: str, row: str, doubt: str, step: str) -> None:
    before = _steps(_read(root))
    _add(root, log, row)
    tables = _read(root)
    after = _steps(tables)
    told = what_came_of_events(tables).of(EventDoubts)
    assert told["doubt"].tolist() == [doubt]
    last = len(_file(root, log).read_text("utf-8").splitlines())
    assert told["made_from"].tolist() == [f"pilot/{log}.csv!{last}"]
    assert after[step] == (before[step][0], before[step][1] + 1)


def test_a_meeting_longer_than_its_slot_is_told_and_counts_as_held(root: Path) -> None:
    before = _steps(_read(root))
    meetings = _file(root, "meetings")
    meetings.write_text(meetings.read_text("utf-8").replace(",19\n", ",21\n"), "utf-8")
    tables = _read(root)
    assert what_came_of_events(tables).of(EventDoubts)["doubt"].tolist() == ["too_long"]
    assert _steps(tables) == before


@pytest.mark.parametrize(("outcome", "reached"), [("contact", 0), ("visit", 0), ("offer", 1), ("new_member", 1)])
def test_cooperation_begins_with_an_offer(root: Path, outcome: str, reached: int) -> None:
    _add(root, "followups", f"m1,3,{outcome}")
    assert _steps(_read(root))["cooperation"] == (reached, 0)


def test_two_meetings_at_one_table_are_in_doubt(root: Path) -> None:
    """With more people, somebody may sit at two tables, but not at one with two others."""
    people = _file(root, "participants")
    people.write_text(people.read_text("utf-8").replace("firm,1", "firm,2"), "utf-8")
    _add(root, "meetings", f"m2,day,early,1,T1,{B},{A},,yes,,,")
    assert what_came_of_events(_read(root)).of(EventDoubts)["doubt"].tolist() == ["one_table"]


def test_what_came_of_a_meeting_that_was_not_held_is_in_doubt(root: Path) -> None:
    _add(root, "meetings", f"m2,day,early,2,T1,{B},{A},,no,,,")
    _add(root, "followups", "m2,1,contract")
    tables = _read(root)
    assert what_came_of_events(tables).of(EventDoubts)["doubt"].tolist() == ["asked_not_held"]
    assert _steps(tables)["agreement"] == (0, 1)
