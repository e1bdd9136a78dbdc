"""The schema of ``study.yml``, and settings written as that file, every key explained."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from ..problems import quoted
from .values import Section
from .whole import StudyFile

SCHEMA = Path(__file__).parent.parent / "study.schema.json"
DEFAULT = Path(__file__).parent.parent / "study.default.yml"


def schema_text() -> str:
    """JSON Schema of ``study.yml``, for editors that complete and check as one types."""
    return json.dumps(StudyFile.model_json_schema(), indent=2, ensure_ascii=False) + "\n"


def commented(settings: StudyFile, with_schema: bool = True) -> str:
    """Write settings as YAML in which every key is explained by its description, for editors with its schema."""
    lines = [
        *(["# yaml-language-server: $schema=src/pilotanalysis/study.schema.json"] if with_schema else []),
        "# Settings of the study: change the values, keep the keys; `pilotanalysis check` tells what is wrong.",
    ]
    lines += _commented(settings.model_dump(), StudyFile, "")
    return "\n".join(lines) + "\n"


def _commented(values: dict[str, Any], model: type[Section], indent: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        value = values[name]
        if value is None:
            continue
        inner: Any = getattr(field.annotation, "__args__", (field.annotation,))[0]
        nested = isinstance(inner, type) and issubclass(inner, Section)
        comment = f"  # {field.description}"
        if nested and isinstance(value, tuple):
            yield f"{indent}{name}:{comment}" if value else f"{indent}{name}: []{comment}"
            for key, described in inner.model_fields.items():
                yield f"{indent}  # {key}: {described.description}"
            for entry in value:
                said = {key: item for key, item in entry.items() if item is not None}
                yield f"{indent}  - {{{', '.join(f'{key}: {_scalar(item)}' for key, item in said.items())}}}"
        elif nested:
            yield f"{indent}{name}:{comment}"
            yield from _commented(value, inner, indent + "  ")
        else:
            yield f"{indent}{name}: {_scalar(value)}{comment}"
    for name in [name for name in values if name not in model.model_fields]:
        yield f"{indent}{name}: {_scalar(values[name])}"


def _scalar(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{quoted(map(_scalar, value))}]"
    if isinstance(value, float):
        return f"{value:g}"
    text = yaml.safe_dump(value, allow_unicode=True, width=1000, default_flow_style=True).strip()
    return text.removesuffix("\n...").removesuffix("...").strip()
