"""The tools that write exports: how each is told by its columns, and how it lays answers out.

LimeSurvey and KoboToolbox were checked with true exports. EUSurvey and Google Forms were not
(:data:`UNTRIED`): their readers follow published source and documentation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import cast

import pandas as pd

from ...files.cells import Grid
from ...problems import Problem, StudyError, quoted
from ..word_lists import LISTED, meanings
from .below import answers_above, answers_first, heads_among_answers, rows_below
from .headers import Headers, key
from .measures import refuse_other_measures
from .ties import Place, whose_rows

#: Tools that take an answer to a question of numbers only as a number, and write it with a point before decimals.
TYPES_NUMBERS = ("kobo", "limesurvey", "odk", "spss")
#: Tools whose readers were never checked with a true export.
UNTRIED = ("eusurvey", "google_forms")
#: Tools that head the column of an option by its question, a slash and the option.
SPLITS_BY_SLASH = ("kobo", "odk")
_FIRST_ROWS = 30
#: A sheet that names so many questions holds answers.
_MANY = 5


@dataclass
class Part:
    """Answers of one sheet, or of several that belong together, as text.

    Attributes
    ----------
    repeat : str
        The repeat whose rows it holds; empty where it holds the responses.
    heads : Mapping[int, str]
        Headers of the columns of questions.
    cells : pd.DataFrame
        One row a response, or a repetition; labels are the rows of the sheet.
    meta : dict[str, pd.Series]
        What the tool says about each row besides: id, submitted, language, minutes and so on.
    own : Mapping[int, str]
        Headers of the columns that are the tool's own.
    sheets : Mapping[int, str]
        The sheet of a column, where it is another.
    """

    sheet: str
    repeat: str
    heads: Mapping[int, str]
    cells: pd.DataFrame
    meta: dict[str, pd.Series]
    own: Mapping[int, str]
    tells_blanks: bool = False
    head_row: int = 1
    sheets: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Layout:
    """What a tool made of a file.

    Attributes
    ----------
    parts : list[Part]
        The responses first, then repeats.
    unread : list[str]
        Sheets in which nothing was recognised.
    """

    tool: str
    parts: list[Part]
    unread: list[str]


def lay_out(grids: Sequence[Grid], headers: Headers, name: str, ending: str, stated: str | None) -> Layout:
    """Tell which tool wrote a file, or take the one that is stated, and put its sheets together.

    Raises
    ------
    StudyError
        If no row of the file names questions.
    """
    grids = answers_first(grids, headers)
    tool = stated or _tool_of(grids, ending)
    parts, unread = _LAY_OUT[tool](grids, headers, name)
    left = [grid for grid in grids if grid.sheet in unread and _holds_answers(grid, headers)]
    if left:
        raise StudyError([_unread(grid, headers, name, parts[0].sheet) for grid in left])
    return Layout(tool, parts, unread)


def _unread(grid: Grid, headers: Headers, name: str, main: str) -> Problem:
    """A sheet holds answers that nobody would read."""
    said, remedy = "No column ties its rows to the responses.", "Export it again with all columns of the tool."
    if not _repeat_of(grid.sheet, headers):
        said = "It holds answers to the questionnaire too, and only one sheet of responses is read."
        remedy = f"Put its rows below those of the sheet {main}, or take the sheet out."
        if "_parent_index" in _row(grid, 0).values():
            said, remedy = "It holds rows of a repeat.", f"Name the sheet after its repeat: {quoted(headers.repeats)}."
    return Problem(name, said, remedy, grid.sheet)


def _holds_answers(grid: Grid, headers: Headers) -> bool:
    """Whether one of the first rows of a sheet names questions for the most part, with rows below it."""
    for place in range(min(_FIRST_ROWS, len(grid.cells) - 1)):
        heads = list(_row(grid, place).values())
        told = sum(any(headers.find(head, repeat) for repeat in ("", *headers.repeats)) for head in heads)
        if told >= max(_MANY, len(heads) / 2):
            return True
    return False


def _tool_of(grids: Sequence[Grid], ending: str) -> str:
    first = grids[0]
    heads = list(_row(first, 0).values())
    keys = {key(_before_point(head)) for head in heads} | {key(head) for head in heads}
    if sum(bool(keys & set(words)) for meaning, words in LISTED["limesurvey"].items() if meaning) >= 4:
        return "limesurvey"
    if {"_id", "_uuid", "_submission_time", "_index"} & set(heads) and any(head.startswith("_") for head in heads):
        return "kobo"
    if ending == ".sav":
        return "spss"
    if "KEY" in heads and "SubmissionDate" in heads:
        return "odk"
    ids = set(LISTED["eusurvey"]["id"])
    above = _rows(first, 0, _FIRST_ROWS)
    if first.sheet.lower() == "content" or any(ids & set(map(key, row.values())) for row in above):
        return "eusurvey"
    if heads and key(heads[0]) in LISTED["google_forms"]["submitted"]:
        return "google_forms"
    return "plain"


def _before_point(head: str) -> str:
    return head.partition(". ")[0]


def _row(grid: Grid, place: int) -> dict[int, str]:
    """Cells of a row that hold anything, by column."""
    return _rows(grid, place, place + 1)[0]


def _rows(grid: Grid, start: int, end: int) -> list[dict[int, str]]:
    """Cells of each of some rows that hold anything, by column."""
    columns = cast("list[int]", list(grid.cells))
    return [
        {column: cell for column, cell in zip(columns, row, strict=True) if isinstance(cell, str) and cell.strip()}
        for row in grid.cells.iloc[start:end].to_numpy(dtype=object)
    ]


def _meaning(tool: str, head: str) -> str | None:
    """What the tool means by a column of its own; None where it is not the tool's."""
    for said in (key(head), key(_before_point(head))):
        for meaning, keys in LISTED[tool].items():
            if said in keys:
                return meaning
    return None


def _part(
    grid: Grid, place: int, headers: Headers, own: Callable[[str], str | None], heads: Mapping[int, str] | None = None,
    repeat: str = "",
) -> Part:  # fmt: skip
    """Take a sheet apart whose header stands in row `place`, counted from 0."""
    cells, heads = rows_below(grid, place, headers), _row(grid, place) if heads is None else heads
    # A column that is the tool's by its name, but a question's too, is the question's.
    meanings = {column: None if headers.find(head, repeat) else own(head) for column, head in heads.items()}
    meta: dict[str, pd.Series] = {}
    for column, meaning in meanings.items():
        if meaning:
            meta.setdefault(meaning, cells[column])
    asked = {column: head for column, head in heads.items() if meanings[column] is None}
    mine = {column: head for column, head in heads.items() if column not in asked}
    return Part(grid.sheet, repeat, asked, cells, meta, mine, grid.tells_blanks, int(grid.cells.index[place]))


#: Parts, the responses first, and sheets in which nothing was recognised.
_LaidOut = tuple[list[Part], list[str]]


def _limesurvey(grids: Sequence[Grid], headers: Headers, name: str) -> _LaidOut:
    def own(head: str) -> str | None:
        meaning = _meaning("limesurvey", head)
        if meaning is None and key(head).startswith(LISTED["limesurvey times"][""]):
            return ""
        code = _before_point(head)
        # Times by code: orgnameTime is the time spent on orgname.
        if meaning is None and code.endswith("Time") and not headers.find(head):
            timed = code.removesuffix("Time")
            return "" if headers.find(timed) or headers.names_section(timed) or code.startswith("group") else None
        return meaning

    part = _part(grids[0], 0, headers, own)
    if "seconds" in part.meta:
        part.meta["minutes"] = (pd.to_numeric(part.meta["seconds"], errors="coerce") / 60).round(2).astype("str")
    else:
        _time(part)
    if "submitted" in part.meta:
        part.meta["complete"] = part.meta["submitted"].fillna("") != ""
    return [part], [grid.sheet for grid in grids[1:]]


def _time(part: Part) -> None:
    """Tell the minutes from start to end."""
    if {"started", "ended"} <= part.meta.keys():
        first, last = (
            pd.to_datetime(part.meta[end].str[:19], errors="coerce", format="ISO8601") for end in ("started", "ended")
        )
        part.meta["minutes"] = ((last - first).dt.total_seconds() / 60).round(2)


def _kobo(grids: Sequence[Grid], headers: Headers, name: str) -> _LaidOut:
    meaning_of = meanings("kobo", str)

    def own(head: str) -> str | None:
        return meaning_of.get(head, "" if head.startswith("_") else None)

    main = _part(grids[0], 0, headers, own)
    _time(main)
    sent = main.meta.get("id")
    index = main.meta.get("index", pd.Series(None, index=main.cells.index, dtype="str"))
    main.meta["id"] = index if sent is None else sent  # without _id rows of repeats are tied by _index alone
    parts, unread = [main], []
    for grid in grids[1:]:
        repeat = _repeat_of(grid.sheet, headers)
        if repeat and "_parent_index" in _row(grid, 0).values():
            part = _part(grid, 0, headers, own, repeat=repeat)
            part.meta["id"] = whose_rows(part.cells, part.meta, index, sent, Place(name, grids[0].sheet, grid.sheet))
            parts.append(part)
        else:
            unread.append(grid.sheet)
    return parts, unread


def _odk(grids: Sequence[Grid], headers: Headers, name: str) -> _LaidOut:
    """Take the tables of ODK Central: repeats in tables of their own, tied by their key."""
    own = partial(_meaning, "odk")
    main = _part(grids[0], 0, headers, own)
    _time(main)
    parts, unread = [main], []
    for grid in grids[1:]:
        repeat = _repeat_of(grid.sheet.rpartition("-")[2], headers)
        if repeat and "PARENT_KEY" in _row(grid, 0).values():
            part = _part(grid, 0, headers, own, repeat=repeat)
            part.meta["id"] = part.meta["parent"]
            parts.append(part)
        else:
            unread.append(grid.sheet)
    return parts, unread


def _repeat_of(sheet: str, headers: Headers) -> str:
    """Name of the repeat that a sheet is named after, by its code or a label; sheets are cut to 31 letters."""
    wanted = key(sheet)
    for repeat, names in headers.repeats.items():
        if any(wanted == said[: len(wanted)] and len(wanted) >= min(len(said), 25) for said in names):
            return repeat
    return ""


#: A cell with as many letters may go on below: no sheet holds more than 32,767 in one.
_FULL = 30_000
#: Short names behind titles, and glued to the answers.
_SHORT_NAME, _GLUED = re.compile(r" \(\w+\)$"), re.compile(r"(?<=\S)\(\w+\)(?=\s*(?:;|$))")


def _eusurvey(grids: Sequence[Grid], headers: Headers, name: str) -> _LaidOut:
    """Put sheets of 254 columns side by side, and what did not fit a cell behind it."""
    content = [grid for grid in grids if grid.sheet.lower().startswith("content")] or grids
    place, _heads = _head_row(content[0], headers, name)
    first_row = content[0].cells.index[place]
    there = [grid for grid in content if first_row in grid.cells.index]
    wide = []
    heads: dict[int, str] = {}
    sheets: dict[int, str] = {}
    offset = 0
    for grid in there:
        row = _row(grid, cast(int, grid.cells.index.get_loc(first_row)))
        places = cast("list[int]", list(grid.cells.columns))
        heads |= {column + offset: head for column, head in row.items()}
        sheets |= {column + offset: grid.sheet for column in row}
        wide.append(grid.cells.set_axis([place + offset for place in places], axis=1))
        offset += max(places, default=0) + 1
    joined = Grid(content[0].sheet, pd.concat(wide, axis=1).sort_index().loc[first_row:])
    part = _part(joined, 0, headers, partial(_meaning, "eusurvey"), heads)
    part.sheets = sheets
    if "id" in part.meta:
        _continue(part)
        if len(part.cells) > 1 and part.meta["id"].nunique() == 1:
            del part.meta["id"]  # an anonymous survey says so in place of its ids
    if sum(bool(_SHORT_NAME.search(head)) for head in heads.values()) > len(heads) / 2:
        part.cells = part.cells.apply(lambda texts: texts.str.replace(_GLUED, "", regex=True))
    return [part], [grid.sheet for grid in grids if all(grid is not other for other in there)]


def _continue(part: Part) -> None:
    """Bring what a long cell could not hold, set in rows of its own below, back to it."""
    belongs = part.meta["id"].notna()
    # Rows above the first id are responses without one, not what is left of another.
    belongs |= ~belongs.cummax()
    cells = part.cells.copy()
    home = pd.Series(cells.index.where(belongs), index=cells.index).ffill()
    for row in cells.index[~belongs]:
        rest = cells.loc[row].dropna()
        whole = cells.loc[home[row]].dropna()
        full = set(whole.index[whole.str.len() >= _FULL])
        # Exporters since 2020 set the rest of a cell one column to the right.
        step = 0 if set(rest.index) <= full or not {column - 1 for column in rest.index} <= full else 1
        for column, text in rest.items():
            above = cells.at[home[row], column - step]
            cells.at[home[row], column - step] = f"{above}{text}" if isinstance(above, str) else text
    part.cells, part.meta = cells[belongs], {name: values[belongs] for name, values in part.meta.items()}


def _google(grids: Sequence[Grid], headers: Headers, name: str) -> _LaidOut:
    return [_part(grids[0], 0, headers, partial(_meaning, "google_forms"))], [grid.sheet for grid in grids[1:]]


def _plain(grids: Sequence[Grid], headers: Headers, name: str) -> _LaidOut:
    """A table as somebody keeps it: a head somewhere in the first rows, perhaps over two of them."""
    parts: list[Part] = []
    unread = []
    for grid in grids:
        repeat = _repeat_of(grid.sheet, headers) if grid.sheet and parts else ""
        try:
            place, heads = _head_row(grid, headers, name, repeat)
        except StudyError:
            if not parts and grid is grids[-1]:
                raise
            unread.append(grid.sheet)
            continue
        if parts and not repeat:
            unread.append(grid.sheet)
            continue
        part = _part(grid, place, headers, partial(_meaning, "plain"), heads, repeat)
        if repeat and "id" not in part.meta:
            said, remedy = "There is no column that says whose row it is.", "Add a column respondent to both sheets."
            if "_parent_index" in heads.values():
                said = f"The sheet {parts[0].sheet} has lost its column _index, by which rows are tied to responses."
                remedy = "Export it again with all columns of KoboToolbox."
            raise StudyError(Problem(name, said, remedy, grid.sheet, part.head_row))
        parts.append(part)
    return parts, unread


def _head_row(grid: Grid, headers: Headers, name: str, repeat: str = "") -> tuple[int, dict[int, str]]:
    """Find the row that names the questions: the one of the first rows that names the most.

    Raises
    ------
    StudyError
        If none names two.
    """
    best: tuple[int, int, dict[int, str], dict[int, str]] = (0, 0, {}, {})
    above: dict[int, str] = {}
    for place, row in enumerate(_rows(grid, 0, _FIRST_ROWS)):
        heads = dict(row)
        told = 0
        alone: dict[int, str] = {}
        for column, cell in row.items():
            # A head that spans several columns stands in the first of them.
            over = next((above[left] for left in range(column, -1, -1) if left in above), "")
            if over and headers.find(f"{over} {cell}", repeat):
                heads[column] = f"{over} {cell}"
            elif over:
                alone[column] = over
            told += bool(headers.find(heads[column], repeat))
        best = max(best, (told, place, heads, alone), key=lambda one: one[0])
        above = row
    told, place, heads, alone = best
    if told < 2:
        remedy = "Is it the export of another survey? Headers must be codes or labels of questions."
        raise StudyError(Problem(name, "No row names questions of the questionnaire.", remedy, grid.sheet or None))
    if rows := answers_above(grid, place):
        raise StudyError(heads_among_answers(grid, place, name, len(rows)))
    refuse_other_measures(alone, heads, headers, partial(Problem, name, sheet=grid.sheet or None))
    return place, heads


_LAY_OUT: Mapping[str, Callable[[Sequence[Grid], Headers, str], _LaidOut]] = {
    "limesurvey": _limesurvey,
    "kobo": _kobo,
    "eusurvey": _eusurvey,
    "google_forms": _google,
    "odk": _odk,
    "spss": _plain,
    "plain": _plain,
}
