"""The gaps of a cluster with all that is told of them, and what of it would tell single members."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from ...results import Disclosure, Message, Released, Tabulation, _
from ...store import Store, once
from ...survey.tables import Offers
from ...tables import SEPARATOR, join_ids
from ..advice import ASK, ASK_PRESENCE, LEAVE
from ..kinds import KINDS, each, lines
from ..lookups import number_asked, stage_names
from ..tables import Gaps, MarketBlocks, Matches, RegionalCapacity, Sourcing, Stages
from .severity import TOPS

#: What is worked out from demand and from those kept from a market. A rank bounds the severity, which gives neither
#: back as long as nobody knows how critical the gap is.
_WEIGHED = (
    "severity", "severity_lower", "severity_upper", "severity_least", "severity_most", "severity_raked",
    *(f"top{top}" for top in TOPS), "criticality",
)  # fmt: skip
_SORTS = ("existing", "new", "barrier")
#: What is said where the public release leaves out gaps.
OMITTED = _("A gap that would tell a small number of members is left out.")


@once
def gaps_tabulation(data: Store) -> Tabulation:
    """Tabulate the gaps among the respondents of a cluster, by rank, with all that is told of them anywhere.

    Beside the columns of Gaps there are the names of the stage; what sheets tell of its inputs, markets and divisions;
    the rows that each of these is made from; and counts that nothing shows, but that decide what is suppressed. A gap
    whose kind tells a small count is left out of the public release: that it is there would tell it. Places are then
    those among the others.
    """
    gaps = data.of(Gaps)
    frame = pd.DataFrame(gaps).join(stage_names(data), on="stage")
    members = data.of(Stages).set_index("stage")[["members_by_answer", "members_by_management", "contradictions"]]
    for part in (members, _inputs(data), _markets(data), _divisions(data), _offering(data), _elsewhere(data)):
        frame = frame.join(part, on="stage")
    frame = _with_rows(frame, data)
    listed = {f"markets_{sort}": "" for sort in _SORTS}
    tells, minimum = smallest_told(frame), data.settings.thresholds.disclosure_minimum
    # Only of those who lack or buy the stage do the places add up to those whom it hinders.
    frame["settled"] = frame["settled"].where(frame["kind"].map(each("family")) == "supply")
    # Of no other gaps are those who lack it and those who buy it the ones concerned.
    supply = frame["kind"].map(each("family")) == "supply"
    elsewhere = frame["kind"] == "leakage"
    # That nobody is there makes it a gap, whatever the line says.
    by_absence = (frame["presence"] != "present") & (frame["kind"].map(each("without_members")) == "gap")
    # So does that nobody sells what the stage makes, unless the line says so too.
    by_absence |= (frame["rule"] == "no_channel") & ~(frame["value"] > frame["threshold"])
    asking = frame["advice"].eq(ASK)
    frame = frame.fillna({**listed, "offered_by": ""}).assign(
        volume_untold=frame["needed_by"] - frame["volume_said"],
        own_account=frame["firms_told"] - frame["on_order"],
        # Only of what is bought elsewhere does the first step go by who works on order.
        telling=frame["firms_told"].where(elsewhere, 0),
        ordering=frame["on_order"].where(elsewhere, 0),
        not_ordering=(frame["firms_told"] - frame["on_order"]).where(elsewhere, 0),
        question=_questions(frame),
        answer=frame["management"].fillna("none"),
        lacking=frame["needed_by"].astype("Int64").where(supply),
        buying=frame["bought_by"].astype("Int64").where(supply),
        value=frame["value"].mask(by_absence),
        threshold=frame["threshold"].mask(by_absence),
        whom=frame["first_step"],
        to_do=frame["advice"],
        because=frame["rule"].mask(asking | (frame["advice"] == LEAVE), frame["advice"]),
        supposing=frame["verdict"].where(asking),
        whole=_whole(frame),
        tells=tells,
        few=int(tells.between(1, minimum - 1).any()),
    )
    return Tabulation(frame, _disclosure(data, number_asked(data)), arrange=told)


@once
def questions_tabulation(data: Store) -> Tabulation:
    """Tabulate what the answers leave open though they show no gap, where an answer matters most first.

    That is, by severity times the share of the simulations in which the gap is there; a half where none was simulated.
    Where no member is known to work on a stage, that question comes before all others on it, and is told with the gaps.
    """

    def ask(frame: pd.DataFrame) -> pd.DataFrame:
        asked = frame[
            (frame["status"] == "open") & ~frame["at_face"] & frame["tells"].notna() & (frame["presence"] == "present")
        ]
        matters = (asked["severity"] * asked["holds"].fillna(0.5)).sort_values(ascending=False, kind="stable")
        return asked.loc[matters.index]

    return replace(gaps_tabulation(data), arrange=ask)


def with_omission(released: Released, note: Message) -> Message:
    """Add to a note that gaps may be left out, where a stage has so few members that one would tell them."""
    if not released.whole.hidden["few"].any():
        return note
    return _("{before} {after}", before=note, after=OMITTED)


def ranked(gaps: pd.DataFrame) -> pd.DataFrame:
    """Take the gaps that have a rank: those that concern enough respondents."""
    return gaps[gaps["rank"].notna()]


def told(frame: pd.DataFrame) -> pd.DataFrame:
    """Take the gaps among the respondents that are told, with their places among these."""
    held = frame[frame["at_face"] & frame["tells"].notna()]
    return held.assign(**{place: held[place].rank(method="min").astype("Int64") for place in ("rank", "rank_raked")})


def smallest_told(gaps: pd.DataFrame) -> pd.Series:
    """Smallest count that a gap tells by its kind; 0 where it tells none, or nobody works on the stage."""
    told = pd.Series(0, index=gaps.index)
    for code, kind in KINDS.items():
        if kind.discloses:
            own = (gaps["kind"] == code) & (gaps["presence"] == "present")
            told = told.mask(own, gaps[list(kind.discloses)].min(axis=1))
    return told


def _disclosure(data: Store, asked: int) -> Disclosure:
    gaps, minimum = data.settings.gaps, data.settings.thresholds.disclosure_minimum
    # Where few were asked, the line between two verdicts runs through the counts that are suppressed.
    verdict = ("rule", "verdict", "to_do", "because", "supposing") if gaps.attract_share * asked < minimum else ()
    # So does that between gaps with a rank and without, where the fewest that rank are fewer still.
    place = ("rank", "rank_raked") if 1 < gaps.fewest_ranked < minimum else ()
    return Disclosure(
        counts=(
            "members", "n", "needed_by", "bought_by", "judged", "would_source", "reasons", "fewest_there", "settled",
            "markets_new", "markets_barrier", "blocks_existing", "blocks_new", "blocked", "demand", "demand_lower",
            "demand_upper", "demand_most", "members_by_answer", "members_by_management", "offering", "tells", "few",
            "volume_said", "volume_untold", "firms_told", "on_order", "own_account",
            "telling", "ordering", "not_ordering",
        ),
        parts={
            "members": ("members_by_answer", "members_by_management"),
            "needed_by": ("volume_said", "volume_untold"),
            "firms_told": ("on_order", "own_account"),
            "telling": ("ordering", "not_ordering"),
        },
        shares={"value": "whole"},
        # In this order: what is blanked here may blank more below.
        hides={
            "n": ("value", "by_chance"),
            # Those concerned, of those it rests on, are the value again; those kept from a market are among them.
            "value": ("holds", "demand", "blocked", "blocks_existing", "blocks_new"),
            # Those who lack it and those who buy it are together those concerned, but for who does both.
            "needed_by": ("demand", "lacking"),
            "bought_by": (
                "buying", "origin", "leakage", "leakage_percent", "satisfaction", "reasons", "would_source", "demand",
                "leaving", "substitutable",
            ),
            "judged": ("satisfaction",),
            "would_source": ("substitutable",),
            # What to do first, and with whom, may go by the reason that most name.
            "reasons": ("first_step", "whom"),
            # Those whom it hinders sell most in one place each, so the places add up to them.
            "fewest_there": ("markets_existing",),
            "settled": ("blocks_existing", "blocked"),
            "blocked": ("blocks_existing", "blocks_new", *_WEIGHED),
            "blocks_existing": ("blocks_new",),
            "blocks_new": ("blocks_existing",),
            "demand": ("demand_lower", "demand_upper", "demand_most", *_WEIGHED, *verdict, *place),
            "offering": ("capacity",),
            # Whether clients choose the suppliers goes by these.
            "firms_told": ("main_client", "captive"),
            "telling": ("first_step", "whom"),
            "ordering": ("first_step", "whom"),
            "on_order": ("captive",),
            # All gaps together have three of the first three places: what is missing would tell of those left out.
            "few": tuple(f"top{top}" for top in TOPS),
        },
        internal=("volumes", "management_words", "management_who"),
    )  # fmt: skip


def _questions(frame: pd.DataFrame) -> pd.Series:
    """Give the kind of gap whose question would settle what is still to be asked; missing where nothing is.

    Where it is not sure whether a member works on the stage, that is asked.
    """
    asked = frame["kind"].mask(frame["first_step"] == ASK_PRESENCE, "absent")
    return asked.where(frame["advice"].isna() | (frame["advice"] == ASK))


def _whole(frame: pd.DataFrame) -> pd.Series:
    """Of how many members the value is a share; missing where it is none of members."""
    of_members = [kind for kind, line in lines().items() if line.of_members]
    return frame["n"].where(frame["kind"].isin(of_members)).astype("float64")


def _with_rows(frame: pd.DataFrame, data: Store) -> pd.DataFrame:
    """Add, by what sheets tell, the ids of the rows it is made from: columns that end in ``_from``."""
    free, elsewhere = data.of(Offers).dropna(subset=["stage", "capacity"]), data.of(Matches)
    sources: dict[str, tuple[str, pd.DataFrame]] = {
        "members_from": ("made_from", data.of(Stages)),
        "inputs_from": ("made_from", data.of(Sourcing)),
        "markets_from": ("made_from", data.of(MarketBlocks)),
        "capacity_from": ("row_id", free),
        "offers_from": ("made_from", elsewhere[~elsewhere["within"] & (elsewhere["basis"] == "code")]),
        "region_from": ("made_from", data.of(RegionalCapacity)),
    }
    for name, (column, rows) in sources.items():
        frame = frame.join(rows.groupby("stage")[column].agg(join_ids).rename(name), on="stage")
    frame = frame.fillna(dict.fromkeys(sources, ""))
    # Leakage is a component of severity where it is the gap.
    leaking = frame["inputs_from"].where(frame["kind"].map(each("leaks")), "")
    severity = [join_ids(cells) for cells in zip(frame["concerned_from"], leaking, strict=True)]
    bought = frame["inputs_from"].where(frame["kind"].map(each("from_inputs")), "")
    evidence = zip(frame["members_from"], frame["concerned_from"], bought, strict=True)
    return frame.assign(severity_from=severity, evidence_from=[join_ids(cells) for cells in evidence])


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
    return bought[["reasons", "would_source", "judged", "leaving", "substitutable"]].assign(
        origin=said,
        leakage_percent=100 * (1 - bought["sourcing_ratio"]),
        would_source=bought["would_source"].astype("Int64"),
    )


def _markets(data: Store) -> pd.DataFrame:
    """Markets that the lack of a stage keeps members from, and barriers there, each with how many name it."""
    minimum = data.settings.thresholds.disclosure_minimum
    blocks = data.of(MarketBlocks)
    said = blocks.assign(said=blocks["market"] + ":" + blocks["respondents"].astype(str))
    parts = {
        f"markets_{sort}": said[said["blocked"] == sort].groupby("stage")["said"].agg(SEPARATOR.join) for sort in _SORTS
    }
    there = blocks[blocks["blocked"] == "existing"]
    small = there.loc[there["respondents"] < minimum].groupby("stage")["respondents"].agg(["size", "sum"])
    # All of the small counts are the least, or the most, that they can be: with their sum each would be known.
    known = (small["sum"] == small["size"]) | (small["sum"] == small["size"] * (minimum - 1)) | (small["size"] == 1)
    return pd.DataFrame(
        {
            **parts,
            "fewest_there": there.groupby("stage")["respondents"].min().astype("Int64"),
            "settled": known.astype("Int64"),
        }
    )


def _offering(data: Store) -> pd.DataFrame:
    """Count the members whose free capacity is known, by stage."""
    known = data.of(Offers).dropna(subset=["stage", "capacity"])
    return known.groupby("stage")["organisation"].nunique().astype("Int64").to_frame("offering")


def _elsewhere(data: Store) -> pd.DataFrame:
    """Other clusters whose members offer what each stage supplies."""
    offers = data.of(Matches)
    named = offers[~offers["within"] & (offers["basis"] == "code")].groupby("stage")["offer_cluster"]
    return named.agg(lambda clusters: SEPARATOR.join(sorted(set(clusters)))).to_frame("offered_by")


def _divisions(data: Store) -> pd.DataFrame:
    """Divisions of each stage with their quotients; of the main one, how close the region is and who works in it."""

    def listed(group: pd.DataFrame) -> str:
        quotients = group[["activity", "location_quotient", "location_quotient_europe"]]
        return SEPARATOR.join(
            f"{activity}:{country:.2f} / {europe:.2f}" if country == country else f"{activity}:–"
            for activity, country, europe in quotients.itertuples(index=False)
        )

    capacity = data.of(RegionalCapacity)
    main = capacity[capacity["main"]].set_index("stage")
    divisions = {stage: listed(group) for stage, group in capacity.groupby("stage")}
    return main[["nearness", "persons_by_year"]].assign(
        persons=main["persons_region"], divisions=pd.Series(divisions, dtype=object)
    )
