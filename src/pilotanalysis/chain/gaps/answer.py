"""The answer for one cluster: what is missing most, how sure that is, what to do first, and whom to turn to."""

from __future__ import annotations

from collections.abc import Mapping

from ...results import Column, Message, Released, Table, Words, _
from ...store import Store
from ..kinds import each
from ..labels import FIRST_STEP, STATUS, SURVEY, VERDICT
from ..lookups import number_asked, stage_words
from .tabulation import gaps_tabulation, ranked, with_omission

#: Gaps that make the answer.
_WORST = 3
#: Whom to turn to with each first step.
WHOM: Mapping[str, Message] = {
    "ask_presence": _("the management of the cluster"),
    "ask_buyers": _("the members who buy it"),
    "introduce": _("the members who need it and those who do it"),
    "improve": _("the members who supply it and those who buy it"),
    "enlarge": _("the members who supply it"),
    "compare_prices": _("the members who supply it and those who buy it"),
    "talk_to_groups": _("the parent companies of the buyers"),
    "find_channel": _("the members on the stage"),
    "find_customers": _("the members on the stage"),
    "invite_firms": _("firms of the region that are no members; the trade register lists them"),
    "meet_cluster": _("the management of the other cluster"),
    "find_investor": _("firms of the region in related activities"),
    "promote": _("the development agency, which promotes investments"),
    "name_suppliers": _("the members who need it"),
}


def worst_gaps(data: Store) -> Table:
    """List the worst gaps of a cluster: how sure each is, what to do, and whom to turn to."""
    cluster = data.name

    def words(released: Released) -> Words:
        note = _(
            "Worst: by severity, among the gaps that concern enough respondents. Confirmed: the gap holds in nearly "
            "all simulations for non-respondents, or the management says that no member works there. Uncertain: ask "
            "before money is spent."
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
            Column("verdict", _("What to do"), words=VERDICT),
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
