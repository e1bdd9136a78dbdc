"""What is said of the missing links of one cluster: how many, which is worst, and what to do."""

from __future__ import annotations

import pandas as pd

from ...results import Finding, Listing, Message, Number, Released, Unit, _, _n, label
from ...store import Store
from ...survey.labels import n_members, n_respondents
from ...survey.tables import Organisations
from ..kinds import KINDS
from ..labels import SURVEY, TO_DO, n_gaps
from ..lookups import number_asked, rows_asked
from ..tables import ADVICE
from .tabulation import gaps_tabulation, ranked

#: What is said of all members, and not of respondents alone.
_OF_ROSTER = ("demand_upper", "demand_most")


def gaps_finding(data: Store) -> Finding:
    """Say how many gaps there are of each kind, and how many are certain."""
    n = number_asked(data)

    def text(released: Released) -> Message:
        held, found = released.frame["at_face"].eq(True), released.frame["status"].eq("found")
        stated = released.frame["basis"].eq("statement")
        kinds = [
            (
                kind.label,
                _tally(
                    released,
                    f"gaps_{code}",
                    _("gaps among the respondents: {kind}", kind=kind.label),
                    held & released.frame["kind"].eq(code),
                    n,
                ),
            )
            for code, kind in KINDS.items()
        ]
        parts = tuple(_("{kind}: {number}", kind=words, number=number) for words, number in kinds if number.value)
        return _(
            "The answers show **{total}** ({kinds}). Confirmed, which is no verdict of the management: **{sure}** "
            "(**{stated}** by its roster, **{others}** by the answers). Uncertain: **{loose}**.",
            total=n_gaps(_tally(released, "gaps_held", _("gaps among the respondents"), held, n)),
            kinds=Listing(parts) if parts else _("none"),
            sure=_tally(released, "gaps_found", _("confirmed gaps"), held & found, n),
            stated=_tally(
                released,
                "gaps_found_by_roster",
                _("gaps confirmed by the roster of the management"),
                held & found & stated,
                n,
            ),
            others=_tally(
                released,
                "gaps_found_otherwise",
                _("gaps confirmed by simulations, or by the known stages of all"),
                held & found & ~stated,
                n,
            ),
            loose=_tally(released, "gaps_open", _("uncertain gaps among the respondents"), held & ~found, n),
        )

    return Finding("gaps_by_kind", gaps_tabulation(data), text)


def worst_finding(data: Store) -> Finding:
    """Say which gap is worst, whom it concerns, and how far its place depends on the weights."""
    n, speak = number_asked(data), rows_asked(data)
    everyone = (*speak, *data.of(Organisations)["row_id"])
    gaps = gaps_tabulation(data)

    def text(released: Released) -> Message:
        if released.frame.empty:
            return _("No gap concerns enough respondents to be ranked.")

        first = released.frame.iloc[0]

        def number(id: str, words: Message, column: str, unit: Unit = "quotient") -> Number:
            rows, of = ("concerned_from", everyone) if column in _OF_ROSTER else ("severity_from", speak)
            return released.number(id, words, 0, column, unit, n=n, source=SURVEY, rows=rows, of=of)

        worst = _(
            "The worst is **{gap}**. It concerns **{demand}**; if non-respondents resemble them, up to **{upper}**. It "
            "cannot concern more than **{most}**. Its severity is **{severity}** ({low} to {high} in the simulations "
            "for non-respondents), and under **{top}** of the sets of weights it is among the first three.",
            gap=_("{stage} ({kind})", stage=label(first), kind=KINDS[first["kind"]].label),
            demand=n_respondents(
                released.number(
                    "worst_demand", _("respondents whom the worst gap concerns"), 0, "demand", n=n, source=SURVEY,
                    rows="concerned_from", of=speak,
                )
            ),
            upper=n_members(
                number(
                    "worst_demand_upper", _("members concerned, upper end of the interval"), "demand_upper", "number"
                )
            ),
            most=number("worst_demand_most", _("members whom it could concern, at most"), "demand_most", "number"),
            severity=number("worst_severity", _("severity of the worst gap"), "severity"),
            low=number("worst_severity_lower", _("severity of the worst gap, 2.5th percentile"), "severity_lower"),
            high=number("worst_severity_upper", _("severity of the worst gap, 97.5th percentile"), "severity_upper"),
            top=number(
                "worst_top3",
                _("share of the sets of weights under which it is among the first three"),
                "top3",
                "proportion",
            ),
        )  # fmt: skip
        if first["answer"] == "rejected":
            return _("{worst} For the management it is no gap, so nothing is done about it.", worst=worst)
        return worst

    return Finding("worst_gap", gaps.arranged(lambda frame: ranked(frame).head(1)), text)


def raking_finding(data: Store) -> Finding:
    """Say whether the order would be another, had all types and sizes of members answered alike."""
    n = number_asked(data)
    gaps = gaps_tabulation(data)

    def text(released: Released) -> Message:
        top = released.frame
        if top.empty:
            return _("There is no order to change.")
        kept = (top["rank_raked"] <= 5).fillna(False)
        kept_there = _n(
            "Weighted to the roster by type and size, **{count}** of **{whole}** among the first five stays there.",
            "Weighted to the roster by type and size, **{count}** of **{whole}** among the first five stay there.",
            _tally(released, "top5_kept", _("of the first five, those that raking keeps there"), kept, n),
            whole=n_gaps(_tally(released, "top5", _("gaps among the first five"), top["rank"].notna(), n)),
        )
        if top["raking_met"].all():
            return kept_there
        return _(
            "{kept} But no weights reach every total of the roster: of some types or sizes too few answered, and they "
            "count for too little.",
            kept=kept_there,
        )

    return Finding("raking", gaps.arranged(lambda frame: frame[frame["rank"] <= 5]), text)


def verdict_finding(data: Store) -> Finding:
    """Say for how many gaps what is advised."""
    n = number_asked(data)

    def text(released: Released) -> Message:
        if released.frame.empty:
            return _("The answers show no gap, so there is nothing to do about one.")
        given, hidden = released.frame["to_do"], released.hidden["to_do"]
        told = [
            (code, TO_DO[code], _("gaps with the advice: {advice}", advice=TO_DO[code]), given.eq(code))
            for code in ADVICE
        ]
        if hidden.any():
            told.append(("untold", _("advice not told"), _("gaps of which it is not told what is advised"), hidden))
        verdicts = [
            (words, _tally(released, f"verdict_{code}", label_of, chosen.fillna(False), n, "made_from"))
            for code, words, label_of, chosen in told
        ]
        parts = tuple(
            _("{verdict}: **{number}**", verdict=words, number=number) for words, number in verdicts if number.value
        )
        return _("What to do, by stated rules: {verdicts}.", verdicts=Listing(parts))

    return Finding("verdicts", gaps_tabulation(data), text)


def _tally(
    released: Released, id: str, words: Message, chosen: pd.Series, n: int, column: str = "evidence_from"
) -> Number:
    """Count some of the gaps shown, among these; if none is shown, among all that were judged."""
    among = released if len(released.frame) else released.whole
    rows, of = released.rows_of(chosen, column), among.rows_of(column=column)
    return Number(id, words, int(chosen.sum()), "number", rows, n, SURVEY, of=of, public=True)
