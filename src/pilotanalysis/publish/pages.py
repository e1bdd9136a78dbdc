"""Web pages: the index of a batch in each language, the notebooks, and where each number comes from.

Every page stands alone: pictures and style are inside, nothing is fetched.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import mistune
from babel import Locale
from babel.dates import format_interval
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from .. import reference
from ..results import Label, Message, _, label, say
from ..results.calendar import locale_of
from ..results.display import Display, finding_html, foot_of, heading, sheets, sheets_display, table_display
from ..results.entries import demonstration as fictitious
from ..results.register import SECTIONS
from ..study import Study
from . import lineage
from .registers import (
    CATALOGUE_KINDS,
    Entry,
    Register,
    agenda_file,
    catalogue_file,
    events_with_agendas,
    handouts_for,
    on_sheets_of,
    page_of,
    sheet_by_key,
)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("pilotanalysis.publish"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters["words"] = lambda words, language: words[language]
    environment.filters["markdown"] = _markdown
    environment.globals["heading"] = heading
    return environment


def _markdown(text: str) -> Markup:
    return Markup(mistune.html(text))


def render(template: str, language: str, **values: Any) -> str:
    """Fill in a template; what is put in is text, never markup, unless it says that it is."""

    def translate(text: str, **inside: Any) -> str:
        return say(Message(text, inside), language)

    return _environment().get_template(template).render(language=language, _=translate, **values)


SECTION_TITLES: Mapping[str, Message] = {
    "answer": _("What is missing most, and what to do about it"),
    "comparison": _("The clusters side by side"),
    "together": _("Who met whom, and what clusters could do together"),
    # What all clusters together have of answers and evidence.
    "done": _("What was done with the money and the time, and what the evaluation rests on"),
    "evidence": _("What it rests on"),
    "annex": _("Annex: how the data came in"),
}
READING = _("How to read it:")


def language_name(code: str, language: str) -> str:
    """Name of a language, said in another."""
    return str(Locale(code).get_display_name(language))


def demonstration(study: Study, language: str, cluster: str | None = None) -> str:
    """Say that the study is a demonstration, where any of its answers are fictitious: of one cluster, or of all."""
    clusters = 1 if cluster else len(study.analysed)
    return say(fictitious(clusters), language) if study.synthetic_files else ""


def not_up_to_date(registers: Iterable[Register], language: str) -> str:
    """Say which of the results that something is made of are not up to date, and why."""
    told = [f"{register.name} ({say(register.stale, language)})" for register in registers if register.stale]
    return say(_("Not up to date: {units}.", units="; ".join(told)), language) if told else ""


def mark(study: Study, registers: Iterable[Register], language: str) -> str:
    """Say on top of a page what nobody may overlook."""
    made = list(registers)
    clusters = {register.cluster for register in made}
    alone = clusters.pop() if len(clusters) == 1 else None
    return " ".join(filter(None, [demonstration(study, language, alone), not_up_to_date(made, language)]))


def page_of_notebook(study: Study, register: Register, reports: Path, language: str, names: Mapping[str, str]) -> str:
    """Render an executed notebook: prose, results with alt text, code folded away.

    Its head is that of the notebook, with the name of the cluster, where it has one.
    """
    path = reports / "notebooks" / f"{register.name}.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    cells = [_cell(cell, reports, path.stem, language) for cell in notebook["cells"]]
    return render(
        "notebook.html.j2",
        "en",
        title=_title_of(path, names),
        cells=cells,
        back=f"../{page_of('index', study, 'en')}",
        mark=mark(study, [register], "en"),
    )


def _title_of(path: Path, names: Mapping[str, str]) -> str:
    lines = "".join(json.loads(path.read_text("utf-8"))["cells"][0]["source"]).splitlines()
    cluster = names.get(path.stem.partition(".")[2])
    title = lines[0].removeprefix("# ") if lines else path.stem
    return f"{cluster}: {title}" if cluster else title


def _cell(cell: dict[str, Any], reports: Path, stem: str, language: str) -> dict[str, Any]:
    source = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        # The head of the page stands above all cells.
        body = source.partition("\n")[2] if source.startswith("# ") else source
        return {"kind": "prose", "html": _markdown(body)}
    code = Markup(highlight(source, PythonLexer(), HtmlFormatter(nowrap=True)))
    cluster = stem.partition(".")[2]
    outputs = [_output(output, reports, cluster, language) for output in cell.get("outputs", [])]
    return {"kind": "code", "code": code, "outputs": outputs}


def _output(output: dict[str, Any], reports: Path, cluster: str, language: str) -> Markup:
    if output["output_type"] == "stream":
        return Markup('<pre class="stream">{}</pre>').format("".join(output["text"]))
    if output["output_type"] == "error":
        return Markup('<pre class="error">{}: {}</pre>').format(output["ename"], output["evalue"])
    data, metadata = output["data"], output["metadata"]
    if "image/png" in data:
        about = metadata["image/png"]
        return _picture(reports, about, cluster, language)
    if "text/html" in data:
        html = Markup("".join(data["text/html"]))
        return html if html.startswith("<p>") else Markup('<div class="table">{}</div>').format(html)
    return Markup("<pre>{}</pre>").format("".join(data["text/plain"]))


def _picture(reports: Path, about: Mapping[str, str], cluster: str, language: str) -> Markup:
    """Show a figure with its alt text, and below it how to read it."""
    stem = f"{about['figure']}.{cluster}" if cluster else about["figure"]
    content = (reports / "figures" / f"{stem}.{language}.svg").read_bytes()
    source = "data:image/svg+xml;base64," + base64.b64encode(content).decode("ascii")
    picture = Markup('<figure><img src="{}" alt="{}"></figure>').format(source, about["alt"])
    reading = Markup('<p class="reading"><strong>{}</strong> {}</p>').format(say(READING, language), about["reading"])
    return picture + reading


@dataclass(frozen=True)
class Offered:
    """What the index leads to besides pages.

    Attributes
    ----------
    tables : list of str
    whole : list of (str, str)
        File and title of each document of the whole study.
    folder : Path
        Where documents are: what is not there is not offered.
    """

    tables: list[str]
    whole: list[tuple[str, str]]
    folder: Path

    def there(self, file: str) -> bool:
        """Tell whether a document was made."""
        return (self.folder / file).is_file()


def index(
    study: Study,
    registers: list[Register],
    reports: Path,
    language: str,
    clusters: list[dict[str, Any]],
    files: Offered,
    left_out: Mapping[str, Message | None],
) -> str:
    """Render the first page: what was found for each cluster and what to do, and where the rest is.

    `left_out` names the units of which nothing can be shown, with the reason where there is more to say.
    """
    names = {cluster["id"]: cluster["name"] for cluster in clusters}

    def shown(section: str, cluster: str | None) -> list[Markup]:
        return [
            _shown(item, (register, registers), reports, language)
            for register in registers
            if register.cluster == cluster
            for item in register.on_pages()
            if item["section"] == section
        ]

    told = [
        {**cluster, "files": _files(study, registers, cluster, language, files)}
        | {section: shown(section, cluster["id"]) for section in SECTIONS}
        for cluster in clusters
    ]
    # What compares the clusters is the same in each.
    compared = {
        item["id"]: (item, register)
        for register in reversed(registers)
        for item in register.on_pages()
        if item["section"] == "comparison"
    }
    named = {entry["id"]: entry["name"][language] for register in registers for entry in register.of_kind("table")}
    return render(
        "index.html.j2",
        language,
        wave=study.settings.wave,
        region=say(_region(study), language),
        period=_period(study, language),
        languages=[(code, page_of("index", study, code), language_name(code, code)) for code in study.languages],
        title=study.settings.title.render(language),
        mark=mark(study, registers, language),
        clusters=told,
        overall={section: shown(section, None) for section in SECTIONS},
        compared=[_shown(item, (register, registers), reports, language) for item, register in compared.values()],
        titles={section: say(words, language) for section, words in SECTION_TITLES.items()},
        notebooks=[
            (f"notebooks/{register.name}.html", _title_of(reports / "notebooks" / f"{register.name}.ipynb", names))
            for register in registers
        ],
        tables=[(table, named[table]) for table in files.tables],
        whole=[one for one in files.whole if files.there(one[0])],
        catalogue=[
            (file, kind.upper())
            for kind, file in ((kind, catalogue_file(language, kind)) for kind in CATALOGUE_KINDS)
            if files.there(file)
        ],
        agendas=[
            (event, [(agenda_file(event, language, kind), kind.upper()) for kind in ("xlsx", "pdf")])
            for event in events_with_agendas(registers)
            if files.there(agenda_file(event, language, "pdf"))
        ],
        handouts=[(file, title) for _reader, file, title in handouts_for(registers, language) if files.there(file)],
        numbers=page_of("numbers", study, language),
        left_out=[f"{name} ({say(why, language)})" if why else name for name, why in left_out.items()],
        release=registers[0].release if registers else "",
    )


def _region(study: Study) -> Label:
    regions = reference.load(study, reference.Regions).set_index("region")
    return label(regions.loc[study.settings.region])


def _period(study: Study, language: str) -> str:
    """Say when the pilot ran, as the language writes a span of days."""
    period = study.settings.period
    return str(format_interval(period.start, period.end, "yMMMd", locale=locale_of(language)))


def _files(
    study: Study, registers: list[Register], cluster: dict[str, Any], language: str, files: Offered
) -> list[tuple[str, str, str]]:
    """Address, words and language of what else there is about a cluster."""
    own = [register for register in registers if register.cluster == cluster["id"]]
    if not any(register.on_pages() for register in own):
        return []
    found = []
    for code in study.languages:
        words = _("{cluster}: PDF in {language}", cluster=cluster["name"], language=language_name(code, language))
        found.append((f"cluster-{cluster['id']}.{code}.pdf", say(words, language), code))
    for register in own:
        for entry in register.of_kind("table"):
            if entry["sheets"]:
                found.append((sheets_file(entry, cluster["id"], language), entry["title"][language], language))
    told = handouts_for(registers, language)
    found += [(file, title, language) for reader, file, title in told if reader == cluster["id"]]
    return [one for one in found if files.there(one[0]) or not one[0].endswith(".pdf")]


def _shown(item: Entry, owners: tuple[Register, list[Register]], reports: Path, language: str) -> Markup:
    """Show an item of a register, one of all that there are."""
    register, registers = owners
    if item["kind"] == "figure":
        about = {"figure": item["id"], "alt": item["alt"][language], "reading": item["reading"][language]}
        return _picture(reports, about, register.cluster or "", language)
    if item["kind"] == "table":
        shown = (
            sheets_display(item, language) if item["sheets"] else _table(item, register.cluster, registers, language)
        )
        return Markup('<div class="table">{}</div>').format(Markup(shown.data["text/html"]))
    return Markup(finding_html(item["text"][language])) if item["kind"] == "finding" else Markup("")


def _table(item: Entry, cluster: str | None, registers: list[Register], language: str) -> Display:
    """Show a table whose rows lead to their sheets, in whichever notebook of the cluster these are."""
    own = (register.sheets_of(item) for register in registers if register.cluster == cluster)
    pages = next((found for found in own if found), None)
    if pages is None:
        return table_display(item, language)
    file = sheets_file(pages, cluster, language)
    return table_display(item, language, {key: f"{file}#{sheet}" for key, sheet in sheet_by_key(item, pages).items()})


def sheets_file(entry: Entry, cluster: str | None, language: str) -> str:
    """Name of the page with the sheets of a table."""
    return f"sheets/{'.'.join(part for part in (entry['id'], cluster, language) if part)}.html"


def sheets_page(study: Study, register: Register, entry: Entry, language: str, registers: list[Register]) -> str:
    """Render the rows of a table that is made of sheets, a page each in print, with links to what each is made from.

    What other notebooks of the cluster tell of a sheet's row stands below it.
    """
    beside = on_sheets_of(entry, register, registers)
    made = sheets(entry, language)
    for sheet in made:
        shown = (_rows_of(sheet["key"], table, language) for _register, table in beside)
        sheet["beside"] = [html for html in shown if html]
    return render(
        "sheets.html.j2",
        language,
        back=f"../{page_of('index', study, language)}",
        languages=[
            (code, Path(sheets_file(entry, register.cluster, code)).name, language_name(code, code))
            for code in study.languages
            if code != language
        ],
        title=entry["title"][language],
        sheets=made,
        foot=foot_of(entry, language),
        lineage=f"../{page_of('numbers', study, language)}#{register.name}.{entry['id']}",
        mark=mark(study, [register, *(other for other, _table in beside)], language),
    )


def _rows_of(sheet: str, table: Entry, language: str) -> Markup:
    """Show the rows of a table that are about a sheet, without the columns of their key; nothing if there are none."""
    rows = [place for place, key in enumerate(table["keys"]) if sheet == key or sheet.startswith(f"{key}-")]
    if not rows:
        return Markup("")
    kept = [place for place, column in enumerate(table["columns"]) if column["name"] not in table["key"]]
    part = {
        **table,
        "title": table["name"],
        "key": [],
        "keys": [],
        "grouped": 0,
        "columns": [_of_rows(table["columns"][place], rows) for place in kept],
        "records": [[table["records"][row][place] for place in kept] for row in rows],
        "suppressed": [[rows.index(row), name] for row, name in table["suppressed"] if row in rows],
    }
    return Markup('<div class="table">{}</div>').format(Markup(table_display(part, language).data["text/html"]))


def _of_rows(column: Entry, rows: list[int]) -> Entry:
    """Take from a column what it says of each row for some of them."""
    share = column["share"]
    return column | {"share": [share[row] for row in rows]} if isinstance(share, list) else column


def numbers(study: Study, registers: list[Register], names: Mapping[str, str], language: str) -> str:
    """Render the page on which every number says from which raw rows it was made, and how it was computed."""
    return render(
        "numbers.html.j2",
        language,
        title=say(_("Where every number comes from, and how it is computed"), language),
        languages=[(other, page_of("numbers", study, other)) for other in study.languages],
        index=page_of("index", study, language),
        mark=mark(study, registers, language),
        **lineage.content(registers, names, language),
    )
