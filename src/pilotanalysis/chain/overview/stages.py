"""Stages with the gaps that they have: what both pictures of the chain show."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from ...results import Disclosure
from ...store import Store
from ..presence import DISCLOSURE as PRESENCE_DISCLOSURE
from ..presence import stages_of
from ..tables import KINDS, Gaps

#: Kinds of gap that would tell a count of members where members work on the stage.
_TELLING = {"support": "needed_by", "thin": "members", "relational": "needed_by"}
#: Counts on a stage, with the kinds of gap that would tell them.
DISCLOSURE: Disclosure = replace(
    PRESENCE_DISCLOSURE,
    counts=(*PRESENCE_DISCLOSURE.counts, *(f"{kind}_tells" for kind in _TELLING)),
    hides={f"{kind}_tells": (kind,) for kind in _TELLING},
)


def stages_with_gaps(data: Store) -> pd.DataFrame:
    """Stages with a column for each kind of gap: its status where it holds, else empty.

    A column such as ``thin_tells`` has the count that could be told from that kind.
    """
    gaps = data.of(Gaps)
    held = gaps[gaps["at_face"]].pivot(index="stage", columns="kind", values="status").reindex(columns=list(KINDS))
    stages = stages_of(data).join(held, on="stage").fillna(dict.fromkeys(KINDS, ""))
    present = stages["presence"] == "present"
    return stages.assign(**{f"{kind}_tells": stages[count].where(present, 0) for kind, count in _TELLING.items()})


def has_gap(stages: pd.DataFrame) -> pd.Series:
    """Whether the release shows a gap on each stage."""
    return (stages[list(KINDS)].fillna("") != "").any(axis=1)


def all_told(hidden: pd.DataFrame, stages: pd.DataFrame) -> bool:
    """Whether the release tells of each stage that it has a gap, or that it has none."""
    return not bool((hidden[list(KINDS)].any(axis=1) & ~has_gap(stages)).any())
