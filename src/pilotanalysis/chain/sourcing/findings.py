"""How much of what is bought comes from members and from abroad, and why not more from members."""

from __future__ import annotations

import pandas as pd

from ... import reference
from ...results import Disclosure, Finding, Listing, Message, Number, Released, Tabulation, _
from ...store import Store
from ...survey import questionnaire
from ...survey.tables import ORIGINS
from ...tables import join_ids, split_ids
from ..labels import SURVEY
from ..lookups import NAMES
from ..tables import Sourcing

SHARES = [f"share_{origin}" for origin in ORIGINS]


def tabulated(data: Store) -> Tabulation:
    """Set out what is bought of each stage, in the order of the chain.

    Each row has as well what holds for all stages together: ``from_members`` and ``from_abroad``, the shares of what
    is bought; ``rows``, what they are made from; and ``most_buyers``, the respondents who buy of the stage that most
    buy of.
    """
    stages = data.of(reference.Catalogue)[["stage", "position", *NAMES]]
    frame = data.of(Sourcing).merge(stages, on="stage")
    # What is not said to have a value weighs nothing; where nobody gives one, all stages weigh the same.
    valued = frame["annual_value"].notna() if frame["weighted"].any() else frame["buyers"] > 0
    weight = frame["annual_value"].fillna(0.0) if frame["weighted"].any() else frame["buyers"].clip(upper=1)
    frame = frame.assign(
        from_members=_mean(frame["sourcing_ratio"], weight),
        from_abroad=_mean((frame["share_eu"] + frame["share_beyond"]) / 100, weight),
        rows=join_ids(frame.loc[valued, "made_from"]),
        most_buyers=frame.loc[valued, "buyers"].max() if len(frame) else frame["buyers"],
    )
    disclosure = Disclosure(
        counts=("buyers", "judged", "would_source", "reasons", "most_buyers"),
        hides={
            "buyers": ("annual_value", *SHARES, "sourcing_ratio", "satisfaction"),
            "judged": ("satisfaction",),
            "most_buyers": ("from_members", "from_abroad"),
        },
    )
    return Tabulation(frame.sort_values("position", kind="stable", ignore_index=True), disclosure)


def _mean(shares: pd.Series, weight: pd.Series) -> float:
    """Mean of the shares that are known."""
    known = weight.where(shares.notna(), 0.0)
    return float((shares.fillna(0.0) * known).sum() / known.sum()) if known.sum() else float("nan")


def from_members(released: Released) -> Number:
    """Share of all that is bought of the chain that comes from members."""
    return _of_all(released, "sourcing_ratio", _("share of inputs bought from members"), "from_members")


def from_abroad(released: Released) -> Number:
    """Share of all that is bought of the chain that comes from abroad."""
    return _of_all(released, "bought_abroad", _("share of inputs bought from abroad"), "from_abroad")


def _of_all(released: Released, id: str, words: Message, column: str) -> Number:
    first = released.frame.iloc[0]
    hidden, value = bool(released.hidden[column].iloc[0]), first[column]
    n = 0 if hidden else int(first["most_buyers"])
    known = None if pd.isna(value) else float(value)
    number = Number(id, words, known, "proportion", tuple(split_ids(first["rows"])), n, SURVEY)
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
            for part in split_ids(cell):
                code, _sign, number = part.partition(":")
                counts[code] = counts.get(code, 0) + int(number or 0)
        first = sorted(counts, key=lambda code: (-counts[code], code))[:3]
        return _(
            "By value, **{ratio}** of what members buy of the stages of their chain comes from members. Why the rest "
            "does not, in the order in which reasons are named: {reasons}.",
            ratio=from_members(released),
            reasons=Listing(tuple(words.get(code, code) for code in first)) if first else _("none"),
        )

    return Finding("sourcing", tabulated(data), text)
