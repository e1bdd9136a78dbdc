"""How many planted gaps are confirmed, and how many of those are there: by response rate and by erring managements.

``python -m benchmarks.gaps`` measures again and writes what the pack tells its readers of it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import product

import pandas as pd
from pandera.typing import DataFrame
from rich.table import Table

from pilotanalysis.chain.gaps.reliability import FILE, load
from pilotanalysis.chain.tables import Gaps

from .truth.planted import Planted, plant
from .truth.score import ALL, score

SEEDS = 20
RESPONSES = (1.0, 0.8, 0.65, 0.5, 0.4)
ERRING = (0.0, 0.1, 0.3)


def judged(planted: Planted) -> DataFrame[Gaps]:
    """Judge a planted study as the pack judges any."""
    from pilotanalysis.chain.build import judge_study

    return judge_study(planted.tables, planted.stages, planted.edges)


def measure(response: float, erring: float, seeds: int = SEEDS) -> pd.DataFrame:
    """Count planted gaps, those called confirmed, and those rightly so, by kind, over so many planted studies."""
    counts = []
    for seed in range(seeds):
        planted = plant(seed, response, erring)
        scores = score(planted.truth, judged(planted)).drop(index=ALL)
        counts.append(scores[["planted", "found", "right"]])
    added = sum(counts[1:], start=counts[0])
    return added.reset_index(names="kind").assign(response=response, erring=erring)


def measure_all() -> pd.DataFrame:
    """Measure every cell of the table, two at a time."""
    cells = list(product(RESPONSES, ERRING))
    with ProcessPoolExecutor(2) as pool:
        frames = list(pool.map(measure, *zip(*cells, strict=True)))
    return pd.concat(frames, ignore_index=True)[["response", "erring", "kind", "planted", "found", "right"]]


def tables() -> Iterator[Table]:
    measured = load()
    whole = measured.groupby(["response", "erring"], sort=False)[["planted", "found", "right"]].sum()
    table = Table(
        "members who answer", "managements err in", "planted", "confirmed", "precision", "least, by kind", "recall",
        title=f"gaps of {SEEDS} planted studies, as measured when the rules last changed (python -m benchmarks.gaps)",
    )  # fmt: skip
    for (response, erring), row in whole.iterrows():
        own = measured[(measured["response"] == response) & (measured["erring"] == erring)]
        least = (own["right"] / own["found"].where(own["found"] > 0)).min()
        numbers = [row["right"] / row["found"], least, row["right"] / row["planted"]]
        table.add_row(
            f"{response:.0%}", f"{erring:.0%}", *(f"{row[name]:,}" for name in ("planted", "found")),
            *(f"{number:.3f}" for number in numbers),
        )  # fmt: skip
    yield table
    title = "the same by kind, at 65 % and 10 %: measured now"
    kinds = Table("kind", "planted", "confirmed", "precision", "recall", title=title)
    for row in measure(0.65, 0.1).itertuples(index=False):
        precision = f"{row.right / row.found:.3f}" if row.found else "none"
        kinds.add_row(row.kind, f"{row.planted:,}", f"{row.found:,}", precision, f"{row.right / row.planted:.3f}")
    yield kinds


if __name__ == "__main__":
    measure_all().to_csv(FILE, index=False, lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
