"""The study as it ships: cleaning, and a batch in which nothing changed."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from pilotanalysis import pipeline
from pilotanalysis.demo.write import Wish, write_study
from pilotanalysis.study import find

from .timing import Row, seconds, side_by_side


def rows() -> Iterator[Row]:
    study = find(Path(__file__).parent)

    def read_as_text() -> None:
        for path in sorted(study.raw.rglob("*.xlsx")):
            pd.read_excel(path, sheet_name=None, dtype=str, engine="calamine")

    ours, beside = side_by_side(lambda: pipeline.build(study), read_as_text)
    yield Row("from raw files to tidy tables, nothing written", ours, "pandas reads the workbooks as text", beside)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "study"
        write_study(study, root, Wish(study.settings.seed))
        command = [sys.executable, "-m", "pilotanalysis", "run", "--study", str(root)]
        first, again = (seconds(lambda: subprocess.run(command, check=True, capture_output=True)) for _ in range(2))
    yield Row("a batch in which nothing changed", again, "the whole batch", first)
