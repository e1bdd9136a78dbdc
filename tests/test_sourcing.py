"""What members buy, and what their industries would be expected to buy: by hand."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import tiny
from tiny import bought, sold

from pilotanalysis import reference
from pilotanalysis.chain.sourcing.expected import LEAST, expected_inputs
from pilotanalysis.chain.sourcing.purchases import of_each_buyer, of_largest, part, purchases, sourcing
from pilotanalysis.reference import Industries, InputCoefficients, PersonsEmployed
from pilotanalysis.study import Study
from pilotanalysis.survey.tables import Inputs, Roles
from pilotanalysis.tables import conform, empty


def origins(*shares: float | None) -> dict[str, object]:
    return {name: value for name, value in sold(0, *shares).items() if name.startswith("share_")}


def bought_of(*rows: dict[str, object], stages: tuple[str, ...] = ("mill",)) -> pd.DataFrame:
    return sourcing(tiny.table(Inputs, rows), tiny.catalogue(stages)).set_index("stage")


def test_shares_are_weighted_by_value_where_anybody_gives_one() -> None:
    row = bought_of(
        bought(0, "mill", 10, annual_value=30, **origins(100, 0, 0, 0, 0)),
        bought(1, "mill", 50, annual_value=10, **origins(0, 0, 0, 0, 100)),
        bought(2, "mill", 100, **origins(0, 100, 0, 0, 0)),
    ).loc["mill"]
    # 30 * 10 + 10 * 50 of 40; who gives no value weighs nothing.
    assert row["sourcing_ratio"] == pytest.approx(0.2)
    assert row[[*origins(0, 0, 0, 0, 0)]].tolist() == [75, 0, 0, 0, 25]
    assert (row["buyers"], row["annual_value"], bool(row["weighted"])) == (3, 40, True)


def test_without_values_every_input_weighs_the_same() -> None:
    row = bought_of(bought(0, "mill", 10), bought(1, "mill", 50), bought(2, "mill", 0, annual_value=0)).loc["mill"]
    assert row["sourcing_ratio"] == pytest.approx(0.2)
    assert not row["weighted"]


def test_a_share_that_is_not_said_is_left_out_of_its_mean() -> None:
    row = bought_of(bought(0, "mill", None, annual_value=90), bought(1, "mill", 40, annual_value=10)).loc["mill"]
    assert row["sourcing_ratio"] == pytest.approx(0.4)
    assert row["annual_value"] == 100
    nobody = bought_of(bought(0, "mill", None), bought(1, "mill", None)).loc["mill"]
    assert math.isnan(nobody["sourcing_ratio"])
    assert math.isnan(nobody["annual_value"])
    assert math.isnan(nobody["satisfaction"])
    # The only one who says a share says no value: nothing is known of how much it is.
    apart = bought_of(bought(0, "mill", None, annual_value=90), bought(1, "mill", 40)).loc["mill"]
    assert math.isnan(apart["sourcing_ratio"])


def test_one_large_buyer_moves_the_share_and_not_the_median() -> None:
    inputs = tiny.table(
        Inputs,
        [
            bought(0, "mill", 0, annual_value=90),
            bought(0, "bake", 10, annual_value=10),
            bought(1, "mill", 50, annual_value=10),
            bought(2, "mill", 100, annual_value=10),
            bought(3, "mill", 80),  # says no value
        ],
    )
    own = purchases(inputs, sourcing(inputs, tiny.catalogue(("mill", "bake"))))
    largest = of_largest(own)
    assert own.loc[largest, "organisation"].tolist() == ["m0", "m0"]
    assert part(own["share_members"], own["annual_value"]) == pytest.approx(16 / 120)
    assert part(own.loc[~largest, "share_members"], own.loc[~largest, "annual_value"]) == pytest.approx(0.75)
    assert of_each_buyer(own, own["annual_value"]).tolist() == pytest.approx([0.01, 0.5, 1.0])
    assert math.isnan(part(own["share_members"], own["annual_value"] * 0))


def test_reasons_and_readiness_count_respondents_once() -> None:
    row = bought_of(
        bought(0, "mill", 0, reasons="price;quality", would_source="yes", satisfaction=1),
        bought(0, "mill", 0, reasons="price", would_source="conditional", satisfaction=5),
        bought(1, "mill", 0, reasons="quality", would_source="no", satisfaction=4),
        bought(2, "mill", 0, reasons="quality", would_source=None),
        bought(3, "mill", 0, reasons=None),
    ).loc["mill"]
    assert row["reasons"] == "quality:3;price:1"
    assert (row["would_source"], row["judged"], row["buyers"], row["satisfaction"]) == (1, 2, 4, 4)


def test_what_is_bought_of_another_chain_or_not_coded_is_not_of_this_one() -> None:
    table = bought_of(bought(0, "weave", 10), {"organisation": "m1", "text": "flour"}, bought(1, "mill", 100))
    assert table.index.tolist() == ["mill"]
    assert bought_of(bought(0, "weave", 10)).empty
    assert bought_of().empty


def _reference(model: Any, rows: list[dict[str, object]]) -> Any:
    frame = pd.DataFrame(rows)
    frame["row_id"] = [f"reference/x.csv!{row}" for row in range(2, len(frame) + 2)]
    names = {name: "x" for name in ("name_en", "name_ro", "name_it") if name in model.to_schema().columns}
    return conform(frame.assign(**names), model)


INDUSTRIES = _reference(
    Industries, [{"industry": "food", "divisions": "10;11"}, {"industry": "farm", "divisions": "01"}]
)
#: Of 100 that the food industry buys 60 come from farms, 15 of them imported, 39.5 from itself, and 0.5 from mines.
COEFFICIENTS = _reference(
    InputCoefficients,
    [
        {"buyer": "food", "supplier": "farm", "domestic": 90, "imported": 30},
        {"buyer": "food", "supplier": "food", "domestic": 79, "imported": 0},
        {"buyer": "food", "supplier": "mines", "domestic": 1, "imported": 0},
    ],
)
CATALOGUE = pd.concat(
    [tiny.catalogue(["bake"], caen="1071;0111"), tiny.catalogue(["grow"], "y", caen="0111")], ignore_index=True
)


def _persons(*rows: tuple[str, str, int]) -> Any:
    if not rows:
        return empty(PersonsEmployed)
    frame = [{"activity": code, "geo": geo, "year": 2015, "persons_employed": number} for code, geo, number in rows]
    return _reference(PersonsEmployed, frame)


def expected(inputs: list[dict[str, object]], persons: Any = None) -> pd.DataFrame:
    roles = tiny.table(Roles, [{"organisation": f"m{one}", "stage": "bake"} for one in range(3)])
    bought_by = tiny.table(Inputs, inputs)
    own = _persons() if persons is None else persons
    table = expected_inputs(bought_by, roles, CATALOGUE, INDUSTRIES, COEFFICIENTS, own, "RO21", "RO")
    return table.set_index("supplier")


GRAIN = [
    bought(0, "grow", 0, annual_value=30, **origins(50, 50, 0, 0, 0)),
    bought(1, "grow", 0, annual_value=10, **origins(0, 0, 0, 60, 40)),
    bought(1, "grow", 0, annual_value=20),  # does not say where from
    bought(2, "bake", 0, annual_value=20, **origins(0, 0, 100, 0, 0)),
    bought(2, "bake", 0),  # does not say how much
]


def test_what_is_expected_stands_beside_what_is_declared() -> None:
    table = expected(GRAIN)
    assert table.index.tolist() == ["farm", "food"], f"below {LEAST} and not declared"
    farm = table.loc["farm"]
    assert farm[["expected_share", "expected_imported"]].tolist() == pytest.approx([0.6, 0.25])
    assert math.isnan(farm["expected_region"])
    assert farm[["declared_value", "buyers"]].tolist() == [60, 2]
    assert farm["declared_share"] == pytest.approx(0.75)
    # Of the 40 of which it is said where they come from.
    assert farm[["declared_imported", "declared_region"]].tolist() == pytest.approx([0.25, 0.75])
    assert table.loc["food", ["declared_share", "declared_imported", "declared_region"]].tolist() == [0.25, 0, 0]


def test_the_region_gives_at_most_what_is_not_imported() -> None:
    persons = _persons(
        ("A01", "RO21", 50), ("C10", "RO21", 7), ("C11", "RO21", 3), ("C", "RO21", 999),
        ("A01", "RO", 100), ("C10", "RO", 60), ("C11", "RO", 40),
    )  # fmt: skip
    table = expected(GRAIN, persons)
    # Flegg: (50 / 100) / (10 / 100) = 5 times log2(1 + 60 / 200) ** 0.3 = 0.743 is over 1: all that is not imported.
    assert table.loc["farm", "expected_region"] == pytest.approx(0.75)
    # The own industry: location quotient (10 / 60) / (100 / 200) = 0.3333, times 0.743.
    assert table.loc["food", "expected_region"] == pytest.approx(np.log2(1.3) ** 0.3 / 3)


def test_an_industry_covered_in_part_is_not_measurable() -> None:
    persons = _persons(
        ("A01", "RO21", 50), ("C10", "RO21", 7), ("A01", "RO", 100), ("C10", "RO", 60), ("C11", "RO", 40)
    )
    assert math.isnan(expected(GRAIN, persons).loc["farm", "expected_region"])


def test_of_nothing_declared_nothing_is_compared() -> None:
    assert expected([]).empty
    assert expected([bought(0, "grow", 0)]).empty
    assert expected([bought(0, "grow", 0, annual_value=0)]).empty
    # An industry that the pack has no coefficients of.
    roles = tiny.table(Roles, [{"organisation": "m0", "stage": "grow"}])
    told = (tiny.table(Inputs, GRAIN), roles, CATALOGUE, INDUSTRIES, COEFFICIENTS, _persons())
    assert expected_inputs(*told, "RO21", "RO").empty


@pytest.mark.parametrize(
    ("file", "column"),
    [("ROM_2011_domestic_35x35_musd.csv", "domestic"), ("ROM_2011_imports_by_product_35x35_musd.csv", "imported")],
)
def test_coefficients_are_those_of_the_world_input_output_database(
    study: Study, shared: Path, file: str, column: str
) -> None:
    own = reference.load(study, InputCoefficients)
    official = pd.read_csv(shared / "wiod" / file, index_col=0)
    for buyer, supplier, value in zip(own["buyer"], own["supplier"], own[column], strict=True):
        assert official.loc[supplier, buyer] == pytest.approx(value, abs=0.5), (supplier, buyer)
