"""Who answered: by cluster and type of organisation, and on the map of the region."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure
from matplotlib.patches import FancyBboxPatch

from ...results import Column, Figure, Finding, Listing, Message, Number, Released, Table, Words, _, _n, count, say
from ...results.canvas import sheet_of
from ...results.style import COLOURS, PAPER
from ...store import Store
from ...tables import split_ids
from ..labels import ORGANISATION_TYPE, ROSTER, n_members
from ..tables import Organisations
from .bars import WHOLE, WIDTH, draw_bars, of_members, panels
from .members import ALL, counts_of_members, number_of

_HEIGHT = 3.4
#: Clusters whose response rates differ by more did not answer alike.
_UNEVEN = 0.1


def response_finding(data: Store) -> Finding:
    """Say how many members answered, overall and in each cluster."""
    counted = counts_of_members(data)
    everyone = tuple(split_ids(str(counted.frame.set_index("key").at[ALL, "made_from"])))

    def text(released: Released) -> Message:
        return _(
            "**{answered}** of **{members}** answered ({rate}): {clusters}.",
            answered=number_of(released, ALL, "answered", "answered", _("members that answered"), ROSTER),
            members=n_members(
                count("members", _("members of the clusters"), everyone, everyone, source=ROSTER, public=True)
            ),
            rate=_rate(data, released),
            clusters=_rates(data, released),
        )

    return Finding("response_rates", counted.only(counted.frame["variable"] == "all"), text)


def _rate(data: Store, released: Released, cluster: str = ALL) -> Number:
    """Say the response rate of all members, or of those of a cluster."""
    if cluster == ALL:
        id, words = "response_rate", _("response rate")
    else:
        id, words = f"response_rate.{cluster}", _("response rate of {cluster}", cluster=data.names[cluster])
    return number_of(released, cluster, "answered", id, words, ROSTER, rate=True)


def _rates(data: Store, released: Released) -> Listing:
    """Say the response rate of each cluster."""
    names = data.names.items()
    return Listing(tuple(_("{cluster} {rate}", cluster=name, rate=_rate(data, released, id)) for id, name in names))


def response_table(data: Store) -> Table:
    """Set answers against the roster, by cluster and type of organisation."""
    counted = counts_of_members(data)
    return Table(
        id="response",
        data=counted.only(counted.frame["variable"] == "type"),
        columns=(
            Column("cluster", _("Cluster"), words=data.names),
            Column("category", _("Type"), words=ORGANISATION_TYPE),
            Column("members", _("Members")),
            Column("answered", _("Answered"), made_from="answered_from"),
            Column("not_answered", _("Did not answer")),
        ),
        words=lambda released: Words(_("Answers against the roster, by cluster and type of organisation")),
        source=ROSTER,
        n=len(data.all(Organisations)),
    )


def response_by_type(data: Store) -> Figure:
    """Set answers against the roster: for each cluster, its members by type."""
    counted = counts_of_members(data)

    def words(released: Released) -> Words:
        return Words(
            _title(data, released),
            _("Members of each cluster by type of organisation: answered (dark), did not answer (light)"),
            _(
                "Bars of members by type for each cluster, the part that answered in dark. Response rates: {rates}.",
                rates=_rates(data, released),
            ),
            reading=_(
                "Each bar is all members of a type, the dark part those that answered. Look for long light bars: the "
                "findings hardly know such members."
            ),
        )

    def draw(area: SubFigure, frame: pd.DataFrame, language: str) -> None:
        types = [kind for kind in ORGANISATION_TYPE if kind in set(frame["category"])]
        labels = [say(ORGANISATION_TYPE[kind], language) for kind in types]
        for axes, own in panels(area, frame, data.names, language, left=0.2, height=_HEIGHT):
            rows = own.set_index("category").reindex(types)
            texts = [
                "" if pd.isna(row["members"]) else of_members(row["answered"], row["members"], language)
                for _kind, row in rows.iterrows()
            ]
            draw_bars(axes, labels, rows["members"], rows["answered"], texts, most=float(frame["members"].max()) * 1.5)

    return Figure(
        id="response_by_type",
        data=counted.only(counted.frame["variable"] == "type"),
        words=words,
        draw=draw,
        source=ROSTER,
        n=len(data.all(Organisations)),
        size=(WIDTH, _HEIGHT),
        columns=("cluster", "category", "members", "answered", "not_answered"),
    )


def _title(data: Store, released: Released) -> Message:
    """Say whether the clusters answered alike; that can be told only where every cluster's count is."""
    frame = released.whole.frame.set_index("key").loc[list(data.names)]
    rates = (frame["answered"] / frame["members"]).astype("Float64")
    everywhere = _rate(data, released)
    if rates.isna().any() or len(rates) == 1:
        return _("{answered} of all members answered", answered=everywhere)
    low, high = str(rates.idxmin()), str(rates.idxmax())
    if rates[high] - rates[low] > _UNEVEN:
        least = _rate(data, released, low)
        return _(
            "{answered} of all members answered, but only {least} in {low}",
            answered=everywhere,
            least=least,
            low=data.names[low],
        )
    if round(100 * rates[high]) == round(100 * rates[low]):
        return _("{answered} of the members answered in every cluster", answered=everywhere)
    return _(
        "Between {least} and {most} of the members answered in every cluster",
        least=_rate(data, released, low),
        most=_rate(data, released, high),
    )


def response_by_county(data: Store) -> Figure:
    """Set answers against the roster on a tile map of the region, with the members outside it in words."""
    counted = counts_of_members(data)
    tiles = counted.only(counted.frame["variable"] == "tile")
    members = int(counted.frame.loc[counted.frame["variable"] == "tile", "members"].sum())
    outside = int((~data.all(Organisations)["in_region"]).sum())

    def words(released: Released) -> Words:
        return Words(
            _unanswered(data, released),
            _(
                "Members that answered (dark), of all members in the county (light); one tile a county, placed as on "
                "the map; dashed: nobody answered"
            ),
            _(
                "Tile map of the {region}: {counties}.",
                region=data.region,
                counties=Listing(
                    tuple(
                        _(
                            "{county} {answered} of {members}",
                            county=str(row["name"]),
                            answered=row["answered"],
                            members=int(row["members"]),
                        )
                        for _place, row in released.frame.iterrows()
                    )
                ),
            ),
            _n("{count} member is outside the region.", "{count} members are outside the region.", outside),
            _(
                "Each box is a county, placed as on the map; its bar shows which part of the members there answered. A "
                "dashed box is a county from which nobody answered."
            ),
        )

    return Figure(
        id="response_by_county",
        data=tiles,
        words=words,
        draw=_draw_tiles,
        source=ROSTER,
        n=members,
        size=(WIDTH, 3.6),
        columns=("county", "name", "nuts3", "tile_row", "tile_column", "members", "answered"),
    )


def _unanswered(data: Store, released: Released) -> Message:
    """Say from which counties nobody answered; of a county whose count is suppressed somebody did."""
    empty = released.frame[(released.frame["answered"] == 0).fillna(False)]
    if empty.empty:
        return _("Members from every county of the {region} answered", region=data.region)
    rows = tuple(dict.fromkeys(row for cell in empty["made_from"] for row in split_ids(cell)))
    words = _("counties from which no member answered")
    number = Number("counties_without_answer", words, len(empty), "number", rows, len(released.frame), ROSTER)
    return _n(
        "From {count} county of the {region} no member answered: {names}",
        "From {count} counties of the {region} no member answered: {names}",
        number,
        region=data.region,
        names=Listing(tuple(empty["name"])),
    )


#: Most width and height of a tile, and the space between two, in inches.
_TILE, _TALL, _GAP = 3.0, 1.05, 0.1


def _draw_tiles(area: SubFigure, frame: pd.DataFrame, language: str) -> None:
    left, top = int(frame["tile_column"].min()), int(frame["tile_row"].min())
    columns = int(frame["tile_column"].max()) - left + 1
    rows = int(frame["tile_row"].max()) - top + 1
    axes = sheet_of(area, WIDTH, 3.6)
    # From the top; a map of more rows is drawn smaller.
    axes.set_ylim(rows * (_TALL + _GAP), -_GAP)
    wide = min(_TILE, (WIDTH - 0.2) / columns - _GAP)
    for _place, row in frame.iterrows():
        x = 0.1 + (int(row["tile_column"]) - left) * (wide + _GAP)
        _draw_tile(axes, (x, (int(row["tile_row"]) - top) * (_TALL + _GAP)), wide, row, language)


def _draw_tile(axes: Axes, corner: tuple[float, float], tile: float, row: pd.Series, language: str) -> None:
    # A suppressed count is no 0.
    x, y = corner
    answered = pd.isna(row["answered"]) or row["answered"] > 0
    box = FancyBboxPatch(
        (x, y), tile, _TALL, "round,pad=0,rounding_size=0.06", lw=1.4, ls="-" if answered else (0, (4, 2))
    )
    box.set(facecolor="#e3ecf5" if answered else PAPER, edgecolor=COLOURS["present" if answered else "absent"])
    axes.add_patch(box)
    inner, wide = x + 0.12, tile - 0.24
    axes.text(inner, y + 0.22, row["name"], fontsize=10, fontweight="bold", va="center")
    axes.text(inner + wide, y + 0.22, row["county"], fontsize=9, va="center", ha="right", color=COLOURS["muted"])
    axes.text(inner, y + 0.54, of_members(row["answered"], row["members"], language), fontsize=10, va="center")
    axes.barh(y + 0.85, wide, left=inner, height=0.12, color=WHOLE)
    if not pd.isna(row["answered"]) and row["members"]:
        axes.barh(y + 0.85, wide * row["answered"] / row["members"], left=inner, height=0.12, color=COLOURS["present"])
