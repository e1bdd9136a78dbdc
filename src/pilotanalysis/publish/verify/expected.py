"""Expected results: small text files that a rerun is compared with."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from ... import swap
from ...files.refusals import unwritable
from ...problems import Problem, StudyError
from ...study import Study
from .. import manifest, registers
from ..registers import Register, expected_folder
from .differences import Difference, near, tree
from .grade import Verdict

#: Columns that stand in the catalogue and the agendas, and nowhere beside them.
_NOT_BESIDE = ("contact", "door_name")


def essence(reports: Path, names: Collection[str] | None = None) -> dict[str, dict[str, Any]]:
    """Results of each notebook, or of those named, without lineage and layout: what a rerun must give again."""
    return {register.name: _essence(register, reports) for register in registers.load(reports, names=names)}


def _essence(register: Register, reports: Path) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for item in register.items:
        if item["kind"] == "number":
            content[item["id"]] = item["value"]
        elif item["kind"] == "finding":
            content[item["id"]] = item["text"]
        elif item["kind"] == "methods":
            content[item["id"]] = item["parts"]
        elif item["kind"] == "table":
            content[item["id"]] = [[column["name"] for column in item["columns"]], *item["records"]]
        elif item["kind"] == "catalogue":
            content[item["id"]] = _without_contacts(item)
        elif item["kind"] == "agendas":
            content[item["id"]] = {name: _without_contacts(part) for name, part in item["parts"].items()}
        elif item["kind"] == "handout":
            content[item["id"]] = {name: item[name] for name in ("titles", "lead", "parts")}
        else:
            lines = (reports / item["data"]).read_text("utf-8").splitlines()
            content[item["id"]] = {"title": item["title"], "data": lines}
    return content


def _without_contacts(item: registers.Entry) -> list[list[Any]]:
    """Give a table without addresses and telephone numbers, and without names that are told at the door alone."""
    kept = [place for place, column in enumerate(item["columns"]) if column["name"] not in _NOT_BESIDE]
    rows = [[column["name"] for column in item["columns"]], *item["records"]]
    return [[row[place] for place in kept] for row in rows]


def accept(study: Study) -> list[str]:
    """Write the results in ``reports`` to ``reports/expected``, as those a rerun is compared with.

    Returns
    -------
    list of str
        The files written.

    Raises
    ------
    StudyError
        If there are no results, they are damaged, or a file cannot be replaced; what stood there stands there then.
    """
    listed = manifest.read(study.reports)
    if not listed:
        raise StudyError(Problem("reports/manifest.json", "There are no results to accept.", "Run: pilotanalysis run"))
    try:
        release = registers.load(study.reports, names=listed.notebooks)[0].release
        results = essence(study.reports, listed.notebooks)
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        said = f"They are missing or damaged ({type(error).__name__}: {error})."
        raise StudyError(Problem("reports/results", said, "Run: pilotanalysis run")) from None
    folder = expected_folder(study.reports, release)
    return _put(study, folder, results, [path.stem for path in folder.glob("[0-9]*.json")])


def begin(study: Study, release: str, notebooks: Collection[str]) -> list[str]:
    """Write the first results of notebooks of which nothing is expected yet, as those a rerun is compared with.

    Parameters
    ----------
    study : Study
    release : {"working", "public"}
        Release of the reports.
    notebooks : collection of str
        Notebooks, each with its cluster, whose results in the reports are up to date.

    Returns
    -------
    list of str
        The files written.

    Raises
    ------
    StudyError
        If a file cannot be written.
    """
    folder = expected_folder(study.reports, release)
    first = [name for name in notebooks if not (folder / f"{name}.json").exists()]
    return _put(study, folder, essence(study.reports, first), []) if first else []


def _put(study: Study, folder: Path, results: Mapping[str, dict[str, Any]], before: Collection[str]) -> list[str]:
    """Put expected results in the place of those before, as a whole."""
    try:
        with swap.scratch(study.reports) as aside:
            return _put_from(aside, study, folder, results, before)
    except OSError as error:
        raise StudyError(unwritable(study.relative(folder), error)) from None


def _put_from(
    aside: Path, study: Study, folder: Path, results: Mapping[str, dict[str, Any]], before: Collection[str]
) -> list[str]:
    def file_of(name: str) -> str:
        return (folder / f"{name}.json").relative_to(study.reports).as_posix()

    made = aside / "made"
    for name, content in results.items():
        path = made / file_of(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", "utf-8")
    take = [file_of(name) for name in before if name not in results]
    own = {file_of(name): None for name in before}
    swap.apply(swap.Change(study.root, made, study.reports, [file_of(name) for name in results], take, own))
    return [f"reports/{file_of(name)}" for name in results]


def compare(verdict: Verdict, study: Study, rerun: Path, notebooks: Collection[str] | None) -> None:
    """Compare the expected results with those of a rerun; what must be there is what the rerun gives.

    Parameters
    ----------
    verdict : Verdict
    study : Study
    rerun : Path
        Reports of the rerun.
    notebooks : collection of str, optional
        Notebooks, each with its cluster, that alone are compared.
    """
    again = essence(rerun)
    folder = expected_folder(study.reports, registers.load(rerun)[0].release)
    names = {path.stem for path in folder.glob("*.json")} if notebooks is None else set()
    for name in sorted(again.keys() | names):
        path = folder / f"{name}.json"
        verdict.compare(study.relative(path), _changes(path, again.get(name)))


def _changes(path: Path, again: dict[str, Any] | None) -> list[Difference]:
    if again is None:
        return [Difference("results are expected that the rerun does not give")]
    try:
        return list(tree("", json.loads(path.read_text("utf-8")), again, near))
    except FileNotFoundError:
        return [Difference("it is missing: what is to be expected of this notebook stands nowhere")]
    except OSError as error:
        return [Difference(f"it cannot be read ({error.strerror})")]
    except (ValueError, RecursionError) as error:
        return [Difference(f"it cannot be read as JSON ({error})")]
