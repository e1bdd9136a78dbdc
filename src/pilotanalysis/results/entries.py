"""What every entry of a register needs: its lineage, its words in each language, and the numbers in its sentences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from ..study import Study
from ..tables import file_of, sheet_of, split_ids
from .display import Display, as_said, finding_display
from .messages import Decimal, Label, Message, Share, Translatable, _n, parts_of, recomposed, say
from .outputs import Number, Released, Table, Tabulation
from .translations import SOURCE_LANGUAGE


def demonstration(clusters: int) -> Message:
    """Say that data are fictitious, of what is about so many clusters."""
    return _n(
        "Demonstration data, not findings about the cluster named.",
        "Demonstration data, not findings about the clusters named.",
        clusters,
    )


def mixed(clusters: int) -> Message:
    """Say that survey answers are fictitious and official statistics are not, of what is about so many clusters."""
    return _n(
        "Survey answers: demonstration data, not findings about the cluster named. "
        "Official statistics used besides: real.",
        "Survey answers: demonstration data, not findings about the clusters named. "
        "Official statistics used besides: real.",
        clusters,
    )


class RegisterError(ValueError):
    """Something was to leave the house without what it needs; a defect of a chapter."""


class Entries:
    """Entries of one notebook, and the rows that they were made from.

    Parameters
    ----------
    study : Study
    notebook : str
    cluster : str, optional
    language : str
        In which entries are shown.
    release : {"working", "public"}
    """

    def __init__(self, study: Study, notebook: str, cluster: str | None, language: str, release: str) -> None:
        self.study = study
        self.notebook = notebook
        self.cluster = cluster
        self.language = language
        self.release = release
        self._entries: dict[str, dict[str, Any]] = {}
        self._sources: dict[str, int] = {}

    @property
    def _minimum(self) -> int | None:
        """Counts below this are suppressed; None where nothing is."""
        return self.study.settings.thresholds.disclosure_minimum if self.release == "public" else None

    def _released(self, data: Tabulation) -> Released:
        return data.release(self._minimum)

    def _add_number(self, number: Number) -> Display:
        number = self._disclosed(number)
        self._require(number.id, [number.label, number.source], number.n)
        if len(set(number.rows)) < len(number.rows):
            raise RegisterError(f"{number.id}: a row is named twice in its lineage")
        if not (number.rows or number.of or number.suppressed):
            raise RegisterError(f"{number.id}: no row made it; a count of 0 names those looked at, in of")
        self._entries[number.id] = {
            "kind": "number",
            "id": number.id,
            "label": self._words(number.label),
            "value": number.value,
            "unit": number.unit,
            "suppressed": number.suppressed,
            "n": self._base(number.n),
            "source": self._words(number.source),
            "rows": self._lineage(number.rows),
            "of": self._lineage(number.of),
            "page": None,
            "section": "evidence",
        }
        return finding_display(f"{as_said(say(number.label, self.language))}: **{say(number, self.language)}**")

    def _sentence(self, id: str, text: Translatable) -> Translatable:
        """Register the numbers of a sentence, and give it as released.

        Raises
        ------
        RegisterError
            If a number in it is not registered, or states otherwise what another number states.
        """
        self._require_words(id, [text])
        for part in parts_of(text):
            if isinstance(part, int | float | Share | Decimal) and not isinstance(part, bool):
                said = say(part, SOURCE_LANGUAGE)
                raise RegisterError(f"{id}: {said} stands only in a sentence; make it a Number, or Given if it is set")
            if isinstance(part, Number):
                self._register_once(part)
        released: Translatable = recomposed(
            text, lambda part: self._disclosed(part) if isinstance(part, Number) else part
        )
        return released

    def _register_once(self, number: Number) -> None:
        label = say(number.label, SOURCE_LANGUAGE)
        known = self._entries.get(number.id)
        if known is None:
            alike = [
                entry["id"]
                for entry in self._entries.values()
                if entry["kind"] == "number" and entry["label"].get(SOURCE_LANGUAGE) == label
            ]
            if alike:
                raise RegisterError(f"{number.id}: {label!r} is registered as {alike[0]}; one quantity has one number")
            self._add_number(number)
        elif known["kind"] != "number" or known["value"] != self._disclosed(number).value:
            raise RegisterError(f"{number.id}: registered before with another value")

    def _disclosed(self, number: Number) -> Number:
        """Suppress a number of the public release that would show who answered."""
        minimum = self._minimum
        if minimum is None or number.public or number.suppressed:
            return number
        if number.unit == "respondents":
            few = number.value is not None and 0 < number.value < minimum
        elif number.unit in ("count", "share"):
            few = 0 < len(number.rows) < minimum or 0 < len(number.of) - len(number.rows) < minimum
        else:
            few = False
        return number.withheld() if few else number

    def _base(self, n: int) -> int | None:
        """How many units something rests on; None where the release may not tell."""
        return None if self._minimum is not None and 0 < n < self._minimum else n

    def _require(self, id: str, words: list[Translatable], n: int) -> None:
        self._require_words(id, words)
        if n is None or n < 0:
            raise RegisterError(f"{id}: n is missing")

    def _require_words(self, id: str, words: list[Translatable]) -> None:
        for word in words:
            if not isinstance(word, Translatable):
                raise RegisterError(f"{id}: {word!r} is not in the languages of the study; use _() or Label")
            lacking = word.missing(self.study.languages)
            if lacking:
                said = word.render(SOURCE_LANGUAGE)
                raise RegisterError(f"{id}: {said!r}, or a word in it, lacks {', '.join(sorted(set(lacking)))}")
            if not word.render(self.language).strip():
                raise RegisterError(f"{id}: a text is empty")

    def _row_lineage(self, id: str, frame: pd.DataFrame) -> list[tuple[str, ...]]:
        if "made_from" not in frame.columns:
            raise RegisterError(f"{id}: the rows lack the column made_from")
        lineage = [tuple(split_ids(cell)) for cell in frame["made_from"]]
        if not all(lineage):
            raise RegisterError(f"{id}: a row names no row that made it")
        return lineage

    def _lineage_of_columns(self, table: Table, released: Released) -> list[dict[str, Any]]:
        """Name the rows of columns that have a lineage of their own; none for cells of which nothing is told."""
        columns: dict[str, list[str]] = {}
        for column in table.columns:
            if column.made_from != "made_from":
                columns.setdefault(column.made_from, []).append(column.name)
        found = []
        for source, names in columns.items():
            told = (released.frame[names].notna() & ~released.hidden[names]).any(axis=1)
            cells = released.frame[source].fillna(released.frame["made_from"]).where(told, "")
            rows = [split_ids(cell) for cell in cells]
            found.append({"columns": names, "lineage": [self._lineage(own) for own in rows]})
        return found

    def _lineage(self, rows: Iterable[str]) -> list[int]:
        """Number the rows that made something.

        Rows of answers and rosters would show in the public release who is counted: there their sheets stand for them.
        """
        if self.release == "public":
            rows = dict.fromkeys(row if row.startswith("reference/") else sheet_of(row) for row in rows)
        return [self._sources.setdefault(row, len(self._sources)) for row in rows]

    def _words(self, text: Translatable) -> dict[str, str]:
        return {language: say(text, language) for language in self.study.languages}

    def _mark(self, lineage: list[tuple[str, ...]]) -> dict[str, str] | None:
        """Say that survey answers are fictitious, and which part is real, where lineage shows it."""
        fictitious = self.study.synthetic_files
        files = {file_of(row) for rows in lineage for row in rows}
        if not files & fictitious:
            return None
        real = {file for file in files - fictitious if self.study.resources.get(file, {}).get("official")}
        clusters = 1 if self.cluster else len(self.study.analysed)
        return self._words(mixed(clusters) if real else demonstration(clusters))


def in_sentence(part: Any) -> Any:
    """Give a word of a sentence so that no mark in it is one: only our own sentences have marks."""
    if isinstance(part, Label):
        return Label(tuple((language, as_said(word)) for language, word in part.words))
    return as_said(part) if isinstance(part, str) else part
