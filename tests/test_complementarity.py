"""What clusters have for one another: worked out by hand, and what of it the public release tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import pytest
import tiny
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotanalysis.chain.matches import find_matches
from pilotanalysis.chain.tables import Matches
from pilotanalysis.meetings import (
    best_pair_finding,
    cluster_pairs_table,
    complementarity_matrix,
    complements_table,
    why_best_pair_finding,
)
from pilotanalysis.meetings.cluster_tables import ClusterPairs, Complementarity, Complements
from pilotanalysis.meetings.complementarity.find import complementarity, complements, find_encounters
from pilotanalysis.meetings.complementarity.pairs import cluster_pairs, left_out
from pilotanalysis.partners.tables import Candidates, FollowUpOffers
from pilotanalysis.reference import Glossary
from pilotanalysis.results import Released, say
from pilotanalysis.results.messages import SUPPRESSED
from pilotanalysis.store import Store
from pilotanalysis.study import Study
from pilotanalysis.survey.tables import Interests, Links, Needs, Offers, Organisations
from pilotanalysis.tables import TableSet, conform, empty

CLUSTERS = ("x", "y", "z")
NOTHING_MEANT = pd.DataFrame({"text": [], "stage": [], "similarity": []})
Lacks = Mapping[str, Iterable[int]]


def surveyed(cluster: str, lacks: Lacks, offers: Lacks, wishes: Mapping[int, str] | None = None) -> TableSet:
    """Build a cluster of six members, x0 to x5 of x: what they lack and offer by stage, and whom they want to meet."""
    offering = [{"organisation": f"m{one}", "stage": stage} for stage, who in offers.items() for one in who]
    wanted = [
        {"organisation": f"m{one}", "wants_meetings": "yes", "clusters": whom} for one, whom in (wishes or {}).items()
    ]
    study = tiny.study(6, lacks=lacks, offers=offering, cluster=cluster)
    study[Interests] = tiny.table(Interests, wanted, cluster)
    for model, frame in study.items():
        if "organisation" in frame:
            study[model] = frame.assign(organisation=frame["organisation"].str.replace("m", cluster))
    return study


def offered(*rows: tuple[str, str | None, str | None]) -> Any:
    """Offers of members of the follow-up cluster z: member, stage, words."""
    listed = [
        {"organisation": who, "stage": stage, "text": text, "languages": "ro", "consent": "yes"}
        for who, stage, text in rows
    ]
    return tiny.table(FollowUpOffers, listed, "z")


def between(*clusters: TableSet, follow_up: Any = None, meanings: pd.DataFrame = NOTHING_MEANT) -> Any:
    """Compute the three tables, of clusters x and y that are analysed and z that is not."""
    below = tiny.together(*clusters)
    terms = pd.DataFrame({"row_id": ["g"], "stage": "s", "en": "yarn", "ro": "fire", "it": "filato"})
    glossary = conform(terms, Glossary)
    below[Matches] = find_matches(below.of(Needs), below.of(Offers), below.of(Links), glossary)
    below[FollowUpOffers] = offered() if follow_up is None else follow_up
    below[Candidates] = empty(Candidates)
    encounters = find_encounters(below, meanings)
    found = complements(encounters, below)
    counted = complementarity(encounters, found, below, CLUSTERS)
    without = left_out(counted, encounters, below)
    return found, counted, cluster_pairs(counted, without, CLUSTERS, 1)


def row(frame: Any, *key: str) -> Any:
    """Find the row of a key in the first columns."""
    return frame.set_index(list(frame.columns[1 : len(key) + 1])).loc[key]


def test_needs_of_one_cluster_meet_offers_of_the_other() -> None:
    x = surveyed("x", {"dyeing": [0, 1], "web": [1, 2], "law": [3]}, {}, {0: "y", 1: "y;z", 2: "z", 3: "z"})
    y = surveyed("y", {"yarn": [0]}, {"web": [1, 2, 3], "law": [4]})
    found, counted, pairs = between(x, y)
    web = row(found, "x", "y", "web")
    assert (web["lacking"], web["offering"], web["pairs"], web["at_home"]) == (2, 3, 6, False)
    own = row(counted, "x", "y")
    assert (own["needs_all"], own["needs"], own["needs_too"]) == (3, 2, 0)
    assert (own["lacking_all"], own["lacking"], own["offering"], own["pairs"]) == (4, 3, 4, 7)
    assert (own["wishing_all"], own["wishing"]) == (4, 2)
    # Of x three quarters are served, of y nobody; half of x want to meet y, and of y nobody wants to meet anyone.
    pair = row(pairs, "x", "y")
    assert (pair["served"], pair["mutual"], pair["wished"]) == (3 / 8, 0, 1 / 4)
    assert pair["score"] == pytest.approx((3 / 8 * 1 / 2 * 5 / 8) ** (1 / 3))
    assert (pair["occasion"], pair["rank"], pair["first_share"]) == ("cluster_to_cluster", 1, 1)


def test_who_is_a_member_of_both_is_met_at_home() -> None:
    x = surveyed("x", {"web": [0]}, {})
    y = surveyed("y", {}, {"web": [1]})
    x[Organisations].loc[5, "organisation"] = "y1"
    found, counted, pairs = between(x, y)
    assert found.empty
    assert row(counted, "x", "y")["lacking"] == 0
    assert pd.isna(row(pairs, "x", "y")["rank"])


def test_what_a_member_offers_too_is_not_lacking_at_home() -> None:
    x = surveyed("x", {"web": [0, 2], "law": [0, 1]}, {"web": [3]})
    found, counted, pairs = between(x, surveyed("y", {}, {"web": [1, 2], "law": [4]}))
    assert row(found, "x", "y", "web")["at_home"]
    own = row(counted, "x", "y")
    assert (own["needs"], own["needs_too"]) == (1, 1)
    # Who lacks both is served by the other for the one that nobody at home offers; only that makes an event.
    assert (own["lacking"], own["lacking_too"], own["offering"], own["pairs"]) == (2, 2, 1, 2)
    assert row(pairs, "x", "y")["served"] == 2 / 3


def test_follow_up_clusters_give_by_stage_or_by_what_their_words_mean() -> None:
    x = surveyed("x", {"web": [0, 1], "law": [2]}, {}, {0: "z"})
    meant = pd.DataFrame({"text": ["avocat", "avocat"], "stage": ["law", "web"], "similarity": [0.9, 0.71]})
    follow_up = offered(("z1", "web", None), ("z2", None, "avocat"), ("z3", None, "altceva"))
    found, counted, pairs = between(x, surveyed("y", {}, {}), follow_up=follow_up, meanings=meant)
    assert row(found, "x", "z", "web")["offering"] == 1
    assert row(found, "x", "z", "law")["lacking"] == 1
    assert row(counted, "x", "z")["offering"] == 2
    pair = row(pairs, "x", "z")
    # Members of z were not asked what they lack.
    assert (pair["occasion"], pair["served"], pair["wished"]) == ("development", 1, 1)
    assert pd.isna(pair["mutual"])
    assert set(counted["cluster"]) == {"x"}


MEMBERS = st.lists(st.integers(0, 5), max_size=4, unique=True)
SAID = st.dictionaries(st.sampled_from(["a", "b", "c"]), MEMBERS, max_size=3)


@settings(max_examples=12, deadline=None)
@given(x_lacks=SAID, y_lacks=SAID, x_offers=SAID, y_offers=SAID)
def test_nobody_is_counted_who_does_not_lack_or_offer(
    x_lacks: Lacks, y_lacks: Lacks, x_offers: Lacks, y_offers: Lacks
) -> None:
    found, counted, pairs = between(surveyed("x", x_lacks, x_offers), surveyed("y", y_lacks, y_offers))
    for one, other, lacks, offers, own in (
        ("x", "y", x_lacks, y_offers, x_offers),
        ("y", "x", y_lacks, x_offers, y_offers),
    ):
        both = {stage for stage in lacks if lacks[stage] and offers.get(stage)}
        rows = found[(found["cluster"] == one) & (found["other"] == other)].set_index("stage")
        assert set(rows.index) == both
        assert {stage: rows.loc[stage, "lacking"] for stage in both} == {stage: len(lacks[stage]) for stage in both}
        if any(lacks.values()):
            counts = row(counted, one, other)
            home = set(found.loc[(found["cluster"] == one) & found["at_home"], "stage"])
            assert home <= {stage for stage, who in own.items() if who}
            assert counts["lacking"] == len({who for stage in both - home for who in lacks[stage]})
            assert counts["lacking_too"] == len({who for stage in both & home for who in lacks[stage]})
            assert counts["offering"] == len({who for stage in both - home for who in offers[stage]})
            assert counts["pairs"] <= counts["lacking"] * counts["offering"]
    assert pairs["score"].between(0, 1).all()
    assert ((pairs["score"] > 0) == pairs["rank"].notna()).all()


def leading(offering_in_y: list[int], lacking_in_z: list[int]) -> set[tuple[str, str]]:
    """Pairs that are best, by all answers or without one member; four of x and y each lack what the other offers."""
    x = surveyed("x", {"of_y": [0, 1, 2, 3], "of_z": [0, 1]}, {"of_x": [4, 5]})
    y = surveyed("y", {"of_x": [0, 1, 2, 3]}, {"of_y": offering_in_y})
    z = surveyed("z", {"of_x": lacking_in_z, "law": [2, 3]}, {"of_z": [4, 5]})
    _found, _counted, pairs = between(x, y, z)
    best = pairs.set_index("rank").loc[1]
    assert (best["first"], best["second"]) == ("x", "y")
    return {(row["first"], row["second"]) for row in pairs[pairs["leads"]].to_dict("records")}


def test_a_lead_that_hangs_on_one_member_is_told() -> None:
    assert leading([4, 5], [0, 1]) == {("x", "y")}
    # Without the only one of y who offers anything, nobody of x is served there.
    assert leading([5], [0, 1]) == {("x", "y"), ("x", "z")}


def test_counts_without_a_member_are_those_of_a_survey_without_it() -> None:
    def studies(*gone: str) -> list[TableSet]:
        x = {"web": [0, 1], "law": [1, 2]}, {"web": [3]}, {0: "y", 4: "y"}
        y = {"of_x": [0]}, {"web": [1, 2], "law": [2]}, {1: "x"}
        made = [surveyed("x", *x), surveyed("y", *y)]
        for study in made:
            for model in (Needs, Offers, Interests):
                study[model] = study[model][~study[model]["organisation"].isin(gone)]
        return made

    below = tiny.together(*studies())
    _found, counted, _pairs = between(*studies())
    terms = pd.DataFrame({"row_id": ["g"], "stage": "s", "en": "yarn", "ro": "fire", "it": "filato"})
    below[Matches] = find_matches(below.of(Needs), below.of(Offers), below.of(Links), conform(terms, Glossary))
    below[FollowUpOffers] = offered()
    without = left_out(counted, find_encounters(below, NOTHING_MEANT), below)
    columns = ["lacking_all", "lacking", "wishing_all", "wishing"]
    assert {"x0", "x3", "y2"} <= set(without["member"])
    for member in ("x0", "x3", "y2"):
        rows = without[without["member"] == member]
        _found, anew, _pairs = between(*studies(member))
        expected = anew.set_index(["cluster", "other"])[columns]
        told = rows.set_index(["cluster", "other"]).loc[expected.index, columns]
        assert told.to_numpy().tolist() == expected.to_numpy().tolist(), member


# What is told


def told(data: Store, minimum: int | None) -> tuple[Released, Released, Released]:
    """Matrix, table of pairs and table of stages as released."""
    return tuple(  # type: ignore[return-value]
        item(data).data.release(minimum) for item in (complementarity_matrix, cluster_pairs_table, complements_table)
    )


@pytest.fixture(scope="module")
def demonstrated(cleaned: Study) -> Store:
    """The demonstration, all its clusters."""
    return Store(cleaned)


def test_small_counts_and_what_gives_them_away_are_not_public(demonstrated: Store) -> None:
    # A higher line than that of the study, so that there is much to hide.
    minimum = 7
    matrix, pairs, stages = told(demonstrated, minimum)
    for column in ("lacking", "offering"):
        assert not stages.frame[column].between(1, minimum - 1).any()
    assert stages.frame.loc[stages.frame[["lacking", "offering"]].isna().any(axis=1), "pairs"].isna().all()
    # How many did not agree to be named must not follow from how many are.
    few = stages.frame["unnamed"].isna()
    assert few.any()
    assert stages.frame.loc[few, "offering"].isna().all()
    whole = demonstrated.all(Complements)
    small = whole[whole["lacking"] < minimum]
    few, too = (small[small["at_home"] == home].groupby(["cluster", "other"]).size().index for home in (False, True))
    assert len(few)
    assert len(too)
    assert matrix.frame.set_index(["cluster", "other"]).loc[too, "lacking_too"].isna().all()
    hidden = matrix.frame.set_index(["cluster", "other"]).loc[few, ["lacking", "served"]]
    assert hidden.isna().all(axis=None)
    ends = {frozenset(pair) for pair in few}
    judged = pairs.frame[
        [frozenset(pair) in ends for pair in zip(pairs.frame["first"], pairs.frame["second"], strict=True)]
    ]
    assert judged[["served", "score", "rank", "first_share"]].isna().all(axis=None)
    assert SUPPRESSED not in say(complementarity_matrix(demonstrated).words(matrix).title, "en")


def test_the_best_pair_is_the_one_of_the_table(demonstrated: Store) -> None:
    best = demonstrated.all(ClusterPairs)
    best = best[(best["occasion"] == "cluster_to_cluster") & (best["rank"] == 1)].iloc[0]
    item = best_pair_finding(demonstrated)
    names = {cluster: str(name.render("en")) for cluster, name in demonstrated.names.items()}
    said = say(item.text(item.data.release(None)), "en")
    assert f"**{names[best['first']]} with {names[best['second']]}**" in said.split(":")[0]
    # With a higher line the rank cannot be told, nor who has it.
    assert "not in the public release" in say(item.text(item.data.release(20)), "en")


def test_it_is_said_why_the_first_pair_is_first_though_another_serves_more(demonstrated: Store) -> None:
    pairs, sides = demonstrated.all(ClusterPairs), demonstrated.all(Complementarity)
    served = sides.set_index(["cluster", "other"])["lacking"]
    pairs = pairs[(pairs["occasion"] == "cluster_to_cluster") & pairs["rank"].notna()]
    pairs = pairs.assign(
        number=[
            served.get((one, two), 0) + served.get((two, one), 0)
            for one, two in pairs[["first", "second"]].itertuples(index=False)
        ]
    )
    best, most = pairs[pairs["rank"] == 1].iloc[0], pairs.loc[pairs["number"].idxmax()]
    item = why_best_pair_finding(demonstrated)
    said = say(item.text(item.data.release(None)), "en")
    assert f"more respondents, **{most['number']}** against **{best['number']}**" in said
    assert f"({best['mutual']:.2f} against {most['mutual']:.2f})" in said
    assert ("served, of those" in said) == (best["served"] > most["served"])
    assert ("wished, of those" in said) == (best["wished"] > most["wished"])
    assert "not in the public release" in say(item.text(item.data.release(20)), "en")


def test_the_first_pair_that_serves_most_needs_no_other_reason(demonstrated: Store) -> None:
    sides = demonstrated.all(Complementarity)
    best = demonstrated.all(ClusterPairs).query("occasion == 'cluster_to_cluster' and rank == 1").iloc[0]
    own = sides[["cluster", "other"]].isin([best["first"], best["second"]]).all(axis=1)
    fewer = sides.assign(lacking=sides["lacking"].where(own, 0))
    store = Store(demonstrated.study, instead=TableSet({Complementarity: fewer}))
    item = why_best_pair_finding(store)
    assert "serves most respondents, too" in say(item.text(item.data.release(None)), "en")


def test_nothing_is_said_of_what_members_of_follow_up_clusters_lack(demonstrated: Store) -> None:
    frame = cluster_pairs_table(demonstrated).data.release(None).frame
    both = frame["occasion"] == "cluster_to_cluster"
    assert frame.loc[both, ["lacking_there", "lacking_back"]].notna().all(axis=None)
    assert frame.loc[~both, "lacking_back"].isna().all()


def test_all_counts_hold_against_the_tables_below(demonstrated: Store) -> None:
    needs = demonstrated.all(Needs)
    counted = demonstrated.all(Complementarity)
    for cluster, rows in counted.groupby("cluster"):
        own = needs[needs["cluster"] == cluster]
        assert set(rows["lacking_all"]) == {own["organisation"].nunique()}
        assert (rows["lacking"] <= rows["lacking_all"]).all()
        assert (rows["needs"] <= own["stage"].nunique()).all()
