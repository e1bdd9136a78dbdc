"""The gaps of a cluster with all that is told of them, and what of it would tell single members."""

from __future__ import annotations

import pandas as pd

from ...results import Disclosure, Tabulation
from ...store import Store
from ...study import GapThresholds
from ...tables import SEPARATOR
from ..kinds import KINDS, Line, lines
from ..lookups import number_asked, stage_names
from ..tables import Gaps, MarketBlocks, RegionalCapacity, Sourcing, Stages
from .severity import TOPS

#: What is worked out from demand and from those kept from a market. A rank bounds the severity, which gives neither
#: back as long as nobody knows how critical the gap is.
_WEIGHED = (
    "severity", "severity_lower", "severity_upper", "severity_least", "severity_most", "severity_raked",
    *(f"top{top}" for top in TOPS), "criticality",
)  # fmt: skip
#: What tells the kind of a gap, beside the kind itself.
_KIND = ("kind", "value", "threshold", "n", "holds", "rule", "verdict", "doubts")
_SORTS = ("existing", "new", "barrier")


def gaps_tabulation(data: Store) -> Tabulation:
    """Tabulate the gaps of a cluster that hold, by rank, with all that is told of them anywhere.

    Beside the columns of Gaps there are the names of the stage; what sheets tell of its inputs, markets and divisions;
    and counts that nothing shows, but that decide what is suppressed.
    """
    gaps = data.of(Gaps)
    frame = gaps.join(stage_names(data), on="stage")
    members = data.of(Stages).set_index("stage")[["members_by_answer", "members_by_management"]]
    for part in (members, _inputs(data), _markets(data), _divisions(data)):
        frame = frame.join(part, on="stage")
    listed = {f"markets_{sort}": "" for sort in _SORTS}
    frame = frame.fillna(listed).assign(whole=_whole(frame))
    return Tabulation(frame, _disclosure(data, number_asked(data))).only(frame["at_face"])


def _disclosure(data: Store, asked: int) -> Disclosure:
    gaps, minimum = data.settings.gaps, data.settings.thresholds.disclosure_minimum
    telling = {
        column: _KIND
        for kind in KINDS.values()
        if kind.line and _least(kind.line, gaps, asked) < minimum
        for column in kind.discloses
    }
    # Where few were asked, the line between two verdicts runs through the counts that are suppressed.
    verdict = ("rule", "verdict") if gaps.attract_share * asked < minimum else ()
    return Disclosure(
        counts=(
            "members", "n", "needed_by", "bought_by", "judged", "would_source", "reasons", "fewest_there",
            "markets_new", "markets_barrier", "blocks_existing", "blocks_new", "blocked", "demand", "demand_lower",
            "demand_upper", "members_by_answer", "members_by_management",
        ),
        parts={"members": ("members_by_answer", "members_by_management")},
        shares={"value": "whole"},
        # In this order: what is blanked here may blank more below.
        hides={
            "members": telling.get("members", ()),
            "n": ("value",),
            "value": ("holds",),
            # Those who lack it and those who buy it are together those concerned, but for who does both.
            "needed_by": ("demand", *telling.get("needed_by", ())),
            "bought_by": (
                "origin", "leakage", "leakage_percent", "satisfaction", "reasons", "would_source", "demand",
            ),
            "judged": ("satisfaction",),
            # Those whom it hinders sell most in one place each, so the places add up to them.
            "fewest_there": ("markets_existing",),
            "blocked": ("blocks_existing", "blocks_new", *_WEIGHED),
            "blocks_existing": ("blocks_new",),
            "blocks_new": ("blocks_existing",),
            "demand": ("demand_lower", "demand_upper", *_WEIGHED, *verdict),
        },
    )  # fmt: skip


def _least(line: Line, gaps: GapThresholds, asked: int) -> float:
    """Fewest respondents of whom a gap can hold that goes by what is said; 0 for one that counts members."""
    return min(gaps.fewest_answers, line.at(gaps) * asked) if line.said else 0.0


def _whole(frame: pd.DataFrame) -> pd.Series:
    """Of how many members the value is a share; missing where it is none of members."""
    of_members = [kind for kind, line in lines().items() if line.of_members]
    return frame["n"].where(frame["kind"].isin(of_members)).astype("float64")


def _inputs(data: Store) -> pd.DataFrame:
    """Origin of what is bought, by stage, and why outside, as sheets tell it."""
    bought = data.of(Sourcing).set_index("stage")
    places = [column for column in bought.columns if column.startswith("share_")]
    said = [
        SEPARATOR.join(
            f"{place.removeprefix('share_')}:{share:.0f}"
            for place, share in zip(places, shares, strict=True)
            if share >= 0.5
        )
        for shares in bought[places].fillna(0.0).itertuples(index=False, name=None)
    ]
    return bought[["reasons", "would_source", "judged"]].assign(
        origin=said,
        leakage_percent=100 * (1 - bought["sourcing_ratio"]),
        would_source=bought["would_source"].astype("Int64"),
    )


def _markets(data: Store) -> pd.DataFrame:
    """Markets that the lack of a stage keeps members from, and barriers there, each with how many name it."""
    blocks = data.of(MarketBlocks)
    said = blocks.assign(said=blocks["market"] + ":" + blocks["respondents"].astype(str))
    parts = {
        f"markets_{sort}": said[said["blocked"] == sort].groupby("stage")["said"].agg(SEPARATOR.join) for sort in _SORTS
    }
    fewest = blocks[blocks["blocked"] == "existing"].groupby("stage")["respondents"].min()
    return pd.DataFrame({**parts, "fewest_there": fewest.astype("Int64")})


def _divisions(data: Store) -> pd.DataFrame:
    """Divisions of each stage with their quotients, and the nearest of them."""

    def listed(group: pd.DataFrame) -> str:
        quotients = group[["activity", "location_quotient", "location_quotient_europe"]]
        return ", ".join(
            f"{activity} {country:.2f} / {europe:.2f}" if country == country else f"{activity} –"
            for activity, country, europe in quotients.itertuples(index=False)
        )

    groups = data.of(RegionalCapacity).groupby("stage")
    return pd.DataFrame(
        {"divisions": {stage: listed(group) for stage, group in groups}, "nearness": groups["nearness"].max()}
    )
