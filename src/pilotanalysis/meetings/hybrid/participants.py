"""Who could take part in a hybrid activity: those who lack something, and those who offer it."""

from __future__ import annotations

import pandas as pd

from ...partners.follow_up import FollowUp
from ...partners.profiles import profiles_of
from ...partners.tables import FollowUpMembers, FollowUpOffers, RegisterFirms
from ...survey.tables import Offers
from ...tables import SEPARATOR, TableSet, empty

LACKS, OFFERS = "lacks", "offers"
_STAGE = ["cluster", "stage"]


def participants_of(seekers: pd.DataFrame, providers: pd.DataFrame, below: TableSet) -> pd.DataFrame:
    """List who lacks each stage and who offers it, with what is known of them.

    Parameters
    ----------
    seekers : DataFrame
        cluster, stage, organisation, rows.
    providers : DataFrame
        cluster, stage, other, partner, rows: who of another cluster offers it.
    below : TableSet
        Tables of the chapters below.

    Returns
    -------
    DataFrame
        cluster, stage, organisation, side, home, name, agreed, willing, capacity, made_from: each organisation once, as
        who lacks the stage rather than as who offers it, and of the cluster that comes first.
    """
    lacking = seekers.assign(side=LACKS, home=seekers["cluster"])
    offering = providers.rename(columns={"partner": "organisation"}).assign(side=OFFERS, home=providers["other"])
    columns = [*_STAGE, "organisation", "side", "home", "rows"]
    both = pd.concat([lacking[columns], offering[columns]], ignore_index=True)
    both = both.drop_duplicates([*_STAGE, "organisation"]).reset_index(drop=True)
    follow_up = FollowUp(below.of(FollowUpMembers), below.of(FollowUpOffers))
    people = profiles_of(below, follow_up, empty(RegisterFirms)).rename(columns={"candidate": "organisation"})
    people = people.drop_duplicates(["home", "organisation"])
    known = both.merge(people, on=["home", "organisation"], how="left").merge(
        _capacities(below), on=["home", "organisation", "stage"], how="left"
    )
    return known.assign(
        agreed=known["named"].eq("consent"),
        willing=_willing(known, providers),
        capacity=(known["capacity"] / 100).where(known["side"] == OFFERS),
        made_from=known["rows"],
    )


def _capacities(below: TableSet) -> pd.DataFrame:
    """Free capacity of each member for each stage that it offers, on average."""
    offers = pd.DataFrame(below.of(Offers)).rename(columns={"cluster": "home"}).dropna(subset=["stage"])
    return offers.groupby(["home", "organisation", "stage"], as_index=False).agg(capacity=("capacity", "mean"))


def _willing(known: pd.DataFrame, providers: pd.DataFrame) -> pd.Series:
    """Whether each wants to meet members of the other side; nothing where it was not asked."""
    others = providers.groupby(_STAGE)["other"].agg(set).to_dict()
    found: list[bool | None] = []
    columns = [*_STAGE, "side", "meets", "whom"]
    for cluster, stage, side, meets, whom in known[columns].itertuples(index=False):
        wanted = set(whom.split(SEPARATOR)) if isinstance(whom, str) else set()
        there = others.get((cluster, stage), set()) if side == LACKS else {cluster}
        asked = isinstance(meets, str)
        found.append(meets == "yes" and (not wanted or bool(wanted & there)) if asked else None)
    return pd.Series(found, index=known.index, dtype="boolean")
