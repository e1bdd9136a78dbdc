"""What readers see of the partner pool: findings, tables and figures on pools written down by hand."""

from __future__ import annotations

import json
import re
from typing import Any

import pandas as pd
import pytest
from candidates import AGREED, SILENT, gaps_of, many, notebook_items, with_pool
from test_figures import faults, painted, too_small

from pilotanalysis import partners
from pilotanalysis.chain.tables import Gaps
from pilotanalysis.partners.closing import SHADES
from pilotanalysis.partners.joining import WHY_NOBODY
from pilotanalysis.partners.shortlist.findings import NO_GAP
from pilotanalysis.partners.shortlist.stages import stages_to_close
from pilotanalysis.partners.shortlist.tabulation import candidates_tabulation, gaps_by_origin
from pilotanalysis.publish.pages import sheets_page
from pilotanalysis.publish.registers import Register, sheet_by_key
from pilotanalysis.results import Report, say
from pilotanalysis.results.display import table_rows
from pilotanalysis.results.style import contrast
from pilotanalysis.store import Store, open_store
from pilotanalysis.study import Study

#: A stage of the demonstration whose only gap is that one member works there: the public release does not tell it.
CLUSTER, THIN = "euronest", "systems_integration"
#: A stage of which nothing is missing there but ties between members.
TIES = "software_development"
FIGURES = (
    partners.coverage_curve, partners.gaps_by_candidate, partners.candidates_by_county, partners.who_closes_what,
)  # fmt: skip


@pytest.fixture(scope="module")
def data(cleaned: Study) -> Store:
    return open_store(cleaned, CLUSTER)


def entered(store: Store, make: Any, release: str = "working") -> dict[str, Any]:
    """What is registered of an item."""
    report = Report(store.study, "04_partner_pool", store.cluster, "en", release)
    item = make(store)
    report.add(item)
    return report.entry(item.id)


def said(store: Store, make: Any, release: str = "working") -> str:
    return str(entered(store, make, release)["text"]["en"])


def rows_of(store: Store, make: Any, release: str = "working") -> list[list[str]]:
    return table_rows(entered(store, make, release), "en")


def everything(store: Store, release: str) -> dict[str, Any]:
    """All that notebook 04 registers but for the catalogue, which has tests of its own."""
    report = Report(store.study, "04_partner_pool", store.cluster, "en", release)
    items = [getattr(partners, name)(store) for name in notebook_items() if name != "partner_catalogue"]
    for item in items:
        report.add(item)
    return {item.id: report.entry(item.id) for item in items}


def nothing(data: Store) -> Store:
    """The same cluster without a gap."""
    return with_pool(data, (), gaps=data.all(Gaps).assign(at_face=False, verdict=None))


def many_gaps(data: Store) -> Store:
    """The same cluster with a gap on every stage, a candidate for each."""
    gaps = data.all(Gaps)
    verdict = gaps["verdict"].fillna("mend").replace("sell", "mend")
    gaps = gaps.assign(at_face=True, verdict=verdict, advice=verdict)
    wide = with_pool(data, (), gaps=gaps)
    return with_pool(data, many(wide, each=12), gaps=gaps)


def test_gaps_with_anybody_with_enough_and_with_nobody_by_hand(data: Store) -> None:
    first, second, *rest = gaps_of(data)
    rows = [{"stage": first, "candidate": f"k{number}"} for number in range(3)]
    store = with_pool(data, [*rows, {"stage": second, "candidate": "k0"}])
    text = said(store, partners.anybody_finding)
    assert f"Of **{len(rest) + 2} gaps**" in text and "found for **2**; at least 3 candidates for **1**" in text
    assert text.count(",") >= len(rest) - 2 and "Nobody was found for" in text
    assert "it takes at least **3 organisations**" in said(store, partners.pool_finding)
    assert "For one candidate each it takes at least **1 organisation**" in said(store, partners.pool_finding)
    assert len(rows_of(store, partners.investments)) == len(rest)
    assert f"For **{len(rest)} gaps** nobody was found" in said(store, partners.unclosed_finding)


def test_who_works_with_all_who_lack_it_closes_nothing_new(data: Store) -> None:
    first, *rest = gaps_of(data)
    store = with_pool(data, [{"stage": first, "candidate": "k0", "tied": True}])
    assert "found for **0**" in said(store, partners.anybody_finding)
    assert len(rows_of(store, partners.investments)) == len(rest) + 1


def test_what_is_not_known_is_said_and_is_no_zero(data: Store) -> None:
    store = with_pool(data, [{"stage": gaps_of(data)[0], "candidate": "k0", "certificates": 0.0}])
    entry = entered(store, partners.first_candidates)
    cells = dict(zip([column["name"] for column in entry["columns"]], table_rows(entry, "en")[0], strict=True))
    assert cells["capacity"] == cells["willingness"] == "not known"
    assert cells["certificates"] == "0.00"
    sure = entered(store, partners.how_sure)
    cells = dict(zip([column["name"] for column in sure["columns"]], table_rows(sure, "en")[0], strict=True))
    assert cells["known"] == "67%"
    assert float(cells["score_least"]) < float(cells["score"]) < float(cells["score_most"])


@pytest.mark.parametrize("release", ["working", "public"])
def test_names_only_of_those_who_agreed_or_are_public_and_contacts_of_nobody(data: Store, release: str) -> None:
    gap = gaps_of(data)[0]
    rows: list[dict[str, object]] = [
        {"stage": gap, "candidate": "9900000001", "name": "Exemplu Public SRL"},
        {**AGREED, "stage": gap, "candidate": "9900000002", "name": "Exemplu Acord SRL"},
        {**SILENT, "stage": gap, "candidate": "9900000003", "name": "Exemplu Tacut SRL", "decision": "rejected"},
        {**SILENT, "stage": gap, "candidate": "9900000004", "name": "Exemplu Mut SRL", "offer": "sudură de oțel"},
    ]
    words = json.dumps(everything(with_pool(data, rows), release), ensure_ascii=False)
    assert "Exemplu Public SRL" in words and "Exemplu Acord SRL" in words
    for silent in ("Tacut", "Mut SRL", "9900000003", "9900000004", "exemplu.example", "sudură"):
        assert silent not in words, silent
    assert ("a member of Euronest IT&C Hub, no. 2" in words) == (release == "working") or release == "public"


def test_the_public_release_leaves_out_members_who_did_not_agree(data: Store) -> None:
    gap = gaps_of(data)[0]
    rows = [
        {**SILENT, "stage": gap, "candidate": "k0", "capability": 1.0},
        {**AGREED, "stage": gap, "candidate": "k1", "capability": 0.9},
        {"stage": gap, "candidate": "k2", "capability": 0.2},
    ]
    store = with_pool(data, rows)
    inside, public = (rows_of(store, partners.how_sure, release) for release in ("working", "public"))
    assert [row[2] for row in inside] == ["a member of Euronest IT&C Hub, no. 1", "Exemplu k1", "Exemplu k2"]
    # Places among the others; what those who agreed answered stays inside.
    assert [row[1:3] for row in public] == [["1", "Exemplu k1"], ["2", "Exemplu k2"]]
    assert public[0][3:] == [":c"] * 5 and public[1][4] != ":c" and public[1][7] == ":c"
    # Nor does a mean give it back.
    assert said(store, partners.sure_finding).startswith("**83%** of the candidates' criteria are known.")
    assert said(store, partners.sure_finding, "public").startswith(
        "Of candidates that did not answer the survey, **50%**"
    )
    # Members of the cluster are in no pool; that they could close the gap is told apart.
    assert [row[1] for row in rows_of(store, partners.pool_table, "working")] == ["Exemplu k2"]
    told = said(store, partners.inside_finding)
    assert "could close **1 gap**" in told and "nobody else was found: **0**" in told


def test_own_members_of_whom_only_the_activity_fits_are_to_be_asked_and_close_nothing(data: Store) -> None:
    first, second = gaps_of(data)[:2]
    fitting = {**AGREED, "stage": first, "candidate": "k0", "basis": "activity"}
    only = said(with_pool(data, [fitting]), partners.inside_finding)
    assert "Own members of the cluster could close" not in only
    assert re.search(r"For \*\*1 gap\*\* of \d+, own members have a fitting main activity", only)
    store = with_pool(data, [fitting, {**AGREED, "stage": second, "candidate": "k1"}])
    told = said(store, partners.inside_finding)
    assert "could close **1 gap** of" in told
    assert re.search(r"For \*\*1 gap\*\* of \d+, own members have a fitting main activity", told)
    title = partners.who_closes_what(store).words(gaps_by_origin(store).release(None)).title
    assert say(title, "en").endswith("members of the analysed clusters could close 1 gap")


def test_what_a_member_of_another_cluster_who_did_not_agree_could_close_is_not_told(data: Store) -> None:
    rows = [{**SILENT, "origin": "other_cluster", "home": "iconic", "stage": gaps_of(data)[0], "candidate": "k0"}]
    table = rows_of(with_pool(data, rows), partners.pool_table, "public")
    assert [row[4] for row in table] == [":c"]
    assert "all who could close one are from outside" in said(with_pool(data, rows), partners.inside_finding)


@pytest.mark.parametrize(("silent", "shown"), [(0, True), (1, False), (2, False), (3, True)])
def test_small_counts_of_members_who_did_not_agree_are_suppressed(data: Store, silent: int, shown: bool) -> None:
    gap = gaps_of(data)[0]
    rows = [{**SILENT, "stage": gap, "candidate": f"k{number}"} for number in range(silent)]
    rows += [{**AGREED, "stage": gap, "candidate": "k8"}, {"stage": gap, "candidate": "k9"}]
    released = gaps_by_origin(with_pool(data, rows)).release(3)
    first = released.frame.set_index("stage").loc[gap]
    assert pd.notna(first["member"]) == pd.notna(first["total"]) == pd.notna(first["enough"]) == shown
    assert first["region"] == 1
    if shown:
        assert first["total"] == silent + 2


def test_a_gap_that_hangs_on_one_member_stands_nowhere_in_the_public_release(data: Store) -> None:
    store = with_pool(data, many(data))
    assert THIN in gaps_of(data)
    released = gaps_by_origin(store).release(3)
    assert THIN not in set(released.frame["stage"])
    pool = entered(store, partners.pool_table, "public")
    closed = pool["columns"].index(next(column for column in pool["columns"] if column["name"] == "closes"))
    assert not any(THIN in str(record[closed]) for record in pool["records"])
    curve = partners.coverage_curve(store).data.release(3).frame
    told = len(released.frame)
    assert curve["gaps"].max() == told - 1 < len(gaps_of(data)) - 1


@pytest.mark.parametrize(("basis", "asked"), [("activity", True), ("offer_code", False)])
def test_a_member_known_by_its_main_activity_alone_is_to_be_asked(data: Store, basis: str, asked: bool) -> None:
    rows = [{**AGREED, "basis": basis, "stage": gaps_of(data)[0], "candidate": "k1"}]
    gaps = data.all(Gaps)
    store = with_pool(data, rows, gaps=gaps.assign(advice=gaps["verdict"]))
    note = entered(store, partners.first_candidates)["note"]["en"]
    assert ("not known to work on the stage" in note) == asked
    # It closes nothing yet, and does not answer who could close the worst gaps.
    assert (rows_of(store, partners.worst_closed) == []) == asked


def test_decisions_are_told_inside_and_nobody_rejected_has_a_place(data: Store) -> None:
    gap = gaps_of(data)[0]
    about = {"decision_why": "competes with a member", "decision_who": "M. Exemplu", "decision_when": "2014-03-02"}
    rows = [
        {"stage": gap, "candidate": "k0", **about, "decision": "rejected"},
        {"stage": gap, "candidate": "k1", **about, "decision": "shortlisted"},
    ]
    store = with_pool(data, rows)
    assert "shortlisted: **1** and rejected: **1**" in said(store, partners.decided_finding)
    assert sorted(row[3] for row in rows_of(store, partners.decisions_table)) == ["rejected", "shortlisted"]
    assert [row[2] for row in rows_of(store, partners.first_candidates)] == ["Exemplu k1"]
    assert rows_of(store, partners.decisions_table, "public") == []
    assert "not in the public release" in said(store, partners.decided_finding, "public")
    words = json.dumps(everything(store, "public"))
    assert "competes" not in words and "M. Exemplu" not in words


def test_where_all_are_rejected_nobody_is_left(data: Store) -> None:
    rows = [{"stage": gap, "candidate": "k0", "decision": "rejected"} for gap in gaps_of(data)]
    store = with_pool(data, rows)
    assert "found for **0**" in said(store, partners.anybody_finding)
    assert "no pool" in said(store, partners.pool_finding)
    assert rows_of(store, partners.first_candidates) == rows_of(store, partners.pool_table) == []


def test_no_register_is_said(data: Store) -> None:
    store = with_pool(data, many(data))
    assert "No register of firms was screened" in said(store, partners.screening_finding)
    counts = {
        "firms": 31,
        "members": 1,
        "struck_off": 7,
        "insolvent": 2,
        "status_unknown": 4,
        "region": 12,
        "country": 5,
    }
    given = with_pool(data, many(data), screening=[{"stage": gaps_of(data)[0], **counts, "kept": 10}])
    text = said(given, partners.screening_finding)
    assert "**12 firms** in the region" in text and "struck off, dissolved or suspended (**7**)" in text
    # What keeps no firm from being a partner is not told of.
    assert "status not known (**4**)" in text and "sole traders" not in text
    # With all that became of the others, those found would be the one member.
    row = rows_of(given, partners.screening_table, "public")[0]
    assert row[1:3] == [":c", ":c"] and row[8] == "12"
    none_to_close = with_pool(
        data, (), gaps=data.all(Gaps).assign(at_face=False), screening=[{"stage": gaps_of(data)[0], **counts}]
    )
    assert said(none_to_close, partners.screening_finding).startswith("No gap is shown")


def test_new_members_within_the_limit_of_the_statute(data: Store) -> None:
    first, second, *_rest = gaps_of(data)
    rows = [{"stage": first, "candidate": "k0"}, {"stage": second, "candidate": "k0"}]
    store = with_pool(data, rows, joining=[("k0", f"{first};{second}")])
    text = said(store, partners.new_members_finding)
    assert "within the places assumed (**5**): **1 organisation**, for **2 gaps**" in text
    assert "by their activity code alone, so ask first whether they do it: **1**" in text
    asking = stages_to_close(data)["advice"].eq("ask").sum()
    assert asking and f"get none until they are asked about: **{asking}**" in text
    assert "No organisation outside every cluster" in said(with_pool(data, rows), partners.new_members_finding)


def test_missing_ties_are_counted_apart_and_closed_by_no_partner(data: Store) -> None:
    store = with_pool(data, many(data))
    ties = data.of(Gaps).query("at_face and kind == 'relational'")["stage"]
    assert list(ties) == [TIES]
    assert f"Of **{len(gaps_of(data))} gaps** that a supplier could close" in said(store, partners.anybody_finding)
    told = said(store, partners.inside_finding)
    assert "**1 gap** in which members are there" in told and "(Software development)" in told
    assert "meetings between members do" in told
    assert "Software development" not in said(store, partners.unclosed_finding)
    assert TIES not in set(gaps_by_origin(store).release(None).frame["stage"])


def test_for_each_gap_is_said_who_is_invited_or_why_nobody(data: Store) -> None:
    first, second, third, fourth, fifth, sixth, *_rest = gaps_of(data)
    gaps = data.all(Gaps)
    advice = gaps["stage"].map({fourth: "ask", fifth: "leave", sixth: "mend"}).fillna("grow")
    gaps["advice"] = advice.where(gaps["at_face"], None)
    gaps.loc[gaps["stage"] == first, "management"] = "accepted"
    rows = [
        {"stage": first, "candidate": "k0"},
        {"stage": second, "candidate": "k1", "county": "CJ", "origin": "country"},
        {**AGREED, "stage": third, "candidate": "k2"},
        *({"stage": stage, "candidate": "k3"} for stage in (fourth, fifth, sixth)),
        {"stage": gaps_of(data)[-2], "candidate": "k3"},
    ]
    table = rows_of(with_pool(data, rows, joining=[("k0", first)], gaps=gaps), partners.invited_by_gap)
    by_stage = dict(zip(stages_to_close(data)["stage"], table, strict=True))
    assert [row[0] for row in table] == [str(turn + 1) for turn in range(len(table))]
    assert by_stage[first][3:] == ["accepts it", "Exemplu k0", ""]
    reasons = {
        second: "elsewhere", third: "members", fourth: "ask", fifth: "leave", sixth: "mend", TIES: "ties",
        gaps_of(data)[-2]: "no_place", gaps_of(data)[-1]: "nobody",
    }  # fmt: skip
    assert [by_stage[stage][4:] for stage in reasons] == [
        ["", say(WHY_NOBODY[code], "en")] for code in reasons.values()
    ]


def test_without_gaps_everything_says_so(data: Store) -> None:
    store = nothing(data)
    for release in ("working", "public"):
        found = everything(store, release)
        assert found["anybody"]["text"]["en"] == NO_GAP.render("en")
        assert not any(entry["records"] for entry in found.values() if entry["kind"] == "table")


def test_findings_say_the_same_in_each_language(data: Store) -> None:
    found = everything(with_pool(data, many(data), joining=[("k000", gaps_of(data)[0])]), "working")
    for entry in found.values():
        for part in ("text", "title"):
            if part in entry:
                numbers = {language: sorted(re.findall(r"\d+", text)) for language, text in entry[part].items()}
                assert numbers["en"] == numbers["ro"] == numbers["it"], entry["id"]


@pytest.mark.parametrize("make", FIGURES)
def test_figures_stand_without_gaps_and_without_candidates(data: Store, make: Any) -> None:
    for store in (nothing(data), with_pool(data, ())):
        for minimum in (None, 3):
            assert not faults(painted(make(store), "it", minimum))


@pytest.mark.parametrize("make", FIGURES)
def test_words_of_figures_of_three_gaps_stay_on_the_sheet_and_apart(data: Store, make: Any) -> None:
    few = [row for row in many(data) if row["stage"] in gaps_of(data)[:3]]
    canvas = painted(make(with_pool(data, few)), "en")
    assert not faults(canvas)
    assert not too_small(canvas)


def test_long_names_of_organisations_stay_on_the_sheet_and_can_be_read(data: Store) -> None:
    names = ["Institutul Exemplu pentru Cercetarea Textilelor Tehnice din Nord-Est", "Exemplu", "Exemplu " * 10]
    gaps = gaps_of(data)
    rows = [
        {"stage": gaps[place % 3], "candidate": f"k{place}", "name": names[place % 3].strip()} for place in range(9)
    ]
    canvas = painted(partners.gaps_by_candidate(with_pool(data, rows)), "ro")
    assert not faults(canvas)
    assert not too_small(canvas)


@pytest.mark.long
@pytest.mark.parametrize("make", FIGURES)
def test_words_of_figures_of_many_gaps_stay_on_the_sheet_and_apart(data: Store, make: Any) -> None:
    figure = make(many_gaps(data))
    for language, minimum in (("ro", None), ("it", 3)):
        canvas = painted(figure, language, minimum)
        assert not faults(canvas)
        assert not too_small(canvas)


def test_bands_reach_a_contrast_of_3_to_1() -> None:
    assert all(contrast(colour) >= 3 for colour in SHADES.values())


def test_the_first_candidates_stand_on_the_sheets_of_their_gap(data: Store) -> None:
    """Whatever table says that it belongs on sheets, by the beginning of their key."""
    first, second, *_rest = gaps_of(data)
    store = with_pool(data, [{"stage": first, "candidate": "k0"}, {"stage": second, "candidate": "k1"}])
    table = entered(store, partners.first_candidates)
    sheets = {
        **table,
        "id": "gaps",
        "key": ["stage", "kind"],
        "keys": [f"{first}-absent", f"{first}-thin", f"{second}-absent"],
        "records": [["a"] * len(table["columns"])] * 3,
        "lineage": [[0]] * 3,
        "on_sheets": False,
        "sheets": True,
    }
    others = [
        Register("03_value_chain_gaps", CLUSTER, "working", [], [sheets]),
        Register("04_partner_pool", CLUSTER, "working", [], [table]),
        Register("04_partner_pool", "iconic", "working", [], [table]),
    ]
    parts = re.split(r'<section class="sheet"', sheets_page(data.study, others[0], sheets, "en", others))[1:]
    assert [[name for name in ("Exemplu k0", "Exemplu k1") if name in part] for part in parts] == [
        ["Exemplu k0"], ["Exemplu k0"], ["Exemplu k1"],
    ]  # fmt: skip
    assert all(part.count("<table") == 1 for part in parts)
    assert sheet_by_key(table, sheets) == {first: f"{first}-absent", second: f"{second}-absent"}


def test_candidates_are_ordered_as_their_table_orders_them(data: Store) -> None:
    frame = candidates_tabulation(with_pool(data, many(data))).release(None).frame
    for _stage, rows in frame.groupby("stage"):
        assert rows["rank"].dropna().tolist() == list(range(1, rows["rank"].notna().sum() + 1))
