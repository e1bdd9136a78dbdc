"""What the page of numbers shows: from which raw rows each was made, and how it was computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..results import Message, Share, _, say
from ..results.display import finding_plain, heading, is_number, table_rows
from ..results.messages import SUPPRESSED, Decimal
from .registers import Entry, Register, places

_UNITS: dict[str, Message] = {
    "count": _("rows counted"),
    "share": _("rows, of those they are counted among"),
    "quotient": _("ratio"),
    "proportion": _("share"),
    "number": _("number"),
    "respondents": _("respondents"),
    "minutes": _("minutes"),
}
#: Most columns that name a row.
_NAMING = 3


def content(registers: list[Register], names: Mapping[str, str], language: str) -> dict[str, Any]:
    """Set what the page shows in a language: the methods, and for each register its numbers, tables and figures with
    their rows.

    Parameters
    ----------
    registers : list of Register
    names : mapping
        Names of the clusters by id.
    language : str
    """
    return {
        "methods": _methods(registers, names, language),
        "parts": [
            {
                "name": register.name,
                "cluster": names.get(register.cluster or "", ""),
                "notebook": register.notebook,
                "numbers": [_number(register, item, language) for item in register.of_kind("number")],
                "tables": [
                    _table(register, item, language)
                    for kind in ("table", "catalogue")
                    for item in register.of_kind(kind)
                ],
                "figures": [_figure(register, item, language) for item in register.of_kind("figure")],
            }
            for register in registers
        ],
    }


def _methods(registers: list[Register], names: Mapping[str, str], language: str) -> list[dict[str, Any]]:
    """Give each method once, with the examples of all clusters."""
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for register in registers:
        for item in register.of_kind("methods"):
            for place, part in enumerate(item["parts"]):
                said = {"title": part["title"][language], "text": finding_plain(part["text"][language])}
                method = found.setdefault((item["id"], place), {**said, "formulas": part["formulas"], "examples": []})
                if part["example"]:
                    method["examples"].append(
                        (names.get(register.cluster or "", ""), finding_plain(part["example"][language]))
                    )
    return list(found.values())


def _number(register: Register, item: Entry, language: str) -> dict[str, Any]:
    return {
        "id": item["id"],
        "label": item["label"][language],
        "value": _value(item, language),
        "unit": say(_UNITS[item["unit"]], language),
        "n": SUPPRESSED if item["n"] is None else say(item["n"], language),
        "source": item["source"][language],
        "rows": places(register, item["rows"]),
        "of": _among(register, item, language),
    }


def _among(register: Register, item: Entry, language: str) -> str:
    """Say among which rows it was counted; where these are all that made it, they need not be listed again."""
    same = item["rows"] and set(item["rows"]) == set(item["of"])
    return say(_("the same"), language) if same else places(register, item["of"])


def _value(item: Entry, language: str) -> str:
    if item["suppressed"]:
        return SUPPRESSED
    if item["value"] is None:
        return ":"
    if item["unit"] in ("count", "number", "respondents"):
        return say(int(item["value"]), language)
    return say(
        Share(item["value"], 1) if item["unit"] in ("share", "proportion") else Decimal(item["value"], 3), language
    )


def _table(register: Register, item: Entry, language: str) -> dict[str, Any]:
    texts = table_rows(item, language)
    return {
        "id": item["id"],
        "title": item["title"][language],
        "rows": [
            {
                "title": _row_title(item, row, texts[row]),
                "parts": list(_parts(register, item, row, texts[row], language)),
            }
            for row in range(len(texts))
        ],
    }


def _figure(register: Register, item: Entry, language: str) -> dict[str, str]:
    rows = dict.fromkeys(row for rows in item["lineage"] for row in rows)
    return {
        "id": item["id"],
        "title": item["title"][language],
        "data": item["data"],
        "rows": places(register, rows),
    }


def _row_title(item: Entry, row: int, texts: list[str]) -> str:
    """Name a row by its first cells that are words."""
    words = [text for text, value in zip(texts, item["records"][row], strict=True) if text and not is_number(value)]
    return " · ".join(words[:_NAMING])


def _parts(register: Register, item: Entry, row: int, texts: list[str], language: str) -> Iterator[tuple[str, str]]:
    """Give the rows of columns that have a lineage of their own, and then those of all others of the row."""
    labels = {column["name"]: heading(column, language) for column in item["columns"]}
    shown = {name for name, text in zip(labels, texts, strict=True) if text}
    for part in item["lineage_of_columns"]:
        own = [labels[name] for name in part["columns"] if name in shown]
        if own and part["lineage"][row]:
            yield " · ".join(dict.fromkeys(own)), places(register, part["lineage"][row])
    rest = _("all else") if item["lineage_of_columns"] else _("all")
    yield say(rest, language), places(register, item["lineage"][row])
