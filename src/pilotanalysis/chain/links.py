"""What the chapter says of the missing links of one cluster: sentences, the ranking, and a sheet for each."""

from __future__ import annotations

import pandas as pd

from ..results import Column, Finding, Listing, Message, Number, Share, Table, Unit, _
from ..tables import SEPARATOR, split_ids
from .gaps import TOPS
from .labels import DOUBT, KIND, LAYER, OFFICIAL, PRESENCE, REQUIRED, RULE, STATUS, SURVEY, VERDICT
from .lookups import stage_words
from .read import ClusterChain
from .tables import KINDS, VERDICTS


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
        _("{kind}: {number}", kind=KIND[kind], number=int((held["kind"] == kind).sum()))
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
    which = name if row["kind"] == "thin" else _("{stage} ({kind})", stage=name, kind=KIND[row["kind"]])
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


def gap_table(chain: ClusterChain) -> Table:
    """List the gaps that hold, by rank, with the least that one has to know."""
    return Table(
        id="gap_ranking_table",
        title=_("{cluster}: the gaps that hold, by severity", cluster=chain.name),
        frame=chain.held,
        columns=(
            Column("rank", _("Rank")),
            Column("stage", _("Stage"), words=stage_words(chain)),
            Column("kind", _("Gap"), words=KIND),
            Column("status", _("Certainty"), words=STATUS),
            Column("demand", _("Concerns"), disclosive=True),
            Column("demand_upper", _("at most"), disclosive=True),
            Column("blocked", _("kept from a market"), disclosive=True),
            Column("severity", _("Severity"), decimals=2),
            Column("rank_raked", _("Rank, raked")),
            Column("verdict", _("Verdict"), words=VERDICT),
        ),
        source=SURVEY,
        n=_looked_at(chain),
        note=_(
            "Concerns: respondents who lack it or buy it. At most: members, if the silent resemble those who "
            "answered, at {confidence} confidence.",
            confidence=Share(chain.confidence),
        ),
        hides={"members": ("kind",)},
    )


def missing_link_sheets(chain: ClusterChain) -> Table:
    """Give each gap that holds a sheet: evidence, markets, the region's side, verdict; who said so, in counts."""
    frame = chain.held.merge(_sourced(chain), on="stage", how="left").merge(_regional(chain), on="stage", how="left")
    blocks = chain.blocks.assign(said=chain.blocks["market"] + ":" + chain.blocks["respondents"].astype(str))
    for sort in ("existing", "new", "barrier"):
        listed = blocks[blocks["blocked"] == sort].groupby("stage")["said"].agg(SEPARATOR.join)
        frame[f"markets_{sort}"] = frame["stage"].map(listed).fillna("")
    evidence, markets, region = _("Evidence"), _("Markets it keeps members from"), _("The region’s side")
    certainty, verdict = _("How bad, how sure"), _("What to do")
    words = chain.words
    return Table(
        id="gaps",
        title=_("{cluster}: missing links, one by one", cluster=chain.name),
        frame=frame,
        columns=(
            Column("stage", _("Stage"), words=stage_words(chain)),
            Column("kind", _("Gap"), words=KIND),
            Column("status", _("Certainty"), words=STATUS),
            Column("layer", _("Layer"), words=LAYER, heading=evidence),
            Column("required", _("Required"), words=REQUIRED),
            Column("presence", _("Members on the stage: known how"), words=PRESENCE),
            Column("members", _("Members on the stage"), disclosive=True),
            Column("value", _("Value held against the line"), decimals=2),
            Column("threshold", _("Line"), decimals=2),
            Column("n", _("Answers it rests on"), disclosive=True),
            Column("needed_by", _("Respondents who lack it"), disclosive=True),
            Column("bought_by", _("Respondents who buy it"), disclosive=True),
            Column("criticality", _("Criticality, 1 to 5"), decimals=1),
            Column("satisfaction", _("Median satisfaction, 1 to 5"), decimals=1),
            Column("origin", _("Bought where, percent"), words=words["existing"]),
            Column("leakage_percent", _("Bought elsewhere than from members, percent"), decimals=0),
            Column("reasons", _("Why not from members"), words=words["reason"], disclosive=True),
            Column("would_source", _("Would buy it from a member"), disclosive=True),
            Column("capacity", _("Free capacity of members who offer it, percent"), decimals=0),
            Column("blocks_existing", _("Hindered on present markets"), disclosive=True, heading=markets),
            Column("markets_existing", _("There they sell most"), words=words["existing"], disclosive=True),
            Column("blocks_new", _("Barred from new markets"), disclosive=True),
            Column("markets_new", _("They want to enter"), words=words["new"], disclosive=True),
            Column("markets_barrier", _("Barriers they name"), words=words["barrier"], disclosive=True),
            Column("demand", _("Respondents concerned"), disclosive=True, heading=certainty),
            Column("demand_lower", _("Members concerned, at least"), disclosive=True),
            Column("demand_upper", _("Members concerned, at most"), disclosive=True),
            Column("rank", _("Rank")),
            Column("severity", _("Severity, 0 to 1"), decimals=2),
            Column("severity_lower", _("95% of draws, from"), decimals=2),
            Column("severity_upper", _("to"), decimals=2),
            Column("severity_least", _("Whatever the silent say, from"), decimals=2),
            Column("severity_most", _("to"), decimals=2),
            *(Column(f"top{top}", _("In the top {number}, share of weights", number=top), decimals=2) for top in TOPS),
            Column("holds", _("Holds in this share of draws"), decimals=2),
            Column(
                "divisions", _("Divisions: location quotients against the country / the NUTS 2 regions"), heading=region
            ),
            Column("nearness", _("Nearer than to this share of activities"), decimals=2),
            Column("verdict", _("Verdict"), words=VERDICT, heading=verdict),
            Column("rule", _("Because"), words=RULE),
            Column("doubts", _("In doubt"), words=DOUBT),
        ),
        source=_("{survey}; {official}", survey=SURVEY, official=OFFICIAL),
        n=_looked_at(chain),
        note=_("Counts are of respondents; who said what is not told."),
        hides={
            "members": ("kind", "value"),
            "n": ("value", "satisfaction"),
            "bought_by": ("origin", "leakage_percent", "satisfaction", "reasons", "would_source"),
            "needed_by": ("criticality",),
        },
        sheets=True,
    )


def _sourced(chain: ClusterChain) -> pd.DataFrame:
    """Origin of what is bought, and why outside, as sheets tell it."""
    bought = chain.sourcing
    places = [column for column in bought.columns if column.startswith("share_")]
    said = [
        SEPARATOR.join(
            f"{place.removeprefix('share_')}:{share:.0f}"
            for place, share in zip(places, shares, strict=True)
            if share >= 0.5
        )
        for shares in bought[places].fillna(0.0).itertuples(index=False, name=None)
    ]
    return pd.DataFrame(
        {
            "stage": bought["stage"],
            "origin": said,
            "leakage_percent": 100 * (1 - bought["sourcing_ratio"]),
            "reasons": bought["reasons"],
            "would_source": bought["would_source"].astype("Int64"),
        }
    )


def _regional(chain: ClusterChain) -> pd.DataFrame:
    """Divisions of each stage with their quotients, and the nearest of them."""

    def listed(group: pd.DataFrame) -> str:
        quotients = group[["activity", "location_quotient", "location_quotient_europe"]]
        return ", ".join(
            f"{activity} {country:.2f} / {europe:.2f}" if country == country else f"{activity} –"
            for activity, country, europe in quotients.itertuples(index=False)
        )

    groups = chain.capacity.groupby("stage")
    return (
        pd.DataFrame(
            {"divisions": {stage: listed(group) for stage, group in groups}, "nearness": groups["nearness"].max()}
        )
        .rename_axis("stage")
        .reset_index()
    )
