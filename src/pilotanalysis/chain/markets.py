"""Which markets members are kept from by what they lack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgb
from matplotlib.figure import SubFigure
from pandera.typing import DataFrame

from ..results import (
    Disclosure,
    Figure,
    Finding,
    Given,
    Listing,
    Message,
    Number,
    Released,
    Tabulation,
    Translatable,
    Words,
    _,
    label,
    say,
)
from ..results.messages import SUPPRESSED
from ..results.style import COLOURS, PAPER, fitting_size, ink_on
from ..store import Store, once
from ..survey import questionnaire
from ..survey.tables import ORIGINS, Barriers, Markets, Needs
from ..tables import SEPARATOR, TableSet, conform, empty, join_ids, split_ids
from .hindered import FEW, few_hindered, hindered_now, with_left_out
from .labels import ASKED_NEEDS, PLACE, SURVEY, n_stages
from .lookups import NAMES, number_asked, rows_asked, stage_names
from .tables import MarketBlocks

#: Places that are one market each; the other countries of the EU, and those beyond, are many.
ONE_MARKET = ("county", "region", "country")
#: Respondents from which a market is named in a title or sentence, and markets named at most.
_FEWEST, _MOST = 10, 3
#: A barrier is named where its degree is at least this, of 5.
NAMED = 4
_WHO = ["cluster", "organisation"]
#: What a lack does to a market, in the order of the figure.
_SORTS: Mapping[str, Message] = {
    "existing": _("present markets"),
    "new": _("markets they want to enter"),
    "barrier": _("barriers they name"),
}
#: How those kept from a market, or hindered by a barrier, are counted: id and words.
_COUNTED: Mapping[str, tuple[str, Message]] = {
    "new": ("kept_from", _("respondents kept from a market that they want to enter: {market}")),
    "barrier": ("hindered_by", _("respondents whom a lack keeps from a market and who name a barrier: {market}")),
}
# With all rows there are, the figure still prints at 7 points or more on a landscape page, under a title of two lines.
_WIDTH, _LINE, _HEAD, _FOOT = 10.0, 0.28, 1.88, 0.1
_ROWS = 14
#: Where the names of the stages end, and how long the names of the columns may be, in inches.
_LEFT, _NAMED = 2.45, 1.9


def market_blocks(survey: TableSet) -> DataFrame[MarketBlocks]:
    """List the markets from which what is lacking keeps members, and the barriers that they name.

    The survey asks of each need whether it hinders on markets already served and whether it bars from new ones,
    and elsewhere which markets these are. So the existing market of a member is the place where it sells most, and
    its new ones those that it wants to enter; a barrier counts where its degree is 4 or 5.

    Returns
    -------
    MarketBlocks
        By cluster, stage, sort, and the number of respondents.
    """
    parts = [_kept(survey, sort) for sort in _SORTS]
    frame = pd.concat(parts, ignore_index=True)
    if not len(frame):
        return empty(MarketBlocks)
    counts = frame.groupby(["cluster", "stage", "blocked", "market"]).agg(
        respondents=("organisation", "nunique"), made_from=("rows", join_ids)
    )
    order = counts.reset_index().sort_values(
        ["cluster", "stage", "blocked", "respondents", "market"], ascending=[True, True, True, False, True]
    )
    return conform(order, MarketBlocks)


def _kept(survey: TableSet, sort: str) -> pd.DataFrame:
    """List who is kept from which market by a lack of which stage, or names which barrier beside it."""
    needs = pd.DataFrame(survey.of(Needs)).dropna(subset=["stage"])
    now, anew = (needs[f"blocks_{which}"].eq(True).fillna(False) for which in ("existing", "new"))
    lacks, markets = {
        "existing": (now, _sold),
        "new": (anew, _wanted),
        "barrier": (now | anew, _hindered),
    }[sort]
    return _beside(needs[lacks], markets(survey), sort)


def _beside(needs: pd.DataFrame, markets: pd.DataFrame, blocked: str) -> pd.DataFrame:
    frame = needs[[*_WHO, "stage", "row_id"]].merge(markets, on=_WHO)
    rows = frame["row_id"] + SEPARATOR + frame["market_row"]
    return frame[[*_WHO, "stage", "market"]].assign(blocked=blocked, rows=rows)


def _sold(survey: TableSet) -> pd.DataFrame:
    """Place where each respondent sells most; of equals the nearest."""
    markets = pd.DataFrame(survey.of(Markets))
    shares = markets[[f"share_{origin}" for origin in ORIGINS]]
    known = markets[shares.notna().any(axis=1)]
    places = np.array(ORIGINS, dtype=object)
    most = shares.loc[known.index].fillna(-1.0).to_numpy().argmax(axis=1)
    return known[_WHO].assign(market=places[most], market_row=known["row_id"])


def _wanted(survey: TableSet) -> pd.DataFrame:
    markets = pd.DataFrame(survey.of(Markets)).dropna(subset=["target_markets"])
    long = markets.assign(market=markets["target_markets"].str.split(SEPARATOR)).explode("market")
    return long[[*_WHO, "market"]].assign(market_row=long["row_id"])


def _hindered(survey: TableSet) -> pd.DataFrame:
    barriers = pd.DataFrame(survey.of(Barriers))
    named = barriers[barriers["degree"] >= NAMED]
    return named[_WHO].assign(market=named["barrier"], market_row=named["row_id"])


@once
def market_words(data: Store) -> dict[str, Mapping[str, Translatable]]:
    """Words of the codes of markets and barriers by what a lack does to them, in the order of the questionnaire."""
    form = questionnaire.load(data.study)
    return {
        "existing": PLACE,
        "new": questionnaire.option_words(form, "target_markets"),
        "barrier": questionnaire.question_words(form, "barrier_"),
    }


def _tabulated(data: Store) -> Tabulation:
    """Markets that a lack keeps members from, those of the stages that keep the most first."""
    blocks = data.of(MarketBlocks)
    frame = blocks.join(stage_names(data), on="stage").assign(
        order=blocks["blocked"].map({sort: number for number, sort in enumerate(_SORTS)}),
        # A respondent sells most in one place: the places of a stage add up to those whom its lack hinders.
        adds_up=blocks["stage"].where(blocks["blocked"] == "existing"),
    )
    return Tabulation(frame, Disclosure(counts=("respondents",), adds_up=(("adds_up",),)), arrange=_by_weight)


def _by_weight(frame: pd.DataFrame) -> pd.DataFrame:
    """Put first the stages that keep the most respondents from a market, as far as it is told; give their places."""
    own = frame[frame[NAMES[0]].notna() & (frame["blocked"] != "barrier")]
    weight = own.groupby("stage")["respondents"].sum().sort_values(ascending=False, kind="stable")
    places = {stage: number for number, stage in enumerate(weight.index)}
    placed = frame.assign(place=frame["stage"].map(places))
    return placed.sort_values(["place", "order", "market"], na_position="last")


def markets_finding(data: Store) -> Finding:
    """Say from which new markets a lack keeps most, whom it hinders where they sell now, and what else hinders them."""

    def text(released: Released) -> Message:
        blocks = released.frame
        barring = (blocks["blocked"] == "new") & blocks[NAMES[0]].notna()
        if not barring.any():
            return _("No lack keeps members from a new market.")
        # Counted from the rows that the figure shows, so that it tells nothing that the figure does not.
        number = Number(
            "stages_that_bar",
            _("stages whose lack keeps members from a new market"),
            int(blocks.loc[barring, "stage"].nunique()),
            "number",
            released.rows_of(barring),
            number_asked(data),
            SURVEY,
            of=rows_asked(data),
            public=True,
        )
        kept = _named(data, "new")
        said = (
            _(
                "What members miss on **{number}** keeps them from markets that they want to enter; respondents name "
                "most often {markets}.",
                number=n_stages(number),
                markets=Listing(tuple(kept)),
            )
            if kept
            else _(
                "What members miss on **{number}** keeps them from markets that they want to enter; no market is "
                "closed to {fewest} respondents or more.",
                number=n_stages(number),
                fewest=Given(_FEWEST),
            )
        )
        now = hindered_now(data)
        if now.value:
            said = _(
                "{said} Hindered on markets that they serve today: **{now}** of {n}.",
                said=said,
                now=now,
                n=Given(number_asked(data)),
            )
        barriers = _named(data, "barrier")[:1]
        if barriers:
            said = _("{said} Barrier that they name most often: {barrier}.", said=said, barrier=barriers[0])
        return said

    return Finding("markets", _tabulated(data), text)


def _counted(data: Store, sort: str) -> list[tuple[str, Number]]:
    """Count the respondents kept from each market, or naming each barrier: those that enough name, the most first."""
    kept = _kept(TableSet({model: data.of(model) for model in (Needs, Markets, Barriers)}), sort)
    counts = kept.groupby("market").agg(respondents=("organisation", "nunique"), rows=("rows", join_ids))
    counts = counts[counts["respondents"] >= _FEWEST].reset_index()
    counts = counts.sort_values(["respondents", "market"], ascending=[False, True]).head(_MOST)
    label_of, n, of = market_words(data)[sort], number_asked(data), rows_asked(data)
    id, called = _COUNTED[sort]
    return [
        (
            code,
            Number(
                f"{id}.{code}", Message(called.text, {"market": label_of.get(code, code)}), int(respondents),
                "respondents", tuple(split_ids(rows)), n, SURVEY, of=of,
            ),
        )
        for code, respondents, rows in zip(counts["market"], counts["respondents"], counts["rows"], strict=True)
    ]  # fmt: skip


def _named(data: Store, sort: str) -> list[Message]:
    """Name markets or barriers with those who are kept from them, or name them."""
    words = market_words(data)[sort]
    return [_told_market(data, words.get(code, code), number) for code, number in _counted(data, sort)]


def _told_market(data: Store, market: object, number: Number) -> Message:
    return _("{market} ({number} of {n})", market=market, number=number, n=Given(number_asked(data)))


def blocked_markets(data: Store) -> Figure:
    """Show, for each stage that members lack, the markets it keeps them from and the barriers they name."""
    words = market_words(data)
    cells = _tabulated(data).arranged(lambda frame: frame[frame["place"] < _ROWS])
    few = few_hindered(data, set(cells.release(None).frame["stage"]))
    shown = replace(
        cells,
        frame=cells.frame.assign(**{FEW: few}),
        disclosure=replace(cells.disclosure, counts=(*cells.disclosure.counts, FEW)),
    )

    note = _(
        "The survey asks whether a lack blocks a market, and asks apart from that which markets there are: the "
        "present market is the place where they sell most; barriers are those of degree 4 or 5 of 5. Each cell "
        "counts respondents, the darker the more; blue: markets, grey: barriers."
    )

    def said(released: Released) -> Words:
        return Words(
            title=_title(released, data),
            subtitle=_(
                "Respondents whom a lack hinders on present markets or keeps from markets they want to enter, and what "
                "else hinders them there"
            ),
            alt=_(
                "Matrix with a row for each of {rows} and a column for each market or barrier; each cell counts "
                "respondents.",
                rows=n_stages(released.frame["stage"].nunique()),
            ),
            note=with_left_out(data, released, note),
            reading=_(
                "Each row is a stage that members lack, the one that keeps the most from markets on top. Each number "
                "counts respondents: left, those hindered where they sell now; in the middle, those barred from a "
                "market that they want to enter; right, what else hinders them. The darker a cell, the more they are."
            ),
        )

    def draw(area: SubFigure, frame: pd.DataFrame, language: str) -> None:
        _draw(area, frame, language, words)

    return Figure(
        id="blocked_markets",
        data=shown,
        words=said,
        draw=draw,
        source=SURVEY,
        n=number_asked(data),
        units=ASKED_NEEDS,
        size=lambda frame: (_WIDTH, _HEAD + _LINE * max(frame["stage"].nunique(), 1) + _FOOT),
        columns=("stage", *NAMES, "blocked", "market", "respondents"),
    )


def _title(released: Released, data: Store) -> Message:
    cluster = data.name
    wanted = released.frame[released.frame["blocked"] == "new"]
    if wanted.empty:
        return _("{cluster}: no lack keeps members from a market they want to enter", cluster=cluster)
    if wanted["respondents"].isna().all():
        return _("{cluster}: no lack keeps more than a few members from a market they want to enter", cluster=cluster)
    kept = _named(data, "new")
    if not kept:
        return _(
            "{cluster}: what members miss closes no market to {fewest} respondents or more",
            cluster=cluster,
            fewest=Given(_FEWEST),
        )
    return _(
        "{cluster}: what members miss keeps the most respondents from one new market: {market}",
        cluster=cluster,
        market=kept[0],
    )


def _draw(area: SubFigure, data: pd.DataFrame, language: str, words: Mapping[str, Mapping[str, Translatable]]) -> None:
    """Draw a heat map for each sort, side by side, with a row for each stage."""
    there = set(zip(data["blocked"], data["market"], strict=True))
    columns = {sort: [code for code in words[sort] if (sort, code) in there] for sort in _SORTS}
    columns = {sort: codes for sort, codes in columns.items() if codes}
    if not columns:
        area.text(0.01, 0.5, say(_("No lack keeps members from a market."), language), fontsize=11)
        return
    stages = {row["stage"]: say(label(row), language) for _place, row in data.drop_duplicates("stage").iterrows()}
    most = max(float(data["respondents"].fillna(0).max()), 1.0)
    height = _HEAD + _LINE * len(stages) + _FOOT
    pitch = (_WIDTH - _LEFT - 0.7 - 0.15 * len(columns)) / sum(map(len, columns.values()))
    left = _LEFT
    for sort, codes in columns.items():
        wide = pitch * len(codes)
        axes = area.add_axes((left / _WIDTH, _FOOT / height, wide / _WIDTH, _LINE * len(stages) / height))
        _draw_cells(axes, data[data["blocked"] == sort], list(stages), codes, sort, most)
        _name_columns(axes, say(_SORTS[sort], language), [say(words[sort][code], language) for code in codes], wide)
        if left == _LEFT:
            for number, name in enumerate(stages.values()):
                place = (-0.15 / pitch, number + 0.5)
                axes.text(*place, name, ha="right", va="center", fontsize=fitting_size(name, 2.2, 9))
        left += wide + 0.15


def _draw_cells(axes: Axes, data: pd.DataFrame, stages: list[str], codes: list[str], sort: str, most: float) -> None:
    """Draw one heat map; a suppressed cell is as light as can be."""
    import seaborn

    texts = data["respondents"].map(lambda number: SUPPRESSED if pd.isna(number) else str(int(number)))
    cells = data.assign(text=texts, shade=data["respondents"].fillna(0).astype("float64"))
    shade, text = (
        cells.pivot(index="stage", columns="market", values=part).reindex(index=stages, columns=codes)
        for part in ("shade", "text")
    )
    shades = _shades(COLOURS["muted" if sort == "barrier" else "present"])
    seaborn.heatmap(
        shade, annot=text.fillna(""), fmt="", annot_kws={"fontsize": 8.5}, ax=axes, cbar=False,
        cmap=shades, vmin=0, vmax=most,
        linewidths=1.6, linecolor=PAPER, xticklabels=False, yticklabels=False,
    )  # fmt: skip
    axes.set(xlabel="", ylabel="", facecolor="none")
    axes.grid(False)
    axes.hlines(range(1, len(stages) + 1), 0, len(codes), color="#e6eaed", linewidth=0.7, clip_on=False)
    for written, number in zip(axes.texts, shade.to_numpy(dtype=float)[shade.notna().to_numpy()], strict=True):
        written.set_color(ink_on(to_hex(shades(number / most))))


def _name_columns(axes: Axes, head: str, names: list[str], wide: float) -> None:
    """Write what the columns are above them, and over a line what they have in common."""
    top = (0.26 - _HEAD) / _LINE
    axes.plot([0.03, len(names) - 0.03], [top, top], color=COLOURS["line"], linewidth=0.9, clip_on=False)
    axes.text(
        0.03,
        top - 0.13 / _LINE,
        head,
        va="center",
        fontsize=fitting_size(head, wide + 0.05, 9, "bold"),
        fontweight="bold",
    )
    for number, name in enumerate(names):
        axes.text(
            number + 0.55, -0.05 / _LINE, name, rotation=48, rotation_mode="anchor", ha="left", va="bottom",
            fontsize=fitting_size(name, _NAMED, 8.5),
        )  # fmt: skip
    axes.set(xlim=(0, len(names)))


def _shades(colour: str) -> LinearSegmentedColormap:
    """Shades of a colour from light to full."""
    red, green, blue = (1 - 0.15 * (1 - part) for part in to_rgb(colour))
    light = to_hex((red, green, blue))
    return LinearSegmentedColormap.from_list(colour, [light, colour])
