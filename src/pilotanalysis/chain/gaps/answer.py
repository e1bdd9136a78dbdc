"""The answer for one cluster: what is missing most, how sure that is, what to do first, and whom to turn to."""

from __future__ import annotations

from ...results import Column, Released, Table, Words, _
from ...store import Store
from ..kinds import each
from ..labels import FIRST_STEP, STATUS, SURVEY, TO_DO, WHOM
from ..lookups import number_asked, stage_words
from .tabulation import gaps_tabulation, ranked, with_omission

#: Gaps that make the answer.
_WORST = 3


def worst_gaps(data: Store) -> Table:
    """List the worst gaps of a cluster: how sure each is, what to do, and whom to turn to."""
    cluster = data.name

    def words(released: Released) -> Words:
        note = _(
            "Worst: by severity, among the gaps that concern enough respondents. Confirmed: the gap holds in nearly "
            "all simulations for non-respondents, or the management says that no member works there. Uncertain: ask "
            "before money is spent. n: respondents that came as far as the question what they lack, without those that "
            "broke off before."
        )
        return Words(
            title=_("{cluster}: the worst gaps, and what to do about each", cluster=cluster)
            if len(released.frame)
            else _("{cluster}: no gap concerns enough respondents to be ranked", cluster=cluster),
            note=with_omission(released, note),
        )

    return Table(
        id="worst_gaps",
        data=gaps_tabulation(data).arranged(lambda frame: ranked(frame).head(_WORST)),
        columns=(
            Column("rank", _("Rank")),
            Column("stage", _("Missing link"), words=stage_words(data)),
            Column("kind", _("Gap"), words=each("label")),
            Column("status", _("How sure"), words=STATUS),
            Column("demand", _("Respondents concerned")),
            Column("to_do", _("What to do"), words=TO_DO),
            Column("first_step", _("Do first"), words=FIRST_STEP),
            Column("whom", _("Whom to turn to"), words=WHOM),
            Column("offered_by", _("Offered by members of"), words=data.names),
        ),
        words=words,
        source=SURVEY,
        n=number_asked(data),
        key=("stage", "kind"),
        name=_("The worst gaps, and what to do about each"),
    )
