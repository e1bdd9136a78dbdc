"""Two files of one name compared by what their kind holds: cells, pages, pictures, text."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

from ...files.workbooks import read_workbook
from ...problems import StudyError
from . import pictures
from .differences import Alike, Difference, change, lines, near, near_text, same, table, tree

#: What may differ between two machines, or with other versions; the terminal and the reports of `verify` print it.
MAY_DIFFER = (
    "numbers with decimals, by less than one part in a billion",
    "PNG and SVG as drawn, where most of them do not come out byte for byte; not their data, in the CSV beside them",
    "PDF and HTML but for pages, text, links and alt texts; XLSX but for cells; Parquet but for rows",
    "platform, Python and parts that reports/manifest.json and reports/ro-crate-metadata.json name, and digests and "
    "sizes of the files above",
)
#: Attributes of a page that lead somewhere, are read to somebody or do something.
_LEADING = ("href", "src", "data", "poster", "action")
_TOLD = ("alt", "title", "lang", "content", "srcdoc", "id", "style", "value", "hidden")
#: Beginnings of attributes that do something, or that a script reads.
_DOING = ("on", "data-")
#: Elements that do something by themselves.
_ACTIVE = ("script", "iframe", "object", "embed", "form", "meta", "base")
_DIGEST = re.compile("[0-9a-f]{64}")
PICTURES = (".png", ".svg")
#: What an RO-Crate says of a machine, and of files that it may make otherwise.
_OF_MACHINE = ("contentSize", "operatingSystem", "softwareVersion", "version")


class Rule(NamedTuple):
    """How closely two files are compared.

    Attributes
    ----------
    exactly : bool
        Every byte must be the same; else what :data:`MAY_DIFFER` names may differ.
    drawn : bool
        Pictures must be the same, but for the last digits of their numbers where not exactly.
    """

    exactly: bool
    drawn: bool


class Unreadable(Exception):
    """A file is not what its name says."""


def compared(delivered: Path, rerun: Path, rule: Rule) -> Iterator[Difference]:
    """Tell what differs between a delivered file and that of the rerun.

    Parameters
    ----------
    delivered, rerun : Path
        The second is there and sound.
    rule : Rule
    """
    try:
        content = delivered.read_bytes()
    except FileNotFoundError:
        yield Difference("it is missing")
        return
    except OSError as error:
        yield Difference(f"it cannot be read ({error.strerror})")
        return
    if content == rerun.read_bytes():
        return
    told = False
    for told_change in _inside(delivered, rerun, rule):
        told = True
        yield told_change
    if rule.exactly and not told:
        yield Difference(
            "its bytes differ, though all that can be read of it agrees: what it says of itself, or how it is set"
        )


def _inside(delivered: Path, rerun: Path, rule: Rule) -> Iterator[Difference]:
    kind = _KINDS.get(rerun.suffix, _text)
    try:
        yield from kind(delivered, rerun, rule)
    except Exception as error:  # what a library raises on a damaged file has no common name
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        yield Difference(f"it cannot be read as {rerun.suffix.removeprefix('.').upper()} ({said})")


def _text(delivered: Path, rerun: Path, rule: Rule) -> Iterator[Difference]:
    own, other = (path.read_text("utf-8").splitlines() for path in (delivered, rerun))
    yield from lines("line", own, other, same if rule.exactly else near_text)


def _cells(rule: Rule) -> Alike:
    return same if rule.exactly else near


def _csv(delivered: Path, rerun: Path, rule: Rule) -> Iterator[Difference]:
    own, other = (list(csv.reader(io.StringIO(path.read_text("utf-8-sig")))) for path in (delivered, rerun))
    yield from table("", own, other, _cells(rule))


def _parquet(delivered: Path, rerun: Path, rule: Rule) -> Iterator[Difference]:
    import pandas as pd

    own, other = pd.read_parquet(delivered), pd.read_parquet(rerun)
    yield from tree("kind of column", _kinds_of_columns(own), _kinds_of_columns(other), same)
    yield from table("", _rows(own), _rows(other), _cells(rule))


def _kinds_of_columns(frame: Any) -> dict[str, str]:
    return {str(name): str(kind) for name, kind in frame.dtypes.items()}


def _rows(frame: Any) -> list[list[Any]]:
    cells = frame.astype(object).where(frame.notna(), None)
    return [[str(name) for name in frame], *cells.to_numpy().tolist()]


def _workbook(delivered: Path, rerun: Path, rule: Rule) -> Iterator[Difference]:
    own, other = _sheets(delivered), _sheets(rerun)
    for name in dict.fromkeys([*other, *own]):
        if name not in own or name not in other:
            yield Difference(f"sheet {name} is {'missing' if name not in own else 'not in that of the rerun'}")
            continue
        yield from table(f"sheet {name}", own[name], other[name], _cells(rule))


def _sheets(path: Path) -> dict[str, list[list[Any]]]:
    try:
        grids, _names = read_workbook(path, path.name, "xlsx")
    except StudyError as error:
        raise Unreadable(error.problems[0].found) from None
    found: dict[str, list[list[Any]]] = {}
    for grid in grids:
        formulas = [["formula", flaw.row, flaw.column] for flaw in grid.flaws]
        cells = grid.cells.astype(object).where(grid.cells.notna(), None)
        # A sheet has no row of names in a known place: its columns are called by number.
        found[grid.sheet] = [[], *cells.to_numpy().tolist(), *formulas]
    return found


class _Page(HTMLParser):
    """Texts of a page, and what its elements lead to, read out or do.

    Parameters
    ----------
    rule : Rule
        How closely pictures are looked at.
    """

    def __init__(self, rule: Rule) -> None:
        super().__init__()
        self.rule = rule
        self.told: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what an element leads to, reads out or does."""
        for name, value in attrs:
            embedded = (value or "").startswith("data:")
            if name in _LEADING and value and not embedded:
                self.links.append(value)
            if name in _TOLD or name in _LEADING or name.startswith(_DOING):
                self.told.append(f"<{tag}> {name}: {self._picture(value or '') if embedded else value}")
        if tag in _ACTIVE:
            self.told.append(f"<{tag}>")

    def _picture(self, value: str) -> str:
        if not self.rule.drawn:
            return "a picture"
        return f"a picture, {_fingerprint(value)}" if self.rule.exactly else f"a picture, {_decoded(value)}"

    def handle_data(self, data: str) -> None:
        """Keep a text, line by line."""
        self.told += [line.strip() for line in data.splitlines() if line.strip()]


def _decoded(value: str) -> str:
    """Give the text of an embedded picture, as SVG has it; of another, as it stands."""
    try:
        return " ".join(base64.b64decode(value.partition(",")[2]).decode("utf-8").split())
    except ValueError:
        return value


def _fingerprint(value: str) -> str:
    return hashlib.sha256(value.encode("utf-8")).hexdigest()[:12]


def _parsed(path: Path, rule: Rule) -> _Page:
    page = _Page(rule)
    page.feed(path.read_text("utf-8"))
    page.close()
    return page


def _page(delivered: Path, rerun: Path, rule: Rule) -> Iterator[Difference]:
    own, other = (_parsed(path, rule).told for path in (delivered, rerun))
    yield from lines("piece of text", own, other, same if rule.exactly else near_text)


def links_of(path: Path) -> list[str]:
    """Where a page leads; nowhere if it cannot be read, which the comparison tells."""
    try:
        return _parsed(path, Rule(exactly=False, drawn=False)).links
    except (OSError, ValueError, AssertionError):
        return []


def _document(delivered: Path, rerun: Path, rule: Rule) -> Iterator[Difference]:
    from pypdf import PdfReader

    own, other = (PdfReader(path, strict=True) for path in (delivered, rerun))
    if len(own.pages) != len(other.pages):
        yield change("number of pages", len(own.pages), len(other.pages))
    alike = same if rule.exactly else near_text
    for number, (one, two) in enumerate(zip(own.pages, other.pages, strict=False), start=1):
        yield from lines(f"page {number}, line", _lines_of(one), _lines_of(two), alike)
    yield from lines("alt text", _alt_texts(own), _alt_texts(other), alike)
    if rule.exactly:
        yield from tree("about the document", _about(own), _about(other), same)


def _about(document: Any) -> dict[str, str]:
    return {str(key): str(value) for key, value in (document.metadata or {}).items()}


def _lines_of(page: Any) -> list[str]:
    """Lines of a page, and where its links lead."""
    actions = [note.get_object().get("/A") for note in page.get("/Annots") or []]
    addresses = [str(action.get_object().get("/URI", "")) for action in actions if action is not None]
    return [*page.extract_text().splitlines(), *(f"link: {one}" for one in addresses if one)]


def _alt_texts(document: Any) -> list[str]:
    """Texts that are read to somebody in place of pictures, in order."""
    found, waiting, seen = [], [document.trailer["/Root"].get("/StructTreeRoot")], set()
    while waiting:
        part = waiting.pop()
        reference = getattr(part, "idnum", None)
        if reference in seen:
            continue
        seen.update({reference} - {None})
        part = part.get_object() if hasattr(part, "get_object") else part
        if isinstance(part, dict):
            found += [str(part["/Alt"])] if "/Alt" in part else []
            waiting.append(part.get("/K"))
        elif isinstance(part, list):
            waiting += reversed(part)
    return found


def _png(delivered: Path, rerun: Path, rule: Rule) -> Iterator[Difference]:
    if said := pictures.apart(delivered.read_bytes(), rerun.read_bytes()):
        yield Difference(f"it is drawn otherwise: {said}")


def _svg(delivered: Path, rerun: Path, rule: Rule) -> Iterator[Difference]:
    own, other = (path.read_text("utf-8").splitlines() for path in (delivered, rerun))
    if next(lines("line", own, other, same if rule.exactly else near_text), None):
        yield Difference("it is drawn otherwise")


def _notebook(delivered: Path, rerun: Path, rule: Rule) -> Iterator[Difference]:
    own, other = (json.loads(path.read_text("utf-8")) for path in (delivered, rerun))
    if not isinstance(own, dict) or not isinstance(own.get("cells"), list):
        raise Unreadable("it has no cells")
    alike = same if rule.exactly else near_text
    if len(own["cells"]) != len(other["cells"]):
        yield change("number of cells", len(own["cells"]), len(other["cells"]))
    for number, (one, two) in enumerate(zip(own["cells"], other["cells"], strict=False), start=1):
        yield from tree(f"cell {number}", _readable_cell(one, rule), _readable_cell(two, rule), alike)
    yield from tree("", {**own, "cells": None}, {**other, "cells": None}, same)


def _readable_cell(cell: Any, rule: Rule) -> Any:
    """Give a cell with its source as lines; pictures are named, or left out where they may be drawn otherwise."""
    if not isinstance(cell, dict):
        return cell
    shown = {key: value for key, value in cell.items() if key not in ("source", "outputs")}
    shown["source"] = _joined(cell.get("source")).splitlines()
    for number, output in enumerate(_list(cell.get("outputs")), start=1):
        shown[f"output {number}"] = _readable_output(output, rule)
    return shown


def _readable_output(output: Any, rule: Rule) -> Any:
    if not isinstance(output, Mapping):
        return output
    shown = {key: value for key, value in output.items() if key not in ("data", "text")}
    if "text" in output:
        shown["text"] = _joined(output["text"]).splitlines()
    data = output.get("data")
    for kind, content in (data if isinstance(data, Mapping) else {}).items():
        if kind.startswith("image/"):
            shown[kind] = f"a picture, {_fingerprint(_joined(content).strip())}" if rule.exactly else "a picture"
        else:
            shown[kind] = _joined(content).splitlines()
    return shown


def _joined(text: Any) -> str:
    return "".join(map(str, text)) if isinstance(text, list) else str(text or "")


def _list(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else []


def _json(delivered: Path, rerun: Path, rule: Rule) -> Iterator[Difference]:
    own, other = (_readable(json.loads(path.read_text("utf-8")), rule) for path in (delivered, rerun))
    yield from tree("", own, other, same if rule.exactly else _near_but_for_digests)


def _near_but_for_digests(one: object, other: object) -> bool:
    """Tell whether two values are the same; those of files that may differ may differ, too."""
    return all(isinstance(side, str) and _DIGEST.fullmatch(side) for side in (one, other)) or near(one, other)


def _readable(content: Any, rule: Rule) -> Any:
    """Call the items of a register by kind and id, and give their records the names of their columns."""
    if isinstance(content, dict) and isinstance(content.get("@graph"), list):
        return _readable_crate(content, rule)
    if not isinstance(content, dict) or not isinstance(content.get("items"), list):
        return content
    rest = {key: value for key, value in content.items() if key != "items"}
    for number, item in enumerate(content["items"], start=1):
        if not isinstance(item, dict):
            rest[f"item {number}"] = item
            continue
        shown = dict(item)
        columns = [column.get("name") for column in _list(item.get("columns")) if isinstance(column, dict)]
        if columns and isinstance(item.get("records"), list):
            shown["records"] = [columns, *item["records"]]
        rest[f"{item.get('kind')} {item.get('id')}"] = shown
    return rest


def _readable_crate(content: dict[str, Any], rule: Rule) -> dict[str, Any]:
    """Call the entities of an RO-Crate by id, without what another machine may have otherwise."""
    left_out = () if rule.exactly else _OF_MACHINE
    rest = {key: value for key, value in content.items() if key != "@graph"}
    for entity in content["@graph"]:
        if not isinstance(entity, dict):
            raise Unreadable("an entity is none")
        rest[str(entity.get("@id"))] = {key: value for key, value in entity.items() if key not in left_out}
    return rest


_KINDS: Mapping[str, Callable[[Path, Path, Rule], Iterator[Difference]]] = {
    ".csv": _csv,
    ".parquet": _parquet,
    ".xlsx": _workbook,
    ".html": _page,
    ".pdf": _document,
    ".png": _png,
    ".svg": _svg,
    ".ipynb": _notebook,
    ".json": _json,
}
