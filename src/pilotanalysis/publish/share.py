"""Share a study: what a named evaluator receives under confidentiality.

A study of the same shape that starts from tables without names (``shared`` in its ``data/raw/datapackage.json``), with
the public release of its reports. The notebooks are run there before anything is handed over, and must give the
results that the public release of the study has.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import jinja2

from .. import __version__, locks
from ..problems import Problem, StudyError, counted, quoted, reason
from ..reference import TABLES as REFERENCES
from ..reference import file_of
from ..settings import FILE
from ..study import SHARED, Study
from ..tables import TableSet, listing, name_of
from . import manifest, standing
from .manifest import Manifest
from .plan import Request, chapters, plan
from .verify.differences import near, tree
from .verify.expected import essence
from .verify.rerun import rerun

#: Files that are handed on as they are, by their path below the study.
_COPIED = (FILE, "environment.yml", "requirements.lock", "data/raw/survey/questionnaire.xlsx")
_PACKAGE = "data/raw/datapackage.json"
#: Of a raw file that is not handed on, the data package says no more.
_SAID = ("name", "path", "synthetic")
_RUN = "Run: pilotanalysis run --release public"


def share(
    study: Study, folder: Path, without_names: Callable[[Study], TableSet], progress: Callable[[str], None]
) -> None:
    """Write the study that an evaluator receives.

    Parameters
    ----------
    study : Study
        With its public release, up to date.
    folder : Path
        Does not exist yet, or is empty.
    without_names : callable
        Gives the tidy tables of the study with codes in place of names.
    progress : callable
        Told what is done next.

    Raises
    ------
    StudyError
        If the folder is not empty or cannot be written, or the study has no public release that is up to date. Nothing
        is written then.
    """
    _check_folder(study, folder)
    before = _public_release(study)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".partial-", dir=folder.parent, ignore_cleanup_errors=True) as partial:
            aside = Path(partial) / "study"
            progress("writes the tables without names")
            _write(study, aside, without_names(study))
            progress("runs the notebooks from them")
            failure = rerun(aside, before.notebooks)
            if failure:
                said = f"What was to be shared cannot be run: {failure}"
                raise StudyError(Problem(str(folder), said, "Nothing was written."))
            progress("compares the results with the public release")
            _compare(study, aside, before)
            shutil.rmtree(aside / locks.FOLDER)
            if folder.exists():
                folder.rmdir()
            aside.replace(folder)
    except OSError as error:
        said = f"Cannot be written ({reason(error)})."
        raise StudyError(Problem(str(folder), said, "Name a folder you may write to.")) from None


def _check_folder(study: Study, folder: Path) -> None:
    if os.path.lexists(folder) and (not folder.is_dir() or any(folder.iterdir())):
        raise StudyError(Problem(str(folder), "The folder is not empty.", "Name one that does not exist yet."))
    if folder.resolve().is_relative_to(study.root):
        raise StudyError(Problem(str(folder), "It lies in the study itself.", "Name a folder elsewhere."))
    if study.shared:
        raise StudyError(Problem(_PACKAGE, "This study was shared itself.", "Hand it on as you received it."))


def _public_release(study: Study) -> Manifest:
    """Give the manifest of the reports, if they are the public release of what the study is now.

    Raises
    ------
    StudyError
        If they are not.
    """
    before = manifest.read(study.reports)
    if before is None or before.release != "public":
        said = "There is no public release" + (f", but the {before.release} one." if before and before.release else ".")
        raise StudyError(Problem("reports", said, _RUN))
    wrong = list(dict.fromkeys(_not_up_to_date(study, before)))
    if wrong:
        raise StudyError(Problem("reports", f"Not up to date: {quoted(wrong)}.", _RUN))
    return before


def _not_up_to_date(study: Study, before: Manifest) -> Iterator[str]:
    """Name units and files that are not what the study would give now."""
    jobs, _others = plan(study, Request(release="public"))
    found = standing.judge(study, jobs, manifest.start(study), before)
    for job in jobs:
        if job.name not in found or found[job.name].stale or not found[job.name].readable:
            yield job.name
    yield from before.stale
    yield from (f"reports/{name}" for name in manifest.altered(study.reports, before.files))
    stands = listing.read(study.processed)
    if stands != before.processed or manifest.altered(study.processed, stands):
        yield study.relative(study.processed)


def _write(study: Study, aside: Path, tables: TableSet) -> None:
    """Write what a shared study starts from, and its first page."""
    references = [f"data/raw/{file_of(model)}" for model in REFERENCES]
    words = [study.relative(study.words_file(language)) for language in study.languages]
    copied = [name for name in (*_COPIED, *references, *words) if (study.root / name).is_file()]
    for name in copied:
        (aside / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(study.root / name, aside / name)
    (aside / "notebooks").mkdir()
    for path in chapters(study):
        (aside / "notebooks" / path.name).write_text(_without_outputs(path), "utf-8")
    own = aside / "data" / "raw" / SHARED
    own.mkdir(parents=True)
    for model, frame in tables.items():
        frame.to_parquet(own / f"{name_of(model)}.parquet", index=False)
    (aside / _PACKAGE).write_text(_package(study, copied), "utf-8")
    (aside / "README.md").write_text(_first_page(study, tables), "utf-8")


def _without_outputs(path: Path) -> str:
    """Give a notebook without what somebody ran in it."""
    notebook = json.loads(path.read_text("utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def _package(study: Study, copied: list[str]) -> str:
    """Describe the files that are handed on, and say of the others only whether they are fictitious."""
    resources: list[dict[str, Any]] = [
        dict(resource) if f"data/raw/{path}" in copied else {name: resource[name] for name in _SAID if name in resource}
        for path, resource in study.resources.items()
    ]
    content = {"name": "pilotanalysis-shared", "shared": True, "resources": resources}
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _first_page(study: Study, tables: TableSet) -> str:
    loader = jinja2.PackageLoader("pilotanalysis.publish")
    page = jinja2.Environment(loader=loader, undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    return page.get_template("share.md.j2").render(
        title=study.settings.title.plain,
        fictitious=bool(study.synthetic_files),
        minimum=study.settings.thresholds.disclosure_minimum,
        tables=len(tables),
        version=__version__,
        package=manifest.package_digest(),
    )


def _compare(study: Study, aside: Path, before: Manifest) -> None:
    """Hold the results of what is shared against those of the public release.

    Raises
    ------
    StudyError
        If they differ by more than the last digits of a number.
    """
    names = list(before.notebooks)
    own, made = (essence(reports, names) for reports in (study.reports, aside / "reports"))
    found = [f"{name}, {one.place}" for name in names for one in tree("", own.get(name), made.get(name), near)]
    if found:
        said = f"From the tables without names {counted(len(found), 'result')} would differ, first: {found[0]}."
        raise StudyError(Problem("reports", said, "Nothing was written. This is a defect of the pack: report it."))
