"""What each cluster lacks and another has."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from pandera.typing import DataFrame

from ...chain.tables import Matches
from ...partners.tables import Candidates, FollowUpOffers
from ...survey.tables import Interests, Needs, Organisations, Responses
from ...tables import SEPARATOR, TableSet, conform, join_ids
from ..cluster_tables import Complementarity, Complements

_BETWEEN = ["cluster", "other"]
_STAGE = [*_BETWEEN, "stage"]
_COLUMNS = ["cluster", "organisation", "other", "partner", "stage", "tied", "made_from"]


def find_encounters(below: TableSet, meanings: pd.DataFrame) -> pd.DataFrame:
    """Find who of one cluster lacks what somebody of another offers, who is no member of the first.

    Parameters
    ----------
    below : TableSet
        Tables of the chapters below.
    meanings : DataFrame
        Which stages the words of follow-up offers mean: text, stage, similarity.

    Returns
    -------
    DataFrame
        cluster, organisation, other, partner, stage, tied, made_from: one row for each need and offer; at_home (whether
        a member of the cluster itself offers the stage too: nobody has to go elsewhere for it).
    """
    names = {"offer_cluster": "other", "offer_organisation": "partner"}
    matched = pd.DataFrame(below.of(Matches)).rename(columns=names)
    analysed = matched[~matched["within"] & matched["stage"].notna()]
    both = pd.concat([analysed[_COLUMNS], _with_follow_up(below, meanings)[_COLUMNS]], ignore_index=True)
    # Who is a member of both clusters can be met at home.
    home = pd.MultiIndex.from_frame(pd.DataFrame(below.of(Organisations))[["cluster", "organisation"]])
    own = pd.MultiIndex.from_frame(both[["cluster", "partner"]]).isin(home)
    met = both[~own].reset_index(drop=True)
    at_home = pd.MultiIndex.from_frame(offered_at_home(below)[["cluster", "stage"]])
    return met.assign(at_home=pd.MultiIndex.from_frame(met[["cluster", "stage"]]).isin(at_home))


def offered_at_home(below: TableSet) -> pd.DataFrame:
    """List what respondents of each cluster lack and members of it offer: cluster, stage, partner, each once."""
    matched = pd.DataFrame(below.of(Matches)).rename(columns={"offer_organisation": "partner"})
    within = matched.loc[matched["within"], ["cluster", "stage", "partner"]]
    return within.dropna().drop_duplicates().reset_index(drop=True)


def _with_follow_up(below: TableSet, meanings: pd.DataFrame) -> pd.DataFrame:
    """Set needs beside the offers of follow-up clusters: by the stage that is named, else by the one the words mean."""
    offers = pd.DataFrame(below.of(FollowUpOffers)).rename(
        columns={"cluster": "other", "organisation": "partner", "row_id": "offer"}
    )
    clearest = meanings.sort_values("similarity", ascending=False, kind="stable").drop_duplicates("text")
    offers["stage"] = offers["stage"].fillna(offers["text"].map(clearest.set_index("text")["stage"]))
    needs = pd.DataFrame(below.of(Needs))[["cluster", "organisation", "stage", "row_id"]].dropna(subset=["stage"])
    found = needs.merge(offers[["other", "partner", "stage", "offer"]].dropna(subset=["stage"]), on="stage")
    # Nobody was asked for ties to members of follow-up clusters.
    return found.assign(tied=False, made_from=found["row_id"] + SEPARATOR + found["offer"])


def complements(encounters: pd.DataFrame, below: TableSet) -> DataFrame[Complements]:
    """Count for each two clusters and each stage who lacks it there and who offers it here.

    Parameters
    ----------
    encounters : DataFrame
        As :func:`find_encounters` gives them.
    below : TableSet
    """
    frame = encounters.groupby(_STAGE, as_index=False).agg(
        lacking=("organisation", "nunique"),
        offering=("partner", "nunique"),
        at_home=("at_home", "first"),
        made_from=("made_from", join_ids),
    )
    frame = frame.merge(_unnamed(encounters, below, _STAGE), on=_STAGE, how="left")
    frame = frame.merge(_untied(encounters, _STAGE), on=_STAGE, how="left")
    return conform(frame.fillna({"pairs": 0, "unnamed": 0}), Complements)


def _unnamed(encounters: pd.DataFrame, below: TableSet, by: list[str]) -> pd.DataFrame:
    """Count who offers something and did not agree to be named; who refused in one cluster refused in all."""
    said = pd.concat(
        [pd.DataFrame(below.of(model))[["organisation", "consent"]] for model in (Responses, FollowUpOffers)]
    )
    refused = said.loc[said["consent"] != "yes", "organisation"]
    agreed = set(said["organisation"]) - set(refused)
    rest = encounters[~encounters["partner"].isin(agreed)]
    return rest.groupby(by, as_index=False).agg(unnamed=("partner", "nunique"))


def _untied(encounters: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Count pairs of organisations without a tie."""
    pairs = encounters[~encounters["tied"].astype(bool)].drop_duplicates([*by, "organisation", "partner"])
    return pairs.groupby(by, as_index=False).agg(pairs=("partner", "size"))


def complementarity(
    encounters: pd.DataFrame, found: DataFrame[Complements], below: TableSet, clusters: Sequence[str]
) -> DataFrame[Complementarity]:
    """Count what each analysed cluster lacks and each other cluster has, in needs and in members.

    What members at home offer too is counted apart.

    Parameters
    ----------
    encounters, found
        As :func:`find_encounters` and :func:`complements` give them.
    below : TableSet
    clusters : sequence of str
        All clusters of the study; what those lack is known of which anybody answered.
    """
    needs = pd.DataFrame(below.of(Needs)).dropna(subset=["stage"])
    lack = needs.groupby("cluster").agg(
        needs_all=("stage", "nunique"), lacking_all=("organisation", "nunique"), said=("row_id", join_ids)
    )
    frame = pd.DataFrame(
        [(one, other) for one in lack.index for other in clusters if other != one], columns=_BETWEEN, dtype="str"
    ).join(lack, on="cluster")
    stages = pd.DataFrame(found).assign(only=~found["at_home"])
    of_stages = stages.groupby(_BETWEEN).agg(needs=("only", "sum"), needs_too=("at_home", "sum"))
    there, too = (encounters[encounters["at_home"] == at_home] for at_home in (False, True))
    met = there.groupby(_BETWEEN).agg(lacking=("organisation", "nunique"), offering=("partner", "nunique"))
    also = too.groupby(_BETWEEN).agg(lacking_too=("organisation", "nunique"))
    rows = encounters.groupby(_BETWEEN).agg(met=("made_from", join_ids))
    untied, unnamed = (
        counted.set_index(_BETWEEN) for counted in (_untied(there, _BETWEEN), _unnamed(there, below, _BETWEEN))
    )
    wanting, whom = wishes(below.of(Interests))
    frame = frame.join(wanting.groupby("cluster")["organisation"].nunique().rename("wishing_all"), on="cluster")
    wished = whom.groupby(_BETWEEN).agg(wishing=("organisation", "nunique"), wish_rows=("row_id", join_ids))
    for part in (of_stages, met, also, rows, untied, unnamed, _candidates(below.of(Candidates)), wished):
        frame = frame.join(part, on=_BETWEEN)
    told = frame[["said", "met", "gap_rows", "wish_rows"]].fillna("")
    frame["made_from"] = [join_ids(cells) for cells in told.itertuples(index=False)]
    counts = list(Complementarity.to_schema().columns)[3:]
    return conform(frame.fillna(dict.fromkeys(counts, 0)), Complementarity)


def wishes(interests: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """List who wants to meet others: cluster, organisation, row_id; and with other: which cluster."""
    wanting = pd.DataFrame(interests)[interests["wants_meetings"] == "yes"]
    whom = wanting.assign(other=wanting["clusters"].str.split(SEPARATOR)).explode("other").dropna(subset=["other"])
    # Where there is no other cluster, nobody names one.
    whom = whom.astype({"other": "str"})
    columns = ["cluster", "organisation", "row_id"]
    return wanting[columns], whom[[*columns, "other"]]


def _candidates(candidates: pd.DataFrame) -> pd.DataFrame:
    """Count the gaps for which members of other clusters are candidates that nobody rejected."""
    able = pd.DataFrame(candidates)[candidates["home"].notna() & candidates["rank"].notna()]
    able = able[able["home"] != able["cluster"]].rename(columns={"home": "other"})
    return able.groupby(_BETWEEN).agg(gaps=("stage", "nunique"), gap_rows=("made_from", join_ids))
