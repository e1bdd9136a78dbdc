"""Which column of a sheet answers which question: by its header, by its neighbours, and by the order of blocks."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from ...files.refusals import letters_of
from ...problems import Problem, counted, quoted
from ..questionnaire import OTHER
from .decode import ticked
from .headers import Field, Headers
from .tools import SPLITS_BY_SLASH, Part

_WITH_OTHERS = "by another column too, with other answers"


@dataclass(frozen=True)
class ColumnMatch:
    """What the columns of a part turned out to hold.

    Attributes
    ----------
    fields : Mapping[int, Field]
    ambiguous : Mapping[int, str]
        What those could be that hold nothing for certain.
    doubled : Mapping[int, Field]
        Those that hold what another holds, too, with other answers.
    """

    fields: Mapping[int, Field]
    ambiguous: Mapping[int, str]
    doubled: Mapping[int, Field]


def match_columns(part: Part, headers: Headers, tool: str, elsewhere: Collection[str] = ()) -> ColumnMatch:
    """Tell what the columns of a part hold.

    Parameters
    ----------
    part : Part
    headers : Headers
    tool : str
        That wrote it.
    elsewhere : collection of str
        Repeats that have sheets of their own.
    """
    fields: dict[int, Field] = {}
    ambiguous: dict[int, str] = {}
    before: Field | None = None
    for column, head in sorted(part.heads.items()):
        # EUSurvey heads the columns of several answers by the options alone, behind their question.
        behind = headers.option_of(before, head) if tool == "eusurvey" and before else None
        found = [behind] if behind else headers.find(head, part.repeat)
        if not found and tool in SPLITS_BY_SLASH and (strange := headers.strange_option(head, part.repeat)):
            found = [strange]
        if not part.repeat and not behind:
            found = _of_this_block(found, headers.bare(head, elsewhere), before)
        if len(found) > 1:
            found = _other_in_words(found, part.cells[column], tool)
        if part.repeat and any(one.question.repeat != part.repeat for one in found):
            # Whoever keeps the sheet repeats the firm's name there; the responses say it already.
            ambiguous[column] = f"{found[0].question.name}, asked in another sheet"
        elif len(found) == 1:
            fields[column] = found[0]
        elif found:
            ambiguous[column] = quoted(dict.fromkeys(one.question.name for one in found))
        before = fields.get(column, before)
    if not part.repeat:
        fields = _in_order(_from_second(fields))
    ambiguous |= _taken_out(_copies(part, fields), fields)
    twice = {column: fields.pop(column) for column in _in_doubt(part, fields)}
    ambiguous |= {column: f"{one.question.name}, {_WITH_OTHERS}" for column, one in twice.items()}
    return ColumnMatch(fields, ambiguous, twice)


def _of_this_block(once: list[Field], bare: list[Field], before: Field | None) -> list[Field]:
    """What a head without a number means: of a block that bears no numbers, where the column before is of it."""
    if any(one.number for one in once) or not bare:
        return once
    here = [one for one in bare if before and one.question.repeat == before.question.repeat]
    return here or once or bare


def _other_in_words(found: list[Field], cells: pd.Series, tool: str) -> list[Field]:
    """Tell the tick of *other* from the words that say what: by what stands in the column."""
    ticks = [one for one in found if one.option == OTHER]
    words = [one for one in found if not one.option and not one.rank]
    if len(found) != 2 or not ticks or not words:
        return found
    _yes, said, unknown = ticked(cells)
    return words if tool == "limesurvey" or unknown.any() or not said.any() else ticks


def _from_second(fields: dict[int, Field]) -> dict[int, Field]:
    """Number blocks from the first on, where only those behind it are numbered: Title, Title.1 or Title, Title 2."""
    held = set(fields.values())
    numbered = {replace(one, number=0): one.number for one in held if one.number}
    bare = {one for one in held if one.question.repeat and not one.number and one in numbered}
    if not bare:
        return fields
    step = 1 if any(replace(one, number=1) in held for one in bare) else 0
    repeats = {one.question.repeat for one in bare}
    return {
        column: replace(one, number=one.number + step if one.number else 1) if one.question.repeat in repeats else one
        for column, one in fields.items()
    }


def _in_order(fields: dict[int, Field]) -> dict[int, Field]:
    """Number blocks that bear the same titles in their order, where each has all of its columns."""
    places: dict[str, dict[Field, list[int]]] = defaultdict(lambda: defaultdict(list))
    for column, one in sorted(fields.items()):
        if one.question.repeat and not one.number:
            places[one.question.repeat][one].append(column)
    told = dict(fields)
    for own in places.values():
        times = {len(columns) for columns in own.values()}
        if len(times) > 1 or times == {1}:
            continue
        rounds = list(zip(*own.values(), strict=True))
        # Blocks follow one another: the last column of one stands before the first of the next.
        if all(max(one) < min(other) for one, other in itertools.pairwise(rounds)):
            for one, columns in own.items():
                told |= {column: replace(one, number=number) for number, column in enumerate(columns, start=1)}
    return told


def held_twice(part: Part, match: ColumnMatch, name: str) -> Iterator[Problem]:
    """Find needed questions that stand in several columns, with other answers in each.

    Parameters
    ----------
    part : Part
    match : ColumnMatch
    name : str
        What the analyst calls the file.
    """
    held: dict[Field, list[int]] = defaultdict(list)
    for column, one in sorted(match.doubled.items()):
        # Blocks that are not numbered are told of by what would number them.
        if one.question.needed and (one.number or part.repeat or not one.question.repeat):
            held[one].append(column)
    for one, (first, *others) in held.items():
        cells = part.cells[[first, *others]].fillna("")
        rows = cells.index[(cells.nunique(axis=1) > 1).to_numpy()].tolist()
        places = quoted(map(letters_of, (first, *others)))
        told = f"{counted(len(rows), 'row')}, the first of them row {rows[0]}" if rows else "no row"
        said = f"The question {one.question.name} stands in columns {places}, and their answers differ in {told}."
        remedy = "Look which of them counts, and take the other out, or give it another head."
        yield Problem(name, said, remedy, part.sheet or None, part.head_row, repr(part.heads[first]))


def _taken_out(copies: Mapping[int, int], fields: dict[int, Field]) -> dict[int, str]:
    """Take copies out of what columns hold, and say of which column each is one."""
    return {
        column: f"{fields.pop(column).question.name}, which column {letters_of(first)} holds already"
        for column, first in copies.items()
    }


def _copies(part: Part, fields: Mapping[int, Field]) -> dict[int, int]:
    """Columns that repeat one before them, head and answers alike, with that one."""
    held: dict[Field, list[int]] = defaultdict(list)
    for column, one in sorted(fields.items()):
        held[one].append(column)
    copies: dict[int, int] = {}
    for columns in (own for own in held.values() if len(own) > 1):
        texts = {column: part.cells[column].fillna("") for column in columns}
        for column, other in itertools.combinations(columns, 2):
            if (texts[column] != "").any() and texts[column].equals(texts[other]):
                copies.setdefault(other, column)
    return copies


def _in_doubt(part: Part, fields: Mapping[int, Field]) -> list[int]:
    """Columns of one question of which some row fills two: nobody can say which counts.

    Where no row does, the question was asked anew or worded anew, and the columns belong together.
    """
    held = Counter(fields.values())
    doubtful: list[int] = []
    for one in (one for one, times in held.items() if times > 1):
        columns = [column for column, other in fields.items() if other == one]
        texts = [part.cells[column] for column in columns]
        # An option that was renamed has two columns: ticked is what one of them ticks.
        filled = pd.concat([ticked(own)[0] if one.option else own.fillna("") != "" for own in texts], axis=1)
        if (filled.sum(axis=1) > 1).any() or not (one.option or filled.any(axis=0).all()):
            doubtful += columns
    return doubtful
