"""What is said of clusters that have what others lack: which two should meet, and about what."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ...chain.gaps.severity import WEIGHT_SETS
from ...chain.lookups import stage_words
from ...results import Column, Finding, Given, Label, Listing, Message, Number, Released, Table, Words, _
from ...store import Store
from ...tables import split_ids
from ..cluster_labels import AT_HOME, BETWEEN, OCCASION, cluster_words
from .figure_matrix import asked_in_all
from .tabulation import complementarity_tabulation, complements_tabulation, pairs_tabulation


def best_pair_finding(data: Store) -> Finding:
    """Say which two analysed clusters would make the best event, and how sure that is."""
    called, n = cluster_words(data), _asked(data)

    def text(released: Released) -> Message:
        both = released.frame["occasion"] == "cluster_to_cluster"
        if released.hidden.loc[both, "rank"].any():
            return _("Which two clusters would make the best event is not in the public release.")
        ranked = released.frame[both & released.frame["rank"].notna()]
        if ranked.empty:
            return _("No two analysed clusters offer what the other lacks: none of them need meet for that.")
        best, others = ranked.iloc[0], ranked.iloc[1:]
        equal = tuple(_pair(row, called) for _place, row in others[others["leads"] == "yes"].iterrows())
        values = {
            "pair": _pair(best, called),
            "share": _share(best, called, n, released),
            "sets": Given(WEIGHT_SETS),
            "others": Listing(equal),
        }
        if equal:
            head = _(
                "About equal are **{pair}** and {others}: by all answers an event of the first two would be best, "
                "under **{share}** of {sets} sets of weights of the parts of the score; without the answers of one "
                "member it would be another.",
                **values,
            )
        else:
            head = _(
                "**{pair}** would make the best event of two clusters: the pair comes first under **{share}** of "
                "{sets} sets of weights of the parts of the score, whichever member's answers are left out.",
                **values,
            )
        if not best["mutual"]:
            head = _("{head} Only one of the two would be served.", head=head)
        close = others[others["first_share"] > 0]
        if close.empty:
            return head
        rest = tuple(
            _("{pair} under {share}", pair=_pair(row, called), share=_share(row, called, n, released))
            for _place, row in close.iterrows()
        )
        return _("{head} First under other weights: {rest}.", head=head, rest=Listing(rest))

    return Finding("best_pair", pairs_tabulation(data), text)


def _pair(row: pd.Series, called: Mapping[str, Label]) -> Message:
    return _("{first} with {second}", first=called[str(row["first"])], second=called[str(row["second"])])


def _share(row: pd.Series, called: Mapping[str, Label], n: int, released: Released) -> Number:
    """Register under how many weights a pair of clusters is the best."""
    return Number(
        f"best_pair_share.{row['first']}.{row['second']}",
        _("share of the weights under which {pair} are the best pair of clusters", pair=_pair(row, called)),
        float(row["first_share"]),
        "proportion",
        tuple(split_ids(str(row["made_from"]))),
        n,
        BETWEEN,
        of=released.rows_of(),
    )


def _asked(data: Store) -> int:
    return asked_in_all(complementarity_tabulation(data).frame)


def cluster_pairs_table(data: Store) -> Table:
    """List the pairs of clusters by how good an event of the two would be, with the parts of the score."""
    called = cluster_words(data)
    return Table(
        id="cluster_pairs",
        data=pairs_tabulation(data),
        columns=(
            Column("occasion", _("Occasion"), words=OCCASION),
            Column("rank", _("Place")),
            Column("first", _("Cluster"), words=called),
            Column("second", _("And"), words=called),
            Column("served", _("Served"), share=True),
            Column("mutual", _("Both ways"), decimals=2),
            Column("wished", _("Wished"), share=True),
            Column("score", _("Score"), decimals=2),
            Column("first_share", _("Best"), share=True),
            Column("leads", _("Best, or so without one member"), words=AT_HOME),
        ),
        words=lambda _released: Words(
            _("Which two clusters should meet"),
            note=_(
                "Served: respondents who lack what the other offers and nobody at home does, of those who lack "
                "anything. Both ways: the smaller of the two shares over the larger. Wished: respondents who want to "
                "meet the other, of those who want to meet anyone. Score: geometric mean of served, half of 1 + both "
                "ways, and half of 1 + wished. Best: under so many weights of the three it is the first; the last "
                "column tries it without the answers of each member, too. Members of follow-up clusters were not asked "
                "what they lack, so pairs with them are ranked apart, by one side only."
            ),
        ),
        source=BETWEEN,
        n=_asked(data),
    )


def complements_table(data: Store) -> Table:
    """List the stages that one cluster lacks and another has."""
    called = cluster_words(data)
    return Table(
        id="complements",
        data=complements_tabulation(data),
        columns=(
            Column("cluster", _("Who lacks it"), words=called),
            Column("stage", _("What is lacking"), words=stage_words(data)),
            Column("other", _("Who offers it"), words=called),
            Column("lacking", _("Respondents who lack it")),
            Column("offering", _("Members who offer it")),
            Column("pairs", _("Pairs without a tie")),
            Column("at_home", _("A member of the own cluster offers it too"), words=AT_HOME),
        ),
        words=lambda _released: Words(
            _("What clusters lack and others offer"),
            note=_(
                "By stage of the catalogue, of any chain; offers in words count by the stage that they clearly mean. "
                "Pairs: those of one who lacks it and one who offers it that do not work together yet."
            ),
        ),
        source=BETWEEN,
        n=_asked(data),
    )
