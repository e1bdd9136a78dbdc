"""Which meetings may be held: those asked for, and those that needs, offers and gaps propose; what each is worth."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from pandera.typing import DataFrame

from ..chain.tables import Gaps, Matches, Ties
from ..partners.candidacies import concerned, lacking_stages
from ..partners.tables import Candidates, FollowUpMembers
from ..settings import MeetingWeights
from ..survey.tables import Interests, Organisations
from ..tables import SEPARATOR, TableSet, conform, join_ids
from .tables import ORIGINS, WHO, Events, LockedMeetings, Participants, Proposals, Requests, SentAgenda

#: What a request is worth, of which it is known what became.
_ASKED: Mapping[str, float] = {"accepted": 1.0, "pending": 0.5}
_COLUMNS = ["event", *WHO, "stage", "origin", "request", "gap", "fit", "made_from"]
_REJECTED = "rejected"


def propose(
    logs: TableSet,
    below: TableSet,
    sent: DataFrame[SentAgenda],
    weights: MeetingWeights,
) -> DataFrame[Proposals]:
    """Propose meetings for each event.

    Parameters
    ----------
    logs, below : TableSet
        The logs of the events, and the tables of the chapters below.
    sent : SentAgenda
        Its meetings are proposed, but for those that somebody declined or cancelled since.
    weights : MeetingWeights

    Notes
    -----
    Participants are proposed to each other who registered and did not opt out, who have a language in common as far as
    they say which they speak, who do not work together already, of whom nobody said that it wants no meetings, and,
    where clusters meet, who are of different ones. What somebody asked for or fixed is in whatever they are.

    The value is the weighted mean of what :class:`Proposals` has as request, gap, fit and interest.
    """
    lacking = lacking_stages(below.of(Gaps))
    pairs = pd.concat([_by_match(below.of(Matches), lacking), _by_candidate(below, lacking)], ignore_index=True)
    wants = _Wants(below)
    computed = _acceptable(_at_events(_apart(pairs, below), logs.of(Participants)), logs, wants)
    stated = [
        _requested(logs.of(Requests), lacking, wants.homes),
        _fixed(logs.of(LockedMeetings), "locked"),
        _fixed(_still_wanted(sent, logs), "sent"),
    ]
    parts = [part.reindex(columns=_COLUMNS) for part in (*stated, computed) if len(part)]
    if not parts:
        return conform(pd.DataFrame(), Proposals)
    every = _once(pd.concat(parts, ignore_index=True).astype({"gap": "bool", "request": "float64", "fit": "float64"}))
    every["interest"] = wants.shares(every)
    shares = every[["request", "gap", "fit", "interest"]].astype("float64").to_numpy()
    each = np.array([weights.request, weights.gap, weights.fit, weights.interest])
    every["value"] = np.maximum(np.rint(100 * shares @ each / each.sum()), 1)
    return conform(every.sort_values(["event", *WHO], ignore_index=True), Proposals)


def _by_match(matches: DataFrame[Matches], lacking: pd.DataFrame) -> pd.DataFrame:
    """Who needs what another offers."""
    found = pd.DataFrame(matches).rename(columns={"offer_organisation": "other", "strength": "fit"})
    with_gap = pd.MultiIndex.from_frame(lacking[["cluster", "stage"]])
    gap = pd.MultiIndex.from_frame(found[["cluster", "stage"]]).isin(with_gap)
    return found.assign(origin="match", gap=gap)[
        ["organisation", "other", "stage", "origin", "gap", "fit", "made_from"]
    ]


def _by_candidate(below: TableSet, lacking: pd.DataFrame) -> pd.DataFrame:
    """Who lacks a stage, or else buys it, and who could close its gap."""
    candidates = pd.DataFrame(below.of(Candidates))
    candidates = candidates[
        (candidates["decision"].fillna("") != _REJECTED) & (candidates["willingness"].fillna(1) > 0)
    ]
    candidates = candidates.rename(columns={"candidate": "other", "score": "fit"})
    pairs = concerned(lacking, below).merge(
        candidates[["cluster", "stage", "other", "fit", "made_from"]], on=["cluster", "stage"]
    )
    return pairs.assign(origin="candidate", gap=True).drop(columns="cluster")


def _apart(pairs: pd.DataFrame, below: TableSet) -> pd.DataFrame:
    """Leave out pairs who work together, as either of them says."""
    ties = below.of(Ties)[["organisation", "partner"]].itertuples(index=False, name=None)
    tied = {frozenset(pair) for pair in ties}
    both = zip(pairs["organisation"], pairs["other"], strict=True)
    return pairs[np.array([frozenset(pair) not in tied for pair in both], dtype=bool)]


def _at_events(pairs: pd.DataFrame, people: DataFrame[Participants]) -> pd.DataFrame:
    """Bring pairs to the events at which both can be given meetings, with the languages that each speaks."""
    there = pd.DataFrame(people[(people["registered"] == "yes") & (people["joins"] == "yes")])
    there = there[["event", "organisation", "languages"]]
    first = pairs.merge(there, on="organisation")
    both = first.merge(there.rename(columns={"organisation": "other"}), on=["event", "other"], suffixes=("", "_other"))
    return both[both["organisation"] != both["other"]]


def _acceptable(pairs: pd.DataFrame, logs: TableSet, wants: _Wants) -> pd.DataFrame:
    """Leave out pairs without a common language, of one cluster where clusters meet, and who do not want to meet."""
    spoken = zip(pairs["languages"].fillna(""), pairs["languages_other"].fillna(""), strict=True)
    talk = [not one or not other or bool({*one.split(SEPARATOR)} & {*other.split(SEPARATOR)}) for one, other in spoken]
    kinds = logs.of(Events).set_index("event")["kind"]
    homes = wants.homes
    same = [
        bool(homes.get(one, frozenset()) & homes.get(other, frozenset()))
        for one, other in zip(pairs["organisation"], pairs["other"], strict=True)
    ]
    apart = (pairs["event"].map(kinds) != "c2c") | ~np.array(same, dtype=bool)
    willing = ~(pairs["organisation"].isin(wants.unwilling) | pairs["other"].isin(wants.unwilling))
    found = pairs[np.array(talk, dtype=bool) & apart & willing].assign(third=None, request=0.0)
    refused = _refused(logs.of(Requests))
    asked = zip(found["event"], _members_of(found[WHO]), strict=True)
    return found[np.array([one not in refused for one in asked], dtype=bool)]


def _requested(
    requests: DataFrame[Requests], lacking: pd.DataFrame, homes: Mapping[str, frozenset[str]]
) -> pd.DataFrame:
    """Requests that were accepted or wait for an answer; with a gap where a cluster of who asks lacks the stage."""
    asked = pd.DataFrame(requests[requests["status"].isin(list(_ASKED))])
    asked = asked.rename(columns={"from": "organisation", "to": "other", "topic": "stage", "row_id": "made_from"})
    gaps = {*lacking[["cluster", "stage"]].itertuples(index=False, name=None)}
    gap = [
        any((home, stage) in gaps for home in homes.get(who, frozenset()))
        for who, stage in zip(asked["organisation"], asked["stage"], strict=True)
    ]
    return asked.assign(origin=asked["status"], request=asked["status"].map(_ASKED), gap=gap, fit=0.0)


def _still_wanted(sent: DataFrame[SentAgenda], logs: TableSet) -> pd.DataFrame:
    """Meetings sent out that nobody declined or cancelled since, made from the row of who asks."""
    people, refused = logs.of(Participants), _refused(logs.of(Requests))
    own = zip(sent["event"], _members_of(sent[WHO]), strict=True)
    wanted = pd.DataFrame(sent)[np.array([one not in refused for one in own], dtype=bool)].drop(columns="row_id")
    return wanted.merge(people[["event", "organisation", "row_id"]], on=["event", "organisation"])


def _refused(requests: DataFrame[Requests]) -> set[tuple[str, str]]:
    """Events and members of the meetings that somebody declined or cancelled, and that nobody asked for otherwise."""
    asked, gone = (requests[requests["status"].isin(list(_ASKED)) == still] for still in (True, False))
    wanted, refused = (
        set(zip(rows["event"], _members_of(rows[["from", "to", "third"]]), strict=True)) for rows in (asked, gone)
    )
    return refused - wanted


def _fixed(placed: pd.DataFrame, origin: str) -> pd.DataFrame:
    """Meetings that somebody put on an agenda; of what they are about, nothing is said."""
    fixed = pd.DataFrame(placed).rename(columns={"row_id": "made_from"})
    return fixed.assign(stage=None, origin=origin, request=0.0, gap=False, fit=0.0)


def _members_of(rows: pd.DataFrame) -> list[str]:
    """Keys of those who meet, in one text, whoever asks."""
    return [
        SEPARATOR.join(sorted(who for who in row if isinstance(who, str)))
        for row in rows.itertuples(index=False, name=None)
    ]


def _once(every: pd.DataFrame) -> pd.DataFrame:
    """Make one meeting of all that are of the same participants: the strongest origin tells who asks and about what."""
    every = every.assign(members=_members_of(every[WHO]), order=every["origin"].map(ORIGINS.index))
    every = every.sort_values(
        ["event", "members", "order", "gap", "fit", "organisation", "stage"],
        ascending=[True, True, True, False, False, True, True],
        kind="stable",
    )
    groups = every.groupby(["event", "members"], sort=False)
    best = groups.agg(
        stage=("stage", "first"),
        origin=("origin", "first"),
        request=("request", "max"),
        gap=("gap", "max"),
        fit=("fit", "max"),
        made_from=("made_from", join_ids),
    ).reset_index()
    # Who is the third is not taken from another row than who asks.
    who = groups[WHO].head(1).reset_index(drop=True)
    return pd.concat([best, who], axis=1)


class _Wants:
    """Who wants to meet whom, by what members said in the survey."""

    def __init__(self, below: TableSet) -> None:
        said = pd.DataFrame(below.of(Interests))
        members = pd.concat(
            [pd.DataFrame(below.of(model)) for model in (Organisations, FollowUpMembers)], ignore_index=True
        )
        #: Clusters of each organisation.
        self.homes: Mapping[str, frozenset[str]] = {
            str(who): frozenset(clusters) for who, clusters in members.groupby("organisation")["cluster"]
        }
        types = members.drop_duplicates("organisation")
        self._types = dict(zip(types["organisation"], types["organisation_type"], strict=True))
        answers = said[["organisation", "wants_meetings", "clusters", "organisation_types"]].fillna("")
        self._said = {who: rest for who, *rest in answers.itertuples(index=False, name=None)}
        willing = set(answers.loc[answers["wants_meetings"] == "yes", "organisation"])
        #: Who said that it wants no meetings.
        self.unwilling = set(answers.loc[answers["wants_meetings"] == "no", "organisation"]) - willing

    def shares(self, every: pd.DataFrame) -> list[float]:
        """Share of the participants of each meeting who want to meet each of the others."""
        return [self._share([who for who in row if isinstance(who, str)]) for row in every[WHO].to_numpy().tolist()]

    def _share(self, members: list[str]) -> float:
        return sum(all(self._wants(one, other) for other in members if other != one) for one in members) / len(members)

    def _wants(self, one: str, other: str) -> bool:
        wants, clusters, types = self._said.get(one, ("", "", ""))
        if wants != "yes":
            return False
        named = set(clusters.split(SEPARATOR)) - {""}
        own = self.homes.get(one, frozenset())
        # Whom it wants to meet of other clusters says nothing of its own.
        near = bool(own & self.homes.get(other, frozenset()))
        liked = set(types.split(SEPARATOR)) - {""}
        return (not named or near or bool(named & self.homes.get(other, frozenset()))) and (
            not liked or self._types.get(other, "") in liked
        )
