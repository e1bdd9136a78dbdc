"""What the industry buys in the country, beside what members declare."""

from __future__ import annotations

from typing import cast

import pandas as pd
from matplotlib.figure import SubFigure

from ...results import Figure, Message, Share, _, label, say
from ...results.canvas import sheet_of
from ...results.style import COLOURS, PAPER, fitting_size
from ..expected import LEAST
from ..labels import SURVEY, TABLE_OF_INPUTS
from ..read import ClusterChain

_WIDTH, _LINE, _HEAD, _FOOT = 10.0, 0.36, 0.4, 0.5
_ROWS = 9


def expected_beside_declared(chain: ClusterChain) -> Figure:
    """Set what the cluster's main industry buys in the country beside what its members declare."""
    names = chain.industries.set_index("industry")[["name_en", "name_ro", "name_it"]]
    weight = chain.expected.groupby("buyer")["buyers"].sum()
    buyer = str(weight.idxmax()) if len(weight) else ""
    own = chain.expected[chain.expected["buyer"] == buyer].join(names, on="supplier")
    own = own.assign(most=own[["expected_share", "declared_share"]].max(axis=1)).nlargest(_ROWS, "most")
    data = own.sort_values("expected_share", ascending=False, kind="stable").reset_index(drop=True)
    columns = ["buyer", "supplier", "name_en", "name_ro", "name_it", "expected_share", "declared_share"]
    columns += [
        "expected_imported",
        "declared_imported",
        "expected_region",
        "declared_region",
        "declared_value",
        "buyers",
    ]
    return Figure(
        id="expected_beside_declared",
        title=_title(chain, data, names, buyer),
        subtitle=_(
            "Share of each supplying industry in all inputs: what the industry buys in the country, 2011 (hollow, "
            "real), and what members declare (filled, survey)"
        ),
        alt=_alt(data),
        data=data[[*columns, "made_from"]],
        draw=_draw,
        source=_("{survey}; {table}", survey=SURVEY, table=TABLE_OF_INPUTS),
        n=int(data["respondents"].max()) if len(data) else 0,
        size=(_WIDTH, _HEAD + _LINE * max(len(data), 1) + _FOOT),
        note=_(
            "The survey asks for the most important inputs of the chain (none declared: no dot); the table has all, "
            "energy and trade among them. Look for what stands far off, not for agreement. Business services are one "
            "industry."
        ),
        disclosive=("buyers",),
        hides={"buyers": ("declared_share", "declared_value", "declared_imported", "declared_region")},
    )


def _title(chain: ClusterChain, data: pd.DataFrame, names: pd.DataFrame, buyer: str) -> Message:
    if data.empty:
        return _("{cluster}: no inputs to hold against the country's table", cluster=chain.name)
    # What the country's industry hardly buys (training, say) is in the survey because the chain has a stage for it.
    told = data[data["expected_share"] >= LEAST] if (data["expected_share"] >= LEAST).any() else data
    apart = (told["declared_share"] - told["expected_share"]).abs().fillna(0.0).to_numpy()
    row = told.iloc[int(apart.argmax())]
    return _(
        "{cluster}, {industry}: farthest from the country’s table is {supplier}, {declared} of inputs, not {expected}",
        cluster=chain.name,
        industry=label(cast(pd.Series, names.loc[buyer])),
        supplier=label(row),
        declared=Share(float(row["declared_share"])),
        expected=Share(float(row["expected_share"])),
    )


def _alt(data: pd.DataFrame) -> Message:
    if data.empty:
        return _("No inputs to hold against the country's table.")
    first = data.iloc[0]
    return _(
        "Two marks on each of {number} lines. Most is expected of {supplier}: {expected}; declared are {declared}.",
        number=len(data),
        supplier=label(first),
        expected=Share(float(first["expected_share"])),
        declared=Share(float(first["declared_share"])),
    )


def _draw(area: SubFigure, data: pd.DataFrame, language: str) -> None:
    if data.empty:
        area.text(0.01, 0.5, say(_("No inputs to hold against the country's table."), language), fontsize=11)
        return
    height = _HEAD + _LINE * len(data) + _FOOT
    axes = sheet_of(area, _WIDTH, height)
    most = float(data[["expected_share", "declared_share"]].max().max()) * 1.08

    def at(share: float) -> float:
        return 3.35 + 5.9 * share / most

    for number, (_place, row) in enumerate(data.iterrows()):
        y = height - _HEAD - _LINE * (number + 0.5)
        name = say(label(row), language)
        axes.text(2.75, y, name, ha="right", va="center", fontsize=fitting_size(name, 2.65, 9))
        axes.plot([at(0), at(most)], [y, y], color="#e6eaed", linewidth=0.8, zorder=0)
        expected, declared = float(row["expected_share"]), row["declared_share"] or float("nan")
        if pd.notna(declared):
            axes.plot([at(expected), at(declared)], [y, y], color=COLOURS["line"], linewidth=2.2, zorder=1)
            axes.plot(at(declared), y, "o", markersize=8, color=COLOURS["present"], zorder=3)
            side = 0.12 if declared >= expected else -0.12
            axes.text(
                at(declared) + side,
                y,
                say(Share(float(declared)), language),
                ha="left" if side > 0 else "right",
                va="center",
                fontsize=8.5,
                color=COLOURS["present"],
            )
        side = -0.12 if pd.notna(declared) and declared >= expected else 0.12
        axes.plot(
            at(expected),
            y,
            "D",
            markersize=7,
            color=COLOURS["accent"],
            markerfacecolor=PAPER,
            markeredgewidth=1.5,
            zorder=2,
        )
        axes.text(
            at(expected) + side,
            y,
            say(Share(expected), language),
            ha="left" if side > 0 else "right",
            va="center",
            fontsize=8.5,
            color=COLOURS["accent"],
        )
    top = height - _HEAD / 2
    axes.plot(3.1, top, "D", markersize=7, color=COLOURS["accent"], markerfacecolor=PAPER, markeredgewidth=1.5)
    axes.text(3.25, top, say(_("in the country, 2011 (real)"), language), va="center", fontsize=8.5)
    axes.plot(6.3, top, "o", markersize=8, color=COLOURS["present"])
    axes.text(6.45, top, say(_("declared by members (survey)"), language), va="center", fontsize=8.5)
    axes.text(
        (at(0) + at(most)) / 2, 0.2, say(_("share in all inputs"), language), ha="center", va="center", fontsize=9
    )
