"""Cleans a study with a spoilt survey and sets what comes out beside what was meant."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd
from rich.table import Table

from pilotanalysis.study import find

from .draw import ORIGINS, PARTNERS, Cell, write

SEED = 1
NEAR = 0.006
RESPONSES = [
    "county",
    "organisation_type",
    "year_founded",
    "caen",
    "employees",
    "turnover",
    "export_share",
    "consent",
    "position",
    "main_client",
]
COLUMNS: dict[str, dict[str, str]] = {
    "responses": {**{name: name for name in RESPONSES}, "name": "organisation", "fiscal_code": "organisation"},
    "markets": {
        **{f"sales_{o}": f"share_{o}" for o in ORIGINS},
        "sales_members": "share_members",
        "target_markets": "target_markets",
    },
    "interests": {"meet_slots": "slots", "meet_types": "organisation_types"},
    "inputs": {
        **{f"input_{o}": f"share_{o}" for o in ORIGINS},
        "input_stage": "stage",
        "input_value": "annual_value",
        "input_members": "share_members",
        "input_satisfaction": "satisfaction",
        "input_suppliers": "suppliers",
        "input_would_source": "would_source",
        "input_reasons": "reasons",
    },
    "needs": {"need_stage": "stage", "need_type": "need_type", "need_criticality": "criticality"},
    "offers": {"offer_stage": "stage", "offer_capacity": "capacity"},
    "links": {
        "link_partner": "partner_organisation",
        "link_type": "kinds",
        "link_frequency": "frequency",
        "link_since": "since",
    },
}
NAMES = {"name", "fiscal_code", *PARTNERS}
OUTCOMES = (
    "right",
    "asked, as it ought",
    "asked without need",
    "flagged though right",
    "wrong, marked",
    "lost",
    "silent",
)
Key = tuple[str, int, str, int]


class Read:
    """What cleaning made of an export, by file, row, question and repetition."""

    def __init__(self, study: Path) -> None:
        self.values: dict[Key, str] = {}
        self.severity: dict[Key, str] = defaultdict(str)
        self.kept: set[tuple[str, int]] = set()
        folder = study / "data" / "processed"
        for table, columns in COLUMNS.items():
            for row in self._rows(folder / f"{table}.csv"):
                if table == "responses":
                    self.kept.add((row["file"], int(row["row"])))
                for question, column in columns.items():
                    self._keep(row, question, row[column])
        for row in self._rows(folder / "barriers.csv"):
            self._keep(row, f"barrier_{row['barrier']}", row["degree"])
        for row in self._rows(folder / "other_answers.csv"):
            self._keep(row, row["question"], row["value"])
        for name in ("ledger", "review"):
            for row in self._rows(folder / f"{name}.csv"):
                key = (row["file"], int(row["row"]), row["question"], int(row["number"] or 0))
                order = ("", "info", "flag", "review")
                self.severity[key] = max(self.severity[key], row["severity"], key=order.index)

    @staticmethod
    def _rows(path: Path) -> Iterator[dict[str, str]]:
        yield from pd.read_csv(path, dtype=str, keep_default_na=False).to_dict("records")  # type: ignore[misc]

    def _keep(self, row: dict[str, str], question: str, value: str) -> None:
        if value:
            key = (row["file"], int(row["row"]), question, int(row.get("number") or 0))
            before = self.values.get(key)
            self.values[key] = f"{before};{value}" if before else value


def same(read: str, meant: str | float | None) -> bool:
    """Whether a value that was read is what was meant."""
    if isinstance(meant, float):
        try:
            return abs(float(read) - meant) <= max(NEAR * abs(meant), 1e-6)
        except ValueError:
            return False
    if re.fullmatch(r"\d{4}(-\d\d)?", read) and re.fullmatch(r"\d{4}-\d\d-\d\d", str(meant)):
        return str(meant).startswith(read)  # a day of which only year or month is written
    return set(read.split(";")) == set(str(meant).split(";"))


def outcome(cell: Cell, read: Read) -> tuple[str, str]:
    """How a cell came out, and what was read."""
    key = (cell.file, cell.row, cell.question, cell.number)
    value, severity = read.values.get(key, ""), read.severity.get(key, "")
    known = cell.question in NAMES and cell.question not in PARTNERS and not same(value, cell.meant)
    if known and value and not value.isdigit():
        value = ""  # a key of its own: no member was found
    if value and same(value, cell.meant) and cell.expected in {"value", "either"}:
        return ("flagged though right" if severity in {"flag", "review"} else "right"), value
    if not value and severity == "review":
        return ("asked without need" if cell.expected == "value" else "asked, as it ought"), value
    if not value and cell.expected == "missing":
        return "right", value
    if severity in {"flag", "review"}:
        return "wrong, marked", value
    return ("silent" if value else "lost"), value


def scored(study: Path, cells: Iterable[Cell]) -> list[tuple[Cell, str, str]]:
    """Each cell of a row that was kept, how it came out, and what was read."""
    read = Read(study)
    return [(cell, *outcome(cell, read)) for cell in cells if (cell.file, cell.row) in read.kept]


def measure(seed: int = SEED) -> list[tuple[Cell, str, str]]:
    """Spoil, clean and compare, in a folder that is left behind by nobody."""
    root = find(Path(__file__).parent).root
    with tempfile.TemporaryDirectory() as folder:
        study = Path(folder) / "study"
        shutil.copytree(root / "data" / "raw", study / "data" / "raw", ignore=shutil.ignore_patterns("pilot"))
        shutil.copy(root / "study.yml", study)
        cells = write(study, seed)
        command = [sys.executable, "-m", "pilotanalysis", "clean", "--study", str(study)]
        subprocess.run(command, check=True, capture_output=True)
        return scored(study, cells)


def tables() -> Iterator[Table]:
    """The score by kind, the clean cells, and an example of each kind that errs in silence."""
    yield from shown(measure())


def shown(results: list[tuple[Cell, str, str]]) -> Iterator[Table]:
    """Tables of results."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for cell, how, _ in results:
        counts[cell.kind][how] += 1
    clean = counts.pop("")
    total = sum((c for c in counts.values()), Counter[str]())
    summary = Table("cells", "number", *OUTCOMES, title=f"Typing: {len(counts)} kinds of mess")
    named = Counter(how for cell, how, _ in results if cell.kind and cell.question in NAMES)
    for label, row in (("spoilt", total), ("of them, names and codes", named), ("clean", clean)):
        summary.add_row(label, str(sum(row.values())), *(str(row[o]) for o in OUTCOMES))
    yield summary
    table = Table("kind", "cells", *OUTCOMES, title="By kind")
    for kind, row in sorted(counts.items(), key=lambda item: (-item[1]["silent"], -item[1]["lost"], item[0])):
        table.add_row(kind, str(sum(row.values())), *(str(row[o] or "") for o in OUTCOMES))
    yield table
    errors = Table(
        "kind", "question", "written", "meant", "read", "ought to be", title="Silently wrong, or lost without a mark"
    )
    for cell, how, value in results:
        if how in {"silent", "lost"}:
            meant = "" if cell.meant is None else str(cell.meant)
            errors.add_row(cell.kind or "clean", cell.question, repr(cell.raw), meant, value, cell.expected)
    yield errors
