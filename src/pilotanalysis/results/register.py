"""The register: whatever a notebook shows is entered here, with what made it.

In a batch (``pilotanalysis run``) the register of each notebook is written to
``reports/results/<notebook>[.<cluster>].json``, with figures and their data beside it. In
JupyterLab the same calls check and show, and write nothing: exploring never touches a report.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, get_args

import pandas as pd

from .. import reads
from ..outlets import disarmed_frame
from ..study import OUTPUT_VARIABLE, Study, find
from ..tables import file_of
from .agendas import Agendas
from .catalogue import PartnerCatalogue
from .display import (
    Display,
    agendas_display,
    as_said,
    catalogue_display,
    finding_display,
    handout_display,
    methods_display,
    sheets_display,
    table_display,
)
from .entries import Entries, RegisterError, in_sentence
from .handout import READER, Handout
from .messages import (
    SUPPRESSED,
    Translatable,
    _,
    parts_of,
    recomposed,
    say,
)
from .outputs import Figure, Finding, Item, Methods, Number, Table

#: Where an item can stand in pages and documents, in their order: what was found and what to do; all clusters side by
#: side; what it rests on; how the data came in.
Section = Literal["answer", "comparison", "together", "evidence", "annex"]
SECTIONS: tuple[Section, ...] = get_args(Section)
#: Folder in it with what each notebook read of the study.
READS = "reads"


class Report(Entries):
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
        super().__init__(study, notebook, cluster, language, release)
        self.output = output

    @property
    def suffix(self) -> str:
        """What tells this cluster's files from another's: ``.astrico-ne``, or nothing."""
        return f".{self.cluster}" if self.cluster else ""

    def add(
        self, item: Item | PartnerCatalogue | Agendas | Handout, page: int | None = None, section: Section = "evidence"
    ) -> Display:
        """Register an item and show it.

        Parameters
        ----------
        item : Number, Finding, Table, PartnerCatalogue, Agendas, Handout, Figure or Methods
        page : int, optional
            Page of the notebook's part of the section on which it stands in the cluster's PDF. If not given, it stands
            neither there nor on the index of the reports.
        section : {"answer", "comparison", "together", "evidence", "annex"}
            Part of the index and the PDF in which it stands. An item that several clusters compare is the same in each.

        Returns
        -------
        Display
            What JupyterLab and the pages display.

        Raises
        ------
        RegisterError
            If the id is taken, lineage, n, source or a language is missing, or a sentence has a number that is not
            registered.
        """
        if item.id in self._entries:
            raise RegisterError(f"{item.id}: the id is taken in {self.notebook}")
        if isinstance(item, Number):
            shown = self._add_number(item)
        elif isinstance(item, Finding):
            shown = self._add_finding(item.id, item.text(self._released(item.data)))
        elif isinstance(item, Table):
            shown = self._add_table(item)
        elif isinstance(item, PartnerCatalogue):
            shown = self._add_catalogue(item)
        elif isinstance(item, Agendas):
            shown = self._add_agendas(item)
        elif isinstance(item, Handout):
            shown = self._add_handout(item)
        elif isinstance(item, Methods):
            shown = self._add_methods(item)
        elif item.internal and self.release == "public":
            title = item.words(self._released(item.data)).title
            shown = self._add_finding(
                item.id, _("Not in the public release, since it shows single members: {title}.", title=title)
            )
        else:
            shown = self._add_figure(item)
        self._entries[item.id] |= {"page": page, "section": section}
        return shown

    def entry(self, id: str) -> dict[str, Any]:
        """Give what was registered under an id."""
        return self._entries[id]

    def close(self) -> Display:
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
            read = self.output / READS / f"{self.notebook}{self.suffix}.json"
            read.parent.mkdir(exist_ok=True)
            read.write_text(json.dumps(reads.noted()), "utf-8")
        files = sorted({file_of(row) for row in self._sources})
        lines = ", ".join(f"`data/raw/{as_said(file)}`" for file in files)
        rows = f"{len(self._sources)} rows of " if self.release == "working" else ""
        return finding_display(f"{len(self._entries)} results registered, made from {rows}{lines}.")

    def _add_finding(self, id: str, text: Translatable) -> Display:
        text = recomposed(self._sentence(id, text), in_sentence)
        self._entries[id] = {
            "kind": "finding",
            "id": id,
            "text": self._words(text),
            "numbers": [part.id for part in parts_of(text) if isinstance(part, Number)],
        }
        return finding_display(say(text, self.language))

    def _add_methods(self, methods: Methods) -> Display:
        parts = []
        for method in methods.parts(self._released(methods.data)):
            self._require_words(methods.id, [method.title])
            text, *example = (
                recomposed(self._sentence(methods.id, said), in_sentence)
                for said in (method.text, *_given(method.example))
            )
            parts.append(
                {
                    "title": self._words(method.title),
                    "formulas": list(method.formulas),
                    "text": self._words(text),
                    "example": self._words(example[0]) if example else None,
                }
            )
        self._entries[methods.id] = {"kind": "methods", "id": methods.id, "parts": parts}
        return methods_display(parts, self.language)

    def _add_table(self, table: Table) -> Display:
        released = self._released(table.data)
        words = table.words(released)
        columns = [
            word
            for column in table.columns
            for word in (column.label, column.unit, column.heading, *(column.words or {}).values())
            if word is not None
        ]
        title = self._sentence(table.id, words.title)
        named = table.name or title
        self._require(table.id, [table.source, named, *columns, *_given(words.note), *_given(table.units)], table.n)
        lineage = self._row_lineage(table.id, released.frame)
        frame, cells = (part[[column.name for column in table.columns]] for part in (released.frame, released.hidden))
        self._entries[table.id] = {
            "kind": "table",
            "id": table.id,
            "name": self._words(named),
            "title": self._words(title),
            "note": self._words(words.note) if words.note else None,
            "source": self._words(table.source),
            "mark": self._mark(lineage),
            "n": self._base(table.n),
            "units": self._words(table.units) if table.units else None,
            "key": list(table.key),
            "grouped": table.grouped,
            "room": list(table.room),
            "keys": _keys(released.frame, table.key),
            "columns": [
                {
                    "name": column.name,
                    "label": self._words(column.label),
                    "unit": self._words(column.unit) if column.unit else None,
                    "words": {code: self._words(word) for code, word in column.words.items()}
                    if column.words is not None
                    else None,
                    "decimals": column.decimals,
                    "share": _flags(column.share, released.frame),
                    "calendar": column.calendar,
                    "heading": self._words(column.heading) if column.heading else None,
                }
                for column in table.columns
            ],
            "records": _records(frame),
            "sheets": table.sheets,
            "on_sheets": table.on_sheets,
            "suppressed": [
                [row, name] for name in map(str, cells) for row in range(len(cells)) if cells[name].iloc[row]
            ],
            "lineage": [self._lineage(rows) for rows in lineage],
            "lineage_of_columns": self._lineage_of_columns(table, released),
        }
        shown = sheets_display if table.sheets else table_display
        return shown(self._entries[table.id], self.language)

    def _add_catalogue(self, catalogue: PartnerCatalogue) -> Display:
        """Enter candidates; what is shown of them in the notebook is their number alone."""
        self._add_table(catalogue.table(self._released(catalogue.data), self.release == "public"))
        entry = self._entries[catalogue.id]
        entry["kind"] = "catalogue"
        return catalogue_display(entry, self.language)

    def _add_agendas(self, agendas: Agendas) -> Display:
        """Enter agendas, for the working release alone; what is shown of them in the notebook is their number."""
        if self.release == "public":
            return self._add_finding(agendas.id, _("The public release has no agendas."))
        parts = {}
        for name, table in agendas.tables():
            self._add_table(table)
            parts[name] = self._entries.pop(table.id)
        self._entries[agendas.id] = {"kind": "agendas", "id": agendas.id, "parts": parts}
        return agendas_display(self._entries[agendas.id], self.language)

    def _add_handout(self, handout: Handout) -> Display:
        """Enter pages of readers; what stands on them are tables that are entered already."""
        self._require_words(
            handout.id, [handout.lead, *handout.titles.values(), *(part.none for part in handout.parts)]
        )
        for part in handout.parts:
            entry = self._entries.get(part.table, {})
            if not entry.get("columns") or entry["columns"][0]["name"] != READER:
                raise RegisterError(f"{handout.id}: {part.table} is no table with readers that was registered before")
        self._entries[handout.id] = {
            "kind": "handout",
            "id": handout.id,
            "titles": {reader: self._words(title) for reader, title in handout.titles.items()},
            "lead": self._words(handout.lead),
            "parts": [
                {
                    "table": part.table,
                    "form": part.form,
                    "none": self._words(part.none),
                    "half": part.half,
                    "marks": {code: list(mark) for code, mark in part.marks.items()},
                }
                for part in handout.parts
            ],
        }
        return handout_display(self._entries[handout.id], self.language)

    def _add_figure(self, figure: Figure) -> Display:
        from .rendering import Picture, paint, paint_png, picture_display

        released = self._released(figure.data)
        words = figure.words(released)
        if words.subtitle is None or words.alt is None or words.reading is None:
            raise RegisterError(f"{figure.id}: a figure needs a subtitle, an alt text, and a text on how to read it")
        title, subtitle = (self._sentence(figure.id, text) for text in (words.title, words.subtitle))
        said = [words.alt, words.reading, figure.source, *_given(words.note), *_given(figure.units)]
        self._require(figure.id, said, figure.n)
        columns = list(figure.columns) or [str(name) for name in released.frame if name != "made_from"]
        lineage = self._row_lineage(figure.id, released.frame)
        mark = self._mark(lineage)
        picture = Picture(
            id=figure.id,
            words=replace(words, title=title, subtitle=subtitle),
            frame=released.frame,
            draw=figure.draw,
            source=figure.source,
            n=self._base(figure.n),
            size=figure.size(released.frame) if callable(figure.size) else figure.size,
            mark=mark,
            suppressed=bool(released.hidden[columns].any(axis=None)),
            units=figure.units,
        )
        stem = f"{figure.id}{self.suffix}"
        self._entries[figure.id] = {
            "kind": "figure",
            "id": figure.id,
            "title": self._words(title),
            "subtitle": self._words(subtitle),
            "alt": self._words(words.alt),
            "reading": self._words(words.reading),
            "note": self._words(words.note) if words.note else None,
            "source": self._words(figure.source),
            "mark": mark,
            "n": picture.n,
            "units": self._words(figure.units) if figure.units else None,
            "size": list(picture.size),
            "files": {},
            "data": None,
            "lineage": [self._lineage(rows) for rows in lineage],
        }
        if self.output:
            folder = self.output / "figures"
            folder.mkdir(parents=True, exist_ok=True)
            hidden = released.hidden[columns].to_numpy()
            # A suppressed cell says so; a blank is not known.
            table = released.frame[columns].astype(object).mask(hidden, SUPPRESSED)
            disarmed_frame(table).to_csv(folder / f"{stem}.csv", index=False, lineterminator="\n", encoding="utf-8")
            painted = {language: paint(picture, language) for language in self.study.languages}
            for language, contents in painted.items():
                for ending, content in contents.items():
                    (folder / f"{stem}.{language}.{ending}").write_bytes(content)
            files = {language: f"figures/{stem}.{language}.svg" for language in painted}
            self._entries[figure.id] |= {"files": files, "data": f"figures/{stem}.csv"}
            png = painted[self.language]["png"]
        else:
            png = paint_png(picture, self.language)
        return picture_display(picture, png, self.language)


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
    if output:
        reads.watch(study)
    return Report(study, notebook, cluster, language, release, Path(output) if output else None)


def _given(text: Translatable | None) -> list[Translatable]:
    return [] if text is None else [text]


def _keys(frame: pd.DataFrame, key: tuple[str, ...]) -> list[str]:
    """Name each row by its codes; nothing where the table has no key."""
    return ["-".join(map(str, cells)) for cells in frame[list(key)].itertuples(index=False)] if key else []


def _flags(chosen: bool | Callable[[pd.DataFrame], pd.Series], frame: pd.DataFrame) -> bool | list[bool]:
    """Tell what holds for all rows, or for which of them."""
    return chosen if isinstance(chosen, bool) else [bool(one) for one in chosen(frame)]


def _records(frame: pd.DataFrame) -> list[list[Any]]:
    """Rows as plain values, missing as None."""
    records: list[list[Any]] = json.loads(frame.to_json(orient="values", double_precision=15, force_ascii=False))
    return records
