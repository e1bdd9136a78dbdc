"""How dense the network of members is, how far both sides agree, and who stands outside."""

from __future__ import annotations

import pandas as pd

from ...results import Disclosure, Finding, Message, Number, Released, Tabulation, Unit, _
from ...store import Store
from ...tables import split_ids
from ..labels import SURVEY
from ..tables import Network

#: Isolated members are those who were asked for their partners and those who were not.
DISCLOSURE = Disclosure(
    counts=("isolates", "isolates_asked", "isolates_not_asked"),
    parts={"isolates": ("isolates_asked", "isolates_not_asked")},
)
_NUMBERS: dict[str, tuple[Message, Unit]] = {
    "density": (_("share of pairs with a tie that either names"), "proportion"),
    "density_upper": (_("the same, were all pairs tied of which one at least was not asked"), "proportion"),
    "reciprocity": (_("ties named by both, of those whose sides were both asked"), "proportion"),
    "isolates": (_("members of the roster without a known tie"), "respondents"),
    "isolates_asked": (_("of those, asked about their partners"), "respondents"),
}


def measures(data: Store) -> pd.Series:
    """Measures of the network of all ties: those of the table, ``isolates_not_asked``, and the rows they rest on."""
    table = data.of(Network)
    row = table[table["relation"] == "all"].iloc[0]
    row["isolates_not_asked"] = row["isolates"] - row["isolates_asked"]
    return row.rename({"made_from": "measured_from", "asked": "members_asked"})


def network_number(released: Released, measure: str) -> Number:
    """Give a measure as a registered number; it stands in each row."""
    first, (words, unit) = released.frame.iloc[0], _NUMBERS[measure]
    value = None if pd.isna(first[measure]) else float(first[measure])
    rows = tuple(split_ids(first["measured_from"]))
    # Densities are small: in whole percents the least that there is would be said too high.
    decimals = 1 if measure.startswith("density") else 0
    n = int(first["members_asked"])
    number = Number(measure, words, value, unit, rows, n, SURVEY, decimals=decimals)
    return number.withheld() if released.hidden[measure].iloc[0] else number


def network_finding(data: Store) -> Finding:
    """Say how dense the network is, how far both sides agree, and who stands outside."""
    row = measures(data)
    frame = pd.DataFrame([row]).infer_objects().assign(made_from=row["measured_from"])
    return Finding("network", Tabulation(frame, DISCLOSURE), _text)


def _text(released: Released) -> Message:
    numbers = {measure: network_number(released, measure) for measure in _NUMBERS}
    return _(
        "Of all pairs of members, **{density}** have a tie that at least one of the two names; at most **{upper}** "
        "can have one, whomever non-respondents know. Where both were asked, both name **{mutual}** of the ties. "
        "Members of the roster without a known tie: **{alone}**; of them, asked: **{spoke}**. The others did not "
        "answer and may have ties.",
        density=numbers["density"],
        upper=numbers["density_upper"],
        mutual=numbers["reciprocity"],
        alone=numbers["isolates"],
        spoke=numbers["isolates_asked"],
    )
