"""What a fictitious study is made of that is no code: words, names and weights, in tables beside it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).parent / "data"


def rows(name: str) -> list[dict[str, str]]:
    """Rows of a CSV file."""
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def lists(name: str) -> dict[str, Any]:
    """Lists of a YAML file, by name, and by what more sets them apart."""
    found: dict[str, Any] = yaml.safe_load((_FOLDER / name).read_text("utf-8"))
    return found


@cache
def weights(of: str) -> Mapping[str, float]:
    """Weights by code, in the order of the table."""
    return {row["code"]: float(row["weight"]) for row in rows("weights.csv") if row["of"] == of}
