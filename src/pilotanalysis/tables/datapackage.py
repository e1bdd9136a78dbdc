"""Files of tables: parquet and CSV, with ``datapackage.json`` and a codebook beside them.

The descriptor follows the Data Package standard, version 2 (datapackage.org). A foreign key names a resource of the
same package, and the path of a resource may not lead out of the folder: so the reference tables that are pointed to
are resources that hold their rows themselves, in ``data``. A CSV file does not tell empty text from a missing value,
and no part of a ``primaryKey`` may be missing: a key with a column that may be empty stands under ``uniqueKeys``.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from ..outlets import as_markdown, disarmed_frame
from ..problems import counted
from . import StudyTable, files_of, name_of
from .keys import ForeignKey, Keys, keys_of, may_be_empty

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_TYPES = {
    "string[pyarrow]": "string", "int64": "integer", "Int64": "integer", "float64": "number", "bool": "boolean",
    "boolean": "boolean",
}  # fmt: skip
_LIMITS = {"min_value": "minimum", "max_value": "maximum", "allowed_values": "enum"}

_ABOUT_FORMULAS = (
    "In the CSV files a text that a spreadsheet would run as a formula has one more apostrophe in front; "
    "the parquet files have it as it is."
)

Frames = Mapping[type[StudyTable], pd.DataFrame]


def write(folder: Path, tables: Frames, catalogues: Frames, title: str, synthetic_files: Collection[str]) -> None:
    """Write tables as parquet and CSV, with ``datapackage.json`` and the codebook beside them.

    Parameters
    ----------
    folder : Path
    tables : mapping of type of StudyTable to DataFrame
    catalogues : mapping of type of StudyTable to DataFrame
        The other tables that they point to.
    title : str
    synthetic_files : collection of str
        A table is marked synthetic where a row of it comes from one of them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for model, frame in tables.items():
        name = name_of(model)
        frame.to_parquet(folder / f"{name}.parquet", index=False)
        disarmed_frame(frame).to_csv(folder / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")
    names = {model: _resource_name(model) for model in tables}
    names |= {model: f"reference-{_resource_name(model)}" for model in catalogues}
    resources = [
        _resource(model, frame, names, bool(files_of(frame) & set(synthetic_files)), inline=model in catalogues)
        for model, frame in (*tables.items(), *catalogues.items())
    ]
    package = {"$schema": _PROFILE, "name": "pilotanalysis-processed", "title": title, "resources": resources}
    (folder / "datapackage.json").write_text(json.dumps(package, indent=2, ensure_ascii=False) + "\n", "utf-8")
    written = [resource for resource in resources if "path" in resource]
    (folder / "codebook.md").write_text(_codebook(written, title), "utf-8")


def _resource_name(model: type[StudyTable]) -> str:
    return name_of(model).replace("_", "-")


def _resource(
    model: type[StudyTable], frame: pd.DataFrame, names: Mapping[type[StudyTable], str], synthetic: bool, inline: bool
) -> dict[str, Any]:
    """Describe a table as a resource of a data package (Table Schema)."""
    fields = [_field(model, name, column) for name, column in model.to_schema().columns.items()]
    schema = {"fields": fields, "missingValues": [""], **_keys(model, keys_of(model), names)}
    return {
        "name": names[model],
        **({"type": "table", "data": frame.to_dict("records")} if inline else {"path": f"{name_of(model)}.csv"}),
        "description": " ".join((model.__doc__ or "").split()),
        "rows": len(frame),
        "synthetic": synthetic,
        **({} if inline else {"encoding": "utf-8"}),
        "schema": schema,
    }


def _field(model: type[StudyTable], name: str, column: Any) -> dict[str, Any]:
    unit = (column.metadata or {}).get("unit")
    constraints: dict[str, Any] = {} if may_be_empty(model, name) else {"required": True}
    if column.unique:
        constraints["unique"] = True
    for check in column.checks:
        said = {_LIMITS[key]: limit for key, limit in check.statistics.items() if key in _LIMITS}
        constraints |= {key: list(limit) if key == "enum" else limit for key, limit in said.items()}
    return {
        "name": name,
        "type": _TYPES[str(column.dtype)],
        "description": column.description,
        **({"unit": unit} if unit else {}),
        **({"constraints": constraints} if constraints else {}),
    }


def _keys(model: type[StudyTable], keys: Keys, names: Mapping[type[StudyTable], str]) -> dict[str, Any]:
    primary = list(keys.primary)
    said: dict[str, Any] = {}
    if any(may_be_empty(model, column) for column in primary):
        said["uniqueKeys"] = [primary]
    else:
        said["primaryKey"] = primary
    if keys.foreign:
        said["foreignKeys"] = [_foreign(key, names) for key in keys.foreign]
    return said


def _foreign(key: ForeignKey, names: Mapping[type[StudyTable], str]) -> dict[str, Any]:
    resource = {"resource": names[key.table]} if key.table else {}
    return {"fields": list(key.columns), "reference": {**resource, "fields": list(key.targets)}}


def _codebook(resources: list[dict[str, Any]], title: str) -> str:
    lines = [f"# Codebook: {as_markdown(title)}", "", _ABOUT_FORMULAS, ""]
    for resource in resources:
        lines += [f"## {resource['path']}", "", resource["description"], "", f"{counted(resource['rows'], 'row')}.", ""]
        lines += [*_keys_in_words(resource["schema"]), ""]
        lines += ["| column | type | unit | what it says | allowed |", "| --- | --- | --- | --- | --- |"]
        for field in resource["schema"]["fields"]:
            limits = {key: value for key, value in field.get("constraints", {}).items() if key != "required"}
            allowed = ", ".join(f"{key} {_words(value)}" for key, value in limits.items())
            unit = field.get("unit", "")
            lines.append(f"| {field['name']} | {field['type']} | {unit} | {field['description']} | {allowed} |")
        lines.append("")
    return "\n".join(lines)


def _keys_in_words(schema: Mapping[str, Any]) -> list[str]:
    primary: list[str] = schema.get("primaryKey") or schema["uniqueKeys"][0]
    lines = [f"- Primary key: {', '.join(primary)}."]
    for key in schema.get("foreignKeys", []):
        to = key["reference"]
        lines.append(f"- {', '.join(key['fields'])}: {', '.join(to['fields'])} of {to.get('resource', 'the same')}.")
    return lines


def _words(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, list) else str(value).lower()
