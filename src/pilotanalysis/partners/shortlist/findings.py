"""What is said of who could close the gaps: for how many there is anybody, whom, and what managers decided."""

from __future__ import annotations

from functools import reduce

import pandas as pd

from ...chain.gaps.tabulation import OMITTED
from ...chain.labels import n_gaps
from ...chain.lookups import number_asked
from ...results import Finding, Given, Listing, Message, Number, Released, Share, _, label
from ...store import Store
from ..labels import DECISION, POOL, n_candidates
from .tabulation import candidates_tabulation, gaps_by_origin, ranked, worst

#: Gaps whose candidates are named in the answer, and how many of each.
_WORST, _NAMED = 3, 2
#: Share of all weights from which a candidate is said to be among the first under nearly all.
_NEARLY_ALL = 0.9
NO_GAP = _("The answers show no gap that a supplier could close, so nobody is looked for.")
NO_GAP_SHOWN = _("No gap that a supplier could close is shown.")


def anybody_finding(data: Store) -> Finding:
    """Say for how many gaps there is anybody outside the cluster, for how many enough, and for which nobody at all."""
    fewest, n = data.settings.partners.candidates, number_asked(data)

    def text(released: Released) -> Message:
        frame = released.frame
        if frame.empty:
            return _with_omission(released, NO_GAP if released.whole.frame.empty else NO_GAP_SHOWN)
        first = _found(released, fewest, n)
        nobody = frame[~frame["anybody"]]
        if len(nobody):
            names = Listing(tuple(label(row) for _place, row in nobody.iterrows()))
            first = _("{first} Nobody was found for: {names}.", first=first, names=names)
        return _with_omission(released, first)

    return Finding("anybody", gaps_by_origin(data), text)


def _found(released: Released, fewest: int, n: int) -> Message:
    """Say for how many gaps there is anybody, and for how many enough."""
    frame, all_of_them = released.frame, released.frame["anybody"].notna()
    among = _tally(released, "gaps_to_close", _("gaps that a supplier could close"), all_of_them, n)
    enough = _tally(
        released,
        "gaps_with_enough",
        _("gaps for which as many were found outside the cluster as the study asks for"),
        frame["enough"].fillna(False).astype(bool),
        n,
    )
    if released.hidden["enough"].any():
        enough = enough.withheld()
    elif enough.value == among.value:
        return _(
            "**{among}** could be closed by a supplier, and each has at least {fewest} outside the cluster.",
            among=n_gaps(among),
            fewest=n_candidates(Given(fewest)),
        )
    return _(
        "Of **{among}** that a supplier could close, somebody outside the cluster was found for **{some}**; at least "
        "{fewest} for **{enough}**.",
        among=n_gaps(among),
        some=_tally(
            released,
            "gaps_with_candidate",
            _("gaps for which somebody outside the cluster was found"),
            frame["outside"],
            n,
        ),
        enough=enough,
        fewest=n_candidates(Given(fewest)),
    )


def worst_named_finding(data: Store) -> Finding:
    """Name the first candidates of the worst gaps that are acted on."""

    def first(frame: pd.DataFrame) -> pd.DataFrame:
        return ranked(worst(frame, _WORST), _NAMED)

    def text(released: Released) -> Message:
        frame = released.frame
        if frame.empty:
            return _("Nobody can be named for a gap that is to be acted on.")
        told = [
            _(
                "For **{gap}** ask first: {candidates}.",
                gap=label(rows.iloc[0]),
                candidates=Listing(tuple(label(row, "called") for _place, row in rows.iterrows())),
            )
            for _stage, rows in frame.groupby("stage", sort=False)
        ]
        return reduce(lambda before, after: _("{before} {after}", before=before, after=after), told)

    return Finding("worst_named", candidates_tabulation(data).arranged(first), text)


def sure_finding(data: Store) -> Finding:
    """Say how sure the first places are, and how much is not known of the candidates."""
    n = number_asked(data)

    def text(released: Released) -> Message:
        frame = released.frame
        if frame.empty:
            return _("Nobody was found who could close a gap, so there is no order.")
        known = _known(released, n)
        if released.hidden["top3"].any():
            return known
        number = _tally(
            released,
            "first_surely_in_top3",
            _("gaps whose first candidate is in the top three under nearly all sets of weights"),
            (frame["rank"] == 1) & (frame["top3"] >= _NEARLY_ALL),
            n,
        )
        return _(
            "{known} For **{sure}** the first candidate is among the first three in at least {nearly} of the sets of "
            "weights and of values for what is not known; for the others, ask several candidates.",
            known=known,
            sure=n_gaps(number),
            nearly=Given(Share(_NEARLY_ALL)),
        )

    return Finding(
        "candidates_order", candidates_tabulation(data).arranged(lambda rows: rows[rows["rank"].notna()]), text
    )


def decided_finding(data: Store) -> Finding:
    """Say how many candidates managers shortlisted, rejected and added, and that a run goes by it."""
    n = number_asked(data)

    def text(released: Released) -> Message:
        frame = released.frame
        if released.whole.hidden["decision"].any():
            return _("Managers' decisions on candidates are not in the public release.")
        if frame["decision"].notna().sum() == 0:
            return _("No manager has decided on a candidate yet.")
        numbers = [
            (words, _tally(released, f"candidates_{code}", label_of, frame["decision"] == code, n))
            for code, words, label_of in (
                (code, words, _("decisions on candidates: {decision}", decision=words))
                for code, words in DECISION.items()
            )
        ]
        parts = tuple(
            _("{decision}: **{number}**", decision=words, number=number) for words, number in numbers if number.value
        )
        return _(
            "Managers decided: {parts}. A rejected candidate is left out of every order and pool.", parts=Listing(parts)
        )

    return Finding("decided", candidates_tabulation(data), text)


def _with_omission(released: Released, text: Message) -> Message:
    """Add that gaps may be left out, where the public release does not tell them all."""
    return _("{before} {after}", before=text, after=OMITTED) if released.whole.hidden["tells"].any() else text


def _known(released: Released, n: int) -> Message:
    """Say how much is known of the candidates; in the public release, of those alone who answered nothing."""
    shown = ~released.hidden["known"]
    known = released.frame.loc[shown, "known"].mean()
    words = _("share of the criteria that is known of the candidates")
    value = None if pd.isna(known) else float(known)
    share = Number("candidates_known", words, value, "proportion", released.rows_of(shown), n, POOL)
    if shown.all():
        return _("**{share}** of the candidates' criteria are known.", share=share)
    return _(
        "Of candidates that did not answer the survey, **{share}** of the criteria are known; of the others the public "
        "release does not say how many.",
        share=share,
    )


def _tally(released: Released, id: str, words: Message, chosen: pd.Series, n: int) -> Number:
    """Count some of the rows shown, among all of them."""
    rows = released.rows_of(chosen)
    return Number(id, words, int(chosen.sum()), "number", rows, n, POOL, of=released.rows_of(), public=True)
