"""Figures of the survey."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure
from matplotlib.patches import FancyBboxPatch

from ..results import Figure, Listing, Share, _, _n, say
from ..results.style import COLOURS, PAPER
from ..tables import join_ids
from .findings import by_type
from .read import Intake
from .words import ORGANISATION_TYPE, ROSTER

_WIDTH = 10.0
_SILENT = "#b9c6d3"


def response_by_type(intake: Intake) -> Figure:
    """Set answers against the roster: for each cluster, its members by type."""
    data = by_type(intake)
    names = [f"name_{language}" for language, _word in next(iter(intake.names.values())).words]
    for column in names:
        data[column] = data["cluster"].map({key: dict(name.words)[column[5:]] for key, name in intake.names.items()})
    rates = intake.organisations.groupby("cluster")["answered"].mean()
    low, high = str(rates.idxmin()), str(rates.idxmax())
    columns = ["cluster", *names, "organisation_type", "members", "answered", "silent", "made_from"]
    return Figure(
        id="response_by_type",
        title=_(
            "{answered} of all members answered: most in {high} ({most}), fewest in {low} ({least})",
            answered=Share(float(intake.organisations["answered"].mean())),
            high=intake.names[high],
            most=Share(float(rates[high])),
            low=intake.names[low],
            least=Share(float(rates[low])),
        ),
        subtitle=_("Members of each cluster by type of organisation: answered (dark), did not answer (light)"),
        alt=_(
            "Bars of members by type for each cluster, the part that answered in dark. Response rates: {rates}.",
            rates=Listing(
                tuple(
                    _("{cluster} {rate}", cluster=name, rate=Share(float(rates[cluster])))
                    for cluster, name in intake.names.items()
                )
            ),
        ),
        data=data[columns],
        draw=_draw_types,
        source=ROSTER,
        n=len(intake.organisations),
        size=(_WIDTH, 3.4),
        disclosive=("answered", "silent"),
    )


def _draw_types(area: SubFigure, data: pd.DataFrame, language: str) -> None:
    types = [kind for kind in ORGANISATION_TYPE if kind in set(data["organisation_type"])]
    clusters = list(data["cluster"].unique())
    panels = area.subplots(1, len(clusters), sharex=True, sharey=True, squeeze=False)[0]
    area.subplots_adjust(left=0.2, right=0.985, top=0.88, bottom=0.03, wspace=0.12)
    for axes, cluster in zip(panels, clusters, strict=True):
        rows = data[data["cluster"] == cluster].set_index("organisation_type").reindex(types)
        axes.set_title(rows[f"name_{language}"].dropna().iloc[0], fontsize=10, fontweight="bold")
        axes.grid(visible=False)
        axes.spines["bottom"].set_visible(False)
        axes.set_xticks([])
        axes.set_yticks(range(len(types)), [say(ORGANISATION_TYPE[kind], language) for kind in types], fontsize=9.5)
        axes.set_ylim(len(types) - 0.4, -0.6)
        axes.set_xlim(0, data["members"].max() * 1.5)
        for y, (_kind, row) in enumerate(rows.iterrows()):
            _draw_bar(axes, y, row, language)


def _draw_bar(axes: Axes, y: int, row: pd.Series, language: str) -> None:
    if pd.isna(row["members"]):
        return
    members = int(row["members"])
    axes.barh(y, members, height=0.6, color=_SILENT)
    if pd.isna(row["answered"]):
        said = say(_("few of {members}", members=members), language)
    else:
        axes.barh(y, int(row["answered"]), height=0.6, color=COLOURS["present"])
        said = say(_("{answered} of {members}", answered=int(row["answered"]), members=members), language)
    axes.text(members, y, f" {said}", va="center", fontsize=9)


def response_by_county(intake: Intake) -> Figure:
    """Set answers against the roster on a tile map of the region, with the members outside it in words."""
    rows = intake.organisations
    groups = rows[rows["in_region"]].groupby("county")
    counts = groups.agg(members=("row_id", "size"), answered=("answered", "sum"), made=("row_id", join_ids))
    data = intake.counties.join(counts, on="county")
    for column in ("members", "answered"):
        data[column] = data[column].fillna(0).astype("int64")
    data["made_from"] = [
        join_ids(part for part in parts if isinstance(part, str))
        for parts in zip(data["row_id"], data["made"], strict=True)
    ]
    empty = data[data["answered"] == 0]
    outside = int((~rows["in_region"]).sum())
    return Figure(
        id="response_by_county",
        title=_("Every county of the {region} is heard", region=intake.region)
        if empty.empty
        else _n(
            "{count} county of the {region} is not heard: {names}",
            "{count} counties of the {region} are not heard: {names}",
            len(empty),
            region=intake.region,
            names=Listing(tuple(empty["name"])),
        ),
        subtitle=_("Members that answered, of all members in the county; one tile a county, placed as on the map"),
        alt=_(
            "Tile map of the {region}: {counties}.",
            region=intake.region,
            counties=Listing(
                tuple(
                    _(
                        "{county} {answered} of {members}",
                        county=str(row["name"]),
                        answered=int(row["answered"]),
                        members=int(row["members"]),
                    )
                    for _place, row in data.iterrows()
                )
            ),
        ),
        data=data[["county", "name", "nuts3", "tile_row", "tile_column", "members", "answered", "made_from"]],
        draw=_draw_tiles,
        source=ROSTER,
        n=int(data["members"].sum()),
        size=(_WIDTH, 3.6),
        note=_n("{count} member is outside the region.", "{count} members are outside the region.", outside),
        disclosive=("answered",),
    )


def _draw_tiles(area: SubFigure, data: pd.DataFrame, language: str) -> None:
    axes = area.add_axes((0, 0, 1, 1))
    axes.axis("off")
    left, top = data["tile_column"].min(), data["tile_row"].min()
    columns, rows = data["tile_column"].max() - left + 1, data["tile_row"].max() - top + 1
    axes.set(xlim=(0, _WIDTH), ylim=(rows * 1.15, -0.1))
    wide, start = 2.1, (_WIDTH - columns * 2.2) / 2
    for _place, row in data.iterrows():
        x = start + (row["tile_column"] - left) * (wide + 0.1)
        y = (row["tile_row"] - top) * 1.15
        members = int(row["members"])
        heard = not pd.isna(row["answered"]) and row["answered"] > 0
        axes.add_patch(
            FancyBboxPatch(
                (x, y),
                wide,
                1.05,
                "round,pad=0,rounding_size=0.06",
                facecolor="#e3ecf5" if heard else PAPER,
                edgecolor=COLOURS["present" if heard else "absent"],
                lw=1.4,
                ls="-" if heard else (0, (4, 2)),
            )
        )
        axes.text(x + 0.12, y + 0.22, row["name"], fontsize=10, fontweight="bold", va="center")
        axes.text(x + wide - 0.12, y + 0.22, row["county"], fontsize=9, va="center", ha="right", color=COLOURS["muted"])
        few = pd.isna(row["answered"])
        said = (
            _("few of {members}", members=members)
            if few
            else _("{answered} of {members}", answered=int(row["answered"]), members=members)
        )
        axes.text(x + 0.12, y + 0.54, say(said, language), fontsize=10, va="center")
        axes.barh(y + 0.85, wide - 0.24, left=x + 0.12, height=0.12, color=_SILENT)
        if not few and members:
            axes.barh(
                y + 0.85,
                (wide - 0.24) * row["answered"] / members,
                left=x + 0.12,
                height=0.12,
                color=COLOURS["present"],
            )
