"""Policy learning: what was decided, on what was known, and what the managements say of the gaps."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ...chain.gaps.answers import ANSWERS
from ...chain.labels import MANAGEMENT
from ...chain.tables import Gaps
from ...results import Column, Disclosure, Finding, Message, Number, Released, Table, Tabulation, Words, _, _n
from ...store import Store
from ...tables import join_ids
from ..labels import ALL, ALL_CLUSTERS, responsible_words
from ..tables import PolicyDecisions
from .labels import EVALUATED
from .matrix import untold_clusters

_UNANSWERED = "unanswered"
_LOG = _("log of decisions of the agency and the managements")
_ANSWER_WORDS: Mapping[str, Message] = {
    "confirmed": _("Confirmed"),
    "rejected": _("Rejected"),
    "explained": _("Explained"),
}


def decisions_table(data: Store) -> Table:
    """List what was decided, with what was known before and after, and on which evidence."""
    decisions = pd.DataFrame(data.all(PolicyDecisions)).rename(columns={"row_id": "made_from"})
    return Table(
        id="decisions_log",
        data=Tabulation(decisions.assign(results=decisions["results"].str.replace(";", ", "))),
        columns=(
            Column("date", _("Day"), calendar=True),
            Column("who", _("Who decided"), words=responsible_words(data)),
            Column("decision", _("Decision, in the words of the log")),
            Column("known_before", _("Known before")),
            Column("known_after", _("Known when it was decided")),
            Column("evidence", _("Evidence")),
            Column("results", _("Results of this study")),
        ),
        words=lambda released: Words(
            _("What was decided, and on what was known") if len(released.frame) else _("No decision was written down"),
            note=_(
                "What was decided, known and relied on stands in the words of the log, in the language in which the "
                "agency and the managements wrote it. Results: number of the notebook, and id there."
            ),
        ),
        source=_LOG,
        n=len(decisions),
    )


def decisions_finding(data: Store) -> Finding:
    """Say how many decisions rest on results of the study."""
    decisions = pd.DataFrame(data.all(PolicyDecisions)).rename(columns={"row_id": "made_from"})

    def text(released: Released) -> Message:
        frame = released.frame
        if frame.empty:
            return _("No decision of the agency or a management was written down.")
        rests = frame["results"].notna()
        whole = released.rows_of()
        everything = Number(
            "decisions_all", _("decisions written down"), len(frame), "number", whole, len(frame), _LOG, of=whole,
            public=True,
        )  # fmt: skip
        resting = Number(
            "decisions_resting", _("decisions that name a result of this study"), int(rests.sum()), "number",
            released.rows_of(rests), len(frame), _LOG, of=whole, public=True,
        )  # fmt: skip
        return _(
            "**{resting}** of **{decisions}** name a result of this study as evidence. What was known before stands "
            "beside what was known then; whether they would have been taken without it, the log cannot tell.",
            resting=resting,
            decisions=_n("{count} decision", "{count} decisions", everything),
        )

    return Finding("decisions_on_evidence", Tabulation(decisions), text)


def answers_tabulation(data: Store) -> Tabulation:
    """Tabulate what managements say of the gaps that the answers show, by cluster and for all of them.

    Kinds of gaps that tell a small count are left out of the public release: how many gaps there are would tell them.
    """
    gaps = pd.DataFrame(data.all(Gaps))
    held = gaps[gaps["at_face"]].assign(said=lambda rows: rows["management"].fillna(_UNANSWERED))
    both = pd.concat([held, held.assign(cluster=ALL)], ignore_index=True)
    columns = [*ANSWERS, _UNANSWERED]
    counted = pd.crosstab(both["cluster"], both["said"]).reindex(columns=columns, fill_value=0)
    made = both.groupby("cluster")["made_from"].agg(join_ids)
    order = [cluster for cluster in (*data.names, ALL) if cluster in counted.index]
    frame = counted.loc[order].reset_index().assign(
        gaps=lambda rows: rows[columns].sum(axis=1), made_from=lambda rows: rows["cluster"].map(made)
    )  # fmt: skip
    few = untold_clusters(data)
    hidden = [int(bool(few) if cluster == ALL else cluster in few) for cluster in frame["cluster"]]
    return Tabulation(frame.assign(few=hidden), Disclosure(("few",), hides={"few": ("gaps", _UNANSWERED)}))


def answers_table(data: Store) -> Table:
    """List how many gaps each management confirmed, rejected or explained."""
    tabulated = answers_tabulation(data)
    return Table(
        id="gap_answers",
        data=tabulated,
        columns=(
            Column("cluster", _("Cluster"), words={**data.names, ALL: ALL_CLUSTERS}),
            Column("gaps", _("Gaps that the answers show")),
            *(Column(answer, _ANSWER_WORDS[answer]) for answer in ANSWERS),
            Column(_UNANSWERED, _("Nothing said yet")),
        ),
        words=lambda released: Words(
            _("What the managements say of the gaps"),
            note=_(
                "From data/decisions/gaps.csv. A gap that is rejected stays in the ranking, with the answer beside it: "
                "the two views are told apart."
            ),
        ),
        source=EVALUATED,
        n=int(data.all(Gaps)["at_face"].sum()),
    )


def answers_finding(data: Store) -> Finding:
    """Say how many of the gaps the managements checked."""

    def text(released: Released) -> Message:
        if released.frame.empty:
            return _("The answers show no gap.")
        row = released.frame.iloc[-1]
        rows = released.rows_of(released.frame["cluster"] == ALL)
        said = int(row[list(ANSWERS)].sum())
        if not said:
            return _("No management has said yet what it thinks of a gap: `data/decisions/gaps.csv` is not there.")
        numbers = {
            answer: Number(
                f"gaps_{answer}", _("gaps: {answer}", answer=MANAGEMENT[answer]), int(row[answer]), "number", rows,
                said, EVALUATED, of=rows, public=True,
            )
            for answer in ANSWERS
        }  # fmt: skip
        return _(
            "Of the gaps, managements confirm **{confirmed}**, reject **{rejected}** and explain **{explained}**.",
            **numbers,
        )

    return Finding("gaps_checked", answers_tabulation(data), text)
