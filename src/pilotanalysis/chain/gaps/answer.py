"""The answer for one cluster: what is missing most, how sure that is, what to do first, and whom to turn to."""

from __future__ import annotations

import pandas as pd

from ...results import Column, Released, Table, Words, _
from ...store import Store
from ..kinds import each
from ..labels import ASKED_NEEDS, FIRST_STEP, STATUS, SURVEY, TO_DO, WHOM
from ..lookups import number_asked, stage_words
from .tabulation import gaps_tabulation, ranked, with_omission

#: Gaps that make the answer, and how many confirmed ones it has at least, as far as there are.
_WORST, _CONFIRMED = 3, 2


def worst_gaps(data: Store) -> Table:
    """List the worst gaps of a cluster: how sure each is, what to do, and whom to turn to."""
    cluster = data.name

    def words(released: Released) -> Words:
        note = _(
            "Worst: by severity, among the gaps that concern enough respondents; the first ones, and the worst that "
            "are confirmed. Of those concerned, some lack it, some buy it, some do both. Confirmed: the gap holds in "
            "nearly all simulations for non-respondents, or the management says that no member works there. Uncertain: "
            "ask before money is spent."
        )
        return Words(
            title=_("{cluster}: the worst gaps, and what to do about each", cluster=cluster)
            if len(released.frame)
            else _("{cluster}: no gap concerns enough respondents to be ranked", cluster=cluster),
            note=with_omission(released, note),
        )

    return Table(
        id="worst_gaps",
        data=gaps_tabulation(data).arranged(_chosen),
        columns=(
            Column("rank", _("Rank")),
            Column("stage", _("Missing link"), words=stage_words(data)),
            Column("kind", _("Gap"), words=each("label")),
            Column("status", _("How sure"), words=STATUS),
            Column("demand", _("Respondents concerned")),
            Column("lacking", _("lack it")),
            Column("buying", _("buy it")),
            Column("to_do", _("What to do"), words=TO_DO),
            Column("first_step", _("Do first"), words=FIRST_STEP),
            Column("whom", _("Whom to turn to"), words=WHOM),
            Column("offered_by", _("Offered by members of"), words=data.names),
        ),
        words=words,
        source=SURVEY,
        n=number_asked(data),
        units=ASKED_NEEDS,
        key=("stage", "kind"),
        name=_("The worst gaps, and what to do about each"),
    )


def _chosen(frame: pd.DataFrame) -> pd.DataFrame:
    """Take the first gaps by rank, and the first of the confirmed ones where there are fewer among these."""
    by_rank = ranked(frame)
    sure = by_rank[by_rank["status"] == "found"].head(_CONFIRMED)
    return by_rank[by_rank.index.isin([*by_rank.head(_WORST).index, *sure.index])]
