"""The region's side, the verdicts that rest on it, and what industries buy: by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from benchmarks.truth.planted import plant
from pilotanalysis import chain, reference
from pilotanalysis.chain.build import judge_study
from pilotanalysis.chain.gaps.inside import concerned_in_region
from pilotanalysis.chain.gaps.verdicts import RULE_VERDICTS
from pilotanalysis.chain.kinds import KINDS
from pilotanalysis.chain.region.capacity import beside_regions
from pilotanalysis.chain.sourcing.expected import expected_inputs
from pilotanalysis.chain.tables import VERDICTS, ExpectedInputs, Gaps, RegionalCapacity
from pilotanalysis.reference import ActivityBenchmarks, PersonsEmployed, Proximities
from pilotanalysis.results import say
from pilotanalysis.store import open_store
from pilotanalysis.study import Study
from pilotanalysis.survey.tables import Inputs, Needs, Organisations, Roles
from pilotanalysis.tables import TableSet, conform


def _rows(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    return frame.assign(row_id=[f"reference/{name}.csv!{row}" for row in range(2, len(frame) + 2)])


def test_a_region_beside_the_others_by_hand() -> None:
    own = pd.DataFrame(
        {"activity": ["C10", "C13", "C14"], "geo": "RO21", "year": 2015, "persons_employed": [50, 30, 20]}
    )
    whole = pd.DataFrame({"activity": ["C10", "C13", "C14", "C15"], "persons_employed": [100, 200, 300, 50]})
    whole = whole.assign(year=2015, regions=9, total=1000)
    near = pd.DataFrame(
        {
            "activity": ["C10", "C10", "C10", "C13", "C13", "C14"],
            "other": ["C13", "C14", "C15", "C14", "C15", "C15"],
            "proximity": [0.2, 0.4, 0.5, 0.6, 0.1, 0.0],
            "regions": 9,
        }
    )
    beside = beside_regions(
        conform(_rows(own, "persons_employed"), PersonsEmployed),
        conform(_rows(whole, "activity_benchmarks"), ActivityBenchmarks),
        conform(_rows(near, "proximities"), Proximities),
    )
    # Shares 50, 30, 20 percent over 10, 20, 30; of the last nothing is known, and it counts as neither.
    assert beside["location_quotient_europe"].tolist()[:3] == pytest.approx([5.0, 1.5, 2 / 3])
    assert np.isnan(beside.loc["C15", "location_quotient_europe"])
    # Specialised in C10 and C13: of C14's ties (0.4 + 0.6) all, of C10's (0.2 + 0.4) a third, of C13's a quarter.
    assert beside.loc[["C10", "C13", "C14"], "relatedness_density"].tolist() == pytest.approx([1 / 3, 0.25, 1.0])
    assert beside.loc["C15", "relatedness_density"] == pytest.approx(1.0)
    assert beside["nearness"].tolist() == pytest.approx([0.25, 0.0, 0.5, 0.5])


def test_what_the_statistics_do_not_cover_is_missing_and_not_nothing(built: TableSet) -> None:
    capacity = built[RegionalCapacity]
    covered = capacity["activity"].str[0].isin(list("BCDEFGHIJLMN")) | (capacity["activity"] == "S95")
    for column in ("location_quotient", "location_quotient_europe", "relatedness_density", "nearness"):
        assert capacity.loc[covered, column].notna().all()
        assert capacity.loc[~covered, column].isna().all()
    assert not covered.all()


def test_every_gap_that_holds_has_the_verdict_of_its_rule(built: TableSet) -> None:
    held = built[Gaps][built[Gaps]["at_face"]]
    assert (held["rule"].map(RULE_VERDICTS) == held["verdict"]).all()
    assert set(held["verdict"]) <= set(VERDICTS)
    assert held["verdict"].nunique() >= 4
    inside = held["kind"].isin(["leakage", "quality", "relational"])
    assert set(held.loc[inside, "verdict"]) == {"mend"}
    national = held[(held["cluster"] == "ind-agro-pol") & held["rule"].isin(["firms_in_region", "region_close"])]
    assert national["doubts"].str.contains("outside_region").all()


def test_what_the_respondents_of_the_region_lack_is_counted_apart(cleaned: Study) -> None:
    data = open_store(cleaned, "ind-agro-pol")
    members, gaps = data.of(Organisations), data.of(Gaps)
    inside = members[members["in_region"]]
    lacks, buys = (data.of(model)[["stage", "organisation"]] for model in (Needs, Inputs))
    concerned = pd.concat([lacks, buys]).drop_duplicates().merge(inside[["organisation"]])
    by_stage = concerned.groupby("stage")["organisation"].nunique()
    own = gaps[gaps["kind"].map(lambda kind: KINDS[kind].family) == "supply"]
    counted = concerned_in_region(data)
    assert counted[own.index].tolist() == own["stage"].map(by_stage).fillna(0).tolist()
    assert (counted <= gaps["demand"]).all()
    item = chain.scope_finding(data)
    said = say(item.text(item.data.release(None)), "en")
    assert f"Of these, **{inside['answered'].sum()}** answered." in said
    enough = counted[gaps["at_face"]] >= data.settings.gaps.fewest_ranked
    assert f"ranks a gap: **{enough.sum()}** of {gaps['at_face'].sum()}. These are: " in said
    assert all(f"({number})" in said for number in counted[enough[enough].index])
    assert "so few answers of the region" in said
    assert "answered" not in say(item.text(item.data.release(3)), "en")
    item = chain.scope_finding(open_store(cleaned, "astrico-ne"))
    assert "answered" not in say(item.text(item.data.release(None)), "en")


def test_verdicts_follow_the_region_the_offers_and_the_need(study: Study) -> None:
    planted = plant(1)
    gaps = judge_study(planted.tables, planted.stages, planted.edges)
    missing = gaps[gaps["at_face"] & gaps["kind"].isin(["absent", "thin"])]
    # Without the region's side nothing is near; then need decides.
    line = study.settings.gaps.attract_share
    many = missing["demand"] >= line * missing["asked"]
    assert set(missing.loc[many & (missing["demand"] > 0), "verdict"]) <= {"attract"}
    assert set(missing.loc[~many, "verdict"]) <= {"connect"}
    assert missing["doubts"].str.contains("not_measurable").all()


def test_expected_inputs_add_up_and_missing_stays_missing(built: TableSet) -> None:
    expected = built[ExpectedInputs]
    assert (expected.groupby(["cluster", "buyer"])["expected_share"].sum() <= 1 + 1e-9).all()
    assert expected.groupby(["cluster", "buyer"])["declared_share"].sum().to_numpy() == pytest.approx(1.0)
    # Agriculture and public services are not in the statistics: how much could come from the region is not known.
    # Of health they cover the vets only, and of film and other services neither the arts nor personal services.
    unknown = ["c1", "c28", "c31", "c32", "c33", "c34", "c35"]
    beside = expected["supplier"].isin(unknown) | expected["buyer"].isin(unknown)
    assert beside.any()
    assert expected.loc[beside, "expected_region"].isna().all()
    assert expected.loc[~beside & (expected["expected_share"] > 0), "expected_region"].notna().all()
    known = expected["expected_region"].dropna()
    assert known.between(0, 1).all()
    assert len(known)


def test_expected_inputs_of_one_member_by_hand(study: Study, built: TableSet) -> None:
    inputs, roles = built[Inputs], built[Roles]
    spun = inputs[(inputs["cluster"] == "astrico-ne") & (inputs["stage"] == "dyeing_finishing")]
    row = spun.dropna(subset=["annual_value"]).iloc[[0]]
    who = roles[(roles["organisation"] == row["organisation"].iloc[0]) & (roles["cluster"] == "astrico-ne")]
    who = who.assign(stage="garment_making", is_main=True).iloc[[0]]
    found = expected_inputs(
        row,
        who,
        reference.load(study, reference.Catalogue),
        reference.load(study, reference.Industries),
        reference.load(study, reference.InputCoefficients),
        reference.load(study, PersonsEmployed),
        "RO21",
        "RO",
    ).set_index("supplier")
    # Textiles bought 1,754 of domestic and 1,611 of imported products in 2011, of which textiles 244 domestic (WIOD).
    assert set(found["buyer"]) == {"c4"}
    coefficients = reference.load(study, reference.InputCoefficients)
    own = coefficients[(coefficients["buyer"] == "c4") & (coefficients["supplier"] == "c4")].iloc[0]
    assert own["domestic"] == 244
    assert found.loc["c4", "expected_share"] == pytest.approx((244 + own["imported"]) / (1754 + 1611))
    assert found.loc["c4", "declared_share"] == 1.0
    assert found.loc["c4", "declared_value"] == row["annual_value"].iloc[0]


def test_every_division_belongs_to_one_industry(study: Study) -> None:
    divisions = [code for cell in reference.load(study, reference.Industries)["divisions"] for code in cell.split(";")]
    activities = reference.load(study, reference.Activities)
    known = {code[1:] for code in activities.loc[activities["level"] == "division", "activity"]}
    assert len(divisions) == len(set(divisions))
    # Bodies outside of any country have no industry there.
    assert known - set(divisions) == {"99"}
