"""What meetings led to: agreements apart from new members, and about which missing link."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from test_events_told import by_hand
from test_meetings import A, B, _add, _read, root  # noqa: F401  # a fixture

from pilotanalysis import meetings
from pilotanalysis.chain.kinds import MISSING
from pilotanalysis.chain.tables import Gaps
from pilotanalysis.meetings.events.agreements import agreed_meetings
from pilotanalysis.meetings.tables import AGREEMENT, EventSteps, MeetingFollowUps
from pilotanalysis.results import say
from pilotanalysis.store import Store
from pilotanalysis.study import Study
from pilotanalysis.survey.tables import Organisations
from pilotanalysis.tables import TableSet, conform


@pytest.fixture(scope="module")
def data(cleaned: Study) -> Store:
    return Store(cleaned)


def _with_gap(event: Store, whole: Store, stage: str, kind: str) -> Store:
    """Make the first participant of the small event a member of a cluster that has a gap on a stage."""
    gaps = whole.all(Gaps)
    own = gaps[gaps["at_face"] & (gaps["cluster"] == "euronest")].head(1).assign(stage=stage, kind=kind)
    member = whole.all(Organisations).query("cluster == 'euronest'").head(1).assign(organisation=A)
    told = {Gaps: conform(own, Gaps), Organisations: conform(member, Organisations)}
    return event.trying(event.settings, TableSet({**event.instead, **told}))


@pytest.mark.parametrize(("stage", "on_gap"), [("ux_design", True), ("software_testing", False)])
def test_an_agreement_is_about_a_gap_of_one_of_those_who_met(
    data: Store,
    study: Study,
    root: Path,  # noqa: F811
    stage: str,
    on_gap: bool,
) -> None:
    people = root / "data" / "raw" / "pilot" / "participants.csv"
    people.write_text(people.read_text("utf-8").replace("yes,,yes,\n", "yes,,yes,yes\n"), "utf-8")
    _add(root, "followups", "m1,3,letter_of_intent", "m1,6,contract")
    kind = MISSING[0]
    frame = agreed_meetings(_with_gap(by_hand(study, _read(root)), data, stage, kind))
    assert frame[["outcome", "months", "stage"]].to_numpy().tolist() == [["contract", 3, "ux_design"]]
    assert (frame["on"].iloc[0], frame["gap"].iloc[0]) == (("missing", kind) if on_gap else ("none", "no_gap"))
    who = frame[["organisation", "organisation_cluster", "other_cluster"]]
    assert who.to_numpy().tolist() == [[A, "euronest", "none"]]


def test_what_cannot_be_led_to_nothing(study: Study, root: Path) -> None:  # noqa: F811
    _add(root, "meetings", f"m2,day,early,2,T1,{B},{A},,no,,,")
    _add(root, "followups", "m2,1,contract")
    assert agreed_meetings(by_hand(study, _read(root))).empty


def test_agreements_and_new_members_add_up_to_the_step(data: Store) -> None:
    item = meetings.agreements_finding(data)
    row = item.data.release(None).frame.iloc[0]
    steps = data.all(EventSteps).query("step == 'agreement'")["number"].sum()
    later = data.all(MeetingFollowUps).sort_values("months", kind="stable")
    last = later[later["outcome"].isin(AGREEMENT)].drop_duplicates("meeting", keep="last")
    assert row["joined"] == (last["outcome"] == AGREEMENT[-1]).sum() > 0
    assert row["agreements"] + row["joined"] == row["between"] + row["within"] == row["all"] == steps
    text = say(item.text(item.data.release(None)), "en")
    assert f"an agreement: **{row['agreements']}**; to a new member: **{row['joined']}**" in text
    assert "the two are not added up" in text
    table = meetings.agreed_meetings_table(data).data.release(None).frame
    of_agreements = table[table["outcome"] != AGREEMENT[-1]]
    assert f"of the agreements **{(of_agreements['on'] == 'missing').sum()}** of {len(of_agreements)}" in text
    members = set(data.all(Organisations)["organisation"])
    joined = table[table["outcome"] == AGREEMENT[-1]]
    known = int((joined["organisation"].isin(members) & joined["other"].isin(members)).sum())
    assert f"on the rosters of the clusters analysed already: **{known}**" in text
    assert known == row["joined"], "in the demonstration nobody who joined is a newcomer"
    table = meetings.agreed_meetings_table(data).data
    assert len(table.release(None).frame) == steps
    assert table.release(3).frame.empty


def test_the_public_release_tells_of_no_few_new_members(data: Store) -> None:
    item = meetings.agreements_finding(data)
    frame = item.data.release(3).frame
    shown = frame[list(item.data.disclosure.counts)].iloc[0].dropna()
    assert not ((shown > 0) & (shown < 3)).any()
    assert 0 < item.data.release(None).frame["joined"].iloc[0] < 3, "the demonstration has few"
    assert pd.isna(frame["agreements"].iloc[0]), "it would follow from all of them"
    assert "is not in the public release" in say(item.text(item.data.release(3)), "en")
