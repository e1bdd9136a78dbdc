"""Tables beside this package: starter stages, legal forms, and what a form says otherwise in another country."""

from __future__ import annotations

import csv
from pathlib import Path


def rows(name: str) -> list[dict[str, str]]:
    """Rows of a table beside this module."""
    with (Path(__file__).parent / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def of_country(name: str, country: str) -> list[dict[str, str]]:
    """Rows of a country, or where there are none, those of any."""
    own = [row for row in rows(name) if row["country"] == country]
    return own or [row for row in rows(name) if not row["country"]]
