"""The region beside the chain, from official statistics."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure
from pandera.typing import DataFrame

from ...results import Decimal, Figure, Listing, Message, _, _n, label, say
from ...results.style import COLOURS, PAPER
from ...tables import join_ids, split_ids
from ..read import ClusterChain
from ..tables import Stages
from ..words import OFFICIAL, SURVEY
from .looks import LOOKS

_WIDTH = 10.0


def region_beside_chain(chain: ClusterChain) -> Figure:
    """Set the region's location quotients beside the members on each stage of one cluster's chain."""
    return _region_figure(
        chain,
        "region_beside_chain",
        chain.stages,
        _(
            "Members on each stage (left), and location quotients of the {region} against the country in the divisions "
            "of the stage (right; 1 = the country's share, above 1 = specialised)",
            region=chain.region,
        ),
    )


def _region_figure(chain: ClusterChain, id: str, stages: DataFrame[Stages], subtitle: Message) -> Figure:
    names = chain.catalogue.set_index("stage")[["name_en", "name_ro", "name_it", "position"]]
    columns = ["presence", "members", "needed_by"]
    placed = stages.set_index("stage")[[*columns, "made_from"]].rename(columns={"made_from": "made_by"})
    data = chain.capacity.join(names, on="stage").join(placed, on="stage", how="inner")
    data = data.sort_values(["position", "activity"], kind="stable").reset_index(drop=True)
    data["made_from"] = [
        join_ids(split_ids(own) + split_ids(made))
        for own, made in data[["made_from", "made_by"]].itertuples(index=False)
    ]
    missing = data[data["presence"] != "present"]
    strong = missing[missing["location_quotient"] > 1]
    shown = [
        "stage",
        "name_en",
        "name_ro",
        "name_it",
        *columns,
        "activity",
        "measurable",
        "location_quotient",
        "made_from",
    ]
    listed = tuple(label(row) for _place, row in strong.drop_duplicates("stage").iterrows())
    return Figure(
        id=id,
        title=_n(
            "{cluster}: for {count} of {missing} missing stages the {region} is specialised in one of its activities",
            "{cluster}: for {count} of {missing} missing stages the {region} is specialised in one of their activities",
            strong["stage"].nunique(),
            cluster=chain.name,
            missing=missing["stage"].nunique(),
            region=chain.region,
        ),
        subtitle=subtitle,
        alt=_(
            "Two panels with one line a stage: bars for members or respondents, dots for the location quotients of its "
            "divisions in the {region}. Missing stages with a quotient above 1: {strong}.",
            region=chain.region,
            strong=Listing(listed) if listed else _("none"),
        ),
        data=data[shown],
        draw=_draw_region,
        source=_("{survey}; {official}", survey=SURVEY, official=OFFICIAL),
        n=int(chain.stages["observed"].max()),
        size=(_WIDTH, 0.3 * data["stage"].nunique() + 0.62),
        note=_(
            "The statistics know divisions of NACE Rev. 2 and no finer: stages that share a division share its "
            "quotient. n.m.: not measurable, the division is not covered."
        ),
        disclosive=("members", "needed_by"),
    )


def _draw_region(area: SubFigure, data: pd.DataFrame, language: str) -> None:
    rows = data.drop_duplicates("stage").reset_index(drop=True)
    line = {stage: -number for number, stage in enumerate(rows["stage"])}
    if rows.empty:
        area.text(0.01, 0.5, say(_("No stage of the chain is missing."), language), fontsize=11)
        return
    all_missing = bool((rows["presence"] != "present").all())
    counted = "needed_by" if all_missing else "members"
    left, right = area.subplots(1, 2, sharey=True, width_ratios=(1, 2.4))
    foot = 0.55 / (0.3 * len(rows) + 0.62)
    area.subplots_adjust(left=0.245, right=0.985, top=0.985, bottom=foot, wspace=0.05)
    for axes in (left, right):
        axes.set_ylim(-len(rows) + 0.4, 0.6)
        axes.grid(axis="y", visible=False)
    for _place, row in rows.iterrows():
        y, look = line[row["stage"]], LOOKS[row["presence"]]
        hidden = pd.isna(row[counted])
        number = 0 if hidden else int(row[counted])
        left.barh(y, number, height=0.62, color=COLOURS["present"])
        said = say(_("few"), language) if hidden else str(number) if number or all_missing else look.mark
        left.text(number, y, f" {said}", va="center", fontsize=9, color=COLOURS[look.edge], fontweight="bold")
    left.set_yticks([line[stage] for stage in rows["stage"]], rows[f"name_{language}"], fontsize=9)
    for tick, presence in zip(left.get_yticklabels(), rows["presence"], strict=True):
        tick.set_color(COLOURS[LOOKS[presence].edge if presence != "present" else "ink"])
        tick.set_fontweight("normal" if presence == "present" else "bold")
    top = max(float(rows[counted].fillna(0).max()), 1.0)
    left.set_xlim(0, top * 1.2)
    left.set_xticks([])
    counted_words = _("respondents who need it") if all_missing else _("members of the cluster")
    left.set_xlabel(say(counted_words, language), fontsize=9)
    measured = data[data["location_quotient"].notna()]
    low, high = min(0.25, measured["location_quotient"].min()), max(2.2, measured["location_quotient"].max() * 1.15)
    right.set_xscale("log", base=2)
    right.set_xlim(low / 1.3, high)
    ticks = {0.125: 3, 0.25: 2, 0.5: 1, 1: 0, 2: 0, 4: 0}
    inside = {
        tick: say(Decimal(tick, decimals), language) for tick, decimals in ticks.items() if low / 1.3 <= tick <= high
    }
    right.set_xticks(list(inside), list(inside.values()))
    right.minorticks_off()
    right.axvline(1, color=COLOURS["ink"], linewidth=1.2, zorder=1)
    for stage, group in data.groupby("stage", sort=False):
        _draw_quotients(right, line[str(stage)], group, low / 1.25, language)
    right.set_xlabel(say(_("location quotient"), language), fontsize=9)


def _draw_quotients(axes: Axes, y: float, group: pd.DataFrame, edge: float, language: str) -> None:
    """Draw the divisions of one stage: a dot each, its code beside it where there is room."""
    measured = group[group["measurable"]].sort_values("location_quotient")
    values = measured["location_quotient"].tolist()
    if values:
        axes.plot([values[0], values[-1]], [y, y], color="#c5ccd2", linewidth=1.4, zorder=1)
    for value in values:
        face = COLOURS["accent"] if value > 1 else PAPER
        axes.plot(value, y, "o", markersize=6.5, color=COLOURS["accent"], markerfacecolor=face, zorder=3)
    # Dots too near for a label each share one.
    together = (measured["location_quotient"] > measured["location_quotient"].shift() * 1.2).cumsum()
    for _number, near in measured.groupby(together):
        middle, codes = near["location_quotient"].mean(), " ".join(near["activity"])
        axes.annotate(
            codes, (middle, y), (0, 5), textcoords="offset points", ha="center", fontsize=8, color=COLOURS["muted"]
        )
    if not group["measurable"].all():
        codes = ", ".join(group.loc[~group["measurable"], "activity"])
        axes.text(edge, y, f"{codes} {say(_('n.m.'), language)}", va="center", fontsize=8, color=COLOURS["muted"])
