"""What is said of the missing links of one cluster: how many, which is worst, and what to do."""

from __future__ import annotations

import pandas as pd

from ...results import Finding, Listing, Message, Number, Unit, _
from ...tables import split_ids
from ..findings import stage_words
from ..kinds import KINDS
from ..labels import SURVEY, VERDICT
from ..read import ClusterChain
from ..tables import VERDICTS


def _rows(frame: pd.DataFrame) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row for cell in frame["made_from"] for row in split_ids(cell)))


def _number(
    id: str,
    words: Message,
    value: float | None,
    frame: pd.DataFrame,
    n: int,
    unit: Unit = "number",
    public: bool = True,
) -> Number:
    return Number(id, words, value, unit, _rows(frame), n, SURVEY, public=public)


def _looked_at(chain: ClusterChain) -> int:
    return int(chain.gaps["asked"].max()) if len(chain.gaps) else 0


def gaps_finding(chain: ClusterChain) -> Finding:
    """Say how many gaps there are of each kind, and how many are certain."""
    held, n = chain.held, _looked_at(chain)
    found = held[held["status"] == "found"]
    base = held if len(held) else chain.gaps
    total = _number("gaps_held", _("gaps that hold among those who answered"), len(held), base, n)
    sure = _number("gaps_found", _("gaps that the silent can hardly change"), len(found), base, n)
    loose = _number("gaps_open", _("gaps that the silent could turn"), len(held) - len(found), base, n)
    parts = tuple(
        _("{kind}: {number}", kind=KINDS[kind].label, number=int((held["kind"] == kind).sum()))
        for kind in KINDS
        if (held["kind"] == kind).any()
    )
    return Finding(
        "gaps_by_kind",
        _(
            "Among those who answered, **{total}** gaps hold ({kinds}). **{sure}** of them are found: whatever the "
            "silent members are like, as far as they resemble those heard, they would hardly change it. **{loose}** "
            "are open.",
            total=total,
            kinds=Listing(parts) if parts else _("none"),
            sure=sure,
            loose=loose,
        ),
        (total, sure, loose),
    )


def worst_finding(chain: ClusterChain) -> Finding:
    """Say which gap is worst, whom it concerns, and how far its place depends on the weights."""
    held, n = chain.held, _looked_at(chain)
    if held.empty:
        return Finding("worst_gap", _("No gap holds among those who answered."))
    row = held.iloc[0]
    first = held.iloc[[0]]
    demand = _number(
        "worst_demand",
        _("respondents whom the worst gap concerns"),
        int(row["demand"]),
        first,
        n,
        "respondents",
        public=False,
    )
    upper = _number(
        "worst_demand_most",
        _("members whom it could concern, at most"),
        int(row["demand_upper"]),
        first,
        n,
        "respondents",
        public=False,
    )
    severity = _number("worst_severity", _("severity of the worst gap"), float(row["severity"]), first, n, "quotient")
    low, high = (
        _number(f"worst_severity_{side}", words, float(row[f"severity_{side}"]), first, n, "quotient")
        for side, words in (
            ("lower", _("severity of the worst gap, 2.5th percentile")),
            ("upper", _("severity of the worst gap, 97.5th percentile")),
        )
    )
    top = _number(
        "worst_top3",
        _("share of weights under which it is among the first three"),
        float(row["top3"]),
        first,
        n,
        "proportion",
    )
    name = stage_words(chain)[row["stage"]]
    # That all hangs on one member is a count of members: the name of that kind would give it away.
    which = name if row["kind"] == "thin" else _("{stage} ({kind})", stage=name, kind=KINDS[row["kind"]].label)
    return Finding(
        "worst_gap",
        _(
            "The worst is **{gap}**. It concerns **{demand}** of those asked, and at most **{upper}** members. Its "
            "severity is **{severity}** ({low} to {high} over draws of the silent), and under **{top}** of all weights "
            "it is among the first three.",
            gap=which,
            demand=demand,
            upper=upper,
            severity=severity,
            low=low,
            high=high,
            top=top,
        ),
        (demand, upper, severity, low, high, top),
    )


def raking_finding(chain: ClusterChain) -> Finding:
    """Say whether the order would be another, had all types and sizes of members answered alike."""
    held, n = chain.held, _looked_at(chain)
    if held.empty:
        return Finding("raking", _("There is no order to change."))
    top = held[held["rank"] <= 5]
    kept = top[top["rank_raked"] <= 5]
    number = _number("top5_kept", _("of the first five, those that raking keeps there"), len(kept), top, n)
    whole = _number("top5", _("gaps among the first five"), len(top), top, n)
    kept_there = _(
        "Raked to the roster by type and size band, **{kept}** of the **{whole}** gaps among the first five stay "
        "there.",
        kept=number,
        whole=whole,
    )
    if held["raking_met"].all():
        return Finding("raking", kept_there, (number, whole))
    text = _(
        "{kept} But no weights meet every margin of the roster: of some types or sizes too few answered, and they "
        "stay too light.",
        kept=kept_there,
    )
    return Finding("raking", text, (number, whole))


def verdict_finding(chain: ClusterChain) -> Finding:
    """Say how many gaps lead to each verdict."""
    held, n = chain.held, _looked_at(chain)
    if held.empty:
        return Finding("verdicts", _("No gap holds, so there is nothing to do about one."))
    numbers = tuple(
        _number(
            f"verdict_{verdict}",
            _("gaps with the verdict: {verdict}", verdict=VERDICT[verdict]),
            int((held["verdict"] == verdict).sum()),
            held,
            n,
        )
        for verdict in VERDICTS
    )
    parts = tuple(
        _("{verdict}: **{number}**", verdict=VERDICT[verdict], number=number)
        for verdict, number in zip(VERDICTS, numbers, strict=True)
    )
    return Finding("verdicts", _("What to do, by stated rules: {verdicts}.", verdicts=Listing(parts)), numbers)
