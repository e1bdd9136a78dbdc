"""The theory of change of the pilot action: what was expected at each step, and what happened."""

from __future__ import annotations

from functools import cache

import pandas as pd

from ...results import Column, Disclosure, Label, Released, Table, Tabulation, Translatable, Words, _, label
from ...store import Store, once
from ...tables import join_ids
from ..labels import STATUS_OF_INDICATOR, is_share
from ..monitoring.tabulation import latest_tabulation
from ..tables import Indicators
from .declared import declared, words_of
from .labels import EVALUATED, EVIDENCE, LEVEL, STEPS
from .matrix import evidence_tabulation, of_release

#: Units whose values add up over indicators of the same name, as those of each cluster do.
_ADDING = ("number", "eur", "hours", "days")
#: Before the ids of evidence, where those of the agency's indicators stand too.
EVIDENCE_ID = "evidence:"
#: What evidence has from the matrix alone.
_OF_MATRIX = ["question", "criterion", "results"]
#: The worst status first.
_STATUSES: tuple[str, ...] = tuple(reversed(list(STATUS_OF_INDICATOR)))


@once
def theory_tabulation(data: Store) -> Tabulation:
    """Tabulate what was expected and what happened at each step, by indicator of the agency and by evidence.

    Indicators of the same name, as those of each cluster are, stand in one row.
    """
    steps = declared("steps")
    indicators = _indicators(data)
    own = steps.drop(columns="evidence").merge(indicators, on=["kind", "objective"])
    evidence = evidence_tabulation(data)
    shown = evidence.frame.drop_duplicates("evidence").assign(status="").drop(columns=_OF_MATRIX)
    there = steps.rename(columns={"evidence": "key"}).merge(shown, on="key")
    there = there.assign(
        indicator=EVIDENCE_ID + there["evidence"], expected=there["base"].astype("Float64"), happened=there["value"],
    )  # fmt: skip
    frame = pd.concat([own, there], ignore_index=True)
    frame = steps[["step"]].merge(frame, on="step")
    names = ["step", "level", "indicator", "unit", "expected", "happened", "status", "made_from", "key", "told_of"]
    frame = frame[[*names, "base", "counted", "rest", "untold", "small", "known"]]
    frame = frame.assign(
        expected=frame["expected"].astype("Float64"),
        untold=frame["untold"].fillna(0).astype("int64"),
        small=frame["small"].fillna(0).astype("int64"),
        base=frame["base"].astype("Int64"),
        known=frame["known"].eq(True) | frame["happened"].notna(),
    )
    told = ("expected", "happened")
    return Tabulation(
        frame,
        Disclosure(
            ("counted", "rest", "untold", "small"),
            parts={"base": ("counted", "rest")},
            hides={"counted": ("happened",), "rest": ("happened",), "untold": told, "small": ("happened", "status")},
        ),
        arrange=of_release,
    )


def _indicators(data: Store) -> pd.DataFrame:
    """Last value of each indicator beside what was planned for then, those of the same name together.

    ``small`` is 1 where a value added up is a small one: of a few small ones the sum tells each.
    """
    minimum = data.settings.thresholds.disclosure_minimum
    last = latest_tabulation(data).frame.merge(data.all(Indicators)[["indicator", "name_en"]], on="indicator")
    # A share of a whole and of its parts is no sum.
    adding = last["unit"].isin(_ADDING)
    last["group"] = last["name_en"].where(adding, last["indicator"])
    place = last["status"].map({status: number for number, status in enumerate(_STATUSES)})
    small = last["counted"].between(1, minimum - 1).fillna(False).astype("int64")
    grouped = last.assign(place=place, small=small).groupby(["kind", "objective", "group"], sort=False, as_index=False)
    frame = grouped.agg(
        indicator=("indicator", "first"), unit=("unit", "first"), expected=("planned", "sum"),
        happened=("actual", "sum"), place=("place", "min"), small=("small", "max"), made_from=("made_from", join_ids),
    )  # fmt: skip
    return frame.assign(status=[_STATUSES[int(place)] for place in frame["place"]])


def indicator_names(data: Store) -> dict[str, Translatable]:
    """Give the words of indicators and of evidence, by id."""
    frame = pd.DataFrame(data.all(Indicators))
    named: dict[str, Translatable] = {str(row["indicator"]): label(row) for _place, row in frame.iterrows()}
    return {**named, **{f"{EVIDENCE_ID}{evidence}": words for evidence, words in EVIDENCE.items()}}


@cache
def step_names() -> dict[str, Label]:
    """Give the words of each step."""
    return words_of(declared("steps"), "step", "name")


def theory_table(data: Store) -> Table:
    """List what was expected and what happened at each step."""
    return Table(
        id="theory_of_change_steps",
        data=theory_tabulation(data),
        columns=(
            Column("level", _("Level"), words=LEVEL),
            Column("step", _("Step"), words=step_names()),
            Column("indicator", _("Indicator"), words=indicator_names(data)),
            Column("expected", _("Expected, or of how many"), share=is_share),
            Column("happened", _("Happened"), share=is_share),
            Column("status", _("Status"), words=STATUS_OF_INDICATOR),
        ),
        words=lambda released: Words(
            _("What was expected at each step, and what happened"),
            note=_(
                "Where the agency set a plan, it is what was expected, with its status by the rule of monitoring; of "
                "indicators of the same name the sum, and the worst status. Else the number stands beside that of "
                "which it is a part."
            ),
        ),
        source=EVALUATED,
        n=len(declared("steps")),
        units=STEPS,
    )


def assumptions_tabulation(data: Store) -> Tabulation:
    """Tabulate what the steps suppose, with what is known of it."""
    evidence = evidence_tabulation(data)
    shown = evidence.frame.drop_duplicates("evidence").drop(columns=_OF_MATRIX)
    frame = declared("assumptions").rename(columns={"evidence": "key"}).merge(shown, on="key")
    return Tabulation(frame.assign(open=frame["assumption"]), evidence.disclosure, arrange=of_release)


def assumptions_table(data: Store) -> Table:
    """List what the steps suppose, with what is known of it."""
    return Table(
        id="assumptions",
        data=assumptions_tabulation(data),
        columns=(
            Column("after", _("After"), words=LEVEL),
            Column("assumption", _("Assumption"), words=assumption_words()),
            Column("evidence", _("What tells of it"), words=EVIDENCE),
            Column("value", _("Evidence"), share=is_share),
            Column("base", _("Of")),
            Column("share", _("Part"), share=True),
            Column("open", _("What it does not tell"), words=words_of(declared("assumptions"), "assumption", "open")),
        ),
        words=lambda released: Words(_("What the steps suppose, and what is known of it")),
        source=EVALUATED,
        n=len(declared("assumptions")),
        units=_("assumptions"),
    )


def assumption_words() -> dict[str, Label]:
    """Give the words of each assumption."""
    return words_of(declared("assumptions"), "assumption", "text")


def missed(released: Released) -> pd.Series:
    """Tell which rows are off track, or behind."""
    return released.frame["status"].isin(["off_track", "behind"])
