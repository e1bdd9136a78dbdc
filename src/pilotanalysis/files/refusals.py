"""What is wrong with a file, in words that its readers share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from ..problems import Problem, counted, reason

#: A file that no survey writes: what is behind it would fill the memory.
MOST_COLUMNS, MOST_CELLS, MOST_BYTES = 5_000, 20_000_000, 2_000_000_000
#: As many cells of a sheet are told one by one.
MOST_TOLD = 100
AGAIN = "Export or copy it again."
#: What spreadsheets show where a formula fails, in English, Romanian and Italian.
ERROR_VALUE = re.compile(
    r"#(?:n/a|n/d|value!|ref!|div/0!|name\?|null!|num!|valoare!|nume\?|valore!|nome\?|rif!|nullo!|spill!|calc!|[îi]mp/0!"
    r"|getting_data|error!|eroare!|errore!|unknown!|field!|#+)|(?:err|errore|eroare):\s?\d{3}",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Flaw:
    """A cell of a workbook that holds a formula or an error.

    Attributes
    ----------
    row, column : int
        Counted from 1.
    error : str
        What it shows; empty where it is no error.
    stored : bool
        Whether the file holds what the formula gives.
    typed : str
        Text that a program took for a formula because it begins with an equals sign; empty where it is one.
    """

    row: int
    column: int
    error: str = ""
    stored: bool = True
    typed: str = ""

    @property
    def empty(self) -> bool:
        """Whether there is no value to take."""
        return bool(self.error) or not self.stored

    def problem(self, name: str, sheet: str) -> Problem:
        """Say what is wrong with the cell."""
        place = place_of(self.row, self.column)
        if self.error:
            said = f"Cell {place} holds the error {self.error}."
            return Problem(name, said, "Put the right value there, or clear it, and save.", sheet)
        if not self.stored:
            said = f"Cell {place} holds a formula without a stored value."
            return Problem(name, said, "Open the file in a spreadsheet and save it, or put the value there.", sheet)
        said = f"Cell {place} holds a formula; what it shows may be out of date."
        return Problem(name, said, "Copy the cells, paste them as values, and save.", sheet)


def flawed(name: str, sheet: str, flaws: Iterable[Flaw]) -> Iterator[Problem]:
    """Problems of each cell; beyond :data:`MOST_TOLD` cells, how many more there are."""
    rest = iter(flaws)
    yield from (flaw.problem(name, sheet) for flaw in islice(rest, MOST_TOLD))
    if more := sum(1 for _flaw in rest):
        yield Problem(
            name, f"There are formulas or errors in {counted(more, 'more cell')}.", "Mend them likewise.", sheet
        )


def protected(name: str) -> Problem:
    """The file is encrypted."""
    return Problem(name, "The file is protected by a password.", "Save it without a password and try again.")


def damaged(name: str, error: BaseException) -> Problem:
    """The file is not whole."""
    return Problem(name, f"The file is damaged or cut off ({error}).", AGAIN)


def unwritable(name: str, error: OSError) -> Problem:
    """A file or folder cannot be written to."""
    remedy = "Close it elsewhere, give yourself the right to write there, or free space, and run again."
    return Problem(name, f"Cannot be written to ({reason(error)}).", remedy)


@dataclass
class Extent:
    """How far the cells of a sheet reach that hold anything: the lowest and the rightmost, as (row, column)."""

    lowest: tuple[int, int] = (0, 0)
    rightmost: tuple[int, int] = (0, 0)

    def take(self, row: int, column: int) -> None:
        """Reckon with one more cell."""
        if row > self.lowest[0]:
            self.lowest = row, column
        if column > self.rightmost[1]:
            self.rightmost = row, column

    def problem(self, name: str, sheet: str) -> Problem | None:
        """Name the cell that stands far off from the others, if one does."""
        row, column = self.lowest[0], self.rightmost[1]
        if column > MOST_COLUMNS:
            said = f"The sheet is {column:,} columns wide (cell {place_of(*self.rightmost)})."
            return Problem(name, said, "Delete the columns beside the data and save again.", sheet)
        if row * column > MOST_CELLS:
            said = f"The sheet reaches down to row {row:,} (cell {place_of(*self.lowest)})."
            return Problem(name, said, "Delete the rows below the data and save again.", sheet)
        return None


@dataclass(frozen=True)
class SheetCheck:
    """What a sheet turned out to hold before it was read."""

    extent: Extent
    flaws: tuple[Flaw, ...]


def place_of(row: int, column: int) -> str:
    """Name a cell as a spreadsheet does.

    Examples
    --------
    >>> place_of(3, 28), place_of(300_000, 16_384)
    ('AB3', 'XFD300000')
    """
    return f"{letters_of(column - 1)}{row}"


def letters_of(column: int) -> str:
    """Name a column, counted from 0, as a spreadsheet does.

    Examples
    --------
    >>> letters_of(0), letters_of(27), letters_of(16_383)
    ('A', 'AB', 'XFD')
    """
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return letters


def column_of(letters: str) -> int:
    """Count a column from its letters.

    Examples
    --------
    >>> column_of("A"), column_of("AB"), column_of("XFD")
    (1, 28, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
