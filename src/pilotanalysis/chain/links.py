"""What the chapter says of sourcing, markets, the network and matches of one cluster."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ..results import Column, Finding, Listing, Message, Number, Table, Unit, _
from ..tables import join_ids, split_ids
from .findings import stage_words
from .kinds import each
from .labels import SURVEY
from .read import ClusterChain


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


def sourcing_finding(chain: ClusterChain) -> Finding:
    """Say how much of what is bought comes from members, and why the rest does not."""
    bought = chain.sourcing[chain.sourcing["annual_value"].notna()]
    if bought.empty:
        return Finding("sourcing", _("Nobody says how much is bought."))
    n = int(bought["buyers"].max())
    value = bought["annual_value"]
    inside = float((bought["sourcing_ratio"].fillna(0.0) * value).sum() / value.sum())
    ratio = _number("sourcing_ratio", _("share of inputs bought from members"), inside, bought, n, "proportion")
    counts: dict[str, int] = {}
    for cell in chain.sourcing["reasons"]:
        for part in split_ids(cell):
            code, _sign, number = part.partition(":")
            counts[code] = counts.get(code, 0) + int(number)
    first = sorted(counts, key=lambda code: (-counts[code], code))[:3]
    words = chain.words["reason"]
    named = Listing(tuple(words.get(code, code) for code in first)) if first else _("none")
    return Finding(
        "sourcing",
        _(
            "By value, **{ratio}** of what members buy of the stages of their chain comes from members. Why the rest "
            "does not, in the order in which reasons are named: {reasons}.",
            ratio=ratio,
            reasons=named,
        ),
        (ratio,),
    )


def markets_finding(chain: ClusterChain) -> Finding:
    """Say how many respondents a lack keeps from a market, and from which new one most."""
    n = _looked_at(chain)
    kept = chain.gaps[chain.gaps["kind"].map(each("missing"))].drop_duplicates("stage")
    stages = kept[kept["blocks_new"] > 0]
    number = _number("stages_that_bar", _("stages whose lack bars somebody from a new market"), len(stages), kept, n)
    wanted = chain.blocks[chain.blocks["blocked"] == "new"].groupby("market")["respondents"].sum()
    if wanted.empty:
        return Finding("markets", _("No lack bars anybody from a new market."))
    first = sorted(wanted.index, key=lambda code: (-wanted[code], code))[:3]
    words = chain.words["new"]
    return Finding(
        "markets",
        _(
            "The lack of **{number}** stages bars members from markets that they want to enter; named most are "
            "{markets}.",
            number=number,
            markets=Listing(tuple(words.get(code, code) for code in first)),
        ),
        (number,),
    )


def network_finding(chain: ClusterChain) -> Finding:
    """Say how thick the network is, how far both sides agree, and who stands outside."""
    frame = chain.network[chain.network["relation"] == "all"]
    row = frame.iloc[0]
    n = int(row["asked"])

    def number(id: str, words: Message, column: str, unit: Unit = "number") -> Number:
        value = None if pd.isna(row[column]) else float(row[column])
        return _number(id, words, value, frame, n, unit, public=unit != "respondents")

    density = number("density", _("share of pairs with a tie that either names"), "density", "proportion")
    upper = number(
        "density_upper",
        _("the same, were all pairs tied of which one at least was not asked"),
        "density_upper",
        "proportion",
    )
    mutual = number(
        "reciprocity", _("ties named by both, of those whose sides were both asked"), "reciprocity", "proportion"
    )
    alone = number("isolates", _("members of the roster without a tie"), "isolates", "respondents")
    spoke = number("isolates_asked", _("of those, asked for their partners"), "isolates_asked", "respondents")
    return Finding(
        "network",
        _(
            "Of all pairs of members, **{density}** have a tie that either names, and no more than **{upper}** can "
            "have one, whomever the silent know. Where both were asked, both name **{mutual}** of the ties. "
            "**{alone}** members of the roster have none; **{spoke}** of them were asked, the others kept silent and "
            "may have some.",
            density=density,
            upper=upper,
            mutual=mutual,
            alone=alone,
            spoke=spoke,
        ),
        (density, upper, mutual, alone, spoke),
    )


def matches_table(chain: ClusterChain) -> Table:
    """Count for each stage the respondents who lack it, by who offers it: a member, other clusters only, or nobody."""
    who = ["stage", "organisation"]
    needs = chain.needs.dropna(subset=["stage"])
    lacking = needs.groupby(who, as_index=False).agg(rows=("row_id", join_ids))
    pairs = pd.MultiIndex.from_frame(lacking[who])

    def among(chosen: pd.DataFrame) -> np.ndarray:
        return pairs.isin(pd.MultiIndex.from_frame(chosen[who].dropna()))

    own = chain.matches
    inside = among(own[own["within"]])
    elsewhere = among(own[~own["within"]]) & ~inside
    counted = lacking.assign(
        inside=inside,
        tied=among(own[own["within"] & own["tied"]]),
        only_elsewhere=elsewhere,
        nowhere=~(inside | elsewhere),
    ).groupby("stage")
    frame = counted[["inside", "tied", "only_elsewhere", "nowhere"]].sum().astype("int64")
    frame["offers"] = own.groupby("stage")["offer_organisation"].nunique()
    made = [own.groupby("stage")["made_from"].agg(join_ids), counted["rows"].agg(join_ids)]
    frame["made_from"] = [
        join_ids([part[stage] for part in reversed(made) if stage in part.index]) for stage in frame.index
    ]
    frame = frame.fillna({"offers": 0}).astype({"offers": "int64"}).reset_index()
    places = {stage: place for place, stage in enumerate(chain.whole["stage"])}
    frame = frame.sort_values("stage", key=lambda column: column.map(places), ignore_index=True)
    return Table(
        id="matches_by_stage",
        title=_("{cluster}: who has what others lack", cluster=chain.name),
        frame=frame,
        columns=(
            Column("stage", _("Stage"), words=stage_words(chain)),
            Column("inside", _("Lack it, and a member offers it"), disclosive=True),
            Column("tied", _("of those, work with one who does"), disclosive=True),
            Column("only_elsewhere", _("Lack it, and only other clusters offer it"), disclosive=True),
            Column("nowhere", _("Lack it, and nobody offers it"), disclosive=True),
            Column("offers", _("Who offer it"), disclosive=True),
        ),
        source=SURVEY,
        n=_looked_at(chain),
        note=_("Needs and offers meet by stage of the catalogue, or by words where one of them is not coded."),
        # Together they are those who lack it, whom other tables count.
        complements=(("inside", "only_elsewhere"), ("only_elsewhere", "nowhere")),
    )
