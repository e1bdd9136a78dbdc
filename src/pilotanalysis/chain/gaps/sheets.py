"""The gaps of one cluster as a table, and a sheet for each."""

from __future__ import annotations

import pandas as pd

from ...results import Column, Share, Table, _
from ...tables import SEPARATOR
from ..findings import stage_words
from ..kinds import each
from ..labels import DOUBT, LAYER, OFFICIAL, PRESENCE, REQUIRED, RULE, STATUS, SURVEY, VERDICT
from ..read import ClusterChain
from .findings import _looked_at
from .severity import TOPS


def gap_table(chain: ClusterChain) -> Table:
    """List the gaps that hold, by rank, with the least that one has to know."""
    return Table(
        id="gap_ranking_table",
        title=_("{cluster}: the gaps that hold, by severity", cluster=chain.name),
        frame=chain.held,
        columns=(
            Column("rank", _("Rank")),
            Column("stage", _("Stage"), words=stage_words(chain)),
            Column("kind", _("Gap"), words=each("label")),
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
            Column("kind", _("Gap"), words=each("label")),
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
