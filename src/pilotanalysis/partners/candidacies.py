"""Who could close which gap, and why: offers, roles, words and activities beside the stages that are lacking."""

from __future__ import annotations

import pandas as pd
from pandera.typing import DataFrame

from ..chain.advice import advice_of_stage
from ..chain.kinds import OF_FEW, OF_TIES
from ..chain.matches import BY_TEXT, SAME_STAGE
from ..chain.tables import Gaps, Matches
from ..reference import Catalogue
from ..survey.tables import Inputs, Needs, Offers, Organisations, Responses, Roles
from ..tables import NONE, SEPARATOR, TableSet, join_ids
from .activities import stages_by_activity
from .follow_up import FollowUp
from .tables import BASES, RegisterFirms

#: How well it fits to work on the stage without offering it: as an offer of which nothing is said but the stage.
WORKS_THERE = SAME_STAGE
_GAP = ["cluster", "stage"]
_WHO = ["home", "candidate"]
_COLUMNS = [*_GAP, *_WHO, "basis", "capability", "capacity", "offer", "languages", "made_from"]


def lacking_stages(gaps: DataFrame[Gaps]) -> pd.DataFrame:
    """List the stages with a gap that others could close: those that lack a market need customers.

    Returns
    -------
    DataFrame
        cluster, stage, made_from; ``place`` by severity among the stages of the cluster; ``ties_only`` and
        ``few_only``, whether nothing is missing there but ties between members, or more members; ``advice``, as
        :func:`.advice.advice_of_stage` gives it.
        In the order of their codes.
    """
    held = pd.DataFrame(gaps[gaps["at_face"] & (gaps["verdict"] != "sell")])
    held = held.assign(better=-held["severity"])
    held = held.assign(ties_only=held["kind"].isin(OF_TIES), few_only=held["kind"].isin(OF_FEW))
    held = held.sort_values(["rank", "better"], kind="stable", na_position="last")
    stages = held.groupby(_GAP, sort=False, as_index=False).agg(
        made_from=("made_from", join_ids),
        ties_only=("ties_only", "all"),
        few_only=("few_only", "all"),
        advice=("advice", advice_of_stage),
    )
    stages["place"] = stages.groupby("cluster").cumcount() + 1
    return stages.sort_values(_GAP, ignore_index=True)


def find_candidacies(
    stages: pd.DataFrame,
    catalogue: DataFrame[Catalogue],
    below: TableSet,
    follow_up: FollowUp,
    meanings: pd.DataFrame,
    registered: tuple[pd.DataFrame, DataFrame[RegisterFirms]],
) -> pd.DataFrame:
    """Find who could close the gap of a stage; who says that it lacks the stage cannot.

    Where nothing is missing but ties, these are the members of the cluster to introduce, and nobody else. Where too few
    members do it, those who do are no candidates.

    Parameters
    ----------
    stages : DataFrame
        As :func:`lacking_stages` gives them.
    catalogue : Catalogue
    below : TableSet
        Tables of the chapters below.
    follow_up : FollowUp
    meanings : DataFrame
        Which stages words mean: text, stage, similarity.
    registered : tuple
        Firms of the register by stage (cluster, stage, firm), and the firms.

    Returns
    -------
    DataFrame
        cluster, stage, home, candidate, basis, capability, capacity, offer, languages, made_from: a row for each stage
        and candidate. Home is its cluster, the one with the gap rather than another; missing where it has none.
    """
    members = pd.DataFrame(below.of(Responses)).rename(columns={"cluster": "home", "organisation": "candidate"})
    active = members.assign(activity=members["caen"].str.replace(r"\D", "", regex=True), made_from=members["row_id"])
    pairs, firms = registered
    parts = [
        _offered(stages, below.of(Offers), below.of(Matches)),
        _working(stages, below),
        _working_in_follow_up(stages, follow_up),
        _active(stages, catalogue, active.dropna(subset=["activity"])),
        _offered_in_follow_up(stages, follow_up, meanings),
        _registered(pairs, catalogue, firms),
    ]
    every = pd.concat(
        [part.reindex(columns=_COLUMNS) for part in parts if len(part)] or [pd.DataFrame(columns=_COLUMNS)]
    )
    lacks = pd.DataFrame(below.of(Needs)).rename(columns={"organisation": "candidate"})[["candidate", "stage"]]
    itself = pd.MultiIndex.from_frame(every[["candidate", "stage"]]).isin(pd.MultiIndex.from_frame(lacks))
    ties = stages.loc[stages["ties_only"], _GAP]
    foreign = pd.MultiIndex.from_frame(every[_GAP]).isin(pd.MultiIndex.from_frame(ties))
    foreign &= (every["home"] != every["cluster"]).to_numpy()
    few = _working(stages[stages["few_only"]], below)
    there = pd.MultiIndex.from_frame(every[[*_GAP, *_WHO]]).isin(
        pd.MultiIndex.from_frame(few.loc[few["home"] == few["cluster"], [*_GAP, *_WHO]])
    )
    return _best(every[~itself & ~foreign & ~there])


def _best(every: pd.DataFrame) -> pd.DataFrame:
    """Keep one row for each stage and candidate: the best; what it does not tell, such as capacity, another may."""
    ordered = every.assign(
        elsewhere=every["home"] != every["cluster"],
        worth=-every["capability"].astype("float64"),
        order=every["basis"].map(BASES.index),
    ).sort_values([*_GAP, "candidate", "elsewhere", "worth", "order", "made_from"], kind="stable", ignore_index=True)
    best = ordered.drop_duplicates([*_GAP, "candidate"])[_COLUMNS].reset_index(drop=True)
    ordered["languages"] = ordered["languages"].replace("", None)
    ordered["told_from"] = ordered["made_from"].where(ordered["offer"].notna() | ordered["capacity"].notna())
    rows = ordered.groupby([*_GAP, "candidate"], sort=False)
    told = rows[["capacity", "offer", "languages", "told_from"]].first().reset_index(drop=True)
    return best.assign(
        made_from=[join_ids(cells) for cells in zip(best["made_from"], told["told_from"].fillna(""), strict=True)],
        capability=best["capability"].astype("float64"),
        capacity=told["capacity"].astype("float64"),
        offer=told["offer"],
        languages=told["languages"].astype("str").fillna(""),
    )


def _offered(stages: pd.DataFrame, offers: DataFrame[Offers], matches: DataFrame[Matches]) -> pd.DataFrame:
    """Who offers the stage itself, or something that meets a need of it."""
    own = pd.DataFrame(offers).rename(columns={"cluster": "home", "organisation": "candidate", "text": "offer"})
    own["capacity"] = own["capacity"] / 100
    coded = stages[_GAP].merge(own[[*_WHO, "stage", "offer", "capacity", "row_id"]], on="stage")
    coded = coded.assign(basis="offer_code", capability=SAME_STAGE, made_from=coded["row_id"])
    said = own[["row_id", "number", *_WHO, "offer", "capacity"]]
    met = pd.DataFrame(matches)[[*_GAP, "offer", "offer_number", "basis", "strength", "made_from"]]
    met = met.rename(columns={"offer": "row_id", "offer_number": "number", "strength": "capability"})
    met = met.merge(stages[_GAP], on=_GAP).merge(said, on=["row_id", "number"])
    return pd.concat([coded, met.assign(basis="offer_" + met["basis"])], ignore_index=True)


def _working(stages: pd.DataFrame, below: TableSet) -> pd.DataFrame:
    """Who says that it works on the stage, and who does as its management knows."""
    known = pd.DataFrame(below.of(Organisations))[["cluster", "organisation", "known_stages", "row_id"]]
    works = pd.DataFrame(below.of(Roles))[["cluster", "organisation", "stage", "row_id"]]
    return _on_stages(stages, pd.concat([works, _by_stage(known)], ignore_index=True))


def _working_in_follow_up(stages: pd.DataFrame, follow_up: FollowUp) -> pd.DataFrame:
    known = pd.DataFrame(follow_up.members)[["cluster", "organisation", "known_stages", "row_id"]]
    return _on_stages(stages, _by_stage(known))


def _by_stage(known: pd.DataFrame) -> pd.DataFrame:
    """Put stages that a management knows a member to work in into a row each."""
    told = known[known["known_stages"].fillna(NONE) != NONE]
    return told.assign(stage=told["known_stages"].str.split(SEPARATOR)).explode("stage").drop(columns="known_stages")


def _on_stages(stages: pd.DataFrame, works: pd.DataFrame) -> pd.DataFrame:
    works = works.rename(columns={"cluster": "home", "organisation": "candidate", "row_id": "made_from"})
    return stages[_GAP].merge(works, on="stage").assign(basis="role", capability=WORKS_THERE)


def _active(stages: pd.DataFrame, catalogue: DataFrame[Catalogue], active: pd.DataFrame) -> pd.DataFrame:
    """Whose main activity is one of the stage's."""
    fits = stages_by_activity(catalogue, active["activity"]).merge(stages[_GAP], on=_GAP)
    return fits.merge(active[[*_WHO, "activity", "made_from"]], on="activity").assign(basis="activity")


def _offered_in_follow_up(stages: pd.DataFrame, follow_up: FollowUp, meanings: pd.DataFrame) -> pd.DataFrame:
    """What members of the follow-up clusters offer: by the stage that is named, else by those that the words mean."""
    offers = pd.DataFrame(follow_up.offers).rename(
        columns={"cluster": "home", "organisation": "candidate", "row_id": "made_from"}
    )
    alike = meanings.sort_values("similarity", ascending=False).drop_duplicates(["text", "stage"])
    coded = offers[offers["stage"].notna()].merge(alike, on=["text", "stage"], how="left")
    coded["capability"] = SAME_STAGE + (1 - SAME_STAGE) * coded["similarity"].fillna(0.0)
    meant = offers[offers["stage"].isna()].drop(columns="stage").merge(alike, on="text")
    meant["capability"] = BY_TEXT * meant["similarity"]
    every = pd.concat([coded.assign(basis="offer_code"), meant.assign(basis="offer_text")], ignore_index=True)
    return stages[_GAP].merge(every.rename(columns={"text": "offer"}), on="stage")


def _registered(pairs: pd.DataFrame, catalogue: DataFrame[Catalogue], firms: DataFrame[RegisterFirms]) -> pd.DataFrame:
    listed = pd.DataFrame(firms).rename(columns={"firm": "candidate"}).assign(home=None)
    kept = pairs.rename(columns={"firm": "candidate"})[[*_GAP, "candidate"]]
    return kept.merge(_active(kept.drop_duplicates(_GAP), catalogue, listed), on=[*_GAP, "candidate"])


def concerned(stages: pd.DataFrame, below: TableSet) -> pd.DataFrame:
    """Members of the cluster who lack a stage, or where nobody does those who buy it: cluster, stage, organisation."""
    columns = [*_GAP, "organisation"]
    lack, buy = (pd.DataFrame(below[model])[columns].drop_duplicates() for model in (Needs, Inputs))
    lack = stages[_GAP].merge(lack, on=_GAP)
    lacked = pd.MultiIndex.from_frame(lack[_GAP])
    buy = stages[_GAP].merge(buy, on=_GAP)
    buy = buy[~pd.MultiIndex.from_frame(buy[_GAP]).isin(lacked)]
    return pd.concat([lack, buy], ignore_index=True)
