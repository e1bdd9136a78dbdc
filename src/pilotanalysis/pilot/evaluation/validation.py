"""Validation: what the managements answer to the gaps that are put to them, beside what the study finds."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ...chain.gaps.answers import ANSWERS
from ...chain.gaps.tabulation import smallest_told, with_omission
from ...chain.kinds import each
from ...chain.labels import MANAGEMENT, STATUS
from ...chain.lookups import stage_words
from ...chain.tables import Gaps, Stages
from ...results import Column, Disclosure, Finding, Message, Number, Released, Table, Tabulation, Words, _
from ...store import Store
from ...tables import join_ids
from ..labels import ALL, ALL_CLUSTERS
from .labels import EVALUATED

_UNANSWERED = "unanswered"
_ANSWER_WORDS: Mapping[str, Message] = {
    "accepted": _("Accepted"),
    "rejected": _("Rejected"),
    "explained": _("Explained"),
}
#: Where study and management are held against each other: status of the gap, and what the management says.
_BESIDE: Mapping[str, tuple[str, str]] = {
    "uncertain_accepted": ("open", "accepted"),
    "uncertain_rejected": ("open", "rejected"),
    "sure_rejected": ("found", "rejected"),
}


def _held(data: Store) -> pd.DataFrame:
    """Gaps that the answers show: each is put to the management of its cluster."""
    gaps = pd.DataFrame(data.all(Gaps))
    return gaps[gaps["at_face"]]


def answers_tabulation(data: Store) -> Tabulation:
    """Tabulate what managements say of the gaps that the answers show, by cluster and for all of them.

    Kinds of gaps that tell a small count are left out of the public release, which counts the others alone.
    """
    held, minimum = _held(data), data.settings.thresholds.disclosure_minimum
    few = smallest_told(held).between(1, minimum - 1)
    counted, told = _counted(held), _counted(held[~few])
    order = [cluster for cluster in (*data.names, ALL) if cluster in counted.index]
    frame = counted.join(told.add_suffix("_told")).fillna(0).astype("int64").loc[order].reset_index()
    both = pd.concat([held.assign(few=few), held.assign(few=few, cluster=ALL)], ignore_index=True).groupby("cluster")
    frame = frame.assign(
        few=frame["cluster"].map(both["few"].any()).astype("int64"),
        made_from=frame["cluster"].map(both["made_from"].agg(join_ids)),
    )

    def of_release(rows: pd.DataFrame) -> pd.DataFrame:
        whole = rows["few"].notna()
        return rows.assign(**{str(name): rows[name].where(whole, rows[f"{name}_told"]) for name in told})

    return Tabulation(frame, Disclosure(("few",)), arrange=of_release)


def _counted(held: pd.DataFrame) -> pd.DataFrame:
    """Count gaps by cluster, and all of them, by what managements say, and where study and management differ."""
    both = pd.concat([held, held.assign(cluster=ALL)], ignore_index=True)
    said = both["management"].fillna(_UNANSWERED)
    flags = {
        "gaps": said.notna(),
        **{answer: said == answer for answer in (*ANSWERS, _UNANSWERED)},
        **{name: (both["status"] == status) & (said == answer) for name, (status, answer) in _BESIDE.items()},
    }
    counted = both.assign(**{name: flag.astype("int64") for name, flag in flags.items()})
    return counted.groupby("cluster")[list(flags)].sum()


def answers_table(data: Store) -> Table:
    """List how many gaps were put to each management, and how many it accepted, rejected or explained."""
    return Table(
        id="gap_answers",
        data=answers_tabulation(data),
        columns=(
            Column("cluster", _("Cluster"), words={**data.names, ALL: ALL_CLUSTERS}),
            Column("gaps", _("Gaps put to the management")),
            *(Column(answer, _ANSWER_WORDS[answer]) for answer in ANSWERS),
            Column(_UNANSWERED, _("Nothing said yet")),
            Column("uncertain_accepted", _("Uncertain in this study, accepted by the management")),
            Column("uncertain_rejected", _("Uncertain in this study, rejected by the management")),
            Column("sure_rejected", _("Confirmed in this study, rejected by the management")),
        ),
        words=lambda released: Words(
            _("What the managements say of the gaps"),
            note=with_omission(
                released,
                _(
                    "Put to the management: every gap that the answers show. What it says is read from "
                    "data/decisions/gaps.csv. A gap that is rejected stays in the ranking, with the answer beside it: "
                    "the two views are told apart."
                ),
            ),
        ),
        source=EVALUATED,
        n=len(data.all(Stages)),
        units=_("stages of all chains"),
    )


def answers_finding(data: Store) -> Finding:
    """Say how many gaps were put to the managements, what they say of them, and where they differ from the study."""

    def text(released: Released) -> Message:
        if released.frame.empty:
            return _("The answers show no gap.")
        last = len(released.frame) - 1
        row = released.frame.iloc[-1]
        rows = released.rows_of(released.frame["cluster"] == ALL)
        said = int(row[list(ANSWERS)].sum())
        if not said:
            return _("No management has said yet what it thinks of a gap: `data/decisions/gaps.csv` is not there.")
        numbers = {
            answer: Number(
                f"management_{answer}", _("gaps: {answer}", answer=MANAGEMENT[answer]), int(row[answer]),
                "number", rows, said, EVALUATED, of=rows, public=True,
            )
            for answer in ANSWERS
        }  # fmt: skip

        def number(id: str, words: Message, column: str) -> Number:
            return released.number(id, words, last, column, "number", n=said, source=EVALUATED, of=rows)

        told = _(
            "Of **{put}** gaps put to the managements, they accept **{accepted}**, reject **{rejected}** and explain "
            "**{explained}**; on **{unanswered}** they have not said anything yet. Of those that this study leaves "
            "uncertain, they accept {loose} and reject {denied}; of those that it confirms, they reject {against}.",
            put=number("gaps_put", _("gaps put to the managements"), "gaps"),
            unanswered=number("gaps_unanswered", _("gaps on which a management has said nothing yet"), _UNANSWERED),
            loose=number(
                "gaps_loose_accepted", _("gaps that this study leaves uncertain and a management accepts"),
                "uncertain_accepted",
            ),
            denied=number(
                "gaps_loose_rejected", _("gaps that this study leaves uncertain and a management rejects"),
                "uncertain_rejected",
            ),
            against=number(
                "gaps_sure_rejected", _("gaps that this study confirms and a management rejects"), "sure_rejected"
            ),
            **numbers,
        )  # fmt: skip
        return with_omission(released, told)

    return Finding("gaps_checked", answers_tabulation(data), text)


def differing_table(data: Store) -> Table:
    """List the gaps that managements reject or explain, in their words, beside how sure the study is of each."""
    held = _held(data)
    held = held.assign(tells=smallest_told(held))
    order = {answer: place for place, answer in enumerate(("rejected", "explained"))}
    chosen = held[held["management"].isin(list(order))].sort_values(
        ["cluster", "management"],
        key=lambda cells: cells.map({**{name: place for place, name in enumerate(data.names)}, **order}),
        kind="stable",
    )
    few = int(held["tells"].between(1, data.settings.thresholds.disclosure_minimum - 1).any())
    frame = chosen.assign(few=few).reset_index(drop=True)
    # A gap that would tell a small count is left out; the words of a management stay inside.
    told = Tabulation(
        frame,
        Disclosure(("tells", "few"), internal=("management_words", "management_who")),
        arrange=lambda rows: rows[rows["tells"].notna()],
    )
    return Table(
        id="gap_answers_told",
        data=told,
        columns=(
            Column("cluster", _("Cluster"), words=data.names),
            Column("stage", _("Missing link"), words=stage_words(data)),
            Column("kind", _("Gap"), words=each("label")),
            Column("status", _("How sure"), words=STATUS),
            Column("management", _("The management says"), words=MANAGEMENT),
            Column("management_words", _("in its words")),
            Column("management_when", _("Day"), calendar=True),
        ),
        words=lambda released: Words(
            _("Gaps that a management rejects or explains")
            if len(released.frame)
            else _("No gap is rejected or explained by a management"),
            note=with_omission(
                released,
                _(
                    "How sure: by this study. Where both differ, neither is taken for true: the gap is to be looked at "
                    "again before money is spent on it."
                ),
            ),
        ),
        source=EVALUATED,
        n=len(data.all(Stages)),
        units=_("stages of all chains"),
        grouped=1,
    )
