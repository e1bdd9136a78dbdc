"""Policy learning: what was decided, and on what was known."""

from __future__ import annotations

import pandas as pd

from ...results import Column, Finding, Message, Number, Released, Table, Tabulation, Words, _, _n
from ...store import Store
from ...tables import SEPARATOR, join_ids
from ..labels import responsible_words
from ..tables import PolicyDecisions

_LOG = _("log of decisions of the agency and the managements")
_SAME = ["date", "decision", "known_before", "known_after", "evidence", "results"]


def decisions_taken(log: pd.DataFrame) -> pd.DataFrame:
    """Give each decision once: what several decided on one day in the same words and for the same reasons is one.

    Parameters
    ----------
    log : DataFrame
        Of PolicyDecisions.
    """
    taken = log.groupby(_SAME, sort=False, dropna=False, as_index=False).agg(
        who=("who", SEPARATOR.join), made_from=("row_id", join_ids)
    )
    return taken.sort_values("date", kind="stable", ignore_index=True)


def decisions_table(data: Store) -> Table:
    """List what was decided, with what was known before and after, and on which evidence."""
    decisions = decisions_taken(data.all(PolicyDecisions))
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
                "agency and the managements wrote it. What several decided on one day in the same words is one "
                "decision. Results: number of the notebook, and id there."
            ),
        ),
        source=_LOG,
        n=len(decisions),
        units=_("decisions"),
    )


def decisions_finding(data: Store) -> Finding:
    """Say how many decisions rest on results of the study."""
    decisions = decisions_taken(data.all(PolicyDecisions))

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
