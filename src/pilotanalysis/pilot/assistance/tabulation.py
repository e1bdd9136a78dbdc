"""Needs for assistance, the plan and the sessions, with what of it would tell single members."""

from __future__ import annotations

import pandas as pd

from ...results import Disclosure, Tabulation
from ...store import Store, once
from ...survey.tables import ORGANISATION_TYPES, Organisations
from ...tables import SEPARATOR, join_ids
from ..assistance_tables import AssistanceCases, AssistanceHeld, AssistancePlan, AssistanceScenarios
from ..labels import ALL, topic_words
from ..tables import AssistanceMeasures, AssistanceSessions

#: Ratings from which a session counts as useful.
USEFUL = 4
_ACTED = ("started", "done")


@once
def needs_tabulation(data: Store) -> Tabulation:
    """Tabulate who asks for what, by cluster and for all of them, and what the plan and the sessions gave."""
    cases = pd.DataFrame(data.all(AssistanceCases))
    both = pd.concat([cases, cases.assign(cluster=ALL)], ignore_index=True)
    base = both.groupby("cluster")["organisation"].nunique()
    own = both.assign(
        first=(both["rank"] == 1).astype("int64"),
        planned=both["measure"].notna().astype("int64"),
        had=(both["sessions"] > 0).astype("int64"),
    )
    frame = own.groupby(["cluster", "topic"], as_index=False).agg(
        asking=("organisation", "size"), first=("first", "sum"), planned=("planned", "sum"), had=("had", "sum"),
        made_from=("made_from", join_ids),
    ).astype(dict.fromkeys(("asking", "first", "planned", "had"), "int64"))  # fmt: skip
    frame = frame.assign(
        base=frame["cluster"].map(base).astype("int64"),
        key=frame["cluster"] + "." + frame["topic"],
        later=frame["asking"] - frame["first"],
        unplanned=frame["asking"] - frame["planned"],
        without=frame["asking"] - frame["had"],
    )
    frame = frame.assign(others=frame["base"] - frame["asking"], share=frame["asking"] / frame["base"])
    clusters = [cluster for cluster in data.names if cluster in set(cases["cluster"])]
    topics = [topic for topic in topic_words(data) if topic in set(cases["topic"])]
    place = {
        f"{cluster}.{topic}": (topics.index(topic), at)
        for at, cluster in enumerate([*clusters, ALL])
        for topic in topics
    }
    frame = frame.loc[frame["key"].map(place).sort_values().index].reset_index(drop=True) if len(frame) else frame
    there = set(frame["key"])
    totals = tuple(
        (f"{ALL}.{topic}", tuple(key for key in (f"{cluster}.{topic}" for cluster in clusters) if key in there))
        for topic in topics
    )
    parts = {
        "base": ("asking", "others"), "asking": ("first", "later"),
    }  # fmt: skip
    counts = ("asking", "others", "first", "later", "planned", "unplanned", "had", "without")
    hides = {"asking": ("share", "planned", "unplanned", "had", "without"), "others": ("share",)}
    hides |= {"planned": ("unplanned",), "unplanned": ("planned",), "had": ("without",), "without": ("had",)}
    return Tabulation(frame, Disclosure(counts, totals=totals, parts=parts, hides=hides))


def types_tabulation(data: Store) -> Tabulation:
    """Tabulate how many ask for each topic, by type of organisation."""
    cases = pd.DataFrame(data.all(AssistanceCases))
    frame = cases.groupby("topic", as_index=False).agg(
        asking=("organisation", "size"), made_from=("made_from", join_ids)
    )
    types = [f"of_{one}" for one in ORGANISATION_TYPES]
    counted = pd.crosstab(cases["topic"], "of_" + cases["organisation_type"]).reindex(columns=types, fill_value=0)
    frame = frame.merge(counted.reset_index(), on="topic", how="left").fillna(dict.fromkeys(types, 0))
    order = {topic: place for place, topic in enumerate(topic_words(data))}
    frame = frame.sort_values("topic", key=lambda topics: topics.map(order), ignore_index=True)
    return Tabulation(
        frame.astype(dict.fromkeys(types, "int64")), Disclosure((*types,), parts={"asking": tuple(types)})
    )


def measures_tabulation(data: Store) -> Tabulation:
    """Tabulate of each measure what is planned and what was held."""
    measures = pd.DataFrame(data.all(AssistanceMeasures)).rename(columns={"row_id": "own_row"})
    plan = pd.DataFrame(data.all(AssistancePlan)).groupby("measure", as_index=False).agg(
        runs=("runs", "sum"), cost=("cost_eur", "sum"), months=("month", lambda months: SEPARATOR.join(sorted(months)))
    )  # fmt: skip
    cases = pd.DataFrame(data.all(AssistanceCases)).dropna(subset=["measure"])
    given = cases.groupby("measure", as_index=False).agg(
        given=("organisation", "size"), case_rows=("made_from", join_ids)
    )
    sessions = data.all(AssistanceSessions)
    held = sessions.groupby("measure", as_index=False).agg(held=("date", "nunique"), session_rows=("row_id", join_ids))
    frame = measures.merge(plan, on="measure", how="left").merge(given, on="measure", how="left")
    frame = frame.merge(held, on="measure", how="left")
    numbers = ["runs", "given", "held"]
    frame = frame.fillna({**dict.fromkeys([*numbers, "cost"], 0), "months": "", "case_rows": "", "session_rows": ""})
    frame = frame.astype(dict.fromkeys(numbers, "int64"))
    rows = frame[["own_row", "case_rows", "session_rows"]].itertuples(index=False)
    frame = frame.assign(
        seats=frame["runs"] * frame["places"],
        made_from=[join_ids(cells) for cells in rows],
    )
    return Tabulation(frame, Disclosure(("given",), adds_up=((),)))


def sessions_tabulation(data: Store) -> Tabulation:
    """Tabulate of each measure, and of all, what was held, who came, and what they made of it.

    Members are counted in all measures together alone, each once: many come to several.
    """
    sessions = pd.DataFrame(data.all(AssistanceSessions))
    members = data.all(Organisations)["organisation"]
    rated, asked = sessions["satisfaction"].notna(), sessions["action"].notna()
    useful, acted = sessions["satisfaction"].ge(USEFUL).fillna(False), sessions["action"].isin(_ACTED)
    flags = {
        "came": rated | ~rated,
        "rated": rated, "unrated": ~rated, "useful": useful, "useless": rated & ~useful,
        "asked": asked, "unasked": ~asked, "acted": acted, "idle": asked & ~acted,
    }  # fmt: skip
    sessions = sessions.assign(
        **{name: flag.astype("int64") for name, flag in flags.items()},
        member=sessions["organisation"].where(sessions["organisation"].isin(members)),
        session=sessions["measure"] + SEPARATOR + sessions["date"],
    )
    both = pd.concat([sessions, sessions.assign(measure=ALL)], ignore_index=True)
    frame = both.groupby("measure", as_index=False).agg(
        held=("session", "nunique"), members=("member", "nunique"), **{name: (name, "sum") for name in flags},
        made_from=("row_id", join_ids),
    )  # fmt: skip
    measures = [one for one in data.all(AssistanceMeasures)["measure"] if one in set(sessions["measure"])]
    order = {measure: place for place, measure in enumerate([*measures, ALL])}
    frame = frame.sort_values("measure", key=lambda cells: cells.map(order), ignore_index=True)
    disclosure = Disclosure(
        (*flags, "members"),
        totals=((ALL, tuple(measures)),),
        parts={
            "came": ("rated", "unrated"), "rated": ("useful", "useless"), "asked": ("acted", "idle"),
            "everybody": ("asked", "unasked"),
        },
    )  # fmt: skip
    together = frame["members"].astype("Int64").where(frame["measure"] == ALL)
    frame = frame.assign(key=frame["measure"], members=together, everybody=frame["came"])
    return Tabulation(frame, disclosure)


def shares_tabulation(data: Store) -> Tabulation:
    """Tabulate of each cluster how much of its need the plan serves, and for how many something was held."""
    cases = pd.DataFrame(data.all(AssistanceCases))
    cases = cases.assign(
        able=(cases["worth"] > 0).astype("int64"),
        planned=cases["measure"].notna().astype("int64"),
        had=(cases["sessions"] > 0).astype("int64"),
    )
    frame = cases.groupby("cluster", as_index=False, sort=False).agg(
        members=("organisation", "nunique"), needs=("topic", "size"), able=("able", "sum"), planned=("planned", "sum"),
        had=("had", "sum"), worth=("worth", "sum"), gained=("gained", "sum"), made_from=("made_from", join_ids),
    )  # fmt: skip
    frame = frame.assign(
        served=(frame["gained"] / frame["worth"]).where(frame["worth"] > 0),
        unable=frame["needs"] - frame["able"],
        unplanned=frame["needs"] - frame["planned"],
        without=frame["needs"] - frame["had"],
        topics=frame["cluster"].isin(_few_of_a_topic(data)).astype("int64"),
    )
    parts = ("able", "unable")
    disclosure = Disclosure(
        ("members", "needs", *parts, "planned", "unplanned", "had", "without", "topics"),
        adds_up=((),),
        parts={"needs": parts},
        hides={
            "planned": ("served", "unplanned"),
            "unplanned": ("served", "planned"),
            "had": ("without",),
            # The sum over topics would give back a topic that is suppressed.
            "topics": ("planned", "served", "unplanned", "had", "without"),
        },
    )
    return Tabulation(frame, disclosure)


def _few_of_a_topic(data: Store) -> set[str]:
    """Name the clusters of which the public release suppresses what was planned or held for a topic."""
    released = needs_tabulation(data).release(data.settings.thresholds.disclosure_minimum).whole
    hidden = released.hidden[["planned", "had"]].any(axis=1)
    return set(released.frame.loc[hidden, "cluster"])


def scenarios_tabulation(data: Store) -> Tabulation:
    """Tabulate what the plan serves, and what the best plan would if one thing were changed."""
    frame = pd.DataFrame(data.all(AssistanceScenarios))
    share = (frame["worth"] / frame["need"]).where(frame["need"] > 0).astype("float64")
    base = frame["served"].iloc[0] if len(frame) else 0
    return Tabulation(
        frame.assign(share=share, more=frame["served"] - base),
        Disclosure(("served",), hides={"served": ("share", "more")}),
    )


def held_tabulation(data: Store) -> Tabulation:
    """Tabulate each participation, which the public release does not show."""
    frame = pd.DataFrame(data.all(AssistanceHeld))
    return Tabulation(frame.assign(inside=1), Disclosure())
