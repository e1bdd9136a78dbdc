"""A fictitious trade register."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.random import Generator
from pandera.typing import DataFrame

from ..partners.register.table import COLUMNS, OURS
from ..reference import Counties
from ..tables import SEPARATOR
from .draws import one_of_each
from .names import codes_given, fiscal_codes, legal_forms, localities, organisation_name
from .truth import Truth

#: Firms of the register that are no members, and the share of the members' firms that it has.
_NO_MEMBERS = 225
_MEMBERS_IN_REGISTER = 1 / 3
#: Shares of firms that work no more, each with those before it.
_AWAY = {"struck_off": 0.04, "insolvent": 0.06, "dissolved": 0.08}
_COLUMNS = {"fiscal_code": "id", "locality": "place", "caen": "activity"}
_IN_REGION = 0.75


def register(truth: Truth, counties: DataFrame[Counties], rate: float) -> pd.DataFrame:
    """Give a small trade register of fictitious firms in and around the region, some members among them.

    Returns
    -------
    DataFrame
        The columns of :data:`partners.register.table.COLUMNS`, ordered by id; the turnover is in the currency of which
        one euro is `rate`.
    """
    chance = np.random.default_rng([truth.seed, 0, 3])
    firms = truth.organisations[truth.organisations["organisation_type"] == "firm"]
    listed = firms[chance.random(len(firms)) < _MEMBERS_IN_REGISTER]
    members = listed.rename(columns=_COLUMNS).assign(
        turnover=(listed["turnover"] * 1000 * rate).round().astype("int64"), status="active"
    )
    frame = pd.concat([members, _strangers(truth, counties, chance, rate)]).assign(
        revision=OURS, year=truth.scene.year - 1
    )
    return frame[list(COLUMNS)].sort_values("id", ignore_index=True)


def _strangers(truth: Truth, counties: DataFrame[Counties], chance: Generator, rate: float) -> pd.DataFrame:
    """Firms that are no members, of every stage of every chain."""
    stages = truth.stages[truth.stages["caen"] != ""]
    places = chance.integers(0, len(stages), _NO_MEMBERS) if len(stages) else np.zeros(0, dtype=int)
    size = len(places)
    employees = np.ceil(chance.lognormal(2.3, 1.2, size)).clip(1, 900).astype(int)
    forms = legal_forms(employees, chance)
    inside, around = _region(truth, counties)
    county = np.where(chance.random(size) < _IN_REGION, chance.choice(inside, size), chance.choice(around, size))
    drawn = chance.random(size)
    codes = one_of_each(stages["caen"].iloc[places].str.split(SEPARATOR), chance.random(size))
    # Names go on counting where the longest roster may end, so that none is the name of a member.
    first = len(truth.organisations) + 10
    return pd.DataFrame(
        {
            "name": [
                organisation_name(form, cluster, first + place, truth.scene.language, chance, activity)
                for place, (form, cluster, activity) in enumerate(
                    zip(forms.tolist(), stages["cluster"].iloc[places], codes, strict=True)
                )
            ],
            "id": fiscal_codes(_codes_given(truth), size, truth.scene.country),
            "county": county,
            "place": localities(county, counties, truth.scene.is_home, chance),
            "activity": codes,
            "employees": employees,
            "turnover": np.rint(employees * chance.lognormal(3.2, 0.7, size) * 1000 * rate).astype("int64"),
            "status": np.select([drawn < at for at in _AWAY.values()], list(_AWAY), "active"),
        }
    )


def codes_given_with_register(truth: Truth) -> int:
    """Tell how many fiscal codes were given to members, to strangers who answered, and to firms of the register."""
    return _codes_given(truth) + _NO_MEMBERS


def _codes_given(truth: Truth) -> int:
    codes = pd.concat([truth.organisations["fiscal_code"], truth.responses["fiscal_code"]])
    return codes_given(codes[codes != ""], truth.scene.country)


def _region(truth: Truth, counties: DataFrame[Counties]) -> tuple[list[str], list[str]]:
    """Counties of the region most members are in, and those beside it on the tile map."""
    regions = truth.organisations["county"].map(counties.set_index("county")["region"])
    home = counties["region"] == regions.mode().iloc[0]
    own, rest = counties[home], counties[~home]
    tiles = own[["tile_row", "tile_column"]].to_numpy()
    apart = np.abs(rest[["tile_row", "tile_column"]].to_numpy()[:, None, :] - tiles[None, :, :]).max(axis=2)
    beside = rest[(apart <= 1).any(axis=1)]
    return list(own["county"]), list((beside if len(beside) else own)["county"])
