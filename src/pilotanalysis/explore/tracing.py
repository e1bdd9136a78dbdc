"""Rows that made a number, as they stand in the raw files, and what cleaning made of their cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from ..files.cells import Grid
from ..files.grids import read_grids
from ..results.display import scrolling, text_html
from ..store import Store
from ..survey.tables import Columns, Ledger
from ..tables import file_of, sheet_of


@dataclass(frozen=True)
class RawRow:
    """One row of a raw file.

    Attributes
    ----------
    place : str
        File, sheet and row, as the analyst finds them.
    cells : DataFrame
        column, question, cell: those in which something stands.
    ledger : DataFrame
        Rows of Ledger on cells of the row.
    """

    place: str
    cells: pd.DataFrame
    ledger: pd.DataFrame


def place_of(id: str) -> str:
    """Say where a row stands: ``survey/x.xlsx, answers, row 7``."""
    head, _sign, row = id.partition("!")
    return f"{head.replace('#', ', ')}, row {row}"


def raw_row(data: Store, id: str) -> RawRow:
    """Read a row from its raw file; personal numeric codes are left out.

    Parameters
    ----------
    data : Store
    id : str
        Of one row.
    """
    file, head, row = file_of(id), sheet_of(id), int(id.rpartition("!")[2])
    sheet = head.partition("#")[2]
    grid = _grid(data, file, sheet)
    known = data.all(Columns)
    known = known[(known["file"] == file) & (known["sheet"] == sheet) & (known["position"] > 0)]
    heads = grid.cells.iloc[0].rename("column").to_frame().assign(question="")
    if len(known):
        named = known.drop_duplicates("position").set_index("position")
        heads = pd.DataFrame({"column": named["header"], "question": named["question"]})
        heads.index = heads.index - 1
    there = {place: text for place, text in grid.cells.loc[row].items() if isinstance(text, str)}
    cells = pd.DataFrame({"cell": there})
    ledger = data.all(Ledger)
    return RawRow(place_of(id), heads.join(cells, how="inner").fillna(""), ledger[ledger["row_id"] == id])


def row_html(found: RawRow) -> str:
    """Show a row: its cells with their columns, then the entries of the ledger on them."""
    cells = _table(f"{found.place}, as it stands", ("column", "question", "cell"), found.cells)
    if found.ledger.empty:
        return cells + "<p>The ledger has no entry on this row: cleaning took every cell at its face.</p>"
    columns = ("question", "raw", "value", "rule", "severity", "evidence")
    return cells + _table(f"{found.place}: what cleaning made of it, from the ledger", columns, found.ledger)


def _table(caption: str, columns: Sequence[str], frame: pd.DataFrame) -> str:
    head = "".join(f'<th scope="col">{text_html(column)}</th>' for column in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{text_html(str(cell))}</td>" for cell in row) + "</tr>"
        for row in frame[list(columns)].itertuples(index=False, name=None)
    )
    table = f"<table><caption>{text_html(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    return scrolling(table, caption)


def _grid(data: Store, file: str, sheet: str) -> Grid:
    path = data.study.raw / file
    stated = next((one for one in data.settings.exports if f"survey/{one.file}" == file), None)
    how = (stated.encoding, stated.separator) if stated else (None, None)
    return next(grid for grid in _grids(path, file, *how, path.stat().st_mtime_ns) if grid.sheet == sheet)


@lru_cache(maxsize=32)
def _grids(path: Path, name: str, encoding: str | None, separator: str | None, _stamp: int) -> tuple[Grid, ...]:
    return tuple(read_grids(path, name, encoding, separator))
