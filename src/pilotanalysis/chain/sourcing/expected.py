"""What industries like the members' buy from one another in the country, beside what members declare."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from ... import reference
from ...reference import Industries, InputCoefficients, PersonsEmployed
from ...statistics import flegg_location_quotient
from ...survey.tables import Inputs, Roles
from ...tables import SEPARATOR, conform, empty, join_ids
from ..tables import ExpectedInputs

#: Supplying industries of which less is expected are left out, unless members declare that they buy of them.
LEAST = 0.01
_PAIR = ["buyer", "supplier"]


def expected_inputs(
    inputs: DataFrame[Inputs],
    roles: DataFrame[Roles],
    catalogue: DataFrame[reference.Catalogue],
    industries: DataFrame[Industries],
    coefficients: DataFrame[InputCoefficients],
    persons: DataFrame[PersonsEmployed],
    region: str,
    country: str,
) -> DataFrame[ExpectedInputs]:
    """Set the inputs that the country's input-output table expects beside those that members declare.

    A member's industry is that of the first activity of its main stage, an input's that of the first activity of
    the stage that supplies it. Inputs of which the value is not said are left out, and so are members whose
    industry the pack has no coefficients of.

    Parameters
    ----------
    inputs, roles
    catalogue : Stages
        Of all clusters: inputs may come from another's chain.
    industries, coefficients, persons
    region, country : str

    Returns
    -------
    ExpectedInputs
        By cluster, buying industry, and expected share.
    """
    industry = _industry_of(catalogue, industries)
    mains = roles[roles["is_main"]].drop_duplicates(["cluster", "organisation"])
    buyers = pd.DataFrame(mains[["cluster", "organisation"]]).assign(buyer=mains["stage"].map(industry))
    declared, spoke = _declared(pd.DataFrame(inputs), buyers, industry)
    table = _expected(coefficients, _from_region(industries, persons, region, country))
    kept = buyers[buyers["buyer"].isin(set(table["buyer"]))][["cluster", "buyer"]].drop_duplicates()
    frame = kept.merge(table, on="buyer").merge(declared, on=["cluster", *_PAIR], how="left")
    frame = frame.join(spoke, on=["cluster", "buyer"])
    frame = frame.fillna({"declared_value": 0.0, "buyers": 0, "respondents": 0})
    whole = frame.groupby(["cluster", "buyer"])["declared_value"].transform("sum")
    frame["declared_share"] = frame["declared_value"] / whole.where(whole > 0)
    frame = frame[(whole > 0) & ((frame["expected_share"] >= LEAST) | (frame["declared_value"] > 0))]
    if not len(frame):
        return empty(ExpectedInputs)
    frame["made_from"] = [
        join_ids([row, *([rows] if isinstance(rows, str) else [])])
        for row, rows in zip(frame["row_id"], frame["input_rows"], strict=True)
    ]
    order = frame.sort_values(
        ["cluster", "buyer", "expected_share", "supplier"], ascending=[True, True, False, True], kind="stable"
    )
    return conform(order, ExpectedInputs)


def _of_division(industries: DataFrame[Industries]) -> dict[str, str]:
    """Industry of each division."""
    return {
        division: industry
        for industry, divisions in zip(industries["industry"], industries["divisions"], strict=True)
        for division in divisions.split(SEPARATOR)
    }


def _industry_of(catalogue: DataFrame[reference.Catalogue], industries: DataFrame[Industries]) -> dict[str, str]:
    """Industry of the first activity of each stage."""
    of_division = _of_division(industries)
    first = {stage: caen[:2] for stage, caen in zip(catalogue["stage"], catalogue["caen"], strict=True)}
    return {stage: of_division[division] for stage, division in first.items() if division in of_division}


def _declared(inputs: pd.DataFrame, buyers: pd.DataFrame, industry: dict[str, str]) -> tuple[pd.DataFrame, pd.Series]:
    """What respondents declare by pair of industries, and how many of each buying industry do."""
    frame = inputs.assign(supplier=inputs["stage"].map(industry)).merge(buyers, on=["cluster", "organisation"])
    frame = frame[frame["annual_value"].fillna(0.0) > 0].dropna(subset=_PAIR)
    value = frame["annual_value"]
    frame = frame.assign(
        abroad=value * (frame["share_eu"] + frame["share_beyond"]) / 100,
        near=value * (frame["share_county"] + frame["share_region"]) / 100,
        placed=value.where(frame["share_county"].notna(), 0.0),
    )
    sums = frame.groupby(["cluster", *_PAIR]).agg(
        declared_value=("annual_value", "sum"),
        abroad=("abroad", "sum"),
        near=("near", "sum"),
        placed=("placed", "sum"),
        buyers=("organisation", "nunique"),
        input_rows=("row_id", join_ids),
    )
    placed = sums["placed"].where(sums["placed"] > 0)
    spoke = frame.groupby(["cluster", "buyer"])["organisation"].nunique().rename("respondents")
    sums["declared_imported"] = (sums["abroad"] / placed).clip(0, 1)
    sums["declared_region"] = (sums["near"] / placed).clip(0, 1)
    return sums.reset_index(), spoke


def _expected(coefficients: DataFrame[InputCoefficients], quotients: pd.DataFrame) -> pd.DataFrame:
    frame = pd.DataFrame(coefficients).assign(bought=coefficients["domestic"] + coefficients["imported"])
    whole = frame.groupby("buyer")["bought"].transform("sum")
    frame["expected_share"] = frame["bought"] / whole.where(whole > 0)
    bought = frame["bought"].where(frame["bought"] > 0)
    frame["expected_imported"] = frame["imported"] / bought
    frame = frame.merge(quotients, on=_PAIR, how="left")
    frame["expected_region"] = frame["quotient"].clip(upper=1) * (1 - frame["expected_imported"])
    return frame.dropna(subset=["expected_share"])


def _from_region(
    industries: DataFrame[Industries], persons: DataFrame[PersonsEmployed], region: str, country: str
) -> pd.DataFrame:
    """Flegg's quotients of each pair of industries whose employment is known in the region and the country.

    An industry of which the statistics cover some divisions only is not known: veterinary services are not health.
    """
    of_division = pd.Series(_of_division(industries))
    division = persons[persons["activity"].str.len() == 3]
    known = division.assign(division=division["activity"].str[1:]).pivot(
        index="division", columns="geo", values="persons_employed"
    )
    cells = known.reindex(index=of_division.index, columns=[region, country]).astype("float64")
    table = cells.groupby(of_division).sum()[cells.notna().all(axis=1).groupby(of_division).all()]
    table = table[(table > 0).all(axis=1)]
    if table.empty:
        return pd.DataFrame({"supplier": [], "buyer": [], "quotient": []}).astype({"supplier": str, "buyer": str})
    values = flegg_location_quotient(table[region], table[country])
    names = table.index.to_numpy()
    return pd.DataFrame(
        {
            "supplier": np.repeat(names, len(names)),
            "buyer": np.tile(names, len(names)),
            "quotient": values.ravel(),
        }
    )
