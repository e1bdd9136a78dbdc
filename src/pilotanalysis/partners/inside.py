"""Gaps that own members of the cluster could close: links to make inside, and no places in a pool of partners.

A member whose main activity fits, and of whom no more is known, closes nothing yet: it is to be asked.
"""

from __future__ import annotations

import pandas as pd

from ..chain.labels import n_gaps
from ..chain.lookups import number_asked
from ..results import Finding, Listing, Message, Number, Released, _, _n, label
from ..store import Store
from .labels import POOL
from .pool import OWN
from .shortlist.tabulation import gaps_by_origin
from .tables import ORIGINS


def inside_finding(data: Store) -> Finding:
    """Say which gaps own members could close, where to ask them, and in which nothing is missing but ties."""
    n = number_asked(data)

    def text(released: Released) -> Message:
        return _with_ties(released, of_own(released), n)

    def of_own(released: Released) -> Message:
        frame = released.frame
        # What is suppressed is at least one.
        there = frame[list(ORIGINS)].isna() | (frame[list(ORIGINS)] > 0)
        own = there[OWN] & (frame["doing"].isna() | (frame["doing"] > 0))
        fitting = there[OWN] & ~own
        if not there[OWN].any():
            return _("No own member of the cluster was found for a gap: all who could close one are from outside.")

        def number(id: str, words: Message, chosen: pd.Series) -> Number:
            rows, value = released.rows_of(chosen), int(chosen.sum())
            return Number(id, words, value, "number", rows, n, POOL, of=released.rows_of(), public=True)

        alone = own & ~there.drop(columns=OWN).any(axis=1)
        close = _("No own member of the cluster is known to supply what a gap lacks.")
        if own.any():
            close = _(
                "Own members of the cluster could close **{own}** of {all}: {names}. They work on the stage or offer "
                "what it supplies: these are links to make inside the cluster, by an introduction, and no places in "
                "the pool of partners. Gaps of these for which nobody else was found: **{alone}**.",
                own=n_gaps(number("gaps_for_own", _("gaps that own members of the cluster could close"), own)),
                all=_all(released, n),
                names=_names(frame[own]),
                alone=number("gaps_for_own_alone", _("gaps that own members alone could close"), alone),
            )
        if not fitting.any():
            return close
        asked = number("gaps_to_ask_own", _("gaps for which own members have a fitting main activity only"), fitting)
        return _(
            "{close} For **{asked}** of {all}, own members have a fitting main activity, and no more is known of them; "
            "ask them whether they do it: {names}.",
            close=close,
            asked=n_gaps(asked),
            all=_all(released, n),
            names=_names(frame[fitting]),
        )

    return Finding("inside", gaps_by_origin(data), text)


def _all(released: Released, n: int) -> Number:
    rows = released.rows_of()
    return Number(
        "gaps_to_close", _("gaps that a supplier could close"), len(released.frame), "number", rows, n, POOL, of=rows,
        public=True,
    )  # fmt: skip


def _with_ties(released: Released, text: Message, n: int) -> Message:
    """Add the gaps in which nothing is missing but ties: no supplier closes them, and they are counted apart."""
    every = released.whole.frame
    ties = every["tells"].notna() & every["ties_only"]
    if not ties.any():
        return text
    rows = released.whole.rows_of(ties)
    words = _("gaps in which nothing is missing but ties between members")
    number = Number("gaps_of_ties", words, int(ties.sum()), "number", rows, n, POOL, of=rows, public=True)
    return _n(
        "{before} Counted nowhere here: **{count} gap** in which members are there but do not deal with those who need "
        "them ({names}). No new partner closes that; meetings between members do.",
        "{before} Counted nowhere here: **{count} gaps** in which members are there but do not deal with those who "
        "need them ({names}). No new partner closes these; meetings between members do.",
        number,
        before=text,
        names=Listing(tuple(label(row) for _place, row in every[ties].iterrows())),
    )


def _names(gaps: pd.DataFrame) -> Listing:
    return Listing(tuple(label(row) for _place, row in gaps.iterrows()))
