"""How dense the network of members is, how far both sides agree, and who stands outside."""

from __future__ import annotations

import pandas as pd

from ...results import Disclosure, Finding, Message, Number, Released, Tabulation, _, count
from ...store import Store
from ...tables import join_ids, split_ids
from ..labels import SURVEY
from ..tables import Network, Positions, Ties

#: Isolated members are those who were asked for their partners and those who were not.
DISCLOSURE = Disclosure(
    counts=("isolates", "isolates_asked", "isolates_not_asked"),
    parts={"isolates": ("isolates_asked", "isolates_not_asked")},
)
_SHARES = {
    "density": _("share of pairs with a tie that either names"),
    "density_upper": _("the same, were all pairs tied of which one at least was not asked"),
    "reciprocity": _("ties named by both, of those whose sides were both asked"),
}
_COUNTS = {
    "isolates": _("members of the roster without a known tie"),
    "isolates_asked": _("of those, asked about their partners"),
}


def measures(data: Store) -> pd.Series:
    """Measures of the network of all ties: those of the table, ``isolates_not_asked``, and the rows they rest on.

    Rows of ties stand in ``ties_from`` and, of those whose sides were both asked, in ``both_asked_from``; rows of the
    roster in ``members_from``, ``isolates_from`` and ``isolates_asked_from``.
    """
    table, members, ties = data.of(Network), data.of(Positions), data.of(Ties)
    row = table[table["relation"] == "all"].iloc[0]
    row["isolates_not_asked"] = row["isolates"] - row["isolates_asked"]
    of_member = members["made_from"].map(lambda cell: split_ids(cell)[0])
    alone = members["degree"] == 0
    inside = ties[ties["partner_cluster"] == ties["cluster"]]
    row["ties_from"] = join_ids(inside["made_from"])
    row["both_asked_from"] = join_ids(inside.loc[inside["sides_asked"] == 2, "made_from"])
    row["members_from"] = join_ids(of_member)
    row["isolates_from"] = join_ids(of_member[alone])
    row["isolates_asked_from"] = join_ids(of_member[alone & members["asked"]])
    return row.rename({"made_from": "measured_from", "asked": "members_asked"})


def network_number(released: Released, measure: str) -> Number:
    """Give a measure as a registered number; it stands in each row."""
    first, hidden = released.frame.iloc[0], bool(released.hidden[measure].iloc[0])
    members = tuple(split_ids(first["members_from"]))
    if measure in _COUNTS:
        rows = tuple(split_ids(first[f"{measure}_from"]))
        number = count(measure, _COUNTS[measure], rows, members, source=SURVEY)
        return number.withheld() if hidden else number
    value = None if pd.isna(first[measure]) else float(first[measure])
    size, of_ties = int(first["roster"]), measure == "reciprocity"
    ties = tuple(split_ids(first["ties_from"]))
    return Number(
        id=measure,
        label=_SHARES[measure],
        value=value,
        unit="proportion",
        rows=tuple(split_ids(first["both_asked_from"])) if of_ties else ties,
        # It is a share of ties, or of pairs of members.
        n=int(first["both_asked"]) if of_ties else size * (size - 1) // 2,
        source=SURVEY,
        # Where nobody names a tie, members were looked at and none was found.
        of=ties if of_ties and ties else members,
        # Densities are small: in whole percents the least that there is would be said too high.
        decimals=0 if of_ties else 1,
    )


def network_finding(data: Store) -> Finding:
    """Say how dense the network is, how far both sides agree, and who stands outside."""
    row = measures(data)
    frame = pd.DataFrame([row]).infer_objects().assign(made_from=row["measured_from"])
    return Finding("network", Tabulation(frame, DISCLOSURE), _text)


def _text(released: Released) -> Message:
    numbers = {measure: network_number(released, measure) for measure in (*_SHARES, *_COUNTS)}
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
