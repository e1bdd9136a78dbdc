"""Web pages: the index of a batch in each language, the notebooks, and where each number comes from.

Every page stands alone: pictures and style are inside, nothing is fetched.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import mistune
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from ..results import Message, _, say
from ..results.display import finding_html, foot_of, heading, sheets, sheets_display, table_display
from ..results.register import DEMONSTRATION
from ..study import Study
from . import lineage
from .registers import Register, page_of


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


def _render(template: str, language: str, **values: Any) -> str:
    def translate(text: str, **inside: Any) -> str:
        return say(Message(text, inside), language)

    return _environment().get_template(template).render(language=language, _=translate, **values)


def mark(study: Study, language: str) -> str:
    """Say that the study is a demonstration, where any of its answers are fictitious."""
    return say(DEMONSTRATION, language) if study.synthetic_files else ""


def page_of_notebook(study: Study, path: Path, reports: Path, language: str) -> str:
    """Render an executed notebook: prose, results with alt text, code folded away."""
    notebook = json.loads(path.read_text("utf-8"))
    cells = [_cell(cell, reports, path.stem, language) for cell in notebook["cells"]]
    title = next((cell["title"] for cell in cells if cell["title"]), path.stem)
    return _render(
        "notebook.html.j2", "en", title=title, cells=cells, mark=mark(study, "en"), stem=path.stem, study=study.settings
    )


def _cell(cell: dict[str, Any], reports: Path, stem: str, language: str) -> dict[str, Any]:
    source = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        title = source.splitlines()[0].removeprefix("# ") if source.startswith("# ") else ""
        return {"kind": "prose", "html": _markdown(source), "title": title}
    code = Markup(highlight(source, PythonLexer(), HtmlFormatter(nowrap=True)))
    cluster = stem.partition(".")[2]
    outputs = [_output(output, reports, cluster, language) for output in cell.get("outputs", [])]
    return {"kind": "code", "code": code, "outputs": outputs, "title": ""}


def _output(output: dict[str, Any], reports: Path, cluster: str, language: str) -> Markup:
    if output["output_type"] == "stream":
        return Markup('<pre class="stream">{}</pre>').format("".join(output["text"]))
    if output["output_type"] == "error":
        return Markup('<pre class="error">{}: {}</pre>').format(output["ename"], output["evalue"])
    data, metadata = output["data"], output["metadata"]
    if "image/png" in data:
        about = metadata["image/png"]
        return _picture(reports, about["figure"], cluster, language, about["alt"])
    if "text/html" in data:
        html = Markup("".join(data["text/html"]))
        return html if html.startswith("<p>") else Markup('<div class="table">{}</div>').format(html)
    return Markup("<pre>{}</pre>").format("".join(data["text/plain"]))


def _picture(reports: Path, figure: str, cluster: str, language: str, alt: str) -> Markup:
    stem = f"{figure}.{cluster}" if cluster else figure
    content = (reports / "figures" / f"{stem}.{language}.svg").read_bytes()
    source = "data:image/svg+xml;base64," + base64.b64encode(content).decode("ascii")
    return Markup('<figure><img src="{}" alt="{}"></figure>').format(source, alt)


def index(
    study: Study,
    registers: list[Register],
    reports: Path,
    language: str,
    clusters: list[dict[str, Any]],
    tables: list[str],
    left_out: list[str],
) -> str:
    """Render the first page: what was found for each cluster, and where the rest is."""
    for cluster in clusters:
        cluster["sheets"] = [
            (entry["title"][language], f"sheets/{entry['id']}.{cluster['id']}.{language}.html")
            for register in registers
            if register.cluster == cluster["id"]
            for entry in register.of_kind("table")
            if entry["sheets"]
        ]
        cluster["shown"] = [
            _shown(item, reports, cluster["id"], language)
            for register in registers
            if register.cluster == cluster["id"]
            for item in register.on_pages()
        ]
    overall = [
        _shown(item, reports, "", language)
        for register in registers
        if register.cluster is None
        for item in register.on_pages()
    ]
    titles = {register.notebook: _title_of(reports, register) for register in registers}
    return _render(
        "index.html.j2",
        language,
        study=study.settings,
        languages=study.languages,
        title=study.settings.title.render(language),
        mark=mark(study, language),
        clusters=clusters,
        overall=overall,
        registers=registers,
        titles=titles,
        tables=tables,
        numbers=page_of("numbers", study, language),
        left_out=left_out,
        release=registers[0].release if registers else "",
    )


def _shown(item: dict[str, Any], reports: Path, cluster: str, language: str) -> dict[str, Any]:
    if item["kind"] == "figure":
        html = _picture(reports, item["id"], cluster, language, item["alt"][language])
    elif item["kind"] == "table":
        shown = sheets_display if item["sheets"] else table_display
        html = Markup('<div class="table">{}</div>').format(Markup(shown(item, language).data["text/html"]))
    else:
        html = Markup(finding_html(item["text"][language])) if item["kind"] == "finding" else Markup("")
    return {"kind": item["kind"], "html": html}


def _title_of(reports: Path, register: Register) -> str:
    notebook = json.loads((reports / "notebooks" / f"{register.name}.ipynb").read_text("utf-8"))
    first = "".join(notebook["cells"][0]["source"]).splitlines()[0]
    return first.removeprefix("# ")


def sheets_page(study: Study, register: Register, entry: dict[str, Any], language: str) -> str:
    """Render the rows of a table that is made of sheets, a page each in print, with links to what each is made from."""
    return _render(
        "sheets.html.j2",
        language,
        title=entry["title"][language],
        sheets=sheets(entry, language),
        foot=foot_of(entry, language),
        lineage=f"../{page_of('numbers', study, language)}#{register.name}.{entry['id']}",
        mark=mark(study, language),
    )


def numbers(study: Study, registers: list[Register], names: Mapping[str, str], language: str) -> str:
    """Render the page on which every number says from which raw rows it was made, and how it was computed."""
    return _render(
        "numbers.html.j2",
        language,
        title=say(_("Where every number comes from, and how it is computed"), language),
        languages=[(other, page_of("numbers", study, other)) for other in study.languages],
        index=page_of("index", study, language),
        mark=mark(study, language),
        **lineage.content(registers, names, language),
    )
