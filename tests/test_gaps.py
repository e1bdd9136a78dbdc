"""Gaps of seven kinds: by hand on both sides of each line, at the edges, and against planted ones."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from clusters import Small
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotanalysis.chain.build import judge_study
from pilotanalysis.chain.concerns import concerns
from pilotanalysis.chain.markets import market_blocks
from pilotanalysis.chain.sourcing import sourcing
from pilotanalysis.chain.tables import KINDS
from pilotanalysis.demo.measure_gaps import score
from pilotanalysis.demo.planted import plant
from pilotanalysis.statistics import geometric_mean
from pilotanalysis.survey.tables import Inputs


def judged(small: Small) -> pd.DataFrame:
    return judge_study(small.tables(), small.catalogue(), small.edges()).set_index(["stage", "kind"])


def status(small: Small, stage: str, kind: str) -> str:
    return str(judged(small).loc[(stage, kind), "status"])


ALL = [(m, stage) for m in range(10) for stage in ("growing", "milling", "baking", "selling", "exporting", "testing")]


def everywhere(**said: object) -> Small:
    """Ten members, all heard, all of whom work on every stage."""
    return Small(10, 10, roles=ALL, **said)  # type: ignore[arg-type]


def test_nobody_there_is_found_open_or_not_by_who_says_so() -> None:
    small = Small(10, 5, roles=[(m, "growing") for m in range(5)], said={"milling": "no", "baking": "dont_know"})
    gaps = judged(small)["status"]
    assert gaps["milling", "absent"] == "found"
    # Five of ten are silent: one of them may bake, for all that is known.
    assert gaps["baking", "absent"] == "open"
    assert gaps["growing", "absent"] == "not_found"
    # Were all heard, nobody could be overlooked.
    whole = Small(5, 5, roles=[(m, "growing") for m in range(5)])
    assert set(judged(whole)["status"]) <= {"found", "not_found"}
    assert status(whole, "baking", "absent") == "found"


@pytest.mark.parametrize(("number", "expected"), [(1, "found"), (2, "not_found")])
def test_thin_is_one_member_of_all_heard(number: int, expected: str) -> None:
    roles = [(m, "growing") for m in range(10)] + [(m, "milling") for m in range(number)]
    assert status(Small(10, 10, roles=roles), "milling", "thin") == expected


def test_thin_stays_open_where_silent_members_could_be_more() -> None:
    roles = [(m, "growing") for m in range(6)] + [(0, "milling")]
    gap = judged(Small(12, 6, roles=roles)).loc[("milling", "thin")]
    assert (gap["status"], gap["at_face"]) == ("open", True)
    assert 0.1 < gap["holds"] < 0.9


@pytest.mark.parametrize(("inside", "expected"), [(19.0, "found"), (20.0, "not_found")])
def test_leakage_is_less_than_a_fifth_from_members_by_value(inside: float, expected: str) -> None:
    # 100 + 300 thousand, of which inside percent of both: the ratio is inside whatever the weights.
    inputs = [(m, "milling", 100.0 * (1 + 2 * (m % 2)), inside, 3.0) for m in range(4)]
    assert status(everywhere(inputs=inputs), "milling", "leakage") == expected


def test_the_sourcing_ratio_is_weighted_by_value_and_by_hand() -> None:
    small = everywhere(
        inputs=[(0, "milling", 100.0, 50.0, 4.0), (1, "milling", 300.0, 10.0, 2.0), (2, "milling", None, 90.0, 3.0)]
    )
    row = sourcing(small.tables().of(Inputs), small.catalogue()).iloc[0]
    # (100 x 50 % + 300 x 10 %) / 400; the input without value weighs nothing where others have one.
    assert row["sourcing_ratio"] == pytest.approx(80 / 400)
    assert (row["buyers"], row["annual_value"], row["satisfaction"], row["weighted"]) == (3, 400.0, 3.0, True)
    without = everywhere(inputs=[(0, "milling", None, 50.0, 4.0), (1, "milling", None, 10.0, 2.0)])
    row = sourcing(without.tables().of(Inputs), without.catalogue()).iloc[0]
    assert (row["sourcing_ratio"], row["weighted"]) == (pytest.approx(0.3), False)
    assert np.isnan(row["annual_value"])


@pytest.mark.parametrize(
    ("degrees", "expected"), [((2, 2, 3), "found"), ((2, 3, 3), "not_found"), ((1, 2, 3, 3), "not_found")]
)
def test_quality_is_a_median_satisfaction_of_two_or_less(degrees: tuple[int, ...], expected: str) -> None:
    inputs = [(m, "milling", 100.0, 90.0, float(degree)) for m, degree in enumerate(degrees)]
    gap = judged(everywhere(inputs=inputs)).loc[("milling", "quality")]
    assert gap["status"] == expected
    assert gap["value"] == np.median(degrees)


@pytest.mark.parametrize(("lacking", "expected"), [(1, "not_found"), (2, "found")])
def test_a_support_function_is_missing_where_a_fifth_lack_it(lacking: int, expected: str) -> None:
    needs = [(m, "testing", 4.0, False, False) for m in range(lacking)]
    assert status(everywhere(needs=needs), "testing", "support") == expected


@pytest.mark.parametrize(("share", "expected"), [(60.0, "not_found"), (61.0, "found")])
def test_a_market_is_too_narrow_where_more_than_sixty_percent_goes_to_one_place(share: float, expected: str) -> None:
    markets = [(m, (share, 100.0 - share, 0.0, 0.0, 0.0), "eu") for m in range(4)]
    assert status(everywhere(markets=markets), "baking", "market") == expected


def test_an_output_stage_without_any_channel_is_a_market_gap() -> None:
    roles = [(m, stage) for m in range(5) for stage in ("growing", "milling", "baking", "exporting", "testing")]
    gaps = judged(Small(5, 5, roles=roles, said={"selling": "no"}))
    assert gaps.loc[("baking", "market"), ["status", "rule", "verdict"]].tolist() == ["found", "no_channel", "connect"]
    assert gaps.loc[("milling", "market"), "status"] != "found"
    # Stages that deliver to no market have none to miss.
    assert ("growing", "market") not in gaps.index


@pytest.mark.parametrize(("tied", "expected"), [((0,), "found"), ((0, 1, 2), "not_found")])
def test_no_ties_is_half_of_those_who_lack_it_knowing_nobody_who_does_it(tied: tuple[int, ...], expected: str) -> None:
    roles = [(m, "growing") for m in range(9)] + [(9, "milling")]
    needs = [(m, "milling", 3.0, False, False) for m in range(4)]
    # Either side may name the other.
    links = [(m, 9, "buy") if m else (9, 0, "sell") for m in tied]
    assert status(Small(10, 10, roles=roles, needs=needs, links=links), "milling", "relational") == expected


def test_fewer_than_three_answers_leave_a_gap_open() -> None:
    inputs = [(m, "milling", 100.0, 0.0, 1.0) for m in range(2)]
    gaps = judged(everywhere(inputs=inputs))
    assert gaps.loc[("milling", "leakage"), ["status", "at_face"]].tolist() == ["open", False]
    assert gaps.loc[("milling", "quality"), "status"] == "open"
    assert (
        judged(everywhere(inputs=[*inputs, (2, "milling", 100.0, 0.0, 1.0)])).loc[("milling", "leakage"), "status"]
        == "found"
    )


def test_severity_by_hand() -> None:
    needs = [(0, "milling", 5.0, True, False), (1, "milling", 3.0, False, False)]
    small = Small(
        8,
        8,
        roles=[(m, "growing") for m in range(8)],
        said={"milling": "no"},
        needs=needs,
        inputs=[(2, "milling", 10.0, 25.0, None)],
    )
    gap = judged(small).loc[("milling", "absent")]
    # Three of eight concerned; criticality 4 of 5; one of three blocked, half a member on either side; 75 % elsewhere.
    parts = [3 / 8, 4 / 5, 1.5 / 4, 0.75]
    assert gap["severity"] == pytest.approx(np.prod(parts) ** 0.25)
    assert (gap["needed_by"], gap["bought_by"], gap["demand"], gap["blocked"], gap["blocks_existing"]) == (
        2,
        1,
        3,
        1,
        1,
    )
    # Everybody was heard: nothing is left to chance.
    for name in ("severity_lower", "severity_upper", "severity_least", "severity_most", "severity_raked"):
        assert gap[name] == pytest.approx(gap["severity"])


def test_severity_stays_within_all_that_the_silent_could_say() -> None:
    needs = [(0, "milling", 5.0, True, False), (1, "milling", 3.0, False, False)]
    small = Small(6, 4, roles=[(m, "growing") for m in range(4)], said={"milling": "no"}, needs=needs)
    gap = judged(small).loc[("milling", "absent")]
    worlds = []
    for silent in product([None, *product(range(1, 6), (False, True))], repeat=2):
        spoke = [(5, True), (3, False), *(one for one in silent if one)]
        degrees, blocked = [degree for degree, _ in spoke], sum(kept for _, kept in spoke)
        parts = [len(spoke) / 6, np.mean(degrees) / 5, (blocked + 0.5) / (len(spoke) + 1)]
        worlds.append(float(geometric_mean(parts, [1, 1, 1])))
    assert gap["severity_least"] <= min(worlds) + 1e-9
    assert gap["severity_most"] >= max(worlds) - 1e-9
    assert gap["severity_least"] == pytest.approx(min(worlds))
    assert gap["severity_most"] == pytest.approx(max(worlds))
    assert gap["severity_least"] <= gap["severity_lower"] <= gap["severity_upper"] <= gap["severity_most"]


def test_a_need_said_twice_counts_once_and_one_of_another_chain_not_at_all() -> None:
    needs = [(0, "milling", 2.0, False, True), (0, "milling", 5.0, False, False), (1, "weaving", 5.0, True, True)]
    small = everywhere(needs=needs)
    found = concerns(small.tables(), small.catalogue(), small.edges())
    row = found[(found["family"] == "supply")].to_dict("records")
    assert [(each["organisation"], each["criticality"], each["blocks_new"]) for each in row] == [("m0", 5.0, True)]
    assert judged(small).loc[("milling", "thin"), "needed_by"] == 1


def test_who_broke_off_before_a_question_is_not_counted_among_those_asked() -> None:
    small = Small(6, 4, roles=[(m, "growing") for m in range(4)], broken_off=[2, 3], offers=[(3, "growing", None)])
    # The third stopped before, the fourth came at least as far as what it offers.
    assert set(judged(small)["asked"]) == {3}


@pytest.mark.parametrize("answered", [0, 1, 3])
def test_hardly_anybody_answered_and_nothing_is_claimed_of_what_they_would_say(answered: int) -> None:
    gaps = judged(Small(20, answered, roles=[(m, "growing") for m in range(answered)], said={"milling": "no"}))
    assert (gaps.xs("absent", level="kind")["status"] == "found").sum() == 1
    assert not (gaps[gaps.index.get_level_values("kind") != "absent"]["status"] == "found").any()
    assert gaps["severity"].between(0, 1).all()


def test_markets_are_where_one_sells_most_and_where_one_wants_to_go() -> None:
    small = everywhere(
        needs=[(0, "milling", 4.0, True, True), (1, "milling", 4.0, False, True), (2, "milling", 4.0, False, False)],
        markets=[(m, (10.0, 60.0, 30.0, 0.0, 0.0), "eu;online") for m in range(3)],
        barriers=[(0, "price", 4.0), (1, "price", 3.0), (2, "price", 5.0)],
    )
    blocks = market_blocks(small.tables()).set_index(["blocked", "market"])["respondents"].to_dict()
    assert blocks == {("existing", "region"): 1, ("new", "eu"): 2, ("new", "online"): 2, ("barrier", "price"): 1}


def test_the_same_seed_gives_the_same_table() -> None:
    planted = plant(3)
    one, two = (judge_study(planted.tables, planted.stages, planted.edges, 5) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)


def test_planted_gaps_are_found_and_hardly_any_other() -> None:
    studies = [plant(seed) for seed in range(6)]
    truth = pd.concat([each.truth.assign(cluster=each.truth["cluster"] + f"/{n}") for n, each in enumerate(studies)])
    gaps = [judge_study(each.tables, each.stages, each.edges) for each in studies]
    found = pd.concat([each.assign(cluster=each["cluster"] + f"/{n}") for n, each in enumerate(gaps)])
    scores = score(truth, found)
    assert scores.loc["all", "recall"] >= 0.95
    assert scores.loc["all", "precision"] >= 0.9
    assert set(found["kind"]) == set(KINDS)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_intervals_are_in_order_and_ranks_follow_severity(seed: int) -> None:
    planted = plant(seed)
    gaps = judge_study(planted.tables, planted.stages, planted.edges)
    assert (gaps["demand"] <= gaps["demand_lower"]).all()
    assert (gaps["demand_lower"] <= gaps["demand_upper"]).all()
    assert (gaps["demand_upper"] <= gaps["roster"]).all()
    assert (gaps["severity_lower"] <= gaps["severity_upper"] + 1e-12).all()
    held = gaps[gaps["at_face"]]
    assert held["rank"].notna().all()
    assert held["verdict"].notna().all()
    for _cluster, group in held.groupby("cluster"):
        order = group.sort_values("rank")["severity"]
        assert (order.diff().dropna() <= 1e-12).all()
        assert (group["top3"] <= group["top5"]).all()
        assert (group["top5"] <= group["top10"]).all()
    assert gaps.loc[~gaps["at_face"], "verdict"].isna().all()
