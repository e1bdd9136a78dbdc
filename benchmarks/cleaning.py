"""Cleaning after reading, at three sizes, beside pandas reading the same file as text."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from pilotanalysis.demo.answers import answers_of
from pilotanalysis.demo.exports import export_of
from pilotanalysis.demo.invent import invent
from pilotanalysis.demo.mess import mess
from pilotanalysis.study import find
from pilotanalysis.survey import questionnaire
from pilotanalysis.survey.cleaning import clean_answers, context_of
from pilotanalysis.survey.reading import Export, read_export
from pilotanalysis.survey.reading.headers import Headers

from .timing import Row, side_by_side

CLUSTER = "iconic"
#: Kinds of answers: as they come, and with as many messed cells as in the measure of quality.
SHARES = {"": 0.0, "messed ": 0.15}
SIZES = {"": (2_000, 20_000, 100_000), "messed ": (2_000, 20_000)}
_AIMS = {**{("", size): "at most 5" for size in SIZES[""]}, ("messed ", 2_000): "at most 6"}


def rows() -> Iterator[Row]:
    study = find(Path(__file__).parent)
    asked = questionnaire.load(study)
    rules, headers = context_of(study, asked), Headers(asked)
    with tempfile.TemporaryDirectory() as folder:
        for kind, share in SHARES.items():
            for size in SIZES[kind]:
                path = Path(folder) / f"{CLUSTER}-{kind.strip()}{size}.csv"
                _write(path, size, share)
                export = read_export(path, path.name, f"survey/{path.name}", asked, headers, None, rules.recognisers)

                def ours(export: Export = export) -> object:
                    return clean_answers(export, rules)

                def beside(path: Path = path) -> object:
                    return pd.read_csv(path, dtype=str)

                seconds, other = side_by_side(ours, beside, repeats=5 if size < 50_000 else 2)
                said = f"{size:,} {kind}responses cleaned, after reading"
                yield Row(said, seconds, "pandas reads the file as text", other, _AIMS.get((kind, size), ""))
            said = f"MB at the most that cleaning {size:,} {kind}responses adds"
            yield Row(said, _peak(path), "MB of the file", path.stat().st_size / 1e6, "at most 5")


def _write(path: Path, size: int, share: float) -> None:
    study = find(Path(__file__).parent)
    asked = questionnaire.load(study)
    truth = invent(study, study.settings.seed, size, (CLUSTER,))
    given = answers_of(truth, CLUSTER, asked)
    export = export_of("google_forms", ".csv", "ro", asked)
    messed = mess(given, asked, "ro", share, np.random.default_rng(study.settings.seed), export.keeps)
    export.write(path, messed.answers)


def _peak(path: Path) -> float:
    """Memory that cleaning takes at its most, in MB, above what is held once the file is read."""
    command = [sys.executable, "-m", "benchmarks.cleaning", str(path)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def _memory(which: str) -> float:
    # What getrusage says of a child begins with the memory of its parent.
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith(which))
    return int(line.split()[1]) / 1000


if __name__ == "__main__":
    opened = find(Path(__file__).parent)
    form = questionnaire.load(opened)
    going_by = context_of(opened, form)
    name = sys.argv[1]
    export = read_export(Path(name), name, "survey/x.csv", form, Headers(form), None, going_by.recognisers)
    held = _memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # the peak from here on
    answers = clean_answers(export, going_by)
    print(_memory("VmHWM") - held)
