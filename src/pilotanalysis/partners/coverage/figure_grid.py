"""Which organisation of the pool could close which gap, and how well."""

from __future__ import annotations

import textwrap
from dataclasses import replace

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import SubFigure
from matplotlib.patches import Rectangle

from ...chain.labels import ASKED_NEEDS, n_gaps
from ...chain.lookups import NAMES, number_asked
from ...results import Figure, Given, Label, Message, Number, Released, Share, Tabulation, Words, _, _n, label, say
from ...results.canvas import sheet_of
from ...results.messages import SUPPRESSED
from ...results.style import COLOURS, PAPER, fitting_size, ink_on
from ...store import Store
from ..labels import POOL
from ..shortlist.naming import called_in
from ..shortlist.stages import untold
from ..shortlist.tabulation import candidates_tabulation
from .tabulation import pools_of

_WIDTH, _ROW, _HEAD, _KEY = 10.0, 0.3, 0.4, 0.26
#: Most width of a column, and of all, in inches.
_COLUMN, _WIDE = 0.42, 4.3
#: Where the grid begins, and room for the words of its gaps, in inches.
_LEFT, _NAME = 2.35, 2.2
#: Size of the names in the key, the smallest at which one stays on one line, and that of two lines, in points.
_POINTS, _ONE_LINE, _TWO_LINES = 8.5, 8.0, 7.5
#: Organisations and gaps shown at most; the tables have all.
_SHOWN, _GAPS = 16, 20
#: With less than this share of the criteria known, a cell is hatched.
_KNOWN = 0.75
_SCALE = "blend:#dbe6f0,#12436d"


def gaps_by_candidate(data: Store) -> Figure:
    """Set the gaps of the cluster against the organisations of its pool, with the score of each for each."""
    cluster, n = data.name, number_asked(data)
    shown = _tabulated(data)

    def words(released: Released) -> Words:
        note = _(
            "Number: the score, 0 to 100. Hatched: less than {share} of the criteria are known.",
            share=Given(Share(_KNOWN)),
        )
        rest = released.whole.frame["pool_place"].nunique() - released.frame["pool_place"].nunique()
        if rest and not released.whole.hidden["unnamed"].any():
            note = _n(
                "{note} Not shown: {count} organisation of the pool.",
                "{note} Not shown: {count} organisations of the pool.",
                rest,
                note=note,
            )
        return Words(
            title=_title(released, cluster, n),
            subtitle=_(
                "How well each organisation of the smallest pool could close each gap, by score; the gaps from the "
                "worst down"
            ),
            alt=_alt(released.frame, cluster),
            note=note,
            reading=_(
                "Each row is a gap, each column an organisation, named on the right. The darker a box, the better it "
                "fits; no box means that it could not close that gap. Talk first to the organisations whose columns "
                "have many boxes."
            ),
        )

    return Figure(
        id="gaps_by_candidate",
        data=shown,
        words=words,
        draw=_draw,
        source=POOL,
        n=n,
        units=ASKED_NEEDS,
        size=lambda frame: (_WIDTH, _height(frame)),
        columns=(
            "stage",
            *NAMES,
            "place",
            "pool_place",
            *called_in(data.study),
            "score",
            "score_least",
            "score_most",
            "known",
        ),
    )


def _tabulated(data: Store) -> Tabulation:
    """Tabulate the candidates with their places in the pool: of all gaps, or in a release of those that it tells."""
    candidates, pools = candidates_tabulation(data), pools_of(data)[0]
    every, told = (
        pools[pools["few"] == few].set_index("candidate")["place"] for few in (pools["few"].max(), pools["few"].min())
    )
    able = candidates.frame["rank"].notna() & ~candidates.frame["tied"]
    frame = candidates.frame.assign(
        pool_place=candidates.frame["candidate"].map(every).where(able),
        told_place=candidates.frame["candidate"].map(told).where(able),
        few_gaps=int(bool(untold(data))),
    )

    def first(rows: pd.DataFrame) -> pd.DataFrame:
        rows = rows.assign(pool_place=rows["pool_place"].where(rows["few_gaps"].notna(), rows["told_place"]))
        pooled = rows[rows["pool_place"].notna()]
        pooled = pooled[pooled["stage"].isin(pooled["stage"].unique()[:_GAPS])]
        return pooled[pooled["pool_place"].isin(_chosen(pooled))]

    disclosure = replace(candidates.disclosure, counts=(*candidates.disclosure.counts, "few_gaps"))
    return replace(candidates, frame=frame, disclosure=disclosure).arranged(first)


def _chosen(pooled: pd.DataFrame) -> list[int]:
    """Choose who is shown: first those who close a gap that nobody before them does, then the others."""
    places = pooled["pool_place"].astype("int64")
    closes = {place: set(pooled.loc[places == place, "stage"]) for place in sorted(set(places))}
    seen: set[str] = set()
    first = []
    for place, stages in closes.items():
        if stages - seen:
            first.append(place)
            seen |= stages
    return [*first, *(place for place in closes if place not in first)][:_SHOWN]


def _title(released: Released, cluster: Label, n: int) -> Message:
    frame = released.frame
    if frame.empty:
        return _("{cluster}: nobody who may be named was found for a gap", cluster=cluster)
    closes = frame.groupby("pool_place")["stage"].nunique()
    number = Number(
        "most_closed_by_one",
        _("most gaps that one organisation of the pool could close, of those shown"),
        int(closes.max()),
        "number",
        released.rows_of(frame["pool_place"] == closes.idxmax()),
        n,
        POOL,
        of=released.rows_of(),
        public=True,
    )
    return _("{cluster}: an organisation of the pool closes at most {gaps}", cluster=cluster, gaps=n_gaps(number))


def _alt(frame: pd.DataFrame, cluster: Label) -> Message:
    if frame.empty:
        return _("Nobody who may be named was found for a gap.")
    return _(
        "Grid of {gaps} by {candidates} organisations of the pool, {cluster}; a box with its score where an "
        "organisation could close a gap.",
        gaps=n_gaps(int(frame["stage"].nunique())),
        candidates=int(frame["pool_place"].nunique()),
        cluster=cluster,
    )


def _height(frame: pd.DataFrame) -> float:
    rows = max(_ROW * frame["stage"].nunique(), _KEY * frame["pool_place"].nunique(), 0.6)
    return _HEAD + rows + 0.1


def _draw(area: SubFigure, frame: pd.DataFrame, language: str) -> None:
    import seaborn

    if frame.empty:
        area.text(0.01, 0.5, say(_("Nobody who may be named was found for a gap."), language), fontsize=11)
        return
    height = _height(frame)
    stages = frame.drop_duplicates("stage").reset_index(drop=True)
    pool = frame.drop_duplicates("pool_place").sort_values("pool_place").reset_index(drop=True)
    column, tall = min(_COLUMN, _WIDE / len(pool)), _ROW * len(stages)
    wide = column * len(pool)
    scores = frame.pivot(index="stage", columns="pool_place", values="score").loc[stages["stage"], pool["pool_place"]]
    axes = area.add_axes((_LEFT / _WIDTH, (height - _HEAD - tall) / height, wide / _WIDTH, tall / height))
    seaborn.heatmap(
        scores.astype("float64"), vmin=0, vmax=1, cmap=seaborn.color_palette(_SCALE, as_cmap=True), cbar=False,
        linewidths=1.5, linecolor=PAPER, xticklabels=False, yticklabels=False, ax=axes,
    )  # fmt: skip
    axes.set(xlabel="", ylabel="", facecolor="#f4f6f8")
    _write_scores(axes, frame, {stage: row for row, stage in enumerate(stages["stage"])}, list(pool["pool_place"]))
    sheet = sheet_of(area, _WIDTH, height)
    for number, (_place, row) in enumerate(stages.iterrows()):
        name = say(label(row), language)
        y = height - _HEAD - _ROW * (number + 0.5)
        sheet.text(_LEFT - 0.08, y, name, ha="right", va="center", fontsize=fitting_size(name, _NAME, 9))
    x = _LEFT + wide + 0.3
    for number, (_place, row) in enumerate(pool.iterrows()):
        sheet.text(
            _LEFT + column * (number + 0.5),
            height - _HEAD + 0.12,
            str(number + 1),
            ha="center",
            va="center",
            fontsize=8.5,
        )
        name, y = say(label(row, "called"), language), height - _HEAD - _KEY * (number + 0.5)
        sheet.text(x + 0.15, y, str(number + 1), ha="right", va="center", fontsize=8.5, color=COLOURS["muted"])
        text, size = _set(name, _WIDTH - x - 0.35)
        sheet.text(x + 0.25, y, text, va="center", fontsize=size, linespacing=1.0)


def _set(name: str, width: float) -> tuple[str, float]:
    """Set a name no wider than `width` inches: on one line, or where its print would be small, on two."""
    size = fitting_size(name, width, _POINTS)
    if size >= _ONE_LINE:
        return name, size
    ways = (
        textwrap.wrap(name, letters, break_long_words=False) for letters in range(len(name) // 2 + 1, len(name) + 1)
    )
    lines = next(way for way in ways if len(way) <= 2)
    return "\n".join(lines), min(fitting_size(line, width, _TWO_LINES) for line in lines)


def _write_scores(axes: Axes, frame: pd.DataFrame, rows: dict[str, int], columns: list[int]) -> None:
    """Write the score of each box, and hatch it where much is not known; a suppressed score says so."""
    import seaborn

    colours = seaborn.color_palette(_SCALE, as_cmap=True)
    for _place, row in frame.iterrows():
        x, y = columns.index(row["pool_place"]), rows[row["stage"]]
        if pd.isna(row["score"]):
            axes.text(x + 0.5, y + 0.5, SUPPRESSED, ha="center", va="center", fontsize=8, color=COLOURS["muted"])
            continue
        colour = to_hex(colours(float(row["score"])))
        if row["known"] < _KNOWN:
            axes.add_patch(Rectangle((x, y), 1, 1, fill=False, hatch="///", edgecolor=PAPER, linewidth=0))
        text = str(round(100 * float(row["score"])))
        box = {"boxstyle": "square,pad=0.12", "facecolor": colour, "edgecolor": "none"}
        axes.text(x + 0.5, y + 0.5, text, ha="center", va="center", fontsize=8, color=ink_on(colour), bbox=box)
