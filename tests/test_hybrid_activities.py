"""What clusters could do together: worked out by hand, held to its rules, and what the public release tells of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import pytest
import tiny
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotanalysis.chain.lookups import stage_words
from pilotanalysis.chain.matches import find_matches
from pilotanalysis.chain.tables import Gaps, Matches
from pilotanalysis.meetings import (
    activities_table,
    activity_steps_table,
    best_activity_finding,
    hybrid_map,
    hybrid_participants_table,
    ideas_finding,
    ideas_table,
)
from pilotanalysis.meetings.cluster_labels import cluster_words
from pilotanalysis.meetings.cluster_tables import Complements, HybridActivities, HybridIdeas, HybridParticipants
from pilotanalysis.meetings.complementarity.find import complements, find_encounters
from pilotanalysis.meetings.hybrid.activities import hybrid_activities
from pilotanalysis.meetings.hybrid.findings import who_lacks_what
from pilotanalysis.meetings.hybrid.joining import Grounds
from pilotanalysis.partners.tables import FollowUpMembers, FollowUpOffers
from pilotanalysis.reference import Activities, Catalogue, Glossary, Proximities
from pilotanalysis.results import say
from pilotanalysis.settings import StudyCluster
from pilotanalysis.store import Store
from pilotanalysis.study import Study
from pilotanalysis.survey.tables import Interests, Links, Needs, Offers, OtherAnswers, Responses
from pilotanalysis.tables import SEPARATOR, TableSet, conform, empty, split_ids

Lacks = Mapping[str, Iterable[int]]
MEMBER = {"name": "Exemplu", "organisation_type": "firm", "county": "IS", "in_region": True, "size_band": "1-9"}
NOTHING_MEANT = pd.DataFrame({"text": [], "stage": [], "similarity": []})
#: Stages by cluster, with their main class: textiles 13 and 14, software 62, advertising 73.
STAGES = {
    "sew": ("x", "1413"), "weave": ("x", "1320"), "web": ("y", "6201"), "draw": ("y", "6202"), "ads": ("y", "7311"),
    "cut": ("v", "6203"),
}  # fmt: skip
#: Half of all pairs are as close as 0.3.
NEAR = {("C13", "C14"): 0.9, ("C13", "J62"): 0.3, ("C14", "J62"): 0.5, ("C13", "M73"): 0.1, ("C14", "M73"): 0.2}


def numbered(model: Any, rows: list[dict[str, object]]) -> Any:
    """A reference table with the ids of its rows."""
    return conform(pd.DataFrame(rows).assign(row_id=[f"reference/r.csv!{place}" for place in range(len(rows))]), model)


def grounds() -> Grounds:
    words = {f"name_{language}": "n" for language in ("en", "ro", "it")}
    stages: list[dict[str, object]] = [
        {
            "cluster": cluster, "stage": stage, "position": 1, "layer": "core", "required": "core", "caen": caen,
            **words,
        }
        for stage, (cluster, caen) in STAGES.items()
    ]  # fmt: skip
    near: list[dict[str, object]] = [
        {"activity": one, "other": other, "proximity": share, "regions": 9} for (one, other), share in NEAR.items()
    ]
    named: list[dict[str, object]] = [
        {"activity": code, "section": code[0], "level": "division", **words} for code in ("C13", "C14", "J62", "M73")
    ]
    return Grounds(numbered(Catalogue, stages), numbered(Proximities, near), numbered(Activities, named))


def surveyed(
    cluster: str, roles: Lacks, lacks: Lacks, offers: Lacks, wishes: Mapping[int, str | None] | None = None
) -> TableSet:
    """Build a cluster of eight members, x0 to x7 of x, all of whom agreed to be named but the last."""
    offering = [
        {"organisation": f"m{one}", "stage": stage, "capacity": 50.0} for stage, who in offers.items() for one in who
    ]
    wanted = [
        {"organisation": f"m{one}", "wants_meetings": "yes", "clusters": whom} for one, whom in (wishes or {}).items()
    ]
    needs = [
        {"organisation": f"m{one}", "stage": stage, "criticality": 5, "blocks_existing": False, "blocks_new": False}
        for stage, who in lacks.items()
        for one in who
    ]
    study = tiny.study(
        8, roles={stage: list(who) for stage, who in roles.items()}, needs=needs, offers=offering, cluster=cluster
    )
    study[Interests] = tiny.table(Interests, wanted, cluster)
    study[Responses] = study[Responses].assign(consent=["yes"] * 7 + ["no"])
    for model, frame in study.items():
        if "organisation" in frame:
            study[model] = frame.assign(organisation=frame["organisation"].str.replace("m", cluster))
    return study


def found(
    study: Study, *clusters: TableSet, ideas: Any = None, follow_up: Any = None, known: str | None = None
) -> TableSet:
    """Compute the activities of x and y, which are analysed, and z, of whose members a stage is known."""
    below = tiny.together(*clusters)
    terms = pd.DataFrame({"row_id": ["g"], "stage": "s", "en": "yarn", "ro": "fire", "it": "filato"})
    below[Matches] = find_matches(below.of(Needs), below.of(Offers), below.of(Links), conform(terms, Glossary))
    below[FollowUpOffers] = empty(FollowUpOffers) if follow_up is None else follow_up
    below[FollowUpMembers] = tiny.table(
        FollowUpMembers, [{**MEMBER, "organisation": who, "known_stages": known} for who in ("z1", "z2")], "z"
    )
    below[Gaps], below[OtherAnswers] = empty(Gaps), empty(OtherAnswers)
    below[HybridIdeas] = empty(HybridIdeas) if ideas is None else ideas
    encounters = find_encounters(below, NOTHING_MEANT)
    below[Complements] = complements(encounters, below)
    roles = {"x": "analysed", "y": "analysed", "z": "follow_up"}
    named = tuple(StudyCluster.model_validate({"id": id, "role": role}) for id, role in roles.items())
    return hybrid_activities(encounters, below, grounds(), study.settings.model_copy(update={"clusters": named}))


#: Who of x works where, who of them lacks software, who of y makes it, and who of x wants to meet whom.
WORK: Lacks = {"sew": [0, 1, 2], "weave": [3, 4, 5]}
WISHES: dict[int, str | None] = {0: "y", 1: None, 2: "z"}


def test_what_one_lacks_and_another_offers_is_joined_where_most_of_those_work_whose_activity_is_close(
    study: Study,
) -> None:
    x = surveyed("x", WORK, {"web": [0, 1, 3, 4, 5]}, {}, WISHES)
    tables = found(study, x, surveyed("y", {}, {}, {"web": [6, 7]}))
    (row,) = tables[HybridActivities].to_dict("records")
    # Three weave, two sew; weaving is as close to software as 0.3, sewing as 0.5.
    assert (row["cluster"], row["stage"], row["joined"], row["working"]) == ("x", "web", "sew", 2)
    assert (row["others"], row["occasion"], row["relatedness"]) == ("y", "cluster_to_cluster", 0.5)
    assert (row["lacking"], row["offering"], row["participants"]) == (5, 2, 7)
    # Of the three who were asked only two take part; y7 did not agree to be named.
    assert (row["asked"], row["willing"], row["agreed"], row["capacity"]) == (2, 2, 6, 0.5)
    assert row["readiness"] == pytest.approx((1 + 6 / 7 + 1 / 2) / 3)
    assert row["need"] == pytest.approx((5 / 8 * 1 * (0.5 / 6)) ** (1 / 3))
    assert row["score"] == pytest.approx((row["need"] * row["relatedness"] * row["readiness"]) ** (1 / 3))
    assert (row["rank"], row["top3"], row["missing"]) == (1, 1, "introduction")
    people = tables[HybridParticipants].set_index("organisation")
    assert set(people.index[people["side"] == "offers"]) == {"y6", "y7"}
    assert not people.loc["y7", "agreed"]


@pytest.mark.parametrize(
    ("work", "lacks", "at_home", "wishes"),
    [
        (WORK, {"web": [0, 1, 3]}, {}, WISHES),
        (WORK, {"web": [0, 1, 3, 4]}, {"web": [6]}, WISHES),
        ({"sew": [0], "weave": [3]}, {"web": [0, 1, 3, 4]}, {}, WISHES),
        (WORK, {"ads": [0, 1, 3, 4]}, {}, WISHES),
        (WORK, {"web": [0, 1, 3, 4]}, {}, {0: "z", 3: "z"}),
        (WORK, {"draw": [0, 1, 3, 4]}, {}, WISHES),
        (WORK, {"weave": [0, 1, 2, 4]}, {}, WISHES),
        (WORK, {"cut": [0, 1, 3, 4]}, {}, WISHES),
    ],
    ids=[
        "few lack it", "a member offers it", "one works there", "not close", "nobody wants to meet them",
        "one alone offers it", "of the own chain", "of a chain that is not theirs",
    ],
)  # fmt: skip
def test_without_ground_there_is_no_activity(
    study: Study, work: Lacks, lacks: Lacks, at_home: Lacks, wishes: dict[int, str | None]
) -> None:
    x = surveyed("x", work, lacks, at_home, wishes)
    both = ("web", "ads", "weave", "cut")
    offers: Lacks = {"draw": [6], **dict.fromkeys(both, (6, 7))}
    tables = found(study, x, surveyed("y", {}, {}, offers))
    assert tables[HybridActivities].empty
    assert tables[HybridParticipants].empty


@pytest.mark.parametrize("known", ["cut", None])
def test_follow_up_clusters_bring_what_no_analysed_one_offers_and_members_are_known_to_work_on(
    study: Study, known: str | None
) -> None:
    listed = [
        {"organisation": who, "stage": stage, "languages": "ro", "consent": "no"}
        for who in ("z1", "z2")
        for stage in ("cut", "web")
    ]
    offered = tiny.table(FollowUpOffers, listed, "z")
    work: Lacks = {"sew": [0, 1, 2], "weave": [3]}
    x = surveyed("x", work, {"cut": [0, 1, 2, 6], "web": [0, 1, 2, 6]}, {}, {0: None})
    tables = found(study, x, surveyed("y", {}, {}, {"web": [6, 7]}), follow_up=offered, known=known)
    rows = tables[HybridActivities].set_index("stage")
    assert rows.loc["web", ["others", "occasion"]].tolist() == ["y", "cluster_to_cluster"]
    assert ("cut" in rows.index) == (known is not None)
    if known:
        assert rows.loc["cut", ["others", "occasion", "joined"]].tolist() == ["z", "development", "sew"]
        # Of z nobody was asked how much capacity is free, and who listed its offer did not agree to be named.
        assert rows.loc["cut", "missing"].split(SEPARATOR) == ["introduction", "capacity"]
    assert (rows["rank"] == 1).all()


def test_ideas_of_either_side_stand_beside_what_is_computed(study: Study) -> None:
    said = [
        ("x", "x0", "sew", "y", "web"), ("y", "y0", "web", "x", "weave"), ("x", "x1", "sew", "y", "ads"),
    ]  # fmt: skip
    names = ["cluster", "organisation", "own_stage", "other", "other_stage"]
    ideas = conform(pd.DataFrame(said, columns=names).assign(idea="…", clearness=0.9, made_from="r"), HybridIdeas)
    x = surveyed("x", WORK, {"web": [0, 1, 3, 4]}, {}, WISHES)
    tables = found(study, x, surveyed("y", {}, {}, {"web": [6, 7]}), ideas=ideas)
    assert tables[HybridActivities]["written"].tolist() == [2]


MEMBERS = st.lists(st.integers(0, 7), max_size=6, unique=True)
SAID = st.dictionaries(st.sampled_from(list(STAGES)), MEMBERS, max_size=4)
WANTED = st.dictionaries(st.integers(0, 7), st.sampled_from([None, "x", "y", "x;y"]), max_size=4)


@settings(max_examples=5, deadline=None)
@given(lacks=SAID, offers=SAID, back=SAID, home=SAID, wishes=WANTED)
def test_every_activity_keeps_the_rules(
    study: Study, lacks: Lacks, offers: Lacks, back: Lacks, home: Lacks, wishes: dict[int, str | None]
) -> None:
    x = surveyed("x", WORK, lacks, home, wishes)
    y = surveyed("y", {"web": [0, 1, 2, 3], "ads": [4, 5, 6]}, back, offers, wishes)
    tables = found(study, x, y)
    for row in tables[HybridActivities].to_dict("records"):
        said, theirs, own = (lacks, offers, home) if row["cluster"] == "x" else (back, home, offers)
        assert row["lacking"] == len(list(said[row["stage"]])) >= study.settings.gaps.fewest_ranked
        assert row["offering"] == len(list(theirs[row["stage"]])) >= 2
        assert STAGES[row["stage"]][0] == row["others"] != row["cluster"]
        assert not own.get(row["stage"])
        assert STAGES[row["joined"]][0] == row["cluster"]
        assert 2 <= row["working"] <= row["lacking"]
        assert not row["relatedness"] < 0.3
    ranked = tables[HybridActivities].sort_values("score", ascending=False)
    assert ranked["rank"].is_monotonic_increasing
    people = tables[HybridParticipants].groupby(["cluster", "stage"]).size()
    assert people.sum() == tables[HybridActivities]["participants"].sum()


# The demonstration, and what is told


@pytest.fixture(scope="module")
def demonstrated(cleaned: Study) -> Store:
    return Store(cleaned)


def test_activities_find_customers_for_who_lacks_them_by_the_chapter_on_gaps(demonstrated: Store) -> None:
    gaps = demonstrated.all(Gaps)
    held = gaps[gaps["at_face"] & (gaps["verdict"] == "sell")]
    sell = {*zip(held["cluster"], held["stage"], strict=True)}
    rows = demonstrated.all(HybridActivities)
    assert len(rows)
    for row in rows.to_dict("records"):
        assert split_ids(row["sells_for"]) == [
            other for other in split_ids(row["others"]) if (other, row["stage"]) in sell
        ]
    assert (rows["sells_for"] != "").any()


def test_the_best_activity_is_the_one_of_the_table(demonstrated: Store) -> None:
    rows = demonstrated.all(HybridActivities)
    best = rows[(rows["occasion"] == "cluster_to_cluster") & (rows["rank"] == 1)].iloc[0]
    name = demonstrated.all(Catalogue).set_index("stage").loc[best["stage"], "name_en"]
    item, figure = best_activity_finding(demonstrated), hybrid_map(demonstrated)
    said = say(item.text(item.data.release(None)), "en")
    assert f"+ {name} (" in said.partition("** is the best hybrid activity")[0]
    assert f"+ {name} (" in say(figure.words(figure.data.release(None)).title, "en")
    # Where a count that the place follows from is small, no place is told.
    assert "not in the public release" in say(item.text(item.data.release(20)), "en")
    assert name not in say(figure.words(figure.data.release(20)).title, "en")


def test_the_map_says_of_each_activity_who_lacks_what_others_offer(demonstrated: Store) -> None:
    row, called = demonstrated.all(HybridActivities).iloc[0], cluster_words(demonstrated)
    stages = stage_words(demonstrated)
    said = say(who_lacks_what(row, called, stages), "en")
    assert said.startswith(f"{row['lacking']} respondent")
    assert f"lack {say(stages[row['stage']], 'en')}; {row['offering']} member" in said
    hidden = row.astype(object).where(row.index != "lacking", None)
    assert f"{row['lacking']} " not in say(who_lacks_what(hidden, called, stages), "en").partition(";")[0]


def test_only_who_agreed_is_named_and_the_public_release_tells_no_answer(demonstrated: Store) -> None:
    people = demonstrated.all(HybridParticipants)
    agreed = set(people.loc[people["agreed"], "name"])
    offering = set(people.loc[people["agreed"] & (people["side"] == "offers"), "name"])
    inside, outside = (hybrid_participants_table(demonstrated).data.release(minimum).frame for minimum in (None, 3))
    assert {name for cell in inside["names"] for name in cell.split("; ")} - {""} == agreed
    assert {name for cell in outside["names"] for name in cell.split("; ")} == offering
    assert (inside["unnamed"] > 0).any()
    assert outside[["unnamed", "willing", "capacity"]].isna().all(axis=None)
    ideas = ideas_table(demonstrated).data.release(3).frame
    assert ideas["idea"].isna().all()


def test_small_counts_and_what_follows_from_them_are_not_public(demonstrated: Store) -> None:
    # A higher line than that of the study, so that there is much to hide.
    minimum = 9
    whole = activities_table(demonstrated).data.frame
    public = activity_steps_table(demonstrated).data.release(minimum).frame.set_index(["cluster", "stage"])
    assert public[["sells_for"]].isna().all(axis=None)
    few = whole.set_index(["cluster", "stage"])
    for column, hidden in {
        "working": ["joined", "relatedness", "score", "rank", "top3"],
        "offering_least": ["offering", "capacity", "readiness", "missing", "score", "rank"],
        "unnamed": ["offering", "participants"],
        "willing": ["readiness", "score", "rank"],
    }.items():
        small = few.index[few[column].between(1, minimum - 1)]
        assert len(small)
        assert public.loc[small, hidden].isna().all(axis=None)
    shown = public[["lacking", "working", "offering", "written"]]
    assert not shown.stack().between(1, minimum - 1).any()


def test_ideas_are_counted_by_what_they_join(demonstrated: Store) -> None:
    ideas = demonstrated.all(HybridIdeas)
    item = ideas_finding(demonstrated)
    said = say(item.text(item.data.release(None)), "en")
    assert f"wrote {len(ideas)} ideas" in said
    assert f"**{ideas['own_stage'].notna().sum()}** could be coded" in said
    table = ideas_table(demonstrated).data.release(None).frame
    assert table["respondents"].sum() == len(ideas)
    computed = demonstrated.all(HybridActivities)
    assert set(table.loc[table["computed"] == "yes", "stage"]) <= set(computed["stage"])
