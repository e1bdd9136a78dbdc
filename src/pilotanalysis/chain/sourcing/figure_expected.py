"""What the industry buys in the country, beside what members declare."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, cast

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import SubFigure

from ... import reference
from ...results import (
    Disclosure,
    Figure,
    Label,
    Listing,
    Message,
    Released,
    Share,
    Tabulation,
    Translatable,
    Words,
    _,
    _n,
    label,
    say,
)
from ...results.canvas import sheet_of
from ...results.messages import SUPPRESSED
from ...results.style import COLOURS, PAPER, fitting_size
from ...store import Store
from ...study import Study
from ...tables import join_ids, split_ids
from ..labels import SURVEY
from ..lookups import NAMES
from ..tables import ExpectedInputs
from .expected import LEAST

_WIDTH, _LINE, _HEAD, _FOOT = 10.0, 0.36, 0.4, 0.5
#: Where lines begin and end, in inches.
_LEFT, _RIGHT = 3.35, 9.25
#: What is declared of an input, and goes with the count of those who declare it.
_DECLARES = tuple(f"declared_{what}" for what in ("share", "compared", "imported", "region", "value"))
#: How the points look.
_EXPECTED: dict[str, Any] = {
    "marker": "D",
    "s": 49,
    "facecolor": PAPER,
    "edgecolor": COLOURS["accent"],
    "linewidth": 1.5,
}
_DECLARED: dict[str, Any] = {"marker": "o", "s": 81, "color": COLOURS["present"], "linewidth": 0}


def expected_beside_declared(data: Store) -> Figure:
    """Set what the cluster's main industry buys in the country beside what its members declare."""
    names = data.all(reference.Industries).set_index("industry")[NAMES]
    inputs, cluster = data.of(ExpectedInputs), data.name
    weight = inputs.groupby("buyer")["buyers"].sum()
    buyer = str(weight.idxmax()) if len(weight) else ""
    own = inputs[inputs["buyer"] == buyer].join(names, on="supplier")
    own = own.sort_values("expected_share", ascending=False, kind="stable", ignore_index=True)
    own = own.assign(**_compared(own))
    # The row of the country's table stands before those of the answers.
    made = own["made_from"].map(split_ids)
    own = own.assign(expected_from=made.str[0], declared_from=made.str[1:].map(join_ids))
    coefficients = data.all(reference.InputCoefficients)
    table = tuple(coefficients.loc[coefficients["buyer"] == buyer, "row_id"])
    resource = data.study.resources.get(reference.file_of(reference.InputCoefficients), {})
    cited = _cited(data.study, resource)
    n = int(own["respondents"].max()) if len(own) else 0
    disclosure = Disclosure(
        counts=("buyers",),
        # The shares declared add up to 1, of all inputs and of those compared: one that is hidden needs another.
        adds_up=((), ("compared",)),
        hides={"buyers": _DECLARES},
    )

    def words(released: Released) -> Words:
        return Words(
            title=_title(released, cluster, names, buyer, n, (cited, table)),
            subtitle=_subtitle(resource),
            alt=_alt(released.frame),
            note=_note(released.whole.frame),
            reading=_(
                "Each line is an industry that supplies. The hollow mark is its share in what the whole industry buys "
                "in the country, the filled dot its share in what the members declare, both of the inputs compared. "
                "Where the two lie far apart, members buy otherwise than their industry."
            ),
        )

    return Figure(
        id="expected_beside_declared",
        data=Tabulation(own, disclosure).only(own["compared"] > 0),
        words=words,
        draw=partial(_draw, year=resource.get(reference.YEAR)),
        source=_("{survey}; {table}", survey=SURVEY, table=cited) if len(coefficients) else SURVEY,
        n=n,
        units=_("respondents of this industry that say how much they buy"),
        size=(_WIDTH, _HEAD + _LINE * max(int(own["compared"].sum()), 1) + _FOOT),
        columns=(
            "buyer", "supplier", *NAMES, "expected_compared", "declared_compared", "expected_imported",
            "declared_imported", "expected_region", "declared_region", "declared_value", "buyers",
        ),
    )  # fmt: skip


def _cited(study: Study, resource: Mapping[str, Any]) -> Label:
    """Name the country's table as its entry in the data package does; where it does not, by the title of its source."""
    titles = [str(source.get("title", "")) for source in resource.get("sources", ())]
    said = dict.fromkeys(study.languages, next(iter(titles), str(resource.get("title", ""))))
    return Label(tuple((said | resource.get(reference.CITED, {})).items()))


def _subtitle(resource: Mapping[str, Any]) -> Message:
    if reference.YEAR in resource:
        return _(
            "Share of each supplying industry in the inputs compared: what the industry buys in the country, {year} "
            "(hollow, real), and what members declare (filled, survey)",
            year=str(resource[reference.YEAR]),
        )
    return _(
        "Share of each supplying industry in the inputs compared: what the industry buys in the country (hollow, "
        "real), and what members declare (filled, survey)"
    )


def _compared(inputs: pd.DataFrame) -> dict[str, pd.Series]:
    """Take the inputs that the industry buys and that members declare, and give their shares in these alone."""
    both = (inputs["expected_share"] >= LEAST) & (inputs["declared_value"] > 0)
    # One alone would be all of them on either side.
    both &= both.sum() > 1
    expected, declared = inputs["expected_share"].where(both), inputs["declared_value"].where(both)
    return {
        "compared": both.astype("int64"),
        "expected_compared": expected / expected.sum(),
        "declared_compared": declared / declared.sum(),
    }


def _note(inputs: pd.DataFrame) -> Message:
    """Say what is not compared."""
    rest = inputs[inputs["compared"] == 0]
    note = _(
        "The survey asks for the most important inputs of the chain, the country's table has all. Look for what stands "
        "far off, not for agreement. Business services are one industry."
    )
    if len(rest) < len(inputs):
        note = _("{note} Compared: {number} industries in both.", note=note, number=len(inputs) - len(rest))
    unnamed, rare = inputs[inputs["declared_value"] == 0], rest[rest["expected_share"] < LEAST]
    if len(unnamed):
        note = _n(
            "{note} Not compared: {count} industry of whose goods members declare none.",
            "{note} Not compared: {count} industries of whose goods members declare none.",
            len(unnamed),
            note=note,
        )
    if len(rare):
        names = Listing(tuple(label(row) for _place, row in rare.iterrows()))
        note = _("{note} Nor what the industry hardly buys in the country: {names}.", note=note, names=names)
    return note


def _title(
    released: Released,
    cluster: Translatable,
    names: pd.DataFrame,
    buyer: str,
    n: int,
    official: tuple[Label, tuple[str, ...]],
) -> Message:
    data, (cited, table) = released.frame, official
    if data.empty and len(released.whole.frame):
        return _("{cluster}: too few industries are in the country's table and in the survey", cluster=cluster)
    if data.empty:
        return _("{cluster}: no inputs to compare with the country's table", cluster=cluster)
    if data["declared_compared"].isna().all():
        return _("{cluster}: too few say where they buy", cluster=cluster)
    apart = (data["declared_compared"] - data["expected_compared"]).abs().fillna(-1.0)
    row = int(apart.index[int(apart.to_numpy().argmax())])
    return _(
        "{cluster}, {industry}: {supplier} differs most from the country’s table, {declared} of the inputs compared "
        "instead of {expected}",
        cluster=cluster,
        industry=label(cast(pd.Series, names.loc[buyer])),
        supplier=label(data.loc[row]),
        declared=released.number(
            "declared_share_farthest",
            _("share in the inputs compared, as members declare, of the industry farthest from the country’s table"),
            row,
            "declared_compared",
            "proportion",
            n=n,
            source=SURVEY,
            rows="declared_from",
            of=tuple(split_ids(join_ids(released.whole.frame["declared_from"]))),
        ),
        expected=released.number(
            "expected_share_farthest",
            _(
                "share in the inputs compared, in the country’s table, of the industry farthest from what members "
                "declare"
            ),
            row,
            "expected_compared",
            "proportion",
            n=len(table),
            source=cited,
            rows="expected_from",
            of=table,
        ),
    )


def _alt(data: pd.DataFrame) -> Message:
    if data.empty:
        return _("No inputs to compare with the country's table.")
    first = data.iloc[0]
    declared = first["declared_compared"]
    return _(
        "Two marks on each line; lines: {number}. The largest share is expected of {supplier}: {expected}; members "
        "declare {declared}.",
        number=len(data),
        supplier=label(first),
        expected=Share(float(first["expected_compared"])),
        declared=SUPPRESSED if pd.isna(declared) else Share(float(declared)),
    )


def _draw(area: SubFigure, data: pd.DataFrame, language: str, year: object) -> None:
    """Draw two points on each line: what is expected, and what is declared."""
    import seaborn

    if data.empty:
        area.text(0.01, 0.5, say(_("No inputs to compare with the country's table."), language), fontsize=11)
        return
    height = _HEAD + _LINE * len(data) + _FOOT
    most = float(data[["expected_compared", "declared_compared"]].max().max()) * 1.08
    axes = area.add_axes(
        (_LEFT / _WIDTH, _FOOT / height, (_RIGHT - _LEFT) / _WIDTH, _LINE * len(data) / height), facecolor="none"
    )
    axes.set(xlim=(0, most), ylim=(len(data) - 0.5, -0.5), xticks=[], yticks=[])
    axes.spines["bottom"].set_visible(False)
    frame = pd.DataFrame({"expected": data["expected_compared"], "declared": data["declared_compared"]}).assign(
        line=range(len(data))
    )
    there = frame[frame["declared"].fillna(0.0) > 0]
    axes.hlines(frame["line"], 0, most, color="#e6eaed", linewidth=0.8, zorder=0)
    axes.hlines(there["line"], there["expected"], there["declared"], color=COLOURS["line"], linewidth=2.2, zorder=1)
    style: dict[str, Any] = {"y": "line", "ax": axes, "clip_on": False, "legend": False}
    seaborn.scatterplot(frame, x="expected", **_EXPECTED, zorder=2, **style)
    seaborn.scatterplot(there, x="declared", **_DECLARED, zorder=3, **style)
    axes.set(xlabel="", ylabel="")
    for line, expected, declared in frame[["line", "expected", "declared"]].itertuples(index=False):
        right = not (declared > 0 and declared >= expected)
        _write_share(axes, line, expected, right, "accent", language)
        if declared > 0:
            _write_share(axes, line, declared, not right, "present", language)
    sheet = sheet_of(area, _WIDTH, height)
    for number, (_place, row) in enumerate(data.iterrows()):
        name = say(label(row), language)
        y = height - _HEAD - _LINE * (number + 0.5)
        sheet.text(2.75, y, name, ha="right", va="center", fontsize=fitting_size(name, 2.65, 9))
    _draw_key(sheet, height, language, year)


def _write_share(axes: Axes, line: float, share: float, right: bool, colour: str, language: str) -> None:
    axes.annotate(
        say(Share(float(share)), language), (share, line), (9 if right else -9, 0), textcoords="offset points",
        ha="left" if right else "right", va="center", fontsize=8.5, color=COLOURS[colour],
    )  # fmt: skip


def _draw_key(axes: Axes, height: float, language: str, year: object) -> None:
    top = height - _HEAD / 2
    bought = _("in the country, {year} (real)", year=str(year)) if year else _("in the country (real)")
    for x, style, words in (
        (3.1, _EXPECTED, bought),
        (6.3, _DECLARED, _("declared by members (survey)")),
    ):
        axes.scatter(x, top, **style)
        axes.text(x + 0.15, top, say(words, language), va="center", fontsize=8.5)
    axes.text(
        (_LEFT + _RIGHT) / 2,
        0.2,
        say(_("share in the inputs compared"), language),
        ha="center",
        va="center",
        fontsize=9,
    )
