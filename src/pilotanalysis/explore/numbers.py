"""The numbers of a cluster, each with the rows that made it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .. import chain
from ..results import Finding, Number, say
from ..results.display import heading, is_number, table_rows
from ..results.messages import parts_of
from ..store import Store
from ..tables import single_rows, split_ids

#: What is said of a cluster, from which its numbers are taken.
_SAID: tuple[Callable[[Store], Finding], ...] = (
    chain.presence_finding,
    chain.coverage_finding,
    chain.gaps_finding,
    chain.worst_finding,
    chain.markets_finding,
    chain.sourcing_finding,
    chain.region_finding,
    chain.verdict_finding,
    chain.network_finding,
)


@dataclass(frozen=True)
class TracedNumber:
    """A number and its rows.

    Attributes
    ----------
    id : str
    words : str
        What it measures, with its value.
    rows, others : tuple of str
        Ids of the single rows that made it, and of those that it was counted among.
    """

    id: str
    words: str
    rows: tuple[str, ...]
    others: tuple[str, ...] = ()


def findings(data: Store) -> dict[str, Finding]:
    """Give what is said of a cluster, by id."""
    return {finding.id: finding for finding in (said(data) for said in _SAID)}


def said_numbers(said: Iterable[Finding], language: str) -> list[TracedNumber]:
    """List the numbers that findings state, each once."""
    found: dict[str, TracedNumber] = {}
    for finding in said:
        for part in parts_of(finding.text(finding.data.release(None))):
            if isinstance(part, Number):
                words = f"{say(part.label, language)}: {say(part, language)}"
                rows = single_rows(part.rows)
                others = tuple(row for row in single_rows(part.of) if row not in set(rows))
                found.setdefault(part.id, TracedNumber(part.id, words, tuple(rows), others))
    return list(found.values())


def sheet_of_gap(entry: dict[str, Any], place: int) -> dict[str, Any]:
    """Take one sheet out of a registered table of sheets."""
    columns = [
        {**column, "share": column["share"][place] if isinstance(column["share"], list) else column["share"]}
        for column in entry["columns"]
    ]
    return {**entry, "columns": columns, "keys": [entry["keys"][place]], "records": [entry["records"][place]]}


def gap_numbers(sheet: dict[str, Any], made_from: Sequence[str], language: str) -> Iterator[TracedNumber]:
    """Give the numbers on a sheet.

    Parameters
    ----------
    sheet : dict
        As :func:`sheet_of_gap` gives it.
    made_from : sequence of str
        For each of its columns, ids of the rows that made it.
    language : str
    """
    (texts,), (record,) = table_rows(sheet, language), sheet["records"]
    part = ""
    for column, text, value, rows in zip(sheet["columns"], texts, record, made_from, strict=True):
        part = column["heading"][language] if column["heading"] else part
        if is_number(value):
            words = f"{part}: {heading(column, language)}: {text}"
            yield TracedNumber(column["name"], words, tuple(single_rows(split_ids(rows))))
