"""How many planted gaps are found: twenty studies, each kind of gap true about as often as not."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from pandera.typing import DataFrame
from rich.table import Table

from pilotanalysis.chain.tables import Gaps

from .truth.planted import Planted, plant
from .truth.score import at_face, score

SEEDS = 20


def judged(planted: Planted) -> DataFrame[Gaps]:
    """Judge a planted study as the pack judges any."""
    from pilotanalysis.chain.build import judge_study

    return judge_study(planted.tables, planted.stages, planted.edges)


def tables() -> Iterator[Table]:
    studies = [plant(seed) for seed in range(SEEDS)]
    truth = _of_all([study.truth for study in studies])
    yield _table(f"gaps of {SEEDS} planted studies, judged", score(truth, _of_all([judged(one) for one in studies])))
    yield _table("the same, had those who answered been taken for all", score(truth, at_face(truth)))


def _of_all(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Put studies together; clusters of different studies have the same names."""
    parts = [frame.assign(cluster=frame["cluster"] + f"/{seed}") for seed, frame in enumerate(frames)]
    return pd.concat(parts, ignore_index=True)


def _table(title: str, scores: pd.DataFrame) -> Table:
    table = Table("kind", *(name.replace("_", " ") for name in scores.columns), title=title)
    for kind, row in scores.astype(object).iterrows():
        table.add_row(str(kind), *(f"{cell:.3f}" if isinstance(cell, float) else f"{cell:,}" for cell in row))
    return table
