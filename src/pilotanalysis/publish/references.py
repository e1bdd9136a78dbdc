"""What tables of a dossier refer to by ids, as `03:gaps`: on which pages it stands, or in which notebook."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..results import _
from ..results.display import table_rows
from .registers import Entry, Register
from .whole import WORDS, Whole

Shown = tuple[Register, Entry]

#: Number of a notebook, and an id in it.
_ID = re.compile(r"\b\d\d:[a-z]\w*")
_IN_BRACKETS = _("In brackets: the pages of this dossier. What has none is in the notebooks, as the list of ids says.")


def anchor_of(register: Register, item: Entry) -> str:
    """Label of the place where an item stands in the document."""
    return f"{register.name}.{item['id']}"


def id_of(register: Register, item: Entry) -> str:
    """Give the id by which tables refer to an item, the same for all clusters."""
    return f"{register.notebook[:2]}:{item['id']}"


def places(shown: Iterable[Shown]) -> dict[str, list[str]]:
    """Where in the document each id stands: labels in their order."""
    found: dict[str, list[str]] = {}
    for register, item in shown:
        found.setdefault(id_of(register, item), []).append(anchor_of(register, item))
    return found


def refers(item: Entry, there: Mapping[str, list[str]], whole: Whole) -> dict[str, Any]:
    """Give what a table refers to, with its places, and what to say of that below; nothing where it refers to none."""
    named = _named(item, whole.language)
    return {"refers": {id: there.get(id, []) for id in named}, "on_pages": whole.say(_IN_BRACKETS)} if named else {}


def elsewhere(whole: Whole, shown: Iterable[Shown], there: Mapping[str, list[str]]) -> list[dict[str, str]]:
    """List what tables refer to and the document does not show, with the notebooks that do."""
    named = {id for _register, item in shown for id in _named(item, whole.language)}
    return [
        {"id": id, **_described(whole, found)}
        for id in sorted(named - set(there))
        if (found := [(one, item) for one in whole.registers for item in one.items if id_of(one, item) == id])
    ]


def _named(item: Entry, language: str) -> list[str]:
    if item["kind"] != "table":
        return []
    cells = (cell for row in table_rows(item, language) for cell in row)
    return list(dict.fromkeys(id for cell in cells for id in _ID.findall(cell)))


def _described(whole: Whole, found: list[Shown]) -> dict[str, str]:
    """Say of what kind it is, and where; its name, if that is the same for all clusters."""
    register, item = found[0]
    title = item.get("name") or (item.get("title") if len(found) == 1 else None)
    return {
        "kind": whole.say(WORDS[item["kind"]]),
        "title": title[whole.language] if title else "",
        "notebook": register.notebook,
    }
