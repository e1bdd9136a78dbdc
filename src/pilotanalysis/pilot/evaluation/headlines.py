"""How headlines would change under other lines and weights, without a cluster, and without one large respondent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from ...chain.gaps.figure_thresholds import effects_tabulation
from ...chain.gaps.tabulation import gaps_tabulation, smallest_told
from ...chain.kinds import KINDS
from ...chain.labels import SURVEY
from ...chain.lookups import stage_words
from ...chain.sourcing.purchases import purchases
from ...chain.tables import Gaps, Sourcing
from ...results import Column, Disclosure, Finding, Listing, Message, Number, Released, Table, Tabulation, Words, _
from ...store import Store, once
from ...survey.tables import Inputs, Organisations
from ...tables import join_ids
from ..evaluation_tables import HeadlineTrials
from .labels import ON_ROSTERS
from .matrix import evidence_tabulation, number_of, untold_clusters

_KIND_WORDS = {code: kind.label for code, kind in KINDS.items()}
#: A first place that holds under nearly all sets of weights.
_SURE = 0.95
_SEVERITY = ("severity", "severity_lower", "severity_upper")
_PLACE = ("top3", "rank_raked")


def lines_tabulation(data: Store) -> Tabulation:
    """Tabulate by cluster how many gaps the lines of the study make, and would make were one line moved a step.

    Where stages have few members the public release counts the others alone, as the picture of the lines does.
    """
    rows = []
    for cluster in data.names:
        tabulated = effects_tabulation(data.at(cluster)).frame
        if tabulated.empty:
            continue
        row = {"cluster": cluster, "few": int(tabulated["few"].max()), "made_from": join_ids(tabulated["made_from"])}
        for column, names in (
            ("gaps", ("gaps", "least", "most")),
            ("gaps_of_many", ("many", "many_least", "many_most")),
        ):
            row |= dict(zip(names, _moved(tabulated, column), strict=True))
        rows.append(row)
    columns = ["cluster", "few", "made_from", "gaps", "least", "most", "many", "many_least", "many_most"]
    frame = pd.DataFrame(rows, columns=columns)
    return Tabulation(frame, Disclosure(("few",), hides={"few": ("gaps", "least", "most")}))


def _moved(effects: pd.DataFrame, column: str) -> tuple[int, int, int]:
    """Gaps by the lines of the study; the fewest and the most, were one line moved by one step."""
    total, changes = 0, [0]
    for _kind, own in effects.groupby("kind", sort=False):
        counts: Sequence[int] = own[column].tolist()
        place = int(own["chosen"].to_numpy().argmax())
        total += counts[place]
        changes += [count - counts[place] for count in counts[max(place - 1, 0) : place + 2]]
    return total, total + min(changes), total + max(changes)


def moved_lines_table(data: Store) -> Table:
    """List by cluster how many gaps there would be, were one line moved a step."""
    tabulated = lines_tabulation(data)
    return Table(
        id="headlines_by_line",
        data=tabulated,
        columns=(
            Column("cluster", _("Cluster"), words=data.names),
            Column("gaps", _("Gaps that a line decides")),
            Column("least", _("Fewest, one line moved a step")),
            Column("most", _("Most, one line moved a step")),
            Column("many", _("On stages with many members")),
            Column("many_least", _("Fewest of these")),
            Column("many_most", _("Most of these")),
        ),
        words=lambda released: Words(
            _("How many gaps there would be, were a line of the study drawn elsewhere"),
            note=_(
                "Lines stand in study.yml, gaps. Gaps that go by absence alone know no line and are not counted here. "
                "Stages with many members: those whose number the public release tells."
            ),
        ),
        source=SURVEY,
        n=len(data.all(Organisations)),
        units=ON_ROSTERS,
    )


@once
def worst_tabulation(data: Store) -> Tabulation:
    """Tabulate the worst gap of each cluster, and how far its place depends on weights and on who answered."""
    gaps = pd.DataFrame(data.all(Gaps))
    gaps = gaps.assign(tells=smallest_told(gaps))
    ranked = gaps[gaps["at_face"] & gaps["rank"].notna()].sort_values(["cluster", "rank"], kind="stable")
    first = ranked.drop_duplicates("cluster").set_index("cluster")
    order = [cluster for cluster in data.names if cluster in first.index]
    frame = first.loc[order].reset_index()
    frame = frame.assign(few=[int(cluster in untold_clusters(data)) for cluster in frame["cluster"]])
    untold = [_untold(data, row) for row in frame.to_dict("records")]
    frame = frame.assign(untold_severity=[one[0] for one in untold], untold_place=[one[1] for one in untold])
    return Tabulation(
        frame,
        Disclosure(
            ("tells", "few", "untold_severity", "untold_place"),
            # A gap that is left out before it would make another the worst: of such clusters only the gap is told.
            hides={
                "tells": ("stage", "kind", *_SEVERITY, *_PLACE),
                "few": _PLACE,
                "untold_severity": _SEVERITY,
                "untold_place": _PLACE,
            },
        ),
    )


def _untold(data: Store, gap: Mapping[Any, Any]) -> tuple[int, int]:
    """Tell whether the public release hides the severity of a gap, and how far its place depends on weights."""
    released = gaps_tabulation(data.at(gap["cluster"])).release(data.settings.thresholds.disclosure_minimum).whole
    own = (released.frame["stage"] == gap["stage"]) & (released.frame["kind"] == gap["kind"])
    hidden = released.hidden[own]
    return int(hidden[list(_SEVERITY)].any(axis=None)), int(hidden[list(_PLACE)].any(axis=None))


def worst_table(data: Store) -> Table:
    """List the worst gap of each cluster with how far it depends on the weights."""
    return Table(
        id="headlines_by_weight",
        data=worst_tabulation(data),
        columns=(
            Column("cluster", _("Cluster"), words=data.names),
            Column("stage", _("Worst gap"), words=stage_words(data)),
            Column("kind", _("Kind"), words=_KIND_WORDS),
            Column("severity", _("Severity"), decimals=2),
            Column("severity_lower", _("From, in simulations for non-respondents"), decimals=2),
            Column("severity_upper", _("To"), decimals=2),
            Column("top3", _("Sets of weights under which it is among the first three"), share=True),
            Column("rank_raked", _("Place, weighted to the roster")),
        ),
        words=lambda released: Words(_("How far the worst gap of each cluster depends on weights and on who answered")),
        source=SURVEY,
        n=len(data.all(Organisations)),
        units=ON_ROSTERS,
    )


def without_tabulation(data: Store) -> Tabulation:
    """Tabulate headlines of each cluster without the respondent that buys most; and of the others without it."""
    frame = pd.DataFrame(data.all(HeadlineTrials))
    roster = data.all(Organisations)
    members, answered = roster.groupby("cluster").size(), roster.groupby("cluster")["answered"].sum()
    own, said = frame["cluster"].map(members), frame["cluster"].map(answered)
    few = untold_clusters(data)
    buyers = purchases(data.all(Inputs), data.all(Sourcing)).groupby("cluster")["organisation"].nunique()
    frame = frame.assign(
        buyers=frame["cluster"].map(buyers).fillna(0).astype("int64"),
        answered=said,
        silent=own - said,
        members=own,
        rate_others=(int(answered.sum()) - said) / (len(roster) - own).where(len(roster) > own),
        gaps_others=int(frame["gaps"].sum()) - frame["gaps"],
        few=[int(cluster in few) for cluster in frame["cluster"]],
        any_few=int(bool(few)),
        # What changes without one respondent tells of it.
        one=1,
    )
    without = ("gaps_without", "found_without", "from_members_without", "largest_buys")
    return Tabulation(
        frame,
        Disclosure(
            ("answered", "silent", "buyers", "few", "any_few", "one"),
            parts={"members": ("answered", "silent")},
            hides={
                "one": without,
                "buyers": ("from_members",),
                "few": ("gaps", "found"),
                "any_few": ("gaps_others",),
                "answered": ("rate_others",),
                "silent": ("rate_others",),
            },
        ),
    )


def without_table(data: Store) -> Table:
    """List headlines without the respondent that buys most, and of all other clusters."""
    return Table(
        id="headlines_without",
        data=without_tabulation(data),
        columns=(
            Column("cluster", _("Cluster"), words=data.names),
            Column("gaps", _("Gaps that the answers show")),
            Column("gaps_without", _("Without the respondent that buys most")),
            Column("found", _("Confirmed gaps")),
            Column("found_without", _("Without that respondent")),
            Column("from_members", _("Bought from members"), share=True),
            Column("from_members_without", _("Bought from members without that respondent"), share=True),
            Column("largest_buys", _("What it buys, of all that is bought"), share=True),
            Column("rate_others", _("Response rate of the other clusters"), share=True),
            Column("gaps_others", _("Gaps of the other clusters")),
        ),
        words=lambda released: Words(
            _("Headlines without one large respondent, and without one cluster"),
            note=_(
                "The respondent that buys most, by value, of the stages of the chain. What changes without it tells of "
                "it, and stays out of the public release."
            ),
        ),
        source=SURVEY,
        n=len(data.all(Organisations)),
        units=ON_ROSTERS,
    )


def robust_finding(data: Store) -> Finding:
    """Say in which clusters the worst gap stays among the first three under nearly all sets of weights."""

    def text(released: Released) -> Message:
        frame = released.frame
        if frame.empty:
            return _("No gap concerns enough respondents to be ranked.")
        if released.hidden["top3"].any():
            return _(
                "The public release does not say how far the worst gap of each cluster depends on the weights: gaps "
                "that it leaves out would be told."
            )
        sure, rows = frame["top3"] >= _SURE, released.rows_of()
        told = Listing(tuple(data.names[cluster] for cluster in frame.loc[sure, "cluster"]))
        number = Number(
            "worst_gaps_sure", _("clusters whose worst gap is among the first three under nearly all weights"),
            int(sure.sum()), "number", released.rows_of(sure), len(frame), SURVEY, of=rows, public=True,
        )  # fmt: skip
        said = _(
            "Clusters whose worst gap is among the first three under nearly all sets of weights: **{n}** of {all}",
            n=number,
            all=Number(
                "worst_gaps_ranked", _("clusters with a worst gap"), len(frame), "number", rows, len(frame), SURVEY,
                of=rows, public=True,
            ),
        )  # fmt: skip
        return _("{said} ({clusters}).", said=said, clusters=told) if sure.any() else _("{said}.", said=said)

    return Finding("headlines_robust", worst_tabulation(data), text)


def purchases_finding(data: Store) -> Finding:
    """Say what part of purchases comes from members in all clusters together, by value and for the median buyer."""

    def text(released: Released) -> Message:
        value, median = (
            number_of(released, evidence) for evidence in ("bought_from_members", "bought_from_members_median")
        )
        if value.value is None:
            return _("How much of what members buy comes from members is not known or not in the public release.")
        return _(
            "All clusters together, by value **{value}** of what members buy of the stages of their chain comes from "
            "members; for the median buyer it is **{median}**, which no single respondent can move far.",
            value=value,
            median=median,
        )

    return Finding("purchases_from_members", evidence_tabulation(data), text)
