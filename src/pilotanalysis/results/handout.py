"""A page for each of several readers: from tables that were registered, the rows that are theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .messages import Translatable

#: First column of each table of a handout: for whom a row is.
READER = "reader"
#: How the rows of a reader are set: as a table; or as a grid, with a row for each value of the second column, a column
#: for each of the third, and in the cells the next two, marked by the last.
Form = Literal["grid", "table"]


@dataclass(frozen=True)
class HandoutPart:
    """Rows of a table as they stand on a page.

    Attributes
    ----------
    table : str
        Id of a table that was registered before; its first column is ``reader``.
    form : {"grid", "table"}
    none : Translatable
        What is said to a reader of whom the table has no row.
    half : bool
        Whether half the width of the page does: such parts that follow one another stand in two columns.
    marks : mapping
        Of a grid: colour and sign of each code of its last column.
    """

    table: str
    form: Form
    none: Translatable
    half: bool = False
    marks: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Handout:
    """Pages of the same parts, ``<id>-<reader>.<language>.pdf`` for each reader.

    Attributes
    ----------
    id : str
        How the files are called.
    titles : mapping
        Title of the page of each reader.
    lead : Translatable
        What the page is and how it is to be used, in a sentence or two.
    parts : tuple of HandoutPart
        In their order.
    """

    id: str
    titles: Mapping[str, Translatable]
    lead: Translatable
    parts: tuple[HandoutPart, ...]


def rows_for(entry: Mapping[str, Any], reader: str) -> list[int]:
    """Places of the rows of a registered table that are for a reader."""
    return [place for place, record in enumerate(entry["records"]) if record[0] == reader]
