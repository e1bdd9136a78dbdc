"""What to do about a missing link: every rule on its own, their order, and the doubts."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import tiny
from tiny import bought, sold

from pilotanalysis.chain import labels
from pilotanalysis.chain.gaps.answers import GapAnswers, load_answers
from pilotanalysis.chain.gaps.assessment import Criteria, assess_gaps
from pilotanalysis.chain.gaps.collect import gather
from pilotanalysis.chain.gaps.verdicts import DOUBTS, FIRST_STEPS, RULE_VERDICTS, SETTLES, conclude
from pilotanalysis.chain.presence import place_members
from pilotanalysis.chain.sourcing.purchases import sourcing
from pilotanalysis.chain.tables import VERDICTS, Matches, RegionalCapacity
from pilotanalysis.problems import StudyError
from pilotanalysis.settings import GapThresholds
from pilotanalysis.study import Study
from pilotanalysis.survey.tables import Inputs, Needs, Offers, Organisations, Responses, Roles, Statements
from pilotanalysis.tables import TableSet, conform, empty

ROOT = Path(__file__).parent.parent
CHAIN = {"mill": "core", "bake": "core", "shop": "market", "lab": "support"}
EDGES = tiny.edges(("mill", "bake"), ("bake", "shop"))
LINES = GapThresholds()


def region(stage: str, *rows: Mapping[str, object]) -> Any:
    """List what the region has of a stage's divisions."""
    plain = {
        "made_from": "reference/persons_employed.csv!2", "cluster": "x", "stage": stage, "activity": "C10",
        "main": True, "coverage": 0.5, "shared_with": "", "measurable": True, "persons_region": 100,
        "location_quotient": 0.5, "nearness": 0.2, "relatedness_density": 0.5, "persons_by_year": "",
    }  # fmt: skip
    frame = pd.DataFrame([{**plain, **row} for row in rows]).reindex(columns=list(RegionalCapacity.to_schema().columns))
    return conform(frame, RegionalCapacity)


def elsewhere(stage: str, **changes: object) -> Any:
    row = {
        "made_from": "n;o", "cluster": "x", "organisation": "m0", "need": "n", "need_number": 1, "stage": stage,
        "offer_cluster": "y", "offer_organisation": "z", "offer": "o", "offer_number": 1, "basis": "code",
        "similarity": 0.5, "strength": 0.75, "within": False, "tied": False,
    }  # fmt: skip
    return conform(pd.DataFrame([{**row, **changes}])[list(Matches.to_schema().columns)], Matches)


def concluded(
    survey: TableSet,
    capacity: Any = None,
    matches: Any = None,
    national: Sequence[str] = (),
    thresholds: GapThresholds = LINES,
    answers: Any = None,
) -> pd.DataFrame:
    catalogue = tiny.catalogue(CHAIN)
    told = (survey.of(model) for model in (Organisations, Statements, Roles, Needs, Inputs))
    stages = place_members(catalogue, *told, 0.95)
    found, buying = gather(survey, catalogue, EDGES), sourcing(survey.of(Inputs), catalogue)
    judged = assess_gaps(found, survey.of(Offers), stages, buying, Criteria(thresholds))
    own = (empty(RegionalCapacity) if capacity is None else capacity, empty(Matches) if matches is None else matches)
    said = empty(GapAnswers) if answers is None else answers
    return conclude(judged, stages, own[0], buying, own[1], set(national), said, thresholds).set_index(
        ["stage", "kind"]
    )


def lacking(number: int, **changes: Any) -> TableSet:
    """Ten members, of whom so many lack milling, in which nobody works."""
    whole = {"roles": {"bake": range(10), "shop": [0, 1]}, "statements": {"mill": "no"}, **changes}
    return tiny.study(10, lacks={"mill": range(number)}, **whole)


#: Many work in the main activity of milling; or the region is close to it; or it is neither, whatever the others are.
STRONG = region("mill", {"persons_region": LINES.recruit_persons}, {"main": False, "activity": "C11"})
NEAR = region("mill", {"nearness": 0.5})
WEAK = region(
    "mill",
    {"persons_region": LINES.recruit_persons - 1, "nearness": 0.49},
    {"main": False, "activity": "C11", "persons_region": 9000, "nearness": 0.9, "location_quotient": 2.0},
)
MISSING = region("mill", {"persons_region": None, "location_quotient": None, "nearness": None, "measurable": False})
WIDE = region("mill", {"persons_region": 9000, "nearness": 0.9, "coverage": 0.09})
ELSEWHERE = [bought(one, "mill", 0) for one in range(3)]
POOR = [bought(one, "mill", 100, satisfaction=1) for one in range(3)]
ONE_PLACE = [sold(one, 0, 0, 100, 0, 0) for one in range(4)]
#: Twelve know one another and none of the four who mill; eight more know these.
APART = [
    *((one, (one + step) % 12) for step in (1, 2) for one in range(12)),
    *((one, maker) for one in range(16, 24) for maker in range(12, 16)),
]
CASES: dict[str, tuple[TableSet, Any, Any, tuple[str, str], str]] = {
    "leakage": (
        tiny.study(5, roles={"mill": [4]}, inputs=ELSEWHERE), STRONG, None, ("mill", "leakage"), "members_do_it",
    ),
    "quality": (tiny.study(5, roles={"mill": [4]}, inputs=POOR), STRONG, None, ("mill", "quality"), "members_do_it"),
    "relational": (
        tiny.study(
            24, roles={"mill": range(12, 16), "bake": range(12)}, lacks={"mill": range(12)}, links=APART
        ),
        STRONG, None, ("mill", "relational"), "members_do_it",
    ),
    "support with members": (
        tiny.study(9, roles={"lab": [8]}, lacks={"lab": range(4)}), None, None, ("lab", "support"), "members_do_it",
    ),
    "support without": (
        tiny.study(9, lacks={"lab": range(4)}), None, None, ("lab", "support"), "needed_by_many",
    ),
    "no channel": (
        tiny.study(4, roles={"bake": range(4)}, markets=ONE_PLACE, statements={"shop": "no"}), STRONG, None,
        ("bake", "market"), "no_channel",
    ),
    "one market": (
        tiny.study(4, roles={"bake": range(4), "shop": [0]}, markets=ONE_PLACE), STRONG, None, ("bake", "market"),
        "one_market",
    ),
    "firms": (lacking(3), STRONG, elsewhere("mill"), ("mill", "absent"), "firms_in_region"),
    "close": (lacking(3), NEAR, None, ("mill", "absent"), "region_close"),
    "offered": (lacking(3), NEAR, elsewhere("mill"), ("mill", "absent"), "offered_by_other_cluster"),
    "far wider": (lacking(3), WIDE, None, ("mill", "absent"), "needed_by_many"),
    "offered, region not known": (
        lacking(3), MISSING, elsewhere("mill"), ("mill", "absent"), "offered_by_other_cluster",
    ),
    "needed by many": (lacking(2), WEAK, None, ("mill", "absent"), "needed_by_many"),
    "needed by few": (lacking(1), WEAK, None, ("mill", "absent"), "needed_by_few"),
    "thin": (
        tiny.study(10, roles={"mill": [9], "bake": range(9), "shop": [1, 2]}), NEAR, None, ("mill", "thin"),
        "region_close",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_each_rule_leads_to_its_verdict(case: str) -> None:
    survey, capacity, matches, place, rule = CASES[case]
    gap = concluded(survey, capacity, matches).loc[place]
    assert gap["at_face"]
    assert (gap["rule"], gap["verdict"]) == (rule, RULE_VERDICTS[rule])


def test_every_rule_is_reached_and_every_verdict_given() -> None:
    assert {case[-1] for case in CASES.values()} == set(RULE_VERDICTS)
    assert set(RULE_VERDICTS.values()) == set(VERDICTS)


@pytest.mark.parametrize(
    "changes", [{"within": True}, {"basis": "text"}, {"cluster": "y"}, {"stage": "bake"}], ids=lambda each: str(each)
)
def test_only_offers_of_that_stage_from_another_cluster_connect(changes: dict[str, object]) -> None:
    gap = concluded(lacking(3), WEAK, elsewhere(**{"stage": "mill", **changes})).loc[("mill", "absent")]
    assert gap["rule"] == "needed_by_many"


def test_just_the_share_that_attracts_is_enough() -> None:
    lines = GapThresholds(attract_share=0.07)
    survey = tiny.study(
        100, lacks={"mill": range(7)}, roles={"bake": range(100), "shop": [0, 1]}, statements={"mill": "no"}
    )
    assert concluded(survey, WEAK, thresholds=lines).loc[("mill", "absent"), "rule"] == "needed_by_many"


def test_what_nobody_needs_attracts_nobody() -> None:
    gap = concluded(lacking(0), WEAK, thresholds=GapThresholds(attract_share=0)).loc[("mill", "absent")]
    assert gap["rule"] == "needed_by_few"


def test_a_gap_that_does_not_hold_has_no_verdict_no_rule_and_no_doubt() -> None:
    table = concluded(lacking(3), STRONG)
    other = table[~table["at_face"]]
    assert len(other)
    assert other[["verdict", "rule"]].isna().all(axis=None)
    assert other[["advice", "first_step"]].isna().all(axis=None)
    assert (other["doubts"] == "").all()
    assert table["at_face"].is_monotonic_decreasing


def test_what_the_region_has_is_in_the_lineage_where_it_decided() -> None:
    def rows(*told: Any) -> list[str]:
        return concluded(*told).loc[("mill", "absent"), "made_from"].split(";")

    assert "reference/persons_employed.csv!2" in rows(lacking(3), STRONG)
    assert "reference/persons_employed.csv!2" in rows(lacking(3), WEAK)
    mended = concluded(*CASES["leakage"][:2]).loc[("mill", "leakage"), "made_from"]
    assert "reference/persons_employed.csv!2" not in mended.split(";")


def doubts(survey: TableSet, capacity: Any = None, national: Sequence[str] = (), kind: str = "absent") -> set[str]:
    gap = concluded(survey, capacity, None, national).loc[("mill", kind)]
    found = [doubt for doubt in gap["doubts"].split(";") if doubt]
    assert found == [doubt for doubt in DOUBTS if doubt in found], "in their order"
    return set(found) - {"weights_decide", "volume_unknown"}


def test_who_is_to_come_wants_to_know_how_much_is_needed() -> None:
    silent = concluded(lacking(3), STRONG).loc[("mill", "absent")]
    assert "volume_unknown" in silent["doubts"].split(";") and "volume_asked" in silent["settles"].split(";")
    needs = [{"organisation": f"m{one}", "stage": "mill", "volume": words} for one, words in ((4, "2 t"), (5, "9 t"))]
    told = concluded(lacking(3, needs=needs), STRONG).loc[("mill", "absent")]
    assert (told["volume_said"], told["volumes"]) == (2, "2 t;9 t")
    assert "volume_unknown" not in told["doubts"].split(";")
    mended = concluded(*CASES["leakage"][:2]).loc[("mill", "leakage")]
    assert "volume_unknown" not in mended["doubts"].split(";"), "what members do is not sought elsewhere"


@pytest.mark.parametrize(
    ("positions", "client", "captive"),
    [
        (["subcontract", "subcontract", "own_brand"], 10, True),
        (["subcontract", "own_brand", "own_brand"], 10, False),
        (["own_brand", "own_brand", "own_brand"], 50, True),
        (["own_brand", "own_brand", "own_brand"], 49, False),
        (["subcontract", "subcontract", None], 90, False),
    ],
)
def test_where_clients_may_choose_the_suppliers_they_are_asked_first(
    positions: list[str | None], client: int, captive: bool
) -> None:
    survey = tiny.study(6, roles={"mill": [5]}, inputs=[bought(one, "mill", 0, reasons="price") for one in range(3)])
    frame = survey[Responses]
    frame["position"] = [*positions, "own_brand", "own_brand", "own_brand"]
    frame["main_client"] = float(client)
    gap = concluded(survey).loc[("mill", "leakage")]
    assert gap["captive"] == captive
    assert gap["first_step"] == ("ask_clients" if captive else "compare_prices")
    assert (gap["firms_told"], gap["on_order"]) == (3 - positions.count(None), positions.count("subcontract"))


@pytest.mark.parametrize(("change", "told"), [(-0.2, True), (-0.19, False), (0.5, False), (None, False)])
def test_an_activity_that_shrinks_in_the_region_speaks_against_recruiting(change: float | None, told: bool) -> None:
    found = doubts(lacking(3), region("mill", {"persons_region": LINES.recruit_persons, "change": change}))
    assert ("shrinking" in found) == told


def test_doubts_by_hand() -> None:
    assert doubts(lacking(3), STRONG) == set()
    assert doubts(lacking(2), STRONG) == {"few_concerned"}
    assert doubts(lacking(3)) == {"not_measurable"}
    assert doubts(lacking(3), MISSING) == {"not_measurable"}
    assert doubts(lacking(3), region("mill", {"shared_with": "bake"})) == {"shared_division"}
    assert doubts(lacking(3), WIDE) == {"wide_division"}
    assert doubts(lacking(3), STRONG, ["x"]) == {"outside_region"}
    assert doubts(lacking(3), STRONG, ["y"]) == set()
    assert doubts(lacking(3, statements={}), STRONG) == {"not_observed"}
    unseen = tiny.study(30, range(10), lacks={"mill": range(5)}, roles={"bake": range(10), "shop": [0, 1]})
    assert doubts(unseen, STRONG) == {"open", "not_observed"}
    sold = tiny.study(
        9,
        lacks={"mill": range(4)},
        roles={"bake": range(9)},
        inputs=[bought(5, "mill", 100)],
        statements={"mill": "no"},
    )
    # All answered: the contradiction alone makes it uncertain.
    assert "contradicted" in doubts(sold, STRONG) and "open" not in doubts(sold, STRONG)
    contradicted = tiny.study(10, lacks={"mill": range(4)}, roles={"mill": [9]}, statements={"mill": "no"})
    # Where one member of ten was seen to work anywhere, whether it is the only one is open.
    assert doubts(contradicted, kind="thin") == {"open", "contradicted", "not_measurable"}


def test_the_regions_doubts_are_not_those_of_what_is_mended_or_sold() -> None:
    for case in ("leakage", "one market", "no channel"):
        survey, _capacity, _matches, place, _rule = CASES[case]
        found = set(concluded(survey, None, None, ["x"]).loc[place, "doubts"].split(";"))
        assert not found & {"not_measurable", "shared_division", "outside_region"}


@pytest.mark.parametrize(
    ("reasons", "step"),
    [
        ("unknown_supplier", "introduce"),
        ("price;quality", "compare_prices"),
        ("quality", "improve"),
        (None, "ask_buyers"),
        ("own_reason", "ask_buyers"),
    ],
)
def test_the_first_step_goes_by_the_reason_that_most_name(reasons: str | None, step: str) -> None:
    # Of two that as many name the first in the alphabet goes before.
    rows = [bought(one, "mill", 0, reasons=reasons) for one in range(4)]
    gap = concluded(tiny.study(6, roles={"mill": [5]}, inputs=rows)).loc[("mill", "leakage")]
    assert gap["first_step"] == step


def test_who_may_be_there_is_asked_before_anything_else() -> None:
    unseen = tiny.study(30, range(10), lacks={"mill": range(5)}, roles={"bake": range(10), "shop": [0, 1]})
    gap = concluded(unseen, STRONG).loc[("mill", "absent")]
    assert gap["first_step"] == "ask_presence"
    assert gap["settles"].split(";")[:2] == ["presence_asked", "non_respondents_asked"]
    sure = concluded(lacking(3), STRONG).loc[("mill", "absent")]
    assert (sure["first_step"], set(sure["settles"].split(";")) <= {"volume_asked", "weights_agreed"}) == (
        "invite_firms",
        True,
    )


def test_every_doubt_has_something_that_settles_it_and_every_code_has_words() -> None:
    assert {doubt for settled in SETTLES.values() for doubt in settled} == set(DOUBTS) == set(labels.DOUBT)
    assert set(labels.FIRST_STEP) == set(FIRST_STEPS)
    assert set(labels.SETTLES) == set(SETTLES)
    assert set(labels.RULE) == set(RULE_VERDICTS)


def test_a_place_that_hangs_on_the_weights_is_doubted() -> None:
    table = concluded(lacking(3), STRONG)
    held = table[table["at_face"]]
    flagged = held["doubts"].str.split(";").map(lambda found: "weights_decide" in found)
    assert flagged.equals(held["top5"].between(0.1, 0.9))


def _answered(folder: Path, *rows: str) -> Study:
    """A study whose managements say something of gaps."""
    (folder / "data" / "decisions").mkdir(parents=True)
    lines = ["cluster,stage,kind,answer,who,when,why", *rows]
    (folder / "data" / "decisions" / "gaps.csv").write_text("\n".join(lines) + "\n", "utf-8")
    shutil.copy(ROOT / "study.yml", folder)
    return Study(folder)


def test_what_the_management_says_stands_beside_the_evidence(tmp_path: Path) -> None:
    study = _answered(tmp_path, "x,mill,absent,rejected,the manager,2014-05-02,one joined in April")
    answers = load_answers(study, tiny.catalogue(CHAIN))
    before, after = concluded(lacking(3), STRONG), concluded(lacking(3), STRONG, answers=answers)
    gap = after.loc[("mill", "absent")]
    assert gap[["management", "management_words", "management_when"]].tolist() == [
        "rejected", "one joined in April", "2014-05-02",
    ]  # fmt: skip
    assert after["management"].notna().sum() == 1
    told = [name for name in before if name.startswith("management")] + ["advice", "first_step", "settles"]
    pd.testing.assert_frame_equal(before.drop(columns=told), after.drop(columns=told))


def test_invented_answers_count_for_clusters_of_the_demonstration_alone(tmp_path: Path) -> None:
    rows = [f"{cluster},{stage},absent,accepted,me,2014-05-02,why" for cluster in "xy" for stage in ("mill", "gone")]
    study = _answered(tmp_path, *rows)
    path = tmp_path / "data" / "decisions" / "gaps.csv"
    head, *told = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([f"{head},demonstration", *(f"{row},fictitious" for row in told)]) + "\n", "utf-8")
    (tmp_path / "data" / "raw").mkdir()
    resources = [{"path": "roster/x.xlsx", "synthetic": True}, {"path": "roster/y.xlsx", "synthetic": False}]
    (tmp_path / "data" / "raw" / "datapackage.json").write_text(json.dumps({"resources": resources}), "utf-8")
    answers = load_answers(study, tiny.catalogue(CHAIN))
    assert answers[["cluster", "stage"]].to_numpy().tolist() == [["x", "mill"]]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["x,mil,absent,rejected,me,2014-05-02,"], "no stage 'mil'"),
        (["y,mill,absent,rejected,me,2014-05-02,"], "cluster 'y' has no stage 'mill'"),
        (["x,mill,absence,rejected,me,2014-05-02,"], "'absence' is no kind of gap"),
        (["x,mill,absent,maybe,me,2014-05-02,"], "'maybe' is no answer"),
        (["x,mill,absent,rejected,,2014-05-02,"], "not said who decided"),
        (["x,mill,absent,rejected,me,2014-05-02,", "x,mill,absent,accepted,me,2014-05-03,"], "answered twice"),
    ],
)
def test_an_answer_that_cannot_be_meant_is_told_by_row(tmp_path: Path, rows: list[str], words: str) -> None:
    with pytest.raises(StudyError) as told:
        load_answers(_answered(tmp_path, *rows), tiny.catalogue(CHAIN))
    (problem,) = told.value.problems
    assert words in problem.found
    assert problem.row == len(rows) + 1


def test_a_study_whose_managements_said_nothing_has_no_answers(study: Study) -> None:
    assert load_answers(study, tiny.catalogue(CHAIN)).empty
