"""Stages with the gaps that they have: what both pictures of the chain show."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from ...results import Disclosure
from ...store import Store
from ..kinds import KINDS
from ..lookups import TELLING, with_counts_told
from ..presence import DISCLOSURE as PRESENCE_DISCLOSURE
from ..presence import stages_of
from ..tables import Gaps

#: Counts on a stage, with the kinds of gap that would tell them. The ranking leaves these out, so that the other kinds
#: of a stage do not leave the one that tells.
DISCLOSURE: Disclosure = replace(
    PRESENCE_DISCLOSURE,
    counts=(*PRESENCE_DISCLOSURE.counts, *TELLING.values()),
    hides={column: (kind,) for kind, column in TELLING.items()},
)


def stages_with_gaps(data: Store) -> pd.DataFrame:
    """Stages with a column for each kind of gap: its status where it holds, else empty."""
    gaps = data.of(Gaps)
    held = gaps[gaps["at_face"]].pivot(index="stage", columns="kind", values="status").reindex(columns=list(KINDS))
    # Of a kind that holds nowhere there are no words to tell its column from one of numbers.
    held = held.astype("object")
    stages = stages_of(data).join(held, on="stage").fillna(dict.fromkeys(KINDS, ""))
    return with_counts_told(stages, gaps)


def has_gap(stages: pd.DataFrame) -> pd.Series:
    """Whether the release shows a gap on each stage."""
    return (stages[list(KINDS)].fillna("") != "").any(axis=1)


def has_confirmed_gap(stages: pd.DataFrame) -> pd.Series:
    """Whether the release shows a confirmed gap on each stage."""
    return (stages[list(KINDS)] == "found").any(axis=1)


def all_told(hidden: pd.DataFrame, stages: pd.DataFrame) -> bool:
    """Whether the release tells of each stage that it has a gap, or that it has none."""
    return not bool((hidden[list(KINDS)].any(axis=1) & ~has_gap(stages)).any())
