"""Run the notebooks of a study and render what they registered; all of it, or nothing."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .. import reference
from ..problems import Problem, StudyError
from ..study import Study
from . import documents, environment, manifest, pages, registers, workbook
from .notebook import NotebookError, execute
from .plan import Job, Request, inputs_digest, plan
from .registers import EXPECTED, expected_folder

#: Files of ``reports`` that are not generated.
KEPT = ("README.md", EXPECTED)
FAILED = "failed"


@dataclass
class Summary:
    """How a batch went.

    Attributes
    ----------
    done, reused : list of str
        Notebooks that were run, and those that were up to date.
    failed : dict
        Notebooks that failed, with the reason.
    left_out : list of str
        Notebooks that were not asked for and have no result that is up to date.
    withdrawn : list of str
        Expected results that a public release must not hold.
    """

    done: list[str] = field(default_factory=list)
    reused: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)


def run(study: Study, request: Request, progress: Callable[[str, str], None]) -> Summary:
    """Run the notebooks that are asked for, keep what is up to date of the rest, and render the reports.

    Parameters
    ----------
    study : Study
        With ``data/processed`` made from its raw files.
    request : Request
    progress : callable
        Told the name of a notebook and what became of it.

    Returns
    -------
    Summary
        If a notebook failed, ``reports`` stays as it was; what ran is in ``reports/failed``.

    Raises
    ------
    StudyError
        If the reports cannot be written.
    """
    wanted, others = plan(study, request)
    inputs = inputs_digest(study)
    before = manifest.read(study.reports)
    summary = Summary()
    with _aside(study) as aside, environment.of_kernels(study, aside):
        earlier = {job.name: _up_to_date(study, job, inputs, before) for job in [*wanted, *others]}
        to_run = [job for job in wanted if request.force or not earlier[job.name]]
        for job in [*wanted, *others]:
            if job not in to_run and earlier[job.name]:
                _take_over(study.reports, aside, job)
                summary.reused.append(job.name)
            elif job not in to_run:
                summary.left_out.append(job.name)
        _execute_all(to_run, aside, request.jobs, summary, progress)
        if summary.failed:
            _keep_failed(study, aside)
            return summary
        made = [job for job in [*wanted, *others] if job.name not in summary.left_out]
        _render(study, aside, request.language or study.languages[0], summary.left_out)
        manifest.write(study, aside, inputs, {job.name: _entry(job) for job in made})
        _replace(study, aside)
        if request.release == "public":
            summary.withdrawn = _withdraw_working_results(study)
    return summary


def _entry(job: Job) -> dict[str, Any]:
    return {"digest": job.digest, "parameters": dict(job.values)}


@contextmanager
def _aside(study: Study) -> Iterator[Path]:
    """A folder beside the reports in which a batch is built."""
    try:
        study.reports.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".partial-", dir=study.reports))
    except OSError as error:
        said = f"Cannot be written to ({error.strerror})."
        raise StudyError(Problem("reports", said, "Give yourself the right to write there.")) from None
    try:
        yield aside
    except OSError as error:
        said = f"Writing failed ({error.strerror}: {Path(str(error.filename)).name})."
        raise StudyError(Problem("reports", said, "Free space or close the file, and run again.")) from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _up_to_date(study: Study, job: Job, inputs: str, before: dict[str, Any]) -> bool:
    """Tell whether the reports hold what this job would give, untouched."""
    if before.get("inputs_digest") != inputs or before.get("notebooks", {}).get(job.name) != _entry(job):
        return False
    outputs = before["outputs"]
    own = [f"results/{job.name}.json", f"notebooks/{job.name}.ipynb", *_figures(study.reports, job)]
    return all(
        (study.reports / name).is_file() and manifest.digest(study.reports / name) == outputs.get(name) for name in own
    )


def _figures(reports: Path, job: Job) -> list[str]:
    """Files of the figures that a job registered."""
    found = [register for register in registers.load(reports) if register.name == job.name]
    names = []
    for register in found:
        for entry in register.of_kind("figure"):
            names.append(entry["data"])
            names += [file for svg in entry["files"].values() for file in (svg, svg.removesuffix("svg") + "png")]
    return names


def _take_over(reports: Path, aside: Path, job: Job) -> None:
    for name in [f"results/{job.name}.json", f"notebooks/{job.name}.ipynb", *_figures(reports, job)]:
        (aside / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(reports / name, aside / name)


def _execute_all(
    jobs: list[Job], aside: Path, at_a_time: int, summary: Summary, progress: Callable[[str, str], None]
) -> None:
    """Run notebooks side by side; one that fails does not stop the others."""

    def execute_one(job: Job) -> None:
        progress(job.name, "runs")
        try:
            execute(job, aside / "notebooks" / f"{job.name}.ipynb")
            if not (aside / "results" / f"{job.name}.json").is_file():
                raise NotebookError("it registered nothing; its last cell must be report.close()")
        except NotebookError as error:
            summary.failed[job.name] = str(error)
            progress(job.name, "failed")
        else:
            progress(job.name, "done")

    with ThreadPoolExecutor(max_workers=max(at_a_time, 1)) as pool:
        list(pool.map(execute_one, jobs))
    summary.done = [job.name for job in jobs if job.name not in summary.failed]


def _render(study: Study, aside: Path, language: str, left_out: list[str]) -> None:
    """Make pages, tables and documents from the registers of a batch."""
    made = registers.load(aside)
    _refuse_twice(made)
    names = reference.load(study, reference.Clusters).set_index("cluster")
    called = {cluster: str(names.loc[cluster, "name"]) for cluster in study.analysed}
    tables = workbook.write_tables(study, made, aside, called)
    for path in sorted((aside / "notebooks").glob("*.ipynb")):
        page = pages.page_of_notebook(study, path, aside, language, called)
        path.with_suffix(".html").write_text(page, "utf-8")
    clusters = [
        {
            "id": cluster,
            "name": called[cluster],
            "sector": {code: names.loc[cluster, f"sector_{code}"] for code in study.languages},
        }
        for cluster in study.analysed
    ]
    for code in study.languages:
        page = pages.index(study, made, aside, code, clusters, tables, left_out)
        (aside / registers.page_of("index", study, code)).write_text(page, "utf-8")
        page = pages.numbers(study, made, called, code)
        (aside / registers.page_of("numbers", study, code)).write_text(page, "utf-8")
    _write_sheets(study, made, aside)
    for cluster in sorted({register.cluster for register in made if register.cluster and register.on_pages()}):
        for code in study.languages:
            content = documents.cluster_document(study, made, aside, cluster, called[cluster], code)
            (aside / f"cluster-{cluster}.{code}.pdf").write_bytes(content)


def _write_sheets(study: Study, made: list[registers.Register], aside: Path) -> None:
    """Write the tables that are made of sheets as pages, in every language."""
    for register in made:
        for entry in register.of_kind("table"):
            if entry["sheets"]:
                (aside / "sheets").mkdir(exist_ok=True)
                for code in study.languages:
                    page = pages.sheets_page(study, register, entry, code)
                    (aside / pages.sheets_file(entry, register.cluster, code)).write_text(page, "utf-8")


def _refuse_twice(made: list[registers.Register]) -> None:
    """Refuse two notebooks that register figures or tables of the same name."""
    owner: dict[str, str] = {}
    for register in made:
        for item in register.items:
            if (
                item["kind"] in ("figure", "table")
                and owner.setdefault(item["id"], register.notebook) != register.notebook
            ):
                said = f"{item['id']} is registered by {owner[item['id']]} too."
                raise StudyError(Problem(f"notebooks/{register.notebook}.ipynb", said, "Give one another id."))


def _withdraw_working_results(study: Study) -> list[str]:
    """Take the expected results of the working release, which hold every count, out of the public one."""
    withdrawn = sorted(expected_folder(study.reports, "working").glob("*.json"))
    for path in withdrawn:
        path.unlink()
    return [study.relative(path) for path in withdrawn]


def _keep_failed(study: Study, aside: Path) -> None:
    """Keep what ran where the analyst can look into it."""
    target = study.reports / FAILED
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(aside / "notebooks", target)


def _replace(study: Study, aside: Path) -> None:
    """Put a finished batch in the place of the one before."""
    for path in study.reports.iterdir():
        if path.name not in KEPT and path != aside:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in aside.iterdir():
        path.replace(study.reports / path.name)
