"""What is said of clusters that have what others lack: which two should meet, and about what."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from ...chain.gaps.severity import WEIGHT_SETS
from ...chain.lookups import stage_words
from ...results import Column, Finding, Given, Label, Listing, Message, Number, Released, Table, Words, _
from ...results.outputs import Unit
from ...store import Store
from ...tables import split_ids
from ..cluster_labels import AT_HOME, BETWEEN, LACKING, OCCASION, cluster_words
from .figure_matrix import asked_in_all
from .tabulation import complementarity_tabulation, complements_tabulation, pairs_tabulation

#: Respondents of the first cluster of a pair, and of the second, who lack what the other offers.
_SERVED = ("lacking_there", "lacking_back")
#: Parts of the score of a pair: the unit of each, and what it says for a pair that has more of it than another.
_PARTS: Mapping[str, tuple[Unit, Message]] = {
    "served": ("proportion", _("served, of those who lack anything")),
    "mutual": ("quotient", _("both ways, 1 where both sides are served alike")),
    "wished": ("proportion", _("wished, of those who want to meet anyone")),
}


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
                "About equal are **{pair}** and {others}: by all answers the first pair would be best, under "
                "**{share}** of {sets} sets of weights of the three parts of the score (how many are served, how alike "
                "on both sides, how many wish it); without the answers of one member it would be another.",
                **values,
            )
        else:
            head = _(
                "**{pair}** would make the best event of two clusters: the pair comes first under **{share}** of "
                "{sets} sets of weights of the three parts of the score (how many are served, how alike on both sides, "
                "how many wish it), whichever member's answers are left out.",
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


def why_best_pair_finding(data: Store) -> Finding:
    """Say why the first pair of analysed clusters is first, though another may serve more respondents."""
    called, n = cluster_words(data), _asked(data)

    def text(released: Released) -> Message:
        both = released.frame["occasion"] == "cluster_to_cluster"
        ranked = released.frame[both & released.frame["rank"].notna()]
        if released.hidden.loc[both, ["rank", *_SERVED]].any(axis=None):
            return _("Why one pair of clusters comes before another is not in the public release.")
        if ranked.empty:
            return _("No pair of analysed clusters is ranked.")
        best, most = ranked.iloc[0], ranked.iloc[int(ranked[list(_SERVED)].sum(axis=1).to_numpy().argmax())]
        values = {"pair": _pair(best, called), "own": _served(best, called, n)}
        if best.name == most.name:
            return _("**{pair}** is first by the score, and serves most respondents, too: **{own}**.", **values)

        def against(part: str, reason: Message) -> Message:
            one, other = (_part(released, int(str(row.name)), part, called, n) for row in (best, most))
            return _("{reason} ({own} against {theirs})", reason=reason, own=one, theirs=other)

        return _(
            "{other} would serve more respondents, **{theirs}** against **{own}**. **{pair}** is first all the same, "
            "for what the score counts besides: {reasons}.",
            other=_pair(most, called),
            theirs=_served(most, called, n),
            reasons=Listing(
                tuple(against(part, reason) for part, (_unit, reason) in _PARTS.items() if best[part] > most[part])
            ),
            **values,
        )

    return Finding("why_best_pair", pairs_tabulation(data), text)


def _served(row: pd.Series, called: Mapping[str, Label], n: int) -> Number:
    """Register how many respondents of both clusters of a pair lack what the other offers."""
    return Number(
        f"pair_lacking.{row['first']}.{row['second']}",
        _("{pair}: respondents of either who lack what the other offers", pair=_pair(row, called)),
        int(row[list(_SERVED)].sum()),
        "respondents",
        tuple(split_ids(str(row["made_from"]))),
        n,
        BETWEEN,
    )


def _part(released: Released, row: int, part: str, called: Mapping[str, Label], n: int) -> Number:
    """Register a part of the score of a pair of clusters."""
    own, (unit, reason) = released.frame.iloc[row], _PARTS[part]
    words = _("{pair}: {part}", pair=_pair(own, called), part=reason)
    return released.number(f"pair_{part}.{own['first']}.{own['second']}", words, row, part, unit, n=n, source=BETWEEN)


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
            Column("lacking_there", _("Served of the first")),
            Column("lacking_back", _("Served of the second")),
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
                "Served of the first, of the second: respondents who lack what the other offers and nobody at home "
                "does. Served: their share of those who lack anything, mean of both clusters. Both ways: the smaller "
                "of the two shares over the larger. Wished: respondents who want to meet the other, of those who want "
                "to meet anyone. Score: geometric mean of served, half of 1 + both ways, and half of 1 + wished. "
                "Best: under so many weights of the three it is the first; the last column tries it without the "
                "answers of each member, too. Members of follow-up clusters were not asked what they lack, so pairs "
                "with them are ranked apart, by one side only."
            ),
        ),
        source=BETWEEN,
        n=_asked(data),
        units=LACKING,
        grouped=1,
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
        units=LACKING,
    )
