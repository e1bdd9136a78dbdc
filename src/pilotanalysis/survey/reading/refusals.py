"""What is wrong with a file, in words that its readers share."""

from __future__ import annotations

from ...problems import Problem

#: A file that no survey writes: what is behind it would fill the memory.
MOST_COLUMNS, MOST_CELLS, MOST_BYTES = 5_000, 20_000_000, 2_000_000_000
AGAIN = "Export or copy it again."


def protected(name: str) -> Problem:
    return Problem(name, "The file is protected by a password.", "Save it without a password and try again.")


def damaged(name: str, error: BaseException) -> Problem:
    return Problem(name, f"The file is damaged or cut off ({error}).", AGAIN)


def formula(name: str, place: str) -> Problem:
    said = f"Cell {place} holds a formula; what it shows may be out of date."
    return Problem(name, said, "Copy the cells, paste them as values, and save.")


def error_cell(name: str, place: str, shown: str) -> Problem:
    said = f"Cell {place} holds the error {shown}."
    return Problem(name, said, "Put the right value there, or clear it, and save.")


def far_off(name: str, row: int, place: str) -> Problem:
    said = f"The sheet reaches down to row {row:,} (cell {place})."
    return Problem(name, said, "Delete the rows below the data and save again.")


def number_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def letters_of(number: int) -> str:
    """Name a column.

    Examples
    --------
    >>> letters_of(1), letters_of(27), number_of("AA")
    ('A', 'AA', 27)
    """
    letters = ""
    while number:
        number, letter = divmod(number - 1, 26)
        letters = chr(65 + letter) + letters
    return letters
