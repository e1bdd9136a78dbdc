"""What a fictitious study is made of that is no code: words, names and weights, in tables beside it.

Of what respondents write in their own words, no text was taken from a real answer. Phrases of a stage name what it
supplies, and no phrase belongs to two stages, so that texts can be coded back to the stage they were drawn for. In
templates ``{}`` stands for a number (of a *volume*), or for what a stage supplies (of a *topic* and an *idea*).
"""

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


Phrases = Mapping[str, Mapping[str, tuple[str, ...]]]


def _phrases(name: str, of: str) -> Phrases:
    """Phrases by what they are about and by language."""
    table = rows(name)
    languages = [column for column in table[0] if column != of]
    return {
        each: {language: tuple(row[language] for row in table if row[of] == each) for language in languages}
        for each in dict.fromkeys(row[of] for row in table)
    }


#: What each stage supplies.
STAGES = _phrases("stages.csv", "stage")
#: What organisations that are no firms do for a stage whose firms carry, finance, print or build.
SERVICES = _phrases("services.csv", "stage")
#: What else is said, by topic; never a person's name. Topics ending in ``_other`` are questions beside an option.
TOPICS = _phrases("phrases.csv", "topic")
#: Positions in a chain, with the weights of who makes things and who serves, and what they sell where and to whom.
POSITIONS = rows("positions.csv")
