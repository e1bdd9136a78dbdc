"""Markets that missing links keep members from."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure

from ...results import Figure, Message, Translatable, _, label, say
from ...results.canvas import sheet_of
from ...results.style import COLOURS, PAPER, fitting_size
from ..labels import SURVEY
from ..read import ClusterChain

_WIDTH, _LINE, _HEAD, _FOOT = 10.0, 0.31, 1.62, 0.1
_ROWS = 14
_SORTS = {
    "existing": _("markets they are on"),
    "new": _("markets they want to enter"),
    "barrier": _("barriers they name"),
}


def blocked_markets(chain: ClusterChain) -> Figure:
    """Show, for each stage that members lack, the markets it keeps them from and the barriers they name."""
    names = chain.catalogue.set_index("stage")[["name_en", "name_ro", "name_it"]]
    own = chain.blocks[chain.blocks["stage"].isin(names.index)]
    weight = (
        own[own["blocked"] != "barrier"]
        .groupby("stage")["respondents"]
        .sum()
        .sort_values(ascending=False, kind="stable")
    )
    data = own[own["stage"].isin(weight.index[:_ROWS])].join(names, on="stage")
    data = data.assign(place=data["stage"].map({stage: number for number, stage in enumerate(weight.index)}))
    order = {sort: number for number, sort in enumerate(_SORTS)}
    data = data.sort_values(
        ["place", "blocked", "market"], key=lambda column: column.map(order) if column.name == "blocked" else column
    )
    data = data.reset_index(drop=True)
    columns = _columns(chain, data)

    def draw(area: SubFigure, shown: pd.DataFrame, language: str) -> None:
        _draw(area, shown, language, columns)

    return Figure(
        id="blocked_markets",
        title=_title(chain, data),
        subtitle=_(
            "Respondents whom a lack hinders on markets they are on or bars from those they want to enter, and what "
            "else hinders them there"
        ),
        alt=_(
            "Matrix with a row for each of {rows} stages and a column for each market or barrier; each cell counts "
            "respondents.",
            rows=int(data["stage"].nunique()),
        ),
        data=data[["stage", "name_en", "name_ro", "name_it", "blocked", "market", "respondents", "made_from"]],
        draw=draw,
        source=SURVEY,
        n=int(chain.gaps["asked"].max()) if len(chain.gaps) else 0,
        size=(_WIDTH, _HEAD + _LINE * max(int(data["stage"].nunique()), 1) + _FOOT),
        note=_(
            "The survey asks of each lack whether it blocks, and apart from that which markets there are: a market "
            "they are on is the place where they sell most; barriers are those of degree 4 or 5 of 5."
        ),
        disclosive=("respondents",),
    )


def _columns(chain: ClusterChain, data: pd.DataFrame) -> list[tuple[str, str, Translatable]]:
    """Columns of the matrix, in the order of the questionnaire: sort, code, words; those that occur."""
    there = set(zip(data["blocked"], data["market"], strict=True))
    return [
        (sort, code, words) for sort in _SORTS for code, words in chain.words[sort].items() if (sort, code) in there
    ]


def _title(chain: ClusterChain, data: pd.DataFrame) -> Message:
    wanted = data[data["blocked"] == "new"]
    if wanted.empty:
        return _("{cluster}: no lack bars members from a market they name", cluster=chain.name)
    first = wanted.sort_values(["respondents", "place"], ascending=[False, True], kind="stable").iloc[0]
    return _(
        "{cluster}: lack of {stage} bars the most from a new market: {market}",
        cluster=chain.name,
        stage=label(first),
        market=chain.words["new"].get(first["market"], first["market"]),
    )


def _draw(area: SubFigure, data: pd.DataFrame, language: str, columns: list[tuple[str, str, Translatable]]) -> None:
    if data.empty or not columns:
        area.text(0.01, 0.5, say(_("No lack keeps members from a market."), language), fontsize=11)
        return
    rows = data.drop_duplicates("stage")
    height = _HEAD + _LINE * len(rows) + _FOOT
    axes = sheet_of(area, _WIDTH, height)
    sorts = [sort for sort in _SORTS if any(column[0] == sort for column in columns)]
    pitch = (_WIDTH - 3.15 - 0.15 * len(sorts)) / len(columns)
    at = {}
    x = 2.45
    for sort in sorts:
        start = x
        for _sort, code, words in [column for column in columns if column[0] == sort]:
            at[sort, code] = x + pitch / 2
            text = say(words, language)
            axes.text(
                x + pitch / 2 + 0.04, height - _HEAD + 0.05, text, rotation=48, rotation_mode="anchor", ha="left",
                va="bottom", fontsize=fitting_size(text, 1.62, 8.5),
            )  # fmt: skip
            x += pitch
        axes.plot([start + 0.03, x - 0.03], [height - 0.26] * 2, color=COLOURS["line"], linewidth=0.9)
        head = say(_SORTS[sort], language)
        axes.text(
            start + 0.03,
            height - 0.13,
            head,
            va="center",
            fontsize=fitting_size(head, x - start, 9, "bold"),
            fontweight="bold",
        )
        x += 0.15
    _draw_cells(axes, data, rows, at, pitch, height, language)


def _draw_cells(
    axes: Axes,
    data: pd.DataFrame,
    rows: pd.DataFrame,
    at: dict[tuple[str, str], float],
    pitch: float,
    height: float,
    language: str,
) -> None:
    most = max(float(data["respondents"].fillna(0).max()), 1.0)
    line = {stage: height - _HEAD - _LINE * (number + 0.5) for number, stage in enumerate(rows["stage"])}
    for _place, row in rows.iterrows():
        name = say(label(row), language)
        axes.text(2.3, line[row["stage"]], name, ha="right", va="center", fontsize=fitting_size(name, 2.2, 9))
        axes.plot([2.45, _WIDTH - 0.7], [line[row["stage"]] - _LINE / 2] * 2, color="#e6eaed", linewidth=0.7, zorder=0)
    for stage, sort, market, number in data[["stage", "blocked", "market", "respondents"]].itertuples(index=False):
        if (sort, market) not in at:
            continue
        hidden = pd.isna(number)
        shade = 0.15 if hidden else 0.15 + 0.85 * float(number) / most
        face = _mixed(shade, "#5b6770" if sort == "barrier" else "#12436d")
        axes.barh(line[stage], pitch * 0.92, left=at[sort, market] - pitch * 0.46, height=_LINE * 0.86, color=face)
        ink = PAPER if shade > 0.5 else COLOURS["ink"]
        axes.text(
            at[sort, market],
            line[stage],
            ":c" if hidden else str(int(number)),
            ha="center",
            va="center",
            fontsize=8.5,
            color=ink,
        )


def _mixed(part: float, colour: str) -> tuple[float, ...]:
    """Mix a colour with paper."""
    return tuple(1 - part * (1 - int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
