"""What is said of the missing links of one cluster: how many, which is worst, and what to do."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from ...results import Finding, Listing, Message, Number, Released, Translatable, Unit, _, label
from ...store import Store
from ...tables import join_ids, split_ids
from ..kinds import KINDS
from ..labels import SURVEY, VERDICT
from ..lookups import number_asked
from ..tables import VERDICTS
from .tabulation import gaps_tabulation


def gaps_finding(data: Store) -> Finding:
    """Say how many gaps there are of each kind, and how many are certain."""
    n = number_asked(data)

    def text(released: Released) -> Message:
        held, found = released.frame["at_face"].eq(True), released.frame["status"].eq("found")
        kinds = _tallies(
            released,
            "kind",
            [
                (code, f"gaps_{code}", kind.label, _("gaps that hold: {kind}", kind=kind.label))
                for code, kind in KINDS.items()
            ],
            (_("kind not told"), _("gaps whose kind is not told")),
            n,
        )
        parts = tuple(_("{kind}: {number}", kind=words, number=number) for words, number in kinds if number.value)
        return _(
            "Among those who answered, **{total}** gaps hold ({kinds}). **{sure}** of them are found: whatever the "
            "silent members are like, as far as they resemble those heard, they would hardly change it. **{loose}** "
            "are open.",
            total=_tally(released, "gaps_held", _("gaps that hold among those who answered"), held, n),
            kinds=Listing(parts) if parts else _("none"),
            sure=_tally(released, "gaps_found", _("gaps that the silent can hardly change"), held & found, n),
            loose=_tally(released, "gaps_open", _("gaps that the silent could turn"), held & ~found, n),
        )

    # If none holds, all that were judged made the answer.
    gaps = gaps_tabulation(data)
    return Finding("gaps_by_kind", gaps if gaps.shown else replace(gaps, shown=None), text)


def worst_finding(data: Store) -> Finding:
    """Say which gap is worst, whom it concerns, and how far its place depends on the weights."""
    n = number_asked(data)
    gaps = gaps_tabulation(data)

    def text(released: Released) -> Message:
        if released.frame.empty:
            return _("No gap holds among those who answered.")

        def number(id: str, words: Message, column: str, unit: Unit = "quotient") -> Number:
            return released.number(id, words, 0, column, unit, n=n, source=SURVEY)

        return _(
            "The worst is **{gap}**. It concerns **{demand}** of those asked, and at most **{upper}** members. Its "
            "severity is **{severity}** ({low} to {high} over draws of the silent), and under **{top}** of all weights "
            "it is among the first three.",
            gap=_gap_words(released.frame.iloc[0]),
            demand=number("worst_demand", _("respondents whom the worst gap concerns"), "demand", "respondents"),
            upper=number(
                "worst_demand_most", _("members whom it could concern, at most"), "demand_upper", "respondents"
            ),
            severity=number("worst_severity", _("severity of the worst gap"), "severity"),
            low=number("worst_severity_lower", _("severity of the worst gap, 2.5th percentile"), "severity_lower"),
            high=number("worst_severity_upper", _("severity of the worst gap, 97.5th percentile"), "severity_upper"),
            top=number(
                "worst_top3", _("share of weights under which it is among the first three"), "top3", "proportion"
            ),
        )

    return Finding("worst_gap", gaps.only(gaps.frame["at_face"] & (gaps.frame.index == 0)), text)


def _gap_words(gap: pd.Series) -> Translatable:
    """Name a gap, without its kind where that is suppressed."""
    if pd.isna(gap["kind"]):
        return label(gap)
    return _("{stage} ({kind})", stage=label(gap), kind=KINDS[gap["kind"]].label)


def raking_finding(data: Store) -> Finding:
    """Say whether the order would be another, had all types and sizes of members answered alike."""
    n = number_asked(data)
    gaps = gaps_tabulation(data)

    def text(released: Released) -> Message:
        top = released.frame
        if top.empty:
            return _("There is no order to change.")
        kept = (top["rank_raked"] <= 5).fillna(False)
        kept_there = _(
            "Raked to the roster by type and size band, **{kept}** of the **{whole}** gaps among the first five stay "
            "there.",
            kept=_tally(released, "top5_kept", _("of the first five, those that raking keeps there"), kept, n),
            whole=_tally(released, "top5", _("gaps among the first five"), top["rank"].notna(), n),
        )
        if top["raking_met"].all():
            return kept_there
        return _(
            "{kept} But no weights meet every margin of the roster: of some types or sizes too few answered, and they "
            "stay too light.",
            kept=kept_there,
        )

    return Finding("raking", gaps.only((gaps.frame["rank"] <= 5).fillna(False)), text)


def verdict_finding(data: Store) -> Finding:
    """Say how many gaps lead to each verdict."""
    n = number_asked(data)

    def text(released: Released) -> Message:
        if released.frame.empty:
            return _("No gap holds, so there is nothing to do about one.")
        verdicts = _tallies(
            released,
            "verdict",
            [
                (code, f"verdict_{code}", VERDICT[code], _("gaps with the verdict: {verdict}", verdict=VERDICT[code]))
                for code in VERDICTS
            ],
            (_("verdict not told"), _("gaps whose verdict is not told")),
            n,
        )
        parts = tuple(_("{verdict}: **{number}**", verdict=words, number=number) for words, number in verdicts)
        return _("What to do, by stated rules: {verdicts}.", verdicts=Listing(parts))

    return Finding("verdicts", gaps_tabulation(data), text)


def _tally(released: Released, id: str, words: Message, chosen: pd.Series, n: int) -> Number:
    """Count some of the rows shown."""
    rows = tuple(split_ids(join_ids(released.frame["made_from"])))
    return Number(id, words, int(chosen.sum()), "number", rows, n, SURVEY, public=True)


def _tallies(
    released: Released,
    column: str,
    codes: list[tuple[str, str, Message, Message]],
    untold: tuple[Message, Message],
    n: int,
) -> list[tuple[Message, Number]]:
    """Count the gaps that hold by a code: those that the release tells, then those whose code it does not.

    Parameters
    ----------
    codes : list of tuple
        Code, id of its number, its words, and those of the number.
    untold : tuple of Message
        Words of what is not told, and of its number.
    """
    held, hidden = released.frame["at_face"].eq(True), released.hidden[column]
    found = [
        (words, _tally(released, id, label_of, held & released.frame[column].eq(code), n))
        for code, id, words, label_of in codes
    ]
    if hidden.any():
        words, label_of = untold
        found.append((words, _tally(released, f"{column}_untold", label_of, held & hidden, n)))
    return found
