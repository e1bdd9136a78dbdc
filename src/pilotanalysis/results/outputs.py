"""What can leave the house: numbers, findings, tables and figures.

Each is data with its disclosure, and functions that compose words and pictures from the data as
it is released: none can tell what the release suppresses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import pandas as pd

from ..tables import join_ids, split_ids
from .disclosure import Disclosure, suppress
from .messages import SUPPRESSED, Decimal, Share, Translatable, say

if TYPE_CHECKING:
    from matplotlib.figure import SubFigure

Unit = Literal["count", "share", "quotient", "proportion", "number", "respondents", "minutes"]


@dataclass(frozen=True)
class Number:
    """One registered number.

    Attributes
    ----------
    id : str
        Unique within its notebook and cluster: one quantity has one.
    label : Translatable
        What it measures.
    value : float or None
        None where it is not known or suppressed; never 0 for that.
    unit : {"count", "share", "quotient", "proportion", "number", "respondents", "minutes"}
        A count is the number of the rows that made it; a share is their number over that of `of`; proportion and
        number are a share and a count of something else than rows, respondents a count of them where they are no rows.
    rows : tuple of str
        Ids of the raw rows that made it: of a count or share those counted, of a sum those added up, of a number of
        gaps or stages those that each of them rests on. Never the whole base: that is `of`.
    n : int
        How many units it rests on.
    source : Translatable
        Who says so.
    of : tuple of str
        Ids of the rows that it was counted, or is held, among.
    public : bool
        Known to everyone (from the roster or official statistics), so never suppressed.
    suppressed : bool
        Whether the release leaves it out.
    decimals : int
        Of the percentage with which a share or proportion is said.
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
    decimals: int = 0

    def render(self, language: str) -> str:
        """Say the value in a language; ``:c`` where suppressed, ``:`` where not known."""
        if self.suppressed or self.value is None:
            return SUPPRESSED if self.suppressed else ":"
        if self.unit in ("count", "number", "respondents"):
            return say(int(self.value), language)
        if self.unit in ("share", "proportion"):
            return Share(self.value, self.decimals).render(language)
        return Decimal(self.value, 0 if self.unit == "minutes" else 2).render(language)

    def missing(self, languages: tuple[str, ...]) -> list[str]:
        """Languages in which its label or source cannot be said."""
        return self.label.missing(languages) + self.source.missing(languages)

    def withheld(self) -> Number:
        """Give it as a release shows it that may not tell it: without value and without rows."""
        return replace(self, value=None, suppressed=True, rows=(), of=())


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
class Tabulation:
    """A frame and what it tells about members: wherever it is shown, the same cells are suppressed.

    Attributes
    ----------
    frame : DataFrame
        The column ``made_from`` holds, for each row, the ids of the rows that made it, joined by ;.
    disclosure : Disclosure
    shown : tuple of int, optional
        Places of the rows that are shown; all, if not given. What is suppressed is settled on all rows.
    arrange : callable, optional
        Takes and orders rows shown, from the frame as released: an order by counts would tell those suppressed.
    """

    frame: pd.DataFrame
    disclosure: Disclosure = field(default_factory=Disclosure)
    shown: tuple[int, ...] | None = None
    arrange: Callable[[pd.DataFrame], pd.DataFrame] | None = None

    def only(self, chosen: pd.Series) -> Tabulation:
        """Show some of the rows: those for which `chosen`, of the frame's length, is true."""
        return replace(self, shown=tuple(int(place) for place in chosen.to_numpy(dtype=bool).nonzero()[0]))

    def arranged(self, arrange: Callable[[pd.DataFrame], pd.DataFrame]) -> Tabulation:
        """Show the rows, as released, that `arrange` gives, in its order; after what arranges them already."""
        before = self.arrange
        return replace(self, arrange=arrange if before is None else lambda frame: arrange(before(frame)))

    def release(self, minimum: int | None) -> Released:
        """Give it as released, with counts below `minimum` suppressed; None suppresses nothing."""
        frame = self.frame.reset_index(drop=True)
        hidden = pd.DataFrame(False, index=frame.index, columns=frame.columns)
        if minimum is not None:
            frame, hidden = suppress(frame, self.disclosure, minimum)
        whole = Released(frame, hidden)
        if self.shown is None and self.arrange is None:
            return whole
        rows = frame if self.shown is None else frame.iloc[list(self.shown)]
        if self.arrange is not None:
            rows = self.arrange(rows)
        return Released(rows.reset_index(drop=True), hidden.loc[rows.index].reset_index(drop=True), whole)


@dataclass(frozen=True)
class Released:
    """A tabulation as a release shows it: what words and pictures are made of.

    Attributes
    ----------
    frame : DataFrame
        The rows shown; suppressed cells are missing.
    hidden : DataFrame of bool
        Which cells are suppressed.
    beyond : Released, optional
        The same with all its rows, where only some are shown.
    """

    frame: pd.DataFrame
    hidden: pd.DataFrame
    beyond: Released | None = None

    @property
    def whole(self) -> Released:
        """All rows of the tabulation, totals among them that a sentence tells and a picture does not show."""
        return self.beyond or self

    def number(
        self,
        id: str,
        words: Translatable,
        row: int,
        column: str,
        unit: Unit = "respondents",
        *,
        n: int,
        source: Translatable,
        rows: str = "made_from",
        of: tuple[str, ...] = (),
    ) -> Number:
        """Make a number of a cell, made from the rows that the column `rows` names, among those of `of`."""
        value = self.frame[column].iloc[row]
        known, made = None if pd.isna(value) else float(value), tuple(split_ids(str(self.frame[rows].iloc[row])))
        number = Number(id, words, known, unit, made, n, source, of=of)
        return number.withheld() if self.hidden[column].iloc[row] else number

    def rows_of(self, chosen: pd.Series | None = None, column: str = "made_from") -> tuple[str, ...]:
        """Ids of the rows that made the rows shown, or those of them for which `chosen` is true, by a column of ids."""
        cells = self.frame[column] if chosen is None else self.frame.loc[chosen.astype(bool), column]
        return tuple(split_ids(join_ids(cells)))


@dataclass(frozen=True)
class Words:
    """What is written about a table or figure.

    Attributes
    ----------
    title : Translatable
        What the reader should take away.
    subtitle : Translatable, optional
        What is shown, and its unit; a figure needs it.
    alt : Translatable, optional
        What a reader who cannot see it must know; a figure needs it.
    note : Translatable, optional
    reading : Translatable, optional
        How to read it, in two or three plain sentences; a figure needs it.
    """

    title: Translatable
    subtitle: Translatable | None = None
    alt: Translatable | None = None
    note: Translatable | None = None
    reading: Translatable | None = None


@dataclass(frozen=True)
class Finding:
    """A sentence; the numbers in it are registered with it.

    Attributes
    ----------
    id : str
    data : Tabulation
        What it is about.
    text : callable
        Composes the sentence from the data as released.
    """

    id: str
    data: Tabulation
    text: Callable[[Released], Translatable]


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
        Words for the codes that stand in the column; without any, what is joined by ; is set apart by commas.
    decimals : int, optional
        Of a number that is not whole.
    share : bool or callable
        Whether it holds shares between 0 and 1, set as percentages; or which rows do, from the frame as released.
    calendar : bool
        Whether it holds days as ``2014-06-30`` or months as ``2014-06``, several of them joined by ;.
    heading : Translatable, optional
        Under which it stands on a sheet; under that of the column before, if not given.
    made_from : str
        Column of the frame with the ids of the rows that made its cells.
    """

    name: str
    label: Translatable
    unit: Translatable | None = None
    words: Mapping[str, Translatable] | None = None
    decimals: int | None = None
    share: bool | Callable[[pd.DataFrame], pd.Series] = False
    calendar: bool = False
    heading: Translatable | None = None
    made_from: str = "made_from"


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes
    ----------
    id : str
    data : Tabulation
    columns : tuple of Column
    words : callable
        Composes its title and note from the data as released.
    source : Translatable
    n : int
        How many units it rests on.
    sheets : bool
        Whether each row is shown as a sheet of its own, its columns under their headings.
    key : tuple of str
        Columns of codes that together name a row: on pages, rows of other tables with the same key link to its sheet.
    on_sheets : bool
        Whether its rows also stand on the sheets of the cluster's table whose key begins with the same columns.
    name : Translatable, optional
        What the table of all clusters is called in lists; its title, if not given.
    grouped : int
        So many of its first columns are said once on a page, for all rows that follow one another and say the same.
    room : tuple of str
        Columns that documents keep though nothing stands in them, with room to write in by hand.
    units : Translatable, optional
        What the units are that `n` counts.
    """

    id: str
    data: Tabulation
    columns: tuple[Column, ...]
    words: Callable[[Released], Words]
    source: Translatable
    n: int
    sheets: bool = False
    key: tuple[str, ...] = ()
    on_sheets: bool = False
    name: Translatable | None = None
    grouped: int = 0
    room: tuple[str, ...] = ()
    units: Translatable | None = None


@dataclass(frozen=True)
class Figure:
    """A figure.

    Attributes
    ----------
    id : str
    data : Tabulation
        What it shows, all of it.
    words : callable
        Composes title, subtitle, alt text and note from the data as released.
    draw : callable
        ``draw(area, frame, language)`` paints the frame as released on the matplotlib subfigure between title and
        source.
    source : Translatable
    n : int
    size : tuple of float, or callable
        Width and height of the picture in inches, or how they follow from the frame as released; title and source add
        what they need.
    columns : tuple of str
        Columns that its CSV holds; all but ``made_from``, if none is given.
    internal : bool
        Whether it shows single respondents, and so stays out of the public release.
    units : Translatable, optional
        What the units are that `n` counts.
    """

    id: str
    data: Tabulation
    words: Callable[[Released], Words]
    draw: Callable[[SubFigure, pd.DataFrame, str], None]
    source: Translatable
    n: int
    size: tuple[float, float] | Callable[[pd.DataFrame], tuple[float, float]] = (10.0, 5.6)
    columns: tuple[str, ...] = ()
    internal: bool = False
    units: Translatable | None = None


@dataclass(frozen=True)
class Method:
    """How something is computed.

    Attributes
    ----------
    title : Translatable
    formulas : tuple of str
        In symbols, which are the same in every language.
    text : Translatable
        What the symbols stand for, and what is assumed.
    example : Translatable, optional
        It worked out on results of the study.
    """

    title: Translatable
    formulas: tuple[str, ...]
    text: Translatable
    example: Translatable | None = None


@dataclass(frozen=True)
class Methods:
    """How the numbers of a notebook are computed; those in the examples are registered with it.

    Attributes
    ----------
    id : str
    data : Tabulation
        What the examples are taken from.
    parts : callable
        Composes them from the data as released.
    """

    id: str
    data: Tabulation
    parts: Callable[[Released], tuple[Method, ...]]


Item = Number | Finding | Table | Figure | Methods
