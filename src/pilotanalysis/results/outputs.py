"""What can leave the house: numbers, findings, tables and figures, each with its lineage."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import pandas as pd

from .messages import Decimal, Share, Translatable, say

if TYPE_CHECKING:
    from matplotlib.figure import SubFigure

Unit = Literal["count", "share", "quotient", "proportion", "number", "respondents", "minutes"]


@dataclass(frozen=True)
class Number:
    """One number.

    Attributes
    ----------
    id : str
        Unique within its notebook and cluster.
    label : Translatable
        What it measures.
    value : float or None
        None where it is not known; never 0 for that.
    unit : {"count", "share", "quotient", "proportion", "number", "respondents", "minutes"}
        A count is the number of the rows that made it; a share is their number over that of `of`; proportion and
        number are a share and a count of something else than rows, respondents a count of them where they are no rows.
    rows : tuple of str
        Ids of the raw rows that made it; of a count or share, those counted.
    n : int
        How many units it rests on.
    source : Translatable
        Who says so.
    of : tuple of str
        Of a count or share, the ids of the rows they were counted among.
    public : bool
        Known to everyone (from the roster or official statistics), so never suppressed.
    """

    id: str
    label: Translatable
    value: float | None
    unit: Unit
    rows: tuple[str, ...]
    n: int
    source: Translatable
    of: tuple[str, ...] = ()
    public: bool = False
    suppressed: bool = False

    def render(self, language: str) -> str:
        if self.suppressed or self.value is None:
            return ":c" if self.suppressed else ":"
        if self.unit in ("count", "number", "respondents"):
            return say(int(self.value), language)
        if self.unit in ("share", "proportion"):
            return Share(self.value).render(language)
        return Decimal(self.value, 0 if self.unit == "minutes" else 2).render(language)

    def missing(self, languages: tuple[str, ...]) -> list[str]:
        return self.label.missing(languages) + self.source.missing(languages)


def count(
    id: str,
    label: Translatable,
    rows: tuple[str, ...],
    of: tuple[str, ...],
    *,
    source: Translatable,
    public: bool = False,
) -> Number:
    """Count rows among others: the value is their number."""
    return Number(id, label, len(rows), "count", rows, len(of), source, of=of, public=public)


def share(
    id: str,
    label: Translatable,
    rows: tuple[str, ...],
    of: tuple[str, ...],
    *,
    source: Translatable,
    public: bool = False,
) -> Number:
    """Share of rows in others; not known where there are none to share in."""
    value = len(rows) / len(of) if of else None
    return Number(id, label, value, "share", rows, len(of), source, of=of, public=public)


@dataclass(frozen=True)
class Finding:
    """A sentence whose numbers are registered.

    Attributes
    ----------
    id : str
    text : Translatable
        The sentence; its values may be the numbers.
    numbers : tuple of Number
    """

    id: str
    text: Translatable
    numbers: tuple[Number, ...] = ()


@dataclass(frozen=True)
class Column:
    """How a column of a table is shown.

    Attributes
    ----------
    name : str
        Column of the frame.
    label : Translatable
    unit : Translatable, optional
    words : mapping, optional
        Words for the codes that stand in the column.
    decimals : int, optional
        Of a number that is not whole.
    disclosive : bool
        Counts of respondents, suppressed in the public release when small; or codes with such counts behind them,
        as code:number joined by ;.
    heading : Translatable, optional
        Under which it stands on a sheet; under that of the column before, if not given.
    """

    name: str
    label: Translatable
    unit: Translatable | None = None
    words: Mapping[str, Translatable] | None = None
    decimals: int | None = None
    disclosive: bool = False
    heading: Translatable | None = None


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes
    ----------
    id : str
    title : Translatable
        What it shows; for a printed table, the finding.
    frame : DataFrame
        Its rows; the column ``made_from`` holds the row ids of each.
    columns : tuple of Column
        The columns shown, in order.
    source : Translatable
    n : int
        How many units it rests on.
    note : Translatable, optional
    complements : tuple of (str, str)
        Pairs of columns that add up to a known total: where one is suppressed, the other is too.
    additive : bool
        Whether the rows of each counting column add up to a known total.
    hides : mapping
        By counting column, others that would give its count away: they are blanked where it is suppressed.
    sheets : bool
        Whether each row is shown as a sheet of its own, its columns under their headings.
    """

    id: str
    title: Translatable
    frame: pd.DataFrame
    columns: tuple[Column, ...]
    source: Translatable
    n: int
    note: Translatable | None = None
    complements: tuple[tuple[str, str], ...] = ()
    additive: bool = False
    hides: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sheets: bool = False


@dataclass(frozen=True)
class Figure:
    """A figure.

    Attributes
    ----------
    id : str
    title : Translatable
        The finding.
    subtitle : Translatable
        What is shown, and its unit.
    alt : Translatable
        What a reader who cannot see it must know.
    data : DataFrame
        What it shows, all of it; ``made_from`` holds the row ids of each row.
    draw : callable
        ``draw(area, data, language)`` paints `data` on the matplotlib subfigure between title and source.
    source : Translatable
    n : int
    size : tuple of float
        Width and height of the picture in inches; title and source add what they need.
    note : Translatable, optional
    disclosive : tuple of str
        Columns of `data` that count respondents.
    hides : mapping
        By counting column, others that would give its count away: they are blanked where it is suppressed.
    internal : bool
        Whether it shows single respondents, and so stays out of the public release.
    """

    id: str
    title: Translatable
    subtitle: Translatable
    alt: Translatable
    data: pd.DataFrame
    draw: Callable[[SubFigure, pd.DataFrame, str], None]
    source: Translatable
    n: int
    size: tuple[float, float] = (10.0, 5.6)
    note: Translatable | None = None
    disclosive: tuple[str, ...] = field(default=())
    hides: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    internal: bool = False


Item = Number | Finding | Table | Figure
