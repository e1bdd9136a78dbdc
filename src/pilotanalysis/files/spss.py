"""SPSS files, read in a process of their own."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from ..problems import Problem, StudyError
from .cells import Grid, text_of
from .refusals import AGAIN

#: What a value stands for that SPSS declares missing without saying why.
_NO_ANSWER = "no answer"
#: Reads an SPSS file and writes what it holds, or what is wrong with it; and how many seconds it may take.
_SPSS_READER = """
import pickle, sys
import pyreadstat
try:
    values, about = pyreadstat.read_sav(sys.argv[1], user_missing=True, output_format="dict")
    said = values, about.variable_value_labels, about.missing_ranges or {}
except Exception as error:
    said = str(error)
pickle.dump(said, sys.stdout.buffer)
"""
_PATIENCE = 300


def read_spss(path: Path, name: str) -> Grid:
    """Values of each variable as text, those that stand for something as their label."""
    values, labels, ranges = _spss(path, name)
    columns = {
        place: pd.array([column, *_spss_texts(cells, _named(column, labels, ranges))], dtype="str")
        for place, (column, cells) in enumerate(values.items())
    }
    return Grid("", pd.DataFrame(columns, index=range(1, len(next(iter(values.values()), ())) + 2)))


def _spss(path: Path, name: str) -> tuple[dict[str, list[Any]], Mapping[str, Any], Mapping[str, Any]]:
    """Values by variable, labels of values, and ranges declared missing; read in a process of its own.

    What reads SPSS is C that a damaged file can make fall, and everything around it.
    """
    line = [sys.executable, "-P", "-c", _SPSS_READER, str(path)]
    try:
        done = subprocess.run(line, capture_output=True, check=False, timeout=_PATIENCE)
        said = pickle.loads(done.stdout) if done.returncode == 0 else "it is damaged"
    except subprocess.TimeoutExpired:
        said = "it comes to no end"
    if isinstance(said, str):
        raise StudyError(Problem(name, f"The file cannot be read as SPSS ({said}).", AGAIN))
    values, labels, ranges = said
    return values, labels, ranges


def _named(column: str, labels: Mapping[str, Any], ranges: Mapping[str, Any]) -> dict[Any, str]:
    """Words for the values of a variable; those declared missing without a label are *no answer*."""
    missing = {part["lo"]: _NO_ANSWER for part in ranges.get(column, ()) if part["lo"] == part["hi"]}
    return {**missing, **labels.get(column, {})}


def _spss_texts(values: Sequence[Any], labels: Mapping[Any, str]) -> list[str | None]:
    """Set values as text: numbers that stand for something as their label, dates as ISO."""
    return [
        None if pd.isna(value) else labels[value] if isinstance(value, float) and value in labels else text_of(value)
        for value in values
    ]
