"""What meetings led to: agreements apart from new members, who made them, and about which missing link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from ...chain.gaps.tabulation import smallest_told
from ...chain.kinds import KINDS, MISSING
from ...chain.lookups import stage_words
from ...chain.tables import Gaps
from ...results import (
    Column,
    Disclosure,
    Finding,
    Message,
    Number,
    Released,
    Table,
    Tabulation,
    Translatable,
    Words,
    _,
)
from ...store import Store
from ...survey.tables import Organisations
from ...tables import SEPARATOR, join_ids
from ..agendas.people import called_in_tables
from ..cluster_labels import cluster_words
from ..labels import LOGS
from ..tables import AGREEMENT, WHO, Events, EventSteps, HeldMeetings, MeetingFollowUps, Requests
from ..tables import KINDS as KINDS_OF_EVENT
from .network import NO_CLUSTER
from .tabulation import ALL_EVENTS, inside, rows_in_doubt, steps_tabulation

_JOINED = AGREEMENT[-1]
OUTCOME: dict[str, Message] = {
    "contract": _("contract"),
    "joint_project": _("joint project"),
    "letter_of_intent": _("letter of intent"),
    "memorandum": _("memorandum"),
    "new_member": _("new member"),
}
_NO_GAP, _UNSAID = "no_gap", "unsaid"
_NOT_SAID: dict[str, Message] = {_NO_GAP: _("no gap there"), _UNSAID: _("not said what it was about")}
#: What a stage can have: one is missing or hangs on few, it has another gap, or none.
_ON = ("missing", "other", "none")
_NOTHING = _("No meeting is known to have led to an agreement or a new member.")
_NO_TITLE = _("No meeting is known to have led to an agreement or a new member")
_UNTOLD = _("How many agreements and how many new members came of the meetings is not in the public release.")


def agreed_meetings(data: Store) -> pd.DataFrame:
    """Give each meeting that led to an agreement or a new member, in no doubt.

    Returns
    -------
    DataFrame
        By meeting: event, date, kind of event, keys of who met (as in the agenda) with their clusters, the stage that
        it was asked for, the kinds of gap of this stage in the chain of one of their clusters, what that comes to
        (``on``), whether all who met are members of clusters that are analysed (``all_members``), outcome as last
        reported, and after how many months an agreement was first reported.
    """
    doubts = rows_in_doubt(data)
    held = pd.DataFrame(data.all(HeldMeetings)).query("held == 'yes'")
    held = held[~held["row_id"].isin(doubts)].rename(columns={"from": "organisation", "to": "other"})
    later = pd.DataFrame(data.all(MeetingFollowUps)).sort_values("months", kind="stable")
    later = later[later["outcome"].isin(AGREEMENT) & ~later["row_id"].isin(doubts)]
    told = later.groupby("meeting", as_index=False).agg(
        outcome=("outcome", "last"), months=("months", "first"), later_rows=("row_id", join_ids)
    )
    frame = held[["meeting", "event", *WHO, "row_id"]].merge(told, on="meeting")
    frame = frame.merge(data.all(Events)[["event", "date", "kind"]], on="event")
    about = _asked_about(data)
    pairs = [(event, frozenset((one, other))) for event, one, other in _rows(frame, ["event", *WHO[:2]])]
    homes = _homes(data)
    return frame.assign(
        stage=pd.array([about[pair][0] if pair in about else None for pair in pairs], dtype="object"),
        all_members=[all(key in homes for key in keys if isinstance(key, str)) for keys in _rows(frame, WHO)],
        request_rows=[about[pair][1] if pair in about else "" for pair in pairs],
        **{
            f"{who}_cluster": pd.array(
                [homes.get(key, [NO_CLUSTER])[0] if isinstance(key, str) else None for key in frame[who]],
                dtype="object",
            )
            for who in WHO
        },
    ).pipe(_with_gaps, data, homes)


def _rows(frame: pd.DataFrame, columns: list[str]) -> Iterable[tuple[str, ...]]:
    return frame[columns].itertuples(index=False, name=None)


def _asked_about(data: Store) -> dict[tuple[str, frozenset[str]], tuple[str, str]]:
    """Give the stage that two asked to meet about, and the row that says so; what was accepted comes first."""
    asked = pd.DataFrame(data.all(Requests)).dropna(subset=["topic"])
    asked = asked.sort_values("status", key=lambda cells: cells != "accepted", kind="stable")
    found: dict[tuple[str, frozenset[str]], tuple[str, str]] = {}
    for event, one, other, topic, row in _rows(asked, ["event", "from", "to", "topic", "row_id"]):
        found.setdefault((event, frozenset((one, other))), (topic, row))
    return found


def _homes(data: Store) -> dict[str, list[str]]:
    """Give the clusters of each member, the first on whose roster it stands first."""
    members = data.all(Organisations)
    return {str(who): list(rows) for who, rows in members.groupby("organisation", sort=False)["cluster"]}


def _with_gaps(frame: pd.DataFrame, data: Store, homes: Mapping[str, list[str]]) -> pd.DataFrame:
    gaps = data.all(Gaps)
    held = gaps[gaps["at_face"]].groupby(["cluster", "stage"])["kind"].agg(set).to_dict()
    kinds = [
        {code for key in keys for cluster in homes.get(key, []) for code in held.get((cluster, stage), ())}
        for *keys, stage in _rows(frame, [*WHO, "stage"])
    ]
    named = [SEPARATOR.join(code for code in KINDS if code in own) for own in kinds]
    return frame.assign(
        gap=[
            code or (_NO_GAP if isinstance(stage, str) else _UNSAID)
            for code, stage in zip(named, frame["stage"], strict=True)
        ],
        on=["missing" if own & set(MISSING) else "other" if own else "none" for own in kinds],
        made_from=[join_ids(cells) for cells in frame[["row_id", "later_rows", "request_rows"]].to_numpy()],
    )


def agreements_tabulation(data: Store) -> Tabulation:
    """Count agreements apart from new members, by kind of event and by whether the stage has a gap, in one row.

    Nothing is told that the steps of the events do not tell, nor of gaps where the release leaves some out.
    """
    frame = agreed_meetings(data)
    joined, between = frame["outcome"] == _JOINED, frame["kind"] == KINDS_OF_EVENT[1]
    split = {"agreements": ~joined, "joined": joined}
    known = {"joined_known": joined & frame["all_members"], "joined_fresh": joined & ~frame["all_members"]}
    minimum = data.settings.thresholds.disclosure_minimum
    steps = steps_tabulation(data)
    hidden = steps.release(minimum).whole.hidden["number"] & (steps.frame["step"] == "agreement")
    of_all = steps.frame["event"] == ALL_EVENTS
    few = smallest_told(data.all(Gaps)).between(1, minimum - 1).any()
    chosen: dict[str, pd.Series] = {
        **split, "between": between, "within": ~between,
        **{f"{name}_{on}": flags & (frame["on"] == on) for name, flags in split.items() for on in _ON}, **known,
        "untold": hidden & of_all, "untold_events": hidden & ~of_all,
    }  # fmt: skip
    counts = {name: int(flags.sum()) for name, flags in chosen.items()} | {"untold_gaps": int(few)}
    # One is few, however many are hidden.
    counts |= {name: min(counts[name], 1) for name in ("untold", "untold_events")}
    on_gaps = tuple(f"{name}_{on}" for name in split for on in _ON)
    row = {
        **counts,
        "all": len(frame),
        "of_events": len(frame),
        "joined_all": counts["joined"],
        "made_from": join_ids(frame["made_from"]),
    }
    disclosure = Disclosure(
        tuple(counts),
        parts={
            "all": tuple(split), "of_events": ("between", "within"),
            **{name: tuple(f"{name}_{on}" for on in _ON) for name in split}, "joined_all": tuple(known),
        },
        hides={
            "untold": ("all", *split, "between", "within", *on_gaps, *known), "untold_events": ("between", "within"),
            "untold_gaps": on_gaps, "agreements": (*on_gaps, *known),
        },
    )  # fmt: skip
    return Tabulation(pd.DataFrame([row] if len(frame) else [], columns=list(row)), disclosure)


def agreements_finding(data: Store) -> Finding:
    """Say how many meetings led to an agreement and how many to a new member, at which events, about which stages."""
    n = int(data.all(EventSteps).query("step == 'held'")["number"].sum())

    def text(released: Released) -> Message:
        if released.frame.empty:
            return _NOTHING
        hidden = released.hidden.iloc[0]
        if hidden["agreements"]:
            return _UNTOLD

        def number(column: str, words: Translatable) -> Number:
            return released.number(f"agreed.{column}", words, 0, column, "number", n=n, source=LOGS)

        agreements = number("agreements", _("meetings that led to an agreement, without new members"))
        said = _(
            "Meetings that led to an agreement: **{agreements}**; to a new member: **{joined}**.",
            agreements=agreements,
            joined=number("joined", _("meetings that led to a new member")),
        )
        if not hidden[["between", "within"]].any():
            said = _(
                "{said} Of sector events came {within}, of events of several clusters {between}.",
                said=said,
                within=number("within", _("agreements and new members that came of sector events")),
                between=number("between", _("agreements and new members that came of events of several clusters")),
            )
        if not hidden[[f"{name}_{on}" for name in ("agreements", "joined") for on in _ON]].any():
            said = _(
                "{said} About a missing link (a stage without members or with too few, or an unmet support need) in "
                "the chain of one of those who met: of the agreements **{missing}** of {agreements}, of the new "
                "members {joined_missing}; about a stage with another gap: of the agreements {other}, of the new "
                "members {joined_other}; about a stage without a gap, or not said: of the agreements {none}, of the "
                "new members {joined_none}.",
                said=said,
                agreements=agreements,
                none=number("agreements_none", _("agreements about a stage without a gap, or not said")),
                joined_none=number("joined_none", _("new members met about a stage without a gap, or not said")),
                missing=number("agreements_missing", _("agreements about a missing link")),
                joined_missing=number("joined_missing", _("new members met about a missing link")),
                other=number("agreements_other", _("agreements about a stage with another gap")),
                joined_other=number("joined_other", _("new members met about a stage with another gap")),
            )
        if not hidden["joined_known"] and released.frame["joined_known"].iloc[0]:
            said = _(
                "{said} Meetings with a new member in which all who met stand on the rosters of the clusters "
                "analysed already: **{known}**; whoever joined there may be new to the cluster of another, and is no "
                "newcomer to the clusters of the study.",
                said=said,
                known=number("joined_known", _("new members met among those who are members of clusters already")),
            )
        return _(
            "{said} What recipients of the catalogue agreed on with partners is kept in a log of its own (notebook "
            "08): the two are not added up.",
            said=said,
        )

    return Finding("agreements", agreements_tabulation(data), text)


def agreed_meetings_table(data: Store) -> Table:
    """List the meetings that led to an agreement or a new member; inside the house only."""
    frame = called_in_tables(agreed_meetings(data), data)
    clusters: dict[str, Translatable] = {**cluster_words(data), NO_CLUSTER: _("member of no cluster")}
    of_cluster = _("Of cluster")

    def words(released: Released) -> Words:
        none = _NO_TITLE if frame.empty else _("The public release tells no single meeting")
        return Words(
            _("Agreements and new members: who met whom, about which missing link") if len(released.frame) else none,
            note=_(
                "By number in the list of participants, and by name where that was agreed to. About: the stage for "
                "which the meeting was asked; gap: of that stage in the chain of a cluster of one of those who met. "
                "Months: after how many it was first reported. Of a new member the log does not say which of those who "
                "met joined, nor which cluster; it fills a missing link only where the gap is that members are missing "
                "or few. Members that an indicator counts by the rosters are named in no log, so which stage they fill "
                "is not known."
            ),
        )

    return Table(
        id="agreed_meetings",
        data=inside(frame),
        columns=(
            Column("event", _("Event")),
            Column("date", _("Day"), calendar=True),
            Column("organisation_called", _("Who")),
            Column("organisation_cluster", of_cluster, words=clusters),
            Column("other_called", _("With")),
            Column("other_cluster", of_cluster, words=clusters),
            Column("third_called", _("And")),
            Column("stage", _("About"), words=stage_words(data)),
            Column("gap", _("Gap"), words={**{code: kind.label for code, kind in KINDS.items()}, **_NOT_SAID}),
            Column("outcome", _("What came of it"), words=OUTCOME),
            Column("months", _("Months")),
        ),
        words=words,
        source=LOGS,
        n=len(frame),
        units=_("meetings that led to an agreement or a new member"),
        name=_("Agreements and new members: who met whom, about which missing link"),
    )
