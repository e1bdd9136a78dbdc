"""What the gaps of the shipped study tell in the public release: nothing that gives a small count away."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from tiny import handed

from pilotanalysis.chain import (
    gap_ranking,
    gap_table,
    gaps_finding,
    missing_link_sheets,
    value_chain_map,
    verdict_finding,
    what_thresholds_change,
    worst_finding,
)
from pilotanalysis.chain.gaps.tabulation import gaps_tabulation
from pilotanalysis.chain.kinds import KINDS
from pilotanalysis.chain.tables import Gaps
from pilotanalysis.results import Released, say
from pilotanalysis.store import Store
from pilotanalysis.study import Study
from pilotanalysis.tables import TableSet

MINIMUM = 3
CLUSTERS = ("ind-agro-pol", "astrico-ne", "euronest", "iconic")


@pytest.fixture(params=CLUSTERS)
def data(request: pytest.FixtureRequest, study: Study, built: TableSet) -> Store:
    return handed(study, request.param, built)


def few(data: Store) -> set[str]:
    """Stages whose count of members is suppressed."""
    frame = gaps_tabulation(data).frame
    return set(frame.loc[frame["members"].between(1, MINIMUM - 1), "stage"])


def released(data: Store) -> Released:
    return gaps_tabulation(data).release(MINIMUM)


def test_the_working_release_suppresses_nothing(data: Store) -> None:
    assert not gaps_tabulation(data).release(None).hidden.any(axis=None)


def test_no_line_is_shown_where_nobody_is_there_and_that_makes_the_gap(data: Store) -> None:
    frame = gaps_tabulation(data).release(None).frame
    absent = (frame["presence"] != "present") & frame["kind"].isin(["absent", "support"])
    assert absent.any()
    unsold = (frame["rule"] == "no_channel") & ~(frame["value"] > frame["threshold"])
    assert frame.loc[absent | unsold, ["value", "threshold"]].isna().all(axis=None)
    assert frame.loc[~absent & ~unsold, ["value", "threshold"]].notna().all(axis=None)


def test_a_market_below_its_line_is_not_shown_as_the_reason(study: Study, built: TableSet) -> None:
    data = handed(study, "euronest", built)
    known = data.of(Gaps).query("rule == 'no_channel'").set_index("stage")
    shown = gaps_tabulation(data).frame.query("rule == 'no_channel'").set_index("stage")["value"]
    beyond = known["value"] > known["threshold"]
    assert set(beyond) == {True, False}
    assert shown.notna().to_dict() == beyond.to_dict()


def test_gaps_that_tell_of_few_members_are_left_out(data: Store) -> None:
    frame, working = released(data).frame, gaps_tabulation(data).release(None).frame
    telling = working["stage"].isin(few(data)) & working["kind"].eq("thin")
    assert telling.any()
    assert list(zip(frame["stage"], frame["kind"], strict=True)) == list(
        zip(working.loc[~telling, "stage"], working.loc[~telling, "kind"], strict=True)
    )
    assert frame["rank"].tolist() == frame["rank"].rank(method="min").tolist()
    # The map tells the same kinds there, or what it leaves is the one that tells.
    on_map = value_chain_map(data).data.release(MINIMUM).frame.set_index("stage")
    for stage in few(data):
        held = [kind for kind in KINDS if isinstance(on_map.at[stage, kind], str) and on_map.at[stage, kind]]
        assert sorted(held) == sorted(frame.loc[frame["stage"] == stage, "kind"])


@pytest.mark.parametrize("output", [gap_ranking, gap_table, missing_link_sheets])
def test_all_that_shows_the_gaps_suppresses_the_same_cells(data: Store, output: Callable[[Store], object]) -> None:
    shown = output(data).data.release(MINIMUM)  # type: ignore[attr-defined]
    whole = released(data)
    pd.testing.assert_frame_equal(shown.hidden, whole.hidden.head(len(shown.hidden)))


def test_what_follows_from_a_small_count_is_suppressed_with_it(data: Store) -> None:
    hidden = released(data).hidden
    assert hidden.loc[hidden["needed_by"] | hidden["bought_by"], "demand"].all()
    worked_out = ["severity", "severity_least", "severity_raked", "top3", "top10", "criticality"]
    assert hidden.loc[hidden["demand"] | hidden["blocked"], worked_out].all(axis=None)
    assert hidden.loc[hidden["bought_by"], ["origin", "leakage", "leakage_percent", "reasons"]].all(axis=None)
    assert (hidden["blocks_existing"] == hidden["blocks_new"]).all()


def test_places_that_add_up_to_a_count_that_is_shown_are_told_whole_or_not(data: Store) -> None:
    for cell in released(data).frame["markets_existing"].dropna():
        assert all(int(part.partition(":")[2]) >= MINIMUM for part in cell.split(";") if part)


def test_sentences_tell_of_what_is_not_told(data: Store) -> None:
    for finding in (gaps_finding(data), verdict_finding(data)):
        shown = finding.data.release(MINIMUM)
        assert not shown.hidden[["kind", "verdict"]].any(axis=None)
        assert say(KINDS["thin"].label, "en") not in say(finding.text(shown), "en")
    worst = worst_finding(data)
    assert say(KINDS["thin"].label, "en") not in say(worst.text(worst.data.release(MINIMUM)), "en")


def test_lines_are_told_of_stages_with_many_members_only(data: Store) -> None:
    figure = what_thresholds_change(data)
    public = figure.data.release(MINIMUM)
    assert public.hidden["gaps"].all()
    note = figure.words(public).note
    assert note is not None
    assert f"fewer than {MINIMUM} members" in say(note, "en")
    told = released(data).frame
    kinds = told.loc[~told["stage"].isin(few(data)), "kind"].value_counts()
    chosen = public.frame[public.frame["chosen"]].set_index("kind")["gaps_of_many"]
    # The same stages are counted as those whose kinds the ranking tells, but for gaps that go by absence.
    for kind in ("thin", "leakage", "quality", "relational"):
        assert chosen.get(kind, 0) == kinds.get(kind, 0)
    assert not figure.data.release(None).hidden.any(axis=None)
