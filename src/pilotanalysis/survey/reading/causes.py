"""Why a file that cannot be read is as it is: what happened to all of it explains what is wrong with each part."""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import cast

from ...files.cells import Grid
from ...files.refusals import letters_of
from ...files.text import SEPARATORS
from ...problems import Problem, counted
from .below import heads_among_answers
from .headers import Headers

#: Rows and columns in which heads are looked for.
_FIRST_ROWS, _FIRST_COLUMNS = 30, 10
#: Heads and the answers of a respondent or two: with fewer columns it is a list of questions.
_FEWEST_COLUMNS = 2
#: A column of heads names so many questions, and so large a part of its cells does.
_MANY, _RECOGNISED = 5, 0.4
#: Into as many pieces a head falls apart.
_MOST_PIECES = 6
_IN_ONE = (
    "It was opened or saved with another separator. Put the file there as the tool wrote it, or bring that into a "
    "spreadsheet by Data, From Text/CSV, with the {} as separator, and save it as XLSX."
)
_TRANSPOSE = (
    "Each question needs a column, each respondent a row: export it again, or copy the whole table and paste it into a "
    "new sheet by Paste Special, Transpose."
)
#: A year, and by how many heads may be apart, the least first.
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_APART = sorted(range(-10, 11), key=abs)
#: Where as many heads have other years it is no slip in one of them.
_FEWEST_DATED = 2
_QUOTE = (
    "Export it again, or save it from the original as XLSX. Do not replace one separator by another in the text: "
    "answers hold it too, and then have to stand in quotation marks."
)


def cause_of(grids: Sequence[Grid], headers: Headers, name: str) -> Problem | None:
    """Find the one thing that happened to a file of which no heads, or not all, are known; None where nothing is found.

    Parameters
    ----------
    grids : sequence of Grid
    headers : Headers
    name : str
        What the analyst calls the file.
    """
    return next((problem for grid in grids for problem in _causes(grid, headers, name)), None)


def _causes(grid: Grid, headers: Headers, name: str) -> Iterator[Problem]:
    yield from _in_one_cell(grid, headers, name)
    yield from _transposed(grid, headers, name)
    yield from _far_below(grid, headers, name)
    yield from _wrapped_head(grid, headers, name)
    yield from _torn(grid, headers, name)
    yield from _of_other_years(grid, headers, name)


def _in_one_cell(grid: Grid, headers: Headers, name: str) -> Iterator[Problem]:
    """Find all heads in one cell, with what separates columns between them."""
    first = grid.cells.iloc[:_FIRST_ROWS, :1]
    for row, text in zip(first.index.tolist(), first.to_numpy(dtype=object).ravel().tolist(), strict=True):
        for word, mark in SEPARATORS.items():
            if not isinstance(text, str) or text.count(mark) < _MANY:
                continue
            heads = next(csv.reader([text.replace("\n", " ")], delimiter=mark), [])
            if sum(bool(headers.find(head)) for head in heads) >= max(_MANY, _RECOGNISED * len(heads)):
                said = f"All columns stand in one: cell A{row} holds {len(heads)} heads, with a {word} between them."
                yield Problem(name, said, _IN_ONE.format(word), grid.sheet or None, row)
                return


def _transposed(grid: Grid, headers: Headers, name: str) -> Iterator[Problem]:
    """Find questions below one another in a column; a list of questions has several such, of codes and of labels."""
    columns = cast("list[int]", list(grid.cells))
    named = {column: _questions(grid, column, headers) for column in columns[:_FIRST_COLUMNS]}
    heads = [column for column, number in named.items() if number]
    if len(heads) != 1 or len(columns) <= _FEWEST_COLUMNS:
        return
    letters = letters_of(heads[0])
    said = (
        f"The table is transposed: column {letters} names {counted(named[heads[0]], 'question')} below one another, "
        "and the answers of each respondent stand in a column of their own."
    )
    yield Problem(name, said, _TRANSPOSE, grid.sheet or None, column=letters)


def _questions(grid: Grid, column: int, headers: Headers) -> int:
    """How many questions a column names, each of them once; 0 where it holds something else."""
    texts = [text for text in grid.cells[column].tolist() if isinstance(text, str) and text.strip()]
    named = [text for text in texts if headers.find(text)]
    # Where each answer has a row of its own, the same questions come again and again.
    different = len(set(named))
    return different if len(named) >= max(_MANY, _RECOGNISED * len(texts)) and different > len(named) / 2 else 0


def _far_below(grid: Grid, headers: Headers, name: str) -> Iterator[Problem]:
    """Find heads below the rows in which they are looked for: somebody sorted them with the responses."""
    cells = grid.cells.iloc[_FIRST_ROWS:, :_FIRST_COLUMNS]
    for place, row in enumerate(cells.to_numpy(dtype=object), _FIRST_ROWS):
        if sum(isinstance(text, str) and bool(headers.find(text)) for text in row) >= _MANY:
            yield heads_among_answers(grid, place, name, place)
            return


def _wrapped_head(grid: Grid, headers: Headers, name: str) -> Iterator[Problem]:
    """Find a row of heads that goes on in the next line: together they are as long as the other rows."""
    usual = Counter(grid.lengths.values()).most_common(1)
    rows = grid.cells.index[:_FIRST_ROWS].tolist()
    for row, below in itertools.pairwise(rows) if usual else ():
        width, more = grid.lengths[row], grid.lengths[below]
        last, first = grid.cells.at[row, width - 1], grid.cells.at[below, 0]
        if width + more - 1 != usual[0][0] or below != row + 1 or not isinstance(last, str):
            continue
        if isinstance(first, str) and headers.find(f"{last} {first}"):
            said = f"The row of the heads is broken into rows {row} and {below}, within {f'{last} {first}'!r}."
            remedy = "Put both lines into one, or export it again: a line break has to stand in quotation marks."
            yield Problem(name, said, remedy, grid.sheet or None, row, letters_of(width - 1))
            return


def _torn(grid: Grid, headers: Headers, name: str) -> Iterator[Problem]:
    """Find heads that only cells beside one another, put together again, are."""
    mark = SEPARATORS.get(grid.separator, "")
    if not mark or not grid.lengths:
        return
    widths = grid.lengths.values()
    first = grid.cells.iloc[:_FIRST_ROWS]
    for row, cells in zip(first.index.tolist(), first.to_numpy(dtype=object), strict=True):
        texts = [text if isinstance(text, str) else "" for text in cells]
        if sum(bool(headers.find(text)) for text in texts if text) < _MANY:
            continue
        for start in range(len(texts)):
            if pieces := _pieces(texts[start : start + _MOST_PIECES], mark, headers):
                said = (
                    f"What separates the cells ({grid.separator}) stands in heads and answers without quotation marks: "
                    f"{mark.join(pieces)!r} came apart into {len(pieces)} cells, and rows have {min(widths)} to "
                    f"{max(widths)} of them."
                )
                yield Problem(name, said, _QUOTE, grid.sheet or None, row, letters_of(start))
                return


def _pieces(texts: Sequence[str], mark: str, headers: Headers) -> Sequence[str]:
    """The first of some cells that are a head when put together again; nothing where the first is one by itself."""
    if not texts[0] or headers.find(texts[0]):
        return ()
    ends = (end for end in range(2, len(texts) + 1) if re.search(r"[^\W\d_]", texts[end - 1]))
    return next((texts[:end] for end in ends if headers.find(mark.join(texts[:end]))), ())


def _of_other_years(grid: Grid, headers: Headers, name: str) -> Iterator[Problem]:
    """Find heads that are those of the questionnaire in other years, more than are in its own."""
    first = grid.cells.iloc[:_FIRST_ROWS]
    for row, cells in zip(first.index.tolist(), first.to_numpy(dtype=object), strict=True):
        dated = [text for text in cells if isinstance(text, str) and _YEAR.search(text)]
        apart = {text: _years_apart(text, headers) for text in dated}
        most = Counter(years for years in apart.values() if years is not None).most_common(1)
        if most and most[0][0] and most[0][1] >= _FEWEST_DATED:
            years = most[0][0]
            head = next(text for text in dated if apart[text] == years)
            said = (
                f"Its heads ask about other years than the questionnaire of its wave: {head!r}, where that has "
                f"{_moved(head, -years)!r}."
            )
            year = headers.year + years
            remedy = (
                f"If it is of a wave of {year}, put it into data/raw/survey/{year} and {year} behind the other keys in "
                f"waves of study.yml; if all answers are, mend the start of period there: {year}-..."
            )
            yield Problem(name, said, remedy, grid.sheet or None, row)
            return


def _years_apart(head: str, headers: Headers) -> int | None:
    """By how many years a head is later than one of the questionnaire; None where it is none of it in any year."""
    return next((years for years in _APART if headers.find(_moved(head, -years))), None)


def _moved(head: str, years: int) -> str:
    return _YEAR.sub(lambda found: str(int(found[0]) + years), head)
