"""The answer: how sure each gap is, what the management says of it, what to do, and what would settle it."""

from __future__ import annotations

import pandas as pd

from ...results import Column, Message, Released, Table, Tabulation, Words, _
from ...store import Store
from ..kinds import each
from ..labels import ANSWER, ASKED_NEEDS, FIRST_STEP, STATUS, SURVEY, TO_DO, WHOM
from ..lookups import number_asked, stage_words
from ..tables import Gaps
from .tabulation import gaps_tabulation, ranked, told, with_omission

#: Gaps that make the answer for a cluster, and how many confirmed ones it has at least, as far as there are.
_WORST, _CONFIRMED = 3, 2
_RULE = _(
    "How sure: by this study. Answer: what the management says of it. What it rejects is left, and keeps its rank. "
    "What is uncertain is asked about first, unless the management accepts it. Everything else is done as its kind "
    "asks for."
)


def worst_gaps(data: Store) -> Table:
    """List the worst gaps of a cluster: how sure each is, what the management says, what to do, and whom to turn to."""
    cluster = data.name

    def words(released: Released) -> Words:
        note = _(
            "The worst by severity, and the worst that are confirmed. {rule} n: respondents that came as far as the "
            "question what they lack, without those that broke off before.",
            rule=_RULE,
        )
        return Words(
            title=_("{cluster}: the worst gaps, and what to do about each", cluster=cluster)
            if len(released.frame)
            else _("{cluster}: no gap concerns enough respondents to be ranked", cluster=cluster),
            note=with_omission(released, _with_silence(released, note)),
        )

    return Table(
        id="worst_gaps",
        data=gaps_tabulation(data).arranged(_chosen),
        columns=(
            Column("rank", _("Rank")),
            Column("stage", _("Missing link"), words=stage_words(data)),
            Column("kind", _("Gap"), words=each("label")),
            Column("status", _("How sure"), words=STATUS),
            Column("demand", _("Concerned")),
            Column("answer", _("Answer"), words=ANSWER),
            Column("management_words", _("in its words")),
            Column("to_do", _("What to do"), words=TO_DO),
            Column("first_step", _("Do or ask first"), words=FIRST_STEP),
            Column("whom", _("Whom to turn to"), words=WHOM),
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


def all_gaps(data: Store) -> Table:
    """List the gaps of all clusters: how sure each is, whom it concerns, what its management says, and what to do."""

    def words(released: Released) -> Words:
        return Words(
            title=_("Every gap: how sure it is, what its management says, and what to do")
            if len(released.frame)
            else _("The answers show no gap"),
            note=with_omission(
                released,
                _with_silence(
                    released,
                    _(
                        "By severity; a gap that concerns too few respondents to have a rank comes last. {rule}",
                        rule=_RULE,
                    ),
                ),
            ),
        )

    return Table(
        id="all_gaps",
        data=_of_all(data),
        columns=(
            Column("cluster", _("Cluster"), words=data.names),
            Column("rank", _("Rank")),
            Column("stage", _("Missing link"), words=stage_words(data)),
            Column("kind", _("Gap"), words=each("label")),
            Column("status", _("How sure"), words=STATUS),
            Column("demand", _("Concerned")),
            Column("asked", _("of")),
            Column("answer", _("Answer"), words=ANSWER),
            Column("to_do", _("What to do"), words=TO_DO),
            Column("first_step", _("Do or ask first"), words=FIRST_STEP),
        ),
        words=words,
        source=SURVEY,
        n=int(data.at(None).of(Gaps).groupby("cluster")["asked"].max().sum()),
    )


def _of_all(data: Store) -> Tabulation:
    """Tabulate the gaps of all clusters, each as in the tables of its own."""
    each_of = [gaps_tabulation(data.at(cluster)) for cluster in data.names]
    # What the cluster in which fewest were asked does not tell, no other does: a table has one rule.
    strictest = max((one.disclosure for one in each_of), key=lambda one: len(one.hides.get("demand", ())))

    def by_cluster(frame: pd.DataFrame) -> pd.DataFrame:
        return pd.concat([told(own) for _cluster, own in frame.groupby("cluster", sort=False)])

    return Tabulation(pd.concat([one.frame for one in each_of], ignore_index=True), strictest, arrange=by_cluster)


def _with_silence(released: Released, note: Message) -> Message:
    """Add to a note that no management has answered yet, where none has."""
    if released.whole.frame["management"].notna().any():
        return note
    return _("{note} No management has answered on any of them yet, in data/decisions/gaps.csv.", note=note)
