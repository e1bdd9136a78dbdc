"""How much of what is bought comes from members and from abroad, and why not more from members."""

from __future__ import annotations

import pandas as pd

from ... import reference
from ...results import Disclosure, Finding, Listing, Message, Number, Released, Tabulation, _
from ...store import Store
from ...survey import questionnaire
from ...survey.tables import ORIGINS, Inputs
from ...tables import join_ids, split_ids
from ..labels import SURVEY
from ..lookups import NAMES
from ..tables import Sourcing
from .purchases import of_largest, part, purchases, weighed

SHARES = [f"share_{origin}" for origin in ORIGINS]


def tabulated(data: Store) -> Tabulation:
    """Set out what is bought of each stage, in the order of the chain.

    Each row has as well what holds for all stages together: ``from_members`` and ``from_abroad``, the shares of what
    is bought, of those purchases of which it is said; ``members_rows`` and ``abroad_rows``, what they are made from;
    and ``members_told`` and ``abroad_told``, how many respondents say it. ``from_members_without`` is the share without
    the respondent that buys most, ``largest_buys`` what that one buys of all: they tell of it, and stay inside.
    """
    catalogue = data.of(reference.Catalogue)
    frame = data.of(Sourcing).merge(catalogue[["stage", "position", *NAMES]], on="stage")
    inputs = weighed(data.of(Inputs), catalogue)
    # What is not said to have a value weighs nothing; where nobody gives one, all purchases weigh the same.
    inputs = inputs.assign(weight=inputs["annual_value"].fillna(0.0) if inputs["weighted"].any() else 1.0)
    for name, share in (("members", inputs["share_members"]), ("abroad", inputs["share_eu"] + inputs["share_beyond"])):
        known = inputs[share.notna() & (inputs["weight"] > 0)]
        frame[f"from_{name}"] = part(share, inputs["weight"])
        frame[f"{name}_rows"] = join_ids(known["row_id"])
        frame[f"{name}_told"] = known["organisation"].nunique()
    bought = purchases(data.of(Inputs), data.of(Sourcing))
    largest = of_largest(bought)
    others, value = bought[~largest], bought["annual_value"].sum()
    frame = frame.assign(
        from_members_without=part(others["share_members"], others["annual_value"]),
        without_rows=join_ids(others["row_id"]),
        without_told=others["organisation"].nunique(),
        largest_buys=bought.loc[largest, "annual_value"].sum() / value if value else float("nan"),
        largest_rows=join_ids(bought.loc[largest, "row_id"]),
        one=1,
    )
    disclosure = Disclosure(
        counts=("buyers", "judged", "would_source", "reasons", "members_told", "abroad_told", "one"),
        hides={
            # What changes without one respondent tells of it.
            "one": ("from_members_without", "largest_buys"),
            "buyers": ("annual_value", *SHARES, "sourcing_ratio", "satisfaction"),
            "judged": ("satisfaction",),
            "members_told": ("from_members",),
            "abroad_told": ("from_abroad",),
        },
    )
    return Tabulation(frame.sort_values("position", kind="stable", ignore_index=True), disclosure)


def from_members(released: Released) -> Number:
    """Share of all that is bought of the chain that comes from members."""
    return _of_all(released, "sourcing_ratio", _("share of inputs bought from members"), "members")


def from_abroad(released: Released) -> Number:
    """Share of all that is bought of the chain that comes from abroad."""
    return _of_all(released, "bought_abroad", _("share of inputs bought from abroad"), "abroad")


def without_largest(released: Released) -> Number | None:
    """Share of what all but the respondent that buys most buy from members; None where there is none to tell of."""
    return _of_one(
        released,
        "sourcing_ratio_without",
        _("share of inputs bought from members, without the respondent that buys most"),
        ("from_members_without", "without_rows"),
    )


def _largest_buys(released: Released) -> Number | None:
    return _of_one(
        released,
        "largest_buys",
        _("what the respondent that buys most buys, of all that is bought"),
        ("largest_buys", "largest_rows"),
    )


def _of_one(released: Released, id: str, words: Message, columns: tuple[str, str]) -> Number | None:
    column, rows = columns
    if pd.isna(released.frame[column].iloc[0]):
        return None
    n = int(released.frame["without_told"].iloc[0])
    return released.number(id, words, 0, column, "proportion", n=n, source=SURVEY, rows=rows)


def _of_all(released: Released, id: str, words: Message, whence: str) -> Number:
    first, column = released.frame.iloc[0], f"from_{whence}"
    hidden, value = bool(released.hidden[column].iloc[0]), first[column]
    n = 0 if hidden else int(first[f"{whence}_told"])
    known = None if pd.isna(value) else float(value)
    number = Number(id, words, known, "proportion", tuple(split_ids(first[f"{whence}_rows"])), n, SURVEY)
    return number.withheld() if hidden else number


def sourcing_finding(data: Store) -> Finding:
    """Say how much of what is bought comes from members, and why the rest does not."""
    words = questionnaire.option_words(questionnaire.load(data.study), "input_reasons")

    def text(released: Released) -> Message:
        bought = released.frame
        if not bought["weighted"].any():
            return _("Nobody says how much is bought.")
        counts: dict[str, int] = {}
        for cell in bought["reasons"]:
            for named in split_ids(cell):
                code, _sign, number = named.partition(":")
                counts[code] = counts.get(code, 0) + int(number or 0)
        first = sorted(counts, key=lambda code: (-counts[code], code))[:3]
        said = _(
            "By value, **{ratio}** of what members buy of the stages of their chain comes from members",
            ratio=from_members(released),
        )
        without, largest = without_largest(released), _largest_buys(released)
        if without and largest:
            said = _(
                "{said}; without the respondent that buys most, with {largest} of it all, **{without}**",
                said=said,
                largest=largest,
                without=without,
            )
        return _(
            "{said}. Why the rest does not, in the order in which reasons are named: {reasons}.",
            said=said,
            reasons=Listing(tuple(words.get(code, code) for code in first)) if first else _("none"),
        )

    return Finding("sourcing", tabulated(data), text)
