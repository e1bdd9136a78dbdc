"""Where the candidates are: how many in each county, on a tile map of the country."""

from __future__ import annotations

import pandas as pd
from matplotlib.colors import to_hex
from matplotlib.figure import SubFigure
from matplotlib.patches import Rectangle

from ..chain.labels import ASKED_NEEDS
from ..chain.lookups import number_asked
from ..reference import Counties
from ..results import Disclosure, Figure, Label, Message, Number, Released, Tabulation, Words, _, _n, say
from ..results.messages import SUPPRESSED
from ..results.style import COLOURS, PAPER, fitting_size, ink_on
from ..store import Store
from ..tables import join_ids
from .labels import POOL
from .shortlist.naming import with_called
from .shortlist.stages import untold
from .tables import Candidates

_WIDTH, _TALL = 10.0, 0.6
_SCALE = "blend:#dbe6f0,#12436d"


def candidates_by_county(data: Store) -> Figure:
    """Count the candidates of a cluster by county, on a tile map."""
    cluster, n, region = data.name, number_asked(data), data.region
    counted = _counted(data)
    lost = bool(data.of(Candidates)["county"].isna().any())

    def words(released: Released) -> Words:
        note = _("Thick frame: a county of the {region}.", region=region)
        if lost:
            note = _("{note} Candidates whose county is not known are not shown.", note=note)
        return Words(
            title=_title(released, cluster, n),
            subtitle=_(
                "Organisations that could close at least one gap, by county; one tile a county, placed as on the map"
            ),
            alt=_alt(released.frame),
            note=note,
            reading=_(
                "Each box is a county; its number says how many organisations there could close a gap of the cluster. "
                "The darker the box, the more there are. An empty box has none."
            ),
        )

    return Figure(
        id="candidates_by_county",
        data=counted,
        words=words,
        draw=_draw,
        source=POOL,
        n=n,
        units=ASKED_NEEDS,
        size=lambda frame: (_WIDTH, _TALL * (frame["tile_row"].max() + 1) + 0.1),
        columns=("county", "name", "tile_row", "tile_column", "in_region", "candidates"),
    )


def _counted(data: Store) -> Tabulation:
    """Count each candidate that could be in a pool once; those who did not agree to be named are told from three on.

    In the public release a gap that is not told has none.
    """
    found, hidden = pd.DataFrame(data.of(Candidates)), untold(data)
    able = found[found["rank"].notna() & ~found["tied"]]
    told = able[~able["stage"].isin(hidden)].drop_duplicates("candidate")
    numbers = _by_county(able.drop_duplicates("candidate"), data).join(_by_county(told, data).add_suffix("_told"))
    counties = pd.DataFrame(data.all(Counties)).join(numbers, on="county")
    counted = ["candidates", "unnamed", "candidates_told", "unnamed_told"]
    frame = counties.assign(
        **{name: counties[name].fillna(0).astype("int64") for name in counted},
        in_region=counties["region"] == data.settings.region,
        few=int(bool(hidden)),
        made_from=counties["rows"].fillna(counties["row_id"]),
    )
    disclosure = Disclosure(
        counts=("unnamed", "unnamed_told", "few"),
        hides={"unnamed": ("candidates",), "unnamed_told": ("candidates_told",)},
    )

    def of_release(rows: pd.DataFrame) -> pd.DataFrame:
        return rows.assign(candidates=rows["candidates"].where(rows["few"].notna(), rows["candidates_told"]))

    return Tabulation(frame, disclosure, arrange=of_release)


def _by_county(candidates: pd.DataFrame, data: Store) -> pd.DataFrame:
    return (
        with_called(candidates, data)
        .groupby("county")
        .agg(candidates=("candidate", "size"), unnamed=("unnamed", "sum"), rows=("made_from", join_ids))
    )


def _somebody(frame: pd.DataFrame) -> pd.Series:
    """Tell in which counties there is a candidate; where the count is suppressed there is."""
    return frame["candidates"].isna() | (frame["candidates"] > 0)


def _title(released: Released, cluster: Label, n: int) -> Message:
    frame, there = released.frame, _somebody(released.frame)
    if not there.any():
        return _("{cluster}: nobody was found who could close a gap", cluster=cluster)
    number = Number(
        "counties_with_candidates",
        _("counties with organisations that could close a gap"),
        int(there.sum()),
        "number",
        released.rows_of(there),
        n,
        POOL,
        of=released.rows_of(),
        public=True,
    )
    inside = Number(
        "counties_of_region",
        _("counties of the region with organisations that could close a gap"),
        int((there & frame["in_region"]).sum()),
        "number",
        released.rows_of(there & frame["in_region"]),
        n,
        POOL,
        of=released.rows_of(),
        public=True,
    )
    return _n(
        "{cluster}: candidates were found in {count} county, {inside} of them in the region",
        "{cluster}: candidates were found in {count} counties, {inside} of them in the region",
        number,
        cluster=cluster,
        inside=inside,
    )


def _alt(frame: pd.DataFrame) -> Message:
    there = frame[_somebody(frame)].sort_values(["candidates", "county"], ascending=[False, True])
    if there.empty:
        return _("Tile map of the counties; none has a candidate.")
    told = ", ".join(
        f"{row['name']} {SUPPRESSED if pd.isna(row['candidates']) else int(row['candidates'])}"
        for _place, row in there.iterrows()
    )
    return _("Tile map of the counties with the number of candidates in each: {counties}.", counties=told)


def _draw(area: SubFigure, frame: pd.DataFrame, language: str) -> None:
    import seaborn

    axes = area.add_axes((0.01, 0, 0.98, 1))
    tiles = frame.pivot(index="tile_row", columns="tile_column", values="candidates").astype("float64")
    most = max(float(frame["candidates"].max()), 1.0) if frame["candidates"].notna().any() else 1.0
    colours = seaborn.color_palette(_SCALE, as_cmap=True)
    seaborn.heatmap(
        tiles.where(tiles > 0), vmin=0, vmax=most, cmap=colours, cbar=False, linewidths=4, linecolor=PAPER,
        xticklabels=False, yticklabels=False, ax=axes,
    )  # fmt: skip
    axes.set(xlabel="", ylabel="", facecolor=PAPER)
    top, left = int(frame["tile_row"].min()), int(frame["tile_column"].min())
    wide = 0.98 * _WIDTH / tiles.shape[1]
    for _place, row in frame.iterrows():
        x, y = int(row["tile_column"]) - left, int(row["tile_row"]) - top
        number = row["candidates"]
        ground = to_hex(colours(float(number) / most)) if pd.notna(number) and number else PAPER
        ink = ink_on(ground)
        edge = {"edgecolor": COLOURS["ink"], "linewidth": 2.2} if row["in_region"] else {"edgecolor": COLOURS["line"]}
        axes.add_patch(Rectangle((x + 0.03, y + 0.05), 0.94, 0.9, fill=False, **edge))
        name = str(row["name"])
        axes.text(
            x + 0.5, y + 0.3, name, ha="center", va="center", color=ink, fontsize=fitting_size(name, 0.86 * wide, 8.5)
        )
        said = SUPPRESSED if pd.isna(number) else say(int(number), language) if number else ""
        axes.text(x + 0.5, y + 0.68, said, ha="center", va="center", fontsize=11, fontweight="bold", color=ink)
