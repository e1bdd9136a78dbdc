"""Tables of the study: one definition each, and from it the checks, the files and the codebook.

A table is a pandera model that derives from :class:`Table`. Its columns carry a description
and, where they measure something, a unit. Tables are parsed first and validated second: a
failed validation is a defect of the pack, not of somebody's answer.

Rows that were read from a raw file carry their lineage (:class:`Lineage`); rows that were
computed carry, in ``made_from``, the ids of the rows that made them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar, cast

import pandas as pd
import pandera.pandas as pa
from pandera.typing import DataFrame, Series

from .study import Study

#: Joins ids of rows in one cell, and codes of several answers.
SEPARATOR = ";"


def described(description: str, unit: str | None = None, **constraints: Any) -> Any:
    """Declare a column: what it says, its unit, and what pandera shall hold it to."""
    return pa.Field(description=description, metadata={"unit": unit} if unit else None, **constraints)


class Table(pa.DataFrameModel):
    """Base of every table: no other columns than those declared, in that order."""

    class Config:
        strict = True
        ordered = True


class Lineage(Table):
    """Where a row was read: the head columns of every table that comes from raw files."""

    row_id: Series[str] = described("where the row was read, as file#sheet!row below data/raw")
    wave: Series[str] = described("key of the wave of the survey")
    file: Series[str] = described("raw file, below data/raw")
    sheet: Series[str] = described("sheet of the file; empty where the file has none")
    row: Series[int] = described("row of the sheet, counted from 1 as a spreadsheet does", ge=1)


class Computed(Table):
    """A row computed from other rows."""

    made_from: Series[str] = described("ids of the rows that made this one, joined by ;")


TableModel = TypeVar("TableModel", bound=Table)


class TableSet(dict[type[Table], pd.DataFrame]):
    """Tables by their definition."""

    def of(self, model: type[TableModel]) -> DataFrame[TableModel]:
        """Take one of them out, with its type."""
        return cast("DataFrame[TableModel]", self[model])


def row_ids(file: str, sheet: str, rows: Iterable[int]) -> list[str]:
    """Ids of rows of a raw file: ``survey/x.xlsx#answers!7``, or ``reference/y.csv!7`` without sheet."""
    head = f"{file}#{sheet}!" if sheet else f"{file}!"
    return [f"{head}{row}" for row in rows]


def row_spans(file: str, sheet: str, rows: Iterable[int]) -> list[str]:
    """Ids of many rows of a raw file, those that follow one another as one: ``survey/x.csv!2-41``.

    Examples
    --------
    >>> row_spans("survey/x.xlsx", "answers", [2, 3, 4, 7])
    ['survey/x.xlsx#answers!2-4', 'survey/x.xlsx#answers!7']
    """
    ordered = sorted(set(map(int, rows)))
    head = row_ids(file, sheet, [0])[0].removesuffix("0")
    starts = [place for place, row in enumerate(ordered) if not place or row != ordered[place - 1] + 1]
    ends = [*(start - 1 for start in starts[1:]), len(ordered) - 1] if ordered else []
    return [
        f"{head}{ordered[a]}-{ordered[b]}" if b > a else f"{head}{ordered[a]}"
        for a, b in zip(starts, ends, strict=True)
    ]


def join_ids(ids: Iterable[str]) -> str:
    """Join row ids, or cells of them, into one cell: each id once, in their order."""
    return SEPARATOR.join(dict.fromkeys(part for cell in ids for part in cell.split(SEPARATOR)))


def split_ids(cell: str) -> list[str]:
    """Take the row ids of a cell apart again."""
    return cell.split(SEPARATOR) if cell else []


def sheet_of(row_id: str) -> str:
    """Sheet of a row id: of ``survey/x.xlsx#answers!7``, ``survey/x.xlsx#answers``."""
    return row_id.split("!")[0]


def file_of(row_id: str) -> str:
    """File of a row id: of ``survey/x.xlsx#answers!7``, ``survey/x.xlsx``."""
    return row_id.split("#")[0].split("!")[0]


def files_of(frame: pd.DataFrame) -> set[str]:
    """Raw files from which the rows of a table come."""
    column = "row_id" if "row_id" in frame.columns else "made_from"
    return {file_of(row) for cell in frame[column].unique() for row in split_ids(cell)}


def conform(frame: pd.DataFrame, model: type[TableModel]) -> DataFrame[TableModel]:
    """Give a frame the columns, order and types of its table, and validate it.

    Raises
    ------
    pandera.errors.SchemaErrors
        If the frame is not what the table says; a defect of the code that made it.
    """
    schema = model.to_schema()
    # Nothing was found: there are no rows, and so perhaps no columns.
    frame = frame if len(frame) else pd.DataFrame(columns=list(schema.columns))
    ordered = frame.loc[:, list(schema.columns)].reset_index(drop=True)
    typed = ordered.astype({name: column.dtype.type for name, column in schema.columns.items()})
    return cast("DataFrame[TableModel]", schema.validate(typed, lazy=True))


def empty(model: type[TableModel]) -> DataFrame[TableModel]:
    """Give the table without rows."""
    return conform(pd.DataFrame(), model)


def name_of(model: type[Table]) -> str:
    """Name of a table's files: ``RegionalCapacity`` is ``regional_capacity``."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in model.__name__).removeprefix("_")


def write(
    folder: Path, tables: Mapping[type[Table], pd.DataFrame], title: str, synthetic_files: Collection[str]
) -> None:
    """Write tables as parquet and CSV, with ``datapackage.json`` and the codebook beside them.

    A table is marked synthetic where a row of it comes from one of `synthetic_files`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for model, frame in tables.items():
        name = name_of(model)
        frame.to_parquet(folder / f"{name}.parquet", index=False)
        frame.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")
    resources = [
        _resource(model, len(frame), bool(files_of(frame) & set(synthetic_files))) for model, frame in tables.items()
    ]
    package = {"name": "pilotanalysis-processed", "title": title, "resources": resources}
    (folder / "datapackage.json").write_text(json.dumps(package, indent=2, ensure_ascii=False) + "\n", "utf-8")
    (folder / "codebook.md").write_text(_codebook(resources, title), "utf-8")


def read(study: Study, model: type[TableModel]) -> DataFrame[TableModel]:
    """Read a processed table of the study: of the wave that is analysed, where it tells waves apart.

    Raises
    ------
    StudyError
        If ``data/processed`` does not hold it yet.
    """
    path = study.processed / f"{name_of(model)}.parquet"
    if not path.is_file():
        from .problems import Problem, StudyError

        raise StudyError(Problem(study.relative(path), "Not there yet.", "Run: pilotanalysis clean"))
    return of_wave(cast("DataFrame[TableModel]", pd.read_parquet(path)), study.settings.wave)


def of_wave(frame: DataFrame[TableModel], wave: str) -> DataFrame[TableModel]:
    """Take the rows of one wave; a table that knows no waves is taken whole."""
    if "wave" not in frame:
        return frame
    return frame[frame["wave"] == wave].reset_index(drop=True)


_TYPES = {
    "string[pyarrow]": "string", "int64": "integer", "Int64": "integer", "float64": "number", "bool": "boolean",
    "boolean": "boolean",
}  # fmt: skip


def _resource(model: type[Table], rows: int, synthetic: bool) -> dict[str, Any]:
    """Describe a table as a resource of a data package (Table Schema)."""
    fields = []
    for name, column in model.to_schema().columns.items():
        field: dict[str, Any] = {"name": name, "type": _TYPES[str(column.dtype)], "description": column.description}
        if column.metadata and "unit" in column.metadata:
            field["unit"] = column.metadata["unit"]
        constraints: dict[str, Any] = {"required": True} if not column.nullable else {}
        if column.unique:
            constraints["unique"] = True
        for check in column.checks:
            constraints |= _constraint(check)
        if constraints:
            field["constraints"] = constraints
        fields.append(field)
    name = name_of(model)
    return {
        "name": name.replace("_", "-"),
        "path": f"{name}.csv",
        "description": " ".join((model.__doc__ or "").split()),
        "rows": rows,
        "synthetic": synthetic,
        "encoding": "utf-8",
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _constraint(check: Any) -> dict[str, Any]:
    statistics = check.statistics
    named = {"ge": "min_value", "le": "max_value", "isin": "allowed_values"}
    keys = {"min_value": "minimum", "max_value": "maximum", "allowed_values": "enum"}
    return {
        keys[argument]: list(statistics[argument]) if argument == "allowed_values" else statistics[argument]
        for argument in named.values()
        if argument in statistics
    }


def _codebook(resources: list[dict[str, Any]], title: str) -> str:
    lines = [f"# Codebook: {title}", ""]
    for resource in resources:
        lines += [f"## {resource['path']}", "", resource["description"], "", f"{resource['rows']} rows.", ""]
        lines += ["| column | type | unit | what it says | allowed |", "| --- | --- | --- | --- | --- |"]
        for field in resource["schema"]["fields"]:
            limits = {key: value for key, value in field.get("constraints", {}).items() if key != "required"}
            allowed = ", ".join(f"{key} {_words(value)}" for key, value in limits.items())
            unit = field.get("unit", "")
            lines.append(f"| {field['name']} | {field['type']} | {unit} | {field['description']} | {allowed} |")
        lines.append("")
    return "\n".join(lines)


def _words(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value).lower()
