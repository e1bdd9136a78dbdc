"""The manifest of a finished run as an RO-Crate: the form in which archives and other programs read provenance.

It follows `RO-Crate 1.1 <https://w3id.org/ro/crate/1.1>`_ and the profile `Process Run Crate
<https://w3id.org/ro/wfrun/process/0.5>`_: each execution of a notebook is an action with the notebook as its
instrument, what it read as its objects and what it made as its results. The root of the crate is ``reports``. What
lies elsewhere in the study, raw files first of all, is no part of it: it is named with its digest, and that is all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from ..personal import admitted
from ..results.translations import SOURCE_LANGUAGE
from ..study import Study
from .manifest import Manifest, Unit, counts_for_all
from .pages import demonstration

FILE = "ro-crate-metadata.json"
_SPECIFICATION, _PROFILE = "https://w3id.org/ro/crate/1.1", "https://w3id.org/ro/wfrun/process/0.5"
#: The second has the term for digests.
_CONTEXT = [f"{_SPECIFICATION}/context", "https://w3id.org/ro/terms/workflow-run/context"]
_ROOT, _LICENCE, _PACK, _PYTHON = "./", "#licence", "#pilotanalysis", "https://www.python.org/"
_MIT = "https://spdx.org/licenses/MIT"
_FORMATS = {
    ".csv": "text/csv",
    ".html": "text/html",
    ".ics": "text/calendar",
    ".ipynb": "application/x-ipynb+json",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_ABOUT = (
    "Reports of the study, {release} release: what its notebooks made of the answers of members, with the inputs, the "
    "notebooks and the software. Begin with index.html. Names that begin with # are of files beside this folder, by "
    "their path in the study. The day of publication is not known here: the last day of the pilot action stands for it."
)
_KNOWN = (
    "The software is under the MIT licence. Of the inputs, those whose publishers state a licence name it. For answers "
    "and results the study states none: ask whoever gave them to you."
)

Entity = dict[str, Any]


def text(study: Study, made: Manifest, sizes: Mapping[str, int]) -> str:
    """Give the content of the file: the same manifest gives the same text.

    Parameters
    ----------
    study : Study
    made : Manifest
        Of a finished run, without the crate itself.
    sizes : mapping of str to int
        Bytes of each file of the reports.
    """
    files = [_file(path, digest, sizes[path]) for path, digest in sorted(made.files.items())]
    actions = [_cleaning(made), *(_execution(made, name, unit) for name, unit in sorted(made.notebooks.items()))]
    actions.append(_rendering(made))
    graph = [
        {
            "@id": FILE,
            "@type": "CreativeWork",
            "conformsTo": _link(_SPECIFICATION),
            "about": _link(_ROOT),
        },
        _root(study, made, files, actions),
        {"@id": _PROFILE, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"},
        {"@id": _LICENCE, "@type": "CreativeWork", "name": "What is known of licences", "description": _KNOWN},
        *_software(made),
        *files,
        *_beside(study, made),
        *_values(made),
        *actions,
    ]
    content = {"@context": _CONTEXT, "@graph": graph}
    return json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _root(study: Study, made: Manifest, files: list[Entity], actions: list[Entity]) -> Entity:
    period = study.settings.period
    about = [_ABOUT.format(release=made.release), demonstration(study, SOURCE_LANGUAGE)]
    return {
        "@id": _ROOT,
        "@type": "Dataset",
        "conformsTo": _link(_PROFILE),
        "name": study.settings.title.plain,
        "description": " ".join(filter(None, about)),
        "datePublished": period.end.isoformat(),
        "temporalCoverage": f"{period.start.isoformat()}/{period.end.isoformat()}",
        "inLanguage": list(study.languages),
        "license": _link(_LICENCE),
        "mainEntity": _link("index.html"),
        "hasPart": _links(file["@id"] for file in files),
        "mentions": _links(action["@id"] for action in actions),
    }


def _software(made: Manifest) -> Iterator[Entity]:
    """Describe the pack, and what it runs on."""
    parts = {f"pkg:pypi/{name}": (name, version) for name, version in sorted(made.parts.items())}
    yield {"@id": _MIT, "@type": "CreativeWork", "name": "MIT License", "identifier": "MIT"}
    yield {
        "@id": _PACK,
        "@type": "SoftwareApplication",
        "name": "pilotanalysis",
        "softwareVersion": made.pilotanalysis,
        "identifier": made.package,
        "operatingSystem": made.platform,
        "license": _link(_MIT),
        "softwareRequirements": _links([_PYTHON, *parts]),
    }
    for address, (name, version) in {_PYTHON: ("Python", made.python), **parts}.items():
        yield {
            "@id": address,
            "@type": "SoftwareApplication",
            "name": name,
            "softwareVersion": version,
            "url": address,
        }


def _file(path: str, digest: str, size: int) -> Entity:
    """Describe a file of the reports."""
    format = _FORMATS.get(PurePosixPath(path).suffix)
    described = {"@id": quote(path), "@type": "File", "name": path, "sha256": digest, "contentSize": str(size)}
    return described | ({"encodingFormat": format} if format else {})


def _beside(study: Study, made: Manifest) -> Iterator[Entity]:
    """Describe what lies beside the reports: no more than the manifest says of it, and a licence that is stated.

    How long the raw files are, the public release does not tell.
    """
    tidy = {_tidy(name): digest for name, digest in made.processed.items()}
    for path, digest in sorted({**made.inputs, **tidy}.items()):
        described: Entity = {"@id": _beside_id(path), "@type": "CreativeWork", "name": path, "sha256": digest}
        if path.endswith(".ipynb"):
            described |= {"@type": "SoftwareSourceCode", "version": made.pilotanalysis}
            described |= {"programmingLanguage": _link(_PYTHON), "softwareRequirements": _link(_PACK)}
        raw = path.removeprefix("data/raw/")
        if raw in study.synthetic_files:
            described["description"] = "Fictitious: demonstration data."
        if licences := _licences(study.resources.get(raw, {}).get("licenses")):
            described["license"] = licences
        yield described


def _licences(stated: object) -> str:
    """Say which licences an entry of ``data/raw/datapackage.json`` states; blank for what is none."""
    entries = [entry for entry in stated if isinstance(entry, dict)] if isinstance(stated, list) else []
    named = (str(entry.get("title") or entry.get("name") or entry.get("path") or "") for entry in entries)
    return admitted("; ".join(filter(None, named)))


def _values(made: Manifest) -> list[Entity]:
    """Describe the values of notebooks' parameters, each once."""
    found = {
        _value_id(name, value): {"@type": "PropertyValue", "name": name, "value": value}
        for unit in made.notebooks.values()
        for name, value in unit.parameters.items()
    }
    return [{"@id": id, **described} for id, described in sorted(found.items())]


def _cleaning(made: Manifest) -> Entity:
    read = [path for path in made.inputs if path.startswith("data/") or counts_for_all(path)]
    return {
        "@id": "#clean",
        "@type": "CreateAction",
        "name": "Raw files to tidy tables",
        "description": "pilotanalysis clean",
        "instrument": _link(_PACK),
        "object": _links(map(_beside_id, read)),
        "result": _links(_beside_id(_tidy(name)) for name in made.processed),
    }


def _execution(made: Manifest, name: str, unit: Unit) -> Entity:
    """Describe the execution of a notebook: what it read, the settings and its values, and what it made."""
    read = [path for path in made.inputs if path in unit.reads or counts_for_all(path)]
    tables = {table.partition("@")[0].removeprefix("tables/") for table in unit.reads if table.startswith("tables/")}
    read += [_tidy(file) for file in made.processed if file.removesuffix(".parquet") in tables]
    values = [_value_id(key, value) for key, value in unit.parameters.items()]
    given = " ".join(f"-p {key} {value}" for key, value in sorted(unit.parameters.items()))
    return {
        "@id": f"#run/{quote(name)}",
        "@type": "CreateAction",
        "name": f"Execution of {name}",
        "description": f"papermill {_notebook(name)} {given}",
        "instrument": _link(_beside_id(_notebook(name))),
        "object": _links([*map(_beside_id, read), *values]),
        "result": _links(map(quote, unit.files)),
    }


def _rendering(made: Manifest) -> Entity:
    registered = [path for path in made.files if path.startswith("results/")]
    return {
        "@id": "#render",
        "@type": "CreateAction",
        "name": "Results of all notebooks to pages, tables and documents",
        "description": "pilotanalysis run",
        "instrument": _link(_PACK),
        "object": _links(map(quote, registered)),
        "result": _links(map(quote, made.shared)),
    }


def _notebook(unit: str) -> str:
    return f"notebooks/{unit.partition('.')[0]}.ipynb"


def _tidy(name: str) -> str:
    return f"data/processed/{name}"


def _beside_id(path: str) -> str:
    return f"#{quote(path)}"


def _value_id(name: str, value: object) -> str:
    return f"#{quote(f'{name}={value}')}"


def _link(id: str) -> Entity:
    return {"@id": id}


def _links(ids: Iterable[str]) -> list[Entity]:
    """Lead to each of several entities, in order."""
    return [_link(id) for id in sorted(ids)]
