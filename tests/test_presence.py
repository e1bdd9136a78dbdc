"""Three kinds of presence: by hand, and held against the truth of fictitious studies."""

from __future__ import annotations

import pandas as pd
import pytest
import tiny

from pilotanalysis import pipeline, reference
from pilotanalysis.chain.kinds import KINDS
from pilotanalysis.chain.overview.map import missing_stages
from pilotanalysis.chain.presence import place_members
from pilotanalysis.chain.tables import Gaps, Stages
from pilotanalysis.demo.invent import invent
from pilotanalysis.demo.write import Wish, write_study
from pilotanalysis.results import Number, _
from pilotanalysis.study import Study
from pilotanalysis.survey.tables import Inputs, Needs, Organisations, Roles, Statements
from pilotanalysis.tables import TableSet, conform, empty


def _lineage(name: str, number: int) -> dict[str, object]:
    return {
        "row_id": [f"survey/x.xlsx#{name}!{row}" for row in range(2, number + 2)],
        "wave": "2014",
        "file": "survey/x.xlsx",
        "sheet": name,
        "row": range(2, number + 2),
        "respondent": [f"r{row}" for row in range(number)],
    }


def _catalogue(stages: list[str]) -> pd.DataFrame:
    return conform(
        pd.DataFrame(
            {
                "row_id": [f"reference/stages.csv!{row}" for row in range(2, len(stages) + 2)],
                "cluster": "x",
                "stage": stages,
                "position": range(1, len(stages) + 1),
                "layer": "core",
                "required": "core",
                "name_en": stages,
                "name_ro": stages,
                "name_it": stages,
                "caen": "10",
            }
        ),
        reference.Catalogue,
    )


def _members(known: list[str | None]) -> pd.DataFrame:
    frame = pd.DataFrame(_lineage("members", len(known))).assign(
        cluster="x",
        organisation=[f"m{place}" for place in range(len(known))],
        name=[f"Exemplu {place}" for place in range(len(known))],
        fiscal_code=None,
        organisation_type="firm",
        county="IS",
        in_region=True,
        size_band="1-9",
        revenue_band=None,
        known_stages=known,
        answered=False,
    )
    return conform(frame[list(Organisations.to_schema().columns)], Organisations)


def _roles(pairs: list[tuple[str, str]]) -> pd.DataFrame:
    frame = pd.DataFrame(_lineage("answers", len(pairs))).assign(
        cluster="x",
        organisation=[member for member, _stage in pairs],
        stage=[stage for _member, stage in pairs],
        is_main=True,
    )
    return conform(frame[list(Roles.to_schema().columns)], Roles)


def _said(words: dict[str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(_lineage("statements", len(words))).assign(
        cluster="x", stage=list(words), any_member=list(words.values())
    )
    return conform(frame[list(Statements.to_schema().columns)], Statements)


def _placed() -> pd.DataFrame:
    """Ten members: four answered, of the other six the management knows two."""
    members = _members([None, "milling", "milling", None, "sowing;milling", "none", None, None, None, None])
    roles = _roles([("m0", "sowing"), ("m1", "sowing"), ("m2", "sowing"), ("m3", "baking")])
    said = _said({"sowing": "yes", "milling": "yes", "baking": "no", "storing": "no", "selling": "dont_know"})
    catalogue = _catalogue(["sowing", "milling", "baking", "storing", "selling", "exporting"])
    return place_members(catalogue, members, said, roles, empty(Needs), empty(Inputs), 0.95).set_index("stage")


def test_kinds_of_presence_by_hand() -> None:
    stages = _placed()
    assert dict(stages["presence"]) == {
        "sowing": "present",
        "milling": "present",
        "baking": "present",
        "storing": "absent_stated",
        "selling": "not_observed",
        "exporting": "not_observed",
    }
    # Own answers go first: m1 and m2 say sowing, so the management's milling counts for m4 alone.
    assert stages.loc["sowing", ["members", "members_by_answer", "members_by_management"]].tolist() == [4, 3, 1]
    assert stages.loc["milling", ["members", "members_by_answer", "members_by_management"]].tolist() == [1, 0, 1]
    # Six are known of ten: four by answer, and two by the management, one of them to work in no stage.
    assert set(stages["observed"]) == {6}
    assert set(stages["roster"]) == {10}


def test_an_unseen_stage_has_the_largest_number_that_could_have_stayed_unseen() -> None:
    stages = _placed()
    # Of 10 members 6 are known. Were 3 on the stage, none would be seen with chance C(7,6)/C(10,6) = 7/210 < 0.05;
    # were 2, with C(8,6)/C(10,6) = 28/210 = 0.13.
    assert stages.loc["selling", "bound"] == 2
    assert stages.loc[["sowing", "storing"], "bound"].isna().all()


def test_a_contradiction_is_kept_in_sight() -> None:
    stages = _placed()
    assert stages.loc[stages["contradictions"] != "", "contradictions"].to_dict() == {"baking": "denied"}


def _about(statement: str, answered: int, **told: object) -> pd.Series:
    """What is known of milling, of ten members of whom so many answered; none of them mills."""
    survey = tiny.study(10, range(answered), roles={"bake": range(answered)}, statements={"mill": statement}, **told)
    tables = (survey.of(model) for model in (Organisations, Statements, Roles, Needs, Inputs))
    return place_members(tiny.catalogue(["mill", "bake"]), *tables, 0.95).set_index("stage").loc["mill"]


def test_a_management_that_names_a_stage_where_nobody_works_is_contradicted() -> None:
    # Everybody said where it works: then it is a contradiction, and not absent.
    assert _about("yes", 10)[["presence", "contradictions"]].tolist() == ["not_observed", "claimed"]
    # Of a member who did not answer it may be true: one at least may work there, however few are left.
    assert _about("yes", 9)[["contradictions", "bound"]].tolist() == ["", 1]
    assert _about("dont_know", 10)["bound"] == 0


@pytest.mark.parametrize("statement", ["no", "dont_know"])
def test_what_members_buy_from_members_somebody_makes(statement: str) -> None:
    assert _about(statement, 10, inputs=[tiny.bought(0, "mill", 30)])["contradictions"] == "sold"
    for share in (0, None):
        assert _about(statement, 10, inputs=[tiny.bought(0, "mill", share)])["contradictions"] == ""


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.long)])
def test_presence_is_the_truth_of_a_fictitious_study(study: Study, tmp_path, seed: int) -> None:
    write_study(study, tmp_path / "demo", Wish(seed, respondents=45))
    found = pipeline.build(Study(tmp_path / "demo"), pipeline.CHAPTERS[:2]).of(Stages)
    truth = pd.read_csv(tmp_path / "demo" / "truth" / "stages.csv", keep_default_na=False)
    both = found.merge(truth, on=["cluster", "stage"], suffixes=("", "_true"), validate="one_to_one")
    assert len(both) == len(truth) == len(found) == 64
    wrong = both[both["presence"] != both["expected_presence"]]
    assert wrong.empty, wrong[["cluster", "stage", "presence", "expected_presence"]]
    assert (both["members"] <= both["members_true"]).all()


def test_a_fictitious_study_has_every_kind_of_absence_and_40_to_120_respondents(study: Study) -> None:
    truth = invent(study, 2014)
    kinds = truth.stages.groupby("cluster")["expected_presence"].agg(set)
    assert all(kinds == {"present", "absent_stated", "not_observed"})
    answered = truth.responses[truth.responses["fate"] == "kept"].groupby("cluster").size()
    assert answered.between(40, 120).all()
    assert not truth.organisations["answered"].all()
    assert (truth.stages["fate"] == "denied").sum() == 1


def test_the_demonstration_shows_every_kind_of_gap_and_no_stage_without_member_as_present(built: TableSet) -> None:
    stages, gaps = built.of(Stages), built.of(Gaps)
    held = gaps[gaps["at_face"]]
    assert set(held["kind"]) == set(KINDS)
    missing = stages.loc[stages["presence"] != "present", "stage"]
    assert set(held.loc[held["kind"].isin(["absent", "support"]) & (held["presence"] != "present"), "stage"]) == set(
        missing
    )
    assert gaps["made_from"].str.len().gt(0).all()


@pytest.mark.parametrize(
    ("missing", "core", "said"),
    [
        (0, 0, "none is without a known member"),
        (1, 1, "1 has no known member, and it is core"),
        (4, 4, "4 have no known member, all of them core"),
        (4, 0, "4 have no known member, none of them core"),
        (4, 3, "4 have no known member, 3 of them core"),
    ],
)
def test_title_of_the_map_says_how_many_of_the_missing_stages_are_core(missing: int, core: int, said: str) -> None:
    def number(value: int) -> Number:
        return Number("missing", _("stages"), value, "number", (), 9, _("survey"))

    assert missing_stages(number(missing), number(core)).render("en") == said
