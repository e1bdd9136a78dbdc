"""What the evaluation asks, and on which results it rests: data files beside this module."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from ...problems import Problem, quoted
from ...results import Label, label
from ...study import Study
from ...tables import split_ids

_HERE = Path(__file__).parent


def declared(name: str) -> pd.DataFrame:
    """Read one of the data files: questions, matrix, steps or assumptions.

    Parameters
    ----------
    name : str

    Returns
    -------
    DataFrame
        Every cell as text; blank where nothing stands.
    """
    return pd.read_csv(_HERE / f"{name}.csv", dtype="str", keep_default_na=False)


def words_of(frame: pd.DataFrame, key: str, field: str) -> dict[str, Label]:
    """Give the words of each row in every language, by its id."""
    return {str(row[key]): label(row, field) for _place, row in frame.iterrows()}


def results_named() -> list[str]:
    """List every result that a question rests on, as notebook:id."""
    return sorted({one for cell in declared("matrix")["results"] for one in split_ids(cell)})


def notebooks_missing(study: Study) -> list[Problem]:
    """Find notebooks that the study does not have and that questions of the evaluation rest on."""
    there = {path.name[:2] for path in (study.root / "notebooks").glob("[0-9][0-9]_*.ipynb")}
    named: dict[str, list[str]] = {}
    for one in results_named():
        named.setdefault(one[:2], []).append(one)
    return [
        Problem(
            "notebooks",
            f"There is no notebook {number}, and questions of the evaluation rest on its results {quoted(results)}.",
            "Restore it from the pack.",
        )
        for number, results in sorted(named.items())
        if number not in there
    ]
