"""Gaps by hand, on clusters small enough to count: both sides of each threshold, what silence leaves open, severity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise, product

import numpy as np
import pandas as pd
import pytest
import tiny
from tiny import bought, sold

from benchmarks.truth.planted import plant
from benchmarks.truth.score import ALL, score
from pilotanalysis.chain.arrays import DemandArrays
from pilotanalysis.chain.build import judge_study
from pilotanalysis.chain.gaps.assessment import Criteria
from pilotanalysis.chain.gaps.severity import bounds
from pilotanalysis.chain.gaps.severity import components as severity_components
from pilotanalysis.chain.gaps.thresholds import threshold_effects
from pilotanalysis.chain.kinds import KINDS, lines
from pilotanalysis.chain.tables import STATUSES
from pilotanalysis.settings import GapThresholds
from pilotanalysis.statistics import geometric_mean
from pilotanalysis.survey.tables import Inputs, Links, Needs, Responses
from pilotanalysis.tables import TableSet

#: Milling delivers to baking, baking to the shop; a laboratory serves both.
CHAIN = {"mill": "core", "bake": "core", "shop": "market", "lab": "support"}
EDGES = tiny.edges(("mill", "bake"), ("bake", "shop"), ("lab", "bake"))


def judged(survey: TableSet, chain: Mapping[str, str] | Sequence[str] = CHAIN, seed: int = 0) -> pd.DataFrame:
    gaps = judge_study(survey, tiny.catalogue(chain), EDGES if chain is CHAIN else tiny.edges(), Criteria(seed=seed))
    return gaps.set_index(["stage", "kind"])


def of(survey: TableSet, stage: str, kind: str) -> pd.Series:
    return judged(survey).loc[(stage, kind)]


def _thin(doers: int) -> TableSet:
    return tiny.study(10, roles={"mill": range(doers), "bake": range(doers, 10)})


def _leakage(*shares: int) -> TableSet:
    return tiny.study(6, roles={"mill": [5]}, inputs=[bought(one, "mill", share) for one, share in enumerate(shares)])


def _quality(*degrees: int) -> TableSet:
    rows = [bought(one, "mill", 100, satisfaction=degree) for one, degree in enumerate(degrees)]
    return tiny.study(6, roles={"mill": [5]}, inputs=rows)


def _market(*shares: int) -> TableSet:
    rows = [sold(one, 0, share, 100 - share, 0, 0) for one, share in enumerate(shares)]
    return tiny.study(6, roles={"bake": range(len(shares)), "shop": [5]}, markets=rows)


def _untied(lacking: int, tied: int, sought: bool = True) -> TableSet:
    """Twelve members of whom the first so many lack milling, which four others do; all know the two on either side.

    The first so many of those who lack it name somebody who does it, or are named: either will do. Eight more members
    know all of the four, if these are sought: then chance leaves few out.
    """
    links = [(one, 12 + one % 4) if one % 2 else (12 + one % 4, one) for one in range(tied)]
    beside = [(one, (one + step) % 12) for step in (1, 2) for one in range(12)]
    others = [(one, maker) for one in range(16, 24) for maker in range(12, 16)] if sought else []
    works = {"mill": range(12, 16), "bake": [*range(12), *range(16, 24)]}
    return tiny.study(24, roles=works, lacks={"mill": range(lacking)}, links=[*links, *beside, *others])


def _support(lacking: int, doers: int = 1) -> TableSet:
    return tiny.study(10, roles={"lab": range(9, 9 - doers, -1)}, lacks={"lab": range(lacking)})


SIDES = {
    "absent": (_thin(0), _thin(1), "mill", 0, 1),
    "thin": (_thin(1), _thin(2), "mill", 1, 2),
    "leakage": (_leakage(19, 20, 20), _leakage(20, 30, 10), "mill", 0.59 / 3, 0.2),
    "quality": (_quality(1, 2, 5), _quality(1, 2, 3, 5), "mill", 2, 2.5),
    "market": (_market(60, 61, 60), _market(70, 50, 60), "bake", 1.81 / 3, 0.6),
    "relational": (_untied(12, 6), _untied(12, 7), "mill", 6 / 12, 5 / 12),
    "support": (_support(2), _support(1), "lab", 0.2, 0.1),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_turns_on_its_threshold(kind: str) -> None:
    there, clear, stage, value, other = SIDES[kind]
    gap, none = of(there, stage, kind), of(clear, stage, kind)
    assert gap["value"] == pytest.approx(value)
    assert none["value"] == pytest.approx(other)
    assert (gap["status"], bool(gap["at_face"])) == ("found", True)
    assert (none["status"], bool(none["at_face"])) == ("not_found", False)
    assert pd.notna(gap["rank"]) == (gap["demand"] >= GapThresholds().fewest_ranked)
    assert pd.isna(none["rank"])


def test_no_ties_goes_beyond_what_chance_leaves_out() -> None:
    # Four who know few are easily missed: six of twelve without a tie are no more than chance would leave.
    rare, sought = (of(_untied(12, 6, each), "mill", "relational") for each in (False, True))
    assert rare["value"] == sought["value"] == 0.5
    assert rare["by_chance"] > 0.5 > sought["by_chance"]
    assert (rare["status"], sought["status"]) == ("not_found", "found")


@pytest.mark.parametrize("answered", [range(12), range(16), range(24)])
def test_a_tie_that_only_non_respondents_could_have_named_is_not_excluded(answered: range) -> None:
    survey = _untied(12, 4)
    who = {f"m{one}" for one in answered}
    told = TableSet(
        {
            model: frame[frame["organisation"].isin(who)].reset_index(drop=True)
            if model in (Links, Responses)
            else frame
            for model, frame in survey.items()
        }
    )
    gap = of(told, "mill", "relational")
    # The four who mill say nothing; or all but the eight others answer; or everybody.
    assert gap["holds"] == 1 if len(answered) == 24 else gap["holds"] < 1


@pytest.mark.parametrize("shares", [(10, 30, 20), (30, 20, 10), (20, 20, 20), (7, 33, 20), (33, 20, 7)])
def test_what_lies_on_the_threshold_does_so_in_any_order(shares: tuple[int, ...]) -> None:
    gap = of(_leakage(*shares), "mill", "leakage")
    assert (gap["value"], gap["status"], gap["holds"]) == (0.2, "not_found", 0)


def test_leakage_goes_by_value_where_anybody_gives_one() -> None:
    rows = [
        bought(0, "mill", 100, annual_value=1),
        bought(1, "mill", 0, annual_value=9),
        bought(2, "mill", 100),  # says no value: how much it is, is not known
        bought(3, "mill", None, annual_value=1000),  # says no share
        bought(4, "mill", 0, annual_value=0),
    ]
    gap = of(tiny.study(6, roles={"mill": [5]}, inputs=rows), "mill", "leakage")
    assert gap["value"] == pytest.approx(0.1)
    assert gap["leakage"] == pytest.approx(0.9)
    # Of two answers that weigh anything nothing is found.
    assert (gap["n"], gap["status"], bool(gap["at_face"])) == (2, "open", False)


def test_an_absent_support_function_is_a_gap_even_where_nobody_lacks_it() -> None:
    gap = of(_support(0, doers=0), "lab", "support")
    assert bool(gap["at_face"])
    assert gap["demand"] == 0


def test_an_output_stage_without_channel_is_a_gap_wherever_it_sells() -> None:
    rows = [sold(one, 20, 20, 20, 20, 20) for one in range(4)]
    survey = tiny.study(4, roles={"bake": range(4)}, markets=rows, statements={"shop": "no"})
    gap = of(survey, "bake", "market")
    assert (gap["status"], gap["rule"], gap["value"]) == ("found", "no_channel", 0.2)
    # It needs a channel that somebody may be, unless the management denies it.
    unknown = tiny.study(20, range(4), roles={"bake": range(4)}, markets=rows)
    assert of(unknown, "bake", "market")["status"] == "open"


def test_not_observed_is_open_and_confirmed_absent_is_found() -> None:
    said = {"roles": {"bake": range(4)}}
    denied, unknown = (
        judged(tiny.study(20, range(4), statements=words, **said)) for words in ({"mill": "no"}, {"mill": "dont_know"})
    )
    assert denied.loc[("mill", "absent"), ["presence", "status"]].tolist() == ["absent_stated", "found"]
    assert unknown.loc[("mill", "absent"), ["presence", "status"]].tolist() == ["not_observed", "open"]
    assert "not_observed" in unknown.loc[("mill", "absent"), "doubts"].split(";")
    # Kinds that need a member: none is there, or nobody knows.
    for kind in ("thin", "leakage", "quality", "relational"):
        assert denied.loc[("mill", kind), "status"] == "not_found"
        assert unknown.loc[("mill", kind), "status"] == "open"
    everybody = judged(tiny.study(20, roles={"bake": range(20)}, statements={"mill": "dont_know"}))
    assert everybody.loc[("mill", "absent"), ["presence", "status"]].tolist() == ["not_observed", "found"]


def test_what_a_gap_rests_on_is_told() -> None:
    said = {"roles": {"bake": range(4)}, "statements": {"mill": "no"}}
    of_some = of(tiny.study(20, range(4), **said), "mill", "absent")
    assert of_some[["status", "basis", "n"]].tolist() == ["found", "statement", 0]
    of_all = of(tiny.study(4, **said), "mill", "absent")
    assert of_all[["status", "basis", "n"]].tolist() == ["found", "everybody", 4]
    assert of(_leakage(0, 0, 0), "mill", "leakage")[["basis", "n"]].tolist() == ["answers", 3]


@pytest.mark.parametrize("statement", ["yes", "no", "dont_know"])
def test_what_contradicts_itself_stays_open(statement: str) -> None:
    # Everybody said where it works, and nobody mills; the management says that somebody does, or members buy it inside.
    survey = tiny.study(
        6,
        roles={"bake": range(6)},
        statements={"mill": statement},
        inputs=[] if statement == "yes" else [bought(0, "mill", 20)],
    )
    gaps = judged(survey)
    assert gaps.loc[("mill", "absent"), "status"] == "open"
    assert gaps.loc[("mill", "leakage"), "status"] == "open"
    assert "contradicted" in gaps.loc[("mill", "absent"), "doubts"]


def test_bad_inputs_from_elsewhere_are_no_fault_of_members() -> None:
    def quality(share: float | None) -> pd.Series:
        rows = [bought(one, "mill", share, satisfaction=1) for one in range(4)]
        return of(tiny.study(6, roles={"mill": [5]}, inputs=rows), "mill", "quality")

    assert (quality(50)["status"], quality(50)["n"]) == ("found", 4)
    for share in (49, 0, None):
        assert (quality(share)["status"], quality(share)["n"]) == ("not_found", 0)


def test_firms_weigh_by_their_sales_and_a_market_is_one_place() -> None:
    def market(*turnovers: float | None, rows: Sequence[dict[str, object]]) -> pd.Series:
        survey = tiny.study(6, roles={"bake": range(len(rows)), "shop": [5]}, markets=rows)
        survey[Responses]["turnover"] = [*turnovers, *[None] * (6 - len(turnovers))]
        return of(survey, "bake", "market")

    here, there = sold(0, 0, 90, 10, 0, 0), [sold(one, 0, 0, 20, 80, 0) for one in (1, 2)]
    # By heads 30 % is sold in the region; by sales (900 * 0.9 + 100 * 0) / 1000 is.
    gap = market(900, 50, 50, rows=[here, *there])
    assert (gap["value"], gap["sold_in"], gap["status"]) == (pytest.approx(0.81), "region", "found")
    # Who tells no turnover weighs like the one in the middle of those who do: 50.
    assert market(50, 50, None, rows=[here, *there])["value"] == pytest.approx(0.3)
    # The other countries of the Union are no one market, however much goes there.
    abroad = [sold(one, 0, 0, 5, 95, 0) for one in range(3)]
    assert market(rows=abroad)["value"] == pytest.approx(0.05)
    # Of what is not said where it goes nothing is known.
    partly = [sold(one, 0, 30, 10, None, None) for one in range(3)]
    assert market(rows=partly)["value"] == pytest.approx(0.75)


def test_where_nobody_works_no_market_is_narrow() -> None:
    survey = tiny.study(4, roles={"mill": range(4)}, statements={"bake": "no", "shop": "no"})
    gap = of(survey, "bake", "market")
    assert (gap["status"], bool(gap["at_face"])) == ("not_found", False)


@pytest.mark.parametrize("kind", ["leakage", "quality", "market", "relational"])
@pytest.mark.parametrize("answers", [1, 2])
def test_few_answers_stay_open_whatever_they_say(kind: str, answers: int) -> None:
    make = {"leakage": _leakage, "quality": _quality, "market": _market}
    survey = _untied(answers, 0) if kind == "relational" else make[kind](*[{"market": 99}.get(kind, 1)] * answers)
    gap = of(survey, "bake" if kind == "market" else "mill", kind)
    assert (gap["n"], gap["status"], bool(gap["at_face"])) == (answers, "open", False)
    assert pd.isna(gap["holds"])


def test_a_question_that_everybody_was_asked_and_that_concerns_nobody_is_closed() -> None:
    gaps = judged(tiny.study(6, roles={"mill": range(3), "bake": range(3), "shop": range(3, 6), "lab": range(3, 6)}))
    assert set(gaps["status"]) == {"not_found"}
    assert not gaps["at_face"].any()


def _whole(seed: int) -> tuple[TableSet, pd.DataFrame, pd.DataFrame]:
    planted = plant(seed)
    everybody = planted.population.members.groupby("cluster")["answered"].mean().loc[lambda rates: rates == 1].index
    catalogue = planted.stages[planted.stages["cluster"].isin(everybody)].reset_index(drop=True)
    return planted.tables, catalogue, planted.edges


@pytest.mark.parametrize("seed", range(3))
def test_where_everybody_answered_only_few_answers_stay_open(seed: int) -> None:
    gaps = judge_study(*_whole(seed))
    open_ones = gaps[gaps["status"] == "open"]
    assert (open_ones["n"] < GapThresholds().fewest_answers).all()
    decided = gaps[gaps["status"] != "open"]
    assert ((decided["status"] == "found") == decided["at_face"]).all()
    assert gaps["holds"].dropna().isin([0, 1]).all()
    for one, other in (("severity_lower", "severity_upper"), ("severity_least", "severity_most")):
        assert gaps[one].to_numpy() == pytest.approx(gaps["severity"].to_numpy())
        assert gaps[other].to_numpy() == pytest.approx(gaps["severity"].to_numpy())
    assert (gaps["demand_lower"] == gaps["demand"]).all()
    assert (gaps["demand_upper"] == gaps["demand"]).all()


def _weighty(answered: int) -> TableSet:
    """Of 10 members the first 2 lack milling, the third buys it from nobody inside, the fourth half of it."""
    needs = [
        {"organisation": "m0", "stage": "mill", "criticality": 5, "blocks_existing": True, "blocks_new": None},
        {"organisation": "m1", "stage": "mill", "criticality": 2, "blocks_existing": False, "blocks_new": False},
    ]
    inputs = [bought(2, "mill", 0, annual_value=30), bought(3, "mill", 50, annual_value=10)]
    return tiny.study(10, range(answered), needs=needs, inputs=inputs, statements={"mill": "no"})


def test_severity_by_hand() -> None:
    gap = of(_weighty(10), "mill", "absent")
    # Demand 4 / 10 = 0.4. Criticality (5 + 2) / 2 / 5 = 0.7. Markets (1 + 0.5) / (4 + 1) = 0.3. That all is bought
    # elsewhere where nobody does it tells nothing. (0.4 * 0.7 * 0.3) ** (1 / 3) = 0.084 ** (1 / 3) = 0.4380.
    assert gap["severity"] == pytest.approx(0.4380, abs=5e-5)
    counts = ["demand", "needed_by", "bought_by", "blocks_existing", "blocks_new", "blocked", "asked"]
    assert gap[counts].tolist() == [4, 2, 2, 1, 0, 1, 10]
    assert (gap["criticality"], gap["leakage"]) == (3.5, 0.875)
    # Of 5 who were asked, 4 of 10 are 8: demand 0.8, markets (2 + 0.5) / (8 + 1) = 0.27778.
    # (0.8 * 0.7 * 0.27778) ** (1 / 3) = 0.15556 ** (1 / 3) = 0.5378.
    assert of(_weighty(5), "mill", "absent")["severity"] == pytest.approx(0.5378, abs=5e-5)


def test_what_is_bought_elsewhere_counts_where_it_is_the_gap() -> None:
    rows = [bought(one, "mill", share, annual_value=10) for one, share in enumerate((0, 0, 10))]
    gaps = judged(tiny.study(6, roles={"mill": [5]}, inputs=rows))
    # Demand 3 / 6; nobody lacks it, so 1 / 5; markets 0.5 / 4; 29 of 30 are bought elsewhere.
    expected = (0.5 * 0.2 * 0.125 * (1 - 1 / 30)) ** (1 / 4)
    assert gaps.loc[("mill", "leakage"), "severity"] == pytest.approx(expected)
    assert gaps.loc[("mill", "thin"), "severity"] == pytest.approx((0.5 * 0.2 * 0.125) ** (1 / 3))


def test_one_purchase_moves_severity_within_its_interval() -> None:
    def gap(*inputs: dict[str, object]) -> pd.Series:
        lacks = {"mill": range(8), "lab": range(6)}
        return of(tiny.study(40, range(26), lacks=lacks, inputs=inputs, statements={"mill": "no"}), "mill", "absent")

    before, after = gap(), gap(bought(9, "mill", 0, annual_value=1))
    assert before["severity_lower"] <= after["severity"] <= before["severity_upper"]
    assert after["severity_lower"] <= before["severity"] <= after["severity_upper"]


def test_a_gap_that_concerns_a_few_has_no_rank() -> None:
    gaps = judged(tiny.study(10, lacks={"mill": range(4), "bake": range(3)}, statements={"mill": "no", "bake": "no"}))
    assert gaps.loc[("mill", "absent"), "rank"] == 1
    assert bool(gaps.loc[("bake", "absent"), "at_face"])
    assert gaps.loc[("bake", "absent"), ["rank", "rank_raked", "top3"]].isna().all()


def test_severity_without_purchases_goes_by_the_other_components() -> None:
    survey = tiny.study(10, lacks={"mill": range(5)}, statements={"mill": "no"})
    gap = of(survey, "mill", "absent")
    # Demand 0.5; nobody says how vital, so the lowest degree, 1 / 5; markets 0.5 / 6 = 0.08333.
    # (0.5 * 0.2 * 0.08333) ** (1 / 3) = 0.0083333 ** (1 / 3) = 0.2027.
    assert gap["severity"] == pytest.approx(0.2027, abs=5e-5)
    assert pd.isna(gap["criticality"])
    assert pd.isna(gap["leakage"])


@pytest.mark.parametrize("answered", [4, 5, 7])
def test_bounds_are_those_of_all_that_the_silent_could_say(answered: int) -> None:
    survey = _weighty(answered)
    gap = of(survey, "mill", "absent")
    # Not concerned; or concerned, of no degree or one of five, and kept from a market or not.
    words = [(0, 0, 0, 0), *((1, degree, float(degree > 0), kept) for degree in range(6) for kept in (0, 1))]
    silent, found = 10 - answered, []
    for chosen in {tuple(sorted(each)) for each in product(words, repeat=min(silent, 3))}:
        # More than three non-respondents: the rest say what the last of them says.
        said = np.array([*chosen, *[chosen[-1]] * (silent - len(chosen))])
        concerned, degrees, rated, kept = np.array([4, 7, 2, 1]) + said.sum(axis=0)
        parts = [concerned / 10, degrees / rated / 5, (kept + 0.5) / (concerned + 1)]
        found.append(geometric_mean(parts, [1, 1, 1]))
    assert gap["severity_least"] == pytest.approx(min(found))
    assert gap["severity_most"] == pytest.approx(max(found))
    order = gap[["severity_least", "severity_lower", "severity", "severity_upper", "severity_most"]].tolist()
    assert order == sorted(order)


def test_non_respondents_may_buy_all_from_members_or_nothing() -> None:
    rows = [bought(one, "mill", 0, annual_value=10) for one in range(3)]
    gap = of(tiny.study(6, range(5), roles={"mill": [4]}, inputs=rows), "mill", "leakage")
    assert gap["severity_least"] == 0
    # At the most the sixth is concerned, finds it vital, is kept from a market and buys elsewhere.
    assert gap["severity_most"] == pytest.approx((4 / 6 * 1 * 1.5 / 5 * 1) ** (1 / 4))


def test_bounds_of_nobody_silent_are_the_severity() -> None:
    ones, none = np.ones((3, 1)), np.zeros((3, 1))
    said = DemandArrays(ones, ones, none, none, none, none, 4 * ones, ones)
    least, most = bounds(said, np.array([0.5]), 3, 3, [1, 1, 1, 1])
    face = geometric_mean(severity_components(said, np.array([[0.5]]), np.ones((1, 3))), [1, 1, 1, 1])
    assert least.tolist() == most.tolist() == face[0].tolist()


@pytest.fixture(scope="module")
def found() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Six planted studies, judged, and their truth."""
    gaps, truth = [], []
    for seed in range(6):
        planted = plant(seed)
        own = judge_study(planted.tables, planted.stages, planted.edges)
        gaps.append(own.assign(cluster=own["cluster"] + f"/{seed}"))
        truth.append(planted.truth.assign(cluster=planted.truth["cluster"] + f"/{seed}"))
    return pd.concat(gaps, ignore_index=True), pd.concat(truth, ignore_index=True)


def test_planted_gaps_are_found_and_little_else(found: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    gaps, truth = found
    row = score(truth, gaps).loc[ALL]
    assert row["judged"] == len(truth) == gaps["kind"].isin(truth["kind"]).sum()
    assert row["recall"] >= 0.95
    assert row["precision"] >= 0.9
    # What silence hides is left open, nearly always.
    assert row["hidden_wrong"] <= 0.1 * row["hidden"]


def test_intervals_and_bounds_of_severity_lie_within_one_another(found: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    gaps = found[0]
    names = ["severity_least", "severity_lower", "severity", "severity_upper", "severity_most"]
    for low, high in pairwise(names):
        assert (gaps[low] <= gaps[high] + 1e-9).all(), (low, high)
    assert (gaps["demand"] <= gaps["demand_lower"]).all()
    assert (gaps["demand_lower"] <= gaps["demand_upper"]).all()
    assert (gaps["demand_upper"] <= gaps["demand_most"]).all()
    assert (gaps["demand_most"] == gaps["demand"] + gaps["roster"] - gaps["asked"]).all()


def test_ranks_go_by_severity_among_those_that_hold(found: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    for _cluster, own in found[0].groupby("cluster"):
        ranked = own["at_face"] & (own["demand"] >= GapThresholds().fewest_ranked)
        held = own[ranked].sort_values("severity", ascending=False)
        assert held["rank"].is_monotonic_increasing
        assert held["rank"].min() == 1
        assert held["rank"].tolist() == [1 + int((held["severity"] > each).sum()) for each in held["severity"]]
        assert (held["top3"] <= held["top5"]).all()
        assert (held["top5"] <= held["top10"]).all()
        assert own.loc[~ranked, ["rank", "rank_raked", "top3", "top5", "top10"]].isna().all(axis=None)
        assert own.loc[~own["at_face"], "verdict"].isna().all()


def test_no_row_is_named_twice_in_a_lineage(found: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    assert all(len(set(cell.split(";"))) == len(cell.split(";")) for cell in found[0]["made_from"])


def test_raking_changes_nothing_where_those_asked_are_like_the_roster() -> None:
    types = ["firm", "research_edu"] * 6
    sizes = ["1-9", "1-9", "10-49", "10-49"] * 3
    survey = tiny.study(
        12,
        range(8),
        organisation_type=types,
        size_band=sizes,
        lacks={"mill": [0, 1, 2], "bake": [3], "lab": [4, 5]},
        statements={"mill": "no", "bake": "no", "lab": "no", "shop": "no"},
    )
    gaps = judged(survey)
    assert gaps["severity_raked"].to_numpy() == pytest.approx(gaps["severity"].to_numpy())
    assert gaps["rank_raked"].equals(gaps["rank"])


def test_raking_counts_those_up_who_are_fewer_than_on_the_roster() -> None:
    # Of four firms and four universities three firms and one university answered; the university alone lacks it.
    survey = tiny.study(
        8,
        [0, 1, 2, 4],
        organisation_type=["firm"] * 4 + ["research_edu"] * 4,
        needs=[{"organisation": "m4", "stage": "mill", "criticality": 5}],
        statements={"mill": "no"},
    )
    gap = of(survey, "mill", "absent")
    # As they answered 2 of 8 lack it: (2 / 8 * 1 * 0.5 / 3) ** (1 / 3); raked 4 of 8: (4 / 8 * 1 * 0.5 / 5) ** (1 / 3).
    assert gap["severity"] == pytest.approx((0.25 * 0.5 / 3) ** (1 / 3))
    assert gap["severity_raked"] == pytest.approx((0.5 * 0.5 / 5) ** (1 / 3))


def test_the_same_seed_gives_the_same_table() -> None:
    planted = plant(1)
    one, again, other = (
        judge_study(planted.tables, planted.stages, planted.edges, Criteria(seed=seed)) for seed in (7, 7, 8)
    )
    pd.testing.assert_frame_equal(one, again)
    assert not one["holds"].equals(other["holds"])
    assert one["severity"].sort_values(ignore_index=True).equals(other["severity"].sort_values(ignore_index=True))


def test_rows_in_another_order_give_the_same_table() -> None:
    planted = plant(2)
    mixed = TableSet(
        {
            model: frame.sample(frac=1, random_state=4).reset_index(drop=True) if model in (Needs, Inputs) else frame
            for model, frame in planted.tables.items()
        }
    )
    one, other = (judge_study(each, planted.stages, planted.edges) for each in (planted.tables, mixed))
    pd.testing.assert_frame_equal(one.drop(columns="made_from"), other.drop(columns="made_from"))


FEW = {
    "nobody answered": tiny.study(5, []),
    "one member, who answered nothing": tiny.study(1),
    "one member, who did not answer": tiny.study(1, []),
    "one respondent": tiny.study(
        5, [0], roles={"mill": [0]}, lacks={"bake": [0]}, inputs=[bought(0, "bake", 0, satisfaction=1)], links=[(0, 1)]
    ),
    "three respondents": tiny.study(
        20,
        range(3),
        roles={"mill": [0]},
        lacks={"bake": [0], "mill": [1]},
        inputs=[bought(one, "bake", 0, satisfaction=1) for one in range(3)],
        markets=[sold(0, None, None, None, None, None)],
    ),
    "nobody buys, lacks, sells or knows anybody": tiny.study(8, range(4), roles={"mill": [0, 1], "bake": [2]}),
    "needs of another chain": tiny.study(5, range(4), lacks={"weaving": [0, 1, 2, 3]}),
    "needs that are not coded": tiny.study(5, range(4), needs=[{"organisation": "m0", "text": "flour"}]),
}


@pytest.mark.parametrize("case", FEW)
def test_of_next_to_nothing_nothing_is_found(case: str) -> None:
    gaps = judged(FEW[case])
    assert len(gaps) == 4 * 5 + 1
    assert set(gaps["status"]) <= {"open", "not_found"} <= set(STATUSES)
    never = gaps[gaps["status"] == "not_found"]
    # Sure of is only that a member is there, or what everybody was asked.
    assert never.index.get_level_values("kind").isin(["absent", "support", "thin"]).all()
    assert gaps["severity"].between(0, 1).all()
    held = gaps[gaps["at_face"]]
    assert held["doubts"].str.contains("open").all()


def test_one_member_seen_of_many_does_not_tell_how_many_there_are() -> None:
    assert judged(FEW["one respondent"]).loc[("mill", "thin"), "status"] == "open"
    known = tiny.study(2, roles={"mill": [0], "bake": [1]})
    assert of(known, "mill", "thin")["status"] == "found"


def test_who_broke_off_before_is_not_counted_among_those_asked() -> None:
    survey = tiny.study(10, range(6), lacks={"mill": [0, 1]}, links=[(2, 3)], statements={"mill": "no"})
    survey[Responses]["complete"] = [False] * 5 + [True]
    gap = of(survey, "mill", "absent")
    # The two who say so, the one who came as far as naming a partner, and the one who came to the end.
    assert (gap["asked"], gap["demand"]) == (4, 2)
    # Partners: the last two only; neither lacks it.
    assert of(survey, "mill", "relational")["n"] == 0


def test_a_need_said_twice_or_bought_too_counts_its_member_once() -> None:
    needs = [
        {"organisation": "m0", "stage": "mill", "criticality": 2, "blocks_new": True},
        {"organisation": "m0", "stage": "mill", "criticality": 4, "blocks_existing": True},
    ]
    gap = of(tiny.study(4, needs=needs, inputs=[bought(0, "mill", 0)], statements={"mill": "no"}), "mill", "absent")
    assert gap[["demand", "needed_by", "bought_by", "blocks_existing", "blocks_new", "blocked"]].tolist() == [1] * 6
    assert gap["criticality"] == 4


def test_a_member_of_two_clusters_is_judged_in_each_by_what_it_says_there() -> None:
    one = tiny.study(4, roles={"mill": [0], "bake": [1, 2, 3]}, lacks={"mill": [1, 2, 3]}, links=[(1, 0)])
    two = tiny.study(4, roles={"spin": [1], "weave": [0, 2, 3]}, lacks={"spin": [0, 2, 3]}, cluster="y")
    catalogue = pd.concat([tiny.catalogue(["mill", "bake"]), tiny.catalogue(["spin", "weave"], "y")], ignore_index=True)
    both = judge_study(tiny.together(one, two), catalogue, tiny.edges()).set_index(["cluster", "stage", "kind"])
    assert both.loc[("x", "mill", "relational"), "value"] == pytest.approx(2 / 3)
    # m0 and m1 know one another in the other cluster; here nobody said so.
    assert both.loc[("y", "spin", "relational"), "value"] == 1
    alone = judge_study(one, catalogue[catalogue["cluster"] == "x"], tiny.edges())
    kept = both.loc[["x"]].reset_index()[list(alone.columns)]
    pd.testing.assert_frame_equal(kept, alone)


def test_fewer_gaps_hold_the_stricter_the_line(found: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    effects = threshold_effects(found[0], GapThresholds())
    # A line that more lies within, the higher it is.
    rising = {kind for kind, line in lines().items() if line.holds(np.array([line.tried[0]]), line.tried[1]).all()}
    assert rising >= {"thin", "leakage", "quality"}
    assert set(effects["kind"]) == set(KINDS) - {"absent"}
    for (_cluster, kind), own in effects.groupby(["cluster", "kind"]):
        steps = own.sort_values("threshold")["gaps"]
        assert steps.is_monotonic_increasing if kind in rising else steps.is_monotonic_decreasing
        assert own["chosen"].sum() == 1


def test_at_the_line_of_the_study_as_many_gaps_hold_as_were_judged(found: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    gaps = found[0]
    effects = threshold_effects(gaps, GapThresholds())
    chosen = effects[effects["chosen"]].set_index(["cluster", "kind"])["gaps"]
    held = gaps[gaps["at_face"] & (gaps["presence"] == "present") & (gaps["rule"] != "no_channel")]
    counts = held.groupby(["cluster", "kind"]).size()
    assert chosen.equals(counts.reindex(chosen.index, fill_value=0))


def test_lines_of_no_gap_have_no_effect() -> None:
    assert threshold_effects(judged(tiny.study(3, [])).reset_index(), GapThresholds()).empty
