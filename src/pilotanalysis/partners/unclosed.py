"""Gaps that nobody can close: opportunities for an investment."""

from __future__ import annotations

import pandas as pd

from ..chain.gaps.sheets import with_lineage
from ..chain.gaps.tabulation import OMITTED, gaps_tabulation, with_omission
from ..chain.kinds import OF_TIES, each
from ..chain.labels import ASKED_NEEDS, SURVEY, TO_DO, n_gaps
from ..chain.lookups import number_asked, official_source, stage_words
from ..results import Column, Finding, Listing, Message, Number, Released, Table, Tabulation, Words, _, label
from ..store import Store
from .shortlist.tabulation import gaps_by_origin


def _unclosed(data: Store) -> Tabulation:
    """Tabulate the gaps for which nobody was found, by rank: of each stage its worst."""
    frame = gaps_by_origin(data).frame
    nobody = list(frame.loc[~frame["anybody"] & ~frame["ties_only"], "stage"])

    def alone(rows: pd.DataFrame) -> pd.DataFrame:
        lacking = rows["stage"].isin(nobody) & (rows["verdict"] != "sell") & ~rows["kind"].isin(OF_TIES)
        return rows[lacking].drop_duplicates("stage")

    return gaps_tabulation(data).arranged(alone)


def unclosed_finding(data: Store) -> Finding:
    """Say which gaps nobody can close, or that there is none."""
    n = number_asked(data)

    def text(released: Released) -> Message:
        frame = released.frame
        if frame.empty:
            return with_omission(released, _("No gap is without a candidate."))
        rows = released.rows_of()
        number = Number(
            "gaps_for_nobody", _("gaps for which nobody was found"), len(frame), "number", rows, n, SURVEY, of=rows,
            public=True,
        )  # fmt: skip
        return _(
            "For **{number}** nobody was found: {names}. Such a gap is an opportunity for an investment; where the "
            "region is close to the activity, firms of related activities are the first to ask.",
            number=n_gaps(number),
            names=Listing(tuple(label(row) for _place, row in frame.iterrows())),
        )

    return Finding("unclosed", _unclosed(data), text)


def investments(data: Store) -> Table:
    """List the gaps that nobody can close, with the verdict and how close the region is."""
    cluster = data.name
    return Table(
        id="investments",
        data=_unclosed(data),
        columns=with_lineage(
            Column("stage", _("Gap"), words=stage_words(data)),
            Column("kind", _("Kind"), words=each("label")),
            Column("to_do", _("What to do"), words=TO_DO),
            Column("demand", _("Respondents concerned")),
            Column("persons", _("People in the region who work in the stage's main activity")),
            Column("nearness", _("Share of all activities to which the region is less close"), share=True),
        ),
        words=lambda released: Words(
            _("{cluster}: gaps that nobody can close, as opportunities for an investment", cluster=cluster)
            if len(released.frame)
            else _("{cluster}: no gap is without a candidate", cluster=cluster),
            note=OMITTED if released.whole.hidden["few"].any() else None,
        ),
        source=_("{survey}; {official}", survey=SURVEY, official=official_source(data)),
        n=number_asked(data),
        units=ASKED_NEEDS,
        key=("stage", "kind"),
        name=_("Gaps that nobody can close, as opportunities for an investment"),
    )
