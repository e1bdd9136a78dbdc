"""Studies with planted gaps: repeatable, on both sides of every threshold, and true by hand."""

from __future__ import annotations

from itertools import product

import pandas as pd
import pytest

from benchmarks.gaps import ERRING, RESPONSES, measure
from benchmarks.truth.holds import Population, what_holds
from benchmarks.truth.planted import FILE, MODELS, Planted, plant, truth_of
from benchmarks.truth.score import ALL, at_face, score
from pilotanalysis import reference
from pilotanalysis.chain.gaps.reliability import load
from pilotanalysis.demo.invent import invent
from pilotanalysis.demo.truth import CONDITIONS
from pilotanalysis.reference.checks import _circle
from pilotanalysis.settings import GapThresholds
from pilotanalysis.study import Study
from pilotanalysis.survey.tables import ORIGINS, Answer, Statements
from pilotanalysis.tables import files_of

SEEDS = 20
LINES = GapThresholds()
#: Threshold of each kind that is planted, and how near counts as near it.
NEAR = {
    "absent": (0.5, 0.5),
    "support": (LINES.support_share, 0.07),
    "thin": (LINES.thin_members, 1),
    "leakage": (LINES.leakage_share, 0.06),
    "quality": (LINES.quality_median, 1),
    "market": (LINES.market_share, 0.12),
    # Chance alone mostly leaves more without a tie than the line of the study.
    "relational": (LINES.untied_share, 0.3),
}


@pytest.fixture(scope="module")
def planted() -> list[Planted]:
    return [plant(seed) for seed in range(SEEDS)]


@pytest.fixture(scope="module")
def truth(planted: list[Planted]) -> pd.DataFrame:
    return pd.concat([study.truth for study in planted], ignore_index=True)


def test_the_same_seed_gives_the_same_tables(planted: list[Planted]) -> None:
    again = plant(3)
    for model in MODELS:
        pd.testing.assert_frame_equal(again.tables[model], planted[3].tables[model])
    pd.testing.assert_frame_equal(again.truth, planted[3].truth)
    assert not planted[3].truth.equals(planted[4].truth)


def test_tables_are_as_of_a_survey(planted: list[Planted]) -> None:
    for study in planted:
        assert set(study.tables) == set(MODELS)
        people = {table.__name__: frame for table, frame in study.tables.items()}["Organisations"]
        answered = set(people.loc[people["answered"], "organisation"])
        for model, frame in study.tables.items():
            model.validate(frame)
            assert files_of(frame) == {FILE}
            assert frame["row_id"].is_unique
            assert not issubclass(model, Answer) or set(frame["organisation"]) <= answered
        assert people.groupby("cluster").size().between(40, 120).all()
        assert people["name"].str.startswith("Exemplu").all()


def test_chains_are_whole(planted: list[Planted]) -> None:
    for study in planted:
        for cluster, own in study.stages.groupby("cluster"):
            assert 10 <= len(own) <= 20
            assert set(own["layer"]) == {"core", "support", "market"}
            edges = study.edges[study.edges["cluster"] == cluster]
            assert set(edges["source"]) | set(edges["target"]) <= set(own["stage"])
            assert not _circle(edges)


def test_clusters_differ_in_how_many_answer(planted: list[Planted]) -> None:
    for study in planted:
        rates = study.population.members.groupby("cluster")["answered"].mean()
        assert sorted(rates) == pytest.approx([0.55, 0.75, 0.9, 1.0], abs=0.02)


@pytest.mark.parametrize("kind", NEAR)
def test_every_planted_kind_lies_on_both_sides_of_its_threshold(truth: pd.DataFrame, kind: str) -> None:
    own = truth[truth["kind"] == kind]
    line, width = NEAR[kind]
    near = (own["value"] - line).abs() <= width
    fewest = 5 if kind == "relational" else 20
    for side in (True, False):
        assert (own["true"] == side).sum() >= 50
        assert (near & (own["true"] == side)).sum() >= fewest
    assert (own["value"].notna() & ~near).sum() >= 20
    assert own["hidden"].sum() >= 10
    there = own[own["value"].notna() & ((kind == "absent") | (own["value"] > 0) | (kind not in ("thin", "leakage")))]
    # In most networks so few ties lead to so few members that chance alone leaves as many without one.
    least = 0.05 if kind == "relational" else 0.3
    assert least <= there["true"].mean() <= 0.75


def test_silence_hides_in_both_directions_and_only_where_there_is_any(
    planted: list[Planted], truth: pd.DataFrame
) -> None:
    hidden = truth[truth["hidden"]]
    assert (hidden["true"].groupby(hidden["kind"]).nunique() == 2).sum() >= len(NEAR) - 1
    for study in planted:
        rates = study.population.members.groupby("cluster")["answered"].mean()
        everybody = rates.index[rates == 1]
        assert not study.truth.loc[study.truth["cluster"].isin(everybody), "hidden"].any()


@pytest.mark.parametrize("erring", [0, 0.3])
def test_managements_err_as_often_as_they_are_told_to(erring: float) -> None:
    wrong = []
    for seed in range(6):
        study = plant(seed, 0.7, erring)
        works, members = study.population.works, study.population.members
        assert members.groupby("cluster")["answered"].mean().to_list() == pytest.approx([0.7] * 4, abs=0.02)
        said = study.tables.of(Statements).set_index("stage")["any_member"]
        said = said[said != "dont_know"]
        wrong += ((said == "yes") != said.index.isin(works["stage"])).tolist()
    assert sum(wrong) / len(wrong) == pytest.approx(erring, abs=0.06)


def _frame(columns: str, *rows: tuple[object, ...]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns.split())


def _by_hand() -> Population:
    """Ten members: 0 and 1 mill, 2 bakes, nobody stores, sells or tests; 9 keeps silent and drives."""
    names = [f"m{number}" for number in range(10)]
    stages = {"milling": "core", "baking": "core", "storing": "core", "selling": "market"}
    stages |= {"driving": "support", "testing": "support"}
    sold = [(90, 10, 0, 0, 0), (20, 20, 20, 20, 20), (60, 40, 0, 0, 0)]
    return Population(
        stages=_frame("cluster stage layer", *(("x", *pair) for pair in stages.items())),
        edges=_frame("cluster source target", ("x", "milling", "baking"), ("x", "baking", "selling")),
        members=_frame(
            "organisation cluster organisation_type turnover answered known",
            *((name, "x", "firm", 100.0 + number, name != "m9", False) for number, name in enumerate(names)),
        ),
        works=_frame("organisation stage", ("m0", "milling"), ("m1", "milling"), ("m2", "baking"), ("m9", "driving")),
        needs=_frame(
            "organisation stage",
            ("m3", "milling"), ("m4", "milling"), ("m5", "baking"), ("m3", "driving"), ("m4", "driving"),
        ),
        inputs=_frame(
            "organisation stage annual_value share_members satisfaction",
            ("m2", "milling", 10.0, 100, 3), ("m3", "milling", 90.0, 10, 3),
            ("m3", "baking", 100.0, 0, 5), ("m9", "baking", 100.0, 50, 2),
            ("m3", "storing", 10.0, 0, 1),
        ),
        markets=_frame(
            " ".join(("organisation", *(f"share_{place}" for place in ORIGINS))),
            *((f"m{number}", *shares) for number, shares in enumerate(sold)),
        ),
        links=_frame("organisation partner_organisation", ("m0", "m3"), ("m5", None), ("m5", "m4")),
    )  # fmt: skip


def test_truth_by_hand() -> None:
    found = what_holds(_by_hand(), LINES).set_index(["stage", "kind"])
    holds = {place for place, true in found["true"].items() if true}
    assert holds == {
        ("milling", "leakage"),  # the one who buys from members buys little
        ("baking", "thin"),
        ("baking", "quality"),  # of what comes from members; elsewhere it is better
        ("baking", "market"),  # nobody sells
        ("storing", "absent"),
        ("selling", "absent"),
        ("driving", "support"),  # 2 of 10 is just enough
        ("driving", "thin"),
        ("testing", "support"),
    }
    value = found["value"]
    assert value["milling", "leakage"] == pytest.approx(0.19)
    assert value["baking", "quality"] == 2
    assert value["baking", "market"] == pytest.approx(0.6)
    assert value["milling", "thin"] == 2
    # m3 is named by m0, m4 by nobody. So few ties leave anybody out by chance: no gap.
    assert value["milling", "relational"] == 0.5
    assert pd.isna(value["testing", "relational"])
    assert ("milling", "market") not in found.index, "it delivers to no market"
    assert ("testing", "absent") not in found.index


def test_hidden_is_what_silence_turns() -> None:
    truth = truth_of(_by_hand(), LINES).set_index(["stage", "kind"])
    # m9 alone drives, so nobody is seen to; without what m9 buys, all that is bought of baking comes from outside.
    hidden = set(truth.index[truth["hidden"]])
    assert hidden == {("driving", "thin"), ("baking", "leakage"), ("baking", "quality")}


def test_no_ties_is_true_only_where_chance_would_leave_fewer_out() -> None:
    # Twelve bake and lack milling, which four do; everybody has two ties.
    bakers, millers = [f"b{number}" for number in range(12)], [f"m{number}" for number in range(4)]
    around = [(one, other) for ring in (bakers, millers) for one, other in zip(ring, [*ring[1:], ring[0]], strict=True)]
    across = [(baker, millers[number % 4]) for number, baker in enumerate(bakers)]
    for links, expected in (([*around, *around[12:]], True), ([*around, *across[:3]], True), (across, False)):
        population = Population(
            stages=_frame("cluster stage layer", ("x", "milling", "core")),
            edges=_frame("cluster source target"),
            members=_frame(
                "organisation cluster organisation_type turnover answered known",
                *((name, "x", "firm", 1.0, True, False) for name in [*bakers, *millers]),
            ),
            works=_frame("organisation stage", *((name, "milling") for name in millers)),
            needs=_frame("organisation stage", *((name, "milling") for name in bakers)),
            inputs=_frame("organisation stage annual_value share_members satisfaction"),
            markets=_frame(" ".join(("organisation", *(f"share_{place}" for place in ORIGINS)))),
            links=_frame("organisation partner_organisation", *links),
        )
        found = what_holds(population, LINES).set_index("kind").loc["relational"]
        assert found["true"] == expected, (links, found["value"])


def test_score_by_hand() -> None:
    rows = [
        ("a", "thin", True, False, "found"),
        ("b", "thin", True, True, "open"),
        ("c", "thin", True, True, "not_found"),
        ("d", "thin", False, True, "found"),
        ("e", "thin", False, False, None),
    ]
    frame = pd.DataFrame(rows, columns=["stage", "kind", "true", "hidden", "status"]).assign(cluster="x")
    scores = score(frame.drop(columns="status"), frame.dropna(subset=["status"]))
    row = scores.loc["thin"].to_dict()
    assert row == {
        "judged": 4, "planted": 3, "found": 2, "open": 1, "right": 1, "recall": 0.5,
        "recall_open_missed": pytest.approx(1 / 3),
        "open_share": pytest.approx(1 / 3), "precision": 0.5, "hidden": 3, "hidden_wrong": 2,
    }  # fmt: skip
    assert scores.loc[ALL].to_dict() == row


def test_taking_answers_at_their_face_is_not_enough(truth: pd.DataFrame) -> None:
    one = truth[:300].drop_duplicates(["cluster", "stage", "kind"])
    scores = score(one, at_face(one))
    assert (scores["hidden_wrong"] == scores["hidden"]).all()
    assert scores.loc[ALL, "hidden"] > 0


#: The gap that each condition of the demonstration makes.
MAKES = {
    "one_market": "market", "lacked": "support", "untied": "relational", "leaks": "leakage", "poor": "quality",
}  # fmt: skip


@pytest.mark.parametrize("seed", [2014, 1, 2])
def test_the_demonstration_has_every_kind_of_gap_but_not_everywhere(study: Study, seed: int) -> None:
    catalogue, edges = reference.load(study, reference.Catalogue), reference.load(study, reference.Edges)
    truth = invent(study, seed)
    people = truth.organisations
    seen = people[(people["answered"] & people["states_stages"]) | people["known_to_management"]]
    named = {"fiscal_code": "organisation"}
    found = what_holds(
        Population(
            catalogue[catalogue["cluster"].isin(study.analysed)],
            edges,
            people[people["answered"]].rename(columns=named),
            truth.roles[truth.roles["fiscal_code"].isin(seen["fiscal_code"])].rename(columns=named),
            *(getattr(truth, name).rename(columns=named) for name in ("needs", "inputs", "markets", "links")),
        ),
        LINES,
    )
    shares = found.groupby("kind")["true"].mean()
    assert shares.between(0.01, 0.7).all(), shares
    given = truth.stages[truth.stages["condition"] != ""]
    assert set(given["condition"]) == set(CONDITIONS) == set(MAKES)
    assert (given["fate"] == "").all()
    made = given.assign(kind=given["condition"].map(MAKES)).merge(found, on=["cluster", "stage", "kind"])
    assert len(made) == len(given)
    # A stage that few buy of or few need may miss what it was meant to have.
    assert made["true"].mean() >= 0.85
    plain = found.merge(truth.stages[(truth.stages["condition"] == "") & (truth.stages["fate"] == "")], on="stage")
    assert plain.loc[plain["kind"].isin(["leakage", "quality"]), "true"].mean() < 0.1


@pytest.mark.long
def test_what_readers_are_told_of_confirmed_gaps_is_what_is_measured() -> None:
    told = load()
    assert set(zip(told["response"], told["erring"], strict=True)) == set(product(RESPONSES, ERRING))
    own = told[(told["response"] == 0.65) & (told["erring"] == 0.1)].reset_index(drop=True)
    again = measure(0.65, 0.1)[list(told.columns)]
    pd.testing.assert_frame_equal(own, again)
