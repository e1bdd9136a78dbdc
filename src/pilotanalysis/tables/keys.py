"""Keys of tables: what tells the rows of a table apart, and which rows of other tables they point to.

Every table declares them with :func:`keyed`; :func:`broken_keys` holds tables to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from ..problems import Problem, nearest, quoted
from ..study import Study
from . import StudyTable, TableModel, name_of

#: A message lists the values that are known where there are no more than that.
_MOST_LISTED = 20


@dataclass(frozen=True)
class ForeignKey:
    """Columns whose values, taken together, stand in a table.

    A row of which one of them is missing points to nothing.

    Attributes
    ----------
    columns : tuple of str
    table : type of StudyTable, optional
        Where they stand; the same table where not given.
    there : tuple of str
        How they are called there; alike where not given.
    """

    columns: tuple[str, ...]
    table: type[StudyTable] | None = None
    there: tuple[str, ...] = ()

    @property
    def targets(self) -> tuple[str, ...]:
        """Names of the columns in the table that is pointed to."""
        return self.there or self.columns


@dataclass(frozen=True)
class Keys:
    """Keys of a table.

    Attributes
    ----------
    primary : tuple of str
        The smallest set of columns that tells its rows apart; heads of tables have none.
    foreign : tuple of ForeignKey
    """

    primary: tuple[str, ...]
    foreign: tuple[ForeignKey, ...]


_DECLARED: dict[type[StudyTable], Keys] = {}


def keyed(*primary: str, foreign: Iterable[ForeignKey] = ()) -> Callable[[type[TableModel]], type[TableModel]]:
    """Declare the keys of a table.

    Parameters
    ----------
    *primary : str
        Columns of its primary key; none for the head of other tables.
    foreign : iterable of ForeignKey
        Tables that derive from this one have them too.
    """

    def declare(model: type[TableModel]) -> type[TableModel]:
        _DECLARED[model] = Keys(primary, tuple(foreign))
        return model

    return declare


def keys_of(model: type[StudyTable]) -> Keys:
    """Give the keys of a table, with the foreign keys of those that it derives from.

    Raises
    ------
    KeyError
        If it declares none.
    """
    inherited = [_DECLARED[base] for base in reversed(model.__mro__) if base in _DECLARED]
    return Keys(_DECLARED[model].primary, tuple(key for keys in inherited for key in keys.foreign))


def pointed_to(models: Iterable[type[StudyTable]]) -> list[type[StudyTable]]:
    """List the tables that others point to, directly or by way of one another, and that are not among them."""
    models, found = list(models), list[type[StudyTable]]()
    waiting = list(models)
    while waiting:
        for key in keys_of(waiting.pop(0)).foreign:
            if key.table and key.table not in (*models, *found):
                found.append(key.table)
                waiting.append(key.table)
    return found


def may_be_empty(model: type[StudyTable], column: str) -> bool:
    """Whether a column may be missing, or hold empty text; a CSV file does not tell the two apart."""
    declared = model.to_schema().columns[column]
    return bool(declared.nullable or (declared.metadata or {}).get("blank"))


def broken_keys(study: Study, tables: Mapping[type[StudyTable], pd.DataFrame]) -> list[Problem]:
    """Find rows that have the key of another, or lack one, and rows that point to nothing.

    Parameters
    ----------
    study : Study
    tables : mapping of type of StudyTable to DataFrame
        As :func:`tables.conform` gives them. Foreign keys to tables that are not among them are not looked at.
    """
    return [
        problem
        for model, frame in tables.items()
        for problem in (*_repeated(study, model, frame), *_unresolved(study, model, frame, tables))
    ]


def _repeated(study: Study, model: type[StudyTable], frame: pd.DataFrame) -> Iterator[Problem]:
    keys = keys_of(model)
    primary = list(keys.primary)
    if not primary:
        return
    pointing = {column for key in keys.foreign for column in key.columns}
    for column in primary:
        # Of a cell that points nowhere it is told what it could point to.
        if column not in pointing and not may_be_empty(model, column):
            for place in frame.index[_is_empty(frame[column])]:
                yield _problem(study, model, frame, place, "It is empty.", "It tells the rows apart.", column)
    for place in frame.index[frame.duplicated(primary)]:
        values = frame.loc[place, primary]
        said = (
            f"{values.iloc[0]} stands twice."
            if len(primary) == 1
            else f"The key {quoted(values.dropna())} stands twice."
        )
        yield _problem(study, model, frame, place, said, "Name it once.", quoted(primary))


def _unresolved(
    study: Study, model: type[StudyTable], frame: pd.DataFrame, tables: Mapping[type[StudyTable], pd.DataFrame]
) -> Iterator[Problem]:
    for key in keys_of(model).foreign:
        target = key.table or model
        if target not in tables:
            continue
        columns, there = list(key.columns), tables[target][list(key.targets)]
        points = pd.Series(True, index=frame.index)
        for column in columns:
            points &= ~_is_empty(frame[column]) if may_be_empty(model, column) else True
        own = frame.loc[points, columns]
        found = _keys(own).isin(_keys(there))
        for place in own.index[~found]:
            *others, value = own.loc[place]
            noun = key.targets[-1]
            article = "an" if noun[0] in "aeio" else "a"
            said = f"{value} is not {article} {noun} of {quoted(others)}." if others else f"{value} is no {noun}."
            beside = (there[list(key.targets[:-1])] == others).all(axis=1)
            known = list(dict.fromkeys(there.loc[beside, noun]))
            listed = quoted(known) if len(known) <= _MOST_LISTED else f"{len(known):,}, in {name_of(target)}.csv"
            remedy = f"Known: {listed}.{nearest(str(value), map(str, known))}"
            yield _problem(study, model, frame, place, said, remedy, columns[-1])


def _keys(columns: pd.DataFrame) -> pd.Index:
    return pd.Index(columns.iloc[:, 0]) if columns.shape[1] == 1 else pd.MultiIndex.from_frame(columns)


def _is_empty(cells: pd.Series) -> pd.Series:
    return cells.isna() | (cells.astype("str") == "")


def _problem(
    study: Study, model: type[StudyTable], frame: pd.DataFrame, place: int, found: str, remedy: str, column: str
) -> Problem:
    """Say where it stands: in the raw file that the row was read from, else in the table itself."""
    if "row_id" in frame:
        head, _sign, row = str(frame.loc[place, "row_id"]).rpartition("!")
        file, _sign, sheet = head.partition("#")
        return Problem(study.relative(study.raw / file), found, remedy, sheet or None, int(row), column)
    file = study.relative(study.processed / f"{name_of(model)}.csv")
    return Problem(file, found, remedy, None, place + 2, column)
