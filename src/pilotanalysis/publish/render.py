"""Make pages, tables and documents from what the notebooks of a batch registered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from .. import reference
from ..problems import Problem, StudyError
from ..results import Message, label, say
from ..study import Study
from . import agendas, catalogue, documents, dossier, handouts, pages, registers, workbook
from .registers import Register


@dataclass(frozen=True)
class Rendered:
    """What became of the documents.

    Attributes
    ----------
    untold : str
        Why there is no document of the whole study; blank where they were written.
    unset : mapping of str to str
        What could not be set, and why: a defect of the pack.
    """

    untold: str
    unset: Mapping[str, str]


@dataclass(frozen=True)
class View:
    """The results that documents are made of.

    Attributes
    ----------
    study : Study
    folder : Path
        Holds the results, executed notebooks and figures of the units.
    stale : mapping of str to Message
        Units that are not up to date, and why.
    left_out : mapping of str to Message
        Units of which there is nothing to show, and why where there is more to say.
    """

    study: Study
    folder: Path
    stale: Mapping[str, Message] = field(default_factory=dict)
    left_out: Mapping[str, Message | None] = field(default_factory=dict)

    @property
    def registers(self) -> list[Register]:
        """What the units registered."""
        return registers.load(self.folder, self.stale)

    @property
    def names(self) -> dict[str, str]:
        """Names of the analysed clusters."""
        clusters = reference.load(self.study, reference.Clusters).set_index("cluster")
        return {cluster: str(clusters.loc[cluster, "name"]) for cluster in self.study.analysed}


def render_unit(view: View, register: Register, language: str) -> list[str]:
    """Write the pages of one unit into the folder of the view: its notebook, and its sheets in every language.

    Returns
    -------
    list of str
        The files written.
    """
    page = f"notebooks/{register.name}.html"
    written = {page: pages.page_of_notebook(view.study, register, view.folder, language, view.names)}
    made = [entry for entry in register.of_kind("table") if entry["sheets"]]
    others = view.registers if made else []
    for entry in made:
        for code in view.study.languages:
            name = pages.sheets_file(entry, register.cluster, code)
            written[name] = pages.sheets_page(view.study, register, entry, code, others)
    for name, content in written.items():
        (view.folder / name).parent.mkdir(exist_ok=True)
        (view.folder / name).write_text(content, "utf-8")
    return list(written)


def render_shared(view: View, target: Path) -> Rendered:
    """Write what is made of several units: tables, the index, the page of numbers, the catalogue of
    partners, the agendas of events, pages for single readers, a document for each cluster, and those of the whole
    study. The index leads to what could be set.

    Raises
    ------
    StudyError
        If two notebooks register something of the same name.
    """
    study, made, called = view.study, view.registers, view.names
    target.mkdir(exist_ok=True)
    _refuse_twice(made)
    tables = workbook.write_tables(study, made, target, called)
    sectors = reference.load(study, reference.Clusters).set_index("cluster")
    clusters = [
        {
            "id": cluster,
            "name": called[cluster],
            "sector": {code: say(label(sectors.loc[cluster], "sector"), code) for code in study.languages},
        }
        for cluster in study.analysed
    ]
    untold, unset = _set_documents(view, made, called, target)
    for code in study.languages:
        offered = pages.Offered(tables, dossier.offered(code), target)
        page = pages.index(study, made, view.folder, code, clusters, offered, view.left_out)
        (target / registers.page_of("index", study, code)).write_text(page, "utf-8")
        page = pages.numbers(study, made, called, code)
        (target / registers.page_of("numbers", study, code)).write_text(page, "utf-8")
    return Rendered(untold, unset)


def _set_documents(
    view: View, made: list[Register], called: Mapping[str, str], target: Path
) -> tuple[str, dict[str, str]]:
    """Set all documents; one that fails stops no other.

    One after another: side by side in threads takes typst longer, since they throw out of its cache what the others
    need.

    Returns
    -------
    untold : str
        Why there is no document of the whole study.
    unset : dict
        What could not be set, and why.
    """
    study = view.study

    def of_cluster(cluster: str, code: str) -> None:
        content = documents.cluster_document(study, made, view.folder, cluster, called[cluster], code)
        (target / f"cluster-{cluster}.{code}.pdf").write_bytes(content)

    tasks: dict[str, Callable[[], str | None]] = {
        "dossier": lambda: dossier.write_whole(study, made, called, view.left_out, (view.folder, target)),
        "agendas": lambda: agendas.write_agendas(study, made, target),
        "catalogue": lambda: catalogue.write_catalogue(study, made, view.left_out, target, called),
        "monitoring": lambda: handouts.write_handouts(study, made, target),
    }
    for cluster in sorted({register.cluster for register in made if register.cluster and register.on_pages()}):
        for code in study.languages:
            tasks[f"cluster-{cluster}.{code}.pdf"] = partial(of_cluster, cluster, code)
    unset, said = dict[str, str](), dict[str, str | None]()
    for name, task in tasks.items():
        try:
            said[name] = task()
        except documents.DocumentError as error:
            unset[f"reports/{name}"] = f"It cannot be set: {error}. Report it; it is a defect of the pack."
    return said.get("dossier") or "", unset


def _refuse_twice(made: list[Register]) -> None:
    """Refuse two notebooks that register figures or tables of the same name."""
    owner: dict[str, str] = {}
    for register in made:
        for item in register.items:
            if (
                item["kind"] in ("figure", "table", "catalogue", "agendas", "handout")
                and owner.setdefault(item["id"], register.notebook) != register.notebook
            ):
                said = f"{item['id']} is registered by {owner[item['id']]} too."
                raise StudyError(Problem(f"notebooks/{register.notebook}.ipynb", said, "Give one another id."))
