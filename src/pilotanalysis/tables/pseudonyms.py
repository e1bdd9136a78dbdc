"""Tables without names: keys, rows and texts replaced by codes that are the same within one set of tables.

What of a table does not leave the house as it is, its columns say (:data:`columns.Holds`). A code is the place of what
it stands for in an order that hangs on a key. Who has no key cannot work out the code of a known name, and a set that
is made with another key has other codes. Rows are set in the order of their codes, so that their places do not tell
either who comes first on a list of members.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterable, Iterator, Mapping

import pandas as pd
from pandas.api.types import is_numeric_dtype

from . import SEPARATOR, StudyTable, TableSet, conform, row_of, row_spans, sheet_of, single_rows, split_ids
from .keys import keys_of

#: First letter of the codes of each kind.
_LETTERS: Mapping[str, str] = {"member": "M", "candidate": "C", "respondent": "R", "text": "T"}
_ROWS, _MEMBERS = "rows", "members"
#: Kinds of columns whose cells are replaced as a whole, each column with codes of its own.
_WORDS = ("text", "name", "code", "answer")
#: A class of an activity, as it is written.
_CLASS = r"\s*\d[\d.]{1,4}\s*"

Codes = Mapping[str, str]


def pseudonymised(tables: TableSet, key: bytes, private: Collection[str], coded: Collection[str]) -> TableSet:
    """Replace what the columns of tables hold of members, managements and persons by codes.

    Where a name may be told (:meth:`StudyTable.told`), the row keeps it, and what goes with it. A table of candidates
    has other codes for them than the tables of answers, and for the rows that it was made from: nothing leads from a
    name that is told to what was answered.

    Parameters
    ----------
    tables : TableSet
    key : bytes
        What the codes hang on; whoever has it can work them out again.
    private : collection of str
        Folders of raw files whose rows get other numbers.
    coded : collection of str
        Questions whose answers are codes of options.
    """
    worlds: dict[str, set[str]] = {}
    for model, frame in tables.items():
        for name, kind in _held(model).items():
            if kind != _MEMBERS:
                worlds.setdefault(_world(model, name, kind), set()).update(_parts(frame[name], kind))
    codes = {
        world: _renumbered(found, key, world, private) if world.startswith(_ROWS) else _coded(found, key, world)
        for world, found in sorted(worlds.items())
    }
    return TableSet({model: conform(_told(model, frame, codes, coded), model) for model, frame in tables.items()})


def _held(model: type[StudyTable]) -> dict[str, str]:
    """Columns of a table that do not leave the house as they are, and what they hold."""
    columns = model.to_schema().columns
    return {name: kind for name, column in columns.items() if (kind := (column.metadata or {}).get("holds"))}


def _world(model: type[StudyTable], name: str, kind: str) -> str:
    """Call what has codes of its own; within it one thing has one code."""
    if kind in _WORDS:
        return f"text {model.__name__} {name}"
    return f"{_ROWS} of candidates" if kind == _ROWS and "candidate" in _held(model).values() else kind


def _parts(cells: pd.Series, kind: str) -> Iterator[str]:
    """Give each thing that stands in the cells of a column."""
    for cell in cells.dropna().unique():
        if kind in _WORDS:
            yield cell
        elif kind == _ROWS:
            yield from single_rows(split_ids(cell))
        else:
            yield from split_ids(cell)


def _order(things: Iterable[str], key: bytes, world: str) -> list[str]:
    """Set things in an order that hangs on the key."""
    return sorted(things, key=lambda thing: hmac.digest(key, f"{world}\0{thing}".encode(), "sha256"))


def _coded(things: Iterable[str], key: bytes, world: str) -> Codes:
    ordered, letter = _order(things, key, world), _LETTERS[world.partition(" ")[0]]
    digits = len(str(len(ordered)))
    return {thing: f"{letter}{place:0{digits}d}" for place, thing in enumerate(ordered, start=1)}


def _renumbered(rows: Iterable[str], key: bytes, world: str, private: Collection[str]) -> Codes:
    """Give the rows of each private sheet other numbers, from 1 on."""
    sheets: dict[str, list[str]] = {}
    for row in rows:
        if row.partition("/")[0] in private:
            sheets.setdefault(sheet_of(row), []).append(row)
    return {
        row: f"{sheet}!{place}"
        for sheet, own in sheets.items()
        for place, row in enumerate(_order(own, key, f"{world}\0{sheet}"), start=1)
    }


def _told(
    model: type[StudyTable], frame: pd.DataFrame, codes: Mapping[str, Codes], coded: Collection[str]
) -> pd.DataFrame:
    """Give a table as it may leave the house."""
    out = pd.DataFrame(frame)
    for name, kind in _held(model).items():
        own = codes["member" if kind == _MEMBERS else _world(model, name, kind)]
        cells = {cell: _cell(cell, kind, own) for cell in frame[name].dropna().unique()}
        out[name] = frame[name].map(cells).astype("str").where(~_stays(model, frame, name, coded), frame[name])
    if "row" in out:
        out["row"] = out["row_id"].map(row_of)
    return _arranged(out, model)


def _cell(cell: str, kind: str, own: Codes) -> str:
    if kind in _WORDS:
        return own[cell]
    if kind == _ROWS:
        return _rows(cell, own)
    return SEPARATOR.join(_among_words(own, one) if kind == _MEMBERS else own[one] for one in split_ids(cell))


def _among_words(own: Codes, said: str) -> str:
    """Replace the key of an organisation that stands behind the first word, the longest there is.

    Examples
    --------
    >>> _among_words({"exemplu doi|IS": "M2", "exemplu": "M1"}, "person exemplu doi|IS morning 3")
    'person M2 morning 3'
    """
    first, *words = said.split(" ")
    keys = ((" ".join(words[:end]), words[end:]) for end in range(len(words), 0, -1))
    return next((" ".join([first, own[key], *rest]) for key, rest in keys if key in own), said)


def _rows(cell: str, own: Codes) -> str:
    """Rename the rows of a cell; sheets stay where they are, and rows that were named as one are again.

    Examples
    --------
    >>> own = {f"roster/x.csv!{row}": f"roster/x.csv!{code}" for row, code in ((2, 9), (3, 1), (4, 2))}
    >>> _rows("roster/x.csv!2;reference/y.csv!7;roster/x.csv!3-4", own)
    'roster/x.csv!1-2;roster/x.csv!9;reference/y.csv!7'
    """
    parts = split_ids(cell)
    spans = any("-" in part.rpartition("!")[2] for part in parts)
    sheets: dict[str, list[int]] = {}
    for row in single_rows(parts):
        if row in own:
            sheets.setdefault(sheet_of(row), []).append(row_of(own[row]))
    named: list[str] = []
    for part in parts:
        sheet = sheet_of(part)
        if single_rows([part])[0] not in own:
            named.append(part)
        elif numbers := sheets.pop(sheet, []):
            file, _sign, name = sheet.partition("#")
            named += row_spans(file, name, numbers) if spans else [f"{sheet}!{number}" for number in sorted(numbers)]
    return SEPARATOR.join(named)


def _stays(model: type[StudyTable], frame: pd.DataFrame, name: str, coded: Collection[str]) -> pd.Series:
    """Tell the cells of a column that stay as they are: what may be told, classes, and answers without words."""
    kind = _held(model)[name]
    if kind == "name":
        return model.told(frame)
    if kind == "code":
        return frame[name].str.fullmatch(_CLASS).fillna(False).astype("bool")
    if kind == "answer":
        return frame["question"].isin(list(coded)) | frame["value_number"].notna()
    return pd.Series(False, index=frame.index)


def _arranged(frame: pd.DataFrame, model: type[StudyTable]) -> pd.DataFrame:
    """Set rows in the order of their codes, within what stands in the order of the study.

    Candidates stay in the order of their ranks, and what tells of nobody stays as its makers wrote it down.
    """
    held, keys = _held(model), keys_of(model).primary
    if set(held.values()) <= {_ROWS}:
        return frame
    if "row" in frame:
        by, first = ["row", *(["number"] if "number" in frame else [])], ["wave", "cluster", "file", "sheet"]
    else:
        by = [name for name in keys if held.get(name) in ("member", _ROWS) and name != "made_from"]
        first = [name for name in keys if name not in held]
    if not by:
        return frame
    words = [name for name in first if name in frame and not is_numeric_dtype(frame[name])]
    order = frame[by].assign(**{f"place of {name}": pd.factorize(frame[name])[0] for name in words})
    return frame.loc[order.sort_values([*order.columns[len(by) :], *by], kind="stable").index].reset_index(drop=True)
