"""The register: whatever a notebook shows is entered here, with what made it.

In a batch (``pilotanalysis run``) the register of each notebook is written to
``reports/results/<notebook>[.<cluster>].json``, with figures and their data beside it. In
JupyterLab the same calls check and show, and write nothing: exploring never touches a report.
"""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from ..study import Study, find
from ..tables import file_of, split_ids
from . import disclosure
from .display import Shown, finding_markdown, sheets_html, table_html
from .messages import SOURCE_LANGUAGE, Translatable, _, say
from .outputs import Figure, Finding, Item, Number, Table

#: Folder a batch collects results in; unset while somebody explores.
OUTPUT_VARIABLE = "PILOTANALYSIS_OUTPUT"

DEMONSTRATION = _("Demonstration data, not findings about the cluster named.")
MIXED = _("Survey answers: demonstration data, not findings about the cluster named. Official statistics: real.")


class RegisterError(ValueError):
    """Something was to leave the house without what it needs; a defect of a chapter."""


class Report:
    """What one notebook, for one cluster where it has one, tells.

    Parameters
    ----------
    study : Study
    notebook : str
        Name of the notebook, without ending.
    cluster : str, optional
    language : str
        Language in which the notebook shows figures and findings.
    release : {"working", "public"}
    output : Path, optional
        Folder to write to; None shows only.
    """

    def __init__(
        self,
        study: Study,
        notebook: str,
        cluster: str | None = None,
        language: str = "en",
        release: str = "working",
        output: Path | None = None,
    ) -> None:
        self.study = study
        self.notebook = notebook
        self.cluster = cluster
        self.language = language
        self.release = release
        self.output = output
        self._entries: dict[str, dict[str, Any]] = {}
        self._sources: dict[str, int] = {}

    @property
    def suffix(self) -> str:
        """What tells this cluster's files from another's: ``.astrico-ne``, or nothing."""
        return f".{self.cluster}" if self.cluster else ""

    def add(self, item: Item, page: int | None = None) -> Shown:
        """Register an item and show it.

        Parameters
        ----------
        item : Number, Finding, Table or Figure
        page : int, optional
            Page of the cluster's PDF on which it stands; on none if not given.

        Returns
        -------
        Shown
            What JupyterLab and the pages display.

        Raises
        ------
        RegisterError
            If the id is taken, or lineage, n, source or a language is missing.
        """
        if item.id in self._entries:
            raise RegisterError(f"{item.id}: the id is taken in {self.notebook}")
        if isinstance(item, Figure) and item.internal and self.release == "public":
            item = Finding(
                item.id, _("Not in the public release, since it shows single members: {title}.", title=item.title)
            )
        if isinstance(item, Number):
            shown = self._add_number(item)
        elif isinstance(item, Finding):
            shown = self._add_finding(item)
        elif isinstance(item, Table):
            shown = self._add_table(item)
        else:
            shown = self._add_figure(item)
        self._entries[item.id]["page"] = page
        return shown

    def close(self) -> Shown:
        """Write the register of a batch run, and show what the notebook was made from."""
        if self.output:
            folder = self.output / "results"
            folder.mkdir(parents=True, exist_ok=True)
            content = {
                "notebook": self.notebook,
                "cluster": self.cluster,
                "release": self.release,
                "sources": list(self._sources),
                "items": list(self._entries.values()),
            }
            text = json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
            (folder / f"{self.notebook}{self.suffix}.json").write_text(text, "utf-8")
        files = sorted({file_of(row) for row in self._sources})
        lines = ", ".join(f"`data/raw/{file}`" for file in files)
        said = f"{len(self._entries)} results registered, made from {len(self._sources)} rows of {lines}."
        return Shown({"text/markdown": said, "text/plain": said})

    def _add_number(self, number: Number) -> Shown:
        number = self._disclosed(number)
        self._require(number.id, [number.label, number.source], number.n, number.rows)
        if not (number.rows or number.of or number.suppressed):
            raise RegisterError(f"{number.id}: no row made it; a count of 0 names those looked at, in of")
        entry = {
            "kind": "number",
            "id": number.id,
            "label": self._words(number.label),
            "value": number.value,
            "unit": number.unit,
            "suppressed": number.suppressed,
            "n": number.n,
            "source": self._words(number.source),
            "rows": self._lineage(number.rows),
            "of": self._lineage(number.of),
        }
        self._entries[number.id] = entry
        said = f"{say(number.label, self.language)}: **{say(number, self.language)}**"
        return Shown({"text/markdown": said, "text/plain": said.replace("**", "")})

    def _add_finding(self, finding: Finding) -> Shown:
        self._require_words(finding.id, [finding.text])
        hidden = {number.id: self._disclosed(number) for number in finding.numbers}
        for number in finding.numbers:
            if number.id not in self._entries:
                self._add_number(number)
                self._entries[number.id]["page"] = None
        text = _with_numbers(finding.text, hidden)
        self._entries[finding.id] = {
            "kind": "finding",
            "id": finding.id,
            "text": self._words(text),
            "numbers": [number.id for number in finding.numbers],
        }
        return finding_markdown(say(text, self.language))

    def _add_table(self, table: Table) -> Shown:
        words = [column.label for column in table.columns]
        words += [column.unit for column in table.columns if column.unit is not None]
        words += [column.heading for column in table.columns if column.heading is not None]
        words += [word for column in table.columns for word in (column.words or {}).values()]
        self._require(table.id, [table.title, table.source, *words, *_optional(table.note)], table.n, None)
        lineage = self._row_lineage(table.id, table.frame)
        counts = [column.name for column in table.columns if column.disclosive]
        counts += [name for name in table.hides if name not in counts]
        frame, cells = self._suppressed(table.frame, counts, table.complements, table.additive, table.hides)
        frame, cells = (part[[column.name for column in table.columns]] for part in (frame, cells))
        self._entries[table.id] = {
            "kind": "table",
            "id": table.id,
            "title": self._words(table.title),
            "note": self._words(table.note) if table.note else None,
            "source": self._words(table.source),
            "mark": self._mark(lineage),
            "n": table.n,
            "columns": [
                {
                    "name": column.name,
                    "label": self._words(column.label),
                    "unit": self._words(column.unit) if column.unit else None,
                    "words": {code: self._words(word) for code, word in column.words.items()} if column.words else None,
                    "decimals": column.decimals,
                    "heading": self._words(column.heading) if column.heading else None,
                }
                for column in table.columns
            ],
            "records": _records(frame),
            "sheets": table.sheets,
            "suppressed": [[int(row), name] for name in cells for row in range(len(cells)) if cells[name].iloc[row]],
            "lineage": [self._lineage(rows) for rows in lineage],
        }
        shown = sheets_html if table.sheets else table_html
        return shown(self._entries[table.id], self.language)

    def _add_figure(self, figure: Figure) -> Shown:
        from .rendering import paint, shown_figure

        words = [figure.title, figure.subtitle, figure.alt, figure.source, *_optional(figure.note)]
        self._require(figure.id, words, figure.n, None)
        lineage = self._row_lineage(figure.id, figure.data)
        data, _cells = self._suppressed(
            figure.data, [*dict.fromkeys([*figure.disclosive, *figure.hides])], hides=figure.hides
        )
        data = data.drop(columns="made_from")
        mark = self._mark(lineage)
        figure = dataclasses.replace(figure, data=data)
        stem = f"{figure.id}{self.suffix}"
        files = {}
        if self.output:
            folder = self.output / "figures"
            folder.mkdir(parents=True, exist_ok=True)
            data.to_csv(folder / f"{stem}.csv", index=False, lineterminator="\n", encoding="utf-8")
            for language in self.study.languages:
                for ending, content in paint(figure, language, mark[language] if mark else None).items():
                    (folder / f"{stem}.{language}.{ending}").write_bytes(content)
                files[language] = f"figures/{stem}.{language}.svg"
        self._entries[figure.id] = {
            "kind": "figure",
            "id": figure.id,
            "title": self._words(figure.title),
            "subtitle": self._words(figure.subtitle),
            "alt": self._words(figure.alt),
            "note": self._words(figure.note) if figure.note else None,
            "source": self._words(figure.source),
            "mark": mark,
            "n": figure.n,
            "size": list(figure.size),
            "files": files,
            "data": f"figures/{stem}.csv" if self.output else None,
            "lineage": [self._lineage(rows) for rows in lineage],
        }
        return shown_figure(figure, self.language, mark[self.language] if mark else None)

    def _disclosed(self, number: Number) -> Number:
        """Suppress a number of the public release that would show who answered."""
        minimum = self.study.settings.thresholds.disclosure_minimum
        if self.release != "public" or number.public or number.unit not in ("count", "share", "respondents"):
            return number
        if number.unit == "respondents":
            few = number.value is not None and 0 < number.value < minimum
            return dataclasses.replace(number, value=None, suppressed=True, rows=(), of=()) if few else number
        small = 0 < len(number.rows) < minimum or 0 < len(number.of) - len(number.rows) < minimum
        if not small:
            return number
        return dataclasses.replace(number, value=None, suppressed=True, rows=(), of=())

    def _suppressed(
        self,
        frame: pd.DataFrame,
        counts: Iterable[str],
        complements: tuple[tuple[str, str], ...] = (),
        additive: bool = False,
        hides: Mapping[str, tuple[str, ...]] | None = None,
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        if self.release != "public":
            return frame, pd.DataFrame(False, index=frame.index, columns=frame.columns)
        minimum = self.study.settings.thresholds.disclosure_minimum
        return disclosure.suppress(frame, list(counts), minimum, complements, additive, hides or {})

    def _require(self, id: str, words: list[Translatable], n: int, rows: tuple[str, ...] | None) -> None:
        self._require_words(id, words)
        if n is None or n < 0:
            raise RegisterError(f"{id}: n is missing")
        if rows is not None and len(set(rows)) < len(rows):
            raise RegisterError(f"{id}: a row is named twice in its lineage")

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

    def _lineage(self, rows: Iterable[str]) -> list[int]:
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
        return self._words(MIXED if real else DEMONSTRATION)


def begin(notebook: str, cluster: str | None = None, language: str = "en", release: str = "working") -> Report:
    """Open the report of a notebook, in the study that the notebook belongs to.

    Raises
    ------
    ParameterError
        If cluster, language or release is none of the study's.
    """
    from ..parameters import check_choices

    study = find()
    check_choices(study, {"cluster": cluster, "language": language, "release": release})
    output = os.environ.get(OUTPUT_VARIABLE)
    return Report(study, notebook, cluster, language, release, Path(output) if output else None)


def _optional(text: Translatable | None) -> list[Translatable]:
    return [] if text is None else [text]


def _with_numbers(text: Translatable, numbers: dict[str, Number]) -> Translatable:
    """Put numbers as the release shows them in the place of those of a message."""
    values = getattr(text, "values", None)
    if not isinstance(values, dict):
        return text
    replaced = {
        name: numbers.get(value.id, value) if isinstance(value, Number) else _with_numbers(value, numbers)
        for name, value in values.items()
    }
    return dataclasses.replace(text, values=replaced)  # type: ignore[type-var]


def _records(frame: pd.DataFrame) -> list[list[Any]]:
    """Rows as plain values, missing as None."""
    records: list[list[Any]] = json.loads(frame.to_json(orient="values", double_precision=15, force_ascii=False))
    return records
